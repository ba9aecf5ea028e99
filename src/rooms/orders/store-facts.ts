// What rules may ask beyond the account itself: each read only where a rule in force asks, for a whole batch at once.
import type { Day } from '#base/date.ts';
import { fixed, type Tx } from '#platform/sql.ts';

export type PartyRow = {
  party_id: string;
  code: string;
  owner_id: string | null;
  owner_name: string | null;
  terms_days: number | null;
};

/** Customers and groups with what scopes name them by. */
export function parties(tx: Tx, partyIds: readonly string[]): Promise<PartyRow[]> {
  return tx.rows(
    fixed<PartyRow>`
    select party_id, code, owner_id, owner_name, terms_days from customers.directory where party_id = any(${partyIds}::uuid[])`,
    'order_parties',
  );
}

export function segments(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; segment: string }[]> {
  return tx.rows(
    fixed<{ party_id: string; segment: string }>`
    select party_id, segment from customers.segments_in_force where party_id = any(${partyIds}::uuid[])`,
    'order_segments',
  );
}

export type BeyondRow = { account_id: string; days: number; amount_minor: bigint };

/** What of each account is overdue by more than each of these numbers of days. */
export function overdueBeyond(
  tx: Tx,
  accountIds: readonly string[],
  graces: readonly number[],
  today: Day,
): Promise<BeyondRow[]> {
  return tx.rows(
    fixed<BeyondRow>`
    select d.account_id, g.days, coalesce(sum(d.open_minor) filter (where d.due_on < ${today}::date - g.days), 0)::bigint as amount_minor
    from exposure.due_sums d
    cross join unnest(${graces}::int[]) as g(days)
    where d.account_id = any(${accountIds}::uuid[]) and d.due_on < ${today}::date
    group by d.account_id, g.days`,
    'overdue_beyond',
  );
}

export type OverdueAccount = {
  account_id: string;
  party_id: string;
  currency: string;
  open_minor: bigint;
  overdue_minor: bigint;
  oldest_due_on: Day;
};

/** Accounts of these customers on which something is overdue, whatever their currency. */
export function overdueAccounts(tx: Tx, partyIds: readonly string[], today: Day): Promise<OverdueAccount[]> {
  return tx.rows(
    fixed<OverdueAccount>`
    select p.account_id, p.party_id, p.currency, p.open_minor, d.overdue_minor, d.oldest_due_on
    from exposure.positions p
    cross join lateral (
      select sum(s.open_minor)::bigint as overdue_minor, min(s.due_on) as oldest_due_on from exposure.due_sums s
      where s.account_id = p.account_id and s.due_on < ${today}::date and s.open_minor > 0
    ) d
    where p.party_id = any(${partyIds}::uuid[]) and p.kind = 'own' and d.overdue_minor > 0
    order by p.currency`,
    'overdue_accounts',
  );
}

export type OpenInvoiceRow = { account_id: string; number: string; issued_on: Day; open_minor: bigint; count: number };

/**
 * The oldest open invoices of each account by the day they were issued, at most `most`, with how many there are, counted up to
 * `counted`.
 */
export function openInvoices(tx: Tx, accountIds: readonly string[], most: number, counted: number): Promise<OpenInvoiceRow[]> {
  return tx.rows(
    fixed<OpenInvoiceRow>`
    select a.account_id, i.number, i.issued_on, i.open_minor, c.count
    from unnest(${accountIds}::uuid[]) as a(account_id)
    cross join lateral (
      select count(*)::int as count from (
        select 1 from receivables.open_invoices where account_id = a.account_id limit ${counted}
      ) open
    ) c
    cross join lateral (
      select number, issued_on, open_minor from receivables.open_invoices
      where account_id = a.account_id
      order by issued_on, document_id
      limit ${most}
    ) i`,
    'open_invoices',
  );
}

export type LastSaidRow = {
  source: string;
  number: string;
  said: Record<string, readonly string[]> | null;
  discount_ppm: number | null;
};

/** What known orders said of themselves when they were checked last. */
export function lastSaid(tx: Tx, asked: readonly { source: string; number: string }[]): Promise<LastSaidRow[]> {
  return tx.rows(
    fixed<LastSaidRow>`
    select o.source, o.number, c.facts -> 'is' as said, (c.facts ->> 'discountPpm')::int as discount_ppm
    from orders.orders o
    join orders.checks c on c.tenant_id = o.tenant_id and c.check_id = o.check_id
    where (o.source, o.number) in (
      select * from unnest(${asked.map((each) => each.source)}::text[], ${asked.map((each) => each.number)}::text[]))`,
    'orders_last_said',
  );
}

