// Rating every customer as of a day on what the ledger says, and opening the rating of one.

import type { Day } from '#base/date.ts';
import { indicatorsOf } from '#engine/indicators.ts';
import { type Rating, rate } from '#engine/scorecard.ts';
import { asOfOf } from '#platform/as-of.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { type AccountFacts, dayNotLater, ledgerFacts, onePerCustomer, partiesInAll } from '#rooms/indicators/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

const CHANGES_MAX = 200;
const HISTORY_MAX = 200;
/** The nightly run keeps a rating that did not change once a week: 100,000 customers would else be 36 million rows a year. */
const NIGHTLY_KEEP_DAYS = 7;

type Rated = { readonly account: AccountFacts; readonly rating: Rating };

type RunAnswer = {
  readonly asOf: Day;
  readonly rulebookVersion: number;
  readonly rated: number;
  readonly unchanged: number;
  readonly grades: { readonly grade: string; readonly customers: number }[];
  readonly changes: {
    readonly customer: string;
    readonly name: string;
    readonly from: string | null;
    readonly to: string;
    readonly score: number | null;
  }[];
};

/** Rates everybody as of a day. `keepDays`: see store.insertRatings. */
export async function rateAll(ctx: Ctx, asOf: Day, keepDays: number): Promise<RunAnswer> {
  const { version, rules } = await rulebook(ctx, 'scorecard');
  const parties = await partiesInAll(ctx);
  const grades = new Map<string, number>();
  const changes: RunAnswer['changes'] = [];
  let rated = 0;
  let unchanged = 0;
  let done = 0;
  for await (const chunk of ledgerFacts(ctx, asOf, null)) {
    const ratings = onePerCustomer(chunk, ctx.tenant.currency).map(
      (account): Rated => ({ account, rating: rate(rules, indicatorsOf(account.facts, asOf), asOf) }),
    );
    const before = new Map(
      (
        await store.gradesOn(
          ctx.tx,
          ratings.map((each) => each.account.partyId),
          asOf,
          true,
        )
      ).map((row) => [row.party_id, row.grade]),
    );
    for (const { account, rating } of ratings) {
      grades.set(rating.grade, (grades.get(rating.grade) ?? 0) + 1);
      const from = before.get(account.partyId) ?? null;
      if (from !== rating.grade && changes.length < CHANGES_MAX) {
        changes.push({ customer: account.code, name: account.name, from, to: rating.grade, score: scoreOf(rating) });
      }
    }
    const kept = await keep(ctx, ratings, version, asOf, keepDays);
    rated += kept;
    unchanged += ratings.length - kept;
    done += ratings.length;
    ctx.progress(done, parties, '评级');
  }
  const order = [...rules.scale.map((step) => step.grade)];
  const rank = (grade: string) => (order.includes(grade) ? order.indexOf(grade) : order.length);
  return {
    asOf,
    rulebookVersion: version,
    rated,
    unchanged,
    grades: [...grades].map(([grade, customers]) => ({ grade, customers })).sort((a, b) => rank(a.grade) - rank(b.grade)),
    changes,
  };
}

/** A score without enough history is no score: it would be read as one. */
function scoreOf(rating: Rating): number | null {
  return rating.unrated ? null : rating.score;
}

async function keep(ctx: Ctx, ratings: readonly Rated[], version: number, asOf: Day, keepDays: number): Promise<number> {
  if (ratings.length === 0) return 0;
  const rows = ratings.map(({ account, rating }) => ({
    partyId: account.partyId,
    version,
    grade: rating.grade,
    score: scoreOf(rating),
    // A rating holds plain numbers only: the encoder has nothing to turn, and takes five times as long to find that out.
    body: JSON.stringify({ ...rating, currency: account.currency }),
  }));
  const kept = await store.insertRatings(ctx.tx, ctx.tenant.id, rows, { asOf, at: ctx.at, eventId: ctx.eventId, keepDays });
  await store.keepCurrent(ctx.tx, ctx.tenant.id, rows, { asOf, at: ctx.at });
  return kept.size;
}

/** Grades in force on a day by party id; a customer that was never rated by then is absent. */
export async function gradesOn(ctx: Ctx, asOf: Day, partyIds: readonly string[]): Promise<Map<string, string>> {
  return new Map((await store.gradesOn(ctx.tx, partyIds, asOf, false)).map((row) => [row.party_id, row.grade]));
}

export const run: Action<typeof contract.run> = async (ctx, input) => {
  const answer = await rateAll(ctx, dayNotLater(ctx, input.asOf), 0);
  ctx.note({ facts: told(answer) });
  return answer;
};

export async function nightly(ctx: Ctx): Promise<void> {
  const answer = await rateAll(ctx, ctx.today, NIGHTLY_KEEP_DAYS);
  if (answer.rated > 0) ctx.note({ facts: told(answer) });
}

function told(answer: RunAnswer) {
  const { asOf, rulebookVersion, rated, unchanged, changes } = answer;
  return { asOf, rulebookVersion, rated, unchanged, changes: changes.length };
}

export const get: Action<typeof contract.get> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const asOf = asOfOf(ctx, input);
  const [rating, history] = await Promise.all([
    store.ratingOn(ctx.tx, party.party_id, asOf),
    store.history(ctx.tx, party.party_id, asOf, HISTORY_MAX),
  ]);
  return {
    customer: party.code,
    asOf: rating?.as_of ?? null,
    recordedAt: rating?.recorded_at.toISOString() ?? null,
    rulebookVersion: rating?.rulebook_version ?? null,
    grade: rating?.grade ?? null,
    score: rating?.score ?? null,
    rating: rating?.body ?? null,
    history: history.map((row) => ({ asOf: row.as_of, grade: row.grade, score: row.score })),
  };
};
