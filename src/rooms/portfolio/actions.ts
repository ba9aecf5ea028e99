// The workbench: what needs the one who asks, how bad it is, and what moved since yesterday.
import { addDays, startOfDay } from '#base/date.ts';
import { parseMinor, wireMoney } from '#base/money.ts';
import { can } from '#platform/auth/permissions.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import type { OutputOf } from '#platform/operation.ts';
import { list as listCases } from '#rooms/approvals/actions.ts';
import { turnDue } from '#rooms/exposure/actions.ts';
import { modeNow } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import { figures } from './figures.ts';
import * as store from './store.ts';

type Item = OutputOf<typeof contract.workbench>['queue'][number];

/** Shown of each kind; the counts are of all. */
const QUEUE_MAX = 200;
const NEWS_MAX = 15;
/** What is due within so long stands under "now". */
const NOW_MS = 3 * 3_600_000;
/** Events that somebody who comes back in the morning wants to hear of. */
const TOLD = [
  'approvals.decide',
  'demonstration.load',
  'limits.freeze',
  'limits.unfreeze',
  'limits.set',
  'limits.submit',
  'limits.propose',
  'monitoring.run',
  'monitoring.close',
  'orders.ask-prepayment',
  'orders.refuse',
  'orders.release',
  'policies.confirm-policy',
  'policies.set-mode',
  'models.look',
  'ratings.run',
  'receivables.import',
  'receivables.undo-import',
  'imports.post',
];

export const workbench: Action<typeof contract.workbench> = async (ctx) => {
  // A day may have passed that nobody has turned yet: limits and overdue are those of today.
  await turnDue(ctx);
  const ownerId = ownerScope(ctx);
  const { tx } = ctx;
  const sinceYesterday = new Date(startOfDay(addDays(ctx.today, -1), ctx.tenant.timeZone));
  const [book, held, heldSums, alerts, alertCount, cases, files, models, notices, mode, ledger, news] = await Promise.all([
    figures(ctx),
    store.heldOrders(tx, ownerId, QUEUE_MAX),
    store.heldSums(tx, ownerId),
    store.standingAlerts(tx, ownerId, QUEUE_MAX),
    store.alertCount(tx, ownerId),
    casesToDecide(ctx),
    errandsOf(ctx),
    modelsOf(ctx),
    noticesOf(ctx),
    modeNow(ctx),
    store.ledgerEmpty(tx),
    store.news(tx, TOLD, sinceYesterday, ownerId, NEWS_MAX),
  ]);
  const grouped = groups(ctx);
  const queue = [
    ...held.map((row) => grouped(holdItem(ctx, row))),
    ...cases.map((item) => grouped(item)),
    ...files.map((item) => grouped(item)),
    ...[...models, ...notices.items].map((item) => grouped(item)),
    ...alerts.map((row) => grouped(alertItem(ctx, row))),
  ];
  const heldHere = heldSums.find((row) => row.currency === ctx.tenant.currency);
  return {
    asOf: ctx.at.toISOString(),
    today: ctx.today,
    currency: ctx.tenant.currency,
    empty: ledger.empty,
    mode: mode.mode,
    queue: queue.sort(byUrgency),
    counts: {
      holds: heldSums.reduce((sum, row) => sum + row.holds, 0),
      approvals: cases.length,
      alerts: alertCount.alerts,
      files: files.length,
      models: models.length,
      notices: notices.waiting,
    },
    // Nothing held in this currency is an amount of nothing: known.
    heldAmount: wireMoney(heldHere ? heldHere.minor : 0n, ctx.tenant.currency),
    ...book,
    news: news.map((row) => ({
      at: row.at.toISOString(),
      operation: row.operation,
      actor: row.actor_name,
      customer: row.customer,
      facts: row.facts,
    })),
  };
};

type Ungrouped = Omit<Item, 'group'>;

const GROUPS: readonly Item['group'][] = ['now', 'today', 'week'];

function groups(ctx: Ctx): (item: Ungrouped) => Item {
  const now = ctx.at.getTime() + NOW_MS;
  const tomorrow = startOfDay(addDays(ctx.today, 1), ctx.tenant.timeZone);
  return (item) => {
    const due = Date.parse(item.dueAt);
    return { ...item, group: due <= now ? 'now' : due < tomorrow ? 'today' : 'week' };
  };
}

function byUrgency(a: Item, b: Item): number {
  return (
    GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) ||
    b.level - a.level ||
    (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0) ||
    // Of what is due together, the larger sum first.
    Number(minorOf(b) - minorOf(a)) ||
    (a.id < b.id ? -1 : 1)
  );
}

function minorOf({ amount }: Item): bigint {
  return amount && 'amount' in amount ? parseMinor(amount.amount, amount.currency) : 0n;
}

type HoldReason = { readonly code: string; readonly action: string; readonly released?: boolean };
/** Reasons that say the customer does not or cannot pay; the others say that he buys more than was agreed. */
const GRAVE = new Set(['frozen', 'overdue_days', 'overdue_amount', 'overdue_share_ppm']);

/** 4: frozen, or an order that the rules refuse; 3: overdue; 2: the rest. */
function holdLevel(reasons: readonly HoldReason[]): Item['level'] {
  const holding = reasons.filter((reason) => reason.action !== 'inform' && reason.released !== true);
  if (holding.some((reason) => reason.code === 'frozen' || reason.action === 'reject')) return 4;
  return holding.some((reason) => GRAVE.has(reason.code)) ? 3 : 2;
}

