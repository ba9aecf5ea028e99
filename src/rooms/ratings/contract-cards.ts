// Building a card: own customers with what is known of them, and what a draft would make of everybody.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Id, Input, Nullable } from '#platform/schemas.ts';

export const SAMPLE_MAX = 1_500;

/** Values of own customers in the catalogue's units, for whoever builds a card: the page rates them while he edits. */
export const sample = operation({
  name: 'ratings.sample',
  summary: { zh: '本公司客户的各项指标值（抽样）', en: 'What is known of own customers, a sample' },
  permission: 'ratings.run',
  reads: true,
  bulk: true,
  input: Input({ customer: Type.Optional(CustomerCode) }),
  output: Type.Object({
    asOf: DayText,
    /** All there are; above SAMPLE_MAX a sample, the same every time. */
    portfolio: Type.Integer(),
    keys: Type.Array(Type.String()),
    customers: Type.Array(
      Type.Object({
        code: Type.String(),
        name: Type.String(),
        segment: Nullable(Type.String()),
        grade: Nullable(Type.String()),
        values: Type.Array(Nullable(Type.Number()), { description: 'in the order of keys; null: not known' }),
      }),
    ),
    segments: Type.Array(Type.String()),
  }),
});

/** A saved draft of a card against what is in force, on the same facts, for everybody. */
export const tryCard = operation({
  name: 'ratings.try-card',
  summary: { zh: '用全部客户试算评分卡草稿', en: 'Try a draft of a card on every customer' },
  permission: 'ratings.run',
  reads: true,
  bulk: true,
  input: Input({ draft: Id, asOf: Type.Optional(DayText) }),
  output: Type.Object({
    asOf: DayText,
    customers: Type.Integer(),
    grades: Type.Array(Type.Object({ grade: Type.String(), before: Type.Integer(), after: Type.Integer() })),
    up: Type.Integer(),
    same: Type.Integer(),
    down: Type.Integer(),
    moves: Type.Array(
      Type.Object({
        customer: Type.String(),
        name: Type.String(),
        from: Type.String(),
        to: Type.String(),
        scoreFrom: Nullable(Type.Integer()),
        scoreTo: Nullable(Type.Integer()),
        notches: Nullable(Type.Integer()),
      }),
      { description: 'the 200 that move furthest' },
    ),
  }),
});
