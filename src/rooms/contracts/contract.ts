// What was agreed with a customer and what became of it: contracts, retention, goods at the customer, rebates, margins.
import { type Static, Type } from 'typebox';
import { BUYER_CLASSES, CONTRACT_EVENTS, MILESTONE_KINDS } from '#engine/contracts.ts';
import { operation } from '#platform/operation.ts';
import {
  CustomerCode,
  DayText,
  Facts,
  Id,
  Input,
  InstantText,
  Money,
  Nullable,
  OneOf,
  PAGE,
  ReasonText,
  Version,
} from '#platform/schemas.ts';

const Number_ = Type.String({ minLength: 1, maxLength: 80, description: 'number of the paper, as written on it' });
const Entity = Type.Optional(Type.String({ maxLength: 40, description: 'code of our legal entity; left out: the first' }));
const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
const Ppm = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const Days = Type.Integer({ minimum: 0, maximum: 3_650 });
const Months = Type.Integer({ minimum: 0, maximum: 120 });
export const MILESTONES_MAX = 40;

export const TermsRule = Type.Union([
  Type.Object({ kind: Type.Literal('days'), days: Days }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('month-end'), days: Days }, { additionalProperties: false }),
  Type.Object(
    { kind: Type.Literal('day-of-month'), months: Months, day: Type.Integer({ minimum: 1, maximum: 31 }) },
    { additionalProperties: false },
  ),
  Type.Object(
    { kind: Type.Literal('after'), event: OneOf(['delivery', 'acceptance']), days: Days },
    { additionalProperties: false },
  ),
]);

const RetentionRule = Type.Object(
  {
    /** Exactly one of share and amount. */
    sharePpm: Type.Optional(Ppm),
    amount: Type.Optional(Money),
    due: Type.Union([
      Type.Object(
        { kind: Type.Literal('after'), event: OneOf(CONTRACT_EVENTS), months: Months },
        { additionalProperties: false },
      ),
      Type.Object({ kind: Type.Literal('on'), on: DayText }, { additionalProperties: false }),
    ]),
  },
  { additionalProperties: false },
);

const MilestoneInput = Type.Object(
  {
    key: Type.Optional(Type.String({ pattern: '^[a-z0-9]{1,20}$' })),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    kind: OneOf(MILESTONE_KINDS),
    sharePpm: Type.Optional(Ppm),
    amount: Type.Optional(Money),
    plannedOn: Type.Optional(DayText),
    dueDays: Type.Optional(Days),
  },
  { additionalProperties: false },
);

/** What a version of a contract says. */
const BODY = {
  title: Type.Optional(Type.String({ maxLength: 200 })),
  signedOn: Type.Optional(DayText),
  startsOn: DayText,
  endsOn: Type.Optional(DayText),
  amount: Type.Optional(Type.Object({ ...Money.properties }, { description: 'left out: a framework without an amount' })),
  terms: TermsRule,
  retention: Type.Optional(RetentionRule),
  discount: Type.Optional(Type.Object({ sharePpm: Ppm, withinDays: Days }, { additionalProperties: false, description: '2/10' })),
  lateInterestPpmPerDay: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, description: '500: 万分之五 a day' })),
  milestones: Type.Optional(Type.Array(MilestoneInput, { maxItems: MILESTONES_MAX })),
  buyer: Type.Optional(OneOf(BUYER_CLASSES)),
  supplierIsSmall: Type.Optional(Type.Boolean({ description: 'we told the customer that we are a small or medium enterprise' })),
};
const BodyInput = Type.Object(BODY);
export type BodyInput = Static<typeof BodyInput>;

/** `withdrawn`: entered in error by a file that was undone; its number may come again. */
export const STATES = ['draft', 'in_force', 'suspended', 'ended', 'withdrawn'] as const;
export type ContractState = (typeof STATES)[number];
export const VIEWS = ['in_force', 'over_invoiced', 'retention_due', 'ending', 'over_statutory', 'draft', 'all'] as const;

