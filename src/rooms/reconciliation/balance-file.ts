// The trial balance of a source as rows: the sheet that speaks of customers and balances, its total rows held against what was read.
import { Problem } from '#base/assert.ts';
import { decimalsOf, formatMinor, isCurrency } from '#base/money.ts';
import type { RawRow, RawTable } from '#base/raw-table.ts';
import { cellText, currencyOf, readAmount } from '#engine/import/cells.ts';
import { type BalanceTable, balanceOf, findBalanceTable, headingsTaken } from '#engine/trial-balance-columns.ts';
import type { Upload } from '#platform/context.ts';
import { type ReadOptions, readTable } from '#platform/table/read-table.ts';

const LINES_MAX = 200_000;
const HEADING_ROWS = 20;
/** Sheets looked at where none was named. */
const SHEETS_LOOKED = 12;
const TOTAL_ROW = /^(?:本?[页月期年]?合计|小计|总计|共计|累计|total|grandtotal|subtotal|sum)/i;
const SUBTOTAL = /小计|本页|subtotal/i;

export type Theirs = {
  readonly line: number;
  readonly code: string;
  readonly name: string | null;
  readonly entity: string | null;
  readonly currency: string;
  readonly minor: bigint;
};
export type Refused = { readonly line: number; readonly code: string; readonly value: string | null };
export type Balances = {
  readonly rows: readonly Theirs[];
  readonly refused: readonly Refused[];
  /** Headings of the columns that the balances were taken from. */
  readonly taken: readonly string[];
};

type How = { readonly sheet: string | undefined; readonly currency: string | undefined; readonly standard: string };

/**
 * Reads rows of customers; totals and blank rows are left out. Of several sheets the one with fitting headings. Refuses `headings_missing`,
 * `sheets_undecided`, `encoding_undecided`, `too_many_rows` and what `readTable` refuses. A row that cannot be read is named, never guessed.
 */
export async function readBalances(upload: Pick<Upload, 'path' | 'fileName'>, how: How): Promise<Balances> {
  const open = (more: Partial<ReadOptions>) => readTable(upload.path, { fileName: upload.fileName, ...more });
  const table = await open(how.sheet === undefined ? {} : { sheet: how.sheet });
  try {
    const { encodingBetween, mojibake, sheetUndecided, sheets } = table.info;
    if (encodingBetween.length > 0 || mojibake) {
      throw new Problem(
        422,
        'encoding_undecided',
        'the encoding of the file cannot be told; save it as .xlsx or as CSV in UTF-8',
      );
    }
    if (!sheetUndecided) return await balancesOf(table, how);
    const names = sheets.filter((each) => each.state === 'visible' && !each.empty).map((each) => each.name);
    const fitting: string[] = [];
    for (const sheet of names.slice(0, SHEETS_LOOKED)) {
      const one = await open({ sheet });
      try {
        if ((await headOf(one)) !== null) fitting.push(sheet);
      } finally {
        await one.close();
      }
    }
    if (fitting.length === 0) throw headingsMissing();
    if (fitting.length > 1) {
      const facts = { sheets: fitting.join('、') };
      throw new Problem(422, 'sheets_undecided', `several sheets hold balances: ${facts.sheets}; say which one`, { facts });
    }
    const only = await open({ sheet: fitting[0]! });
    try {
      return await balancesOf(only, how);
    } finally {
      await only.close();
    }
  } finally {
    await table.close();
  }
}

async function headOf(table: RawTable): Promise<BalanceTable | null> {
  for await (const chunk of table.chunks()) return findBalanceTable(chunk.slice(0, HEADING_ROWS));
  return null;
}

async function balancesOf(table: RawTable, how: How): Promise<Balances> {
  const head = await headOf(table);
  if (head === null) throw headingsMissing();
  const reader = new Reader(head, how);
  let index = -1;
  for await (const chunk of table.chunks()) {
    for (const row of chunk) {
      index += 1;
      if (index > head.last) reader.take(row);
    }
  }
  return { rows: reader.rows, refused: reader.refused, taken: headingsTaken(head) };
}

class Reader {
  readonly rows: Theirs[] = [];
  readonly refused: Refused[] = [];
  readonly #head: BalanceTable;
  readonly #standard: string;
  /** Sums since the file's beginning, by currency: what its total row is held against. */
  readonly #sums = new Map<string, bigint>();

  constructor(head: BalanceTable, { currency, standard }: How) {
    this.#head = head;
    this.#standard = currency ?? head.currency ?? standard;
  }

  take(row: RawRow): void {
    const { party, parts, headings } = this.#head;
    const text = (column: number | undefined) => (column === undefined ? '' : cellText(row.cells[column]).trim());
    const [code, name] = [text(party.code), text(party.name)];
    if (row.problem) {
      this.refused.push({ line: row.line, code: row.problem, value: null });
      return;
    }
    const label = row.cells.map((cell) => cellText(cell).replace(/\s/g, '')).find((cell) => TOTAL_ROW.test(cell));
    // A firm may be called Total: it has a code, or no balance stands beside a word alone.
    const isTotal =
      label !== undefined && (code === '' || TOTAL_ROW.test(code)) && (name === '' || TOTAL_ROW.test(name.replace(/\s/g, '')));
    if (code === '' && name === '' && !isTotal) return;
    // Printed pages repeat the headings.
    if (code === headings[party.code ?? -1] || (code === '' && name === headings[party.name ?? -1])) return;
    const said = isTotal ? '' : text(party.currency);
    const currency = said === '' ? this.#standard : (currencyOf(said) ?? said.toUpperCase());
    if (!isCurrency(currency)) {
      this.refused.push({ line: row.line, code: 'currency_unknown', value: said });
      return;
    }
    const read = balanceOf(row, parts, (column) => this.#amount(row, column, currency));
    if (isTotal) {
      if ('minor' in read && !SUBTOTAL.test(label)) this.#compare(row, read.minor);
      return;
    }
    if ('bad' in read) {
      this.refused.push({ line: row.line, code: 'amount_unreadable', value: text(read.bad) });
      return;
    }
    const { minor } = read;
    this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + minor);
    const entity = text(party.entity) || null;
    this.rows.push({ line: row.line, code: code || name, name: name || null, entity, currency, minor });
    if (this.rows.length > LINES_MAX) throw new Problem(422, 'too_many_rows', `at most ${LINES_MAX} rows are compared at once`);
  }

  #amount(row: RawRow, column: number, currency: string): bigint | null {
    if (cellText(row.cells[column]).trim() === '') return 0n;
    const found = readAmount(row.cells[column], {
      digits: decimalsOf(currency),
      mark: '.',
      shift: this.#head.units[column] ?? 0,
      halfUp: false,
      suffixes: true,
    });
    return 'bad' in found ? null : found.minor;
  }

  /** The file's own total, where everything above it is in one currency. */
  #compare(row: RawRow, printed: bigint): void {
    const [[currency, sum] = ['', 0n], ...others] = [...this.#sums];
    if (currency === '' || others.length > 0 || printed === sum || this.refused.length > 0) return;
    this.refused.push({
      line: row.line,
      code: 'total_differs',
      value: `${formatMinor(printed, currency)} ≠ ${formatMinor(sum, currency)}`,
    });
  }
}

function headingsMissing(): Problem {
  return new Problem(
    400,
    'headings_missing',
    'no heading row with a customer and a balance was found; name the columns 客户编码 and 余额, or code and balance',
  );
}
