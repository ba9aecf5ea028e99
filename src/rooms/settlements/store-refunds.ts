// SQL of refunds: asked for, decided, listed.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type RefundState = 'submitted' | 'approved' | 'rejected' | 'withdrawn';

export type NewRefund = {
  readonly refundId: string;
  readonly accountId: string;
  readonly partyId: string;
  readonly fromDocument: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly effectiveOn: Day | null;
  readonly payee: string | null;
  readonly reason: string;
};

/** False where one of the same money waits already. */
export async function insertRefund(
  tx: Tx,
  tenantId: string,
  who: { by: string | null; byName: string; at: Date },
  row: NewRefund,
): Promise<boolean> {
  return (
    (await tx.run(sql`
      insert into settlements.refunds
        (tenant_id, refund_id, account_id, party_id, from_document, amount_minor, currency, effective_on, payee, reason, state, proposed_by,
         proposed_by_name, proposed_at)
      values (${tenantId}, ${row.refundId}, ${row.accountId}, ${row.partyId}, ${row.fromDocument}, ${row.amountMinor}, ${row.currency},
              ${row.effectiveOn}::date, ${row.payee}, ${row.reason}, 'submitted', ${who.by}::uuid, ${who.byName}, ${who.at})
      on conflict (tenant_id, from_document) where state = 'submitted' do nothing`)) === 1
  );
}

export async function setCase(tx: Tx, refundId: string, caseId: string): Promise<void> {
  await tx.run(sql`update settlements.refunds set case_id = ${caseId} where refund_id = ${refundId}`);
}

export type RefundRow = {
  refund_id: string;
  party_id: string;
  owner_id: string | null;
  code: string;
  name: string;
  from_document: string;
  number: string;
  amount_minor: bigint;
  currency: string;
  effective_on: Day | null;
  payee: string | null;
  reason: string;
  state: RefundState;
  case_id: string | null;
  document_id: string | null;
  proposed_by_name: string;
  proposed_at: Date;
  ended_by_name: string | null;
};

const REFUND =
  sql.raw(`select r.refund_id, r.party_id, d.owner_id, d.code, d.name, r.from_document, p.number, r.amount_minor, r.currency, r.effective_on,
    r.payee, r.reason, r.state, r.case_id, r.document_id, r.proposed_by_name, r.proposed_at, r.ended_by_name
  from settlements.refunds r
  join customers.directory d on d.tenant_id = r.tenant_id and d.party_id = r.party_id
  join receivables.papers p on p.tenant_id = r.tenant_id and p.document_id = r.from_document`);

export function refundById(tx: Tx, id: string): Promise<RefundRow | null> {
  return tx.maybe(sql<RefundRow>`${REFUND} where r.refund_id = ${id} for no key update of r`);
}

export function refundsPage(
  tx: Tx,
  filter: { state: RefundState | null; ownerId: string | null },
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<RefundRow[]> {
  return tx.rows(sql<RefundRow>`
    ${REFUND}
    where (${filter.state}::text is null or r.state = ${filter.state}::text)
      and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${before?.at ?? null}::timestamptz is null
           or (r.proposed_at, r.refund_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by r.proposed_at desc, r.refund_id desc
    limit ${limit}`);
}

export async function endRefund(
  tx: Tx,
  row: { refundId: string; state: RefundState; byName: string; at: Date; documentId: string | null },
): Promise<void> {
  await tx.run(sql`
    update settlements.refunds
    set state = ${row.state}, ended_by_name = ${row.byName}, ended_at = ${row.at}, document_id = ${row.documentId}::uuid
    where refund_id = ${row.refundId} and state = 'submitted'`);
}
