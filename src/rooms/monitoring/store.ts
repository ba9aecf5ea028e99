// All SQL of alerts.
import type { Day } from '#base/date.ts';
import type { SignalLevel } from '#engine/signals.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type AlertState = 'open' | 'acknowledged' | 'closed' | 'gone';

export function partiesOf(tx: Tx, accountIds: readonly string[]): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`
    select distinct party_id from exposure.positions where kind = 'own' and account_id = any(${accountIds}::uuid[])`);
}

/** Items whose limitation period ends soon or ended lately. */
export function limitations(
  tx: Tx,
  accountIds: readonly string[],
): Promise<{ accountId: string; document: string; endsOn: Day; openMinor: bigint }[]> {
  return tx.rows(sql<{ accountId: string; document: string; endsOn: Day; openMinor: bigint }>`
    select w.account_id as "accountId", p.number as document, w.ends_on as "endsOn", w.open_minor as "openMinor"
    from reconciliation.limitation w
    join receivables.papers p on p.tenant_id = w.tenant_id and p.document_id = w.document_id
    where w.account_id = any(${accountIds}::uuid[])
    order by w.ends_on, p.number`);
}

/** What went out unchecked since an instant, by order. */
export function unchecked(
  tx: Tx,
  accountIds: readonly string[],
  since: Date,
  timeZone: string,
): Promise<{ accountId: string; document: string; on: Day; uncoveredMinor: bigint }[]> {
  return tx.rows(sql<{ accountId: string; document: string; on: Day; uncoveredMinor: bigint }>`
    select account_id as "accountId", order_number as document, (at at time zone ${timeZone})::date as on, uncovered_minor as "uncoveredMinor"
    from orders.unchecked_papers
    where account_id = any(${accountIds}::uuid[]) and at >= ${since}
    order by at desc`);
}

/** What is disputed and stands, by document. */
export function disputes(
  tx: Tx,
  accountIds: readonly string[],
): Promise<{ accountId: string; document: string; on: Day; disputedMinor: bigint }[]> {
  return tx.rows(sql<{ accountId: string; document: string; on: Day; disputedMinor: bigint }>`
    select d.account_id as "accountId", p.number as document, d.raised_on as on, d.disputed_minor as "disputedMinor"
    from settlements.standing_disputes d
    join receivables.papers p on p.tenant_id = d.tenant_id and p.document_id = d.document_id
    where d.account_id = any(${accountIds}::uuid[])
    order by d.raised_on, p.number`);
}

/** Whose grade changed since a day, and what it was before. */
export function movesSince(
  tx: Tx,
  partyIds: readonly string[],
  since: Day,
): Promise<{ party_id: string; grade_before: string; grade: string; changed_on: Day }[]> {
  return tx.rows(sql<{ party_id: string; grade_before: string; grade: string; changed_on: Day }>`
    select party_id, grade_before, grade, changed_on from ratings.moves
    where party_id = any(${partyIds}::uuid[]) and changed_on >= ${since}::date`);
}

export type StandingRow = {
  alert_id: string;
  account_id: string;
  dedup_key: string;
  level: SignalLevel;
  due_at: Date;
  state: 'open' | 'acknowledged';
};

/** Locked in ascending order: what a run updates nobody closes meanwhile. */
export function lockStanding(tx: Tx, accountIds: readonly string[]): Promise<StandingRow[]> {
  return tx.rows(sql<StandingRow>`
    select alert_id, account_id, dedup_key, level, due_at, state from monitoring.alerts
    where account_id = any(${accountIds}::uuid[]) and state in ('open', 'acknowledged')
    order by alert_id
    for no key update`);
}

/** The newest alert under each key that a person closed since an instant. */
export function closedSince(tx: Tx, keys: readonly string[], since: Date): Promise<{ dedup_key: string; level: SignalLevel }[]> {
  return tx.rows(sql<{ dedup_key: string; level: SignalLevel }>`
    select distinct on (dedup_key) dedup_key, level from monitoring.alerts
    where dedup_key = any(${keys}::text[]) and state = 'closed' and closed_at >= ${since}
    order by dedup_key, opened_on desc, closed_at desc`);
}

export type NewAlert = {
  alertId: string;
  partyId: string;
  accountId: string;
  code: string;
  key: string;
  level: SignalLevel;
  facts: string;
  responses: string;
  atRiskMinor: bigint;
  currency: string;
  dueAt: Date;
  ownerId: string | null;
  ownerName: string | null;
};

/** Two runs at once open an alert once. Answers those opened. */
export function insertAlerts(tx: Tx, tenantId: string, today: Day, rows: readonly NewAlert[]): Promise<{ alert_id: string }[]> {
  return tx.rows(sql<{ alert_id: string }>`
    insert into monitoring.alerts
      (tenant_id, alert_id, party_id, account_id, code, dedup_key, level, facts, responses, at_risk_minor, currency, opened_on, seen_on, due_at,
       owner_id, owner_name, state)
    select ${tenantId}::uuid, n.alert_id, n.party_id, n.account_id, n.code, n.dedup_key, n.level, n.facts::jsonb, n.responses::jsonb,
           n.at_risk_minor, n.currency, ${today}::date, ${today}::date, n.due_at, n.owner_id, n.owner_name, 'open'
    from unnest(
      ${rows.map((row) => row.alertId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[],
      ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.key)}::text[], ${rows.map((row) => row.level)}::text[],
      ${rows.map((row) => row.facts)}::text[], ${rows.map((row) => row.responses)}::text[], ${rows.map((row) => row.atRiskMinor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.dueAt)}::timestamptz[], ${rows.map((row) => row.ownerId)}::uuid[],
      ${rows.map((row) => row.ownerName)}::text[]
    ) as n(alert_id, party_id, account_id, code, dedup_key, level, facts, responses, at_risk_minor, currency, due_at, owner_id, owner_name)
    on conflict (tenant_id, dedup_key) where state in ('open', 'acknowledged') do nothing
    returning alert_id`);
}

