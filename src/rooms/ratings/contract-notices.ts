// Customers told in writing that their grade fell: prepared by the fall, looked at by a person, then sent, handed over or dropped.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { DayText, Id, Input, InstantText, Nullable, OneOf, PAGE, ReasonText } from '#platform/schemas.ts';

/** Each is laid out while the transaction is open. */
export const NOTICES_MAX = 50;
const NOTCHES_MAX = 20;

const Way = OneOf(['mail', 'paper']);
const Language = OneOf(['zh', 'en']);
const Ids = Type.Array(Id, { minItems: 1, maxItems: NOTICES_MAX });

export const setNotices = operation({
  name: 'ratings.set-notices',
  summary: { zh: '设定评级下调几级起书面告知客户', en: 'Say from how many notches on a fall is told to the customer in writing' },
  permission: 'ratings.tell',
  writes: true,
  input: Input({
    notches: Nullable(Type.Integer({ minimum: 1, maximum: NOTCHES_MAX, description: 'null: nobody is told' })),
  }),
  output: Type.Object({ notches: Nullable(Type.Integer()) }),
});

export const notices = operation({
  name: 'ratings.notices',
  summary: { zh: '评级下调告知书', en: 'Notices to customers whose grade fell' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ view: Type.Optional(OneOf(['open', 'sent', 'closed'], 'open')), ...PAGE }),
  output: Type.Object({
    rule: Nullable(Type.Object({ notches: Nullable(Type.Integer()), by: Type.String(), at: InstantText })),
    mailPossible: Type.Boolean(),
    total: Type.Integer(),
    notices: Type.Array(
      Type.Object({
        id: Id,
        customer: Type.Object({ code: Type.String(), name: Type.String(), owner: Nullable(Type.String()) }),
        from: Type.String(),
        to: Type.String(),
        fellOn: DayText,
        falls: Type.Integer({ description: 'so many falls are told together' }),
        firstFellOn: DayText,
        state: OneOf(['prepared', 'queued', 'sent', 'dropped', 'void']),
        address: Nullable(Type.String({ description: 'its middle left out; null: no mail address in the file, or not for you' })),
        way: Nullable(Way),
        language: Nullable(Language),
        by: Nullable(Type.String()),
        at: Nullable(InstantText),
        why: Nullable(Type.String()),
        letter: Type.Object({ zh: Type.String(), en: Type.String() }, { description: 'what the customer reads' }),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

const Short = Type.Object({ id: Id, customer: Type.String(), name: Type.String() });

export const sendNotices = operation({
  name: 'ratings.send-notices',
  summary: { zh: '寄发评级下调告知书', en: 'Send notices of a lower grade, or note that they were handed over' },
  permission: 'ratings.tell',
  writes: true,
  input: Input({ notices: Ids, by: Way, language: Type.Optional(Language) }),
  output: Type.Object({
    sent: Type.Integer({ description: 'by mail: on their way' }),
    withoutAddress: Type.Array(Short, { description: 'no contact for credit matters with a mail address; they stay prepared' }),
    risen: Type.Array(Short, { description: 'the grade rose again meanwhile; nothing is sent' }),
  }),
});

export const dropNotices = operation({
  name: 'ratings.drop-notices',
  summary: { zh: '不寄评级下调告知书', en: 'Drop notices of a lower grade' },
  permission: 'ratings.tell',
  writes: true,
  input: Input({ notices: Ids, reason: ReasonText }),
  output: Type.Object({ dropped: Type.Integer() }),
});
