// The door: every call of every face passes here. Permit, decode, begin, claim the key, act, log, answer, commit.
import { hash } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Value } from 'typebox/value';
import { assert, Problem } from '#base/assert.ts';
import { canonical, encode } from '#base/codec.ts';
import { dayIn } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { can, rolesWith } from './auth/permissions.ts';
import { readCredential, type Sealer } from './auth/secrets.ts';
import type { Actor, BatchAnswer, Bound, Ctx, Listener, Note, Progress, Room, Upload } from './context.ts';
import type { Database } from './database.ts';
import { appendEvents } from './event-log.ts';
import { Lane } from './lane.ts';
import type { Operation } from './operation.ts';
import { type Claimed, claim, freeKeys, inProgress, keepAnswers, keyReused, logAnswered } from './requests.ts';
import type { Tenants } from './tenants.ts';

export type Call = {
  readonly operation: string;
  readonly tenantId: string;
  readonly actor: Actor;
  readonly input: unknown;
  readonly key?: string | undefined;
  readonly dryRun?: boolean;
  readonly upload?: Upload;
  /** The network address a call by a link came from. */
  readonly address?: string;
  readonly language?: 'zh' | 'en';
  readonly progress?: Progress;
};

/** What leaves the door: the bytes to send, and the value they encode (absent when the bytes are a replay). */
export type Answer = { readonly bytes: Buffer; readonly value?: unknown; readonly replayed: boolean };

export type DoorOptions = {
  readonly database: Database;
  readonly tenants: Tenants;
  readonly sealer: Sealer;
  readonly rooms: readonly Room[];
  /** Milliseconds added to the database's clock: tests and the fixed day of a demonstration. Never set while serving. */
  readonly clockShiftMs?: number;
  readonly test?: boolean;
  readonly observe?: (operation: string, outcome: 'ok' | 'problem' | 'fault', seconds: number) => void;
};

type Entry = {
  readonly bound: Bound;
  readonly validator: Validator;
  /** The input arrives as text: numbers are read from it. */
  readonly fromText: boolean;
  /** What its fields are where they are left out; null where a default lies deeper and the whole schema must be walked. */
  readonly defaults: readonly (readonly [string, unknown])[] | null;
  /** By tenant, of an operation whose calls travel together. */
  readonly lanes: Map<string, Lane<Waiting, Answer>>;
};
type Waiting = { readonly call: Call; readonly input: unknown; readonly inputHash: Buffer };

const KEY_LENGTH_MAX = 200;
const EMITTED_MAX = 100;
/** Rules have some ten levels; what walks an input calls itself once a level, and tens of thousands would end it. */
const DEPTH_MAX = 64;
/** Transactions of one tenant and operation at once. Two: while one waits for its commit the other decides. */
const LANES = 2;

export class Door {
  readonly #options: DoorOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Map<string, Listener[]>();
  readonly #closing = new AbortController();
  /** Calls that actions asked for and nobody waits for. */
  readonly #later = new Set<Promise<unknown>>();