export type SeenAlert = {
  alertId: string;
  level: SignalLevel;
  facts: string;
  atRiskMinor: bigint;
  dueAt: Date;
  state: 'open' | 'acknowledged';
};

export async function updateSeen(tx: Tx, today: Day, rows: readonly SeenAlert[]): Promise<void> {
  await tx.run(sql`
    update monitoring.alerts a
    set level = n.level, facts = n.facts::jsonb, at_risk_minor = n.at_risk_minor, due_at = n.due_at, state = n.state, seen_on = ${today}::date
    from unnest(
      ${rows.map((row) => row.alertId)}::uuid[], ${rows.map((row) => row.level)}::text[], ${rows.map((row) => row.facts)}::text[],
      ${rows.map((row) => row.atRiskMinor)}::bigint[], ${rows.map((row) => row.dueAt)}::timestamptz[], ${rows.map((row) => row.state)}::text[]
    ) as n(alert_id, level, facts, at_risk_minor, due_at, state)
    where a.alert_id = n.alert_id`);
}

export async function markGone(tx: Tx, alertIds: readonly string[], at: Date): Promise<void> {
  await tx.run(sql`update monitoring.alerts set state = 'gone', closed_at = ${at} where alert_id = any(${alertIds}::uuid[])`);
}

export type AlertRow = {
  alert_id: string;
  customer_code: string;
  customer_name: string;
  customer_owner_id: string | null;
  customer_owner: string | null;
  party_id: string;
  grade: string | null;
  code: string;
  level: SignalLevel;
  facts: Record<string, unknown>;
  responses: string[];
  at_risk_minor: bigint;
  currency: string;
  opened_on: Day;
  seen_on: Day;
  due_at: Date;
  owner_name: string | null;
  state: AlertState;
  closed_reason: string | null;
  rank: number;
};

export const RANK = (row: 'a' | 's') => sql`case ${sql.raw(row)}.level when 'red' then 0 when 'orange' then 1 else 2 end`;

const ALERTS = sql`
    select a.alert_id, d.code as customer_code, d.name as customer_name, d.owner_id as customer_owner_id, d.owner_name as customer_owner,
           a.party_id, l.grade, a.code, a.level, a.facts, a.responses, a.at_risk_minor, a.currency, a.opened_on, a.seen_on, a.due_at,
           a.owner_name, a.state, a.closed_reason, ${RANK('a')} as rank
    from monitoring.alerts a
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    left join ratings.latest l on l.tenant_id = a.tenant_id and l.party_id = a.party_id`;

export function alertById(tx: Tx, alertId: string): Promise<AlertRow | null> {
  return tx.maybe(sql<AlertRow>`${ALERTS} where a.alert_id = ${alertId} for no key update of a`);
}

export type Filter = {
  states: readonly AlertState[];
  level: SignalLevel | null;
  code: string | null;
  partyId: string | null;
  ownerId: string | null;
};

export type Place = { rank: number; dueAt: Date; id: string };

/** The most severe first, then what is due first. */
export function alertsPage(tx: Tx, filter: Filter, after: Place | null, limit: number): Promise<AlertRow[]> {
  return tx.rows(sql<AlertRow>`
    ${ALERTS}
    where ${filtered(filter)}
      and (${filter.level}::text is null or a.level = ${filter.level}::text)
      and (${after?.rank ?? null}::int is null
           or (${RANK('a')}, a.due_at, a.alert_id) > (${after?.rank ?? null}::int, ${after?.dueAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by rank, a.due_at, a.alert_id
    limit ${limit}`);
}

/** Of the whole filter but the level, so that the levels can be chosen between. */
export function alertCounts(tx: Tx, filter: Filter): Promise<{ level: SignalLevel; alerts: number }[]> {
  return tx.rows(sql<{ level: SignalLevel; alerts: number }>`
    select a.level, count(*)::int as alerts
    from monitoring.alerts a
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where ${filtered(filter)}
    group by a.level`);
}

function filtered({ states, code, partyId, ownerId }: Filter) {
  return sql`a.state = any(${states}::text[])
      and (${code}::text is null or a.code = ${code}::text)
      and (${partyId}::uuid is null or a.party_id = ${partyId}::uuid)
      and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)`;
}

export function takeAlert(tx: Tx, alertId: string, ownerId: string | null, ownerName: string): Promise<number> {
  return tx.run(sql`
    update monitoring.alerts set state = 'acknowledged', owner_id = ${ownerId}, owner_name = ${ownerName}
    where alert_id = ${alertId} and state in ('open', 'acknowledged')`);
}

export function closeAlert(tx: Tx, alertId: string, close: { at: Date; by: string; reason: string }): Promise<number> {
  return tx.run(sql`
    update monitoring.alerts set state = 'closed', closed_at = ${close.at}, closed_by = ${close.by}, closed_reason = ${close.reason}
    where alert_id = ${alertId} and state in ('open', 'acknowledged')`);
}

/** A customer that was merged: his alerts are gone. */
export function endAlertsOf(tx: Tx, partyId: string, at: Date): Promise<{ alert_id: string }[]> {
  return tx.rows(sql<{ alert_id: string }>`
    update monitoring.alerts set state = 'gone', closed_at = ${at}, closed_reason = 'merged'
    where party_id = ${partyId} and state in ('open', 'acknowledged')
    returning alert_id`);
}
