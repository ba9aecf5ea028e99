// Provision matrices as published: flow rates, an uplift for what is ahead, IFRS 9's Company M, and 迁徙率 from band to band.
import { expect, test } from 'vitest';
import { flowRates, lossRates, migrationRates, provisionOf, type Ratio, ratioOfPpm, ratioPpmOf } from './provision.ts';

const major = (...amounts: number[]): bigint[] => amounts.map((each) => BigInt(Math.round(each * 100)));
const rates = (...percents: number[]): Ratio[] => percents.map((each) => ratioOfPpm(Math.round(each * 10_000)));

test('flow rates of the B2C example (IFRScommunity): 2, 4, 8.7, 25 and 100 %, and an allowance of 27,567.39 on 528,000', () => {
  // Sales of January 100,000: 50,000 paid on time, then 27,000, 15,000 and 6,000; 2,000 never.
  const { lost, moved } = flowRates(major(100_000, 50_000, 23_000, 8_000, 2_000), 200_000n);
  expect(lost.map((each) => ratioPpmOf(each!))).toEqual([20_000, 40_000, 86_957, 250_000, 1_000_000]);
  expect(moved.map((each) => ratioPpmOf(each!))).toEqual([500_000, 460_000, 347_826, 250_000, 1_000_000]);
  // The same as a product of what moves on.
  expect(lossRates(moved.slice(0, -1), { part: 1n, of: 1n })).toEqual(lost);
  const { lines, allowanceMinor, balanceMinor } = provisionOf(major(300_000, 140_000, 60_000, 23_000, 5_000), lost);
  expect(lines.map((line) => line.allowanceMinor)).toEqual(major(6_000, 5_600, 5_217.39, 5_750, 5_000));
  expect([balanceMinor, allowanceMinor]).toEqual(major(528_000, 27_567.39));
});

test('rates raised by a fifth for what is ahead (Ind AS 109): 535,200, of which 215,200 are new', () => {
  const balances = major(4_000_000, 2_500_000, 1_500_000, 800_000, 500_000);
  const { lines, allowanceMinor } = provisionOf(balances, rates(1.5, 3, 6, 12, 25), { part: 12n, of: 10n });
  expect(lines.map((line) => ratioPpmOf(line.rate!))).toEqual([18_000, 36_000, 72_000, 144_000, 300_000]);
  expect(lines.map((line) => line.allowanceMinor)).toEqual(major(72_000, 90_000, 108_000, 115_200, 150_000));
  expect([allowanceMinor, allowanceMinor - 32_000_000n]).toEqual(major(535_200, 215_200));
  // Never more than is owed.
  expect(provisionOf([100n], rates(90), { part: 12n, of: 10n }).allowanceMinor).toBe(100n);
});

test('Company M of IFRS 9’s illustrative example 12: 580,000 on 30,000,000', () => {
  const { lines, allowanceMinor, balanceMinor } = provisionOf(
    major(15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000),
    rates(0.3, 1.6, 3.6, 6.6, 10.6),
  );
  expect(lines.map((line) => line.allowanceMinor)).toEqual(major(45_000, 120_000, 144_000, 165_000, 106_000));
  expect([balanceMinor, allowanceMinor]).toEqual(major(30_000_000, 580_000));
});

test('fragments of other examples: 75, 165, 108 and 112.5; 6,622.30 over five bands', () => {
  const steps = provisionOf(major(15_000, 7_500, 4_000, 2_500), rates(0.5, 2.2, 2.7, 4.5));
  expect(steps.lines.map((line) => line.allowanceMinor)).toEqual(major(75, 165, 108, 112.5));
  const abc = provisionOf(major(392_200, 52_300, 27_600, 13_200, 7_500), rates(0.5, 0.8, 5.6, 8.9, 20.3));
  expect(abc.allowanceMinor).toBe(662_230n);
});

test('迁徙率: 60 of 100 within a year stand a year on at the end; averaged over years and multiplied to the last band, 338.6 on 1,770', () => {
  const [rate] = migrationRates([{ openingMinor: major(100, 0), closingMinor: major(80, 60) }]);
  expect(ratioPpmOf(rate!)).toBe(600_000);
  // Written off is not collected: 50 that stand a year on and 10 written off are 60.
  const [same] = migrationRates([{ openingMinor: major(100, 0), closingMinor: major(80, 50), writtenOffMinor: major(10, 0) }]);
  expect(same).toEqual(rate);
  // Three years of 50, 60 and 70 %.
  const years = [50, 60, 70].map((moved) => ({ openingMinor: major(100, 10), closingMinor: major(90, moved) }));
  expect(migrationRates(years)).toEqual([{ part: 3n, of: 5n }]);
  const losses = lossRates(rates(60, 50, 40, 80, 90), { part: 1n, of: 1n });
  expect(losses.map((each) => ratioPpmOf(each!))).toEqual([86_400, 144_000, 288_000, 720_000, 900_000, 1_000_000]);
  const { lines, allowanceMinor } = provisionOf(major(1_000, 400, 200, 100, 50, 20), losses);
  expect(lines.map((line) => line.allowanceMinor)).toEqual(major(86.4, 57.6, 57.6, 72, 45, 20));
  expect(allowanceMinor).toBe(33_860n);
});

test('a band of which nothing is known is said, not taken for nil', () => {
  const moved = migrationRates([{ openingMinor: [0n, 500n, 0n], closingMinor: [0n, 0n, 250n] }]);
  expect(moved).toEqual([null, { part: 1n, of: 2n }]);
  const losses = lossRates(moved, { part: 1n, of: 1n });
  expect(losses).toEqual([null, { part: 1n, of: 2n }, { part: 1n, of: 1n }]);
  expect(provisionOf([700n, 100n, -50n], losses)).toMatchObject({ allowanceMinor: 50n, unknown: [0] });
});
