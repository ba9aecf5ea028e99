// A training table out of our own ledger: one row a customer and observation day, what was known then, and what came of it.
import { Problem } from '#base/assert.ts';
import { addDays, addMonths, type Day, dayIn, parseDay, startOfDay } from '#base/date.ts';
import { decimalsOf, parseMinor } from '#base/money.ts';
import type { CatalogueEntry } from '#engine/indicator-catalogue.ts';
import { natural } from '#engine/indicator-reading.ts';
import { type Outcome, parseOutcome, sayOutcome } from '#engine/outcome.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { type TableColumn, writeCsv } from '#platform/table/write-table.ts';
import { temporaryFile } from '#platform/temporary-file.ts';
import type * as contract from './contract.ts';
import { PANEL_DAYS_MAX, PANEL_ROWS_MAX } from './contract.ts';
import { type CustomerReadings, chunkReadings, ownEntries, type ReadingRun, readingRun, wholeCatalogue } from './readings.ts';
import * as store from './store.ts';
import { kinOf } from './store-facts.ts';

export type PanelAsked = InputOf<typeof contract.panelCounts>;
export type PanelCounts = OutputOf<typeof contract.panelCounts>;

/** A row as a model reads it: shares as 0.25, money in major units, null where missing. */
export type PanelRow = {
  readonly on: Day;
  readonly customer: string;
  readonly values: readonly (number | null)[];
  readonly bad: boolean;
};
export type Panel = {
  readonly columns: readonly CatalogueEntry[];
  readonly rows: AsyncGenerator<PanelRow[]>;
  /** Whole once `rows` has been read to its end. */
  readonly counts: PanelCounts;
};

/** Columns beside the indicators: `ratings train FILE --target outcome --bad bad --time observed_on --exclude customer` reads them. */
export const OBSERVED_ON = 'observed_on';
export const CUSTOMER = 'customer';
export const OUTCOME = 'outcome';

const CHUNK = 2_000;

/**
 * Opens a panel. Refuses `outcome_unclear`, `days_out_of_order`, `too_many_days`, `ledger_empty`. What is known on a day is what had been recorded
 * by its end; only before the past was loaded (`historyUntil`, else the first day anything was entered) papers count by their own days, as
 * nothing better is known. The outcome is judged by everything known today.
 */
