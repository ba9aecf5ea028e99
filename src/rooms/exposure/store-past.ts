// SQL of balances on another day: entries folded by account, the tree as it stood, the day of the last payment.
import type { Day } from '#base/date.ts';
import type { Grant, Part } from '#engine/account.ts';
import { type AsOf, counted, heldOn, knownBy } from '#platform/as-of.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type FoldRow = { account_id: string; part: Part; due_on: Day | null; amount_minor: bigint };

export function foldOn(tx: Tx, accountIds: readonly string[], asOf: AsOf): Promise<FoldRow[]> {
  return tx.rows(sql<FoldRow>`
    select j.account_id, j.part, j.due_on, sum(j.amount_minor)::bigint as amount_minor
    from exposure.entries j
    where j.account_id = any(${accountIds}::uuid[]) and ${counted(asOf)}
    group by j.account_id, j.part, j.due_on
    having sum(j.amount_minor) <> 0`);
}

/** The groups of a party on a day, nearest first; a group that is asked for stands first itself. */
export function groupsOn(tx: Tx, partyId: string, asOf: AsOf): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`
    with recursive above as (
      select ${partyId}::uuid as party_id, 0 as depth
      union all
      select m.parent_id, a.depth + 1
      from above a
      join customers.memberships_known m on m.party_id = a.party_id and ${heldOn(asOf)}
      where a.depth < 12
    )
    select party_id from above order by depth`);
}

/** Everybody below these groups on a day. */
export function membersOn(tx: Tx, groupIds: readonly string[], asOf: AsOf): Promise<{ group_id: string; party_id: string }[]> {
  return tx.rows(sql<{ group_id: string; party_id: string }>`
    with recursive below as (
      select g.group_id, m.party_id, 1 as depth
      from unnest(${groupIds}::uuid[]) as g(group_id)
      join customers.memberships_known m on m.parent_id = g.group_id and ${heldOn(asOf)}
      union all
      select b.group_id, m.party_id, b.depth + 1
      from below b
      join customers.memberships_known m on m.parent_id = b.party_id and ${heldOn(asOf)}
      where b.depth < 12
    )
    select distinct group_id, party_id from below`);
}

/** Of the receipts that stood on that day as far as was known: one that came back was no payment. */
export function lastPaidOn(tx: Tx, accountIds: readonly string[], asOf: AsOf): Promise<{ account_id: string; on: Day }[]> {
  return tx.rows(sql<{ account_id: string; on: Day }>`
    select d.account_id, max(d.effective_on) as "on"
    from receivables.papers d
    where d.account_id = any(${accountIds}::uuid[]) and d.kind = 'receipt' and d.reverses is null
      and d.effective_on <= ${asOf.day}::date and (${asOf.knownAt}::timestamptz is null or d.recorded_at <= ${asOf.knownAt}::timestamptz)
      and not exists (
        select 1 from receivables.papers j where j.tenant_id = d.tenant_id and j.reverses = d.document_id and ${counted(asOf)})
    group by d.account_id`);
}

/** Grants of these accounts, null of all, that were known and not taken back; a customer who was merged by then has none. */
export function grantsThen(
  tx: Tx,
  tenantId: string,
  asOf: AsOf,
  accountIds: readonly string[] | null,
  timeZone: string,
): Promise<(Grant & { accountId: string })[]> {
  const known = sql`${asOf.knownAt}::timestamptz`;
  return tx.rows(sql<Grant & { accountId: string }>`
    select g.account_id as "accountId", g.grant_id as "grantId", g.kind, g.mode, g.amount_minor as "amountMinor", g.valid_from as "validFrom",
           g.said_to as "validTo"
    from limits.grants_known g
    join customers.everybody p on p.tenant_id = g.tenant_id and p.party_id = g.party_id
    where g.tenant_id = ${tenantId}::uuid and (${accountIds}::uuid[] is null or g.account_id = any(${accountIds}::uuid[]))
      and ${knownBy(asOf, 'g.recorded_at')} and (g.revoked_at is null or g.revoked_at > ${known})
      and (p.merged_at is null or p.merged_at > ${known} or (p.merged_at at time zone ${timeZone})::date > ${asOf.day}::date)
    order by g.account_id, g.valid_from, g.recorded_at, g.grant_id`);
}