const Customer = Type.Object({ code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) });

/** Of the documents that name the contract, in its currency. */
const Fulfilment = Type.Object({
  /** Reserved for orders that name the contract and are not delivered yet. */
  ordered: Money,
  invoiced: Money,
  deliveredNotInvoiced: Money,
  received: Money,
  outstanding: Money,
  overdue: Money,
  retentionHeld: Money,
  /** Kept back by the contract's rule and not yet set apart. */
  retentionToHold: Nullable(Money),
  /** Contract amount less invoiced; below zero: invoiced beyond it; null: a framework. */
  notInvoiced: Nullable(Money),
});

const Row = Type.Object({
  id: Id,
  number: Type.String(),
  title: Nullable(Type.String()),
  customer: Customer,
  entity: Type.String(),
  state: OneOf(STATES),
  currency: Currency,
  amount: Nullable(Money),
  startsOn: DayText,
  endsOn: Nullable(DayText),
  terms: TermsRule,
  invoiced: Money,
  received: Money,
  outstanding: Money,
  overdue: Money,
  retentionHeld: Money,
  retentionDueOn: Nullable(DayText),
  statutory: Type.Boolean(),
  waiting: Type.Boolean({ description: 'a change waits for a second person' }),
});

export const list = operation({
  name: 'contracts.list',
  summary: { zh: '合同列表', en: 'Contracts' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    view: Type.Optional(OneOf(VIEWS, 'in_force')),
    customer: Type.Optional(CustomerCode),
    text: Type.Optional(Type.String({ maxLength: 80, description: 'part of a number, title or customer' })),
    ...PAGE,
  }),
  output: Type.Object({
    contracts: Type.Array(Row),
    counts: Type.Array(Type.Object({ view: OneOf(VIEWS), contracts: Type.Integer() })),
    next: Nullable(Type.String()),
  }),
});

const Warning = Type.Object({
  code: Type.String(),
  facts: Facts,
  documents: Type.Array(Type.String()),
  count: Type.Integer({ description: 'of documents; the list may hold fewer' }),
});

const MilestoneOut = Type.Object({
  key: Type.String(),
  name: Type.String(),
  kind: OneOf(MILESTONE_KINDS),
  sharePpm: Nullable(Type.Integer()),
  amount: Nullable(Money),
  plannedOn: Nullable(DayText),
  doneOn: Nullable(DayText),
  evidence: Nullable(Type.String()),
  dueDays: Type.Integer(),
  /** Of its part of the contract, once it is done or planned. */
  dueOn: Nullable(DayText),
});