  constructor(options: DoorOptions) {
    this.#options = options;
    for (const room of options.rooms) {
      for (const bound of room.operations) {
        const { operation } = bound;
        assert(!this.#entries.has(operation.name), `operation ${operation.name} is bound twice`);
        this.#entries.set(operation.name, {
          bound,
          validator: Compile(operation.input),
          fromText: operation.method === 'GET',
          defaults: defaultsOf(operation.input),
          lanes: new Map(),
        });
      }
      for (const listener of room.listens ?? []) {
        this.#listeners.set(listener.event, [...(this.#listeners.get(listener.event) ?? []), listener]);
      }
    }
  }

  get operations(): Operation[] {
    return [...this.#entries.values()].map((entry) => entry.bound.operation);
  }

  operation(name: string): Operation | undefined {
    return this.#entries.get(name)?.bound.operation;
  }

  async call(call: Call): Promise<Answer> {
    const started = performance.now();
    let outcome: 'ok' | 'problem' | 'fault' = 'fault';
    try {
      const answer = await this.#call(await this.#byLink(call));
      outcome = 'ok';
      return answer;
    } catch (error) {
      const known = asProblem(error);
      outcome = known ? 'problem' : 'fault';
      throw known ?? error;
    } finally {
      this.#options.observe?.(call.operation, outcome, (performance.now() - started) / 1000);
    }
  }

  /** Resolves when no work goes on that nobody waits for. */
  async idle(): Promise<void> {
    while (this.#later.size > 0) await Promise.all(this.#later);
  }

  /** Long work is told to end, and ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  /** What an action asked for, once its transaction has committed. Who fails says so where his work is kept; here it is only counted. */
  #begin(tenantId: string, actor: Actor, notes: Notes, language: 'zh' | 'en' | undefined): void {
    for (const { operation, input } of notes.later) {
      if (this.#closing.signal.aborted) return;
      const work = this.call({ operation, tenantId, actor, input, ...(language ? { language } : {}) }).catch(() => {});
      this.#later.add(work);
      void work.finally(() => this.#later.delete(work));
    }
  }

  /** Runs a job of a room, as `system`, in a transaction of one tenant. The job logs and emits as an action does. */
  async job(tenantId: string, name: string, run: (ctx: Ctx) => Promise<void>): Promise<void> {
    const asked: Notes = { note: undefined, emitted: [], later: [] };
    await this.#transact(tenantId, SYSTEM, { bulk: true }, async (ctx, notes) => {
      await run(ctx);
      asked.later.push(...notes.later);
      await this.#deliver(ctx, notes);
      const note = notes.note;
      if (note) {
        await appendEvents(ctx.tx, tenantId, ctx.at, [
          { eventId: ctx.eventId, actor: SYSTEM, operation: name, inputHash: hashOf(name, {}), note },
        ]);
      }
    });
    this.#begin(tenantId, SYSTEM, asked, undefined);
  }

  /** Who holds a link is nobody, in the company the link names. Whatever is wrong with it gets one answer, so that nothing can be tried out. */
  async #byLink(call: Call): Promise<Call> {
    if (!this.#entries.get(call.operation)?.bound.operation.byLink) return call;
    const { link } = (call.input ?? {}) as { link?: unknown };
    const credential = typeof link === 'string' ? readCredential(link) : null;
    if (credential?.kind !== 'link') throw linkUnknown();
    await this.#options.tenants.byId(credential.tenantId).catch(() => {
      throw linkUnknown();
    });
    return { ...call, tenantId: credential.tenantId, actor: LINK_HOLDER };
  }

  async #call(call: Call): Promise<Answer> {
    const entry = this.#entries.get(call.operation);
    if (!entry) throw new Problem(404, 'operation_unknown', `no operation ${call.operation}`);
    const { operation, batched } = entry.bound;
    this.#permit(operation, call.actor);
    const input = this.#decode(entry, call.input);
    const demanded = operation.idempotency === 'required' || (operation.idempotency === 'machines' && call.actor.kind === 'key');
    if (demanded && !call.dryRun && !call.key) {
      throw new Problem(
        400,
        'idempotency_key_missing',
        'this request needs an Idempotency-Key (on the command line --key), so that sending it again is safe',
        {
          fields: [{ field: 'key', message: 'missing' }],
        },
      );
    }
    if (call.key && call.key.length > KEY_LENGTH_MAX)
      throw new Problem(400, 'idempotency_key_too_long', `an idempotency key has at most ${KEY_LENGTH_MAX} characters`);
    const waiting: Waiting = { call, input, inputHash: hashOf(operation.name, input) };
    if (batched && !call.dryRun) return this.#lane(call.tenantId, entry).add(waiting);
    return this.#single(entry, waiting);
  }

  #permit(operation: Operation, actor: Actor): void {
    if (operation.permission === null) return;
    if (actor.kind === 'nobody') throw new Problem(401, 'sign_in_needed', 'sign in first');
    if (actor.kind === 'system') return;
    if (!can(actor.roles, operation.permission)) {
      throw new Problem(403, 'not_permitted', 'your role does not include this; ask someone who has one of the roles named', {
        facts: { permission: operation.permission, roles: rolesWith(operation.permission) },
      });
    }
  }

  #decode(entry: Entry, raw: unknown): unknown {
    const schema: TSchema = entry.bound.operation.input;
    if (deeperThan(raw, DEPTH_MAX))
      throw new Problem(400, 'input_malformed', `the input is nested deeper than ${DEPTH_MAX} levels`);
    // A query string carries text only: numbers and booleans are read from it. A body is taken as it is.
    // The copy drops names that reach into objects (__proto__).
    const copy = Value.Clone(raw ?? {});
    const given = entry.fromText ? Value.Convert(schema, copy) : copy;
    const value = entry.defaults ? withDefaults(given, entry.defaults) : Value.Default(schema, given);
    if (entry.validator.Check(value)) return value as Static<TSchema>;
    const fields = entry.validator
      .Errors(value)
      .filter((each) => each.keyword !== 'boolean')
      .slice(0, 20)
      .flatMap((each) => {
        const params = each.params as { requiredProperties?: string[]; additionalProperties?: string[] };
        const names = params.requiredProperties ?? params.additionalProperties ?? [''];
        const base = each.instancePath.slice(1).replaceAll('/', '.');
        return names.map((name) => ({ field: [base, name].filter(Boolean).join('.') || '(input)', message: each.message }));
      });
    const first = fields[0];
    throw new Problem(400, 'input_malformed', first ? `${first.field}: ${first.message}` : 'the input does not fit', { fields });
  }

  /** One call in a transaction of its own. Who lost a race against another looks once more at what the other left. */
  async #single(entry: Entry, waiting: Waiting): Promise<Answer> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#attempt(entry, waiting);
      } catch (error) {
        if (tried >= ATTEMPTS || !lostRace(error)) throw error;
      }
    }
  }

  async #attempt(entry: Entry, waiting: Waiting): Promise<Answer> {
    const { call, input, inputHash } = waiting;
    const { operation, single, batched } = entry.bound;
    const how = { bulk: operation.bulk, dryRun: call.dryRun ?? false, hot: batched !== undefined };
    const asked: Notes = { note: undefined, emitted: [], later: [] };
    const answer = await this.#transact(
      call.tenantId,
      call.actor,
      how,
      async (ctx, notes) => {
        const keyed = call.key !== undefined && operation.effect === 'writes' && operation.idempotency !== 'none' && !ctx.dryRun;
        if (keyed) {
          const [claimed] = await this.#claim(ctx, operation, [waiting]);
          if (claimed !== 'ours') return settled(claimed!);
        }
        let value: unknown;
        let note: Note = {};
        if (batched) {
          const [result] = await batched(ctx, [{ input, eventId: ctx.eventId, actor: call.actor } as never]);
          if (!result || 'problem' in result) throw result?.problem ?? new Error('no answer in batch');
          value = result.answer;
          note = result.note;
        } else {
          assert(single, `operation ${operation.name} has no action`);
          value = await single(ctx, input as never);
          note = notes.note ?? {};
        }
        await this.#deliver(ctx, notes);
        asked.later.push(...notes.later);
        if (operation.download) return { bytes: Buffer.alloc(0), value, replayed: false };
        const bytes = Buffer.from(encode(value));
        if (operation.effect === 'writes') {
          await appendEvents(ctx.tx, call.tenantId, ctx.at, [
            { eventId: ctx.eventId, actor: call.actor, operation: operation.name, inputHash, note },
          ]);
          if (keyed) await keepAnswers(ctx.tx, call.tenantId, [{ key: call.key!, answer: bytes }]);
        }
        return { bytes, value, replayed: false };
      },
      call,
    );
    if (!how.dryRun) this.#begin(call.tenantId, call.actor, asked, call.language);
    return answer;
  }

  #lane(tenantId: string, entry: Entry): Lane<Waiting, Answer> {
    let lane = entry.lanes.get(tenantId);
    if (!lane) {
      const { batch, turnsBy } = entry.bound.operation;
      lane = new Lane(
        LANES,
        batch,
        (batch) => this.#batch(entry, tenantId, batch),
        (waiting) => this.#single(entry, waiting),
        lostRace,
        ({ input }) => (turnsBy === null ? '' : String((input as Record<string, unknown>)[turnsBy])),
      );
      entry.lanes.set(tenantId, lane);
    }
    return lane;
  }

  /** Many calls of one tenant in one transaction: keys claimed, one action for all that are ours, one log write, one commit. */
  async #batch(entry: Entry, tenantId: string, batch: readonly Waiting[]): Promise<PromiseSettledResult<Answer>[]> {
    const { operation, batched } = entry.bound;
    assert(batched, `operation ${operation.name} has no batch action`);
    // The same key twice in one batch: the first acts, the others take its outcome.
    const firstOf = new Map<string, number>();
    const leaders = batch.map((each, index) => {
      if (each.call.key === undefined) return index;
      const first = firstOf.get(each.call.key);
      if (first === undefined) firstOf.set(each.call.key, index);
      return first ?? index;
    });
    const acting = batch.map((_, index) => index).filter((index) => leaders[index] === index);
    const outcome = new Map<number, PromiseSettledResult<Answer>>();
    await this.#transact(tenantId, SYSTEM, { hot: true }, async (ctx, notes) => {
      const keyed = acting.filter((index) => batch[index]!.call.key !== undefined);
      const claims =
        keyed.length > 0
          ? await this.#claim(
              ctx,
              operation,
              keyed.map((index) => batch[index]!),
            )
          : [];
      keyed.forEach((index, at) => {
        const claimed = claims[at]!;
        if (claimed !== 'ours')
          outcome.set(
            index,
            settle(() => settled(claimed)),
          );
      });
      const ours = acting.filter((index) => !outcome.has(index));
      if (ours.length === 0) return;
      const calls = ours.map((index) => ({ input: batch[index]!.input, eventId: newId(), actor: batch[index]!.call.actor }));
      const results = (await batched(ctx, calls as never)) as readonly BatchAnswer<Operation>[];
      assert(notes.later.length === 0, 'a batch belongs to several people: none of them asks for later work');
      assert(results.length === calls.length, `operation ${operation.name} answered ${results.length} of ${calls.length} calls`);
      await this.#deliver(ctx, notes);
      const unkeyed = [];
      const keyedRows = [];
      const freed = [];
      for (const [at, index] of ours.entries()) {
        const result = results[at]!;
        const { call, inputHash } = batch[index]!;
        if ('problem' in result) {
          outcome.set(index, { status: 'rejected', reason: result.problem });
          if (call.key !== undefined) freed.push(call.key);
          continue;
        }
        const answer = encode(result.answer);
        outcome.set(index, { status: 'fulfilled', value: { bytes: Buffer.from(answer), value: result.answer, replayed: false } });
        const { eventId } = calls[at]!;
        const row = { eventId, actor: call.actor, operation: operation.name, inputHash, note: result.note };
        if (call.key === undefined) unkeyed.push(row);
        else keyedRows.push({ ...row, key: call.key, answer });
      }
      // Sent together: the connection pipelines them.
      await Promise.all([
        unkeyed.length > 0 ? appendEvents(ctx.tx, tenantId, ctx.at, unkeyed) : null,
        keyedRows.length > 0 ? logAnswered(ctx.tx, tenantId, ctx.at, keyedRows) : null,
        freed.length > 0 ? freeKeys(ctx.tx, tenantId, freed) : null,
      ]);
    });
    return batch.map((each, index) => {
      const leader = leaders[index]!;
      const result = outcome.get(leader);
      assert(result, 'a call in a batch got no outcome');
      if (leader === index || result.status === 'rejected') return result;
      const same = each.inputHash.equals(batch[leader]!.inputHash);
      return settle(() => {
        if (!same) throw keyReused();
        return { bytes: result.value.bytes, replayed: true };
      });
    });
  }

  #claim(ctx: Ctx, operation: Operation, waiting: readonly Waiting[]): Promise<Claimed[]> {
    const claims = waiting.map((each) => ({ key: each.call.key!, operation: operation.name, inputHash: each.inputHash }));
    return claim(ctx.tx, ctx.tenant.id, ctx.at, claims).catch((error: { code?: string }) => {
      if (error.code === LOCK_NOT_AVAILABLE) throw inProgress();
      throw error;
    });
  }

  async #transact<T>(
    tenantId: string,
    actor: Actor,
    how: { bulk?: boolean; dryRun?: boolean; hot?: boolean },
    work: (ctx: Ctx, notes: Notes) => Promise<T>,
    call?: Call,
  ): Promise<T> {
    const { database, tenants, sealer, clockShiftMs = 0, test = false } = this.#options;
    const tenant = await tenants.byId(tenantId);
    return database.transaction(
      tenantId,
      async (tx, time, client) => {
        const at = clockShiftMs === 0 ? time.at : new Date(time.at.getTime() + clockShiftMs);
        const notes: Notes = { note: undefined, emitted: [], later: [] };
        const ctx: Ctx = {
          tx,
          client,
          tenant,
          actor,
          at,
          today: dayIn(tenant.timeZone, at.getTime()),
          dryRun: how.dryRun ?? false,
          eventId: newId(),
          language: call?.language ?? 'zh',
          progress: call?.progress ?? (() => {}),
          installation: { database, tenants, sealer, test },
          ...(call?.upload ? { upload: call.upload } : {}),
          ...(call?.address ? { address: call.address } : {}),
          note: (note) => {
            notes.note = { ...notes.note, ...note };
          },
          closing: this.#closing.signal,
          later: (operation, input) => {
            notes.later.push({ operation: operation.name, input });
          },
          emit: (event, payload) => {
            notes.emitted.push({ name: event.name, payload });
          },
        };
        return work(ctx, notes);
      },
      how,
    );
  }

  async #deliver(ctx: Ctx, notes: Notes): Promise<void> {
    // A bulk call may say many things; what listeners add to that is bounded, else they answer each other for ever.
    const most = notes.emitted.length + EMITTED_MAX;
    for (let next = 0; next < notes.emitted.length; next++) {
      assert(next < most, 'events circle');
      const { name, payload } = notes.emitted[next]!;
      for (const listener of this.#listeners.get(name) ?? []) await listener.handle(ctx, payload as never);
    }
  }
}

