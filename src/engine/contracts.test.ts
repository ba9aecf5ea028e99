// Due days by the terms of a contract, retention, what a change gives away, and the statute: calendar exact.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths, type Day, dayOfEpoch, daysBetween, epochDay, isDay, monthEnd } from '#base/date.ts';
import {
  type ContractTerms,
  dueOnBy,
  longestDays,
  loosenings,
  milestonesBeyond,
  retainedMinor,
  retentionDueOn,
  statutoryNote,
  type Terms,
} from './contracts.ts';

const day = fc.integer({ min: epochDay('2000-01-01'), max: epochDay('2120-12-31') }).map(dayOfEpoch);
const terms: fc.Arbitrary<Terms> = fc.oneof(
  fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 0, max: 720 }) }),
  fc.record({ kind: fc.constant('month-end' as const), days: fc.integer({ min: 0, max: 360 }) }),
  fc.record({
    kind: fc.constant('day-of-month' as const),
    months: fc.integer({ min: 0, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
  }),
  fc.record({
    kind: fc.constant('after' as const),
    event: fc.constantFrom('delivery' as const, 'acceptance' as const),
    days: fc.integer({ min: 0, max: 360 }),
  }),
);
const due = (rule: Terms, issuedOn: Day, more = {}) => dueOnBy(rule, { issuedOn, ...more });

describe('the day an invoice falls due', () => {
  it.each<[string, Terms, Day, Day]>([
    ['net 30', { kind: 'days', days: 30 }, '2026-11-21', '2026-12-21'],
    ['net 60 over a leap day', { kind: 'days', days: 60 }, '2028-01-15', '2028-03-15'],
    ['月结 30 天', { kind: 'month-end', days: 30 }, '2026-11-02', '2026-12-30'],
    ['月结 0 天 in February', { kind: 'month-end', days: 0 }, '2027-02-01', '2027-02-28'],
    ['次月 25 日', { kind: 'day-of-month', months: 1, day: 25 }, '2026-11-21', '2026-12-25'],
    ['次月 31 日 is its last day', { kind: 'day-of-month', months: 1, day: 31 }, '2027-01-31', '2027-02-28'],
    ['次月 31 日 in a leap year', { kind: 'day-of-month', months: 1, day: 31 }, '2028-01-31', '2028-02-29'],
    ['当月 25 日, issued before', { kind: 'day-of-month', months: 0, day: 25 }, '2026-11-25', '2026-11-25'],
    ['当月 25 日, issued after: the next', { kind: 'day-of-month', months: 0, day: 25 }, '2026-12-26', '2027-01-25'],
  ])('%s', (_, rule, issuedOn, expected) => {
    expect(due(rule, issuedOn)).toEqual({ dueOn: expected, provisional: false });
  });

  it('hangs on acceptance where the contract says so: known, planned, or nobody has said', () => {
    const rule: Terms = { kind: 'after', event: 'acceptance', days: 30 };
    expect(due(rule, '2026-11-01', { acceptedOn: '2026-11-20' })).toEqual({ dueOn: '2026-12-20', provisional: false });
    expect(due(rule, '2026-11-01', { plannedAcceptanceOn: '2026-12-01' })).toEqual({ dueOn: '2026-12-31', provisional: true });
    expect(due(rule, '2026-11-01', { deliveredOn: '2026-11-02' })).toEqual({ missing: 'acceptance' });
    // Accepted long before it was invoiced: due when it is issued, not before.
    expect(due(rule, '2026-11-01', { acceptedOn: '2026-01-01' })).toEqual({ dueOn: '2026-11-01', provisional: false });
  });

  it('is a day of the calendar, never before the issue, and never earlier for a later invoice', () => {
    fc.assert(
      fc.property(terms, day, fc.integer({ min: 0, max: 400 }), (rule, issuedOn, gap) => {
        const known = (on: Day) => dueOnBy(rule, { issuedOn: on, deliveredOn: on, acceptedOn: on });
        const [one, two] = [known(issuedOn), known(addDays(issuedOn, gap))];
        if ('missing' in one || 'missing' in two) throw new Error('both events are known');
        expect(isDay(one.dueOn) && one.dueOn >= issuedOn).toBe(true);
        expect(two.dueOn >= one.dueOn).toBe(true);
        expect(daysBetween(issuedOn, one.dueOn)).toBeLessThanOrEqual(longestDays(rule)!);
      }),
    );
  });

  it('a month-end rule counts from the last day whatever the day of issue', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 120 }), (issuedOn, days) => {
        expect(due({ kind: 'month-end', days }, issuedOn)).toMatchObject({ dueOn: addDays(monthEnd(issuedOn), days) });
      }),
    );
  });
});

