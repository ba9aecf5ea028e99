// What the table of coefficients says of customers on a day, by the industry and region of their master.

import { Problem } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import {
  COEFFICIENT_KEYS,
  COEFFICIENT_OF,
  type CoefficientOf,
  type CoefficientTable,
  coefficientReading,
  coefficientRow,
  coefficientStanding,
} from '#engine/coefficients.ts';
import { type Readings, unknown } from '#engine/indicator-reading.ts';
import { asOfOf } from '#platform/as-of.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { rulebook, rulebookAt } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

type Coefficients = Readonly<Record<CoefficientOf, number | null>>;
const NEUTRAL: Coefficients = { industry: null, region: null };
/** Different industries or regions that a page shows without a row. */
const UNLISTED_MAX = 100;

/**
 * As readings by party id. The master keeps no history: industry and region are those of today, the row of the table is the one of the day.
 * As known at an instant neither is known.
 */
export async function coefficientReadings(
  ctx: Ctx,
  partyIds: readonly string[],
  asOf: Day,
  knownAt: Date | null,
  table: CoefficientTable | null,
): Promise<(partyId: string) => Readings> {
  if (knownAt !== null || table === null) {
    const why = unknown(table === null ? 'no_coefficient_table' : 'master_not_dated');
    const none = Object.fromEntries(COEFFICIENT_OF.map((of) => [COEFFICIENT_KEYS[of], why]));
    return () => none;
  }
  const rows = new Map((await store.tradesOf(ctx.tx, partyIds)).map((row) => [row.party_id, row]));
  return (partyId) =>
    Object.fromEntries(
      COEFFICIENT_OF.map((of) => [COEFFICIENT_KEYS[of], coefficientReading(table, of, rows.get(partyId)?.[of] ?? null, asOf)]),
    );
}

/** The coefficients of customers on a day, those that are asked for; null: not listed, or not asked for. */
export async function coefficientsOf(
  ctx: Ctx,
  asOf: Day,
  partyIds: readonly string[],
  wanted: readonly CoefficientOf[],
): Promise<(partyId: string) => Coefficients> {
  if (wanted.length === 0) return () => NEUTRAL;
  const { rules } = await rulebook(ctx, 'coefficients');
  const readings = await coefficientReadings(ctx, partyIds, asOf, null, rules);
  return (partyId) => {
    const of = readings(partyId);
    const value = (each: CoefficientOf) => (wanted.includes(each) ? (of[COEFFICIENT_KEYS[each]]?.value ?? null) : null);
    return { industry: value('industry'), region: value('region') };
  };
}

export const coefficients: Action<typeof contract.coefficients> = async (ctx, input) => {
  const { day: asOf } = asOfOf(ctx, input);
  const [standing, trades] = await Promise.all([rulebook(ctx, 'coefficients'), store.tradesInUse(ctx.tx, ownerScope(ctx))]);
  const version = input.version ?? standing.version;
  if (version > standing.version) {
    throw new Problem(404, 'table_version_unknown', `the newest table is version ${standing.version}`, {
      facts: { newest: standing.version },
    });
  }
  const rules = version === standing.version ? standing.rules : await rulebookAt(ctx, 'coefficients', version);
  const customers = new Map<string, number>();
  const unlisted: { of: CoefficientOf; text: string | null; customers: number }[] = [];
  for (const each of trades) {
    const row = each.text === null ? null : coefficientRow(rules, each.of, each.text, asOf);
    if (row) customers.set(row.id, (customers.get(row.id) ?? 0) + each.customers);
    else unlisted.push({ of: each.of, text: each.text, customers: each.customers });
  }
  return {
    asOf,
    version,
    inForce: version === standing.version,
    rows: rules.rows.map((row) => ({
      ...row,
      begins: [...row.begins],
      standing: coefficientStanding(rules, row, asOf),
      customers: customers.get(row.id) ?? 0,
    })),
    unlisted: unlisted.toSorted((a, b) => b.customers - a.customers).slice(0, UNLISTED_MAX),
  };
};