/** Walking the schema at each call cost more than checking against it. */
function defaultsOf(schema: TSchema): [string, unknown][] | null {
  const { properties = {} } = schema as { properties?: Record<string, { default?: unknown }> };
  const found = Object.entries(properties).flatMap(([name, each]): [string, unknown][] =>
    each.default === undefined ? [] : [[name, each.default]],
  );
  const all = JSON.stringify(schema).split('"default":').length - 1;
  return all === found.length && found.every(([, value]) => typeof value !== 'object') ? found : null;
}

function withDefaults(given: unknown, defaults: readonly (readonly [string, unknown])[]): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const value = given as Record<string, unknown>;
  for (const [name, fallback] of defaults) if (value[name] === undefined) value[name] = fallback;
  return value;
}

type Notes = {
  note: Note | undefined;
  readonly emitted: { name: string; payload: unknown }[];
  readonly later: { operation: string; input: unknown }[];
};

export const SYSTEM: Actor = { kind: 'system', id: null, name: 'system', roles: [], scope: { kind: 'all' } };
/** The other end of a link that was given out. */
const LINK_HOLDER: Actor = { kind: 'nobody', id: null, name: 'link', roles: [], scope: { kind: 'all' } };

export function linkUnknown(): Problem {
  return new Problem(404, 'link_unknown', 'this link is unknown, used up, expired or withdrawn; ask for a new one');
}

