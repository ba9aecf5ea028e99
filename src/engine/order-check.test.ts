// The order check: the answers a credit manager expects, in the documented order, with ways out that really clear.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#base/date.ts';
import type { NodeFacts, OrderFacts, OrderMetric, OrderRule, OrderRules, OrderThreshold, Reason } from './order-check.ts';
import { blocks, checkOrder, ORDER_ACTIONS, ORDER_METRICS, orderRules } from './order-check.ts';

const asOf = '2026-11-21';
const title = { zh: '规则', en: 'rule' };
const settings = { equalityPasses: true, groupWithoutLimit: 'no_cap', reservationDays: 30, holdHours: 4 } as const;
const rule = (
  metric: OrderMetric,
  threshold: OrderThreshold,
  action: OrderRule['action'] = 'hold',
  more: Partial<OrderRule> = {},
): OrderRule => ({
  id: metric,
  metric,
  scope: null,
  threshold,
  action,
  prepayPpm: 1_000_000,
  enabled: true,
  title,
  ...more,
});
const none: OrderThreshold = { unit: 'none' };
const days = (n: number): OrderThreshold => ({ unit: 'days', days: n });
const ppm = (n: number): OrderThreshold => ({ unit: 'ppm', ppm: n });
const cny = (minor: bigint): OrderThreshold => ({ unit: 'money', amounts: [{ minor, currency: 'CNY' }] });

const ALL: readonly OrderRule[] = [
  rule('frozen', none),
  rule('limit_expired', none),
  rule('no_limit', none),
  rule('limit_use', ppm(1_000_000)),
  rule('group_limit_use', ppm(1_000_000)),
  rule('overdue_days', days(30)),
  rule('overdue_amount', cny(20_000_000n)),
  rule('overdue_share_ppm', ppm(150_000)),
  rule('terms_longer', days(0)),
  rule('order_value', cny(500_000_000n)),
];
const OURS = ALL.map((each) => each.metric);
const rules = orderRules(ALL, settings);

const own = (more: Partial<NodeFacts> = {}): NodeFacts => ({
  node: 'own',
  kind: 'own',
  mode: 'amount',
  capMinor: 80_000n,
  exposureMinor: 76_000n,
  alreadyReservedMinor: 0n,
  limitValidTo: null,
  limitExpiredOn: null,
  freeze: null,
  ...more,
});
const group = (more: Partial<NodeFacts> = {}): NodeFacts => own({ node: 'group', kind: 'group', ...more });

/** 宁波甬拓: exposure 760.00 of 800.00, order 86.40, three invoices overdue, the oldest 47 days. */
const yongtuo: OrderFacts = {
  orderMinor: 8_640n,
  currency: 'CNY',
  termsDays: 60,
  nodes: [own()],
  openMinor: 61_240n,
  overdueMinor: 12_860n,
  oldestDueOn: '2026-10-05',
  oldestDocument: { number: 'INV-2609-0412', dueOn: '2026-10-05', openMinor: 7_640n },
  overdueDocuments: [
    { number: 'INV-2609-0412', dueOn: '2026-10-05', openMinor: 7_640n },
    { number: 'INV-2609-0431', dueOn: '2026-10-28', openMinor: 3_000n },
    { number: 'INV-2610-0018', dueOn: '2026-11-12', openMinor: 2_220n },
  ],
  grade: 'BB',
  termsDaysGranted: 60,
};
/** Nobody could object: nothing owed, plenty of limit. */
const clean: OrderFacts = {
  ...yongtuo,
  nodes: [own({ exposureMinor: 0n })],
  openMinor: 0n,
  overdueMinor: 0n,
  oldestDueOn: null,
  oldestDocument: null,
  overdueDocuments: [],
};
const codes = (reasons: readonly Reason[]) => reasons.map((reason) => reason.code);

