// SQL of the group tree as pages show it, of related parties, and of everything a customer was called.
import { sql, type Tx } from '#platform/sql.ts';

export type GroupRow = {
  code: string;
  name: string;
  parent_code: string | null;
  parent_name: string | null;
  members: number;
  exposure_minor: bigint | null;
  cap_mode: string | null;
  cap_minor: bigint | null;
};

const GROUPS_MAX = 2_000;

export function groups(tx: Tx, tenantId: string, today: string, currency: string): Promise<GroupRow[]> {
  return tx.rows(sql<GroupRow>`
    select p.code, p.name, m.parent_code, m.parent_name,
           (select count(*)::int from customers.memberships c
            where c.tenant_id = p.tenant_id and c.parent_id = p.party_id and c.valid_from <= ${today}::date
              and (c.valid_to is null or c.valid_to >= ${today}::date)) as members,
           a.exposure_minor, a.cap_mode, a.cap_minor
    from customers.parties p
    left join exposure.positions a on a.tenant_id = p.tenant_id and a.party_id = p.party_id and a.kind = 'group' and a.currency = ${currency}
      and a.moved_to is null
    left join lateral (
      select s.parent_code, s.parent_name from customers.memberships s
      where s.tenant_id = p.tenant_id and s.party_id = p.party_id and s.valid_from <= ${today}::date
        and (s.valid_to is null or s.valid_to >= ${today}::date)
      limit 1
    ) m on true
    where p.tenant_id = ${tenantId} and p.kind = 'group'
    order by p.code collate "C"
    limit ${GROUPS_MAX}`);
}

export type TreeRow = {
  party_id: string;
  parent_id: string | null;
  kind: 'customer' | 'group';
  code: string;
  name: string;
  depth: number;
  valid_from: string | null;
};

/** The top first, then everybody below it in the order a page draws them. */
export function treeBelow(tx: Tx, tenantId: string, topId: string, today: string, most: number): Promise<TreeRow[]> {
  return tx.rows(sql<TreeRow>`
    with recursive below as (
      select p.tenant_id, p.party_id, null::uuid as parent_id, 0 as depth, null::date as valid_from, array[p.code] as line
      from customers.parties p
      where p.tenant_id = ${tenantId} and p.party_id = ${topId}
      union all
      select l.tenant_id, l.party_id, l.parent_id, b.depth + 1, l.valid_from, b.line || p.code
      from below b
      join customers.group_links l on l.tenant_id = b.tenant_id and l.parent_id = b.party_id and l.withdrawn_at is null
        and l.valid_from <= ${today}::date and (l.valid_to is null or l.valid_to >= ${today}::date)
      join customers.parties p on p.tenant_id = l.tenant_id and p.party_id = l.party_id and p.merged_into is null
      where b.depth < 10
    )
    select b.party_id, b.parent_id, p.kind, p.code, p.name, b.depth, b.valid_from
    from below b
    join customers.parties p on p.tenant_id = b.tenant_id and p.party_id = b.party_id
    order by b.line
    limit ${most}`);
}

export type PlannedRow = {
  code: string;
  name: string;
  from_code: string | null;
  from_name: string | null;
  to_code: string | null;
  to_name: string | null;
  on_day: string;
};

/** What is decided for the days to come and touches these groups: who leaves, who comes, from where to where. */
export function plannedMoves(
  tx: Tx,
  tenantId: string,
  groupIds: readonly string[],
  today: string,
  most: number,
): Promise<PlannedRow[]> {
  return tx.rows(sql<PlannedRow>`
    with turns as (
      select distinct l.party_id, t.on_day
      from customers.group_links l
      cross join lateral (values (l.valid_from), (l.valid_to + 1)) as t(on_day)
      where l.tenant_id = ${tenantId} and l.withdrawn_at is null
        and (l.parent_id = any(${groupIds}::uuid[]) or l.party_id = any(${groupIds}::uuid[])) and t.on_day > ${today}::date
    )
    select p.code, p.name, f.parent_code as from_code, f.parent_name as from_name, n.parent_code as to_code, n.parent_name as to_name, t.on_day
    from turns t
    join customers.parties p on p.tenant_id = ${tenantId} and p.party_id = t.party_id and p.merged_into is null
    left join customers.memberships f on f.tenant_id = p.tenant_id and f.party_id = p.party_id and f.valid_from < t.on_day
      and (f.valid_to is null or f.valid_to >= t.on_day - 1)
    left join customers.memberships n on n.tenant_id = p.tenant_id and n.party_id = p.party_id and n.valid_from <= t.on_day
      and (n.valid_to is null or n.valid_to >= t.on_day)
    where f.parent_code is distinct from n.parent_code
    order by t.on_day, p.code collate "C"
    limit ${most}`);
}

