// The limitation clock of open items: computed from what was paid, signed and recorded; nothing of it is stored but those facts.
import { Problem } from '#base/assert.ts';
import { addDays, addMonths, type Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { sumMinor, wireMoney } from '#base/money.ts';
import { type Limitation, type LimitationAct, limitationHelp, limitationOf, PERIOD_YEARS } from '#engine/limitation.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { limitationMoved } from './contract-limitation.ts';
import { byOf } from './letters.ts';
import { refused } from './sending.ts';
import * as store from './store-limitation.ts';

/** Items looked at in one answer. Without a customer only those that would end within the horizon had nothing renewed them. */
const ITEMS_MAX = 20_000;
const WITHIN_DAYS = 180;
const ACTS_SHOWN_MAX = 200;
/** What has ended is still told for so long: a new agreement may yet be had, and somebody is to know that it was missed. */
const ENDED_TOLD_DAYS = 90;
/** A posting that touches more accounts than this is left to the nightly run. */
const TOUCHED_MAX = 500;
/** Months end on different days: a due day may lie this much further than the plain count says. */
const MONTH_SLACK_DAYS = 3;

type Clocked = { readonly item: store.ItemRow; readonly acts: readonly LimitationAct[]; readonly clock: Limitation };

export const limitation: Action<typeof contract.limitation> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const withinDays = input.withinDays ?? WITHIN_DAYS;
  const { clocked, cut } = await clocksOf(ctx, party ? [party.party_id] : null, withinDays, ownerScope(ctx));
  const wanted = clocked.filter(({ clock }) => party !== null || (clock.daysLeft !== null && clock.daysLeft <= withinDays));
  const marked = wanted.map((each) => ({ ...each, mark: `${each.clock.endsOn ?? '9999-12-31'} ${each.item.document_id}` }));
  marked.sort((a, b) => (a.mark < b.mark ? -1 : 1));
  const limit = input.limit ?? 50;
  const rest = input.cursor === undefined ? marked : marked.filter((each) => each.mark > input.cursor!);
  const page = rest.slice(0, limit);
  return {
    asOf: ctx.today,
    items: page.map(({ item, acts, clock }) => ({
      document: item.document_id,
      kind: item.kind,
      number: item.number,
      customer: { code: item.code, name: item.name, owner: item.owner_name },
      dueOn: item.due_on,
      open: wireMoney(item.open_minor, item.currency),
      state: clock.state,
      runsFrom: clock.runsFrom,
      endsOn: clock.endsOn,
      daysLeft: clock.daysLeft,
      renewedBy: clock.renewedBy,
      acts: acts.slice(-ACTS_SHOWN_MAX),
      help: limitationHelp(clock),
    })),
    totals: [...Map.groupBy(wanted, ({ item, clock }) => `${bandOf(clock)} ${item.currency}`).values()].map((of) => ({
      band: bandOf(of[0]!.clock),
      currency: of[0]!.item.currency,
      items: of.length,
      amount: wireMoney(sumMinor(of.map((each) => each.item.open_minor)), of[0]!.item.currency),
    })),
    cut,
    next: rest.length > limit ? page.at(-1)!.mark : null,
  };
};

