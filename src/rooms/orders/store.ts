// All SQL of order checks, holds and reservations.
import type { Day } from '#base/date.ts';
import { fixed, jsonTexts, shared, sql, type Tx } from '#platform/sql.ts';

export type AskedAccount = {
  party_id: string;
  owner_id: string | null;
  terms_days: number | null;
  account_id: string | null;
};

/** Customers by code with their own account in a currency; the position of a row in `asked` is its `at`. */
export function askedAccounts(
  tx: Tx,
  tenantId: string,
  asked: readonly { code: string; currency: string }[],
): Promise<(AskedAccount & { at: number })[]> {
  const currencies = shared(asked.map((each) => each.currency));
  return tx.rows(
    fixed<AskedAccount & { at: number }>`
    select q.at::int as at, d.party_id, d.owner_id, d.terms_days, p.account_id
    from unnest(${asked.map((each) => each.code)}::text[], ${currencies.each}::text[]) with ordinality as q(code, currency, at)
    join customers.directory d on d.tenant_id = ${tenantId}::uuid and d.code = q.code and d.kind = 'customer'
    left join exposure.positions p
      on p.tenant_id = ${tenantId}::uuid and p.party_id = d.party_id and p.kind = 'own'
        and p.currency = coalesce(q.currency, ${currencies.all}::text)`,
    'asked_accounts',
  );
}

export type OrderRow = {
  order_id: string;
  source: string;
  number: string;
  account_id: string;
  party_id: string;
  amount_minor: bigint;
  currency: string;
  terms_days: number | null;
  sales_name: string | null;
  deliver_on: Day | null;
  state: string;
  check_id: string;
  version: number;
  reservation_id: string | null;
  reservation_number: string | null;
  granted_minor: bigint | null;
  remaining_minor: bigint | null;
  expires_at: Date | null;
  hold_id: string | null;
  hold_due_at: Date | null;
  hold_owner: string | null;
  hold_forced_on: Day | null;
  hold_forced_by: string | null;
  delivered_minor: bigint;
  invoiced_minor: bigint;
  captured_minor: bigint;
  released_minor: bigint | null;
  released_until: Date | null;
  released_rules: string[] | null;
  released_terms: number | null;
  /** The customer's own terms, where nothing else grants any; asked for by ordersById only. */
  customer_terms_days?: number | null;
  /** What the order said of itself at its last check, and where that stood; asked for by ordersById only. */
  last_said?: Record<string, readonly string[]> | null;
  last_checkpoint?: string | null;
  last_discount?: number | null;
};

const ORDER =
  sql.raw(`o.order_id, o.source, o.number, o.account_id, o.party_id, o.amount_minor, o.currency, o.terms_days, o.sales_name,
  o.deliver_on, o.state, o.check_id, o.version, r.reservation_id, r.number as reservation_number, r.granted_minor, r.remaining_minor,
  r.expires_at, h.hold_id, h.due_at as hold_due_at, h.owner_name as hold_owner,
  h.forced_on as hold_forced_on, h.forced_by as hold_forced_by, o.delivered_minor, o.invoiced_minor, o.captured_minor,
  o.released_minor, o.released_until, o.released_rules, o.released_terms
  from orders.orders o
  left join orders.reservations r on r.tenant_id = o.tenant_id and r.order_id = o.order_id and r.ended_at is null
  left join orders.holds h on h.tenant_id = o.tenant_id and h.order_id = o.order_id and h.state = 'held'`);

export function ordersByNumber(tx: Tx, asked: readonly { source: string; number: string }[]): Promise<OrderRow[]> {
  return tx.rows(
    fixed<OrderRow>`
    select known.* from unnest(${asked.map((each) => each.source)}::text[], ${asked.map((each) => each.number)}::text[]) as q(source, number)
    cross join lateral (select ${ORDER} where o.source = q.source and o.number = q.number limit 1) known`,
    'orders_by_number',
  );
}

export function ordersById(tx: Tx, orderIds: readonly string[]): Promise<OrderRow[]> {
  return tx.rows(sql<OrderRow>`
    select d.terms_days as customer_terms_days, c.facts -> 'is' as last_said, c.facts ->> 'checkpoint' as last_checkpoint,
           (c.facts ->> 'discountPpm')::int as last_discount, ${ORDER}
    join orders.checks c on c.tenant_id = o.tenant_id and c.check_id = o.check_id
    join customers.directory d on d.tenant_id = o.tenant_id and d.party_id = o.party_id
    where o.order_id = any(${orderIds}::uuid[])`);
}

