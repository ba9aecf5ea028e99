// SQL of write-offs: proposed, decided by a second person, posted.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type WriteOffState = 'submitted' | 'approved' | 'rejected' | 'withdrawn';

export type NewWriteOff = {
  writeOffId: string;
  accountId: string;
  partyId: string;
  toDocument: string;
  amountMinor: bigint;
  currency: string;
  effectiveOn: Day | null;
  reason: string;
};

/** False where one for the same document waits already. */
export async function insertWriteOffs(
  tx: Tx,
  tenantId: string,
  who: { by: string | null; byName: string; at: Date },
  rows: readonly NewWriteOff[],
): Promise<number> {
  return tx.run(sql`
    insert into settlements.write_offs
      (tenant_id, write_off_id, account_id, party_id, to_document, amount_minor, currency, effective_on, reason, state, proposed_by,
       proposed_by_name, proposed_at)
    select ${tenantId}::uuid, n.write_off_id, n.account_id, n.party_id, n.to_document, n.amount_minor, n.currency, n.effective_on, n.reason,
           'submitted', ${who.by}::uuid, ${who.byName}::text, ${who.at}::timestamptz
    from unnest(${rows.map((row) => row.writeOffId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[],
                ${rows.map((row) => row.toDocument)}::uuid[], ${rows.map((row) => row.amountMinor)}::bigint[], ${rows.map((row) => row.currency)}::text[],
                ${rows.map((row) => row.effectiveOn)}::date[], ${rows.map((row) => row.reason)}::text[])
         as n(write_off_id, account_id, party_id, to_document, amount_minor, currency, effective_on, reason)
    on conflict (tenant_id, to_document) where state = 'submitted' do nothing`);
}

export async function setCases(tx: Tx, rows: readonly { writeOffId: string; caseId: string }[]): Promise<void> {
  await tx.run(sql`
    update settlements.write_offs w set case_id = n.case_id
    from unnest(${rows.map((row) => row.writeOffId)}::uuid[], ${rows.map((row) => row.caseId)}::uuid[]) as n(write_off_id, case_id)
    where w.write_off_id = n.write_off_id`);
}

export type WriteOffRow = {
  write_off_id: string;
  account_id: string;
  party_id: string;
  owner_id: string | null;
  code: string;
  name: string;
  to_document: string;
  number: string;
  amount_minor: bigint;
  currency: string;
  effective_on: Day | null;
  reason: string;
  state: WriteOffState;
  case_id: string | null;
  document_id: string | null;
  proposed_by: string | null;
  proposed_by_name: string;
  proposed_at: Date;
  ended_by_name: string | null;
};

const WRITE_OFF =
  sql.raw(`select w.write_off_id, w.account_id, w.party_id, d.owner_id, d.code, d.name, w.to_document, p.number, w.amount_minor,
    w.currency, w.effective_on, w.reason, w.state, w.case_id, w.document_id, w.proposed_by, w.proposed_by_name, w.proposed_at, w.ended_by_name
  from settlements.write_offs w
  join customers.directory d on d.tenant_id = w.tenant_id and d.party_id = w.party_id
  join receivables.papers p on p.tenant_id = w.tenant_id and p.document_id = w.to_document`);

export function writeOffById(tx: Tx, id: string): Promise<WriteOffRow | null> {
  return tx.maybe(sql<WriteOffRow>`${WRITE_OFF} where w.write_off_id = ${id} for no key update of w`);
}

export function writeOffsPage(
  tx: Tx,
  filter: { state: WriteOffState | null; ownerId: string | null },
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<WriteOffRow[]> {
  return tx.rows(sql<WriteOffRow>`
    ${WRITE_OFF}
    where (${filter.state}::text is null or w.state = ${filter.state}::text)
      and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${before?.at ?? null}::timestamptz is null
           or (w.proposed_at, w.write_off_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by w.proposed_at desc, w.write_off_id desc
    limit ${limit}`);
}

export async function endWriteOff(
  tx: Tx,
  row: { writeOffId: string; state: WriteOffState; byName: string; at: Date; documentId: string | null },
): Promise<void> {
  await tx.run(sql`
    update settlements.write_offs
    set state = ${row.state}, ended_by_name = ${row.byName}, ended_at = ${row.at}, document_id = ${row.documentId}::uuid
    where write_off_id = ${row.writeOffId} and state = 'submitted'`);
}
