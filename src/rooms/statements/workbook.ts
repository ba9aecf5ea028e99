// The file of a call, sheet by sheet: every visible one that holds rows; a text file is one sheet.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '#base/assert.ts';
import type { RawRow } from '#base/raw-table.ts';
import type { Ctx } from '#platform/context.ts';
import { readTable } from '#platform/table/read-table.ts';

/** Sheets of one workbook that are looked at. */
const SHEETS_MAX = 30;

export type Sheet = { readonly sheet: string | null; readonly rows: readonly RawRow[] };

/** Refuses `file_missing`. */
export function uploadOf(ctx: Ctx) {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  return ctx.upload;
}

/** What is kept of the file: its name and what proves its content. */
export async function fileOf(ctx: Ctx): Promise<{ fileName: string; sha256: string }> {
  const { fileName, path } = uploadOf(ctx);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { fileName, sha256 };
}

/** Rows of each sheet; one with more than `rowsMax` is read little further than that, for its reader to refuse. */
export async function sheetsOf(ctx: Ctx, rowsMax: number): Promise<Sheet[]> {
  const { path, fileName } = uploadOf(ctx);
  const first = await readTable(path, { fileName });
  const names = first.info.sheets.filter((sheet) => sheet.state === 'visible' && !sheet.empty).map((sheet) => sheet.name);
  const out: Sheet[] = [];
  const one = async (table: typeof first, sheet: string | null) => {
    const rows: RawRow[] = [];
    for await (const chunk of table.chunks()) {
      rows.push(...chunk);
      if (rows.length > rowsMax) break;
    }
    out.push({ sheet, rows });
  };
  try {
    if (names.length <= 1) await one(first, first.info.sheet);
  } finally {
    await first.close();
  }
  if (names.length > 1) {
    for (const sheet of names.slice(0, SHEETS_MAX)) {
      const table = await readTable(path, { fileName, sheet });
      try {
        await one(table, sheet);
      } finally {
        await table.close();
      }
    }
  }
  return out;
}
