// The event log as auditors read it.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Facts, Id, Input, InstantText, Nullable, PAGE } from '#platform/schemas.ts';

export const events = operation({
  name: 'controls.events',
  summary: { zh: '审计：谁在何时做了什么', en: 'Audit: who did what, when' },
  permission: 'audit.read',
  reads: true,
  input: Input({
    from: Type.Optional(DayText),
    to: Type.Optional(DayText),
    operation: Type.Optional(Type.String({ maxLength: 80 })),
    actor: Type.Optional(Type.String({ maxLength: 60 })),
    customer: Type.Optional(CustomerCode),
    ...PAGE,
  }),
  output: Type.Object({
    events: Type.Array(
      Type.Object({
        id: Id,
        at: InstantText,
        actorKind: Type.String(),
        actor: Type.String(),
        operation: Type.String(),
        customer: Nullable(Type.Object({ code: Type.String(), name: Type.String() })),
        subjectKind: Nullable(Type.String()),
        subjectId: Nullable(Id),
        inputHash: Type.String(),
        reasons: Nullable(Type.Unknown()),
        facts: Nullable(Facts),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});