describe('the order of 宁波甬拓', () => {
  const decision = checkOrder(yongtuo, rules, asOf);

  it('is held for three reasons, each with its numbers and its document', () => {
    expect(decision.outcome).toBe('held');
    expect(decision.availableMinor).toBe(4_000n);
    expect(
      decision.reasons.map(({ code, actual, threshold, unit, document }) => ({ code, actual, threshold, unit, document })),
    ).toEqual([
      { code: 'limit_use', actual: 84_640n, threshold: 80_000n, unit: 'money', document: null },
      { code: 'overdue_days', actual: 47, threshold: 30, unit: 'days', document: 'INV-2609-0412' },
      { code: 'overdue_share_ppm', actual: 209_993, threshold: 150_000, unit: 'ppm', document: 'INV-2609-0412' },
    ]);
    expect(codes(decision.reasons).length + decision.passed.length).toBe(9);
  });

  it('says for each reason what would clear it', () => {
    expect(decision.reasons.map((reason) => reason.clears)).toEqual([
      [
        { kind: 'payment', amountMinor: 4_640n },
        { kind: 'smaller_order', amountMinor: 4_000n },
        { kind: 'raise_limit', node: 'own', amountMinor: 84_640n },
      ],
      [{ kind: 'settle_document', document: 'INV-2609-0412', amountMinor: 7_640n }],
      // (128.60 − x) / (612.40 − x) ≤ 15 % from x = 43.23 on.
      [{ kind: 'collect_overdue', amountMinor: 4_323n }],
    ]);
  });

  it('finds the one act that clears all three: settling INV-2609-0412', () => {
    expect(decision.remedy).toEqual({
      act: { kind: 'settle_document', document: 'INV-2609-0412', amountMinor: 7_640n },
      amountMinor: 7_640n,
      after: {
        availableMinor: 11_640n,
        exposureAfterOrderMinor: 77_000n,
        overdueMinor: 5_220n,
        overdueDays: 24,
        overdueSharePpm: 97_388,
      },
    });
  });
});

