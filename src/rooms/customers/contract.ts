// Customers, our legal entities, the group tree: what may be asked of them.
import { Type } from 'typebox';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Empty, Facts, Id, Input, InstantText, Nullable, OneOf, Version } from '#platform/schemas.ts';

export * from './contract-belonging.ts';
export * from './contract-credit-states.ts';
export * from './contract-identity.ts';
export * from './contract-list.ts';

/** 大型、中型、小型、微型 (国统字〔2017〕213 号). */
export const SIZES = ['large', 'medium', 'small', 'micro'] as const;

export const Customer = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  uscc: Nullable(Type.String({ description: '统一社会信用代码' })),
  usccValid: Nullable(Type.Boolean({ description: 'check digit; null where there is none' })),
  industry: Nullable(Type.String()),
  region: Nullable(Type.String()),
  owner: Nullable(Type.String({ description: 'salesperson' })),
  termsDays: Nullable(Type.Integer()),
  sinceOn: Nullable(DayText),
  size: Nullable(OneOf(SIZES)),
  channel: Nullable(Type.String({ description: 'how we sell: direct, dealer, online …' })),
  group: Nullable(Type.Object({ code: Type.String(), name: Type.String() })),
  segment: Nullable(Type.String({ description: 'by the rulebook of segments' })),
  version: Version,
});

export const find = operation({
  name: 'customers.find',
  summary: { zh: '按编码、名称或信用代码查找客户', en: 'Find customers by code, name or credit code' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    text: Type.String({ minLength: 1, maxLength: 80 }),
    kind: Type.Optional(OneOf(['customer', 'group'])),
  }),
  output: Type.Object({
    customers: Type.Array(Type.Object({ id: Id, code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) })),
  }),
});

export const get = operation({
  name: 'customers.get',
  summary: { zh: '客户档案', en: 'One customer' },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({
    customer: Customer,
    groupMembers: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
  }),
});

/** A field that is absent stays as it is; an empty text clears it. */
export const save = operation({
  name: 'customers.save',
  summary: { zh: '新增或更改客户', en: 'Add or change a customer' },
  permission: 'customers.write',
  writes: true,
  input: Input({
    code: CustomerCode,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    uscc: Type.Optional(Type.String({ maxLength: 18 })),
    industry: Type.Optional(Type.String({ maxLength: 100 })),
    region: Type.Optional(Type.String({ maxLength: 100 })),
    owner: Type.Optional(Type.String({ maxLength: 60, description: 'login of the salesperson' })),
    termsDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
    sinceOn: Type.Optional(Type.Union([DayText, Type.Literal('')], { description: 'customer since; empty: unknown' })),
    size: Type.Optional(OneOf([...SIZES, ''])),
    channel: Type.Optional(Type.String({ maxLength: 60 })),
    group: Type.Optional(Type.String({ maxLength: 64, description: 'code of the group; empty: none' })),
    groupFrom: Type.Optional({ ...DayText, description: 'from which day in the group (or out of it); today, unless said' }),
    /** As read. Absent: whatever stands is changed, as machines do; pages send it. */
    version: Type.Optional(Version),
  }),
  output: Type.Object({ customer: Customer, warnings: Type.Array(Type.Object({ code: Type.String() })) }),
});

export const saveGroup = operation({
  name: 'customers.save-group',
  summary: { zh: '新增或更名集团', en: 'Add or rename a group' },
  permission: 'customers.write',
  writes: true,
  input: Input({ code: CustomerCode, name: Type.String({ minLength: 1, maxLength: 200 }) }),
  output: Type.Object({ id: Id }),
});

export const entities = operation({
  name: 'customers.entities',
  summary: { zh: '我方法人', en: 'Our legal entities' },
  permission: 'customers.read',
  reads: true,
  input: Empty,
  output: Type.Object({
    entities: Type.Array(Type.Object({ id: Id, code: Type.String(), name: Type.String(), currency: Type.String() })),
  }),
});

export const TIMELINE_KINDS = [
  'customers',
  'dossiers',
  'receivables',
  'settlements',
  'bills',
  'contracts',
  'limits',
  'ratings',
  'orders',
  'monitoring',
  'approvals',
  'reconciliation',
] as const;

export const timeline = operation({
  name: 'customers.timeline',
  summary: { zh: '客户时间线', en: 'What happened with a customer' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    customer: CustomerCode,
    /** The room something was done in: orders, limits, … */
    kind: Type.Optional(OneOf(TIMELINE_KINDS)),
    actor: Type.Optional(Type.String({ maxLength: 120, description: 'the name of whoever did it' })),
    from: Type.Optional({ ...DayText, description: 'the first day' }),
    to: Type.Optional({ ...DayText, description: 'the last day' }),
    cursor: Type.Optional(Type.String({ maxLength: 500 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 40 })),
  }),
  output: Type.Object({
    events: Type.Array(
      Type.Object({
        id: Id,
        at: InstantText,
        operation: Type.String(),
        actor: Type.String(),
        reasons: Nullable(Type.Unknown()),
        facts: Nullable(Facts),
      }),
    ),
    /** Whoever did something with this customer; those who did most first. */
    actors: Type.Array(Type.String()),
    next: Nullable(Type.String()),
  }),
});

/** A customer's own fields were changed by hand. */
export const customerChanged = event<{ partyIds: readonly string[] }>('customers.changed');

/** These parties stand under other groups than before: they, and everybody below them. */
export const groupChanged = event<{ partyIds: readonly string[] }>('customers.group-changed');