export const get = operation({
  name: 'contracts.get',
  summary: {
    zh: '合同详情：条款、履约、节点、质保金、版本',
    en: 'One contract: terms, fulfilment, milestones, retention, versions',
  },
  permission: 'ledger.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    id: Id,
    number: Type.String(),
    customer: Customer,
    entity: Type.Object({ code: Type.String(), name: Type.String() }),
    currency: Currency,
    state: OneOf(STATES),
    version: Version,
    asOf: DayText,
    body: Facts,
    longestDays: Nullable(Type.Integer()),
    fulfilment: Fulfilment,
    milestones: Type.Array(MilestoneOut),
    retentions: Type.Array(
      Type.Object({
        id: Id,
        invoice: Type.String(),
        held: Money,
        open: Money,
        dueOn: DayText,
        provisional: Type.Boolean(),
        acts: Type.Array(
          Type.Object({
            act: Type.String(),
            amount: Money,
            dueOn: Nullable(DayText),
            on: DayText,
            reason: Nullable(Type.String()),
            by: Type.String(),
          }),
        ),
      }),
    ),
    /** Invoices of which the contract's part is not set apart yet. */
    toHold: Type.Array(
      Type.Object({
        document: Id,
        number: Type.String(),
        amount: Money,
        dueOn: Nullable(DayText),
        missing: Nullable(Type.String()),
      }),
    ),
    documents: Type.Array(
      Type.Object({
        id: Id,
        kind: Type.String(),
        number: Type.String(),
        issuedOn: DayText,
        dueOn: Nullable(DayText),
        expectedOn: Nullable(DayText),
        amount: Money,
        open: Money,
        /** Who put it here by hand; null: it names the contract itself. */
        linkedBy: Nullable(Type.String()),
      }),
    ),
    orders: Type.Array(
      Type.Object({
        order: Type.String(),
        source: Type.String(),
        state: Type.String(),
        amount: Money,
        reserved: Money,
        at: InstantText,
      }),
      { description: 'that name this contract, the newest first, at most 100' },
    ),
    documentCount: Type.Integer(),
    warnings: Type.Array(Warning),
    statutory: Nullable(
      Type.Object({ actualDays: Type.Integer(), limitDays: Type.Integer(), force: Type.String(), source: Type.String() }),
    ),
    versions: Type.Array(
      Type.Object({
        version: Version,
        effectiveOn: DayText,
        body: Facts,
        reason: Nullable(Type.String()),
        by: Type.String(),
        approvedBy: Nullable(Type.String()),
        at: InstantText,
      }),
    ),
    states: Type.Array(
      Type.Object({ state: OneOf(STATES), on: DayText, reason: Nullable(Type.String()), by: Type.String(), at: InstantText }),
    ),
    waiting: Type.Array(
      Type.Object({
        id: Id,
        kind: Type.String(),
        caseId: Nullable(Id),
        by: Type.String(),
        at: InstantText,
        reasons: Type.Array(Facts),
        body: Facts,
      }),
    ),
  }),
});

/** `applied`: it holds. `submitted`: it waits for a second person, for these reasons. */
const Outcome = {
  outcome: OneOf(['applied', 'submitted']),
  caseId: Nullable(Id),
  reasons: Type.Array(Facts),
};

export const enter = operation({
  name: 'contracts.enter',
  summary: { zh: '录入合同', en: 'Enter a contract' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    entity: Entity,
    number: Number_,
    currency: Type.Optional(Currency),
    draft: Type.Optional(Type.Boolean({ default: false, description: 'keep as a draft' })),
    ...BODY,
  }),
  output: Type.Object({ id: Id, state: OneOf(STATES), ...Outcome }),
});

export const amend = operation({
  name: 'contracts.amend',
  summary: { zh: '变更合同：新的一版', en: 'Amend a contract: a new version' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Id,
    version: Version,
    effectiveOn: Type.Optional(DayText),
    reason: ReasonText,
    ...BODY,
  }),
  output: Type.Object({ version: Version, ...Outcome }),
});

export const changeState = operation({
  name: 'contracts.change-state',
  summary: { zh: '合同生效、中止、恢复、终止', en: 'Put a contract in force, suspend, resume or end it' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Id,
    state: OneOf(['in_force', 'suspended', 'ended']),
    on: Type.Optional(DayText),
    reason: Type.Optional(ReasonText),
  }),
  output: Type.Object({ state: OneOf(STATES), ...Outcome }),
});

export const milestone = operation({
  name: 'contracts.milestone',
  summary: { zh: '记录节点完成或撤回', en: 'Record that a milestone is done, or take that back' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Id,
    milestone: Type.String({ maxLength: 20 }),
    doneOn: Type.Optional(Type.String({ pattern: '^(\\d{4}-\\d{2}-\\d{2})?$', description: 'left out: taken back' })),
    evidence: Type.Optional(Type.String({ maxLength: 300, description: 'acceptance certificate and the like' })),
  }),
  output: Type.Object({ moved: Type.Integer({ description: 'retentions whose due day followed' }) }),
});

