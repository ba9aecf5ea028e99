// The receivables ledger: ageing it, showing it, and the documents behind every number.
import { Type } from 'typebox';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { AS_OF, CustomerCode, DayText, Id, Input, InstantText, Money, Nullable, OneOf, PAGE } from '#platform/schemas.ts';

const Currency = Type.String({ pattern: '^[A-Z]{3}$' });

export const ageing = operation({
  name: 'receivables.ageing',
  summary: { zh: '截至某日的账龄', en: 'Ageing of open items as of a day' },
  permission: 'ledger.read',
  reads: true,
  bulk: true,
  input: Input({ ...AS_OF, customer: Type.Optional(CustomerCode) }),
  output: Type.Object({
    asOf: DayText,
    currencies: Type.Array(
      Type.Object({
        currency: Currency,
        total: Type.String({ description: 'plain decimal' }),
        items: Type.Integer(),
        unapplied: Type.String({ description: 'receipts and credit notes not yet applied; not part of total' }),
        disputed: Type.String({ description: 'what of the total the customer disputes' }),
        buckets: Type.Array(
          Type.Object({ key: Type.String(), amount: Type.String(), items: Type.Integer(), disputed: Type.String() }),
        ),
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
  'disputed',
] as const;

const LedgerFilter = {
  ...AS_OF,
  currency: Type.Optional(Currency),
  text: Type.Optional(Type.String({ maxLength: 80 })),
  overdueOnly: Type.Optional(Type.Boolean()),
  minUtilisationPct: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  overLimit: Type.Optional(Type.Boolean()),
  frozen: Type.Optional(Type.Boolean()),
  grade: Type.Optional(Type.String({ maxLength: 60, description: 'grades, comma separated' })),
  owner: Type.Optional(Type.String({ maxLength: 60, description: 'name of the salesperson' })),
  group: Type.Optional(CustomerCode),
  region: Type.Optional(Type.String({ maxLength: 60 })),
  industry: Type.Optional(Type.String({ maxLength: 60 })),
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
  /** What of what is open the customer disputes, as of the day. */
  disputed: Money,
});

const TOTALS = {
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
};
const LedgerTotal = Type.Object(TOTALS);

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
    totals: Type.Array(LedgerTotal),
    /** All currencies together in our own, at the rates of that day, as known then; null: all is in our own. Left out of it is `missing`. */
    home: Nullable(
      Type.Object({
        exposure: Money,
        open: Money,
        overdue: Money,
        ratesOf: DayText,
        missing: Type.Array(Type.String(), { description: 'currencies that had no rate' }),
      }),
    ),
    next: Nullable(Type.Integer()),
  }),
});

/** What the ledger can be gathered by. */
export const LEDGER_PIVOTS = ['group', 'owner', 'grade', 'region', 'industry'] as const;

export const ledgerPivot = operation({
  name: 'receivables.ledger-pivot',
  summary: { zh: '台账按集团、业务员等汇总', en: 'The credit ledger gathered by group, salesperson and so on' },
  permission: 'ledger.read',
  reads: true,
  bulk: true,
  input: Input({ by: OneOf(LEDGER_PIVOTS), ...LedgerFilter }),
  output: Type.Object({
    asOf: DayText,
    buckets: Type.Array(Type.String()),
    rows: Type.Array(
      Type.Object({
        key: Nullable(Type.String({ description: 'what the filter of the same name takes; null: customers without one' })),
        label: Nullable(Type.String()),
        ...TOTALS,
        utilisationPpm: Nullable(Type.Integer()),
        oldestDays: Nullable(Type.Integer()),
      }),
    ),
    totals: Type.Array(LedgerTotal),
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
    ...AS_OF,
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
        /** What of what is open the customer disputes; null: nothing. */
        disputed: Nullable(Money),
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
    /** What of what is open the customer disputes; null: nothing. */
    disputed: Nullable(Money),
    source: Type.String(),
    importFile: Nullable(Type.String()),
    importRow: Nullable(Type.Integer()),
    recordedAt: InstantText,
    reference: Nullable(Type.String()),
    note: Nullable(Type.String()),
    state: OneOf(['standing', 'reversed', 'reversal']),
    applications: Type.Array(
      Type.Object({
        id: Id,
        kind: Type.String(),
        number: Type.String(),
        documentId: Id,
        amount: Money,
        effectiveOn: DayText,
        /** Neither taken back nor the taking back itself. */
        standing: Type.Boolean(),
        reason: Nullable(Type.String()),
      }),
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
  input: Input({
    customer: CustomerCode,
    months: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 12 })),
    ...AS_OF,
  }),
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
        weightedDaysLate: Nullable(
          Type.Number({ description: 'of what was paid in the month, weighted by amount; early counts as 0' }),
        ),
        payments: Type.Integer(),
        onTimePpm: Nullable(Type.Integer({ description: 'share of the paid amount that came by its due day' })),
        daysLateMax: Nullable(Type.Integer()),
      }),
    ),
  }),
});

/** Documents were posted: days and amounts of these accounts changed. */
export const ledgerChanged = event<{ accountIds: readonly string[] }>('receivables.changed');
