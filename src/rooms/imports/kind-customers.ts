// A customer master → customers made known or filled in, and the groups they belong to.
import { assert } from '#base/assert.ts';
import type { Warning } from '#engine/import/report.ts';
import type { CustomerRow } from '#engine/import/typed-rows.ts';
import { ensureParties, groupCodesOf, groupsOf, linkGroup, saveGroup } from '#rooms/customers/actions.ts';
import { askForLimits, limitsLacking } from '#rooms/limits/actions.ts';
import type { FileLimit } from '#rooms/limits/from-file.ts';
import type { LinkAct } from './acts.ts';
import type { Kind } from './kinds.ts';

/** Customer → group, as party id and code of the group; limits that the file asks for. */
type Decided = { readonly groups: ReadonlyMap<string, string>; readonly limits: readonly FileLimit[] };

export const customers: Kind<CustomerRow, Decided> = {
  async judge(ctx, { source }, rows) {
    const entered = await ensureParties(ctx, source, rows, { isMaster: true });
    const groups = new Map<string, string>();
    for (const row of rows) {
      if (!row.groupCode) continue;
      const partyId = entered.ids.get(row.code);
      assert(partyId, 'a customer was just entered');
      groups.set(partyId, row.groupCode);
    }
    const limits = rows.flatMap((row): FileLimit[] =>
      row.limitMinor === null || row.limitMinor <= 0n || row.currency === null
        ? []
        : [{ ...row, partyId: entered.ids.get(row.code)!, amountMinor: row.limitMinor, currency: row.currency }],
    );
    const lacking = await limitsLacking(ctx, limits);
    const asked: Warning[] =
      lacking.size > 0 ? [{ code: 'limits_asked', count: lacking.size, facts: { count: lacking.size } }] : [];
    const standing = await groupCodesOf(ctx, [...groups.keys()]);
    const moved = new Set([...groups].flatMap(([partyId, code]) => (standing.get(partyId) === code ? [] : [partyId])));
    const changes: Record<string, number> = {};
    if (moved.size > 0) changes.group_link = moved.size;
    if (lacking.size > 0) changes.limit_asked = lacking.size;
    const touched = new Set([
      ...entered.createdIds,
      ...entered.filled.map((each) => each.partyId),
      ...moved,
      ...[...lacking].map((each) => each.partyId),
    ]);
    return {
      decided: { groups, limits },
      refusals: [],
      warnings: [...entered.warnings, ...asked],
      unchanged: rows.filter((row) => !touched.has(entered.ids.get(row.code) ?? '')).length,
      customersAdded: entered.created,
      filled: entered.filled,
      sums: null,
      changes,
    };
  },

  async apply(ctx, { source }, { groups, limits }) {
    const groupIds = new Map<string, string>();
    for (const code of new Set(groups.values())) groupIds.set(code, (await saveGroup(ctx, { code, name: code })).id);
    const before = await groupsOf(ctx, [...groups.keys()]);
    const links: LinkAct[] = [];
    for (const [partyId, code] of groups) {
      const groupId = groupIds.get(code)!;
      if (!(await linkGroup(ctx, partyId, groupId))) continue;
      links.push({ partyId, groupId, beforeId: before.get(partyId) ?? null, from: ctx.today });
    }
    const { proposals } = await askForLimits(ctx, limits, source);
    return { links, limits: proposals };
  },
};
