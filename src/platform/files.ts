// Papers of a company: checked by their content, kept once per owner, sealed in parts, handed out as downloads.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { assert, Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import type { Ctx, Download, Upload } from './context.ts';
import { addSealingKey, type Keys, keysOf } from './personal.ts';
import { sql, type Tx } from './sql.ts';

export const FILE_BYTES_MAX = 20 * 1024 * 1024;
const PART_BYTES = 1024 * 1024;
const NAME_MAX = 200;
const LISTED_MAX = 200;
/** Sealed anew in one transaction: 64 MB of content at most. */
const RESEAL_PARTS_MAX = 64;

/** What is taken in: the type its bytes show, the endings that may name it. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/heic': ['heic', 'heif'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'text/plain': ['txt'],
};
export const FILE_ENDINGS: readonly string[] = Object.values(KINDS).flat();

/** Whose paper it is: a room's noun and the row's id. What is read is asked for with its owner. */
export type FileOwner = { readonly kind: string; readonly id: string };

export type StoredFile = {
  readonly fileId: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The same content of this owner was there already; nothing was stored. */
  readonly known: boolean;
};

/** Bytes from a call's upload, refused when larger than a paper may be, before they are read. */
export async function uploadedBytes(upload: Upload | undefined): Promise<{ name: string; content: Buffer }> {
  if (!upload) throw new Problem(400, 'file_missing', 'send a file with this request');
  if ((await stat(upload.path)).size > FILE_BYTES_MAX) throw tooLarge();
  return { name: upload.fileName, content: await readFile(upload.path) };
}

/**
 * Keeps a paper. Refuses `file_empty`, `file_too_large` (413), `file_kind_refused` (415: no kind we take, by its bytes) and
 * `file_kind_differs` (415: the name's ending says another kind than the bytes).
 */
export async function storeFile(ctx: Ctx, owner: FileOwner, file: { name: string; content: Buffer }): Promise<StoredFile> {
  const name = shownName(file.name);
  const contentType = await kindOf(name, file.content);
  const hash = createHash('sha256').update(file.content).digest();
  const fileId = newId();
  const found = { name, contentType, bytes: file.content.length, sha256: hash.toString('hex') };
  const added = await ctx.tx.run(sql`
    insert into platform.files
      (tenant_id, file_id, owner_kind, owner_id, name, content_type, bytes, sha256, stored_by_id, stored_by, stored_at)
    values (${ctx.tenant.id}, ${fileId}, ${owner.kind}, ${owner.id}, ${name}, ${contentType}, ${file.content.length}, ${hash},
            ${ctx.actor.id}, ${ctx.actor.name}, ${ctx.at})
    on conflict (tenant_id, owner_kind, owner_id, sha256) where erased_at is null do nothing`);
  if (added === 0) {
    const same = await ctx.tx.one(sql<{ file_id: string; name: string }>`
      select file_id, name from platform.files
      where owner_kind = ${owner.kind} and owner_id = ${owner.id} and sha256 = ${hash} and erased_at is null`);
    return { ...found, fileId: same.file_id, name: same.name, known: true };
  }
  const keys = await keysOf(ctx, 'files');
  for (let part = 0; part * PART_BYTES < file.content.length; part += 1) {
    const sealed = keys.sealBytes(file.content.subarray(part * PART_BYTES, (part + 1) * PART_BYTES), placeOf(fileId, part));
    await ctx.tx.run(sql`
      insert into platform.file_parts (tenant_id, file_id, part, key_no, sealed)
      values (${ctx.tenant.id}, ${fileId}, ${part}, ${keys.current}, ${sealed})`);
  }
  return { ...found, fileId, known: false };
}

/** The paper as it came, proved by its hash; null where this owner has none of that id, or it was erased. */
export async function readStoredFile(
  ctx: Ctx,
  owner: FileOwner,
  fileId: string,
): Promise<(Download & { readonly bytes: Uint8Array }) | null> {
  const head = await ctx.tx.maybe(sql<{ name: string; content_type: string; sha256: Buffer }>`
    select name, content_type, sha256 from platform.files
    where file_id = ${fileId} and owner_kind = ${owner.kind} and owner_id = ${owner.id} and erased_at is null`);
  if (!head) return null;
  const keys = await keysOf(ctx, 'files');
  const parts = await ctx.tx.rows(sql<PartRow>`
    select file_id, part, sealed from platform.file_parts where file_id = ${fileId} order by part`);
  const bytes = Buffer.concat(parts.map((row) => openPart(keys, row)));
  assert(createHash('sha256').update(bytes).digest().equals(head.sha256), 'a stored file is not what it was');
  return { fileName: head.name, contentType: head.content_type, bytes };
}

export type FileLine = { readonly fileId: string; readonly name: string; readonly storedAt: Date; readonly storedBy: string };

