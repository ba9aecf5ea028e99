// The order check: clear, held or refused, with every reason; the hold queue; reservations.
import { Type } from 'typebox';
import { REPORT_KINDS } from '#engine/order-consumption.ts';
import { event } from '#platform/event.ts';
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
import { HoldAct } from './contract-desk.ts';
import { examples } from './contract-examples.ts';

/** Calls of one request to `…/batch`. */
const CALLS_MAX = 500;

export * from './contract-desk.ts';
export * from './contract-replay.ts';

export const Outcome = OneOf(['clear', 'held', 'refused']);
/** Where an order stands when it is asked about: a quotation reserves nothing, a delivery or an invoice is asked about before it is made. */
export const Checkpoint = OneOf(['quotation', 'order', 'change', 'delivery', 'invoice']);
const Name = Type.String({ minLength: 1, maxLength: 80 });
/** What an order says of itself, for rules that are about some orders only. */
const SAID = {
  entity: Type.Optional(Name),
  organisation: Type.Optional(Name),
  department: Type.Optional(Name),
  productGroup: Type.Optional(Name),
  discountPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
};
const OrderNumber = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' });

/** `actual` and `threshold` are money, days, parts per million or text as `unit` says; null where there is none. */
export const Reason = Type.Object({
  code: Type.String(),
  rule: Type.String(),
  /** The rule's title, as its author wrote it. */
  title: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String() })),
  action: Type.String(),
  node: Nullable(Type.String()),
  actual: Type.Unknown(),
  threshold: Type.Unknown(),
  unit: OneOf(['money', 'days', 'ppm', 'count', 'text']),
  document: Nullable(Type.String()),
  clears: Type.Array(Facts, { description: 'acts, each of which clears this reason: kind and amount' }),
  missing: Nullable(Type.String()),
  with: Type.Optional(Type.Array(Facts, { description: 'the other conditions of the rule, met together with this one' })),
  released: Type.Boolean(),
});

export const Reservation = Type.Object({ number: Type.String(), amount: Money, expiresAt: InstantText });

export const CheckAnswer = Type.Object({
  outcome: Outcome,
  reasons: Type.Array(Reason),
  reservation: Nullable(Reservation),
  available: Nullable(Money),
  hold: Nullable(Type.Object({ id: Id, dueAt: InstantText, owner: Nullable(Type.String()) })),
  checkId: Id,
  order: Type.String(),
  customer: Type.String(),
  /** Shadow mode: `outcome` says what would have been; nothing is held. */
  shadow: Type.Boolean(),
  remedy: Nullable(Facts),
  /** Only where the order names a contract: what was left of its amount before this order (null: a framework), and whether this goes beyond. */
  contract: Type.Optional(Type.Object({ number: Type.String(), left: Nullable(Money), beyond: Type.Boolean() })),
});

export const check = operation({
  name: 'orders.check',
  summary: { zh: '检查订单：能否放行', en: 'Check an order: may it go out?' },
  permission: 'orders.check',
  writes: true,
  idempotent: 'required',
  batch: 64,
  turnsBy: 'customer',
  many: CALLS_MAX,
  example: examples.check,
  path: '/api/orders/checks',
  input: Input({
    customer: CustomerCode,
    amount: Money,
    order: OrderNumber,
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 40, default: 'erp' })),
    termsDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
    deliverOn: Type.Optional(DayText),
    sales: Type.Optional(Type.String({ maxLength: 60 })),
    checkpoint: Type.Optional(Checkpoint),
    ...SAID,
    tax: Type.Optional({ ...Money, description: 'the tax in the amount: left out where the rules count without it' }),
    contract: Type.Optional(Type.String({ maxLength: 100, description: 'number of the contract the order is placed under' })),
  }),
  output: CheckAnswer,
});

export const simulate = operation({
  name: 'orders.simulate',
  summary: { zh: '试算：这张单能发吗（不占额度）', en: 'May this order go? A trial that reserves nothing' },
  permission: 'orders.check',
  reads: true,
  example: examples.simulate,
  input: Input({
    customer: CustomerCode,
    amount: Type.String({ pattern: '^\\d{1,16}(\\.\\d+)?$' }),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
    termsDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
    checkpoint: Type.Optional(Checkpoint),
    deliverOn: Type.Optional(DayText),
    sales: Type.Optional(Type.String({ maxLength: 60 })),
    ...SAID,
  }),
  output: Type.Object({
    outcome: Outcome,
    reasons: Type.Array(Reason),
    passed: Type.Array(Facts),
    remedies: Type.Array(Facts),
    available: Nullable(Money),
    exposure: Money,
    limit: Nullable(Money),
    exposureAfter: Money,
    shadow: Type.Boolean(),
  }),
});

