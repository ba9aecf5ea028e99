// The verbs on alerts: looking for them, taking one, closing it with what was done.
import { Problem } from '#base/assert.ts';
import { addDays, startOfDay } from '#base/date.ts';
import { isId } from '#base/id.ts';
import { wireMoney } from '#base/money.ts';
import { SIGNAL_LEVELS } from '#engine/signals.ts';
import { type AsOf, asOfOf, isNow } from '#platform/as-of.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { resolveParty, sees } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { type Looked, look } from './look.ts';
import * as store from './store.ts';
import * as past from './store-past.ts';

export { lookAtTouched } from './look.ts';

const STANDING: readonly store.AlertState[] = ['open', 'acknowledged'];

export const run: Action<typeof contract.run> = async (ctx) => {
  const looked = await look(ctx, null);
  ctx.note({ facts: looked });
  return looked;
};

export async function nightly(ctx: Ctx): Promise<void> {
  const looked: Looked = await look(ctx, null);
  if (looked.opened + looked.gone > 0) ctx.note({ facts: looked });
}

export const alerts: Action<typeof contract.alerts> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const filter: store.Filter = {
    states: input.state ? [input.state] : STANDING,
    level: input.level ?? null,
    code: input.code ?? null,
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
  };
  const asOf = asOfOf(ctx, input);
  const place = placeOf(input.cursor);
  const [rows, counts] = await (isNow(ctx, asOf)
    ? Promise.all([store.alertsPage(ctx.tx, filter, place, limit), store.alertCounts(ctx.tx, filter)])
    : alertsThen(ctx, asOf, filter, place, limit));
  const last = rows.at(-1);
  const countOf = new Map(counts.map((row) => [row.level, row.alerts]));
  return {
    alerts: rows.map(wireAlert),
    counts: SIGNAL_LEVELS.toReversed().map((level) => ({ level, alerts: countOf.get(level) ?? 0 })),
    next: rows.length === limit && last ? `${last.rank} ${last.due_at.toISOString()} ${last.alert_id}` : null,
  };
};

/** As they stood when that day ended, or at the moment that is asked for where that was earlier. */
function alertsThen(ctx: Ctx, asOf: AsOf, filter: store.Filter, place: store.Place | null, limit: number) {
  const ends = new Date(startOfDay(addDays(asOf.day, 1), ctx.tenant.timeZone) - 1);
  const before = asOf.knownAt !== null && asOf.knownAt < ends ? asOf.knownAt : ends;
  const then = { before, day: asOf.day };
  return Promise.all([past.alertsThen(ctx.tx, then, filter, place, limit), past.countsThen(ctx.tx, then, filter)]);
}

function wireAlert(row: store.AlertRow) {
  return {
    id: row.alert_id,
    customer: { code: row.customer_code, name: row.customer_name, grade: row.grade, owner: row.customer_owner },
    code: row.code,
    level: row.level,
    facts: row.facts,
    responses: row.responses,
    atRisk: wireMoney(row.at_risk_minor, row.currency),
    openedOn: row.opened_on,
    seenOn: row.seen_on,
    dueAt: row.due_at.toISOString(),
    owner: row.owner_name,
    state: row.state,
    closedReason: row.closed_reason,
  };
}

/** `rank instant id`, as the page before returned it. */
function placeOf(cursor: string | undefined): store.Place | null {
  if (cursor === undefined) return null;
  const [rank = '', due = '', id = ''] = cursor.split(' ');
  if (!/^[0-2]$/.test(rank) || Number.isNaN(Date.parse(due)) || !isId(id)) {
    throw new Problem(400, 'cursor_malformed', 'this page mark is not one we gave; start from the first page', {
      fields: [{ field: 'cursor', message: 'malformed' }],
    });
  }
  return { rank: Number(rank), dueAt: new Date(due), id };
}

export const acknowledge: Action<typeof contract.acknowledge> = async (ctx, input) => {
  const alert = await standingAlert(ctx, input.id);
  await store.takeAlert(ctx.tx, alert.alert_id, ctx.actor.kind === 'user' ? ctx.actor.id : null, ctx.actor.name);
  await past.keepSteps(ctx.tx, ctx.tenant.id, [alert.alert_id], ctx.at);
  ctx.note({ ...about(alert), facts: { code: alert.code, level: alert.level, before: alert.owner_name } });
  return { state: 'acknowledged' };
};

export const close: Action<typeof contract.close> = async (ctx, input) => {
  const alert = await standingAlert(ctx, input.id);
  await store.closeAlert(ctx.tx, alert.alert_id, { at: ctx.at, by: ctx.actor.name, reason: input.reason });
  await past.keepSteps(ctx.tx, ctx.tenant.id, [alert.alert_id], ctx.at);
  ctx.note({ ...about(alert), facts: { code: alert.code, level: alert.level, reason: input.reason } });
  return { state: 'closed' };
};

/** Locked. The same answer whether there is no such alert or it is another salesperson's customer. */
async function standingAlert(ctx: Ctx, id: string): Promise<store.AlertRow> {
  const row = await store.alertById(ctx.tx, id);
  if (!row || !sees(ctx.actor, { owner_id: row.customer_owner_id })) {
    throw new Problem(404, 'alert_unknown', 'there is no such alert');
  }
  if (!STANDING.includes(row.state)) {
    throw new Problem(409, 'alert_ended', `this alert is ${row.state} already`, { facts: { state: row.state } });
  }
  return row;
}

function about(alert: store.AlertRow) {
  return { subject: { kind: 'alert', id: alert.alert_id }, partyId: alert.party_id };
}
