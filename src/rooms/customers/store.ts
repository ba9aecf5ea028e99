// Parties, source codes, legal entities and the group tree in the database.
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export type PartyRow = {
  party_id: string;
  kind: 'customer' | 'group';
  code: string;
  name: string;
  name_key: string;
  uscc: string | null;
  industry: string | null;
  region: string | null;
  owner_id: string | null;
  owner_name: string | null;
  terms_days: number | null;
  since_on: string | null;
  merged_into: string | null;
  company_size: 'large' | 'medium' | 'small' | 'micro' | null;
  channel: string | null;
  version: number;
};

const PARTY = sql.raw(`p.party_id, p.kind, p.code, p.name, p.name_key, p.uscc, p.industry, p.region, p.owner_id, p.owner_name,
  p.terms_days, p.since_on, p.merged_into, p.company_size, p.channel, p.version`);

/** Salespeople see their own customers: null lifts that. */
function owned(ownerId: string | null): RawBuilder<unknown> {
  return ownerId === null ? sql`true` : sql`p.owner_id = ${ownerId}::uuid`;
}

export function partyById(tx: Tx, tenantId: string, partyId: string): Promise<PartyRow | null> {
  return tx.maybe(sql<PartyRow>`
    select ${PARTY} from customers.parties p
    where p.tenant_id = ${tenantId} and p.party_id = ${partyId}`);
}

/** Held until the end of the transaction, in the mode that rows referring to it do not wait for. */
export function partyForUpdate(tx: Tx, tenantId: string, code: string): Promise<PartyRow | null> {
  return tx.maybe(sql<PartyRow>`
    select ${PARTY} from customers.parties p
    where p.tenant_id = ${tenantId} and p.code = ${code}
    for no key update`);
}

/** Each code with the party that has it; a code of several source systems may come with several. */
export function partiesByCode(tx: Tx, tenantId: string, codes: readonly string[]): Promise<(PartyRow & { asked: string })[]> {
  return tx.rows(sql<PartyRow & { asked: string }>`
    select p.code as asked, ${PARTY}
    from customers.parties p
    where p.tenant_id = ${tenantId} and p.code = any(${codes}::text[])`);
}

/** Codes of digits alone that are these without their leading zeros. */
export function codesByDigits(tx: Tx, tenantId: string, bare: readonly string[]): Promise<{ code: string; bare: string }[]> {
  return tx.rows(sql<{ code: string; bare: string }>`
    select p.code, ltrim(p.code, '0') as bare
    from customers.parties p
    where p.tenant_id = ${tenantId} and p.code ~ '^[0-9]+$' and ltrim(p.code, '0') = any(${bare}::text[])`);
}

/** Customers of exactly these names, as their keys compare; merged ones are left out. A name may come with several. */
export function customersByNameKey(tx: Tx, tenantId: string, keys: readonly string[]): Promise<PartyRow[]> {
  return tx.rows(sql<PartyRow>`
    select ${PARTY}
    from customers.parties p
    where p.tenant_id = ${tenantId} and p.name_key = any(${keys}::text[]) and p.kind = 'customer' and p.merged_into is null`);
}

export function partiesBySourceCode(
  tx: Tx,
  tenantId: string,
  codes: readonly string[],
  source: string | null,
): Promise<(PartyRow & { asked: string })[]> {
  return tx.rows(sql<PartyRow & { asked: string }>`
    select distinct s.code as asked, ${PARTY}
    from customers.source_codes s
    join customers.parties p on p.tenant_id = s.tenant_id and p.party_id = s.party_id
    where s.tenant_id = ${tenantId}
      and s.code = any(${codes}::text[])
      and (${source}::text is null or s.source = ${source})`);
}

export type NewParty = {
  partyId: string;
  kind: 'customer' | 'group';
  code: string;
  name: string;
  nameKey: string;
  coreKey: string;
  uscc: string | null;
  ownerId: string | null;
  ownerName: string | null;
  termsDays: number | null;
};

