// Who pays what: numbers found in what payers write, sums that fit in one way, and never a cent more than there is.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sumMinor } from '#base/money.ts';
import {
  APPLYING_RULES,
  type ApplyingRules,
  applyByRules,
  type OpenItem,
  proposeApplication,
  type Unapplied,
} from './applying.ts';
import { numberKey, numbersIn } from './reference-text.ts';

const RULES: ApplyingRules = {
  rules: APPLYING_RULES.map((rule) => ({ rule, how: rule === 'tolerance' ? 'suggest' : 'apply' })),
  tolerance: [{ minor: 500n, currency: 'CNY' }],
  earlyPayment: null,
  combination: { among: 25, parts: 4 },
};
const item = (number: string, openMinor: bigint, more: Partial<OpenItem> = {}): OpenItem => ({
  id: `id-${number}`,
  number,
  issuedOn: '2026-01-10',
  dueOn: '2026-03-31',
  amountMinor: openMinor,
  openMinor,
  disputedMinor: 0n,
  earlyPayment: null,
  ...more,
});
const money = (unappliedMinor: bigint, reference: string | null = null, more: Partial<Unapplied> = {}): Unapplied => ({
  id: 'r',
  kind: 'receipt',
  number: 'R-1',
  on: '2026-04-01',
  unappliedMinor,
  reference,
  ...more,
});

describe('invoice numbers in what a payer wrote', () => {
  const known = (numbers: readonly string[]) => new Set(numbers.map(numberKey));
  it.each<[string, string[], string[]]>([
    ['付INV-2024-001货款', ['INV-2024-001'], ['INV2024001']],
    ['ＩＮＶ－２０２４－００１', ['INV-2024-001'], ['INV2024001']],
    ['inv2024001,inv 2024 002', ['INV-2024-001', 'INV-2024-002'], ['INV2024001', 'INV2024002']],
    ['INV-2024-0011', ['INV-2024-001'], []],
    ['XINV-2024-001', ['INV-2024-001'], []],
    ['INV-2024-001-2', ['INV-2024-001'], []],
    [
      'INV-2024-001/002/004',
      ['INV-2024-001', 'INV-2024-002', 'INV-2024-003', 'INV-2024-004'],
      ['INV2024001', 'INV2024002', 'INV2024004'],
    ],
    ['发票号12345678的货款', ['12345678'], ['12345678']],
    ['发票12345678、12345679', ['12345678', '12345679'], ['12345678', '12345679']],
    ['NO.12345678', ['12345678'], ['12345678']],
    ['INV12345678', ['12345678'], ['12345678']],
    ['AB12345678', ['12345678'], []],
    ['112345678', ['12345678'], []],
    ['2024-12345', ['12345'], []],
    ['货款2026年3月', ['2026'], []],
    ['A-1', ['A-1'], []],
    ['', ['INV-2024-001'], []],
  ])('%s names of %j: %j', (text, numbers, found) => {
    expect(numbersIn(text, known(numbers))).toEqual(found);
  });

  it('a number is found whole wherever it stands between other words, and never inside a longer one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 999_999 }),
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        (number, digit, front) => {
          const key = `INV${number}`;
          expect(numbersIn(`货款 INV-${number} 谢谢`, new Set([key]))).toEqual([key]);
          expect(numbersIn(front ? `${digit}INV-${number}` : `INV-${number}${digit}`, new Set([key]))).toEqual([]);
        },
      ),
    );
  });
});

describe('what is proposed', () => {
  const first = (...given: Parameters<typeof proposeApplication> extends [infer M, infer I, ...unknown[]] ? [M, I] : never) =>
    proposeApplication(given[0], given[1], 'CNY', RULES)[0];

  it('a number named twice by two of our companies is a person’s to decide', () => {
    const found = first(money(100n, 'INV-100001'), [
      item('INV-100001', 100n, { id: 'a' }),
      item('INV-100001', 100n, { id: 'b' }),
    ]);
    expect(found).toMatchObject({ rule: 'reference', confidence: 'possible', byItself: false });
  });

  it('more than the named invoice: paid in full, the rest stays', () => {
    const found = first(money(150n, 'INV-100001'), [item('INV-100001', 100n), item('INV-100002', 900n)]);
    expect(found).toMatchObject({ rule: 'reference', byItself: true, restMinor: 50n, parts: [{ amountMinor: 100n }] });
  });

  it('less than the two named: which of them is a person’s to decide', () => {
    const found = first(money(150_000n, 'INV-100001 INV-100002'), [item('INV-100001', 100_000n), item('INV-100002', 100_000n)]);
    expect(found).toMatchObject({ rule: 'reference', confidence: 'possible', byItself: false });
  });

  it('a disputed invoice is paid where it is named, and passed over where it is not', () => {
    const items = [item('INV-100001', 100n, { disputedMinor: 100n, dueOn: '2026-01-01' }), item('INV-100002', 300n)];
    expect(first(money(100n, 'INV-100001'), items)).toMatchObject({ byItself: true, parts: [{ number: 'INV-100001' }] });
    expect(first(money(100n), items)).toMatchObject({
      rule: 'oldest_first',
      parts: [{ number: 'INV-100002' }],
      facts: { passedOver: 1 },
    });
  });

  it('of an invoice disputed in part the rest is paid like anything else, by amount and by name', () => {
    const items = [item('INV-100001', 100n, { disputedMinor: 20n }), item('INV-100002', 300n)];
    expect(first(money(80n), items)).toMatchObject({ rule: 'exact_amount', byItself: true, parts: [{ amountMinor: 80n }] });
    const both = first(money(380n, 'INV-100001 INV-100002'), items);
    expect(both).toMatchObject({ rule: 'reference', confidence: 'certain', byItself: true });
    expect(both!.parts.map((part) => part.amountMinor)).toEqual([80n, 300n]);
    // All of it, although he disputes a part: that he means this one is a guess.
    expect(first(money(100n), items)).toMatchObject({
      rule: 'oldest_first',
      parts: [{ amountMinor: 80n }, { amountMinor: 20n }],
    });
  });

  it('two percent less on the tenth day is the discount, on the eleventh it is short', () => {
    const items = [item('INV-100001', 100_000n, { issuedOn: '2026-03-22', earlyPayment: { ppm: 20_000, days: 10 } })];
    expect(first(money(98_000n), items)).toMatchObject({
      rule: 'discount',
      parts: [{ amountMinor: 98_000n, discountMinor: 2_000n }],
    });
    expect(first(money(98_000n, null, { on: '2026-04-02' }), items)).toMatchObject({ rule: 'oldest_first' });
  });

  it('a receipt of one cent more or less than the rounded discount is his rounding', () => {
    const items = [item('INV-100001', 100_025n, { issuedOn: '2026-03-22', earlyPayment: { ppm: 20_000, days: 10 } })];
    for (const paid of [98_024n, 98_025n]) {
      const part = first(money(paid), items)!.parts[0]!;
      expect([part.amountMinor, part.amountMinor + part.discountMinor]).toEqual([paid, 100_025n]);
    }
  });

  it('only one way to add up is applied; two ways never, and a search cut short never', () => {
    const months = ['2026-01-05', '2026-02-05', '2026-03-05', '2026-04-05', '2026-05-05'];
    const items = (amounts: bigint[]) =>
      amounts.map((each, at) => item(`INV-10000${at}`, each, { dueOn: months[at]!, issuedOn: months[at]! }));
    expect(first(money(303n), items([101n, 202n, 404n, 809n]))).toMatchObject({ rule: 'combination', byItself: true });
    expect(first(money(303n), items([101n, 202n, 150n, 153n]))).toMatchObject({ rule: 'combination', byItself: false });
    const narrow = { ...RULES, combination: { among: 2, parts: 4 } };
    const [found] = proposeApplication(money(303n), items([101n, 202n, 40n, 809n]), 'CNY', narrow);
    expect(found).toMatchObject({ rule: 'combination', byItself: false });
  });
});

