// The whole book at a glance: the workbench and its figures.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { DayText, Empty, Facts, Id, InstantText, Money, Nullable, OneOf } from '#platform/schemas.ts';

const Series = Type.Array(Type.Object({ day: DayText, value: Type.String({ description: 'plain decimal' }) }));

export const workbench = operation({
  name: 'portfolio.workbench',
  summary: { zh: '工作台：什么需要我，多严重，为什么', en: 'Workbench: what needs me, how bad, why' },
  permission: 'overview.read',
  reads: true,
  bulk: true,
  input: Empty,
  output: Type.Object({
    asOf: InstantText,
    today: DayText,
    currency: Type.String(),
    empty: Type.Boolean({ description: 'no ledger yet: show the first steps' }),
    mode: Type.String(),
    queue: Type.Array(
      Type.Object({
        kind: OneOf(['hold', 'approval', 'alert', 'file', 'model', 'notice']),
        id: Id,
        customer: Nullable(Type.Object({ code: Type.String(), name: Type.String(), grade: Nullable(Type.String()) })),
        level: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Literal(4)]),
        /** Reasons or facts of the item, worded by the page. */
        facts: Facts,
        amount: Nullable(Money),
        owner: Nullable(Type.String()),
        dueAt: InstantText,
        group: OneOf(['now', 'today', 'week']),
        mine: Type.Boolean(),
      }),
    ),
    counts: Type.Object({
      holds: Type.Integer(),
      approvals: Type.Integer(),
      alerts: Type.Integer(),
      files: Type.Integer(),
      models: Type.Integer(),
      notices: Type.Integer({ description: 'letters of a lower grade that wait; the queue holds them as one entry' }),
    }),
    heldAmount: Money,
    figures: Type.Object({
      exposure: Type.Object({ value: Money, yesterday: Nullable(Money), series: Series }),
      overdue: Type.Object({ value: Money, yesterday: Nullable(Money), sharePpm: Nullable(Type.Integer()), series: Series }),
      utilisation: Type.Object({
        ppm: Nullable(Type.Integer()),
        yesterdayPpm: Nullable(Type.Integer()),
        limit: Money,
        above90: Type.Integer(),
        series: Series,
      }),
      dso: Type.Object({ days: Nullable(Type.Number()), yesterdayDays: Nullable(Type.Number()), series: Series }),
    }),
    /** Yesterday's exposure to today's, by what moved it. */
    change: Type.Object({ from: Money, to: Money, steps: Type.Array(Type.Object({ kind: Type.String(), amount: Money })) }),
    news: Type.Array(
      Type.Object({
        at: InstantText,
        operation: Type.String(),
        actor: Type.String(),
        customer: Nullable(Type.String()),
        facts: Nullable(Facts),
      }),
    ),
    concentration: Type.Object({
      hhi: Nullable(Type.Number()),
      topSharePpm: Nullable(Type.Integer()),
      topName: Nullable(Type.String()),
    }),
  }),
});
