// Pages of the ledger as a clerk works with them: a bill that bounces, a contract with retention, a letter that is not agreed, a customer kept twice.
import type { APIRequestContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, addMonths } from '#base/date.ts';
import { browserAtHand, type Installation, openInstallation, TODAY } from './page-fixture.ts';

const HERE = browserAtHand();
const CSRF = { 'X-CSRF': '1' };
const FIRM = '宁波甬江精密';
const day = (away: number) => addDays(TODAY, away);

let house: Installation;
let page: Page;
let api: APIRequestContext;
let faults: string[];

/** A first clerk who may also look after customers, made by the administrator; both choose passwords of their own. */
async function clerkOf({ administratorPassword: given, as }: Installation): Promise<string> {
  const own = (password: string) => ({ headers: CSRF, data: { password, newPassword: `${password} mine` } });
  const admin = await as('admin', given);
  await admin.context.request.post('/api/accounts/change-password', own(given));
  const roles = ['receivables-clerk', 'credit-manager'];
  const made = await admin.context.request.post('/api/accounts/create', {
    headers: CSRF,
    data: { login: 'clerk', name: '简宁', roles },
  });
  const { oneTimePassword } = (await made.json()) as { oneTimePassword: string };
  await admin.context.close();
  const clerk = await as('clerk', oneTimePassword);
  await clerk.context.request.post('/api/accounts/change-password', own(oneTimePassword));
  await clerk.context.close();
  return `${oneTimePassword} mine`;
}

beforeAll(async () => {
  if (!HERE) return;
  house = await openInstallation();
  const password = await clerkOf(house);
  const opened = await house.as('clerk', password);
  ({ page, faults } = opened);
  api = opened.context.request;
  const lines = [
    '客户编码,客户名称,单据号,合同号,开票日期,到期日,金额',
    `K1,${FIRM},F-1,,${day(-82)},${day(-52)},800.00`,
    `K1,${FIRM},F-2,HT-1,${day(-52)},${day(8)},1000.00`,
    `K2,苏州金石轴承有限公司,F-3,,${day(-48)},${day(13)},50.00`,
    `K3,苏州市金石轴承有限公司,F-4,,${day(-47)},${day(14)},30.00`,
  ];
  const file = { name: '台账.csv', mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) };
  const imported = await api.post('/api/receivables/import', { headers: CSRF, multipart: { input: '{}', file } });
  expect(((await imported.json()) as { applied: boolean }).applied).toBe(true);
});
afterAll(async () => {
  await house?.close();
  if (HERE) expect(faults).toEqual([]);
});

type Parts = Readonly<Record<string, { readonly amount: string }>>;
/** What of a customer's exposure stands in which part, zeros left out. */
async function parts(customer: string): Promise<Record<string, string>> {
  const answer = (await (await api.get(`/api/exposure/position?customer=${customer}`)).json()) as {
    positions: { kind: string; parts: Parts }[];
  };
  const own = answer.positions.find((each) => each.kind === 'own');
  return Object.fromEntries(
    Object.entries(own?.parts ?? {}).flatMap(([part, { amount }]) => (Number(amount) === 0 ? [] : [[part, amount]])),
  );
}

const dialog = () => page.getByRole('dialog').last();
const press = (name: string | RegExp) => dialog().getByRole('button', { name }).click();

