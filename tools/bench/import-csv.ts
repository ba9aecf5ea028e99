// A ledger of invoices as CSV, end to end through receivables.import, beside COPY of the rows it leaves behind.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { addDays, type Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { copyRows, spoolRows } from './import-csv.reference.ts';
import { type Bench, median, ms, round, timed } from './measure.ts';
import { openStage } from './stage.ts';

const ROWS = 200_000;
const INVOICES_EACH = 10;
const ROUNDS = 2;

/** Rows as an ERP writes them: fourteen bytes of number, a customer met ten times, amounts with two decimals. */
function* ledgerLines(rows: number, today: Day): Generator<string> {
  yield '客户编码,客户名称,发票号,开票日期,到期日,金额,币种\r\n';
  for (let from = 0; from < rows; from += 1_000) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + 1_000); row++) {
      const customer = (row * 7_919) % Math.max(1, Math.floor(rows / INVOICES_EACH));
      const issued = addDays(today, -((row * 31) % 120));
      const minor = 100_000 + ((row * 104_729) % 9_000_000);
      const cents = String(minor % 100).padStart(2, '0');
      text += `C${String(customer).padStart(6, '0')},宁波恒通机电${customer}有限公司,INV${String(row).padStart(9, '0')},${issued},${addDays(issued, 60)},${Math.floor(minor / 100)}.${cents},CNY\r\n`;
    }
    yield text;
  }
}

export const importCsv: Bench = async ({ rows = ROWS, say }) => {
  const stage = await openStage();
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-bench-csv-'));
  try {
    const path = join(folder, 'ledger.csv');
    await pipeline(Readable.from(ledgerLines(rows, stage.today)), createWriteStream(path));
    const bytes = (await stat(path)).size;
    const copier = await stage.unbound();
    const ours: number[] = [];
    const reference: number[] = [];
    let tables = '';
    for (let turn = 0; turn < ROUNDS; turn++) {
      const tenants = [];
      for (const name of ['ours', 'copied'])
        tenants.push(await stage.house.tenants.ensure(`${name}-${newId()}`, '基准公司', 'Asia/Shanghai', 'CNY'));
      const [mine, copied] = tenants as [(typeof tenants)[0], (typeof tenants)[0]];
      ours.push(
        await timed(async () => {
          const answer = await stage.house.door.call({
            operation: 'receivables.import',
            tenantId: mine.id,
            actor: { kind: 'system', id: null, name: 'operator', roles: [], scope: { kind: 'all' } },
            input: {},
            upload: { fileName: 'ledger.csv', path, bytes },
          });
          const report = answer.value as { accepted: number };
          if (report.accepted !== rows) throw new Error(`${report.accepted} of ${rows} rows were accepted`);
        }),
      );
      const spooled = await spoolRows(stage.owner, folder, mine.id, copied.id);
      tables = spooled.map((each) => `${each.table} ${each.rows}`).join(', ');
      reference.push(await timed(() => copyRows(copier.client, spooled, copied.id, copier.unbound)));
      say(`ours ${ms(ours.at(-1)!)}, COPY ${ms(reference.at(-1)!)}`);
    }
    const perSecond = (times: readonly number[]) => rows / (median(times) / 1000);
    return {
      name: 'import-csv',
      ours: round(perSecond(ours), 0),
      reference: round(perSecond(reference), 0),
      ratio: round(median(ours.map((each, at) => reference[at]! / each)), 3),
      unit: 'rows/s',
      more: [
        { what: 'rows, bytes of the file', value: `${rows}, ${bytes}` },
        { what: 'rows written', value: tables },
      ],
    };
  } finally {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  }
};
