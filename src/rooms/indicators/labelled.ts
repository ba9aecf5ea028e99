// A list of customers with what became of them, or with the grade somebody gave → the same list with the indicators of each beside it, to learn from.
import { Problem } from '#base/assert.ts';
import { addDays, type Day, parseDay, startOfDay } from '#base/date.ts';
import type { RawCell } from '#base/raw-table.ts';
import type { CatalogueEntry } from '#engine/indicator-catalogue.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { readTable } from '#platform/table/read-table.ts';
import { type TableColumn, writeCsv } from '#platform/table/write-table.ts';
import { temporaryFile } from '#platform/temporary-file.ts';
import type * as contract from './contract.ts';
import { LABELLED_ROWS_MAX } from './contract.ts';
import { loadedAt, OBSERVED_ON, valuesOf } from './panel.ts';
import { chunkReadings, ownEntries, readingRun, wholeCatalogue } from './readings.ts';
import * as store from './store.ts';

const CHUNK = 2_000;
const CELL_MAX = 1_000;

type Listed = { readonly headings: readonly string[]; readonly rows: readonly (readonly string[])[] };
/** A row of the file whose customer is known. */
type Row = { readonly cells: readonly string[]; readonly partyId: string };

const textOf = (cell: RawCell): string => {
  if (cell === null) return '';
  if (typeof cell !== 'object') return String(cell).trim();
  if ('formula' in cell) return textOf(cell.value);
  return 'day' in cell ? (cell.day ?? '') : '';
};

/**
 * Refuses `no_customer_in_file` (nobody in the file is a customer), `column_unknown`, `table_empty`, `too_many_rows`. Nothing is known of a customer but
 * what was recorded by the end of the day, as in `panel`; where the ledger is empty, what papers say of themselves by their own days.
 */
export const labelled: Action<typeof contract.panelLabelled> = async (ctx, input) => {
  const listed = await listOf(ctx, input.sheet);
  const on = input.on === undefined ? ctx.today : parseDay(input.on, 'on');
  const { column, parties } = await customersIn(ctx, listed, input.customer);
  const rows: Row[] = [];
  const strangers: string[] = [];
  for (const cells of listed.rows) {
    const partyId = parties.get(cells[column]!);
    if (partyId === undefined) strangers.push(cells[column]!);
    else rows.push({ cells, partyId });
  }
  if (rows.length === 0)
    throw new Problem(422, 'no_customer_in_file', 'nobody in the file is a customer here, by code or by name', {
      facts: { column: listed.headings[column]!, first: strangers.slice(0, 10) },
    });
  const all = (await wholeCatalogue(ctx)).filter((each) => !each.todayOnly || on === ctx.today);
  const values = await valuesByParty(ctx, [...new Set(rows.map((row) => row.partyId))].sort(), on, all, input.historyUntil);
  // What is known of nobody here says nothing.
  const known = [...all.keys()].filter((at) => rows.some((row) => (values.get(row.partyId)?.[at] ?? null) !== null));
  const columns: TableColumn<Row>[] = [
    ...listed.headings.map((heading, at): TableColumn<Row> => ({ heading, type: 'text', value: (row) => row.cells[at] ?? null })),
    ...(listed.headings.includes(OBSERVED_ON) ? [] : [{ heading: OBSERVED_ON, type: 'day' as const, value: () => on }]),
    ...known.map(
      (at): TableColumn<Row> => ({
        heading: all[at]!.key,
        type: 'number',
        value: (row) => values.get(row.partyId)?.[at] ?? null,
      }),
    ),
  ];
  const path = await temporaryFile(writeCsv(rows, columns));
  const told = {
    on,
    customer: listed.headings[column]!,
    rows: rows.length,
    columns: known.length,
    unknown: strangers.length,
    strangers: [...new Set(strangers)].slice(0, 20),
  };
  ctx.note({ facts: { file: ctx.upload?.fileName, on, rows: rows.length, columns: known.length } });
  return { fileName: `panel-${on}.csv`, contentType: 'text/csv; charset=utf-8', path, told };
};

async function listOf(ctx: Ctx, sheet: string | undefined): Promise<Listed> {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  const { path, fileName } = ctx.upload;
  const file = await readTable(path, { fileName, ...(sheet === undefined ? {} : { sheet }) });
  try {
    let headings: string[] | null = null;
    const rows: string[][] = [];
    for await (const chunk of file.chunks()) {
      for (const { cells, problem, line } of chunk) {
        if (problem !== undefined)
          throw new Problem(400, 'row_unreadable', `Line ${line} cannot be read as cells (${problem})`, {
            facts: { line, problem },
          });
        const texts = cells.map((cell) => textOf(cell).slice(0, CELL_MAX));
        if (!headings) headings = texts.map((text, at) => text || `#${at + 1}`);
        else if (texts.some((text) => text !== '')) rows.push(texts);
        if (rows.length > LABELLED_ROWS_MAX)
          throw new Problem(400, 'too_many_rows', `at most ${LABELLED_ROWS_MAX} rows`, { facts: { most: LABELLED_ROWS_MAX } });
      }
    }
    if (!headings || rows.length === 0) throw new Problem(400, 'table_empty', 'The file has headings but no rows');
    return { headings, rows };
  } finally {
    await file.close();
  }
}

/** The column that names customers by code or by name: as said, else the one most of whose cells do. */
async function customersIn(
  ctx: Ctx,
  { headings, rows }: Listed,
  said: string | undefined,
): Promise<{ readonly column: number; readonly parties: ReadonlyMap<string, string> }> {
  const asked = said === undefined ? -1 : headings.indexOf(said);
  if (said !== undefined && asked < 0)
    throw new Problem(
      400,
      'column_unknown',
      `There is no column ${JSON.stringify(said)}; there are ${headings.slice(0, 50).join(', ')}`,
      {
        facts: { column: said, columns: headings },
      },
    );
  let best: { column: number; parties: Map<string, string> } | null = null;
  for (const column of asked >= 0 ? [asked] : headings.keys()) {
    const texts = [...new Set(rows.map((row) => row[column] ?? '').filter((text) => text !== ''))];
    const parties = new Map<string, string>();
    for (let at = 0; at < texts.length; at += CHUNK)
      for (const row of await store.customersCalled(ctx.tx, texts.slice(at, at + CHUNK))) parties.set(row.called, row.party_id);
    if (!best || parties.size > best.parties.size) best = { column, parties };
  }
  return best!;
}

async function valuesByParty(
  ctx: Ctx,
  partyIds: readonly string[],
  on: Day,
  columns: readonly CatalogueEntry[],
  historyUntil: string | undefined,
): Promise<Map<string, readonly (number | null)[]>> {
  const loaded = await loadedAt(ctx, historyUntil);
  const end = new Date(startOfDay(addDays(on, 1), ctx.tenant.timeZone));
  const knownAt = loaded === null ? null : new Date((end > loaded ? end : loaded).getTime() - 1);
  const run = await readingRun(ctx, on, knownAt, await ownEntries(ctx, null), null);
  const found = new Map<string, readonly (number | null)[]>();
  for (let at = 0; at < partyIds.length; at += CHUNK) {
    for (const each of await chunkReadings(ctx, run, partyIds.slice(at, at + CHUNK)))
      found.set(each.partyId, valuesOf(ctx, each, columns));
    ctx.progress(Math.min(at + CHUNK, partyIds.length), partyIds.length, ctx.language === 'zh' ? '训练表' : 'Table');
  }
  return found;
}
