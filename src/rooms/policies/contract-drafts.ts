// Rules edited by people: drafts with their own cases, compared with what is in force, approved by a second person; and the versions so far.
import { Type } from 'typebox';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { DayText, Facts, Id, Input, InstantText, Nullable, OneOf, ReasonText, Version } from '#platform/schemas.ts';

/** A new version of the rules of a kind is in force from this instant on; one that begins on a later day is not told of. */
export const rulesChanged = event<{ kind: string; version: number }>('policies.rules-changed');

/** Kinds that are edited rule by rule. */
export const EDITED_KINDS = ['order-check', 'scorecard', 'coefficients', 'investigations'] as const;
const Kind = OneOf(EDITED_KINDS);
const State = OneOf(['draft', 'submitted', 'approved', 'rejected', 'dropped']);
const Problems = Type.Array(Type.Object({ path: Type.String(), code: Type.String(), message: Type.String() }));
const Cases = Type.Array(
  Type.Object({
    title: Facts,
    passed: Type.Boolean(),
    differences: Type.Array(Type.Object({ path: Type.String(), expected: Type.Unknown(), found: Type.Unknown() })),
  }),
);
const Change = Type.Object({
  id: Type.String(),
  what: OneOf(['added', 'removed', 'changed', 'switched_on', 'switched_off', 'setting']),
  before: Type.Unknown(),
  after: Type.Unknown(),
  keys: Type.Array(Type.String()),
});

const Draft = Type.Object({
  id: Id,
  kind: Kind,
  note: Type.String(),
  state: State,
  basedOn: Type.Integer(),
  validFrom: Nullable(DayText),
  became: Nullable(Type.Integer({ description: 'the version it is now' })),
  madeBy: Type.String(),
  madeAt: InstantText,
  changedBy: Type.String(),
  changedAt: InstantText,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(InstantText),
  version: Version,
});

export const drafts = operation({
  name: 'policies.drafts',
  summary: { zh: '规则草稿', en: 'Drafts of rules' },
  permission: 'policies.read',
  reads: true,
  input: Input({ kind: Type.Optional(Kind) }),
  output: Type.Object({ drafts: Type.Array(Draft, { description: 'the newest hundred' }) }),
});

export const draft = operation({
  name: 'policies.draft',
  summary: {
    zh: '一份规则草稿：内容、用例、与现行的差别',
    en: 'One draft: its rules, cases, and what differs from what is in force',
  },
  permission: 'policies.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({ draft: Draft, body: Facts, problems: Problems, cases: Cases, changes: Type.Array(Change) }),
});

export const saveDraft = operation({
  name: 'policies.save-draft',
  summary: { zh: '保存规则草稿', en: 'Save a draft of rules' },
  permission: 'policies.write',
  writes: true,
  input: Input({
    id: Type.Optional(Id),
    version: Type.Optional(Version),
    kind: Kind,
    note: ReasonText,
    body: Facts,
  }),
  output: Type.Object({ id: Id, version: Version, problems: Problems, cases: Cases, changes: Type.Array(Change) }),
});

export const submitDraft = operation({
  name: 'policies.submit-draft',
  summary: { zh: '规则草稿提交审批', en: 'Ask a second person to approve a draft of rules' },
  permission: 'policies.write',
  writes: true,
  input: Input({
    id: Id,
    version: Version,
    validFrom: Type.Optional(DayText),
    replay: Type.Optional({ ...Facts, description: 'what the replay came to, for who decides' }),
  }),
  output: Type.Object({ state: State }),
});

export const dropDraft = operation({
  name: 'policies.drop-draft',
  summary: { zh: '放弃规则草稿', en: 'Drop a draft of rules' },
  permission: 'policies.write',
  writes: true,
  input: Input({ id: Id, version: Version }),
  output: Type.Object({ state: State }),
});

export const versions = operation({
  name: 'policies.versions',
  summary: { zh: '规则的历史版本', en: 'Versions of rules so far' },
  permission: 'policies.read',
  reads: true,
  input: Input({ kind: Kind }),
  output: Type.Object({
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        inForceFrom: InstantText,
        note: Nullable(Type.String()),
        madeAt: InstantText,
        approvedBy: Nullable(Type.String()),
        body: Facts,
      }),
      { description: 'newest first, at most a hundred' },
    ),
  }),
});

/** Something about rules that a second person must decide; the room of approvals opens the case, and tells what was decided. */
export const rulesProposed = event<{
  readonly draftId: string;
  readonly proposal: object;
  readonly dueAt: Date;
}>('policies.rules-proposed');

export const RULEBOOK_CASE = 'rulebook';
