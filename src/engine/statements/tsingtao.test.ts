// 青岛啤酒's published statements, a hundred dates: every date read to the yuan, in balance, and the scores of 2022 as computed elsewhere.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RawRow } from '#base/raw-table.ts';
import { readTable } from '#platform/table/read-table.ts';
import { analyse } from './analysis.ts';
import { articulate, type Check, type Period, type PeriodSet } from './articulation.ts';
import { type RatioKey, ratiosOf } from './ratios.ts';
import { type ReadStatement, readSheet } from './reading.ts';
import { altmanOf, duPontOf } from './scores.ts';
import { signalsOf } from './signals.ts';
import { setsOf, trendOf } from './trend.ts';

const DATA = fileURLToPath(new URL('../../../../shared/data/cn_statements_tsingtao/', import.meta.url));
const present = existsSync(DATA);
if (!present) console.warn(`SKIPPED: the data sets are absent (${DATA})`);

async function read(name: string): Promise<readonly ReadStatement[]> {
  const table = await readTable(`${DATA}${name}.xlsx`, { fileName: `${name}.xlsx` });
  const rows: RawRow[] = [];
  for await (const chunk of table.chunks()) rows.push(...chunk);
  await table.close();
  const sheet = readSheet(rows, { currency: 'CNY', answers: {}, aliases: new Map(), fileName: `${name}.xlsx`, sheet: 'Sheet1' });
  // Figures of 49 billion can only be yuan: nothing is left to ask, and no line is unknown.
  expect([sheet.error, sheet.questions, sheet.notes]).toEqual([null, [], []]);
  return sheet.statements;
}

