// Requests for what is missing: to the salesperson, or to the customer by a link that shows nothing but what is asked.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Id, Input, InstantText, Nullable, OneOf, PAGE, ReasonText, Version } from '#platform/schemas.ts';

const FILE_BYTES_MAX = 20 * 1024 * 1024;
export const ITEMS_MAX = 30;
const Item = Type.String({ pattern: '^(fact|paper):[a-z][a-z0-9_]{0,39}$' });
/** In the body, never in an address that a proxy notes. */
const Link = Type.String({ maxLength: 120 });
const Money = Type.Object(
  { amount: Type.String({ maxLength: 40 }), currency: Type.String({ maxLength: 3 }) },
  { additionalProperties: false },
);

export const RequestShape = Type.Object({
  id: Id,
  customer: Type.Object({ code: Type.String(), name: Type.String() }),
  askedOf: OneOf(['sales', 'customer']),
  assignee: Nullable(Type.String()),
  items: Type.Array(Type.String()),
  /** What has come in since it was asked. */
  answered: Type.Array(Type.String()),
  note: Nullable(Type.String()),
  dueOn: DayText,
  askedBy: Type.String(),
  askedAt: InstantText,
  link: Nullable(
    Type.Object({ until: InstantText, state: OneOf(['open', 'expired', 'revoked']), openedAt: Nullable(InstantText) }),
  ),
  reminders: Type.Integer(),
  escalatedAt: Nullable(InstantText),
  closedAt: Nullable(InstantText),
  closedHow: Nullable(Type.String()),
  version: Version,
});

/** Where a mail about it goes, its middle left out; null: nowhere. */
const Mailed = Nullable(Type.String());

export const ask = operation({
  name: 'dossiers.ask',
  summary: { zh: '向业务员或客户要求补充资料', en: 'Ask the salesperson or the customer for what is missing' },
  permission: 'files.verify',
  writes: true,
  idempotent: 'none',
  input: Input({
    customer: CustomerCode,
    of: OneOf(['sales', 'customer']),
    items: Type.Array(Item, { minItems: 1, maxItems: ITEMS_MAX }),
    dueOn: DayText,
    note: Type.Optional(Type.String({ maxLength: 500 })),
    /** Who is to bring it, where it is not the customer's salesperson: a login. */
    assignee: Type.Optional(Type.String({ maxLength: 60 })),
    /** Of the customer: the link goes to the contact kept for credit matters. */
    mail: Type.Optional(Type.Boolean()),
  }),
  output: Type.Object({
    id: Id,
    /** Path of the page for the customer; shown this once, since only its hash is kept. */
    link: Nullable(Type.String()),
    mailed: Mailed,
  }),
});

export const requests = operation({
  name: 'dossiers.requests',
  summary: { zh: '补件请求', en: 'Requests for what is missing' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    customer: Type.Optional(CustomerCode),
    state: Type.Optional(OneOf(['open', 'closed'])),
    mine: Type.Optional(Type.Boolean({ description: 'only those the asking person is to bring' })),
    ...PAGE,
  }),
  output: Type.Object({ requests: Type.Array(RequestShape), next: Nullable(Type.String()) }),
});

export const remind = operation({
  name: 'dossiers.remind',
  summary: { zh: '催办补件；链接可换新', en: 'Remind of a request; a link is made anew' },
  permission: 'files.verify',
  writes: true,
  idempotent: 'none',
  input: Input({ id: Id, version: Version, dueOn: Type.Optional(DayText) }),
  output: Type.Object({
    link: Nullable(Type.String({ description: 'the new link; the one before stops working' })),
    mailed: Mailed,
  }),
});

export const closeRequest = operation({
  name: 'dossiers.close-request',
  summary: { zh: '结束补件请求，链接随即失效', en: 'End a request; its link stops working' },
  permission: 'files.verify',
  writes: true,
  input: Input({ id: Id, version: Version, reason: Type.Optional(ReasonText) }),
  output: Type.Object({ closed: Type.Boolean() }),
});

export const revokeLink = operation({
  name: 'dossiers.revoke-link',
  summary: { zh: '撤回发给客户的链接', en: 'Withdraw the link that was given to a customer' },
  permission: 'files.verify',
  writes: true,
  input: Input({ id: Id }),
  output: Type.Object({ revoked: Type.Boolean() }),
});

export const openLink = operation({
  name: 'dossiers.open-link',
  summary: { zh: '客户打开补件链接', en: 'A customer opens the link' },
  permission: null,
  byLink: true,
  writes: true,
  idempotent: 'none',
  input: Input({ link: Link }),
  output: Type.Object({
    company: Type.String({ description: 'who asks' }),
    customer: Type.String({ description: 'whom it concerns' }),
    note: Nullable(Type.String()),
    dueOn: DayText,
    items: Type.Array(
      Type.Object({
        item: Type.String(),
        name: Type.Object({ zh: Type.String(), en: Type.String() }),
        kind: OneOf(['text', 'number', 'money', 'day', 'choice', 'yes_no', 'paper']),
        unit: Nullable(Type.Object({ zh: Type.String(), en: Type.String() })),
        choices: Type.Array(Type.Object({ key: Type.String(), zh: Type.String(), en: Type.String() })),
        expires: Type.Boolean(),
        answered: Type.Boolean(),
      }),
    ),
    currency: Type.String(),
    endings: Type.Array(Type.String()),
    mostBytes: Type.Integer(),
  }),
});

export const answer = operation({
  name: 'dossiers.answer',
  summary: { zh: '客户经链接填报', en: 'A customer answers by the link' },
  permission: null,
  byLink: true,
  writes: true,
  input: Input({
    link: Link,
    facts: Type.Array(
      Type.Object(
        { item: Item, value: Type.Union([Type.String({ maxLength: 1_000 }), Type.Boolean(), Money]) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: ITEMS_MAX },
    ),
  }),
  output: Type.Object({ taken: Type.Integer() }),
});

export const answerPaper = operation({
  name: 'dossiers.answer-paper',
  summary: { zh: '客户经链接上传文件', en: 'A customer uploads a paper by the link' },
  permission: null,
  byLink: true,
  writes: true,
  file: true,
  fileBytesMax: FILE_BYTES_MAX,
  input: Input({ link: Link, item: Item, expiresOn: Type.Optional(DayText) }),
  output: Type.Object({ taken: Type.Boolean(), fileName: Type.String() }),
});
