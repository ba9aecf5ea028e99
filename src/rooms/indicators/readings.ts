// All indicators of many customers on a day: ledger, statements, lists, own expressions, put together chunk by chunk.
import type { Day } from '#base/date.ts';
import { decimalsOf } from '#base/money.ts';
import type { CoefficientTable } from '#engine/coefficients.ts';
import { CATALOGUE, type CatalogueEntry, entryOf, freshOnly } from '#engine/indicator-catalogue.ts';
import { type EntryUnit, type Readings, unknown } from '#engine/indicator-reading.ts';
import { indicatorsOf } from '#engine/indicators.ts';
import { compileOwn, type OwnEntry, withOwn } from '#engine/own-indicators.ts';
import type { Ctx } from '#platform/context.ts';
import { anyInvestigated, investigationsOf } from '#rooms/investigations/known.ts';
import { rulebookKnown } from '#rooms/policies/actions.ts';
import { type ListsKept, listReadings, listsKept } from '#rooms/statements/known.ts';
import { coefficientReadings } from './coefficients.ts';
import { type AccountFacts, chunkFacts, onePerCustomer, partyChunks, type WholeBook, wholeBook } from './facts.ts';
import * as store from './store.ts';

export type CustomerReadings = {
  readonly partyId: string;
  readonly currency: string;
  /** Null: nothing of him in the ledger. */
  readonly account: AccountFacts | null;
  readonly readings: Readings;
};

/** What is read once for a run over many customers. */
export type ReadingRun = {
  readonly asOf: Day;
  readonly knownAt: Date | null;
  readonly whole: WholeBook;
  readonly kept: ListsKept;
  readonly investigated: boolean;
  readonly coefficients: CoefficientTable | null;
  readonly own: readonly OwnEntry[];
  unitOf(key: string): EntryUnit;
};

/** Own indicators in force, in the order they are worked out. One that no longer reads (a part of it was retired) is left out. */
export async function ownEntries(ctx: Ctx, knownAt: Date | null): Promise<readonly OwnEntry[]> {
  const rows = (await store.ownIndicators(ctx.tx, knownAt)).filter((row) => !row.retired);
  return rows.length === 0 ? [] : compileOwn(CATALOGUE, rows.map(definitionOf)).entries;
}

export function definitionOf(row: store.OwnRow) {
  return {
    key: row.key,
    title: { zh: row.title_zh, en: row.title_en },
    unit: row.unit,
    safer: row.safer,
    expression: row.expression,
  };
}

/** The shipped catalogue and the company's own indicators. */
export async function wholeCatalogue(ctx: Ctx): Promise<readonly CatalogueEntry[]> {
  return [...CATALOGUE, ...(await ownEntries(ctx, null))];
}

export async function readingRun(
  ctx: Ctx,
  asOf: Day,
  knownAt: Date | null,
  own: readonly OwnEntry[],
  partyIds: readonly string[] | null,
): Promise<ReadingRun> {
  const kept = await listsKept(ctx);
  const investigated = await anyInvestigated(ctx);
  const coefficients = (await rulebookKnown(ctx, 'coefficients', knownAt))?.rules ?? null;
  const whole = await wholeBook(ctx, asOf, partyIds, knownAt === null ? {} : { knownAt });
  const ownUnits = new Map(own.map((each) => [each.key, each.unit]));
  return {
    asOf,
    knownAt,
    whole,
    kept,
    investigated,
    coefficients,
    own,
    unitOf: (key) => ownUnits.get(key) ?? entryOf(key)?.unit ?? 'count',
  };
}

const NO_LEDGER: Readings = Object.fromEntries(
  CATALOGUE.filter((each) => ['ledger', 'record', 'file'].includes(each.source)).map((each) => [each.key, unknown('no_account')]),
);

/** Readings of one chunk of customers, in the order given. */
export async function chunkReadings(ctx: Ctx, run: ReadingRun, partyIds: readonly string[]): Promise<CustomerReadings[]> {
  const { asOf, knownAt } = run;
  const accounts = await chunkFacts(ctx, asOf, partyIds, run.whole, knownAt === null ? {} : { knownAt });
  const accountOf = new Map(onePerCustomer(accounts, ctx.tenant.currency).map((each) => [each.partyId, each]));
  const lists = await listReadings(ctx, partyIds, asOf, knownAt, run.kept);
  const found = await investigationsOf(ctx, partyIds, asOf, knownAt, run.investigated);
  const scaled = await coefficientReadings(ctx, partyIds, asOf, knownAt, run.coefficients);
  return partyIds.map((partyId) => {
    const account = accountOf.get(partyId) ?? null;
    const currency = account?.currency ?? ctx.tenant.currency;
    const readings: Readings = {
      ...(account ? ledgerReadings(account, asOf) : NO_LEDGER),
      ...lists(partyId),
      ...found(partyId),
      ...scaled(partyId),
    };
    const fresh = freshOnly(readings, CATALOGUE, asOf);
    return { partyId, currency, account, readings: withOwn(fresh, run.own, run.unitOf, 10 ** decimalsOf(currency)) };
  });
}

function ledgerReadings(account: AccountFacts, asOf: Day): Readings {
  return Object.fromEntries(Object.entries(indicatorsOf(account.facts, asOf)).map(([key, each]) => [key, { ...each, on: asOf }]));
}

/**
 * All readings as of a day, chunk by chunk (`partyIds` null: everybody in the ledger). What cards and models read beside the ledger's facts;
 * `knownAt`: only what was recorded by then.
 */
export async function* customerReadings(
  ctx: Ctx,
  asOf: Day,
  partyIds: readonly string[] | null,
  wanted: { readonly knownAt?: Date } = {},
): AsyncGenerator<CustomerReadings[]> {
  const knownAt = wanted.knownAt ?? null;
  const run = await readingRun(ctx, asOf, knownAt, await ownEntries(ctx, null), partyIds);
  for await (const chunk of partyChunks(ctx, partyIds)) yield chunkReadings(ctx, run, chunk);
}
