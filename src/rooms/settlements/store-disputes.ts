// SQL of disputes: raised, cleared, listed; what stands of a document.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type DisputeKind = 'quality' | 'quantity' | 'price' | 'delivery' | 'invoice' | 'contract' | 'other';
export type DisputeOutcome = 'owed' | 'conceded' | 'split' | 'mistaken';

export type NewDispute = {
  readonly disputeId: string;
  readonly documentId: string;
  readonly partyId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly kind: DisputeKind;
  /** null: a file said so and gave none. */
  readonly reason: string | null;
  readonly raisedOn: Day;
};
export type Who = { readonly by: string | null; readonly byName: string; readonly at: Date };
export type Ending = { readonly on: Day; readonly outcome: DisputeOutcome; readonly note: string | null };

/** How many were put in: one that stands of a document keeps another out. */
export function insertDisputes(tx: Tx, tenantId: string, who: Who, rows: readonly NewDispute[]): Promise<number> {
  return tx.run(sql`
    insert into settlements.disputes
      (tenant_id, dispute_id, document_id, party_id, amount_minor, currency, kind, reason, raised_on, raised_by, raised_by_name, raised_at)
    select ${tenantId}::uuid, n.dispute_id, n.document_id, n.party_id, n.amount_minor, n.currency, n.kind, n.reason, n.raised_on,
           ${who.by}::uuid, ${who.byName}::text, ${who.at}::timestamptz
    from unnest(${rows.map((row) => row.disputeId)}::uuid[], ${rows.map((row) => row.documentId)}::uuid[],
                ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.amountMinor)}::bigint[],
                ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.reason)}::text[],
                ${rows.map((row) => row.raisedOn)}::date[])
         as n(dispute_id, document_id, party_id, amount_minor, currency, kind, reason, raised_on)
    on conflict (tenant_id, document_id) where cleared_at is null do nothing`);
}

/** What a document's file said and a person ends: a row of both at once. */
export async function insertEnded(tx: Tx, tenantId: string, who: Who, row: NewDispute, end: Ending): Promise<void> {
  await tx.run(sql`
    insert into settlements.disputes
      (tenant_id, dispute_id, document_id, party_id, amount_minor, currency, kind, reason, raised_on, raised_by, raised_by_name, raised_at,
       cleared_on, cleared_by_name, cleared_at, outcome, outcome_note)
    values (${tenantId}, ${row.disputeId}, ${row.documentId}, ${row.partyId}, ${row.amountMinor}, ${row.currency}, ${row.kind}, ${row.reason},
            ${row.raisedOn}, null, ${who.byName}, ${who.at}, ${end.on}, ${who.byName}, ${who.at}, ${end.outcome}, ${end.note})`);
}

/** False where none stands. */
export async function clear(tx: Tx, documentId: string, byName: string, at: Date, end: Ending): Promise<boolean> {
  return (
    (await tx.run(sql`
      update settlements.disputes
      set cleared_on = ${end.on}, cleared_by_name = ${byName}, cleared_at = ${at}, outcome = ${end.outcome}, outcome_note = ${end.note}
      where document_id = ${documentId} and cleared_at is null`)) === 1
  );
}

export type DisputeRow = {
  line_id: string;
  document_id: string;
  document_kind: string;
  number: string;
  code: string;
  name: string;
  owner_name: string | null;
  amount_minor: bigint;
  disputed_minor: bigint;
  open_minor: bigint;
  currency: string;
  kind: DisputeKind;
  reason: string | null;
  raised_on: Day;
  raised_by_name: string;
  cleared_on: Day | null;
  cleared_by_name: string | null;
  outcome: DisputeOutcome | null;
  outcome_note: string | null;
  raised_at: Date;
};

export type DisputeFilter = {
  readonly partyId: string | null;
  readonly ownerId: string | null;
  readonly documentId: string | null;
  readonly standing: boolean;
  /** What stood on another day; null: today, as it stands. */
  readonly then: readonly { line_id: string; account_id: string; open_minor: bigint; disputed_minor: bigint }[] | null;
};

/** The lines of another day, with what was open and disputed then and not yet ended. */
function linesThen(then: NonNullable<DisputeFilter['then']>) {
  return sql`(
    select s.tenant_id, s.line_id, s.document_id, n.account_id, s.amount_minor, n.open_minor, n.disputed_minor, s.currency, s.kind, s.reason,
           s.raised_on, s.raised_by_name, s.raised_at, null::date as cleared_on, null::text as cleared_by_name,
           null::timestamptz as cleared_at, null::text as outcome, null::text as outcome_note
    from unnest(${then.map((row) => row.line_id)}::uuid[], ${then.map((row) => row.account_id)}::uuid[],
                ${then.map((row) => row.open_minor)}::bigint[], ${then.map((row) => row.disputed_minor)}::bigint[])
         as n(line_id, account_id, open_minor, disputed_minor)
    join settlements.dispute_spans s on s.line_id = n.line_id)`;
}

/** Newest first; standing ones are those of which something is still open. */
export function disputesPage(
  tx: Tx,
  filter: DisputeFilter,
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<DisputeRow[]> {
  return tx.rows(sql<DisputeRow>`
    select s.line_id, s.document_id, p.kind as document_kind, p.number, d.code, d.name, d.owner_name, s.amount_minor, s.disputed_minor,
           s.open_minor, s.currency, s.kind, s.reason, s.raised_on, s.raised_by_name, s.cleared_on, s.cleared_by_name, s.outcome,
           s.outcome_note, s.raised_at
    from ${filter.then === null ? sql`settlements.dispute_lines` : linesThen(filter.then)} s
    join receivables.papers p on p.tenant_id = s.tenant_id and p.document_id = s.document_id
    join exposure.positions a on a.tenant_id = s.tenant_id and a.account_id = s.account_id
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where (not ${filter.standing}::boolean or (s.cleared_at is null and s.disputed_minor > 0))
      and (${filter.partyId}::uuid is null or a.party_id = ${filter.partyId}::uuid)
      and (${filter.documentId}::uuid is null or s.document_id = ${filter.documentId}::uuid)
      and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${before?.at ?? null}::timestamptz is null
           or (s.raised_at, s.line_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by s.raised_at desc, s.line_id desc
    limit ${limit}`);
}

export function disputedTotals(
  tx: Tx,
  filter: Pick<DisputeFilter, 'partyId' | 'ownerId' | 'then'>,
): Promise<{ currency: string; count: number; disputed_minor: bigint }[]> {
  return tx.rows(sql<{ currency: string; count: number; disputed_minor: bigint }>`
    select s.currency, count(*)::int as count, sum(s.disputed_minor)::bigint as disputed_minor
    from ${filter.then === null ? sql`settlements.standing_disputes` : linesThen(filter.then)} s
    join exposure.positions a on a.tenant_id = s.tenant_id and a.account_id = s.account_id
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where (${filter.partyId}::uuid is null or a.party_id = ${filter.partyId}::uuid)
      and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
    group by s.currency
    order by s.currency`);
}
