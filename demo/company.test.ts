// The demo company holds together: its books balance, its days are in order, its stories can be read from the documents.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encode } from '#base/codec.ts';
import type { Day } from '#base/date.ts';
import { addDays, addMonths, daysBetween } from '#base/date.ts';
import { sumMinor } from '#base/money.ts';
import type { DemoCompany, DemoDocument, DemoStory } from './company.ts';
import { demoCompany, HISTORY_DAYS } from './company.ts';
import { isCreditCode } from './credit-code.ts';

const TODAY = '2026-11-21';
const company = demoCompany(TODAY);

type Books = {
  readonly demo: DemoCompany;
  readonly invoices: ReadonlyMap<string, DemoDocument>;
  readonly openMinor: ReadonlyMap<string, bigint>;
  /** Day of the last settlement of an invoice. */
  readonly settledOn: ReadonlyMap<string, Day>;
};

function booksOf(demo: DemoCompany): Books {
  const invoices = new Map(demo.documents.filter((each) => each.kind === 'invoice').map((each) => [each.number, each]));
  const openMinor = new Map([...invoices].map(([number, each]) => [number, each.amountMinor]));
  const settledOn = new Map<string, Day>();
  const take = (invoice: string, amountMinor: bigint, on: Day): void => {
    openMinor.set(invoice, openMinor.get(invoice)! - amountMinor);
    if ((settledOn.get(invoice) ?? '') < on) settledOn.set(invoice, on);
  };
  for (const each of demo.applications) take(each.to, each.amountMinor, each.effectiveOn);
  for (const bill of demo.bills) for (const each of bill.settles) take(each.invoice, each.amountMinor, bill.receivedOn);
  return { demo, invoices, openMinor, settledOn };
}

const books = booksOf(company);

function story(key: DemoStory['key'], from = company): DemoStory {
  return from.stories.find((each) => each.key === key)!;
}

function invoicesOf(customer: string, from = books): DemoDocument[] {
  return [...from.invoices.values()].filter((each) => each.customer === customer).sort((a, b) => (a.dueOn! < b.dueOn! ? -1 : 1));
}

/** Mean days late of the settled invoices due in a window. */
function lateBetween(customer: string, from: Day, to: Day): number {
  const late = invoicesOf(customer)
    .filter((each) => each.dueOn! >= from && each.dueOn! <= to && books.openMinor.get(each.number) === 0n)
    .map((each) => daysBetween(each.dueOn!, books.settledOn.get(each.number)!));
  return late.reduce((sum, each) => sum + each, 0) / late.length;
}

function boughtBetween(customer: string, from: Day, to: Day): number {
  const bought = invoicesOf(customer).filter((each) => each.issuedOn >= from && each.issuedOn <= to);
  return Number(sumMinor(bought.map((each) => each.amountMinor)));
}

function lastPaid(customer: string): Day {
  return company.documents
    .filter((each) => each.customer === customer && each.kind === 'receipt')
    .reduce((last, each) => (each.issuedOn > last ? each.issuedOn : last), '');
}