export type DueReservation = { reservation_id: string; order_id: string; account_id: string; remaining_minor: bigint };

export function dueReservations(tx: Tx, accountIds: readonly string[], at: Date): Promise<DueReservation[]> {
  return tx.rows(
    fixed<DueReservation>`
    select reservation_id, order_id, account_id, remaining_minor from orders.reservations
    where account_id = any(${accountIds}::uuid[]) and ended_at is null and expires_at <= ${at}
    order by reservation_id`,
    'due_reservations',
  );
}

/** When the first of those that have not run out does, of each account that has one. */
export function nextToRunOut(
  tx: Tx,
  accountIds: readonly string[],
  at: Date,
): Promise<{ account_id: string; expires_at: Date }[]> {
  return tx.rows(
    fixed<{ account_id: string; expires_at: Date }>`
    select account_id, min(expires_at) as expires_at from orders.reservations
    where account_id = any(${accountIds}::uuid[]) and ended_at is null and expires_at > ${at}
    group by account_id`,
    'next_to_run_out',
  );
}

export function accountsWithDueReservations(tx: Tx, at: Date, most: number): Promise<{ account_id: string }[]> {
  return tx.rows(sql<{ account_id: string }>`
    select distinct account_id from orders.reservations where ended_at is null and expires_at <= ${at} limit ${most}`);
}

export type OverdueRow = { account_id: string; number: string; due_on: Day; open_minor: bigint };

/** The oldest overdue documents of each account, at most `most`; of one day those first that came first, as the index has them. */
export function overdueDocuments(tx: Tx, accountIds: readonly string[], today: Day, most: number): Promise<OverdueRow[]> {
  return tx.rows(
    fixed<OverdueRow>`
    select a.account_id, i.number, i.due_on, i.open_minor
    from unnest(${accountIds}::uuid[]) as a(account_id)
    cross join lateral (
      select number, open_due_on as due_on, open_minor from receivables.items
      where account_id = a.account_id and open_minor > 0 and open_due_on < ${today}::date and kind in ('invoice', 'bill', 'retention')
      order by open_due_on, document_id
      limit ${most}
    ) i`,
    'overdue_documents',
  );
}

/** One row a grant in force of an account, or one without; what stands of who owns the account is on each. */
export type StandingRow = {
  account_id: string;
  party_id: string;
  kind: string | null;
  terms_days: number | null;
  valid_to: Day | null;
  grade: string | null;
  as_of: Day | null;
  frozen_on: Day | null;
  reason: string | null;
};

/** What stands about these accounts: freezes of who owns them, customers and groups; grants in force today; grades of the customers. */
export function standing(
  tx: Tx,
  nodes: readonly { readonly account_id: string; readonly party_id: string }[],
  today: Day,
  timeZone: string,
): Promise<StandingRow[]> {
  return tx.rows(
    fixed<StandingRow>`
    select n.account_id, n.party_id, g.kind, g.terms_days, g.valid_to, r.grade, r.as_of,
           (f.frozen_at at time zone ${timeZone})::date as frozen_on, f.reason
    from unnest(${nodes.map((node) => node.account_id)}::uuid[], ${nodes.map((node) => node.party_id)}::uuid[]) as n(account_id, party_id)
    left join limits.standing_grants g
      on g.account_id = n.account_id and g.valid_from <= ${today}::date and (g.valid_to is null or g.valid_to >= ${today}::date)
    left join ratings.latest r on r.party_id = n.party_id
    left join limits.standing_freezes f on f.party_id = n.party_id`,
    'standing',
  );
}

export type CheckRow = {
  checkId: string;
  orderNumber: string;
  accountId: string;
  partyId: string;
  accountSeq: bigint;
  amountMinor: bigint;
  currency: string;
  outcome: string;
  shadow: boolean;
  rulebookVersion: number;
  facts: string;
  reasons: string;
  remedy: string | null;
  madeBy: string | null;
  eventId: string;
};

