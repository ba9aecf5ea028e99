// Altman's Z as published: two worked examples of listed companies, recomputed.
import { expect, test } from 'vitest';
import type { Period } from './articulation.ts';
import { altmanOf } from './scores.ts';

/** Hundredths of a thousandth, so that shares of total assets are whole. */
const period = (amounts: Readonly<Record<string, number>>): Period => {
  const of = (keys: readonly string[]) => new Map(keys.map((key) => [key, BigInt(Math.round(amounts[key]! * 100_000))]));
  return {
    endsOn: '2025-12-31',
    months: 12,
    balance: of([
      'total_assets',
      'current_assets',
      'current_liabilities',
      'total_liabilities',
      'retained_earnings',
      'total_equity',
    ]),
    income: of(['revenue', 'profit_before_tax', 'interest_expense']),
    cash: null,
    roundingMinor: 1n,
  };
};
const zOf = (amounts: Readonly<Record<string, number>>, marketValue: number) =>
  altmanOf({ now: period(amounts), opening: null, yearBefore: null }, BigInt(Math.round(marketValue * 100_000))).find(
    (each) => each.variant === 'z',
  );

test('Z of a published exercise is 2.70: 1.2 × .34 + 1.4 × .15 + 0 + 0.6 × .80 + 1.6', () => {
  const z = zOf(
    {
      total_assets: 1_000,
      current_assets: 540,
      current_liabilities: 200,
      total_liabilities: 500,
      retained_earnings: 150,
      total_equity: 500,
      revenue: 1_600,
      profit_before_tax: 0,
      interest_expense: 0,
    },
    400,
  );
  expect([z?.micro, z?.zone]).toEqual([2_698_000, 'grey']);
});

test('Z of shares .10, .20, .13, .65 and .95 is 2.169, in the grey zone', () => {
  const z = zOf(
    {
      total_assets: 1_000,
      current_assets: 300,
      current_liabilities: 200,
      total_liabilities: 500,
      retained_earnings: 200,
      total_equity: 500,
      revenue: 950,
      profit_before_tax: 130,
      interest_expense: 0,
    },
    325,
  );
  expect([z?.micro, z?.zone]).toEqual([2_169_000, 'grey']);
});

test('Z of a published calculator is 11.0976 with 0.999 for sales, 11.1000 with the 1.0 of the paper', () => {
  const z = zOf(
    {
      total_assets: 3.5,
      current_assets: 5.2,
      current_liabilities: 1,
      total_liabilities: 5,
      retained_earnings: 0.8,
      total_equity: -1.5,
      revenue: 8.3,
      profit_before_tax: 6.5,
      interest_expense: 0,
    },
    7,
  );
  const sales = (z?.terms.find((each) => each.key === 'x5')?.micro ?? 0) / 1_000;
  expect(((z!.micro! - sales) / 1e6).toFixed(3)).toBe('11.098');
  expect([z!.micro! / 1e6, z?.zone]).toEqual([expect.closeTo(11.1, 4), 'safe']);
});