/** For a cart or an order form: one cheap read, nothing reserved, nothing promised. */
export const credit = operation({
  name: 'orders.credit',
  summary: { zh: '额度与可用（购物车查询）', en: 'Limit and free credit, for a cart' },
  permission: 'orders.check',
  reads: true,
  example: examples.credit,
  input: Input({ customer: CustomerCode, currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })) }),
  output: Type.Object({
    customer: Type.String(),
    currency: Type.String(),
    mode: OneOf(['amount', 'none', 'unlimited']),
    /** The customer's own; null: none in force, or unlimited. */
    limit: Nullable(Money),
    exposure: Money,
    /** Free on the tightest node above the customer, himself included; null: unlimited. */
    available: Nullable(Money),
    bound: Nullable(OneOf(['own', 'group'])),
    frozen: Type.Boolean(),
    overdue: Money,
  }),
});

export const STAGES = ['held', 'in_review', 'second_person', 'prepayment'] as const;

export const Hold = Type.Object({
  id: Id,
  order: Type.String(),
  /** Number of the contract it is placed under. */
  contract: Nullable(Type.String()),
  customer: Type.Object({
    code: Type.String(),
    name: Type.String(),
    grade: Nullable(Type.String()),
    owner: Nullable(Type.String()),
  }),
  amount: Money,
  heldAt: InstantText,
  dueAt: InstantText,
  owner: Nullable(Type.String()),
  state: Type.String(),
  endedAt: Nullable(InstantText),
  deliverOn: Nullable(DayText),
  sales: Nullable(Type.String()),
  reasons: Type.Array(Reason),
  remedy: Nullable(Facts),
  version: Version,
  /** On the desk: held, in_review (by `reviewer`), second_person (waits for a decision), prepayment (waits for money). */
  stage: OneOf(STAGES),
  reviewer: Nullable(Type.String()),
  /** Above the limits over it, and oldest item overdue, when it was last checked. */
  overLimit: Nullable(Money),
  overdueDays: Nullable(Type.Integer()),
  /** So much of it was let go already. */
  releasedSoFar: Nullable(Money),
  prepayment: Nullable(Type.Object({ asked: Money, received: Money })),
  heldByHand: Nullable(Type.Object({ by: Type.String(), on: DayText })),
  escalatedAt: Nullable(InstantText),
  /** A question or an answer somebody wrote last. */
  lastNote: Nullable(Type.Object({ by: Type.String(), text: Type.String(), at: InstantText })),
});

export const holds = operation({
  name: 'orders.holds',
  summary: { zh: '冻结订单队列', en: 'The hold queue' },
  permission: 'orders.read',
  reads: true,
  input: Input({
    state: Type.Optional(OneOf(['held', 'ended'], 'held')),
    customer: Type.Optional(CustomerCode),
    stage: Type.Optional(OneOf(STAGES)),
    mine: Type.Optional(Type.Boolean({ default: false, description: 'whose owner or reviewer asks' })),
    late: Type.Optional(Type.Boolean({ default: false, description: 'past its time limit' })),
    reason: Type.Optional(Type.String({ maxLength: 40, description: 'a reason code' })),
    text: Type.Optional(
      Type.String({ minLength: 1, maxLength: 80, description: 'part of a customer name, code or order number' }),
    ),
    /** By the clock, the amount, what is above the limit, or the days overdue; the last three begin with the most. */
    by: Type.Optional(OneOf(['due', 'amount', 'over', 'overdue'], 'due')),
    ...PAGE,
  }),
  output: Type.Object({
    holds: Type.Array(Hold),
    open: Type.Integer(),
    /** Open ones by where they stand, whose they are, and how many are late. */
    counts: Type.Object({
      held: Type.Integer(),
      in_review: Type.Integer(),
      second_person: Type.Integer(),
      prepayment: Type.Integer(),
      mine: Type.Integer(),
      late: Type.Integer(),
    }),
    openAmounts: Type.Array(Money),
    next: Nullable(Type.String()),
  }),
});

