// Grants put in force: what a new one ends or replaces, the caps they make together, and who is told that there is room now.
import { assert } from '#base/assert.ts';
import { addDays, type Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type Cap, type CapMode, type CapStep, type Grant, type GrantKind, grantsOn, mergeGrants } from '#engine/account.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureAccounts, ensureGroupNode, lockTrees, setCaps } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import * as store from './store.ts';

export type Granting = {
  readonly accountId: string;
  readonly partyId: string;
  readonly kind: GrantKind;
  readonly mode: CapMode;
  /** Minor units; null unless the mode is amount. */
  readonly amountMinor: bigint | null;
  readonly currency: string;
  readonly termsDays: number | null;
  readonly validFrom: Day;
  /** Last day; null without an end. */
  readonly validTo: Day | null;
  readonly caseId: string | null;
  readonly grantedBy: string;
};

/** The grants of one account while they are worked on. `fresh`: not yet in the database. */
type Held = Grant & { readonly fresh: store.NewGrant | null; readonly stored: Day | null };

const GRANTS_CHUNK = 20_000;

/**
 * Puts grants in force in the order given and recomputes the caps of their accounts once. A permanent one ends the one before it the day
 * before it begins, and replaces those that begin on its day or later: the newest decision holds from its first day on. Temporary and
 * seasonal ones stand beside it. Tells the rooms below where the cap of today rose.
 */
export async function putInForce(ctx: Ctx, news: readonly Granting[]): Promise<void> {
  if (news.length === 0) return;
  const accountIds = [...new Set(news.map((each) => each.accountId))].sort();
  await lockTrees(ctx, accountIds);
  const standing = Map.groupBy(await store.standingGrants(ctx.tx, accountIds), (row) => row.account_id);

  const caps = new Map<string, CapStep[]>();
  const raised: string[] = [];
  const revoked: string[] = [];
  const ended: { grantId: string; lastOn: Day }[] = [];
  const inserted: store.NewGrant[] = [];
  const newsOf = Map.groupBy(news, (each) => each.accountId);
  for (const accountId of accountIds) {
    const before: Held[] = (standing.get(accountId) ?? []).map(heldOf);
    let grants = before;
    for (const each of newsOf.get(accountId)!) grants = withGrant(grants, each);
    const left = new Set(grants.map((grant) => grant.grantId));
    for (const grant of before) if (!left.has(grant.grantId)) revoked.push(grant.grantId);
    for (const grant of grants) {
      if (grant.fresh) inserted.push({ ...grant.fresh, validTo: grant.validTo });
      else if (grant.validTo !== grant.stored) ended.push({ grantId: grant.grantId, lastOn: grant.validTo! });
    }
    caps.set(accountId, mergeGrants(grants));
    if (rose(grantsOn(before, ctx.today), grantsOn(grants, ctx.today))) raised.push(accountId);
  }

  // What ends or goes first: no two permanent limits may hold on one day, not even between two statements.
  if (revoked.length > 0) await store.revokeGrants(ctx.tx, revoked, ctx.at);
  if (ended.length > 0) await store.endGrants(ctx.tx, ended);
  for (let from = 0; from < inserted.length; from += GRANTS_CHUNK) {
    await store.insertGrants(ctx.tx, ctx.tenant.id, ctx.at, inserted.slice(from, from + GRANTS_CHUNK));
  }
  await setCaps(ctx, caps);
  if (raised.length > 0) ctx.emit(roomMade, { accountIds: raised, why: 'limit' });
}

/** A stored grant, to be worked on. */
export function heldOf(row: store.GrantRow): Held {
  return {
    grantId: row.grant_id,
    kind: row.kind,
    mode: row.mode,
    amountMinor: row.amount_minor,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    fresh: null,
    stored: row.valid_to,
  };
}

function withGrant(grants: readonly Held[], news: Granting): Held[] {
  assert(
    (news.mode === 'amount') === (news.amountMinor !== null),
    'a limit has an amount where its mode says so, and only there',
  );
  assert(news.validTo === null || news.validTo >= news.validFrom, 'a limit ends after it begins');
  const fresh: store.NewGrant = { grantId: newId(), ...news, saidTo: news.validTo };
  const added: Held = { ...news, grantId: fresh.grantId, fresh, stored: null };
  if (news.kind !== 'permanent') return [...grants, added];
  const kept = grants.flatMap((grant): Held[] => {
    if (grant.kind !== 'permanent') return [grant];
    if (grant.validFrom >= news.validFrom) return [];
    const ends = grant.validTo === null || grant.validTo >= news.validFrom;
    return [ends ? { ...grant, validTo: addDays(news.validFrom, -1) } : grant];
  });
  return [...kept, added];
}

function rose(before: Cap, after: Cap): boolean {
  if (after.mode === 'unlimited') return before.mode !== 'unlimited';
  if (before.mode === 'unlimited' || after.mode !== 'amount') return false;
  return before.mode === 'none' || after.capMinor! > before.capMinor!;
}

export type DirectGrant = Omit<Granting, 'accountId' | 'caseId'> & {
  /** The party is a group: the limit stands on its node above the members. */
  readonly group?: boolean;
};

/**
 * Grants without a case, in bulk: the demo company and the first take-over of limits that were decided elsewhere. In order of their days;
 * `grantedBy` says who decided. Accounts and group nodes are opened where absent. Never called for a limit that somebody asks for here.
 */
export async function grantDirectly(ctx: Ctx, rows: readonly DirectGrant[]): Promise<number> {
  const own = await ensureAccounts(
    ctx,
    rows.filter((row) => !row.group),
  );
  const nodes = new Map<string, string>();
  for (const row of rows) {
    const key = `${row.partyId} ${row.currency}`;
    if (row.group && !nodes.has(key)) nodes.set(key, await ensureGroupNode(ctx, row.partyId, row.currency));
  }
  const news = rows
    .map(({ group, ...row }): Granting => {
      const accountId = (group ? nodes : own).get(`${row.partyId} ${row.currency}`);
      assert(accountId, 'the account was just opened');
      return { ...row, accountId, caseId: null };
    })
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0));
  await putInForce(ctx, news);
  return news.length;
}