describe('the size of the company', () => {
  test('more than 320 customers, two years, 15,000 invoices and more, some of everything', () => {
    expect(company.customers.length).toBeGreaterThanOrEqual(320);
    expect(books.invoices.size).toBeGreaterThan(15_000);
    expect(books.invoices.size).toBeLessThan(20_000);
    expect(company.documents.filter((each) => each.kind === 'credit_note').length).toBeGreaterThan(200);
    expect(company.bills.length).toBeGreaterThan(300);
    expect(company.groups.length).toBeGreaterThanOrEqual(6);
    for (const group of company.groups) {
      expect(group.members.length).toBeGreaterThanOrEqual(2);
      expect(group.members.length).toBeLessThanOrEqual(5);
      expect(group.members).toContain(group.parent);
    }
    expect(company.staff.filter((each) => each.role === 'sales').length).toBeGreaterThanOrEqual(8);
    expect(company.orders.filter((each) => each.state === 'submitted')).toHaveLength(60);
    expect(company.stories).toHaveLength(6);
    expect(company.firstOn).toBe(addDays(TODAY, 1 - HISTORY_DAYS));
  });

  test('one customer in five makes about four fifths of the sales, and nobody makes a tenth', () => {
    const sales = company.customers.map((each) => boughtBetween(each.code, company.firstOn, TODAY)).sort((a, b) => b - a);
    const total = sales.reduce((sum, each) => sum + each, 0);
    const topFifth = sales.slice(0, Math.round(sales.length / 5)).reduce((sum, each) => sum + each, 0);
    expect(topFifth / total).toBeGreaterThan(0.72);
    expect(topFifth / total).toBeLessThan(0.87);
    expect(sales[0]! / total).toBeLessThan(0.1);
  });

  test('limits of every sort: temporary, seasonal, expiring within 30 days, none, unlimited; two accounts frozen', () => {
    const inForce = company.limits.filter((each) => each.from <= TODAY && (each.until === null || each.until >= TODAY));
    expect(inForce.filter((each) => each.kind === 'temporary').length).toBeGreaterThanOrEqual(12);
    expect(inForce.filter((each) => each.kind === 'seasonal').length).toBeGreaterThanOrEqual(1);
    expect(inForce.filter((each) => each.mode === 'none').length).toBeGreaterThanOrEqual(5);
    expect(inForce.filter((each) => each.mode === 'unlimited')).toHaveLength(1);
    const soon = addDays(TODAY, 30);
    expect(
      inForce.filter((each) => each.kind === 'permanent' && each.until !== null && each.until <= soon).length,
    ).toBeGreaterThanOrEqual(8);
    expect(company.freezes).toHaveLength(2);
  });
});

