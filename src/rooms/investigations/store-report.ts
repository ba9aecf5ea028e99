// SQL of the printed report: where the customer stands with us, from what the rooms below publish.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export async function gradeOf(tx: Tx, partyId: string): Promise<{ grade: string; as_of: Day } | null> {
  return tx.maybe(sql<{ grade: string; as_of: Day }>`
    select r.grade, r.as_of from ratings.latest r where r.party_id = ${partyId}`);
}

export type PositionRow = {
  currency: string;
  exposure_minor: bigint;
  overdue_minor: bigint;
  oldest_due_on: Day | null;
  cap_mode: string;
  cap_minor: bigint | null;
};

export function positionsOf(tx: Tx, partyId: string): Promise<PositionRow[]> {
  return tx.rows(sql<PositionRow>`
    select p.currency, p.exposure_minor, p.overdue_minor, p.oldest_due_on, p.cap_mode, p.cap_minor
    from exposure.positions p where p.party_id = ${partyId} order by p.currency`);
}