export type NodeMoney = {
  party_id: string;
  kind: 'own' | 'group' | 'total';
  currency: string;
  exposure_minor: bigint;
  overdue_minor: bigint;
  cap_mode: string;
  cap_minor: bigint | null;
};

export function moneyOf(tx: Tx, tenantId: string, partyIds: readonly string[]): Promise<NodeMoney[]> {
  return tx.rows(sql<NodeMoney>`
    select party_id, kind, currency, exposure_minor, overdue_minor, cap_mode, cap_minor
    from exposure.positions
    where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[]) and moved_to is null
    order by currency`);
}

export function linksOf(
  tx: Tx,
  tenantId: string,
  partyId: string,
): Promise<{ code: string; name: string; valid_from: string; valid_to: string | null }[]> {
  return tx.rows(sql`
    select m.parent_code as code, m.parent_name as name, m.valid_from, m.valid_to
    from customers.memberships m
    where m.tenant_id = ${tenantId} and m.party_id = ${partyId}
    order by m.valid_from desc
    limit 100`);
}

export type RelationRow = {
  relation_id: string;
  kind: 'shareholder' | 'same_legal_person' | 'guarantee' | 'other';
  other_code: string | null;
  other_name: string;
  outward: boolean;
  share_ppm: number | null;
  valid_from: string;
  valid_to: string | null;
  note: string | null;
  by_name: string;
};

/** From both sides. The other customer's code is left out where the asking person may not see him. */
export function relationsOf(
  tx: Tx,
  tenantId: string,
  partyIds: readonly string[],
  ownerId: string | null,
): Promise<RelationRow[]> {
  return tx.rows(sql<RelationRow>`
    select r.relation_id, r.kind,
           case when ${ownerId}::uuid is null or o.owner_id = ${ownerId}::uuid then o.code end as other_code,
           case when r.party_id = any(${partyIds}::uuid[]) then r.other_name else coalesce(o.name, r.other_name) end as other_name,
           r.party_id = any(${partyIds}::uuid[]) as outward, r.share_ppm, r.valid_from, r.valid_to, r.note, r.by_name
    from customers.relations r
    left join customers.parties o on o.tenant_id = r.tenant_id
      and o.party_id = case when r.party_id = any(${partyIds}::uuid[]) then r.other_id else r.party_id end
    where r.tenant_id = ${tenantId} and (r.party_id = any(${partyIds}::uuid[]) or r.other_id = any(${partyIds}::uuid[]))
      and (r.party_id = any(${partyIds}::uuid[]) or ${ownerId}::uuid is null or o.owner_id = ${ownerId}::uuid)
    order by r.valid_to desc nulls first, r.valid_from desc
    limit 200`);
}

export async function insertRelation(
  tx: Tx,
  tenantId: string,
  at: Date,
  row: {
    relationId: string;
    partyId: string;
    otherId: string | null;
    otherName: string;
    kind: string;
    sharePpm: number | null;
    from: string;
    note: string | null;
    byName: string;
  },
): Promise<void> {
  await tx.run(sql`
    insert into customers.relations
      (tenant_id, relation_id, party_id, other_id, other_name, kind, share_ppm, valid_from, note, recorded_at, by_name)
    values (${tenantId}, ${row.relationId}, ${row.partyId}, ${row.otherId}, ${row.otherName}, ${row.kind}, ${row.sharePpm}, ${row.from},
            ${row.note}, ${at}, ${row.byName})`);
}

export function relationForUpdate(
  tx: Tx,
  tenantId: string,
  relationId: string,
): Promise<{ party_id: string; owner_id: string | null; kind: string; valid_from: string; valid_to: string | null } | null> {
  return tx.maybe(sql`
    select r.party_id, p.owner_id, r.kind, r.valid_from, r.valid_to
    from customers.relations r
    join customers.parties p on p.tenant_id = r.tenant_id and p.party_id = r.party_id
    where r.tenant_id = ${tenantId} and r.relation_id = ${relationId}
    for no key update of r`);
}

export async function endRelation(tx: Tx, tenantId: string, relationId: string, lastOn: string, byName: string): Promise<void> {
  await tx.run(sql`
    update customers.relations set valid_to = ${lastOn}::date, ended_by_name = ${byName}
    where tenant_id = ${tenantId} and relation_id = ${relationId}`);
}

export function codesOf(tx: Tx, tenantId: string, partyIds: readonly string[]): Promise<{ source: string; code: string }[]> {
  return tx.rows(sql<{ source: string; code: string }>`
    select source, code from customers.source_codes
    where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[])
    order by source, code
    limit 200`);
}

export function namesOf(tx: Tx, tenantId: string, partyIds: readonly string[]): Promise<{ code: string; name: string }[]> {
  return tx.rows(sql<{ code: string; name: string }>`
    select code, name from customers.parties where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[]) order by code`);
}
