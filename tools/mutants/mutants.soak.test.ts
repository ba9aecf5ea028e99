// Every mutant dies by the message of its own invariant, and the unpatched copy passes every ordeal.
import { afterAll, expect, inject, test } from 'vitest';
import { INVARIANTS, type Invariant } from '../soak/invariants.ts';
import { Stable } from './breed.ts';
import { MUTANTS } from './mutants.ts';

const given = { owner: inject('owner'), secret: inject('secret') };
const stable = new Stable();
afterAll(() => stable.close());

for (const invariant of Object.keys(INVARIANTS) as Invariant[]) {
  test(`holds as shipped: ${invariant}`, async () => {
    expect(await stable.run(given, invariant)).toMatchObject({ survived: true, message: '' });
  });
}

for (const mutant of MUTANTS) {
  test(`dies: ${mutant.name}`, async () => {
    const verdict = await stable.tryMutant(given, mutant);
    expect(verdict.message).toMatch(new RegExp(`^${mutant.dies}`));
    expect(verdict.survived).toBe(false);
  });
}
