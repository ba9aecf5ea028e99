// The rules a decision runs under: the newest version in force, parsed once a process, with the version to store beside the decision.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { assert, Problem } from '#base/assert.ts';
import { canonical } from '#base/codec.ts';
import { LATER_ACTS } from '#engine/authority.ts';
import { parseRulebook, RULEBOOK_KINDS, type RulebookKind, type RulesByKind } from '#engine/rulebook.ts';
import type { Ctx } from '#platform/context.ts';
import { type Mode, type ModeRow, modeOf } from './mode.ts';
import * as store from './store.ts';

export type InForce<K extends RulebookKind> = { readonly version: number; readonly rules: RulesByKind[K] };

const FOLDER = new URL('../../../rulebooks/', import.meta.url);
const SHIPPED_VERSION = 1;
/** Different rulebooks a process keeps parsed. */
const PARSED_MAX = 1_000;

/** By kind and hash of the body: companies that use the shipped rules share one parsed copy, and no key can go stale. */
const parsed = new Map<string, RulesByKind[RulebookKind]>();
const shipped = new Map<RulebookKind, unknown>();

/**
 * The rulebook of a kind that is in force at `ctx.at`. One tiny statement a call (newest row of the primary key); the body is fetched and
 * parsed only where this process has not met it. A company without rulebooks gets the shipped ones as version 1, so that every stored
 * decision refers to a stored version.
 */
export async function rulebook<K extends RulebookKind>(ctx: Ctx, kind: K): Promise<InForce<K>> {
  const { tx, tenant, at } = ctx;
  const standing = (await store.newestVersion(tx, tenant.id, kind, at)) ?? (await firstVersion(ctx, kind));
  return { version: standing.version, rules: await parsedOf(ctx, kind, standing.version, standing.body_hash) };
}

/** As `rulebook`, or with an instant what was in force then; null where nothing was yet. */
export async function rulebookKnown<K extends RulebookKind>(ctx: Ctx, kind: K, knownAt: Date | null): Promise<InForce<K> | null> {
  if (knownAt === null) return rulebook(ctx, kind);
  const standing = await store.newestVersion(ctx.tx, ctx.tenant.id, kind, knownAt);
  return standing && { version: standing.version, rules: await rulebookAt(ctx, kind, standing.version) };
}

/** `rulebook` and `modeNow` in one statement. */
export async function rulebookAndMode<K extends RulebookKind>(
  ctx: Ctx,
  kind: K,
): Promise<InForce<K> & { readonly mode: ModeRow }> {
  const { tx, tenant, at } = ctx;
  const { version, body_hash, mode, from_at, by_name, reason } = await store.newestVersionAndMode(tx, tenant.id, kind, at);
  const standing = version === null || body_hash === null ? await firstVersion(ctx, kind) : { version, body_hash };
  const row = mode === null ? null : { mode: mode as Mode, from_at: from_at!, by_name: by_name!, reason: reason! };
  const rules = await parsedOf(ctx, kind, standing.version, standing.body_hash);
  return { version: standing.version, rules, mode: modeOf(ctx, row) };
}

/** The rules of a stored version, for decisions that are run again. */
export async function rulebookAt<K extends RulebookKind>(ctx: Ctx, kind: K, version: number): Promise<RulesByKind[K]> {
  const { body_hash: hash } = await store.versionRow(ctx.tx, ctx.tenant.id, kind, version);
  return parsedOf(ctx, kind, version, hash);
}

async function parsedOf<K extends RulebookKind>(ctx: Ctx, kind: K, version: number, hash: Buffer): Promise<RulesByKind[K]> {
  const key = `${kind} ${hash.toString('base64')}`;
  const known = parsed.get(key);
  if (known) return known as RulesByKind[K];
  const body = await store.body(ctx.tx, ctx.tenant.id, kind, version);
  assert(hashOf(body).equals(hash), `rulebook ${kind} version ${version} is not what was stored`);
  const rules = rulesOf(kind, body);
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(key, rules);
  return rules;
}

