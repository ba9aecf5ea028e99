// Where customers belong: the group tree with its totals, related parties, and the history of it all.
import { Problem } from '#base/assert.ts';
import { addDays } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { wireMoney } from '#base/money.ts';
import { type Action, ownerScope } from '#platform/context.ts';
import type * as contract from './contract.ts';
import { linkGroup } from './groups.ts';
import { familyOf, resolveParty, sees } from './parties.ts';
import * as store from './store-belonging.ts';
import { ownerChanges } from './store-owners.ts';
import { spellsOf } from './store-segments.ts';

/** A tree larger than this is cut: the page shows its top, the ledger filters by group. */
const NODES_MAX = 1_000;
const OWNERS_MAX = 100;
const PLANNED_MAX = 100;

export const groups: Action<typeof contract.groups> = async (ctx) => {
  // Groups are the house's affair: a salesperson sees his own customers.
  if (ownerScope(ctx) !== null) return { groups: [] };
  const { currency } = ctx.tenant;
  const rows = await store.groups(ctx.tx, ctx.tenant.id, ctx.today, currency);
  return {
    groups: rows.map((row) => ({
      code: row.code,
      name: row.name,
      parent: row.parent_code === null ? null : { code: row.parent_code, name: row.parent_name! },
      members: row.members,
      exposure: row.exposure_minor === null ? null : wireMoney(row.exposure_minor, currency),
      limit: row.cap_mode === 'amount' ? wireMoney(row.cap_minor!, currency) : null,
    })),
  };
};

type Sums = { exposure: bigint; overdue: bigint; limits: bigint };

export const tree: Action<typeof contract.tree> = async (ctx, input) => {
  const top = await resolveParty(ctx, input.group);
  if (top.kind !== 'group') throw new Problem(409, 'not_a_group', 'this code is not a group');
  const on = input.on ?? ctx.today;
  const rows = await store.treeBelow(ctx.tx, ctx.tenant.id, top.party_id, on, NODES_MAX + 1);
  const nodes = rows.slice(0, NODES_MAX);
  const groupIds = nodes.flatMap((row) => (row.kind === 'group' ? [row.party_id] : []));
  const planned = await store.plannedMoves(ctx.tx, ctx.tenant.id, groupIds, ctx.today, PLANNED_MAX);
  const money = await store.moneyOf(
    ctx.tx,
    ctx.tenant.id,
    nodes.map((row) => row.party_id),
  );
  const parentOf = new Map(nodes.map((row) => [row.party_id, row.parent_id]));
  const sums = new Map<string, Map<string, Sums>>();
  const customers = new Map<string, number>();
  for (const row of nodes) {
    if (row.kind !== 'customer') continue;
    const own = money.filter((each) => each.party_id === row.party_id && each.kind === 'own');
    for (let at: string | null | undefined = row.party_id; at; at = parentOf.get(at)) {
      customers.set(at, (customers.get(at) ?? 0) + 1);
      const of = sums.get(at) ?? new Map<string, Sums>();
      sums.set(at, of);
      for (const each of own) {
        const sum = of.get(each.currency) ?? { exposure: 0n, overdue: 0n, limits: 0n };
        sum.exposure += each.exposure_minor;
        sum.overdue += each.overdue_minor;
        sum.limits += each.cap_mode === 'amount' ? each.cap_minor! : 0n;
        of.set(each.currency, sum);
      }
    }
  }
  const codeOf = new Map(nodes.map((row) => [row.party_id, row.code]));
  return {
    asOf: on,
    cut: rows.length > NODES_MAX,
    planned: planned.map((row) => ({
      party: { code: row.code, name: row.name },
      from: row.from_code === null ? null : { code: row.from_code, name: row.from_name! },
      to: row.to_code === null ? null : { code: row.to_code, name: row.to_name! },
      on: row.on_day,
    })),
    nodes: nodes.map((row) => ({
      code: row.code,
      name: row.name,
      kind: row.kind,
      parent: row.parent_id === null ? null : (codeOf.get(row.parent_id) ?? null),
      depth: row.depth,
      validFrom: row.valid_from,
      customers: customers.get(row.party_id) ?? 0,
      money: [...(sums.get(row.party_id) ?? new Map<string, Sums>())].map(([currency, sum]) => {
        const kind = row.kind === 'group' ? 'group' : 'own';
        const cap = money.find(
          (each) =>
            each.party_id === row.party_id && each.kind === kind && each.currency === currency && each.cap_mode === 'amount',
        );
        return {
          currency,
          exposure: wireMoney(sum.exposure, currency),
          overdue: wireMoney(sum.overdue, currency),
          limit: cap ? wireMoney(cap.cap_minor!, currency) : null,
          memberLimits: wireMoney(sum.limits, currency),
        };
      }),
    })),
  };
};

