// A real ledger (IBM late payment, 2,466 invoices): ageing equals its oracle on every month, indicators equal plain recomputation, the card rates all customers.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { daysBetween, makeDay, monthEnd, monthStart } from '#base/date.ts';
import { parseMinor } from '#base/money.ts';
import { ageDueDays } from './ageing.ts';
import type { CustomerFacts, MonthRow } from './indicators.ts';
import { indicatorsOf } from './indicators.ts';
import { parseRulebook } from './rulebook.ts';
import { rate } from './scorecard.ts';
import { signalsOf } from './signals.ts';

const folder = new URL('../../../shared/data/ibm_late_payment/', import.meta.url);
const present = existsSync(folder);
if (!present) console.warn('SKIPPED: the IBM ledger is not at ../shared/data/ibm_late_payment');

type Row = Readonly<Record<string, string>>;
/** These two files have no quoted cells: a comma parts, nothing else. */
const read = (name: string): Row[] => {
  const [head = '', ...lines] = readFileSync(new URL(name, folder), 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at]!, cell])));
};
const rulesOf = <K extends 'scorecard' | 'signals'>(kind: K) => {
  const parsed = parseRulebook(kind, JSON.parse(readFileSync(new URL(`../../rulebooks/${kind}.json`, import.meta.url), 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.rulebook.rules;
};

type Invoice = { number: string; customer: string; issuedOn: string; dueOn: string; settledOn: string; amountMinor: bigint };
/** Month, day, year: the file's days above 12 settle it. */
const day = (text: string) => {
  const [month, date, year] = text.split('/').map(Number);
  return makeDay(year!, month!, date!)!;
};

describe.skipIf(!present)('the IBM ledger', () => {
  const invoices: Invoice[] = present
    ? read('WA_Fn-UseC_-Accounts-Receivable.csv').map((row) => ({
        number: row.invoiceNumber!,
        customer: row.customerID!,
        issuedOn: day(row.InvoiceDate!),
        dueOn: day(row.DueDate!),
        settledOn: day(row.SettledDate!),
        amountMinor: parseMinor(row.InvoiceAmount!, 'USD'),
      }))
    : [];
  const openOn = (some: readonly Invoice[], asOf: string) =>
    some.filter((each) => each.issuedOn <= asOf && each.settledOn > asOf);
  const dueDaysOf = (some: readonly Invoice[]) =>
    some.map((each) => ({ dueOn: each.dueOn, openMinor: each.amountMinor, disputedMinor: 0n, items: 1 }));

  it('ages to the cent and to the item on every month-end of the oracle', () => {
    const oracle = read('oracle_month_end_aging.csv');
    expect(oracle.length).toBeGreaterThan(15);
    for (const row of oracle) {
      const ageing = ageDueDays(dueDaysOf(openOn(invoices, row.as_of!)), row.as_of!, [0, 30, 60, 90]);
      const amounts = ['not_due', 'd1_30', 'd31_60', 'd61_90', 'd_over_90'].map((key) => parseMinor(row[key]!, 'USD'));
      expect([row.as_of, ageing.bucketsMinor]).toEqual([row.as_of, amounts]);
      expect(ageing.items).toEqual(['n_not_due', 'n1_30', 'n31_60', 'n61_90', 'n_over_90'].map((key) => Number(row[key])));
      expect(ageing.openMinor).toBe(parseMinor(row.open_amount!, 'USD'));
    }
  });

  /** What SQL aggregates for the rooms, here by plain loops. */
  function factsOf(all: readonly Invoice[], asOf: string): CustomerFacts {
    const some = all.filter((each) => each.issuedOn <= asOf);
    const months = new Map<string, MonthRow>();
    const row = (on: string) =>
      months.get(monthStart(on)) ?? {
        monthOn: monthStart(on),
        soldMinor: 0n,
        invoices: 0,
        paidMinor: 0n,
        paidOnTimeMinor: 0n,
        lateMinorDays: 0n,
        worstDaysLate: null,
        peakOpenMinor: openOn(some, monthEnd(on)).reduce((sum, each) => sum + each.amountMinor, 0n),
        peakUtilisationPpm: null,
      };
    for (const each of some) {
      const sold = row(each.issuedOn);
      months.set(sold.monthOn, { ...sold, soldMinor: sold.soldMinor + each.amountMinor, invoices: sold.invoices + 1 });
      if (each.settledOn > asOf) continue;
      const paid = row(each.settledOn);
      const late = daysBetween(each.dueOn, each.settledOn);
      months.set(paid.monthOn, {
        ...paid,
        paidMinor: paid.paidMinor + each.amountMinor,
        paidOnTimeMinor: paid.paidOnTimeMinor + (late <= 0 ? each.amountMinor : 0n),
        lateMinorDays: paid.lateMinorDays + each.amountMinor * BigInt(Math.max(0, late)),
        worstDaysLate: Math.max(late, paid.worstDaysLate ?? late),
      });
    }
    const open = openOn(some, asOf);
    const ageing = ageDueDays(dueDaysOf(open), asOf);
    const byIssue = some.toSorted((a, b) => (a.issuedOn < b.issuedOn ? -1 : 1));
    return {
      currency: 'USD',
      months: [...months.values()].sort((a, b) => (a.monthOn < b.monthOn ? -1 : 1)),
      firstDocumentOn: byIssue[0]?.issuedOn ?? null,
      lastSaleOn: byIssue.at(-1)?.issuedOn ?? null,
      openMinor: ageing.openMinor,
      overdueMinor: ageing.overdueMinor,
      oldestDueOn: ageing.oldestDueOn,
      exposureMinor: ageing.openMinor,
      mode: 'none',
      capMinor: null,
      limitValidTo: null,
      dishonoured: null,
      groupWorstOverdueDays: null,
      portfolioExposureMinor: openOn(invoices, asOf).reduce((sum, each) => sum + each.amountMinor, 0n),
      settlements: some
        .filter((each) => each.settledOn <= asOf)
        .sort((a, b) => (a.settledOn < b.settledOn ? -1 : 1))
        .slice(-200)
        .map((each) => ({ document: each.number, dueOn: each.dueOn, settledOn: each.settledOn, amountMinor: each.amountMinor })),
      overdueDocuments: open
        .filter((each) => each.dueOn < asOf)
        .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
        .map((each) => ({ number: each.number, dueOn: each.dueOn, openMinor: each.amountMinor })),
      profile: null,
    };
  }

  const asOf = '2013-06-30';
  const customers = [...new Set(invoices.map((each) => each.customer))].map((code) =>
    invoices.filter((each) => each.customer === code),
  );

  it('gives each customer the days late that its invoices of the year add up to', () => {
    for (const some of customers) {
      const year = some.filter((each) => each.settledOn >= '2012-07-01' && each.settledOn <= asOf);
      const amount = year.reduce((sum, each) => sum + Number(each.amountMinor), 0);
      const weighted = year.reduce(
        (sum, each) => sum + Number(each.amountMinor) * Math.max(0, daysBetween(each.dueOn, each.settledOn)),
        0,
      );
      const found = indicatorsOf(factsOf(some, asOf), asOf).days_late_avg_12m.value;
      if (amount === 0) expect(found).toBeNull();
      else expect(found).toBeCloseTo(weighted / amount, 1);
    }
  });

  it('rates all hundred, and the later payer of two never better for it', () => {
    const card = rulesOf('scorecard');
    const rated = customers
      .map((some) => factsOf(some, asOf))
      .filter((facts) => facts.firstDocumentOn !== null)
      .map((facts) => ({ facts, rating: rate(card, indicatorsOf(facts, asOf), asOf) }));
    expect(rated.length).toBe(customers.length);
    const grades = new Map<string, number>();
    for (const { rating } of rated) grades.set(rating.grade, (grades.get(rating.grade) ?? 0) + 1);
    // A card that puts everybody into one or two grades would say nothing.
    expect(grades.size).toBeGreaterThanOrEqual(4);
    const mean = (some: typeof rated) =>
      some.reduce((sum, each) => sum + (indicatorsOf(each.facts, asOf).days_late_avg_12m.value ?? 0), 0) / some.length;
    const byScore = rated.toSorted((a, b) => b.rating.score - a.rating.score);
    const third = Math.floor(byScore.length / 3);
    expect(mean(byScore.slice(0, third))).toBeLessThan(mean(byScore.slice(-third)));
  });

  it('warns of overdue customers and does not drown the reader', () => {
    const rules = rulesOf('signals');
    const signals = customers.flatMap((some) => signalsOf(factsOf(some, asOf), rules, asOf));
    expect(signals.filter((each) => each.code === 'slower_payment').length).toBeLessThanOrEqual(customers.length / 10);
  });
});
