// Reservations against a model (R9, R10): whatever is ordered, raised, lowered, delivered, invoiced, returned, cancelled, sent twice, and however
// time jumps, what is reserved is what the model says, each end happens once, and the books balance to the cent.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '#base/date.ts';
import { REPORT_KINDS } from '#engine/order-consumption.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as contract from './contract.ts';
import { setting, TODAY } from './orders.fixtures.ts';
import { ReservationModel } from './reservation-model.fixtures.ts';

const CAP = 100;
const RUNS = 4;
const money = (amount: number) => ({ amount: `${amount}.00`, currency: 'CNY' });

const number = fc.constantFrom('SO-1', 'SO-2', 'SO-3');
const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('check' as const), number, amount: fc.integer({ min: 1, max: 90 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      number,
      kind: fc.constantFrom(...REPORT_KINDS),
      paper: fc.integer({ min: 1, max: 2 }),
      amount: fc.constantFrom(10, 25, 60),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), number }) },
  // No sum of these is the thirty days that a reservation lasts: nothing runs out at the very instant it is looked at.
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), days: fc.constantFrom(16, 45) }) },
);

test('orders, papers of the ERP in any order and twice, cancellations and jumps of the clock: reserved is what the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 22 }), async (acts) => {
      const { house, customer } = await setting();
      await customer('C1', `${CAP}.00`);
      const model = new ReservationModel(CAP);
      let now = house;
      const outcome = (call: Promise<{ outcome?: string; state?: string }>) =>
        call.then(
          (answer) => answer.outcome ?? answer.state,
          (problem) => problem.code,
        );
      for (const each of acts) {
        if (each.do === 'pass') {
          model.pass(each.days);
          now = house.on(addDays(TODAY, model.day));
        } else if (each.do === 'check') {
          const call = now.call(contract.check, { customer: 'C1', amount: money(each.amount), order: each.number });
          expect([each, await outcome(call)]).toEqual([each, model.check(each.number, each.amount)]);
        } else if (each.do === 'report') {
          const paper = `${each.number}-${each.paper}-${each.amount}`;
          const said = { order: each.number, kind: each.kind, number: paper, amount: money(each.amount) };
          const expected = model.report(each.number, each.kind, paper, each.amount);
          expect([each, await outcome(now.call(contract.report, said))]).toEqual([each, expected]);
        } else {
          const call = now.call(contract.cancel, { order: each.number, reason: '客户取消' });
          expect([each, await outcome(call)]).toEqual([each, model.cancel(each.number)]);
        }
        const { reservations } = await now.call(contract.reservations, { limit: 200 });
        const live = reservations.reduce((sum, one) => sum + Number(one.remaining.amount), 0);
        expect([each, live]).toEqual([each, model.reserved]);
        expect(live).toBeLessThanOrEqual(CAP);
      }
      expect((await now.call(exposure.reconcile, {})).differences).toEqual([]);
      const { reservations: ended } = await now.call(contract.reservations, { ended: true, limit: 200 });
      expect(ended.every((one) => one.remaining.amount === '0.00' && one.endedHow !== null)).toBe(true);
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 60_000 },
  );
});
