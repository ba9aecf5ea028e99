// Codes → parties, for every room below: who is meant, who may see him, and what an import brings along.
import { assert, Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { checkUscc } from '#engine/identifiers.ts';
import type { Warning } from '#engine/import/report.ts';
import { Warnings } from '#engine/import/report.ts';
import * as people from '#platform/auth/store.ts';
import type { Actor, Ctx } from '#platform/context.ts';
import { keysOf, searchKey } from './names.ts';
import { recordOwner } from './owners.ts';
import type { PartyRow } from './store.ts';
import * as store from './store.ts';
import * as identities from './store-identity.ts';
import { suspect } from './suspicions.ts';

export type { PartyRow } from './store.ts';

/** More customers than this in one call is a fault of the caller: imports go in chunks. */
export const PARTIES_MAX = 200_000;
const DEFAULT_ENTITY = '01';
/** Stands for "the row names no entity" in what `ensureEntities` takes and answers. */
export const NO_ENTITY = '';

/** Whether this person may know of this customer at all: salespeople of their own. */
export function sees(actor: Actor, party: Pick<PartyRow, 'owner_id'>): boolean {
  return actor.scope.kind === 'all' || party.owner_id === actor.scope.userId;
}

/** The same answer whether there is no such customer or it is another salesperson's. */
export function customerUnknown(code: string): Problem {
  return new Problem(404, 'customer_unknown', `there is no customer with the code ${code}`, {
    fields: [{ field: 'customer', message: 'unknown' }],
    facts: { customer: code },
  });
}

export type Resolving = {
  /** Whether the asking person's scope counts (default true). */
  readonly scope?: boolean;
  /** Who asks, where that is not `ctx.actor`: the calls of a batch share one context. */
  readonly actor?: Actor;
};

/**
 * The customer or group behind a code: our own code first, else that of a source system. Refuses with `customer_unknown` (404) what does
 * not exist or is outside the person's scope, and with `code_ambiguous` (409) a code that two source systems use for two customers.
 */
export async function resolveParty(ctx: Ctx, code: string, how: Resolving = {}): Promise<PartyRow> {
  const found = await resolveParties(ctx, [code], how);
  const party = found.get(code);
  if (!party) throw customerUnknown(code);
  if (party === 'ambiguous') {
    throw new Problem(
      409,
      'code_ambiguous',
      `two source systems use the code ${code} for different customers; use our own code`,
      {
        fields: [{ field: 'customer', message: 'ambiguous' }],
      },
    );
  }
  return party;
}

/** Many codes at once. A code without a party that may be seen is absent from the answer. */
export async function resolveParties(
  ctx: Ctx,
  codes: readonly string[],
  how: Resolving = {},
): Promise<Map<string, PartyRow | 'ambiguous'>> {
  const actor = how.actor ?? ctx.actor;
  const shown = (party: PartyRow) => how.scope === false || sees(actor, party);
  const wanted = [...new Set(codes)];
  const parties = new Map<string, PartyRow | 'ambiguous'>();
  const direct = await store.partiesByCode(ctx.tx, ctx.tenant.id, wanted);
  const named = new Set(direct.map((row) => row.asked));
  const others = wanted.filter((code) => !named.has(code));
  const bySource = others.length > 0 ? await store.partiesBySourceCode(ctx.tx, ctx.tenant.id, others, null) : [];
  for (const { asked, ...row } of [...direct, ...bySource]) {
    const party = await survivor(ctx, row);
    if (!shown(party)) continue;
    const before = parties.get(asked);
    parties.set(asked, before && before !== 'ambiguous' && before.party_id !== party.party_id ? 'ambiguous' : party);
  }
  return parties;
}

const MERGES_MAX = 10;

/** A customer that was merged into another answers as that one. */
async function survivor(ctx: Ctx, party: PartyRow): Promise<PartyRow> {
  let standing = party;
  for (let step = 0; standing.merged_into !== null; step++) {
    assert(step < MERGES_MAX, 'parties merged in a circle');
    const next = await store.partyById(ctx.tx, ctx.tenant.id, standing.merged_into);
    assert(next, 'a party was merged into none');
    standing = next;
  }
  return standing;
}

/**
 * A customer and everybody who was merged into him: documents, checks and events of before the merge stand under their own id.
 * He himself comes first.
 */
export async function familyOf(ctx: Ctx, partyId: string): Promise<string[]> {
  const merged = await identities.mergedInto(ctx.tx, ctx.tenant.id, [partyId]);
  return [partyId, ...merged.map((row) => row.party_id)];
}

/** A customer as a ledger or a master names him; null: the file does not say. */
export type NamedParty = {
  readonly code: string;
  readonly name: string | null;
  readonly uscc: string | null;
  readonly salesperson: string | null;
  readonly entity: string | null;
  readonly termsDays: number | null;
};

/** A new customer that looks like a known one: `known` is the code of the other. */
export type Held = { readonly code: string; readonly known: string; readonly name: string };

export type Ensured = {
  /** Party id by the code of the file. */
  readonly ids: Map<string, string>;
  readonly created: number;
  readonly createdIds: readonly string[];
  /** What was filled in, with what stood there before, so that it can be taken back. */
  readonly filled: readonly Filled[];
  /** Codes left out because their name is like that of a known customer; only where the caller asked to hold them. */
  readonly held: readonly Held[];
  /** uscc_linked, name_linked, name_shared, code_zeros, name_differs, uscc_differs, uscc_check, uscc_malformed, salesperson_ambiguous: counted, the first codes in `facts`. */
  readonly warnings: readonly Warning[];
};

export type Filled = { readonly partyId: string; readonly before: store.PartyFill; readonly after: store.PartyFill };

/**
 * Makes sure that each code of a source system has a party: known ones are found (the source's own codes first, then ours), the others
 * are created as customers. What we know stays: an import fills what is missing (name, credit code, salesperson, terms), and a differing
 * name or credit code is a warning. Rows of one code may repeat; the first value said counts. Up to PARTIES_MAX rows, set-based.
 *
 * Who is meant: the code; an unknown code with the valid credit code of one known customer is that customer (warning `uscc_linked`, the code
 * becomes one of his source codes); where a file has no codes and the name stands in, the one known customer of exactly that name (warning
 * `name_linked`, remembered likewise; of several none: `name_shared`); a similar name makes a new customer and a pair on the list of suspected duplicates. `isMaster`: other terms and another salesperson
 * than the known ones are named as well. With `similar: 'hold'` such codes are not created and come back in `held`.
 */
export async function ensureParties(
  ctx: Ctx,
  source: string,
  rows: readonly NamedParty[],
  how: { similar?: 'create' | 'hold'; isMaster?: boolean } = {},
): Promise<Ensured> {
  assert(rows.length <= PARTIES_MAX, `at most ${PARTIES_MAX} customers at once`);
  const warnings = new Warnings();
  const named = mergeRows(rows, warnings);
  const codes = [...named.keys()];
  const ownerOf = await salespeople(ctx, named, warnings);

  const known = await knownParties(ctx, source, codes);
  for (const [code, party] of await linkedByUscc(
    ctx,
    source,
    codes.filter((each) => !known.has(each)),
    named,
    warnings,
  )) {
    known.set(code, party);
  }
  for (const [code, party] of await linkedByName(
    ctx,
    source,
    codes.filter((each) => !known.has(each)),
    named,
    warnings,
  )) {
    known.set(code, party);
  }
  let fresh = codes.filter((code) => !known.has(code)).map((code) => newCustomer(named.get(code)!, ownerOf));
  await noticeZeros(ctx, fresh, warnings);
  let held: Held[] = [];
  if (how.similar === 'hold' && fresh.length > 0) {
    held = await similarTo(ctx, fresh);
    const left = new Set(held.map((each) => each.code));
    fresh = fresh.filter((each) => !left.has(each.code));
  }
  let created = 0;
  let createdIds = fresh.map((each) => each.partyId);
  if (fresh.length > 0) {
    created = await store.insertParties(ctx.tx, ctx.tenant.id, ctx.at, fresh);
    // Fewer than asked: another import created some meanwhile, and now we see them.
    if (created < fresh.length) {
      for (const [code, party] of await knownParties(
        ctx,
        source,
        fresh.map((each) => each.code),
      ))
        known.set(code, party);
      const standing = new Set([...known.values()].map((party) => party.party_id));
      createdIds = createdIds.filter((id) => standing.has(id));
    }
    await suspect(
      ctx,
      'import',
      fresh.filter((each) => !known.has(each.code)),
    );
  }

  const ids = new Map<string, string>(fresh.map((each) => [each.code, each.partyId]));
  const fills = new Map<string, store.PartyFill>();
  const fillings: Filled[] = [];
  for (const [code, party] of known) {
    if (party.kind === 'group') {
      throw new Problem(409, 'code_is_group', `the code ${code} belongs to a group, which buys nothing itself`, {
        facts: { code },
      });
    }
    ids.set(code, party.party_id);
    const row = named.get(code)!;
    compare(party, row, warnings);
    if (how.isMaster) compareAgreed(party, row, warnings);
    const fill = filled(party, row, ownerOf);
    if (!fill) continue;
    fills.set(party.party_id, fill);
    fillings.push({ partyId: party.party_id, before: fillOf(party), after: fill });
  }
  if (fills.size > 0) {
    await store.fillParties(ctx.tx, ctx.tenant.id, [...fills.values()], ctx.at);
    await recordOwner(ctx, ownersFilled(ctx, known, fills));
  }
  return { ids, created, createdIds, filled: fillings, held, warnings: warnings.list() };
}

function fillOf(party: PartyRow): store.PartyFill {
  return {
    partyId: party.party_id,
    name: party.name,
    ...keysOf(party.name),
    uscc: party.uscc,
    ownerId: party.owner_id,
    ownerName: party.owner_name,
    termsDays: party.terms_days,
  };
}

/** Takes fillings back where what they filled in stands unchanged; answers how many parties were restored. */
export async function takeBackFillings(ctx: Ctx, fillings: readonly Filled[]): Promise<number> {
  return fillings.length > 0 ? store.takeBackFills(ctx.tx, ctx.tenant.id, fillings, ctx.at) : 0;
}

function mergeRows(rows: readonly NamedParty[], warnings: Warnings): Map<string, NamedParty> {
  const merged = new Map<string, NamedParty>();
  for (const row of rows) {
    const before = merged.get(row.code);
    const uscc = before?.uscc ? null : cleanUscc(row, warnings);
    merged.set(row.code, {
      code: row.code,
      name: before?.name ?? row.name,
      uscc: before?.uscc ?? uscc,
      salesperson: before?.salesperson ?? row.salesperson,
      entity: before?.entity ?? row.entity,
      termsDays: before?.termsDays ?? row.termsDays,
    });
  }
  return merged;
}

/** A malformed code is not kept; one whose check symbol does not fit is, with a warning. */
function cleanUscc(row: NamedParty, warnings: Warnings): string | null {
  if (row.uscc === null) return null;
  const code = row.uscc.trim().toUpperCase();
  if (code === '') return null;
  const verdict = checkUscc(code);
  if (verdict !== 'valid')
    warnings.add(verdict === 'malformed' ? 'uscc_malformed' : 'uscc_check', { facts: { customer: row.code } });
  return verdict === 'malformed' ? null : code;
}

type OwnerOf = ReadonlyMap<string, string | null>;

function personKey(name: string): string {
  return people.loginKey(name);
}

/** Salesperson as written → the user of that login or name; null where there is none, or two of that name. */
async function salespeople(ctx: Ctx, named: ReadonlyMap<string, NamedParty>, warnings: Warnings): Promise<OwnerOf> {
  const wanted = new Set([...named.values()].flatMap((row) => (row.salesperson === null ? [] : [personKey(row.salesperson)])));
  const owners = new Map<string, string | null>();
  if (wanted.size === 0) return owners;
  const users = (await people.users(ctx.tx)).filter((user) => !user.disabled_at);
  for (const user of users) {
    const key = personKey(user.display_name);
    if (!wanted.has(key)) continue;
    if (owners.has(key) && owners.get(key) !== user.user_id) {
      warnings.add('salesperson_ambiguous', { facts: { name: user.display_name } });
      owners.set(key, null);
    } else owners.set(key, user.user_id);
  }
  // A login name is unique, so it wins over a display name.
  for (const user of users) if (wanted.has(user.login)) owners.set(user.login, user.user_id);
  return owners;
}

async function knownParties(ctx: Ctx, source: string, codes: readonly string[]): Promise<Map<string, PartyRow>> {
  const known = new Map<string, PartyRow>();
  for (const { asked, ...row } of await store.partiesByCode(ctx.tx, ctx.tenant.id, codes)) known.set(asked, row);
  for (const { asked, ...row } of await store.partiesBySourceCode(ctx.tx, ctx.tenant.id, codes, source)) known.set(asked, row);
  for (const [code, party] of known) if (party.merged_into !== null) known.set(code, await survivor(ctx, party));
  return known;
}

/** Unknown codes whose valid credit code belongs to exactly one known customer: he is meant, and the code is remembered as one of his. */
async function linkedByUscc(
  ctx: Ctx,
  source: string,
  codes: readonly string[],
  named: ReadonlyMap<string, NamedParty>,
  warnings: Warnings,
): Promise<Map<string, PartyRow>> {
  const linked = new Map<string, PartyRow>();
  const asked = codes.flatMap((code) => {
    const uscc = named.get(code)!.uscc;
    return uscc !== null && checkUscc(uscc) === 'valid' ? [{ code, uscc }] : [];
  });
  if (asked.length === 0) return linked;
  const owners = Map.groupBy(
    await identities.partiesByUscc(ctx.tx, ctx.tenant.id, [...new Set(asked.map((each) => each.uscc))]),
    (row) => row.uscc,
  );
  const met = asked.flatMap(({ code, uscc }) => {
    const [only, ...others] = owners.get(uscc) ?? [];
    return only && others.length === 0 ? [{ code, party: only }] : [];
  });
  if (met.length === 0) return linked;
  await identities.insertSourceCodes(
    ctx.tx,
    ctx.tenant.id,
    source,
    met.map((each) => ({ code: each.code, partyId: each.party.party_id })),
  );
  const parties = new Map(
    (await store.partiesByCode(ctx.tx, ctx.tenant.id, [...new Set(met.map((each) => each.party.code))])).map((row) => [
      row.code,
      row,
    ]),
  );
  for (const { code, party } of met) {
    const row = parties.get(party.code);
    if (!row) continue;
    linked.set(code, row);
    warnings.add('uscc_linked', { facts: { customer: code, known: party.code, name: party.name } });
  }
  return linked;
}

/** Of new customers those whose name shares its core with a known one. */
/** Names that stand in for codes, as on a bank statement: the one customer of that name is meant, and the name remembered as a code of his. */
async function linkedByName(
  ctx: Ctx,
  source: string,
  codes: readonly string[],
  named: ReadonlyMap<string, NamedParty>,
  warnings: Warnings,
): Promise<Map<string, PartyRow>> {
  const linked = new Map<string, PartyRow>();
  const asked = codes.flatMap((code) => {
    const key = named.get(code)!.name === code ? searchKey(code) : '';
    return key === '' ? [] : [{ code, key }];
  });
  if (asked.length === 0) return linked;
  const keys = [...new Set(asked.map((each) => each.key))];
  const owners = Map.groupBy(await store.customersByNameKey(ctx.tx, ctx.tenant.id, keys), (row) => row.name_key);
  for (const { code, key } of asked) {
    const [only, ...others] = owners.get(key) ?? [];
    if (!only) continue;
    const facts = {
      customer: code,
      known: [only, ...others]
        .map((row) => row.code)
        .slice(0, SHARERS_NAMED)
        .join(', '),
    };
    if (others.length > 0) warnings.add('name_shared', { facts });
    else {
      linked.set(code, only);
      warnings.add('name_linked', { facts });
    }
  }
  if (linked.size > 0) {
    const pairs = [...linked].map(([code, party]) => ({ code, partyId: party.party_id }));
    await identities.insertSourceCodes(ctx.tx, ctx.tenant.id, source, pairs);
  }
  return linked;
}

/** A new code that is a known one but for its zeros: a spreadsheet ate them, most often. It is said before anything is posted. */
async function noticeZeros(ctx: Ctx, fresh: readonly store.NewParty[], warnings: Warnings): Promise<void> {
  const codes = fresh.map((each) => each.code);
  for (const [code, known] of await codesButForZeros(ctx, codes))
    warnings.add('code_zeros', { facts: { customer: code, known } });
}

/** Of codes, those that a known customer has but for zeros at their beginning: code → the known one. */
async function codesButForZeros(ctx: Ctx, codes: readonly string[]): Promise<Map<string, string>> {
  const digits = codes.filter((code) => /^\d+$/.test(code));
  if (digits.length === 0) return new Map();
  const bareOf = (code: string) => code.replace(/^0+/, '');
  const rows = await store.codesByDigits(ctx.tx, ctx.tenant.id, [...new Set(digits.map(bareOf))]);
  const knownAs = new Map(rows.map((row) => [row.bare, row.code]));
  return new Map(
    digits.flatMap((code) => {
      const known = knownAs.get(bareOf(code));
      return known === undefined || known === code ? [] : [[code, known] as const];
    }),
  );
}

/** What a file leaves open about who is meant: codes known but for their zeros, and names standing in for codes that several customers bear. */
export type Doubtful = {
  readonly zeros: ReadonlyMap<string, string>;
  readonly shared: ReadonlyMap<string, readonly string[]>;
  /** Known neither by code nor by name: new customers, where the file makes any. */
  readonly unknown: ReadonlySet<string>;
};

/** Asked before `ensureParties`, which would make new customers of them. */
export async function doubtful(
  ctx: Ctx,
  source: string,
  rows: readonly { readonly code: string; readonly name: string | null }[],
): Promise<Doubtful> {
  const named = new Map(rows.map((row) => [row.code, row.name]));
  const known = await knownParties(ctx, source, [...named.keys()]);
  const open = [...named.keys()].filter((code) => !known.has(code));
  const names = new Map(open.flatMap((code) => (named.get(code) === code ? [[code, searchKey(code)] as const] : [])));
  const owners = Map.groupBy(
    await store.customersByNameKey(ctx.tx, ctx.tenant.id, [...new Set(names.values())]),
    (row) => row.name_key,
  );
  const shared = new Map<string, string[]>();
  for (const [code, key] of names) {
    const bearers = key === '' ? [] : (owners.get(key) ?? []);
    if (bearers.length > 1) shared.set(code, bearers.map((row) => row.code).slice(0, SHARERS_NAMED));
  }
  const unknown = new Set(open.filter((code) => (owners.get(names.get(code) ?? '') ?? []).length === 0));
  return { zeros: await codesButForZeros(ctx, open), shared, unknown };
}

const SHARERS_NAMED = 5;

async function similarTo(ctx: Ctx, fresh: readonly store.NewParty[]): Promise<Held[]> {
  const codeOf = new Map(fresh.map((each) => [each.partyId, each.code]));
  const hits = await identities.sharing(ctx.tx, ctx.tenant.id, fresh, SIMILAR_SHARERS_MAX, PARTIES_MAX);
  const held = new Map<string, Held>();
  for (const hit of hits) {
    const code = codeOf.get(hit.asked_id)!;
    if (!held.has(code)) held.set(code, { code, known: hit.code, name: hit.name });
  }
  return [...held.values()];
}

const SIMILAR_SHARERS_MAX = 20;

function ownersFilled(ctx: Ctx, known: ReadonlyMap<string, PartyRow>, fills: ReadonlyMap<string, store.PartyFill>) {
  const before = new Map([...known.values()].map((party) => [party.party_id, party]));
  return [...fills.values()].flatMap((fill) => {
    const from = before.get(fill.partyId);
    const to = { owner_id: fill.ownerId, owner_name: fill.ownerName };
    // Linked to his account only: the same person, no change.
    if (!from || from.owner_name === to.owner_name) return [];
    return [{ partyId: fill.partyId, from, to, on: ctx.today, handoverId: null }];
  });
}

function newCustomer(row: NamedParty, ownerOf: OwnerOf): store.NewParty {
  const name = row.name ?? row.code;
  return {
    partyId: newId(),
    kind: 'customer',
    code: row.code,
    name,
    ...keysOf(name),
    uscc: row.uscc,
    ownerId: row.salesperson === null ? null : (ownerOf.get(personKey(row.salesperson)) ?? null),
    ownerName: row.salesperson,
    termsDays: row.termsDays,
  };
}

function compare(party: PartyRow, row: NamedParty, warnings: Warnings): void {
  const nameless = party.name === party.code;
  if (!nameless && row.name !== null && row.name !== party.name && searchKey(row.name) !== searchKey(party.name)) {
    warnings.add('name_differs', { facts: { customer: row.code, kept: party.name, said: row.name } });
  }
  if (party.uscc !== null && row.uscc !== null && row.uscc !== party.uscc) {
    warnings.add('uscc_differs', { facts: { customer: row.code, kept: party.uscc, said: row.uscc } });
  }
}

/** A customer master that says other terms or another salesperson than we know: ours stay, and whoever reads the preview is told. */
function compareAgreed(party: PartyRow, row: NamedParty, warnings: Warnings): void {
  if (party.terms_days !== null && row.termsDays !== null && party.terms_days !== row.termsDays)
    warnings.add('terms_differ', { facts: { customer: row.code, kept: party.terms_days, said: row.termsDays } });
  const [kept, said] = [party.owner_name, row.salesperson];
  if (kept !== null && said !== null && personKey(kept) !== personKey(said))
    warnings.add('salesperson_differs', { facts: { customer: row.code, kept, said } });
}

/** The party with its gaps filled from the file, or null where nothing is new. A name equal to the code was never known. */
function filled(party: PartyRow, row: NamedParty, ownerOf: OwnerOf): store.PartyFill | null {
  const name = party.name === party.code && row.name !== null ? row.name : party.name;
  const salesperson = party.owner_name ?? row.salesperson;
  const sameName = salesperson !== null && row.salesperson !== null && personKey(salesperson) === personKey(row.salesperson);
  const fill = {
    partyId: party.party_id,
    name,
    uscc: party.uscc ?? row.uscc,
    ownerId: party.owner_id ?? (sameName ? (ownerOf.get(personKey(salesperson)) ?? null) : null),
    ownerName: salesperson,
    termsDays: party.terms_days ?? row.termsDays,
  };
  const same =
    fill.name === party.name &&
    fill.uscc === party.uscc &&
    fill.ownerId === party.owner_id &&
    fill.ownerName === party.owner_name &&
    fill.termsDays === party.terms_days;
  return same ? null : { ...fill, ...keysOf(name) };
}

/**
 * Our legal entities by the code the file uses; missing ones are created in `currency` under their code. NO_ENTITY asks for the entity of
 * rows that name none: the oldest there is, or `01`, created under the company's name.
 */
export async function ensureEntities(ctx: Ctx, codes: readonly string[], currency: string): Promise<Map<string, string>> {
  const wanted = new Set(codes);
  let rows = await store.entities(ctx.tx, ctx.tenant.id);
  const have = new Set(rows.map((row) => row.code));
  const missing = [...wanted].filter((code) => code !== NO_ENTITY && !have.has(code)).map((code) => ({ code, name: code }));
  if (wanted.has(NO_ENTITY) && rows.length === 0 && !missing.some((each) => each.code === DEFAULT_ENTITY)) {
    missing.unshift({ code: DEFAULT_ENTITY, name: ctx.tenant.displayName });
  }
  if (missing.length > 0) {
    const added = missing.map((each) => ({ entityId: newId(), ...each, currency }));
    await store.insertEntities(ctx.tx, ctx.tenant.id, ctx.at, added);
    rows = await store.entities(ctx.tx, ctx.tenant.id);
  }
  const byCode = new Map(rows.map((row) => [row.code, row.entity_id]));
  const answer = new Map<string, string>();
  for (const code of wanted) {
    const id = code === NO_ENTITY ? rows[0]?.entity_id : byCode.get(code);
    assert(id, `the legal entity ${code} was not created`);
    answer.set(code, id);
  }
  return answer;
}

/** The first-run guide's list: named entities are created or renamed, others stay. */
export async function saveEntities(
  ctx: Ctx,
  wanted: readonly { readonly code: string; readonly name: string; readonly currency: string }[],
): Promise<void> {
  const have = new Map((await store.entities(ctx.tx, ctx.tenant.id)).map((row) => [row.code, row]));
  const added = wanted.filter((each) => !have.has(each.code));
  if (added.length > 0) {
    await store.insertEntities(
      ctx.tx,
      ctx.tenant.id,
      ctx.at,
      added.map((each) => ({ entityId: newId(), ...each })),
    );
  }
  for (const each of wanted) {
    const row = have.get(each.code);
    if (row && (row.name !== each.name || row.currency !== each.currency)) {
      await store.changeEntity(ctx.tx, ctx.tenant.id, each.code, each.name, each.currency);
    }
  }
}
