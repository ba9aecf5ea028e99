// The verbs on customers and groups; parties.ts and groups.ts hold what the rooms below call.
import { Problem } from '#base/assert.ts';
import { addDays, startOfDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { checkUscc } from '#engine/identifiers.ts';
import * as people from '#platform/auth/store.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import type * as contract from './contract.ts';
import { customerChanged } from './contract.ts';
import { groupLine, linkGroup } from './groups.ts';
import { keysOf, searchKey } from './names.ts';
import { recordOwner } from './owners.ts';
import { familyOf, type PartyRow, resolveParty } from './parties.ts';
import * as store from './store.ts';
import { suspect } from './suspicions.ts';

export { type CreditStanding, creditStanding } from './credit-states.ts';
export * from './groups.ts';
export { searchKey } from './names.ts';
export * from './parties.ts';
export * from './segments.ts';
export { type Arrived, look } from './suspicions.ts';

const FOUND_MAX = 20;

export const find: Action<typeof contract.find> = async (ctx, input) => {
  const text = input.text.trim();
  if (text === '') return { customers: [] };
  const found = await store.find(ctx.tx, ctx.tenant.id, ownerScope(ctx), text, searchKey(text), input.kind ?? null, FOUND_MAX);
  return {
    customers: found.map((row) => ({ id: row.party_id, code: row.code, name: row.name, owner: row.owner_name })),
  };
};

export const get: Action<typeof contract.get> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const [group] = await groupLine(ctx, party.party_id);
  const around = party.kind === 'group' ? party.party_id : group?.partyId;
  const members = around ? await store.membersOf(ctx.tx, ctx.tenant.id, around, ctx.today, ownerScope(ctx)) : [];
  const [segment] = await store.segmentsOf(ctx.tx, ctx.tenant.id, [party.party_id]);
  return {
    customer: customerOf(party, group ?? null, segment?.segment ?? null),
    groupMembers: members.filter((row) => row.party_id !== party.party_id).map((row) => ({ code: row.code, name: row.name })),
  };
};

export const save: Action<typeof contract.save> = async (ctx, input) => {
  const code = input.code.trim();
  const uscc = input.uscc === undefined ? undefined : readUscc(input.uscc);
  const owner = input.owner === undefined ? undefined : await ownerOf(ctx, input.owner);
  const group = input.group ? await resolveParty(ctx, input.group, { scope: false }) : null;
  const known = await store.partyForUpdate(ctx.tx, ctx.tenant.id, code);
  if (known?.kind === 'group') throw codeTaken(code, 'a group');
  if (known !== null && known.merged_into !== null) throw codeTaken(code, 'a customer that was merged');
  if (input.version !== undefined && known !== null && known.version !== input.version) throw stale();
  const before = known ?? (await added(ctx, code, input.name.trim()));

  // Absent: as it was. Empty: cleared.
  const name = input.name.trim();
  const after: PartyRow = {
    ...before,
    name,
    name_key: keysOf(name).nameKey,
    uscc: uscc === undefined ? before.uscc : uscc,
    industry: input.industry === undefined ? before.industry : input.industry.trim() || null,
    region: input.region === undefined ? before.region : input.region.trim() || null,
    owner_id: owner === undefined ? before.owner_id : owner.id,
    owner_name: owner === undefined ? before.owner_name : owner.name,
    terms_days: input.termsDays ?? before.terms_days,
    since_on: input.sinceOn === undefined ? before.since_on : input.sinceOn || null,
    company_size: input.size === undefined ? before.company_size : input.size || null,
    channel: input.channel === undefined ? before.channel : input.channel.trim() || null,
  };
  const warnings = await doubts(ctx, after);

  await store.changeParty(
    ctx.tx,
    ctx.tenant.id,
    {
      partyId: after.party_id,
      ...keysOf(after.name),
      name: after.name,
      uscc: after.uscc,
      industry: after.industry,
      region: after.region,
      ownerId: after.owner_id,
      ownerName: after.owner_name,
      termsDays: after.terms_days,
      sinceOn: after.since_on,
      size: after.company_size,
      channel: after.channel,
    },
    ctx.at,
  );
  if (known) await recordOwner(ctx, [{ partyId: after.party_id, from: known, to: after, on: ctx.today, handoverId: null }]);
  if (input.group !== undefined) await linkGroup(ctx, after.party_id, group?.party_id ?? null, input.groupFrom);
  if (known === null || known.name !== after.name || known.uscc !== after.uscc) {
    await suspect(ctx, 'page', [{ partyId: after.party_id, name: after.name, uscc: after.uscc }]);
  }
  tellChanged(ctx, after.party_id);
  ctx.note({
    subject: { kind: 'party', id: after.party_id },
    partyId: after.party_id,
    facts: { created: known === null, changed: changedFields(known, after), ...(group ? { group: group.code } : {}) },
  });
  const [line] = await groupLine(ctx, after.party_id);
  const [segment] = await store.segmentsOf(ctx.tx, ctx.tenant.id, [after.party_id]);
  // Written once more than it was read.
  const written = { ...after, version: before.version + 1 };
  return { customer: customerOf(written, line ?? null, segment?.segment ?? null), warnings };
};

