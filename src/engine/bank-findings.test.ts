// What is odd in a bank statement is found, with its days and amounts; an honest year gives nothing.
import { expect, test } from 'vitest';
import { addDays, type Day, monthEnd } from '#base/date.ts';
import { bankFindings, type FindingLine } from './bank-findings.ts';

type Move = readonly [on: Day, otherSide: string, yuan: number];

/** Lines of one account with the balances that follow from them. */
function account(moves: readonly Move[], name = '6222', opening = 100_000_00n): FindingLine[] {
  let balance = opening;
  return moves
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([on, otherSide, yuan]) => {
      const minor = BigInt(Math.round(yuan * 100));
      balance += minor;
      return {
        account: name,
        on,
        inMinor: minor > 0n ? minor : 0n,
        outMinor: minor < 0n ? -minor : 0n,
        balanceMinor: balance,
        otherSide,
        class: 'trade' as const,
      };
    });
}

/** Every third day a customer pays, a supplier is paid two days later. */
const HONEST: Move[] = Array.from({ length: 120 }, (_, at) => at).flatMap((at): Move[] => [
  [addDays('2025-11-01', at * 3), `买方${at % 9}`, 1_234.5 + at],
  [addDays('2025-11-01', at * 3 + 2), `供方${at % 5}`, -1_100.25 - at],
]);
const codes = (lines: readonly FindingLine[]) => bankFindings(lines, 100n).map((each) => each.code);

test('an honest year gives nothing to ask', () => {
  expect(bankFindings(account(HONEST), 100n)).toEqual([]);
  expect(bankFindings([], 100n)).toEqual([]);
});

test('money that comes from one side and goes back to it within days is a circle, with its share of the inflow', () => {
  const circle: Move[] = ['2026-01-10', '2026-03-11', '2026-05-12'].flatMap((on): Move[] => [
    [on, '关联贸易', 20_000],
    [addDays(on, 3), '关联贸易', -19_500],
  ]);
  const [found] = bankFindings(account([...HONEST, ...circle]), 100n).filter((each) => each.code === 'round_trips');
  expect(found).toMatchObject({ about: '关联贸易', times: 3, minor: 6_000_000n });
  expect(found!.cases.map((each) => [each.on, each.until]).sort()).toContainEqual(['2026-01-10', '2026-01-13']);
  expect(found!.sharePpm).toBeGreaterThan(200_000);
  // A month apart is trade: he buys and he sells.
  const apart = circle.map(([on, who, yuan]): Move => (yuan < 0 ? [addDays(on, 27), who, yuan] : [on, who, yuan]));
  expect(codes(account([...HONEST, ...apart]))).toEqual(['pays_and_paid']);
});

test('a balance put up for the last day of the month, and gone after it', () => {
  const dressing: Move[] = ['2025-12-31', '2026-03-31', '2026-06-30'].flatMap((end): Move[] => [
    [addDays(end, -1), '过桥甲', 300_000.5],
    [addDays(end, 2), '过桥乙', -300_000.5],
  ]);
  const found = bankFindings(account([...HONEST, ...dressing]), 100n).find((each) => each.code === 'dressed_balance')!;
  expect([found.times, found.cases.map((each) => each.on).sort()]).toEqual([3, ['2025-12-31', '2026-03-31', '2026-06-30']]);
  expect(found.cases.every((each) => each.on === monthEnd(each.on))).toBe(true);
});

test('lines that are left out break the balance on the day they are missed; the order within a day does not', () => {
  const whole = account(HONEST);
  const cut = whole.filter((_, at) => at !== 100);
  const [found] = bankFindings(cut, 100n);
  expect(found).toMatchObject({ code: 'balance_broken', about: '6222', times: 1, cases: [{ on: whole[101]!.on }] });
  expect(found!.minor).toBe(whole[100]!.inMinor - whole[100]!.outMinor);
  const sameDay = account([...HONEST, ['2026-02-02', '甲', 10], ['2026-02-02', '乙', 20], ['2026-02-02', '丙', -5]]);
  const at = sameDay.findIndex((each) => each.otherSide === '甲');
  const shuffled = sameDay.with(at, sameDay[at + 2]!).with(at + 2, sameDay[at]!);
  expect(codes(shuffled)).toEqual([]);
});

test('weeks without a line on an account that moves every few days; an account of quarterly rent is left alone', () => {
  const gap = HONEST.filter(([on]) => on < '2026-04-01' || on > '2026-05-20');
  expect(bankFindings(account(gap), 100n).filter((each) => each.code === 'days_missing')).toMatchObject([
    { times: 1, about: '6222' },
  ]);
  const rent = account(
    ['2026-01-05', '2026-04-05', '2026-07-05'].map((on): Move => [on, '房东', -900.5]),
    '1001',
  );
  expect(codes([...account(HONEST), ...rent])).toEqual([]);
});

test('when nearly all that comes in is in whole ten thousands, somebody made it up or lends it', () => {
  const round: Move[] = Array.from(
    { length: 20 },
    (_, at): Move => [addDays('2026-01-03', at * 6), `来款${at}`, 50_000 * (1 + (at % 3))],
  );
  const found = bankFindings(account([...HONEST, ...round]), 100n).find((each) => each.code === 'round_sums')!;
  expect([found.times, found.minor]).toEqual([20, 195_000_000n]);
});
