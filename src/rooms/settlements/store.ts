// All SQL of settlements: unapplied money with its open items, who applied what, write-offs and refunds.
import type { Day } from '#base/date.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export type MoneyRow = {
  document_id: string;
  account_id: string;
  party_id: string;
  owner_id: string | null;
  kind: 'receipt' | 'credit_note';
  number: string;
  code: string;
  name: string;
  owner_name: string | null;
  entity: string;
  entity_id: string;
  source: string;
  issued_on: Day;
  effective_on: Day;
  amount_minor: bigint;
  unapplied_minor: bigint;
  currency: string;
  reference: string | null;
  note: string | null;
  refund_reason: string | null;
  refund_by: string | null;
};

export type MoneyFilter = {
  readonly partyId: string | null;
  readonly ownerId: string | null;
  readonly kind: string | null;
  readonly currency: string | null;
  /** Effective on or before it. */
  readonly upTo: Day | null;
  readonly leastMinor: bigint | null;
  readonly refund: boolean | null;
};

const MONEY =
  sql.raw(`i.document_id, i.account_id, i.party_id, d.owner_id, i.kind, i.number, d.code, d.name, d.owner_name, e.code as entity,
  i.entity_id, i.source, i.issued_on, i.effective_on, i.amount_minor, i.open_minor as unapplied_minor, i.currency, i.reference, i.note, m.reason as refund_reason,
  m.marked_by_name as refund_by`);

const FROM = sql.raw(`from receivables.items i
  join customers.directory d on d.tenant_id = i.tenant_id and d.party_id = i.party_id
  join customers.legal_entities e on e.tenant_id = i.tenant_id and e.entity_id = i.entity_id
  left join settlements.refund_marks m on m.tenant_id = i.tenant_id and m.document_id = i.document_id and m.lifted_at is null`);

function filtered(filter: MoneyFilter): RawBuilder<unknown> {
  const tests: RawBuilder<unknown>[] = [sql`i.open_minor > 0 and i.kind in ('receipt', 'credit_note')`];
  if (filter.partyId !== null) tests.push(sql`i.party_id = ${filter.partyId}::uuid`);
  if (filter.ownerId !== null) tests.push(sql`d.owner_id = ${filter.ownerId}::uuid`);
  if (filter.kind !== null) tests.push(sql`i.kind = ${filter.kind}`);
  if (filter.currency !== null) tests.push(sql`i.currency = ${filter.currency}`);
  if (filter.upTo !== null) tests.push(sql`i.effective_on <= ${filter.upTo}::date`);
  if (filter.leastMinor !== null) tests.push(sql`i.open_minor >= ${filter.leastMinor}::bigint`);
  if (filter.refund !== null) tests.push(filter.refund ? sql`m.mark_id is not null` : sql`m.mark_id is null`);
  return sql.join(tests, sql` and `);
}

/** Oldest first. */
export function moneyPage(
  tx: Tx,
  filter: MoneyFilter,
  after: { on: Day; id: string } | null,
  limit: number,
): Promise<MoneyRow[]> {
  return tx.rows(sql<MoneyRow>`
    select ${MONEY} ${FROM}
    where ${filtered(filter)}
      and (${after?.on ?? null}::date is null or (i.effective_on, i.document_id) > (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
    order by i.effective_on, i.document_id
    limit ${limit}`);
}

export function moneyTotals(
  tx: Tx,
  filter: MoneyFilter,
): Promise<{ currency: string; count: number; unapplied_minor: bigint }[]> {
  return tx.rows(sql<{ currency: string; count: number; unapplied_minor: bigint }>`
    select i.currency, count(*)::int as count, sum(i.open_minor)::bigint as unapplied_minor ${FROM}
    where ${filtered(filter)}
    group by i.currency
    order by i.currency`);
}

/** Receipts and credit notes by id, also those with nothing left. */
export function moneyById(tx: Tx, ids: readonly string[]): Promise<MoneyRow[]> {
  return tx.rows(sql<MoneyRow>`
    select ${MONEY} ${FROM}
    where i.document_id = any(${ids}::uuid[]) and i.kind in ('receipt', 'credit_note') and i.reverses is null and i.reversed_by is null`);
}