export async function insertChecks(tx: Tx, tenantId: string, at: Date, today: Day, rows: readonly CheckRow[]): Promise<void> {
  await tx.run(
    fixed`
    insert into orders.checks
      (tenant_id, check_id, order_number, account_id, party_id, account_seq, amount_minor, currency, outcome, shadow, as_of,
       rulebook_version, facts, reasons, remedy, made_by, at, event_id)
    select ${tenantId}::uuid, n.check_id, n.order_number, n.account_id, n.party_id, n.account_seq, n.amount_minor, n.currency, n.outcome,
           n.shadow, ${today}::date, n.rulebook_version, n.facts::jsonb, n.reasons::jsonb, n.remedy::jsonb, n.made_by, ${at}::timestamptz, n.event_id
    from unnest(
      ${rows.map((row) => row.checkId)}::uuid[], ${rows.map((row) => row.orderNumber)}::text[], ${rows.map((row) => row.accountId)}::uuid[],
      ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.accountSeq)}::bigint[], ${rows.map((row) => row.amountMinor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.outcome)}::text[], ${rows.map((row) => row.shadow)}::boolean[],
      ${rows.map((row) => row.rulebookVersion)}::int[], ${rows.map((row) => row.facts)}::text[], ${rows.map((row) => row.reasons)}::text[],
      ${rows.map((row) => row.remedy)}::text[], ${rows.map((row) => row.madeBy)}::uuid[], ${rows.map((row) => row.eventId)}::uuid[]
    ) as n(check_id, order_number, account_id, party_id, account_seq, amount_minor, currency, outcome, shadow, rulebook_version, facts,
           reasons, remedy, made_by, event_id)`,
    'insert_checks',
  );
}

export type OrderWrite = {
  id: string;
  source: string;
  number: string;
  accountId: string;
  partyId: string;
  amountMinor: bigint;
  currency: string;
  termsDays: number | null;
  salesName: string | null;
  deliverOn: Day | null;
  state: string;
  checkId: string;
};

/** Inserts orders that are not stored yet. A number that another customer's order took meanwhile breaks the unique key, and nothing is done. */
export async function insertOrders(tx: Tx, tenantId: string, at: Date, rows: readonly OrderWrite[]): Promise<void> {
  await tx.run(
    fixed`
    insert into orders.orders
      (tenant_id, order_id, source, number, account_id, party_id, amount_minor, currency, terms_days, sales_name, deliver_on, state, check_id,
       first_at, changed_at, delivered_minor, invoiced_minor, captured_minor, version)
    select ${tenantId}::uuid, n.order_id, n.source, n.number, n.account_id, n.party_id, n.amount_minor, n.currency, n.terms_days, n.sales_name,
           n.deliver_on, n.state, n.check_id, ${at}::timestamptz, ${at}::timestamptz, 0, 0, 0, 1
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.source)}::text[], ${rows.map((row) => row.number)}::text[],
      ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.amountMinor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.termsDays)}::int[], ${rows.map((row) => row.salesName)}::text[],
      ${rows.map((row) => row.deliverOn)}::date[], ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.checkId)}::uuid[]
    ) as n(order_id, source, number, account_id, party_id, amount_minor, currency, terms_days, sales_name, deliver_on, state, check_id)`,
    'insert_orders',
  );
}

/** An order that is new and was cleared by one check, with the reservation of its whole amount: nearly every order of a day is. */
export type ClearedWrite = {
  readonly check: CheckRow;
  readonly order: OrderWrite;
  readonly reservation: { readonly id: string; readonly number: string; readonly expiresAt: Date };
};