export const holdRetention = operation({
  name: 'contracts.hold-retention',
  summary: { zh: '从发票中分出质保金', en: 'Set the retention of invoices apart, with its own due day' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ id: Id, documents: Type.Optional(Type.Array(Id, { maxItems: 500, description: 'left out: all of them' })) }),
  output: Type.Object({
    held: Type.Integer(),
    amount: Money,
    left: Type.Array(Type.Object({ number: Type.String(), code: Type.String(), facts: Facts })),
  }),
});

export const releaseRetention = operation({
  name: 'contracts.release-retention',
  summary: { zh: '质保金到期日提前或顺延', en: 'Make a retention due on another day' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ retention: Id, dueOn: DayText, reason: ReasonText }),
  output: Type.Object({ dueOn: DayText }),
});

export const claimRetention = operation({
  name: 'contracts.claim-retention',
  summary: { zh: '客户从质保金中扣款', en: 'A claim of the customer against a retention' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ retention: Id, amount: Money, reason: ReasonText }),
  output: Type.Object({ ...Outcome }),
});

// ── Goods at the customer ──

const STOCK_KINDS = ['consignment', 'standing'] as const;
const Consignment = Type.Object({
  id: Id,
  number: Type.String(),
  kind: OneOf(STOCK_KINDS),
  customer: Customer,
  currency: Currency,
  startsOn: DayText,
  endsOn: Nullable(DayText),
  standing: Nullable(Money),
  counts: OneOf(['exposure', 'beside']),
  counted: Money,
  state: OneOf(['open', 'ended']),
  value: Money,
  oldestOn: Nullable(DayText),
  ages: Type.Array(Money, { description: 'unsold value by age: up to 30, 60, 90, 180 days, older' }),
  short: Type.Array(Type.Object({ goods: Type.String(), quantity: Type.String() })),
  lastCountOn: Nullable(DayText),
});

export const consignments = operation({
  name: 'contracts.consignments',
  summary: { zh: '寄售与铺底：客户处未售库存及库龄', en: 'Consignment and standing stock at customers, with its age' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ customer: Type.Optional(CustomerCode), ended: Type.Optional(Type.Boolean()), ...PAGE }),
  output: Type.Object({
    asOf: DayText,
    cuts: Type.Array(Type.Integer()),
    consignments: Type.Array(Consignment),
    next: Nullable(Type.String()),
  }),
});

export const openConsignment = operation({
  name: 'contracts.open-consignment',
  summary: { zh: '登记寄售或铺底', en: 'Open a consignment or standing stock' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    entity: Entity,
    number: Number_,
    kind: OneOf(STOCK_KINDS),
    currency: Type.Optional(Currency),
    startsOn: DayText,
    endsOn: Type.Optional(DayText),
    standing: Type.Optional(Type.Object({ ...Money.properties }, { description: 'of standing stock: its amount' })),
    counts: Type.Optional(OneOf(['exposure', 'beside'])),
  }),
  output: Type.Object({ id: Id, counted: Money }),
});

const Quantity = Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,3})?$', description: 'up to three decimals' });

export const moveGoods = operation({
  name: 'contracts.move-goods',
  summary: { zh: '寄售：发货、报销售开票、退回、盘点', en: 'Consignment: delivered, reported sold, returned, counted' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Id,
    kind: OneOf(['delivered', 'sold', 'returned', 'counted']),
    on: DayText,
    lines: Type.Array(
      Type.Object(
        { goods: Type.String({ minLength: 1, maxLength: 80 }), quantity: Quantity, value: Type.Optional(Money) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 200 },
    ),
    /** Of reported sales: the invoice they become. */
    invoice: Type.Optional(Type.Object({ number: Number_, dueOn: DayText }, { additionalProperties: false })),
    note: Type.Optional(Type.String({ maxLength: 300 })),
  }),
  output: Type.Object({
    value: Money,
    counted: Money,
    /** Of a count: what was found beside what the books say. */
    differences: Type.Array(Type.Object({ goods: Type.String(), found: Type.String(), booked: Type.String() })),
  }),
});