describe('rules and their borders', () => {
  it('clears an order that nothing speaks against, and lists what it passed', () => {
    const decision = checkOrder(clean, rules, asOf);
    expect(decision).toMatchObject({
      outcome: 'clear',
      action: null,
      reasons: [],
      remedy: null,
      availableMinor: 80_000n,
      availableAfterMinor: 71_360n,
    });
    expect(decision.passed.map((each) => each.code)).toEqual(OURS.filter((metric) => metric !== 'group_limit_use'));
  });

  it.each([
    ['limit_use', { orderMinor: 80_000n }, { orderMinor: 80_001n }],
    [
      'overdue_days',
      { overdueMinor: 1n, openMinor: 99n, oldestDueOn: '2026-10-22' },
      { overdueMinor: 1n, openMinor: 99n, oldestDueOn: '2026-10-21' },
    ],
    [
      'overdue_amount',
      { overdueMinor: 20_000_000n, openMinor: 10n ** 10n },
      { overdueMinor: 20_000_001n, openMinor: 10n ** 10n },
    ],
    ['overdue_share_ppm', { overdueMinor: 15n, openMinor: 100n }, { overdueMinor: 16n, openMinor: 100n }],
    ['terms_longer', { termsDays: 60 }, { termsDays: 61 }],
    [
      'order_value',
      { orderMinor: 500_000_000n, nodes: [own({ mode: 'unlimited' })] },
      { orderMinor: 500_000_001n, nodes: [own({ mode: 'unlimited' })] },
    ],
  ] as [OrderMetric, Partial<OrderFacts>, Partial<OrderFacts>][])(
    '%s: equality passes, one step beyond does not',
    (code, at, beyond) => {
      expect(checkOrder({ ...clean, ...at }, rules, asOf).outcome).toBe('clear');
      expect(codes(checkOrder({ ...clean, ...beyond }, rules, asOf).reasons)).toEqual([code]);
    },
  );

  it('holds at equality where the policy says so', () => {
    const strict = orderRules(ALL, { ...settings, equalityPasses: false });
    const decision = checkOrder({ ...clean, orderMinor: 80_000n }, strict, asOf);
    expect(codes(decision.reasons)).toEqual(['limit_use']);
    expect(decision.reasons[0]!.clears).toContainEqual({ kind: 'smaller_order', amountMinor: 79_999n });
  });

  it('asks for one cent more where equality does not pass', () => {
    const share = (equalityPasses: boolean) =>
      checkOrder(
        { ...clean, overdueMinor: 32n, openMinor: 100n },
        orderRules([rule('overdue_share_ppm', ppm(200_000))], { ...settings, equalityPasses }),
        asOf,
      ).reasons[0]!.clears;
    // (32 − 15) / (100 − 15) is exactly 20 %.
    expect(share(true)).toEqual([{ kind: 'collect_overdue', amountMinor: 15n }]);
    expect(share(false)).toEqual([{ kind: 'collect_overdue', amountMinor: 16n }]);
  });

  it('returns all reasons in the documented precedence', () => {
    const everything: OrderFacts = {
      ...yongtuo,
      orderMinor: 600_000_000n,
      overdueMinor: 30_000_000n,
      openMinor: 50_000_000n,
      termsDays: 90,
      nodes: [
        own({ freeze: { frozenOn: '2026-11-01', reason: '诉讼' }, limitExpiredOn: '2026-10-31' }),
        group({ exposureMinor: 90_000n, capMinor: 90_000n }),
      ],
    };
    expect(codes(checkOrder(everything, rules, asOf).reasons)).toEqual(OURS.filter((metric) => metric !== 'no_limit'));
  });

  it.each([
    [['hold', 'reject'], ['reject', 'hold'], 'refused', 'reject'],
    [['warn', 'require_prepayment'], ['require_prepayment', 'warn'], 'held', 'require_prepayment'],
    [['inform', 'warn'], ['warn', 'inform'], 'clear', 'warn'],
    [['inform', 'hold'], ['hold', 'inform'], 'held', 'hold'],
  ] as const)('orders actions %j as %j and answers %s', (given, expected, outcome, action) => {
    const some = orderRules(
      given.map((each) => rule('order_value', cny(1n), each, { id: each })),
      settings,
    );
    const decision = checkOrder(clean, some, asOf);
    expect(decision.reasons.map((reason) => reason.action)).toEqual(expected);
    expect(decision).toMatchObject({ outcome, action });
  });

  it('says one cause once: an expired limit is not also "no limit" and "over the limit"', () => {
    const nodes = [own({ mode: 'none', capMinor: null, limitExpiredOn: '2026-11-20' })];
    const decision = checkOrder({ ...clean, nodes }, rules, asOf);
    expect(codes(decision.reasons)).toEqual(['limit_expired']);
    expect(decision.remedy?.act).toEqual({ kind: 'renew_limit', node: 'own' });
    expect(codes(checkOrder({ ...clean, nodes: [own({ mode: 'none', capMinor: null })] }, rules, asOf).reasons)).toEqual([
      'no_limit',
    ]);
  });

  it('still stops a customer without a limit when the rule about it is switched off', () => {
    const without = orderRules(
      ALL.filter((each) => each.metric !== 'no_limit'),
      settings,
    );
    const decision = checkOrder({ ...clean, nodes: [own({ mode: 'none', capMinor: null, exposureMinor: 0n })] }, without, asOf);
    expect(decision.outcome).toBe('held');
  });

  it('counts the group together, and only a group that has a limit unless the policy says otherwise', () => {
    const nodes = [own({ exposureMinor: 0n }), group({ exposureMinor: 95_000n, capMinor: 100_000n })];
    expect(checkOrder({ ...clean, nodes }, rules, asOf)).toMatchObject({ outcome: 'held', availableMinor: 5_000n });
    const bare = [own({ exposureMinor: 0n }), group({ mode: 'none', capMinor: null, exposureMinor: 95_000n })];
    expect(checkOrder({ ...clean, nodes: bare }, rules, asOf).outcome).toBe('clear');
    const closed = orderRules(ALL, { ...settings, groupWithoutLimit: 'no_credit' });
    expect(checkOrder({ ...clean, nodes: bare }, closed, asOf).outcome).toBe('held');
  });

  it('counts only the increase of an order that already holds a reservation, and never holds a decrease', () => {
    const nodes = [own({ exposureMinor: 78_000n, alreadyReservedMinor: 8_000n })];
    expect(checkOrder({ ...clean, nodes, orderMinor: 10_000n }, rules, asOf).outcome).toBe('clear');
    expect(checkOrder({ ...clean, nodes, orderMinor: 10_001n }, rules, asOf).outcome).toBe('held');
    const cut = [own({ exposureMinor: 78_000n, alreadyReservedMinor: 8_000n, capMinor: 10_000n })];
    expect(checkOrder({ ...clean, nodes: cut, orderMinor: 7_000n }, rules, asOf)).toMatchObject({
      outcome: 'clear',
      availableMinor: -60_000n,
    });
  });

  it('asks an unrated customer and a poor grade for prepayment, and nobody else', () => {
    const prepay = orderRules(
      [rule('order_value', cny(0n), 'require_prepayment', { scope: { grades: ['D', 'NR'] }, prepayPpm: 300_000 })],
      settings,
    );
    for (const grade of ['D', null]) {
      const decision = checkOrder({ ...clean, grade }, prepay, asOf);
      expect(decision.remedy?.act).toEqual({ kind: 'prepayment', amountMinor: 2_592n });
    }
    expect(checkOrder({ ...clean, grade: 'BB' }, prepay, asOf)).toMatchObject({ outcome: 'clear', passed: [] });
  });

  it('does not hold a released order twice while it stays within the tolerance', () => {
    const release = {
      amountMinor: 8_640n,
      tolerancePpm: 50_000,
      untilOn: '2026-11-28',
      rules: ['limit_use', 'overdue_days', 'overdue_share_ppm'],
    };
    const released = (more: Partial<OrderFacts>, on = asOf) =>
      checkOrder({ ...yongtuo, toleranceReleased: release, ...more }, rules, on);
    expect(released({})).toMatchObject({ outcome: 'clear', action: null });
    expect(codes(released({}).reasons)).toHaveLength(3);
    expect(released({ orderMinor: 9_072n }).outcome).toBe('clear');
    expect(released({ orderMinor: 9_073n }).outcome).toBe('held');
    expect(released({}, '2026-11-28').outcome).toBe('clear');
    expect(released({}, '2026-11-29').outcome).toBe('held');
    expect(released({ nodes: [own({ freeze: { frozenOn: asOf, reason: '失信' } })] }).outcome).toBe('held');
  });

  it('does not clear what it has no threshold for', () => {
    const decision = checkOrder({ ...clean, currency: 'USD' }, rules, asOf);
    expect(decision.outcome).toBe('held');
    expect(decision.reasons.map((reason) => reason.missing)).toEqual(['no_threshold_in_currency', 'no_threshold_in_currency']);
  });

  it('treats unknown terms as unknown, not as zero days', () => {
    const decision = checkOrder({ ...clean, termsDays: null }, rules, asOf);
    expect(decision.passed.find((each) => each.code === 'terms_longer')).toMatchObject({
      actual: null,
      missing: 'terms_unknown',
    });
  });

  it('has no single act for a freeze and an overdue invoice together', () => {
    const decision = checkOrder({ ...yongtuo, nodes: [own({ freeze: { frozenOn: asOf, reason: '复审' } })] }, rules, asOf);
    expect(decision.remedies).toEqual([]);
    const frozenOnly = checkOrder(
      { ...clean, nodes: [own({ exposureMinor: 0n, freeze: { frozenOn: asOf, reason: '复审' } })] },
      rules,
      asOf,
    );
    expect(frozenOnly.remedy?.act).toEqual({ kind: 'lift_freeze', node: 'own' });
  });

  it('prefers a payment that keeps the order whole to a smaller order of the same worth', () => {
    const decision = checkOrder({ ...clean, nodes: [own()] }, rules, asOf);
    expect(decision.remedies.map((each) => each.act)).toEqual([
      { kind: 'payment', amountMinor: 4_640n },
      { kind: 'smaller_order', amountMinor: 4_000n },
      { kind: 'raise_limit', node: 'own', amountMinor: 84_640n },
    ]);
  });
});