/** What `insertOrders`, `insertReservations`, `insertReservationMoves` and `insertChecks` write of such orders, with what they share sent once. */
export async function insertCleared(
  tx: Tx,
  tenantId: string,
  at: Date,
  today: Day,
  rows: readonly ClearedWrite[],
): Promise<void> {
  const sources = shared(rows.map(({ order }) => order.source));
  const currencies = shared(rows.map(({ order }) => order.currency));
  const terms = shared(rows.map(({ order }) => order.termsDays));
  const sales = shared(rows.map(({ order }) => order.salesName));
  const days = shared(rows.map(({ order }) => order.deliverOn));
  const expiries = shared(rows.map(({ reservation }) => reservation.expiresAt));
  const reasons = shared(rows.map(({ check }) => check.reasons));
  const makers = shared(rows.map(({ check }) => check.madeBy));
  const { shadow, rulebookVersion } = rows[0]!.check;
  await tx.run(
    fixed`
    with n as materialized (
      select * from unnest(
        ${rows.map(({ order }) => order.id)}::uuid[], ${rows.map(({ order }) => order.number)}::text[],
        ${rows.map(({ order }) => order.accountId)}::uuid[], ${rows.map(({ order }) => order.partyId)}::uuid[],
        ${rows.map(({ order }) => order.amountMinor)}::bigint[], ${rows.map(({ check }) => check.checkId)}::uuid[],
        ${rows.map(({ check }) => check.accountSeq)}::bigint[], ${rows.map(({ check }) => check.eventId)}::uuid[],
        ${rows.map(({ reservation }) => reservation.id)}::uuid[], ${rows.map(({ reservation }) => reservation.number)}::text[],
        string_to_array(${jsonTexts(rows.map(({ check }) => check.facts))}, chr(31)), string_to_array(${jsonTexts(reasons.each)}, chr(31)),
        ${sources.each}::text[], ${currencies.each}::text[], ${terms.each}::int[], ${sales.each}::text[], ${days.each}::date[],
        ${expiries.each}::timestamptz[], ${makers.each}::uuid[]
      ) as n(order_id, number, account_id, party_id, amount_minor, check_id, account_seq, event_id, reservation_id, reservation, facts, reasons,
             source, currency, terms_days, sales_name, deliver_on, expires_at, made_by)
    ),
    ordered as (
      insert into orders.orders
        (tenant_id, order_id, source, number, account_id, party_id, amount_minor, currency, terms_days, sales_name, deliver_on, state, check_id,
         first_at, changed_at, delivered_minor, invoiced_minor, captured_minor, version)
      select ${tenantId}::uuid, n.order_id, coalesce(n.source, ${sources.all}::text), n.number, n.account_id, n.party_id, n.amount_minor,
             coalesce(n.currency, ${currencies.all}::text), coalesce(n.terms_days, ${terms.all}::int),
             coalesce(n.sales_name, ${sales.all}::text), coalesce(n.deliver_on, ${days.all}::date), 'clear', n.check_id,
             ${at}::timestamptz, ${at}::timestamptz, 0, 0, 0, 1
      from n
    ),
    reserved as (
      insert into orders.reservations
        (tenant_id, reservation_id, number, order_id, account_id, party_id, granted_minor, remaining_minor, currency, made_at, expires_at)
      select ${tenantId}::uuid, n.reservation_id, n.reservation, n.order_id, n.account_id, n.party_id, n.amount_minor, n.amount_minor,
             coalesce(n.currency, ${currencies.all}::text), ${at}::timestamptz, coalesce(n.expires_at, ${expiries.all}::timestamptz)
      from n
    ),
    moved as (
      insert into orders.reservation_moves (tenant_id, reservation_id, seq, move, amount_minor, source_key, at, event_id)
      select ${tenantId}::uuid, n.reservation_id, 1, 'reserve', n.amount_minor, 'check ' || n.check_id, ${at}::timestamptz, n.event_id
      from n
    )
    insert into orders.checks
      (tenant_id, check_id, order_number, account_id, party_id, account_seq, amount_minor, currency, outcome, shadow, as_of,
       rulebook_version, facts, reasons, made_by, at, event_id)
    select ${tenantId}::uuid, n.check_id, n.number, n.account_id, n.party_id, n.account_seq, n.amount_minor,
           coalesce(n.currency, ${currencies.all}::text), 'clear', ${shadow}::boolean, ${today}::date, ${rulebookVersion}::int,
           n.facts::jsonb, coalesce(n.reasons, ${reasons.all}::text)::jsonb, coalesce(n.made_by, ${makers.all}::uuid), ${at}::timestamptz, n.event_id
    from n`,
    'insert_cleared',
  );
}

/** Brings stored orders to their new state. Their accounts are locked; one that left its account meanwhile is not written. Answers how many were. */
export function updateOrders(tx: Tx, tenantId: string, at: Date, rows: readonly OrderWrite[]): Promise<number> {
  return tx.run(
    fixed`
    update orders.orders o
    set amount_minor = n.amount_minor, terms_days = n.terms_days, sales_name = n.sales_name, deliver_on = n.deliver_on, state = n.state,
        check_id = n.check_id, changed_at = ${at}::timestamptz, version = o.version + 1
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.amountMinor)}::bigint[], ${rows.map((row) => row.termsDays)}::int[],
      ${rows.map((row) => row.salesName)}::text[], ${rows.map((row) => row.deliverOn)}::date[], ${rows.map((row) => row.state)}::text[],
      ${rows.map((row) => row.checkId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[]
    ) as n(order_id, amount_minor, terms_days, sales_name, deliver_on, state, check_id, account_id)
    where o.tenant_id = ${tenantId}::uuid and o.order_id = n.order_id and o.account_id = n.account_id`,
    'update_orders',
  );
}

