// Cases that a second person decides. Rooms below ask for one and hear the decision.
import { Type } from 'typebox';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { Facts, Id, Input, InstantText, Money, Nullable, OneOf, PAGE, Version } from '#platform/schemas.ts';

const State = OneOf(['open', 'approved', 'rejected', 'withdrawn']);

export const Case = Type.Object({
  id: Id,
  kind: Type.String({ description: 'limit, temporary-limit' }),
  subject: Id,
  customer: Nullable(Type.Object({ code: Type.String(), name: Type.String() })),
  amount: Nullable(Money),
  proposal: Facts,
  /** Binds the decision to what was looked at: an edit voids it. */
  hash: Type.String(),
  proposedBy: Type.String(),
  proposedAt: InstantText,
  dueAt: InstantText,
  state: State,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(InstantText),
  comment: Nullable(Type.String()),
  version: Version,
  /** Whether the one who asks may decide it, and if not, why: decided, person_needed, own_proposal, not_permitted, above_authority. */
  mayDecide: Type.Boolean(),
  whyNot: Nullable(Type.String()),
});

export const list = operation({
  name: 'approvals.list',
  summary: { zh: '审批事项', en: 'Cases to decide' },
  permission: 'approvals.read',
  reads: true,
  input: Input({ state: Type.Optional(State), ...PAGE }),
  output: Type.Object({ cases: Type.Array(Case), open: Type.Integer(), next: Nullable(Type.String()) }),
});

export const decide = operation({
  name: 'approvals.decide',
  summary: { zh: '批准或驳回', en: 'Approve or reject' },
  permission: 'approvals.decide',
  writes: true,
  input: Input({
    id: Id,
    decision: OneOf(['approve', 'reject']),
    comment: Type.Optional(Type.String({ maxLength: 500 })),
    hash: Type.String({ maxLength: 64 }),
    version: Version,
  }),
  output: Type.Object({ state: State }),
});

export const approvalDecided = event<{
  caseId: string;
  kind: string;
  subjectId: string;
  approved: boolean;
  by: string;
  byName: string;
}>('approvals.decided');