// Facts that hang together: documents make the overdue amount, which is part of what is open, which is part of the exposure.
const documents = fc
  .array(fc.record({ age: fc.integer({ min: 1, max: 120 }), openMinor: fc.bigInt({ min: 1n, max: 40_000n }) }), { maxLength: 6 })
  .map((each) =>
    each
      .sort((a, b) => b.age - a.age)
      .map(({ age, openMinor }, index) => ({ number: `INV-${index}`, dueOn: addDays(asOf, -age), openMinor })),
  );
const facts: fc.Arbitrary<OrderFacts> = fc
  .record({
    documents,
    notDue: fc.bigInt({ min: 0n, max: 100_000n }),
    other: fc.bigInt({ min: -20_000n, max: 50_000n }),
    cap: fc.bigInt({ min: 0n, max: 200_000n }),
    groupCap: fc.bigInt({ min: 0n, max: 300_000n }),
    siblings: fc.bigInt({ min: 0n, max: 200_000n }),
    mode: fc.constantFrom('amount' as const, 'amount' as const, 'amount' as const, 'none' as const, 'unlimited' as const),
    orderMinor: fc.bigInt({ min: 1n, max: 100_000n }),
    frozen: fc.integer({ min: 0, max: 9 }),
    grade: fc.constantFrom('A', 'BB', 'C', null),
  })
  .map((each) => {
    const overdueMinor = each.documents.reduce((sum, document) => sum + document.openMinor, 0n);
    const openMinor = overdueMinor + each.notDue;
    const exposureMinor = openMinor + each.other;
    return {
      ...clean,
      orderMinor: each.orderMinor,
      grade: each.grade,
      nodes: [
        own({
          mode: each.mode,
          capMinor: each.mode === 'amount' ? each.cap : null,
          exposureMinor,
          freeze: each.frozen === 0 ? { frozenOn: asOf, reason: '复审' } : null,
        }),
        group({ capMinor: each.groupCap, exposureMinor: exposureMinor + each.siblings }),
      ],
      openMinor,
      overdueMinor,
      oldestDueOn: each.documents[0]?.dueOn ?? null,
      oldestDocument: each.documents[0] ?? null,
      overdueDocuments: each.documents,
    };
  });
