// Early warning: signals found on a day become alerts with an owner and a clock.
import { Type } from 'typebox';
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

const Level = OneOf(['yellow', 'orange', 'red']);
const State = OneOf(['open', 'acknowledged', 'closed', 'gone']);

export const Alert = Type.Object({
  id: Id,
  customer: Type.Object({
    code: Type.String(),
    name: Type.String(),
    grade: Nullable(Type.String()),
    owner: Nullable(Type.String()),
  }),
  code: Type.String(),
  level: Level,
  /** What the engine found: actual, threshold, unit, documents. */
  facts: Facts,
  responses: Type.Array(Type.String()),
  atRisk: Money,
  openedOn: DayText,
  seenOn: DayText,
  dueAt: InstantText,
  owner: Nullable(Type.String()),
  state: State,
  closedReason: Nullable(Type.String()),
});

export const run = operation({
  name: 'monitoring.run',
  summary: { zh: '查找预警信号', en: 'Look for warning signals' },
  permission: 'alerts.act',
  writes: true,
  bulk: true,
  input: Input({}),
  output: Type.Object({ customers: Type.Integer(), opened: Type.Integer(), still: Type.Integer(), gone: Type.Integer() }),
});

export const alerts = operation({
  name: 'monitoring.alerts',
  summary: { zh: '预警', en: 'Alerts' },
  permission: 'alerts.read',
  reads: true,
  input: Input({
    state: Type.Optional(State),
    level: Type.Optional(Level),
    code: Type.Optional(Type.String({ maxLength: 60 })),
    customer: Type.Optional(CustomerCode),
    ...AS_OF,
    ...PAGE,
  }),
  output: Type.Object({
    alerts: Type.Array(Alert),
    counts: Type.Array(Type.Object({ level: Level, alerts: Type.Integer() })),
    next: Nullable(Type.String()),
  }),
});

export const acknowledge = operation({
  name: 'monitoring.acknowledge',
  summary: { zh: '接手预警', en: 'Take an alert' },
  permission: 'alerts.act',
  writes: true,
  input: Input({ id: Id }),
  output: Type.Object({ state: State }),
});

export const close = operation({
  name: 'monitoring.close',
  summary: { zh: '关闭预警并说明处理', en: 'Close an alert, saying what was done' },
  permission: 'alerts.act',
  writes: true,
  input: Input({ id: Id, reason: ReasonText }),
  output: Type.Object({ state: State }),
});
