// The list of customers, as the page of customers shows it.
import { checkUscc } from '#engine/identifiers.ts';
import { can } from '#platform/auth/permissions.ts';
import { type Action, ownerScope } from '#platform/context.ts';
import type * as contract from './contract.ts';
import { searchKey } from './names.ts';
import { openPairs } from './store-identity.ts';
import * as store from './store-list.ts';

export const list: Action<typeof contract.list> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const text = input.text?.trim() ?? '';
  const filter: store.ListFilter = {
    tenantId: ctx.tenant.id,
    ownerId: ownerScope(ctx),
    today: ctx.today,
    text: text === '' ? null : { raw: text, nameKey: searchKey(text) },
    segment: input.segment ?? null,
    owner: input.owner ?? null,
    group: input.group ?? null,
    region: input.region ?? null,
    industry: input.industry ?? null,
    lacks: input.lacks ?? null,
    suspected: input.suspected ?? false,
  };
  const decides = ctx.actor.kind === 'system' || can(ctx.actor.roles, 'customers.write');
  const [rows, total, choices, pairs] = await Promise.all([
    store.page(ctx.tx, filter, input.cursor ?? null, limit),
    store.count(ctx.tx, filter),
    store.choices(ctx.tx, filter),
    decides ? openPairs(ctx.tx, ctx.tenant.id, ctx.today) : null,
  ]);
  return {
    customers: rows.map((row) => ({
      id: row.party_id,
      code: row.code,
      name: row.name,
      uscc: row.uscc,
      usccValid: row.uscc === null ? null : checkUscc(row.uscc) === 'valid',
      segment: row.segment,
      group: row.group_code === null ? null : { code: row.group_code, name: row.group_name! },
      owner: row.owner_name,
      region: row.region,
      industry: row.industry,
      termsDays: row.terms_days,
      sinceOn: row.since_on,
      suspected: row.suspected,
      version: row.version,
    })),
    total: total.customers,
    next: rows.length === limit ? rows.at(-1)!.code : null,
    segments: choices.segments,
    owners: choices.owners,
    regions: choices.regions,
    duplicates: pairs?.open ?? null,
  };
};
