// SQL of what the ledger says of a customer on another day or as known at a moment: master, group, terms, grade, freezes.
import { type AsOf, heldOn, knownBy } from '#platform/as-of.ts';
import { type RawBuilder, sql } from '#platform/sql.ts';

/**
 * The directory as it was known, for `d`. Of a day alone the master of today under his own name, also where he was merged since; as known at
 * a moment what the master said then. Whose customer he is decides who may see him and stays today's (`owner_id`).
 */
export function directoryThen(asOf: AsOf): RawBuilder<unknown> {
  if (asOf.knownAt === null) return sql`customers.everybody`;
  const then = (column: string) => sql.raw(`case when u.party_id is null then e.${column} else u.${column} end as ${column}`);
  return sql`(
    select e.tenant_id, e.party_id, e.code, e.owner_id, ${then('name')}, ${then('name_key')}, ${then('industry')}, ${then('region')},
           ${then('owner_name')}, ${then('terms_days')}
    from customers.everybody e
    left join lateral (
      select f.party_id, f.name, f.name_key, f.industry, f.region, f.owner_name, f.terms_days
      from customers.masters_until f
      where f.tenant_id = e.tenant_id and f.party_id = e.party_id and f.known_until > ${asOf.knownAt}::timestamptz
      order by f.known_until limit 1
    ) u on true
  )`;
}

/** Who stood under which group on the day, for `m`: the group's code and name as they were known. */
export function membershipsThen(asOf: AsOf): RawBuilder<unknown> {
  return sql`(
    select m.tenant_id, m.party_id, g.code as parent_code, g.name as parent_name
    from customers.memberships_known m
    join ${directoryThen(asOf)} g on g.tenant_id = m.tenant_id and g.party_id = m.parent_id
    where ${heldOn(asOf)}
  )`;
}

/** The longest terms of the grants that hold on the day; of two permanent ones only the one that governs. */
export function termsThen(asOf: AsOf): RawBuilder<unknown> {
  const day = sql`${asOf.day}::date`;
  if (asOf.knownAt === null)
    return sql`select max(n.terms_days) from limits.standing_grants n
      where n.tenant_id = l.tenant_id and n.account_id = l.account_id and n.valid_from <= ${day} and (n.valid_to is null or n.valid_to >= ${day})`;
  const known = sql`${asOf.knownAt}::timestamptz`;
  return sql`select max(n.terms_days) from limits.grants_known n
    where n.tenant_id = l.tenant_id and n.account_id = l.account_id and n.valid_from <= ${day} and (n.said_to is null or n.said_to >= ${day})
      and n.recorded_at <= ${known} and (n.revoked_at is null or n.revoked_at > ${known})
      and not (n.kind = 'permanent' and exists (
        select 1 from limits.grants_known h
        where h.tenant_id = n.tenant_id and h.account_id = n.account_id and h.kind = 'permanent' and h.valid_from > n.valid_from
          and h.valid_from <= ${day} and h.recorded_at <= ${known} and (h.revoked_at is null or h.revoked_at > ${known})))`;
}

/** The grade of a past day, for `g`. */
export function gradesThen(asOf: AsOf): RawBuilder<unknown> {
  return sql`left join lateral (
    select h.grade, h.score from ratings.history h
    where h.tenant_id = l.tenant_id and h.party_id = l.party_id and h.as_of <= ${asOf.day}::date
      and ${knownBy(asOf, 'h.recorded_at')}
    order by h.as_of desc, h.recorded_at desc limit 1
  ) g on true`;
}

/** Frozen on that day, as far as was known: what was frozen or lifted later is not seen. */
export function frozenOn(asOf: AsOf, timeZone: string): RawBuilder<unknown> {
  return sql`exists (
    select 1 from limits.freeze_history f
    where f.tenant_id = l.tenant_id and f.account_id = l.account_id and (f.frozen_at at time zone ${timeZone})::date <= ${asOf.day}::date
      and ${knownBy(asOf, 'f.frozen_at')}
      and (f.lifted_at is null or (f.lifted_at at time zone ${timeZone})::date > ${asOf.day}::date or f.lifted_at > ${asOf.knownAt}::timestamptz))`;
}
