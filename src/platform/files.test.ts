// Papers: what they are is read from their bytes, they are kept once, sealed, and only their owner gets them back.
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { newId } from '#base/id.ts';
import type { Ctx } from './context.ts';
import { eraseFile, FILE_BYTES_MAX, readStoredFile, resealFiles, rotateFileKey, storeFile } from './files.ts';
import { type TestHouse, testHouse } from './test-house.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj CANARY-4711\n%%EOF\n');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function within<T>(place: TestHouse, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await place.run(async (ctx) => {
    answer = await work(ctx);
  });
  return answer as T;
}
const owner = () => ({ kind: 'paper', id: newId() });
const keep = (place: TestHouse, whose: { kind: string; id: string }, name: string, content: Buffer) =>
  within(place, (ctx) => storeFile(ctx, whose, { name, content }));

test('a licence comes back byte for byte, under a name without folders and tricks; the same content is kept once per owner', async () => {
  const place = await testHouse([]);
  const whose = owner();
  const kept = await keep(place, whose, '..\\..\\营业执照\u202Egnp.pdf', PDF);
  expect(kept).toMatchObject({ name: '营业执照gnp.pdf', contentType: 'application/pdf', bytes: PDF.length, known: false });
  const again = await keep(place, whose, 'copy.pdf', PDF);
  expect(again).toMatchObject({ fileId: kept.fileId, known: true });
  expect((await keep(place, owner(), 'copy.pdf', PDF)).known).toBe(false);
  const back = await within(place, (ctx) => readStoredFile(ctx, whose, kept.fileId));
  expect(Buffer.from(back!.bytes)).toEqual(PDF);
  expect(await within(place, (ctx) => readStoredFile(ctx, owner(), kept.fileId)), 'another owner').toBeNull();
  const foreign = await testHouse([]);
  expect(await within(foreign, (ctx) => readStoredFile(ctx, whose, kept.fileId)), 'another company').toBeNull();
});

test('a file of several megabytes is kept in parts and comes back whole; its plain text is nowhere in the tables', async () => {
  const place = await testHouse([]);
  const whose = owner();
  const large = Buffer.concat([PDF, Buffer.alloc(2 * 1024 * 1024 + 17, 'CANARY-4711 '), Buffer.from('%%EOF')]);
  const kept = await keep(place, whose, 'report.pdf', large);
  const back = await within(place, (ctx) => readStoredFile(ctx, whose, kept.fileId));
  expect(Buffer.from(back!.bytes).equals(large)).toBe(true);
  const admin = new pg.Client(inject('owner'));
  await admin.connect();
  try {
    await admin.query(`set app.tenant_id = '${place.tenant.id}'`);
    const { rows } = await admin.query<{ sealed: Buffer }>('select sealed from platform.file_parts where tenant_id = $1', [
      place.tenant.id,
    ]);
    expect(rows.length).toBe(3);
    for (const row of rows) expect(row.sealed.includes(Buffer.from('CANARY'))).toBe(false);
  } finally {
    await admin.end();
  }
});

test.each([
  ['empty', 'a.pdf', Buffer.alloc(0), 'file_empty'],
  ['too large', 'a.pdf', Buffer.concat([PDF, Buffer.alloc(FILE_BYTES_MAX)]), 'file_too_large'],
  ['a program', 'a.exe', Buffer.from('MZ\u0000\u0001binary'), 'file_kind_refused'],
  ['a program that calls itself a licence', 'licence.pdf', Buffer.from('7f454c460201010000000000', 'hex'), 'file_kind_refused'],
  ['a picture that calls itself a PDF', 'a.pdf', PNG, 'file_kind_differs'],
  ['a PDF without an ending', 'licence', PDF, 'file_kind_differs'],
  ['a page as a text', 'a.txt', Buffer.from('<!DOCTYPE html><script>alert(1)</script>'), 'file_kind_refused'],
  ['a page as a picture', 'a.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'file_kind_refused'],
  ['an archive', 'a.zip', Buffer.from('504b0304140000000000', 'hex'), 'file_kind_refused'],
])('refused: %s', async (_, name, content, code) => {
  const place = await testHouse([]);
  await expect(keep(place, owner(), name, content)).rejects.toMatchObject({ code });
});

test('a plain text in GBK and a picture are taken', async () => {
  const place = await testHouse([]);
  expect((await keep(place, owner(), '说明.txt', Buffer.from('d3aad2b5d6b4d5d5', 'hex'))).contentType).toBe('text/plain');
  expect((await keep(place, owner(), 'IMG_1.PNG', PNG)).contentType).toBe('image/png');
});

test('after the key is changed every paper is sealed anew and still reads; an erased one is gone but may come again', async () => {
  const place = await testHouse([]);
  const whose = owner();
  const kept = await keep(place, whose, 'a.pdf', PDF);
  await within(place, rotateFileKey);
  expect(await within(place, resealFiles)).toBe(1);
  expect(await within(place, resealFiles)).toBe(0);
  const read = () => within(place, (ctx) => readStoredFile(ctx, whose, kept.fileId));
  expect(Buffer.from((await read())!.bytes)).toEqual(PDF);
  expect(await within(place, (ctx) => eraseFile(ctx, whose, kept.fileId))).toBe(true);
  expect(await read()).toBeNull();
  expect((await keep(place, whose, 'a.pdf', PDF)).known).toBe(false);
});
