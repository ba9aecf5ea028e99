// What people add to a rating: another grade or the support of a group, agreed by a second person; answers to a card's questions.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Id, Input, InstantText, Nullable, OneOf, ReasonText } from '#platform/schemas.ts';

export const OVERRIDE_CASE = 'rating-override';
export const SUPPORT_CASE = 'rating-support';

const Stage = OneOf(['proposed', 'standing', 'ended']);
const Kind = OneOf(['override', 'support']);
const Party = Type.Object({ code: Type.String(), name: Type.String() });

export const Override = Type.Object({
  id: Id,
  customer: Party,
  kind: Kind,
  stage: Stage,
  state: OneOf(['proposed', 'approved', 'rejected', 'withdrawn']),
  from: Nullable(Type.String({ description: 'the grade of the card when it was proposed' })),
  grade: Nullable(Type.String()),
  supporter: Nullable(Party),
  notches: Nullable(Type.Integer()),
  reason: Type.String(),
  proposedBy: Type.String(),
  proposedAt: InstantText,
  decidedBy: Nullable(Type.String()),
  startsOn: Nullable(DayText),
  endsOn: DayText,
  endedOn: Nullable(DayText),
  endedBy: Nullable(Type.String()),
  endedReason: Nullable(Type.String()),
  caseId: Nullable(Id),
});

export const proposeOverride = operation({
  name: 'ratings.propose-override',
  summary: { zh: '申请人工调整评级', en: 'Propose another grade than the card’s' },
  permission: 'ratings.run',
  writes: true,
  input: Input({
    customer: CustomerCode,
    kind: Kind,
    grade: Type.Optional(Type.String({ maxLength: 20, description: 'of an override' })),
    supporter: Type.Optional(Type.String({ maxLength: 64, description: 'of support: code of the member of the group' })),
    notches: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
    reason: ReasonText,
    endsOn: DayText,
  }),
  output: Type.Object({ id: Id, state: OneOf(['proposed']) }),
});

export const endOverride = operation({
  name: 'ratings.end-override',
  summary: { zh: '结束或撤回评级的人工调整', en: 'End another grade than the card’s, or take its proposal back' },
  permission: 'ratings.run',
  writes: true,
  input: Input({ id: Id, reason: ReasonText }),
  output: Type.Object({ ended: Type.Boolean() }),
});

export const overrides = operation({
  name: 'ratings.overrides',
  summary: { zh: '评级的人工调整', en: 'Grades that people moved' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ customer: Type.Optional(CustomerCode), stage: Type.Optional(Stage) }),
  output: Type.Object({
    overrides: Type.Array(Override, { description: 'at most 500: waiting first, then what ends soonest' }),
    rated: Type.Integer(),
    overridden: Type.Integer(),
    sharePpm: Nullable(Type.Integer()),
    reviewAbovePpm: Type.Integer(),
    review: Type.Boolean({ description: 'so many grades are overruled that the card itself wants a review' }),
  }),
});

const Words = Type.Object({ zh: Type.String(), en: Type.String() });
const Answer = Type.Object({
  id: Id,
  choice: Type.Integer(),
  evidence: Nullable(Type.String()),
  on: DayText,
  by: Type.String(),
  /** null: nobody has looked at it a second time. */
  outcome: Nullable(OneOf(['verified', 'refused'])),
  checkedBy: Nullable(Type.String()),
  mine: Type.Boolean({ description: 'the one who asks gave it: another person looks at it' }),
  stale: Type.Boolean(),
});

export const questions = operation({
  name: 'ratings.questions',
  summary: { zh: '评级问卷及答案', en: 'Questions of the card and their answers' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({
    questions: Type.Array(
      Type.Object({
        key: Type.String(),
        title: Words,
        options: Type.Array(Words),
        evidence: Type.Boolean(),
        validDays: Type.Integer(),
        answer: Nullable(Answer),
      }),
    ),
  }),
});

export const answer = operation({
  name: 'ratings.answer',
  summary: { zh: '回答评级问卷', en: 'Answer a question of the card' },
  permission: 'files.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    question: Type.String({ maxLength: 60 }),
    choice: Type.Integer({ minimum: 1, maximum: 10 }),
    evidence: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  output: Type.Object({ id: Id }),
});

export const checkAnswer = operation({
  name: 'ratings.check-answer',
  summary: { zh: '复核评级问卷答案', en: 'Look at an answer a second time' },
  permission: 'files.verify',
  writes: true,
  input: Input({ id: Id, outcome: OneOf(['verified', 'refused']) }),
  output: Type.Object({ outcome: OneOf(['verified', 'refused']) }),
});
