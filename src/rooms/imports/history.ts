// What was imported before: the list, the answers remembered, the refused rows as a workbook.
import { Problem } from '#base/assert.ts';
import type { Refusal } from '#engine/import/report.ts';
import { refusalMessage } from '#engine/import/words.ts';
import type { Action } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { type MarkedTable, markedCsv, markedWorkbook } from '#platform/table/write-marked.ts';
import type * as contract from './contract.ts';
import { REFUSED_KEPT } from './reading.ts';
import * as store from './store.ts';

/** Templates shown; a house has a handful of sources. */
const TEMPLATES_SHOWN = 200;

export function wireImport(row: store.ImportRow) {
  return {
    id: row.import_id,
    fileName: row.file_name,
    fileBytes: Number(row.file_bytes),
    fileHash: row.file_hash.toString('hex'),
    source: row.source,
    kind: row.kind,
    by: row.by_name,
    at: row.recorded_at.toISOString(),
    state: row.state,
    applied: row.state === 'applied',
    accepted: row.accepted,
    unchanged: row.unchanged,
    refused: row.refused,
    skipped: row.skipped,
    customersAdded: row.customers_added,
    changes: row.changes,
    sums: row.sums,
    endedAt: row.ended_at?.toISOString() ?? null,
    undoneBy: row.undone_by,
  };
}

export const imports: Action<typeof contract.imports> = async (ctx, input) => {
  if (ctx.actor.scope.kind === 'own') return { imports: [], next: null };
  const limit = input.limit ?? 50;
  const rows = await store.importsPage(ctx.tx, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    imports: rows.map(wireImport),
    next: rows.length === limit && last ? instantMark(last.recorded_at, last.import_id) : null,
  };
};

export const templates: Action<typeof contract.templates> = async (ctx) => ({
  templates: (await store.templates(ctx.tx, TEMPLATES_SHOWN)).map(({ used_at, ...row }) => ({
    ...row,
    usedAt: used_at.toISOString(),
  })),
});

function templateUnknown(): Problem {
  return new Problem(404, 'template_unknown', 'there is no template of this name');
}

export const saveTemplate: Action<typeof contract.saveTemplate> = async (ctx, input) => {
  const known = await store.templateByName(ctx.tx, input.name);
  if (!known) throw templateUnknown();
  const { name, kind, source } = known;
  await store.keepTemplate(ctx.tx, ctx.tenant.id, ctx.at, { name, kind, source, answers: input.answers });
  ctx.note({ facts: { template: name, answers: Object.keys(input.answers).length } });
  return {};
};

export const forgetTemplate: Action<typeof contract.forgetTemplate> = async (ctx, input) => {
  if ((await store.forgetTemplate(ctx.tx, input.name)) === 0) throw templateUnknown();
  ctx.note({ facts: { template: input.name } });
  return {};
};

/** Rows of a workbook with notes; more are a CSV file. */
const WORKBOOK_ROWS_MAX = 20_000;

/** The refused rows whole, under the file's own headings, to be mended there and imported again by themselves. */
export const refusals: Action<typeof contract.refusals> = async (ctx, input) => {
  if (ctx.actor.scope.kind === 'own') throw importUnknown();
  const row = await store.importById(ctx.tx, input.import);
  if (!row) throw importUnknown();
  const findings = await store.findingsOf(ctx.tx, row.import_id);
  const rows = await store.refusalsOf(ctx.tx, row.import_id, REFUSED_KEPT);
  if (rows.length === 0) throw new Problem(404, 'refusals_none', 'this import refused no row');
  const zh = ctx.language === 'zh';
  const headings = findings?.columns.map((column) => column.heading) ?? [];
  const table: MarkedTable = {
    sheetName: zh ? '被拒行' : 'Refused rows',
    preamble: findings?.preamble ?? [],
    headings,
    reasonHeading: zh ? '被拒原因' : 'Refused because',
    rows: rows.map((each) => ({
      // Of an import before cells were kept, the one cell that is known.
      cells: each.cells ?? headings.map((heading) => (heading === each.column_name ? each.value : null)),
      bad: each.column_name === null ? null : headings.indexOf(each.column_name),
      reason: refusalMessage(refusalOf(each), ctx.language),
    })),
  };
  const name = `${row.file_name.replace(/\.[^.]*$/, '')}-${zh ? '被拒行' : 'refused'}`;
  if (input.format === 'csv' || rows.length > WORKBOOK_ROWS_MAX) {
    return { fileName: `${name}.csv`, contentType: 'text/csv; charset=utf-8', bytes: Buffer.from(markedCsv(table)) };
  }
  return {
    fileName: `${name}.xlsx`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: await markedWorkbook(table),
  };
};

function importUnknown(): Problem {
  return new Problem(404, 'import_unknown', 'there is no such import');
}

export function refusalOf(row: store.KeptRefusal): Refusal {
  return {
    row: row.row_no,
    line: row.line_no ?? 0,
    column: row.column_name,
    code: row.code as Refusal['code'],
    value: row.value,
    ...(row.facts ? { facts: row.facts } : {}),
  };
}