/** A reservation and the order whose it is. */
export type ReservationWrite = readonly [
  {
    readonly id: string;
    readonly number: string;
    readonly grantedMinor: bigint;
    readonly remainingMinor: bigint;
    readonly expiresAt: Date;
    readonly endedHow: string | null;
  },
  Pick<OrderWrite, 'id' | 'accountId' | 'partyId' | 'currency'>,
];

/** Inserts reservations that are not stored yet; one that ended in the same transaction is stored as ended. */
export async function insertReservations(tx: Tx, tenantId: string, at: Date, rows: readonly ReservationWrite[]): Promise<void> {
  await tx.run(
    fixed`
    insert into orders.reservations
      (tenant_id, reservation_id, number, order_id, account_id, party_id, granted_minor, remaining_minor, currency, made_at, expires_at,
       ended_at, ended_how)
    select ${tenantId}::uuid, n.reservation_id, n.number, n.order_id, n.account_id, n.party_id, n.granted_minor, n.remaining_minor, n.currency,
           ${at}::timestamptz, n.expires_at, case when n.ended_how is null then null else ${at}::timestamptz end, n.ended_how
    from unnest(
      ${rows.map(([each]) => each.id)}::uuid[], ${rows.map(([each]) => each.number)}::text[], ${rows.map(([, order]) => order.id)}::uuid[],
      ${rows.map(([, order]) => order.accountId)}::uuid[], ${rows.map(([, order]) => order.partyId)}::uuid[],
      ${rows.map(([each]) => each.grantedMinor)}::bigint[], ${rows.map(([each]) => each.remainingMinor)}::bigint[],
      ${rows.map(([, order]) => order.currency)}::text[], ${rows.map(([each]) => each.expiresAt)}::timestamptz[],
      ${rows.map(([each]) => each.endedHow)}::text[]
    ) as n(reservation_id, number, order_id, account_id, party_id, granted_minor, remaining_minor, currency, expires_at, ended_how)`,
    'insert_reservations',
  );
}

/** Brings stored reservations to where they stand; one that has ended stays as it ended (R9). */
export async function updateReservations(tx: Tx, tenantId: string, at: Date, rows: readonly ReservationWrite[]): Promise<void> {
  await tx.run(
    fixed`
    update orders.reservations r
    set granted_minor = n.granted_minor, remaining_minor = n.remaining_minor, expires_at = n.expires_at,
        ended_at = case when n.ended_how is null then null else ${at}::timestamptz end, ended_how = n.ended_how
    from unnest(
      ${rows.map(([each]) => each.id)}::uuid[], ${rows.map(([each]) => each.grantedMinor)}::bigint[],
      ${rows.map(([each]) => each.remainingMinor)}::bigint[], ${rows.map(([each]) => each.expiresAt)}::timestamptz[],
      ${rows.map(([each]) => each.endedHow)}::text[]
    ) as n(reservation_id, granted_minor, remaining_minor, expires_at, ended_how)
    where r.tenant_id = ${tenantId}::uuid and r.reservation_id = n.reservation_id and r.ended_at is null`,
    'update_reservations',
  );
}

export type ReservationMove = { reservationId: string; move: string; amountMinor: bigint; sourceKey: string; eventId: string };

/** Appends to the history of reservations; the source key makes each message of the ERP count once. */
export async function insertReservationMoves(
  tx: Tx,
  tenantId: string,
  at: Date,
  rows: readonly ReservationMove[],
): Promise<void> {
  await tx.run(
    fixed`
    insert into orders.reservation_moves (tenant_id, reservation_id, seq, move, amount_minor, source_key, at, event_id)
    select ${tenantId}::uuid, n.reservation_id,
           case when n.move = 'reserve' then 0
                else coalesce((select max(m.seq) from orders.reservation_moves m where m.reservation_id = n.reservation_id), 0) end
             + row_number() over (partition by n.reservation_id order by n.at),
           n.move, n.amount_minor, n.source_key, ${at}::timestamptz, n.event_id
    from unnest(
      ${rows.map((row) => row.reservationId)}::uuid[], ${rows.map((row) => row.move)}::text[], ${rows.map((row) => row.amountMinor)}::bigint[],
      ${rows.map((row) => row.sourceKey)}::text[], ${rows.map((row) => row.eventId)}::uuid[]
    ) with ordinality as n(reservation_id, move, amount_minor, source_key, event_id, at)`,
    'insert_reservation_moves',
  );
}

