// SQL of hand-overs: who gives what to whom, what goes along, the signatures, and the change of owner.
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export function customersOf(
  tx: Tx,
  tenantId: string,
  ownerId: string,
  most: number,
): Promise<{ party_id: string; code: string }[]> {
  return tx.rows(sql<{ party_id: string; code: string }>`
    select party_id, code from customers.parties
    where tenant_id = ${tenantId} and owner_id = ${ownerId} and kind = 'customer' and merged_into is null
    order by code collate "C"
    limit ${most}`);
}

/** Everybody who sells or has customers; those with most customers first. */
export function salespeople(
  tx: Tx,
  tenantId: string,
): Promise<{ login: string; display_name: string; customers: number; at_work: boolean }[]> {
  return tx.rows(sql<{ login: string; display_name: string; customers: number; at_work: boolean }>`
    select u.login, u.display_name, coalesce(c.customers, 0) as customers, u.disabled_at is null and 'sales' = any(u.roles) as at_work
    from platform.users u
    left join (
      select owner_id, count(*)::int as customers from customers.parties
      where tenant_id = ${tenantId} and kind = 'customer' and merged_into is null and owner_id is not null
      group by owner_id
    ) c on c.owner_id = u.user_id
    where u.tenant_id = ${tenantId} and (c.customers > 0 or ('sales' = any(u.roles) and u.disabled_at is null))
    order by 3 desc, u.display_name
    limit 500`);
}

/** Of these customers those in a hand-over that has not ended. */
export function waitingFor(tx: Tx, tenantId: string, partyIds: readonly string[]): Promise<{ code: string }[]> {
  return tx.rows(sql<{ code: string }>`
    select distinct p.code
    from customers.handover_lines l
    join customers.handovers h on h.tenant_id = l.tenant_id and h.handover_id = l.handover_id and h.state in ('proposed', 'accepted')
    join customers.parties p on p.tenant_id = l.tenant_id and p.party_id = l.party_id
    where l.tenant_id = ${tenantId} and l.party_id = any(${partyIds}::uuid[])
    limit 20`);
}

export async function insertHandover(
  tx: Tx,
  tenantId: string,
  at: Date,
  row: {
    handoverId: string;
    fromId: string;
    fromName: string;
    toId: string;
    toName: string;
    startsOn: string;
    note: string | null;
    by: string | null;
    byName: string;
    given: boolean;
  },
): Promise<void> {
  await tx.run(sql`
    insert into customers.handovers
      (tenant_id, handover_id, from_id, from_name, to_id, to_name, starts_on, note, state, proposed_at, proposed_by, proposed_by_name,
       given_at, given_by_name, version)
    values (${tenantId}, ${row.handoverId}, ${row.fromId}, ${row.fromName}, ${row.toId}, ${row.toName}, ${row.startsOn}, ${row.note}, 'proposed',
            ${at}, ${row.by}, ${row.byName}, ${row.given ? at : null}, ${row.given ? row.byName : null}, 1)`);
}

export async function insertLines(
  tx: Tx,
  tenantId: string,
  handoverId: string,
  rows: readonly { partyId: string; facts: string }[],
): Promise<void> {
  await tx.run(sql`
    insert into customers.handover_lines (tenant_id, handover_id, party_id, facts)
    select ${tenantId}::uuid, ${handoverId}::uuid, n.party_id, n.facts::jsonb
    from unnest(${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.facts)}::text[]) as n(party_id, facts)`);
}

export function balancesOf(
  tx: Tx,
  tenantId: string,
  partyIds: readonly string[],
): Promise<{ party_id: string; currency: string; exposure_minor: bigint; overdue_minor: bigint }[]> {
  return tx.rows(sql`
    select party_id, currency, exposure_minor, overdue_minor
    from exposure.positions
    where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[]) and kind = 'own' and moved_to is null
    order by currency`);
}

/** What somebody has to go on with: orders on hold, open alerts. */
export function openWork(
  tx: Tx,
  tenantId: string,
  partyIds: readonly string[],
): Promise<{ party_id: string; holds: number; alerts: number }[]> {
  return tx.rows(sql<{ party_id: string; holds: number; alerts: number }>`
    select n.party_id,
           (select count(*)::int from orders.standing_holds h where h.tenant_id = ${tenantId} and h.party_id = n.party_id) as holds,
           (select count(*)::int from monitoring.standing_alerts a where a.tenant_id = ${tenantId} and a.party_id = n.party_id) as alerts
    from unnest(${partyIds}::uuid[]) as n(party_id)`);
}

