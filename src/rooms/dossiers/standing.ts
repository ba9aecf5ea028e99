// How complete the files of some customers are: read, judged by the engine, kept for the pages and for ratings.
import { addDays } from '#base/date.ts';
import { completenessOf, requirementsOf } from '#engine/completeness.ts';
import { PAPER_KINDS } from '#engine/dossier-catalogue.ts';
import type { Ctx } from '#platform/context.ts';
import { fileChanged } from './contract.ts';
import { fieldsInForce } from './fields.ts';
import { mailWhatIsDue } from './request-mail.ts';
import * as files from './store.ts';
import * as requestStore from './store-requests.ts';
import * as store from './store-standings.ts';

const CHUNK = 2_000;

/** Judges these files anew and closes the requests that everything has come in for. Tells the rooms below. */
export async function restand(ctx: Ctx, partyIds: readonly string[]): Promise<void> {
  await judge(ctx, partyIds);
  if (partyIds.length > 0) ctx.emit(fileChanged, { partyIds: [...new Set(partyIds)] });
}

async function judge(ctx: Ctx, partyIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(partyIds)].sort();
  if (wanted.length === 0) return;
  const fields = await fieldsInForce(ctx, ctx.at);
  for (let at = 0; at < wanted.length; at += CHUNK) {
    const ids = wanted.slice(at, at + CHUNK);
    const members = await files.membersOf(ctx.tx, ids);
    const done = await requestStore.settledRequests(
      ctx.tx,
      members.map((row) => row.party_id),
    );
    if (done.length > 0) await requestStore.closeRequests(ctx.tx, done, { at: ctx.at, by: ctx.actor.name, how: 'answered' });
    const [present, open, segments] = await Promise.all([
      store.presentOf(ctx.tx, members),
      store.openRequestCounts(ctx.tx, members),
      files.segmentsOf(ctx.tx, ids),
    ]);
    const byParty = Map.groupBy(present, (row) => row.party_id);
    const openOf = new Map(open.map((row) => [row.party_id, row.n]));
    const segmentOf = new Map(segments.map((row) => [row.party_id, row.segment]));
    const needsOf = new Map([null, ...segmentOf.values()].map((each) => [each, requirementsOf(fields, PAPER_KINDS, each)]));
    const standings = ids.map((partyId) => {
      const rows = byParty.get(partyId) ?? [];
      const judged = completenessOf(
        needsOf.get(segmentOf.get(partyId) ?? null)!,
        rows.map((row) => ({ item: row.item, verified: row.verified, staleOn: row.stale_on, expiresOn: row.expires_on })),
        ctx.today,
      );
      return {
        partyId,
        // Where nothing is needed nothing is missing.
        scorePpm: judged.scorePpm ?? 1_000_000,
        missing: judged.missing,
        stale: judged.stale,
        unverified: judged.unverified,
        openRequests: openOf.get(partyId) ?? 0,
      };
    });
    await store.putStandings(ctx.tx, ctx.tenant.id, standings, ctx.today);
  }
}

/** Once a day: days pass, papers expire, facts grow stale, requests fall due. */
export async function daily(ctx: Ctx): Promise<void> {
  await mailWhatIsDue(
    ctx,
    await requestStore.remindDue(ctx.tx, addDays(ctx.today, 1), ctx.at),
    await requestStore.escalateLate(ctx.tx, ctx.today, ctx.at),
  );
  let after: string | null = null;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const ids: string[] = await store.customersAfter(ctx.tx, after, CHUNK);
    if (ids.length === 0) return;
    await judge(ctx, ids);
    after = ids.at(-1)!;
  }
}

/** A million customers; the next night goes on from the first. */
const ROUNDS_MAX = 500;