/** The clocks of open items that may end within so many days, or of the overdue items of these customers. */
async function clocksOf(
  ctx: Ctx,
  partyIds: readonly string[] | null,
  withinDays: number,
  ownerId: string | null,
): Promise<{ clocked: Clocked[]; cut: boolean }> {
  const horizon = addDays(addMonths(addDays(ctx.today, withinDays), -PERIOD_YEARS * 12), MONTH_SLACK_DAYS);
  const found = await store.dueItems(ctx.tx, {
    dueBy: partyIds === null ? horizon : addDays(ctx.today, -1),
    partyIds,
    ownerId,
    limit: ITEMS_MAX,
  });
  const items = found.slice(0, ITEMS_MAX);
  if (items.length === 0) return { clocked: [], cut: false };
  const [acts, payments] = await Promise.all([
    store.actsOf(ctx.tx, [...new Set(items.map((item) => item.party_id))]),
    store.payments(
      ctx.tx,
      items.map((item) => item.document_id),
    ),
  ]);
  const ofDocument = Map.groupBy(
    acts.filter((each) => each.document_id !== null),
    (each) => each.document_id!,
  );
  const ofParty = Map.groupBy(
    acts.filter((each) => each.document_id === null),
    (each) => each.party_id,
  );
  const paid = Map.groupBy(payments, (each) => each.document_id);
  const clocked = items.map((item): Clocked => {
    const own = [...(ofDocument.get(item.document_id) ?? []), ...(ofParty.get(item.party_id) ?? [])].map(actOf);
    const money = (paid.get(item.document_id) ?? []).map(
      (each): LimitationAct => ({
        id: each.application_id,
        kind: 'payment',
        on: each.paid_on,
        until: null,
        evidence: each.number,
      }),
    );
    const all = [...own, ...money].sort((a, b) => (a.on === b.on ? (a.id < b.id ? -1 : 1) : a.on < b.on ? -1 : 1));
    return { item, acts: all, clock: limitationOf(item.due_on, all, ctx.today) };
  });
  return { clocked, cut: found.length > ITEMS_MAX };
}

function actOf(row: store.ActRow): LimitationAct {
  return { id: row.act_id, kind: row.kind, on: row.act_on, until: row.until_on, evidence: row.evidence };
}

function bandOf(clock: Limitation): 'ended' | '30' | '90' | '180' | 'later' | 'open' {
  if (clock.daysLeft === null) return 'open';
  if (clock.daysLeft < 0) return 'ended';
  if (clock.daysLeft <= 30) return '30';
  if (clock.daysLeft <= 90) return '90';
  return clock.daysLeft <= 180 ? '180' : 'later';
}

export const recordAct: Action<typeof contract.recordAct> = async (ctx, input) => {
  // gather
  const party = await resolveParty(ctx, input.customer);
  const number = input.document?.trim();
  const documents = number ? await store.openDocument(ctx.tx, party.party_id, number) : [];
  const [document] = documents;
  if (number && !document) {
    throw new Problem(404, 'document_unknown', `${party.code} has no invoice or bill ${number}`, {
      fields: [{ field: 'document', message: 'unknown' }],
    });
  }
  // decide
  if (input.on > ctx.today) throw refused('day_impossible', 'what has not happened yet is not recorded', 'on');
  const lasts = input.kind === 'lawsuit' || input.kind === 'arbitration' || input.kind === 'obstacle';
  if (input.until !== undefined && (!lasts || input.until < input.on))
    throw refused('day_impossible', 'only proceedings and obstacles have an end, after their beginning', 'until');
  const evidence = input.evidence?.trim() || null;
  if (evidence === null)
    throw refused('evidence_missing', 'say what proves it: a waybill, a case number, where the paper is kept', 'evidence');
  // record
  const actId = newId();
  await store.insertActs(ctx.tx, ctx.tenant.id, byOf(ctx), [
    {
      actId,
      partyId: party.party_id,
      documentId: document?.document_id ?? null,
      kind: input.kind,
      letterId: null,
      on: input.on,
      until: input.until ?? null,
      how: input.how,
      evidence,
    },
  ]);
  const { clocked } = await clocksOf(ctx, [party.party_id], WITHIN_DAYS, null);
  const items = clocked.filter(
    ({ acts, clock }) => acts.some((each) => each.id === actId) && !clock.without.some((each) => each.id === actId),
  );
  ctx.note({
    subject: { kind: 'limitation_act', id: actId },
    partyId: party.party_id,
    facts: { kind: input.kind, on: input.on, how: input.how, items: items.length },
  });
  await watchAgain(ctx, [party.party_id]);
  return { id: actId, items: items.length };
};

