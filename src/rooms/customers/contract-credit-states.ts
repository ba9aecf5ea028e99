// What is said of a customer beside the ledger and counts in rules of orders: dunning, promises to pay, credit insurance, the next review, cover.
import { Type } from 'typebox';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Id, Input, InstantText, Money, Nullable, OneOf } from '#platform/schemas.ts';

export const CREDIT_STATE_KINDS = ['dunning', 'promise', 'insurance', 'review', 'cover'] as const;
export const DUNNING_LEVEL_MAX = 9;
/** Calls of one request to `…/batch`: an ERP tells of all its customers at night. */
const CALLS_MAX = 500;

const Said = {
  id: Id,
  by: Type.String(),
  recordedAt: InstantText,
  effectiveOn: DayText,
  until: Nullable(DayText),
  note: Nullable(Type.String()),
};

const Promised = Type.Object({
  ...Said,
  amount: Money,
  dueOn: DayText,
  /** Receipts and bills taken since it was made; null while its day has not passed. */
  received: Nullable(Money),
  state: OneOf(['open', 'kept', 'broken']),
});

export const creditStates = operation({
  name: 'customers.credit-states',
  summary: {
    zh: '客户信用状态：催款、承诺、保险、复审、缓释',
    en: 'Credit status of a customer: dunning, promises, insurance, review, cover',
  },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({
    /** Null: not dunned. */
    dunning: Nullable(Type.Object({ ...Said, level: Type.Integer() })),
    promises: Type.Array(Promised, { description: 'the newest of each currency' }),
    /** Null: not insured. `stoppedOn`: the insurer covers nothing new from that day; the day after the last one of the cover counts too. */
    insurance: Nullable(Type.Object({ ...Said, stoppedOn: Nullable(DayText), noticeBy: Nullable(DayText) })),
    /** Null: no day is set; rules then take the last day of the limit. */
    review: Nullable(Type.Object({ ...Said, dueOn: DayText })),
    covers: Type.Array(Type.Object({ ...Said, amount: Money }), {
      description: 'what of deposits, guarantees and insurance is good, one of each currency; counts where the rules say so',
    }),
    history: Type.Array(
      Type.Object({
        ...Said,
        kind: OneOf(CREDIT_STATE_KINDS),
        ended: Type.Boolean(),
        level: Nullable(Type.Integer()),
        amount: Nullable(Money),
        dueOn: Nullable(DayText),
        stoppedOn: Nullable(DayText),
        /** It came by a file that was imported in error: who took that back. */
        withdrawnBy: Nullable(Type.String()),
      }),
      { description: 'newest first, the first 50' },
    ),
  }),
});

/** Said anew, what was said before of the same kind (of a promise or cover: in its currency) no longer stands. */
export const recordCreditState = operation({
  name: 'customers.record-credit-state',
  summary: { zh: '登记客户信用状态', en: 'Record the credit status of a customer' },
  permission: 'status.write',
  writes: true,
  many: CALLS_MAX,
  example: {
    input: {
      customer: 'K10086',
      kind: 'promise',
      amount: { amount: '128600.00', currency: 'CNY' },
      dueOn: '2026-11-30',
      note: '财务王经理电话承诺',
    },
    output: { id: '0198a7c2-5b1e-7c11-9d20-3f1f2a5b6c7d', kind: 'promise', ended: false },
  },
  input: Input({
    customer: CustomerCode,
    kind: OneOf(CREDIT_STATE_KINDS),
    /** dunning: 1 is the first reminder; 0 ends it. */
    level: Type.Optional(Type.Integer({ minimum: 0, maximum: DUNNING_LEVEL_MAX })),
    amount: Type.Optional({ ...Money, description: 'promise: how much; cover: what of it is good, after haircuts' }),
    dueOn: Type.Optional({ ...DayText, description: 'promise: paid by; insurance: tell the insurer by; review: the day' }),
    stoppedOn: Type.Optional({ ...DayText, description: 'insurance: nothing new is covered from this day' }),
    on: Type.Optional({ ...DayText, description: 'since when it is so; today, unless said' }),
    until: Type.Optional({ ...DayText, description: 'the last day on which it stands; insurance: the last day of the cover' }),
    ended: Type.Optional(Type.Boolean({ description: 'it is over: nothing of the kind stands any more' })),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({ id: Id, kind: OneOf(CREDIT_STATE_KINDS), ended: Type.Boolean() }),
});

/** Something that rules of orders may ask of these customers was said anew. */
export const creditStateChanged = event<{ partyIds: readonly string[] }>('customers.credit-state-changed');
