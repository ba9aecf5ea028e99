// SQL of what is said of customers' credit: a row each time, the newest of a kind stands.
import type { Day } from '#base/date.ts';
import { fixed, sql, type Tx } from '#platform/sql.ts';
import type { CREDIT_STATE_KINDS } from './contract-credit-states.ts';

export type CreditStateRow = {
  /** Whom it is said of, or whom he answers as since a merge. */
  party_id: string;
  state_id: string;
  kind: (typeof CREDIT_STATE_KINDS)[number];
  ended: boolean;
  level: number | null;
  amount_minor: bigint | null;
  currency: string | null;
  due_on: Day | null;
  stopped_on: Day | null;
  effective_on: Day;
  until_on: Day | null;
  note: string | null;
  by_name: string;
  recorded_at: Date;
};

/** The newest of each kind, of promises the newest of each currency, of these customers and whoever was merged into them. */
export function newest(tx: Tx, partyIds: readonly string[]): Promise<CreditStateRow[]> {
  return tx.rows(
    fixed<CreditStateRow>`
    with family as (
      select q.party_id as stands_as, q.party_id from unnest(${partyIds}::uuid[]) as q(party_id)
      union all
      select s.survivor_id, s.party_id from customers.survivors s where s.survivor_id = any(${partyIds}::uuid[])
    )
    select distinct on (f.stands_as, s.kind, s.currency)
           f.stands_as as party_id, s.state_id, s.kind, s.ended, s.level, s.amount_minor, s.currency, s.due_on, s.stopped_on, s.effective_on,
           s.until_on, s.note, s.by_name, s.recorded_at
    from family f
    join customers.credit_states s on s.party_id = f.party_id
    order by f.stands_as, s.kind, s.currency, s.recorded_at desc, s.state_id desc`,
    'credit_states',
  );
}

export function history(tx: Tx, partyIds: readonly string[], most: number): Promise<CreditStateRow[]> {
  return tx.rows(sql<CreditStateRow>`
    select party_id, state_id, kind, ended, level, amount_minor, currency, due_on, stopped_on, effective_on, until_on, note, by_name, recorded_at
    from customers.credit_states
    where party_id = any(${partyIds}::uuid[])
    order by recorded_at desc, state_id desc
    limit ${most}`);
}

/** What came in since each promise was made: money, and bills of exchange taken for it. */
export function received(
  tx: Tx,
  promises: readonly { stateId: string; partyId: string; currency: string; since: Day; recordedAt: Date }[],
): Promise<{ state_id: string; received_minor: bigint }[]> {
  return tx.rows(
    fixed<{ state_id: string; received_minor: bigint }>`
    select q.state_id, sum(i.amount_minor)::bigint as received_minor
    from unnest(${promises.map((each) => each.stateId)}::uuid[], ${promises.map((each) => each.partyId)}::uuid[],
                ${promises.map((each) => each.currency)}::text[], ${promises.map((each) => each.since)}::date[],
                ${promises.map((each) => each.recordedAt)}::timestamptz[]) as q(state_id, party_id, currency, since_on, recorded_at)
    join exposure.positions p on p.party_id = q.party_id and p.kind = 'own' and p.currency = q.currency
    join receivables.items i on i.account_id = p.account_id and i.kind in ('receipt', 'bill') and i.issued_on >= q.since_on
     and i.recorded_at >= q.recorded_at and i.reversed_by is null and i.reverses is null
    group by q.state_id`,
    'promises_received',
  );
}

export type NewCreditState = Omit<CreditStateRow, 'party_id' | 'state_id' | 'recorded_at'> & {
  readonly stateId: string;
  readonly partyId: string;
  readonly byId: string | null;
  readonly eventId: string;
};

export async function insert(tx: Tx, tenantId: string, at: Date, row: NewCreditState): Promise<void> {
  await tx.run(sql`
    insert into customers.credit_states
      (tenant_id, state_id, party_id, kind, ended, level, amount_minor, currency, due_on, stopped_on, effective_on, until_on, note, by_id, by_name,
       recorded_at, event_id)
    values (${tenantId}, ${row.stateId}, ${row.partyId}, ${row.kind}, ${row.ended}, ${row.level}, ${row.amount_minor}, ${row.currency},
            ${row.due_on}, ${row.stopped_on}, ${row.effective_on}, ${row.until_on}, ${row.note}, ${row.byId}, ${row.by_name}, ${at},
            ${row.eventId})`);
}
