// Contracts of several rows each: instalments by name, share, amount and day, retention among them, and what is not put together.
import { describe, expect, test } from 'vitest';
import { gatherInstalments } from './contract-instalments.ts';
import { read } from './reading.fixtures.ts';
import { sumsOf } from './sums.ts';

const HEAD = '合同号,客户,签订日期,合同总额,款项名称,应收比例,应收金额,应收日期';
const row = (name: string, share: string, amount: string, on: string, total = '100000', number = 'HT-1') =>
  `${number},甲公司,2026-09-01,${total},${name},${share},${amount},${on}`;

async function gathered(lines: readonly string[], broken: readonly (readonly [string, number])[] = []) {
  const found = await read('contracts', lines);
  expect([found.questions, found.fileErrors, found.refusals]).toEqual([[], [], []]);
  const whole = gatherInstalments(found.rows, new Map(broken));
  return { ...whole, sums: sumsOf(whole.rows, 'CNY'), refused: whole.refusals.map((each) => [each.row, each.code]) };
}

describe('rows of one contract', () => {
  test('are its instalments, and 质保金 is its retention; the amount of the contract counts once', async () => {
    const found = await gathered([
      HEAD,
      row('预付款', '30%', '30000', '2026-09-10'),
      row('发货款', '60%', '60000', '2026-10-10'),
      row('质保金', '10%', '10000', '2027-09-01'),
      row('全款', '', '5000', '', '5000', 'HT-2'),
    ]);
    expect([found.refused, found.merged, found.sums]).toEqual([[], 2, [{ amount: '105000.00', currency: 'CNY' }]]);
    expect(found.rows[0]).toMatchObject({
      number: 'HT-1',
      amountMinor: 10_000_000n,
      retentionMinor: 1_000_000n,
      retentionDueOn: '2027-09-01',
      milestones: [
        { name: '预付款', kind: 'advance', sharePpm: null, amountMinor: 3_000_000n, plannedOn: '2026-09-10' },
        { name: '发货款', kind: 'delivery', sharePpm: null, amountMinor: 6_000_000n, plannedOn: '2026-10-10' },
      ],
    });
  });

  test('one column of different amounts holds the parts, and they add up to the contract', async () => {
    const lines = ['合同编号,客户,期次,金额,签订日期', 'H1,甲公司,第一期,30,2026-09-01', 'H1,甲公司,第二期,70,2026-09-01'];
    const found = await gathered(lines);
    expect([found.rows[0]?.amountMinor, found.rows[0]?.milestones.map((each) => each.amountMinor)]).toEqual([
      10_000n,
      [3_000n, 7_000n],
    ]);
  });

  test.each<[string, readonly string[], readonly (readonly [string, number])[], readonly (readonly [number, string])[]]>([
    [
      'equal amounts and nothing else: nobody knows whether each row has a part or the whole',
      ['合同编号,客户,期次,金额,签订日期', 'H1,甲公司,第一期,50,2026-09-01', 'H1,甲公司,第二期,50,2026-09-01'],
      [],
      [
        [1, 'contract_in_part'],
        [2, 'duplicate_number'],
      ],
    ],
    [
      'another total in another row',
      [HEAD, row('预付款', '', '30', '2026-09-10'), row('尾款', '', '70', '2026-10-10', '90000')],
      [],
      [
        [1, 'contract_in_part'],
        [2, 'duplicate_number'],
      ],
    ],
    [
      'the same instalment twice',
      [HEAD, row('预付款', '', '30', '2026-09-10'), row('预付款', '', '30', '2026-09-10')],
      [],
      [
        [1, 'contract_in_part'],
        [2, 'duplicate_number'],
      ],
    ],
    [
      'a row that could not be read: no contract with an instalment missing',
      [HEAD, row('预付款', '', '30', '2026-09-10'), row('尾款', '', '70', '2026-10-10')],
      [['HT-1', 3]],
      [
        [1, 'contract_in_part'],
        [2, 'contract_in_part'],
      ],
    ],
  ])('%s', async (_, lines, broken, refused) => {
    const found = await gathered(lines, broken);
    expect([found.rows, found.refused]).toEqual([[], refused]);
  });

  test('a list of contracts with what is due and when is no list of instalments', async () => {
    const found = await read('contracts', [
      '合同号,客户,签订日期,合同金额,应收金额,收款日期',
      'H1,甲公司,2026-09-01,100,40,2026-10-01',
    ]);
    expect([found.rows[0]?.amountMinor, found.rows[0]?.milestones]).toEqual([10_000n, []]);
  });
});
