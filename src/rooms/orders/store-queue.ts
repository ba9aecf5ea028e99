// SQL that reads orders: the hold queue, reservations, past checks, the shadow report.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type HoldRow = {
  hold_id: string;
  order_id: string;
  number: string;
  source: string;
  account_id: string;
  party_id: string;
  check_id: string;
  code: string;
  name: string;
  owner_of_customer: string | null;
  customer_owner_id: string | null;
  grade: string | null;
  amount_minor: bigint;
  currency: string;
  held_at: Date;
  due_at: Date;
  owner_name: string | null;
  state: string;
  ended_at: Date | null;
  deliver_on: Day | null;
  sales_name: string | null;
  terms_days: number | null;
  customer_terms_days: number | null;
  reasons: unknown[];
  remedy: Record<string, unknown> | null;
  facts: Record<string, unknown>;
  made_by: string | null;
  version: number;
};

const HOLD = sql.raw(`h.hold_id, h.order_id, o.number, o.source, h.account_id, h.party_id, h.check_id, d.code, d.name,
  d.owner_name as owner_of_customer, d.owner_id as customer_owner_id, g.grade, h.amount_minor, h.currency, h.held_at, h.due_at, h.owner_name,
  h.state, h.ended_at, o.deliver_on, o.sales_name, o.terms_days, d.terms_days as customer_terms_days, c.reasons, c.remedy, c.facts, c.made_by, h.version
  from orders.holds h
  join orders.orders o on o.tenant_id = h.tenant_id and o.order_id = h.order_id
  join orders.checks c on c.tenant_id = h.tenant_id and c.check_id = h.check_id
  join customers.directory d on d.tenant_id = h.tenant_id and d.party_id = h.party_id
  left join ratings.latest g on g.tenant_id = h.tenant_id and g.party_id = h.party_id`);

export type HoldFilter = {
  held: boolean;
  partyId: string | null;
  ownerId: string | null;
  after: { at: Date; id: string } | null;
  limit: number;
};

/** Open holds by their clock, ended ones newest first. */
export function holdsPage(tx: Tx, filter: HoldFilter): Promise<HoldRow[]> {
  const scope = sql`(${filter.partyId}::uuid is null or h.party_id = ${filter.partyId}::uuid)
    and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)`;
  const at = filter.after?.at ?? null;
  const id = filter.after?.id ?? null;
  return filter.held
    ? tx.rows(sql<HoldRow>`
        select ${HOLD}
        where h.state = 'held' and ${scope} and (${at}::timestamptz is null or (h.due_at, h.hold_id) > (${at}::timestamptz, ${id}::uuid))
        order by h.due_at, h.hold_id
        limit ${filter.limit}`)
    : tx.rows(sql<HoldRow>`
        select ${HOLD}
        where h.state <> 'held' and ${scope} and (${at}::timestamptz is null or (h.held_at, h.hold_id) < (${at}::timestamptz, ${id}::uuid))
        order by h.held_at desc, h.hold_id desc
        limit ${filter.limit}`);
}

export function openHoldSums(
  tx: Tx,
  ownerId: string | null,
): Promise<{ currency: string; holds: number; amount_minor: bigint }[]> {
  return tx.rows(sql<{ currency: string; holds: number; amount_minor: bigint }>`
    select h.currency, count(*)::int as holds, sum(h.amount_minor)::bigint as amount_minor
    from orders.holds h
    join customers.directory d on d.tenant_id = h.tenant_id and d.party_id = h.party_id
    where h.state = 'held' and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    group by h.currency
    order by h.currency`);
}

export function holdById(tx: Tx, holdId: string): Promise<HoldRow | null> {
  return tx.maybe(sql<HoldRow>`select ${HOLD} where h.hold_id = ${holdId}`);
}

export function holdActs(
  tx: Tx,
  holdId: string,
): Promise<{ act: string; reason: string | null; by_name: string; at: Date; facts: Record<string, unknown> | null }[]> {
  return tx.rows(
    sql`select act, reason, by_name, at, facts from orders.hold_acts where hold_id = ${holdId} order by seq limit 200`,
  );
}

export function earlierHolds(
  tx: Tx,
  partyId: string,
  exceptId: string,
): Promise<{ number: string; amount_minor: bigint; currency: string; state: string; held_at: Date; ended_at: Date | null }[]> {
  return tx.rows(sql`
    select o.number, h.amount_minor, h.currency, h.state, h.held_at, h.ended_at
    from orders.holds h
    join orders.orders o on o.tenant_id = h.tenant_id and o.order_id = h.order_id
    where h.party_id = ${partyId} and h.hold_id <> ${exceptId}
    order by h.held_at desc
    limit 10`);
}

/** Orders held on these accounts, smallest first: with little room made, most customers are served. */
export function heldOrders(tx: Tx, accountIds: readonly string[]): Promise<{ order_id: string; account_id: string }[]> {
  return tx.rows(sql<{ order_id: string; account_id: string }>`
    select order_id, account_id from orders.holds
    where state = 'held' and account_id = any(array(
      select m.account_id from exposure.lines m where m.node_id = any(${accountIds}::uuid[])))
    order by account_id, amount_minor, held_at
    limit 5000`);
}

export type ReservationRow = {
  reservation_id: string;
  number: string;
  order_id: string;
  order_number: string;
  account_id: string;
  party_id: string;
  code: string;
  name: string;
  granted_minor: bigint;
  remaining_minor: bigint;
  currency: string;
  made_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  ended_how: string | null;
};

