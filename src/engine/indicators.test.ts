// Indicators of the ledger, computed by hand beside the engine; what cannot be known says why.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMonths } from '#base/date.ts';
import type { CustomerFacts, MonthRow } from './indicators.ts';
import { INDICATORS, indicatorsOf, MONTHS_MAX, purchasesAgainst } from './indicators.ts';
import { BLANK_CUSTOMER } from './rulebook-cases.ts';

const asOf = '2026-11-21';
const month = (monthOn: string, soldMinor: bigint, more: Partial<MonthRow> = {}): MonthRow => ({
  monthOn,
  soldMinor,
  invoices: 1,
  paidMinor: 0n,
  paidOnTimeMinor: 0n,
  lateMinorDays: 0n,
  worstDaysLate: null,
  peakOpenMinor: null,
  peakUtilisationPpm: null,
  ...more,
});
/** Sales of 100 a month for the 24 months up to October 2026, each paid the month after. */
const steady: CustomerFacts = {
  ...BLANK_CUSTOMER,
  firstDocumentOn: '2024-11-01',
  lastSaleOn: '2026-10-20',
  months: Array.from({ length: 24 }, (_, index) =>
    month(addMonths('2024-11-01', index), 10_000n, { paidMinor: index === 0 ? 0n : 10_000n, peakOpenMinor: 20_000n }),
  ),
};

describe('payment behaviour', () => {
  it('weights days late by the amounts paid', () => {
    const months = [
      month('2026-09-01', 0n, { paidMinor: 30_000n, paidOnTimeMinor: 30_000n, worstDaysLate: 0 }),
      // 10,000 paid 40 days late.
      month('2026-10-01', 0n, { paidMinor: 10_000n, lateMinorDays: 400_000n, worstDaysLate: 40 }),
    ];
    const found = indicatorsOf({ ...BLANK_CUSTOMER, months }, asOf);
    expect(found.days_late_avg_12m.value).toBe(10);
    expect(found.days_late_worst_12m.value).toBe(40);
    expect(found.paid_on_time_share_12m.value).toBe(750_000);
  });

  it('forgets what was paid more than twelve months ago', () => {
    const months = [month('2025-11-01', 0n, { paidMinor: 10_000n, lateMinorDays: 900_000n, worstDaysLate: 90 })];
    expect(indicatorsOf({ ...BLANK_CUSTOMER, months }, asOf).days_late_avg_12m).toMatchObject({
      value: null,
      missing: 'no_settlements_12m',
    });
    expect(indicatorsOf({ ...BLANK_CUSTOMER, months }, '2026-10-31').days_late_avg_12m.value).toBe(90);
  });
});

describe('balances', () => {
  it('counts overdue days from the oldest due day and the overdue share of what is open', () => {
    const found = indicatorsOf({ ...BLANK_CUSTOMER, openMinor: 61_240n, overdueMinor: 12_860n, oldestDueOn: '2026-10-05' }, asOf);
    expect(found.oldest_overdue_days.value).toBe(47);
    expect(found.overdue_share.value).toBe(209_993);
  });

  it('has no utilisation without a limit, and no overdue share with nothing open', () => {
    const found = indicatorsOf(BLANK_CUSTOMER, asOf);
    expect(found.utilisation).toMatchObject({ value: null, missing: 'no_limit' });
    expect(found.overdue_share).toMatchObject({ value: null, missing: 'nothing_open' });
    expect(found.oldest_overdue_days.value).toBe(0);
  });

  it('takes the peak of the year, today included', () => {
    const months = [
      month('2026-03-01', 0n, { peakUtilisationPpm: 1_050_000 }),
      month('2025-03-01', 0n, { peakUtilisationPpm: 1_900_000 }),
    ];
    const facts: CustomerFacts = { ...BLANK_CUSTOMER, mode: 'amount', capMinor: 80_000n, exposureMinor: 76_000n, months };
    expect(indicatorsOf(facts, asOf).utilisation_peak_12m.value).toBe(1_050_000);
    expect(indicatorsOf({ ...facts, months: [] }, asOf).utilisation_peak_12m.value).toBe(950_000);
  });
});

describe('bills', () => {
  it('counts those dishonoured within two years, not older and not later ones', () => {
    const bills = ['2024-11-21', '2024-11-22', '2026-11-21', '2026-11-22'].map((on) => ({ document: on, on, amountMinor: 1n }));
    expect(indicatorsOf({ ...BLANK_CUSTOMER, dishonoured: bills }, asOf).dishonoured_bills_24m.value).toBe(2);
    expect(indicatorsOf({ ...BLANK_CUSTOMER, dishonoured: [] }, asOf).dishonoured_bills_24m.value).toBe(0);
    expect(indicatorsOf(BLANK_CUSTOMER, asOf).dishonoured_bills_24m).toMatchObject({ value: null, missing: 'bills_not_kept' });
  });
});

