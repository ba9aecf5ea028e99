// Which receipt settles which invoice: by rule, by suggestion, by hand; discounts, write-offs and their reversal.
import { Type } from 'typebox';
import { APPLYING_RULES } from '#engine/applying.ts';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import {
  AS_OF,
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
} from '#platform/schemas.ts';

export const RECEIPTS_MAX = 200;
const PARTS_MAX = 200;
const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
const Kind = OneOf(['receipt', 'credit_note']);
export const MATCH_RULES = [...APPLYING_RULES, 'by_hand', 'source'] as const;

const Part = Type.Object({
  item: Id,
  number: Type.String(),
  amount: Money,
  discount: Money,
  writeOff: Money,
});

export const Proposal = Type.Object({
  rule: OneOf(APPLYING_RULES),
  /** certain: named by the payer to the cent; likely: fits in one way only; possible: might be so. */
  confidence: OneOf(['certain', 'likely', 'possible']),
  byItself: Type.Boolean(),
  parts: Type.Array(Part),
  rest: Money,
  facts: Facts,
});

const Unapplied = Type.Object({
  id: Id,
  kind: Kind,
  number: Type.String(),
  customer: Type.Object({ code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) }),
  entity: Type.String(),
  on: DayText,
  ageDays: Type.Integer(),
  amount: Money,
  unapplied: Money,
  reference: Nullable(Type.String()),
  note: Nullable(Type.String()),
  refund: Nullable(Type.Object({ reason: Type.String(), by: Type.String() })),
  /** The first of what could be done with it; null: nothing open fits. */
  best: Nullable(Proposal),
});

export const unapplied = operation({
  name: 'settlements.unapplied',
  summary: { zh: '待核销的收款与贷项', en: 'Receipts and credit notes not applied yet' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    customer: Type.Optional(CustomerCode),
    kind: Type.Optional(Kind),
    currency: Type.Optional(Currency),
    olderThanDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    least: Type.Optional(
      Type.String({ pattern: '^\\d{1,16}(\\.\\d+)?$', maxLength: 24, description: 'smallest unapplied amount' }),
    ),
    /** suggested: only what a rule has something surer to say of than oldest first; refund: marked to go back. */
    show: Type.Optional(OneOf(['all', 'suggested', 'refund'], 'all')),
    ...PAGE,
  }),
  output: Type.Object({
    rows: Type.Array(Unapplied),
    /** Of the whole filter, one a currency. */
    totals: Type.Array(Type.Object({ currency: Currency, count: Type.Integer(), unapplied: Money })),
    next: Nullable(Type.String()),
  }),
});

export const open = operation({
  name: 'settlements.open',
  summary: { zh: '一笔收款与可核销的发票', en: 'One receipt, what it could settle, and what is suggested' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    money: Type.Omit(Unapplied, ['best']),
    items: Type.Array(
      Type.Object({
        id: Id,
        kind: Type.String(),
        number: Type.String(),
        entity: Type.String(),
        issuedOn: DayText,
        dueOn: DayText,
        daysPastDue: Type.Integer(),
        amount: Money,
        open: Money,
        /** What of it the customer disputes; null: nothing. */
        disputed: Nullable(Money),
        /** What may be taken off if it was paid by the receipt’s day. */
        discount: Nullable(Money),
      }),
    ),
    /** Open items beyond the ones shown. */
    more: Type.Integer(),
    proposals: Type.Array(Proposal),
    mayApply: Type.Boolean(),
  }),
});

