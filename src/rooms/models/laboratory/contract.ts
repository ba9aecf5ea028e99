// The laboratory: a table, what is said of it, and the models fitted on it; kept while somebody works on it.
import { type Static, Type } from 'typebox';
import type { ColumnLook, Piece } from '#engine/models/look.ts';
import type { Pictures, Segment } from '#engine/models/pictures.ts';
import type { ModelBin } from '#engine/models/scorecard-model.ts';
import type { SwapSet } from '#engine/models/stability.ts';
import { METHODS, type Model, type Trained } from '#engine/models/train.ts';
import { operation } from '#platform/operation.ts';
import { DayText, Facts, Id, Input, InstantText, Nullable, OneOf, Version } from '#platform/schemas.ts';

const ModelName = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\s].*$', description: 'name of a model' });
const Interval = Type.Object({
  value: Nullable(Type.Number({ description: 'null below 20 bads: the interval alone stands' })),
  low: Nullable(Type.Number()),
  high: Nullable(Type.Number()),
});
/** What a fitting says of itself, beside the model. */
export type Told = Omit<Trained, 'model'> & { readonly pictures: Pictures; readonly seconds: number };

export const STUDY_BYTES_MAX = 200 * 1024 * 1024;
const Study = { study: Id };
const Fit = { fit: Id };
const Name = Type.String({ minLength: 1, maxLength: 60 });
const ColumnName = Type.String({ minLength: 1, maxLength: 500 });
const LABORATORY = 'ratings.run';

const Holding = Type.Union([
  Type.Object({ kind: Type.Literal('folds'), folds: Type.Integer({ minimum: 2, maximum: 20 }) }),
  Type.Object({ kind: Type.Literal('share'), testShare: Type.Number({ minimum: 0.05, maximum: 0.9 }) }),
  Type.Object({ kind: Type.Literal('time'), column: ColumnName, testShare: Type.Number({ minimum: 0.05, maximum: 0.9 }) }),
]);
const Cuts = Type.Record(
  Type.String(),
  Type.Union([
    Type.Array(Type.Number(), { maxItems: 60 }),
    Type.Array(Type.Array(Type.String({ maxLength: 500 }), { maxItems: 1_000 }), { maxItems: 60 }),
  ]),
);
/** What was said of a table. `cuts`: bins set by hand; `rising`, `falling`: the risk goes one way with these, in trees. */
const SETTINGS = {
  target: Nullable(ColumnName),
  bad: Nullable(Type.String({ maxLength: 200 })),
  exclude: Type.Array(ColumnName, { maxItems: 500 }),
  specials: Type.Array(Type.Number(), { maxItems: 20 }),
  cuts: Cuts,
  rising: Type.Array(ColumnName, { maxItems: 500 }),
  falling: Type.Array(ColumnName, { maxItems: 500 }),
  holding: Holding,
  /** In time order a scorecard takes the customer's past, where the table shows it, in the place of his name; `none`: his name. */
  history: OneOf(['found', 'none'], 'found'),
  seed: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
};
const Settings = Type.Object(SETTINGS);
export type Settings = Static<typeof Settings>;

const StudyLine = Type.Object({
  id: Id,
  name: Type.String(),
  fileName: Type.String(),
  rows: Type.Integer(),
  columns: Type.Integer(),
  by: Type.String(),
  changedAt: InstantText,
  fits: Type.Integer({ description: 'models fitted so far' }),
});

const FIT_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
const FitLine = Type.Object({
  id: Id,
  method: OneOf(METHODS),
  state: OneOf(FIT_STATES),
  done: Type.Integer(),
  total: Type.Integer(),
  fault: Nullable(Type.Object({ code: Type.String(), message: Type.String(), facts: Facts })),
  by: Type.String(),
  at: InstantText,
  /** Whether what was said of the table is still what this was fitted with. */
  isCurrent: Type.Boolean(),
  auc: Nullable(Interval),
  ks: Nullable(Type.Number()),
  bads: Nullable(Type.Integer()),
  submitted: Nullable(Type.Object({ name: Type.String(), version: Type.Integer() })),
});

export const openStudy = operation({
  name: 'lab.open',
  summary: { zh: '在模型实验室打开一张表', en: 'Open a table in the laboratory' },
  permission: LABORATORY,
  writes: true,
  bulk: true,
  file: true,
  fileBytesMax: STUDY_BYTES_MAX,
  input: Input({ name: Type.Optional(Name), sheet: Type.Optional(Type.String({ maxLength: 100 })) }),
  output: Type.Object({ study: Id }),
});

