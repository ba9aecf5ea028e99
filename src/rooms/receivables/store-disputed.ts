// SQL of what was disputed on a day, as known at a moment: the disputes that stood then, of what was open then.
import type { Day } from '#base/date.ts';
import { type AsOf, counted, knownBy } from '#platform/as-of.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

/** A row a document and account: line_id, document_id, account_id, due_on, open_minor, disputed_minor. Disputes are few; the entries are found by them. */
export function standingOn(asOf: AsOf): RawBuilder<unknown> {
  const day = sql`${asOf.day}::date`;
  return sql`
    select w.tenant_id, w.line_id, w.document_id, o.account_id, o.due_on, o.open_minor, least(w.amount_minor, o.open_minor) as disputed_minor
    from (
      select distinct on (s.document_id) s.tenant_id, s.document_id, s.line_id, s.amount_minor
      from settlements.dispute_spans s
      where s.raised_on <= ${day} and ${knownBy(asOf, 's.raised_at')}
        and not (s.cleared_at is not null and s.cleared_on <= ${day} and ${knownBy(asOf, 's.cleared_at')})
      order by s.document_id, s.raised_at desc
    ) w
    join lateral (
      select j.account_id, max(j.due_on) as due_on, sum(j.amount_minor)::bigint as open_minor
      from exposure.journal j
      where j.tenant_id = w.tenant_id and j.source_id = w.document_id and j.part = 'open' and ${counted(asOf)}
      group by j.account_id
      having sum(j.amount_minor) > 0
    ) o on true`;
}

export type DisputedRow = {
  line_id: string;
  document_id: string;
  account_id: string;
  open_minor: bigint;
  disputed_minor: bigint;
};

export function disputesOn(tx: Tx, asOf: AsOf): Promise<DisputedRow[]> {
  return tx.rows(
    sql<DisputedRow>`select s.line_id, s.document_id, s.account_id, s.open_minor, s.disputed_minor from (${standingOn(asOf)}) s`,
  );
}

/** By currency and the day it is due, as openByDueDay. */
export function disputedByDueDay(
  tx: Tx,
  asOf: AsOf,
  partyId: string | null,
  ownerId: string | null,
): Promise<{ currency: string; due_on: Day; disputed_minor: bigint }[]> {
  return tx.rows(sql<{ currency: string; due_on: Day; disputed_minor: bigint }>`
    select p.currency, s.due_on, sum(s.disputed_minor)::bigint as disputed_minor
    from (${standingOn(asOf)}) s
    join exposure.positions p on p.tenant_id = s.tenant_id and p.account_id = s.account_id
    join customers.everybody d on d.tenant_id = p.tenant_id and d.party_id = p.party_id
    where (${partyId}::uuid is null or p.party_id = ${partyId}::uuid) and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    group by p.currency, s.due_on`);
}

/** Of some documents: what of each was disputed. */
export function disputedOf(
  tx: Tx,
  documentIds: readonly string[],
  asOf: AsOf,
): Promise<{ document_id: string; disputed_minor: bigint }[]> {
  return tx.rows(sql<{ document_id: string; disputed_minor: bigint }>`
    select s.document_id, sum(s.disputed_minor)::bigint as disputed_minor
    from (${standingOn(asOf)}) s
    where s.document_id = any(${documentIds}::uuid[])
    group by s.document_id`);
}