describe('what is kept back', () => {
  const share = (sharePpm: number): Pick<ContractTerms, 'retention' | 'amountMinor'> => ({
    amountMinor: 100_000_00n,
    retention: { sharePpm, amountMinor: null, due: { kind: 'after', event: 'acceptance', months: 12 } },
  });

  it('5 % of each invoice, half a cent up; an amount of the contract in proportion; nothing where it has no whole', () => {
    expect(retainedMinor(share(50_000), 10_000_10n)).toBe(500_01n);
    const fixed = {
      amountMinor: 300_000_00n,
      retention: { sharePpm: null, amountMinor: 10_000_00n, due: { kind: 'on' as const, on: '2027-01-01' } },
    };
    expect(retainedMinor(fixed, 100_000_00n)).toBe(3_333_33n);
    expect(retainedMinor({ ...fixed, amountMinor: null }, 100_000_00n)).toBeNull();
    expect(retainedMinor({ ...fixed, retention: null }, 100_000_00n)).toBe(0n);
    expect(retainedMinor(share(50_000), -5n)).toBe(0n);
  });

  it('is never more than the invoice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.bigInt({ min: 1n, max: 10n ** 15n }), (ppm, invoice) => {
        const kept = retainedMinor(share(ppm), invoice)!;
        expect(kept >= 0n && kept <= invoice).toBe(true);
      }),
    );
  });

  it('falls due months after acceptance, by the calendar, or on a fixed day', () => {
    const retention = share(50_000).retention!;
    expect(retentionDueOn(retention, { issuedOn: '2026-01-10', acceptedOn: '2027-02-28' })).toEqual({
      dueOn: '2028-02-28',
      provisional: false,
    });
    expect(retentionDueOn(retention, { issuedOn: '2026-01-10', plannedAcceptanceOn: '2026-08-31' })).toEqual({
      dueOn: '2027-08-31',
      provisional: true,
    });
    expect(retentionDueOn(retention, { issuedOn: '2026-01-10' })).toEqual({ missing: 'acceptance' });
    expect(retentionDueOn({ ...retention, due: { kind: 'on', on: '2027-06-30' } }, { issuedOn: '2026-01-10' })).toEqual({
      dueOn: '2027-06-30',
      provisional: false,
    });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 60 }), (acceptedOn, months) => {
        const kept = { ...retention, due: { kind: 'after' as const, event: 'acceptance' as const, months } };
        expect(retentionDueOn(kept, { issuedOn: acceptedOn, acceptedOn })).toEqual({
          dueOn: addMonths(acceptedOn, months),
          provisional: false,
        });
      }),
    );
  });
});

