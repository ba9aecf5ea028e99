// Credit status: what is said of a customer beside the ledger, and what stands of it today, for rules of orders and for the page.
import { Problem } from '#base/assert.ts';
import { addDays, type Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type * as contract from './contract-credit-states.ts';
import { creditStateChanged } from './contract-credit-states.ts';
import { familyOf, resolveParty } from './parties.ts';
import * as store from './store-credit-states.ts';

const HISTORY_MAX = 50;
/** Longer ahead nobody promises, reviews or insures. */
export const AHEAD_DAYS = 3_660;

export type Promised = {
  readonly row: store.CreditStateRow;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly dueOn: Day;
  /** What came in since; null while the day has not passed. */
  readonly receivedMinor: bigint | null;
  readonly state: 'open' | 'kept' | 'broken';
};

/** What stands of one customer. Null: nothing of the kind was said, or it is over. */
export type CreditStanding = {
  readonly dunning: store.CreditStateRow | null;
  readonly promises: readonly Promised[];
  readonly insurance: store.CreditStateRow | null;
  /** From when the insurer covers nothing new: said so, or the day after the last of the cover. */
  readonly insuranceStoppedOn: Day | null;
  readonly review: store.CreditStateRow | null;
  /** What is good of deposits, guarantees and insurance, one of each currency. */
  readonly covers: readonly Cover[];
};

export type Cover = { readonly row: store.CreditStateRow; readonly amountMinor: bigint; readonly currency: string };

const NOTHING: CreditStanding = {
  dunning: null,
  promises: [],
  insurance: null,
  insuranceStoppedOn: null,
  review: null,
  covers: [],
};

/** What was said last of these customers and is neither over nor past its last day. */
export async function live(ctx: Ctx, partyIds: readonly string[]): Promise<store.CreditStateRow[]> {
  const rows = await store.newest(ctx.tx, partyIds);
  // A promise or cover said to be over without a currency ends those of all.
  const overAt = new Map(
    rows.filter((row) => row.ended && row.currency === null).map((row) => [`${row.party_id} ${row.kind}`, row.recorded_at]),
  );
  return rows.filter(
    (row) =>
      !row.ended &&
      (row.kind === 'insurance' || row.until_on === null || row.until_on >= ctx.today) &&
      !(row.currency !== null && row.recorded_at < (overAt.get(`${row.party_id} ${row.kind}`) ?? row.recorded_at)),
  );
}

/**
 * What stands today of each of these customers; who is not in the answer's map has nothing said of him. A promise is broken once its day has
 * passed and less than promised came in since it was made, in its currency; it counts no longer when the rest arrives.
 */
export async function creditStanding(ctx: Ctx, partyIds: readonly string[]): Promise<Map<string, CreditStanding>> {
  const rows = await live(ctx, partyIds);
  const standing = new Map<string, CreditStanding>();
  const passed = rows.filter((row) => row.kind === 'promise' && row.due_on! < ctx.today);
  const paid =
    passed.length === 0
      ? []
      : await store.received(
          ctx.tx,
          passed.map((row) => ({
            stateId: row.state_id,
            partyId: row.party_id,
            currency: row.currency!,
            since: row.effective_on,
            recordedAt: row.recorded_at,
          })),
        );
  const paidOf = new Map(paid.map((row) => [row.state_id, row.received_minor]));
  for (const [partyId, of] of Map.groupBy(rows, (row) => row.party_id)) {
    const one = (kind: store.CreditStateRow['kind']) => of.find((row) => row.kind === kind) ?? null;
    const dunning = one('dunning');
    const insurance = one('insurance');
    standing.set(partyId, {
      dunning: dunning && dunning.level! > 0 ? dunning : null,
      promises: of
        .filter((row) => row.kind === 'promise')
        .map((row) => promised(row, row.due_on! < ctx.today ? (paidOf.get(row.state_id) ?? 0n) : null))
        .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1)),
      insurance,
      insuranceStoppedOn: insurance && stoppedOn(insurance),
      review: one('review'),
      covers: of
        .filter((row) => row.kind === 'cover')
        .map((row) => ({ row, amountMinor: row.amount_minor!, currency: row.currency! })),
    });
  }
  return standing;
}

function promised(row: store.CreditStateRow, receivedMinor: bigint | null): Promised {
  const amountMinor = row.amount_minor!;
  const state = receivedMinor === null ? 'open' : receivedMinor >= amountMinor ? 'kept' : 'broken';
  return { row, amountMinor, currency: row.currency!, dueOn: row.due_on!, receivedMinor, state };
}

function stoppedOn(row: store.CreditStateRow): Day | null {
  const lapsed = row.until_on === null ? null : addDays(row.until_on, 1);
  return row.stopped_on === null || (lapsed !== null && lapsed < row.stopped_on) ? lapsed : row.stopped_on;
}

