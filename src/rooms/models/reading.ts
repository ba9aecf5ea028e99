// A file as a table of variables, and the outcome in it.
import { Problem } from '#base/assert.ts';
import { type RawCell, UNCALCULATED_ERROR } from '#base/raw-table.ts';
import { type PlainCell, type SetApart, SheetRows } from '#engine/models/sheet-rows.ts';
import { type Column, ColumnBuilder, type ModelTable, numberOf, takeRows } from '#engine/models/table.ts';
import type { Upload } from '#platform/context.ts';
import { readTable } from '#platform/table/read-table.ts';

/** Cells of all rows together: 1,000,000 rows × 100 columns of numbers are 800 MB. */
const CELLS_MAX = 100_000_000;

type Lost = { column: number; rows: number };

/** `lost`: columns whose formulas the workbook holds no results of. */
function plainOf(cell: RawCell, column: number, lost: Map<number, Lost>): PlainCell {
  if (cell === null || typeof cell !== 'object') return cell;
  if ('formula' in cell) return plainOf(cell.value, column, lost);
  if ('day' in cell) return cell.day;
  if (cell.error === UNCALCULATED_ERROR) {
    const known = lost.get(column);
    if (known) known.rows += 1;
    else lost.set(column, { column, rows: 1 });
  }
  return null;
}

export type Asked = {
  readonly sheet?: string | undefined;
  /** Somebody sits before it and can say which sheet. */
  readonly isAsked?: boolean;
  /** A column that the table has to have: of several filled sheets the one with it is read. */
  readonly column?: string;
};

/** What was read, from which sheet, and which records of it are no rows. */
export type ReadTable = ModelTable & { readonly sheet: string | null; readonly setApart: SetApart };

/**
 * A table as people keep it: titles, blank lines, totals and signatures are set apart (`SheetRows`). Of a workbook with several filled sheets the first
 * is read, or that with `column`, or with `isAsked` none: refuses (422) `which_sheet` with their names. Refuses (400) `formula_uncalculated`.
 */
export async function readVariables(upload: Upload | undefined, asked: Asked = {}): Promise<ReadTable> {
  if (!upload) throw new Problem(400, 'file_missing', 'no file was sent');
  const first = await openSheet(upload, asked.sheet, asked.isAsked ?? false);
  const { column } = asked;
  if (column === undefined || first.others.length === 0 || first.table.columns.some((each) => each.name === column))
    return first.table;
  for (const sheet of first.others) {
    const other = await openSheet(upload, sheet, false).catch((error: unknown) => {
      // A sheet of notes is no table, and not why the file is refused.
      if (error instanceof Problem) return null;
      throw error;
    });
    if (other?.table.columns.some((each) => each.name === column)) return other.table;
  }
  return first.table;
}

async function openSheet(
  upload: Upload,
  sheet: string | undefined,
  isAsked: boolean,
): Promise<{ readonly table: ReadTable; readonly others: readonly string[] }> {
  const file = await readTable(upload.path, { fileName: upload.fileName, ...(sheet === undefined ? {} : { sheet }) });
  try {
    const filled = file.info.sheets.filter((each) => each.state === 'visible' && !each.empty).map((each) => each.name);
    if (isAsked && file.info.sheetUndecided)
      throw new Problem(422, 'which_sheet', `the workbook has several sheets: ${filled.join(', ')}; say which one`, {
        facts: { sheets: filled.join('、'), names: filled },
      });
    const reader = new SheetRows();
    const lost = new Map<number, Lost>();
    let builders: ColumnBuilder[] | null = null;
    let rows = 0;
    const take = (taken: readonly (readonly PlainCell[])[]) => {
      for (const cells of taken) {
        builders ??= reader.headings!.map((name) => new ColumnBuilder(name));
        for (let at = 0; at < builders.length; at += 1) builders[at]!.push(at < cells.length ? cells[at]! : null);
        rows += 1;
        if (rows * builders.length > CELLS_MAX)
          throw new Problem(400, 'table_too_large', `The table has more than ${CELLS_MAX} cells; leave columns out`, {
            facts: { max: CELLS_MAX },
          });
      }
    };
    for await (const chunk of file.chunks()) {
      for (const { cells, problem, line } of chunk) {
        if (problem !== undefined)
          throw new Problem(400, 'row_unreadable', `Line ${line} cannot be read as cells (${problem})`, {
            facts: { line, problem },
          });
        take(reader.push(cells.map((cell, at) => plainOf(cell, at, lost))));
      }
    }
    take(reader.end());
    if (builders === null || rows === 0) throw new Problem(400, 'table_empty', 'The file has headings but no rows');
    const unknown = [...lost.values()].filter((each) => each.rows * 2 > rows).map((each) => reader.headings![each.column] ?? '');
    if (unknown.length > 0)
      throw new Problem(
        400,
        'formula_uncalculated',
        `The workbook holds formulas without their results in ${unknown.join(', ')}; open it in Excel, save it, and bring it again`,
        { facts: { columns: unknown.join('、') } },
      );
    return {
      table: {
        rows,
        columns: (builders as ColumnBuilder[]).map((builder) => builder.done()),
        sheet: file.info.sheet,
        setApart: reader.setApart,
      },
      others: file.info.sheetUndecided ? filled.filter((each) => each !== file.info.sheet) : [],
    };
  } finally {
    await file.close();
  }
}

