// What must be true of a company's money whatever happened to it: each breach in words, with the number of its invariant.
import * as exposure from '#rooms/exposure/contract.ts';
import { type Place, sql } from './place.ts';

/** Every breach found in this company; empty when all is well. `facts`: invoices were posted too, which no cap stops. */
export async function breaches(place: Place, how: { facts?: boolean } = {}): Promise<string[]> {
  const found: string[] = [];
  await place.read(async (tx) => {
    const [overCap, clears, reserved, ends, groups, strays] = await Promise.all([
      how.facts ? [] : tx.rows(overCapAt(place.tenant.id)),
      tx.rows(CLEAR_ABOVE_CAP),
      tx.rows(RESERVED_BESIDE_LIVE),
      tx.rows(RESERVATION_ENDS),
      tx.rows(GROUPS_BESIDE_MEMBERS),
      tx.rows(UNCOUNTED_MEMBERS),
    ]);
    for (const row of overCap) {
      found.push(
        `R1 over-committed: a commit left ${row.kind} exposure ${row.exposure} above its cap and releases of ${row.allowed}`,
      );
    }
    for (const row of clears)
      found.push(`R1 over-committed: a clear answer took the account to ${row.exposure} of ${row.cap} (entry ${row.seq})`);
    for (const row of reserved)
      found.push(`R9 reservations: the account counts ${row.stored} as reserved, its live ones are ${row.live}`);
    for (const row of ends) {
      found.push(`R9 reservations: ${row.number} ended ${row.ends} times, its moves make ${row.moved}, it says ${row.remaining}`);
    }
    for (const row of groups) found.push(`R2 group: counts ${row.children} of its members, who use ${row.members}`);
    for (const row of strays) found.push(`R2 group: ${row.code} belongs to a group that does not count it`);
  });
  const { differences } = await place.call(0, exposure.reconcile, {});
  for (const each of differences)
    found.push(`R8 journal: ${each.what} of ${each.customer} is ${each.stored}, its entries make ${each.folded}`);
  return found;
}

function overCapAt(tenantId: string) {
  return sql<{ kind: string; exposure: bigint; allowed: bigint }>`
    select kind, exposure_minor as exposure, allowed_minor as allowed from witness.over_cap where tenant_id = ${tenantId} limit 5`;
}

/** The account after each entry, in the order of its own sequence: where a clear answer reserved more than there was. */
const CLEAR_ABOVE_CAP = sql<{ seq: bigint; exposure: bigint; cap: bigint }>`
  with running as (
    select e.account_id, e.seq, e.part, e.amount_minor, e.source_id,
           sum(case when e.part = 'unapplied' then -e.amount_minor else e.amount_minor end)
             over (partition by e.account_id order by e.seq) as exposure
    from exposure.entries e
  )
  select r.seq, r.exposure::bigint as exposure, a.cap_minor as cap
  from running r
  join exposure.accounts a on a.account_id = r.account_id
  where r.part = 'reserved' and r.amount_minor > 0 and a.cap_mode = 'amount' and r.exposure > a.cap_minor
    and not exists (select 1 from orders.reservation_moves m where m.reservation_id = r.source_id and m.source_key like 'release %')
  limit 5`;

const RESERVED_BESIDE_LIVE = sql<{ stored: bigint; live: bigint }>`
  select a.reserved_minor as stored, coalesce(sum(r.remaining_minor), 0)::bigint as live
  from exposure.accounts a
  left join orders.reservations r on r.account_id = a.account_id and r.ended_at is null
  where a.kind = 'own'
  group by a.account_id, a.reserved_minor
  having a.reserved_minor <> coalesce(sum(r.remaining_minor), 0)`;

const RESERVATION_ENDS = sql<{ number: string; ends: number; moved: bigint; remaining: bigint }>`
  select r.number, r.remaining_minor as remaining, sum(m.amount_minor)::bigint as moved,
         count(*) filter (where m.move in ('release', 'expire'))::int as ends
  from orders.reservations r
  join orders.reservation_moves m on m.reservation_id = r.reservation_id
  group by r.reservation_id, r.number, r.remaining_minor, r.ended_at
  having sum(m.amount_minor) <> r.remaining_minor or count(*) filter (where m.move in ('release', 'expire')) > 1
      or (r.ended_at is not null and r.remaining_minor <> 0)`;

const GROUPS_BESIDE_MEMBERS = sql<{ children: bigint; members: bigint }>`
  select g.children_minor as children, coalesce(sum(a.exposure_minor), 0)::bigint as members
  from exposure.accounts g
  left join exposure.paths p on p.node_id = g.account_id and p.depth > 0
  left join exposure.accounts a on a.account_id = p.account_id
  where g.kind = 'group'
  group by g.account_id, g.children_minor
  having g.children_minor <> coalesce(sum(a.exposure_minor), 0)`;

/** By the tree a member, in the limit tree not. */
const UNCOUNTED_MEMBERS = sql<{ code: string }>`
  select d.code
  from customers.directory d
  join customers.group_links l on l.party_id = d.party_id and l.withdrawn_at is null and l.valid_to is null
  join exposure.accounts a on a.party_id = d.party_id and a.kind = 'own'
  where not exists (
    select 1 from exposure.paths p
    join exposure.accounts g on g.account_id = p.node_id
    where p.account_id = a.account_id and p.depth = 1 and g.party_id = l.parent_id)`;
