// Personal fields at rest: nobody who holds the database alone reads them, moves them, or finds out by moving them.
import { expect, test } from 'vitest';
import { Sealer } from './auth/secrets.ts';
import type { Ctx } from './context.ts';
import { addSealingKey, type Keys, keysOf, mailKey, phoneKey } from './personal.ts';
import { type TestHouse, testHouse } from './test-house.ts';

const PLACE = { table: 'dossiers.contacts', column: 'phone', row: 'r1' };

async function within<T>(place: TestHouse, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await place.run(async (ctx) => {
    answer = await work(ctx);
  });
  return answer as T;
}
const keys = (place: TestHouse): Promise<Keys> => within(place, (ctx) => keysOf(ctx, 'contacts'));

test('a sealed phone opens in its own row only: not in another row, column, table or company', async () => {
  const [ours, theirs] = [await testHouse([]), await testHouse([])];
  const sealed = (await keys(ours)).seal('13800001111', PLACE);
  expect((await keys(ours)).open(sealed, PLACE)).toBe('13800001111');
  expect(sealed.includes(Buffer.from('13800001111'))).toBe(false);
  for (const moved of [
    { ...PLACE, row: 'r2' },
    { ...PLACE, column: 'email' },
    { ...PLACE, table: 'dossiers.facts' },
  ]) {
    const opened = await keys(ours);
    expect(() => opened.open(sealed, moved), JSON.stringify(moved)).toThrow();
  }
  const foreign = await keys(theirs);
  expect(() => foreign.open(sealed, PLACE)).toThrow();
  const bent = Buffer.from(sealed);
  bent[bent.length - 20]! ^= 1;
  const own = await keys(ours);
  expect(() => own.open(bent, PLACE)).toThrow();
});

test('the same phone gives the same mark within a company and field, another in the next company', async () => {
  const [ours, theirs] = [await keys(await testHouse([])), await keys(await testHouse([]))];
  const mark = ours.mark('phone', phoneKey('+86 138-0000-1111'));
  expect(mark).toEqual(ours.mark('phone', phoneKey('１３８００００１１１１')));
  expect(mark).not.toEqual(ours.mark('email', phoneKey('13800001111')));
  expect(mark).not.toEqual(theirs.mark('phone', phoneKey('13800001111')));
  expect(mailKey(' Wang@Example.COM ')).toBe('wang@example.com');
  expect(phoneKey('0086 138 0000 1111')).toBe('13800001111');
  expect(phoneKey('0571-8866 1234')).toBe('057188661234');
});

test('a new key seals from now on, what the old one sealed stays readable, and marks stay as they were', async () => {
  const place = await testHouse([]);
  const before = await keys(place);
  const old = before.seal('王芳', PLACE);
  expect(await within(place, (ctx) => addSealingKey(ctx, 'contacts'))).toBe(2);
  const after = await keys(place);
  expect(after.current).toBe(2);
  expect(after.open(old, PLACE)).toBe('王芳');
  const anew = after.seal('王芳', PLACE);
  expect(() => before.open(anew, PLACE)).toThrow('a key that is not there');
  expect(after.mark('phone', '1')).toEqual(before.mark('phone', '1'));
});

test('the keys in the database are of no use without the installation’s secret', async () => {
  const place = await testHouse([]);
  await keys(place);
  const stranger = within(place, (ctx) =>
    keysOf({ tx: ctx.tx, tenant: ctx.tenant, at: ctx.at, installation: { sealer: new Sealer('another') } }, 'contacts'),
  );
  await expect(stranger).rejects.toThrow();
});

test('two who need the first key at the same moment get the same one', async () => {
  const place = await testHouse([]);
  const [one, other] = await Promise.all([keys(place), keys(place)]);
  expect(other.open(one.seal('x', PLACE), PLACE)).toBe('x');
  expect(other.mark('f', 'x')).toEqual(one.mark('f', 'x'));
});