export const NOBODY: Actor = { kind: 'nobody', id: null, name: '', roles: [], scope: { kind: 'all' } };

const LOCK_NOT_AVAILABLE = '55P03';
const TRY_AGAIN = new Set(['40P01', '40001', LOCK_NOT_AVAILABLE, '57014', '53300', '53400']);
const AWAY = new Set(['57P01', '57P02', '57P03', '08006', '08001', '08003', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);
/**
 * What PostgreSQL cannot hold: a null character or half of a surrogate pair in a text, the thirtieth of February. Looking for them in every
 * input would cost every call.
 */
const UNHOLDABLE = new Set(['22021', '22P05', '22008']);
/** Half of a pair again, met where JSON is kept: ours is else always well formed. */
const NOT_JSON = '22P02';
/** The client's own words, which have no code. */
const LOST_CONNECTION = /^Connection terminated|is not queryable$/;

function deeperThan(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  for (const each of Object.values(value)) if (deeperThan(each, levels - 1)) return true;
  return false;
}

const ATTEMPTS = 3;
/** Unique violation, deadlock, serialization: two wrote the same thing at once, and only one of them could. Nothing was committed. */
const LOST_RACE = new Set(['23505', '40P01', '40001']);

/** The fact `changedMeanwhile`: an action found that what it had locked is no longer what it needs. */
function lostRace(error: unknown): boolean {
  return (
    LOST_RACE.has((error as { code?: string }).code ?? '') || (error instanceof Problem && error.facts.changedMeanwhile === true)
  );
}

/** Faults of the database that the caller may simply try again: nothing was committed (R16: never an approval). */
export function asProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  const { code, message = '' } = error as { code?: string; message?: string };
  if (code && TRY_AGAIN.has(code))
    return new Problem(503, 'busy', 'too much at once; nothing was changed, try again', { facts: { retryAfterSeconds: 1 } });
  if (code && (UNHOLDABLE.has(code) || (code === NOT_JSON && message.includes('json'))))
    return new Problem(
      400,
      'input_malformed',
      'a text holds a character that no text can hold, such as a null, or a day is none of the calendar',
    );
  if ((code && AWAY.has(code)) || LOST_CONNECTION.test(message)) {
    return new Problem(
      503,
      'database_away',
      'the database does not answer; whether the last request took effect shows when it is sent again with the same key',
      {
        facts: { retryAfterSeconds: 2 },
      },
    );
  }
  return null;
}

function settled(claimed: Exclude<Claimed, 'ours'>): Answer {
  if ('problem' in claimed) throw claimed.problem;
  return { bytes: claimed.answer, replayed: true };
}

function settle(work: () => Answer): PromiseSettledResult<Answer> {
  try {
    return { status: 'fulfilled', value: work() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

function hashOf(operation: string, input: unknown): Buffer {
  return hash('sha256', `${operation}\n${canonical(input)}`, 'buffer');
}