/** A hold with everything needed to decide it: now, after release, after the remedy, what may be done by whom. */
export const hold = operation({
  name: 'orders.hold',
  summary: { zh: '一张冻结订单的全部依据', en: 'One held order with everything needed to decide' },
  permission: 'orders.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    hold: Hold,
    passed: Type.Array(Facts),
    position: Type.Object({
      limit: Nullable(Money),
      permanent: Nullable(Money),
      exposure: Money,
      open: Money,
      delivered: Money,
      reserved: Money,
      bills: Money,
      unapplied: Money,
      /** What the customer owes in other currencies, where the limit counts that too. */
      others: Nullable(Money),
      available: Nullable(Money),
      afterRelease: Money,
    }),
    remedies: Type.Array(Facts),
    behaviour: Type.Object({
      weightedDaysLate: Nullable(Type.Number()),
      lastPaidOn: Nullable(DayText),
      lastPaid: Nullable(Money),
    }),
    acts: Type.Array(
      Type.Object({
        act: Type.String(),
        reason: Nullable(Type.String()),
        by: Type.String(),
        at: InstantText,
        facts: Nullable(Facts),
      }),
    ),
    earlier: Type.Array(
      Type.Object({
        order: Type.String(),
        amount: Money,
        state: Type.String(),
        heldAt: InstantText,
        endedAt: Nullable(InstantText),
      }),
    ),
    authority: Type.Object({
      mayRelease: Type.Boolean(),
      /** Why not, as data: rule, limit, roles that may. */
      whyNot: Nullable(Facts),
      mayRefuse: Type.Boolean(),
      /** A case for a second person may be opened: beyond what he may, but his to propose. */
      mayPropose: Type.Boolean(),
      roles: Type.Array(Type.String()),
    }),
    papers: Type.Array(Type.Object({ id: Id, name: Type.String(), by: Type.String(), at: InstantText })),
  }),
});

export const release = operation({
  name: 'orders.release',
  summary: { zh: '放行冻结订单', en: 'Release a held order' },
  permission: 'orders.release',
  writes: true,
  many: CALLS_MAX,
  example: examples['release'],
  input: Input({
    ...HoldAct,
    validDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })),
    /** So much of the order and no more; the rest stays held. All of it where absent. */
    upTo: Type.Optional(Money),
  }),
  output: Type.Object({ state: Type.String(), reservation: Nullable(Reservation) }),
});

export const refuse = operation({
  name: 'orders.refuse',
  summary: { zh: '拒绝冻结订单', en: 'Refuse a held order' },
  permission: 'orders.release',
  writes: true,
  input: Input(HoldAct),
  output: Type.Object({ state: Type.String() }),
});

export const askPrepayment = operation({
  name: 'orders.ask-prepayment',
  summary: { zh: '转预付款', en: 'Ask for prepayment' },
  permission: 'orders.release',
  writes: true,
  input: Input({ ...HoldAct, amount: Money }),
  output: Type.Object({ state: Type.String() }),
});

export const waitForPayment = operation({
  name: 'orders.wait',
  summary: { zh: '等回款：到账即自动复核', en: 'Wait for the payment: re-checked when it arrives' },
  permission: 'orders.release',
  writes: true,
  input: Input({ ...HoldAct, until: DayText }),
  output: Type.Object({ state: Type.String(), dueAt: InstantText }),
});

export const cancel = operation({
  name: 'orders.cancel',
  summary: { zh: '取消订单：释放占用与冻结', en: 'Cancel an order: its reservation and hold end' },
  permission: 'orders.record',
  writes: true,
  many: CALLS_MAX,
  example: examples['cancel'],
  input: Input({ order: OrderNumber, source: Type.Optional(Type.String({ maxLength: 40, default: 'erp' })), reason: ReasonText }),
  output: Type.Object({ state: Type.String(), released: Nullable(Money) }),
});

/** Goods or an invoice went out with no reservation behind them: beyond the order, after it ran out, or with no check at all. */
export const wentUnchecked = event<{ accountIds: readonly string[] }>('orders.went-unchecked');

export const capture = operation({
  name: 'orders.capture',
  summary: { zh: '发货或开票：消耗占用', en: 'Delivered or invoiced: use up a reservation' },
  permission: 'orders.record',
  writes: true,
  many: CALLS_MAX,
  example: examples['capture'],
  input: Input({
    reservation: Type.String({ maxLength: 40 }),
    amount: Money,
    sourceKey: Type.String({ minLength: 1, maxLength: 120 }),
    /** The invoice for goods that were reported as delivered uses nothing up. */
    kind: Type.Optional(OneOf(['delivery', 'invoice'], 'delivery')),
  }),
  output: Type.Object({ outcome: Type.String(), remaining: Money }),
});

/** A fact of the ERP, never refused for its amount: what no reservation stands behind is said as `uncovered`. */
export const report = operation({
  name: 'orders.report',
  summary: { zh: '上报发货、开票、退货、红冲', en: 'Report a delivery, an invoice, a return or a credit of an order' },
  permission: 'orders.record',
  writes: true,
  many: CALLS_MAX,
  example: examples['report'],
  path: '/api/orders/reports',
  input: Input({
    order: OrderNumber,
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 40, default: 'erp' })),
    kind: OneOf(REPORT_KINDS),
    number: Type.String({ minLength: 1, maxLength: 80, description: 'the number of the delivery note or invoice' }),
    amount: Money,
    /** Whose it is, where the order may never have been checked: it is then taken as it is, all of it uncovered. */
    customer: Type.Optional(CustomerCode),
  }),
  output: Type.Object({
    outcome: OneOf(['recorded', 'known']),
    state: Type.String(),
    captured: Money,
    uncovered: Money,
    remaining: Money,
    delivered: Money,
    invoiced: Money,
  }),
});

