// A customer who buys in several currencies has one limit in ours: everything owed counts against it, at dated rates.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '#base/date.ts';
import { linkGroup, resolveParty, saveGroup } from '#rooms/customers/actions.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import { revalue } from '#rooms/exposure/revalue.ts';
import { ledger } from '#rooms/receivables/contract.ts';
import * as orders from './contract.ts';
import { type Setting, setting, TODAY } from './orders.fixtures.ts';

let at: Setting;
let customers = 100;

beforeAll(async () => {
  at = await setting();
});

const usd = (amount: string) => ({ amount, currency: 'USD' });
const cny = (amount: string) => ({ amount, currency: 'CNY' });

function rate(currency: string, text: string, on = TODAY, per = 1) {
  return at.house.call(exposure.recordRates, { rates: [{ currency, on, rate: text, per }] });
}

function check(customer: string, order: string, amount: { amount: string; currency: string }) {
  return at.house.call(orders.check, { customer, order: `${customer}-${order}`, amount }, { key: `${customer} ${order}` });
}

async function totalOf(customer: string) {
  const { positions } = await at.house.call(exposure.position, { customer });
  return positions.find((each) => each.kind === 'total');
}

async function differences() {
  return (await at.house.call(exposure.reconcile, {})).differences;
}

describe('a limit in our currency', () => {
  it('counts orders in dollars at the rate in force, and holds what goes beyond it', async () => {
    await rate('USD', '7.1234');
    await at.customer('FX1', '100000.00');
    await at.invoice('FX1', 'FX1-1', '30000.00', 30);
    expect((await check('FX1', 'O1', usd('5000.00'))).outcome).toBe('clear'); // 35,617
    expect(await totalOf('FX1')).toMatchObject({
      exposure: cny('65617.00'),
      available: cny('34383.00'),
      limit: cny('100000.00'),
    });
    // The ledger's own sum over currencies is the same.
    const { home } = await at.house.call(ledger, { text: 'FX1' });
    expect(home).toMatchObject({ exposure: cny('65617.00'), open: cny('30000.00'), ratesOf: TODAY, missing: [] });
    const held = await check('FX1', 'O2', usd('4900.00')); // 34,904.66
    expect(held.outcome).toBe('held');
    expect(held.reasons.map((reason) => reason.code)).toContain('limit_use');
    const raise = held.reasons.flatMap((reason) => reason.clears as { kind: string; amount?: unknown }[]);
    // What would have to be raised is said in the currency in which the limit is kept.
    expect(raise.find((each) => each.kind === 'raise_limit')?.amount).toMatchObject({ currency: 'CNY' });
    expect((await check('FX1', 'O3', usd('4800.00'))).outcome).toBe('clear'); // 34,192.32
    expect((await check('FX1', 'O4', cny('200.00'))).outcome).toBe('held');
    expect((await check('FX1', 'O5', cny('190.00'))).outcome).toBe('clear');
    expect(await differences()).toEqual([]);
  });

  it('is joined by what was there before: the first order in dollars brings the old invoices along', async () => {
    await at.customer('FX2', '50000.00');
    await at.invoice('FX2', 'FX2-1', '45000.00', 30);
    expect((await check('FX2', 'O1', usd('1000.00'))).outcome).toBe('held');
    expect(await totalOf('FX2')).toMatchObject({ exposure: cny('45000.00'), limit: cny('50000.00') });
    expect(await differences()).toEqual([]);
  });

  it('cannot be asked where no rate is known: the order is held and the total says what it leaves out', async () => {
    await at.customer('FX3', '50000.00');
    const held = await check('FX3', 'O1', { amount: '10.00', currency: 'EUR' });
    expect(held.outcome).toBe('held');
    expect(held.reasons.map((reason) => reason.code)).toContain('no_limit');
  });
});

describe('a new rate', () => {
  it('revalues at once, by an entry on every node above, and changes nothing when entered again', async () => {
    await at.customer('FX4', '100000.00');
    await check('FX4', 'O1', usd('10000.00'));
    await at.house.run(async (ctx) => {
      const group = await saveGroup(ctx, { code: 'FXG', name: '外销集团' });
      await linkGroup(ctx, (await resolveParty(ctx, 'FX4')).party_id, group.id);
    });
    expect((await totalOf('FX4'))?.exposure).toEqual(cny('71234.00'));
    expect((await rate('USD', '7.5')).revalued).toBeGreaterThan(0);
    expect((await totalOf('FX4'))?.exposure).toEqual(cny('75000.00'));
    const { positions } = await at.house.call(exposure.position, { customer: 'FX4' });
    expect(positions.filter((each) => each.kind === 'group').map((each) => [each.currency, each.exposure.amount])).toEqual([
      ['CNY', '75000.00'],
      ['USD', '10000.00'],
    ]);
    expect((await rate('USD', '7.5')).revalued).toBe(0);
    expect(await differences()).toEqual([]);
  });

  it('entered beforehand takes effect on its first day', async () => {
    await rate('USD', '8', addDays(TODAY, 1));
    expect((await totalOf('FX4'))?.exposure).toEqual(cny('75000.00'));
    await at.house.on(addDays(TODAY, 1)).run(async (ctx) => void (await revalue(ctx)));
    expect((await totalOf('FX4'))?.exposure).toEqual(cny('80000.00'));
    await at.house.run(async (ctx) => void (await revalue(ctx)));
    expect((await totalOf('FX4'))?.exposure).toEqual(cny('75000.00'));
    expect(await differences()).toEqual([]);
  });

  it('of our own currency, of nothing, or in words is refused by its row', async () => {
    for (const [currency, text, code] of [
      ['CNY', '1', 'rate_of_own_currency'],
      ['USD', '0', 'rate_malformed'],
      ['USD', '七点一', 'rate_malformed'],
      ['QQQ', '1', 'currency_unknown'],
    ] as const) {
      await expect(rate(currency, text)).rejects.toMatchObject({ code });
    }
  });
});

it('whatever is ordered in whatever currency at whatever rate, nobody gets past the limit and the books balance', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.record({
            kind: fc.constant('order' as const),
            currency: fc.constantFrom('CNY', 'USD', 'JPY'),
            minor: fc.integer({ min: 1, max: 4_000_000 }),
          }),
          fc.record({
            kind: fc.constant('rate' as const),
            currency: fc.constantFrom('USD', 'JPY'),
            ppm: fc.integer({ min: 1_000, max: 9_000_000 }),
          }),
        ),
        { minLength: 3, maxLength: 10 },
      ),
      async (acts) => {
        const code = `FX${++customers}`;
        await at.customer(code, '60000.00');
        await rate('JPY', '4.8213', TODAY, 100);
        for (const [index, act] of acts.entries()) {
          if (act.kind === 'rate') {
            await rate(act.currency, String(act.ppm / 1_000_000), TODAY, act.currency === 'JPY' ? 100 : 1);
            continue;
          }
          const amount = act.currency === 'JPY' ? String(act.minor) : (act.minor / 100).toFixed(2);
          const before = await totalOf(code);
          const answer = await check(code, `O${index}`, { amount, currency: act.currency });
          const after = (await totalOf(code)) ?? before;
          if (answer.outcome === 'clear' && after) expect(Number(after.exposure.amount)).toBeLessThanOrEqual(60_000);
        }
      },
    ),
    { seed: 7, numRuns: 8 },
  );
  expect(await differences()).toEqual([]);
});
