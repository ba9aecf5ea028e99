// The group tree: who belongs to whom from which day, without circles, and whom a move concerns.
import { Problem } from '#base/assert.ts';
import { addDays, type Day, daysBetween } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import { groupChanged } from './contract.ts';
import * as store from './store.ts';

/** A group in a group in a group …: more levels than this is a mistake in the data. */
export const GROUP_DEPTH_MAX = 10;

export type GroupNode = { readonly partyId: string; readonly code: string; readonly name: string; readonly depth: number };

/** The groups above a party as of today, nearest first: [its group, the group's group, …]. Empty: it stands alone. */
export async function groupLine(ctx: Ctx, partyId: string): Promise<GroupNode[]> {
  const rows = await store.linesUp(ctx.tx, ctx.tenant.id, [partyId], ctx.today, GROUP_DEPTH_MAX);
  return rows.map((row) => ({ partyId: row.node_id, code: row.code, name: row.name, depth: row.depth }));
}

/** The party ids of the groups above each of many parties as of today, nearest first; parties that stand alone are absent. */
export async function groupLines(ctx: Ctx, partyIds: readonly string[]): Promise<Map<string, string[]>> {
  const lines = new Map<string, string[]>();
  for (const row of await store.linesUp(ctx.tx, ctx.tenant.id, partyIds, ctx.today, GROUP_DEPTH_MAX)) {
    lines.set(row.party_id, [...(lines.get(row.party_id) ?? []), row.node_id]);
  }
  return lines;
}

/** The code of the group of each of many parties as of today; parties that stand alone are absent. */
export async function groupCodesOf(ctx: Ctx, partyIds: readonly string[]): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  for (const row of await store.linesUp(ctx.tx, ctx.tenant.id, partyIds, ctx.today, 1))
    if (!codes.has(row.party_id)) codes.set(row.party_id, row.code);
  return codes;
}

/** The group of each of many parties as of today; parties that stand alone are absent. */
export async function groupsOf(ctx: Ctx, partyIds: readonly string[]): Promise<Map<string, string>> {
  return new Map([...(await groupLines(ctx, partyIds))].map(([partyId, line]) => [partyId, line[0]!]));
}

/** Until this transaction ends nobody is put into a group or taken out of one. */
export async function keepTreeStill(ctx: Ctx): Promise<void> {
  await store.shareTree(ctx.tx, ctx.tenant.id);
}

/** So far back or ahead a link may begin. */
const LINK_DAYS_MAX = 3_660;
/** Days ahead on which somebody moves: each is looked at before a link is made, so that no planned move closes a circle. */
const PLANNED_DAYS_MAX = 200;

/**
 * Puts a party under a group from a day on (today, unless said), or takes it out (`groupId` null). What stood from that day on ends the day
 * before or, where it would begin later, is withdrawn: the newest decision holds. Refuses what is no group (`not_a_group`), a circle on any
 * day from then on (`group_circle`) and a tree deeper than GROUP_DEPTH_MAX (`group_too_deep`). Tells the rooms below with `groupChanged`
 * where today's tree changed: the party and everybody under it. Returns false where nothing changes.
 */
export async function linkGroup(ctx: Ctx, partyId: string, groupId: string | null, from: Day = ctx.today): Promise<boolean> {
  const { tx, tenant, today, at } = ctx;
  if (Math.abs(daysBetween(today, from)) > LINK_DAYS_MAX) {
    throw new Problem(400, 'date_out_of_range', 'a day within ten years', {
      fields: [{ field: 'from', message: 'out of range' }],
    });
  }
  await store.lockTree(tx, tenant.id);
  const standing = await store.linksFrom(tx, tenant.id, partyId, from);
  const [first] = standing;
  const covers = first !== undefined && first.valid_from <= from && first.valid_to === null;
  if (standing.length === 0 ? groupId === null : standing.length === 1 && covers && first.parent_id === groupId) return false;
  const group = groupId === null ? null : await store.partyById(tx, tenant.id, groupId);
  if (groupId !== null) {
    if (group?.kind !== 'group') throw new Problem(409, 'not_a_group', 'this code is not a group', { fields: [GROUP_FIELD] });
    const planned = await store.plannedDays(tx, tenant.id, from, PLANNED_DAYS_MAX);
    for (const day of [from, ...planned.map((row) => row.day)]) await refuseBadTree(ctx, partyId, group, day);
  }
  const below = await store.membersBelow(tx, tenant.id, partyId, today, GROUP_DEPTH_MAX);
  const before = await store.linkOn(tx, tenant.id, partyId, today);
  for (const link of standing) {
    // The day before was its last one; a link that would begin then or later never held.
    if (link.valid_from < from) await store.endLink(tx, tenant.id, link.link_id, addDays(from, -1), at);
    else await store.withdrawLink(tx, tenant.id, link.link_id, at);
  }
  if (groupId !== null) await store.insertLink(tx, tenant.id, { linkId: newId(), partyId, parentId: groupId, from, at });
  const after = await store.linkOn(tx, tenant.id, partyId, today);
  if ((before?.parent_id ?? null) !== (after?.parent_id ?? null)) {
    ctx.emit(groupChanged, { partyIds: [partyId, ...below.map((each) => each.party_id)] });
  }
  return true;
}

async function refuseBadTree(ctx: Ctx, partyId: string, group: store.PartyRow, day: Day): Promise<void> {
  const line = await store.linesUp(ctx.tx, ctx.tenant.id, [group.party_id], day, GROUP_DEPTH_MAX);
  if (group.party_id === partyId || line.some((node) => node.node_id === partyId)) {
    throw new Problem(409, 'group_circle', `${group.name} belongs to this party itself; the tree would close to a circle`, {
      fields: [GROUP_FIELD],
      facts: { day },
    });
  }
  const below = await store.membersBelow(ctx.tx, ctx.tenant.id, partyId, day, GROUP_DEPTH_MAX);
  const deepest = Math.max(0, ...below.map((each) => each.depth));
  if (line.length + 1 + deepest > GROUP_DEPTH_MAX) {
    throw new Problem(409, 'group_too_deep', `a group has at most ${GROUP_DEPTH_MAX} levels`, { fields: [GROUP_FIELD] });
  }
}

/** Links that begin today, or ended yesterday, as it was planned: the rooms below hear of them on the day. Returns how many moved. */
export async function turnTree(ctx: Ctx): Promise<number> {
  const moved = await store.movedOn(ctx.tx, ctx.tenant.id, ctx.today, MOVED_MAX);
  if (moved.length === 0) return 0;
  const ids = new Set<string>();
  for (const row of moved) {
    ids.add(row.party_id);
    for (const each of await store.membersBelow(ctx.tx, ctx.tenant.id, row.party_id, ctx.today, GROUP_DEPTH_MAX))
      ids.add(each.party_id);
  }
  ctx.emit(groupChanged, { partyIds: [...ids] });
  return moved.length;
}

const MOVED_MAX = 5_000;

const GROUP_FIELD = { field: 'group', message: 'cannot be the group of this customer' };
