// A bill's life: what may follow what, on which day, and that the risk goes only when it is gone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#base/date.ts';
import {
  ACT_RULES,
  actsFrom,
  assumedHonouredOn,
  BILL_ACTS,
  BILL_RULES,
  BILL_TYPES,
  type BillFacts,
  type BillRefusal,
  type BillStanding,
  type BillStep,
  discountInterest,
  ENDED,
  equalParts,
  mayFollow,
  noticeEnds,
  presentationEnds,
  receivedStanding,
  riskOf,
  standingAfter,
  standingFrom,
  subRangesOf,
  warningOf,
} from './bills.ts';

const commercial: BillFacts = { type: 'commercial', amountMinor: 100_000n, receivedOn: '2026-01-10', dueOn: '2026-07-10' };
const held = receivedStanding(commercial);
const to = { counterparty: '宁波乙公司' };

function lived(bill: BillFacts, ...steps: BillStep[]): BillStanding {
  let standing = receivedStanding(bill);
  for (const step of steps) {
    expect(mayFollow(bill, standing, step, '2027-12-31')).toBeNull();
    standing = standingAfter(standing, step);
  }
  return standing;
}

describe('whose risk a bill is', () => {
  it('a commercial bill is the customer’s debt, also endorsed with recourse, until it is honoured', () => {
    const endorsed = lived(commercial, { act: 'endorse', on: '2026-03-01', recourse: true, ...to });
    expect(riskOf(commercial, held, BILL_RULES).billsMinor).toBe(100_000n);
    expect(riskOf(commercial, endorsed, BILL_RULES).billsMinor).toBe(100_000n);
    const honoured = standingAfter(endorsed, { act: 'honour', on: '2026-07-10' });
    expect(riskOf(commercial, honoured, BILL_RULES)).toEqual({ billsMinor: 0n, openMinor: 0n, acceptorMinor: 0n });
  });

  it('discounted without recourse the risk is the bank’s, also when the bill comes back unpaid', () => {
    const gone = lived(commercial, { act: 'discount', on: '2026-03-01', recourse: false, counterparty: '招商银行' });
    expect(riskOf(commercial, gone, BILL_RULES).billsMinor).toBe(0n);
    const unpaid = standingAfter(gone, { act: 'dishonour', on: '2026-07-11' });
    expect(riskOf(commercial, unpaid, BILL_RULES).openMinor).toBe(0n);
  });

  it('a bank’s or a finance company’s acceptance counts against the acceptor, a cheque against the customer', () => {
    const counted = BILL_TYPES.map((type) => riskOf({ ...commercial, type }, held, BILL_RULES).billsMinor);
    expect(counted).toEqual([0n, 100_000n, 0n, 100_000n]);
    for (const type of BILL_TYPES) expect(riskOf({ ...commercial, type }, held, BILL_RULES).acceptorMinor).toBe(100_000n);
  });

  it('dishonoured, any bill is an open claim again, and a claim on others does not lessen it', () => {
    const bank = { ...commercial, type: 'bank' as const };
    const unpaid = lived(bank, { act: 'present', on: '2026-07-10' }, { act: 'dishonour', on: '2026-07-12' });
    expect(riskOf(bank, unpaid, BILL_RULES)).toEqual({ billsMinor: 0n, openMinor: 100_000n, acceptorMinor: 0n });
    expect(riskOf(bank, standingAfter(unpaid, { act: 'claim', on: '2026-07-13' }), BILL_RULES).openMinor).toBe(100_000n);
  });
});

describe('what may follow', () => {
  const today = '2026-08-01';
  const refusals: readonly [string, BillStanding, BillStep, BillRefusal['code'] | null][] = [
    ['tomorrow', held, { act: 'honour', on: '2026-08-02' }, 'bill_day_in_future'],
    ['before it was received', held, { act: 'endorse', on: '2026-01-09', recourse: true, ...to }, 'bill_before_last_act'],
    ['after it was honoured', { ...held, state: 'honoured' }, { act: 'dishonour', on: today }, 'bill_ended'],
    ['presented by who has it no more', { ...held, state: 'endorsed' }, { act: 'present', on: today }, 'bill_act_not_from_here'],
    [
      'discounted out of a pledge',
      { ...held, state: 'pledged' },
      { act: 'discount', on: today, recourse: true, ...to },
      'bill_act_not_from_here',
    ],
    ['presented before maturity', held, { act: 'present', on: '2026-07-09' }, 'bill_not_due'],
    ['endorsed and paid before maturity', { ...held, state: 'endorsed' }, { act: 'honour', on: '2026-07-09' }, 'bill_not_due'],
    ['endorsed to nobody', held, { act: 'endorse', on: '2026-03-01', recourse: true }, 'bill_counterparty_missing'],
    ['discounted, recourse unsaid', held, { act: 'discount', on: '2026-03-01', ...to }, 'bill_recourse_unsaid'],
    ['the acceptor pays its holder early', held, { act: 'honour', on: '2026-07-01' }, null],
    ['the acceptor fails early', held, { act: 'dishonour', on: '2026-05-01' }, null],
  ];
  for (const [title, standing, step, code] of refusals) {
    it(`${title}: ${code ?? 'may be'}`, () => {
      expect(mayFollow(commercial, standing, step, today)?.code ?? null).toBe(code);
    });
  }

  it('says what deserves a word: presented after the ten days, paid or refused early', () => {
    expect(presentationEnds(commercial, BILL_RULES)).toBe('2026-07-20');
    expect(noticeEnds(commercial, BILL_RULES)).toBe('2026-07-23');
    expect(warningOf(commercial, { act: 'present', on: '2026-07-20' }, BILL_RULES)).toBeNull();
    expect(warningOf(commercial, { act: 'present', on: '2026-07-21' }, BILL_RULES)).toBe('presented_late');
    expect(warningOf(commercial, { act: 'honour', on: '2026-07-01' }, BILL_RULES)).toBe('paid_early');
    expect(warningOf(commercial, { act: 'dishonour', on: '2026-05-01' }, BILL_RULES)).toBe('refused_early');
  });

  it('silence counts as payment only where the company said so, and never before the news could have come', () => {
    const endorsed: BillStanding = { ...held, state: 'endorsed' };
    expect(assumedHonouredOn(commercial, endorsed, BILL_RULES)).toBeNull();
    expect(assumedHonouredOn(commercial, endorsed, { ...BILL_RULES, assumeHonouredAfterDays: 5 })).toBe('2026-07-24');
    expect(assumedHonouredOn(commercial, endorsed, { ...BILL_RULES, assumeHonouredAfterDays: 30 })).toBe('2026-08-10');
    expect(assumedHonouredOn(commercial, held, { ...BILL_RULES, assumeHonouredAfterDays: 30 })).toBeNull();
  });
});