export type ReportWrite = {
  sourceKey: string;
  orderId: string;
  kind: string;
  amountMinor: bigint;
  capturedMinor: bigint;
  uncoveredMinor: bigint;
  eventId: string;
};

/** What the ERP reported, each under its own key, once. */
export async function insertReports(tx: Tx, tenantId: string, at: Date, rows: readonly ReportWrite[]): Promise<void> {
  await tx.run(sql`
    insert into orders.reports (tenant_id, source_key, order_id, kind, amount_minor, captured_minor, uncovered_minor, at, event_id)
    select ${tenantId}::uuid, n.source_key, n.order_id, n.kind, n.amount_minor, n.captured_minor, n.uncovered_minor, ${at}::timestamptz, n.event_id
    from unnest(
      ${rows.map((row) => row.sourceKey)}::text[], ${rows.map((row) => row.orderId)}::uuid[], ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.amountMinor)}::bigint[], ${rows.map((row) => row.capturedMinor)}::bigint[],
      ${rows.map((row) => row.uncoveredMinor)}::bigint[], ${rows.map((row) => row.eventId)}::uuid[]
    ) as n(source_key, order_id, kind, amount_minor, captured_minor, uncovered_minor, event_id)`);
}

export type ReportRow = {
  source_key: string;
  order_id: string;
  kind: string;
  amount_minor: bigint;
  captured_minor: bigint;
  uncovered_minor: bigint;
};

/** Which of these have been reported already, and what came of them. */
export function knownReports(tx: Tx, sourceKeys: readonly string[]): Promise<ReportRow[]> {
  return tx.rows(sql<ReportRow>`
    select source_key, order_id, kind, amount_minor, captured_minor, uncovered_minor from orders.reports
    where source_key = any(${sourceKeys}::text[])`);
}

type ConsumedWrite = {
  readonly id: string;
  readonly consumed: { readonly deliveredMinor: bigint; readonly invoicedMinor: bigint; readonly capturedMinor: bigint };
};

export async function writeConsumed(tx: Tx, tenantId: string, rows: readonly ConsumedWrite[]): Promise<void> {
  await tx.run(sql`
    update orders.orders o
    set delivered_minor = n.delivered_minor, invoiced_minor = n.invoiced_minor, captured_minor = n.captured_minor
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.consumed.deliveredMinor)}::bigint[],
      ${rows.map((row) => row.consumed.invoicedMinor)}::bigint[], ${rows.map((row) => row.consumed.capturedMinor)}::bigint[]
    ) as n(order_id, delivered_minor, invoiced_minor, captured_minor)
    where o.tenant_id = ${tenantId}::uuid and o.order_id = n.order_id`);
}

type ReleaseWrite = {
  readonly id: string;
  readonly released: {
    readonly upToMinor: bigint;
    readonly until: Date;
    readonly rules: readonly string[];
    readonly termsDays: number | null;
  } | null;
};

export async function writeReleases(tx: Tx, tenantId: string, rows: readonly ReleaseWrite[]): Promise<void> {
  await tx.run(sql`
    update orders.orders o
    set released_minor = n.up_to, released_until = n.until, released_rules = string_to_array(n.rules, chr(10)), released_terms = n.terms
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.released?.upToMinor ?? null)}::bigint[],
      ${rows.map((row) => row.released?.until ?? null)}::timestamptz[],
      ${rows.map((row) => row.released?.rules.join('\n') ?? null)}::text[], ${rows.map((row) => row.released?.termsDays ?? null)}::int[]
    ) as n(order_id, up_to, until, rules, terms)
    where o.tenant_id = ${tenantId}::uuid and o.order_id = n.order_id`);
}

export type OrderSince = {
  number: string;
  state: string;
  amount_minor: bigint;
  changed_at: Date;
  reserved: boolean;
  captured: boolean;
};

