// Who belongs to whom: the group tree, related parties, segments, and customers handed from one salesperson to another.
import { Type } from 'typebox';
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

const Party = Type.Object({ code: Type.String(), name: Type.String() });

/** A node of a group tree with what stands on it and everybody below it, by currency. */
const TreeNode = Type.Object({
  code: Type.String(),
  name: Type.String(),
  kind: OneOf(['customer', 'group']),
  parent: Nullable(Type.String()),
  depth: Type.Integer(),
  validFrom: Nullable(DayText),
  customers: Type.Integer({ description: 'customers below it, itself counted where it is one' }),
  money: Type.Array(
    Type.Object({
      currency: Type.String(),
      exposure: Money,
      overdue: Money,
      /** The node's own limit; null: none. */
      limit: Nullable(Money),
      /** The limits of everybody below, added up: what they could use together were the group not capped. */
      memberLimits: Money,
    }),
  ),
});

export const groups = operation({
  name: 'customers.groups',
  summary: { zh: '集团清单', en: 'Groups' },
  permission: 'customers.read',
  reads: true,
  input: Empty,
  output: Type.Object({
    groups: Type.Array(
      Type.Object({
        code: Type.String(),
        name: Type.String(),
        parent: Nullable(Party),
        members: Type.Integer(),
        /** In the books' currency; null: none of its customers has an account. */
        exposure: Nullable(Money),
        limit: Nullable(Money),
      }),
    ),
  }),
});

export const tree = operation({
  name: 'customers.tree',
  summary: { zh: '集团树与合计', en: 'A group as a tree with its totals' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    group: CustomerCode,
    on: Type.Optional({ ...DayText, description: 'the tree of that day, with the balances of today' }),
  }),
  output: Type.Object({
    asOf: DayText,
    nodes: Type.Array(TreeNode),
    /** Moves that are decided and still to come: `to` null: out of the group. */
    planned: Type.Array(Type.Object({ party: Party, from: Nullable(Party), to: Nullable(Party), on: DayText })),
    cut: Type.Boolean({ description: 'larger than what is shown' }),
  }),
});

export const linkToGroup = operation({
  name: 'customers.link-group',
  summary: { zh: '将客户或集团归入集团（自某日起）', en: 'Put a customer or group under a group from a day on' },
  permission: 'customers.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    group: Nullable(CustomerCode),
    from: Type.Optional(DayText),
  }),
  output: Type.Object({ changed: Type.Boolean() }),
});

export const RELATION_KINDS = ['shareholder', 'same_legal_person', 'guarantee', 'other'] as const;

/** `kind` is what the other side is to this customer: his shareholder, his guarantor. */
const Relation = Type.Object({
  id: Id,
  kind: OneOf(RELATION_KINDS),
  /** The other side: a customer of ours, or a name alone. */
  other: Type.Object({ code: Nullable(Type.String()), name: Type.String() }),
  /** false: the other one named this customer. */
  outward: Type.Boolean(),
  sharePpm: Nullable(Type.Integer()),
  validFrom: DayText,
  validTo: Nullable(DayText),
  note: Nullable(Type.String()),
  by: Type.String(),
});

/** Everything about where a customer belongs: history of owner, group and segment, related parties, other codes. */
export const belonging = operation({
  name: 'customers.belonging',
  summary: {
    zh: '归属：集团、关联方、业务员、分层的历史',
    en: 'Belonging: group, related parties, salesperson, segment, with their history',
  },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({
    groups: Type.Array(Type.Object({ group: Party, validFrom: DayText, validTo: Nullable(DayText) })),
    relations: Type.Array(Relation),
    owners: Type.Array(
      Type.Object({
        from: Nullable(Type.String()),
        to: Nullable(Type.String()),
        on: DayText,
        by: Type.String(),
        handover: Nullable(Id),
      }),
    ),
    segments: Type.Array(
      Type.Object({
        segment: Type.String(),
        validFrom: DayText,
        validTo: Nullable(DayText),
        row: Type.String(),
        facts: Facts,
        version: Type.Integer(),
      }),
    ),
    codes: Type.Array(Type.Object({ source: Type.String(), code: Type.String() })),
    merged: Type.Array(Party),
  }),
});

export const saveRelation = operation({
  name: 'customers.save-relation',
  summary: { zh: '登记关联方', en: 'Record a related party' },
  permission: 'customers.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    kind: OneOf(RELATION_KINDS),
    other: Type.Optional(CustomerCode),
    otherName: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    sharePercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
    from: Type.Optional(DayText),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({ id: Id }),
});