/** The papers of an owner that were not erased, oldest first. */
export function filesOf(ctx: Ctx, owner: FileOwner): Promise<FileLine[]> {
  return ctx.tx.rows(sql<FileLine>`
    select file_id as "fileId", name, stored_at as "storedAt", stored_by as "storedBy" from platform.files
    where owner_kind = ${owner.kind} and owner_id = ${owner.id} and erased_at is null
    order by stored_at, file_id limit ${LISTED_MAX}`);
}

/** The content is gone for good; that there was a file, its hash and who stored it stay. */
export async function eraseFile(ctx: Ctx, owner: FileOwner, fileId: string): Promise<boolean> {
  const erased = await ctx.tx.run(sql`
    update platform.files set erased_at = ${ctx.at}, name = ''
    where file_id = ${fileId} and owner_kind = ${owner.kind} and owner_id = ${owner.id} and erased_at is null`);
  if (erased === 0) return false;
  await ctx.tx.run(sql`update platform.file_parts set sealed = ''::bytea where file_id = ${fileId}`);
  return true;
}

/** A new key for the files; what stands is sealed anew by `resealFiles`. */
export function rotateFileKey(ctx: Ctx): Promise<number> {
  return addSealingKey(ctx, 'files');
}

/** Seals parts of older keys anew, a bounded number; returns how many, 0 when all are sealed by the newest key. */
export async function resealFiles(ctx: Ctx): Promise<number> {
  const keys = await keysOf(ctx, 'files');
  const parts = await ctx.tx.rows(sql<PartRow>`
    select file_id, part, sealed from platform.file_parts
    where key_no < ${keys.current} and length(sealed) > 0
    order by key_no, file_id, part limit ${RESEAL_PARTS_MAX} for no key update`);
  for (const row of parts) await resealPart(ctx.tx, keys, row);
  return parts.length;
}

type PartRow = { file_id: string; part: number; sealed: Buffer };

function resealPart(tx: Tx, keys: Keys, row: PartRow): Promise<number> {
  const sealed = keys.sealBytes(openPart(keys, row), placeOf(row.file_id, row.part));
  return tx.run(sql`
    update platform.file_parts set sealed = ${sealed}, key_no = ${keys.current}
    where file_id = ${row.file_id} and part = ${row.part}`);
}

function openPart(keys: Keys, row: PartRow): Buffer {
  return keys.openBytes(row.sealed, placeOf(row.file_id, row.part));
}

function placeOf(fileId: string, part: number) {
  return { table: 'platform.file_parts', column: 'sealed', row: `${fileId}/${part}` };
}

/** The kind by the bytes alone; the name may not say another. */
async function kindOf(name: string, content: Buffer): Promise<string> {
  if (content.length === 0) throw new Problem(400, 'file_empty', 'the file is empty');
  if (content.length > FILE_BYTES_MAX) throw tooLarge();
  const seen = (await fileTypeFromBuffer(content).catch(() => undefined))?.mime ?? (isPlainText(content) ? 'text/plain' : null);
  const endings = seen === null ? undefined : KINDS[seen];
  if (!seen || !endings) {
    throw new Problem(415, 'file_kind_refused', `this kind of file is not taken; these are: ${FILE_ENDINGS.join(', ')}`, {
      fields: [{ field: 'file', message: 'kind' }],
      facts: { kinds: FILE_ENDINGS },
    });
  }
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!endings.includes(ending)) {
    throw new Problem(415, 'file_kind_differs', `the content is ${endings[0]}, the name says ${ending || 'nothing'}`, {
      fields: [{ field: 'file', message: 'kind' }],
      facts: { content: endings[0], name: ending },
    });
  }
  return seen;
}

/** Text has no mark of its own: readable in UTF-8 or GB18030, without control characters, and no page in disguise. */
function isPlainText(content: Buffer): boolean {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(content);
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      return !/[\u0000-\u0008\u000b\u000e-\u001f]/.test(text) && !/^\s*<(?:!doctype|html|svg|\?xml|script)/i.test(text);
    } catch {
      // Not this encoding.
    }
  }
  return false;
}

/** A name to show and to save under: no folders, no control characters, nothing that turns the reading direction. */
function shownName(name: string): string {
  const clean = basename(name.normalize('NFC').replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .trim();
  const ending = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? '';
  const short = clean.length <= NAME_MAX ? clean : `${clean.slice(0, NAME_MAX - ending.length)}${ending}`;
  return short === '' ? 'file' : short;
}

function tooLarge(): Problem {
  return new Problem(413, 'file_too_large', `a paper has at most ${FILE_BYTES_MAX / 1024 / 1024} MB`, {
    facts: { mostBytes: FILE_BYTES_MAX },
  });
}
