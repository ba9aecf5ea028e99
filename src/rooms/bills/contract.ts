// Acceptance bills: received for invoices, acted on until the risk is gone; acceptors and how much of their paper we take.
import { Type } from 'typebox';
import { BILL_ACTS, BILL_STATES, BILL_TYPES } from '#engine/bills.ts';
import { operation } from '#platform/operation.ts';
import {
  CustomerCode,
  DayText,
  Empty,
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

const BillType = OneOf(BILL_TYPES);
const State = OneOf(BILL_STATES);
/** Acts of `bills.act`; a split has parts and a replacement a new bill, so they have operations of their own. */
export const PLAIN_ACTS = BILL_ACTS.filter((act) => act !== 'split' && act !== 'replace');
/** 在手, 已背书贴现未到期, 一周内到期, 逾期未兑, 拒付. */
export const BILL_VIEWS = ['held', 'passed', 'week', 'overdue', 'dishonoured', 'all'] as const;
export const BILLS_AT_ONCE_MAX = 200;
export const PARTS_MAX = 100;

const Name = Type.String({ minLength: 1, maxLength: 200 });
const BillNumber = Type.String({ minLength: 1, maxLength: 80 });

export const Bill = Type.Object({
  id: Id,
  number: Type.String(),
  subRange: Nullable(Type.String({ description: 'of an electronic bill that was split' })),
  type: BillType,
  customer: Type.Object({ code: Type.String(), name: Type.String() }),
  acceptor: Type.String(),
  drawer: Nullable(Type.String()),
  receivedOn: DayText,
  dueOn: DayText,
  /** Days until it falls due; below zero: past due. */
  daysToDue: Type.Integer(),
  amount: Money,
  state: State,
  stateOn: DayText,
  /** Whether the risk is still with us. */
  recourse: Type.Boolean(),
  /** What of it counts in the customer's exposure as a bill today. */
  counted: Money,
  /** Received beyond what it has paid; reduces the exposure. */
  unapplied: Money,
});

export const list = operation({
  name: 'bills.list',
  summary: { zh: '票据', en: 'Bills' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    view: Type.Optional(OneOf(BILL_VIEWS, 'all')),
    customer: Type.Optional(CustomerCode),
    acceptor: Type.Optional(Type.String({ maxLength: 200, description: 'an acceptor; its branches count too' })),
    type: Type.Optional(BillType),
    state: Type.Optional(State),
    dueFrom: Type.Optional(DayText),
    dueTo: Type.Optional(DayText),
    text: Type.Optional(Type.String({ maxLength: 80, description: 'begins the number of the bill' })),
    ...PAGE,
  }),
  output: Type.Object({
    asOf: DayText,
    bills: Type.Array(Bill),
    /** Of everything that matches, by currency. */
    totals: Type.Array(Type.Object({ bills: Type.Integer(), amount: Money, counted: Money })),
    next: Nullable(Type.String()),
  }),
});

export const overview = operation({
  name: 'bills.overview',
  summary: { zh: '票据到期分布', en: 'Bills by view and by maturity' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ customer: Type.Optional(CustomerCode), by: Type.Optional(OneOf(['week', 'month'], 'week')) }),
  output: Type.Object({
    asOf: DayText,
    views: Type.Array(Type.Object({ view: OneOf(BILL_VIEWS), bills: Type.Integer(), amounts: Type.Array(Money) })),
    /** Not paid yet: past due first (`startsOn` null), then by week or month of maturity. */
    ladder: Type.Array(
      Type.Object({
        startsOn: Nullable(DayText),
        type: BillType,
        bills: Type.Integer(),
        amount: Money,
        passedOn: Money,
      }),
    ),
  }),
});

const Act = Type.Object({
  seq: Type.Integer(),
  state: State,
  on: DayText,
  recourse: Type.Boolean(),
  counterparty: Nullable(Type.String()),
  fee: Nullable(Money),
  note: Nullable(Type.String()),
  by: Nullable(Type.String()),
  at: InstantText,
  /** Silence counted as payment. */
  assumed: Type.Boolean(),
  /** Taken back later. */
  undone: Type.Boolean(),
  /** Takes the act of this number back. */
  undoes: Nullable(Type.Integer()),
});

