// Who is calling: signing in, and turning a credential into an actor.
import { newId } from '#base/id.ts';
import type { Actor } from '../context.ts';
import type { Database } from '../database.ts';
import { NOBODY } from '../dispatch.ts';
import { appendEvents } from '../event-log.ts';
import type { Tx } from '../sql.ts';
import { scopeOf } from './permissions.ts';
import { newCredential, passwordFits, readCredential, type Sealer, totpStep } from './secrets.ts';
import * as store from './store.ts';

export type SignInInput = { login: string; password: string; code?: string; company?: string; agent?: string };
export type SignInResult =
  | { outcome: 'signed_in'; token: string; expiresAt: Date }
  | { outcome: 'refused' | 'second_factor_needed' | 'company_needed' }
  | { outcome: 'locked'; until: Date };

const SESSION_HOURS = 12;
const IDLE_HOURS = 2;
/** After this many wrong passwords in a row an account waits: one minute, doubling, at most an hour: far below 100 guesses a day. */
const FAILURES_FREE = 5;
const LOCK_MINUTES_MAX = 60;

/** Counts a wrong password or code; returns until when the account waits, null while guesses are still free. */
export async function countFailure(tx: Tx, user: store.UserRow, at: Date): Promise<Date | null> {
  const failures = user.failures + 1;
  const minutes = failures < FAILURES_FREE ? 0 : Math.min(2 ** (failures - FAILURES_FREE), LOCK_MINUTES_MAX);
  const until = minutes === 0 ? null : new Date(at.getTime() + minutes * 60_000);
  await store.recordFailure(tx, user.user_id, failures, until);
  return until;
}

export async function signIn(
  database: Database,
  sealer: Sealer,
  tenantIdOf: (company: string) => Promise<string | null>,
  input: SignInInput,
): Promise<SignInResult> {
  const wanted = input.company ? await tenantIdOf(input.company) : null;
  const unknown = Boolean(input.company) && wanted === null;
  const candidates = unknown ? [] : await database.directory((tx) => store.loginsOf(tx, input.login, wanted));
  if (candidates.length > 1) return { outcome: 'company_needed' };
  const login = candidates[0];
  if (!login) {
    await passwordFits(null, input.password);
    return { outcome: 'refused' };
  }
  return database.transaction(login.tenant_id, async (tx, { at }): Promise<SignInResult> => {
    const user = await store.userForUpdate(tx, login.user_id);
    if (!user || user.disabled_at) {
      await passwordFits(null, input.password);
      return { outcome: 'refused' };
    }
    if (user.locked_until && user.locked_until > at) return { outcome: 'locked', until: user.locked_until };
    const fail = async (): Promise<SignInResult> => {
      const until = await countFailure(tx, user, at);
      await log('accounts.sign-in-refused');
      return until ? { outcome: 'locked', until } : { outcome: 'refused' };
    };
    const log = (operation: string) =>
      appendEvents(tx, login.tenant_id, at, [
        {
          eventId: newId(),
          actor: { kind: 'user', id: user.user_id, name: user.display_name, roles: user.roles, scope: { kind: 'all' } },
          operation,
          inputHash: Buffer.alloc(0),
          note: { subject: { kind: 'user', id: user.user_id } },
        },
      ]);
    if (!(await passwordFits(user.password_hash, input.password))) return fail();
    let step: bigint | null = null;
    if (user.totp_confirmed_at && user.totp_secret) {
      if (!input.code) return { outcome: 'second_factor_needed' };
      step = totpStep(
        sealer.open(user.totp_secret, `${login.tenant_id}|${user.user_id}`),
        input.code,
        at.getTime(),
        user.totp_last_step,
      );
      if (step === null) return fail();
    }
    await store.recordSignIn(tx, user.user_id, step);
    const token = newCredential('session', login.tenant_id);
    const expiresAt = new Date(at.getTime() + SESSION_HOURS * 3_600_000);
    await store.insertSession(tx, {
      tenantId: login.tenant_id,
      hash: token.hash,
      sessionId: newId(),
      userId: user.user_id,
      at,
      expiresAt,
      agent: input.agent?.slice(0, 200) ?? null,
    });
    await log('accounts.sign-in');
    return { outcome: 'signed_in', token: token.text, expiresAt };
  });
}

export type Caller = { readonly tenantId: string | null; readonly actor: Actor; readonly mustChange: boolean };
const STRANGER: Caller = { tenantId: null, actor: NOBODY, mustChange: false };

/** An answer is trusted this long, so a sign-out or a change of role takes effect within a second. */
const TRUST_MS = 900;
const TRUSTED_MAX = 10_000;
const TOUCH_MS = 60_000;

export class Authenticator {
  readonly #database: Database;
  readonly #trusted = new Map<string, { caller: Promise<Caller>; until: number }>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The caller behind a session token or an API key; a stranger where it is unknown, ended or expired. */
  who(credential: string | undefined): Promise<Caller> {
    if (!credential) return Promise.resolve(STRANGER);
    const known = this.#trusted.get(credential);
    if (known && known.until > performance.now()) return known.caller;
    if (this.#trusted.size > TRUSTED_MAX) this.#trusted.clear();
    const caller = this.#look(credential);
    this.#trusted.set(credential, { caller, until: performance.now() + TRUST_MS });
    caller.catch(() => this.#trusted.delete(credential));
    return caller;
  }

  forget(credential: string): void {
    this.#trusted.delete(credential);
  }

  async #look(credential: string): Promise<Caller> {
    const read = readCredential(credential);
    if (!read) return STRANGER;
    return this.#database.transaction(read.tenantId, async (tx, { at }) => {
      if (read.kind === 'key') {
        const key = await store.keyByHash(tx, read.hash);
        if (!key || key.revoked_at || (key.expires_at && key.expires_at <= at)) return STRANGER;
        if (!key.last_used_at || at.getTime() - key.last_used_at.getTime() > TOUCH_MS) await store.touchKey(tx, key.key_id, at);
        return {
          tenantId: read.tenantId,
          actor: { kind: 'key', id: key.key_id, name: key.name, roles: key.roles, scope: { kind: 'all' } },
          mustChange: false,
        };
      }
      const session = await store.sessionUser(tx, read.hash);
      if (!session || session.expires_at <= at || at.getTime() - session.last_seen_at.getTime() > IDLE_HOURS * 3_600_000)
        return STRANGER;
      if (at.getTime() - session.last_seen_at.getTime() > TOUCH_MS) await store.touchSession(tx, read.hash, at);
      return {
        tenantId: read.tenantId,
        actor: {
          kind: 'user',
          id: session.user_id,
          name: session.display_name,
          roles: session.roles,
          scope: scopeOf(session.user_id, session.roles),
          sessionHash: read.hash,
        },
        mustChange: session.must_change,
      };
    });
  }
}
