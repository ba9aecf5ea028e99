// A changed set of rules over stored checks: the same facts under the rules in force and under the draft, and what became of the customers.
import { addDays, type Day, daysBetween } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import { blocks, checkOrder, type OrderDecision, type OrderFacts, type OrderRules } from '#engine/order-check.ts';
import { needsOf } from '#engine/order-rules.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { draftBody, readRules, rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import { factsFrom } from './replay.ts';
import * as store from './store-replay.ts';

const CHUNK = 1_000;
/** More orders than this are not looked at in one replay; the newest are. */
const ORDERS_MAX = 50_000;
const CHANGES_SHOWN = 200;
/** A customer turned bad when something of his is overdue for longer than this by now, and was not when he ordered. */
const BAD_DAYS = 30;

type Sums = Map<string, bigint>;
type Side = { held: number; amounts: Sums; caught: number; missed: number };

export const replayRules: Action<typeof contract.replayRules> = async (ctx, input) => {
  const draft = readRules('order-check', await draftBody(ctx, input.draft));
  const { rules: standing } = await rulebook(ctx, 'order-check');
  const to = ctx.today;
  const from = addDays(to, 1 - (input.days ?? 90));
  const before: Side = { held: 0, amounts: new Map(), caught: 0, missed: 0 };
  const after: Side = { held: 0, amounts: new Map(), caught: 0, missed: 0 };
  const newly: Sums = new Map();
  const freed: Sums = new Map();
  const counted = { orders: 0, passedOver: 0, newlyHeld: 0, noLongerHeld: 0 };
  const days = new Map<Day, { orders: number; before: number; after: number }>();
  const unanswered = new Map<string, number>();
  const byRule = new Map<string, { before: number; after: number }>();
  const changes: { minor: bigint; row: store.FirstCheck; before: OrderDecision; after: OrderDecision; bad: boolean }[] = [];

  let mark: string | null = null;
  for (;;) {
    const rows: store.FirstCheck[] = await store.firstChecks(ctx.tx, ctx.tenant.id, from, to, mark, CHUNK);
    const extra = await supplement(ctx, draft, rows);
    for (const row of rows) {
      if (row.facts['carriedOver'] === true) {
        counted.passedOver += 1;
        continue;
      }
      counted.orders += 1;
      const facts = { ...(factsFrom(row.facts) as OrderFacts), ...extra(row) };
      const was = checkOrder(facts, standing, row.as_of);
      const is = checkOrder(facts, draft, row.as_of);
      const bad = turnedBad(row, facts, ctx.today);
      tally(before, was, row, bad);
      tally(after, is, row, bad);
      const day = days.get(row.as_of) ?? { orders: 0, before: 0, after: 0 };
      day.orders += 1;
      if (was.outcome !== 'clear') day.before += 1;
      if (is.outcome !== 'clear') day.after += 1;
      days.set(row.as_of, day);
      for (const rule of new Set(
        is.passed.filter((each) => each.missing !== null && each.missing !== 'beyond_horizon').map((each) => each.rule),
      ))
        unanswered.set(rule, (unanswered.get(rule) ?? 0) + 1);
      for (const rule of stopping(was)) bump(byRule, rule).before += 1;
      for (const rule of stopping(is)) bump(byRule, rule).after += 1;
      if ((was.outcome === 'clear') === (is.outcome === 'clear')) continue;
      if (is.outcome === 'clear') {
        counted.noLongerHeld += 1;
        add(freed, row);
      } else {
        counted.newlyHeld += 1;
        add(newly, row);
      }
      changes.push({ minor: row.amount_minor, row, before: was, after: is, bad });
    }
    ctx.progress(counted.orders + counted.passedOver, null, '回放');
    if (rows.length < CHUNK || counted.orders >= ORDERS_MAX) break;
    mark = rows.at(-1)!.check_id;
  }
  changes.sort((a, b) => (a.minor < b.minor ? 1 : a.minor > b.minor ? -1 : 0));
  return {
    from,
    to,
    ...counted,
    before: wireSide(before),
    after: wireSide(after),
    newlyHeldAmounts: wire(newly),
    noLongerHeldAmounts: wire(freed),
    days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([on, day]) => ({ on, ...day })),
    unanswered: [...unanswered].map(([rule, orders]) => ({ rule, orders })),
    byRule: [...byRule].map(([rule, counts]) => ({ rule, ...counts })),
    changes: changes.slice(0, CHANGES_SHOWN).map(({ row, before: was, after: is, bad }) => ({
      order: row.order_number,
      customer: { code: row.code, name: row.name },
      amount: wireMoney(row.amount_minor, row.currency),
      on: row.as_of,
      before: was.outcome,
      after: is.outcome,
      rules: [...stopping(is.outcome === 'clear' ? was : is)],
      turnedBad: bad,
    })),
  };
};

