// Drawing a sample: repeatable by its seed, fair without weights, drawn to the heavy with them.
import { expect, test } from 'vitest';
import { drawSample } from './sampling.ts';

const even = Array.from({ length: 200 }, (_, at) => ({ id: `C${at}`, weight: 1 }));

test('the same seed draws the same customers whatever their order; another seed draws others; nobody comes twice', () => {
  const drawn = drawSample('2026-Q4', even, 20);
  expect(drawSample('2026-Q4', [...even].reverse(), 20)).toEqual(drawn);
  expect(new Set(drawn).size).toBe(20);
  expect(drawSample('2027-Q1', even, 20)).not.toEqual(drawn);
  expect(drawSample('x', even.slice(0, 3), 20)).toHaveLength(3);
});

test('without weights every customer has the same chance', () => {
  const times = new Map<string, number>();
  for (let seed = 0; seed < 2_000; seed += 1) {
    for (const id of drawSample(`s${seed}`, even, 20)) times.set(id, (times.get(id) ?? 0) + 1);
  }
  // 2,000 draws at a chance of a tenth: 200 ± 5 standard deviations of 13.4.
  for (const each of even) expect(Math.abs((times.get(each.id) ?? 0) - 200)).toBeLessThan(68);
});

test('ten times the weight is drawn about ten times as often; weight 0 only when nobody else is left', () => {
  const some = [...even.slice(0, 100), { id: 'HEAVY', weight: 10 }, { id: 'NONE', weight: 0 }];
  let heavy = 0;
  let light = 0;
  for (let seed = 0; seed < 3_000; seed += 1) {
    const [first] = drawSample(`s${seed}`, some, 1);
    if (first === 'HEAVY') heavy += 1;
    if (first === 'C1') light += 1;
    expect(first).not.toBe('NONE');
  }
  // 10 of 110 and 1 of 110 of 3,000.
  expect(heavy).toBeGreaterThan(200);
  expect(heavy).toBeLessThan(350);
  expect(light).toBeLessThan(60);
  expect(drawSample('x', some, 102)).toContain('NONE');
});
