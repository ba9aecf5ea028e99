// What other rooms ask: the readings of many customers from investigations and trade references, as known on a day.
import { addDays, type Day, dayIn, startOfDay } from '#base/date.ts';
import { CATALOGUE } from '#engine/indicator-catalogue.ts';
import type { Reading, Readings } from '#engine/indicator-reading.ts';
import { type CountedInvestigation, investigationReadings } from '#engine/investigation.ts';
import type { Ctx } from '#platform/context.ts';
import { templateOf, valuesOf } from './records.ts';
import * as store from './store.ts';
import * as partners from './store-references.ts';

/** What a partner said holds for a year. */
const REFERENCE_DAYS = 365;
const LOWER: ReadonlySet<string> = new Set(
  CATALOGUE.filter((each) => each.source === 'investigation' && each.safer === 'lower').map((each) => each.key),
);

/** Whether anybody was ever investigated; asked once a run. */
export function anyInvestigated(ctx: Ctx): Promise<boolean> {
  return store.anyKept(ctx.tx);
}

/**
 * By party id. The newest verified investigation counts; one that is newer and waits counts beside it only where it says worse.
 * `knownAt`: only what had been submitted, verified and answered by then.
 */
export async function investigationsOf(
  ctx: Ctx,
  partyIds: readonly string[],
  asOf: Day,
  knownAt: Date | null,
  kept: boolean,
): Promise<(partyId: string) => Readings> {
  const nothing = investigationReadings(null, [], asOf, REFERENCE_DAYS);
  if (!kept) return () => nothing;
  const { timeZone } = ctx.tenant;
  const dayEnd = new Date(startOfDay(addDays(asOf, 1), timeZone));
  const [rows, answers] = await Promise.all([
    store.countedOn(ctx.tx, partyIds, asOf, knownAt),
    partners.answersOf(ctx.tx, partyIds, dayEnd, knownAt),
  ]);
  const recordsOf = new Map<string, CountedInvestigation[]>();
  for (const row of rows) {
    const counted = {
      id: row.investigation_id,
      visitOn: row.visit_on,
      freshUntil: row.fresh_until,
      visitor: row.visitor,
      checkedBy: row.checked_by,
      photos: row.photos,
      template: await templateOf(ctx, row),
      findings: valuesOf(row.findings),
    };
    recordsOf.set(row.party_id, [...(recordsOf.get(row.party_id) ?? []), counted]);
  }
  const answersOf = Map.groupBy(answers, (row) => row.party_id);
  return (partyId) => {
    const records = recordsOf.get(partyId);
    const said = answersOf.get(partyId);
    if (!records && !said) return nothing;
    const references = (said ?? []).map((row) => ({
      on: dayIn(timeZone, row.answered_at.getTime()),
      checked: row.checked,
      slowDays: row.slow_days,
      again: row.again,
    }));
    // Newest first: where the newest waits to be verified, the verified one before it stands beside it.
    const [newest = null, before = null] = records ?? [];
    const readings = investigationReadings(newest, references, asOf, REFERENCE_DAYS);
    if (newest?.checkedBy !== null || before === null) return readings;
    const verified = investigationReadings(before, references, asOf, REFERENCE_DAYS);
    return Object.fromEntries(
      Object.entries(verified).map(([key, each]): [string, Reading] => [key, worse(key, each, readings[key]!)]),
    );
  };
}

function worse(key: string, verified: Reading, waiting: Reading): Reading {
  if (waiting.value === null) return verified;
  if (verified.value === null) return waiting;
  return LOWER.has(key) === waiting.value > verified.value && waiting.value !== verified.value ? waiting : verified;
}
