// SQL of acceptors: who they are, how much of their paper we take, how much we hold.
import type { Day } from '#base/date.ts';
import { HELD, PASSED_ON } from '#engine/bills.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type AcceptorKind = 'bank' | 'finance_company' | 'firm';
export type AcceptorRow = {
  acceptor_id: string;
  kind: AcceptorKind;
  code: string;
  name: string;
  name_key: string;
  rating: string | null;
  version: number;
};

export function acceptors(tx: Tx, most: number): Promise<AcceptorRow[]> {
  return tx.rows(sql<AcceptorRow>`
    select acceptor_id, kind, code, name, name_key, rating, version from bills.acceptors order by code limit ${most}`);
}

export function acceptorForUpdate(tx: Tx, id: string): Promise<AcceptorRow | null> {
  return tx.maybe(sql<AcceptorRow>`
    select acceptor_id, kind, code, name, name_key, rating, version from bills.acceptors where acceptor_id = ${id} for no key update`);
}

export function clashing(tx: Tx, code: string, nameKey: string, but: string | null): Promise<{ code: string; name: string }[]> {
  return tx.rows(sql<{ code: string; name: string }>`
    select code, name from bills.acceptors
    where (code = ${code} or name_key = ${nameKey}) and (${but}::uuid is null or acceptor_id <> ${but}::uuid)
    limit 2`);
}

export async function insertAcceptor(
  tx: Tx,
  tenantId: string,
  row: Omit<AcceptorRow, 'version'> & { at: Date; by: string },
): Promise<void> {
  await tx.run(sql`
    insert into bills.acceptors (tenant_id, acceptor_id, kind, code, name, name_key, rating, version, made_at, made_by)
    values (${tenantId}, ${row.acceptor_id}, ${row.kind}, ${row.code}, ${row.name}, ${row.name_key}, ${row.rating}, 1, ${row.at}, ${row.by})`);
}

export async function updateAcceptor(tx: Tx, row: AcceptorRow): Promise<void> {
  await tx.run(sql`
    update bills.acceptors
    set kind = ${row.kind}, code = ${row.code}, name = ${row.name}, name_key = ${row.name_key}, rating = ${row.rating}, version = version + 1
    where acceptor_id = ${row.acceptor_id}`);
}

export type UseRow = {
  acceptor_id: string | null;
  acceptor_key: string;
  name: string;
  currency: string;
  bills: number;
  held_minor: bigint;
  passed_minor: bigint;
};

/**
 * What would be lost if an acceptor failed: bills in our hands, and those passed on with recourse until a dishonour could have been told
 * (`noticeFrom` ≤ maturity). By the acceptor whose name begins the name on the bill, the longest such name; else by the name on the bill.
 */
export function useOf(tx: Tx, noticeFrom: Day, ownerId: string | null, key: string | null, most: number): Promise<UseRow[]> {
  return tx.rows(sql<UseRow>`
    with names as (
      select b.acceptor_key, min(b.acceptor) as name, b.currency, count(*)::int as bills,
             coalesce(sum(b.amount_minor) filter (where b.state = any(${[...HELD]}::text[])), 0)::bigint as held_minor,
             coalesce(sum(b.amount_minor) filter (where b.state = any(${[...PASSED_ON]}::text[])), 0)::bigint as passed_minor
      from receivables.bill_standing b
      join customers.directory c on c.tenant_id = b.tenant_id and c.party_id = b.party_id
      where b.recourse
        and (b.state = any(${[...HELD]}::text[]) or (b.state = any(${[...PASSED_ON]}::text[]) and b.due_on >= ${noticeFrom}::date))
        and (${ownerId}::uuid is null or c.owner_id = ${ownerId}::uuid)
        and (${key}::text is null or starts_with(b.acceptor_key, ${key}::text))
      group by b.acceptor_key, b.currency
      order by sum(b.amount_minor) desc
      limit ${most}
    )
    select a.acceptor_id, n.acceptor_key, n.name, n.currency, n.bills, n.held_minor, n.passed_minor
    from names n
    left join lateral (select a.acceptor_id from bills.acceptors a
                       where starts_with(n.acceptor_key, a.name_key) order by length(a.name_key) desc limit 1) a on true`);
}

/** The acceptor that a name on a bill belongs to. */
export function acceptorOfKey(tx: Tx, key: string): Promise<AcceptorRow | null> {
  return tx.maybe(sql<AcceptorRow>`
    select acceptor_id, kind, code, name, name_key, rating, version from bills.acceptors
    where starts_with(${key}::text, name_key) order by length(name_key) desc limit 1`);
}

export type LimitRow = {
  limit_id: string;
  acceptor_id: string;
  amount_minor: bigint;
  currency: string;
  valid_from: Day;
  valid_to: Day | null;
  state: 'waiting' | 'in_force' | 'rejected' | 'replaced';
  case_id: string | null;
};

/** In force on a day, the newest first; and what waits for a decision. */
export function limitsOn(tx: Tx, acceptorId: string | null, day: Day): Promise<LimitRow[]> {
  return tx.rows(sql<LimitRow>`
    select limit_id, acceptor_id, amount_minor, currency, valid_from, valid_to, state, case_id
    from bills.acceptor_limits
    where (${acceptorId}::uuid is null or acceptor_id = ${acceptorId}::uuid)
      and (state = 'waiting'
           or (state = 'in_force' and valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date)))
    order by acceptor_id, valid_from desc, coalesce(decided_at, proposed_at) desc, limit_id desc
    limit 5000`);
}

export async function insertLimit(
  tx: Tx,
  tenantId: string,
  row: LimitRow & { reason: string; at: Date; by: string | null; byName: string },
): Promise<void> {
  const decided = row.state === 'in_force';
  await tx.run(sql`
    insert into bills.acceptor_limits
      (tenant_id, limit_id, acceptor_id, amount_minor, currency, valid_from, valid_to, reason, state, case_id, proposed_at, proposed_by,
       proposed_by_name, decided_at, decided_by_name)
    values (${tenantId}, ${row.limit_id}, ${row.acceptor_id}, ${row.amount_minor}, ${row.currency}, ${row.valid_from}, ${row.valid_to},
            ${row.reason}, ${row.state}, ${row.case_id}, ${row.at}, ${row.by}, ${row.byName}, ${decided ? row.at : null},
            ${decided ? row.byName : null})`);
}

export async function endLimit(
  tx: Tx,
  limitId: string,
  end: { state: 'in_force' | 'rejected' | 'replaced'; validFrom: Day | null; at: Date; byName: string },
): Promise<number> {
  return tx.run(sql`
    update bills.acceptor_limits
    set state = ${end.state}, valid_from = greatest(valid_from, coalesce(${end.validFrom}::date, valid_from)), decided_at = ${end.at},
        decided_by_name = ${end.byName}
    where limit_id = ${limitId} and state = 'waiting'`);
}
