// Headings → fields: which row holds them, which column is which, and where only a person can say.
import type { RawCell, RawRow } from '#base/raw-table.ts';
import type { Field, FieldType, Kind } from './catalogue.ts';
import { fieldsOf, requiredOf, wantedOf } from './catalogue.ts';
import { bareAmount, cellText, currencyOf, dateParts, isEmpty, shown } from './cells.ts';
import {
  balancesContradict,
  codesUnderCustomer,
  currencyByContent,
  flowByContent,
  grossByContent,
  isConverted,
  settleTie,
} from './column-ties.ts';
import { readMonth, readPercent } from './figures.ts';
import type { Mapping } from './heading-key.ts';
import { columnLetters, HEADING_CHARS_MAX, headingKey } from './heading-key.ts';
import type { Answers, FileError, Question } from './report.ts';

/** How far down the headings may stand: titles and dates of printing come before. */
export const HEADING_ROW_MAX = 40;
/** Fewer recognised headings than this are no heading row. */
const FIELDS_MIN = 2;

type Names = { readonly strong: ReadonlyMap<string, Field>; readonly weak: ReadonlyMap<string, readonly Field[]> };
const NAMES = new Map<Kind, Names>();

/** The headings of a kind by their words: looked up for every cell of the first rows, of every kind where the kind is guessed. */
function namesOf(kind: Kind): Names {
  const known = NAMES.get(kind);
  if (known) return known;
  const strong = new Map<string, Field>();
  const weak = new Map<string, Field[]>();
  for (const field of fieldsOf(kind)) {
    for (const word of field.strong) if (!strong.has(word)) strong.set(word, field);
    for (const word of field.weak) weak.set(word, [...(weak.get(word) ?? []), field]);
  }
  const names = { strong, weak };
  NAMES.set(kind, names);
  return names;
}

