// Letters in which both sides agree on a balance: what would be made, making, sending, answers, differences. The clock and the totals beside it.
import { Type } from 'typebox';
import { MOVEMENT_KINDS } from '#engine/account-statement.ts';
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
} from '#platform/schemas.ts';

export * from './contract-limitation.ts';
export * from './contract-totals.ts';

export const LETTER_STATES = ['made', 'queued', 'sent', 'agreed', 'differs', 'settled', 'withdrawn'] as const;
export const LETTER_VIEWS = ['waiting', 'unanswered', 'differs', 'confirmed', 'all'] as const;
export const DIFFERENCE_VIEWS = ['open', 'mine', 'disputed', 'settled'] as const;
export const WAYS = ['mail', 'post', 'courier', 'hand'] as const;
export const RESOLUTIONS = ['in_transit', 'our_error', 'their_error', 'disputed', 'rounding'] as const;
export const LETTERS_MAX = 500;
/** In one file for the printer: laying out 50 letters holds the process for a second. */
export const PRINTED_MAX = 50;
const ASKED_MAX = 200;

const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
const Entity = Type.String({ maxLength: 64, description: 'code of our legal entity' });
const Decimal = Type.String({ description: 'plain decimal' });
const Language = OneOf(['zh', 'en'], 'zh');
const PeriodDays = { from: DayText, to: DayText };

export const LetterLine = Type.Object({
  id: Id,
  number: Type.String(),
  customer: Type.Object({ code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) }),
  entity: Type.Object({ code: Type.String(), name: Type.String() }),
  from: DayText,
  to: DayText,
  closing: Money,
  overdue: Money,
  items: Type.Integer(),
  state: OneOf(LETTER_STATES),
  madeAt: InstantText,
  madeBy: Type.String(),
  sentOn: Nullable(DayText),
  answeredOn: Nullable(DayText),
  remindedOn: Nullable(DayText),
  /** Sent and not answered for so many days. */
  waitingDays: Nullable(Type.Integer()),
  openDifferences: Type.Integer(),
});

export const outlook = operation({
  name: 'reconciliation.outlook',
  summary: { zh: '对账函预览：将为哪些客户出具、金额多少', en: 'Which letters would be made, with their balances' },
  permission: 'ledger.read',
  reads: true,
  bulk: true,
  input: Input({
    ...PeriodDays,
    customers: Type.Optional(Type.Array(CustomerCode, { maxItems: LETTERS_MAX })),
    entity: Type.Optional(Entity),
    currency: Type.Optional(Currency),
  }),
  output: Type.Object({
    rows: Type.Array(
      Type.Object({
        customer: Type.Object({ code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) }),
        entity: Type.Object({ code: Type.String(), name: Type.String() }),
        currency: Currency,
        opening: Money,
        moved: Money,
        closing: Money,
        overdue: Money,
        items: Type.Integer(),
        letter: Nullable(Type.Object({ id: Id, number: Type.String() })),
      }),
      { description: 'the largest first, at most 500' },
    ),
    more: Type.Boolean({ description: 'there are customers beyond these' }),
    totals: Type.Array(Type.Object({ currency: Currency, letters: Type.Integer(), closing: Money })),
  }),
});

export const make = operation({
  name: 'reconciliation.make',
  summary: { zh: '生成往来对账函', en: 'Make statement letters for a period' },
  permission: 'ledger.write',
  writes: true,
  bulk: true,
  input: Input({
    ...PeriodDays,
    letters: Type.Array(
      Type.Object({ customer: CustomerCode, entity: Type.Optional(Entity), currency: Type.Optional(Currency) }),
      {
        minItems: 1,
        maxItems: LETTERS_MAX,
        description: 'without an entity or currency: one for each that has a balance or moved',
      },
    ),
  }),
  output: Type.Object({
    made: Type.Array(Type.Object({ id: Id, number: Type.String(), customer: Type.String(), closing: Money })),
    /** There was one of that day already; nothing was made again. */
    standing: Type.Array(Type.Object({ id: Id, number: Type.String(), customer: Type.String() })),
    /** Nothing owed, nothing moved. */
    empty: Type.Array(Type.String()),
  }),
});