describe.skipIf(!present)('青岛啤酒', () => {
  let sets: PeriodSet[] = [];
  const on = (day: string) => sets.find((set) => set.now.endsOn === day)!;

  beforeAll(async () => {
    const all = [...(await read('资产负债表')), ...(await read('利润表')), ...(await read('现金流量表'))];
    expect(all.every((each) => each.scope === 'consolidated' && each.currency === 'CNY')).toBe(true);
    const periods: Period[] = [...Map.groupBy(all, (each) => each.endsOn)].map(([endsOn, of]) => ({
      endsOn,
      months: Number(endsOn.slice(5, 7)),
      balance: of.find((each) => each.kind === 'balance')?.amounts ?? null,
      income: of.find((each) => each.kind === 'income')?.amounts ?? null,
      cash: of.find((each) => each.kind === 'cash')?.amounts ?? null,
      roundingMinor: 100n,
    }));
    sets = setsOf(periods);
  });

  test('a hundred dates are read; on each, assets are liabilities and equity', () => {
    expect(sets).toHaveLength(100);
    const held = (key: string) => sets.map((set) => articulate(set).find((check) => check.key === key)?.state);
    for (const key of [
      'balance',
      'balance_printed',
      'assets_add_up',
      'liabilities_add_up',
      'equity_adds_up',
      'profit_before_tax_adds_up',
    ]) {
      expect(new Set(held(key)), key).toEqual(new Set(['passed']));
    }
    // No cash flow statement was published before 1998.
    expect(held('cash_change_adds_up').filter((state) => state === 'passed')).toHaveLength(91);
    expect(on('2022-12-31').now.balance?.get('total_assets')).toBe(5_031_169_979_600n);
    expect(on('2022-12-31').now.balance?.get('total_liabilities')).toBe(2_403_938_726_100n);
  });

  test('since 2014 everything holds but one restated opening; what does not before is shown with its difference', () => {
    const failed = (check: Check) => check.state === 'failed';
    const late = sets
      .filter((set) => set.now.endsOn >= '2014-01-01')
      .flatMap((set) =>
        articulate(set)
          .filter(failed)
          .map((check) => `${set.now.endsOn} ${check.key}`),
      );
    // That quarter's opening balances were restated after they had been published.
    expect(late).toEqual(['2014-03-31 retained_earnings_move']);
    const early = articulate(on('2013-12-31')).filter(failed);
    expect(early.map((check) => [check.key, check.differenceMinor])).toContainEqual([
      'noncurrent_liabilities_add_up',
      -129_714_405_500n,
    ]);
  });

  test('Altman’s scores of 2022 are those computed elsewhere: Z″ 4.7165, Z′ 1.9181; without a market value no Z', () => {
    const scores = new Map(altmanOf(on('2022-12-31'), null).map((each) => [each.variant, each]));
    expect(((scores.get('z_nonmanufacturing')?.micro ?? 0) / 1e6).toFixed(4)).toBe('4.7165');
    expect(((scores.get('z_private')?.micro ?? 0) / 1e6).toFixed(4)).toBe('1.9181');
    expect([scores.get('z_nonmanufacturing')?.zone, scores.get('z_private')?.zone]).toEqual(['safe', 'grey']);
    expect(scores.get('z')?.missing?.code).toBe('market_value_absent');
  });

  test('DuPont’s three factors multiply to the return on equity', () => {
    const { roe, productMicro, netMargin, assetTurnover, multiplierMicro } = duPontOf(on('2022-12-31'));
    expect(Math.abs((productMicro ?? 0) - (roe.micro ?? 1))).toBeLessThanOrEqual(2);
    expect([netMargin.micro, assetTurnover.micro, multiplierMicro]).toEqual([118_263, 664_189, 1_934_940]);
  });

  test('nine months are brought to a year and say so; what had no year before has no growth', () => {
    const find = (day: string, key: RatioKey) => ratiosOf(on(day)).find((ratio) => ratio.key === key)!;
    expect(find('2023-09-30', 'asset_turnover').marks).toContain('annualised');
    expect(find('2022-12-31', 'asset_turnover').marks).toEqual([]);
    expect(find('1995-12-31', 'revenue_growth')).toMatchObject({ micro: null, missing: { code: 'no_comparison' } });
    expect(find('1995-12-31', 'roa').marks).toContain('closing_only');
  });

  test('every sentence of the written analysis cites figures of the statements', () => {
    const set = on('2022-12-31');
    const ratios = ratiosOf(set);
    const before = ratiosOf(on('2021-12-31'));
    const checks = articulate(set);
    const signals = signalsOf(set, ratios, before, checks, 'unqualified');
    const sentences = analyse({ set, currency: 'CNY', ratios, before, checks, signals, altman: altmanOf(set, null) });
    expect(sentences.length).toBeGreaterThan(12);
    for (const sentence of sentences) {
      expect(sentence.figures.length, sentence.zh).toBeGreaterThan(0);
      for (const figure of sentence.figures) {
        const found = sets.find((each) => each.now.endsOn === figure.on)?.now;
        const minor = found?.balance?.get(figure.line) ?? found?.income?.get(figure.line) ?? found?.cash?.get(figure.line);
        expect(minor, `${sentence.zh} ${figure.line}`).toBe(figure.minor);
      }
    }
    expect(sentences[0]?.zh).toBe('截至 2022-12-31，资产总计 503.12 亿元，净资产 262.72 亿元。');
    expect(sentences.map((each) => each.zh).join('\n')).toContain('资产负债率 47.8%，较上年同期');
    expect(sentences.at(-1)?.zh).toMatch(/^\d+ 项勾稽检查全部相符。$/);
  });

  test('beside one another: shares of assets make 100 %, changes are those of the year before', () => {
    const years = ['2020-12-31', '2021-12-31', '2022-12-31'].map(on);
    const rows = trendOf('balance', years);
    const total = rows.find((row) => row.line.key === 'total_assets')!;
    expect(total.cells.map((cell) => cell.shareMicro)).toEqual([1_000_000, 1_000_000, 1_000_000]);
    expect(total.cells[2]?.changeMicro).toBe(80_508);
  });
});
