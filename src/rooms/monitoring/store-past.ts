// SQL of alerts as they stood at an instant: every change kept as a step, the newest one by then read.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { type AlertRow, type Filter, type Place, RANK } from './store.ts';

/** Keeps how these alerts stand now, where that is not how they were kept last. The day they were seen on alone is no change. */
export async function keepSteps(tx: Tx, tenantId: string, alertIds: readonly string[], at: Date): Promise<void> {
  if (alertIds.length === 0) return;
  await tx.run(sql`
    insert into monitoring.alert_steps (tenant_id, alert_id, at, level, facts, at_risk_minor, due_at, owner_name, state, closed_reason)
    select a.tenant_id, a.alert_id, ${at}::timestamptz, a.level, a.facts, a.at_risk_minor, a.due_at, a.owner_name, a.state, a.closed_reason
    from monitoring.alerts a
    left join lateral (
      select k.level, k.facts, k.at_risk_minor, k.due_at, k.owner_name, k.state, k.closed_reason
      from monitoring.alert_steps k
      where k.tenant_id = a.tenant_id and k.alert_id = a.alert_id
      order by k.at desc limit 1
    ) s on true
    where a.tenant_id = ${tenantId}::uuid and a.alert_id = any(${alertIds}::uuid[])
      and (s.level, s.facts - 'asOf', s.at_risk_minor, s.due_at, s.owner_name, s.state, s.closed_reason)
          is distinct from (a.level, a.facts - 'asOf', a.at_risk_minor, a.due_at, a.owner_name, a.state, a.closed_reason)
    on conflict (tenant_id, alert_id, at) do update
    set level = excluded.level, facts = excluded.facts, at_risk_minor = excluded.at_risk_minor, due_at = excluded.due_at,
        owner_name = excluded.owner_name, state = excluded.state, closed_reason = excluded.closed_reason`);
}

export type Then = {
  /** The end of the day, or the earlier moment that is asked for. */
  readonly before: Date;
  readonly day: Day;
};

/** What could have stood: opened by then and not ended before that day, unless ended ones are asked for. Grades and names of that day. */
function standing(then: Then, filter: Filter) {
  const ended = filter.states.includes('closed') || filter.states.includes('gone');
  return sql`
    from monitoring.alerts a
    join lateral (
      select k.level, k.facts, k.at_risk_minor, k.due_at, k.owner_name, k.state, k.closed_reason
      from monitoring.alert_steps k
      where k.tenant_id = a.tenant_id and k.alert_id = a.alert_id and k.at <= ${then.before}::timestamptz
      order by k.at desc limit 1
    ) s on s.state = any(${filter.states}::text[])
    join customers.everybody d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where a.opened_on <= ${then.day}::date and (${ended} or a.closed_at is null or a.closed_at > ${then.before}::timestamptz)
      and (${filter.code}::text is null or a.code = ${filter.code}::text)
      and (${filter.partyId}::uuid is null or a.party_id = ${filter.partyId}::uuid)
      and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)`;
}

export function alertsThen(tx: Tx, then: Then, filter: Filter, after: Place | null, limit: number): Promise<AlertRow[]> {
  return tx.rows(sql<AlertRow>`
    select x.*, (
      select h.grade from ratings.history h
      where h.party_id = x.party_id and h.as_of <= ${then.day}::date and h.recorded_at <= ${then.before}::timestamptz
      order by h.as_of desc, h.recorded_at desc limit 1
    ) as grade
    from (
      select a.alert_id, d.code as customer_code, d.name as customer_name, d.owner_id as customer_owner_id, d.owner_name as customer_owner,
             a.party_id, a.code, s.level, s.facts, a.responses, s.at_risk_minor, a.currency, a.opened_on,
             least(a.seen_on, ${then.day}::date) as seen_on, s.due_at, s.owner_name, s.state, s.closed_reason, ${RANK('s')} as rank
      ${standing(then, filter)}
        and (${filter.level}::text is null or s.level = ${filter.level}::text)
        and (${after?.rank ?? null}::int is null
             or (${RANK('s')}, s.due_at, a.alert_id) > (${after?.rank ?? null}::int, ${after?.dueAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by rank, s.due_at, a.alert_id
      limit ${limit}
    ) x
    order by x.rank, x.due_at, x.alert_id`);
}

export function countsThen(tx: Tx, then: Then, filter: Filter): Promise<{ level: AlertRow['level']; alerts: number }[]> {
  return tx.rows(sql<{ level: AlertRow['level']; alerts: number }>`
    select s.level, count(*)::int as alerts
    ${standing(then, filter)}
    group by s.level`);
}
