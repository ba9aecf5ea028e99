// The container of a workbook (ZIP) looked at before anything is unpacked.
import type { FileHandle } from 'node:fs/promises';
import { Problem } from '#base/assert.ts';
import {
  XLSX_BYTES_MAX,
  ZIP_ENTRIES_MAX,
  ZIP_RATIO_FROM,
  ZIP_RATIO_LARGE_FROM,
  ZIP_RATIO_LARGE_MAX,
  ZIP_RATIO_MAX,
  ZIP_UNPACKED_MAX,
} from './limits.ts';

export type ZipEntry = { name: string; method: 0 | 8; packed: number; unpacked: number; offset: number };

const END_RECORD = 0x06054b50;
const ENTRY_RECORD = 0x02014b50;
const LOCAL_RECORD = 0x04034b50;
const END_LENGTH = 22;
const COMMENT_MAX = 65_535;
const DIRECTORY_MAX = 2 * 1024 * 1024;

function refuse(code: string, detail: string, facts: Record<string, string | number> = {}): never {
  throw new Problem(400, code, detail, { facts });
}

/**
 * Reads and checks the directory: number and size of entries, ratio, names, encryption, macros, external links. Nothing is inflated.
 * The sizes are claims; whoever inflates must stop at the claimed size. Cheap enough for the process that serves: most bombs end here.
 */
export async function readContainer(file: FileHandle, size: number): Promise<Map<string, ZipEntry>> {
  if (size > XLSX_BYTES_MAX)
    refuse('file_too_large', `The workbook has ${size} bytes; at most ${XLSX_BYTES_MAX} are read`, {
      bytes: size,
      max: XLSX_BYTES_MAX,
    });
  const tail = Buffer.alloc(Math.min(size, END_LENGTH + COMMENT_MAX));
  await file.read(tail, 0, tail.length, size - tail.length);
  let end = tail.length - END_LENGTH;
  while (end >= 0 && tail.readUInt32LE(end) !== END_RECORD) end -= 1;
  if (end < 0) refuse('container_broken', 'The workbook is cut off or damaged: its directory is missing');
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) refuse('container_zip64', 'The workbook is packed for sizes beyond 4 GB');
  if (count > ZIP_ENTRIES_MAX)
    refuse('container_entries', `The workbook has ${count} parts; at most ${ZIP_ENTRIES_MAX} are read`, {
      entries: count,
      max: ZIP_ENTRIES_MAX,
    });
  if (length > DIRECTORY_MAX || start + length > size)
    refuse('container_broken', 'The workbook is damaged: its directory does not fit the file');
  const directory = Buffer.alloc(length);
  await file.read(directory, 0, length, start);
  const entries = new Map<string, ZipEntry>();
  const offsets = new Set<number>();
  let unpackedAll = 0;
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > length || directory.readUInt32LE(at) !== ENTRY_RECORD)
      refuse('container_broken', 'The workbook is damaged: its directory is cut off');
    const flags = directory.readUInt16LE(at + 8);
    const method = directory.readUInt16LE(at + 10);
    const packed = directory.readUInt32LE(at + 20);
    const unpacked = directory.readUInt32LE(at + 24);
    const nameLength = directory.readUInt16LE(at + 28);
    const offset = directory.readUInt32LE(at + 42);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    checkName(name);
    if ((flags & 1) !== 0) refuse('container_encrypted', 'The workbook is encrypted; save it without a password');
    if (method !== 0 && method !== 8)
      refuse('container_method', `The workbook is packed by an unknown method (${method})`, { method });
    if (packed === 0xffffffff || unpacked === 0xffffffff || offset === 0xffffffff)
      refuse('container_zip64', 'The workbook is packed for sizes beyond 4 GB');
    unpackedAll += unpacked;
    if (unpackedAll > ZIP_UNPACKED_MAX)
      refuse('container_too_large', `Unpacked, the workbook is larger than ${ZIP_UNPACKED_MAX} bytes`, { max: ZIP_UNPACKED_MAX });
    const ratioMax = unpacked > ZIP_RATIO_LARGE_FROM ? ZIP_RATIO_LARGE_MAX : ZIP_RATIO_MAX;
    if (unpacked > ZIP_RATIO_FROM && unpacked > packed * ratioMax) {
      refuse('container_ratio', `A part of the workbook unpacks to more than ${ratioMax} times its size`, {
        part: name.slice(0, 100),
        max: ratioMax,
      });
    }
    if (offset + 30 + packed > size) refuse('container_broken', 'The workbook is damaged: a part lies outside the file');
    // Two names on the same bytes, or one name twice: readers disagree on what such a file says.
    if (offsets.has(offset) || entries.has(name.toLowerCase()))
      refuse('container_overlap', 'The workbook names one part twice', { part: name.slice(0, 100) });
    offsets.add(offset);
    entries.set(name.toLowerCase(), { name, method, packed, unpacked, offset });
  }
  if (entries.has('mimetype') && entries.has('content.xml'))
    refuse('workbook_ods', 'This is an OpenDocument table; save it as .xlsx');
  if (!entries.has('[content_types].xml')) refuse('workbook_unreadable', 'The file is a ZIP archive but no workbook');
  return entries;
}

function checkName(name: string): void {
  const lower = name.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  if (name.startsWith('/') || /(^|[\\/])\.\.([\\/]|$)/.test(name) || /[\\:\u0000-\u001f]/.test(name)) {
    refuse('container_path', 'A part of the workbook points outside of it', { part: name.slice(0, 100) });
  }
  if (lower.includes('vbaproject') || lower.includes('/macrosheets/'))
    refuse('workbook_macros', 'The workbook contains macros; save it as .xlsx without them');
  if (lower.includes('externallinks/'))
    refuse('workbook_external_links', 'The workbook refers to other files; paste the values and save it again');
}

/** Where the packed bytes of an entry begin. */
export async function dataOffset(file: FileHandle, entry: ZipEntry): Promise<number> {
  const local = Buffer.alloc(30);
  const { bytesRead } = await file.read(local, 0, 30, entry.offset);
  if (bytesRead < 30 || local.readUInt32LE(0) !== LOCAL_RECORD)
    refuse('container_broken', 'The workbook is damaged: a part is not where the directory says');
  return entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
}
