// Ratings: run for all as of a day, opened for one, listed, compared over a year; what people and models add.
import { Type } from 'typebox';
import { ENTRY_UNITS } from '#engine/indicator-reading.ts';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { AS_OF, CustomerCode, DayText, Facts, Input, InstantText, Nullable, OneOf, PAGE } from '#platform/schemas.ts';
import { Override } from './contract-standing.ts';

export * from './contract-cards.ts';
export * from './contract-notices.ts';
export * from './contract-standing.ts';

export const run = operation({
  name: 'ratings.run',
  summary: { zh: '截至某日为全部客户评级', en: 'Rate every customer as of a day' },
  permission: 'ratings.run',
  writes: true,
  bulk: true,
  input: Input({ asOf: Type.Optional(DayText) }),
  output: Type.Object({
    asOf: DayText,
    rulebookVersion: Type.Integer(),
    rated: Type.Integer(),
    unchanged: Type.Integer({ description: 'already rated as of this day with the same result' }),
    grades: Type.Array(Type.Object({ grade: Type.String(), customers: Type.Integer() })),
    changes: Type.Array(
      Type.Object({
        customer: Type.String(),
        name: Type.String(),
        from: Nullable(Type.String()),
        to: Type.String(),
        score: Nullable(Type.Integer()),
      }),
      { description: 'the first 200' },
    ),
  }),
});

const Words = Type.Object({ zh: Type.String(), en: Type.String() });

/** What the page draws a rating on: the card it was made by. */
export const CardShown = Type.Object({
  title: Words,
  scale: Type.Array(Type.Object({ grade: Type.String(), minScore: Type.Integer(), pdPpm: Nullable(Type.Integer()) })),
  best: Type.Integer(),
  worst: Type.Integer(),
  dimensions: Type.Array(Type.Object({ key: Type.String(), title: Words })),
  indicators: Type.Array(
    Type.Object({
      key: Type.String(),
      title: Words,
      dimension: Nullable(Type.String()),
      weightPpm: Nullable(Type.Integer()),
      best: Type.Integer(),
      worst: Type.Integer(),
    }),
  ),
  measures: Type.Array(
    Type.Object({
      key: Type.String(),
      title: Type.Object({ zh: Type.String(), en: Type.String() }),
      unit: OneOf(ENTRY_UNITS),
      options: Nullable(
        Type.Array(Type.Object({ zh: Type.String(), en: Type.String() }), {
          description: 'of a question, its answers from 1 on',
        }),
      ),
    }),
    { description: 'names and units of all that the rating speaks of' },
  ),
  conditions: Type.Array(Type.Object({ code: Type.String(), title: Words, grade: Type.String() }), {
    description: 'caps and hard criteria by their code',
  }),
});

/** `rating` is what the engine answered: score, grade, contributions, reasons, missing, caps, raise. Worded by the page. */
export const get = operation({
  name: 'ratings.get',
  summary: { zh: '客户评级及其缘由', en: 'The rating of a customer and its why' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ customer: CustomerCode, ...AS_OF }),
  output: Type.Object({
    customer: Type.String(),
    asOf: Nullable(DayText),
    recordedAt: Nullable(InstantText),
    rulebookVersion: Nullable(Type.Integer()),
    grade: Nullable(Type.String()),
    score: Nullable(Type.Integer()),
    rating: Nullable(Facts),
    card: Nullable(CardShown),
    overrides: Type.Array(Override, { description: 'waiting, standing and past ones' }),
    challenges: Type.Array(
      Type.Object({
        challenger: Type.String(),
        asOf: DayText,
        grade: Type.String(),
        score: Nullable(Type.Integer()),
        pdPpm: Nullable(Type.Integer()),
      }),
      { description: 'what watching models made of the customer last' },
    ),
    history: Type.Array(Type.Object({ asOf: DayText, grade: Type.String(), score: Nullable(Type.Integer()) })),
  }),
});

