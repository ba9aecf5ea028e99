// The verbs of applying: by hand or by suggestion, taken back, and by the rules themselves.
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { type Day, parseDay } from '#base/date.ts';
import { parseMoney, type WireMoney, wireMoney } from '#base/money.ts';
import { APPLYING_RULES, type ApplyingRule, applyByRules, type Proposal } from '#engine/applying.ts';
import { withMoney } from '#engine/money-keys.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { resolveParty, sees } from '#rooms/customers/actions.ts';
import { accountsOf } from '#rooms/exposure/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import { applyAll, applyExisting, type ExistingPair, pairProblem, reverseApplications } from '#rooms/receivables/settling.ts';
import { type NewSettling, settleByDocuments } from '#rooms/receivables/settling-documents.ts';
import type * as contract from './contract.ts';
import {
  allowedDiscount,
  itemsOf,
  OWN_SOURCE,
  openItemOf,
  ownNumber,
  seenMoney,
  seenTargets,
  type Target,
  unappliedOf,
} from './gather.ts';
import * as store from './store.ts';
import { proposeWriteOffs } from './write-offs.ts';

/** Unapplied receipts and credit notes that one run looks at. */
export const RUN_MAX = 20_000;
/** A posting that touches more accounts is left to the next run. */
export const LISTEN_MAX = 200;
const ACCOUNTS_CHUNK = 500;
/** What was entered so lately a run of every five minutes looks at. */
const NEW_MS = 15 * 60_000;

type Part = {
  readonly from: store.MoneyRow;
  readonly to: Target;
  readonly amountMinor: bigint;
  readonly discountMinor: bigint;
  readonly writeOffMinor: bigint;
  readonly rule: ApplyingRule | null;
};

export const apply: Action<typeof contract.apply> = async (ctx, input) => {
  const on = input.on === undefined ? null : parseDay(input.on, 'on');
  const moneys = await seenMoney(
    ctx,
    input.receipts.map((each) => each.from),
  );
  const targets = await seenTargets(
    ctx,
    input.receipts.flatMap((each) => each.parts.map((part) => part.to)),
  );
  const parts = input.receipts.flatMap((each) => {
    const from = moneys.get(each.from)!;
    if (from.refund_reason !== null) {
      throw new Problem(409, 'marked_for_refund', 'this money is marked to go back to the customer; lift the mark first', {
        facts: { number: from.number },
      });
    }
    return each.parts.map((part): Part => {
      const minor = (money: WireMoney | undefined) => (money === undefined ? 0n : minorIn(money, from.currency));
      const amounts = {
        amountMinor: minor(part.amount),
        discountMinor: minor(part.discount),
        writeOffMinor: minor(part.writeOff),
      };
      return { from, to: targets.get(part.to)!, ...amounts, rule: each.rule ?? null };
    });
  });

  const { rules, version } = await rulebook(ctx, 'applying');
  const applied = await applyAll(
    ctx,
    parts.map((part) => pairOf(part, on)),
  );
  const discounted = parts.flatMap((part, at) => (part.discountMinor > 0n ? [{ part, on: applied[at]!.effectiveOn }] : []));
  for (const each of discounted) {
    const allowed = allowedDiscount(each.part.to, each.part.from.effective_on, rules);
    if (each.part.discountMinor > (allowed ?? 0n) + 1n) {
      throw new Problem(
        409,
        'discount_not_allowed',
        'this is more than the early-payment discount that was agreed; write off the difference',
        {
          facts: { number: each.part.to.number, allowed: allowed === null ? null : wireMoney(allowed, each.part.from.currency) },
        },
      );
    }
  }
  await takeDiscounts(
    ctx,
    discounted.map(({ part, on: day }) => discountOf(part.to.document_id, part.discountMinor, part.from.number, day)),
  );
  const short = parts.filter((part) => part.writeOffMinor > 0n);
  const writeOffs = await proposeWriteOffs(
    ctx,
    short.map((part) => ({
      to: part.to,
      amountMinor: part.writeOffMinor,
      effectiveOn: null,
      reason: input.reason ?? `${part.from.number} → ${part.to.number}`,
    })),
  );
  await keep(
    ctx,
    applied.map((each, at) => ({ ...each, rule: parts[at]!.rule ?? 'by_hand', byRule: false, version, facts: null })),
  );
  const [first] = parts;
  ctx.note({
    subject: { kind: 'document', id: first!.from.document_id },
    ...(new Set(parts.map((part) => part.from.party_id)).size === 1 ? { partyId: first!.from.party_id } : {}),
    facts: {
      receipts: input.receipts.length,
      applications: applied.length,
      discounts: discounted.length,
      writeOffs: writeOffs.length,
      numbers: [...new Set(parts.map((part) => part.from.number))].slice(0, 20),
      reason: input.reason ?? null,
    },
  });
  return {
    applied: applied.map((each, at) => ({
      id: each.applicationId,
      from: each.fromDocument,
      to: each.toDocument,
      amount: wireMoney(each.amountMinor, parts[at]!.from.currency),
      effectiveOn: each.effectiveOn,
    })),
    discounts: discounted.length,
    writeOffs: writeOffs.map((each) => each.caseId),
  };
};