export const saveGroup: Action<typeof contract.saveGroup> = async (ctx, input) => {
  const code = input.code.trim();
  const name = input.name.trim();
  const known = await store.partyForUpdate(ctx.tx, ctx.tenant.id, code);
  if (known && known.kind !== 'group') throw codeTaken(code, 'a customer');
  const group = known ?? (await added(ctx, code, name, 'group'));
  if (known) {
    await store.fillParties(
      ctx.tx,
      ctx.tenant.id,
      [
        {
          partyId: known.party_id,
          name,
          ...keysOf(name),
          uscc: known.uscc,
          ownerId: known.owner_id,
          ownerName: known.owner_name,
          termsDays: known.terms_days,
        },
      ],
      ctx.at,
    );
  }
  ctx.note({ subject: { kind: 'party', id: group.party_id }, partyId: group.party_id, facts: { created: known === null } });
  return { id: group.party_id };
};

export const entities: Action<typeof contract.entities> = async (ctx) => ({
  entities: (await store.entities(ctx.tx, ctx.tenant.id)).map((row) => ({
    id: row.entity_id,
    code: row.code,
    name: row.name,
    currency: row.currency,
  })),
});

export const timeline: Action<typeof contract.timeline> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const limit = input.limit ?? 40;
  const family = await familyOf(ctx, party.party_id);
  const { timeZone } = ctx.tenant;
  const filter = {
    partyIds: family,
    kind: input.kind ?? null,
    actor: input.actor ?? null,
    from: input.from === undefined ? null : new Date(startOfDay(input.from, timeZone)),
    before: input.to === undefined ? null : new Date(startOfDay(addDays(input.to, 1), timeZone)),
  };
  const [events, actors] = await Promise.all([
    store.eventsOf(ctx.tx, ctx.tenant.id, filter, readInstantMark(input.cursor), limit),
    store.actorsOf(ctx.tx, ctx.tenant.id, family, ACTORS_MAX),
  ]);
  const last = events.at(-1);
  return {
    events: events.map((row) => ({
      id: row.event_id,
      at: row.at.toISOString(),
      operation: row.operation,
      actor: row.actor_name,
      reasons: row.reasons,
      facts: row.facts,
    })),
    actors: actors.map((row) => row.actor_name),
    next: events.length === limit && last ? instantMark(last.at, last.event_id) : null,
  };
};

/** Names offered to filter the timeline by. */
const ACTORS_MAX = 40;

function stale(): Problem {
  return new Problem(412, 'version_stale', 'somebody changed this customer meanwhile; look again');
}