export const letters = operation({
  name: 'reconciliation.letters',
  summary: { zh: '往来对账函', en: 'Statement letters' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    view: Type.Optional(OneOf(LETTER_VIEWS, 'all')),
    customer: Type.Optional(CustomerCode),
    text: Type.Optional(Type.String({ maxLength: 80 })),
    ...PAGE,
  }),
  output: Type.Object({ letters: Type.Array(LetterLine), next: Nullable(Type.String()) }),
});

const Item = Type.Object({
  documentId: Id,
  kind: Type.String(),
  number: Type.String(),
  issuedOn: DayText,
  dueOn: Nullable(DayText),
  amount: Decimal,
  open: Decimal,
  daysLate: Nullable(Type.Integer()),
  disputed: Type.Optional(Decimal),
});

export const Figures = Type.Object({
  version: Type.Integer(),
  entity: Type.Object({ code: Type.String(), name: Type.String() }),
  customer: Type.Object({ code: Type.String(), name: Type.String() }),
  currency: Currency,
  from: DayText,
  to: DayText,
  opening: Decimal,
  movements: Type.Array(Type.Object({ kind: OneOf(MOVEMENT_KINDS), amount: Decimal, count: Type.Integer() })),
  closing: Decimal,
  lines: Type.Array(Type.Object({ on: DayText, kind: OneOf(MOVEMENT_KINDS), number: Type.String(), amount: Decimal })),
  items: Type.Array(Item),
  openTotal: Decimal,
  overdue: Decimal,
  unapplied: Type.Array(
    Type.Object({ documentId: Id, kind: Type.String(), number: Type.String(), on: DayText, amount: Decimal }),
  ),
  unappliedTotal: Decimal,
  bills: Decimal,
  delivered: Decimal,
  consigned: Nullable(Decimal),
  retention: Nullable(Decimal),
});

export const Difference = Type.Object({
  id: Id,
  document: Nullable(Id),
  number: Type.String(),
  ours: Nullable(Money),
  theirs: Nullable(Money),
  why: Type.String(),
  state: OneOf(['open', 'settled']),
  resolution: Nullable(OneOf([...RESOLUTIONS, 'superseded'])),
  correction: Nullable(Type.String()),
  note: Nullable(Type.String()),
  owner: Nullable(Type.String()),
  dueOn: Nullable(DayText),
  settledAt: Nullable(InstantText),
  settledBy: Nullable(Type.String()),
});

export const letter = operation({
  name: 'reconciliation.letter',
  summary: { zh: '一封对账函：数字、往来、回函与差异', en: 'One letter: figures, what became of it, answer and differences' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    letter: LetterLine,
    figures: Figures,
    hash: Type.String({ description: 'SHA-256 of the figures, printed on the letter' }),
    acts: Type.Array(Type.Object({ id: Id, act: Type.String(), facts: Facts, at: InstantText, by: Type.String() })),
    answers: Type.Array(
      Type.Object({
        id: Id,
        outcome: OneOf(['agreed', 'differs']),
        on: DayText,
        theirs: Nullable(Money),
        signed: Type.Boolean(),
        sealed: Type.Boolean(),
        note: Nullable(Type.String()),
        at: InstantText,
        by: Type.String(),
      }),
    ),
    differences: Type.Array(Difference),
    mails: Type.Array(
      Type.Object({
        to: Type.String({ description: 'shortened' }),
        state: OneOf(['queued', 'sent', 'failed']),
        attempts: Type.Integer(),
        answer: Nullable(Type.String()),
      }),
    ),
    /** Of the answer, as scanned or photographed. */
    papers: Type.Array(Type.Object({ file: Id, name: Type.String(), at: InstantText, by: Type.String() })),
    mailPossible: Type.Boolean({ description: 'this installation sends mail' }),
  }),
});