export async function openPanel(ctx: Ctx, asked: PanelAsked): Promise<Panel> {
  const outcome = outcomeOf(asked.outcome);
  const { days, open } = daysOf(ctx, asked, outcome);
  const loaded = await loadedAt(ctx, asked.historyUntil);
  if (loaded === null) throw new Problem(409, 'ledger_empty', 'the ledger is empty: import it first');
  // What is known for today only would be missing in every row.
  const columns = (await wholeCatalogue(ctx)).filter((each) => !each.todayOnly);
  const { papers } = await store.enteredLater(ctx.tx, days, loaded, ctx.tenant.timeZone);
  const counts: Mutable<PanelCounts> = {
    outcome: { zh: sayOutcome(outcome, 'zh'), en: sayOutcome(outcome, 'en') },
    days: days.length,
    rows: 0,
    bads: 0,
    customers: 0,
    columns: columns.length,
    excluded: { alreadyBad: 0, inactive: 0, otherCurrency: 0, windowsOpen: open, enteredLater: papers },
    historyUntil: dayIn(ctx.tenant.timeZone, loaded.getTime() - 1),
    perDay: [],
  };
  return { columns, counts, rows: panelRows(ctx, { asked, outcome, days, loaded, columns, counts }) };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Building = {
  readonly asked: PanelAsked;
  readonly outcome: Outcome;
  readonly days: readonly Day[];
  readonly loaded: Date;
  readonly columns: readonly CatalogueEntry[];
  readonly counts: Mutable<PanelCounts>;
};

function outcomeOf(text: string): Outcome {
  const outcome = parseOutcome(text);
  if ('unclear' in outcome)
    throw new Problem(
      400,
      'outcome_unclear',
      `the outcome does not say ${outcome.unclear.join(', ')}; write: 60 days late above 1000 within 6 months`,
      { facts: { unclear: outcome.unclear }, fields: [{ field: 'outcome', message: outcome.unclear.join(', ') }] },
    );
  return outcome;
}

/** Monthly days from `from` on, those whose window is over; how many are not. */
function daysOf(ctx: Ctx, asked: PanelAsked, outcome: Outcome): { days: Day[]; open: number } {
  const [from, to] = [parseDay(asked.from, 'from'), parseDay(asked.to, 'to')];
  if (to < from)
    throw new Problem(400, 'days_out_of_order', `${to} lies before ${from}`, {
      fields: [{ field: 'to', message: 'before from' }],
    });
  const all: Day[] = [];
  for (let at = 0; addMonths(from, at) <= to; at += 1) {
    all.push(addMonths(from, at));
    if (all.length > PANEL_DAYS_MAX)
      throw new Problem(400, 'too_many_days', `at most ${PANEL_DAYS_MAX} observation days, a month apart`, {
        facts: { most: PANEL_DAYS_MAX },
      });
  }
  const days = all.filter((day) => addMonths(day, outcome.months) <= ctx.today);
  return { days, open: all.length - days.length };
}

/** Until when papers count by their own days, not by when they were entered; null: nothing was ever entered into the ledger. */
export async function loadedAt(ctx: Ctx, historyUntil: string | undefined): Promise<Date | null> {
  const { timeZone } = ctx.tenant;
  const dayAfter = (day: Day) => new Date(startOfDay(addDays(day, 1), timeZone));
  if (historyUntil !== undefined) return dayAfter(parseDay(historyUntil, 'historyUntil'));
  const { at } = await store.firstRecorded(ctx.tx);
  return at === null ? null : dayAfter(dayIn(timeZone, at.getTime()));
}

async function* panelRows(ctx: Ctx, building: Building): AsyncGenerator<PanelRow[]> {
  const { asked, outcome, days, loaded, columns, counts } = building;
  const parties = await customersOf(ctx, asked.sample ?? null);
  const spans = await lateSpansOf(ctx, [...parties.keys()], outcome);
  const seen = new Set<string>();
  const own = await ownEntries(ctx, null);
  const ids = [...parties.keys()].sort();
  for (const [index, on] of days.entries()) {
    const end = new Date(startOfDay(addDays(on, 1), ctx.tenant.timeZone));
    const knownAt = new Date((end > loaded ? end : loaded).getTime() - 1);
    const run = await readingRun(ctx, on, knownAt, own, null);
    const day = { on, rows: 0, bads: 0 };
    counts.perDay.push(day);
    for (let at = 0; at < ids.length; at += CHUNK) {
      const rows = (await chunkReadings(ctx, run, ids.slice(at, at + CHUNK))).flatMap((each): PanelRow[] => {
        const kept = judged(ctx, each, building, run, spans);
        if (kept === null) return [];
        seen.add(each.partyId);
        day.rows += 1;
        day.bads += kept.bad ? 1 : 0;
        return [{ on, customer: parties.get(each.partyId)!, values: valuesOf(ctx, each, columns), bad: kept.bad }];
      });
      counts.rows += rows.length;
      counts.bads += rows.filter((row) => row.bad).length;
      if (counts.rows > PANEL_ROWS_MAX)
        throw new Problem(
          400,
          'too_many_rows',
          `a training table has at most ${PANEL_ROWS_MAX} rows; take fewer days or a sample`,
          {
            facts: { most: PANEL_ROWS_MAX },
          },
        );
      if (rows.length > 0) yield rows;
      ctx.progress(
        index * ids.length + Math.min(at + CHUNK, ids.length),
        days.length * ids.length,
        ctx.language === 'zh' ? '训练表' : 'Table',
      );
    }
  }
  counts.customers = seen.size;
}

async function customersOf(ctx: Ctx, sample: number | null): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const keep = (rows: readonly store.CustomerRow[]) => {
    for (const row of rows) found.set(row.party_id, row.code);
  };
  if (sample !== null) {
    keep(await store.customersSampled(ctx.tx, null, sample));
    return found;
  }
  for (let after: string | null = null; ; ) {
    const rows: store.CustomerRow[] = await store.customersAfter(ctx.tx, null, after, CHUNK);
    keep(rows);
    if (rows.length < CHUNK) return found;
    after = rows.at(-1)!.party_id;
  }
}

type Spans = ReadonlyMap<string, readonly store.LateSpan[]>;

