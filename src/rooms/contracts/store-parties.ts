// SQL that reads who is meant: our legal entities, the customers below a group, what is overdue.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type EntityRow = { entity_id: string; code: string; name: string; currency: string };

/** By its code; null asks for the first there is. */
export async function entityByCode(tx: Tx, code: string | null): Promise<EntityRow | null> {
  const rows = await tx.rows(sql<EntityRow>`
    select entity_id, code, name, currency from customers.legal_entities
    where ${code}::text is null or code = ${code} order by entity_id limit 1`);
  return rows[0] ?? null;
}

/** The party itself, and of a group everybody below it as of a day. */
export function partiesBelow(tx: Tx, partyIds: readonly string[], asOf: Day): Promise<{ root_id: string; party_id: string }[]> {
  return tx.rows(sql<{ root_id: string; party_id: string }>`
    with recursive below as (
      select r.party_id as root_id, r.party_id, 0 as depth from unnest(${partyIds}::uuid[]) as r(party_id)
      union
      select b.root_id, m.party_id, b.depth + 1
      from below b
      join customers.memberships m on m.parent_id = b.party_id and m.valid_from <= ${asOf}::date and (m.valid_to is null or m.valid_to >= ${asOf}::date)
      where b.depth < 20
    )
    select distinct root_id, party_id from below`);
}
