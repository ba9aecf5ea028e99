// SQL that reads the ledger for letters: balances and movements by entity, documents of a period, what was open on a day.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type CandidateRow = {
  account_id: string;
  party_id: string;
  code: string;
  name: string;
  owner_name: string | null;
  currency: string;
};

/** Own accounts with something open or unapplied today, the largest first; or those of the parties named. */
export function candidates(
  tx: Tx,
  wanted: { partyIds: readonly string[] | null; ownerId: string | null; currency: string | null; limit: number },
): Promise<CandidateRow[]> {
  const { partyIds, ownerId, currency } = wanted;
  return tx.rows(sql<CandidateRow>`
    select a.account_id, a.party_id, d.code, d.name, d.owner_name, a.currency
    from exposure.positions a
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where a.kind = 'own'
      and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
      and (${currency}::text is null or a.currency = ${currency}::text)
      and case when ${partyIds as string[] | null}::uuid[] is null
               then (a.open_minor <> 0 or a.unapplied_minor <> 0)
               else a.party_id = any(${partyIds as string[] | null}::uuid[]) end
    order by abs(a.open_minor - a.unapplied_minor) desc, a.account_id
    limit ${wanted.limit}`);
}

export type MovedRow = {
  account_id: string;
  entity_id: string;
  kind: string;
  opening: bigint;
  moved: bigint;
};

/**
 * What the customer owes, by our entity and by what moved it: before the period, and within it. An application moves nothing by itself; it
 * stands under the kind of what was applied, and cancels out.
 */
export function moved(tx: Tx, accountIds: readonly string[], from: Day, to: Day): Promise<MovedRow[]> {
  return tx.rows(sql<MovedRow>`
    select account_id, entity_id, kind,
           coalesce(sum(minor) filter (where effective_on < ${from}::date), 0)::bigint as opening,
           coalesce(sum(minor) filter (where effective_on >= ${from}::date), 0)::bigint as moved
    from (
      select j.account_id, d.entity_id, j.effective_on,
             case when j.part = 'open' then j.amount_minor else -j.amount_minor end as minor,
             case when j.source_kind = 'application' then d.kind
                  when j.source_kind in ('bill', 'bill_returned') and d.kind = 'bill' then 'bill_returned'
                  when j.source_kind = 'bill_returned' then 'bill'
                  else j.source_kind end as kind
      from exposure.journal j
      join receivables.items d on d.tenant_id = j.tenant_id and d.document_id = j.source_id
      where j.account_id = any(${accountIds as string[]}::uuid[]) and j.part in ('open', 'unapplied') and j.effective_on <= ${to}::date
    ) each
    group by account_id, entity_id, kind
    order by account_id, entity_id, kind`);
}

export type LineRow = {
  account_id: string;
  entity_id: string;
  on_day: Day;
  kind: string;
  number: string;
  minor: bigint;
};

/**
 * What happened in a period, as the customer knows it: documents by their own day, bills by what they settled. What was taken back within
 * the period is left out on both sides. At most `limit` + 1 rows, so that the caller sees when there are more.
 */
