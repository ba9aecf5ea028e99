// Passwords, tokens, one-time codes: thin functions over argon2id and node:crypto.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Problem } from '#base/assert.ts';

// OWASP's floor for argon2id: 19 MiB, two passes; 10–30 ms here.
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const PASSWORD_MIN = 10;
const PASSWORD_MAX = 200;

/** Length decides (ASVS 2.1): no rules of composition. Refuses what is on everybody's list. */
export function checkNewPassword(password: string, login: string): void {
  const reason =
    password.length < PASSWORD_MIN
      ? `at least ${PASSWORD_MIN} characters`
      : password.length > PASSWORD_MAX
        ? `at most ${PASSWORD_MAX} characters`
        : password.toLowerCase().includes(login.toLowerCase()) || /^(.)\1+$/.test(password) || COMMON.test(password)
          ? 'not your login name, one repeated character or a common password'
          : null;
  if (reason)
    throw new Problem(400, 'password_weak', `the new password needs: ${reason}`, {
      fields: [{ field: 'newPassword', message: reason }],
    });
}

const COMMON = /^(1234567890|0123456789|password\d*|qwertyuiop|abc1234567|11111111\d*|iloveyou\d*|admin\d*|xinheng\d*)$/i;

export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON);
}

// Checked where no such user exists, so that the time of an answer tells nothing.
const NOBODY_HASH = hashPassword(randomBytes(16).toString('hex'));

export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  if (password.length > PASSWORD_MAX) return false;
  const fits = await verify(stored ?? (await NOBODY_HASH), password);
  return fits && stored !== null;
}

/** Readable, without characters that look alike: 20 characters of 32, 100 bits. */
export function oneTimePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789A';
  return [...randomBytes(20)]
    .map((byte) => alphabet[byte % 32])
    .join('')
    .replace(/(.{5})(?=.)/g, '$1-');
}

export type CredentialKind = 'session' | 'key' | 'link';
const PREFIX: Readonly<Record<CredentialKind, string>> = { session: 'xhs', key: 'xh', link: 'xhl' };
const SHAPE = /^(xhs|xhl|xh)_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/;

/** A credential carries its tenant in clear, so that the look-up runs inside it; only its SHA-256 is stored. */
export function newCredential(kind: CredentialKind, tenantId: string): { text: string; hash: Buffer } {
  const text = `${PREFIX[kind]}_${tenantId.replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`;
  return { text, hash: tokenHash(text) };
}

export function readCredential(text: string): { kind: CredentialKind; tenantId: string; hash: Buffer } | null {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const tenantId = match[2]!.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const kind = match[1] === 'xhs' ? 'session' : match[1] === 'xhl' ? 'link' : 'key';
  return { kind, tenantId, hash: tokenHash(text) };
}

function tokenHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const TOTP_STEP_SECONDS = 30;
const TOTP_DRIFT_STEPS = 1;

export function newTotpSecret(): string {
  return [...randomBytes(32)].map((byte) => BASE32[byte % 32]).join('');
}

/** RFC 6238, SHA-1, six digits. */
export function totpCode(secret: string, step: bigint): string {
  const bits = [...secret].map((char) => BASE32.indexOf(char).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(step);
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac[19]! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The step a code is valid for, newer than the last one used (a code works once); null where it does not fit. */
export function totpStep(secret: string, code: string, atMs: number, lastStep: bigint | null): bigint | null {
  const now = BigInt(Math.floor(atMs / 1000 / TOTP_STEP_SECONDS));
  for (let drift = -TOTP_DRIFT_STEPS; drift <= TOTP_DRIFT_STEPS; drift++) {
    const step = now + BigInt(drift);
    if (lastStep !== null && step <= lastStep) continue;
    if (timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code.padEnd(6).slice(0, 6)))) return step;
  }
  return null;
}

export function totpUri(secret: string, login: string, company: string): string {
  return `otpauth://totp/${encodeURIComponent(`信衡 ${company}`)}:${encodeURIComponent(login)}?secret=${secret}&issuer=Xinheng`;
}

/** Seals short secrets (second factors) at rest with a key outside the database. */
export class Sealer {
  readonly #key: Buffer;

  constructor(installationSecret: string) {
    this.#key = createHash('sha256').update(`xinheng seal ${installationSecret}`).digest();
  }

  seal(plain: string, place: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(place));
    return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  open(sealed: string, place: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12))
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
  }
}
