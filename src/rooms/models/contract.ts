// Statistical models: trained on a table, kept by version, validated and approved by others, scoring tables.
import { Type } from 'typebox';
import type { Shift } from '#engine/models/pictures.ts';
import { METHODS } from '#engine/models/train.ts';
import { operation } from '#platform/operation.ts';
import { DayText, Facts, Id, Input, InstantText, Nullable, OneOf, ReasonText } from '#platform/schemas.ts';

export const TRAIN_BYTES_MAX = 512 * 1024 * 1024;
/** Names of columns, separated by commas. */
const Columns = Type.String({ maxLength: 20_000, description: 'columns, separated by commas' });
const ModelName = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\s].*$', description: 'name of a model' });

const Interval = Type.Object({
  value: Nullable(Type.Number({ description: 'null below 20 bads: the interval alone stands' })),
  low: Nullable(Type.Number()),
  high: Nullable(Type.Number()),
});
const MEASURES = {
  rows: Type.Integer(),
  bads: Type.Integer(),
  auc: Interval,
  ks: Nullable(Type.Number()),
  gini: Nullable(Type.Number()),
  brier: Nullable(Type.Number()),
};
const Outcome = {
  target: Type.String({ maxLength: 200 }),
  bad: Type.String({ maxLength: 200, description: 'value that means bad; also >0, >=60, a|b' }),
};

export const train = operation({
  name: 'ratings.train',
  summary: { zh: '用表格训练评分模型', en: 'Train a model on a table' },
  permission: 'ratings.run',
  writes: true,
  bulk: true,
  file: true,
  fileBytesMax: TRAIN_BYTES_MAX,
  input: Input({
    ...Outcome,
    method: Type.Optional(OneOf(METHODS, 'scorecard')),
    exclude: Type.Optional(Columns),
    special: Type.Optional(Type.String({ maxLength: 200, description: 'codes that are no amounts: -7,-8,-9' })),
    trainRows: Type.Optional(
      Type.String({
        maxLength: 20_000_000,
        description: 'rows that train, counted from 0, one a line; on the command line a file',
        contentEncoding: 'file',
      }),
    ),
    testShare: Type.Optional(Type.Number({ minimum: 0.05, maximum: 0.9 })),
    folds: Type.Optional(Type.Integer({ minimum: 2, maximum: 50 })),
    time: Type.Optional(Type.String({ maxLength: 200, description: 'column: the latest rows are the test' })),
    entity: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'column that names the customer: what his earlier rows came to is put beside each row (needs time)',
      }),
    ),
    known: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'column: the day the outcome of a row was known, such as the day it was settled',
      }),
    ),
    history: Type.Optional(OneOf(['found', 'none'], 'found')),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    resamples: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 200, description: 'cards averaged; 0: one card on the rows as they are' }),
    ),
    rising: Type.Optional(Columns),
    falling: Type.Optional(Columns),
    pdo: Type.Optional(Type.Number({ minimum: 1, maximum: 1000 })),
    base: Type.Optional(Type.Number({ minimum: -10_000, maximum: 10_000 })),
    odds: Type.Optional(Type.Number({ minimum: 0.001, maximum: 100_000 })),
    cuts: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.Union([Type.Number(), Type.Array(Type.String())])), {
        description: 'bins set by hand',
      }),
    ),
    sheet: Type.Optional(Type.String({ maxLength: 100 })),
    save: Type.Optional(ModelName),
  }),
  output: Type.Object({
    method: Type.String(),
    rows: Type.Integer(),
    bads: Type.Integer(),
    variables: Type.Array(
      Type.Object({
        name: Type.String(),
        iv: Nullable(Type.Number()),
        bins: Type.Array(Facts),
        dropped: Nullable(Type.String()),
        why: Nullable(Facts),
        strength: Nullable(Type.Number()),
      }),
    ),
    train: Type.Object(MEASURES),
    test: Type.Object({
      ...MEASURES,
      psi: Nullable(Type.Number()),
      psiByChance: Nullable(Type.Number()),
      hosmerLemeshow: Nullable(Facts),
      groups: Type.Array(Facts),
      roc: Type.Array(Facts),
      folds: Type.Array(Nullable(Type.Number())),
    }),
    notes: Type.Array(Facts),
    saved: Nullable(Type.Object({ id: Id, name: Type.String(), version: Type.Integer(), hash: Type.String() })),
    seconds: Type.Number(),
  }),
});

const GradedShare = Type.Object({ exact: Type.Number(), withinOne: Type.Number({ description: 'right or one notch away' }) });