function pairOf(part: Part, on: Day | null): ExistingPair {
  return { fromDocument: part.from.document_id, toDocument: part.to.document_id, amountMinor: part.amountMinor, effectiveOn: on };
}

function minorIn(money: WireMoney, currency: string): bigint {
  const { minor, currency: said } = parseMoney(money);
  if (said !== currency) {
    throw new Problem(
      409,
      'other_currency',
      `this money is in ${currency}; enter it in the currency of the invoice, at the rate of the day`,
      {
        facts: { fromCurrency: currency, toCurrency: said },
      },
    );
  }
  if (minor < 0n) throw new Problem(400, 'amount_not_positive', 'an amount to apply is above zero');
  return minor;
}

function discountOf(toDocument: string, amountMinor: bigint, receipt: string, on: Day): NewSettling {
  return {
    kind: 'discount',
    source: OWN_SOURCE,
    number: ownNumber('ZK', on),
    toDocument,
    amountMinor,
    effectiveOn: on,
    note: receipt,
  };
}

async function takeDiscounts(ctx: Ctx, wanted: readonly NewSettling[]): Promise<void> {
  if (wanted.length === 0) return;
  const { refused } = await settleByDocuments(ctx, wanted);
  if (refused.length > 0) throw pairProblem(refused);
}

type Kept = { applicationId: string; accountId: string; rule: string; byRule: boolean; version: number; facts: string | null };

async function keep(ctx: Ctx, rows: readonly Kept[]): Promise<void> {
  if (rows.length === 0) return;
  const who = { at: ctx.at, by: ctx.actor.id, byName: ctx.actor.name, eventId: ctx.eventId };
  await store.insertMatches(ctx.tx, ctx.tenant.id, who, rows);
}

export const unapply: Action<typeof contract.unapply> = async (ctx, input) => {
  const on = input.on === undefined ? null : parseDay(input.on, 'on');
  const ids = [...new Set(input.applications)];
  const rows = (await store.applications(ctx.tx, ids)).filter((row) => sees(ctx.actor, row));
  if (rows.length < ids.length) throw new Problem(404, 'application_unknown', 'there is no such application');
  const back = await reverseApplications(ctx, ids, on, input.reason);
  const discounts = await dropDiscounts(ctx, rows, on, input.reason);
  ctx.note({
    subject: { kind: 'document', id: rows[0]!.from_document },
    ...(new Set(rows.map((row) => row.party_id)).size === 1 ? { partyId: rows[0]!.party_id } : {}),
    facts: { applications: back.length, discounts, on, reason: input.reason },
  });
  return { takenBack: back.length, discounts };
};

/** A discount was earned by a payment: without the payment it is not. */
export async function dropDiscounts(
  ctx: Ctx,
  rows: readonly Pick<store.ApplicationRow, 'event_id' | 'to_document'>[],
  on: Day | null,
  why: string,
): Promise<number> {
  const earned = await discountsOf(ctx, rows);
  if (earned.length > 0) await reverseAll(ctx, earned, { on, why, unapply: true });
  return earned.length;
}

async function discountsOf(ctx: Ctx, rows: readonly Pick<store.ApplicationRow, 'event_id' | 'to_document'>[]): Promise<string[]> {
  const pairs = rows.map((row) => ({ eventId: row.event_id, toDocument: row.to_document }));
  return (await store.discountsWith(ctx.tx, pairs)).map((row) => row.document_id);
}

/** What rules have applied by themselves of these documents, and the discounts that came with it. */
export async function madeByRules(
  ctx: Ctx,
  documentIds: readonly string[],
): Promise<{ made: string[]; rows: store.ApplicationRow[]; discounts: string[] }> {
  if (documentIds.length === 0) return { made: [], rows: [], discounts: [] };
  const made = (await store.madeByRule(ctx.tx, documentIds)).map((row) => row.application_id);
  const rows = await store.applications(ctx.tx, made);
  return { made, rows, discounts: await discountsOf(ctx, rows) };
}

/**
 * Takes back what rules have applied by themselves of these documents: a fact of the source, or an import that is undone, goes before what a
 * rule made of it. What people applied stays.
 */
