// SQL of who owns which customer: dated changes, hand-overs with their lines and signatures.
import { sql, type Tx } from '#platform/sql.ts';

export type NewOwnerChange = {
  changeId: string;
  partyId: string;
  fromId: string | null;
  fromName: string | null;
  toId: string | null;
  toName: string | null;
  on: string;
  handoverId: string | null;
};

export async function insertOwnerChanges(
  tx: Tx,
  tenantId: string,
  at: Date,
  byName: string,
  rows: readonly NewOwnerChange[],
): Promise<void> {
  await tx.run(sql`
    insert into customers.owner_changes
      (tenant_id, change_id, party_id, from_id, from_name, to_id, to_name, effective_on, recorded_at, by_name, handover_id)
    select ${tenantId}::uuid, n.change_id, n.party_id, n.from_id, n.from_name, n.to_id, n.to_name, n.effective_on, ${at}::timestamptz, ${byName},
           n.handover_id
    from unnest(${rows.map((row) => row.changeId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.fromId)}::uuid[],
                ${rows.map((row) => row.fromName)}::text[], ${rows.map((row) => row.toId)}::uuid[], ${rows.map((row) => row.toName)}::text[],
                ${rows.map((row) => row.on)}::date[], ${rows.map((row) => row.handoverId)}::uuid[])
         as n(change_id, party_id, from_id, from_name, to_id, to_name, effective_on, handover_id)`);
}

export type OwnerChangeRow = {
  from_name: string | null;
  to_name: string | null;
  effective_on: string;
  recorded_at: Date;
  by_name: string;
  handover_id: string | null;
};

export function ownerChanges(tx: Tx, tenantId: string, partyIds: readonly string[], most: number): Promise<OwnerChangeRow[]> {
  return tx.rows(sql<OwnerChangeRow>`
    select from_name, to_name, effective_on, recorded_at, by_name, handover_id
    from customers.owner_changes
    where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[])
    order by effective_on desc, recorded_at desc
    limit ${most}`);
}