const ReservationNumber = Type.String({ minLength: 1, maxLength: 40 });

export const extend = operation({
  name: 'orders.extend',
  summary: { zh: '延长占用', en: 'Hold a reservation longer' },
  permission: 'orders.record',
  writes: true,
  many: CALLS_MAX,
  example: examples['extend'],
  input: Input({
    reservation: ReservationNumber,
    days: Type.Integer({ minimum: 1, maximum: 365, description: 'from now on' }),
    reason: ReasonText,
  }),
  output: Type.Object({ reservation: Reservation }),
});

export const amend = operation({
  name: 'orders.amend',
  summary: { zh: '调整占用金额：增加要重新检查', en: 'Change what is reserved: more is checked again' },
  permission: 'orders.record',
  writes: true,
  many: CALLS_MAX,
  example: examples['amend'],
  input: Input({ reservation: ReservationNumber, amount: Money }),
  output: CheckAnswer,
});

export const giveBack = operation({
  name: 'orders.give-back',
  summary: { zh: '释放占用', en: 'Give back a reservation' },
  permission: 'orders.record',
  writes: true,
  many: CALLS_MAX,
  example: examples['give-back'],
  input: Input({ reservation: ReservationNumber, reason: ReasonText }),
  output: Type.Object({ outcome: Type.String(), given: Money }),
});

export const reservations = operation({
  name: 'orders.reservations',
  summary: { zh: '额度占用', en: 'Reservations' },
  permission: 'orders.read',
  reads: true,
  input: Input({ customer: Type.Optional(CustomerCode), ended: Type.Optional(Type.Boolean({ default: false })), ...PAGE }),
  output: Type.Object({
    reservations: Type.Array(
      Type.Object({
        number: Type.String(),
        order: Type.String(),
        source: Type.String(),
        /** Number of the contract it is placed under. */
        contract: Nullable(Type.String()),
        customer: Type.Object({ code: Type.String(), name: Type.String() }),
        granted: Money,
        remaining: Money,
        madeAt: InstantText,
        expiresAt: InstantText,
        endedAt: Nullable(InstantText),
        endedHow: Nullable(Type.String()),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const checks = operation({
  name: 'orders.checks',
  summary: { zh: '订单检查记录', en: 'Past order checks' },
  permission: 'orders.read',
  reads: true,
  input: Input({ customer: Type.Optional(CustomerCode), outcome: Type.Optional(Outcome), ...PAGE }),
  output: Type.Object({
    checks: Type.Array(
      Type.Object({
        id: Id,
        order: Type.String(),
        customer: Type.Object({ code: Type.String(), name: Type.String() }),
        amount: Money,
        outcome: Outcome,
        shadow: Type.Boolean(),
        at: InstantText,
        reasons: Type.Array(Reason),
        rulebookVersion: Type.Integer(),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

/** Shadow mode's report: what would have been held or refused, by reason. */
export const shadowReport = operation({
  name: 'orders.shadow-report',
  summary: { zh: '试运行报告：本会冻结什么', en: 'Shadow report: what would have been held' },
  permission: 'orders.read',
  reads: true,
  input: Input({ from: Type.Optional(DayText), to: Type.Optional(DayText) }),
  output: Type.Object({
    from: DayText,
    to: DayText,
    checks: Type.Integer(),
    outcomes: Type.Array(Type.Object({ outcome: Outcome, checks: Type.Integer(), amounts: Type.Array(Money) })),
    reasons: Type.Array(Type.Object({ code: Type.String(), checks: Type.Integer() })),
  }),
});

/** Stored decisions run again from their stored facts and rules: the same answers and reasons, or the differences. */
export const replay = operation({
  name: 'orders.replay',
  summary: { zh: '复算：用当时的事实与规则重跑已存检查', en: 'Run stored checks again from their stored facts and rules' },
  permission: 'audit.read',
  reads: true,
  bulk: true,
  input: Input({ from: Type.Optional(DayText), to: Type.Optional(DayText) }),
  output: Type.Object({
    checks: Type.Integer(),
    same: Type.Integer(),
    carriedOver: Type.Integer({ description: 'taken over without a check' }),
    differences: Type.Array(
      Type.Object({ id: Id, order: Type.String(), what: Type.String(), stored: Type.Unknown(), replayed: Type.Unknown() }),
      { description: 'the first 100' },
    ),
  }),
});