/** The document of a stored version, as people wrote it. */
export function bodyAt(ctx: Ctx, kind: RulebookKind, version: number): Promise<unknown> {
  return store.body(ctx.tx, ctx.tenant.id, kind, version);
}

/** The document in force, as people wrote it, with its version. */
export async function bodyInForce(ctx: Ctx, kind: RulebookKind): Promise<{ version: number; body: unknown }> {
  const { version } = await rulebook(ctx, kind);
  return { version, body: await store.body(ctx.tx, ctx.tenant.id, kind, version) };
}

/** Asked for by number: another transaction may have stored it an instant later than our clock. */
async function firstVersion(ctx: Ctx, kind: RulebookKind): Promise<store.VersionRow> {
  await ensureShipped(ctx);
  return store.versionRow(ctx.tx, ctx.tenant.id, kind, SHIPPED_VERSION);
}

/** Stores the shipped rulebooks as version 1 where the company has none of a kind. Safe to call again and by several at once. */
export async function ensureShipped(ctx: Ctx): Promise<void> {
  await store.insertRulebooks(
    ctx.tx,
    ctx.tenant.id,
    RULEBOOK_KINDS.map((kind) => {
      const body = shippedBody(kind);
      return { kind, version: SHIPPED_VERSION, body: JSON.stringify(body), bodyHash: hashOf(body), note: 'shipped', at: ctx.at };
    }),
  );
}

/** The document as we ship it, checked: what the product brings must parse. */
export function shippedBody(kind: RulebookKind): unknown {
  let body = shipped.get(kind);
  if (body === undefined) {
    body = JSON.parse(readFileSync(new URL(`${kind}.json`, FOLDER), 'utf8')) as unknown;
    rulesOf(kind, body);
    shipped.set(kind, body);
  }
  return body;
}

/** The rules as we ship them: for matters that a company's stored version is too old to speak of. */
export function shippedRules<K extends RulebookKind>(kind: K): RulesByKind[K] {
  return rulesOf(kind, shippedBody(kind));
}

function rulesOf<K extends RulebookKind>(kind: K, body: unknown): RulesByKind[K] {
  const result = parseRulebook(kind, completed(kind, body));
  if (result.ok) return result.rulebook.rules;
  const [first] = result.problems;
  assert(false, `rulebook ${kind}: ${result.problems.length} problems, first ${first?.path}: ${first?.message}`);
}

type AuthorityBody = { readonly rows: readonly { readonly act: string }[] };

/**
 * A stored body with the shipped rows of those matters that it cannot know of, because they came later: nobody is locked out of what is new,
 * and what the company did say stands.
 */
export function completed(kind: RulebookKind, body: unknown): unknown {
  if (kind !== 'authority') return body;
  const mine = body as AuthorityBody;
  const named = new Set(mine.rows.map((row) => row.act));
  const unknown = LATER_ACTS.filter((act) => !named.has(act));
  if (unknown.length === 0) return body;
  const ours = JSON.parse(readFileSync(new URL('authority.json', FOLDER), 'utf8')) as AuthorityBody;
  return { ...mine, rows: [...mine.rows, ...ours.rows.filter((row) => unknown.some((act) => act === row.act))] };
}

/** Rules that somebody sent or drafted; what is not understood is his to mend. */
export function readRules<K extends RulebookKind>(kind: K, body: unknown): RulesByKind[K] {
  const result = parseRulebook(kind, body);
  if (result.ok) return result.rulebook.rules;
  throw new Problem(422, 'rules_invalid', `${result.problems.length} things in these rules are not understood; mend them first`, {
    facts: { problems: result.problems.slice(0, 20) },
  });
}

/** Of the sorted text: the database reorders keys. */
export function hashOf(body: unknown): Buffer {
  return createHash('sha256').update(canonical(body)).digest();
}
