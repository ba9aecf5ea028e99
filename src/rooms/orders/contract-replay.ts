// A changed set of rules over the orders of the last days, before anybody approves it.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { DayText, Id, Input, Money, OneOf } from '#platform/schemas.ts';

const Outcome = OneOf(['clear', 'held', 'refused']);
const Count = Type.Integer();
const Side = Type.Object({
  held: Count,
  amounts: Type.Array(Money),
  /** Of the orders whose customer turned bad afterwards: stopped, and let go. */
  caught: Count,
  missed: Count,
});

export const replayRules = operation({
  name: 'orders.replay-rules',
  summary: { zh: '规则回放：改动后的规则会怎样对待最近的订单', en: 'Replay changed rules over the orders of the last days' },
  permission: 'policies.read',
  reads: true,
  bulk: true,
  input: Input({
    draft: Id,
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, default: 90 })),
  }),
  output: Type.Object({
    from: DayText,
    to: DayText,
    /** Orders looked at: each by its first check in these days. */
    orders: Count,
    /** Taken over without a check, or beyond the bound of one replay. */
    passedOver: Count,
    before: Side,
    after: Side,
    newlyHeld: Count,
    newlyHeldAmounts: Type.Array(Money),
    noLongerHeld: Count,
    noLongerHeldAmounts: Type.Array(Money),
    days: Type.Array(Type.Object({ on: DayText, orders: Count, before: Count, after: Count })),
    /** Rules that could not be answered from what was stored, and of how many orders. */
    unanswered: Type.Array(Type.Object({ rule: Type.String(), orders: Count })),
    byRule: Type.Array(Type.Object({ rule: Type.String(), before: Count, after: Count })),
    changes: Type.Array(
      Type.Object({
        order: Type.String(),
        customer: Type.Object({ code: Type.String(), name: Type.String() }),
        amount: Money,
        on: DayText,
        before: Outcome,
        after: Outcome,
        rules: Type.Array(Type.String(), { description: 'the rules that make the difference' }),
        turnedBad: Type.Boolean(),
      }),
      { description: 'the first 200, largest amounts first' },
    ),
  }),
});