describe.skipIf(!HERE)('The ledger’s papers', () => {
  test('a commercial bill pays an invoice, stays the customer’s risk when discounted with recourse, and comes back when it is dishonoured', async () => {
    await page.goto('/bills');
    await page.getByRole('button', { name: '登记收票' }).first().click();
    await page.locator('#bill-customer').fill('甬江');
    await page.getByTitle(`${FIRM} · K1`).click();
    await page.locator('#bill-type').click();
    await page.getByTitle('商业承兑').click();
    await page.locator('#bill-amount').fill('800');
    await page.locator('#bill-number').fill('5100');
    await page.locator('#bill-acceptor').fill('甬江集团财务部');
    await page.locator('#bill-due').fill(day(90));
    await page.keyboard.press('Enter');
    await press(/^收票 .*并核销$/);
    await dialog()
      .getByText(/^已收票，核销 /)
      .waitFor();
    await dialog().locator('.ant-modal-footer button').click();
    expect(await parts('K1'), 'the receivable has become a bill').toEqual({ open: '1000.00', bills: '800.00' });

    await page.locator('tbody tr').first().locator('td').nth(2).dblclick();
    await page.getByRole('button', { name: /^贴 ?现$/ }).click();
    await page.locator('#bill-to').fill('宁波银行');
    await page.getByText('有追索权', { exact: true }).click();
    await dialog().getByText('客户敞口不变').first().waitFor();
    await page.locator('#bill-rate').fill('2.4');
    await dialog()
      .getByText(/^按利率计息 /)
      .waitFor();
    await press(/^贴现 1 张/);
    await page.locator('#bill-to').waitFor({ state: 'detached' });
    expect(await parts('K1')).toEqual({ open: '1000.00', bills: '800.00' });

    await page.getByRole('button', { name: '登记拒付' }).click();
    await dialog()
      .getByText(/转为当日到期的应收$/)
      .waitFor();
    await press(/^登记拒付 1 张/);
    await page.locator('#bill-note').waitFor({ state: 'detached' });
    expect(await parts('K1'), 'it is owed again').toEqual({ open: '1800.00' });
  });

  test('a contract’s retention is set apart from its invoice, and falls due by the acceptance that is recorded', async () => {
    const body = {
      customer: 'K1',
      number: 'HT-1',
      startsOn: day(-325),
      endsOn: day(39),
      amount: { amount: '1000.00', currency: 'CNY' },
      terms: { kind: 'days', days: 60 },
      retention: { sharePpm: 50_000, due: { kind: 'after', event: 'acceptance', months: 12 } },
      milestones: [{ key: 'ok', name: '验收', kind: 'acceptance', sharePpm: 1_000_000, plannedOn: day(-12), dueDays: 30 }],
    };
    const entered = await api.post('/api/contracts/enter', { headers: CSRF, data: body });
    expect(entered.status(), await entered.text()).toBe(200);
    await page.goto('/contracts');
    await page.getByText('HT-1').first().dblclick();
    await page.getByText('过期 12 天').first().waitFor();
    await page.getByRole('button', { name: /^分出 1 张发票的质保金 50/ }).click();
    await page.getByText('按计划日暂定').waitFor();
    await page.getByRole('button', { name: '登记完成' }).click();
    await dialog().getByPlaceholder('验收单、签收单编号').fill('YS-1');
    await press('登记 验收 完成');
    await page.getByText('按计划日暂定').waitFor({ state: 'detached' });
    await page.getByText(addMonths(TODAY, 12)).first().waitFor();
    expect((await parts('K1'))['open'], 'nothing is owed more or less').toBe('1800.00');
  });

  test('a letter is made, sent, answered with another balance, and the difference settled', async () => {
    await page.goto('/reconciliation');
    await page.getByRole('button', { name: '生成对账函…' }).click();
    await page.getByRole('row', { name: /苏州金石/ }).waitFor();
    for (const other of [FIRM, '苏州市金石']) await dialog().getByRole('row', { name: other }).getByRole('checkbox').uncheck();
    await press('生成 1 封对账函');
    await page.waitForURL('**/reconciliation/letters/*');
    await page.getByRole('button', { name: '寄发…' }).click();
    await dialog().getByText('快递', { exact: true }).click();
    await dialog().getByLabel('单号').fill('SF1001');
    await press('登记已快递');
    await page.getByRole('button', { name: '登记回函…' }).click();
    await dialog().getByText('金额不符').click();
    await dialog()
      .getByLabel(/^对方账面余额/)
      .fill('45.00');
    await press('登记为不符');
    await page.getByRole('button', { name: /^处 ?理$/ }).click();
    await dialog().getByText('对方有误，对方更正', { exact: true }).click();
    await dialog().locator('textarea').fill('对方漏记 5 元');
    await press(/^记为：对方有误/);
    await page.getByText('差异已了结').first().waitFor();
  });

  test('a customer kept twice is merged with what he owes, and parted again', async () => {
    await page.goto('/customers/duplicates');
    await page.getByRole('button', { name: '现在查找' }).click();
    await page.getByRole('button', { name: '合并…' }).first().click();
    await dialog()
      .getByText(/转入后，K[23] 敞口 80\.00 元/)
      .waitFor();
    await dialog().locator('#merge-reason').fill('同一家');
    await press(/^合并 K[23] 到 K[23]$/);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const open = async () => [(await parts('K2'))['open'] ?? '0', (await parts('K3'))['open'] ?? '0'];
    expect(await open(), 'both codes answer as the one').toEqual(['80.00', '80.00']);
    await page.getByRole('tab', { name: '已合并' }).click();
    await page.getByRole('button', { name: '撤销合并' }).click();
    await dialog().locator('textarea').fill('不是一家');
    await press('撤销合并');
    await page
      .getByText(/已撤销/)
      .first()
      .waitFor();
    expect(await open()).toEqual(['50.00', '30.00']);
  });

  test('a group is made of members from a day on, adds them up, and refuses to stand under itself', async () => {
    const group = async (code: string, name: string) => {
      await page.getByRole('button', { name: '新增集团' }).first().click();
      await dialog().locator('#group-code').fill(code);
      await dialog().locator('#group-name').fill(name);
      await press(`新增 ${name}`);
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    const put = async (text: string, chosen: string, into: string, from: string) => {
      await page.getByRole('button', { name: '加入成员' }).click();
      await dialog().locator('#move-customer').fill(text);
      await page.getByTitle(chosen).click();
      await dialog().locator('#move-from').fill(from);
      await page.keyboard.press('Tab');
      await press(new RegExp(`起归入 ${into}$`));
    };
    await page.goto('/customers/groups');
    await group('G1', '甬江集团');
    await put('甬江精密', `${FIRM} · K1`, '甬江集团', day(-21).replaceAll('-', ''));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const above = async (asOf: string) => {
      const answer = (await (await api.get(`/api/exposure/position?customer=K1&asOf=${asOf}`)).json()) as {
        positions: { kind: string; exposure: { amount: string } }[];
      };
      const own = answer.positions.find((each) => each.kind === 'own')?.exposure.amount;
      return answer.positions.flatMap((each) => (each.kind === 'group' ? [each.exposure.amount === own] : []));
    };
    expect([await above(day(-22)), await above(TODAY)], 'from its day on').toEqual([[], [true]]);
    await group('G2', '甬江华东');
    await put('甬江集团', '甬江集团 · G1', '甬江华东', day(-21).replace(/-0/g, '-'));
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /^甬江集团/ })
      .first()
      .click();
    await put('甬江华东', '甬江华东 · G2', '甬江集团', TODAY);
    await dialog().getByText('归属会首尾相连').waitFor();
    expect(await above(TODAY), 'both groups count him').toEqual([true, true]);
    await page.keyboard.press('Escape');
  });
});