export type HandoverRow = {
  handover_id: string;
  from_id: string;
  from_name: string;
  from_gone: boolean;
  to_id: string;
  to_name: string;
  starts_on: string;
  note: string | null;
  state: 'proposed' | 'accepted' | 'done' | 'declined' | 'withdrawn';
  proposed_at: Date;
  proposed_by_name: string;
  given_at: Date | null;
  given_by_name: string | null;
  taken_at: Date | null;
  taken_by_name: string | null;
  done_at: Date | null;
  ended_reason: string | null;
  version: number;
  customers: number;
};

const HANDOVER =
  sql.raw(`h.handover_id, h.from_id, h.from_name, coalesce(u.disabled_at is not null, true) as from_gone, h.to_id, h.to_name,
  h.starts_on, h.note, h.state, h.proposed_at, h.proposed_by_name, h.given_at, h.given_by_name, h.taken_at, h.taken_by_name, h.done_at,
  h.ended_reason, h.version,
  (select count(*)::int from customers.handover_lines l where l.tenant_id = h.tenant_id and l.handover_id = h.handover_id) as customers
  from customers.handovers h
  left join platform.users u on u.tenant_id = h.tenant_id and u.user_id = h.from_id`);

export function page(
  tx: Tx,
  tenantId: string,
  filter: { state: string | null; userId: string | null },
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<HandoverRow[]> {
  return tx.rows(sql<HandoverRow>`
    select ${HANDOVER}
    where h.tenant_id = ${tenantId} and (${filter.state}::text is null or h.state = ${filter.state})
      and (${filter.userId}::uuid is null or h.from_id = ${filter.userId}::uuid or h.to_id = ${filter.userId}::uuid)
      and (${before?.at ?? null}::timestamptz is null
           or (h.proposed_at, h.handover_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by h.proposed_at desc, h.handover_id desc
    limit ${limit}`);
}

export function byId(tx: Tx, tenantId: string, handoverId: string, forUpdate: boolean): Promise<HandoverRow | null> {
  const lock: RawBuilder<unknown> = forUpdate ? sql`for no key update of h` : sql``;
  return tx.maybe(sql<HandoverRow>`select ${HANDOVER} where h.tenant_id = ${tenantId} and h.handover_id = ${handoverId} ${lock}`);
}

export function due(tx: Tx, tenantId: string, today: string): Promise<HandoverRow[]> {
  return tx.rows(sql<HandoverRow>`
    select ${HANDOVER}
    where h.tenant_id = ${tenantId} and h.state = 'accepted' and h.starts_on <= ${today}::date
    order by h.handover_id
    limit 200
    for no key update of h`);
}

export function lines(tx: Tx, tenantId: string, handoverId: string): Promise<{ code: string; name: string; facts: unknown }[]> {
  return tx.rows(sql<{ code: string; name: string; facts: unknown }>`
    select p.code, p.name, l.facts
    from customers.handover_lines l
    join customers.parties p on p.tenant_id = l.tenant_id and p.party_id = l.party_id
    where l.tenant_id = ${tenantId} and l.handover_id = ${handoverId}
    order by p.code collate "C"`);
}

export async function sign(
  tx: Tx,
  tenantId: string,
  handoverId: string,
  as: 'given' | 'taken',
  byName: string,
  at: Date,
): Promise<void> {
  const side = sql.raw(as);
  await tx.run(sql`
    update customers.handovers set ${side}_at = ${at}, ${side}_by_name = ${byName}, version = version + 1
    where tenant_id = ${tenantId} and handover_id = ${handoverId}`);
}

export async function setState<State extends HandoverRow['state']>(
  tx: Tx,
  tenantId: string,
  handoverId: string,
  state: State,
  reason: string | null,
  at: Date,
): Promise<State> {
  await tx.run(sql`
    update customers.handovers
    set state = ${state}, ended_reason = coalesce(${reason}, ended_reason), done_at = ${state === 'done' ? at : null}, version = version + 1
    where tenant_id = ${tenantId} and handover_id = ${handoverId}`);
  return state;
}

/** Those of the list that are still the first one's. */
export async function linesStillWith(tx: Tx, tenantId: string, row: HandoverRow): Promise<string[]> {
  const rows = await tx.rows(sql<{ party_id: string }>`
    select p.party_id from customers.handover_lines l
    join customers.parties p on p.tenant_id = l.tenant_id and p.party_id = l.party_id
    where l.tenant_id = ${tenantId} and l.handover_id = ${row.handover_id} and p.owner_id = ${row.from_id} and p.merged_into is null`);
  return rows.map((each) => each.party_id);
}

export function moveOwner(tx: Tx, tenantId: string, row: HandoverRow): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`
    update customers.parties p
    set owner_id = ${row.to_id}, owner_name = ${row.to_name}, version = p.version + 1
    from customers.handover_lines l
    where l.tenant_id = ${tenantId} and l.handover_id = ${row.handover_id} and p.tenant_id = l.tenant_id and p.party_id = l.party_id
      and p.owner_id = ${row.from_id} and p.merged_into is null
    returning p.party_id`);
}