export function lines(tx: Tx, accountIds: readonly string[], from: Day, to: Day, limit: number): Promise<LineRow[]> {
  const ids = accountIds as string[];
  return tx.rows(sql<LineRow>`
    select account_id, entity_id, on_day, kind, number, minor
    from (
      select d.account_id, d.entity_id, d.effective_on as on_day, d.kind, d.number, d.document_id as id,
             case when d.kind in ('invoice', 'refund') then d.amount_minor else -d.amount_minor end as minor
      from receivables.items d
      left join receivables.items r
        on r.tenant_id = d.tenant_id and r.document_id = coalesce(d.reverses, d.reversed_by) and r.effective_on between ${from}::date and ${to}::date
      where d.account_id = any(${ids}::uuid[]) and d.kind in ('invoice', 'credit_note', 'receipt', 'write_off', 'discount', 'refund')
        and d.effective_on between ${from}::date and ${to}::date and r.document_id is null
      union all
      select s.account_id, t.entity_id, s.effective_on, 'bill', f.number, f.document_id, -sum(s.amount_minor)::bigint
      from receivables.settlements s
      join receivables.items f on f.tenant_id = s.tenant_id and f.document_id = s.from_document and f.kind = 'bill'
      join receivables.items t on t.tenant_id = s.tenant_id and t.document_id = s.to_document
      where s.account_id = any(${ids}::uuid[]) and s.effective_on between ${from}::date and ${to}::date
      group by s.account_id, t.entity_id, s.effective_on, f.number, f.document_id
      having sum(s.amount_minor) <> 0
      union all
      select j.account_id, d.entity_id, j.effective_on, 'bill_returned', d.number, d.document_id, sum(j.amount_minor)::bigint
      from exposure.journal j
      join receivables.items d on d.tenant_id = j.tenant_id and d.document_id = j.source_id and d.kind = 'bill'
      where j.account_id = any(${ids}::uuid[]) and j.part = 'open' and j.source_kind in ('bill', 'bill_returned')
        and j.effective_on between ${from}::date and ${to}::date
      group by j.account_id, d.entity_id, j.effective_on, d.number, d.document_id
      having sum(j.amount_minor) <> 0
    ) each
    order by account_id, entity_id, on_day, kind, number, id
    limit ${limit + 1}`);
}

export type StandingRow = {
  account_id: string;
  entity_id: string;
  part: 'open' | 'unapplied' | 'bills' | 'delivered';
  document_id: string;
  kind: string;
  number: string;
  issued_on: Day;
  due_on: Day | null;
  amount_minor: bigint;
  minor: bigint;
};

/** What stood on a day of each document, by part of the exposure. */
export function standing(tx: Tx, accountIds: readonly string[], on: Day, limit: number): Promise<StandingRow[]> {
  return tx.rows(sql<StandingRow>`
    select j.account_id, d.entity_id, j.part, d.document_id, d.kind, d.number, d.issued_on,
           coalesce(case when d.kind = 'bill' and j.part = 'open' then d.open_due_on end, d.due_on) as due_on, d.amount_minor, j.minor
    from (
      select tenant_id, account_id, part, source_id, sum(amount_minor)::bigint as minor
      from exposure.journal
      where account_id = any(${accountIds as string[]}::uuid[]) and part in ('open', 'unapplied', 'bills', 'delivered')
        and effective_on <= ${on}::date
      group by tenant_id, account_id, part, source_id
      having sum(amount_minor) <> 0
    ) j
    join receivables.items d on d.tenant_id = j.tenant_id and d.document_id = j.source_id
    order by j.account_id, d.entity_id, j.part, d.due_on nulls last, d.issued_on, d.number, d.document_id
    limit ${limit + 1}`);
}

export function entitiesById(tx: Tx): Promise<{ entity_id: string; code: string; name: string }[]> {
  return tx.rows(sql<{ entity_id: string; code: string; name: string }>`
    select entity_id, code, name from customers.legal_entities order by code limit 10000`);
}

/** Which of these documents are retention money; how much of our goods stands at customers, by customer and entity, begun by a day. */
export function retained(tx: Tx, partyIds: readonly string[]): Promise<{ document_id: string }[]> {
  return tx.rows(sql<{ document_id: string }>`
    select document_id from contracts.retentions_held
    where party_id = any(${partyIds as string[]}::uuid[]) and document_id is not null`);
}

export function consigned(
  tx: Tx,
  partyIds: readonly string[],
  on: Day,
): Promise<{ party_id: string; entity_id: string; currency: string; minor: bigint }[]> {
  return tx.rows(sql<{ party_id: string; entity_id: string; currency: string; minor: bigint }>`
    select party_id, entity_id, currency, sum(standing_minor)::bigint as minor
    from contracts.goods_at_customers
    where party_id = any(${partyIds as string[]}::uuid[]) and starts_on <= ${on}::date
    group by party_id, entity_id, currency`);
}
