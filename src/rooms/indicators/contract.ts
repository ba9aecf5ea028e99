// The catalogue of indicators, own ones by expression, values of a customer, their distribution; training tables out of the ledger.
import { Type } from 'typebox';
import { COEFFICIENT_OF } from '#engine/coefficients.ts';
import { EXPRESSION_CHARS_MAX } from '#engine/expression.ts';
import { INDICATOR_SOURCES } from '#engine/indicator-catalogue.ts';
import { ENTRY_UNITS } from '#engine/indicator-reading.ts';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Facts, Input, InstantText, Nullable, OneOf, ReasonText } from '#platform/schemas.ts';

/** Customers whose values are drawn: enough for a picture, few enough for a page. */
export const SAMPLE_MAX = 1_000;
export const PANEL_DAYS_MAX = 120;
export const PANEL_ROWS_MAX = 2_000_000;
/** Rows of a list of customers with their outcomes; it is read into memory. */
export const LABELLED_ROWS_MAX = 100_000;

const Words = Type.Object({ zh: Type.String(), en: Type.String() });
const Unit = OneOf(ENTRY_UNITS);
const Safer = OneOf(['higher', 'lower', 'none']);
const OwnKey = Type.String({ pattern: '^own_[a-z0-9_]{1,40}$', description: 'own_…' });
const Expression = Type.String({
  minLength: 1,
  maxLength: EXPRESSION_CHARS_MAX,
  description: 'of keys or [titles]: ratio(a, b) + 30%',
});
const Definition = {
  title: Type.Object({ zh: Type.String({ minLength: 2, maxLength: 60 }), en: Type.String({ minLength: 2, maxLength: 80 }) }),
  unit: Unit,
  safer: Safer,
  expression: Expression,
};

const Entry = Type.Object({
  key: Type.String(),
  title: Words,
  definition: Words,
  unit: Unit,
  safer: Safer,
  source: OneOf(INDICATOR_SOURCES),
  freshDays: Type.Integer({ description: 'older than so many days it counts as missing' }),
  todayOnly: Type.Boolean({ description: 'keeps no history: unknown for a past day' }),
  usedBy: Type.Array(Words, { description: 'cards and own indicators that read it' }),
  own: Nullable(
    Type.Object({
      expression: Type.String(),
      version: Type.Integer(),
      by: Type.String(),
      at: InstantText,
      reason: Nullable(Type.String()),
      retired: Type.Boolean(),
      broken: Nullable(Facts),
    }),
  ),
});

export const list = operation({
  name: 'indicators.list',
  summary: { zh: '指标目录', en: 'The catalogue of indicators' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ source: Type.Optional(OneOf(INDICATOR_SOURCES)) }),
  output: Type.Object({ indicators: Type.Array(Entry) }),
});

const Distribution = Type.Object({
  known: Type.Integer(),
  missing: Type.Array(Type.Object({ code: Type.String(), customers: Type.Integer() })),
  quantiles: Nullable(Type.Array(Type.Number(), { description: '5, 25, 50, 75, 95 %' })),
  bins: Type.Array(Type.Object({ from: Type.Number(), to: Type.Number(), customers: Type.Integer() })),
});

export const distributions = operation({
  name: 'indicators.distributions',
  summary: { zh: '指标在自己客户中的分布', en: 'How indicators are spread over our own customers' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ asOf: Type.Optional(DayText) }),
  output: Type.Object({
    asOf: DayText,
    customers: Type.Integer({ description: 'all one may see' }),
    sampled: Type.Integer({ description: `of them looked at, at most ${SAMPLE_MAX}, the same ones every time` }),
    indicators: Type.Record(Type.String(), Distribution),
  }),
});

const Value = Type.Object({
  key: Type.String(),
  title: Words,
  unit: Unit,
  safer: Safer,
  source: OneOf(INDICATOR_SOURCES),
  value: Nullable(Type.Number({ description: 'share in ppm, money in minor units, else plain' })),
  missing: Nullable(Type.String()),
  /** Nobody looked at it twice: it may speak against the customer, never for him. */
  unverified: Type.Boolean(),
  on: Nullable(DayText),
  freshDays: Type.Integer(),
  inputs: Facts,
});

export const values = operation({
  name: 'indicators.values',
  summary: { zh: '一个客户的全部指标', en: 'All indicators of one customer' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ customer: CustomerCode, asOf: Type.Optional(DayText) }),
  output: Type.Object({
    customer: Type.String(),
    asOf: DayText,
    currency: Type.String(),
    values: Type.Array(Value),
  }),
});

/** Reads an expression and tries it on real customers. Nothing is kept. */
export const check = operation({
  name: 'indicators.check',
  summary: { zh: '试算一个自定义指标', en: 'Try an own indicator on real customers' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ key: Type.Optional(OwnKey), unit: Type.Optional(Unit), expression: Expression }),
  output: Type.Object({
    fault: Nullable(Type.Object({ code: Type.String(), at: Type.Integer(), facts: Facts })),
    /** As it will be kept, and as people read it. */
    expression: Nullable(Type.String()),
    wording: Nullable(Words),
    units: Type.Array(Unit, { description: 'units the result may be shown in' }),
    unit: Nullable(Unit),
    customers: Type.Integer(),
    distribution: Nullable(Distribution),
    examples: Type.Array(
      Type.Object({
        customer: Type.String(),
        name: Type.String(),
        value: Nullable(Type.Number()),
        missing: Nullable(Type.String()),
        parts: Type.Array(Type.Object({ key: Type.String(), title: Words, unit: Unit, value: Nullable(Type.Number()) })),
      }),
    ),
  }),
});