const books: fc.Arbitrary<OrderRules> = fc
  .record({
    actions: fc.array(fc.constantFrom(...ORDER_ACTIONS), { minLength: ALL.length, maxLength: ALL.length }),
    equalityPasses: fc.boolean(),
    share: fc.integer({ min: 1, max: 1_000_000 }),
    use: fc.integer({ min: 500_000, max: 1_200_000 }),
    overdueDays: fc.integer({ min: 1, max: 90 }),
    amount: fc.bigInt({ min: 1n, max: 100_000n }),
  })
  .map((each) =>
    orderRules(
      ALL.map((one, index) => ({
        ...one,
        action: each.actions[index]!,
        threshold:
          one.metric === 'overdue_share_ppm'
            ? ppm(each.share)
            : one.metric === 'limit_use'
              ? ppm(each.use)
              : one.metric === 'overdue_days'
                ? days(each.overdueDays)
                : one.metric === 'overdue_amount'
                  ? cny(each.amount)
                  : one.threshold,
      })),
      { ...settings, equalityPasses: each.equalityPasses },
    ),
  );
const hold = orderRules(ALL, settings);
const severity = { clear: 0, held: 1, refused: 2 };

/** The facts once an act is done: money to the oldest documents first, a prepayment to the exposure alone. */
function after(given: OrderFacts, act: { kind: string; amountMinor?: bigint }): OrderFacts {
  if (act.kind === 'smaller_order') return { ...given, orderMinor: act.amountMinor! };
  const paid = act.amountMinor!;
  const nodes = given.nodes.map((node) => ({ ...node, exposureMinor: node.exposureMinor - paid }));
  if (act.kind === 'prepayment') return { ...given, nodes };
  let left = paid;
  const overdueDocuments = [];
  for (const each of given.overdueDocuments) {
    const applied = left < each.openMinor ? left : each.openMinor;
    left -= applied;
    if (applied < each.openMinor) overdueDocuments.push({ ...each, openMinor: each.openMinor - applied });
  }
  const settled = paid - left;
  return {
    ...given,
    nodes,
    overdueDocuments,
    oldestDocument: overdueDocuments[0] ?? null,
    oldestDueOn: overdueDocuments[0]?.dueOn ?? null,
    overdueMinor: given.overdueMinor - settled,
    openMinor: given.openMinor - paid,
  };
}