const CHINESE = /\p{Script=Han}/u;
const LATIN = /[a-z][a-z .#&'_-]*[a-z][a-z .#_-]*[a-z#.]/gi;

/** 客户编码/Customer Code: the clearer half, and the Chinese one of equals; what the Chinese rules out the English does not bring back. */
function named(kind: Kind, heading: string): Named {
  const key = headingKey(heading);
  const whole = namedByKey(kind, key);
  if (whole?.strength === 3 || heading.length > HEADING_CHARS_MAX || !CHINESE.test(heading)) return whole;
  const text = heading.normalize('NFKC');
  const latin = text.match(LATIN)?.filter((each) => each.replace(/[^a-z]/gi, '').length > 2) ?? [];
  // 客户ID, 单据NO: two letters are part of the word.
  if (latin.length === 0) return whole;
  const chinese = headingKey(text.replace(LATIN, ' '));
  const half = namedByKey(kind, chinese);
  const first = half && (whole === null || half.strength === 3) ? half : whole;
  const second = latin.map((each) => namedByKey(kind, headingKey(each))).find((each) => each !== null) ?? null;
  if (second === null || second.field.not?.test(chinese) || (first?.strength ?? 0) >= second.strength) return first;
  return second;
}

function namedByKey(kind: Kind, key: string): Named {
  if (key === '') return null;
  const { strong, weak } = namesOf(kind);
  const first = strong.get(key);
  if (first) return { field: first, strength: 3 };
  const second = weak.get(key)?.find((field) => !field.not?.test(key));
  if (second) return { field: second, strength: 2 };
  const third = fieldsOf(kind).find((field) => field.pattern?.test(key) && !field.not?.test(key));
  return third ? { field: third, strength: 1 } : null;
}

type Named = { field: Field; strength: number } | null;

/** For each column the field it is named after most clearly, with how clearly. */
export function namedFields(kind: Kind, headings: readonly string[]): Named[] {
  return headings.map((heading) => named(kind, heading));
}

const NO_NAME = /^[\d\s.,:/+()-]*$/;

/** How many different fields a row's cells name. Cells that hold numbers or days name none. */
export function headingScore(kind: Kind, cells: readonly RawCell[]): number {
  const fields = new Set<string>();
  for (const cell of cells) {
    const value = shown(cell);
    if (typeof value !== 'string' || NO_NAME.test(value)) continue;
    const found = named(kind, value);
    if (found) fields.add(found.field.id);
  }
  return fields.size;
}

/** Where the headings stand: index in `rows` of their first and last row, and what they say, group headings joined to those below. */
export type HeadingRows = { readonly first: number; readonly last: number; readonly headings: readonly string[] };

/** The row with the most fields named, the first of equals, with the row above or below it where both together name more; null where none names enough. */
export function findHeadings(kind: Kind, rows: readonly RawRow[]): HeadingRows | null {
  let best = -1;
  let most = FIELDS_MIN - 1;
  for (const [at, row] of rows.slice(0, HEADING_ROW_MAX).entries()) {
    const score = headingScore(kind, splitLoneCell(kind, row.cells));
    if (score > most) {
      most = score;
      best = at;
    }
  }
  const single = rows[best];
  const pairs = [best - 1, best].flatMap((first) => {
    const headings = first < 0 ? null : joined(kind, rows[first], rows[first + 1]);
    if (headings === null) return [];
    const parted = first === best && isParted(rows[first + 1]);
    return [{ first, last: first + 1, headings, parted, score: namedCount(kind, headings) }];
  });
  const pair = pairs.reduce<(typeof pairs)[number] | null>(
    (a, b) => (b.score > (a?.score ?? most) || (a === null && b.score === most && b.parted) ? b : a),
    null,
  );
  if (pair) return { first: pair.first, last: pair.last, headings: pair.headings };
  if (!single) return null;
  return { first: best, last: best, headings: splitLoneCell(kind, single.cells).map((cell) => cellText(cell).trim()) };
}

function namedCount(kind: Kind, headings: readonly string[]): number {
  return new Set(namedFields(kind, headings).flatMap((each) => (each ? [each.field.id] : []))).size;
}

/** 原币, 本币, 原币, 本币: what the headings above are parted into, and no row of data. */
function isParted(row: RawRow | undefined): boolean {
  const parts = row?.cells.flatMap((cell) => (isEmpty(cell) ? [] : [headingKey(cellText(cell))])) ?? [];
  const own = parts.filter((part) => /^(?:原币|外币|本币|本位币|借方|贷方|金额|数量)$/.test(part));
  // Merged downwards, the other headings stand in both rows.
  return own.length > 1 && new Set(own).size < own.length;
}

const FIGURE = /^[-+(¥$￥]?\d[\d\s,.:/年月日-]*[%)]?$/;

/** A row of group headings and the row below it as one: 应收 over 金额 and 余额 → 应收金额, 应收余额. null where they are no such rows. */
function joined(kind: Kind, above: RawRow | undefined, below: RawRow | undefined): string[] | null {
  if (!above || !below || above.problem || below.problem) return null;
  const written = (row: RawRow) =>
    row.cells.map((cell) => (typeof shown(cell) === 'string' || isEmpty(cell) ? cellText(cell).trim() : null));
  const groups = written(above);
  const subs = written(below);
  const all = [...groups, ...subs];
  if (all.some((text) => text === null || text.length > HEADING_CHARS_MAX || FIGURE.test(text.normalize('NFKC')))) return null;
  // A title stands alone in its row; groups are several.
  if (new Set(groups.filter((text) => text !== '')).size < 2) return null;
  const headings: string[] = [];
  let group = '';
  for (let column = 0; column < Math.max(groups.length, subs.length); column += 1) {
    const own = groups[column] ?? '';
    const sub = subs[column] ?? '';
    if (own !== '') group = own;
    if (sub === '' || sub === own) headings.push(own);
    else headings.push(group === '' ? sub : betterOf(kind, `${group}${sub}`, sub));
  }
  return headings;
}

/** A sub-heading may need its group (应收 金额) or be hidden by it (基本信息 客户编码). */
function betterOf(kind: Kind, whole: string, sub: string): string {
  const [joint, alone] = namedFields(kind, [whole, sub]) as [Named, Named];
  if (!joint) return alone ? sub : whole;
  return alone?.strength === 3 && joint.strength < 3 ? sub : whole;
}

/** A heading row written with another delimiter than the rest of the file arrives as one cell. */
export function splitLoneCell(kind: Kind, cells: readonly RawCell[]): readonly RawCell[] {
  const only = cells.length === 1 ? shown(cells[0]) : null;
  if (typeof only !== 'string') return cells;
  for (const delimiter of [';', '\t', '|', ',']) {
    const parts = only.split(delimiter);
    if (parts.length > 2 && headingScore(kind, parts) > FIELDS_MIN) return parts;
  }
  return cells;
}

/**
 * Headings brought to the width of the rows, where only one reading is possible: an empty heading too many is dropped, two
 * known headings that lost the delimiter between them are parted. Otherwise missing headings are empty.
 */
export function fitHeadings(kind: Kind, headings: readonly string[], width: number): { headings: string[]; repaired: boolean } {
  const out = [...headings];
  while (out.length > width && out.at(-1) === '') out.pop();
  if (out.length === width + 1) {
    const empty = out.flatMap((each, at) => (each === '' ? [at] : []));
    if (empty.length === 1) {
      out.splice(empty[0] as number, 1);
      return { headings: out, repaired: true };
    }
  }
  if (out.length === width - 1) {
    const partings = out.flatMap((heading, at) => partingsOf(kind, heading).map((parts) => ({ at, parts })));
    if (partings.length === 1) {
      const { at, parts } = partings[0] as { at: number; parts: [string, string] };
      out.splice(at, 1, ...parts);
      return { headings: out, repaired: true };
    }
  }
  while (out.length < width) out.push('');
  return { headings: out, repaired: false };
}

function partingsOf(kind: Kind, heading: string): [string, string][] {
  const known = (text: string) => fieldsOf(kind).find((field) => field.strong.includes(headingKey(text)))?.id;
  if (known(heading) !== undefined) return [];
  const found: [string, string][] = [];
  for (let at = 2; at <= heading.length - 2; at += 1) {
    const first = known(heading.slice(0, at));
    const second = known(heading.slice(at));
    if (first !== undefined && second !== undefined && first !== second) found.push([heading.slice(0, at), heading.slice(at)]);
  }
  return found;
}

/** Share of a column's filled sample cells that can be read as the type; null where the column is empty. */
export function fit(type: FieldType, rows: readonly RawRow[], column: number): number | null {
  let filled = 0;
  let good = 0;
  for (const { cells } of rows) {
    if (isEmpty(cells[column])) continue;
    filled += 1;
    if (fits(type, cells[column])) good += 1;
  }
  return filled === 0 ? null : good / filled;
}

function fits(type: FieldType, cell: RawCell | undefined): boolean {
  const value = shown(cell);
  const text = cellText(cell).trim();
  switch (type) {
    case 'date':
      return typeof value === 'object' ? value !== null && 'serial' in value : dateParts(text) !== null;
    case 'amount':
      return typeof value === 'number' || (typeof value === 'string' && bareAmount(text) !== null);
    case 'currency':
      return currencyOf(text) !== null;
    case 'month':
      return 'month' in readMonth(cell, 'dmy');
    case 'percent':
      return 'ppm' in readPercent(cell, 'percent');
    default:
      return true;
  }
}

export type Mapped = {
  readonly mapping: Mapping;
  readonly questions: Question[];
  /** Columns that no field took. */
  readonly unmapped: number[];
  /** Columns set aside because another names the same field more clearly. */
  readonly passedOver: { readonly field: string; readonly taken: number; readonly left: number }[];
  readonly errors: readonly FileError[];
};

/** Which of two remarks is kept changes no figure: the first is, and the other is reported. */
const FIRST_SERVES: readonly string[] = ['note', 'salesperson', 'reference'];

const NONE = '-';
/** Kinds whose amount is what is owed, tax and all. */
const WITH_TAX: readonly Kind[] = ['ledger', 'invoices', 'orders', 'deliveries', 'credit-notes'];

/**
 * Which column holds which field. Answers come first (`column_amount=H`, or the heading itself, or `-` for none; one that names no
 * column of this file is asked anew); then headings. `isCustomerSaid`: rows of their own name the customer. Between columns named equally the
 * content decides only by ruling out; what is left over is a question `column_<field>`.
 */
export function mapColumns(
  kind: Kind,
  headings: readonly string[],
  sample: readonly RawRow[],
  answers: Answers,
  isCustomerSaid = false,
): Mapped {
  const named = namedFields(kind, headings);
  const mapping: Record<string, number> = {};
  const questions: Question[] = [];
  const passedOver: Mapped['passedOver'] = [];
  const taken = new Set<number>();
  const answered = new Set<string>();
  const lost: Field[] = [];
  for (const field of fieldsOf(kind)) {
    const answer = answers[`column_${field.id}`];
    if (answer === undefined) continue;
    const column = columnNamed(headings, answer);
    answered.add(field.id);
    if (column === null && answer !== NONE) lost.push(field);
    if (column !== null) {
      mapping[field.id] = column;
      taken.add(column);
    }
  }
  const ask = (field: Field, columns: readonly number[], orNone = false) =>
    questions.push({
      id: `column_${field.id}`,
      options: [...columns.map(columnLetters), ...(orNone ? [NONE] : [])],
      labels: columns.map((column) => headings[column] ?? ''),
      sample: columns
        .map((column) => cellText(sample.find((row) => !isEmpty(row.cells[column]))?.cells[column]))
        .join(' | ')
        .slice(0, 200),
    });
  const saysCurrency = named.some((each) => each?.field.id === 'currency');
  for (const field of fieldsOf(kind)) {
    if (answered.has(field.id) || (field.beside !== undefined && mapping[field.beside] === undefined)) continue;
    const candidates = named.flatMap((each, column) =>
      each?.field.id === field.id &&
      !taken.has(column) &&
      !(each.strength < 3 && field.type === 'code' && counts(sample, column)) &&
      !(field.id === 'customerName' && ofMeasure(headings, column))
        ? [{ column, strength: each.strength }]
        : [],
    );
    if (candidates.length === 0) continue;
    // A column without anything in it is not what the others are passed over for.
    const holding = candidates.filter((each) => fit(field.type, sample, each.column) !== null);
    const most = Math.max(...(holding.length > 0 ? holding : candidates).map((each) => each.strength));
    const best = candidates.filter((each) => each.strength === most).map((each) => each.column);
    const likely = best.length === 1 ? best : stillPossible(field, best, sample);
    const tied =
      likely.length === 1 || FIRST_SERVES.includes(field.id)
        ? (likely[0] as number)
        : settleTie(field.id, likely, headings, mapping, saysCurrency);
    if (typeof tied !== 'number') {
      if (tied === null) ask(field, likely);
      continue;
    }
    const column = tied;
    mapping[field.id] = column;
    taken.add(column);
    for (const other of candidates)
      if (other.column !== column) passedOver.push({ field: field.id, taken: column, left: other.column });
  }
  const untaken = () => headings.map((_, column) => column).filter((column) => !taken.has(column));
  const coded = codesUnderCustomer(headings, sample, mapping, untaken());
  if (coded !== null && fieldsOf(kind).some((field) => field.id === 'customerCode') && !answered.has('customerCode')) {
    mapping.customerCode = coded;
    taken.add(coded);
  }
  if (mapping.currency === undefined && !answered.has('currency') && fieldsOf(kind).some((field) => field.id === 'currency')) {
    const said = currencyByContent(headings, sample, untaken());
    if (said !== null) {
      mapping.currency = said;
      taken.add(said);
    }
  }
  if (!answered.has('currency') && isConverted(headings, mapping)) {
    taken.delete(mapping.currency as number);
    delete mapping.currency;
  }
  if (kind === 'receipts' && !answered.has('flow') && mapping.flow === undefined && mapping.paidOut === undefined) {
    const flow = flowByContent(sample, [...untaken(), ...(mapping.method === undefined ? [] : [mapping.method])]);
    if (flow !== null) {
      if (mapping.method === flow) delete mapping.method;
      mapping.flow = flow;
      taken.add(flow);
    }
  }
  if (WITH_TAX.includes(kind) && mapping.amount !== undefined && !answered.has('amount')) {
    const gross = grossByContent(headings, sample, mapping.amount);
    if (gross !== null && !Object.values(mapping).includes(gross)) {
      passedOver.push({ field: 'amount', taken: gross, left: mapping.amount });
      taken.delete(mapping.amount);
      taken.add(gross);
      mapping.amount = gross;
    }
  }
  const free = untaken();
  // An answer that names no column of this file: under which name it stands now, the user knows, and no guess may stand in.
  for (const field of lost) {
    const likely = free.filter((column) => named[column]?.field.id === field.id);
    const fitting = free.filter((column) => !likely.includes(column) && (fit(field.type, sample, column) ?? 0) >= 0.5);
    ask(field, [...likely, ...fitting], !requiredOf(kind).some((choices) => choices.length === 1 && choices[0] === field.id));
  }
  // Paid and still open without the amount they are of: one of the columns nobody knows may be it.
  const unsaid =
    kind === 'ledger' && mapping.amount === undefined && mapping.open !== undefined && mapping.received !== undefined;
  const figures = unsaid && !answered.has('amount') ? free.filter((column) => (fit('amount', sample, column) ?? 0) >= 0.9) : [];
  if (figures.length > 0) ask(fieldsOf(kind).find((field) => field.id === 'amount') as Field, figures, true);
  // Balances that fall due on days of their own are documents: whose number may stand under a heading nobody knows.
  if (kind === 'open-items' && mapping.number === undefined && !answered.has('number') && mapping.dueOn !== undefined) {
    const numbers = free.filter((column) => NUMBERED.test(headingKey(headings[column] ?? '')) && tellsApart(sample, column));
    if (numbers.length > 0) ask(fieldsOf(kind).find((field) => field.id === 'number') as Field, numbers, true);
  }
  const place = (choices: readonly string[]) => fieldsOf(kind).findIndex((each) => each.id === choices[0]);
  const wanted = wantedOf(kind).filter((choices) => !choices.some((id) => answered.has(id)));
  for (const choices of [...requiredOf(kind), ...wanted].sort((a, b) => place(a) - place(b))) {
    if (choices.some((id) => mapping[id] !== undefined || questions.some((question) => question.id === `column_${id}`))) continue;
    if (isCustomerSaid && choices.includes('customerName')) continue;
    const field = fieldsOf(kind).find((each) => each.id === choices[0]) as Field;
    const possible = free.filter((column) => (fit(field.type, sample, column) ?? 0) >= 0.5);
    if (!wanted.includes(choices)) ask(field, possible.length > 0 ? possible : free);
    else if (possible.length > 0) ask(field, possible, true);
  }
  const contradicted = balancesContradict(headings, mapping, (id) =>
    named.flatMap((each, column) => (each?.field.id === id ? [column] : [])),
  );
  return {
    mapping,
    questions,
    unmapped: free,
    passedOver: passedOver.filter(({ left }) => !taken.has(left)),
    errors: contradicted ? [contradicted] : [],
  };
}

/** 单位 beside 数量 is one of measure. */
function ofMeasure(headings: readonly string[], column: number): boolean {
  return headingKey(headings[column] ?? '') === '单位' && headings.some((each) => /数量|单价|规格/.test(headingKey(each)));
}

const NUMBERED = /(?:号|号码|编号|no|num|number|id|ref|reference)$/;

/** True where a column has something else in each row. */
function tellsApart(sample: readonly RawRow[], column: number): boolean {
  const said = sample.flatMap(({ cells }) => (isEmpty(cells[column]) ? [] : [cellText(cells[column]).trim()]));
  return said.length > 0 && new Set(said).size === said.length && !counts(sample, column);
}

/** A column under `No.` that only counts its rows names nothing. */
function counts(sample: readonly RawRow[], column: number): boolean {
  const rows = sample.slice(0, 20);
  return rows.length > 1 && rows.every(({ cells }, at) => cellText(cells[column]).trim() === String(at + 1));
}

function columnNamed(headings: readonly string[], answer: string): number | null {
  const same = headings.flatMap((heading, column) => (heading === answer ? [column] : []));
  if (same.length === 1) return same[0] as number;
  // As remembered of another file: *客户名称(必填) is 客户名称.
  const key = headingKey(answer);
  const alike = headings.flatMap((heading, column) => (key !== '' && headingKey(heading) === key ? [column] : []));
  if (same.length === 0 && alike.length === 1 && !/^[A-Za-z]{1,3}$/.test(answer)) return alike[0] as number;
  const letters = headings.findIndex((_, column) => columnLetters(column) === answer.toUpperCase());
  return letters >= 0 ? letters : null;
}

/** Columns of equal names: those whose content cannot be the field's are ruled out, as are empty ones beside a filled one. */
function stillPossible(field: Field, columns: readonly number[], sample: readonly RawRow[]): number[] {
  const filled = columns.filter((column) => (fit(field.type, sample, column) ?? 0) >= 0.5);
  return filled.length > 0 ? filled : [...columns];
}
