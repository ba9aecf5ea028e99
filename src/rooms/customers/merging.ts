// Merging two customers and undoing it: who survives, what moves, what stands in the way, and a second person where much is at stake.
import { assert, Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import type * as contract from './contract.ts';
import { customersMerged, customersParted, MERGE_CASE, MERGE_FIELDS, type MergeField, secondPersonAsked } from './contract.ts';
import { linkGroup } from './groups.ts';
import { sidesOf } from './identity.ts';
import { keysOf } from './names.ts';
import { recordOwner } from './owners.ts';
import { type PartyRow, resolveParty } from './parties.ts';
import * as parties from './store.ts';
import * as store from './store-identity.ts';

/** Up to this exposure of the merged customer one person merges alone; above, and in any foreign currency, a second one agrees. */
const ALONE_MAX = '100000';
const DECIDE_WITHIN_DAYS = 3;
const DAY_MS = 86_400_000;

type Blocker = { readonly code: 'frozen' | 'case_open' | 'merge_proposed'; readonly facts: Record<string, unknown> };
/** What `merges.kept` remembers, so that undo restores what the merge took and nothing else. */
type Kept = {
  readonly take: readonly MergeField[];
  readonly survivorBefore: Fields;
  readonly taken: Partial<Fields>;
  readonly survivorGroupBefore: string | null;
  readonly mergedGroup: string | null;
};
type Fields = Pick<PartyRow, 'name' | 'uscc' | 'industry' | 'region' | 'owner_id' | 'owner_name' | 'terms_days' | 'since_on'>;

/** Two different standing customers behind two codes. A code of one merged before answers as its survivor. */
async function twoOf(ctx: Ctx, input: { survivor: string; merged: string }): Promise<{ survivor: PartyRow; merged: PartyRow }> {
  const [survivor, merged] = [await resolveParty(ctx, input.survivor), await resolveParty(ctx, input.merged)];
  if (survivor.party_id === merged.party_id) {
    throw new Problem(409, 'merge_same', 'both codes are this one customer already', {
      fields: [{ field: 'merged', message: 'same' }],
    });
  }
  if (survivor.kind === 'group' || merged.kind === 'group') {
    throw new Problem(409, 'code_is_group', 'a group is not merged; move its members instead', {
      facts: { code: survivor.kind === 'group' ? input.survivor : input.merged },
    });
  }
  return { survivor, merged };
}

async function blockersOf(ctx: Ctx, survivorId: string, mergedId: string, own: string | null): Promise<Blocker[]> {
  const [standing, proposed] = await Promise.all([
    store.standingOf(ctx.tx, ctx.tenant.id, survivorId, mergedId),
    store.standingMerge(ctx.tx, ctx.tenant.id, mergedId),
  ]);
  const blockers: Blocker[] = [];
  // The survivor would stand unfrozen, and what was stopped would go out under another code.
  if (standing.frozen) blockers.push({ code: 'frozen', facts: {} });
  for (const kind of standing.cases) blockers.push({ code: 'case_open', facts: { kind } });
  if (proposed && proposed.merge_id !== own) blockers.push({ code: 'merge_proposed', facts: { by: proposed.proposed_by_name } });
  return blockers;
}

/** Everything the merged customer owes in the books' currency, and whether that is little enough for one person. */
function weigh(ctx: Ctx, balances: readonly store.Balance[], mergedId: string) {
  const own = balances.filter((row) => row.party_id === mergedId);
  const { currency } = ctx.tenant;
  const sum = own.filter((row) => row.currency === currency).reduce((all, row) => all + row.exposure_minor, 0n);
  const exposureMinor = sum < 0n ? -sum : sum;
  const alone = parseMoney({ amount: ALONE_MAX, currency });
  const foreign = own.some((row) => row.currency !== currency && row.exposure_minor !== 0n);
  return { exposureMinor, alone, needsSecond: foreign || exposureMinor > alone.minor };
}

export const previewMerge: Action<typeof contract.previewMerge> = async (ctx, input) => {
  const { survivor, merged } = await twoOf(ctx, input);
  const ids = [survivor.party_id, merged.party_id];
  const [shown, balances, blockers] = await Promise.all([
    sidesOf(ctx, ids),
    store.balances(ctx.tx, ctx.tenant.id, ids),
    blockersOf(ctx, survivor.party_id, merged.party_id, null),
  ]);
  const weight = weigh(ctx, balances, merged.party_id);
  const of = (partyId: string, currency: string) => balances.find((row) => row.party_id === partyId && row.currency === currency);
  const leaving = balances.filter((row) => row.party_id === merged.party_id);
  return {
    survivor: shown.get(survivor.party_id)!,
    merged: shown.get(merged.party_id)!,
    moves: leaving.map((row) => ({
      currency: row.currency,
      exposure: wireMoney(row.exposure_minor, row.currency),
      survivorAfter: wireMoney(row.exposure_minor + (of(survivor.party_id, row.currency)?.exposure_minor ?? 0n), row.currency),
      openItems: row.open_items,
    })),
    limitsLost: leaving.filter((row) => row.cap_mode === 'amount').map((row) => wireMoney(row.cap_minor!, row.currency)),
    blockers,
    needsSecondPerson: weight.needsSecond,
    alone: wireMoney(weight.alone.minor, weight.alone.currency),
  };
};

export const merge: Action<typeof contract.merge> = async (ctx, input) => {
  const { survivor, merged } = await twoOf(ctx, input);
  await lock(ctx, survivor.party_id, merged.party_id);
  const blockers = await blockersOf(ctx, survivor.party_id, merged.party_id, null);
  if (blockers.length > 0) throw blocked(blockers);
  const take = MERGE_FIELDS.filter((field) => input.take.includes(field));
  const mergeId = newId();
  await store.insertMerge(ctx.tx, ctx.tenant.id, ctx.at, {
    mergeId,
    survivorId: survivor.party_id,
    mergedId: merged.party_id,
    reason: input.reason,
    kept: encode({ take }),
    by: ctx.actor.id,
    byName: ctx.actor.name,
  });
  const balances = await store.balances(ctx.tx, ctx.tenant.id, [merged.party_id]);
  const weight = weigh(ctx, balances, merged.party_id);
  ctx.note({
    subject: { kind: 'merge', id: mergeId },
    partyId: survivor.party_id,
    facts: { survivor: survivor.code, merged: merged.code, take, reason: input.reason, proposed: weight.needsSecond },
  });
  if (!weight.needsSecond) {
    await perform(ctx, mergeId, ctx.actor.name);
    return { id: mergeId, state: 'done' };
  }
  ctx.emit(secondPersonAsked, {
    kind: MERGE_CASE,
    subjectId: mergeId,
    partyId: survivor.party_id,
    proposal: {
      survivor: survivor.code,
      survivorName: survivor.name,
      merged: merged.code,
      mergedName: merged.name,
      exposure: balances.map((row) => wireMoney(row.exposure_minor, row.currency)),
      take,
      reason: input.reason,
    },
    amountMinor: weight.exposureMinor,
    currency: ctx.tenant.currency,
    dueAt: new Date(ctx.at.getTime() + DECIDE_WITHIN_DAYS * DAY_MS),
  });
  return { id: mergeId, state: 'proposed' };
};

/** What the second person said. */
export async function decided(
  ctx: Ctx,
  decision: { kind: string; subjectId: string; approved: boolean; byName: string },
): Promise<void> {
  if (decision.kind !== MERGE_CASE) return;
  if (decision.approved) await perform(ctx, decision.subjectId, decision.byName);
  else
    await store.endProposal(ctx.tx, ctx.tenant.id, decision.subjectId, {
      state: 'rejected',
      byName: decision.byName,
      at: ctx.at,
    });
}

/** Nobody opens an account for either meanwhile (the tree's lock), nobody else merges them (their rows). */
async function lock(ctx: Ctx, survivorId: string, mergedId: string): Promise<void> {
  await parties.lockTree(ctx.tx, ctx.tenant.id);
  const rows = await store.lockBoth(ctx.tx, ctx.tenant.id, survivorId, mergedId);
  if (rows.length < 2 || rows.some((row) => row.merged_into !== null)) {
    throw new Problem(409, 'merged_meanwhile', 'one of the two was merged meanwhile; look again');
  }
}

/** The one place where two customers become one. The rooms below move what is theirs when they hear of it. */
async function perform(ctx: Ctx, mergeId: string, byName: string): Promise<void> {
  const row = await store.mergeForUpdate(ctx.tx, ctx.tenant.id, mergeId);
  assert(row?.state === 'proposed', 'a merge is done once');
  await lock(ctx, row.survivor_id, row.merged_id);
  const blockers = await blockersOf(ctx, row.survivor_id, row.merged_id, mergeId);
  if (blockers.length > 0) throw blocked(blockers);
  const [survivor, merged] = [await partyOf(ctx, row.survivor_id), await partyOf(ctx, row.merged_id)];
  const { take } = row.kept as { take: MergeField[] };
  const [survivorLink, mergedLink] = [
    await parties.linkOn(ctx.tx, ctx.tenant.id, survivor.party_id, ctx.today),
    await parties.linkOn(ctx.tx, ctx.tenant.id, merged.party_id, ctx.today),
  ];
  const taken = takenFields(take, merged);
  const kept: Kept = {
    take,
    survivorBefore: fieldsOf(survivor),
    taken,
    survivorGroupBefore: survivorLink?.parent_id ?? null,
    mergedGroup: mergedLink?.parent_id ?? null,
  };
  const familyIds = [
    merged.party_id,
    ...(await store.mergedInto(ctx.tx, ctx.tenant.id, [merged.party_id])).map((each) => each.party_id),
  ];
  await writeFields(ctx, survivor, { ...fieldsOf(survivor), ...taken });
  await store.setMerged(ctx.tx, ctx.tenant.id, merged.party_id, survivor.party_id, ctx.at);
  await store.markDone(ctx.tx, ctx.tenant.id, mergeId, {
    at: ctx.at,
    on: ctx.today,
    byName,
    eventId: ctx.eventId,
    kept: encode(kept),
  });
  const [low, high] = ordered(survivor.party_id, merged.party_id);
  await store.decidePairOf(ctx.tx, ctx.tenant.id, low, high, endOf(ctx, 'merged', row.reason));
  // The ledger moves first, while the merged one still stands in his group: one lock of both lines.
  ctx.emit(customersMerged, {
    mergeId,
    survivorId: survivor.party_id,
    mergedId: merged.party_id,
    familyIds,
    eventId: ctx.eventId,
  });
  await linkGroup(ctx, merged.party_id, null);
  if (take.includes('group')) await linkGroup(ctx, survivor.party_id, mergedLink?.parent_id ?? null);
}

export const undoMerge: Action<typeof contract.undoMerge> = async (ctx, input) => {
  const row = await store.mergeForUpdate(ctx.tx, ctx.tenant.id, input.id);
  if (!row) throw new Problem(404, 'merge_unknown', 'there is no such merge');
  if (row.state !== 'done')
    throw new Problem(409, 'merge_not_done', `this merge is ${row.state}`, { facts: { state: row.state } });
  await parties.lockTree(ctx.tx, ctx.tenant.id);
  await store.lockBoth(ctx.tx, ctx.tenant.id, row.survivor_id, row.merged_id);
  const [survivor, merged] = [await partyOf(ctx, row.survivor_id), await partyOf(ctx, row.merged_id)];
  if (survivor.merged_into !== null) {
    throw new Problem(409, 'survivor_merged', 'the survivor was merged further; undo that merge first');
  }
  const before = await store.mergedInto(ctx.tx, ctx.tenant.id, [survivor.party_id]);
  const familyIds = [merged.party_id, ...(await familyBelow(ctx, merged.party_id, before))];
  const across = await store.settledAcross(ctx.tx, ctx.tenant.id, familyIds, row.done_at!);
  if (across.length > 0) {
    throw new Problem(409, 'settled_across', 'documents of the two have settled each other since; reverse these first', {
      facts: {
        settlements: across.map((each) => ({
          from: each.from_number,
          to: each.to_number,
          amount: wireMoney(each.amount_minor, each.currency),
        })),
      },
    });
  }
  const kept = row.kept as unknown as Kept;
  await store.setMerged(ctx.tx, ctx.tenant.id, merged.party_id, null, null);
  const restored = restoredFields(kept, survivor);
  await writeFields(ctx, survivor, restored.fields);
  await store.markUndone(ctx.tx, ctx.tenant.id, row.merge_id, { at: ctx.at, byName: ctx.actor.name, reason: input.reason });
  const [low, high] = ordered(survivor.party_id, merged.party_id);
  await store.decidePairOf(ctx.tx, ctx.tenant.id, low, high, endOf(ctx, 'open', input.reason));
  ctx.emit(customersParted, {
    mergeId: row.merge_id,
    survivorId: survivor.party_id,
    mergedId: merged.party_id,
    familyIds,
    eventId: row.event_id!,
  });
  await linkGroup(ctx, merged.party_id, kept.mergedGroup);
  if (kept.take.includes('group')) {
    const now = await parties.linkOn(ctx.tx, ctx.tenant.id, survivor.party_id, ctx.today);
    if ((now?.parent_id ?? null) === kept.mergedGroup) await linkGroup(ctx, survivor.party_id, kept.survivorGroupBefore);
  }
  ctx.note({
    subject: { kind: 'merge', id: row.merge_id },
    partyId: survivor.party_id,
    facts: { survivor: survivor.code, merged: merged.code, reason: input.reason, kept: restored.left },
  });
  return { state: 'undone', kept: restored.left };
};

/** Who had been merged into this one before: they go with him when he is parted. */
async function familyBelow(ctx: Ctx, partyId: string, all: readonly { party_id: string }[]): Promise<string[]> {
  const direct = new Map<string, string>();
  for (const each of all) {
    const party = await parties.partyById(ctx.tx, ctx.tenant.id, each.party_id);
    if (party?.merged_into) direct.set(party.party_id, party.merged_into);
  }
  const below: string[] = [];
  for (const [id] of direct) {
    let up = direct.get(id);
    while (up !== undefined && up !== partyId) up = direct.get(up);
    if (up === partyId) below.push(id);
  }
  return below;
}

export const merges: Action<typeof contract.merges> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const rows = await store.mergesPage(ctx.tx, ctx.tenant.id, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    merges: rows.map((row) => ({
      id: row.merge_id,
      survivor: { code: row.survivor_code, name: row.survivor_name },
      merged: { code: row.merged_code, name: row.merged_name },
      reason: row.reason,
      state: row.state,
      proposedAt: row.proposed_at.toISOString(),
      proposedBy: row.proposed_by_name,
      doneAt: row.done_at?.toISOString() ?? null,
      doneBy: row.done_by_name,
      undoneAt: row.undone_at?.toISOString() ?? null,
      undoneBy: row.undone_by_name,
      undoReason: row.undo_reason,
    })),
    next: rows.length === limit && last ? instantMark(last.proposed_at, last.merge_id) : null,
  };
};