describe('any life', () => {
  const step = fc.record({
    act: fc.constantFrom(...BILL_ACTS),
    days: fc.integer({ min: 0, max: 120 }),
    recourse: fc.boolean(),
  });

  it('the risk stays with us until the bill is honoured, given back, split or passed on without recourse; exposure is the fold of the acts', () => {
    fc.assert(
      fc.property(fc.constantFrom(...BILL_TYPES), fc.array(step, { maxLength: 12 }), (type, tried) => {
        const bill: BillFacts = { ...commercial, type };
        let standing = receivedStanding(bill);
        let on = bill.receivedOn;
        const life: { state: BillStanding['state']; on: string; recourse: boolean }[] = [
          { state: 'received', on, recourse: true },
        ];
        // A plain reading beside the machine: what is counted, moved act by act.
        let counted = type === 'commercial' || type === 'cheque' ? bill.amountMinor : 0n;
        let open = 0n;
        let passedWithoutRecourse = false;
        for (const { act, days, recourse } of tried) {
          on = addDays(on, days);
          const next: BillStep = { act, on, recourse, counterparty: '丙' };
          if (mayFollow(bill, standing, next, '2100-01-01') !== null) continue;
          expect(ENDED).not.toContain(standing.state);
          standing = standingAfter(standing, next);
          life.push({ state: standing.state, on, recourse });
          if ((act === 'endorse' || act === 'discount') && !recourse) {
            passedWithoutRecourse = true;
            counted = 0n;
          }
          if (['honour', 'split'].includes(act)) counted = 0n;
          if (['dishonour', 'return', 'replace'].includes(act)) {
            counted = 0n;
            if (!passedWithoutRecourse) open = bill.amountMinor;
          }
          const risk = riskOf(bill, standing, BILL_RULES);
          expect([risk.billsMinor, risk.openMinor]).toEqual([counted, open]);
          const gone = passedWithoutRecourse || standing.state === 'honoured' || standing.state === 'split';
          expect(risk.acceptorMinor + risk.openMinor === 0n).toBe(gone);
        }
        expect(standingFrom(life)).toEqual(standing);
      }),
      { numRuns: 500 },
    );
  });

  it('every state but the ends has a way on, and every act a state it starts from', () => {
    for (const act of BILL_ACTS) expect(ACT_RULES[act].from.length).toBeGreaterThan(0);
    for (const state of ['received', 'pledged', 'endorsed', 'discounted', 'presented', 'dishonoured'] as const)
      expect(actsFrom(commercial, { ...held, state }, '2026-08-01').length).toBeGreaterThan(0);
  });
});

it('interest of a discount counts to the day before maturity over 360 days, three more where the acceptor is elsewhere', () => {
  // 1,000,000.00 at 3.6 % for 90 days: 1,000,000 × 3.6 % × 90 / 360 = 9,000.00; three days more: 9,300.00.
  expect(discountInterest(100_000_000n, 36_000, '2026-04-11', '2026-07-10')).toBe(900_000n);
  expect(discountInterest(100_000_000n, 36_000, '2026-04-11', '2026-07-10', 3)).toBe(930_000n);
  expect(discountInterest(100_000_000n, 36_000, '2026-07-10', '2026-07-10')).toBe(0n);
});

describe('parts of a new-generation bill', () => {
  it('follow each other within the range of the whole, a number for every 0.01', () => {
    expect(subRangesOf('1-100000', 100_000n, [30_000n, 70_000n])).toEqual(['1-30000', '30001-100000']);
    expect(subRangesOf('30001-100000', 70_000n, [25_000n, 45_000n])).toEqual(['30001-55000', '55001-100000']);
    expect(subRangesOf(null, 100n, [50n, 50n])).toEqual(['1-50', '51-100']);
  });

  it('have no range of ours where that of the whole does not agree with its amount or is written otherwise', () => {
    expect(subRangesOf('1-99999', 100_000n, [1n, 99_999n])).toBeNull();
    expect(subRangesOf('A/1', 100_000n, [1n, 99_999n])).toBeNull();
  });

  it('equal parts add up to the bill, and none is more than a cent larger than another', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 100n, max: 10_000_000n }), fc.integer({ min: 2, max: 100 }), (amountMinor, count) => {
        const parts = equalParts(amountMinor, count);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amountMinor);
        expect(parts[0]! - parts.at(-1)! <= 1n).toBe(true);
      }),
    );
  });
});