/** Adds many at once, in order of code so that two imports never wait for each other in a ring. Returns how many were new. */
export async function insertParties(tx: Tx, tenantId: string, at: Date, parties: readonly NewParty[]): Promise<number> {
  const sorted = [...parties].sort((a, b) => (a.code < b.code ? -1 : 1));
  return tx.run(sql`
    insert into customers.parties
      (tenant_id, party_id, kind, code, name, name_key, core_key, uscc, owner_id, owner_name, terms_days, version, created_at)
    select ${tenantId}::uuid, n.party_id, n.kind, n.code, n.name, n.name_key, n.core_key, n.uscc, n.owner_id, n.owner_name, n.terms_days, 1,
           ${at}::timestamptz
    from unnest(
      ${sorted.map((each) => each.partyId)}::uuid[], ${sorted.map((each) => each.kind)}::text[],
      ${sorted.map((each) => each.code)}::text[], ${sorted.map((each) => each.name)}::text[],
      ${sorted.map((each) => each.nameKey)}::text[], ${sorted.map((each) => each.coreKey)}::text[],
      ${sorted.map((each) => each.uscc)}::text[],
      ${sorted.map((each) => each.ownerId)}::uuid[], ${sorted.map((each) => each.ownerName)}::text[],
      ${sorted.map((each) => each.termsDays)}::integer[]
    ) as n(party_id, kind, code, name, name_key, core_key, uscc, owner_id, owner_name, terms_days)
    on conflict (tenant_id, code) do nothing`);
}

export type PartyFill = {
  partyId: string;
  name: string;
  nameKey: string;
  coreKey: string;
  uscc: string | null;
  ownerId: string | null;
  ownerName: string | null;
  termsDays: number | null;
};

/** What the masters say, kept as what they said until now: written before every change of them. */
export async function keepMasters(tx: Tx, tenantId: string, partyIds: readonly string[], at: Date): Promise<void> {
  await tx.run(sql`
    insert into customers.former_masters
      (tenant_id, party_id, known_until, name, name_key, industry, region, owner_name, terms_days)
    select p.tenant_id, p.party_id, ${at}::timestamptz, p.name, p.name_key, p.industry, p.region, p.owner_name, p.terms_days
    from customers.parties p
    where p.tenant_id = ${tenantId}::uuid and p.party_id = any(${partyIds}::uuid[]) and p.created_at < ${at}::timestamptz
    on conflict (tenant_id, party_id, known_until) do nothing`);
}

/** Writes what an import knows and we did not: values that are there already were merged by the caller. */
export async function fillParties(tx: Tx, tenantId: string, fills: readonly PartyFill[], at: Date): Promise<void> {
  const sorted = [...fills].sort((a, b) => (a.partyId < b.partyId ? -1 : 1));
  await keepMasters(
    tx,
    tenantId,
    sorted.map((each) => each.partyId),
    at,
  );
  await tx.run(sql`
    update customers.parties p
    set name = f.name, name_key = f.name_key, core_key = f.core_key, uscc = f.uscc, owner_id = f.owner_id, owner_name = f.owner_name,
        terms_days = f.terms_days, version = p.version + 1
    from unnest(
      ${sorted.map((each) => each.partyId)}::uuid[], ${sorted.map((each) => each.name)}::text[],
      ${sorted.map((each) => each.nameKey)}::text[], ${sorted.map((each) => each.coreKey)}::text[],
      ${sorted.map((each) => each.uscc)}::text[],
      ${sorted.map((each) => each.ownerId)}::uuid[], ${sorted.map((each) => each.ownerName)}::text[],
      ${sorted.map((each) => each.termsDays)}::integer[]
    ) as f(party_id, name, name_key, core_key, uscc, owner_id, owner_name, terms_days)
    where p.tenant_id = ${tenantId} and p.party_id = f.party_id`);
}