export function columnNamed(table: ModelTable, name: string): Column {
  const column = table.columns.find((each) => each.name === name);
  if (column) return column;
  const names = table.columns.map((each) => each.name);
  throw new Problem(
    400,
    'column_unknown',
    `There is no column ${JSON.stringify(name)}; there are ${names.slice(0, 50).join(', ')}`,
    {
      facts: { column: name, columns: names },
    },
  );
}

export type Outcome = {
  /** Without the target and without rows whose outcome is not known. */
  readonly table: ModelTable;
  readonly bad: Uint8Array;
  /** Row in the file, from 0, of each row left. */
  readonly rows: Int32Array;
  readonly unknown: number;
  /** Of a column of words what else it holds: all of it counts as good. */
  readonly others: readonly string[];
};

const COMPARED = /^(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)$/;

/** By row: 1 bad, 0 good, −1 not known. `value`: the value itself, several as a|b, or a bound such as >0. */
export function flagsOf(table: ModelTable, target: string, value: string): Int8Array {
  const column = columnNamed(table, target);
  const compared = COMPARED.exec(value.trim());
  if (compared && column.kind !== 'number')
    throw new Problem(400, 'bad_value_unknown', `${target} holds text; ${value} compares numbers`, { facts: { target, value } });
  const bound = compared ? Number(compared[2]) : 0;
  const named = new Set(value.split('|').map((each) => each.trim()));
  const numbers = new Set([...named].map(numberOf).filter((each) => each !== null));
  const isBadNumber = (number: number): boolean => {
    if (!compared) return numbers.has(number);
    if (compared[1] === '>=') return number >= bound;
    if (compared[1] === '<=') return number <= bound;
    return compared[1] === '>' ? number > bound : number < bound;
  };
  if (column.kind === 'number')
    return Int8Array.from(column.values, (number) => (Number.isNaN(number) ? -1 : isBadNumber(number) ? 1 : 0));
  // TRUE for true: as written if a level is so written, else whatever the case.
  const lower = new Set([...named].map((each) => each.toLowerCase()));
  const isExact = column.levels.some((level) => named.has(level));
  const badLevels = column.levels.map((level) => ((isExact ? named.has(level) : lower.has(level.toLowerCase())) ? 1 : 0));
  return Int8Array.from(column.codes, (code) => (code < 0 ? -1 : badLevels[code]!));
}

/** Rows whose outcome is known, with it. Refuses `bad_value_unknown`, `too_few_outcomes`. */
export function outcomeOf(table: ModelTable, target: string, value: string): Outcome {
  const column = columnNamed(table, target);
  const all = flagsOf(table, target, value);
  const rows = [...all.keys()].filter((row) => all[row]! >= 0);
  const flags = rows.map((row) => all[row]!);
  const bads = flags.reduce((sum, flag) => sum + flag, 0);
  const values =
    column.kind === 'category'
      ? column.levels.slice(0, 20)
      : [...new Set(column.values)]
          .filter((each) => !Number.isNaN(each))
          .slice(0, 20)
          .map(String);
  if (bads === 0) {
    throw new Problem(
      400,
      'bad_value_unknown',
      `No row of ${target} is ${JSON.stringify(value)}; there are ${values.join(', ')}`,
      {
        facts: { target, value, values },
      },
    );
  }
  if (Math.min(bads, rows.length - bads) < OUTCOMES_MIN) {
    throw new Problem(
      422,
      'too_few_outcomes',
      `${bads} bad and ${rows.length - bads} good rows; at least ${OUTCOMES_MIN} of each are needed`,
      {
        facts: { bads, goods: rows.length - bads, least: OUTCOMES_MIN },
      },
    );
  }
  const kept = Int32Array.from(rows);
  const others = { rows: table.rows, columns: table.columns.filter((each) => each.name !== target) };
  return {
    table: kept.length === table.rows ? others : takeRows(others, kept),
    bad: Uint8Array.from(flags),
    rows: kept,
    unknown: table.rows - kept.length,
    others: othersOf(column, all),
  };
}

/** Fewer of one kind and there is nothing to learn from. */
const OUTCOMES_MIN = 5;

const OTHERS_SHOWN = 20;

function othersOf(column: Column, flags: Int8Array): string[] {
  if (column.kind !== 'category') return [];
  const met = new Set<number>();
  for (const [row, flag] of flags.entries()) if (flag === 0) met.add(column.codes[row]!);
  return [...met].slice(0, OTHERS_SHOWN).map((code) => column.levels[code]!);
}