const RESERVATION =
  sql.raw(`r.reservation_id, r.number, r.order_id, o.number as order_number, r.account_id, r.party_id, d.code, d.name,
  r.granted_minor, r.remaining_minor, r.currency, r.made_at, r.expires_at, r.ended_at, r.ended_how
  from orders.reservations r
  join orders.orders o on o.tenant_id = r.tenant_id and o.order_id = r.order_id
  join customers.directory d on d.tenant_id = r.tenant_id and d.party_id = r.party_id`);

export function reservationsPage(
  tx: Tx,
  filter: { partyId: string | null; ownerId: string | null; ended: boolean; beforeId: string | null; limit: number },
): Promise<ReservationRow[]> {
  return tx.rows(sql<ReservationRow>`
    select ${RESERVATION}
    where (r.ended_at is not null) = ${filter.ended}
      and (${filter.partyId}::uuid is null or r.party_id = ${filter.partyId}::uuid)
      and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${filter.beforeId}::uuid is null or r.reservation_id < ${filter.beforeId}::uuid)
    order by r.reservation_id desc
    limit ${filter.limit}`);
}

export function reservationByNumber(tx: Tx, number: string): Promise<ReservationRow | null> {
  return tx.maybe(sql<ReservationRow>`select ${RESERVATION} where r.number = ${number}`);
}

export function checksPage(
  tx: Tx,
  filter: {
    partyId: string | null;
    ownerId: string | null;
    outcome: string | null;
    before: { at: Date; id: string } | null;
    limit: number;
  },
): Promise<
  {
    check_id: string;
    order_number: string;
    code: string;
    name: string;
    amount_minor: bigint;
    currency: string;
    outcome: 'clear' | 'held' | 'refused';
    shadow: boolean;
    at: Date;
    reasons: unknown[];
    rulebook_version: number;
  }[]
> {
  const at = filter.before?.at ?? null;
  return tx.rows(sql`
    select c.check_id, c.order_number, d.code, d.name, c.amount_minor, c.currency, c.outcome, c.shadow, c.at, c.reasons, c.rulebook_version
    from orders.checks c
    join customers.directory d on d.tenant_id = c.tenant_id and d.party_id = c.party_id
    where (${filter.partyId}::uuid is null or c.party_id = ${filter.partyId}::uuid)
      and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${filter.outcome}::text is null or c.outcome = ${filter.outcome}::text)
      and (${at}::timestamptz is null or (c.at, c.check_id) < (${at}::timestamptz, ${filter.before?.id ?? null}::uuid))
    order by c.at desc, c.check_id desc
    limit ${filter.limit}`);
}

export function shadowOutcomes(
  tx: Tx,
  from: Day,
  to: Day,
): Promise<{ outcome: 'clear' | 'held' | 'refused'; currency: string; checks: number; amount_minor: bigint }[]> {
  return tx.rows(sql`
    select outcome, currency, count(*)::int as checks, sum(amount_minor)::bigint as amount_minor
    from orders.checks
    where shadow and as_of between ${from}::date and ${to}::date
    group by outcome, currency
    order by outcome, currency`);
}

export function shadowReasons(tx: Tx, from: Day, to: Day): Promise<{ code: string; checks: number }[]> {
  return tx.rows(sql<{ code: string; checks: number }>`
    select r ->> 'code' as code, count(distinct c.check_id)::int as checks
    from orders.checks c
    cross join lateral jsonb_array_elements(c.reasons) r
    where c.shadow and c.outcome <> 'clear' and c.as_of between ${from}::date and ${to}::date
      and r ->> 'action' in ('hold', 'require_prepayment', 'reject')
    group by 1
    order by 2 desc, 1`);
}

/** A customer's last payment and the weighted days late of what it settled in a year. */
export function paymentBehaviour(
  tx: Tx,
  accountId: string,
  since: Day,
): Promise<{ weighted_days_late: number | null; last_paid_on: Day | null; last_paid_minor: bigint | null }> {
  return tx.one(sql`
    with settled as (
      select s.effective_on, s.amount_minor, greatest(s.effective_on - t.due_on, 0) as days_late
      from receivables.standing_settlements s
      join receivables.items t on t.tenant_id = s.tenant_id and t.document_id = s.to_document
      where s.account_id = ${accountId} and s.effective_on >= ${since}::date and t.due_on is not null and s.from_kind in ('receipt', 'bill')
    ),
    last_day as (select max(effective_on) as on_day from settled)
    select (select sum(days_late * amount_minor)::float8 / nullif(sum(amount_minor), 0)::float8 from settled) as weighted_days_late,
           (select on_day from last_day) as last_paid_on,
           (select sum(amount_minor)::bigint from settled, last_day where effective_on = on_day) as last_paid_minor`);
}

export type StoredCheck = {
  check_id: string;
  order_number: string;
  currency: string;
  outcome: string;
  as_of: Day;
  rulebook_version: number;
  facts: Record<string, unknown>;
  reasons: unknown[];
};

export function storedChecks(tx: Tx, from: Day, to: Day, afterId: string | null, limit: number): Promise<StoredCheck[]> {
  return tx.rows(sql<StoredCheck>`
    select check_id, order_number, currency, outcome, as_of, rulebook_version, facts, reasons
    from orders.checks
    where as_of between ${from}::date and ${to}::date and (${afterId}::uuid is null or check_id > ${afterId}::uuid)
    order by check_id
    limit ${limit}`);
}

/** Accounts with held orders, for the round that looks at all of them again. */
export function accountsWithHolds(tx: Tx, most: number): Promise<{ account_id: string }[]> {
  return tx.rows(sql<{ account_id: string }>`select distinct account_id from orders.holds where state = 'held' limit ${most}`);
}