/** Field by field: what an import filled in goes back to what it was, where nobody changed it since. */
export async function takeBackFills(
  tx: Tx,
  tenantId: string,
  fillings: readonly { readonly before: PartyFill; readonly after: PartyFill }[],
  at: Date,
): Promise<number> {
  const sorted = [...fillings].sort((a, b) => (a.before.partyId < b.before.partyId ? -1 : 1));
  await keepMasters(
    tx,
    tenantId,
    sorted.map((each) => each.before.partyId),
    at,
  );
  const [before, after] = [sorted.map((each) => each.before), sorted.map((each) => each.after)];
  return tx.run(sql`
    update customers.parties p
    set name = case when p.name = f.name then f.old_name else p.name end,
        name_key = case when p.name = f.name then f.old_name_key else p.name_key end,
        -- Made again by the next look.
        core_key = case when p.name = f.name and f.name <> f.old_name then null else p.core_key end,
        uscc = case when p.uscc is not distinct from f.uscc then f.old_uscc else p.uscc end,
        owner_id = case when p.owner_id is not distinct from f.owner_id then f.old_owner_id else p.owner_id end,
        owner_name = case when p.owner_id is not distinct from f.owner_id and p.owner_name is not distinct from f.owner_name
                          then f.old_owner_name else p.owner_name end,
        terms_days = case when p.terms_days is not distinct from f.terms_days then f.old_terms_days else p.terms_days end,
        version = p.version + 1
    from unnest(
      ${before.map((each) => each.partyId)}::uuid[],
      ${after.map((each) => each.name)}::text[], ${before.map((each) => each.name)}::text[], ${before.map((each) => each.nameKey)}::text[],
      ${after.map((each) => each.uscc)}::text[], ${before.map((each) => each.uscc)}::text[],
      ${after.map((each) => each.ownerId)}::uuid[], ${before.map((each) => each.ownerId)}::uuid[],
      ${after.map((each) => each.ownerName)}::text[], ${before.map((each) => each.ownerName)}::text[],
      ${after.map((each) => each.termsDays)}::integer[], ${before.map((each) => each.termsDays)}::integer[]
    ) as f(party_id, name, old_name, old_name_key, uscc, old_uscc, owner_id, old_owner_id, owner_name, old_owner_name, terms_days,
           old_terms_days)
    where p.tenant_id = ${tenantId} and p.party_id = f.party_id`);
}

export type PartyChange = PartyFill & {
  industry: string | null;
  region: string | null;
  sinceOn: string | null;
  size: string | null;
  channel: string | null;
};

export async function changeParty(tx: Tx, tenantId: string, party: PartyChange, at: Date): Promise<void> {
  await keepMasters(tx, tenantId, [party.partyId], at);
  await tx.run(sql`
    update customers.parties
    set name = ${party.name}, name_key = ${party.nameKey}, core_key = ${party.coreKey}, uscc = ${party.uscc}, industry = ${party.industry}, region = ${party.region},
        owner_id = ${party.ownerId}, owner_name = ${party.ownerName}, terms_days = ${party.termsDays},
        since_on = ${party.sinceOn}, company_size = ${party.size}, channel = ${party.channel}, version = version + 1
    where tenant_id = ${tenantId} and party_id = ${party.partyId}`);
}

/** Other customers with this credit code or this name. */
export function alike(
  tx: Tx,
  tenantId: string,
  partyId: string,
  uscc: string | null,
  nameKey: string,
): Promise<{ code: string; same_uscc: boolean; same_name: boolean }[]> {
  return tx.rows(sql<{ code: string; same_uscc: boolean; same_name: boolean }>`
    select p.code, coalesce(p.uscc = ${uscc}, false) as same_uscc, p.name_key = ${nameKey} as same_name
    from customers.parties p
    where p.tenant_id = ${tenantId} and p.party_id <> ${partyId} and p.merged_into is null and p.kind = 'customer'
      and (p.uscc = ${uscc}::text or p.name_key = ${nameKey})
    limit 10`);
}

type Found = { party_id: string; code: string; name: string; owner_name: string | null; place: number };

/**
 * Customers and groups by the beginning of their code (as typed, and in capitals), their whole credit code, or a part of their name.
 * Exact codes come first, then beginnings of codes, then names, shortest first.
 */
