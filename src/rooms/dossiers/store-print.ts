// SQL of the printed dossier: what the rooms below publish of one customer, on a day and as known at an instant.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type PartRow = { currency: string; part: string; amount_minor: bigint };

/** The parts of the exposure, folded from the journal. Money not yet applied lowers it. */
export function partsOf(tx: Tx, partyId: string, asOf: Day, knownAt: Date): Promise<PartRow[]> {
  return tx.rows(sql<PartRow>`
    select a.currency, j.part, sum(case j.part when 'unapplied' then -j.amount_minor else j.amount_minor end)::bigint as amount_minor
    from exposure.positions a
    join exposure.journal j on j.tenant_id = a.tenant_id and j.account_id = a.account_id
    where a.party_id = ${partyId} and a.kind = 'own' and j.effective_on <= ${asOf}::date and j.recorded_at <= ${knownAt}
    group by a.currency, j.part
    having sum(j.amount_minor) <> 0
    order by a.currency, j.part = 'unapplied', j.part`);
}

export type CapRow = { currency: string; mode: string; cap_minor: bigint | null; starts_on: Day };

/** The limit of the day, of each currency. */
export function capsOf(tx: Tx, partyId: string, asOf: Day): Promise<CapRow[]> {
  return tx.rows(sql<CapRow>`
    select distinct on (a.currency) a.currency, c.mode, c.cap_minor, c.starts_on
    from exposure.positions a
    join exposure.caps c on c.tenant_id = a.tenant_id and c.account_id = a.account_id
    where a.party_id = ${partyId} and a.kind = 'own' and c.starts_on <= ${asOf}::date
    order by a.currency, c.starts_on desc`);
}

export function ratingOf(
  tx: Tx,
  partyId: string,
  asOf: Day,
  knownAt: Date,
): Promise<{ grade: string | null; as_of: Day } | null> {
  return tx.maybe(sql<{ grade: string | null; as_of: Day }>`
    select grade, as_of from ratings.history
    where party_id = ${partyId} and as_of <= ${asOf}::date and recorded_at <= ${knownAt}
    order by as_of desc, recorded_at desc limit 1`);
}

export type OpenRow = { number: string; issued_on: Day; due_on: Day | null; currency: string; open_minor: bigint };

/** Invoices still open on the day, as known: amount less what was applied by then, without those reversed by then; longest due first. */
export function openInvoices(tx: Tx, partyId: string, asOf: Day, knownAt: Date, most: number): Promise<OpenRow[]> {
  return tx.rows(sql<OpenRow>`
    select p.number, p.issued_on, p.due_on, p.currency, (p.amount_minor - coalesce(s.applied, 0))::bigint as open_minor
    from receivables.items p
    left join lateral (
      select sum(x.amount_minor) as applied from receivables.settlements x
      where x.tenant_id = p.tenant_id and x.to_document = p.document_id and x.effective_on <= ${asOf}::date and x.recorded_at <= ${knownAt}
    ) s on true
    where p.party_id = ${partyId} and p.kind = 'invoice' and p.effective_on <= ${asOf}::date and p.recorded_at <= ${knownAt}
      and p.reverses is null and p.amount_minor > coalesce(s.applied, 0)
      and not exists (select 1 from receivables.items r where r.tenant_id = p.tenant_id and r.reverses = p.document_id
                      and r.effective_on <= ${asOf}::date and r.recorded_at <= ${knownAt})
    order by p.due_on nulls last, p.number
    limit ${most}`);
}

export type EventRow = { at: Date; operation: string; actor_name: string };

export function eventsOf(tx: Tx, partyIds: readonly string[], knownAt: Date, most: number): Promise<EventRow[]> {
  return tx.rows(sql<EventRow>`
    select at, operation, actor_name from platform.events
    where party_id = any(${partyIds}::uuid[]) and at <= ${knownAt}
    order by at desc, event_id desc limit ${most}`);
}