export const endAct: Action<typeof contract.endAct> = async (ctx, input) => {
  const act = await store.actById(ctx.tx, input.act);
  if (!act) throw actUnknown();
  await resolvePartyId(ctx, act.party_id);
  const until: Day | null = input.what === 'until' ? (input.on ?? ctx.today) : null;
  if (until !== null && (until < act.act_on || until > ctx.today || !['lawsuit', 'arbitration', 'obstacle'].includes(act.kind)))
    throw refused(
      'day_impossible',
      'only proceedings and obstacles have an end, after their beginning and not in the future',
      'on',
    );
  const ended = await store.insertEnd(ctx.tx, ctx.tenant.id, byOf(ctx), {
    actId: input.act,
    what: input.what,
    until,
    why: input.why,
  });
  await watchAgain(ctx, [act.party_id]);
  ctx.note({
    subject: { kind: 'limitation_act', id: input.act },
    partyId: act.party_id,
    reasons: input.why,
    facts: { what: input.what },
  });
  return { ended: ended > 0 };
};

export const acts: Action<typeof contract.acts> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const rows = await store.recordedActs(ctx.tx, party.party_id, ACTS_SHOWN_MAX);
  return {
    acts: rows.map((row) => ({
      id: row.act_id,
      kind: row.kind as (typeof contract.RECORDED_ACTS)[number],
      on: row.act_on,
      until: row.until_on,
      how: row.how,
      evidence: row.evidence,
      document: row.number,
      withdrawn: row.withdrawn,
      at: row.at.toISOString(),
      by: row.by_name,
    })),
  };
};

/** Nightly: which items end within half a year or ended lately. Published as `reconciliation.limitation`. */
export async function watch(ctx: Ctx): Promise<void> {
  const near = await keepWatch(ctx, null);
  if (near > 0) ctx.note({ facts: { near } });
}

/** What renewed a period, or took a renewal back, is seen at once: the watch of these customers is made anew, and who warns is told. */
export async function watchAgain(ctx: Ctx, partyIds: readonly string[]): Promise<void> {
  await keepWatch(ctx, partyIds);
  ctx.emit(limitationMoved, { partyIds: [...partyIds] });
}

/** After a posting: money may have renewed or settled what is watched. Where nothing of these accounts is watched, one small question. */
export async function watchTouched(ctx: Ctx, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0 || accountIds.length > TOUCHED_MAX) return;
  const watched = await store.watchedParties(ctx.tx, accountIds);
  if (watched.length > 0) {
    await keepWatch(
      ctx,
      watched.map((row) => row.party_id),
    );
  }
}

async function keepWatch(ctx: Ctx, partyIds: readonly string[] | null): Promise<number> {
  const { clocked } = await clocksOf(ctx, partyIds, WITHIN_DAYS, null);
  const near = clocked.filter(
    ({ clock }) => clock.daysLeft !== null && clock.daysLeft >= -ENDED_TOLD_DAYS && clock.daysLeft <= WITHIN_DAYS,
  );
  await store.replaceWatch(
    ctx.tx,
    ctx.tenant.id,
    partyIds,
    ctx.today,
    near.map(({ item, clock }) => ({
      documentId: item.document_id,
      accountId: item.account_id,
      partyId: item.party_id,
      endsOn: clock.endsOn!,
      openMinor: item.open_minor,
      currency: item.currency,
    })),
  );
  return near.length;
}

async function resolvePartyId(ctx: Ctx, partyId: string): Promise<void> {
  const ownerId = ownerScope(ctx);
  if (ownerId === null) return;
  const rows = await store.ownersOf(ctx.tx, partyId);
  if (rows[0]?.owner_id !== ownerId) throw actUnknown();
}

function actUnknown(): Problem {
  return new Problem(404, 'act_unknown', 'there is no such entry');
}