export function find(
  tx: Tx,
  tenantId: string,
  ownerId: string | null,
  text: string,
  nameKey: string,
  kind: 'customer' | 'group' | null,
  most: number,
): Promise<Found[]> {
  const capitals = text.toUpperCase();
  // Inside one's own few hundred customers, or among the groups, a plain scan is quick; among all of them the search function finds
  // (33 ms at 100,000).
  const byName =
    ownerId === null && kind !== 'group'
      ? sql`select f.party_id, 3 from customers.search_parties(${tenantId}::uuid, ${nameKey}, ${most}) f where ${nameKey} <> ''`
      : sql`
        select p.party_id, 3
        from customers.parties p
        where p.tenant_id = ${tenantId} and p.merged_into is null and ${owned(ownerId)} and (${kind}::text is null or p.kind = ${kind}::text)
          and ${nameKey} <> '' and position(${nameKey} in p.name_key) > 0`;
  return tx.rows(sql<Found>`
    with hits as (
      select p.party_id, case when p.code = ${text} or p.code = ${capitals} then 0 else 1 end as place
      from customers.parties p
      where p.tenant_id = ${tenantId} and p.merged_into is null and ${owned(ownerId)}
        and (   (p.code collate "C" >= ${text} and p.code collate "C" < ${`${text}\u{10ffff}`})
             or (p.code collate "C" >= ${capitals} and p.code collate "C" < ${`${capitals}\u{10ffff}`}))
      union all
      select p.party_id, 2
      from customers.parties p
      where p.tenant_id = ${tenantId} and p.merged_into is null and ${owned(ownerId)} and p.uscc = ${capitals}
      union all
      (${byName})
    ),
    best as (
      select party_id, min(place) as place from hits group by party_id
    )
    select p.party_id, p.code, p.name, p.owner_name, b.place
    from best b
    join customers.parties p on p.tenant_id = ${tenantId} and p.party_id = b.party_id
    where ${kind}::text is null or p.kind = ${kind}::text
    order by b.place, length(p.name_key), p.code collate "C"
    limit ${most}`);
}

export type EntityRow = { entity_id: string; code: string; name: string; currency: string };

export function entities(tx: Tx, tenantId: string): Promise<EntityRow[]> {
  return tx.rows(sql<EntityRow>`
    select entity_id, code, name, currency from customers.entities
    where tenant_id = ${tenantId}
    order by created_at, entity_id
    limit 1000`);
}

type NewEntity = { entityId: string; code: string; name: string; currency: string };

export async function insertEntities(tx: Tx, tenantId: string, at: Date, rows: readonly NewEntity[]): Promise<void> {
  const sorted = [...rows].sort((a, b) => (a.code < b.code ? -1 : 1));
  await tx.run(sql`
    insert into customers.entities (tenant_id, entity_id, code, name, currency, created_at)
    select ${tenantId}::uuid, n.entity_id, n.code, n.name, n.currency, ${at}::timestamptz
    from unnest(${sorted.map((each) => each.entityId)}::uuid[], ${sorted.map((each) => each.code)}::text[],
                ${sorted.map((each) => each.name)}::text[], ${sorted.map((each) => each.currency)}::text[])
      as n(entity_id, code, name, currency)
    on conflict (tenant_id, code) do nothing`);
}

export async function changeEntity(tx: Tx, tenantId: string, code: string, name: string, currency: string): Promise<void> {
  await tx.run(sql`
    update customers.entities set name = ${name}, currency = ${currency}
    where tenant_id = ${tenantId} and code = ${code}`);
}

/** One change of the tree at a time: a cycle made by two at once is seen by neither. */
export async function lockTree(tx: Tx, tenantId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('group tree ' || ${tenantId}))`);
}

/** Many may keep the tree as it is at once; who changes it waits for them. */
export async function shareTree(tx: Tx, tenantId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock_shared(hashtext('group tree ' || ${tenantId}))`);
}

