// Customers' financial statements: read from workbooks or keyed in, checked, and turned into ratios, signals and a written analysis.
import { Type } from 'typebox';
import { STATEMENT_KINDS } from '#engine/statements/lines.ts';
import { PART_READINGS } from '#engine/statements/parts.ts';
import { RATIO_KEYS } from '#engine/statements/ratios.ts';
import { OPINIONS, SCOPES, UNITS } from '#engine/statements/sheet-said.ts';
import { STATEMENT_SIGNALS } from '#engine/statements/signals.ts';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Input, InstantText, Money, Nullable, OneOf } from '#platform/schemas.ts';

export const STATEMENT_BYTES_MAX = 20 * 1024 * 1024;
/** Periods shown beside one another. */
export const PERIODS_MAX = 12;

const Kind = OneOf(STATEMENT_KINDS);
const Scope = OneOf(SCOPES);
const Opinion = OneOf(OPINIONS);
/** A figure of a form in its unit: 万元 have six decimals at most, which are fen. */
const Keyed = Type.String({ maxLength: 30, pattern: '^-?\\d{1,18}(\\.\\d{1,8})?$' });
const Words = Type.Object({ zh: Type.String(), en: Type.String() });
const PeriodText = Type.String({
  minLength: 4,
  maxLength: 20,
  description: 'the last day of the period, 2022-12-31; 2022, 2022Q3 and 2022-09 are understood',
});

const Figure = Type.Object({
  line: Type.String(),
  name: Words,
  on: DayText,
  amount: Type.String({ description: 'plain decimal' }),
});
const Mark = OneOf(['closing_only', 'annualised', 'notes_included', 'finance_expense_for_interest']);
const Missing = Nullable(
  Type.Object({
    code: OneOf(['line_absent', 'zero', 'not_positive', 'no_comparison', 'market_value_absent']),
    line: Type.String(),
  }),
);

const RatioShape = Type.Object({
  key: OneOf(RATIO_KEYS),
  name: Words,
  group: Type.String(),
  unit: OneOf(['percent', 'times', 'days']),
  direction: OneOf(['higher', 'lower', 'none']),
  value: Nullable(Type.Number({ description: '0.4778 is 47.78 %; six decimals, half-even' })),
  missing: Missing,
  marks: Type.Array(Mark),
  figures: Type.Array(Figure),
  before: Nullable(Type.Number({ description: 'the same months of the year before' })),
  standing: Nullable(
    Type.Object({
      customers: Type.Integer({ description: 'own customers with this ratio within a year' }),
      betterThanPpm: Type.Integer({ description: 'share of them that this one is better than' }),
    }),
  ),
  standard: Nullable(
    Type.Object({
      year: Type.Integer(),
      source: Type.String(),
      level: OneOf(['excellent', 'good', 'average', 'low', 'poor', 'below_poor']),
    }),
  ),
});

const CheckShape = Type.Object({
  key: Type.String(),
  name: Words,
  state: OneOf(['passed', 'failed', 'explained', 'unknown']),
  stated: Nullable(Type.String()),
  found: Nullable(Type.String()),
  difference: Nullable(Type.String()),
  figures: Type.Array(Figure),
  lines: Type.Array(
    Type.Object({ line: Type.String(), name: Words, stated: Type.String(), found: Type.String(), difference: Type.String() }),
    { description: 'of a form held against an earlier one, the lines that differ; the largest difference first' },
  ),
});

const AltmanShape = Type.Object({
  variant: OneOf(['z', 'z_private', 'z_nonmanufacturing', 'z_emerging']),
  value: Nullable(Type.Number()),
  zone: Nullable(OneOf(['safe', 'grey', 'distress'])),
  safe: Type.Number(),
  distress: Type.Number(),
  terms: Type.Array(
    Type.Object({ key: Type.String(), weight: Type.Number(), value: Type.Number(), figures: Type.Array(Figure) }),
  ),
  missing: Missing,
  marks: Type.Array(Mark),
});

const Held = Type.Object({
  kind: Kind,
  endsOn: DayText,
  months: Type.Integer(),
  scope: Scope,
  currency: Type.String(),
  opinion: Nullable(Opinion),
  publishedOn: Nullable(DayText),
  lines: Type.Integer(),
  source: OneOf(['file', 'keyed']),
  fileName: Nullable(Type.String()),
  by: Type.String(),
  at: InstantText,
});

