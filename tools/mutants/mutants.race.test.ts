// The tests of trust can fail: break a promise in a copy of the sources, and its own test says so.
import { afterAll, expect, inject, test } from 'vitest';
import { misfits, Stable } from './breed.ts';
import { MUTANTS } from './mutants.ts';

const given = { owner: inject('owner'), secret: inject('secret') };
const stable = new Stable();
const TRIES = 4;
afterAll(() => stable.close());

test('every patch still fits its file, once', () => {
  for (const mutant of MUTANTS) expect([mutant.name, misfits(mutant)]).toEqual([mutant.name, []]);
});

for (const mutant of MUTANTS.filter((each) => each.quick)) {
  test(`dies: ${mutant.name}`, async () => {
    let verdict = await stable.tryMutant(given, mutant);
    // What is broken shows in a race: who got through by luck is tried again.
    for (let turn = 1; verdict.survived && turn < TRIES; turn += 1) verdict = await stable.tryMutant(given, mutant);
    expect(verdict.message).toMatch(new RegExp(`^${mutant.dies}`));
    expect(verdict.survived).toBe(false);
  });
}