export type LinkRow = { link_id: string; parent_id: string; valid_from: string };

export function linkOn(tx: Tx, tenantId: string, partyId: string, on: string): Promise<LinkRow | null> {
  return tx.maybe(sql<LinkRow>`
    select link_id, parent_id, valid_from from customers.group_links
    where tenant_id = ${tenantId} and party_id = ${partyId} and withdrawn_at is null
      and valid_from <= ${on}::date and (valid_to is null or valid_to >= ${on}::date)`);
}

/** What stands from a day on: the link that spans it and those that begin later, in order. */
export function linksFrom(
  tx: Tx,
  tenantId: string,
  partyId: string,
  from: string,
): Promise<(LinkRow & { valid_to: string | null })[]> {
  return tx.rows(sql<LinkRow & { valid_to: string | null }>`
    select link_id, parent_id, valid_from, valid_to from customers.group_links
    where tenant_id = ${tenantId} and party_id = ${partyId} and withdrawn_at is null and (valid_to is null or valid_to >= ${from}::date)
    order by valid_from`);
}

/** Days after this one on which somebody joins a group. */
export function plannedDays(tx: Tx, tenantId: string, after: string, most: number): Promise<{ day: string }[]> {
  return tx.rows(sql<{ day: string }>`
    select distinct valid_from as day from customers.group_links
    where tenant_id = ${tenantId} and withdrawn_at is null and valid_from > ${after}::date
    order by valid_from
    limit ${most}`);
}

/** Who joined or left a group today by a link that was written before today. */
export function movedOn(tx: Tx, tenantId: string, today: string, most: number): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`
    select distinct party_id from customers.group_links
    where tenant_id = ${tenantId} and withdrawn_at is null and (valid_from = ${today}::date or valid_to = ${today}::date - 1)
    limit ${most}`);
}

export async function endLink(tx: Tx, tenantId: string, linkId: string, lastOn: string, at: Date): Promise<void> {
  await tx.run(sql`
    update customers.group_links set valid_to = ${lastOn}::date, ended_at = ${at} where tenant_id = ${tenantId} and link_id = ${linkId}`);
}

export async function withdrawLink(tx: Tx, tenantId: string, linkId: string, at: Date): Promise<void> {
  await tx.run(sql`
    update customers.group_links set withdrawn_at = ${at} where tenant_id = ${tenantId} and link_id = ${linkId}`);
}