const Asked = Type.Object(
  {
    from: Id,
    rule: Type.Optional(OneOf(APPLYING_RULES)),
    parts: Type.Array(
      Type.Object(
        {
          to: Id,
          amount: Money,
          /** Early-payment discount, as far as it was allowed. */
          discount: Type.Optional(Money),
          /** A difference: proposed for a second person’s approval. */
          writeOff: Type.Optional(Money),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: PARTS_MAX },
    ),
  },
  { additionalProperties: false },
);

export const apply = operation({
  name: 'settlements.apply',
  summary: { zh: '核销：把收款记到发票上', en: 'Apply receipts to invoices' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    receipts: Type.Array(Asked, { minItems: 1, maxItems: RECEIPTS_MAX }),
    on: Type.Optional(DayText),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({
    applied: Type.Array(Type.Object({ id: Id, from: Id, to: Id, amount: Money, effectiveOn: DayText })),
    discounts: Type.Integer(),
    /** Cases that wait for a second person. */
    writeOffs: Type.Array(Id),
  }),
});

export const unapply = operation({
  name: 'settlements.unapply',
  summary: { zh: '撤销核销', en: 'Take applications back' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    applications: Type.Array(Id, { minItems: 1, maxItems: PARTS_MAX }),
    /** From this day on; without it each from its own day, as if it had never been. */
    on: Type.Optional(DayText),
    reason: ReasonText,
  }),
  output: Type.Object({ takenBack: Type.Integer(), discounts: Type.Integer() }),
});

export const run = operation({
  name: 'settlements.run',
  summary: { zh: '按规则自动核销', en: 'Apply by the rules' },
  permission: 'ledger.write',
  writes: true,
  bulk: true,
  input: Input({ customer: Type.Optional(CustomerCode) }),
  output: Type.Object({
    looked: Type.Integer(),
    receipts: Type.Integer(),
    applications: Type.Integer(),
    byRule: Type.Array(Type.Object({ rule: OneOf(APPLYING_RULES), receipts: Type.Integer() })),
  }),
});

const Entered = {
  customer: CustomerCode,
  amount: Money,
  on: Type.Optional(DayText),
  number: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  entity: Type.Optional(Type.String({ maxLength: 30, description: 'our company, by code; the only one where there is one' })),
  reference: Type.Optional(Type.String({ maxLength: 500, description: 'what the payer wrote' })),
  note: Type.Optional(Type.String({ maxLength: 500 })),
};

export const enterReceipt = operation({
  name: 'settlements.enter-receipt',
  summary: { zh: '录入一笔收款', en: 'Enter a receipt' },
  permission: 'ledger.write',
  writes: true,
  input: Input(Entered),
  output: Type.Object({ id: Id, number: Type.String() }),
});

export const enterCreditNote = operation({
  name: 'settlements.enter-credit-note',
  summary: { zh: '录入一张贷项（折让、退货）', en: 'Enter a credit note' },
  permission: 'ledger.write',
  writes: true,
  input: Input(Entered),
  output: Type.Object({ id: Id, number: Type.String() }),
});

export const reassign = operation({
  name: 'settlements.reassign',
  summary: { zh: '把收款改记到另一个客户（代付、认领）', en: 'Move a receipt to the customer it was paid for' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ document: Id, customer: CustomerCode, reason: ReasonText }),
  output: Type.Object({ id: Id, number: Type.String(), unapplied: Money }),
});

export const reverse = operation({
  name: 'settlements.reverse',
  summary: { zh: '冲销一张单据', en: 'Reverse a document' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    document: Id,
    /** From this day on; without it from its own day, as if it had never been. */
    on: Type.Optional(DayText),
    /** Take back what is applied of it as well. */
    unapply: Type.Optional(Type.Boolean()),
    reason: ReasonText,
  }),
  output: Type.Object({ reversal: Id, takenBack: Type.Integer() }),
});

export const proposeWriteOff = operation({
  name: 'settlements.propose-write-off',
  summary: { zh: '提出核销坏账或差额', en: 'Propose a write-off' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    items: Type.Array(Type.Object({ to: Id, amount: Money }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: PARTS_MAX,
    }),
    on: Type.Optional(DayText),
    reason: ReasonText,
  }),
  output: Type.Object({ writeOffs: Type.Array(Type.Object({ id: Id, caseId: Id })) }),
});

/** What is asked of a second person, and what came of it. */
const PROPOSED = {
  id: Id,
  customer: Type.Object({ code: Type.String(), name: Type.String() }),
  document: Id,
  number: Type.String(),
  amount: Money,
  reason: Type.String(),
  state: Type.String(),
  proposedBy: Type.String(),
  proposedAt: InstantText,
  endedBy: Nullable(Type.String()),
  caseId: Nullable(Id),
} as const;
const PROPOSALS = Input({ state: Type.Optional(OneOf(['submitted', 'approved', 'rejected', 'withdrawn'])), ...PAGE });