/** A table out of our own ledger: observation days a month apart, what was known on each, and what came of it. */
export const openPanel = operation({
  name: 'lab.panel',
  summary: { zh: '由自己的台账做训练表', en: 'A training table out of our own ledger, opened in the laboratory' },
  permission: LABORATORY,
  writes: true,
  bulk: true,
  input: Input({
    from: DayText,
    to: DayText,
    outcome: Type.String({ minLength: 3, maxLength: 300, description: '60 days late above 1000 within 6 months' }),
    name: Type.Optional(Name),
  }),
  output: Type.Object({ study: Id }),
});

export const studies = operation({
  name: 'lab.list',
  summary: { zh: '实验室里的工作', en: 'What is worked on in the laboratory' },
  permission: LABORATORY,
  reads: true,
  input: Input({}),
  output: Type.Object({ studies: Type.Array(StudyLine) }),
});

export const study = operation({
  name: 'lab.get',
  summary: { zh: '一项模型试验', en: 'One study of the laboratory' },
  permission: LABORATORY,
  reads: true,
  input: Input(Study),
  output: Type.Object({
    study: StudyLine,
    version: Version,
    panel: Nullable(Facts),
    settings: Settings,
    columns: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: OneOf(['number', 'category', 'day']),
        missing: Type.Integer(),
        distinct: Type.Integer(),
        values: Type.Array(Type.Object({ value: Type.String(), rows: Type.Integer() }), {
          description: 'most frequent first; of columns with few',
        }),
      }),
    ),
    fits: Type.Array(FitLine),
  }),
});

export const setStudy = operation({
  name: 'lab.set',
  summary: { zh: '设定结果列、变量、分箱与留样方式', en: 'Say what is bad, what is left out, where bins are cut' },
  permission: LABORATORY,
  writes: true,
  bulk: true,
  input: Input({ ...Study, version: Version, name: Type.Optional(Name), settings: Type.Optional(Type.Partial(Settings)) }),
  output: Type.Object({ version: Version }),
});

export const discardStudy = operation({
  name: 'lab.discard',
  summary: { zh: '丢弃一项试验', en: 'Throw a study away' },
  permission: LABORATORY,
  writes: true,
  input: Input(Study),
  output: Type.Object({}),
});

/** What every column holds, how good and bad lie over it, how much it tells. */
export const variables = operation({
  name: 'lab.variables',
  summary: { zh: '看变量', en: 'Look at the variables' },
  permission: LABORATORY,
  reads: true,
  bulk: true,
  input: Input(Study),
  output: Type.Object({
    rows: Type.Integer(),
    bads: Type.Integer(),
    unknown: Type.Integer({ description: 'rows without an outcome' }),
    lookedAt: Type.Integer({ description: 'rows looked at: those that train' }),
    variables: Type.Array(Type.Unsafe<ColumnLook>(Facts)),
  }),
});

/** The finest pieces that cuts may be set at, with those asked for among them; the page merges and splits them. */
export const bins = operation({
  name: 'lab.bins',
  summary: { zh: '看一个变量的分箱', en: 'The bins of one variable' },
  permission: LABORATORY,
  reads: true,
  bulk: true,
  input: Input({ ...Study, variable: ColumnName, also: Type.Optional(Type.Array(Type.Number(), { maxItems: 60 })) }),
  output: Type.Object({
    kind: OneOf(['number', 'category']),
    finest: Type.Array(Type.Unsafe<Piece>(Facts)),
    suggested: Type.Array(Type.Unsafe<Piece>(Facts)),
    current: Type.Array(Type.Unsafe<Piece>(Facts)),
    byHand: Type.Boolean(),
  }),
});

export const fit = operation({
  name: 'lab.fit',
  summary: { zh: '拟合模型', en: 'Fit a model' },
  permission: LABORATORY,
  writes: true,
  input: Input({ ...Study, method: OneOf(METHODS) }),
  output: Type.Object(Fit),
});

export const workFit = operation({
  name: 'lab.work',
  summary: { zh: '完成一次拟合', en: 'Do a fitting that waits' },
  permission: LABORATORY,
  writes: true,
  bulk: true,
  input: Input(Fit),
  output: Type.Object({ state: OneOf(FIT_STATES) }),
});