/** Where orders stand, and whether goods went out or were invoiced since they were checked by one event. */
export function ordersSince(tx: Tx, source: string, numbers: readonly string[], eventId: string): Promise<OrderSince[]> {
  return tx.rows(sql<OrderSince>`
    select o.number, o.state, o.amount_minor, o.changed_at,
           exists (select 1 from orders.reservations r where r.order_id = o.order_id and r.ended_at is null) as reserved,
           exists (select 1 from orders.reports r
                   where r.order_id = o.order_id and r.kind in ('delivery', 'invoice')
                     and not exists (select 1 from orders.reports b where b.source_key = 'back ' || r.source_key)
                     and r.at > (select max(c.at) from orders.checks c
                                 where c.party_id = o.party_id and c.order_number = o.number and c.event_id = ${eventId}::uuid)) as captured
    from orders.orders o
    where o.source = ${source} and o.number = any(${numbers}::text[])`);
}

export type HoldWrite = {
  holdId: string;
  orderId: string;
  accountId: string;
  partyId: string;
  checkId: string;
  amountMinor: bigint;
  currency: string;
  dueAt: Date;
  ownerId: string | null;
  ownerName: string | null;
  state: string;
  overLimitMinor: bigint | null;
  overdueDays: number | null;
  forcedOn: Day | null;
  forcedBy: string | null;
};

export async function writeHolds(tx: Tx, tenantId: string, at: Date, rows: readonly HoldWrite[]): Promise<void> {
  await tx.run(
    fixed`
    insert into orders.holds as h
      (tenant_id, hold_id, order_id, account_id, party_id, check_id, amount_minor, currency, held_at, due_at, owner_id, owner_name, state,
       ended_at, over_limit_minor, overdue_days, forced_on, forced_by, stage, version)
    select ${tenantId}::uuid, n.hold_id, n.order_id, n.account_id, n.party_id, n.check_id, n.amount_minor, n.currency, ${at}::timestamptz,
           n.due_at, n.owner_id, n.owner_name, n.state, case when n.state = 'held' then null else ${at}::timestamptz end,
           n.over_limit, n.overdue_days, n.forced_on, n.forced_by, 'held', 1
    from unnest(
      ${rows.map((row) => row.holdId)}::uuid[], ${rows.map((row) => row.orderId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[],
      ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.checkId)}::uuid[], ${rows.map((row) => row.amountMinor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.dueAt)}::timestamptz[], ${rows.map((row) => row.ownerId)}::uuid[],
      ${rows.map((row) => row.ownerName)}::text[], ${rows.map((row) => row.state)}::text[],
      ${rows.map((row) => row.overLimitMinor)}::bigint[], ${rows.map((row) => row.overdueDays)}::int[],
      ${rows.map((row) => row.forcedOn)}::date[], ${rows.map((row) => row.forcedBy)}::text[]
    ) as n(hold_id, order_id, account_id, party_id, check_id, amount_minor, currency, due_at, owner_id, owner_name, state,
           over_limit, overdue_days, forced_on, forced_by)
    on conflict (tenant_id, hold_id) do update
    set check_id = excluded.check_id, amount_minor = excluded.amount_minor, due_at = excluded.due_at, state = excluded.state,
        ended_at = excluded.ended_at, over_limit_minor = coalesce(excluded.over_limit_minor, h.over_limit_minor),
        overdue_days = coalesce(excluded.overdue_days, h.overdue_days), forced_on = excluded.forced_on, forced_by = excluded.forced_by,
        version = h.version + 1`,
    'write_holds',
  );
}

export type HoldAct = {
  holdId: string;
  act: string;
  reason: string | null;
  facts: string | null;
  byId: string | null;
  byName: string;
};

export async function insertHoldActs(tx: Tx, tenantId: string, at: Date, rows: readonly HoldAct[]): Promise<void> {
  await tx.run(
    fixed`
    insert into orders.hold_acts (tenant_id, hold_id, seq, act, reason, facts, by_id, by_name, at)
    select ${tenantId}::uuid, n.hold_id,
           coalesce((select max(a.seq) from orders.hold_acts a where a.hold_id = n.hold_id), 0)
             + row_number() over (partition by n.hold_id order by n.at),
           n.act, n.reason, n.facts::jsonb, n.by_id, n.by_name, ${at}::timestamptz
    from unnest(
      ${rows.map((row) => row.holdId)}::uuid[], ${rows.map((row) => row.act)}::text[], ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.facts)}::text[], ${rows.map((row) => row.byId)}::uuid[], ${rows.map((row) => row.byName)}::text[]
    ) with ordinality as n(hold_id, act, reason, facts, by_id, by_name, at)`,
    'insert_hold_acts',
  );
}
