// The desk of the hold queue: taken into review, asked and answered, proposed to a second person, held by hand, many decided at once.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { DayText, Facts, Id, Input, InstantText, Money, Nullable, OneOf, ReasonText, Version } from '#platform/schemas.ts';
import { examples } from './contract-examples.ts';

/** What every decision on one hold takes. */
export const HoldAct = { id: Id, reason: ReasonText, version: Version };

export const take = operation({
  name: 'orders.take',
  summary: { zh: '接手审查冻结订单', en: 'Take a held order into review' },
  permission: 'orders.release',
  writes: true,
  example: examples['take'],
  input: Input({ id: Id, version: Version }),
  output: Type.Object({ stage: Type.String(), reviewer: Type.String() }),
});

export const note = operation({
  name: 'orders.note',
  summary: { zh: '在冻结订单上留言', en: 'Ask or answer at a held order' },
  permission: 'orders.note',
  writes: true,
  example: examples['note'],
  input: Input({ id: Id, text: Type.String({ minLength: 2, maxLength: 500 }) }),
  output: Type.Object({ by: Type.String(), at: InstantText }),
});

export const holdByHand = operation({
  name: 'orders.hold-by-hand',
  summary: { zh: '人工冻结订单', en: 'Hold an order by hand' },
  permission: 'orders.release',
  writes: true,
  example: examples['hold-by-hand'],
  input: Input({
    order: Type.String({ minLength: 1, maxLength: 80 }),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 40, default: 'erp' })),
    reason: ReasonText,
  }),
  output: Type.Object({ hold: Id, state: Type.String() }),
});

export const proposeRelease = operation({
  name: 'orders.propose-release',
  summary: { zh: '提请上级放行', en: 'Propose a release to whoever has the authority' },
  permission: 'orders.release',
  writes: true,
  example: examples['propose-release'],
  input: Input({ ...HoldAct, validDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })) }),
  output: Type.Object({ case: Id, stage: Type.String(), roles: Type.Array(Type.String()) }),
});

/** So many held orders are decided at once. */
export const DECIDED_MAX = 200;

/** Many at once, smallest first, each by itself: what one may not decide, or was decided meanwhile, stays and says why. */
export const decideMany = operation({
  name: 'orders.decide-many',
  summary: { zh: '批量处理冻结订单', en: 'Decide many held orders' },
  permission: 'orders.release',
  writes: true,
  example: examples['decide-many'],
  input: Input({
    holds: Type.Array(Type.Object({ id: Id, version: Version }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: DECIDED_MAX,
    }),
    decision: OneOf(['release', 'refuse', 'wait', 'take']),
    reason: ReasonText,
    until: Type.Optional(DayText),
    validDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })),
  }),
  output: Type.Object({
    done: Type.Integer(),
    doneAmounts: Type.Array(Money),
    kept: Type.Array(
      Type.Object({ id: Id, order: Type.String(), customer: Type.String(), code: Type.String(), facts: Nullable(Facts) }),
    ),
  }),
});

export const attach = operation({
  name: 'orders.attach',
  summary: { zh: '给冻结订单附上文件', en: 'Attach a paper to a held order' },
  permission: 'orders.note',
  writes: true,
  file: true,
  example: examples['attach'],
  input: Input({ id: Id }),
  output: Type.Object({ paper: Id, name: Type.String(), known: Type.Boolean() }),
});

export const paper = operation({
  name: 'orders.paper',
  summary: { zh: '下载冻结订单的附件', en: 'A paper of a held order' },
  permission: 'orders.read',
  reads: true,
  download: true,
  input: Input({ id: Id, paper: Id }),
  output: Type.Object({}),
});