function blocked(blockers: readonly Blocker[]): Problem {
  return new Problem(409, 'merge_blocked', 'this customer cannot be merged yet; clear what stands in the way first', {
    facts: { blockers },
  });
}

async function partyOf(ctx: Ctx, partyId: string): Promise<PartyRow> {
  const party = await parties.partyById(ctx.tx, ctx.tenant.id, partyId);
  assert(party, 'a merge names two customers');
  return party;
}

function ordered(one: string, other: string): [string, string] {
  return one < other ? [one, other] : [other, one];
}

function endOf(ctx: Ctx, state: string, reason: string) {
  return { state, until: null, by: ctx.actor.id, byName: ctx.actor.name, reason, at: ctx.at };
}

function fieldsOf(party: PartyRow): Fields {
  const { name, uscc, industry, region, owner_id, owner_name, terms_days, since_on } = party;
  return { name, uscc, industry, region, owner_id, owner_name, terms_days, since_on };
}

const COLUMNS: Readonly<Record<Exclude<MergeField, 'group'>, readonly (keyof Fields)[]>> = {
  name: ['name'],
  uscc: ['uscc'],
  industry: ['industry'],
  region: ['region'],
  owner: ['owner_id', 'owner_name'],
  termsDays: ['terms_days'],
  sinceOn: ['since_on'],
};

