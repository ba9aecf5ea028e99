// The limitation clock of open items: when each ends, what renewed it, what we recorded, what would help.
import { Type } from 'typebox';
import { LIMITATION_ACTS } from '#engine/limitation.ts';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Id, Input, InstantText, Money, Nullable, OneOf, ReasonText } from '#platform/schemas.ts';

export const HOWS = ['letter', 'courier', 'mail', 'phone', 'message', 'visit', 'lawyer', 'court', 'other'] as const;
export const RECORDED_ACTS = ['demand', 'promise', 'lawsuit', 'arbitration', 'obstacle'] as const;

/** Something renewed a period or took a renewal back: `reconciliation.limitation` says how it stands now. */
export const limitationMoved = event<{ partyIds: readonly string[] }>('reconciliation.limitation-moved');

const Act = Type.Object({
  id: Type.String(),
  kind: OneOf(LIMITATION_ACTS),
  on: DayText,
  until: Nullable(DayText),
  evidence: Nullable(Type.String()),
});

export const limitation = operation({
  name: 'reconciliation.limitation',
  summary: { zh: '诉讼时效：每笔未清款何时届满、因何中断', en: 'Limitation period of open items: when it ends, what renewed it' },
  permission: 'ledger.read',
  reads: true,
  bulk: true,
  input: Input({
    customer: Type.Optional(CustomerCode),
    withinDays: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 3650, default: 180, description: 'ends within; ended ones too' }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 100 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  }),
  output: Type.Object({
    asOf: DayText,
    items: Type.Array(
      Type.Object({
        document: Id,
        kind: Type.String(),
        number: Type.String(),
        customer: Type.Object({ code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) }),
        dueOn: DayText,
        open: Money,
        state: OneOf(['not_due', 'running', 'in_proceedings', 'suspended', 'ended']),
        runsFrom: Nullable(DayText),
        endsOn: Nullable(DayText),
        daysLeft: Nullable(Type.Integer()),
        renewedBy: Nullable(Act),
        acts: Type.Array(Act),
        help: Nullable(OneOf(['sign_balance', 'demand', 'sue', 'new_agreement'])),
      }),
    ),
    /** By how soon: of the whole filter. */
    totals: Type.Array(
      Type.Object({
        band: OneOf(['ended', '30', '90', '180', 'later', 'open']),
        currency: Type.String(),
        items: Type.Integer(),
        amount: Money,
      }),
    ),
    cut: Type.Boolean({ description: 'more items than can be looked at at once; choose a customer' }),
    next: Nullable(Type.String()),
  }),
});

export const recordAct = operation({
  name: 'reconciliation.record-act',
  summary: {
    zh: '登记催收、承诺、诉讼等（中断或中止时效）',
    en: 'Record a demand, promise or lawsuit that renews the limitation period',
  },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    document: Type.Optional(
      Type.String({ maxLength: 100, description: 'document number; absent: all due items of the customer' }),
    ),
    kind: OneOf(RECORDED_ACTS),
    on: DayText,
    until: Type.Optional(DayText),
    how: OneOf(HOWS),
    evidence: Type.Optional(Type.String({ maxLength: 500, description: 'what proves it: waybill, case number, recording' })),
  }),
  output: Type.Object({ id: Id, items: Type.Integer({ description: 'open items whose period it renews' }) }),
});

export const endAct = operation({
  name: 'reconciliation.end-act',
  summary: { zh: '结束一项程序，或撤回误登', en: 'End proceedings, or withdraw what was recorded by mistake' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ act: Id, what: OneOf(['until', 'withdrawn']), on: Type.Optional(DayText), why: ReasonText }),
  output: Type.Object({ ended: Type.Boolean() }),
});

export const acts = operation({
  name: 'reconciliation.acts',
  summary: { zh: '客户的时效登记', en: 'What is recorded for the limitation period of a customer' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({
    acts: Type.Array(
      Type.Object({
        id: Id,
        kind: OneOf(RECORDED_ACTS),
        on: DayText,
        until: Nullable(DayText),
        how: Type.String(),
        evidence: Nullable(Type.String()),
        document: Nullable(Type.String()),
        withdrawn: Nullable(Type.String()),
        at: InstantText,
        by: Type.String(),
      }),
    ),
  }),
});