export const endRelation = operation({
  name: 'customers.end-relation',
  summary: { zh: '结束关联关系', en: 'End a related party' },
  permission: 'customers.write',
  writes: true,
  input: Input({ id: Id, lastOn: Type.Optional(DayText) }),
  output: Type.Object({ ended: Type.Boolean() }),
});

/** Who has customers, and whom they can be handed to. */
export const salespeople = operation({
  name: 'customers.salespeople',
  summary: { zh: '业务员与其客户数', en: 'Salespeople and how many customers each has' },
  permission: 'customers.write',
  reads: true,
  input: Empty,
  output: Type.Object({
    salespeople: Type.Array(
      Type.Object({
        login: Type.String(),
        name: Type.String(),
        customers: Type.Integer(),
        atWork: Type.Boolean({ description: 'false: has customers, but no account any more or another task' }),
      }),
    ),
  }),
});

const HandoverState = OneOf(['proposed', 'accepted', 'done', 'declined', 'withdrawn']);

const Handover = Type.Object({
  id: Id,
  from: Type.String(),
  to: Type.String(),
  startsOn: DayText,
  note: Nullable(Type.String()),
  state: HandoverState,
  customers: Type.Integer(),
  proposedAt: InstantText,
  proposedBy: Type.String(),
  givenAt: Nullable(InstantText),
  givenBy: Nullable(Type.String()),
  takenAt: Nullable(InstantText),
  takenBy: Nullable(Type.String()),
  doneAt: Nullable(InstantText),
  endedReason: Nullable(Type.String()),
  version: Version,
  /** What the one who asks may sign: as the one who gives, as the one who takes. */
  maySign: Type.Array(OneOf(['given', 'taken'])),
  /** What it would be called were he to end it; null: not his to end, or ended. */
  mayEnd: Nullable(OneOf(['declined', 'withdrawn'])),
});

export const handovers = operation({
  name: 'customers.handovers',
  summary: { zh: '客户交接', en: 'Hand-overs of customers' },
  permission: 'customers.read',
  reads: true,
  input: Input({ state: Type.Optional(HandoverState), ...PAGE }),
  output: Type.Object({ handovers: Type.Array(Handover), next: Nullable(Type.String()) }),
});

/** One line a customer that goes along, as it stood when the hand-over was made. */
const HandoverLine = Type.Object({
  customer: Party,
  exposure: Type.Array(Money),
  overdue: Type.Array(Money),
  holds: Type.Integer({ description: 'orders on hold' }),
  alerts: Type.Integer({ description: 'open alerts' }),
});

export const handover = operation({
  name: 'customers.handover',
  summary: { zh: '一次客户交接及其清单', en: 'One hand-over with its list' },
  permission: 'customers.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({ handover: Handover, lines: Type.Array(HandoverLine) }),
});

export const proposeHandover = operation({
  name: 'customers.propose-handover',
  summary: { zh: '发起客户交接', en: 'Propose a hand-over' },
  permission: 'customers.write',
  writes: true,
  input: Input({
    from: Type.String({ maxLength: 60, description: 'login' }),
    to: Type.String({ maxLength: 60, description: 'login' }),
    startsOn: DayText,
    customers: Type.Optional(Type.Array(CustomerCode, { maxItems: 2000, description: 'absent: all of them' })),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({ id: Id, customers: Type.Integer() }),
});

/** Both sign; with the second signature it stands, and from its day on the customers are the other's. */
export const signHandover = operation({
  name: 'customers.sign-handover',
  summary: { zh: '签认客户交接', en: 'Sign a hand-over' },
  permission: 'customers.hand-over',
  writes: true,
  input: Input({ id: Id, as: OneOf(['given', 'taken']), version: Version }),
  output: Type.Object({ state: HandoverState }),
});

export const endHandover = operation({
  name: 'customers.end-handover',
  summary: { zh: '拒绝或撤回客户交接', en: 'Decline or withdraw a hand-over' },
  permission: 'customers.hand-over',
  writes: true,
  input: Input({ id: Id, reason: ReasonText, version: Version }),
  output: Type.Object({ state: HandoverState }),
});

export const exportHandover = operation({
  name: 'customers.export-handover',
  summary: { zh: '导出交接清单', en: 'Export the list of a hand-over' },
  permission: 'customers.read',
  reads: true,
  download: true,
  input: Input({ id: Id }),
  output: Type.Unknown(),
});