export const paper = operation({
  name: 'reconciliation.paper',
  summary: { zh: '下载对账函（PDF）', en: 'The letter as a PDF' },
  permission: 'ledger.read',
  reads: true,
  download: true,
  input: Input({ id: Id, language: Type.Optional(Language) }),
  output: Type.Unknown(),
});

export const papers = operation({
  name: 'reconciliation.papers',
  summary: { zh: '多封对账函合为一个 PDF，供打印', en: 'Many letters in one PDF for the printer' },
  permission: 'ledger.read',
  reads: true,
  download: true,
  bulk: true,
  input: Input({ letters: Type.Array(Id, { minItems: 1, maxItems: PRINTED_MAX }), language: Type.Optional(Language) }),
  output: Type.Unknown(),
});

export const recipients = operation({
  name: 'reconciliation.recipients',
  summary: { zh: '对账函将寄往何处', en: 'Where letters would be mailed to' },
  permission: 'ledger.write',
  reads: true,
  input: Input({ letters: Type.Array(Id, { minItems: 1, maxItems: ASKED_MAX }) }),
  output: Type.Object({
    mailPossible: Type.Boolean({ description: 'this installation sends mail' }),
    letters: Type.Array(
      Type.Object({
        id: Id,
        number: Type.String(),
        customer: Type.Object({ code: Type.String(), name: Type.String() }),
        sendable: Type.Boolean({ description: 'neither answered nor withdrawn' }),
        sentOn: Nullable(DayText),
        to: Nullable(
          Type.Object({
            shown: Type.String({ description: 'shortened' }),
            from: OneOf(['letter', 'contact']),
          }),
        ),
      }),
    ),
  }),
});

export const differences = operation({
  name: 'reconciliation.differences',
  summary: { zh: '待处理的对账差异', en: 'Differences that answers left open' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ view: Type.Optional(OneOf(DIFFERENCE_VIEWS, 'open')), customer: Type.Optional(CustomerCode), ...PAGE }),
  output: Type.Object({
    differences: Type.Array(
      Type.Object({
        id: Id,
        number: Type.String({ description: 'document number, or *: what the answer did not name' }),
        why: Type.String(),
        ours: Nullable(Money),
        theirs: Nullable(Money),
        gap: Nullable(Money),
        owner: Nullable(Type.Object({ id: Nullable(Id), name: Type.String() })),
        dueOn: Nullable(DayText),
        daysLeft: Nullable(Type.Integer()),
        resolution: Nullable(Type.String()),
        letter: Type.Object({ id: Id, number: Type.String() }),
        customer: Type.Object({ code: Type.String(), name: Type.String() }),
        answeredOn: DayText,
      }),
    ),
    counts: Type.Object({ open: Type.Integer(), mine: Type.Integer(), late: Type.Integer() }),
    next: Nullable(Type.String()),
  }),
});

export const assign = operation({
  name: 'reconciliation.assign',
  summary: { zh: '指定差异的处理人和期限', en: 'Say who settles a difference and by when' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ difference: Id, owner: Type.Optional(Id), dueOn: Type.Optional(DayText) }),
  output: Type.Object({ owner: Nullable(Type.String()), dueOn: Nullable(DayText) }),
});

export const send = operation({
  name: 'reconciliation.send',
  summary: {
    zh: '寄发对账函：邮件，或登记已邮寄、快递、面交',
    en: 'Send letters by mail, or note that they went by post, courier or hand',
  },
  permission: 'ledger.write',
  writes: true,
  bulk: true,
  input: Input({
    letters: Type.Array(Id, { minItems: 1, maxItems: LETTERS_MAX }),
    by: OneOf(WAYS),
    to: Type.Optional(
      Type.String({ maxLength: 254, description: 'mail address; one letter only. Absent: where the last letter went' }),
    ),
    on: Type.Optional(DayText),
    language: Type.Optional(Language),
    evidence: Type.Optional(Type.String({ maxLength: 200, description: 'waybill or posting number' })),
  }),
  output: Type.Object({
    sent: Type.Integer(),
    queued: Type.Integer(),
    /** No address is known; give one for each. */
    withoutAddress: Type.Array(Type.Object({ id: Id, number: Type.String(), customer: Type.String() })),
  }),
});

