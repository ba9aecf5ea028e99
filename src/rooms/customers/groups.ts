// The group tree: who belongs to whom from which day, without circles, and whom a move concerns.
import { Problem } from '#base/assert.ts';
import { addDays } from '#base/date.ts';
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

/** Until this transaction ends nobody is put into a group or taken out of one. */
export async function keepTreeStill(ctx: Ctx): Promise<void> {
  await store.shareTree(ctx.tx, ctx.tenant.id);
}

/**
 * Puts a party under a group from today on, or takes it out (`groupId` null). Refuses what is no group (`not_a_group`), a circle
 * (`group_circle`) and a tree deeper than GROUP_DEPTH_MAX (`group_too_deep`). Tells the rooms below with `groupChanged`: the party and
 * everybody under it. Returns false where nothing changes.
 */
export async function linkGroup(ctx: Ctx, partyId: string, groupId: string | null): Promise<boolean> {
  const { tx, tenant, today, at } = ctx;
  await store.lockTree(tx, tenant.id);
  const standing = await store.linkOn(tx, tenant.id, partyId, today);
  if ((standing?.parent_id ?? null) === groupId) return false;
  const group = groupId === null ? null : await store.partyById(tx, tenant.id, groupId);
  const line = groupId === null ? [] : await groupLine(ctx, groupId);
  const below = await store.membersBelow(tx, tenant.id, partyId, today, GROUP_DEPTH_MAX);

  if (groupId !== null) {
    if (group?.kind !== 'group') throw new Problem(409, 'not_a_group', 'this code is not a group', { fields: [GROUP_FIELD] });
    if (groupId === partyId || line.some((node) => node.partyId === partyId)) {
      throw new Problem(409, 'group_circle', `${group.name} belongs to this party itself; the tree would close to a circle`, {
        fields: [GROUP_FIELD],
      });
    }
    const deepest = Math.max(0, ...below.map((each) => each.depth));
    if (line.length + 1 + deepest > GROUP_DEPTH_MAX) {
      throw new Problem(409, 'group_too_deep', `a group has at most ${GROUP_DEPTH_MAX} levels`, { fields: [GROUP_FIELD] });
    }
  }

  if (standing) {
    // Yesterday was its last day; a link that began today never held.
    if (standing.valid_from < today) await store.endLink(tx, tenant.id, standing.link_id, addDays(today, -1));
    else await store.withdrawLink(tx, tenant.id, standing.link_id, at);
  }
  if (groupId !== null) {
    await store.insertLink(tx, tenant.id, { linkId: newId(), partyId, parentId: groupId, from: today, at });
  }
  ctx.emit(groupChanged, { partyIds: [partyId, ...below.map((each) => each.party_id)] });
  return true;
}

const GROUP_FIELD = { field: 'group', message: 'cannot be the group of this customer' };
