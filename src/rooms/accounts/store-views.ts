// SQL of the views that people saved of their lists.
import { sql, type Tx } from '#platform/sql.ts';

export type ViewRow = {
  view_id: string;
  name: string;
  query: string;
  columns: string | null;
  shared: boolean;
  user_id: string;
  user_name: string;
};

/** One's own and those shared with all, by name. */
export function viewsOf(tx: Tx, list: string, userId: string, most: number): Promise<ViewRow[]> {
  return tx.rows(sql<ViewRow>`
    select view_id, name, query, columns, shared, user_id, user_name
    from platform.saved_views
    where list = ${list} and (user_id = ${userId}::uuid or shared)
    order by name, view_id
    limit ${most}`);
}

export function countOf(tx: Tx, list: string, userId: string): Promise<{ count: number }> {
  return tx.one(sql<{ count: number }>`
    select count(*)::int as count from platform.saved_views where list = ${list} and user_id = ${userId}::uuid`);
}

export type NewView = {
  viewId: string;
  list: string;
  name: string;
  query: string;
  columns: string | null;
  shared: boolean;
  userId: string;
  userName: string;
};

/** The same name of the same person is the same view, changed. */
export function saveView(tx: Tx, tenantId: string, at: Date, view: NewView): Promise<{ view_id: string }> {
  return tx.one(sql<{ view_id: string }>`
    insert into platform.saved_views (tenant_id, view_id, list, name, query, columns, user_id, user_name, shared, saved_at)
    values (${tenantId}, ${view.viewId}, ${view.list}, ${view.name}, ${view.query}, ${view.columns}, ${view.userId}, ${view.userName},
            ${view.shared}, ${at})
    on conflict (tenant_id, user_id, list, name)
    do update set query = excluded.query, columns = excluded.columns, shared = excluded.shared, saved_at = excluded.saved_at
    returning view_id`);
}

export function dropView(tx: Tx, viewId: string, userId: string): Promise<number> {
  return tx.run(sql`delete from platform.saved_views where view_id = ${viewId} and user_id = ${userId}::uuid`);
}