const minor = fc.bigInt({ min: 1n, max: 400n });
const anyItem = (at: number) =>
  fc
    .record({
      openMinor: minor,
      disputed: fc.constantFrom(0n, 30n, 400n),
      month: fc.integer({ min: 1, max: 3 }),
      discount: fc.boolean(),
    })
    .map(({ openMinor, disputed, month, discount }) =>
      item(`INV-10000${at}`, openMinor, {
        disputedMinor: disputed < openMinor ? disputed : openMinor,
        dueOn: `2026-0${month}-15`,
        issuedOn: '2026-01-01',
        earlyPayment: discount ? { ppm: 50_000, days: 120 } : null,
      }),
    );
const world = fc.record({
  items: fc.integer({ min: 0, max: 7 }).chain((n) => fc.tuple(...Array.from({ length: n }, (_, at) => anyItem(at)))),
  moneys: fc.array(
    fc.record({
      unappliedMinor: fc.bigInt({ min: 1n, max: 900n }),
      names: fc.option(fc.integer({ min: 0, max: 7 }), { nil: null }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  seed: fc.integer({ min: 0, max: 1_000 }),
});

test('whatever the rules say: never more than the money, never more than is open, the same for any order of the items', () => {
  fc.assert(
    fc.property(world, ({ items, moneys, seed }) => {
      const given = moneys.map((each, at) =>
        money(each.unappliedMinor, each.names === null ? null : `INV-10000${each.names}`, { id: `r${at}`, number: `R-${at}` }),
      );
      for (const one of given) {
        for (const proposal of proposeApplication(one, items, 'CNY', RULES)) {
          const paid = sumMinor(proposal.parts.map((part) => part.amountMinor));
          expect(paid + proposal.restMinor).toBe(one.unappliedMinor);
          expect(proposal.restMinor >= 0n && paid > 0n).toBe(true);
          for (const part of proposal.parts) {
            const open = items.find((each) => each.id === part.item)!;
            expect(part.amountMinor > 0n && part.discountMinor >= 0n && part.writeOffMinor >= 0n).toBe(true);
            const free = proposal.rule === 'reference' ? open.openMinor : open.openMinor - open.disputedMinor;
            expect(part.amountMinor + part.discountMinor + part.writeOffMinor <= free).toBe(true);
          }
          expect(new Set(proposal.parts.map((part) => part.item)).size).toBe(proposal.parts.length);
          if (proposal.byItself) expect(proposal.parts.every((part) => part.writeOffMinor === 0n)).toBe(true);
        }
      }
      const shuffled = [...items].sort(
        (a, b) => ((a.id.charCodeAt(9) * (seed + 7)) % 11) - ((b.id.charCodeAt(9) * (seed + 7)) % 11),
      );
      for (const one of given) {
        expect(proposeApplication(one, shuffled, 'CNY', RULES)).toEqual(proposeApplication(one, items, 'CNY', RULES));
      }
      const done = applyByRules(given, items, 'CNY', RULES);
      expect(applyByRules([...given].reverse(), shuffled, 'CNY', RULES)).toEqual(done);
      for (const open of items) {
        const taken = sumMinor(
          done
            .flatMap(({ proposal }) => proposal.parts.filter((part) => part.item === open.id))
            .map((part) => part.amountMinor + part.discountMinor),
        );
        expect(taken <= open.openMinor).toBe(true);
      }
      expect(new Set(done.map((each) => each.money.id)).size).toBe(done.length);
    }),
    { numRuns: 400, seed: 20_261_122 },
  );
});
