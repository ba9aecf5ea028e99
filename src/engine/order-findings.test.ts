// Findings of the order check that look beyond one account and one amount: other currencies, what is out already, how far invoices are counted.
import { expect, it } from 'vitest';
import {
  checkOrder,
  type NodeFacts,
  type OrderFacts,
  type OrderMetric,
  type OrderRule,
  type OrderThreshold,
  orderRules,
} from './order-check.ts';
import { openInvoicesCounted } from './order-rules.ts';

const asOf = '2026-11-21';
const settings = { equalityPasses: true, groupWithoutLimit: 'no_cap', reservationDays: 30, holdHours: 4 } as const;
const rule = (metric: OrderMetric, threshold: OrderThreshold): OrderRule => ({
  id: metric,
  metric,
  scope: null,
  threshold,
  action: 'hold',
  prepayPpm: 1_000_000,
  enabled: true,
  title: { zh: '规则', en: 'rule' },
});
const days = (n: number): OrderThreshold => ({ unit: 'days', days: n });
const ppm = (n: number): OrderThreshold => ({ unit: 'ppm', ppm: n });
const cny = (minor: bigint): OrderThreshold => ({ unit: 'money', amounts: [{ minor, currency: 'CNY' }] });
const own = (exposureMinor: bigint): NodeFacts => ({
  node: 'own',
  kind: 'own',
  mode: 'amount',
  capMinor: 80_000n,
  exposureMinor,
  alreadyReservedMinor: 0n,
  limitValidTo: null,
  limitExpiredOn: null,
  freeze: null,
});
const clean: OrderFacts = {
  orderMinor: 100n,
  currency: 'CNY',
  termsDays: 60,
  nodes: [own(0n)],
  openMinor: 0n,
  overdueMinor: 0n,
  oldestDueOn: null,
  oldestDocument: null,
  overdueDocuments: [],
  grade: 'BB',
  termsDaysGranted: 60,
};

it('who is late in dollars is late when he orders in yuan: each currency by itself, in its own money', () => {
  const late = { number: 'INV-USD-7', dueOn: '2026-08-23', openMinor: 50_000n } as const;
  const elsewhere = [
    { currency: 'USD', openMinor: 70_000n, overdueMinor: 50_000n, oldestDueOn: late.dueOn, overdueDocuments: [late] },
  ];
  const book = orderRules(
    [
      rule('overdue_days', days(30)),
      rule('overdue_share_ppm', ppm(500_000)),
      rule('overdue_amount', {
        unit: 'money',
        amounts: [
          { minor: 20_000n, currency: 'USD' },
          { minor: 1n, currency: 'CNY' },
        ],
      }),
    ],
    settings,
  );
  const said = checkOrder({ ...clean, elsewhere }, book, asOf);
  expect(said.outcome).toBe('held');
  // (50,000 − x) ÷ (70,000 − x) ≤ 50 % from x = 30,000 on.
  expect(
    said.reasons.map(({ code, actual, threshold, currency, document, clears }) => ({
      code,
      actual,
      threshold,
      currency,
      document,
      clears,
    })),
  ).toEqual([
    {
      code: 'overdue_days',
      actual: 90,
      threshold: 30,
      currency: 'USD',
      document: 'INV-USD-7',
      clears: [{ kind: 'settle_document', document: 'INV-USD-7', amountMinor: 50_000n, currency: 'USD' }],
    },
    {
      code: 'overdue_amount',
      actual: 50_000n,
      threshold: 20_000n,
      currency: 'USD',
      document: 'INV-USD-7',
      clears: [{ kind: 'collect_overdue', amountMinor: 30_000n, currency: 'USD' }],
    },
    {
      code: 'overdue_share_ppm',
      actual: 714_286,
      threshold: 500_000,
      currency: 'USD',
      document: 'INV-USD-7',
      clears: [{ kind: 'collect_overdue', amountMinor: 30_000n, currency: 'USD' }],
    },
  ]);
  // Dollars count towards no payment in yuan; alone, they are the way out.
  expect(said.remedies).toEqual([]);
  const one = checkOrder({ ...clean, elsewhere }, orderRules([rule('overdue_days', days(30))], settings), asOf);
  expect(one.remedy?.act).toMatchObject({ document: 'INV-USD-7', currency: 'USD' });
});

