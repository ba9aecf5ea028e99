// A customer master → customers made known or filled in, and the groups they belong to.
import { assert } from '#base/assert.ts';
import type { Warning } from '#engine/import/report.ts';
import type { CustomerRow } from '#engine/import/typed-rows.ts';
import { ensureParties, groupsOf, linkGroup, saveGroup } from '#rooms/customers/actions.ts';
import type { LinkAct } from './acts.ts';
import type { Kind } from './kinds.ts';

/** Customer → group, as party id and code of the group. */
type Decided = { readonly groups: ReadonlyMap<string, string> };

export const customers: Kind<CustomerRow, Decided> = {
  async judge(ctx, { source }, rows) {
    const entered = await ensureParties(ctx, source, rows);
    const groups = new Map<string, string>();
    for (const row of rows) {
      if (!row.groupCode) continue;
      const partyId = entered.ids.get(row.code);
      assert(partyId, 'a customer was just entered');
      groups.set(partyId, row.groupCode);
    }
    const limits = rows.filter((row) => row.limitMinor !== null).length;
    const unsaid: Warning[] = limits > 0 ? [{ code: 'limits_not_imported', count: limits }] : [];
    const changes: Record<string, number> = groups.size > 0 ? { group_link: groups.size } : {};
    return {
      decided: { groups },
      refusals: [],
      warnings: [...entered.warnings, ...unsaid],
      unchanged: 0,
      customersAdded: entered.created,
      filled: entered.filled,
      sums: null,
      changes,
    };
  },

  async apply(ctx, _origin, { groups }) {
    const groupIds = new Map<string, string>();
    for (const code of new Set(groups.values())) groupIds.set(code, (await saveGroup(ctx, { code, name: code })).id);
    const before = await groupsOf(ctx, [...groups.keys()]);
    const links: LinkAct[] = [];
    for (const [partyId, code] of groups) {
      const groupId = groupIds.get(code)!;
      if (!(await linkGroup(ctx, partyId, groupId))) continue;
      links.push({ partyId, groupId, beforeId: before.get(partyId) ?? null, from: ctx.today });
    }
    return { links };
  },
};
