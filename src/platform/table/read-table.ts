// readTable: a file of a customer's, CSV, workbook or ARFF, opened for reading; nothing is interpreted here.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Problem } from '#base/assert.ts';
import type { RawTable } from '#base/raw-table.ts';
import { openArff } from './arff-table.ts';
import type { CsvChoices } from './csv-table.ts';
import { openCsv } from './csv-table.ts';
import { type ByteSource, ENCODINGS, type Encoding } from './csv-text.ts';
import { openXlsx } from './xlsx-table.ts';

export type ReadOptions = CsvChoices & {
  /** Shown to people and kept with the import; never opened. */
  fileName: string;
  /** Name of the sheet of a workbook. */
  sheet?: string;
};

/** Enough to tell what a file is, whatever it is called. */
const HEAD_BYTES = 512;
const READ_BYTES = 256 * 1024;

/**
 * Opens a table file by its content, not its name: PK… is a workbook, else CSV (ARFF by its name alone). Takes bytes or a path.
 * Refuses (Problem 400): `file_empty`, `file_too_large`, `too_many_columns`, `too_many_rows`, `line_too_long`, `quotes_broken`,
 * `container_…` and `workbook_…` for workbooks (also old .xls and password-protected ones), `sheet_unknown`.
 * What it cannot decide (encoding, sheet) stands in `info`; the import engine turns that into questions.
 */
export async function readTable(input: Uint8Array | string, options: ReadOptions): Promise<RawTable> {
  const source = typeof input === 'string' ? await fileSource(input) : bytesSource(input);
  if (source.size === 0) throw new Problem(400, 'file_empty', 'The file is empty');
  const head = await firstBytes(input);
  if (head[0] === 0x50 && head[1] === 0x4b) return openXlsx(input, options.fileName, source.size, options.sheet);
  if (head.readUInt32BE(0) === 0xd0cf11e0) {
    throw new Problem(
      400,
      'workbook_old_or_encrypted',
      'This is an old .xls workbook or one with a password; save it as .xlsx without a password',
    );
  }
  // Many systems save a web page, or Excel's XML of 2003, under the name .xls.
  if (
    /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<\?mso[^>]*\?>\s*)?(?:<!doctype html|<html|<table|<meta|<head|<(?:\w+:)?Workbook)\b/i.test(
      textOf(head),
    )
  )
    throw new Problem(
      400,
      'workbook_web_page',
      'This is a web page saved under the name of a workbook; open it in Excel and save it as .xlsx',
    );
  if (/\.arff$/i.test(options.fileName)) return openArff(source, options.fileName);
  return openCsv(source, options.fileName, options);
}

/** The first bytes as Latin text, whatever zeros a wide encoding puts between. */
function textOf(head: Buffer): string {
  return head
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '');
}

/** The answers to questions of an import that the reader itself needs: `encoding`, `sheet`, `mojibake=repair`, `delimiter`. */
export function readOptionsFrom(answers: Readonly<Record<string, string>>): Omit<ReadOptions, 'fileName'> {
  const out: Omit<ReadOptions, 'fileName'> = {};
  if (answers.encoding !== undefined) {
    if (!(ENCODINGS as readonly string[]).includes(answers.encoding)) {
      throw new Problem(400, 'answer_unknown', `encoding: take one of ${ENCODINGS.join(', ')}`, {
        facts: { question: 'encoding' },
      });
    }
    out.encoding = answers.encoding as Encoding;
  }
  if (answers.sheet !== undefined) out.sheet = answers.sheet;
  if (answers.mojibake === 'repair') out.repairMojibake = true;
  if (answers.delimiter !== undefined) out.delimiter = answers.delimiter === 'tab' ? '\t' : answers.delimiter;
  return out;
}

async function fileSource(path: string): Promise<ByteSource> {
  const { size } = await stat(path);
  return { size, chunks: () => createReadStream(path, { highWaterMark: READ_BYTES }) };
}

function bytesSource(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: buffer.length,
    async *chunks() {
      for (let at = 0; at < buffer.length; at += READ_BYTES) yield buffer.subarray(at, at + READ_BYTES);
    },
  };
}

async function firstBytes(input: Uint8Array | string): Promise<Buffer> {
  const head = Buffer.alloc(HEAD_BYTES);
  if (typeof input === 'string') {
    const file = await open(input);
    try {
      await file.read(head, 0, HEAD_BYTES, 0);
    } finally {
      await file.close();
    }
  } else {
    head.set(input.subarray(0, HEAD_BYTES));
  }
  return head;
}
