// The receivables ledger: importing it, ageing it, showing it, and the documents behind every number.
import { Type } from 'typebox';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Empty, Facts, Id, Input, InstantText, Money, Nullable, OneOf, PAGE } from '#platform/schemas.ts';

const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
/** As known at that moment: what was recorded later is not seen. */
const KnownAt = Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z$', description: 'ISO 8601, UTC' }));
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

export const ageing = operation({
  name: 'receivables.ageing',
  summary: { zh: '截至某日的账龄', en: 'Ageing of open items as of a day' },
  permission: 'ledger.read',
  reads: true,
  bulk: true,
  input: Input({ asOf: Type.Optional(DayText), knownAt: KnownAt, customer: Type.Optional(CustomerCode) }),
  output: Type.Object({
    asOf: DayText,
    currencies: Type.Array(
      Type.Object({
        currency: Currency,
        total: Type.String({ description: 'plain decimal' }),
        items: Type.Integer(),
        unapplied: Type.String({ description: 'receipts and credit notes not yet applied; not part of total' }),
        buckets: Type.Array(Type.Object({ key: Type.String(), amount: Type.String(), items: Type.Integer() })),
      }),
    ),
  }),
});

export const LEDGER_SORTS = [
  'code',
  'name',
  'grade',
  'owner',
  'limit',
  'open',
  'bills',
  'delivered',
  'reserved',
  'unapplied',
  'exposure',
  'available',
  'utilisation',
  'overdue',
  'oldestDays',
  'termsDays',
  'lastPaidOn',
] as const;

const LedgerFilter = {
  asOf: Type.Optional(DayText),
  knownAt: KnownAt,
  currency: Type.Optional(Currency),
  text: Type.Optional(Type.String({ maxLength: 80 })),
  overdueOnly: Type.Optional(Type.Boolean()),
  minUtilisationPct: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  overLimit: Type.Optional(Type.Boolean()),
  frozen: Type.Optional(Type.Boolean()),
  grade: Type.Optional(Type.String({ maxLength: 60, description: 'grades, comma separated' })),
  owner: Type.Optional(Type.String({ maxLength: 60, description: 'name of the salesperson' })),
  group: Type.Optional(CustomerCode),
  sort: Type.Optional(OneOf(LEDGER_SORTS)),
  descending: Type.Optional(Type.Boolean()),
};

export const LedgerRow = Type.Object({
  customer: Type.Object({
    id: Id,
    code: Type.String(),
    name: Type.String(),
    owner: Nullable(Type.String()),
    group: Nullable(Type.String()),
  }),
  currency: Currency,
  grade: Nullable(Type.String()),
  limitMode: OneOf(['amount', 'none', 'unlimited']),
  limit: Nullable(Money),
  limitExpiredOn: Nullable(DayText),
  open: Money,
  bills: Money,
  delivered: Money,
  reserved: Money,
  unapplied: Money,
  exposure: Money,
  available: Nullable(Money),
  utilisationPpm: Nullable(Type.Integer()),
  overdue: Money,
  oldestDueOn: Nullable(DayText),
  oldestDays: Nullable(Type.Integer()),
  ageing: Type.Array(Money, { description: 'in the order of the bucket keys' }),
  termsDays: Nullable(Type.Integer()),
  lastPaidOn: Nullable(DayText),
  frozen: Type.Boolean(),
});

export const ledger = operation({
  name: 'receivables.ledger',
  summary: { zh: '授信台账，可截至任一日', en: 'The credit ledger, as of any day' },
  permission: 'ledger.read',
  reads: true,
  bulk: true,
  input: Input({
    ...LedgerFilter,
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000, default: 50 })),
  }),
  output: Type.Object({
    asOf: DayText,
    buckets: Type.Array(Type.String()),
    rows: Type.Array(LedgerRow),
    /** Of the whole filter, one a currency. */
    totals: Type.Array(
      Type.Object({
        currency: Currency,
        customers: Type.Integer(),
        overdueCustomers: Type.Integer(),
        limit: Money,
        open: Money,
        bills: Money,
        delivered: Money,
        reserved: Money,
        unapplied: Money,
        exposure: Money,
        available: Money,
        overdue: Money,
        ageing: Type.Array(Money),
      }),
    ),
    next: Nullable(Type.Integer()),
  }),
});

export const exportLedger = operation({
  name: 'receivables.export-ledger',
  summary: { zh: '导出台账：工作簿或 CSV', en: 'The credit ledger as a workbook or CSV' },
  permission: 'ledger.read',
  reads: true,
  bulk: true,
  download: true,
  input: Input({
    ...LedgerFilter,
    format: Type.Optional(OneOf(['xlsx', 'csv'], 'xlsx')),
  }),
  output: Type.Unknown(),
});

export const documents = operation({
  name: 'receivables.documents',
  summary: { zh: '客户单据', en: 'Documents of a customer' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    customer: CustomerCode,
    show: Type.Optional(OneOf(['open', 'overdue', 'all'], 'open')),
    ...PAGE,
  }),
  output: Type.Object({
    documents: Type.Array(
      Type.Object({
        id: Id,
        kind: Type.String(),
        number: Type.String(),
        entity: Type.String(),
        issuedOn: DayText,
        dueOn: Nullable(DayText),
        amount: Money,
        open: Money,
        daysPastDue: Nullable(Type.Integer()),
        disputed: Nullable(Type.Boolean()),
        importId: Nullable(Id),
        importRow: Nullable(Type.Integer()),
        billState: Nullable(Type.String()),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const document = operation({
  name: 'receivables.document',
  summary: { zh: '一张单据的来龙去脉', en: 'One document: where it came from and what settled it' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    id: Id,
    kind: Type.String(),
    number: Type.String(),
    customer: Type.Object({ code: Type.String(), name: Type.String() }),
    entity: Type.String(),
    issuedOn: DayText,
    postedOn: Nullable(DayText),
    dueOn: Nullable(DayText),
    amount: Money,
    open: Money,
    source: Type.String(),
    importFile: Nullable(Type.String()),
    importRow: Nullable(Type.Integer()),
    recordedAt: InstantText,
    applications: Type.Array(
      Type.Object({ kind: Type.String(), number: Type.String(), documentId: Id, amount: Money, effectiveOn: DayText }),
    ),
    bill: Type.Array(
      Type.Object({
        state: Type.String(),
        type: Type.String(),
        acceptor: Type.String(),
        recourse: Type.Boolean(),
        effectiveOn: DayText,
      }),
    ),
  }),
});

export const behaviour = operation({
  name: 'receivables.behaviour',
  summary: { zh: '付款行为：每张发票早晚几天，逐月', en: 'Payment behaviour: days late per invoice and by month' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ customer: CustomerCode, months: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 12 })) }),
  output: Type.Object({
    asOf: DayText,
    invoices: Type.Array(
      Type.Object({
        number: Type.String(),
        issuedOn: DayText,
        dueOn: DayText,
        amount: Money,
        settledOn: Nullable(DayText),
        daysLate: Type.Integer({ description: 'of an unpaid one: up to asOf' }),
      }),
    ),
    months: Type.Array(
      Type.Object({
        month: Type.String(),
        sold: Money,
        paid: Money,
        exposure: Money,
        limit: Nullable(Money),
        weightedDaysLate: Nullable(Type.Number()),
      }),
    ),
  }),
});

/** Documents were posted: days and amounts of these accounts changed. */
export const ledgerChanged = event<{ accountIds: readonly string[] }>('receivables.changed');
