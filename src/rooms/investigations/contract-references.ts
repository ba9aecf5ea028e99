// References of trade partners: asked by a link that opens without an account, answered once, looked at by a second person.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import {
  CustomerCode,
  DayText,
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

export const RELATIONS = ['supplier', 'buyer', 'bank', 'landlord', 'peer'] as const;
export const AGAIN = ['yes', 'prepaid', 'no'] as const;
export const REFERENCE_STATES = ['open', 'expired', 'withdrawn', 'answered', 'verified', 'refuted'] as const;
const Link = Type.String({ maxLength: 120 });
/** Where a mail about it goes, its middle left out; null: nowhere. */
const Mailed = Nullable(Type.String());

export const ReferenceShape = Type.Object({
  id: Id,
  customer: Type.Object({ code: Type.String(), name: Type.String() }),
  partner: Type.String(),
  relation: OneOf(RELATIONS),
  state: OneOf(REFERENCE_STATES),
  note: Nullable(Type.String()),
  dueOn: DayText,
  linkUntil: InstantText,
  askedBy: Type.String(),
  askedAt: InstantText,
  openedAt: Nullable(InstantText),
  reminders: Type.Integer(),
  answer: Nullable(
    Type.Object({
      at: InstantText,
      monthsTrading: Nullable(Type.Integer()),
      credit: Nullable(Money),
      termsDays: Nullable(Type.Integer()),
      highest: Nullable(Money),
      slowDays: Nullable(Type.Integer()),
      again: OneOf(AGAIN),
      remark: Nullable(Type.String()),
      /** How many other references of this customer were answered from the same place. */
      samePlace: Type.Integer(),
    }),
  ),
  checkedBy: Nullable(Type.String()),
  checkNote: Nullable(Type.String()),
  mayVerify: Type.Boolean(),
  version: Version,
});

export const askReference = operation({
  name: 'investigations.ask-reference',
  summary: { zh: '向贸易伙伴发出资信证明请求', en: 'Ask a trade partner for a reference' },
  permission: 'files.write',
  writes: true,
  idempotent: 'none',
  input: Input({
    customer: CustomerCode,
    partner: Type.String({ minLength: 2, maxLength: 120 }),
    relation: OneOf(RELATIONS),
    dueOn: Type.Optional(DayText),
    /** Where the link is mailed; absent: it is handed on. */
    mail: Type.Optional(Type.String({ maxLength: 200 })),
    note: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({ id: Id, link: Type.String({ description: 'shown this once' }), dueOn: DayText, mailed: Mailed }),
});

export const references = operation({
  name: 'investigations.references',
  summary: { zh: '贸易伙伴资信证明', en: 'References of trade partners' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    customer: Type.Optional(CustomerCode),
    state: Type.Optional(OneOf(['open', 'answered', 'ended'])),
    ...PAGE,
  }),
  output: Type.Object({ references: Type.Array(ReferenceShape), next: Nullable(Type.String()) }),
});

export const remindReference = operation({
  name: 'investigations.remind-reference',
  summary: { zh: '提醒贸易伙伴，换发新链接', en: 'Remind a trade partner by a new link' },
  permission: 'files.write',
  writes: true,
  idempotent: 'none',
  input: Input({ id: Id, version: Version, dueOn: Type.Optional(DayText) }),
  output: Type.Object({ link: Type.String({ description: 'the one before stops working' }), mailed: Mailed }),
});

export const withdrawReference = operation({
  name: 'investigations.withdraw-reference',
  summary: { zh: '撤回请求，链接随即失效', en: 'Withdraw a request; its link stops working' },
  permission: 'files.write',
  writes: true,
  input: Input({ id: Id, version: Version }),
  output: Type.Object({ withdrawn: Type.Boolean() }),
});

export const checkReference = operation({
  name: 'investigations.check-reference',
  summary: { zh: '核实或不采信一份资信证明', en: 'Believe a reference or not' },
  permission: 'files.verify',
  writes: true,
  input: Input({ id: Id, version: Version, outcome: OneOf(['verified', 'refuted']), note: Type.Optional(ReasonText) }),
  output: Type.Object({ outcome: OneOf(['verified', 'refuted']) }),
});

export const openReference = operation({
  name: 'investigations.open-reference',
  summary: { zh: '贸易伙伴打开链接', en: 'A trade partner opens the link' },
  permission: null,
  byLink: true,
  writes: true,
  idempotent: 'none',
  input: Input({ link: Link }),
  output: Type.Object({
    company: Type.String({ description: 'who asks' }),
    customer: Type.String({ description: 'about whom' }),
    partner: Type.String(),
    relation: OneOf(RELATIONS),
    note: Nullable(Type.String()),
    dueOn: DayText,
    currency: Type.String(),
  }),
});

export const answerReference = operation({
  name: 'investigations.answer-reference',
  summary: { zh: '贸易伙伴经链接作答', en: 'A trade partner answers by the link' },
  permission: null,
  byLink: true,
  writes: true,
  input: Input({
    link: Link,
    monthsTrading: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_200 })),
    credit: Type.Optional(Money),
    termsDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
    highest: Type.Optional(Money),
    slowDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
    again: OneOf(AGAIN),
    remark: Type.Optional(Type.String({ maxLength: 1_000 })),
  }),
  output: Type.Object({ taken: Type.Boolean() }),
});
