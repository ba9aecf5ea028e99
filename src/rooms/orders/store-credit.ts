// All SQL of the cart's question.
import type { Day } from '#base/date.ts';
import type { CapMode } from '#engine/account.ts';
import { fixed, sql, type Tx } from '#platform/sql.ts';

export type CreditNode = {
  account_id: string;
  party_id: string;
  kind: 'own' | 'group' | 'total';
  currency: string;
  exposure_minor: bigint;
  overdue_minor: bigint;
  cap_mode: CapMode;
  cap_minor: bigint | null;
  rate_num: bigint | null;
  rate_den: bigint | null;
  frozen: boolean;
};

/** A customer's account and the nodes above it, nearest first. A node whose day has passed is asked for its cap of today. */
export function creditLine(
  tx: Tx,
  tenantId: string,
  asked: { code: string; currency: string; today: Day; at: Date; ownerId: string | null },
): Promise<CreditNode[]> {
  return tx.rows(
    fixed<CreditNode>`
    select n.account_id, n.party_id, n.kind, n.currency, n.exposure_minor, n.overdue_minor, n.rate_num, n.rate_den,
           case when n.turns_at <= ${asked.at}::timestamptz then coalesce(s.mode, 'none') else n.cap_mode end as cap_mode,
           case when n.turns_at <= ${asked.at}::timestamptz then s.cap_minor else n.cap_minor end as cap_minor,
           exists (select 1 from limits.standing_freezes f where f.tenant_id = ${tenantId}::uuid and f.party_id = d.party_id) as frozen
    from customers.directory d
    join exposure.positions a on a.tenant_id = d.tenant_id and a.party_id = d.party_id and a.kind = 'own' and a.currency = ${asked.currency}
    join exposure.lines l on l.tenant_id = d.tenant_id and l.account_id = a.account_id
    join exposure.positions n on n.tenant_id = d.tenant_id and n.account_id = l.node_id
    left join lateral (
      select c.mode, c.cap_minor from exposure.caps c
      where c.tenant_id = ${tenantId}::uuid and c.account_id = n.account_id and c.starts_on <= ${asked.today}::date
        and n.turns_at <= ${asked.at}::timestamptz
      order by c.starts_on desc limit 1
    ) s on true
    where d.tenant_id = ${tenantId}::uuid and d.code = ${asked.code}
      and (${asked.ownerId}::uuid is null or d.owner_id = ${asked.ownerId}::uuid)
    order by l.depth`,
    'credit_line',
  );
}

export async function isFrozen(tx: Tx, partyId: string): Promise<boolean> {
  const row = await tx.one(sql<{ frozen: boolean }>`
    select exists (select 1 from limits.standing_freezes where party_id = ${partyId}) as frozen`);
  return row.frozen;
}
