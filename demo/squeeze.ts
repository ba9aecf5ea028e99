// 宁波甬拓精密制造, written by hand to the cent: 760.00 of 800.00 in use, three invoices overdue, the next order does not fit.
import { ramp } from './behaviour.ts';
import type { Book, DraftInvoice, Seller } from './ledger.ts';
import { draftInvoice, payInFull } from './ledger.ts';
import type { Random } from './random.ts';

/** ¥10,000 with two decimals, the unit of the story, in minor units: wan(7640) is 76.40 万元. */
export function wan(hundredths: number): bigint {
  return BigInt(hundredths) * 10_000n;
}

/** The figures of the story in units of 万元 / 100; exposure = open + delivered + reserved + bill − deposit. */
export const squeezeStory = {
  open: 61240,
  overdue: 12860,
  delivered: [4620, 2840],
  reserved: 5800,
  bill: 4500,
  deposit: 3000,
  exposure: 76000,
  permanent: 60000,
  temporary: 20000,
  order: 8640,
  /** Day of the temporary limit; the purchases that the old limit had held up follow it. */
  temporaryFrom: -60,
  temporaryUntil: 40,
  permanentUntil: 130,
} as const;

type Overdue = {
  readonly dueAt: number;
  readonly hundredths: number;
  readonly serial: string;
  readonly monthsBack: number;
  readonly postedDay: number;
};

// Goods accepted at `dueAt − terms`, disputed weights, tax invoice posted a month later: terms run from the acceptance.
const OVERDUE: readonly Overdue[] = [
  { dueAt: -47, hundredths: 7640, serial: '0412', monthsBack: 2, postedDay: 17 },
  { dueAt: -24, hundredths: 3120, serial: '0077', monthsBack: 1, postedDay: 4 },
  { dueAt: -18, hundredths: 2100, serial: '0131', monthsBack: 1, postedDay: 7 },
];

// Not yet due: issued −59 … −2, Σ 483.80.
const NOT_DUE: readonly (readonly [at: number, hundredths: number])[] = [
  [-59, 6230],
  [-54, 4815],
  [-47, 5560],
  [-41, 3990],
  [-34, 6425],
  [-27, 4470],
  [-20, 5185],
  [-13, 4360],
  [-7, 3805],
  [-2, 3540],
];

// The last paid ones: with the three overdue the ten youngest dues are 22.2 days late on average.
const LATELY_PAID: readonly (readonly [dueAt: number, late: number, hundredths: number, serial: string | null])[] = [
  [-41, 24, 3480, null],
  [-35, 26, 6000, '0377'],
  [-30, 18, 2890, null],
  [-54, 20, 4125, null],
  [-60, 17, 3360, null],
  [-66, 15, 5240, null],
];
const BILL_PAID = { dueAt: -72, late: 13 };

export type SqueezeCalendar = {
  /** Day number of a day of the month `monthsBack` before today's. */
  readonly dayOfMonth: (monthsBack: number, day: number) => number;
  /** "2609" of a day number. */
  readonly yearMonth: (at: number) => string;
};

export function makeSqueezeBook(seller: Seller, calendar: SqueezeCalendar, random: Random): Book {
  const book: Book = { invoices: [], payments: [], bills: [] };
  const entity = seller.entities[0]!;
  const terms = seller.termsDays;
  const add = (at: number, amountMinor: bigint, serial: string | null): DraftInvoice => {
    const invoice = draftInvoice(seller, entity, at, amountMinor);
    if (serial !== null) invoice.number = `INV-${calendar.yearMonth(at)}-${serial}`;
    book.invoices.push(invoice);
    return invoice;
  };

  for (const { dueAt, hundredths, serial, monthsBack, postedDay } of OVERDUE) {
    const postedAt = calendar.dayOfMonth(monthsBack, postedDay);
    const invoice = { ...draftInvoice(seller, entity, dueAt - terms, wan(hundredths)), postedAt };
    invoice.number = `INV-${calendar.yearMonth(postedAt)}-${serial}`;
    book.invoices.push(invoice);
  }
  for (const [at, hundredths] of NOT_DUE) add(at, wan(hundredths), null);
  for (const [dueAt, late, hundredths, serial] of LATELY_PAID)
    payInFull(book, add(dueAt - terms, wan(hundredths), serial), dueAt + late);

  const billInvoice = add(BILL_PAID.dueAt - terms, wan(squeezeStory.bill), null);
  billInvoice.restMinor = 0n;
  const billAt = BILL_PAID.dueAt + BILL_PAID.late;
  book.bills.push({
    customer: seller.customer,
    entity,
    type: 'commercial',
    acceptor: seller.name,
    at: billAt,
    dueAt: billAt + 180,
    uses: [{ invoice: billInvoice, amountMinor: billInvoice.amountMinor, at: billAt }],
    events: [
      { state: 'received', at: billAt, recourse: null, party: null },
      { state: 'endorsed', at: billAt + 19, recourse: true, party: '玄渚金属材料有限公司' },
    ],
  });

  // Before that: an invoice every six days, a little more each month, paid later and later.
  for (let dueAt = -78; dueAt - terms >= -729; dueAt -= random.int(5, 8)) {
    const at = dueAt - terms;
    const averageMinor = ramp(at, -729, 29_000_000, -130, 44_000_000);
    const amountMinor = BigInt(Math.round(averageMinor * random.between(0.6, 1.4)));
    const late = dueAt < -190 ? ramp(dueAt, -729, 1, -190, 7) : ramp(dueAt, -190, 7.2, -78, 13);
    const invoice = add(at, amountMinor, null);
    payInFull(book, invoice, Math.max(at + 1, Math.min(-61, Math.round(dueAt + late + random.between(-3, 3)))));
  }

  book.payments.push({
    number: null,
    kind: 'receipt',
    customer: seller.customer,
    entity,
    at: -25,
    amountMinor: wan(squeezeStory.deposit),
    uses: [],
  });
  return book;
}
