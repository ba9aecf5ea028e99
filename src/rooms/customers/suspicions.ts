// Which customers may be one: compared when they arrive, and by a look over everybody; what is found waits on the list for people.
import { newId } from '#base/id.ts';
import { checkUscc } from '#engine/identifiers.ts';
import { compareNames, type Evidence, type Match, type NameParts, nearKeys } from '#engine/matching.ts';
import type { Ctx } from '#platform/context.ts';
import { keysOf, partsOf } from './names.ts';
import * as store from './store-identity.ts';

/** A core that more customers share than this is no name but a word; pairs of it are left to people who search. */
const SHARERS_MAX = 20;
const FOUND_AT_ONCE_MAX = 5_000;
const KEYS_CHUNK = 5_000;
/** One look compares at most so many customers, the newest first. */
const LOOK_MAX = 300_000;
const LOOK_PAIRS_MAX = 10_000;
const PROMILLE_OF_SURE = 1_000_000;

export type Arrived = { readonly partyId: string; readonly name: string; readonly uscc: string | null };

/**
 * Compares customers that have just come with those who share the core of their name or their credit code, and puts what may be one on the
 * list. Set-based, by equal keys alone: a misspelt twin is found by the nightly look. Returns how many pairs are new.
 */
export async function suspect(ctx: Ctx, foundBy: 'import' | 'page', arrived: readonly Arrived[]): Promise<number> {
  if (arrived.length === 0) return 0;
  const asked = arrived.map((each) => ({ partyId: each.partyId, coreKey: keysOf(each.name).coreKey, uscc: each.uscc }));
  const hits = await store.sharing(ctx.tx, ctx.tenant.id, asked, SHARERS_MAX, FOUND_AT_ONCE_MAX);
  if (hits.length === 0) return 0;
  const byId = new Map(arrived.map((each) => [each.partyId, each]));
  const pairs = new Map<string, store.NewPair>();
  for (const hit of hits) {
    const own = byId.get(hit.asked_id)!;
    const match = judge(partsOf(own.name), partsOf(hit.name), own.uscc, hit.uscc);
    if (match.verdict !== 'different') add(pairs, own.partyId, hit.party_id, match);
  }
  return pairs.size === 0 ? 0 : store.insertPairs(ctx.tx, ctx.tenant.id, ctx.at, foundBy, [...pairs.values()]);
}

/**
 * Names and credit codes together. An equal code with a right check symbol is one firm whatever the names say, unless figures or branches
 * speak against it; an equal wrong one, the same typing error twice, is for a person. Two right codes that differ are two firms.
 */
export function judge(a: NameParts, b: NameParts, usccA: string | null, usccB: string | null): Match {
  const match = compareNames(a, b);
  if (usccA === null || usccB === null) return match;
  if (usccA === usccB) {
    const agrees = [{ code: 'uscc_same', a: usccA, b: usccB } as const, ...match.agrees];
    const split = match.against.some((each) => each.code === 'branch_differs' || each.code === 'figure_differs');
    const sure = checkUscc(usccA) === 'valid' && !split;
    return {
      ...match,
      agrees,
      verdict: sure ? 'same' : 'human',
      scorePpm: sure ? PROMILLE_OF_SURE : Math.max(match.scorePpm, 700_000),
    };
  }
  const against = [...match.against, { code: 'uscc_differs', a: usccA, b: usccB } as const];
  const two = checkUscc(usccA) === 'valid' && checkUscc(usccB) === 'valid';
  const verdict = two ? 'different' : match.verdict === 'different' ? 'different' : 'human';
  return { ...match, against, verdict, scorePpm: Math.max(0, match.scorePpm - 200_000) };
}

function add(pairs: Map<string, store.NewPair>, one: string, other: string, match: Match): void {
  const [lowId, highId] = one < other ? [one, other] : [other, one];
  pairs.set(`${lowId} ${highId}`, {
    pairId: newId(),
    lowId,
    highId,
    scorePpm: match.scorePpm,
    evidence: JSON.stringify({ verdict: match.verdict, agrees: codes(match.agrees), against: codes(match.against) }),
  });
}

function codes(evidence: readonly Evidence[]): string[] {
  return evidence.map((each) => each.code);
}

/** Everybody against everybody who shares a near key; keys that many share are passed over. What was decided is not asked again. */
export async function look(ctx: Ctx): Promise<{ customers: number; compared: number; found: number }> {
  await keyAll(ctx);
  const rows = await store.everyCustomer(ctx.tx, ctx.tenant.id, LOOK_MAX);
  const parts = rows.map((row) => partsOf(row.name));
  const sharers = new Map<string, number[]>();
  const meet = (key: string, at: number) => {
    const known = sharers.get(key);
    if (known === undefined) sharers.set(key, [at]);
    // One more than counts: that many say that the key is no name.
    else if (known.length <= SHARERS_MAX) known.push(at);
  };
  for (const [at, row] of rows.entries()) {
    for (const key of nearKeys(parts[at]!)) meet(key, at);
    if (row.uscc !== null) meet(`uscc ${row.uscc}`, at);
  }
  const pairs = new Map<string, store.NewPair>();
  const seen = new Set<number>();
  let compared = 0;
  for (const members of sharers.values()) {
    if (members.length < 2 || members.length > SHARERS_MAX) continue;
    for (let i = 0; i < members.length; i += 1) {
      for (let j = i + 1; j < members.length; j += 1) {
        const [one, other] = [members[i]!, members[j]!];
        const met = one * LOOK_MAX + other;
        if (seen.has(met)) continue;
        seen.add(met);
        compared += 1;
        const match = judge(parts[one]!, parts[other]!, rows[one]!.uscc, rows[other]!.uscc);
        if (match.verdict !== 'different') add(pairs, rows[one]!.party_id, rows[other]!.party_id, match);
      }
    }
  }
  const best = [...pairs.values()].sort((a, b) => b.scorePpm - a.scorePpm).slice(0, LOOK_PAIRS_MAX);
  const found = best.length === 0 ? 0 : await store.insertPairs(ctx.tx, ctx.tenant.id, ctx.at, 'look', best);
  return { customers: rows.length, compared, found };
}

/** Customers that came before their names were compared get their keys, in chunks. */
async function keyAll(ctx: Ctx): Promise<void> {
  for (let done = 0; done < LOOK_MAX; done += KEYS_CHUNK) {
    const rows = await store.unkeyed(ctx.tx, ctx.tenant.id, KEYS_CHUNK);
    if (rows.length === 0) return;
    await store.writeKeys(
      ctx.tx,
      ctx.tenant.id,
      rows.map((row) => ({ partyId: row.party_id, ...keysOf(row.name) })),
    );
    ctx.progress(done + rows.length, null, '名称');
  }
}