export const writeOffs = operation({
  name: 'settlements.write-offs',
  summary: { zh: '坏账与差额核销', en: 'Write-offs' },
  permission: 'ledger.read',
  reads: true,
  input: PROPOSALS,
  output: Type.Object({
    rows: Type.Array(
      Type.Object({
        ...PROPOSED,
        writeOffDocument: Nullable(Id),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const withdrawWriteOff = operation({
  name: 'settlements.withdraw-write-off',
  summary: { zh: '撤回核销申请', en: 'Take back a proposed write-off' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ id: Id }),
  output: Type.Object({ state: Type.String() }),
});

export const markRefund = operation({
  name: 'settlements.mark-refund',
  summary: { zh: '标记为待退款', en: 'Mark money to go back to the customer' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ document: Id, reason: ReasonText }),
  output: Type.Object({ marked: Type.Boolean() }),
});

export const liftRefund = operation({
  name: 'settlements.lift-refund',
  summary: { zh: '取消待退款标记', en: 'Lift the mark of a refund' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ document: Id }),
  output: Type.Object({ marked: Type.Boolean() }),
});

export const history = operation({
  name: 'settlements.history',
  summary: { zh: '核销历史', en: 'What was applied, by whom and by which rule' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    customer: Type.Optional(CustomerCode),
    /** by_rule: applied by itself; by_hand: accepted or entered by a person; taken_back: no longer standing. */
    show: Type.Optional(OneOf(['all', 'by_rule', 'by_hand', 'taken_back'], 'all')),
    ...PAGE,
  }),
  output: Type.Object({
    rows: Type.Array(
      Type.Object({
        id: Id,
        customer: Type.Object({ code: Type.String(), name: Type.String() }),
        from: Type.Object({ id: Id, kind: Type.String(), number: Type.String() }),
        to: Type.Object({ id: Id, kind: Type.String(), number: Type.String() }),
        amount: Money,
        effectiveOn: DayText,
        at: InstantText,
        rule: OneOf(MATCH_RULES),
        byRule: Type.Boolean(),
        by: Type.String(),
        facts: Nullable(Facts),
        takenBack: Nullable(Type.Object({ at: InstantText, reason: Nullable(Type.String()) })),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const proposeRefund = operation({
  name: 'settlements.propose-refund',
  summary: { zh: '申请退款：把多付的钱退给客户', en: 'Ask to pay unapplied money back to the customer' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    document: Id,
    /** Without it all that is unapplied. */
    amount: Type.Optional(Money),
    /** The day the money leaves; without it the day it is approved. */
    on: Type.Optional(DayText),
    payee: Type.Optional(Type.String({ maxLength: 200, description: 'to which account it goes' })),
    reason: ReasonText,
  }),
  output: Type.Object({ id: Id, caseId: Id, amount: Money }),
});

export const refunds = operation({
  name: 'settlements.refunds',
  summary: { zh: '退款', en: 'Refunds' },
  permission: 'ledger.read',
  reads: true,
  input: PROPOSALS,
  output: Type.Object({
    rows: Type.Array(
      Type.Object({
        ...PROPOSED,
        payee: Nullable(Type.String()),
        refundDocument: Nullable(Id),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const withdrawRefund = operation({
  name: 'settlements.withdraw-refund',
  summary: { zh: '撤回退款申请', en: 'Take back a refund that was asked for' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ id: Id }),
  output: Type.Object({ state: Type.String() }),
});

/** 质量, 数量, 价格, 交付, 发票, 合同条款, 其他. */
export const DISPUTE_KINDS = ['quality', 'quantity', 'price', 'delivery', 'invoice', 'contract', 'other'] as const;
/** owed: he owes it after all; conceded: he is right, a credit follows; split: each a part; mistaken: it never was. */
export const DISPUTE_OUTCOMES = ['owed', 'conceded', 'split', 'mistaken'] as const;

export const dispute = operation({
  name: 'settlements.dispute',
  summary: { zh: '标记争议：客户不认的部分', en: 'Mark what a customer disputes of an invoice' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    document: Id,
    /** Without it all that is open. */
    amount: Type.Optional(Money),
    kind: OneOf(DISPUTE_KINDS),
    reason: ReasonText,
    /** The day the customer said so; today without it. */
    on: Type.Optional(DayText),
  }),
  output: Type.Object({ id: Id, amount: Money }),
});

export const clearDispute = operation({
  name: 'settlements.clear-dispute',
  summary: { zh: '解除争议，写明结果', en: 'Clear a dispute, with how it ended' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ document: Id, outcome: OneOf(DISPUTE_OUTCOMES), note: Type.Optional(Type.String({ maxLength: 500 })) }),
  output: Type.Object({ cleared: Money }),
});

export const disputes = operation({
  name: 'settlements.disputes',
  summary: { zh: '有争议的应收', en: 'Disputed receivables' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    customer: Type.Optional(CustomerCode),
    document: Type.Optional(Id),
    show: Type.Optional(OneOf(['standing', 'all'], 'standing')),
    /** Of another day or moment only those that stood then. */
    ...AS_OF,
    ...PAGE,
  }),
  output: Type.Object({
    rows: Type.Array(
      Type.Object({
        id: Id,
        document: Type.Object({ id: Id, kind: Type.String(), number: Type.String() }),
        customer: Type.Object({ code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) }),
        /** As it was raised, and what of it is still open today. */
        amount: Money,
        disputed: Money,
        open: Money,
        kind: OneOf(DISPUTE_KINDS),
        /** null: its file said so and gave none. */
        reason: Nullable(Type.String()),
        on: DayText,
        by: Type.String(),
        /** From the day it was raised to the day it ended, or to today. */
        days: Type.Integer(),
        ended: Nullable(
          Type.Object({ on: DayText, by: Type.String(), outcome: OneOf(DISPUTE_OUTCOMES), note: Nullable(Type.String()) }),
        ),
      }),
    ),
    /** Of all that stand of the same customers. */
    totals: Type.Array(Type.Object({ currency: Currency, count: Type.Integer(), disputed: Money })),
    next: Nullable(Type.String()),
  }),
});

/** A part of a document became disputed, or is no more: who watches customers or calls them looks again. */
export const disputeChanged = event<{
  state: 'raised' | 'cleared';
  documentId: string;
  partyId: string;
  accountId: string;
  amountMinor: bigint;
  currency: string;
}>('settlements.dispute-changed');
