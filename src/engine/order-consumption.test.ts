// What deliveries, invoices and returns use up of an order: the same goods once, whichever paper comes first.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Consumption, consume, type ReportKind, standingOut, takenBy } from './order-consumption.ts';

const NOTHING: Consumption = { deliveredMinor: 0n, invoicedMinor: 0n, capturedMinor: 0n };

/** Reports in order against an order that reserved so much; what was captured, what went out uncovered, what is left. */
function all(reserved: bigint, reports: readonly (readonly [ReportKind, bigint])[]) {
  let state = NOTHING;
  let left = reserved;
  let uncovered = 0n;
  for (const [kind, amount] of reports) {
    const next = consume(state, left, kind, amount);
    state = next.after;
    left -= next.captureMinor;
    uncovered += next.uncoveredMinor;
  }
  return { captured: reserved - left, uncovered, left };
}

test('an order of 100: what each sequence of papers uses up', () => {
  const cases: [string, [ReportKind, bigint][], bigint, bigint][] = [
    [
      'two partial deliveries',
      [
        ['delivery', 60n],
        ['delivery', 40n],
      ],
      100n,
      0n,
    ],
    [
      'delivery, then its invoice',
      [
        ['delivery', 60n],
        ['invoice', 60n],
      ],
      60n,
      0n,
    ],
    [
      'one invoice over two deliveries',
      [
        ['delivery', 30n],
        ['delivery', 30n],
        ['invoice', 60n],
      ],
      60n,
      0n,
    ],
    [
      'invoiced before it is delivered',
      [
        ['invoice', 100n],
        ['delivery', 60n],
        ['delivery', 40n],
      ],
      100n,
      0n,
    ],
    ['over-delivery', [['delivery', 120n]], 100n, 20n],
    [
      'returned and sent again',
      [
        ['delivery', 60n],
        ['return', 20n],
        ['delivery', 20n],
      ],
      60n,
      0n,
    ],
    [
      'credited, then invoiced anew',
      [
        ['invoice', 60n],
        ['credit', 60n],
        ['invoice', 60n],
      ],
      60n,
      0n,
    ],
    [
      'more returned than ever went out opens no room for what follows',
      [
        ['delivery', 60n],
        ['return', 900n],
        ['delivery', 130n],
      ],
      100n,
      30n,
    ],
    [
      'a return gives nothing back',
      [
        ['delivery', 100n],
        ['return', 100n],
      ],
      100n,
      0n,
    ],
  ];
  for (const [title, reports, captured, uncovered] of cases)
    expect([title, all(100n, reports)]).toEqual([title, { captured, uncovered, left: 100n - captured }]);
});

test('where only invoices use the limit, deliveries leave the room to the invoice, whichever comes first', () => {
  for (const kinds of [['delivery', 'invoice'] as const, ['invoice', 'delivery'] as const]) {
    let state = NOTHING;
    const captured = kinds.map((kind) => {
      const next = consume(state, 80n, kind, 80n, 'invoices');
      state = next.after;
      return [kind, next.captureMinor, next.uncoveredMinor];
    });
    expect(captured.toSorted()).toEqual([
      ['delivery', 0n, 0n],
      ['invoice', 80n, 0n],
    ]);
    expect(standingOut(state, 'invoices')).toBe(80n);
  }
});

test('goods that are invoiced already take no room again when they go out', () => {
  const invoiced: Consumption = { deliveredMinor: 10n, invoicedMinor: 60n, capturedMinor: 60n };
  expect([20n, 50n, 80n].map((amount) => takenBy('delivery', amount, invoiced, 'orders'))).toEqual([0n, 0n, 30n]);
  expect(takenBy('invoice', 20n, invoiced, 'invoices')).toBe(20n);
  // Returned, but not credited: the invoice still stands for it.
  expect(takenBy('delivery', 40n, { deliveredMinor: 60n, invoicedMinor: 100n, capturedMinor: 100n }, 'orders')).toBe(0n);
});

test('deliveries and invoices in any order come to the same, never to more than was reserved', () => {
  const report = fc.tuple(fc.constantFrom<ReportKind>('delivery', 'invoice'), fc.bigInt(1n, 80n));
  fc.assert(
    fc.property(
      fc.bigInt(0n, 200n),
      fc.array(report, { maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      (reserved, reports, seeds) => {
        const shuffled = [...reports].map((each) => ({ each, at: seeds.next().value as number })).sort((a, b) => a.at - b.at);
        const straight = all(reserved, reports);
        const sum = (kind: ReportKind) => reports.reduce((total, [one, amount]) => (one === kind ? total + amount : total), 0n);
        const out = sum('delivery') > sum('invoice') ? sum('delivery') : sum('invoice');
        expect(straight.captured + straight.uncovered).toBe(out);
        expect(straight.captured).toBe(out < reserved ? out : reserved);
        expect(
          all(
            reserved,
            shuffled.map(({ each }) => each),
          ),
        ).toEqual(straight);
      },
    ),
  );
});
