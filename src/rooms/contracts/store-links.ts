// SQL of documents put under a contract by hand: which may be, the links that stand, ended ones kept.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type LinkableRow = {
  document_id: string;
  party_id: string;
  owner_id: string | null;
  entity_id: string;
  kind: string;
  number: string;
  issued_on: Day;
  amount_minor: bigint;
  open_minor: bigint;
  currency: string;
  contract: string | null;
  reversed: boolean;
  held_back: boolean;
};

const LINKABLE = sql`
  select p.document_id, p.party_id, d.owner_id, p.entity_id, p.kind, p.number, p.issued_on, p.amount_minor, p.open_minor, p.currency, p.contract,
         (p.reverses is not null or p.reversed_by is not null) as reversed,
         exists (select 1 from contracts.retentions r where r.tenant_id = p.tenant_id and r.invoice_id = p.document_id) as held_back
  from receivables.contract_papers p
  join customers.identities d on d.tenant_id = p.tenant_id and d.party_id = p.party_id`;

export function documentsById(tx: Tx, ids: readonly string[]): Promise<LinkableRow[]> {
  return tx.rows(sql<LinkableRow>`${LINKABLE} where p.document_id = any(${ids}::uuid[])`);
}

/** Of the customer, in the contract's currency and of our entity, what names no contract that is known; newest first. */
export function withoutContract(
  tx: Tx,
  of: { partyIds: readonly string[]; entityId: string; currency: string; kinds: readonly string[] },
  most: number,
): Promise<LinkableRow[]> {
  return tx.rows(sql<LinkableRow>`
    ${LINKABLE}
    where p.party_id = any(${of.partyIds}::uuid[]) and p.entity_id = ${of.entityId} and p.currency = ${of.currency}
      and p.kind = any(${of.kinds}::text[]) and p.reverses is null and p.reversed_by is null
      and (p.contract is null or not exists (
        select 1 from contracts.contracts c
        where c.tenant_id = p.tenant_id and c.entity_id = p.entity_id and c.number = p.contract and c.state <> 'withdrawn'))
    order by p.issued_on desc, p.document_id desc
    limit ${most}`);
}

export async function endLinks(tx: Tx, documentIds: readonly string[], byName: string, at: Date): Promise<number> {
  return tx.run(sql`
    update contracts.document_links set ended_by_name = ${byName}, ended_at = ${at}
    where document_id = any(${documentIds}::uuid[]) and ended_at is null`);
}

export async function insertLinks(
  tx: Tx,
  tenantId: string,
  who: { id: string | null; name: string; at: Date },
  contract: { id: string; number: string },
  rows: readonly { linkId: string; documentId: string }[],
): Promise<void> {
  await tx.run(sql`
    insert into contracts.document_links (tenant_id, link_id, document_id, contract_id, number, linked_by, linked_by_name, linked_at)
    select ${tenantId}::uuid, n.link_id, n.document_id, ${contract.id}::uuid, ${contract.number}::text, ${who.id}::uuid, ${who.name}::text,
           ${who.at}::timestamptz
    from unnest(${rows.map((row) => row.linkId)}::uuid[], ${rows.map((row) => row.documentId)}::uuid[]) as n(link_id, document_id)`);
}

/** The links that stand under a contract: by hand, by whom. */
export function linksOf(tx: Tx, contractId: string): Promise<{ document_id: string; linked_by_name: string }[]> {
  return tx.rows(sql<{ document_id: string; linked_by_name: string }>`
    select document_id, linked_by_name from contracts.document_links where contract_id = ${contractId} and ended_at is null`);
}
