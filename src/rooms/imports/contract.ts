// How files become customers, contracts, documents and orders: read, asked about, previewed, applied, undone.
//
// The operations keep the names they had when this room was a part of receivables: scripts call `xinheng receivables import FILE`.
import { Type } from 'typebox';
import type { Kind } from '#engine/import/typed-rows.ts';
import { operation } from '#platform/operation.ts';
import { Empty, Facts, Id, Input, InstantText, Money, Nullable, OneOf, PAGE, ReasonText } from '#platform/schemas.ts';

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
  answer: Type.Optional(Type.Literal('day', { description: 'any day may be answered; options only suggest some' })),
});

export const Warning = Type.Object({
  code: Type.String(),
  count: Type.Integer(),
  column: Type.Optional(Type.String()),
  rows: Type.Optional(Type.Array(Type.Integer())),
  facts: Type.Optional(Facts),
  message: Type.String(),
});

/** What a file may hold. */
export const IMPORT_KINDS = [
  'ledger',
  'customers',
  'open-items',
  'invoices',
  'receipts',
  'applications',
  'credit-notes',
  'write-offs',
  'bills',
  'contracts',
  'orders',
  'deliveries',
  'margins',
  'external-records',
  'vat-invoices',
  'credit-states',
] as const satisfies readonly Kind[];

export const STATES = ['reading', 'staged', 'applying', 'applied', 'refused', 'cancelled', 'undone'] as const;
const TemplateName = Type.String({ minLength: 1, maxLength: 60, description: 'remembered headings and answers of a source' });

const ImportChoices = {
  template: Type.Optional(TemplateName),
  source: Type.Optional(
    Type.String({ minLength: 1, maxLength: 40, default: 'ledger', description: 'the system the numbers come from' }),
  ),
  /** Without one a ledger is meant; a file that clearly is something else is asked about. */
  kind: Type.Optional(OneOf(IMPORT_KINDS)),
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
  changes: Type.Record(Type.String(), Type.Integer(), {
    description: 'what is written, by kind: { "invoice": 12, "receipt": 3 }',
  }),
});

const PastImport = {
  id: Id,
  fileName: Type.String(),
  fileBytes: Type.Integer(),
  fileHash: Type.String({ description: 'SHA-256' }),
  source: Type.String(),
  kind: Type.String(),
  by: Type.String(),
  at: InstantText,
  state: OneOf(STATES),
  applied: Type.Boolean(),
  accepted: Type.Integer(),
  unchanged: Type.Integer(),
  refused: Type.Integer(),
  skipped: Type.Integer(),
  customersAdded: Type.Integer(),
  changes: Type.Record(Type.String(), Type.Integer()),
  sums: Type.Array(Money),
  endedAt: Nullable(InstantText),
  undoneBy: Nullable(Type.String()),
};

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

const Read = {
  kind: Type.String({ description: 'what the file holds: as asked, or as its headings say' }),
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
};

export const preview = operation({
  name: 'receivables.preview',
  summary: { zh: '预览导入：识别的列、问题、样例', en: 'Look at a file before importing: columns, questions, sample' },
  permission: 'ledger.import',
  reads: true,
  bulk: true,
  file: true,
  input: Input(ImportChoices),
  output: Type.Object({ fileName: Type.String(), ...Read }),
});

/** A file on its way: read, asked about, confirmed; the page asks for it again while work goes on. */
export const stage = operation({
  name: 'imports.stage',
  summary: { zh: '上传待导入的文件，先读不入账', en: 'Upload a file to import: it is read and waits, nothing is posted' },
  permission: 'ledger.import',
  writes: true,
  bulk: true,
  file: true,
  input: Input({ ...ImportChoices, kind: Type.Optional(OneOf(IMPORT_KINDS)) }),
  output: Type.Object({ import: Id }),
});

const OneImport = { import: Id };

export const get = operation({
  name: 'imports.get',
  summary: { zh: '一次导入：进度、预览、结果', en: 'One import: how far it is, what it found, what it did' },
  permission: 'ledger.read',
  reads: true,
  input: Input(OneImport),
  output: Type.Object({
    import: Type.Object({
      ...PastImport,
      template: Nullable(Type.String()),
      answers: Answers,
      goodRowsOnly: Type.Boolean(),
      fault: Nullable(Type.Object({ code: Type.String(), message: Type.String(), facts: Facts })),
      progress: Nullable(
        Type.Object({
          phase: OneOf(['read', 'judge', 'post']),
          done: Type.Integer(),
          total: Nullable(Type.Integer()),
          since: Nullable(InstantText),
          silent: Type.Boolean({
            description: 'nothing was heard of the work for a while; it is taken up again or said to have ended',
          }),
        }),
      ),
      twins: Type.Array(
        Type.Object({
          id: Id,
          by: Type.String(),
          at: InstantText,
          state: OneOf(STATES),
          sheet: Nullable(Type.String({ description: 'the sheet that was asked for' })),
        }),
        { description: 'the same file before' },
      ),
      keptUntil: Nullable(InstantText),
      confirmedBy: Nullable(Type.String()),
      undoneWhy: Nullable(Type.String()),
    }),
    read: Nullable(Type.Object(Read)),
  }),
});