async function added(ctx: Ctx, code: string, name: string, kind: 'customer' | 'group' = 'customer'): Promise<PartyRow> {
  if (code === '') throw new Problem(400, 'input_malformed', 'code: empty', { fields: [{ field: 'code', message: 'empty' }] });
  const blank = { uscc: null, ownerId: null, ownerName: null, termsDays: null };
  await store.insertParties(ctx.tx, ctx.tenant.id, ctx.at, [{ partyId: newId(), kind, code, name, ...keysOf(name), ...blank }]);
  // Somebody else may have added it at the same moment: whoever did, now it is there and locked.
  const party = await store.partyForUpdate(ctx.tx, ctx.tenant.id, code);
  if (party?.kind !== kind) throw codeTaken(code, kind === 'group' ? 'a customer' : 'a group');
  return party;
}

function codeTaken(code: string, by: string): Problem {
  return new Problem(409, 'code_taken', `the code ${code} is taken by ${by}`, { fields: [{ field: 'code', message: 'taken' }] });
}

function readUscc(text: string): string | null {
  const code = text.trim().toUpperCase();
  if (code === '') return null;
  if (checkUscc(code) === 'malformed') {
    throw new Problem(400, 'uscc_malformed', 'a 统一社会信用代码 has 18 digits and capital letters, without I, O, S, V, Z', {
      fields: [{ field: 'uscc', message: 'malformed' }],
    });
  }
  return code;
}

async function ownerOf(ctx: Ctx, login: string): Promise<{ id: string | null; name: string | null }> {
  if (login.trim() === '') return { id: null, name: null };
  const user = await people.userByLogin(ctx.tx, login);
  if (!user) {
    throw new Problem(400, 'user_unknown', `there is nobody with the login name ${login}`, {
      fields: [{ field: 'owner', message: 'unknown' }],
    });
  }
  return { id: user.user_id, name: user.display_name };
}

const changedIn = new WeakMap<Ctx, string[]>();

/** One event a transaction, however many customers are saved in it: the list grows until it is delivered, after the action. */
function tellChanged(ctx: Ctx, partyId: string): void {
  const known = changedIn.get(ctx);
  if (known) {
    known.push(partyId);
    return;
  }
  const partyIds = [partyId];
  changedIn.set(ctx, partyIds);
  ctx.emit(customerChanged, { partyIds });
}

/** What is kept but looks wrong. */
async function doubts(ctx: Ctx, party: PartyRow): Promise<{ code: string }[]> {
  const others = await store.alike(ctx.tx, ctx.tenant.id, party.party_id, party.uscc, party.name_key);
  const codes = [
    party.uscc !== null && checkUscc(party.uscc) === 'check' ? 'uscc_check' : null,
    others.some((row) => row.same_uscc) ? 'uscc_shared' : null,
    others.some((row) => row.same_name) ? 'name_shared' : null,
  ];
  return codes.flatMap((code) => (code === null ? [] : [{ code }]));
}

const WATCHED = ['name', 'uscc', 'industry', 'region', 'owner_id', 'terms_days', 'since_on', 'company_size', 'channel'] as const;

/** Names of what changed; values stay out of the log, which is never erased. */
function changedFields(before: PartyRow | null, after: PartyRow): string[] {
  return before === null ? [] : WATCHED.filter((field) => before[field] !== after[field]);
}

function customerOf(party: PartyRow, group: { code: string; name: string } | null, segment: string | null) {
  return {
    id: party.party_id,
    code: party.code,
    name: party.name,
    uscc: party.uscc,
    usccValid: party.uscc === null ? null : checkUscc(party.uscc) === 'valid',
    industry: party.industry,
    region: party.region,
    owner: party.owner_name,
    termsDays: party.terms_days,
    sinceOn: party.since_on,
    size: party.company_size,
    channel: party.channel,
    group: group === null ? null : { code: group.code, name: group.name },
    segment,
    version: party.version,
  };
}
