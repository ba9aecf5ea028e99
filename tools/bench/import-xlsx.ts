// A workbook of 300,000 rows of twelve columns with unique shared strings, as Excel writes them, read to its last cell.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTable } from '#platform/table/read-table.ts';
import { workbookParts, zip } from '#platform/table/workbook.fixtures.ts';
import { expatPass } from './import-xlsx.reference.ts';
import { type Bench, median, ms, round, timed } from './measure.ts';

const ROWS = 300_000;
const ROUNDS = 3;
const LETTERS = 'ABCDEFGHIJKL';

/** Two texts of each row are its own (number and note), three repeat; three days, four amounts. */
function makeWorkbook(rows: number): Buffer {
  const strings: string[] = [];
  for (let customer = 0; customer < 1_000; customer++) strings.push(`<t>宁波恒通机电${customer}有限公司</t>`);
  const sheet: string[] = [];
  for (let row = 0; row < rows; row++) {
    const own = strings.length;
    strings.push(`<t>INV${String(row).padStart(9, '0')}</t>`, `<t>合同 HT-${row} 第 ${row % 12} 批</t>`);
    const text = (column: number, string: number) => `<c r="${LETTERS[column]}${row + 1}" t="s"><v>${string}</v></c>`;
    const value = (column: number, of: number | string, style = 0) =>
      `<c r="${LETTERS[column]}${row + 1}"${style ? ` s="${style}"` : ''}><v>${of}</v></c>`;
    const day = 45_500 + (row % 700);
    sheet.push(
      `<row r="${row + 1}">${text(0, own)}${text(1, own + 1)}${text(2, row % 1_000)}${text(3, (row * 7) % 1_000)}${text(4, (row * 13) % 1_000)}` +
        `${value(5, day, 1)}${value(6, day + 60, 1)}${value(7, day + 5, 1)}${value(8, `${row % 90_000}.25`)}${value(9, `${row % 7_000}.5`)}` +
        `${value(10, row)}${value(11, (row % 13) / 100)}</row>`,
    );
  }
  return zip(workbookParts(sheet.join(''), { strings, formats: ['yyyy-mm-dd'] }));
}

export const importXlsx: Bench = async ({ rows = ROWS, say }) => {
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-bench-xlsx-'));
  try {
    const path = join(folder, 'ledger.xlsx');
    await writeFile(path, makeWorkbook(rows));
    const bytes = (await stat(path)).size;
    const read = async () => {
      const table = await readTable(path, { fileName: 'ledger.xlsx' });
      let seen = 0;
      for await (const chunk of table.chunks()) for (const row of chunk) seen += row.cells.length;
      await table.close();
      if (seen !== rows * LETTERS.length) throw new Error(`${seen} cells were read`);
    };
    const ours: number[] = [];
    const reference: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      ours.push(await timed(read));
      reference.push(expatPass(path));
      say(`ours ${ms(ours.at(-1)!)}, inflate and expat ${ms(reference.at(-1)!)}`);
    }
    return {
      name: 'import-xlsx',
      ours: round(median(ours), 0),
      reference: round(median(reference), 0),
      ratio: round(median(ours.map((each, at) => each / reference[at]!)), 2),
      unit: 'ms',
      more: [{ what: 'rows, bytes of the file', value: `${rows}, ${bytes}` }],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
