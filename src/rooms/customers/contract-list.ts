// The list of customers: found by what people know of them, one line each.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { DayText, Id, Input, Nullable, OneOf, PAGE, Version } from '#platform/schemas.ts';

export const LACKS = ['uscc', 'owner', 'terms', 'region', 'industry', 'group'] as const;

export const list = operation({
  name: 'customers.list',
  summary: { zh: '客户清单', en: 'List of customers' },
  permission: 'customers.read',
  reads: true,
  input: Input({
    text: Type.Optional(Type.String({ maxLength: 80, description: 'code, name, or credit code' })),
    segment: Type.Optional(Type.String({ maxLength: 60 })),
    owner: Type.Optional(Type.String({ maxLength: 60 })),
    group: Type.Optional(Type.String({ maxLength: 64 })),
    region: Type.Optional(Type.String({ maxLength: 100 })),
    industry: Type.Optional(Type.String({ maxLength: 100 })),
    lacks: Type.Optional(OneOf(LACKS)),
    suspected: Type.Optional(Type.Boolean({ description: 'only those suspected to be somebody else' })),
    ...PAGE,
  }),
  output: Type.Object({
    customers: Type.Array(
      Type.Object({
        id: Id,
        code: Type.String(),
        name: Type.String(),
        uscc: Nullable(Type.String()),
        usccValid: Nullable(Type.Boolean()),
        segment: Nullable(Type.String()),
        group: Nullable(Type.Object({ code: Type.String(), name: Type.String() })),
        owner: Nullable(Type.String()),
        region: Nullable(Type.String()),
        industry: Nullable(Type.String()),
        termsDays: Nullable(Type.Integer()),
        sinceOn: Nullable(DayText),
        suspected: Type.Integer({ description: 'open pairs of suspected duplicates' }),
        version: Version,
      }),
    ),
    total: Type.Integer({ description: 'of the whole filter' }),
    next: Nullable(Type.String()),
    /** What there is to filter by. */
    segments: Type.Array(Type.Object({ segment: Type.String(), customers: Type.Integer() })),
    owners: Type.Array(Type.String()),
    regions: Type.Array(Type.String()),
    duplicates: Nullable(Type.Integer({ description: 'open pairs; null where the caller may not decide on them' })),
  }),
});