/** What the draft asks of customers that no rule asked when the checks were made: as it stands today. */
async function supplement(ctx: Ctx, draft: OrderRules, rows: readonly store.FirstCheck[]) {
  const { scopes, graces } = needsOf(draft);
  const partyIds = [...new Set(rows.map((row) => row.party_id))];
  const [groups, segments] = await Promise.all([
    scopes.has('groups') ? store.groupsOf(ctx.tx, partyIds) : [],
    scopes.has('segments') ? store.segmentsOf(ctx.tx, partyIds) : [],
  ]);
  const groupsBy = Map.groupBy(groups, (row) => row.party_id);
  const segmentBy = new Map(segments.map((row) => [row.party_id, row.segment]));
  return (row: store.FirstCheck): Partial<OrderFacts> => {
    const stored = row.facts as { is?: OrderFacts['is']; segment?: string };
    const told = factsFrom(row.facts) as OrderFacts;
    const is = {
      ...stored.is,
      customers: [row.code],
      groups: stored.is?.groups ?? (groupsBy.get(row.party_id) ?? []).map((each) => each.code),
      salespeople: stored.is?.salespeople ?? (row.owner_name === null ? [] : [row.owner_name]),
    };
    return {
      is,
      segment: stored.segment ?? segmentBy.get(row.party_id) ?? null,
      overdueBeyond: graces.flatMap((days) => {
        const known = told.overdueBeyond?.find((each) => each.days === days);
        if (known) return [known];
        const documents = told.overdueDocuments.filter((each) => daysBetween(each.dueOn, row.as_of) > days);
        return [{ days, amountMinor: documents.reduce((sum, each) => sum + each.openMinor, 0n) }];
      }),
    };
  };
}

function turnedBad(row: store.FirstCheck, facts: OrderFacts, today: Day): boolean {
  if (row.oldest_due_on === null || daysBetween(row.oldest_due_on, today) <= BAD_DAYS) return false;
  return facts.oldestDueOn === null || daysBetween(facts.oldestDueOn, row.as_of) <= BAD_DAYS;
}

function tally(side: Side, decision: OrderDecision, row: store.FirstCheck, bad: boolean): void {
  const held = decision.outcome !== 'clear';
  if (held) {
    side.held += 1;
    add(side.amounts, row);
  }
  if (bad && held) side.caught += 1;
  if (bad && !held) side.missed += 1;
}

function stopping(decision: OrderDecision): Set<string> {
  return new Set(decision.reasons.filter((reason) => !reason.released && blocks(reason.action)).map((reason) => reason.rule));
}

function bump(byRule: Map<string, { before: number; after: number }>, rule: string): { before: number; after: number } {
  const known = byRule.get(rule) ?? { before: 0, after: 0 };
  byRule.set(rule, known);
  return known;
}

function add(sums: Sums, row: store.FirstCheck): void {
  sums.set(row.currency, (sums.get(row.currency) ?? 0n) + row.amount_minor);
}

function wire(sums: Sums) {
  return [...sums].map(([currency, minor]) => wireMoney(minor, currency));
}

function wireSide({ held, amounts, caught, missed }: Side) {
  return { held, amounts: wire(amounts), caught, missed };
}