export const get = operation({
  name: 'bills.get',
  summary: { zh: '一张票据的一生', en: 'One bill: its life, what it paid, what may follow' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    bill: Bill,
    entity: Type.String(),
    drawnOn: Nullable(DayText),
    presentBy: DayText,
    noticeBy: DayText,
    life: Type.Array(Act),
    pays: Type.Array(Type.Object({ documentId: Id, kind: Type.String(), number: Type.String(), amount: Money, on: DayText })),
    /** Came back: what of it is still open. */
    open: Nullable(Type.Object({ amount: Money, dueOn: DayText })),
    whole: Nullable(Id),
    parts: Type.Array(Type.Object({ id: Id, subRange: Nullable(Type.String()), amount: Money, state: State })),
    /** Acts that may follow today. */
    acts: Type.Array(OneOf(BILL_ACTS)),
    /** The customer's exposure in this currency now. */
    exposure: Money,
  }),
});

const Warning = Type.Object({ code: Type.String(), facts: Facts });
const Pays = Type.Array(Type.Object({ document: Id, amount: Money }, { additionalProperties: false }), { maxItems: 500 });

export const receive = operation({
  name: 'bills.receive',
  summary: { zh: '收到票据并核销发票', en: 'Receive a bill and apply it to invoices' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    number: BillNumber,
    subRange: Type.Optional(Type.String({ maxLength: 60 })),
    type: BillType,
    acceptor: Name,
    drawer: Type.Optional(Name),
    drawnOn: Type.Optional(DayText),
    receivedOn: Type.Optional(DayText),
    dueOn: DayText,
    amount: Money,
    entity: Type.Optional(Type.String({ maxLength: 64 })),
    pays: Type.Optional(Pays),
    /** Applies what `pays` leaves to the oldest invoices that are open. */
    payOldest: Type.Optional(Type.Boolean()),
    replaces: Type.Optional(Id),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({
    id: Id,
    applied: Money,
    unapplied: Money,
    counted: Money,
    /** How the customer's exposure moved. */
    moved: Money,
    warnings: Type.Array(Warning),
  }),
});

export const act = operation({
  name: 'bills.act',
  summary: {
    zh: '票据操作：背书、贴现、提示付款、兑付、拒付',
    en: 'Act on bills: endorse, discount, present, honour, dishonour',
  },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    bills: Type.Array(Id, { minItems: 1, maxItems: BILLS_AT_ONCE_MAX, uniqueItems: true }),
    act: OneOf(PLAIN_ACTS),
    on: Type.Optional(DayText),
    counterparty: Type.Optional(Type.String({ maxLength: 200 })),
    /** Of endorse and discount: may the next holder come back to us? */
    recourse: Type.Optional(Type.Boolean()),
    /** 贴现年利率, parts per million: interest is computed for each bill. */
    annualRatePpm: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    /** Interest and charges of a single bill, as the bank says. */
    fee: Type.Optional(Money),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({
    bills: Type.Array(Type.Object({ id: Id, number: Type.String(), state: State, fee: Nullable(Money) })),
    /** How exposures moved, by customer; below zero is room made. */
    moved: Type.Array(Type.Object({ customer: Type.String(), amount: Money })),
    warnings: Type.Array(Warning),
  }),
});

export const undo = operation({
  name: 'bills.undo',
  summary: { zh: '撤回票据的最后一次操作', en: 'Take back the last act on a bill' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ id: Id, reason: ReasonText }),
  output: Type.Object({ state: Nullable(State), undone: State, moved: Money }),
});

export const split = operation({
  name: 'bills.split',
  summary: { zh: '拆分票据（子票区间）', en: 'Split a bill into parts' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Id,
    on: Type.Optional(DayText),
    parts: Type.Array(
      Type.Object(
        { amount: Money, subRange: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })) },
        { additionalProperties: false },
      ),
      { minItems: 2, maxItems: PARTS_MAX },
    ),
  }),
  output: Type.Object({ parts: Type.Array(Type.Object({ id: Id, subRange: Type.String(), amount: Money })) }),
});

export const passPart = operation({
  name: 'bills.pass-part',
  summary: {
    zh: '只背书、贴现或质押票据的一部分',
    en: 'Endorse, discount or pledge a part of a bill: split off and passed on at once',
  },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Id,
    amount: Money,
    act: OneOf(['endorse', 'discount', 'pledge']),
    on: Type.Optional(DayText),
    counterparty: Type.String({ minLength: 1, maxLength: 200 }),
    recourse: Type.Optional(Type.Boolean()),
    annualRatePpm: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    fee: Type.Optional(Money),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({
    passed: Id,
    rest: Id,
    fee: Nullable(Money),
    /** How the customer's exposure moved; below zero is room made. */
    moved: Money,
    warnings: Type.Array(Warning),
  }),
});

