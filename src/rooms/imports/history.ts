// What was imported before: the list, the answers remembered, the refused rows as a workbook.
import { Problem } from '#base/assert.ts';
import { refusalMessage } from '#engine/import/words.ts';
import type { Action } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { tableBytes } from '#platform/table/write-table.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

export const imports: Action<typeof contract.imports> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const rows = await store.importsPage(ctx.tx, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    imports: rows.map((row) => ({
      id: row.import_id,
      fileName: row.file_name,
      fileBytes: Number(row.file_bytes),
      fileHash: row.file_hash.toString('hex'),
      source: row.source,
      kind: row.kind,
      by: row.by_name,
      at: row.recorded_at.toISOString(),
      applied: row.state === 'applied',
      accepted: row.accepted,
      unchanged: row.unchanged,
      refused: row.refused,
      skipped: row.skipped,
      sums: row.sums,
    })),
    next: rows.length === limit && last ? instantMark(last.recorded_at, last.import_id) : null,
  };
};

export const templates: Action<typeof contract.templates> = async (ctx) => ({
  templates: (await store.templates(ctx.tx)).map((row) => ({
    name: row.name,
    kind: row.kind,
    usedAt: row.used_at.toISOString(),
  })),
});

export const refusals: Action<typeof contract.refusals> = async (ctx, input) => {
  const rows = await store.refusalsOf(ctx.tx, input.import);
  if (rows.length === 0) throw new Problem(404, 'refusals_none', 'this import refused no row');
  const zh = ctx.language === 'zh';
  type Row = (typeof rows)[number];
  const bytes = await tableBytes(
    rows,
    [
      { heading: zh ? '行' : 'Row', type: 'number', value: (row: Row) => row.row_no },
      { heading: zh ? '文件行号' : 'Line', type: 'number', value: (row: Row) => row.line_no },
      { heading: zh ? '列' : 'Column', type: 'text', value: (row: Row) => row.column_name },
      { heading: zh ? '内容' : 'Value', type: 'text', value: (row: Row) => row.value, width: 30 },
      { heading: zh ? '代码' : 'Code', type: 'text', value: (row: Row) => row.code, width: 22 },
      {
        heading: zh ? '原因' : 'Reason',
        type: 'text',
        width: 60,
        value: (row: Row) =>
          refusalMessage(
            {
              row: row.row_no,
              line: row.line_no ?? 0,
              column: row.column_name,
              code: row.code as never,
              value: row.value,
              ...(row.facts ? { facts: row.facts } : {}),
            },
            ctx.language,
          ),
      },
    ],
    { sheetName: zh ? '被拒行' : 'Refused rows', language: ctx.language },
  );
  return {
    fileName: zh ? '导入被拒行.xlsx' : 'refused-rows.xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes,
  };
};
