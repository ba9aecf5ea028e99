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

/**
 * The newest of each kind, of promises and covers the newest of each currency, of these customers and whoever was merged into them. What the
 * undo of an import withdrew counts as never said.
 */
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
    where not exists (select from customers.credit_state_withdrawals w where w.tenant_id = s.tenant_id and w.state_id = s.state_id)
    order by f.stands_as, s.kind, s.currency, s.recorded_at desc, s.state_id desc`,
    'credit_states',
  );
}

/** `withdrawn_by`: who undid the import that had said it. */
export type SaidBefore = CreditStateRow & { withdrawn_by: string | null };

export function history(tx: Tx, partyIds: readonly string[], most: number): Promise<SaidBefore[]> {
  return tx.rows(sql<SaidBefore>`
    select s.party_id, s.state_id, s.kind, s.ended, s.level, s.amount_minor, s.currency, s.due_on, s.stopped_on, s.effective_on, s.until_on,
           s.note, s.by_name, s.recorded_at, w.by_name as withdrawn_by
    from customers.credit_states s
    left join customers.credit_state_withdrawals w on w.tenant_id = s.tenant_id and w.state_id = s.state_id
    where s.party_id = any(${partyIds}::uuid[])
    order by s.recorded_at desc, s.state_id desc
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

export type NewCreditState = Pick<
  CreditStateRow,
  'kind' | 'ended' | 'level' | 'amount_minor' | 'currency' | 'due_on' | 'stopped_on' | 'effective_on' | 'until_on' | 'note'
> & { readonly stateId: string; readonly partyId: string };

/** Under whose name and in which event it is written. */
export type Writing = {
  readonly byId: string | null;
  readonly byName: string;
  readonly at: Date;
  readonly eventId: string;
  readonly importId: string | null;
};

export async function insert(tx: Tx, tenantId: string, rows: readonly NewCreditState[], how: Writing): Promise<void> {
  await tx.run(sql`
    insert into customers.credit_states
      (tenant_id, state_id, party_id, kind, ended, level, amount_minor, currency, due_on, stopped_on, effective_on, until_on, note, by_id, by_name,
       recorded_at, event_id, import_id)
    select ${tenantId}::uuid, n.state_id, n.party_id, n.kind, n.ended, n.level, n.amount_minor, n.currency, n.due_on, n.stopped_on,
           n.effective_on, n.until_on, n.note, ${how.byId}::uuid, ${how.byName}, ${how.at}, ${how.eventId}::uuid, ${how.importId}::uuid
    from unnest(
      ${rows.map((row) => row.stateId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.ended)}::boolean[], ${rows.map((row) => row.level)}::integer[], ${rows.map((row) => row.amount_minor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.due_on)}::date[], ${rows.map((row) => row.stopped_on)}::date[],
      ${rows.map((row) => row.effective_on)}::date[], ${rows.map((row) => row.until_on)}::date[], ${rows.map((row) => row.note)}::text[]
    ) as n(state_id, party_id, kind, ended, level, amount_minor, currency, due_on, stopped_on, effective_on, until_on, note)`);
}

/** Withdraws what an import said; of whom it was said, a line a state. */
export function withdraw(
  tx: Tx,
  tenantId: string,
  why: string,
  how: Writing & { readonly importId: string },
): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`
    with gone as (
      insert into customers.credit_state_withdrawals (tenant_id, state_id, why, by_id, by_name, recorded_at, event_id)
      select ${tenantId}::uuid, s.state_id, ${why}, ${how.byId}::uuid, ${how.byName}, ${how.at}, ${how.eventId}::uuid
      from customers.credit_states s
      where s.import_id = ${how.importId}
      on conflict (tenant_id, state_id) do nothing
      returning state_id
    )
    select s.party_id from gone g join customers.credit_states s on s.state_id = g.state_id`);
}