export async function insertLink(
  tx: Tx,
  tenantId: string,
  link: { linkId: string; partyId: string; parentId: string; from: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into customers.group_links (tenant_id, link_id, party_id, parent_id, valid_from, recorded_at)
    values (${tenantId}, ${link.linkId}, ${link.partyId}, ${link.parentId}, ${link.from}, ${link.at})`);
}

export type LineRow = { party_id: string; node_id: string; code: string; name: string; depth: number };

/** Ancestors of each party on a day, nearest first; `most` bounds the walk, so that a cycle would show instead of hang. */
export function linesUp(tx: Tx, tenantId: string, partyIds: readonly string[], on: string, most: number): Promise<LineRow[]> {
  return tx.rows(sql<LineRow>`
    with recursive line as (
      select l.tenant_id, l.party_id, l.parent_id as node_id, 1 as depth
      from customers.group_links l
      where l.tenant_id = ${tenantId} and l.party_id = any(${partyIds}::uuid[]) and l.withdrawn_at is null
        and l.valid_from <= ${on}::date and (l.valid_to is null or l.valid_to >= ${on}::date)
      union all
      select l.tenant_id, line.party_id, l.parent_id, line.depth + 1
      from line
      join customers.group_links l on l.tenant_id = line.tenant_id and l.party_id = line.node_id and l.withdrawn_at is null
        and l.valid_from <= ${on}::date and (l.valid_to is null or l.valid_to >= ${on}::date)
      where l.tenant_id = ${tenantId} and line.depth < ${most}
    )
    select line.party_id, line.node_id, p.code, p.name, line.depth
    from line
    join customers.parties p on p.tenant_id = line.tenant_id and p.party_id = line.node_id
    where p.tenant_id = ${tenantId}
    order by line.party_id, line.depth`);
}

/** Everybody below a node on a day, whatever the depth. */
export function membersBelow(
  tx: Tx,
  tenantId: string,
  nodeId: string,
  on: string,
  most: number,
): Promise<{ party_id: string; depth: number }[]> {
  return tx.rows(sql<{ party_id: string; depth: number }>`
    with recursive below as (
      select l.tenant_id, l.party_id, 1 as depth
      from customers.group_links l
      where l.tenant_id = ${tenantId} and l.parent_id = ${nodeId} and l.withdrawn_at is null
        and l.valid_from <= ${on}::date and (l.valid_to is null or l.valid_to >= ${on}::date)
      union all
      select l.tenant_id, l.party_id, below.depth + 1
      from below
      join customers.group_links l on l.tenant_id = below.tenant_id and l.parent_id = below.party_id and l.withdrawn_at is null
        and l.valid_from <= ${on}::date and (l.valid_to is null or l.valid_to >= ${on}::date)
      where l.tenant_id = ${tenantId} and below.depth < ${most}
    )
    select party_id, depth from below`);
}

/** The members right below a node, as the asking person may see them. */
export function membersOf(
  tx: Tx,
  tenantId: string,
  nodeId: string,
  on: string,
  ownerId: string | null,
): Promise<{ party_id: string; code: string; name: string }[]> {
  return tx.rows(sql<{ party_id: string; code: string; name: string }>`
    select p.party_id, p.code, p.name
    from customers.group_links l
    join customers.parties p on p.tenant_id = l.tenant_id and p.party_id = l.party_id
    where l.tenant_id = ${tenantId} and l.parent_id = ${nodeId} and l.withdrawn_at is null
      and l.valid_from <= ${on}::date and (l.valid_to is null or l.valid_to >= ${on}::date)
      and p.merged_into is null and ${owned(ownerId)}
    order by p.code collate "C"
    limit 500`);
}

export function segmentsOf(
  tx: Tx,
  tenantId: string,
  partyIds: readonly string[],
): Promise<{ party_id: string; segment: string }[]> {
  return tx.rows(sql<{ party_id: string; segment: string }>`
    select party_id, segment from customers.segments
    where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[]) and valid_to is null`);
}

export type EventRow = {
  event_id: string;
  at: Date;
  operation: string;
  actor_name: string;
  reasons: unknown;
  facts: Record<string, unknown> | null;
};

/** Newest first, of a customer and everybody merged into him; `operations` null: all, else those that begin with one of these. */
export type EventFilter = {
  readonly partyIds: readonly string[];
  readonly kind: string | null;
  readonly actor: string | null;
  readonly from: Date | null;
  readonly before: Date | null;
};

export function eventsOf(
  tx: Tx,
  tenantId: string,
  filter: EventFilter,
  before: { at: Date; id: string } | null,
  most: number,
): Promise<EventRow[]> {
  return tx.rows(sql<EventRow>`
    select event_id, at, operation, actor_name, reasons, facts
    from platform.events
    where tenant_id = ${tenantId} and party_id = any(${filter.partyIds}::uuid[])
      and (${filter.kind}::text is null or split_part(operation, '.', 1) = ${filter.kind})
      and (${filter.actor}::text is null or actor_name = ${filter.actor})
      and (${filter.from}::timestamptz is null or at >= ${filter.from}::timestamptz)
      and (${filter.before}::timestamptz is null or at < ${filter.before}::timestamptz)
      and (${before?.at ?? null}::timestamptz is null or (at, event_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by at desc, event_id desc
    limit ${most}`);
}

export function actorsOf(tx: Tx, tenantId: string, partyIds: readonly string[], most: number): Promise<{ actor_name: string }[]> {
  return tx.rows(sql<{ actor_name: string }>`
    select actor_name from platform.events
    where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[])
    group by actor_name
    order by count(*) desc, actor_name
    limit ${most}`);
}