describe('purchases', () => {
  it('averages whole months only: the running one neither adds nor dilutes', () => {
    const found = indicatorsOf(steady, asOf);
    expect(found.monthly_sales_avg_12m.value).toBe(10_000);
    expect(found.purchase_volatility_12m.value).toBe(0);
    expect(found.purchase_growth_6m.value).toBe(0);
    expect(found.purchase_growth_season.value).toBe(0);
    expect(found.history_months.value).toBe(24);
    expect(found.months_since_purchase.value).toBe(1);
  });

  it('divides by the months there are, at least three', () => {
    const young: CustomerFacts = {
      ...BLANK_CUSTOMER,
      firstDocumentOn: '2026-08-10',
      months: [month('2026-08-01', 3_000n), month('2026-10-01', 6_000n)],
    };
    expect(indicatorsOf(young, asOf).monthly_sales_avg_12m).toMatchObject({ value: 3_000, inputs: { months: 3 } });
    const newer = { ...young, firstDocumentOn: '2026-09-10' };
    expect(indicatorsOf(newer, asOf).monthly_sales_avg_12m).toMatchObject({ value: null, missing: 'history_too_short' });
  });

  it('compares with the same season, so a seasonal buyer does not seem to collapse in autumn', () => {
    // Sells 500 a month from April to September, 50 in winter, two years alike.
    const months = Array.from({ length: 28 }, (_, index) => {
      const on = addMonths('2024-09-01', index);
      const calendar = Number(on.slice(5, 7));
      return month(on, calendar >= 4 && calendar <= 9 ? 50_000n : 5_000n);
    });
    const seasonal: CustomerFacts = { ...BLANK_CUSTOMER, firstDocumentOn: '2024-09-01', months };
    expect(purchasesAgainst(seasonal, '2026-12-31', 3, 3)).toMatchObject({ changePpm: -900_000 });
    expect(purchasesAgainst(seasonal, '2026-12-31', 3, 12)).toMatchObject({ changePpm: 0, recentMinor: 15_000n });
    expect(purchasesAgainst(seasonal, '2026-09-30', 3, 12)).toMatchObject({ changePpm: 0, recentMinor: 150_000n });
  });

  it('does not compare with a season before the customer was there', () => {
    const facts: CustomerFacts = { ...steady, firstDocumentOn: '2025-09-15' };
    expect(purchasesAgainst(facts, asOf, 3, 12)).toEqual({ missing: 'history_too_short' });
    expect(purchasesAgainst(BLANK_CUSTOMER, asOf, 3, 12)).toEqual({ missing: 'no_documents' });
  });

  it('takes as best paid peak only what has been paid since', () => {
    const months = [
      month('2026-06-01', 0n, { peakOpenMinor: 50_000n }),
      month('2026-07-01', 0n, { peakOpenMinor: 90_000n, paidMinor: 20_000n }),
      month('2026-08-01', 0n, { peakOpenMinor: 70_000n, paidMinor: 40_000n }),
    ];
    // June's 500 was followed by 600 of payments; July's 900 by 400; August's 700 by none.
    expect(indicatorsOf({ ...BLANK_CUSTOMER, months }, asOf).best_paid_peak_12m).toMatchObject({
      value: 50_000,
      inputs: { peakOn: '2026-06-01' },
    });
  });
});

describe('the catalogue', () => {
  it('names every indicator once, in both languages, and every answer has a value or a reason', () => {
    expect(INDICATORS.map((spec) => spec.key).sort()).toEqual(Object.keys(indicatorsOf(BLANK_CUSTOMER, asOf)).sort());
    for (const facts of [BLANK_CUSTOMER, steady]) {
      for (const value of Object.values(indicatorsOf(facts, asOf)))
        expect(value.value === null).toBe(value.missing !== undefined);
    }
  });

  it('needs no more months of rows than it says', () => {
    expect(indicatorsOf({ ...steady, months: steady.months.slice(-MONTHS_MAX) }, asOf)).toEqual(indicatorsOf(steady, asOf));
    expect(indicatorsOf({ ...steady, months: steady.months.slice(-(MONTHS_MAX - 2)) }, asOf)).not.toEqual(
      indicatorsOf(steady, asOf),
    );
  });

  it('does not see the future: rows after asOf change nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.bigInt({ min: 1n, max: 10n ** 9n }), (ahead, amount) => {
        const later = month(addMonths('2026-11-01', ahead), amount, {
          paidMinor: amount,
          lateMinorDays: amount * 99n,
          worstDaysLate: 99,
          peakOpenMinor: amount,
          peakUtilisationPpm: 3_000_000,
        });
        expect(indicatorsOf({ ...steady, months: [...steady.months, later] }, asOf)).toEqual(indicatorsOf(steady, asOf));
      }),
    );
  });
});
