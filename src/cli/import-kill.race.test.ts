// An import killed in its midst leaves nothing half done; imported again it is whole, and once more changes nothing.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '#platform/postgres/connect.ts';
import { rowsOf, Watcher } from '#root/tools/soak/books.ts';
import { furnish } from '#root/tools/soak/furnish.ts';
import { Installation } from '#root/tools/soak/server.ts';

const ROWS = 20_000;
const CUSTOMERS = 300;
const installation = new Installation();
const place = fs.mkdtempSync(join(tmpdir(), 'xinheng-ledger-'));
afterAll(async () => {
  await installation.close();
  fs.rmSync(place, { recursive: true, force: true });
});

/** A ledger of ROWS invoices of 10.00 each. */
function ledger(): string {
  const lines = ['客户编号,客户名称,发票号,开票日期,到期日,金额,币种'];
  for (let row = 0; row < ROWS; row += 1) {
    const customer = `P${row % CUSTOMERS}`;
    lines.push(`${customer},${customer}有限公司,INV-${row},2026-09-13,2026-12-13,10.00,CNY`);
  }
  const file = join(place, 'ledger.csv');
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const COUNTS = `
  select (select count(*) from receivables.documents) as documents, (select count(*) from exposure.entries) as entries,
         (select count(*) from customers.parties where code like 'P%') as customers,
         (select coalesce(sum(open_minor), 0) from exposure.accounts) as open`;
const NOTHING = { documents: '0', entries: '0', customers: '0', open: '0' };
const WHOLE = { documents: String(ROWS), entries: String(ROWS), customers: String(CUSTOMERS), open: String(ROWS * 1000) };

/** Statements of the import, in the order in which it comes to them. */
const MOMENTS = ['insert into receivables.documents', 'insert into receivables.open_items', 'insert into exposure.entries'];

test('killed in each part of its work, the command first and then the database under it, an import leaves nothing', async () => {
  await furnish(installation, 2, 10);
  const words = ['receivables', 'import', ledger()];
  const opened = await openDatabase({ dataFolder: installation.folder, databaseUrl: null, purpose: 'command' });
  const watcher = await Watcher.open(opened);
  try {
    for (const moment of MOMENTS) {
      const child = installation.start(words);
      const ended = new Promise((resolve) => child.once('close', resolve));
      const caught = await Promise.race([watcher.sees(moment), ended.then(() => false)]);
      child.kill('SIGKILL');
      await ended;
      expect(caught, moment).toBe(true);
      await watcher.quiet();
      expect(await watcher.rows(COUNTS), moment).toEqual([NOTHING]);
    }
    const child = installation.start(words);
    const ended = new Promise((resolve) => child.once('close', resolve));
    await watcher.sees(MOMENTS[0]!);
    installation.killPostgres('all');
    await ended;
  } finally {
    await watcher.close();
    await opened.close().catch(() => {});
  }
  expect(await rowsOf(installation.folder, COUNTS)).toEqual([NOTHING]);
});

test('imported again it is whole, and once more changes nothing', async () => {
  const words = ['receivables', 'import', ledger()];
  await installation.command(...words);
  expect(await rowsOf(installation.folder, COUNTS)).toEqual([WHOLE]);
  const again = await installation.command<{ unchanged: number }>(...words);
  expect(again.unchanged).toBe(ROWS);
  expect(await rowsOf(installation.folder, COUNTS)).toEqual([WHOLE]);
  const { differences } = await installation.command<{ differences: unknown[] }>('exposure', 'reconcile');
  expect(differences).toEqual([]);
});