export const apply = operation({
  name: 'bills.apply',
  summary: { zh: '用票据余额核销发票', en: 'Apply what a bill has not paid yet' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Id,
    pays: Type.Optional(Pays),
    /** What `pays` leaves goes to the oldest invoices that are open and not disputed. */
    payOldest: Type.Optional(Type.Boolean()),
    on: Type.Optional(DayText),
  }),
  output: Type.Object({ applied: Money, unapplied: Money }),
});

const AcceptorKind = OneOf(['bank', 'finance_company', 'firm']);

export const acceptors = operation({
  name: 'bills.acceptors',
  summary: { zh: '承兑人与承兑人额度', en: 'Acceptors, their limits and what we hold of each' },
  permission: 'ledger.read',
  reads: true,
  input: Empty,
  output: Type.Object({
    asOf: DayText,
    acceptors: Type.Array(
      Type.Object({
        /** null: a name on bills that nobody has filed yet. */
        id: Nullable(Id),
        version: Nullable(Version),
        code: Nullable(Type.String()),
        name: Type.String(),
        kind: Nullable(AcceptorKind),
        rating: Nullable(Type.String()),
        bills: Type.Integer(),
        /** Held, and passed on with recourse until the notice period is over. */
        exposure: Money,
        held: Money,
        passedOn: Money,
        limit: Nullable(Money),
        limitTo: Nullable(DayText),
        waiting: Nullable(Money),
        usedPpm: Nullable(Type.Integer()),
      }),
    ),
  }),
});

export const saveAcceptor = operation({
  name: 'bills.save-acceptor',
  summary: { zh: '登记承兑人', en: 'File an acceptor' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    id: Type.Optional(Id),
    version: Type.Optional(Version),
    code: Type.String({ minLength: 1, maxLength: 40 }),
    name: Name,
    kind: AcceptorKind,
    rating: Type.Optional(Type.String({ maxLength: 60 })),
  }),
  output: Type.Object({ id: Id, version: Version }),
});

export const setAcceptorLimit = operation({
  name: 'bills.set-acceptor-limit',
  summary: { zh: '设定承兑人额度（提高须第二人批准）', en: 'Set an acceptor’s limit; a higher one needs a second person' },
  permission: 'limits.propose',
  writes: true,
  input: Input({
    acceptor: Id,
    amount: Money,
    validFrom: Type.Optional(DayText),
    validTo: Type.Optional(DayText),
    reason: ReasonText,
  }),
  output: Type.Object({ state: OneOf(['in_force', 'waiting']), caseId: Nullable(Id) }),
});

const Rules = {
  presentationDays: Type.Integer({ minimum: 0, maximum: 60 }),
  noticeDays: Type.Integer({ minimum: 0, maximum: 60 }),
  /** null: only a person says that a bill was honoured. */
  assumeHonouredAfterDays: Nullable(Type.Integer({ minimum: 0, maximum: 730 })),
};

export const rules = operation({
  name: 'bills.rules',
  summary: { zh: '票据规则', en: 'How this company treats bills' },
  permission: 'ledger.read',
  reads: true,
  input: Empty,
  output: Type.Object({ ...Rules, by: Nullable(Type.String()), at: Nullable(InstantText) }),
});

export const setRules = operation({
  name: 'bills.set-rules',
  summary: { zh: '更改票据规则', en: 'Change how bills are treated' },
  permission: 'policies.write',
  writes: true,
  input: Input({ ...Rules, reason: ReasonText }),
  output: Type.Object(Rules),
});

export const reminders = operation({
  name: 'bills.reminders',
  summary: {
    zh: '票据提醒：将到提示付款期末，到期未说结果',
    en: 'Bills to present soon, and bills past due of which nobody said',
  },
  permission: 'ledger.read',
  reads: true,
  input: Input({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })) }),
  output: Type.Object({
    asOf: DayText,
    reminders: Type.Array(
      Type.Object({
        kind: OneOf(['ten_days', 'three_days', 'last_day', 'unsaid']),
        saidOn: DayText,
        lastOn: DayText,
        bill: Bill,
      }),
    ),
  }),
});
