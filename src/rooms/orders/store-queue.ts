// SQL that reads orders: the hold queue, reservations, past checks, the shadow report.
import { encode } from '#base/codec.ts';
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
  stage: 'held' | 'in_review' | 'second_person' | 'prepayment';
  reviewer_name: string | null;
  over_limit_minor: bigint | null;
  overdue_days: number | null;
  released_minor: bigint | null;
  prepay_minor: bigint | null;
  prepaid_minor: bigint;
  forced_on: Day | null;
  forced_by: string | null;
  escalated_at: Date | null;
  note_by: string | null;
  note_text: string | null;
  note_at: Date | null;
  contract: string | null;
  figure: bigint;
};

const HOLD = sql.raw(`h.hold_id, h.order_id, o.number, o.source, h.account_id, h.party_id, h.check_id, d.code, d.name,
  d.owner_name as owner_of_customer, d.owner_id as customer_owner_id, g.grade, h.amount_minor, h.currency, h.held_at, h.due_at, h.owner_name,
  h.state, h.ended_at, h.stage, h.reviewer_name, h.over_limit_minor, h.overdue_days, h.released_minor, h.prepay_minor,
  coalesce((select sum(p.amount_minor) from orders.prepayments p where p.tenant_id = h.tenant_id and p.hold_id = h.hold_id), 0)::bigint
    as prepaid_minor,
  h.forced_on, h.forced_by, h.escalated_at, n.by_name as note_by, n.reason as note_text, n.at as note_at, o.deliver_on, o.sales_name, o.terms_days, d.terms_days as customer_terms_days, c.reasons, c.remedy, c.facts, c.made_by, h.version,
  (select k.number from orders.order_contracts k where k.tenant_id = h.tenant_id and k.order_id = h.order_id) as contract
  from orders.holds h
  join orders.orders o on o.tenant_id = h.tenant_id and o.order_id = h.order_id
  join orders.checks c on c.tenant_id = h.tenant_id and c.check_id = h.check_id
  join customers.directory d on d.tenant_id = h.tenant_id and d.party_id = h.party_id
  left join ratings.latest g on g.tenant_id = h.tenant_id and g.party_id = h.party_id
  left join lateral (
    select a.by_name, a.reason, a.at from orders.hold_acts a
    where a.tenant_id = h.tenant_id and a.hold_id = h.hold_id and a.act = 'note'
    order by a.seq desc
    limit 1
  ) n on true`);

export type HoldFilter = {
  partyId: string | null;
  ownerId: string | null;
  stage: string | null;
  /** Whose owner or reviewer it is. */
  deskId: string | null;
  lateAt: Date | null;
  reason: string | null;
  text: string | null;
};

