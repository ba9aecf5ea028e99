// Personal fields at rest: sealed by a key per company and class, bound to their place, found again by a blind index.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { assert } from '#base/assert.ts';
import type { Ctx } from './context.ts';
import { sql, type Tx } from './sql.ts';

/** What is sealed together: a class has keys of its own, so that one can be rotated without the other. */
export type KeyClass = 'contacts' | 'files';

/** Where a sealed value stands. Moved to another row, column, table or company it does not open. */
export type Place = { readonly table: string; readonly column: string; readonly row: string };

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Format 1: format, key number (4 bytes), iv, ciphertext, tag. */
const FORMAT = 1;
const HEAD_BYTES = 5;

/** The keys of one company and class, opened for one transaction. Nothing of them is kept beyond it. */
export class Keys {
  readonly #tenantId: string;
  readonly #keys: ReadonlyMap<number, Buffer>;
  readonly #index: Buffer;
  /** Number of the key that seals; the others only open. */
  readonly current: number;

  constructor(tenantId: string, keys: ReadonlyMap<number, Buffer>, index: Buffer) {
    this.#tenantId = tenantId;
    this.#keys = keys;
    this.#index = index;
    this.current = Math.max(...keys.keys());
  }

  seal(plain: string, place: Place): Buffer {
    return this.sealBytes(Buffer.from(plain, 'utf8'), place);
  }

  open(sealed: Buffer, place: Place): string {
    return this.openBytes(sealed, place).toString('utf8');
  }

  sealBytes(plain: Uint8Array, place: Place): Buffer {
    const iv = randomBytes(IV_BYTES);
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt8(FORMAT, 0);
    head.writeUInt32BE(this.current, 1);
    const cipher = createCipheriv(CIPHER, this.#keys.get(this.current)!, iv).setAAD(this.#bound(place));
    return Buffer.concat([head, iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws where the value was changed, or stands in another place than it was sealed for: our fault or a forgery, never the caller's. */
  openBytes(sealed: Buffer, place: Place): Buffer {
    assert(sealed.length >= HEAD_BYTES + IV_BYTES + TAG_BYTES && sealed.readUInt8(0) === FORMAT, 'not a sealed value');
    const key = this.#keys.get(sealed.readUInt32BE(1));
    assert(key, 'sealed by a key that is not there');
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES))
      .setAAD(this.#bound(place))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES + IV_BYTES, -TAG_BYTES)), decipher.final()]);
  }

  /**
   * For exact search without opening anything: HMAC-SHA-256 of a normalised value within its field. The same phone gives the same mark
   * within one company, and tells nothing in another.
   */
  mark(field: string, normalised: string): Buffer {
    return createHmac('sha256', this.#index).update(`${field}\n${normalised}`).digest();
  }

  #bound(place: Place): Buffer {
    return Buffer.from(`${this.#tenantId}|${place.table}|${place.column}|${place.row}`);
  }
}

type Needs = Pick<Ctx, 'tx' | 'tenant' | 'at'> & { readonly installation: Pick<Ctx['installation'], 'sealer'> };

/** The keys of a class, made at their first use. */
export async function keysOf(ctx: Needs, keyClass: KeyClass): Promise<Keys> {
  const { tenant, installation } = ctx;
  let rows = await wrappedKeys(ctx.tx, keyClass);
  if (!rows.some((row) => row.purpose === 'seal') || !rows.some((row) => row.purpose === 'index')) {
    // Two who come first at once: one row of each wins, and both read that one.
    await addKey(ctx, keyClass, 'seal', 1);
    await addKey(ctx, keyClass, 'index', 1);
    rows = await wrappedKeys(ctx.tx, keyClass);
  }
  const unwrap = (row: WrappedKey) =>
    Buffer.from(installation.sealer.open(row.wrapped, placeOfKey(tenant.id, keyClass, row.purpose, row.key_no)), 'base64');
  const index = rows.find((row) => row.purpose === 'index');
  assert(index, 'a class of keys without its index key');
  const seals = rows.filter((row) => row.purpose === 'seal').map((row) => [row.key_no, unwrap(row)] as const);
  return new Keys(tenant.id, new Map(seals), unwrap(index));
}

/**
 * A new sealing key: from now on it seals, the older ones open until nothing is sealed by them. What stands is sealed anew by its owner in
 * chunks. The index key stays: it seals nothing, and changing it would make every mark wrong at once.
 */
export async function addSealingKey(ctx: Needs, keyClass: KeyClass): Promise<number> {
  const { current } = await keysOf(ctx, keyClass);
  await addKey(ctx, keyClass, 'seal', current + 1);
  return current + 1;
}

type Purpose = 'seal' | 'index';
type WrappedKey = { purpose: Purpose; key_no: number; wrapped: string };

function wrappedKeys(tx: Tx, keyClass: KeyClass): Promise<WrappedKey[]> {
  return tx.rows(sql<WrappedKey>`
    select purpose, key_no, wrapped from platform.data_keys where key_class = ${keyClass} order by purpose, key_no`);
}

async function addKey(ctx: Needs, keyClass: KeyClass, purpose: Purpose, keyNo: number): Promise<void> {
  const wrapped = ctx.installation.sealer.seal(
    randomBytes(KEY_BYTES).toString('base64'),
    placeOfKey(ctx.tenant.id, keyClass, purpose, keyNo),
  );
  await ctx.tx.run(sql`
    insert into platform.data_keys (tenant_id, key_class, key_no, purpose, wrapped, made_at)
    values (${ctx.tenant.id}, ${keyClass}, ${keyNo}, ${purpose}, ${wrapped}, ${ctx.at})
    on conflict (tenant_id, key_class, purpose, key_no) do nothing`);
}

function placeOfKey(tenantId: string, keyClass: KeyClass, purpose: Purpose, keyNo: number): string {
  return `data key|${tenantId}|${keyClass}|${purpose}|${keyNo}`;
}

/** Digits only, without the country code of China: +86 138-0000-1111 and 13800001111 are one phone. */
export function phoneKey(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '');
}

export function mailKey(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
