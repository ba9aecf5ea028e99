// Rating a chunk of customers: what the ledger and people know of them, the card or model for each, and the grade that stands.
import { addDays, type Day } from '#base/date.ts';
import type { Readings } from '#engine/indicator-reading.ts';
import { INDICATORS, indicatorsOf } from '#engine/indicators.ts';
import { cardOfModel, type ModelCard, pdOfScore, rateByTrees } from '#engine/model-rating.ts';
import { type DecidedBy, type Override, type StandingRating, type Support, settle } from '#engine/rating-standing.ts';
import {
  type CardQuestion,
  type CardValue,
  type CardValues,
  cardFor,
  type Rating,
  rate,
  type Scorecard,
} from '#engine/scorecard.ts';
import type { Ctx } from '#platform/context.ts';
import { type AccountFacts, customerReadings, ledgerFacts, onePerCustomer } from '#rooms/indicators/actions.ts';
import { type StandingModel, standingModels } from '#rooms/models/standing.ts';
import * as store from './store.ts';
import * as standing from './store-standing.ts';

/** Why the model that a card names does not decide: nobody has put one live, it was stopped, or the scale does not fit it. */
export type ModelOut = 'not_live' | 'pd_not_said' | 'not_numbers';

/** The rules of a run: the card in force and the models that stand beside it. */
export type Book = {
  readonly card: Scorecard;
  readonly models: readonly StandingModel[];
  readonly fitted: Map<string, ModelCard | { readonly unfit: Exclude<ModelOut, 'not_live'> }>;
};

export async function bookOf(ctx: Ctx, card: Scorecard): Promise<Book> {
  return { card, models: await standingModels(ctx), fitted: new Map() };
}

/** Customers of one round, each on one account; `readings` by customer where more than the ledger is asked for. */
export type Chunk = {
  readonly accounts: readonly AccountFacts[];
  readonly readings: ReadonlyMap<string, Readings> | null;
};

const LEDGER_KEYS: ReadonlySet<string> = new Set(INDICATORS.map((each) => each.key));

/** Whether a card, or a model beside it, looks beyond the ledger: at statements, lists, own expressions. */
export function looksBeyond({ card, models }: Pick<Book, 'card' | 'models'>): boolean {
  const questions = new Set(card.questions.map((each) => each.key));
  const keys = [card, ...card.segmentCards.map((each) => each.card)].flatMap((one) => [
    ...one.indicators.map((each) => each.key),
    ...one.caps.flatMap((each) => each.when.map((condition) => condition.indicator)),
    ...one.hardCriteria.flatMap((each) => each.needs.map((condition) => condition.indicator)),
  ]);
  return [...keys, ...models.flatMap((each) => each.model.variables.map((variable) => variable.name))].some(
    (key) => !LEDGER_KEYS.has(key) && !questions.has(key),
  );
}

/** Everybody in the ledger, or these; the ledger alone where nothing else is looked at, which is cheaper. */
export async function* customersOf(
  ctx: Ctx,
  asOf: Day,
  partyIds: readonly string[] | null,
  beyond: boolean,
): AsyncGenerator<Chunk> {
  if (!beyond) {
    for await (const chunk of ledgerFacts(ctx, asOf, partyIds))
      yield { accounts: onePerCustomer(chunk, ctx.tenant.currency), readings: null };
    return;
  }
  for await (const chunk of customerReadings(ctx, asOf, partyIds)) {
    yield {
      accounts: chunk.flatMap((each) => each.account ?? []),
      readings: new Map(chunk.map((each) => [each.partyId, each.readings])),
    };
  }
}

/** A customer ready to be rated. */
export type Known = { readonly account: AccountFacts; readonly values: CardValues; readonly card: Scorecard };

export type RatedCustomer = {
  readonly account: AccountFacts;
  readonly rating: StandingRating & { readonly modelOut: ModelOut | null };
  readonly challenges: readonly {
    readonly challenger: string;
    readonly score: number | null;
    readonly grade: string;
    readonly pdPpm: number | null;
  }[];
};

/** Values of a chunk: indicators of the ledger, answers to the questions of the card, segment. */
export async function know(ctx: Ctx, card: Scorecard, { accounts, readings }: Chunk, asOf: Day): Promise<Known[]> {
  const partyIds = accounts.map((account) => account.partyId);
  const [segments, answers] = await Promise.all([
    card.segmentCards.length > 0 ? standing.segmentsOn(ctx.tx, partyIds, asOf) : [],
    card.questions.length > 0 ? standing.answersOn(ctx.tx, partyIds, asOf) : [],
  ]);
  const segmentOf = new Map(segments.map((row) => [row.party_id, row.segment]));
  const answersOf = Map.groupBy(answers, (row) => row.party_id);
  return accounts.map((account) => {
    const own = cardFor(card, segmentOf.get(account.partyId) ?? null);
    const indicators: CardValues = readings?.get(account.partyId) ?? indicatorsOf(account.facts, asOf);
    if (card.questions.length === 0) return { account, card: own, values: indicators };
    const answered = answersValues(card.questions, answersOf.get(account.partyId) ?? [], asOf);
    return { account, card: own, values: { ...indicators, ...answered } };
  });
}