function filtered(filter: HoldFilter) {
  const pattern = filter.text === null ? null : `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const reason = filter.reason === null ? null : JSON.stringify([{ code: filter.reason }]);
  return sql`(${filter.partyId}::uuid is null or h.party_id = ${filter.partyId}::uuid)
    and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
    and (${filter.stage}::text is null or h.stage = ${filter.stage}::text)
    and (${filter.deskId}::text is null or h.owner_id::text = ${filter.deskId}::text or h.reviewer_id::text = ${filter.deskId}::text)
    and (${filter.lateAt}::timestamptz is null or h.due_at <= ${filter.lateAt}::timestamptz)
    and (${reason}::jsonb is null or c.reasons @> ${reason}::jsonb)
    and (${pattern}::text is null or d.name ilike ${pattern}::text or d.code ilike ${pattern}::text or o.number ilike ${pattern}::text)`;
}

/** Open holds by their clock, ended ones newest first. */
export function holdsPage(
  tx: Tx,
  filter: HoldFilter & { held: boolean; after: { at: Date; id: string } | null; limit: number },
): Promise<HoldRow[]> {
  const scope = filtered(filter);
  const at = filter.after?.at ?? null;
  const id = filter.after?.id ?? null;
  return filter.held
    ? tx.rows(sql<HoldRow>`
        select 0::bigint as figure, ${HOLD}
        where h.state = 'held' and ${scope} and (${at}::timestamptz is null or (h.due_at, h.hold_id) > (${at}::timestamptz, ${id}::uuid))
        order by h.due_at, h.hold_id
        limit ${filter.limit}`)
    : tx.rows(sql<HoldRow>`
        select 0::bigint as figure, ${HOLD}
        where h.state <> 'held' and ${scope} and (${at}::timestamptz is null or (h.held_at, h.hold_id) < (${at}::timestamptz, ${id}::uuid))
        order by h.held_at desc, h.hold_id desc
        limit ${filter.limit}`);
}

/** What the queue is sorted by, most first; what is not known comes last. */
const FIGURES = {
  amount: 'h.amount_minor',
  over: 'coalesce(h.over_limit_minor, -1)',
  overdue: 'coalesce(h.overdue_days, -1)::bigint',
} as const;

export function holdsByFigure(
  tx: Tx,
  filter: HoldFilter,
  by: keyof typeof FIGURES,
  after: { figure: bigint; id: string } | null,
  limit: number,
): Promise<HoldRow[]> {
  const figure = sql.raw(FIGURES[by]);
  return tx.rows(sql<HoldRow>`
    select ${figure} as figure, ${HOLD}
    where h.state = 'held' and ${filtered(filter)}
      and (${after?.figure ?? null}::bigint is null or (${figure}, h.hold_id) < (${after?.figure ?? null}::bigint, ${after?.id ?? null}::uuid))
    order by 1 desc, h.hold_id desc
    limit ${limit}`);
}

export type HoldSum = { currency: string; stage: string; holds: number; mine: number; late: number; amount_minor: bigint };

export function openHoldSums(tx: Tx, ownerId: string | null, actorId: string | null, at: Date): Promise<HoldSum[]> {
  return tx.rows(sql<HoldSum>`
    select h.currency, h.stage, count(*)::int as holds,
           count(*) filter (where h.owner_id = ${actorId}::uuid or h.reviewer_id = ${actorId}::uuid)::int as mine,
           count(*) filter (where h.due_at <= ${at}::timestamptz)::int as late, sum(h.amount_minor)::bigint as amount_minor
    from orders.holds h
    join customers.directory d on d.tenant_id = h.tenant_id and d.party_id = h.party_id
    where h.state = 'held' and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    group by h.currency, h.stage
    order by h.currency, h.stage`);
}

/** Held orders by id, in the order of their accounts. */
export function holdsById(tx: Tx, holdIds: readonly string[]): Promise<HoldRow[]> {
  return tx.rows(sql<HoldRow>`
    select 0::bigint as figure, ${HOLD} where h.hold_id = any(${holdIds}::uuid[]) order by h.account_id, h.hold_id`);
}

export type HoldMark = {
  readonly stage?: string;
  readonly reviewer_id?: string | null;
  readonly reviewer_name?: string;
  readonly released_minor?: bigint;
  readonly prepay_minor?: bigint;
  readonly prepay_at?: Date;
  readonly prepay_rules?: readonly string[];
  readonly case_id?: string;
};

/** What a decision leaves on the hold itself; what is not said stays. Written after the ledger, which counts the version. */
export async function markHold(tx: Tx, holdId: string, mark: HoldMark): Promise<void> {
  await tx.run(sql`
    update orders.holds
    set stage = coalesce(${mark.stage ?? null}::text, stage), reviewer_id = coalesce(${mark.reviewer_id ?? null}::uuid, reviewer_id),
        reviewer_name = coalesce(${mark.reviewer_name ?? null}::text, reviewer_name),
        released_minor = coalesce(${mark.released_minor ?? null}::bigint, released_minor),
        prepay_minor = coalesce(${mark.prepay_minor ?? null}::bigint, prepay_minor),
        prepay_at = coalesce(${mark.prepay_at ?? null}::timestamptz, prepay_at),
        prepay_rules = coalesce(${mark.prepay_rules ?? null}::text[], prepay_rules),
        case_id = coalesce(${mark.case_id ?? null}::uuid, case_id)
    where hold_id = ${holdId}::uuid and state = 'held'`);
}

export type PrepaymentByRule = { holdId: string; amountMinor: bigint; rules: readonly string[] };

/** Prepayments that rules ask for, of holds that nobody has taken up otherwise; one that was asked for already stands as it is. */
export async function askByRule(tx: Tx, at: Date, asks: readonly PrepaymentByRule[]): Promise<void> {
  await tx.run(sql`
    update orders.holds h
    set stage = 'prepayment', prepay_minor = n.amount_minor, prepay_at = ${at}::timestamptz,
        prepay_rules = (select array_agg(value) from jsonb_array_elements_text(n.rules::jsonb))
    from unnest(
      ${asks.map((each) => each.holdId)}::uuid[], ${asks.map((each) => each.amountMinor)}::bigint[],
      ${asks.map((each) => encode(each.rules))}::text[]
    ) as n(hold_id, amount_minor, rules)
    where h.hold_id = n.hold_id and h.state = 'held' and h.stage = 'held' and h.forced_on is null`);
}

/** Open asks for prepayment, the oldest first, with what came so far. */
export function prepaymentsAsked(
  tx: Tx,
  holdIds: readonly string[],
): Promise<
  {
    hold_id: string;
    account_id: string;
    amount_minor: bigint;
    prepay_minor: bigint;
    prepay_at: Date;
    prepay_rules: string[];
    prepaid_minor: bigint;
  }[]
> {
  return tx.rows(sql`
    select h.hold_id, h.account_id, h.amount_minor, h.prepay_minor, h.prepay_at, coalesce(h.prepay_rules, '{}') as prepay_rules,
           coalesce((select sum(p.amount_minor) from orders.prepayments p where p.hold_id = h.hold_id), 0)::bigint as prepaid_minor
    from orders.holds h
    where h.hold_id = any(${holdIds}::uuid[]) and h.stage = 'prepayment' and h.prepay_minor is not null
    order by h.prepay_at, h.hold_id`);
}

/** Receipts of these accounts that came in since, not reversed, with what no prepayment has taken of them yet. */
export function receiptsSince(
  tx: Tx,
  accountIds: readonly string[],
  since: Date,
): Promise<{ document_id: string; account_id: string; recorded_at: Date; free_minor: bigint }[]> {
  return tx.rows(sql`
    select i.document_id, i.account_id, i.recorded_at,
           (i.amount_minor - coalesce((select sum(p.amount_minor) from orders.prepayments p where p.document_id = i.document_id), 0))::bigint
             as free_minor
    from receivables.items i
    where i.account_id = any(${accountIds}::uuid[]) and i.kind = 'receipt' and i.recorded_at >= ${since}::timestamptz
      and i.reversed_by is null and i.reverses is null
    order by i.recorded_at, i.document_id
    limit 1000`);
}

export async function insertPrepayments(
  tx: Tx,
  tenantId: string,
  at: Date,
  rows: readonly { holdId: string; documentId: string; amountMinor: bigint }[],
): Promise<void> {
  await tx.run(sql`
    insert into orders.prepayments (tenant_id, hold_id, document_id, amount_minor, at)
    select ${tenantId}::uuid, n.hold_id, n.document_id, n.amount_minor, ${at}::timestamptz
    from unnest(
      ${rows.map((row) => row.holdId)}::uuid[], ${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.amountMinor)}::bigint[]
    ) as n(hold_id, document_id, amount_minor)`);
}

export type LateHold = {
  hold_id: string;
  number: string;
  name: string;
  owner_id: string | null;
  owner_name: string | null;
  amount_minor: bigint;
  currency: string;
  over_limit_minor: bigint | null;
  overdue_days: number | null;
};

/** Past their clock and not handed up since it was set. */
export function lateHolds(tx: Tx, at: Date, most: number): Promise<LateHold[]> {
  return tx.rows(sql<LateHold>`
    select h.hold_id, o.number, d.name, h.owner_id, h.owner_name, h.amount_minor, h.currency, h.over_limit_minor, h.overdue_days
    from orders.holds h
    join orders.orders o on o.tenant_id = h.tenant_id and o.order_id = h.order_id
    join customers.directory d on d.tenant_id = h.tenant_id and d.party_id = h.party_id
    where h.state = 'held' and h.due_at <= ${at}::timestamptz and (h.escalated_at is null or h.escalated_at < h.due_at)
    order by h.due_at, h.hold_id
    limit ${most}`);
}

export async function escalateHolds(
  tx: Tx,
  at: Date,
  rows: readonly { holdId: string; ownerId: string | null; ownerName: string | null }[],
): Promise<void> {
  await tx.run(sql`
    update orders.holds h
    set escalated_at = ${at}::timestamptz, owner_id = n.owner_id, owner_name = n.owner_name
    from unnest(
      ${rows.map((row) => row.holdId)}::uuid[], ${rows.map((row) => row.ownerId)}::uuid[], ${rows.map((row) => row.ownerName)}::text[]
    ) as n(hold_id, owner_id, owner_name)
    where h.hold_id = n.hold_id and h.state = 'held'`);
}

/** What was proposed to a second person last. */
export type Proposal = { reason: string | null; valid_days: number | null; rules: string[] | null };

/** What was proposed of a hold last; `rules` null: before they were kept with it. */
export function lastProposal(tx: Tx, holdId: string): Promise<Proposal | null> {
  return tx.maybe(sql<Proposal>`
    select reason, (facts ->> 'validDays')::int as valid_days, facts -> 'rules' as rules from orders.hold_acts
    where hold_id = ${holdId} and act = 'proposed' order by seq desc limit 1`);
}

/** Open cases that no hold waits for any more: it ended otherwise, or its order was raised since. Of one hold, or of all (null). */
export function idleCases(tx: Tx, holdId: string | null, most: number): Promise<{ case_id: string }[]> {
  return tx.rows(sql<{ case_id: string }>`
    select c.case_id
    from approvals.open_cases c
    join orders.holds h on h.tenant_id = c.tenant_id and h.hold_id = c.subject_id
    where (h.state <> 'held' or h.case_id is distinct from c.case_id) and (${holdId}::uuid is null or h.hold_id = ${holdId}::uuid)
    limit ${most}`);
}

/** The order behind these holds was raised: a release proposed or a prepayment asked for what it was before stands no more. */
export async function outdate(
  tx: Tx,
  tenantId: string,
  at: Date,
  holdIds: readonly string[],
  by: { readonly id: string | null; readonly name: string },
): Promise<void> {
  await tx.run(sql`
    with pending as (
      select hold_id, stage from orders.holds
      where hold_id = any(${holdIds}::uuid[]) and state = 'held' and stage in ('second_person', 'prepayment')
    ), outdated as (
      update orders.holds h
      set stage = 'held', case_id = null, prepay_minor = null, prepay_at = null, prepay_rules = null
      from pending p where h.hold_id = p.hold_id
      returning h.hold_id
    )
    insert into orders.hold_acts (tenant_id, hold_id, seq, act, reason, facts, by_id, by_name, at)
    select ${tenantId}::uuid, o.hold_id, coalesce((select max(a.seq) from orders.hold_acts a where a.hold_id = o.hold_id), 0) + 1,
           'outdated', null, null, ${by.id}::uuid, ${by.name}, ${at}
    from outdated o`);
}

export function holdById(tx: Tx, holdId: string): Promise<HoldRow | null> {
  return tx.maybe(sql<HoldRow>`select 0::bigint as figure, ${HOLD} where h.hold_id = ${holdId}`);
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
/** What of a stored reason tells whether it still says the same. */
export type HeldReason = { readonly rule: string; readonly node: string | null; readonly unit: string; readonly actual: unknown };

export function heldOrders(
  tx: Tx,
  accountIds: readonly string[],
): Promise<
  {
    order_id: string;
    account_id: string;
    hold_id: string;
    stage: string;
    reasons: readonly HeldReason[];
    made_by: string | null;
  }[]
> {
  return tx.rows(sql<{
    order_id: string;
    account_id: string;
    hold_id: string;
    stage: string;
    reasons: readonly HeldReason[];
    made_by: string | null;
  }>`
    select h.order_id, h.account_id, h.hold_id, h.stage, c.reasons, c.made_by
    from orders.holds h
    join orders.checks c on c.tenant_id = h.tenant_id and c.check_id = h.check_id
    where h.state = 'held' and h.account_id = any(array(
      select m.account_id from exposure.lines m where m.node_id = any(${accountIds}::uuid[])))
    order by h.amount_minor, h.held_at, h.hold_id
    limit 5000`);
}

export type ReservationRow = {
  reservation_id: string;
  number: string;
  order_id: string;
  order_number: string;
  source: string;
  contract: string | null;
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
  sql.raw(`r.reservation_id, r.number, r.order_id, o.number as order_number, o.source, n.number as contract, r.account_id, r.party_id, d.code, d.name,
  r.granted_minor, r.remaining_minor, r.currency, r.made_at, r.expires_at, r.ended_at, r.ended_how
  from orders.reservations r
  join orders.orders o on o.tenant_id = r.tenant_id and o.order_id = r.order_id
  join customers.directory d on d.tenant_id = r.tenant_id and d.party_id = r.party_id
  left join orders.order_contracts n on n.tenant_id = r.tenant_id and n.order_id = r.order_id`);

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

export function heldAccountsOf(tx: Tx, partyIds: readonly string[]): Promise<{ account_id: string }[]> {
  return tx.rows(sql<{ account_id: string }>`
    select distinct account_id from orders.holds where state = 'held' and party_id = any(${partyIds}::uuid[])`);
}
