// One look at customers: the signals of today against the alerts that stand. Opened, seen again, or gone.
import { encode } from '#base/codec.ts';
import { addDays } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { withMoney } from '#engine/money-keys.ts';
import { notchesBetween } from '#engine/rating-standing.ts';
import {
  DOWNGRADE_DAYS,
  SIGNAL_LEVELS,
  type Signal,
  type SignalLevel,
  type SignalRules,
  signalsOf,
  UNCHECKED_DAYS,
} from '#engine/signals.ts';
import type { Ctx } from '#platform/context.ts';
import { type AccountFacts, ledgerFacts } from '#rooms/indicators/actions.ts';
import { creditManagers, type Owner, ownerOf } from '#rooms/orders/authority.ts';
import { rulebook, shippedRules } from '#rooms/policies/actions.ts';
import * as store from './store.ts';
import { keepSteps } from './store-past.ts';

const HOUR_MS = 3_600_000;
/** How long an alert may wait for somebody: red is for the same day, yellow for the week. */
const DUE_HOURS: Readonly<Record<SignalLevel, number>> = { red: 8, orange: 48, yellow: 168 };
/** Closed by a person, the same thing at the same level is not said again for so long: he has dealt with it. */
const QUIET_DAYS = 30;
/** A posting that touches more accounts than this is left to the nightly run. */
export const TOUCHED_MAX = 500;

export type Looked = { readonly customers: number; readonly opened: number; readonly still: number; readonly gone: number };

/** Looks at everybody, or at these customers only. */
export async function look(ctx: Ctx, partyIds: readonly string[] | null): Promise<Looked> {
  const rules = await rulesInForce(ctx);
  const owners = await creditManagers(ctx);
  const customers = new Set<string>();
  const total = { opened: 0, still: 0, gone: 0 };
  for await (const chunk of ledgerFacts(ctx, ctx.today, partyIds, { signals: true })) {
    for (const account of chunk) customers.add(account.partyId);
    const counts = await lookAt(ctx, chunk, rules, owners);
    total.opened += counts.opened;
    total.still += counts.still;
    total.gone += counts.gone;
    ctx.progress(customers.size, null, '预警');
  }
  return { customers: customers.size, ...total };
}

/** After a posting: the accounts it touched, where they are few. */
export async function lookAtTouched(ctx: Ctx, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0 || accountIds.length > TOUCHED_MAX) return;
  const parties = await store.partiesOf(ctx.tx, accountIds);
  await look(
    ctx,
    parties.map((row) => row.party_id),
  );
}

/** Signals that came later than some companies' stored rules, which cannot speak of them: as shipped, until those rules name them. */
const LATER: readonly SignalRules['rules'][number]['code'][] = [
  'limitation_ending',
  'went_unchecked',
  'downgraded',
  'dispute_standing',
];

async function rulesInForce(ctx: Ctx): Promise<SignalRules> {
  const { rules } = await rulebook(ctx, 'signals');
  const lacking = LATER.filter((code) => !rules.rules.some((rule) => rule.code === code));
  if (lacking.length === 0) return rules;
  return { ...rules, rules: [...rules.rules, ...shippedRules('signals').rules.filter((rule) => lacking.includes(rule.code))] };
}

type Found = { readonly account: AccountFacts; readonly signal: Signal; readonly key: string };