describe('what holds for every order', () => {
  it('never clears with more exposure or a larger order what was held with less', () => {
    fc.assert(
      fc.property(
        facts,
        books,
        fc.bigInt({ min: 0n, max: 50_000n }),
        fc.bigInt({ min: 0n, max: 50_000n }),
        (given, book, more, larger) => {
          const before = checkOrder(given, book, asOf);
          const worse = checkOrder(
            {
              ...given,
              orderMinor: given.orderMinor + larger,
              nodes: given.nodes.map((node) => ({ ...node, exposureMinor: node.exposureMinor + more })),
            },
            book,
            asOf,
          );
          expect(severity[worse.outcome]).toBeGreaterThanOrEqual(severity[before.outcome]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never answers clear past a cap while the limit rule holds', () => {
    fc.assert(
      fc.property(facts, (given) => {
        if (checkOrder(given, hold, asOf).outcome !== 'clear') return;
        for (const node of given.nodes) {
          if (node.mode === 'unlimited') continue;
          expect(node.exposureMinor + given.orderMinor <= (node.capMinor ?? 0n)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('offers acts that really clear everything that holds the order, and no payment a cent too large', () => {
    let seen = 0;
    fc.assert(
      fc.property(facts, books, (given, book) => {
        const decision = checkOrder(given, book, asOf);
        if (decision.outcome === 'clear') expect(decision.remedies).toEqual([]);
        for (const { act } of decision.remedies) {
          if (
            act.kind !== 'payment' &&
            act.kind !== 'settle_document' &&
            act.kind !== 'settle_documents' &&
            act.kind !== 'smaller_order'
          )
            continue;
          seen += 1;
          expect(checkOrder(after(given, act), book, asOf).outcome).toBe('clear');
          if (act.kind === 'payment' && act.amountMinor > 0n) {
            const less = checkOrder(after(given, { kind: 'payment', amountMinor: act.amountMinor - 1n }), book, asOf);
            expect(less.outcome).not.toBe('clear');
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeGreaterThan(100);
  });

  it('puts reasons in precedence and blocks exactly when a blocking reason is not released', () => {
    fc.assert(
      fc.property(facts, books, (given, book) => {
        const { reasons, outcome } = checkOrder(given, book, asOf);
        const ranks = reasons.map(
          (reason) => (5 - ORDER_ACTIONS.indexOf(reason.action)) * 100 + ORDER_METRICS.indexOf(reason.code as OrderMetric),
        );
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        expect(outcome !== 'clear').toBe(reasons.some((reason) => !reason.released && blocks(reason.action)));
      }),
    );
  });
});