export const endConsignment = operation({
  name: 'contracts.end-consignment',
  summary: { zh: '结束寄售或铺底', en: 'End a consignment or standing stock' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ id: Id, reason: ReasonText }),
  output: Type.Object({ ended: Type.Boolean() }),
});

// ── Rebates ──

const TierOut = Type.Object({ from: Money, ratePpm: Type.Integer() });
const Rebate = Type.Object({
  id: Id,
  number: Type.String(),
  customer: Customer,
  group: Type.Boolean(),
  currency: Currency,
  startsOn: DayText,
  endsOn: DayText,
  basis: OneOf(['invoiced', 'received']),
  method: OneOf(['whole', 'marginal']),
  tiers: Type.Array(TierOut),
  overdueDays: Nullable(Type.Integer()),
  endedOn: Nullable(DayText),
  base: Money,
  accrued: Money,
  credited: Money,
  /** Accrued and not yet credited; never taken off the exposure before it is. */
  open: Money,
  next: Nullable(Type.Object({ ratePpm: Type.Integer(), missing: Money })),
  /** Something is overdue longer than the agreement allows: nothing accrues while it is. */
  excluded: Nullable(Type.Object({ customer: Type.String(), overdueDays: Type.Integer() })),
  credits: Type.Array(
    Type.Object({
      number: Type.String(),
      amount: Money,
      asOf: DayText,
      customer: Type.String(),
      by: Type.String(),
      approvedBy: Nullable(Type.String()),
    }),
  ),
  waiting: Type.Boolean(),
});

export const rebates = operation({
  name: 'contracts.rebates',
  summary: { zh: '返利协议与计提', en: 'Rebate agreements and what they have accrued' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    customer: Type.Optional(CustomerCode),
    asOf: Type.Optional(DayText),
    ended: Type.Optional(Type.Boolean()),
    ...PAGE,
  }),
  output: Type.Object({ asOf: DayText, rebates: Type.Array(Rebate), next: Nullable(Type.String()) }),
});

export const enterRebate = operation({
  name: 'contracts.enter-rebate',
  summary: { zh: '录入返利协议', en: 'Enter a rebate agreement' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    entity: Entity,
    number: Number_,
    currency: Type.Optional(Currency),
    startsOn: DayText,
    endsOn: DayText,
    basis: OneOf(['invoiced', 'received']),
    method: OneOf(['whole', 'marginal']),
    tiers: Type.Array(Type.Object({ from: Money, ratePpm: Ppm }, { additionalProperties: false }), { minItems: 1, maxItems: 20 }),
    overdueDays: Type.Optional(Days),
  }),
  output: Type.Object({ id: Id }),
});

export const endRebate = operation({
  name: 'contracts.end-rebate',
  summary: { zh: '终止返利协议', en: 'End a rebate agreement' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ id: Id, reason: ReasonText }),
  output: Type.Object({ ended: Type.Boolean() }),
});

export const creditRebate = operation({
  name: 'contracts.credit-rebate',
  summary: { zh: '兑付返利：开具贷项', en: 'Credit a rebate by a credit note' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Id,
    number: Number_,
    amount: Money,
    customer: Type.Optional(CustomerCode),
    reason: Type.Optional(ReasonText),
  }),
  output: Type.Object({ ...Outcome }),
});

// ── Margins ──

export const margins = operation({
  name: 'contracts.margins',
  summary: { zh: '客户毛利，按月', en: 'Margin of a customer by month' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ customer: CustomerCode, months: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 24 })) }),
  output: Type.Object({
    months: Type.Array(
      Type.Object({
        month: Type.String(),
        currency: Currency,
        sales: Money,
        cost: Money,
        margin: Money,
        marginPpm: Nullable(Type.Integer()),
        source: Type.String(),
      }),
    ),
  }),
});

export { linkable, linkDocuments, unlinkDocument } from './contract-links.ts';