const FileInput = Input({
  customer: CustomerCode,
  answers: Type.Optional(
    Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 200 }), {
      maxProperties: 100,
      description:
        'unit, ends-on, scope, columns (each | to-date, of months or quarters side by side); line:NAME=key for a line that is not known, remembered for the customer',
    }),
  ),
});

const FileRead = {
  statements: Type.Array(
    Type.Object({
      kind: Kind,
      endsOn: DayText,
      months: Type.Integer(),
      scope: Scope,
      currency: Type.String(),
      lines: Type.Integer(),
      total: Nullable(Money),
      known: Type.Boolean({ description: 'the same figures stand already' }),
      heldAgainst: Type.Boolean({
        description: 'what this year’s form prints of the year before; that year’s own statement counts, and is held against it',
      }),
      checks: Type.Array(CheckShape, { description: 'those that do not hold' }),
    }),
  ),
  notes: Type.Array(Type.Object({ code: Type.String(), where: Type.String(), value: Type.String(), message: Type.String() }), {
    description: 'what was not taken in',
  }),
};

export const preview = operation({
  name: 'statements.preview',
  summary: { zh: '看看报表文件里有什么，不导入', en: 'What a file of statements holds, without importing it' },
  permission: 'files.write',
  reads: true,
  bulk: true,
  file: true,
  fileBytesMax: STATEMENT_BYTES_MAX,
  input: FileInput,
  output: Type.Object({
    ...FileRead,
    questions: Type.Array(
      Type.Object({
        id: Type.String(),
        options: Type.Array(OneOf([...UNITS, ...PART_READINGS])),
        sample: Type.String(),
        text: Type.String(),
      }),
    ),
  }),
});

export const importStatements = operation({
  name: 'statements.import',
  summary: { zh: '导入客户的财务报表', en: 'Import a customer’s financial statements' },
  permission: 'files.write',
  writes: true,
  bulk: true,
  file: true,
  fileBytesMax: STATEMENT_BYTES_MAX,
  input: FileInput,
  output: Type.Object({ ...FileRead, recorded: Type.Integer(), unchanged: Type.Integer() }),
});

export const enter = operation({
  name: 'statements.enter',
  summary: { zh: '录入一张财务报表', en: 'Key in a financial statement' },
  permission: 'files.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    kind: Kind,
    endsOn: DayText,
    months: Type.Optional(Type.Integer({ minimum: 1, maximum: 24 })),
    scope: Type.Optional(Scope),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
    opinion: Type.Optional(Opinion),
    /** What the form is in; yuan where nothing is said. */
    unit: Type.Optional(OneOf(UNITS)),
    amounts: Type.Record(Type.String({ maxLength: 60 }), Keyed, {
      maxProperties: 200,
      description: 'line → plain decimal; a line that is blank on the form is left out',
    }),
    beside: Type.Optional(
      Type.Record(Type.String({ maxLength: 60 }), Keyed, {
        maxProperties: 200,
        description: 'what the form prints of the year before: opening balances, last year’s flows',
      }),
    ),
  }),
  output: Type.Object({ recorded: Type.Integer(), unchanged: Type.Integer(), checks: Type.Array(CheckShape) }),
});

export const list = operation({
  name: 'statements.list',
  summary: { zh: '客户已有的财务报表', en: 'The statements on record of a customer' },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({ statements: Type.Array(Held) }),
});

