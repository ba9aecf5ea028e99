// Whether a table names its customers, and says when each row's outcome was known: found by evidence, on the training rows alone.
import { chiSquareTail } from './distributions.ts';
import { dayNumbers, type HistoryRules } from './history.ts';
import { areaUnder } from './metrics.ts';
import { type Column, type ModelTable, takeFlags } from './table.ts';

/** Fewer names, or fewer rows of each, and the name itself says what there is to say. */
const NAMES_MIN = 20;
const ROWS_PER_NAME = 4;
/** So many of the later rows are of a name that was met before. */
const AGAIN_SHARE = 0.5;
/** Outcomes lie among the names as chance would deal them less often than this. */
const CHANCE_MAX = 0.001;
/** How surely the outcome follows from the days until it was known. */
const TOLD_BY_DAYS = 0.9;
/** Rows whose outcome is said to be known before they came to be: so few are slips of the pen. */
const EARLIER_SHARE = 0.01;
/** Two columns say the same where so many rows do. */
const SAME_SHARE = 0.99;
/** Numbers are amounts, unless their heading says that they name somebody. */
const NAMING = /cust|client|buyer|debtor|partner|firm|company|account|客户|买方|购方|企业|公司|账户|户号|商户/i;

export type HistoryFound = HistoryRules & {
  readonly names: number;
  /** How well the days from a row to `known` tell its outcome: that is why `known` is taken for the day it was known. */
  readonly toldByDays: number;
  /** Columns that count just these days: known with the outcome, not before it. */
  readonly laterKnown: readonly string[];
};

/**
 * The column that names the customer and the one that says when an outcome was known, or null where the table does not show both. `given`: what
 * somebody said already. A day column never before the row's own day whose distance from it tells the outcome is when it was known; of several the
 * latest. `notNames`: columns that shall not count. Looks at no row but `train`.
 */
export function findHistory(
  table: ModelTable,
  bad: Uint8Array,
  train: Int32Array,
  time: string,
  notNames: ReadonlySet<string>,
  given: { readonly entity?: string | undefined; readonly known?: string | undefined } = {},
): HistoryFound | null {
  const timed = table.columns.find((each) => each.name === time);
  if (!timed || timed.kind !== 'category' || !timed.isDay) return null;
  const begun = dayNumbers(timed);
  const flags = takeFlags(bad, train);
  let known: { name: string; told: number; days: number } | null = null;
  for (const column of table.columns) {
    if (column.name === time || (given.known !== undefined && given.known !== column.name)) continue;
    const gap = gapOf(column, begun, train, flags);
    if (gap && (!known || gap.days > known.days)) known = { name: column.name, ...gap };
  }
  if (!known) return null;
  let entity: { name: string; names: number; excess: number; isNamed: boolean } | null = null;
  for (const column of table.columns) {
    if (column.name === time || column.name === known.name) continue;
    if (given.entity !== undefined ? given.entity !== column.name : notNames.has(column.name)) continue;
    const found = namesOf(column, begun, train, flags);
    if (!found && given.entity === undefined) continue;
    const isNamed = NAMING.test(column.name);
    const each = { name: column.name, names: found?.names ?? 0, excess: found?.excess ?? 0, isNamed };
    if (!entity || Number(isNamed) > Number(entity.isNamed) || (isNamed === entity.isNamed && each.excess > entity.excess))
      entity = each;
  }
  if (!entity) return null;
  const ended = dayNumbers(table.columns.find((each) => each.name === known.name)!);
  const laterKnown = table.columns.filter((each) => countsDays(each, begun, ended, train)).map((each) => each.name);
  return { entity: entity.name, time, known: known.name, names: entity.names, toldByDays: known.told, laterKnown };
}

/** Whether a column of numbers is nothing but the days between two days. */
function countsDays(column: Column, begun: Float64Array, ended: Float64Array, train: Int32Array): boolean {
  if (column.kind !== 'number') return false;
  let known = 0;
  let same = 0;
  for (const row of train) {
    const days = ended[row]! - begun[row]!;
    if (Number.isNaN(days) || Number.isNaN(column.values[row]!)) continue;
    known += 1;
    if (Math.abs(column.values[row]! - days) < 1) same += 1;
  }
  return known > 0 && same >= known * SAME_SHARE;
}

/** Days from a row to what may be the day its outcome was known; null where it is none. */
function gapOf(
  column: Column,
  begun: Float64Array,
  train: Int32Array,
  flags: Uint8Array,
): { readonly told: number; readonly days: number } | null {
  if (column.kind !== 'category' || !column.isDay) return null;
  const ended = dayNumbers(column);
  const gaps: number[] = [];
  const outcomes: number[] = [];
  let earlier = 0;
  let days = 0;
  for (const [at, row] of train.entries()) {
    const gap = ended[row]! - begun[row]!;
    if (Number.isNaN(gap)) continue;
    if (gap < 0) earlier += 1;
    gaps.push(gap);
    outcomes.push(flags[at]!);
    days += gap;
  }
  // A day that is mostly missing says when something else happened.
  if (gaps.length * 2 < train.length || earlier > gaps.length * EARLIER_SHARE) return null;
  const area = areaUnder(gaps, Uint8Array.from(outcomes));
  const told = area === null ? 0 : Math.max(area, 1 - area);
  return told >= TOLD_BY_DAYS ? { told, days: days / gaps.length } : null;
}

/** Whether a column's values come again and again, and outcomes differ between them more than by chance. */
function namesOf(
  column: Column,
  begun: Float64Array,
  train: Int32Array,
  flags: Uint8Array,
): { readonly names: number; readonly excess: number } | null {
  if (column.kind === 'category' ? column.isDay : !NAMING.test(column.name)) return null;
  const cells = column.kind === 'category' ? column.codes : column.values;
  const inTime = Int32Array.from({ length: train.length }, (_, at) => at).sort((a, b) => begun[train[a]!]! - begun[train[b]!]!);
  const rowsOf = new Map<number, { rows: number; bads: number }>();
  let rows = 0;
  let bads = 0;
  let later = 0;
  let again = 0;
  for (const [place, at] of inTime.entries()) {
    const cell = cells[train[at]!]!;
    if (Number.isNaN(cell) || (column.kind === 'category' && cell < 0)) continue;
    if (column.kind === 'number' && !Number.isInteger(cell)) return null;
    const of = rowsOf.get(cell);
    if (place * 3 >= inTime.length) {
      later += 1;
      if (of) again += 1;
    }
    rows += 1;
    bads += flags[at]!;
    if (!of) rowsOf.set(cell, { rows: 1, bads: flags[at]! });
    else {
      of.rows += 1;
      of.bads += flags[at]!;
    }
  }
  const names = rowsOf.size;
  if (names < NAMES_MIN || rows < names * ROWS_PER_NAME || again < later * AGAIN_SHARE || bads === 0 || bads === rows)
    return null;
  const share = bads / rows;
  let square = 0;
  for (const each of rowsOf.values()) square += (each.bads - each.rows * share) ** 2 / (each.rows * share * (1 - share));
  return chiSquareTail(square, names - 1) < CHANCE_MAX ? { names, excess: (square - names + 1) / rows } : null;
}
