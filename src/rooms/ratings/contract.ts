// Ratings on ledger behaviour: run for all as of a day, opened for one.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { AS_OF, CustomerCode, DayText, Facts, Input, InstantText, Nullable } from '#platform/schemas.ts';

export const run = operation({
  name: 'ratings.run',
  summary: { zh: '截至某日为全部客户评级', en: 'Rate every customer as of a day' },
  permission: 'ratings.run',
  writes: true,
  bulk: true,
  input: Input({ asOf: Type.Optional(DayText) }),
  output: Type.Object({
    asOf: DayText,
    rulebookVersion: Type.Integer(),
    rated: Type.Integer(),
    unchanged: Type.Integer({ description: 'already rated as of this day with the same result' }),
    grades: Type.Array(Type.Object({ grade: Type.String(), customers: Type.Integer() })),
    changes: Type.Array(
      Type.Object({
        customer: Type.String(),
        name: Type.String(),
        from: Nullable(Type.String()),
        to: Type.String(),
        score: Nullable(Type.Integer()),
      }),
      { description: 'the first 200' },
    ),
  }),
});

/** `rating` is what the engine answered: score, grade, contributions, reasons, missing, caps, raise. Worded by the page. */
export const get = operation({
  name: 'ratings.get',
  summary: { zh: '客户评级及其缘由', en: 'The rating of a customer and its why' },
  permission: 'ratings.read',
  reads: true,
  input: Input({ customer: CustomerCode, ...AS_OF }),
  output: Type.Object({
    customer: Type.String(),
    asOf: Nullable(DayText),
    recordedAt: Nullable(InstantText),
    rulebookVersion: Nullable(Type.Integer()),
    grade: Nullable(Type.String()),
    score: Nullable(Type.Integer()),
    rating: Nullable(Facts),
    history: Type.Array(Type.Object({ asOf: DayText, grade: Type.String(), score: Nullable(Type.Integer()) })),
  }),
});
