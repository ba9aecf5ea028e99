// SQL of rebates: agreements, the basis they are measured on, and what was credited.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type RebateRow = {
  rebate_id: string;
  party_id: string;
  customer_code: string;
  customer_name: string;
  party_kind: 'customer' | 'group';
  owner_id: string | null;
  owner_name: string | null;
  entity_id: string;
  number: string;
  currency: string;
  starts_on: Day;
  ends_on: Day;
  basis: 'invoiced' | 'received';
  method: 'whole' | 'marginal';
  tiers: { fromMinor: string; ratePpm: number }[];
  overdue_days: number | null;
  ended_on: Day | null;
};

const REBATE =
  sql.raw(`r.rebate_id, d.party_id, d.code as customer_code, d.name as customer_name, d.kind as party_kind, d.owner_id,
  d.owner_name, r.entity_id, r.number, r.currency, r.starts_on, r.ends_on, r.basis, r.method, r.tiers, r.overdue_days, r.ended_on`);
const JOINED = sql.raw(`contracts.rebates r
  left join customers.survivors f on f.tenant_id = r.tenant_id and f.party_id = r.party_id
  join customers.directory d on d.tenant_id = r.tenant_id and d.party_id = coalesce(f.survivor_id, r.party_id)`);

export async function insertRebate(
  tx: Tx,
  tenantId: string,
  at: Date,
  byName: string,
  row: Omit<RebateRow, 'customer_code' | 'customer_name' | 'party_kind' | 'owner_id' | 'owner_name' | 'tiers' | 'ended_on'> & {
    tiers: string;
  },
): Promise<boolean> {
  return (
    (await tx.run(sql`
      insert into contracts.rebates
        (tenant_id, rebate_id, party_id, entity_id, number, currency, starts_on, ends_on, basis, method, tiers, overdue_days, by_name, recorded_at)
      values (${tenantId}, ${row.rebate_id}, ${row.party_id}, ${row.entity_id}, ${row.number}, ${row.currency}, ${row.starts_on},
              ${row.ends_on}, ${row.basis}, ${row.method}, ${row.tiers}::jsonb, ${row.overdue_days}, ${byName}, ${at})
      on conflict (tenant_id, entity_id, number) do nothing`)) === 1
  );
}

export async function rebateForUpdate(tx: Tx, id: string): Promise<RebateRow | null> {
  await tx.rows(sql`select 1 from contracts.rebates where rebate_id = ${id} for no key update`);
  return tx.maybe(sql<RebateRow>`select ${REBATE} from ${JOINED} where r.rebate_id = ${id}`);
}

/** A group's agreement shows to whoever sees a customer of the group. */
export function rebatesPage(
  tx: Tx,
  filter: { ownerId: string | null; partyIds: readonly string[] | null; ended: boolean; today: Day },
  after: { on: Day; id: string } | null,
  limit: number,
): Promise<RebateRow[]> {
  return tx.rows(sql<RebateRow>`
    select ${REBATE} from ${JOINED}
    where (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${filter.partyIds}::uuid[] is null or d.party_id = any(${filter.partyIds}::uuid[]))
      and (r.ended_on is not null) = ${filter.ended}::boolean
      and (${after?.on ?? null}::date is null or (r.starts_on, r.rebate_id) < (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
    order by r.starts_on desc, r.rebate_id desc
    limit ${limit}`);
}

export async function endRebate(tx: Tx, id: string, on: Day, why: string): Promise<void> {
  await tx.run(sql`update contracts.rebates set ended_on = ${on}, ended_why = ${why} where rebate_id = ${id}`);
}

/** What customers bought or paid in a period of an entity, in a currency: invoices less credit notes by issue, or receipts by their day. */
export async function basisOf(
  tx: Tx,
  asked: { partyIds: readonly string[]; entityId: string; currency: string; from: Day; to: Day; basis: 'invoiced' | 'received' },
): Promise<bigint> {
  const row = await tx.one(sql<{ minor: bigint }>`
    select coalesce(sum(case when i.kind = 'credit_note' then -i.amount_minor else i.amount_minor end), 0)::bigint as minor
    from receivables.items i
    where i.party_id = any(${asked.partyIds}::uuid[]) and i.entity_id = ${asked.entityId} and i.currency = ${asked.currency}
      and i.kind = any(${asked.basis === 'invoiced' ? ['invoice', 'credit_note'] : ['receipt']}::text[])
      and i.reverses is null and i.reversed_by is null
      -- A rebate that was credited is no return of goods: it does not lower the turnover it was earned on.
      and not (i.kind = 'credit_note' and exists (
        select 1 from contracts.rebate_credits c where c.tenant_id = i.tenant_id and c.party_id = i.party_id and c.number = i.number))
      and i.issued_on between ${asked.from}::date and ${asked.to}::date`);
  return row.minor;
}

/** The customer among these that has been overdue longest, and since when; null: nobody is. */
export function longestOverdue(tx: Tx, partyIds: readonly string[], today: Day): Promise<{ code: string; due_on: Day } | null> {
  return tx.maybe(sql<{ code: string; due_on: Day }>`
    select d.code, min(i.open_due_on) as due_on
    from receivables.items i
    join customers.directory d on d.tenant_id = i.tenant_id and d.party_id = i.party_id
    where i.party_id = any(${partyIds}::uuid[]) and i.kind in ('invoice', 'bill', 'retention') and i.open_minor > 0
      and i.open_due_on < ${today}::date
    group by d.code order by 2, 1 limit 1`);
}

export type CreditRow = {
  rebate_id: string;
  seq: number;
  as_of: Day;
  credited_minor: bigint;
  party_id: string;
  customer_code: string;
  number: string;
  by_name: string;
  approved_by_name: string | null;
};

export function creditsOf(tx: Tx, ids: readonly string[]): Promise<CreditRow[]> {
  return tx.rows(sql<CreditRow>`
    select c.rebate_id, c.seq, c.as_of, c.credited_minor, c.party_id, d.code as customer_code, c.number, c.by_name, c.approved_by_name
    from contracts.rebate_credits c
    join customers.directory d on d.tenant_id = c.tenant_id and d.party_id = c.party_id
    where c.rebate_id = any(${ids}::uuid[]) order by c.rebate_id, c.seq limit 5000`);
}

export async function insertCredit(
  tx: Tx,
  tenantId: string,
  at: Date,
  row: {
    rebateId: string;
    asOf: Day;
    basisMinor: bigint;
    accruedMinor: bigint;
    creditedMinor: bigint;
    partyId: string;
    number: string;
    byName: string;
    approvedBy: string | null;
  },
): Promise<void> {
  await tx.run(sql`
    insert into contracts.rebate_credits
      (tenant_id, rebate_id, seq, as_of, basis_minor, accrued_minor, credited_minor, party_id, number, by_name, approved_by_name, recorded_at)
    select ${tenantId}::uuid, ${row.rebateId}::uuid, count(*)::int + 1, ${row.asOf}::date, ${row.basisMinor}, ${row.accruedMinor},
           ${row.creditedMinor}, ${row.partyId}::uuid, ${row.number}, ${row.byName}, ${row.approvedBy}, ${at}::timestamptz
    from contracts.rebate_credits where rebate_id = ${row.rebateId}`);
}