function holdItem(ctx: Ctx, row: store.QueueRow): Ungrouped {
  const reasons = row.facts as HoldReason[];
  return { ...itemOf(ctx, row), kind: 'hold', level: holdLevel(reasons), facts: { reasons } };
}

const ALERT_LEVEL: Readonly<Record<string, Item['level']>> = { red: 4, orange: 3, yellow: 2 };

function alertItem(ctx: Ctx, row: store.QueueRow): Ungrouped {
  return {
    ...itemOf(ctx, row),
    kind: 'alert',
    level: ALERT_LEVEL[row.level!] ?? 2,
    facts: row.facts as Record<string, unknown>,
  };
}

function itemOf(ctx: Ctx, row: store.QueueRow) {
  return {
    id: row.id,
    customer: { code: row.code, name: row.name, grade: row.grade },
    amount: wireMoney(row.amount_minor, row.currency),
    owner: row.owner_name,
    dueAt: row.due_at.toISOString(),
    mine: ctx.actor.id !== null && row.owner_id === ctx.actor.id,
  };
}

/** Papers of a customer are asked about so many days before they end. */
const PAPERS_AHEAD_DAYS = 14;

/** What he has to do about customer files himself; late ones are graver. */
async function errandsOf(ctx: Ctx): Promise<Ungrouped[]> {
  if (ctx.actor.id === null || ctx.actor.kind !== 'user') return [];
  const rows = await store.errands(ctx.tx, ctx.actor.id, ctx.today, addDays(ctx.today, PAPERS_AHEAD_DAYS), QUEUE_MAX);
  return rows.map((row) => ({
    kind: 'file',
    id: row.id,
    customer: row.code === null ? null : { code: row.code, name: row.name!, grade: null },
    level: row.due_on < ctx.today ? 3 : 2,
    facts: row.facts as Record<string, unknown>,
    amount: null,
    owner: row.owner_name,
    // Done by the end of its day.
    dueAt: new Date(startOfDay(addDays(row.due_on, 1), ctx.tenant.timeZone)).toISOString(),
    mine: true,
  }));
}

/** Days to look at a model that its monthly look warned of. */
const MODEL_DAYS = 7;

/** Models that warn wait for whoever made them, and for those who may stop them. */
async function modelsOf(ctx: Ctx): Promise<Ungrouped[]> {
  if (ctx.actor.kind !== 'system' && !can(ctx.actor.roles, 'ratings.run') && !can(ctx.actor.roles, 'approvals.decide')) return [];
  const rows = await store.modelWarnings(ctx.tx, QUEUE_MAX);
  return rows.map((row) => ({
    kind: 'model',
    id: row.look_id,
    customer: null,
    level: row.falls ? 3 : 2,
    facts: { model: row.name, version: row.version_no, psi: row.psi, falls: row.falls, on: row.on_day },
    amount: null,
    owner: row.developed_by,
    dueAt: new Date(startOfDay(addDays(row.on_day, MODEL_DAYS), ctx.tenant.timeZone)).toISOString(),
    mine: ctx.actor.id !== null && row.developed_by_id === ctx.actor.id,
  }));
}

/** A customer is told of a lower grade within so many days of the fall. */
const NOTICE_DAYS = 3;

/** Letters of a lower grade wait as one errand: they are looked through one after the other on their own page. */
async function noticesOf(ctx: Ctx): Promise<{ readonly waiting: number; readonly items: readonly Ungrouped[] }> {
  if (ctx.actor.kind !== 'system' && !can(ctx.actor.roles, 'ratings.tell')) return { waiting: 0, items: [] };
  const row = await store.waitingNotices(ctx.tx, ownerScope(ctx));
  if (row.first_id === null || row.first_on === null) return { waiting: 0, items: [] };
  const late = addDays(row.first_on, NOTICE_DAYS);
  const item: Ungrouped = {
    kind: 'notice',
    id: row.first_id,
    customer: null,
    level: late < ctx.today ? 3 : 2,
    facts: { count: row.waiting, names: row.names, on: row.first_on },
    amount: null,
    owner: null,
    dueAt: new Date(startOfDay(addDays(late, 1), ctx.tenant.timeZone)).toISOString(),
    mine: true,
  };
  return { waiting: row.waiting, items: [item] };
}

/** Cases that the one who asks may decide, by the approvals' own judgement; they wait for him, so they are his. */
async function casesToDecide(ctx: Ctx): Promise<Ungrouped[]> {
  if (ctx.actor.kind !== 'system' && !can(ctx.actor.roles, 'approvals.decide')) return [];
  const { cases } = await listCases(ctx, { state: 'open', limit: QUEUE_MAX });
  const mine = cases.filter((each) => each.mayDecide);
  const codes = mine.flatMap((each) => (each.customer ? [each.customer.code] : []));
  const grades = new Map((await store.gradesByCode(ctx.tx, codes)).map((row) => [row.code, row.grade]));
  return mine.map((each) => ({
    kind: 'approval',
    id: each.id,
    customer: each.customer ? { ...each.customer, grade: grades.get(each.customer.code) ?? null } : null,
    level: 2,
    facts: { kind: each.kind, proposal: each.proposal, proposedBy: each.proposedBy, amount: each.amount },
    amount: each.amount as Item['amount'],
    owner: null,
    dueAt: each.dueAt,
    mine: true,
  }));
}
