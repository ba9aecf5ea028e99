// Rating everybody as of a day, and opening the rating of one.
import type { Day } from '#base/date.ts';
import type { Rating, Scorecard } from '#engine/scorecard.ts';
import { asOfOf } from '#platform/as-of.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { OutputOf } from '#platform/operation.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { dayNotLater, wholeCatalogue } from '#rooms/indicators/actions.ts';
import { bodyAt, rulebookAt } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import { wireOverride } from './overrides.ts';
import { type RunAnswer, rateAll } from './run.ts';
import * as store from './store.ts';
import * as lists from './store-lists.ts';
import * as standing from './store-standing.ts';

const HISTORY_MAX = 200;
const OVERRIDES_MAX = 50;
/** The nightly run keeps a rating that did not change once a week: 100,000 customers would else be 36 million rows a year. */
const NIGHTLY_KEEP_DAYS = 7;

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
  const [rating, history, people, challenges] = await Promise.all([
    store.ratingOn(ctx.tx, party.party_id, asOf),
    store.history(ctx.tx, party.party_id, asOf, HISTORY_MAX),
    standing.overrides(ctx.tx, { partyId: party.party_id, ownerId: null, stage: null }, ctx.today, OVERRIDES_MAX),
    lists.challengesOf(ctx.tx, party.party_id),
  ]);
  return {
    customer: party.code,
    asOf: rating?.as_of ?? null,
    recordedAt: rating?.recorded_at.toISOString() ?? null,
    rulebookVersion: rating?.rulebook_version ?? null,
    grade: rating?.grade ?? null,
    score: rating?.score ?? null,
    rating: rating?.body ?? null,
    card: rating ? await cardShown(ctx, rating.rulebook_version, rating.body) : null,
    overrides: people.map((row) => wireOverride(row, ctx.today)),
    challenges: challenges.map((row) => ({
      challenger: row.challenger,
      asOf: row.as_of,
      grade: row.grade,
      score: row.score,
      pdPpm: row.pd_ppm,
    })),
    history: history.map((row) => ({ asOf: row.as_of, grade: row.grade, score: row.score })),
  };
};

type Shown = NonNullable<OutputOf<typeof contract.get>['card']>;
type Titled = { readonly id?: unknown; readonly title?: { readonly zh: string; readonly en: string } };

/** The card a rating was made by, as the page draws it; of a model that decided only the scale and the conditions. */
export async function cardShown(ctx: Ctx, version: number, body: Readonly<Record<string, unknown>>): Promise<Shown> {
  const [whole, document, catalogue] = await Promise.all([
    rulebookAt(ctx, 'scorecard', version),
    bodyAt(ctx, 'scorecard', version),
    wholeCatalogue(ctx),
  ]);
  const id = body['card'];
  const card: Scorecard = whole.segmentCards.find((each) => each.card.id === id)?.card ?? whole;
  const raw = document as Titled & { readonly segmentCards?: readonly Titled[] };
  const title = (raw.segmentCards ?? []).find((each) => each.id === id)?.title ?? raw.title ?? { zh: '', en: '' };
  const byModel = typeof body['model'] === 'object' && body['model'] !== null;
  const ends = (bands: Scorecard['indicators'][number]['bands']) => {
    const points = bands.map((band) => band.points);
    return { best: Math.max(...points), worst: Math.min(...points) };
  };
  const indicators = byModel
    ? []
    : card.indicators.map((each) => ({
        key: each.key,
        title: each.title,
        dimension: each.dimension,
        weightPpm: each.weightPpm,
        ...ends(each.bands),
      }));
  return {
    title,
    scale: card.scale.map((step) => ({ ...step })),
    best: indicators.reduce((sum, each) => sum + each.best, card.base),
    worst: indicators.reduce((sum, each) => sum + each.worst, card.base),
    dimensions: card.dimensions.map((each) => ({ ...each })),
    indicators,
    measures: measuresOf(body, card, whole, catalogue),
    conditions: [...card.caps, ...card.hardCriteria].map(({ code, title: words, grade }) => ({ code, title: words, grade })),
  };
}

/** Whatever a rating names, of cards and of models alike: indicators of the catalogue, own ones, questions. */
function measuresOf(
  body: Readonly<Record<string, unknown>>,
  card: Scorecard,
  { questions }: Scorecard,
  catalogue: Awaited<ReturnType<typeof wholeCatalogue>>,
): Shown['measures'] {
  const { contributions = [], capsApplied = [], hardCriteriaFailed = [] } = body as Partial<Rating>;
  const conditions = [...capsApplied, ...hardCriteriaFailed].flatMap((each) => Object.keys(each.inputs));
  const keys = new Set([...contributions.map((each) => each.indicator), ...conditions]);
  return [...keys].flatMap((key): Shown['measures'] => {
    const question = questions.find((each) => each.key === key);
    if (question)
      return [{ key, title: question.title, unit: 'count' as const, options: question.options.map((each) => ({ ...each })) }];
    const entry = catalogue.find((each) => each.key === key);
    const title = card.indicators.find((each) => each.key === key)?.title ?? entry?.title;
    return title && entry ? [{ key, title, unit: entry.unit, options: null }] : [];
  });
}