/** The rating as a paper to hand out: grade, what counted, what would raise it, in plain words. */
export const print = operation({
  name: 'ratings.print',
  summary: { zh: '打印客户评级说明', en: 'Print the rating of a customer with its reasons' },
  permission: 'ratings.read',
  reads: true,
  download: true,
  input: Input({ customer: CustomerCode, ...AS_OF, language: Type.Optional(OneOf(['zh', 'en'])) }),
  output: Type.Object({ fileName: Type.String(), contentType: Type.String() }),
});

const DECIDERS = ['card', 'model', 'override', 'support'] as const;

export const list = operation({
  name: 'ratings.list',
  summary: { zh: '客户评级一览', en: 'Ratings of customers' },
  permission: 'ratings.read',
  reads: true,
  input: Input({
    grade: Type.Optional(Type.String({ maxLength: 20 })),
    decidedBy: Type.Optional(OneOf(DECIDERS)),
    moved: Type.Optional(OneOf(['up', 'down', 'any'])),
    since: Type.Optional(DayText),
    capped: Type.Optional(Type.Boolean()),
    confidence: Type.Optional(OneOf(['high', 'medium', 'low'])),
    find: Type.Optional(Type.String({ maxLength: 100 })),
    ...PAGE,
  }),
  output: Type.Object({
    ratings: Type.Array(
      Type.Object({
        customer: Type.Object({ code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) }),
        grade: Type.String(),
        score: Nullable(Type.Integer()),
        asOf: DayText,
        gradeBefore: Nullable(Type.String()),
        changedOn: Nullable(DayText),
        decidedBy: Nullable(OneOf(DECIDERS)),
        pdPpm: Nullable(Type.Integer()),
        completenessPpm: Nullable(Type.Integer()),
        confidence: Nullable(Type.String()),
        capped: Nullable(Type.Boolean()),
      }),
    ),
    grades: Type.Array(
      Type.Object(
        { grade: Type.String(), customers: Type.Integer() },
        { description: 'of the filter but the grade, best first' },
      ),
    ),
    total: Type.Integer(),
    next: Nullable(Type.String()),
  }),
});

export const transitions = operation({
  name: 'ratings.transitions',
  summary: { zh: '评级迁移矩阵与各级违约率', en: 'How grades moved, and how often each came to default' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ from: Type.Optional(DayText), to: Type.Optional(DayText) }),
  output: Type.Object({
    from: DayText,
    to: DayText,
    grades: Type.Array(Type.String()),
    counts: Type.Array(Type.Array(Type.Integer()), {
      description: 'rows: grade at the beginning; columns: at the end, and no longer rated',
    }),
    sizes: Type.Array(Type.Integer()),
    up: Type.Integer(),
    same: Type.Integer(),
    down: Type.Integer(),
    gone: Type.Integer(),
    defaults: Type.Array(
      Type.Object({
        grade: Type.String(),
        customers: Type.Integer(),
        defaults: Type.Integer(),
        rate: Nullable(Type.Number()),
        low: Nullable(Type.Number()),
        high: Nullable(Type.Number()),
        pooled: Nullable(Type.Number()),
        saidPpm: Nullable(Type.Integer({ description: 'the default rate the scale states' })),
      }),
    ),
  }),
});

export const challengers = operation({
  name: 'ratings.challengers',
  summary: { zh: '挑战者模型与现行评级的对照', en: 'Watching models beside the ratings that decide' },
  permission: 'ratings.read',
  reads: true,
  input: Input({}),
  output: Type.Object({
    challengers: Type.Array(
      Type.Object({
        challenger: Type.String(),
        asOf: DayText,
        customers: Type.Integer(),
        same: Type.Integer(),
        better: Type.Integer({ description: 'the challenger gives the better grade' }),
        worse: Type.Integer(),
        cells: Type.Array(Type.Object({ champion: Type.String(), challenger: Type.String(), customers: Type.Integer() })),
      }),
    ),
  }),
});

export type GradeMove = {
  readonly partyId: string;
  readonly from: string;
  readonly to: string;
  /** Above 0 better, below 0 worse. */
  readonly notches: number;
};

/** Customers whose grade of today is another than before, the worst falls first. */
export const gradesMoved = event<{ readonly asOf: string; readonly moves: readonly GradeMove[] }>('ratings.grades-moved');