/**
 * Unapplied money of accounts that rules may touch: not what is marked for a refund, nor what a person has taken back once. `accountIds`
 * null: of everybody, entered since an instant where one is given.
 */
export function moneyForRules(
  tx: Tx,
  accountIds: readonly string[] | null,
  since: Date | null,
  most: number,
): Promise<MoneyRow[]> {
  return tx.rows(sql<MoneyRow>`
    select ${MONEY} ${FROM}
    where i.open_minor > 0 and i.kind in ('receipt', 'credit_note') and m.mark_id is null
      and (${accountIds}::uuid[] is null or i.account_id = any(${accountIds}::uuid[]))
      and (${since}::timestamptz is null or i.recorded_at >= ${since}::timestamptz)
      and not exists (select 1 from receivables.settlements s
                      where s.tenant_id = i.tenant_id and s.from_document = i.document_id and s.reverses is not null)
    order by i.account_id, i.effective_on, i.document_id
    limit ${most}`);
}

export type ItemRow = {
  document_id: string;
  account_id: string;
  kind: string;
  number: string;
  entity: string;
  issued_on: Day;
  due_on: Day;
  effective_on: Day;
  amount_minor: bigint;
  open_minor: bigint;
  currency: string;
  /** What of what is open the customer disputes. */
  disputed_minor: bigint;
};

/** Early-payment discounts of open items as the contract in force that each names gives them: 2/10. Few contracts give one. */
export function contractDiscounts(
  tx: Tx,
  accountIds: readonly string[],
): Promise<{ document_id: string; ppm: number; days: number }[]> {
  return tx.rows(sql<{ document_id: string; ppm: number; days: number }>`
    select p.document_id, (f.terms->'discount'->>'sharePpm')::int as ppm, (f.terms->'discount'->>'withinDays')::int as days
    from contracts.in_force f
    join receivables.contract_papers p
      on p.tenant_id = f.tenant_id and p.party_id = f.party_id and p.contract = f.number and p.currency = f.currency
    where f.party_id in (select a.party_id from exposure.positions a where a.account_id = any(${accountIds}::uuid[]))
      and jsonb_typeof(f.terms->'discount') = 'object' and p.open_minor > 0 and p.account_id = any(${accountIds}::uuid[])`);
}

/** What is open of accounts, oldest due first, at most so many an account. Bills that came back are among them. */
export function openItems(tx: Tx, accountIds: readonly string[], most: number): Promise<ItemRow[]> {
  return tx.rows(sql<ItemRow>`
    select i.document_id, i.account_id, i.kind, i.number, e.code as entity, i.issued_on, i.open_due_on as due_on, i.effective_on,
           i.amount_minor, i.open_minor, i.currency, i.disputed_minor
    from unnest(${accountIds}::uuid[]) as a(account_id)
    cross join lateral (
      select tenant_id, document_id, account_id, kind, number, entity_id, issued_on, open_due_on, effective_on, amount_minor, open_minor,
             currency, disputed_minor
      from receivables.items
      where account_id = a.account_id and open_minor > 0 and kind in ('invoice', 'bill', 'retention') and open_due_on is not null
      order by open_due_on, number, document_id
      limit ${most}
    ) i
    join customers.legal_entities e on e.tenant_id = i.tenant_id and e.entity_id = i.entity_id
    order by i.account_id, i.open_due_on, i.number, i.document_id`);
}

export function openCount(tx: Tx, accountId: string): Promise<{ items: number }> {
  return tx.one(sql<{ items: number }>`
    select count(*)::int as items from receivables.items
    where account_id = ${accountId} and open_minor > 0 and kind in ('invoice', 'bill', 'retention') and open_due_on is not null`);
}

export type TargetRow = ItemRow & { party_id: string; code: string; name: string; owner_id: string | null };

/** Documents to be settled, by id. */
export function targets(tx: Tx, ids: readonly string[]): Promise<TargetRow[]> {
  return tx.rows(sql<TargetRow>`
    select i.document_id, i.account_id, i.party_id, i.kind, i.number, e.code as entity, i.issued_on, coalesce(i.open_due_on, i.due_on) as due_on,
           i.effective_on, i.amount_minor, i.open_minor, i.currency, i.disputed_minor, d.code, d.name, d.owner_id
    from receivables.items i
    join customers.directory d on d.tenant_id = i.tenant_id and d.party_id = i.party_id
    join customers.legal_entities e on e.tenant_id = i.tenant_id and e.entity_id = i.entity_id
    where i.document_id = any(${ids}::uuid[]) and i.reverses is null`);
}

