// Pages as people use them: the ledger by keyboard, a customer opened to the last entry, a file imported, warnings closed, the audit read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '#base/date.ts';
import { type DemoHouse, openDemoHouse } from '#root/tools/looks.ts';
import { browserAtHand, PHONE, TODAY } from './page-fixture.ts';

const HERE = browserAtHand();

let house: DemoHouse['house'];
let staffPassword = '';
let administrator = '';
let folder = '';
let story: DemoHouse['story'];

beforeAll(async () => {
  if (!HERE) return;
  ({ house, staffPassword, administrator, story } = await openDemoHouse());
  folder = mkdtempSync(join(tmpdir(), 'xinheng-files-'));
});
afterAll(async () => {
  await house?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function ask<T>(context: BrowserContext, path: string): Promise<T> {
  return (await (await context.request.get(`/api/${path}`)).json()) as T;
}

async function seen(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

/** A file as somebody would drop it. */
function fileOf(name: string, rows: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
}

const HEADINGS = '客户编码,客户名称,单据号,开票日期,到期日,金额';

describe.skipIf(!HERE)('The ledger', () => {
  test('its foot totals the whole filter, and what narrows it stands in the address', async () => {
    const { page, context } = await house.as('shen.yu', staffPassword);
    await page.goto('/ledger');
    type Totals = { totals: { customers: number; overdueCustomers: number }[] };
    const { totals } = await ask<Totals>(context, 'receivables/ledger?limit=1');
    await seen(page, `合计 ${totals[0]?.customers} 户`);
    await page.getByRole('tab', { name: /逾期客户/ }).click();
    await page.waitForURL(/view=overdue/);
    await seen(page, `合计 ${totals[0]?.overdueCustomers} 户`);
    await page.keyboard.press('f');
    await page.getByRole('menuitem', { name: '名称或编码' }).click();
    await page.keyboard.type('甬拓精密');
    await page.keyboard.press('Enter');
    await page.waitForURL(/f_text=/);
    await seen(page, '合计 1 户');
    await page.reload();
    await seen(page, '合计 1 户');
    await context.close();
  });

  test('J, Space and Enter: a row, its preview with the oldest overdue first, the customer', async () => {
    const { page, context } = await house.as('shen.yu', staffPassword);
    await page.goto('/ledger?f_text=甬拓精密');
    await page.locator('.x-grid tbody tr').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press(' ');
    const preview = page.getByRole('complementary', { name: '预览' });
    await preview.getByText('逾期 128.60，占应收 21.0%').waitFor();
    await preview.getByText(/INV-\d{4}-0412/).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/customers/${story.customer}`);
    await context.close();
  });

  test('the export is the filter, not the rows in sight', async () => {
    const { page, context } = await house.as('shen.yu', staffPassword);
    await page.goto('/ledger?view=overdue');
    await page.getByRole('button', { name: /导出 \d+ 户/ }).click();
    const coming = page.waitForEvent('download');
    await page.getByText('CSV 文本').click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString('utf8').trim().split('\n');
    const { totals } = await ask<{ totals: { customers: number }[] }>(context, 'receivables/ledger?overdueOnly=true&limit=1');
    expect(lines.length).toBeGreaterThan(totals[0]?.customers ?? Number.POSITIVE_INFINITY);
    await context.close();
  });

  test('a salesperson sees his own customers and is offered no limits to propose', async () => {
    const { page, context } = await house.as('lu.ming', staffPassword);
    await page.goto('/ledger');
    const { totals } = await ask<{ totals: { customers: number }[] }>(context, 'receivables/ledger?limit=1');
    expect(totals[0]?.customers).toBeLessThan(336);
    await seen(page, `合计 ${totals[0]?.customers} 户`);
    expect(await page.locator('.x-grid .x-pick').count()).toBe(0);
    await context.close();
  });
});

describe.skipIf(!HERE)('A customer', () => {
  test('the head and the pictures tell the story in figures', async () => {
    const { page, context, faults } = await house.as('shen.yu', staffPassword);
    await page.goto(`/customers/${story.customer}`);
    await seen(page, '再有 40.00 就到额度');
    await seen(page, /付款越来越晚：近 10 张平均晚 22\.\d 天，半年前 7\.\d 天/);
    await seen(page, /评级 BB，\d+ 分/);
    await page.keyboard.press('w');
    const why = page.getByRole('dialog');
    await why.getByText('612.40').first().waitFor();
    await why.getByRole('button', { name: '应收' }).click();
    await why
      .getByRole('cell', { name: /发票|回款/ })
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a document opens with what settled it', async () => {
    const { page, context } = await house.as('shen.yu', staffPassword);
    await page.goto(`/customers/${story.customer}?view=documents&f_show=overdue`);
    await page.locator('.x-grid tbody tr').nth(2).waitFor();
    expect(await page.locator('.x-grid tbody tr').count()).toBe(3);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('由什么结清').waitFor();
    await context.close();
  });

  test('a limit set by one person waits for another', async () => {
    const { page, context } = await house.as('fang.jing', staffPassword);
    await page.goto(`/customers/${story.customer}`);
    await seen(page, '再有 40.00 就到额度');
    await page.keyboard.press('l');
    await page.getByLabel('金额（元）').fill('9000000');
    await page.getByLabel('原因').fill('旺季备货，客户已签约');
    await page.getByRole('button', { name: '提出 9,000,000.00，待第二人批准' }).click();
    await seen(page, '已提出，等第二人批准');
    const { open } = await ask<{ open: { state: string; amount: { amount: string } }[] }>(
      context,
      `limits/of?customer=${story.customer}`,
    );
    expect(open).toEqual([
      expect.objectContaining({ state: 'submitted', amount: expect.objectContaining({ amount: '9000000.00' }) }),
    ]);
    await context.close();
  });

  test('on a phone the salesperson asks first: may this order go?', async () => {
    const { page, context } = await house.as('lu.ming', staffPassword, { size: PHONE });
    await page.goto(`/customers/${story.customer}`);
    await page.getByLabel('订单金额（元）').fill('250000');
    await page.getByRole('button', { name: '试算' }).click();
    await seen(page, /会冻结：最长逾期 47 天/);
    await seen(page, /结清 INV-\d{4}-0412.*，即可放行/);
    await context.close();
  });
});

describe.skipIf(!HERE)('Importing', () => {
  test('a good file: recognised, previewed, imported, in the history', async () => {
    const { page, context } = await house.as('jian.ning', staffPassword);
    await page.goto('/import');
    const rows = Array.from(
      { length: 20 },
      (_, at) => `N${at % 4},新客户${at % 4},F-${at},2026-10-0${(at % 9) + 1},${addDays(TODAY, 9)},${at + 1}000.00`,
    );
    await page.setInputFiles('input[type=file]', fileOf('十月新客户.csv', [HEADINGS, ...rows]));
    await seen(page, '20 行可以导入');
    await page.getByRole('button', { name: /列与问题/ }).click();
    await seen(page, '认出 6 列，共 6 列');
    await page.getByRole('button', { name: '看预览' }).click();
    await page.getByRole('button', { name: '导入 20 行' }).click();
    await seen(page, '已导入 20 行');
    await page.goto('/import?view=history');
    await seen(page, '十月新客户.csv');
    await context.close();
  });

  test('one bad row and nothing is touched, unless the good rows are chosen; the refused ones can be downloaded', async () => {
    const { page, context } = await house.as('jian.ning', staffPassword);
    await page.goto('/import');
    const path = fileOf('一行有误.csv', [
      HEADINGS,
      `M1,某某贸易,G-1,2026-10-01,${addDays(TODAY, 9)},100.00`,
      `M1,某某贸易,G-2,2026-10-01,${addDays(TODAY, 9)},一百元`,
      `M1,某某贸易,G-3,2026-10-01,${addDays(TODAY, 9)},33.335`,
    ]);
    await page.setInputFiles('input[type=file]', path);
    await seen(page, '1 行可以导入，2 行被拒');
    await seen(page, '不是金额：一百元');
    expect(await page.getByRole('button', { name: '导入 1 行' }).isDisabled()).toBe(true);
    await seen(page, '小数位过多的金额四舍五入，多收 1 行');
    await page.getByRole('button', { name: '采用' }).click();
    await seen(page, '2 行可以导入，1 行被拒');
    await page.getByText('只导入好的 2 行').click();
    await page.getByRole('button', { name: '导入 2 行' }).click();
    await seen(page, '已导入 2 行');
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载被拒的 1 行' }).click();
    expect((await coming).suggestedFilename()).toMatch(/\.xlsx$/);
    await context.close();
  });

  test('days that evidence cannot decide are asked for; swapped ones and pictures are refused with what to do', async () => {
    const { page, context } = await house.as('jian.ning', staffPassword);
    await page.goto('/import');
    const open = fileOf('日月不明.csv', [
      HEADINGS,
      'M2,某某机电,H-1,03/04/2026,05/06/2026,10.00',
      'M2,某某机电,H-2,04/05/2026,06/07/2026,10.00',
    ]);
    await page.setInputFiles('input[type=file]', open);
    await seen(page, '1 个问题，只有你能回答');
    await page.getByText('日在前', { exact: true }).click();
    await seen(page, '2 行可以导入');
    await page.getByRole('button', { name: '换一个文件' }).click();
    const mixed = Array.from(
      { length: 30 },
      (_, at) => `M3,某某,J-${at},${at % 2 ? '13/01/2026' : '01/13/2026'},12/12/2026,10.00`,
    );
    await page.setInputFiles('input[type=file]', fileOf('日月颠倒.csv', [HEADINGS, ...mixed]));
    await seen(page, '这个文件不能导入');
    await page.getByRole('button', { name: '换一个文件' }).click();
    const picture = join(folder, '合同.pdf');
    writeFileSync(picture, '%PDF-1.7');
    await page.setInputFiles('input[type=file]', picture);
    await seen(page, '“合同.pdf”不是工作簿也不是 CSV');
    await context.close();
  });
});

describe.skipIf(!HERE)('Alerts, audit and settings', () => {
  test('a warning is taken and closed by keyboard, with what was done', async () => {
    const { page, context } = await house.as('shen.yu', staffPassword);
    await page.goto('/alerts?view=red');
    await page.locator('.x-grid tbody tr').first().waitFor();
    type Counts = { counts: { level: string; alerts: number }[] };
    const before = await ask<Counts>(context, 'monitoring/alerts?limit=1');
    await page.keyboard.press('j');
    // What can be done with the row under the cursor stands there once the page has followed.
    await page.getByRole('button', { name: /^关闭/ }).first().waitFor();
    await page.keyboard.press('c');
    await page.getByPlaceholder('写一句理由，会留痕').fill('已通话，下周一回款');
    const answered = page.waitForResponse('**/api/monitoring/close');
    await page.keyboard.press('Control+Enter');
    expect((await answered).status()).toBe(200);
    const after = await ask<Counts>(context, 'monitoring/alerts?limit=1');
    const red = (of: Counts) => of.counts.find((each) => each.level === 'red')?.alerts ?? 0;
    expect(red(after)).toBe(red(before) - 1);
    await page.goto('/audit?f_room=monitoring');
    await seen(page, '关闭预警');
    await context.close();
  });

  test('who may not read the audit is told who may', async () => {
    const { page, context } = await house.as('lu.ming', staffPassword);
    await page.goto('/audit');
    await seen(page, '你没有查看这里的权限');
    await seen(page, /审计/);
    await context.close();
  });

  test('a machine key is shown once, and revoked it is refused', async () => {
    const { page, context } = await house.as('admin', administrator);
    await page.goto('/settings?view=keys');
    await page.getByRole('button', { name: '生成密钥' }).click();
    await page.getByRole('button', { name: '生成密钥 ERP' }).click();
    const key = (await page.getByRole('dialog').locator('code').innerText()).trim();
    const asKey = () => fetch(`${house.address}/api/receivables/ledger?limit=1`, { headers: { Authorization: `Bearer ${key}` } });
    expect((await asKey()).status).toBe(200);
    await page.getByRole('button', { name: 'Close' }).or(page.locator('.ant-modal-close')).first().click();
    await page.getByRole('button', { name: '吊销' }).click();
    await page.getByRole('button', { name: '吊销 ERP' }).click();
    await seen(page, /已吊销/);
    // A key is believed for a second at most.
    await expect.poll(async () => (await asKey()).status, { timeout: 60_000 }).toBe(401);
    await context.close();
  });

  test('every rulebook in force can be read', async () => {
    const { page, context } = await house.as('shen.yu', staffPassword);
    await page.goto('/settings?view=rules');
    for (const title of ['订单检查', /评分卡：14 项指标/, /额度：4 个测算取最小/, /预警：12 种信号/, '权限：谁能批到多大'])
      await seen(page, title);
    await context.close();
  });
});