export const report = operation({
  name: 'statements.report',
  summary: { zh: '报表分析：各期对照、比率、预警与文字', en: 'Statement analysis: periods side by side, ratios, signals, text' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    customer: CustomerCode,
    period: Type.Optional(PeriodText),
    scope: Type.Optional(Scope),
    /** Only year ends beside it, or every period. */
    compare: Type.Optional(OneOf(['years', 'all'], 'years')),
    knownAt: Type.Optional(Type.String({ maxLength: 40, description: 'as the statements stood at this moment, ISO 8601' })),
    marketValue: Type.Optional(
      Type.String({ pattern: '^\\d{1,18}(\\.\\d{1,4})?$', description: 'of the shares, for Altman’s Z of listed companies' }),
    ),
  }),
  output: Type.Object({
    customer: Type.Object({ code: Type.String(), name: Type.String() }),
    currency: Nullable(Type.String()),
    scope: Nullable(Scope),
    scopes: Type.Array(Scope),
    period: Nullable(DayText),
    months: Nullable(Type.Integer()),
    opinion: Nullable(Opinion),
    periods: Type.Array(Type.Object({ endsOn: DayText, months: Type.Integer(), kinds: Type.Array(Kind) }), {
      description: 'all on record in this scope, latest first',
    }),
    shown: Type.Array(DayText, { description: 'the periods beside one another, oldest first' }),
    tables: Type.Array(
      Type.Object({
        kind: Kind,
        rows: Type.Array(
          Type.Object({
            line: Type.String(),
            name: Words,
            depth: Type.Integer(),
            cells: Type.Array(
              Type.Object({ amount: Nullable(Type.String()), share: Nullable(Type.Number()), change: Nullable(Type.Number()) }),
            ),
          }),
        ),
      }),
    ),
    ratios: Type.Array(RatioShape),
    trends: Type.Array(
      Type.Object({ key: Type.String(), values: Type.Array(Nullable(Type.Number()), { description: 'as `shown`' }) }),
    ),
    checks: Type.Array(CheckShape),
    signals: Type.Array(
      Type.Object({
        code: OneOf(STATEMENT_SIGNALS),
        name: Words,
        grave: OneOf(['red', 'orange', 'yellow']),
        actual: Nullable(Type.Number()),
        threshold: Nullable(Type.Number()),
        figures: Type.Array(Figure),
      }),
    ),
    altman: Type.Array(AltmanShape),
    duPont: Nullable(
      Type.Object({
        roe: Nullable(Type.Number()),
        netMargin: Nullable(Type.Number()),
        assetTurnover: Nullable(Type.Number()),
        multiplier: Nullable(Type.Number()),
        figures: Type.Array(Figure),
      }),
    ),
    analysis: Type.Array(
      Type.Object({ section: Type.String(), zh: Type.String(), en: Type.String(), figures: Type.Array(Figure) }),
    ),
  }),
});

export const print = operation({
  name: 'statements.print',
  summary: { zh: '打印报表分析报告', en: 'Print the analysis of a customer’s statements' },
  permission: 'customers.read',
  reads: true,
  download: true,
  input: Input({
    customer: CustomerCode,
    period: Type.Optional(PeriodText),
    scope: Type.Optional(Scope),
    compare: Type.Optional(OneOf(['years', 'all'], 'years')),
    language: Type.Optional(OneOf(['zh', 'en'])),
  }),
  output: Type.Object({ fileName: Type.String(), contentType: Type.String() }),
});

export const ratios = operation({
  name: 'statements.ratios',
  summary: { zh: '客户某期的财务比率', en: 'A customer’s ratios of a period' },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode, period: PeriodText, scope: Type.Optional(Scope) }),
  output: Type.Object({
    customer: Type.String(),
    period: DayText,
    months: Type.Integer(),
    scope: Scope,
    currency: Type.String(),
    ratios: Type.Array(RatioShape),
    altman: Type.Array(AltmanShape),
    checks: Type.Array(CheckShape),
  }),
});

export const saveStandards = operation({
  name: 'statements.save-standards',
  summary: { zh: '导入行业标准值表', en: 'Import a table of an industry’s standard values' },
  permission: 'files.verify',
  writes: true,
  file: true,
  fileBytesMax: STATEMENT_BYTES_MAX,
  input: Input({
    industry: Type.String({ minLength: 1, maxLength: 60, description: 'as in the customer’s file' }),
    year: Type.Integer({ minimum: 1990, maximum: 2199 }),
    source: Type.String({ minLength: 2, maxLength: 200, description: 'book or body the values come from' }),
  }),
  output: Type.Object({
    recorded: Type.Integer(),
    unread: Type.Array(Type.String(), { description: 'rows whose ratio nobody knows, or whose values are no numbers' }),
  }),
});

export { bank, importBank, previewBank, vat, withdrawBank } from './contract-lists.ts';
export {
  enterReturn,
  importReturns,
  importVat,
  previewReturns,
  previewVat,
  returns,
  withdrawReturn,
  withdrawVat,
} from './contract-vat.ts';
