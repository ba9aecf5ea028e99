// What pictures rest on: where bars begin and end, how late is late, means that do not start before they may.
import { expect, it } from 'vitest';
import { exposureSegments, utilisationStep } from './bars.tsx';
import { delayStep, movingMeans } from './delay-strip.tsx';
import { waterfallBars, waterfallFloor } from './waterfall.tsx';

const cny = (amount: string) => ({ amount, currency: 'CNY' });

it('ends the exposure bar where the exposure ends: a deposit comes off the last part', () => {
  const segments = exposureSegments([
    { key: 'receivables', label: '', value: cny('612.40') },
    { key: 'bills', label: '', value: cny('45.00') },
    { key: 'deposit', label: '', value: cny('-30.00') },
  ]);
  expect(segments.map((each) => [each.key, each.size])).toEqual([
    ['receivables', 612.4],
    ['bills', 15],
  ]);
});

it('adds parts up to the exposure, lays the room on top, and meets the limit', () => {
  const steps = [
    { kind: 'part', value: cny('612.40') },
    { kind: 'part', value: cny('177.60') },
    { kind: 'part', value: cny('-30.00') },
    { kind: 'total', value: cny('760.00') },
    { kind: 'room', value: cny('40.00') },
    { kind: 'total', value: cny('800.00') },
  ] as const;
  const bars = waterfallBars(steps);
  expect(bars.map((each) => [each.from, each.to])).toEqual([
    [0, 612.4],
    [612.4, 790],
    [790, 760],
    [0, 760],
    [760, 800],
    [0, 800],
  ]);
  expect(waterfallFloor(steps, bars)).toBe(0);
});

it('breaks the bars of two large totals with a small change between them, and only those', () => {
  const small = [
    { kind: 'total', value: cny('18394.20') },
    { kind: 'part', value: cny('32.30') },
    { kind: 'total', value: cny('18426.50') },
  ] as const;
  expect(waterfallFloor(small, waterfallBars(small))).toBeGreaterThan(18_000);
  const large = [
    { kind: 'total', value: cny('100') },
    { kind: 'part', value: cny('50') },
    { kind: 'total', value: cny('150') },
  ] as const;
  expect(waterfallFloor(large, waterfallBars(large))).toBe(0);
});

it('says nothing of an average until there are enough invoices', () => {
  expect(movingMeans([2, 4, 6, 8], 3)).toEqual([null, null, 4, 6]);
});

it('steps up with lateness and with use of the limit', () => {
  expect([-3, 16, 31, 61].map((days) => delayStep(days, 30))).toEqual([1, 2, 3, 4]);
  expect([799_999, 800_000, 900_000, 1_000_000, 1_000_001].map(utilisationStep)).toEqual([null, 2, 3, 3, 4]);
});
