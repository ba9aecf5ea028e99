// How files become customers, contracts, documents and orders: read, asked about, previewed, applied, undone.
//
// The operations keep the names they had when this room was a part of receivables: scripts call `xinheng receivables import FILE`.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { Empty, Facts, Id, Input, InstantText, Money, Nullable, OneOf, PAGE } from '#platform/schemas.ts';

const Answers = Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 200 }), { maxProperties: 100 });

export const Refused = Type.Object({
  row: Type.Integer({ description: '1-based data row' }),
  line: Type.Integer({ description: 'physical line or sheet row' }),
  column: Nullable(Type.String()),
  code: Type.String(),
  value: Nullable(Type.String()),
  message: Type.String(),
});

export const Question = Type.Object({
  id: Type.String(),
  options: Type.Array(Type.String()),
  sample: Type.String(),
  text: Type.String({ description: 'the question as a sentence' }),
  column: Type.Optional(Type.String()),
  labels: Type.Optional(Type.Array(Type.String())),
});

export const Warning = Type.Object({
  code: Type.String(),
  count: Type.Integer(),
  column: Type.Optional(Type.String()),
  rows: Type.Optional(Type.Array(Type.Integer())),
  facts: Type.Optional(Facts),
  message: Type.String(),
});

const ImportChoices = {
  template: Type.Optional(
    Type.String({ minLength: 1, maxLength: 60, description: 'remembered headings and answers of a source' }),
  ),
  source: Type.Optional(
    Type.String({ minLength: 1, maxLength: 40, default: 'ledger', description: 'the system the numbers come from' }),
  ),
  kind: Type.Optional(OneOf(['ledger', 'customers'], 'ledger')),
  answers: Type.Optional(Answers),
  /** Field → heading, where the guess is to be overruled. */
  mapping: Type.Optional(Answers),
  goodRowsOnly: Type.Optional(Type.Boolean({ default: false })),
};

/** What a file would do or did. `applied` says which; a file with questions or errors of its own applies nothing. */
const ImportReport = Type.Object({
  applied: Type.Boolean(),
  accepted: Type.Integer({ description: 'rows taken in; with dryRun, rows that would be' }),
  unchanged: Type.Integer({ description: 'of the accepted, rows already known with the same content' }),
  refused: Type.Array(Refused, { description: 'the first 1,000' }),
  refusedCount: Type.Integer(),
  skipped: Type.Integer({ description: 'titles, totals, blank and footer rows' }),
  warnings: Type.Array(Warning),
  sums: Type.Array(Money),
  offers: Type.Array(Type.Object({ id: Type.String(), value: Type.String(), count: Type.Integer() }), {
    description: 'answers that would save refused rows',
  }),
  importId: Nullable(Id),
  customersAdded: Type.Integer(),
});

export const importLedger = operation({
  name: 'receivables.import',
  summary: { zh: '导入台账：全部成功或全部不动', en: 'Import a ledger: all rows or none, unless good rows only' },
  permission: 'ledger.import',
  writes: true,
  bulk: true,
  file: true,
  input: Input(ImportChoices),
  output: ImportReport,
});

export const preview = operation({
  name: 'receivables.preview',
  summary: { zh: '预览导入：识别的列、问题、样例', en: 'Look at a file before importing: columns, questions, sample' },
  permission: 'ledger.import',
  reads: true,
  bulk: true,
  file: true,
  input: Input(ImportChoices),
  output: Type.Object({
    fileName: Type.String(),
    encoding: Nullable(Type.String()),
    columns: Type.Array(
      Type.Object({
        heading: Type.String(),
        field: Nullable(Type.String()),
        why: Nullable(Type.String({ description: 'how the format was settled: evidence or answer' })),
        samples: Type.Array(Type.String()),
      }),
    ),
    fields: Type.Array(
      Type.Object({
        field: Type.String(),
        label: Type.Object({ zh: Type.String(), en: Type.String() }),
        required: Type.Boolean(),
      }),
    ),
    questions: Type.Array(Question),
    fileErrors: Type.Array(Type.Object({ code: Type.String(), message: Type.String(), facts: Facts })),
    sample: Type.Array(Facts, { description: 'the first accepted rows, as read' }),
    report: Nullable(ImportReport),
  }),
});

export const imports = operation({
  name: 'receivables.imports',
  summary: { zh: '导入历史', en: 'Past imports' },
  permission: 'ledger.read',
  reads: true,
  input: Input(PAGE),
  output: Type.Object({
    imports: Type.Array(
      Type.Object({
        id: Id,
        fileName: Type.String(),
        fileBytes: Type.Integer(),
        fileHash: Type.String(),
        source: Type.String(),
        kind: Type.String(),
        by: Type.String(),
        at: InstantText,
        applied: Type.Boolean(),
        accepted: Type.Integer(),
        unchanged: Type.Integer(),
        refused: Type.Integer(),
        skipped: Type.Integer(),
        sums: Type.Array(Money),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const templates = operation({
  name: 'receivables.templates',
  summary: { zh: '记住的导入模板', en: 'Remembered import templates' },
  permission: 'ledger.import',
  reads: true,
  input: Empty,
  output: Type.Object({ templates: Type.Array(Type.Object({ name: Type.String(), kind: Type.String(), usedAt: InstantText })) }),
});

export const refusals = operation({
  name: 'receivables.refusals',
  summary: { zh: '下载被拒行报告（工作簿）', en: 'Workbook of the refused rows of an import' },
  permission: 'ledger.read',
  reads: true,
  download: true,
  input: Input({ import: Id }),
  output: Type.Unknown(),
});
