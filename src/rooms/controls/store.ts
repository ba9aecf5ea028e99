// The event log as auditors filter it; customers by name as their room publishes them.
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export type EventRow = {
  event_id: string;
  at: Date;
  actor_kind: string;
  actor_name: string;
  operation: string;
  subject_kind: string | null;
  subject_id: string | null;
  customer_code: string | null;
  customer_name: string | null;
  input_hash: Buffer;
  reasons: unknown;
  facts: Record<string, unknown> | null;
};

export type Filter = {
  readonly from: Date | null;
  /** The instant after the last one wanted. */
  readonly before: Date | null;
  /** An operation in whole, or a room (`orders`). */
  readonly operation: string | null;
  /** A name as it was logged, or the login of a person. */
  readonly actor: string | null;
  readonly partyId: string | null;
  readonly after: { readonly at: Date; readonly eventId: string } | null;
};

/** Newest first. Each clause is written only where it filters, so that the planner takes the index by time or by customer. */
export function events(tx: Tx, tenantId: string, filter: Filter, most: number): Promise<EventRow[]> {
  const clauses: RawBuilder<unknown>[] = [sql`e.tenant_id = ${tenantId}`];
  if (filter.from) clauses.push(sql`e.at >= ${filter.from}::timestamptz`);
  if (filter.before) clauses.push(sql`e.at < ${filter.before}::timestamptz`);
  if (filter.partyId) clauses.push(sql`e.party_id = ${filter.partyId}::uuid`);
  if (filter.operation)
    clauses.push(sql`(e.operation = ${filter.operation} or starts_with(e.operation, ${`${filter.operation}.`}))`);
  if (filter.actor) {
    clauses.push(sql`(e.actor_name = ${filter.actor} or e.actor_id in (
      select u.user_id from platform.users u
      where u.tenant_id = ${tenantId} and (u.login = lower(${filter.actor}) or u.display_name = ${filter.actor})))`);
  }
  if (filter.after) clauses.push(sql`(e.at, e.event_id) < (${filter.after.at}::timestamptz, ${filter.after.eventId}::uuid)`);
  return tx.rows(sql<EventRow>`
    select e.event_id, e.at, e.actor_kind, e.actor_name, e.operation, e.subject_kind, e.subject_id, d.code as customer_code,
           d.name as customer_name, e.input_hash, e.reasons, e.facts
    from platform.events e
    left join customers.directory d on d.tenant_id = e.tenant_id and d.party_id = e.party_id
    where ${sql.join(clauses, sql` and `)}
    order by e.at desc, e.event_id desc
    limit ${most}`);
}