it('open invoices are counted as far as the rules in force ask, and further than a rule allows', () => {
  const batches = (count: number) => orderRules([rule('unpaid_batches', { unit: 'count', count })], settings);
  expect([orderRules([rule('oldest_open_days', days(90))], settings), batches(3), batches(500)].map(openInvoicesCounted)).toEqual(
    [21, 201, 521],
  );
});

it('an order of which some is out is as large as it is, and the smaller one that would pass is said whole', () => {
  const raised = {
    ...clean,
    nodes: [own(60_000n)],
    orderMinor: 40_000n,
    documentMinor: 70_000n,
    outMinor: 30_000n,
  };
  const book = orderRules([rule('limit_use', ppm(1_000_000)), rule('order_value', cny(60_000n))], settings);
  const { reasons, remedies } = checkOrder(raised, book, asOf);
  expect(reasons.map(({ code, actual, threshold }) => [code, actual, threshold])).toEqual([
    ['limit_use', 100_000n, 80_000n],
    ['order_value', 70_000n, 60_000n],
  ]);
  // 20,000 may still go: with the 30,000 that are out an order of 50,000.
  expect(remedies.find(({ act }) => act.kind === 'smaller_order')).toMatchObject({
    act: { amountMinor: 50_000n },
    amountMinor: 20_000n,
    after: { exposureAfterOrderMinor: 80_000n },
  });
  // Nothing of it goes out any more: its value stops nothing.
  expect(checkOrder({ ...raised, orderMinor: 0n }, book, asOf).outcome).toBe('clear');
});

/** Facts that stand exactly at a threshold, and one step below it. */
const AT: readonly (readonly [OrderMetric, OrderThreshold, Partial<OrderFacts>, Partial<OrderFacts>])[] = [
  ['unpaid_batches', { unit: 'count', count: 2 }, { openInvoices: open(2) }, { openInvoices: open(1) }],
  ['oldest_open_days', days(10), { openInvoices: open(1, '2026-11-11') }, { openInvoices: open(1, '2026-11-12') }],
  ['dunning_level', { unit: 'count', count: 2 }, { dunningLevel: 2 }, { dunningLevel: 1 }],
  ['rating_age', days(365), { ratedOn: '2025-11-21' }, { ratedOn: '2025-11-22' }],
  ['review_overdue', days(30), { reviewDueOn: '2026-10-22' }, { reviewDueOn: '2026-10-23' }],
  ['promise_broken', days(3), broken('2026-11-18'), broken('2026-11-19')],
];

function open(count: number, issuedOn = '2026-11-20') {
  return { count, oldest: Array.from({ length: count }, (_, at) => ({ number: `INV-${at}`, issuedOn, openMinor: 100n })) };
}

function broken(brokenOn: string): Partial<OrderFacts> {
  return { promise: { brokenOn, amountMinor: 100n } };
}

it.each(AT)(
  '%s: days and numbers at their threshold pass or not as the policy says of every value',
  (metric, threshold, at, below) => {
    const outcome = (facts: Partial<OrderFacts>, equalityPasses: boolean) =>
      checkOrder({ ...clean, ...facts }, orderRules([rule(metric, threshold)], { ...settings, equalityPasses }), asOf).outcome;
    expect([outcome(at, true), outcome(at, false), outcome(below, false)]).toEqual(['clear', 'held', 'clear']);
  },
);

it('where equality does not pass, one more batch is to be settled, and nought passes a threshold of nought', () => {
  const strict = (count: number) =>
    orderRules([rule('unpaid_batches', { unit: 'count', count })], { ...settings, equalityPasses: false });
  const clears = (held: number, allowed: number) =>
    checkOrder({ ...clean, openInvoices: open(held) }, strict(allowed), asOf).reasons[0]?.clears ?? [];
  expect(clears(3, 2)).toMatchObject([{ documents: ['INV-0', 'INV-1'] }]);
  expect(clears(1, 0)).toMatchObject([{ documents: ['INV-0'] }]);
  expect(clears(0, 0)).toEqual([]);
});
