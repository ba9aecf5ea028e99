// SQL of an account that moves to another customer's: what stands on it by source, and the mark that it has moved.
import type { Day } from '#base/date.ts';
import type { Part } from '#engine/account.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type Standing = { account_id: string; part: Part; source_id: string; due_on: Day | null; amount_minor: bigint };

/** What stands on accounts, by part, source and due day: the fold of their entries where it is not zero. */
export function standing(tx: Tx, accountIds: readonly string[]): Promise<Standing[]> {
  return tx.rows(sql<Standing>`
    select account_id, part, source_id, due_on, sum(amount_minor)::bigint as amount_minor
    from exposure.entries
    where account_id = any(${accountIds}::uuid[])
    group by account_id, part, source_id, due_on
    having sum(amount_minor) <> 0
    order by account_id, part, due_on, source_id`);
}

/** Of what one act of merging brought to an account, what still stands there. */
export function standingOf(tx: Tx, accountIds: readonly string[], eventId: string): Promise<Standing[]> {
  return tx.rows(sql<Standing>`
    select e.account_id, e.part, e.source_id, e.due_on, sum(e.amount_minor)::bigint as amount_minor
    from exposure.entries e
    where e.account_id = any(${accountIds}::uuid[])
      and exists (
        select 1 from exposure.entries b
        where b.tenant_id = e.tenant_id and b.account_id = e.account_id and b.source_id = e.source_id and b.event_id = ${eventId}
          and b.source_kind = 'merge')
    group by e.account_id, e.part, e.source_id, e.due_on
    having sum(e.amount_minor) <> 0
    order by e.account_id, e.part, e.due_on, e.source_id`);
}

/** `movedTo` null: the account takes entries again. */
export async function markMoved(tx: Tx, pairs: readonly { accountId: string; movedTo: string | null }[]): Promise<void> {
  await tx.run(sql`
    update exposure.accounts a set moved_to = n.moved_to
    from unnest(${pairs.map((each) => each.accountId)}::uuid[], ${pairs.map((each) => each.movedTo)}::uuid[]) as n(account_id, moved_to)
    where a.account_id = n.account_id`);
}

/** From this day on nothing caps the account; what capped it before stays as it was. */
export async function endCaps(tx: Tx, tenantId: string, accountIds: readonly string[], from: Day): Promise<void> {
  await tx.run(sql`delete from exposure.cap_steps where account_id = any(${accountIds}::uuid[]) and starts_on >= ${from}::date`);
  await tx.run(sql`
    insert into exposure.cap_steps (tenant_id, account_id, starts_on, mode)
    select ${tenantId}::uuid, n.account_id, ${from}::date, 'none' from unnest(${accountIds}::uuid[]) as n(account_id)`);
}