export type MatchRow = {
  applicationId: string;
  accountId: string;
  rule: string;
  byRule: boolean;
  version: number | null;
  facts: string | null;
};

export async function insertMatches(
  tx: Tx,
  tenantId: string,
  who: { at: Date; by: string | null; byName: string; eventId: string },
  rows: readonly MatchRow[],
): Promise<void> {
  await tx.run(sql`
    insert into settlements.matches
      (tenant_id, application_id, account_id, rule, by_rule, rulebook_version, facts, by_id, by_name, recorded_at, event_id)
    select ${tenantId}::uuid, n.application_id, n.account_id, n.rule, n.by_rule, n.version, n.facts::jsonb, ${who.by}::uuid, ${who.byName}::text,
           ${who.at}::timestamptz, ${who.eventId}::uuid
    from unnest(${rows.map((row) => row.applicationId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.rule)}::text[],
                ${rows.map((row) => row.byRule)}::boolean[], ${rows.map((row) => row.version)}::int[], ${rows.map((row) => row.facts)}::text[])
         as n(application_id, account_id, rule, by_rule, version, facts)`);
}

export type ApplicationRow = {
  application_id: string;
  account_id: string;
  from_document: string;
  from_kind: string;
  to_document: string;
  event_id: string;
  owner_id: string | null;
  party_id: string;
};

/** Applications that are asked to be taken back, with whose customer they are about. */
export function applications(tx: Tx, ids: readonly string[]): Promise<ApplicationRow[]> {
  return tx.rows(sql<ApplicationRow>`
    select s.application_id, s.account_id, s.from_document, f.kind as from_kind, s.to_document, s.event_id, d.owner_id, d.party_id
    from receivables.settlements s
    join receivables.papers f on f.tenant_id = s.tenant_id and f.document_id = s.from_document
    join customers.directory d on d.tenant_id = f.tenant_id and d.party_id = f.party_id
    where s.application_id = any(${ids}::uuid[])`);
}

/** Standing applications from or to a document. */
export function standingOf(tx: Tx, documentId: string): Promise<ApplicationRow[]> {
  return tx.rows(sql<ApplicationRow>`
    select s.application_id, s.account_id, s.from_document, s.from_kind, s.to_document, s.event_id, null::uuid as owner_id, null::uuid as party_id
    from receivables.standing_settlements s
    where s.from_document = ${documentId} or s.to_document = ${documentId}`);
}

/** Discounts taken in the same act on the same invoices: they fall with the payment that earned them. */
export function discountsWith(
  tx: Tx,
  pairs: readonly { eventId: string; toDocument: string }[],
): Promise<{ document_id: string }[]> {
  return tx.rows(sql<{ document_id: string }>`
    select distinct s.from_document as document_id
    from unnest(${pairs.map((pair) => pair.eventId)}::uuid[], ${pairs.map((pair) => pair.toDocument)}::uuid[]) as p(event_id, to_document)
    join receivables.standing_settlements s on s.to_document = p.to_document and s.event_id = p.event_id and s.from_kind = 'discount'`);
}

export type HistoryRow = {
  application_id: string;
  code: string;
  name: string;
  from_document: string;
  from_kind: string;
  from_number: string;
  to_document: string;
  to_kind: string;
  to_number: string;
  amount_minor: bigint;
  currency: string;
  effective_on: Day;
  recorded_at: Date;
  rule: string;
  by_rule: boolean;
  by_name: string;
  facts: Record<string, unknown> | null;
  taken_back_at: Date | null;
  taken_back_reason: string | null;
};

