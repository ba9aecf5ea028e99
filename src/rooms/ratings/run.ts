// Everybody rated as of a day, or some customers anew: chunk by chunk, kept where it is news; whoever moved is told to the rooms below.
import type { Day } from '#base/date.ts';
import { notchesBetween } from '#engine/rating-standing.ts';
import type { Scorecard } from '#engine/scorecard.ts';
import type { Ctx } from '#platform/context.ts';
import { partiesInAll } from '#rooms/indicators/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { type GradeMove, gradesMoved } from './contract.ts';
import { bookOf, customersOf, looksBeyond, type RatedCustomer, rateChunk, scoreOf } from './rating.ts';
import * as store from './store.ts';

const CHANGES_MAX = 200;
/** Moves told in one event; a new card may move everybody, and the nightly rounds of the other rooms see to the rest. */
const MOVES_TOLD_MAX = 1_000;

export type RunAnswer = {
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

/** Rates everybody (`partyIds` null) as of a day. `keepDays`: see store.insertRatings. */
export async function rateAll(
  ctx: Ctx,
  asOf: Day,
  keepDays: number,
  partyIds: readonly string[] | null = null,
): Promise<RunAnswer> {
  const { version, rules } = await rulebook(ctx, 'scorecard');
  const book = await bookOf(ctx, rules);
  const parties = partyIds === null ? await partiesInAll(ctx) : partyIds.length;
  const grades = new Map<string, number>();
  const changes: RunAnswer['changes'] = [];
  const moves: GradeMove[] = [];
  let rated = 0;
  let unchanged = 0;
  let done = 0;
  for await (const chunk of oneAhead(customersOf(ctx, asOf, partyIds, looksBeyond(book)))) {
    const ratings = await rateChunk(ctx, book, chunk, asOf);
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
    const kept = await keep(ctx, rules, ratings, version, asOf, keepDays);
    moves.push(...kept.moves);
    rated += kept.news;
    unchanged += ratings.length - kept.news;
    done += ratings.length;
    ctx.progress(done, parties, '评级');
  }
  if (moves.length > 0 && asOf === ctx.today) {
    ctx.emit(gradesMoved, { asOf, moves: moves.sort((a, b) => a.notches - b.notches).slice(0, MOVES_TOLD_MAX) });
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

/** The next chunk is asked for before this one is worked on: the database reads while this process rates. */
async function* oneAhead<T>(chunks: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = chunks.next();
  for (;;) {
    const { value, done } = await next;
    if (done) return;
    next = chunks.next();
    // Who stops half way through does not want it any more; who goes on hears of its fault above.
    next.catch(() => {});
    yield value;
  }
}

async function keep(
  ctx: Ctx,
  card: Scorecard,
  ratings: readonly RatedCustomer[],
  version: number,
  asOf: Day,
  keepDays: number,
): Promise<{ news: number; moves: GradeMove[] }> {
  if (ratings.length === 0) return { news: 0, moves: [] };
  const rows = ratings.map(({ account, rating }) => ({
    partyId: account.partyId,
    version,
    grade: rating.grade,
    score: scoreOf(rating),
    // A rating holds plain numbers only: the encoder has nothing to turn, and takes five times as long to find that out.
    body: JSON.stringify({ ...rating, currency: account.currency }),
    decidedBy: decidedBy(rating),
    pdPpm: rating.pdPpm,
    completenessPpm: rating.completenessPpm,
    confidence: rating.confidence,
    capped: rating.capsApplied.length > 0 || rating.hardCriteriaFailed.length > 0,
    card: rating.card,
  }));
  const news = await store.insertRatings(ctx.tx, ctx.tenant.id, rows, { asOf, at: ctx.at, eventId: ctx.eventId, keepDays });
  const moved = await store.keepCurrent(ctx.tx, ctx.tenant.id, rows, { asOf, at: ctx.at });
  const challenges = ratings.flatMap(({ account, rating, challenges: all }) =>
    all.map((each) => ({
      ...each,
      partyId: account.partyId,
      championGrade: rating.gradeComputed,
      championScore: scoreOf(rating),
    })),
  );
  if (challenges.length > 0) await store.insertChallenges(ctx.tx, ctx.tenant.id, challenges, { asOf, at: ctx.at });
  return {
    news: news.size,
    moves: moved.flatMap((row): GradeMove[] => {
      const notches = notchesBetween(card.scale, row.from_grade, row.to_grade);
      // Into or out of "not rated" is no move on the scale.
      return notches === null ? [] : [{ partyId: row.party_id, from: row.from_grade, to: row.to_grade, notches }];
    }),
  };
}

/** Who had the last word on a grade. */
function decidedBy(rating: RatedCustomer['rating']): string {
  if (rating.override) return 'override';
  if (rating.support) return 'support';
  return rating.model ? 'model' : 'card';
}
