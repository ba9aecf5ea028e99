// Who is who: suspected pairs, what people decide about them, merges and how they are undone.
import { Type } from 'typebox';
import { AGAINST_CODES, FOR_CODES } from '#engine/matching.ts';
import { event } from '#platform/event.ts';
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
  Version,
} from '#platform/schemas.ts';

/** One side of a suspected pair, as it stands now. */
const Side = Type.Object({
  code: Type.String(),
  name: Type.String(),
  uscc: Nullable(Type.String()),
  usccValid: Nullable(Type.Boolean()),
  industry: Nullable(Type.String()),
  region: Nullable(Type.String()),
  owner: Nullable(Type.String()),
  termsDays: Nullable(Type.Integer()),
  sinceOn: Nullable(DayText),
  group: Nullable(Type.String()),
  otherCodes: Type.Array(Type.String(), { description: 'codes of source systems' }),
  exposure: Type.Array(Money),
  overdue: Type.Array(Money),
  limit: Type.Array(Money),
  lastSaleOn: Nullable(DayText),
  createdAt: InstantText,
});

const Evidence = Type.Array(Type.Object({ code: OneOf([...FOR_CODES, ...AGAINST_CODES]), a: Type.String(), b: Type.String() }));

export const Pair = Type.Object({
  id: Id,
  a: Side,
  b: Side,
  verdict: OneOf(['same', 'human', 'different']),
  scorePpm: Type.Integer({ description: '1,000,000: the same name' }),
  agrees: Evidence,
  against: Evidence,
  foundAt: InstantText,
  foundBy: OneOf(['import', 'page', 'look']),
  state: OneOf(['open', 'later', 'different', 'merged']),
  laterUntil: Nullable(DayText),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(InstantText),
  reason: Nullable(Type.String()),
  version: Version,
});

export const duplicates = operation({
  name: 'customers.duplicates',
  summary: { zh: '疑似重复的客户', en: 'Customers suspected to be one' },
  permission: 'customers.write',
  reads: true,
  input: Input({
    state: Type.Optional(OneOf(['open', 'later', 'different', 'merged'])),
    customer: Type.Optional(CustomerCode),
    ...PAGE,
  }),
  output: Type.Object({ pairs: Type.Array(Pair), open: Type.Integer(), next: Nullable(Type.String()) }),
});

/** The nightly look, at once: everybody's name and credit code against everybody's. */
export const lookForDuplicates = operation({
  name: 'customers.look-for-duplicates',
  summary: { zh: '查找疑似重复的客户', en: 'Look for customers that may be one' },
  permission: 'customers.write',
  writes: true,
  bulk: true,
  input: Empty,
  output: Type.Object({ customers: Type.Integer(), compared: Type.Integer(), found: Type.Integer() }),
});

/** different: remembered, never asked again. later: asked again from that day on. open: taken back. */
export const decidePair = operation({
  name: 'customers.decide-pair',
  summary: { zh: '裁定疑似重复：不同客户、以后再看', en: 'Decide on a suspected pair: different, or later' },
  permission: 'customers.write',
  writes: true,
  input: Input({
    id: Id,
    decision: OneOf(['different', 'later', 'open']),
    until: Type.Optional(DayText),
    reason: Type.Optional(ReasonText),
    version: Version,
  }),
  output: Type.Object({ state: Type.String() }),
});

export const MERGE_FIELDS = ['name', 'uscc', 'industry', 'region', 'owner', 'termsDays', 'sinceOn', 'group'] as const;
export type MergeField = (typeof MERGE_FIELDS)[number];

/** `code`: frozen, case_open, merge_proposed. */
const Blocker = Type.Object({ code: Type.String(), facts: Facts });

export const previewMerge = operation({
  name: 'customers.preview-merge',
  summary: { zh: '合并前预览', en: 'What a merge would do' },
  permission: 'customers.write',
  reads: true,
  input: Input({ survivor: CustomerCode, merged: CustomerCode }),
  output: Type.Object({
    survivor: Side,
    merged: Side,
    /** By currency: what moves, and what the survivor stands at afterwards. */
    moves: Type.Array(Type.Object({ currency: Type.String(), exposure: Money, survivorAfter: Money, openItems: Type.Integer() })),
    /** The limit of the merged customer is not added to the survivor's. */
    limitsLost: Type.Array(Money),
    blockers: Type.Array(Blocker),
    needsSecondPerson: Type.Boolean(),
    alone: Money,
  }),
});

export const merge = operation({
  name: 'customers.merge',
  summary: { zh: '合并两个客户', en: 'Merge two customers' },
  permission: 'customers.write',
  writes: true,
  input: Input({
    survivor: CustomerCode,
    merged: CustomerCode,
    take: Type.Array(OneOf(MERGE_FIELDS), {
      maxItems: MERGE_FIELDS.length,
      description: 'fields taken from the merged customer',
    }),
    reason: ReasonText,
  }),
  output: Type.Object({ id: Id, state: OneOf(['done', 'proposed']) }),
});

export const undoMerge = operation({
  name: 'customers.undo-merge',
  summary: { zh: '撤销合并', en: 'Undo a merge' },
  permission: 'customers.write',
  writes: true,
  input: Input({ id: Id, reason: ReasonText }),
  output: Type.Object({
    state: Type.String(),
    kept: Type.Array(Type.String(), { description: 'fields changed since, left as they are' }),
  }),
});

export const merges = operation({
  name: 'customers.merges',
  summary: { zh: '合并记录', en: 'Merges' },
  permission: 'customers.write',
  reads: true,
  input: Input({ ...PAGE }),
  output: Type.Object({
    merges: Type.Array(
      Type.Object({
        id: Id,
        survivor: Type.Object({ code: Type.String(), name: Type.String() }),
        merged: Type.Object({ code: Type.String(), name: Type.String() }),
        reason: Type.String(),
        state: OneOf(['proposed', 'done', 'rejected', 'undone']),
        proposedAt: InstantText,
        proposedBy: Type.String(),
        doneAt: Nullable(InstantText),
        doneBy: Nullable(Type.String()),
        undoneAt: Nullable(InstantText),
        undoneBy: Nullable(Type.String()),
        undoReason: Nullable(Type.String()),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

/**
 * One customer was merged into another. `familyIds`: the merged one and everybody merged into him before; `eventId`: of the act of
 * merging, by which entries of the journal name it (also when it is undone).
 */
export type Merge = {
  readonly mergeId: string;
  readonly survivorId: string;
  readonly mergedId: string;
  readonly familyIds: readonly string[];
  readonly eventId: string;
};
export const customersMerged = event<Merge>('customers.merged');
/** The merge was undone: they are two again. */
export const customersParted = event<Merge>('customers.parted');

/** Something that a second person must decide; the room of approvals opens the case, and tells what was decided. */
export const secondPersonAsked = event<{
  readonly kind: string;
  readonly subjectId: string;
  readonly partyId: string;
  readonly proposal: object;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly dueAt: Date;
}>('customers.second-person-asked');

export const MERGE_CASE = 'customer-merge';