describe('a change that needs a second person', () => {
  const standing: ContractTerms = {
    amountMinor: 1_000_000_00n,
    terms: { kind: 'days', days: 60 },
    retention: { sharePpm: 50_000, amountMinor: null, due: { kind: 'after', event: 'delivery', months: 12 } },
    discount: { sharePpm: 20_000, withinDays: 10 },
    lateInterestPpmPerDay: 500,
    milestones: [],
  };
  const kept = standing.retention!;
  it.each<[string, Partial<ContractTerms>, string[]]>([
    ['nothing', {}, []],
    ['a lower amount', { amountMinor: 900_000_00n }, []],
    ['shorter terms', { terms: { kind: 'days', days: 45 } }, []],
    [
      'less kept back, and sooner',
      { retention: { ...kept, sharePpm: 30_000, due: { kind: 'after', event: 'delivery', months: 6 } } },
      [],
    ],
    ['no retention, no discount', { retention: null, discount: null }, []],
    ['a higher amount', { amountMinor: 1_000_000_01n }, ['amount_raised']],
    ['no amount any more', { amountMinor: null }, ['amount_unbounded']],
    ['a day longer', { terms: { kind: 'days', days: 61 } }, ['terms_longer']],
    ['月结 45 beside net 60: longer early in the month', { terms: { kind: 'month-end', days: 45 } }, ['terms_longer']],
    ['60 days after acceptance', { terms: { kind: 'after', event: 'acceptance', days: 60 } }, ['terms_on_event']],
    ['more kept back', { retention: { ...kept, sharePpm: 100_000 } }, ['retention_raised']],
    ['kept back longer', { retention: { ...kept, due: { kind: 'after', event: 'delivery', months: 24 } } }, ['retention_later']],
    [
      'kept back from acceptance',
      { retention: { ...kept, due: { kind: 'after', event: 'acceptance', months: 12 } } },
      ['retention_later'],
    ],
    [
      '3/10 and no late interest',
      { discount: { sharePpm: 30_000, withinDays: 10 }, lateInterestPpmPerDay: null },
      ['discount_raised', 'late_interest_lowered'],
    ],
  ])('%s', (_, change, codes) => {
    expect(loosenings(standing, { ...standing, ...change }).map((each) => each.code)).toEqual(codes);
  });

  it('going there and back never passes unseen in both directions', () => {
    fc.assert(
      fc.property(terms, terms, (one, two) => {
        const there = loosenings({ ...standing, terms: one }, { ...standing, terms: two });
        const back = loosenings({ ...standing, terms: two }, { ...standing, terms: one });
        const probe = (rule: Terms) =>
          ['2027-01-01', '2027-02-28'].map((on) =>
            JSON.stringify(dueOnBy(rule, { issuedOn: on, deliveredOn: on, acceptedOn: on })),
          );
        if (JSON.stringify(probe(one)) !== JSON.stringify(probe(two))) expect(there.length + back.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the regulation on payment to small and medium enterprises', () => {
  const note = (days: number, buyer: 'public' | 'large' | 'small' | null, supplierIsSmall = true) =>
    statutoryNote({ terms: { kind: 'days', days }, buyer, supplierIsSmall });
  it('60 days for a large buyer unless agreed; 30 for a public body, and beyond 60 no agreement helps', () => {
    expect(note(60, 'large')).toBeNull();
    expect(note(61, 'large')).toMatchObject({ limitDays: 60, actualDays: 61, force: 'agreed' });
    expect(note(30, 'public')).toBeNull();
    expect(note(31, 'public')).toMatchObject({ limitDays: 30, force: 'agreed' });
    expect(note(61, 'public')).toMatchObject({ limitDays: 60, force: 'hard' });
    expect(note(61, 'public')!.source).toContain('802');
  });
  it('says nothing between small ones, where we are large, or where nobody has said who the buyer is', () => {
    expect([note(200, 'small'), note(200, 'large', false), note(200, null)]).toEqual([null, null, null]);
  });
});

it('milestones never add up to more than the contract', () => {
  const step = (sharePpm: number | null, amountMinor: bigint | null) => ({
    key: 'a',
    name: 'a',
    kind: 'other' as const,
    sharePpm,
    amountMinor,
    plannedOn: null,
    dueDays: 0,
  });
  const base: ContractTerms = {
    amountMinor: 100_00n,
    terms: { kind: 'days', days: 0 },
    retention: null,
    discount: null,
    lateInterestPpmPerDay: null,
    milestones: [],
  };
  expect(milestonesBeyond({ ...base, milestones: [step(300_000, null), step(null, 70_00n)] })).toBeNull();
  expect(milestonesBeyond({ ...base, milestones: [step(300_000, null), step(null, 70_01n)] })).toBe(1n);
  expect(milestonesBeyond({ ...base, amountMinor: null, milestones: [step(600_000, null), step(500_000, null)] })).toBe(100_000n);
});
