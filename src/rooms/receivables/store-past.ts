// SQL of a customer's documents and payments as of another day, as known at a moment: what was open is folded from the entries that name them.
import type { Day } from '#base/date.ts';
import { type AsOf, counted, knownBy } from '#platform/as-of.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';
import type { DocumentListRow, InvoiceRow } from './store-ledger.ts';

/** What was open of each document on the accounts of a party, and since when it was due: source_id, open_minor, due_on. */
function openOn(partyId: string, asOf: AsOf): RawBuilder<unknown> {
  return sql`
    select e.source_id, sum(e.amount_minor)::bigint as open_minor, min(e.due_on) as due_on
    from (
      select j.source_id, j.part, j.due_on, sum(j.amount_minor) as amount_minor
      from exposure.journal j
      where j.account_id = any(array(select p.account_id from exposure.positions p where p.party_id = ${partyId}::uuid and p.kind = 'own'))
        and j.part in ('open', 'unapplied', 'delivered') and ${counted(asOf)}
      group by j.source_id, j.part, j.due_on
      having sum(j.amount_minor) <> 0
    ) e
    group by e.source_id`;
}

/** As documentsPage. Of those merged into the party what his accounts held then. */
export function documentsOn(
  tx: Tx,
  party: { readonly id: string; readonly family: readonly string[] },
  show: 'open' | 'overdue' | 'all',
  asOf: AsOf,
  before: { on: Day; id: string } | null,
  limit: number,
): Promise<Omit<DocumentListRow, 'disputed_minor'>[]> {
  const filter =
    show === 'all'
      ? sql`(o.source_id is not null or j.party_id = ${party.id}::uuid)`
      : show === 'open'
        ? sql`o.open_minor <> 0`
        : sql`o.open_minor > 0 and o.due_on < ${asOf.day}::date`;
  return tx.rows(sql<Omit<DocumentListRow, 'disputed_minor'>>`
    with held as (${openOn(party.id, asOf)})
    select j.document_id, j.kind, j.number, e.code as entity, j.issued_on, coalesce(o.due_on, j.due_on) as due_on, j.amount_minor, j.currency,
           coalesce(o.open_minor, 0)::bigint as open_minor, j.import_id, j.import_row,
           (select b.state from receivables.bill_events b
            where b.tenant_id = j.tenant_id and b.document_id = j.document_id and b.undoes is null and b.effective_on <= ${asOf.day}::date
              and ${knownBy(asOf, 'b.recorded_at')}
              and not exists (select 1 from receivables.bill_events u
                              where u.tenant_id = b.tenant_id and u.document_id = b.document_id and u.undoes = b.seq
                                and ${knownBy(asOf, 'u.recorded_at')})
            order by b.seq desc limit 1) as bill_state
    from receivables.documents j
    join customers.legal_entities e on e.tenant_id = j.tenant_id and e.entity_id = j.entity_id
    left join held o on o.source_id = j.document_id
    where j.party_id = any(${party.family}::uuid[]) and ${counted(asOf)} and ${filter}
      and (${before?.on ?? null}::date is null or (j.issued_on, j.document_id) < (${before?.on ?? null}::date, ${before?.id ?? null}::uuid))
    order by j.issued_on desc, j.document_id desc
    limit ${limit}`);
}

/** As invoicesSince. An invoice that was reversed by then is none. */
export function invoicesOn(
  tx: Tx,
  party: { readonly id: string; readonly family: readonly string[] },
  since: Day,
  asOf: AsOf,
  most: number,
): Promise<InvoiceRow[]> {
  return tx.rows(sql<InvoiceRow>`
    with held as (${openOn(party.id, asOf)})
    select * from (
      select j.number, j.issued_on, j.due_on, j.amount_minor, j.currency,
             case when coalesce(o.open_minor, 0) = 0 then (
               select max(a.effective_on) from receivables.applications a
               where a.tenant_id = j.tenant_id and a.to_document = j.document_id and ${settledBy(asOf)}) end as settled_on
      from receivables.documents j
      left join held o on o.source_id = j.document_id
      where j.party_id = any(${party.family}::uuid[]) and j.kind = 'invoice' and j.reverses is null and ${counted(asOf)}
        and not exists (
          select 1 from receivables.documents r
          where r.tenant_id = j.tenant_id and r.reverses = j.document_id and r.effective_on <= ${asOf.day}::date and ${knownBy(asOf, 'r.recorded_at')})
        and (j.issued_on >= ${since}::date or o.open_minor <> 0)
      order by j.issued_on desc, j.number desc
      limit ${most}
    ) newest
    order by issued_on, number`);
}

/** An application `a` that stood on the day: made by then, and not taken back by then. */
function settledBy(asOf: AsOf): RawBuilder<unknown> {
  return sql`a.reverses is null and a.effective_on <= ${asOf.day}::date and ${knownBy(asOf, 'a.recorded_at')}
    and not exists (
      select 1 from receivables.applications r
      where r.tenant_id = a.tenant_id and r.reverses = a.application_id and r.effective_on <= ${asOf.day}::date
        and ${knownBy(asOf, 'r.recorded_at')})`;
}

/** What was paid of an account by month as it stood then: the columns of receivables.payment_months, and all that was paid. */
export function paidMonthsOn(accountId: string, asOf: AsOf): RawBuilder<unknown> {
  return sql`
    select date_trunc('month', a.effective_on)::date as month, count(distinct a.from_document) filter (where aged.yes)::int as payments,
           sum(a.amount_minor)::bigint as all_paid_minor,
           (sum(a.amount_minor) filter (where aged.yes))::bigint as paid_minor,
           (sum(a.amount_minor) filter (where aged.yes and a.effective_on <= d.due_on))::bigint as on_time_minor,
           sum(greatest(a.effective_on - d.due_on, 0)::numeric * a.amount_minor::numeric) filter (where aged.yes) as late_minor_days,
           max(a.effective_on - d.due_on) filter (where aged.yes) as days_late_max
    from receivables.applications a
    join receivables.documents f on f.tenant_id = a.tenant_id and f.document_id = a.from_document
    join receivables.documents d on d.tenant_id = a.tenant_id and d.document_id = a.to_document
    cross join lateral (select d.kind = 'invoice' and d.due_on is not null as yes) aged
    where a.account_id = ${accountId}::uuid and f.kind in ('receipt', 'bill') and ${settledBy(asOf)}
    group by 1`;
}
