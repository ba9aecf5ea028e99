// Reads values out of a rulebook's JSON and collects what is wrong, with its path, instead of stopping at the first.
import { Problem } from '#base/assert.ts';
import type { Money } from '#base/money.ts';
import { isCurrency, parseMinor } from '#base/money.ts';

/** `path` as in `rules[3].threshold.amount`. */
export type RulebookProblem = { readonly path: string; readonly code: string; readonly message: string };
export type Title = { readonly zh: string; readonly en: string };

export const LIST_MAX = 500;
export const TEXT_MAX = 500;
export const PROBLEMS_MAX = 100;

type Row = Readonly<Record<string, unknown>>;

/**
 * Every method returns a usable value even where it notes a problem, so that one pass finds all of them; whoever reads looks at
 * `problems` before using what came out.
 */
export class Reader {
  readonly problems: RulebookProblem[] = [];

  note(path: string, code: string, message: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push({ path, code, message });
  }

  /** An object with these keys and no others: a misspelt key is a rule that would silently not hold. */
  object(value: unknown, path: string, required: readonly string[], optional: readonly string[] = []): Row {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      this.note(path, 'not_an_object', 'write an object {…} here');
      return {};
    }
    const row = value as Row;
    for (const key of required) if (row[key] === undefined) this.note(join(path, key), 'missing', `${key} is missing`);
    for (const key of Object.keys(row)) {
      if (!required.includes(key) && !optional.includes(key)) {
        this.note(join(path, key), 'unknown_key', `${key} is not known here; known: ${[...required, ...optional].join(', ')}`);
      }
    }
    return row;
  }

  list<T>(value: unknown, path: string, read: (each: unknown, path: string) => T, least = 0): T[] {
    if (!Array.isArray(value)) {
      if (value !== undefined) this.note(path, 'not_a_list', 'write a list […] here');
      return [];
    }
    if (value.length < least) this.note(path, 'too_few', `at least ${least} needed, ${value.length} given`);
    if (value.length > LIST_MAX) this.note(path, 'too_many', `at most ${LIST_MAX} allowed, ${value.length} given`);
    return value.slice(0, LIST_MAX).map((each, index) => read(each, `${path}[${index}]`));
  }

  text(value: unknown, path: string): string {
    if (typeof value === 'string' && value.trim() !== '' && value.length <= TEXT_MAX) return value;
    if (value !== undefined) this.note(path, 'not_a_text', `write a text of 1 to ${TEXT_MAX} characters`);
    return '';
  }

  title(value: unknown, path: string): Title {
    const row = this.object(value, path, ['zh', 'en']);
    return { zh: this.text(row.zh, join(path, 'zh')), en: this.text(row.en, join(path, 'en')) };
  }

  choice<T extends string>(value: unknown, path: string, choices: readonly T[]): T {
    const found = choices.find((each) => each === value);
    if (found === undefined && value !== undefined) {
      this.note(path, 'not_a_choice', `${JSON.stringify(value)} is none of ${choices.join(', ')}`);
    }
    return found ?? choices[0]!;
  }

  boolean(value: unknown, path: string): boolean {
    if (typeof value !== 'boolean' && value !== undefined) this.note(path, 'not_a_boolean', 'write true or false');
    return value === true;
  }

  number(value: unknown, path: string, min: number, max: number): number {
    if (typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max) return value;
    if (value !== undefined) this.note(path, 'not_a_number', `${JSON.stringify(value)} is no number from ${min} to ${max}`);
    return min;
  }

  integer(value: unknown, path: string, min: number, max: number): number {
    const number = this.number(value, path, min, max);
    if (Number.isInteger(number)) return number;
    this.note(path, 'not_an_integer', `${number} is not a whole number`);
    return min;
  }

  /** Percent as people write it (95 or 12.5), at most four decimals → parts per million. */
  percent(value: unknown, path: string, min: number, max: number): number {
    const percent = this.number(value, path, min, max);
    const ppm = Math.round(percent * 10_000);
    if (Math.abs(percent * 10_000 - ppm) > 1e-6) this.note(path, 'too_many_decimals', `${percent} % has more than four decimals`);
    return ppm;
  }

  /** One amount a currency: `[{"amount":"50000.00","currency":"CNY"}, …]`. */
  amounts(value: unknown, path: string): Money[] {
    const amounts = this.list(value, path, (each, at) => this.money(each, at), 1);
    amounts.forEach((each, index) => {
      if (amounts.findIndex((other) => other.currency === each.currency) < index) {
        this.note(`${path}[${index}]`, 'currency_twice', `${each.currency} stands here twice`);
      }
    });
    return amounts;
  }

  money(value: unknown, path: string): Money {
    const row = this.object(value, path, ['amount', 'currency']);
    const currency = this.text(row.currency, join(path, 'currency'));
    if (!isCurrency(currency)) {
      if (currency !== '')
        this.note(join(path, 'currency'), 'currency_unknown', `${currency} is no ISO 4217 currency code, such as CNY`);
      return { minor: 0n, currency };
    }
    if (typeof row.amount !== 'string') {
      if (row.amount !== undefined) this.note(join(path, 'amount'), 'not_a_text', 'write the amount as text, such as "50000.00"');
      return { minor: 0n, currency };
    }
    try {
      const minor = parseMinor(row.amount, currency);
      if (minor < 0n) this.note(join(path, 'amount'), 'negative', 'an amount of a rule is not negative');
      return { minor, currency };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.note(join(path, 'amount'), error.code, error.message);
      return { minor: 0n, currency };
    }
  }

  unique(values: readonly string[], path: string, what: string): void {
    values.forEach((each, index) => {
      if (values.indexOf(each) < index) this.note(`${path}[${index}]`, 'twice', `${what} ${each} stands here twice`);
    });
  }
}

export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