export const linkToGroup: Action<typeof contract.linkToGroup> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const group = input.group === null ? null : await resolveParty(ctx, input.group, { scope: false });
  const from = input.from ?? ctx.today;
  const changed = await linkGroup(ctx, party.party_id, group?.party_id ?? null, from);
  ctx.note({
    subject: { kind: 'party', id: party.party_id },
    partyId: party.party_id,
    facts: { group: group?.name ?? null, on: from, changed },
  });
  return { changed };
};

export const belonging: Action<typeof contract.belonging> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const [links, relations, owners, segments, codes, merged] = await Promise.all([
    store.linksOf(ctx.tx, ctx.tenant.id, party.party_id),
    store.relationsOf(ctx.tx, ctx.tenant.id, family, ownerScope(ctx)),
    ownerChanges(ctx.tx, ctx.tenant.id, family, OWNERS_MAX),
    spellsOf(ctx.tx, ctx.tenant.id, [party.party_id]),
    store.codesOf(ctx.tx, ctx.tenant.id, family),
    store.namesOf(ctx.tx, ctx.tenant.id, family.slice(1)),
  ]);
  return {
    groups: links.map((row) => ({ group: { code: row.code, name: row.name }, validFrom: row.valid_from, validTo: row.valid_to })),
    relations: relations.map((row) => ({
      id: row.relation_id,
      kind: row.kind,
      other: { code: row.other_code, name: row.other_name },
      outward: row.outward,
      sharePpm: row.share_ppm,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      note: row.note,
      by: row.by_name,
    })),
    owners: owners.map((row) => ({
      from: row.from_name,
      to: row.to_name,
      on: row.effective_on,
      by: row.by_name,
      handover: row.handover_id,
    })),
    segments: segments.map((row) => ({
      segment: row.segment,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      row: row.row_id,
      facts: row.facts,
      version: row.rulebook_version,
    })),
    codes,
    merged,
  };
};

export const saveRelation: Action<typeof contract.saveRelation> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const other = input.other ? await resolveParty(ctx, input.other) : null;
  const name = other?.name ?? input.otherName?.trim() ?? '';
  if (name === '') {
    throw new Problem(400, 'input_malformed', 'other: the code or the name of the other side', {
      fields: [{ field: 'otherName', message: 'missing' }],
    });
  }
  if (other?.party_id === party.party_id) {
    throw new Problem(409, 'relation_self', 'nobody is related to himself', {
      fields: [{ field: 'other', message: 'the same' }],
    });
  }
  const relationId = newId();
  await store.insertRelation(ctx.tx, ctx.tenant.id, ctx.at, {
    relationId,
    partyId: party.party_id,
    otherId: other?.party_id ?? null,
    otherName: name,
    kind: input.kind,
    sharePpm: input.sharePercent === undefined ? null : Math.round(input.sharePercent * 10_000),
    from: input.from ?? ctx.today,
    note: input.note?.trim() || null,
    byName: ctx.actor.name,
  });
  ctx.note({
    subject: { kind: 'party', id: party.party_id },
    partyId: party.party_id,
    facts: { relation: input.kind, ...(other ? { other: other.code } : {}) },
  });
  return { id: relationId };
};

export const endRelation: Action<typeof contract.endRelation> = async (ctx, input) => {
  const row = await store.relationForUpdate(ctx.tx, ctx.tenant.id, input.id);
  if (!row || !sees(ctx.actor, row)) throw new Problem(404, 'relation_unknown', 'there is no such relation');
  if (row.valid_to !== null) return { ended: false };
  const lastOn = input.lastOn ?? addDays(ctx.today, -1);
  await store.endRelation(ctx.tx, ctx.tenant.id, input.id, lastOn < row.valid_from ? row.valid_from : lastOn, ctx.actor.name);
  ctx.note({
    subject: { kind: 'party', id: row.party_id },
    partyId: row.party_id,
    facts: { relation: row.kind, endedOn: lastOn },
  });
  return { ended: true };
};
