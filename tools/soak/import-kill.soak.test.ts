// An import of 100,000 rows killed at 20 random points: nothing half done at any of them, and afterwards the same sums as an unkilled one.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { rowsOf } from './books.ts';
import { furnish } from './furnish.ts';
import { Installation } from './server.ts';

const ROWS = Number(process.env.IMPORT_KILL_ROWS ?? 100_000);
const KILLS = Number(process.env.IMPORT_KILLS ?? 20);
const CUSTOMERS = 2_000;
const place = fs.mkdtempSync(join(tmpdir(), 'xinheng-ledger-'));
const [killed, unkilled] = [new Installation(), new Installation()];
afterAll(async () => {
  await killed.close();
  await unkilled.close();
  fs.rmSync(place, { recursive: true, force: true });
});

/** An hour's ordeal says where it is. */
const say = (line: string) => process.stderr.write(`import-kill: ${line}\n`);

/** Every third invoice is paid in part, so that receipts and applications are written as well. */
function ledger(): string {
  const lines = ['客户编号,客户名称,发票号,开票日期,到期日,金额,币种,已收金额,结清日期'];
  for (let row = 0; row < ROWS; row += 1) {
    const customer = `P${(row * 7_919) % CUSTOMERS}`;
    const paid = row % 3 === 0 ? `${row % 90}.50,2026-10-01` : '0,';
    lines.push(`${customer},${customer}有限公司,INV-${row},2026-09-13,2026-12-13,${100 + (row % 900)}.00,CNY,${paid}`);
  }
  const file = join(place, 'ledger.csv');
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

const SUMS = `
  select (select count(*) from receivables.documents) as documents, (select coalesce(sum(amount_minor), 0) from receivables.documents) as amount,
         (select count(*) from receivables.applications) as applications, (select count(*) from exposure.entries) as entries,
         (select coalesce(sum(amount_minor), 0) from exposure.entries) as entered,
         (select count(*) from customers.parties where code like 'P%') as customers,
         (select coalesce(sum(open_minor), 0) from exposure.accounts) as open,
         (select count(*) from imports.imports where state <> 'applied') as hanging`;

test(`killed at ${KILLS} random points, an import is there whole or not at all`, { timeout: 3_600_000 }, async () => {
  const words = ['receivables', 'import', ledger()];
  await furnish(unkilled, 2, 10);
  await furnish(killed, 2, 10);
  const [nothing] = await rowsOf(unkilled.folder, SUMS);
  const began = performance.now();
  await unkilled.command(...words);
  const tookMs = performance.now() - began;
  const [whole] = await rowsOf(unkilled.folder, SUMS);
  say(`unkilled in ${Math.round(tookMs / 1000)} s; every kill comes within that time, and the database recovers after each`);
  let finished = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    // One point in each twentieth of the time an unkilled import takes.
    const atMs = ((kill + Math.random()) / KILLS) * tookMs;
    const child = killed.start(words);
    const ended = new Promise((resolve) => child.once('close', resolve));
    await Promise.race([sleep(atMs), ended]);
    child.kill('SIGKILL');
    await ended;
    const [left] = await rowsOf(killed.folder, SUMS);
    // Once an import has ended before its kill, the later ones find everything known.
    if (JSON.stringify(left) === JSON.stringify(whole)) finished += 1;
    else expect([atMs, left]).toEqual([atMs, nothing]);
    say(`kill ${kill + 1} of ${KILLS} at ${Math.round(atMs / 1000)} s: ${finished > 0 ? 'whole' : 'nothing left behind'}`);
  }
  await killed.command(...words);
  const [after] = await rowsOf(killed.folder, SUMS);
  expect(after).toEqual(whole);
  const { differences } = await killed.command<{ differences: unknown[] }>('exposure', 'reconcile');
  expect(differences).toEqual([]);
  expect(finished).toBeLessThan(KILLS);
});