async function lookAt(
  ctx: Ctx,
  chunk: readonly AccountFacts[],
  rules: SignalRules,
  owners: readonly Owner[],
): Promise<Omit<Looked, 'customers'>> {
  const ending = Map.groupBy(
    await store.limitations(
      ctx.tx,
      chunk.map((account) => account.accountId),
    ),
    (row) => row.accountId,
  );
  const since = new Date(ctx.at.getTime() - (UNCHECKED_DAYS + 1) * 24 * HOUR_MS);
  const unchecked = Map.groupBy(
    await store.unchecked(
      ctx.tx,
      chunk.map((account) => account.accountId),
      since,
      ctx.tenant.timeZone,
    ),
    (row) => row.accountId,
  );
  const disputes = Map.groupBy(
    await store.disputes(
      ctx.tx,
      chunk.map((account) => account.accountId),
    ),
    (row) => row.accountId,
  );
  const { rules: card } = await rulebook(ctx, 'scorecard');
  const fallOf = new Map(
    (
      await store.movesSince(
        ctx.tx,
        chunk.map((account) => account.partyId),
        addDays(ctx.today, -DOWNGRADE_DAYS),
      )
    ).flatMap((row) => {
      const notches = -(notchesBetween(card.scale, row.grade_before, row.grade) ?? 0);
      return notches > 0 ? [[row.party_id, { from: row.grade_before, to: row.grade, on: row.changed_on, notches }] as const] : [];
    }),
  );
  const found = new Map<string, Found>();
  for (const account of chunk) {
    const facts = {
      ...account.facts,
      limitations: ending.get(account.accountId) ?? [],
      unchecked: unchecked.get(account.accountId) ?? [],
      downgrade: fallOf.get(account.partyId),
      disputes: disputes.get(account.accountId) ?? [],
    };
    for (const signal of signalsOf(facts, rules, ctx.today)) {
      const key = `${account.accountId} ${signal.key}`;
      found.set(key, { account, signal, key });
    }
  }
  const standing = await store.lockStanding(
    ctx.tx,
    chunk.map((account) => account.accountId),
  );
  const known = new Set(standing.map((row) => row.dedup_key));
  const unknown = [...found.values()].filter((each) => !known.has(each.key));
  const quiet = await closedLately(
    ctx,
    unknown.map((each) => each.key),
  );

  const fresh = unknown.filter((each) => rises(each.signal.level, quiet.get(each.key) ?? null));
  const seen: store.SeenAlert[] = [];
  const gone: string[] = [];
  for (const row of standing) {
    const again = found.get(row.dedup_key);
    if (again) seen.push(seenAgain(ctx, row, again));
    else gone.push(row.alert_id);
  }

  if (gone.length > 0) await store.markGone(ctx.tx, gone, ctx.at);
  if (seen.length > 0) await store.updateSeen(ctx.tx, ctx.today, seen);
  const rows = fresh.map((each) => newAlert(ctx, each, owners));
  const opened = rows.length > 0 ? await store.insertAlerts(ctx.tx, ctx.tenant.id, ctx.today, rows) : [];
  await keepSteps(
    ctx.tx,
    ctx.tenant.id,
    [...gone, ...seen.map((each) => each.alertId), ...opened.map((row) => row.alert_id)],
    ctx.at,
  );
  return { opened: opened.length, still: seen.length, gone: gone.length };
}

async function closedLately(ctx: Ctx, keys: readonly string[]): Promise<Map<string, SignalLevel>> {
  if (keys.length === 0) return new Map();
  const since = new Date(ctx.at.getTime() - QUIET_DAYS * 24 * HOUR_MS);
  return new Map((await store.closedSince(ctx.tx, keys, since)).map((row) => [row.dedup_key, row.level]));
}

function rises(level: SignalLevel, from: SignalLevel | null): boolean {
  return from === null || SIGNAL_LEVELS.indexOf(level) > SIGNAL_LEVELS.indexOf(from);
}

/** Risen, it is news: open again, also where somebody had taken it, and due as early as its new level asks. */
function seenAgain(ctx: Ctx, row: store.StandingRow, { account, signal }: Found): store.SeenAlert {
  const risen = rises(signal.level, row.level);
  const due = dueAt(ctx, signal.level);
  return {
    alertId: row.alert_id,
    level: signal.level,
    facts: factsOf(account, signal),
    atRiskMinor: atRisk(account, signal),
    dueAt: risen && due < row.due_at ? due : row.due_at,
    state: risen ? 'open' : row.state,
  };
}

function newAlert(ctx: Ctx, { account, signal, key }: Found, owners: readonly Owner[]): store.NewAlert {
  const owner = ownerOf(account.partyId, owners);
  return {
    alertId: newId(),
    partyId: account.partyId,
    accountId: account.accountId,
    code: signal.code,
    key,
    level: signal.level,
    facts: factsOf(account, signal),
    responses: encode(signal.responses),
    atRiskMinor: atRisk(account, signal),
    currency: account.currency,
    dueAt: dueAt(ctx, signal.level),
    ownerId: owner?.id ?? null,
    ownerName: owner?.name ?? null,
  };
}

function dueAt(ctx: Ctx, level: SignalLevel): Date {
  return new Date(ctx.at.getTime() + DUE_HOURS[level] * HOUR_MS);
}

function factsOf(account: AccountFacts, signal: Signal): string {
  const { code, level, actual, threshold, unit, documents, inputs, asOf } = signal;
  return encode(withMoney({ code, level, actual, threshold, unit, documents, inputs, asOf }, account.currency));
}

/** What these put at risk is what they are about. */
const OF_AMOUNT: readonly Signal['code'][] = ['bill_dishonoured', 'limitation_ending', 'went_unchecked', 'dispute_standing'];

/** What could be lost: the overdue amount, the bill that came back, what soon cannot be sued for, else all that the customer owes us. */
function atRisk({ facts }: AccountFacts, signal: Signal): bigint {
  if (signal.code === 'overdue_days') return facts.overdueMinor;
  const amount = signal.inputs['amountMinor'];
  if (OF_AMOUNT.includes(signal.code) && typeof amount === 'bigint') return amount;
  return facts.exposureMinor > 0n ? facts.exposureMinor : 0n;
}