export const cancelFit = operation({
  name: 'lab.cancel',
  summary: { zh: '取消拟合', en: 'Cancel a fitting' },
  permission: LABORATORY,
  writes: true,
  input: Input(Fit),
  output: Type.Object({ state: OneOf(FIT_STATES) }),
});

export const fitted = operation({
  name: 'lab.result',
  summary: { zh: '一次拟合的结果', en: 'What a fitting made' },
  permission: LABORATORY,
  reads: true,
  input: Input(Fit),
  output: Type.Object({ fit: FitLine, told: Nullable(Type.Unsafe<Told>(Facts)), body: Nullable(Type.Unsafe<Model>(Facts)) }),
});

export const segments = operation({
  name: 'lab.segments',
  summary: { zh: '按分群看模型表现', en: 'How a model does in each segment' },
  permission: LABORATORY,
  reads: true,
  bulk: true,
  input: Input({ ...Fit, column: ColumnName }),
  output: Type.Object({ segments: Type.Array(Type.Unsafe<Segment>(Facts)) }),
});

export const CASE_ORDERS = ['riskiest', 'safest', 'missed', 'wrongly-feared'] as const;

export const cases = operation({
  name: 'lab.cases',
  summary: { zh: '找几户来看', en: 'Rows worth a look' },
  permission: LABORATORY,
  reads: true,
  bulk: true,
  input: Input({ ...Fit, order: OneOf(CASE_ORDERS, 'riskiest'), find: Type.Optional(Type.String({ maxLength: 100 })) }),
  output: Type.Object({
    label: Nullable(Type.String({ description: 'column that names rows' })),
    cases: Type.Array(
      Type.Object({
        row: Type.Integer({ description: 'data row of the file, from 0' }),
        name: Nullable(Type.String()),
        score: Type.Integer(),
        pd: Type.Number(),
        bad: Type.Boolean(),
      }),
    ),
  }),
});

/** One row with what raised and what lowered its score. */
export const explain = operation({
  name: 'lab.explain',
  summary: { zh: '这一户为什么是这个分', en: 'Why this row has this score' },
  permission: LABORATORY,
  reads: true,
  bulk: true,
  input: Input({ ...Fit, row: Type.Integer({ minimum: 0 }) }),
  output: Type.Object({
    row: Type.Integer(),
    score: Type.Integer(),
    base: Type.Number({ description: 'points of the average row' }),
    pd: Type.Number(),
    parts: Type.Array(
      Type.Object({
        variable: Type.String(),
        value: Nullable(Type.String()),
        points: Type.Number(),
        best: Nullable(Type.Number({ description: 'points of the best bin' })),
        bin: Nullable(Type.Unsafe<ModelBin>(Facts)),
      }),
    ),
  }),
});

/** Two models on the same rows. `model`: one that is kept stands in for the second fit. */
export const compare = operation({
  name: 'lab.compare',
  summary: { zh: '同一批客户上比较两个模型', en: 'Compare two models on the same rows' },
  permission: LABORATORY,
  reads: true,
  bulk: true,
  input: Input({
    first: Id,
    second: Type.Optional(Id),
    model: Type.Optional(ModelName),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    acceptShare: Type.Optional(Type.Number({ minimum: 0.01, maximum: 0.99 })),
  }),
  output: Type.Object({
    rows: Type.Integer(),
    bads: Type.Integer(),
    acceptShare: Type.Number(),
    areas: Nullable(Type.Object({ first: Type.Number(), second: Type.Number(), difference: Type.Number(), p: Type.Number() })),
    enough: Type.Boolean({ description: 'false: too few bads to tell two models apart' }),
    curves: Type.Array(Type.Array(Type.Unsafe<{ goods: number; bads: number }>(Facts))),
    swap: Type.Unsafe<SwapSet>(Facts),
  }),
});

export const submit = operation({
  name: 'lab.submit',
  summary: { zh: '提交模型', en: 'Submit a model, to be validated by others' },
  permission: LABORATORY,
  writes: true,
  input: Input({
    ...Fit,
    name: ModelName,
    purpose: Type.String({ minLength: 2, maxLength: 2_000 }),
    limits: Type.String({ maxLength: 2_000 }),
  }),
  output: Type.Object({ id: Id, name: Type.String(), version: Type.Integer(), hash: Type.String() }),
});