/** Grades that people gave (A–D) learned as an order: how often it says the same, and where not. */
export const trainGrades = operation({
  name: 'ratings.train-grades',
  summary: { zh: '用表格学习有序等级（如 A–D）', en: 'Learn ordered grades, such as A to D, from a table' },
  permission: 'ratings.run',
  reads: true,
  bulk: true,
  file: true,
  fileBytesMax: TRAIN_BYTES_MAX,
  input: Input({
    target: Outcome.target,
    order: Type.String({ maxLength: 2_000, description: 'grades from worst to best, separated by commas: D,C,B,A' }),
    exclude: Type.Optional(Columns),
    testShare: Type.Optional(Type.Number({ minimum: 0.05, maximum: 0.9 })),
    folds: Type.Optional(Type.Integer({ minimum: 2, maximum: 50 })),
    time: Type.Optional(Type.String({ maxLength: 200, description: 'column: the latest rows are the test' })),
    seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    sheet: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  output: Type.Object({
    method: Type.String(),
    rows: Type.Integer(),
    grades: Type.Array(Type.Object({ grade: Type.String(), rows: Type.Integer() }), { description: 'worst first' }),
    variables: Type.Array(
      Type.Object({
        name: Type.String(),
        dropped: Nullable(Type.String()),
        why: Nullable(Facts),
        strength: Nullable(Type.Number({ description: 'share of what all variables tell' })),
      }),
    ),
    test: Type.Object({
      rows: Type.Integer(),
      exact: Type.Number(),
      withinOne: Type.Number({ description: 'right or one notch away' }),
      weightedKappa: Nullable(Type.Number({ description: 'agreement beyond chance, far misses weighing more' })),
      confusion: Type.Array(Type.Array(Type.Integer()), { description: 'rows: the grade people gave; columns: the grade said' }),
      folds: Type.Array(GradedShare),
    }),
    far: Type.Array(
      Type.Object({
        row: Type.Integer({ description: 'data row, counted from 0' }),
        given: Type.String(),
        said: Type.String(),
        sure: Type.Number({ description: 'chance of the grade said' }),
      }),
      { description: 'two notches and more away from what people gave, furthest first; the first 200' },
    ),
    notes: Type.Array(Facts),
    seconds: Type.Number(),
  }),
});

export const score = operation({
  name: 'ratings.score',
  summary: { zh: '用已存模型给表格评分', en: 'Score a table with a saved model' },
  permission: 'ratings.run',
  reads: true,
  bulk: true,
  file: true,
  fileBytesMax: TRAIN_BYTES_MAX,
  input: Input({
    model: ModelName,
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    sheet: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  output: Type.Object({
    model: Type.Object({
      name: Type.String(),
      version: Type.Integer(),
      method: Type.String(),
      state: Type.String(),
      hash: Type.String(),
    }),
    rows: Type.Integer(),
    missingColumns: Type.Array(Type.String()),
    scores: Type.Array(
      Type.Object({
        row: Type.Integer({ description: 'data row, counted from 0' }),
        score: Type.Integer(),
        pd: Type.Number({ description: 'probability of bad' }),
        reasons: Type.Array(
          Type.Object({ variable: Type.String(), lost: Type.Number({ description: 'points lost, or log odds of bad added' }) }),
        ),
      }),
    ),
  }),
});

const STATES = ['draft', 'validated', 'approved', 'live', 'shadow', 'retired', 'stopped'] as const;
const ModelLine = Type.Object({
  id: Id,
  name: Type.String(),
  version: Type.Integer(),
  method: Type.String(),
  state: OneOf(STATES),
  hash: Type.String(),
  developedBy: Type.String(),
  recordedAt: InstantText,
  rows: Nullable(Type.Integer()),
  bads: Nullable(Type.Integer()),
  auc: Nullable(Interval),
});

export const list = operation({
  name: 'models.list',
  summary: { zh: '评分模型', en: 'Models, newest first' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ name: Type.Optional(ModelName) }),
  output: Type.Object({ models: Type.Array(ModelLine) }),
});

/** The model card: how it was made, how it did, who looked at it. */
export const get = operation({
  name: 'models.get',
  summary: { zh: '模型卡', en: 'The card of a model' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ model: ModelName, version: Type.Optional(Type.Integer({ minimum: 1 })) }),
  output: Type.Object({
    model: ModelLine,
    training: Facts,
    body: Facts,
    acts: Type.Array(
      Type.Object({
        act: Type.String(),
        from: Nullable(Type.String()),
        to: Type.String(),
        by: Type.String(),
        at: InstantText,
        reason: Nullable(Type.String()),
        facts: Nullable(Facts),
      }),
    ),
  }),
});

export const exportModel = operation({
  name: 'models.export',
  summary: { zh: '导出模型为 JSON', en: 'A model as JSON' },
  permission: 'ratings.read',
  reads: true,
  download: true,
  input: Input({ model: ModelName, version: Type.Optional(Type.Integer({ minimum: 1 })) }),
  output: Type.Object({ fileName: Type.String(), contentType: Type.String() }),
});

export const importModel = operation({
  name: 'models.import',
  summary: { zh: '导入模型 JSON', en: 'Take in a model from JSON, as a draft' },
  permission: 'ratings.run',
  writes: true,
  file: true,
  fileBytesMax: 50 * 1024 * 1024,
  input: Input({ save: Type.Optional(ModelName) }),
  output: Type.Object({ id: Id, name: Type.String(), version: Type.Integer(), hash: Type.String() }),
});

/** A second person measures the model on a table of his own; that he did, and what he saw, is recorded. */
export const validate = operation({
  name: 'models.validate',
  summary: { zh: '由第二人用数据验证模型', en: 'Validate a model on a table, by a second person' },
  permission: 'ratings.run',
  writes: true,
  bulk: true,
  file: true,
  fileBytesMax: TRAIN_BYTES_MAX,
  input: Input({ model: ModelName, version: Type.Optional(Type.Integer({ minimum: 1 })), ...Outcome, reason: ReasonText }),
  output: Type.Object({ state: OneOf(STATES), measures: Facts }),
});

export const move = operation({
  name: 'models.move',
  summary: { zh: '批准、上线、影子运行、停用模型', en: 'Approve a model, let it decide or watch, stop or retire it' },
  permission: 'approvals.decide',
  writes: true,
  input: Input({
    model: ModelName,
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    act: OneOf(['approve', 'go-live', 'shadow', 'retire', 'stop', 'resume', 'heed']),
    reason: ReasonText,
  }),
  output: Type.Object({ state: OneOf(STATES) }),
});

/** The card as a paper: what the model is for, how it did, who looked at it. */
export const card = operation({
  name: 'models.card',
  summary: { zh: '模型卡（PDF）', en: 'The card of a model as a PDF' },
  permission: 'ratings.read',
  reads: true,
  download: true,
  input: Input({
    model: ModelName,
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    language: Type.Optional(OneOf(['zh', 'en'])),
  }),
  output: Type.Unknown(),
});

const STANDINGS = ['stable', 'watch', 'shifted'] as const;

/** A model in use held against a table of today: has the population moved, and (outcomes known) does it still separate? */
export const watch = operation({
  name: 'models.watch',
  summary: { zh: '用新数据监测模型', en: 'Look at a model in use on new data' },
  permission: 'ratings.run',
  writes: true,
  bulk: true,
  file: true,
  fileBytesMax: TRAIN_BYTES_MAX,
  input: Input({
    model: ModelName,
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    target: Type.Optional(Outcome.target),
    bad: Type.Optional(Outcome.bad),
  }),
  output: Type.Object({
    standing: OneOf(STANDINGS),
    psi: Nullable(Type.Number()),
    moved: Type.Array(Type.String({ description: 'variables that lie otherwise than in training, furthest first' })),
    auc: Nullable(Interval),
    falls: Type.Boolean({ description: 'separates less than in development, beyond chance' }),
  }),
});

export const watched = operation({
  name: 'models.watched',
  summary: { zh: '模型监测记录', en: 'How a model held up in use' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ model: ModelName, version: Type.Optional(Type.Integer({ minimum: 1 })) }),
  output: Type.Object({
    looks: Type.Array(
      Type.Object({
        id: Id,
        on: DayText,
        source: Type.String(),
        rows: Type.Integer(),
        bads: Nullable(Type.Integer()),
        psi: Nullable(Type.Number()),
        standing: OneOf(STANDINGS),
        moved: Type.Array(Type.String()),
        shift: Type.Unsafe<Shift>(Facts),
        auc: Nullable(Interval),
        falls: Type.Boolean(),
        /** First day of the month of a look by the calendar; null: somebody brought a table. */
        monthOn: Nullable(DayText),
        /** Day of the customers whose outcome is known; null: those of the look. */
        outcomeOn: Nullable(DayText),
        beside: Nullable(
          Type.Object(
            { version: Type.Integer(), difference: Type.Number(), p: Type.Number() },
            { description: 'AUC above that of the version that decides, on the same customers' },
          ),
        ),
        by: Type.String(),
      }),
    ),
  }),
});