export async function takeBackRules(ctx: Ctx, documentIds: readonly string[], why: string): Promise<number> {
  const { made, rows } = await madeByRules(ctx, documentIds);
  await reverseApplications(ctx, made, null, why);
  await dropDiscounts(ctx, rows, null, why);
  return made.length;
}

export type Ran = { looked: number; receipts: number; applications: number; byRule: { rule: ApplyingRule; receipts: number }[] };

export const run: Action<typeof contract.run> = async (ctx, input) => {
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  const accountIds = party === null ? null : (await accountsOf(ctx, party.party_id)).map((row) => row.account_id);
  const ran = await runRules(ctx, accountIds, null);
  ctx.note({ ...(party ? { partyId: party.party_id } : {}), facts: ran });
  return ran;
};

/** Every night over all that is unapplied. */
export async function nightly(ctx: Ctx): Promise<void> {
  const ran = await runRules(ctx, null, null);
  if (ran.applications > 0) ctx.note({ facts: ran });
}

/** What was entered in the last minutes: after an import too large to be looked at while it is posted. */
export async function lately(ctx: Ctx): Promise<void> {
  const ran = await runRules(ctx, null, new Date(ctx.at.getTime() - NEW_MS));
  if (ran.applications > 0) ctx.note({ facts: ran });
}

/** After a posting: the accounts it touched, where they are few. */
export async function afterPosting(ctx: Ctx, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0 || accountIds.length > LISTEN_MAX) return;
  await runRules(ctx, accountIds, null);
}

/**
 * Applies what the rules may apply by themselves, account by account. What a person has taken back once, and what is marked for a refund, is
 * left to people.
 */
export async function runRules(ctx: Ctx, accountIds: readonly string[] | null, since: Date | null): Promise<Ran> {
  const moneys = await store.moneyForRules(ctx.tx, accountIds, since, RUN_MAX);
  const counts = new Map<ApplyingRule, number>();
  const ran: Ran = { looked: moneys.length, receipts: 0, applications: 0, byRule: [] };
  if (moneys.length === 0) return ran;
  const { rules, version } = await rulebook(ctx, 'applying');
  const byAccount = [...Map.groupBy(moneys, (row) => row.account_id)];
  for (let from = 0; from < byAccount.length; from += ACCOUNTS_CHUNK) {
    const chunk = byAccount.slice(from, from + ACCOUNTS_CHUNK);
    const items = await itemsOf(
      ctx,
      chunk.map(([accountId]) => accountId),
    );
    const decided = chunk.flatMap(([accountId, rows]) =>
      applyByRules(rows.map(unappliedOf), (items.get(accountId) ?? []).map(openItemOf), rows[0]!.currency, rules).map((each) => ({
        ...each,
        currency: rows[0]!.currency,
      })),
    );
    const applications = await post(ctx, decided, version);
    ran.receipts += decided.length;
    ran.applications += applications;
    for (const { proposal } of decided) counts.set(proposal.rule, (counts.get(proposal.rule) ?? 0) + 1);
    ctx.progress(Math.min(from + ACCOUNTS_CHUNK, byAccount.length), byAccount.length, '核销');
  }
  ran.byRule = APPLYING_RULES.flatMap((rule) => (counts.has(rule) ? [{ rule, receipts: counts.get(rule)! }] : []));
  return ran;
}

type Decided = {
  readonly money: { readonly id: string; readonly number: string };
  readonly proposal: Proposal;
  readonly currency: string;
};

async function post(ctx: Ctx, decided: readonly Decided[], version: number): Promise<number> {
  const wanted = decided.flatMap((each) => each.proposal.parts.map((part) => ({ ...each, part })));
  const { applied, refused } = await applyExisting(
    ctx,
    wanted.map(({ money, part }) => ({
      fromDocument: money.id,
      toDocument: part.item,
      amountMinor: part.amountMinor,
      effectiveOn: null,
    })),
  );
  // Somebody else was quicker with these: they are looked at again next time.
  const lost = new Set(refused.map((each) => each.index));
  const kept = wanted.filter((_, at) => !lost.has(at));
  const discounts = kept.flatMap(({ part, money }, at) =>
    part.discountMinor > 0n ? [discountOf(part.item, part.discountMinor, money.number, applied[at]!.effectiveOn)] : [],
  );
  await takeDiscounts(ctx, discounts);
  await keep(
    ctx,
    applied.map((each, at) => ({
      ...each,
      rule: kept[at]!.proposal.rule,
      byRule: true,
      version,
      facts: encode(withMoney(kept[at]!.proposal.facts, kept[at]!.currency)),
    })),
  );
  return applied.length;
}
