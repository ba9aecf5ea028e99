// Industry and region coefficients: a dated table with its source, and what it says of a customer on a day.
import type { Day } from '#base/date.ts';
import { isDay } from '#base/date.ts';
import { formatPpmAsPercent } from '#base/ratio.ts';
import { found, type Reading, unknown } from './indicator-reading.ts';
import type { Reader } from './rulebook-reader.ts';
import { join } from './rulebook-reader.ts';

export const COEFFICIENT_OF = ['industry', 'region'] as const;
export type CoefficientOf = (typeof COEFFICIENT_OF)[number];
export const COEFFICIENT_KEYS = { industry: 'industry_coefficient', region: 'region_coefficient' } as const;
/** The whole span a company may choose its own bounds in: beyond it a coefficient would decide alone. */
const PERCENT = { least: 10, most: 200 };
const ROWS_MAX = 400;

/** Holds from its day on, until a later row of the same beginnings does. */
export type CoefficientRow = {
  readonly id: string;
  readonly of: CoefficientOf;
  readonly title: { readonly zh: string; readonly en: string };
  /** Codes or names that the customer's industry or region begins with; the longest that fits counts. */
  readonly begins: readonly string[];
  readonly from: Day;
  /** 1,000,000 is neutral; below it is riskier. */
  readonly ppm: number;
  readonly source: string;
};

export type CoefficientTable = { readonly rows: readonly CoefficientRow[] };

/** The row that holds on a day for a text of the customer's master: the longest beginning, of that the newest day. Null: none. */
export function coefficientRow(table: CoefficientTable, of: CoefficientOf, text: string, on: Day): CoefficientRow | null {
  let best: { readonly row: CoefficientRow; readonly length: number } | null = null;
  for (const row of table.rows) {
    if (row.of !== of || row.from > on) continue;
    for (const begin of row.begins) {
      if (!text.startsWith(begin)) continue;
      if (best && (begin.length < best.length || (begin.length === best.length && row.from <= best.row.from))) continue;
      best = { row, length: begin.length };
    }
  }
  return best?.row ?? null;
}

/** Whether a row holds on a day: `ahead` before its first, `replaced` once later rows have taken every beginning it had. */
export type CoefficientStanding = 'standing' | 'ahead' | 'replaced';

export function coefficientStanding(table: CoefficientTable, row: CoefficientRow, on: Day): CoefficientStanding {
  if (row.from > on) return 'ahead';
  return row.begins.every((begin) => coefficientRow(table, row.of, begin, on)?.id !== row.id) ? 'replaced' : 'standing';
}

/** As an indicator: missing where the customer's industry or region is not known, or the table has no row for it. */
export function coefficientReading(table: CoefficientTable | null, of: CoefficientOf, text: string | null, on: Day): Reading {
  if (table === null) return unknown('no_coefficient_table');
  if (text === null || text === '') return unknown(of === 'industry' ? 'industry_unknown' : 'region_unknown');
  const row = coefficientRow(table, of, text, on);
  if (row === null) return unknown('no_coefficient', { [of]: text });
  return found(row.ppm, { [of]: text, row: row.title.zh, source: row.source, from: row.from }, row.from);
}

type Row = Readonly<Record<string, unknown>>;
export const COEFFICIENT_TABLE_KEYS = ['leastPercent', 'mostPercent', 'rows'] as const;

export function readCoefficients(reader: Reader, row: Row): CoefficientTable {
  const least = reader.percent(row.leastPercent, 'leastPercent', PERCENT.least, 100);
  const most = reader.percent(row.mostPercent, 'mostPercent', 100, PERCENT.most);
  const rows = reader.list(row.rows, 'rows', (each, path): CoefficientRow => {
    const one = reader.object(each, path, ['id', 'of', 'title', 'begins', 'from', 'percent', 'source']);
    const from = reader.text(one.from, join(path, 'from'));
    if (from !== '' && !isDay(from)) reader.note(join(path, 'from'), 'not_a_day', `${from} is no day, such as 2026-01-01`);
    const ppm = reader.percent(one.percent, join(path, 'percent'), PERCENT.least, PERCENT.most);
    if (ppm < least || ppm > most)
      reader.note(
        join(path, 'percent'),
        'out_of_bounds',
        `${formatPpmAsPercent(ppm, 0)} % lies outside the bounds of this table, ${formatPpmAsPercent(least, 0)} to ${formatPpmAsPercent(most, 0)} %`,
      );
    return {
      id: reader.text(one.id, join(path, 'id')),
      of: reader.choice(one.of, join(path, 'of'), COEFFICIENT_OF),
      title: reader.title(one.title, join(path, 'title')),
      begins: reader.list(one.begins, join(path, 'begins'), (text, at) => reader.text(text, at), 1),
      from,
      ppm,
      source: reader.text(one.source, join(path, 'source')),
    };
  });
  if (rows.length > ROWS_MAX) reader.note('rows', 'too_many', `at most ${ROWS_MAX} rows`);
  reader.unique(
    rows.map((each) => each.id),
    'rows',
    'row',
  );
  // Two rows of one day that begin alike would leave it to chance which counts.
  reader.unique(
    rows.flatMap((each) => each.begins.map((begin) => `${each.of} ${begin} ${each.from}`)),
    'rows',
    'beginning',
  );
  return { rows };
}
