// SQL of the indicators room: own indicators by version, whom to look at, and who was late how long.
import type { Day } from '#base/date.ts';
import type { EntryUnit } from '#engine/indicator-reading.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { type Kin, openItems } from './store-facts.ts';

export type OwnRow = {
  key: string;
  version_no: number;
  title_zh: string;
  title_en: string;
  unit: EntryUnit;
  safer: 'higher' | 'lower' | 'none';
  expression: string;
  retired: boolean;
  reason: string | null;
  entered_by: string;
  recorded_at: Date;
};

/** The last version of each own indicator (by `knownAt`, where given), retired ones too, in the order of their keys. */
export function ownIndicators(tx: Tx, knownAt: Date | null): Promise<OwnRow[]> {
  return tx.rows(sql<OwnRow>`
    select distinct on (o.key) o.key, o.version_no, o.title_zh, o.title_en, o.unit, o.safer, o.expression, o.retired, o.reason, o.entered_by,
      o.recorded_at
    from indicators.own o
    where ${knownAt}::timestamptz is null or o.recorded_at <= ${knownAt}::timestamptz
    order by o.key, o.version_no desc`);
}

export function versionsOf(tx: Tx, key: string): Promise<OwnRow[]> {
  return tx.rows(sql<OwnRow>`
    select o.key, o.version_no, o.title_zh, o.title_en, o.unit, o.safer, o.expression, o.retired, o.reason, o.entered_by, o.recorded_at
    from indicators.own o
    where o.key = ${key}
    order by o.version_no desc
    limit 100`);
}

export async function insertOwn(tx: Tx, tenantId: string, row: OwnRow): Promise<boolean> {
  const added = await tx.run(sql`
    insert into indicators.own
      (tenant_id, key, version_no, title_zh, title_en, unit, safer, expression, retired, reason, entered_by, recorded_at)
    values (${tenantId}, ${row.key}, ${row.version_no}, ${row.title_zh}, ${row.title_en}, ${row.unit}, ${row.safer}, ${row.expression},
            ${row.retired}, ${row.reason}, ${row.entered_by}, ${row.recorded_at})
    on conflict (tenant_id, key, version_no) do nothing`);
  return added === 1;
}

export type CustomerRow = { party_id: string; code: string; name: string };

/** Customers by id, a chunk at a time; `owner`: only this person's. */
export function customersAfter(tx: Tx, owner: string | null, after: string | null, most: number): Promise<CustomerRow[]> {
  return tx.rows(sql<CustomerRow>`
    select d.party_id, d.code, d.name
    from customers.directory d
    where d.kind = 'customer' and (${owner}::uuid is null or d.owner_id = ${owner}::uuid)
      and (${after}::uuid is null or d.party_id > ${after}::uuid)
    order by d.party_id
    limit ${most}`);
}

/** Customers by their code, or by a name that only one of them has. */
export function customersCalled(tx: Tx, called: readonly string[]): Promise<{ called: string; party_id: string }[]> {
  return tx.rows(sql<{ called: string; party_id: string }>`
    select t.called, coalesce(
        (select d.party_id from customers.directory d where d.kind = 'customer' and d.code = t.called),
        n.party_id) as party_id
    from unnest(${called}::text[]) as t(called)
    left join (
      select d.name, (min(d.party_id::text))::uuid as party_id
      from customers.directory d
      where d.kind = 'customer' and d.name = any(${called}::text[])
      group by d.name
      having count(*) = 1
    ) n on n.name = t.called
    where n.party_id is not null or exists (select 1 from customers.directory d where d.kind = 'customer' and d.code = t.called)`);
}

/** As many customers as asked, the same ones every time, spread over all by a hash of their ids. */
export function customersSampled(tx: Tx, owner: string | null, most: number): Promise<CustomerRow[]> {
  return tx.rows(sql<CustomerRow>`
    select d.party_id, d.code, d.name
    from customers.directory d
    where d.kind = 'customer' and (${owner}::uuid is null or d.owner_id = ${owner}::uuid)
    order by md5(d.party_id::text)
    limit ${most}`);
}

export function countCustomers(tx: Tx, owner: string | null): Promise<{ customers: number }> {
  return tx.one(sql<{ customers: number }>`
    select count(*)::int as customers from customers.directory d
    where d.kind = 'customer' and (${owner}::uuid is null or d.owner_id = ${owner}::uuid)`);
}

export type LateSpan = { account_id: string; from_on: Day; before_on: Day | null };

/**
 * Stretches of days during which more than `aboveMinor` of an account was `daysLate` days or more past due: an entry counts from the day it
 * is true or from so many days after it was due, whichever is later. Everything known now.
 */
export function lateSpans(tx: Tx, kin: Kin, daysLate: number, aboveMinor: bigint): Promise<LateSpan[]> {
  return tx.rows(sql<LateSpan>`
    with steps as (
      select account_id, greatest(effective_on, due_on + ${daysLate}::int) as on_day, sum(amount_minor) as minor
      from ${openItems(kin)} entries
      where due_on is not null
      group by 1, 2
    ),
    running as (
      select account_id, on_day, sum(minor) over upto as late, lead(on_day) over upto as next_on
      from steps
      window upto as (partition by account_id order by on_day)
    )
    select account_id, on_day as from_on, next_on as before_on
    from running
    where late > ${aboveMinor}::bigint
    order by account_id, on_day`);
}

/** The accounts of customers that are judged on their own, with their currency. */
export function accountsOf(
  tx: Tx,
  partyIds: readonly string[],
): Promise<{ account_id: string; party_id: string; currency: string }[]> {
  return tx.rows(sql<{ account_id: string; party_id: string; currency: string }>`
    select account_id, party_id, currency from exposure.positions where kind = 'own' and party_id = any(${partyIds}::uuid[])`);
}

/** The instant of the first paper ever recorded here; null: no ledger. */
export function firstRecorded(tx: Tx): Promise<{ at: Date | null }> {
  return tx.one(sql<{ at: Date | null }>`select min(recorded_at) as at from receivables.papers`);
}

/** Papers dated on or before one of the days, but entered after it and after `loaded`: a training table may not know them on that day. */
export function enteredLater(tx: Tx, days: readonly Day[], loaded: Date, timeZone: string): Promise<{ papers: number }> {
  return tx.one(sql<{ papers: number }>`
    select count(*)::int as papers
    from receivables.papers p
    where p.recorded_at > ${loaded}::timestamptz
      and exists (
        select 1 from unnest(${days}::date[]) as d(on_day)
        where d.on_day >= p.effective_on and d.on_day < (p.recorded_at at time zone ${timeZone}::text)::date
      )`);
}

export type TradeRow = { party_id: string; industry: string | null; region: string | null };

export function tradesOf(tx: Tx, partyIds: readonly string[]): Promise<TradeRow[]> {
  return tx.rows(sql<TradeRow>`
    select d.party_id, d.industry, d.region from customers.directory d where d.party_id = any(${partyIds}::uuid[])`);
}

/** Which industries and regions customers have, and how many of them. */
export function tradesInUse(
  tx: Tx,
  ownerId: string | null,
): Promise<{ of: 'industry' | 'region'; text: string | null; customers: number }[]> {
  return tx.rows(sql<{ of: 'industry' | 'region'; text: string | null; customers: number }>`
    select 'industry' as of, nullif(d.industry, '') as text, count(*)::integer as customers
    from customers.directory d where d.kind = 'customer' and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid) group by 2
    union all
    select 'region', nullif(d.region, ''), count(*)::integer from customers.directory d where d.kind = 'customer' and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid) group by 2`);
}
