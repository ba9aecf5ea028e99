// Which document numbers stand in what a payer wrote (摘要, 附言): whole numbers, however they are spaced and punctuated, never parts of longer ones.

/** Fewest letters and digits of a number that is looked for; of one made of digits alone. Shorter ones are found in every date and amount. */
export const NUMBER_LEAST = 4;
export const DIGITS_LEAST = 5;
/** Characters of a reference that are read, and runs of letters and digits that one number may be spread over. */
export const REFERENCE_MAX = 500;
const RUNS_MAX = 8;

/** Words before a bare number that say it is one: 发票12345, NO.12345. */
const PREFIXES: ReadonlySet<string> = new Set(['NO', 'INV', 'INVOICE', 'INVOICES', 'FP', 'FPH', 'BILL', 'NR', 'NUM', 'CN', 'DN']);
/** Between two numbers, not inside one. */
const LISTING = /[,/&+]/;

type Run = { readonly text: string; readonly before: string };

/** Width, case and punctuation folded: `ＩＮＶ－2024/001` → `INV2024001`. Empty where there are no letters or digits. */
export function numberKey(number: string): string {
  return folded(number).replace(/[^A-Z0-9]/g, '');
}

/** Long enough to be looked for in a text. */
export function isFindable(key: string): boolean {
  return key.length >= (/^\d+$/.test(key) ? DIGITS_LEAST : NUMBER_LEAST) && /\d/.test(key);
}

/**
 * Keys of `known` that stand in the text, in the order in which they stand there. `INV-2024-001/002` names 001 and 002. A number that goes
 * on (`INV-2024-0011`, `INV-2024-001-2`) is another number.
 */
export function numbersIn(text: string, known: ReadonlySet<string>): string[] {
  const runs = runsOf(text);
  const found: string[] = [];
  let at = 0;
  while (at < runs.length) {
    const match = longestFrom(runs, at, known);
    if (!match) {
      at += 1;
      continue;
    }
    add(found, match.key);
    at = match.next;
    // 001/002/003: only the end that differs is written again.
    while (
      at < runs.length &&
      LISTING.test(runs[at]!.before) &&
      /^\d+$/.test(runs[at]!.text) &&
      runs[at]!.text.length < match.key.length
    ) {
      const ending = runs[at]!.text;
      const key = match.key.slice(0, -ending.length) + ending;
      if (!known.has(key) || goesOn(runs, at + 1)) break;
      add(found, key);
      at += 1;
    }
  }
  return found;
}

function add(found: string[], key: string): void {
  if (!found.includes(key)) found.push(key);
}

function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[、，；;]/g, ',')
    .replace(/[‐-―−－]/g, '-');
}

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  let end = 0;
  const whole = folded(text.slice(0, REFERENCE_MAX));
  for (const match of whole.matchAll(/[A-Z0-9]+/g)) {
    runs.push({ text: match[0], before: whole.slice(end, match.index) });
    end = match.index + match[0].length;
  }
  return runs;
}

/** The longest known number that begins with the run at `at` and ends with a run. */
function longestFrom(runs: readonly Run[], at: number, known: ReadonlySet<string>): { key: string; next: number } | null {
  if (at > 0 && isJoined(runs[at]!.before) && !PREFIXES.has(runs[at - 1]!.text)) return null;
  let best: { key: string; next: number } | null = null;
  let key = '';
  for (let next = at; next < runs.length && next < at + RUNS_MAX; next += 1) {
    const run = runs[next]!;
    if (next > at && !/^[\s\-_/.#·]*$/.test(run.before)) break;
    key += run.text;
    if (!isFindable(key) || goesOn(runs, next + 1)) continue;
    if (known.has(key)) best = { key, next: next + 1 };
    // INV12345 where the number is 12345.
    else if (next === at && best === null) {
      const bare = /^([A-Z]+)(\d+)$/.exec(key);
      if (bare && PREFIXES.has(bare[1]!) && isFindable(bare[2]!) && known.has(bare[2]!)) best = { key: bare[2]!, next: next + 1 };
    }
  }
  return best;
}

/** A hyphen, dot or underscore without a space makes one word of two runs. */
function isJoined(before: string): boolean {
  return /^[-_.]+$/.test(before);
}

function goesOn(runs: readonly Run[], next: number): boolean {
  const run = runs[next];
  return run !== undefined && isJoined(run.before);
}
