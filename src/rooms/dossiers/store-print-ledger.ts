// SQL of the ledger's part of the printed dossier: on a day and as known at an instant, from what the rooms below publish.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type GrantRow = {
  kind: string;
  mode: string;
  amount_minor: bigint | null;
  currency: string;
  terms_days: number | null;
  valid_from: Day;
  valid_to: Day | null;
  granted_by: string;
};

export function grantsOf(tx: Tx, partyId: string, asOf: Day, knownAt: Date, most: number): Promise<GrantRow[]> {
  return tx.rows(sql<GrantRow>`
    select g.kind, g.mode, g.amount_minor, g.currency, g.terms_days, g.valid_from, least(g.said_to, s.last_on) as valid_to, g.granted_by
    from limits.grants_known g
    left join lateral (
      select min(h.valid_from) - 1 as last_on from limits.grants_known h
      where g.kind = 'permanent' and h.tenant_id = g.tenant_id and h.account_id = g.account_id and h.kind = 'permanent'
        and h.valid_from > g.valid_from and h.recorded_at >= g.recorded_at and h.recorded_at <= ${knownAt}
    ) s on true
    where g.party_id = ${partyId} and g.valid_from <= ${asOf}::date and g.recorded_at <= ${knownAt}
      and (g.revoked_at is null or g.revoked_at > ${knownAt})
    order by g.valid_from desc, g.recorded_at desc, g.grant_id limit ${most}`);
}

export type ContractRow = {
  number: string;
  title: string | null;
  starts_on: Day;
  ends_on: Day | null;
  amount_minor: bigint | null;
  currency: string;
  state: string;
};

/** The version that held on the day and the state it was in. */
export function contractsOf(tx: Tx, partyIds: readonly string[], asOf: Day, knownAt: Date, most: number): Promise<ContractRow[]> {
  return tx.rows(sql<ContractRow>`
    select v.number, v.title, v.starts_on, v.ends_on, v.amount_minor, v.currency, s.state
    from (
      select distinct on (k.contract_id) k.tenant_id, k.contract_id, k.number, k.title, k.starts_on, k.ends_on, k.amount_minor, k.currency
      from contracts.versions_known k
      where k.party_id = any(${partyIds}::uuid[]) and k.effective_on <= ${asOf}::date and k.recorded_at <= ${knownAt}
      order by k.contract_id, k.version desc
    ) v
    join lateral (
      select t.state from contracts.states_known t
      where t.tenant_id = v.tenant_id and t.contract_id = v.contract_id and t.effective_on <= ${asOf}::date and t.recorded_at <= ${knownAt}
      order by t.seq desc limit 1
    ) s on true
    where s.state <> 'withdrawn'
    order by v.starts_on desc, v.number limit ${most}`);
}

export type BillRow = { number: string; due_on: Day | null; amount_minor: bigint; currency: string; state: string };

export function billsOf(tx: Tx, partyIds: readonly string[], asOf: Day, knownAt: Date, most: number): Promise<BillRow[]> {
  return tx.rows(sql<BillRow>`
    select p.number, p.due_on, p.amount_minor, p.currency, l.state
    from receivables.papers p
    join lateral (
      select e.state from receivables.bill_life e
      where e.tenant_id = p.tenant_id and e.document_id = p.document_id and e.undoes is null
        and e.effective_on <= ${asOf}::date and e.recorded_at <= ${knownAt}
        and not exists (select 1 from receivables.bill_life u
                        where u.tenant_id = e.tenant_id and u.document_id = e.document_id and u.undoes = e.seq and u.recorded_at <= ${knownAt})
      order by e.seq desc limit 1
    ) l on true
    where p.party_id = any(${partyIds}::uuid[]) and p.kind = 'bill' and p.reverses is null
      and p.effective_on <= ${asOf}::date and p.recorded_at <= ${knownAt}
      and not exists (select 1 from receivables.papers r where r.tenant_id = p.tenant_id and r.reverses = p.document_id
                      and r.effective_on <= ${asOf}::date and r.recorded_at <= ${knownAt})
    order by p.due_on desc, p.number limit ${most}`);
}

export type ReceiptRow = { number: string; effective_on: Day; amount_minor: bigint; currency: string };

export function receiptsOf(tx: Tx, partyIds: readonly string[], asOf: Day, knownAt: Date, most: number): Promise<ReceiptRow[]> {
  return tx.rows(sql<ReceiptRow>`
    select p.number, p.effective_on, p.amount_minor, p.currency
    from receivables.papers p
    where p.party_id = any(${partyIds}::uuid[]) and p.kind = 'receipt' and p.reverses is null
      and p.effective_on <= ${asOf}::date and p.recorded_at <= ${knownAt}
      and not exists (select 1 from receivables.papers r where r.tenant_id = p.tenant_id and r.reverses = p.document_id
                      and r.effective_on <= ${asOf}::date and r.recorded_at <= ${knownAt})
    order by p.effective_on desc, p.number limit ${most}`);
}

export type PaidRow = { payments: number; paid_minor: bigint; on_time_minor: bigint; days_late: number | null };
export type MonthRow = PaidRow & { month: Day; currency: string };

const PAID = sql`
  count(distinct x.from_document)::int as payments, coalesce(sum(x.amount_minor), 0)::bigint as paid_minor,
  coalesce(sum(x.amount_minor) filter (where x.effective_on <= p.due_on), 0)::bigint as on_time_minor,
  round(sum(x.amount_minor * greatest(x.effective_on - p.due_on, 0)) / nullif(sum(x.amount_minor), 0), 1)::float8 as days_late`;

/** What was paid of invoices in a period. Reversals take their payment out. */
function paidIn(partyId: string, from: Day, asOf: Day, knownAt: Date) {
  return sql`
    from receivables.items p
    join receivables.settlements x on x.tenant_id = p.tenant_id and x.to_document = p.document_id
    join receivables.papers f on f.tenant_id = x.tenant_id and f.document_id = x.from_document and f.kind in ('receipt', 'bill')
    where p.party_id = ${partyId} and p.kind = 'invoice' and p.due_on is not null and x.reverses is null
      and x.effective_on between ${from}::date and ${asOf}::date and x.recorded_at <= ${knownAt}
      and not exists (select 1 from receivables.settlements r where r.tenant_id = x.tenant_id and r.reverses = x.application_id
                      and r.effective_on <= ${asOf}::date and r.recorded_at <= ${knownAt})`;
}

/** Of what was paid in a period: how many payments, how much of it on time, and how late by amount. */
export function paymentsOf(tx: Tx, partyId: string, from: Day, asOf: Day, knownAt: Date): Promise<PaidRow> {
  return tx.one(sql<PaidRow>`select ${PAID} ${paidIn(partyId, from, asOf, knownAt)}`);
}

/** The same by month and currency, newest first. */
export function monthsOf(tx: Tx, partyId: string, from: Day, asOf: Day, knownAt: Date): Promise<MonthRow[]> {
  return tx.rows(sql<MonthRow>`
    select date_trunc('month', x.effective_on)::date as month, p.currency, ${PAID} ${paidIn(partyId, from, asOf, knownAt)}
    group by 1, 2
    order by 1 desc, 2`);
}
