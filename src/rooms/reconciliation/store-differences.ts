// SQL of differences over all letters: the list, whose they are, until when.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import type { Resolution } from './store.ts';

export type FollowedRow = {
  difference_id: string;
  letter_id: string;
  letter_number: string;
  code: string;
  name: string;
  currency: string;
  number: string;
  ours_minor: bigint | null;
  theirs_minor: bigint | null;
  why: string;
  state: 'open' | 'settled';
  resolution: Resolution | null;
  owner_id: string | null;
  owner: string | null;
  due_on: Day | null;
  answered_on: Day;
};

export type FollowedFilter = {
  state: 'open' | 'settled';
  ownedBy: string | null;
  disputed: boolean;
  partyId: string | null;
  ownerId: string | null;
};

/** What is due first comes first, what has no day last. Disputed ones are settled as differences and stay in dispute. */
export function differencesPage(
  tx: Tx,
  filter: FollowedFilter,
  after: { on: Day; id: string } | null,
  limit: number,
): Promise<FollowedRow[]> {
  const { state, ownedBy, disputed, partyId, ownerId } = filter;
  return tx.rows(sql<FollowedRow>`
    select f.difference_id, f.letter_id, l.number as letter_number, d.code, d.name, l.currency, f.number, f.ours_minor, f.theirs_minor, f.why,
           f.state, f.resolution, f.owner_id, f.owner, f.due_on, a.answered_on
    from reconciliation.differences f
    join reconciliation.letters l on l.tenant_id = f.tenant_id and l.letter_id = f.letter_id
    join reconciliation.answers a on a.tenant_id = f.tenant_id and a.answer_id = f.answer_id
    left join customers.survivors v on v.tenant_id = l.tenant_id and v.party_id = l.party_id
    join customers.directory d on d.tenant_id = l.tenant_id and d.party_id = coalesce(v.survivor_id, l.party_id)
    where (case when ${disputed} then f.resolution = 'disputed' else f.state = ${state} and f.resolution is distinct from 'superseded' end)
      and (${ownedBy}::uuid is null or f.owner_id = ${ownedBy}::uuid)
      and (${partyId}::uuid is null or d.party_id = ${partyId}::uuid)
      and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
      and (${after?.on ?? null}::date is null
           or (coalesce(f.due_on, '9999-12-31'), f.difference_id) > (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
    order by coalesce(f.due_on, '9999-12-31'), f.difference_id
    limit ${limit}`);
}

export function openCounts(
  tx: Tx,
  today: Day,
  ownerId: string | null,
  personId: string | null,
): Promise<{ open: number; mine: number; late: number }> {
  return tx.one(sql<{ open: number; mine: number; late: number }>`
    select count(*)::int as open, (count(*) filter (where f.owner_id = ${personId}::uuid))::int as mine,
           (count(*) filter (where f.due_on < ${today}::date))::int as late
    from reconciliation.differences f
    join reconciliation.letters l on l.tenant_id = f.tenant_id and l.letter_id = f.letter_id
    left join customers.survivors v on v.tenant_id = l.tenant_id and v.party_id = l.party_id
    join customers.directory d on d.tenant_id = l.tenant_id and d.party_id = coalesce(v.survivor_id, l.party_id)
    where f.state = 'open' and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)`);
}

type Followed = Pick<FollowedRow, 'letter_id' | 'number' | 'state' | 'owner_id' | 'owner' | 'due_on'>;

export function lockDifference(tx: Tx, differenceId: string): Promise<Followed | null> {
  return tx.maybe(sql<Followed>`
    select letter_id, number, state, owner_id, owner, due_on from reconciliation.differences
    where difference_id = ${differenceId} for no key update`);
}

export async function assign(
  tx: Tx,
  differenceId: string,
  to: { ownerId: string | null; owner: string | null; dueOn: Day | null },
): Promise<void> {
  await tx.run(sql`
    update reconciliation.differences set owner_id = ${to.ownerId}::uuid, owner = ${to.owner}, due_on = ${to.dueOn}::date
    where difference_id = ${differenceId}`);
}