export const answer = operation({
  name: 'reconciliation.answer',
  summary: { zh: '登记回函：相符，或不符及逐项差异', en: 'Record the answer: agreed, or differs with what differs' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    letter: Id,
    outcome: OneOf(['agreed', 'differs']),
    on: DayText,
    signed: Type.Boolean({ description: 'signed or sealed by the customer: it renews the limitation period' }),
    sealed: Type.Optional(Type.Boolean()),
    theirs: Type.Optional(Type.String({ pattern: '^-?\\d{1,20}(\\.\\d+)?$', description: 'their balance, plain decimal' })),
    note: Type.Optional(Type.String({ maxLength: 500 })),
    differences: Type.Optional(
      Type.Array(
        Type.Object({
          number: Type.String({ minLength: 1, maxLength: 100, description: 'document number; free words where it has none' }),
          ours: Type.Optional(Type.String({ pattern: '^-?\\d{1,20}(\\.\\d+)?$' })),
          theirs: Type.Optional(Type.String({ pattern: '^-?\\d{1,20}(\\.\\d+)?$' })),
          why: Type.String({ minLength: 2, maxLength: 500 }),
        }),
        { maxItems: 200 },
      ),
    ),
  }),
  output: Type.Object({
    state: OneOf(LETTER_STATES),
    /** Ours less theirs; what the differences named do not explain of it. */
    gap: Nullable(Money),
    unexplained: Nullable(Money),
    renewed: Type.Integer({ description: 'items whose limitation period begins anew' }),
  }),
});

export const attach = operation({
  name: 'reconciliation.attach',
  summary: { zh: '上传回函扫描件或照片', en: 'Keep the scanned or photographed answer' },
  permission: 'ledger.write',
  writes: true,
  file: true,
  input: Input({ letter: Id }),
  output: Type.Object({ file: Id, name: Type.String(), known: Type.Boolean() }),
});

export const attachment = operation({
  name: 'reconciliation.attachment',
  summary: { zh: '下载回函原件', en: 'The answer as it came' },
  permission: 'ledger.read',
  reads: true,
  download: true,
  input: Input({ letter: Id, file: Id }),
  output: Type.Unknown(),
});

export const settle = operation({
  name: 'reconciliation.settle',
  summary: { zh: '处理一项差异', en: 'Settle one difference' },
  permission: 'ledger.write',
  writes: true,
  input: Input({
    difference: Id,
    resolution: OneOf(RESOLUTIONS),
    correction: Type.Optional(
      Type.String({ maxLength: 100, description: 'number of our correcting document; needed for our_error' }),
    ),
    note: ReasonText,
  }),
  output: Type.Object({ state: OneOf(LETTER_STATES), open: Type.Integer() }),
});

export const withdraw = operation({
  name: 'reconciliation.withdraw',
  summary: { zh: '作废对账函', en: 'Withdraw a letter' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ letter: Id, reason: ReasonText }),
  output: Type.Object({ state: OneOf(LETTER_STATES) }),
});

export const overview = operation({
  name: 'reconciliation.overview',
  summary: { zh: '对账概况：已确认的金额占比', en: 'How much of what is owed the customers have confirmed' },
  permission: 'ledger.read',
  reads: true,
  input: Empty,
  output: Type.Object({
    since: DayText,
    counts: Type.Record(Type.String(), Type.Integer(), { description: 'letters by view' }),
    currencies: Type.Array(
      Type.Object({
        currency: Currency,
        owed: Money,
        customers: Type.Integer(),
        confirmed: Money,
        waiting: Money,
        differs: Money,
        confirmedPpm: Nullable(Type.Integer()),
      }),
    ),
  }),
});