/** An answer nobody looked at twice speaks against the customer, never for him (`withoutFavours`). */
function answersValues(
  questions: readonly CardQuestion[],
  answers: readonly standing.AnswerRow[],
  asOf: Day,
): Record<string, CardValue> {
  const of = new Map(answers.map((row) => [row.question, row]));
  return Object.fromEntries(
    questions.map((question): [string, CardValue] => {
      const answer = of.get(question.key);
      if (!answer || answer.choice > question.options.length) return [question.key, { value: null, missing: 'not_answered' }];
      const stale = addDays(answer.answered_on, question.validDays) < asOf;
      return [
        question.key,
        {
          value: answer.choice,
          ...(stale ? { stale } : {}),
          ...(answer.outcome === 'verified' ? {} : { unverified: 'answer_unverified' }),
        },
      ];
    }),
  );
}

type People = {
  readonly overrideOf: ReadonlyMap<string, Override>;
  readonly supportOf: ReadonlyMap<string, Support>;
};

async function peopleOf(ctx: Ctx, partyIds: readonly string[], asOf: Day): Promise<People> {
  const rows = await standing.standingOn(ctx.tx, partyIds, asOf);
  const supporters = [...new Set(rows.flatMap((row) => (row.supporter_id ? [row.supporter_id] : [])))];
  const grades =
    supporters.length === 0
      ? new Map<string, string>()
      : new Map((await store.gradesOn(ctx.tx, supporters, asOf, false)).map((row) => [row.party_id, row.grade]));
  return {
    overrideOf: new Map(
      rows.flatMap((row): [string, Override][] =>
        row.grade === null
          ? []
          : [
              [
                row.party_id,
                {
                  id: row.override_id,
                  grade: row.grade,
                  reason: row.reason,
                  by: row.decided_by_name ?? row.proposed_by_name,
                  endsOn: row.ends_on,
                },
              ],
            ],
      ),
    ),
    supportOf: new Map(
      rows.flatMap((row): [string, Support][] =>
        row.supporter_id === null || row.notches === null
          ? []
          : [
              [
                row.party_id,
                {
                  id: row.override_id,
                  supporter: row.supporter_name ?? row.supporter_code ?? '',
                  supporterGrade: grades.get(row.supporter_id) ?? null,
                  notches: row.notches,
                  endsOn: row.ends_on,
                },
              ],
            ],
      ),
    ),
  };
}

/** Rates one chunk: the live model of the card where it names one, else the card; then people. */
export async function rateChunk(ctx: Ctx, book: Book, chunk: Chunk, asOf: Day): Promise<RatedCustomer[]> {
  const known = await know(ctx, book.card, chunk, asOf);
  const people = await peopleOf(
    ctx,
    chunk.accounts.map((account) => account.partyId),
    asOf,
  );
  const decided = decideAll(book, known, asOf);
  return known.map(({ account }, at) => {
    const { rating, by, out, challenges } = decided[at]!;
    const settled = settle(book.card, rating, {
      override: people.overrideOf.get(account.partyId) ?? null,
      support: people.supportOf.get(account.partyId) ?? null,
      model: by,
    });
    return { account, rating: { ...settled, modelOut: out }, challenges };
  });
}

type Decided = {
  rating: Rating;
  by: DecidedBy | null;
  out: ModelOut | null;
  challenges: RatedCustomer['challenges'][number][];
};

function decideAll(book: Book, known: readonly Known[], asOf: Day): Decided[] {
  const decided = known.map(({ card, values }): Decided => {
    const rating = rate(card, values, asOf);
    return { rating, by: null, out: card.model === null ? null : 'not_live', challenges: [] };
  });
  for (const each of book.models) {
    const rows = [...known.keys()].filter((at) => each.state === 'shadow' || known[at]!.card.model === each.name);
    for (const [card, places] of Map.groupBy(rows, (at) => known[at]!.card)) {
      const fitted = fit(book, card, each);
      if ('unfit' in fitted) {
        if (each.state === 'live') for (const at of places) decided[at]!.out = fitted.unfit;
        continue;
      }
      const ratings = rateBy(
        fitted,
        places.map((at) => known[at]!.values),
        asOf,
      );
      for (const [nth, at] of places.entries()) {
        const rating = ratings[nth]!;
        const line = decided[at]!;
        const pdPpm = pdOfScore(rating.score, each.model);
        if (each.state === 'live') {
          // What the card would have said goes on being watched beside the model.
          line.challenges.push({ challenger: 'card', score: scoreOf(line.rating), grade: line.rating.grade, pdPpm: null });
          line.rating = rating;
          line.by = { name: each.name, version: each.version, method: each.model.method, pdPpm };
          line.out = null;
        } else
          line.challenges.push({
            challenger: `${each.name} v${each.version}`,
            score: scoreOf(rating),
            grade: rating.grade,
            pdPpm,
          });
      }
    }
  }
  return decided;
}

function fit(book: Book, card: Scorecard, model: StandingModel) {
  const key = `${card.id} ${model.id}`;
  let fitted = book.fitted.get(key);
  if (!fitted) {
    fitted = cardOfModel(card, model.model);
    book.fitted.set(key, fitted);
  }
  return fitted;
}

function rateBy(fitted: ModelCard, customers: readonly CardValues[], asOf: Day): Rating[] {
  return fitted.trees ? rateByTrees(fitted, customers, asOf) : customers.map((values) => rate(fitted.card, values, asOf));
}

/** A score without enough history is no score: it would be read as one. */
export function scoreOf(rating: Rating): number | null {
  return rating.unrated ? null : rating.score;
}