/** By account: when he was as late as the outcome says. */
async function lateSpansOf(ctx: Ctx, partyIds: readonly string[], outcome: Outcome): Promise<Spans> {
  const { currency } = ctx.tenant;
  const aboveMinor = parseMinor(amountIn(outcome.aboveMajor, currency), currency);
  const spans: store.LateSpan[] = [];
  for (let at = 0; at < partyIds.length; at += CHUNK) {
    const accounts = await store.accountsOf(ctx.tx, partyIds.slice(at, at + CHUNK));
    if (accounts.length === 0) continue;
    const kin = await kinOf(
      ctx.tx,
      accounts.map((row) => row.account_id),
      null,
    );
    spans.push(...(await store.lateSpans(ctx.tx, kin, outcome.daysLate, aboveMinor)));
  }
  return Map.groupBy(spans, (row) => row.account_id);
}

/** 1000.50 for a currency without decimals is 1000: above it is the same. */
function amountIn(major: string, currency: string): string {
  const [whole, fraction = ''] = major.split('.');
  const decimals = decimalsOf(currency);
  return decimals === 0 || fraction === '' ? whole! : `${whole}.${fraction.slice(0, decimals)}`;
}

/**
 * Whether somebody is a customer of a day: the ledger knew him then, in the company's own currency, and he owed or had bought since. Who is none is left
 * out of training tables and of looks at models alike.
 */
export function standsOn(
  account: CustomerReadings['account'],
  since: Day,
  own: string,
): 'customer' | 'unknown' | 'otherCurrency' | 'inactive' {
  if (account === null || account.facts.firstDocumentOn === null) return 'unknown';
  if (account.currency !== own) return 'otherCurrency';
  const { openMinor, lastSaleOn } = account.facts;
  return openMinor <= 0n && (lastSaleOn === null || lastSaleOn < since) ? 'inactive' : 'customer';
}

/** Whether a customer belongs into the table on a day, and what became of him; counts why not. */
function judged(ctx: Ctx, each: CustomerReadings, building: Building, run: ReadingRun, spans: Spans): { bad: boolean } | null {
  const { excluded } = building.counts;
  const stands = standsOn(each.account, addMonths(run.asOf, -(building.asked.lookBack ?? 12)), ctx.tenant.currency);
  if (stands === 'otherCurrency' || stands === 'inactive') excluded[stands] += 1;
  if (stands !== 'customer') return null;
  const late = spans.get(each.account!.accountId) ?? [];
  const last = addMonths(run.asOf, building.outcome.months);
  if (late.some((span) => span.from_on <= run.asOf && (span.before_on === null || span.before_on > run.asOf))) {
    excluded.alreadyBad += 1;
    return null;
  }
  return { bad: late.some((span) => span.from_on > run.asOf && span.from_on <= last) };
}

/** As a model reads them: shares as 0.25, money in major units, null where missing. */
export function valuesOf(ctx: Ctx, each: CustomerReadings, columns: readonly CatalogueEntry[]): (number | null)[] {
  const minorPerUnit = 10 ** decimalsOf(ctx.tenant.currency);
  return columns.map(({ key, unit }) => {
    const value = each.readings[key]?.value ?? null;
    return value === null ? null : Number(natural(unit, value, minorPerUnit).toPrecision(12));
  });
}

export const panel: Action<typeof contract.panel> = async (ctx, input) => {
  const { columns, rows, counts } = await openPanel(ctx, input);
  const table: TableColumn<PanelRow>[] = [
    { heading: OBSERVED_ON, type: 'day', value: (row) => row.on },
    { heading: CUSTOMER, type: 'text', value: (row) => row.customer },
    ...columns.map(({ key }, at): TableColumn<PanelRow> => ({ heading: key, type: 'number', value: (row) => row.values[at]! })),
    { heading: OUTCOME, type: 'text', value: (row) => (row.bad ? 'bad' : 'good') },
  ];
  const path = await temporaryFile(writeCsv(flat(rows), table));
  ctx.note({ facts: { rows: counts.rows, bads: counts.bads, from: input.from, to: input.to, outcome: counts.outcome.en } });
  return { fileName: `panel-${input.from}-${input.to}.csv`, contentType: 'text/csv; charset=utf-8', path, told: counts };
};

async function* flat(chunks: AsyncGenerator<PanelRow[]>): AsyncGenerator<PanelRow> {
  for await (const rows of chunks) yield* rows;
}

export const panelCounts: Action<typeof contract.panelCounts> = async (ctx, input) => {
  const { rows, counts } = await openPanel(ctx, input);
  for await (const _ of rows) {
    // Only counted.
  }
  return counts;
};