describe('the master data', () => {
  test('every 统一社会信用代码 passes both check characters and belongs to one customer', () => {
    for (const each of company.customers) expect(isCreditCode(each.uscc), each.name.zh).toBe(true);
    for (const each of company.company.entities) expect(isCreditCode(each.uscc)).toBe(true);
    expect(new Set(company.customers.map((each) => each.uscc)).size).toBe(company.customers.length);
    // Published codes, so that the check itself is checked; one character changed must fail.
    expect(isCreditCode('9144030071526726XG')).toBe(true);
    expect(isCreditCode('9144030071526727XG')).toBe(false);
  });

  test('names are Chinese and English throughout, none twice, and owners are salespeople', () => {
    expect(new Set(company.customers.map((each) => each.name.zh)).size).toBe(company.customers.length);
    expect(new Set(company.customers.map((each) => each.name.en)).size).toBe(company.customers.length);
    const sales = new Set(company.staff.filter((each) => each.role === 'sales').map((each) => each.login));
    for (const each of company.customers) {
      expect(each.name.zh).toMatch(/^\p{Script=Han}+公司$/u);
      expect(each.name.en).toMatch(/^[A-Za-z' ,.-]+$/);
      expect(sales.has(each.owner)).toBe(true);
      expect([30, 45, 60, 90]).toContain(each.termsDays);
      expect(each.foundedOn < each.customerSince && each.customerSince <= TODAY).toBe(true);
    }
  });
});

// Ends of months and years, a leap day, and each season: the story must hold together whatever the day.
describe.each([TODAY, '2026-03-31', '2027-01-01', '2028-02-29', '2026-07-15'])('the books as of %s', (today) => {
  const demo = today === TODAY ? company : demoCompany(today);
  const own = booksOf(demo);
  const customers = new Map(demo.customers.map((each) => [each.code, each]));

  test('no document lies outside the two years, every invoice falls due by its terms, all amounts are positive', () => {
    const numbers = new Set<string>();
    for (const each of demo.documents) {
      const valid =
        each.issuedOn >= demo.firstOn &&
        each.issuedOn <= each.postedOn &&
        each.postedOn <= today &&
        each.amountMinor > 0n &&
        each.dueOn === (each.kind === 'invoice' ? addDays(each.issuedOn, customers.get(each.customer)!.termsDays) : null);
      if (!valid) expect.fail(encode(each));
      numbers.add(`${each.kind} ${each.number}`);
    }
    expect(numbers.size).toBe(demo.documents.length);
  });

  test('applications stay within both documents, between their days and today, of one customer and entity', () => {
    const sources = new Map(
      demo.documents.filter((each) => each.kind !== 'invoice').map((each) => [`${each.kind} ${each.number}`, each]),
    );
    const used = new Map<string, bigint>();
    for (const each of demo.applications) {
      const key = `${each.fromKind} ${each.from}`;
      const from = sources.get(key)!;
      const to = own.invoices.get(each.to)!;
      used.set(key, (used.get(key) ?? 0n) + each.amountMinor);
      const valid =
        each.amountMinor > 0n &&
        from.customer === to.customer &&
        from.entity === to.entity &&
        each.effectiveOn >= from.postedOn &&
        each.effectiveOn >= to.postedOn &&
        each.effectiveOn <= today;
      if (!valid) expect.fail(encode({ each, from, to }));
    }
    for (const [key, amountMinor] of used) if (amountMinor > sources.get(key)!.amountMinor) expect.fail(key);
    for (const [number, openMinor] of own.openMinor) if (openMinor < 0n) expect.fail(number);
  });

  test('every bill settles what it amounts to, after the invoices, and its events are in order', () => {
    expect(new Set(demo.bills.map((each) => each.number)).size).toBe(demo.bills.length);
    for (const bill of demo.bills) {
      const days = bill.events.map((each) => each.on);
      const last = bill.events[bill.events.length - 1]!;
      const ended = last.state === 'honoured' || last.state === 'dishonoured';
      const valid =
        sumMinor(bill.settles.map((each) => each.amountMinor)) === bill.amountMinor &&
        bill.settles.every((each) => {
          const invoice = own.invoices.get(each.invoice)!;
          return invoice.customer === bill.customer && invoice.entity === bill.entity && invoice.postedOn <= bill.receivedOn;
        }) &&
        bill.events[0]!.state === 'received' &&
        days[0] === bill.receivedOn &&
        days.every((each, at) => each <= today && (at === 0 || each >= days[at - 1]!)) &&
        ended === bill.dueOn <= today &&
        bill.number.length === 30;
      if (!valid) expect.fail(encode(bill));
    }
  });

  test('orders, deliveries, limits and freezes name customers and lie in their time; permanent limits never overlap', () => {
    for (const each of demo.deliveries) expect(customers.has(each.customer) && each.deliveredOn <= today).toBe(true);
    for (const each of demo.orders) {
      expect(each.requestedOn <= today && each.deliverOn > each.requestedOn).toBe(true);
      expect(each.reservedOn !== null).toBe(each.state === 'reserved');
      expect(each.salesperson).toBe(customers.get(each.customer)!.owner);
    }
    expect(new Set(demo.orders.map((each) => each.number)).size).toBe(demo.orders.length);
    for (const each of demo.freezes) expect(each.from <= today).toBe(true);
    const last = new Map<string, Day | null>();
    for (const each of demo.limits.filter((limit) => limit.kind === 'permanent')) {
      const before = last.get(each.customer);
      if (before === null || (before !== undefined && before >= each.from))
        expect.fail(`${each.customer} has two limits at once`);
      if (each.until !== null && each.until < each.from) expect.fail(`${each.customer} has a limit that ends before it begins`);
      expect(each.amountMinor === null).toBe(each.mode !== 'amount');
      last.set(each.customer, each.until);
    }
    expect(last.size).toBe(demo.customers.length);
  });

  test('宁波甬拓: 612.40 + 74.60 + 58.00 + 45.00 − 30.00 = 760.00 of 800.00, overdue 128.60 in three invoices', () => {
    expect(squeezeFigures(own)).toEqual({
      open: 6_124_000n,
      overdue: [
        [-47, 764_000n],
        [-24, 312_000n],
        [-18, 210_000n],
      ],
      delivered: 746_000n,
      reserved: 580_000n,
      bill: 450_000n,
      unapplied: 300_000n,
      exposure: 7_600_000n,
      limit: 8_000_000n,
      order: 864_000n,
    });
  });
});

/** The hero's figures in yuan (all of them whole), and the days of the overdue items against today. */
function squeezeFigures(own: Books) {
  const { demo } = own;
  const code = story('squeeze', demo).customers[0]!;
  const yuan = (amounts: readonly bigint[]): bigint => sumMinor(amounts) / 100n;
  const mine = <T extends { customer: string }>(all: readonly T[]): T[] => all.filter((each) => each.customer === code);
  const open = invoicesOf(code, own).filter((each) => own.openMinor.get(each.number)! > 0n);
  const overdue = open.filter((each) => each.dueOn! < demo.today);
  const applied = new Map<string, bigint>();
  for (const each of demo.applications) applied.set(each.from, (applied.get(each.from) ?? 0n) + each.amountMinor);
  const figures = {
    open: yuan(open.map((each) => own.openMinor.get(each.number)!)),
    overdue: overdue.map((each) => [daysBetween(demo.today, each.dueOn!), yuan([own.openMinor.get(each.number)!])]),
    delivered: yuan(mine(demo.deliveries).map((each) => each.amountMinor)),
    reserved: yuan(
      mine(demo.orders)
        .filter((each) => each.state === 'reserved')
        .map((each) => each.amountMinor),
    ),
    bill: yuan(
      mine(demo.bills)
        .filter((each) => each.type === 'commercial' && each.events.at(-1)!.state !== 'honoured')
        .map((each) => each.amountMinor),
    ),
    unapplied: yuan(
      mine(demo.documents)
        .filter((each) => each.kind !== 'invoice')
        .map((each) => each.amountMinor - (applied.get(each.number) ?? 0n)),
    ),
  };
  return {
    ...figures,
    exposure: figures.open + figures.delivered + figures.reserved + figures.bill - figures.unapplied,
    limit: yuan(
      mine(demo.limits)
        .filter((each) => each.from <= demo.today && (each.until === null || each.until >= demo.today))
        .map((each) => each.amountMinor!),
    ),
    order: yuan(
      mine(demo.orders)
        .filter((each) => each.state === 'submitted')
        .map((each) => each.amountMinor),
    ),
  };
}

describe('the stories', () => {
  test('宁波甬拓 on the day of the pictures: the numbers of the documents, and ten youngest dues 22.2 days late', () => {
    const hero = company.customers.find((each) => each.code === story('squeeze').customers[0])!;
    expect(hero.name.zh).toBe('宁波甬拓精密制造有限公司');
    const past = invoicesOf(hero.code).filter((each) => each.dueOn! < TODAY);
    expect(past.filter((each) => books.openMinor.get(each.number)! > 0n).map((each) => each.number)).toEqual([
      'INV-2609-0412',
      'INV-2610-0077',
      'INV-2610-0131',
    ]);
    const late = past.slice(-10).map((each) => {
      const open = books.openMinor.get(each.number)! > 0n;
      return daysBetween(each.dueOn!, open ? TODAY : books.settledOn.get(each.number)!);
    });
    expect(late.reduce((sum, each) => sum + each, 0)).toBe(222);
    const halfYearAgo = lateBetween(hero.code, addMonths(TODAY, -8), addMonths(TODAY, -6));
    expect(halfYearAgo).toBeGreaterThan(5);
    expect(halfYearAgo).toBeLessThan(9);
    expect(company.orders.find((each) => each.number === 'SO-20261121-0187')?.amountMinor).toBe(86_400_000n);
    expect(lastPaid(hero.code)).toBe('2026-11-12');
    const temporary = company.limits.find((each) => each.customer === hero.code && each.kind === 'temporary')!;
    expect([temporary.from, temporary.until]).toEqual(['2026-09-22', '2026-12-31']);
  });

  test('slow slide: 5 days late ten months ago, above 40 for what was paid lately, and it goes on buying', () => {
    const code = story('slow_slide').customers[0]!;
    expect(lateBetween(code, addDays(TODAY, -420), addDays(TODAY, -310))).toBeLessThan(9);
    expect(lateBetween(code, addDays(TODAY, -150), addDays(TODAY, -90))).toBeGreaterThan(38);
    expect(boughtBetween(code, addDays(TODAY, -60), TODAY)).toBeGreaterThan(0);
  });

  test('bust-out: on time for months, purchases four times as much for three months, then nothing bought, nothing paid', () => {
    const code = story('bust_out').customers[0]!;
    const before = boughtBetween(code, addDays(TODAY, -310), addDays(TODAY, -131)) / 180;
    const surge = boughtBetween(code, addDays(TODAY, -130), addDays(TODAY, -41)) / 90;
    expect(surge / before).toBeGreaterThan(3);
    expect(lateBetween(code, addDays(TODAY, -300), addDays(TODAY, -80))).toBeLessThan(5);
    expect(boughtBetween(code, addDays(TODAY, -39), TODAY)).toBe(0);
    expect(daysBetween(lastPaid(code), TODAY)).toBeGreaterThan(44);
    expect(company.freezes.map((each) => each.customer)).toContain(code);
  });

  test('dishonoured bill: 88.00 万 of commercial paper came back two days ago and the account is frozen', () => {
    const code = story('dishonoured_bill').customers[0]!;
    const bills = company.bills.filter((each) => each.events.at(-1)!.state === 'dishonoured');
    expect(bills.map((each) => [each.customer, each.type, each.amountMinor, each.events.at(-1)!.on])).toEqual([
      [code, 'commercial', 88_000_000n, '2026-11-19'],
    ]);
    expect(company.freezes.map((each) => each.customer)).toContain(code);
  });

  test('failed season: this season below a third of last year’s, payments stopped, a seasonal limit still open', () => {
    const code = story('failed_season').customers[0]!;
    const now = boughtBetween(code, addDays(TODAY, -110), TODAY);
    const lastYear = boughtBetween(code, addDays(TODAY, -475), addDays(TODAY, -365));
    expect(now / lastYear).toBeLessThan(0.33);
    expect(daysBetween(lastPaid(code), TODAY)).toBeGreaterThan(70);
    expect(company.limits.some((each) => each.customer === code && each.kind === 'seasonal' && each.until! >= TODAY)).toBe(true);
  });

  test('contagion: the parent stops paying first, each sister follows later', () => {
    const contagion = story('contagion');
    const group = company.groups.find((each) => each.members.includes(contagion.customers[0]!))!;
    expect(contagion.customers[0]).toBe(group.parent);
    const stops = contagion.customers.map(lastPaid);
    expect(stops).toHaveLength(4);
    expect([...stops].sort()).toEqual(stops);
    expect(daysBetween(stops[0]!, TODAY)).toBeGreaterThanOrEqual(80);
  });
});

describe('the same day and seed give the same company', () => {
  const hash = (demo: DemoCompany): string => createHash('sha256').update(encode(demo)).digest('hex');

  test('twice the same bytes; another seed, other books', () => {
    const first = hash(company);
    expect(hash(demoCompany(TODAY, 1))).toBe(first);
    expect(hash(demoCompany(TODAY, 2))).not.toBe(first);
  });

  test('a later today shifts the stories with it: the hero’s invoices keep their distance to today', () => {
    const later = booksOf(demoCompany(addDays(TODAY, 17)));
    const shape = (own: Books) =>
      invoicesOf(story('squeeze', own.demo).customers[0]!, own).map((each) => [
        daysBetween(own.demo.today, each.issuedOn),
        each.amountMinor,
        own.openMinor.get(each.number),
      ]);
    expect(shape(later)).toEqual(shape(books));
    expect(later.demo.customers.map((each) => each.name)).toEqual(company.customers.map((each) => each.name));
  });
});