export const creditStates: Action<typeof contract.creditStates> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const standing = (await creditStanding(ctx, [party.party_id])).get(party.party_id) ?? NOTHING;
  const history = await store.history(ctx.tx, await familyOf(ctx, party.party_id), HISTORY_MAX);
  const { dunning, insurance, review } = standing;
  return {
    dunning: dunning && { ...said(dunning), level: dunning.level! },
    promises: standing.promises.map(({ row, amountMinor, currency, dueOn, receivedMinor, state }) => ({
      ...said(row),
      amount: wireMoney(amountMinor, currency),
      dueOn,
      received: receivedMinor === null ? null : wireMoney(receivedMinor, currency),
      state,
    })),
    insurance: insurance && { ...said(insurance), stoppedOn: standing.insuranceStoppedOn, noticeBy: insurance.due_on },
    review: review && { ...said(review), dueOn: review.due_on! },
    covers: standing.covers.map(({ row, amountMinor, currency }) => ({ ...said(row), amount: wireMoney(amountMinor, currency) })),
    history: history.map((row) => ({
      ...said(row),
      kind: row.kind,
      ended: row.ended,
      level: row.level,
      amount: row.amount_minor === null ? null : wireMoney(row.amount_minor, row.currency!),
      dueOn: row.due_on,
      stoppedOn: row.stopped_on,
      withdrawnBy: row.withdrawn_by,
    })),
  };
};

function said(row: store.CreditStateRow) {
  return {
    id: row.state_id,
    by: row.by_name,
    recordedAt: row.recorded_at.toISOString(),
    effectiveOn: row.effective_on,
    until: row.until_on,
    note: row.note,
  };
}

export const recordCreditState: Action<typeof contract.recordCreditState> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const { kind } = input;
  const on = input.on ?? ctx.today;
  const ended = input.ended === true || (kind === 'dunning' && input.level === 0);
  const takes = TAKES[kind];
  const malformed = (field: string, message: string) =>
    new Problem(400, 'credit_state_malformed', `${kind}: ${field} ${message}`, { fields: [{ field, message }], facts: { kind } });
  for (const field of ['level', 'amount', 'dueOn', 'stoppedOn'] as const) {
    if (input[field] !== undefined && !takes.may.includes(field)) throw malformed(field, 'not of this kind');
    if (!ended && input[field] === undefined && takes.must.includes(field)) throw malformed(field, 'needed');
  }
  const money = input.amount === undefined ? null : parseMoney(input.amount);
  if (money && money.minor <= 0n) throw malformed('amount', 'more than zero');
  const farthest = addDays(ctx.today, AHEAD_DAYS);
  if (on > ctx.today) throw malformed('on', 'not in the future');
  for (const field of ['dueOn', 'until', 'stoppedOn'] as const) {
    const day = input[field];
    if (day !== undefined && (day > farthest || day < addDays(ctx.today, -AHEAD_DAYS))) throw malformed(field, 'out of range');
  }
  if (kind === 'promise' && !ended && input.dueOn! < on) throw malformed('dueOn', 'before it was made');
  // A cover that has run out is news also after its last day.
  if (input.until !== undefined && input.until < on && kind !== 'insurance') throw malformed('until', 'before it begins');
  const stateId = newId();
  const state = {
    stateId,
    partyId: party.party_id,
    kind,
    ended,
    level: kind === 'dunning' ? (input.level ?? null) : null,
    amount_minor: money?.minor ?? null,
    currency: money?.currency ?? null,
    due_on: input.dueOn ?? null,
    stopped_on: input.stoppedOn ?? null,
    effective_on: on,
    until_on: input.until ?? null,
    note: input.note?.trim() || null,
  };
  await store.insert(ctx.tx, ctx.tenant.id, [state], writing(ctx, null));
  ctx.note({
    subject: { kind: 'customer', id: party.party_id },
    partyId: party.party_id,
    facts: saidOf(state),
  });
  ctx.emit(creditStateChanged, { partyIds: [party.party_id] });
  return { id: stateId, kind, ended };
};

/** What the customer's timeline says of a state. */
export function saidOf(state: Omit<store.NewCreditState, 'stateId' | 'partyId'>): Record<string, unknown> {
  const { level, amount_minor: minor, currency, due_on: dueOn, stopped_on: stoppedOn } = state;
  return {
    state: state.kind,
    ended: state.ended,
    ...(level === null ? {} : { level }),
    ...(minor === null || currency === null ? {} : { amount: wireMoney(minor, currency) }),
    ...(dueOn === null ? {} : { dueOn }),
    ...(stoppedOn === null ? {} : { stoppedOn }),
  };
}

/** Under the name of who acts. */
export function writing(ctx: Ctx, importId: string | null): store.Writing {
  const byId = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  return { byId, byName: ctx.actor.name, at: ctx.at, eventId: ctx.eventId, importId };
}

type Field = 'level' | 'amount' | 'dueOn' | 'stoppedOn';

/** What each kind takes, and what it cannot do without. */
const TAKES: Readonly<Record<store.CreditStateRow['kind'], { readonly may: readonly Field[]; readonly must: readonly Field[] }>> =
  {
    dunning: { may: ['level'], must: ['level'] },
    promise: { may: ['amount', 'dueOn'], must: ['amount', 'dueOn'] },
    insurance: { may: ['dueOn', 'stoppedOn'], must: [] },
    review: { may: ['dueOn'], must: ['dueOn'] },
    cover: { may: ['amount'], must: ['amount'] },
  };