export const save = operation({
  name: 'indicators.save',
  summary: { zh: '保存自定义指标（新版本）', en: 'Save an own indicator, as a new version' },
  permission: 'ratings.run',
  writes: true,
  input: Input({ key: Type.Optional(OwnKey), ...Definition, reason: Type.Optional(ReasonText) }),
  output: Type.Object({ key: Type.String(), version: Type.Integer(), unchanged: Type.Boolean() }),
});

export const retire = operation({
  name: 'indicators.retire',
  summary: { zh: '停用自定义指标', en: 'Retire an own indicator' },
  permission: 'ratings.run',
  writes: true,
  input: Input({ key: OwnKey, reason: ReasonText }),
  output: Type.Object({ key: Type.String(), version: Type.Integer() }),
});

export const versions = operation({
  name: 'indicators.versions',
  summary: { zh: '自定义指标的历次版本', en: 'The versions of an own indicator' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ key: OwnKey }),
  output: Type.Object({
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        ...Definition,
        retired: Type.Boolean(),
        reason: Nullable(Type.String()),
        by: Type.String(),
        at: InstantText,
      }),
    ),
  }),
});

export const PANEL = {
  from: DayText,
  to: DayText,
  outcome: Type.String({
    minLength: 3,
    maxLength: 300,
    description: '60 days late above 1000 within 6 months; 6个月内逾期60天以上超过1000元',
  }),
  lookBack: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 36,
      default: 12,
      description: 'months: who neither bought nor owed in them is left out',
    }),
  ),
  historyUntil: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description:
        'day by which the past had been loaded: until then papers count by their own days; without it the first day anything was entered',
    }),
  ),
  sample: Type.Optional(Type.Integer({ minimum: 100, maximum: 1_000_000, description: 'customers, the same ones every time' })),
};

/** What a training table was made of and what was left out of it. */
export const PanelCounts = Type.Object({
  outcome: Words,
  days: Type.Integer({ description: 'observation days that count' }),
  rows: Type.Integer(),
  bads: Type.Integer(),
  customers: Type.Integer(),
  columns: Type.Integer(),
  excluded: Type.Object({
    alreadyBad: Type.Integer({ description: 'rows: as bad on the day itself' }),
    inactive: Type.Integer({ description: 'rows: neither bought nor owed within the look-back' }),
    otherCurrency: Type.Integer({ description: 'rows: in another currency than the company’s' }),
    windowsOpen: Type.Integer({ description: 'observation days whose outcome is not over yet' }),
    enteredLater: Type.Integer({ description: 'papers dated on or before a day but entered after it: not known then' }),
  }),
  historyUntil: DayText,
  perDay: Type.Array(Type.Object({ on: DayText, rows: Type.Integer(), bads: Type.Integer() })),
});

export const panel = operation({
  name: 'ratings.panel',
  summary: { zh: '由自己的台账做训练表', en: 'A training table out of our own ledger' },
  permission: 'ratings.run',
  reads: true,
  bulk: true,
  download: true,
  input: Input(PANEL),
  output: Type.Object({ fileName: Type.String(), contentType: Type.String() }),
});

/** A list of customers with what is known of their outcome (paid or not, a grade a bank gave) and the indicators of each beside it. */
export const panelLabelled = operation({
  name: 'ratings.panel-labelled',
  summary: {
    zh: '给客户名单（附结果或等级）配上指标，做成训练表',
    en: 'A training table: a list of customers and outcomes with their indicators beside',
  },
  permission: 'ratings.run',
  reads: true,
  bulk: true,
  file: true,
  fileBytesMax: 50 * 1024 * 1024,
  download: true,
  input: Input({
    on: Type.Optional(DayText),
    customer: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'column with the code or the name of the customer; without it the one that has most of them',
      }),
    ),
    historyUntil: PANEL.historyUntil,
    sheet: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  output: Type.Object({ fileName: Type.String(), contentType: Type.String() }),
});

/** `panel` without its file: what the table would hold, for looking before training. */
export const panelCounts = operation({
  name: 'ratings.panel-counts',
  summary: { zh: '训练表有多少行、排除了什么', en: 'How many rows a training table has and what is left out' },
  permission: 'ratings.run',
  reads: true,
  bulk: true,
  input: Input(PANEL),
  output: PanelCounts,
});

export const coefficients = operation({
  name: 'indicators.coefficients',
  summary: { zh: '行业与地区系数及其覆盖的客户', en: 'Industry and region coefficients, and the customers they cover' },
  permission: 'policies.read',
  reads: true,
  input: Input({
    asOf: Type.Optional(DayText),
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'the table of an earlier version; else the one in force' })),
  }),
  output: Type.Object({
    asOf: DayText,
    version: Type.Integer(),
    inForce: Type.Boolean(),
    rows: Type.Array(
      Type.Object({
        id: Type.String(),
        of: OneOf(COEFFICIENT_OF),
        title: Words,
        begins: Type.Array(Type.String()),
        from: DayText,
        ppm: Type.Integer(),
        source: Type.String(),
        standing: OneOf(['standing', 'ahead', 'replaced']),
        customers: Type.Integer({ description: 'whose coefficient it is on the day' }),
      }),
    ),
    unlisted: Type.Array(Type.Object({ of: OneOf(COEFFICIENT_OF), text: Nullable(Type.String()), customers: Type.Integer() }), {
      description: 'industries and regions of customers without a row; null: not kept. The first hundred',
    }),
  }),
});