function takenFields(take: readonly MergeField[], merged: PartyRow): Partial<Fields> {
  const columns = take.flatMap((field) => (field === 'group' ? [] : COLUMNS[field]));
  return Object.fromEntries(columns.map((column) => [column, merged[column]]));
}

/** What the merge took is given back where it still stands; what somebody changed since stays, and is named. */
function restoredFields(kept: Kept, survivor: PartyRow): { fields: Fields; left: MergeField[] } {
  const fields: Record<string, unknown> = { ...fieldsOf(survivor) };
  const left: MergeField[] = [];
  for (const field of kept.take) {
    if (field === 'group') continue;
    const columns = COLUMNS[field];
    if (columns.every((column) => survivor[column] === kept.taken[column])) {
      for (const column of columns) fields[column] = kept.survivorBefore[column];
    } else left.push(field);
  }
  return { fields: fields as Fields, left };
}

async function writeFields(ctx: Ctx, party: PartyRow, fields: Fields): Promise<void> {
  await parties.changeParty(
    ctx.tx,
    ctx.tenant.id,
    {
      partyId: party.party_id,
      ...keysOf(fields.name),
      name: fields.name,
      uscc: fields.uscc,
      industry: fields.industry,
      region: fields.region,
      ownerId: fields.owner_id,
      ownerName: fields.owner_name,
      termsDays: fields.terms_days,
      sinceOn: fields.since_on,
      size: party.company_size,
      channel: party.channel,
    },
    ctx.at,
  );
  await recordOwner(ctx, [{ partyId: party.party_id, from: party, to: fields, on: ctx.today, handoverId: null }]);
}
