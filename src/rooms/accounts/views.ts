// Views: a list as somebody wants it again, under a name, for oneself or for all.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type * as contract from './contract.ts';
import * as store from './store-views.ts';

/** Of one list and person; a hundred shared ones more are shown. */
const VIEWS_MAX = 50;
const SHOWN_MAX = 150;

/** Machine keys and jobs look at no lists. */
function personOf(ctx: Ctx): string {
  if (ctx.actor.kind !== 'user' || ctx.actor.id === null)
    throw new Problem(403, 'people_only', 'views belong to people, not to machine keys');
  return ctx.actor.id;
}

export const views: Action<typeof contract.views> = async (ctx, input) => {
  const userId = personOf(ctx);
  const rows = await store.viewsOf(ctx.tx, input.list, userId, SHOWN_MAX);
  return {
    views: rows.map((row) => ({
      id: row.view_id,
      name: row.name,
      query: row.query,
      columns: row.columns,
      shared: row.shared,
      mine: row.user_id === userId,
      by: row.user_name,
    })),
  };
};

export const saveView: Action<typeof contract.saveView> = async (ctx, input) => {
  const userId = personOf(ctx);
  const name = input.name.trim();
  if (name === '')
    throw new Problem(400, 'name_missing', 'a view needs a name', { fields: [{ field: 'name', message: 'missing' }] });
  if ((await store.countOf(ctx.tx, input.list, userId)).count >= VIEWS_MAX)
    throw new Problem(409, 'views_full', `at most ${VIEWS_MAX} views of a list: delete one first`);
  const { view_id: id } = await store.saveView(ctx.tx, ctx.tenant.id, ctx.at, {
    viewId: newId(),
    list: input.list,
    name,
    query: input.query,
    columns: input.columns ?? null,
    shared: input.shared ?? false,
    userId,
    userName: ctx.actor.name,
  });
  ctx.note({ subject: { kind: 'view', id }, facts: { list: input.list, name, shared: input.shared ?? false } });
  return { id };
};

export const dropView: Action<typeof contract.dropView> = async (ctx, input) => {
  const dropped = (await store.dropView(ctx.tx, input.id, personOf(ctx))) > 0;
  if (!dropped) throw new Problem(404, 'view_unknown', 'there is no such view of yours');
  ctx.note({ subject: { kind: 'view', id: input.id } });
  return { dropped };
};