export function historyPage(
  tx: Tx,
  filter: { partyId: string | null; ownerId: string | null; show: 'all' | 'by_rule' | 'by_hand' | 'taken_back' },
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<HistoryRow[]> {
  const shown =
    filter.show === 'by_rule'
      ? sql`m.by_rule and r.application_id is null`
      : filter.show === 'by_hand'
        ? sql`not m.by_rule`
        : filter.show === 'taken_back'
          ? sql`r.application_id is not null`
          : sql`true`;
  return tx.rows(sql<HistoryRow>`
    select m.application_id, d.code, d.name, s.from_document, f.kind as from_kind, f.number as from_number, s.to_document, t.kind as to_kind,
           t.number as to_number, s.amount_minor, f.currency, s.effective_on, m.recorded_at, m.rule, m.by_rule, m.by_name, m.facts,
           r.recorded_at as taken_back_at, r.reason as taken_back_reason
    from settlements.matches m
    join receivables.settlements s on s.tenant_id = m.tenant_id and s.application_id = m.application_id
    join receivables.papers f on f.tenant_id = s.tenant_id and f.document_id = s.from_document
    join receivables.papers t on t.tenant_id = s.tenant_id and t.document_id = s.to_document
    join customers.directory d on d.tenant_id = f.tenant_id and d.party_id = f.party_id
    left join receivables.settlements r on r.tenant_id = m.tenant_id and r.reverses = m.application_id
    where ${shown}
      and (${filter.partyId}::uuid is null or f.party_id = ${filter.partyId}::uuid)
      and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${before?.at ?? null}::timestamptz is null
           or (m.recorded_at, m.application_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by m.recorded_at desc, m.application_id desc
    limit ${limit}`);
}

/** Applications of these documents that a rule made by itself and that stand: a fact of the source takes their place. */
export function madeByRule(tx: Tx, documentIds: readonly string[]): Promise<{ application_id: string }[]> {
  return tx.rows(sql<{ application_id: string }>`
    select s.application_id
    from receivables.standing_settlements s
    join settlements.matches m on m.tenant_id = s.tenant_id and m.application_id = s.application_id and m.by_rule
    where s.from_document = any(${documentIds}::uuid[]) or s.to_document = any(${documentIds}::uuid[])`);
}

export async function markRefund(
  tx: Tx,
  tenantId: string,
  row: { markId: string; documentId: string; reason: string; byName: string; at: Date },
): Promise<boolean> {
  return (
    (await tx.run(sql`
      insert into settlements.refund_marks (tenant_id, mark_id, document_id, reason, marked_by_name, marked_at)
      values (${tenantId}, ${row.markId}, ${row.documentId}, ${row.reason}, ${row.byName}, ${row.at})
      on conflict (tenant_id, document_id) where lifted_at is null do nothing`)) === 1
  );
}

export async function liftRefund(tx: Tx, documentId: string, byName: string, at: Date): Promise<boolean> {
  return (
    (await tx.run(sql`
      update settlements.refund_marks set lifted_by_name = ${byName}, lifted_at = ${at}
      where document_id = ${documentId} and lifted_at is null`)) === 1
  );
}

export function entityCodes(tx: Tx): Promise<{ code: string }[]> {
  return tx.rows(sql<{ code: string }>`select code from customers.legal_entities`);
}

export type StandingRow = {
  application_id: string;
  from_document: string;
  to_document: string;
  amount_minor: bigint;
  effective_on: Day;
};

/** Standing applications of these receipts and credit notes, but for those that a rule made by itself. */
export function standingFrom(tx: Tx, fromDocuments: readonly string[]): Promise<StandingRow[]> {
  return tx.rows(sql<StandingRow>`
    select s.application_id, s.from_document, s.to_document, s.amount_minor, s.effective_on
    from receivables.standing_settlements s
    where s.from_document = any(${fromDocuments}::uuid[])
      and not exists (select 1 from settlements.matches m
                      where m.tenant_id = s.tenant_id and m.application_id = s.application_id and m.by_rule)
    order by s.application_id desc`);
}

export function writeOffsOf(
  tx: Tx,
  toDocuments: readonly string[],
): Promise<{ from_document: string; to_document: string; amount_minor: bigint }[]> {
  return tx.rows(sql<{ from_document: string; to_document: string; amount_minor: bigint }>`
    select s.from_document, s.to_document, s.amount_minor
    from receivables.standing_settlements s
    where s.to_document = any(${toDocuments}::uuid[]) and s.from_kind = 'write_off'
    order by s.application_id desc`);
}
