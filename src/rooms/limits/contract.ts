// Limits and terms: proposed with their arithmetic, decided by a second person, in force by the day. Freezes.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import {
  AS_OF,
  CustomerCode,
  DayText,
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

const Kind = OneOf(['permanent', 'temporary', 'seasonal']);
const LimitMode = OneOf(['amount', 'none', 'unlimited']);
const State = OneOf(['draft', 'submitted', 'approved', 'rejected', 'superseded']);

export const Proposal = Type.Object({
  id: Id,
  customer: Type.Object({ code: Type.String(), name: Type.String() }),
  kind: Kind,
  mode: LimitMode,
  amount: Nullable(Money),
  current: Nullable(Money),
  currency: Type.String(),
  termsDays: Nullable(Type.Integer()),
  validFrom: DayText,
  validTo: Nullable(DayText),
  asOf: DayText,
  grade: Nullable(Type.String()),
  /** Every candidate with its inputs and which one bound it; null where a person set the amount. */
  arithmetic: Nullable(Facts),
  reason: Nullable(Type.String()),
  state: State,
  madeBy: Type.String(),
  recordedAt: InstantText,
  caseId: Nullable(Id),
});

export const propose = operation({
  name: 'limits.propose',
  summary: { zh: '按规则为客户测算额度与账期建议', en: 'Propose limits and terms by the rulebook, with the arithmetic' },
  permission: 'limits.propose',
  writes: true,
  bulk: true,
  input: Input({ asOf: Type.Optional(DayText), customer: Type.Optional(CustomerCode) }),
  output: Type.Object({
    asOf: DayText,
    rulebookVersion: Type.Integer(),
    proposed: Type.Integer(),
    unchanged: Type.Integer({ description: 'the limit in force is already the proposal' }),
    missing: Type.Integer({ description: 'no proposal possible; each says why' }),
    proposals: Type.Array(Proposal, { description: 'the first 500, largest change first' }),
    /** Why there is none: not_rated, no_capacity_known, unlimited. */
    without: Type.Array(Type.Object({ customer: Type.String(), name: Type.String(), code: Type.String() }), {
      description: 'customers without a proposal and why, the first 500',
    }),
  }),
});

export const proposals = operation({
  name: 'limits.proposals',
  summary: { zh: '额度建议', en: 'Limit proposals' },
  permission: 'limits.read',
  reads: true,
  input: Input({ state: Type.Optional(State), customer: Type.Optional(CustomerCode), ...PAGE }),
  output: Type.Object({ proposals: Type.Array(Proposal), next: Nullable(Type.String()) }),
});

export const submit = operation({
  name: 'limits.submit',
  summary: { zh: '提交额度建议，待第二人批准', en: 'Submit proposals for a second person to decide' },
  permission: 'limits.propose',
  writes: true,
  input: Input({ proposals: Type.Array(Id, { minItems: 1, maxItems: 500 }), reason: ReasonText }),
  output: Type.Object({ submitted: Type.Integer(), cases: Type.Array(Id) }),
});

export const set = operation({
  name: 'limits.set',
  summary: { zh: '提出一个额度（待第二人批准）', en: 'Set a limit: a proposal for a second person to approve' },
  permission: 'limits.propose',
  writes: true,
  input: Input({
    customer: CustomerCode,
    amount: Type.Optional(Money),
    mode: Type.Optional(LimitMode),
    kind: Type.Optional(Kind),
    termsDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
    validFrom: Type.Optional(DayText),
    validTo: Type.Optional(DayText),
    reason: Type.Optional(ReasonText),
    approveAs: Type.Optional(
      Type.String({ maxLength: 60, description: 'test installations only: the login that approves at once' }),
    ),
  }),
  output: Type.Object({ proposalId: Id, caseId: Id, state: State, limit: Nullable(Money), mode: LimitMode }),
});

export const of = operation({
  name: 'limits.of',
  summary: { zh: '客户的额度、账期与冻结', en: 'Limits, terms and freezes of a customer' },
  permission: 'limits.read',
  reads: true,
  input: Input({ customer: CustomerCode, ...AS_OF }),
  output: Type.Object({
    grants: Type.Array(
      Type.Object({
        id: Id,
        kind: Kind,
        mode: LimitMode,
        amount: Nullable(Money),
        currency: Type.String(),
        termsDays: Nullable(Type.Integer()),
        validFrom: DayText,
        validTo: Nullable(DayText),
        inForce: Type.Boolean(),
        grantedBy: Type.String(),
        recordedAt: InstantText,
        revokedAt: Nullable(InstantText),
      }),
    ),
    steps: Type.Array(
      Type.Object({
        currency: Type.String(),
        startsOn: DayText,
        mode: LimitMode,
        limit: Nullable(Money),
        expiredOn: Nullable(DayText),
      }),
    ),
    termsDays: Nullable(Type.Integer()),
    freeze: Nullable(Type.Object({ id: Id, frozenAt: InstantText, by: Type.String(), reason: Type.String() })),
    open: Type.Array(Proposal),
  }),
});

export const freeze = operation({
  name: 'limits.freeze',
  summary: { zh: '冻结客户：不再放行新订单', en: 'Freeze a customer: no new orders go out' },
  permission: 'limits.freeze',
  writes: true,
  input: Input({ customer: CustomerCode, reason: ReasonText }),
  output: Type.Object({ frozen: Type.Boolean() }),
});

export const unfreeze = operation({
  name: 'limits.unfreeze',
  summary: { zh: '解除冻结', en: 'Lift a freeze' },
  permission: 'limits.freeze',
  writes: true,
  input: Input({ customer: CustomerCode, reason: ReasonText }),
  output: Type.Object({ frozen: Type.Boolean() }),
});