const After = Type.Object({ state: OneOf(STATES) });

export const answer = operation({
  name: 'imports.answer',
  summary: { zh: '回答文件留下的问题，重新读', en: 'Answer what the file leaves open; it is read again' },
  permission: 'ledger.import',
  writes: true,
  input: Input({ ...OneImport, ...ImportChoices, kind: Type.Optional(OneOf(IMPORT_KINDS)) }),
  output: After,
});

export const apply = operation({
  name: 'imports.apply',
  summary: { zh: '确认导入：入账', en: 'Confirm: the file is posted' },
  permission: 'ledger.import',
  writes: true,
  input: Input({ ...OneImport, goodRowsOnly: ImportChoices.goodRowsOnly, template: ImportChoices.template }),
  output: After,
});

export const cancel = operation({
  name: 'imports.cancel',
  summary: { zh: '取消导入：入账之前什么也不留', en: 'Cancel: before it is posted, nothing stays' },
  permission: 'ledger.import',
  writes: true,
  input: Input(OneImport),
  output: After,
});

/** Called by the system after `stage` and `answer`, and again where a process died over it. */
export const read = operation({
  name: 'imports.read',
  summary: { zh: '读上传的文件（由系统调用）', en: 'Read an uploaded file (called by the system)' },
  permission: 'ledger.import',
  writes: true,
  bulk: true,
  input: Input(OneImport),
  output: After,
});

/** Called by the system after `apply`. */
export const post = operation({
  name: 'imports.post',
  summary: { zh: '把确认的文件入账（由系统调用）', en: 'Post a confirmed file (called by the system)' },
  permission: 'ledger.import',
  writes: true,
  bulk: true,
  input: Input(OneImport),
  output: After,
});

export const undo = operation({
  name: 'receivables.undo-import',
  summary: { zh: '撤销一次导入：冲回它记的单据', en: 'Undo an import: what it posted is reversed' },
  permission: 'ledger.import',
  writes: true,
  bulk: true,
  input: Input({ ...OneImport, why: ReasonText }),
  output: Type.Object({
    reversed: Type.Integer({ description: 'documents' }),
    applications: Type.Integer({ description: 'applications taken back' }),
    restored: Type.Integer({ description: 'customers whose filled-in fields went back' }),
    customersStay: Type.Integer({ description: 'customers it created; they stay' }),
    undone: Type.Record(Type.String(), Type.Integer(), {
      description: 'besides documents, by kind: { "order": 12, "bill_advanced": 3, "contract": 1 }',
    }),
  }),
});

export const imports = operation({
  name: 'receivables.imports',
  summary: { zh: '导入历史', en: 'Past imports' },
  permission: 'ledger.read',
  reads: true,
  input: Input(PAGE),
  output: Type.Object({ imports: Type.Array(Type.Object(PastImport)), next: Nullable(Type.String()) }),
});

export const templates = operation({
  name: 'receivables.templates',
  summary: { zh: '记住的导入模板', en: 'Remembered import templates' },
  permission: 'ledger.import',
  reads: true,
  input: Empty,
  output: Type.Object({
    templates: Type.Array(
      Type.Object({
        name: Type.String(),
        kind: Type.String(),
        source: Nullable(Type.String()),
        answers: Answers,
        usedAt: InstantText,
      }),
    ),
  }),
});

export const saveTemplate = operation({
  name: 'imports.save-template',
  summary: { zh: '修改导入模板的回答', en: 'Change the answers of an import template' },
  permission: 'ledger.import',
  writes: true,
  input: Input({ name: TemplateName, answers: Answers }),
  output: Empty,
});

export const forgetTemplate = operation({
  name: 'imports.forget-template',
  summary: { zh: '删除导入模板', en: 'Delete an import template' },
  permission: 'ledger.import',
  writes: true,
  input: Input({ name: TemplateName }),
  output: Empty,
});

export const refusals = operation({
  name: 'receivables.refusals',
  summary: { zh: '下载被拒的行，改好后单独导入', en: 'The refused rows whole, to be mended and imported by themselves' },
  permission: 'ledger.read',
  reads: true,
  download: true,
  input: Input({ import: Id, format: Type.Optional(OneOf(['xlsx', 'csv'], 'xlsx')) }),
  output: Type.Unknown(),
});