export type LineRow = { account_id: string; product_group: string; reserved_minor: bigint };

/** What open reservations of these accounts hold by product group, but those of the orders now asked about. */
export function productLines(
  tx: Tx,
  accountIds: readonly string[],
  productGroups: readonly string[],
  except: readonly { source: string; number: string }[],
): Promise<LineRow[]> {
  return tx.rows(
    fixed<LineRow>`
    select r.account_id, g.name as product_group, sum(r.remaining_minor)::bigint as reserved_minor
    from orders.reservations r
    join orders.orders o on o.tenant_id = r.tenant_id and o.order_id = r.order_id
    join orders.checks c on c.tenant_id = o.tenant_id and c.check_id = o.check_id
    join unnest(${productGroups}::text[]) as g(name) on c.facts #> '{is,productGroups}' ? g.name
    where r.account_id = any(${accountIds}::uuid[]) and r.ended_at is null
      and (o.source, o.number) not in (
        select * from unnest(${except.map((each) => each.source)}::text[], ${except.map((each) => each.number)}::text[]))
    group by r.account_id, g.name`,
    'product_lines',
  );
}

export type SalespersonRow = { owner_id: string; currency: string; exposure_minor: bigint };

/** Orders under one salesperson's ceiling are decided one after the other: their customers' accounts are different rows. */
export async function lockSalespeople(tx: Tx, tenantId: string, ownerIds: readonly string[]): Promise<void> {
  await tx.run(
    fixed`
    select pg_advisory_xact_lock(o.key)
    from (select hashtextextended(${tenantId}::text || ' salesperson ' || id, 0) as key from unnest(${ownerIds}::text[]) as u(id) order by 1) o`,
    'lock_salespeople',
  );
}

/** What all customers of these salespeople owe in a currency, but on the accounts that are locked. */
export function salespeople(tx: Tx, ownerIds: readonly string[], lockedIds: readonly string[]): Promise<SalespersonRow[]> {
  return tx.rows(
    fixed<SalespersonRow>`
    select d.owner_id, p.currency, sum(p.exposure_minor)::bigint as exposure_minor
    from customers.directory d
    join exposure.positions p on p.party_id = d.party_id and p.kind = 'own'
    where d.owner_id = any(${ownerIds}::uuid[]) and not p.account_id = any(${lockedIds}::uuid[])
    group by d.owner_id, p.currency`,
    'salespeople_use',
  );
}

export type DishonourRow = { party_id: string; number: string; on: Day; amount_minor: bigint };

/** Dishonoured bills since a day, newest first. */
export function dishonours(tx: Tx, partyIds: readonly string[], since: Day): Promise<DishonourRow[]> {
  return tx.rows(
    fixed<DishonourRow>`
    select party_id, number, dishonoured_on as on, amount_minor from receivables.bill_dishonours
    where party_id = any(${partyIds}::uuid[]) and dishonoured_on >= ${since}::date
    order by dishonoured_on desc, number
    limit 1000`,
    'order_dishonours',
  );
}

/** The largest discount for early payment that a contract in force grants. */
export function discountsGranted(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; share_ppm: number }[]> {
  return tx.rows(
    fixed<{ party_id: string; share_ppm: number }>`
    select party_id, max((terms #>> '{discount,sharePpm}')::int) as share_ppm from contracts.in_force
    where party_id = any(${partyIds}::uuid[]) and terms #>> '{discount,sharePpm}' is not null
    group by party_id`,
    'discounts_granted',
  );
}

/** What is delivered and not invoiced below each node: it does not count where only invoices use a limit. */
export function deliveredBelow(tx: Tx, nodeIds: readonly string[]): Promise<{ node_id: string; delivered_minor: bigint }[]> {
  return tx.rows(
    fixed<{ node_id: string; delivered_minor: bigint }>`
    select l.node_id,
           sum(case when p.currency = n.currency then p.delivered_minor
                    else floor(p.delivered_minor::numeric * p.rate_num / p.rate_den) end)::bigint as delivered_minor
    from exposure.lines l
    join exposure.positions n on n.account_id = l.node_id
    join exposure.positions p on p.account_id = l.account_id and p.kind = 'own'
      and (p.currency = n.currency or p.rate_den is not null)
    where l.node_id = any(${nodeIds}::uuid[])
    group by l.node_id`,
    'delivered_below',
  );
}
