// One customer's behaviour → invoices, credit notes, receipts and bills that settle them. Days are numbers, 0 is today.
import { assert } from '#base/assert.ts';
import { maxMinor, minMinor, sumMinor, timesPpm } from '#base/money.ts';
import type { Behaviour } from './behaviour.ts';
import type { DemoBillState } from './company.ts';
import type { Random } from './random.ts';
import { seasonWeight } from './vocabulary.ts';

export type DraftInvoice = {
  /** Null: numbered by the month of its posting when the books are closed. */
  number: string | null;
  readonly customer: string;
  readonly entity: string;
  readonly at: number;
  readonly postedAt: number;
  readonly termsDays: number;
  readonly amountMinor: bigint;
  /** Not yet promised to a credit note, receipt or bill. */
  restMinor: bigint;
};

export type DraftUse = { readonly invoice: DraftInvoice; readonly amountMinor: bigint; readonly at: number };

export type DraftPayment = {
  number: string | null;
  readonly kind: 'receipt' | 'credit_note';
  readonly customer: string;
  readonly entity: string;
  readonly at: number;
  readonly amountMinor: bigint;
  readonly uses: readonly DraftUse[];
};

export type DraftBillEvent = {
  readonly state: DemoBillState;
  readonly at: number;
  readonly recourse: boolean | null;
  readonly party: string | null;
};

export type DraftBill = {
  readonly customer: string;
  readonly entity: string;
  readonly type: 'bank' | 'commercial';
  readonly acceptor: string;
  readonly at: number;
  readonly dueAt: number;
  readonly uses: readonly DraftUse[];
  readonly events: readonly DraftBillEvent[];
};

/** Everything that happened with one customer. */
export type Book = { readonly invoices: DraftInvoice[]; readonly payments: DraftPayment[]; readonly bills: DraftBill[] };

const INVOICES_PER_CUSTOMER_MAX = 2_000;
/** A customer pays what has come due on a payment run, not invoice by invoice. */
const RUN_DAYS_MAX = 9;
const SMALLEST_MINOR = 80_000n;

// Invented banks: they accept and discount.
const BANKS = ['澄江农村商业银行', '甬东商业银行', '湘江城市银行', '岭南汇通银行', '华曜银行'];
const SUPPLIERS = ['澄江矿业有限公司', '玄渚金属材料有限公司', '柘野炉料有限公司'];

export type Seller = {
  readonly customer: string;
  readonly name: string;
  readonly termsDays: number;
  readonly yearMinor: number;
  /** Entities that sell to this customer. */
  readonly entities: readonly string[];
  /** Month (1–12) of a day. */
  readonly monthOf: (at: number) => number;
};

/** An invoice with nothing settled yet. */
export function draftInvoice(
  seller: Pick<Seller, 'customer' | 'termsDays'>,
  entity: string,
  at: number,
  amountMinor: bigint,
): DraftInvoice {
  return {
    number: null,
    customer: seller.customer,
    entity,
    at,
    postedAt: at,
    termsDays: seller.termsDays,
    amountMinor,
    restMinor: amountMinor,
  };
}

/** Invoices by behaviour, with the settlement that has happened by today. */
export function makeBook(seller: Seller, behaviour: Behaviour, random: Random): Book {
  const book: Book = { invoices: makeInvoices(seller, behaviour, random), payments: [], bills: [] };
  makeCreditNotes(seller, book, random);
  settle(seller, book, behaviour, random);
  keepMoneyOnAccount(seller, book, behaviour, random);
  return book;
}

function makeInvoices(seller: Seller, behaviour: Behaviour, random: Random): DraftInvoice[] {
  const invoices: DraftInvoice[] = [];
  const averageMinor = seller.yearMinor / behaviour.invoicesPerYear;
  const meanGap = 365 / behaviour.invoicesPerYear;
  let at = behaviour.from + random.between(0, meanGap);
  while (at <= behaviour.to && invoices.length < INVOICES_PER_CUSTOMER_MAX) {
    const day = Math.floor(at);
    const amount = BigInt(Math.round(averageMinor * random.spread(0.65)));
    invoices.push(
      draftInvoice(
        seller,
        random.pick(seller.entities),
        Math.min(day, 0),
        maxMinor(SMALLEST_MINOR + BigInt(random.int(0, 99_999)), amount),
      ),
    );
    const rate = Math.max(0.05, behaviour.pace(at) * seasonWeight(behaviour.season, seller.monthOf(day)));
    // No silence longer than 40 days at once, so that a season that opens is not slept through.
    at += Math.min(40, (meanGap / rate) * (0.4 + 0.6 * random.wait()));
  }
  return invoices;
}

/** One invoice in fifty is partly credited: short weight, a returned coil, a price difference. */
function makeCreditNotes(seller: Seller, book: Book, random: Random): void {
  for (const invoice of book.invoices) {
    if (!random.chance(0.02)) continue;
    const at = invoice.at + random.int(3, 20);
    const amountMinor = timesPpm(invoice.amountMinor, random.int(15_000, 140_000), 'half-up');
    if (at > 0) continue;
    // Of the last two months three in ten are posted and not yet applied to anything.
    const applied = !random.chance(at > -60 ? 0.3 : 0);
    if (applied) invoice.restMinor -= amountMinor;
    book.payments.push({
      number: null,
      kind: 'credit_note',
      customer: seller.customer,
      entity: invoice.entity,
      at,
      amountMinor,
      uses: applied ? [{ invoice, amountMinor, at: Math.min(0, at + random.int(0, 3)) }] : [],
    });
  }
}

type Intention = { readonly invoice: DraftInvoice; readonly amountMinor: bigint; readonly at: number; readonly byBill: boolean };

/** When the customer means to pay what; never before the invoice and its credit note stand. */
function intend(seller: Seller, invoice: DraftInvoice, behaviour: Behaviour, random: Random): Intention[] {
  const dueAt = invoice.at + invoice.termsDays;
  // Offices and banks stand still around the Spring Festival.
  const festival = seller.monthOf(Math.min(0, dueAt)) === 2 ? random.between(0, 8) : 0;
  // One invoice in 150 is in dispute for months, one in 900 is never paid.
  const dispute = random.chance(1 / 150) && behaviour.disputes ? random.between(40, 170) : 0;
  const never = random.chance(1 / 900) && behaviour.disputes;
  const late = Math.round(behaviour.late(dueAt, random) + festival + dispute);
  const at = Math.max(invoice.at + 1, dueAt + late);
  const byBill = invoice.restMinor > 5_000_000n && random.chance(behaviour.billShare);
  const parts = random.chance(0.04) && behaviour.disputes ? random.int(350_000, 750_000) : 0;
  const restAt = at + random.int(8, 40);
  if (never) return [];
  if (parts === 0 || byBill) return [{ invoice, amountMinor: invoice.restMinor, at, byBill }];
  const first = timesPpm(invoice.restMinor, parts, 'half-up');
  return [
    { invoice, amountMinor: first, at, byBill: false },
    { invoice, amountMinor: invoice.restMinor - first, at: restAt, byBill: false },
  ];
}

function settle(seller: Seller, book: Book, behaviour: Behaviour, random: Random): void {
  const stopsAt = behaviour.stopsAt ?? 1;
  const runDays = random.int(0, RUN_DAYS_MAX);
  const commercial = random.chance(0.35);
  for (const entity of seller.entities) {
    const intentions = book.invoices
      .filter((each) => each.entity === entity)
      .flatMap((invoice) => intend(seller, invoice, behaviour, random))
      .filter((each) => each.at < Math.min(1, stopsAt))
      .sort((a, b) => a.at - b.at);
    let run: Intention[] = [];
    for (const intention of intentions) {
      if (run.length > 0 && (intention.at > run[0]!.at + runDays || intention.byBill !== run[0]!.byBill)) {
        closeRun(seller, book, run, commercial, random);
        run = [];
      }
      run.push(intention);
    }
    if (run.length > 0) closeRun(seller, book, run, commercial, random);
  }
}

/** What one payment run pays: a receipt, or a bill. */
function closeRun(seller: Seller, book: Book, run: readonly Intention[], commercial: boolean, random: Random): void {
  const at = run[run.length - 1]!.at;
  const entity = run[0]!.invoice.entity;
  // The clerk applies most receipts the same day, some a few days later.
  const appliedAt = Math.min(0, at + (random.chance(0.12) ? random.int(1, 5) : 0));
  for (const each of run) each.invoice.restMinor -= each.amountMinor;
  if (run[0]!.byBill) {
    book.bills.push(makeBill(seller, entity, at, run, commercial, random));
    return;
  }
  const appliedMinor = sumMinor(run.map((each) => each.amountMinor));
  // One receipt in ninety of the last months is a round sum above what it pays; the rest stays on account.
  const overMinor = at > -150 && random.chance(1 / 90) ? 1_000_000n - (appliedMinor % 1_000_000n) : 0n;
  book.payments.push({
    number: null,
    kind: 'receipt',
    customer: seller.customer,
    entity,
    at,
    amountMinor: appliedMinor + overMinor,
    uses: run.map(({ invoice, amountMinor }) => ({ invoice, amountMinor, at: appliedAt })),
  });
}

function makeBill(
  seller: Seller,
  entity: string,
  at: number,
  run: readonly Intention[],
  ownPaper: boolean,
  random: Random,
): DraftBill {
  const type = ownPaper && random.chance(0.6) ? 'commercial' : 'bank';
  const dueAt = at + random.pick([90, 120, 180, 180]);
  const events: DraftBillEvent[] = [{ state: 'received', at, recourse: null, party: null }];
  const passedAt = at + random.int(5, 45);
  const way = random.next();
  if (passedAt < Math.min(dueAt, 1)) {
    if (way < 0.3)
      events.push({
        state: 'endorsed',
        at: passedAt,
        recourse: type === 'commercial' || random.chance(0.5),
        party: random.pick(SUPPLIERS),
      });
    else if (way < 0.5)
      events.push({ state: 'discounted', at: passedAt, recourse: type === 'commercial', party: random.pick(BANKS) });
  }
  if (dueAt <= 0) events.push({ state: 'honoured', at: dueAt, recourse: null, party: null });
  return {
    customer: seller.customer,
    entity,
    type,
    acceptor: type === 'bank' ? random.pick(BANKS) : seller.name,
    at,
    dueAt,
    uses: run.map(({ invoice, amountMinor }) => ({ invoice, amountMinor, at })),
    events,
  };
}

/** One buyer in twenty-five has paid something in advance. */
function keepMoneyOnAccount(seller: Seller, book: Book, behaviour: Behaviour, random: Random): void {
  const at = -random.int(2, 40);
  const share = random.between(0.3, 1.2);
  if (!random.chance(0.04) || behaviour.stopsAt !== null || behaviour.from > at || behaviour.to < 0) return;
  const averageMinor = seller.yearMinor / behaviour.invoicesPerYear;
  const amountMinor = maxMinor(500_000n, BigInt(Math.round((averageMinor * share) / 1_000_000)) * 1_000_000n);
  book.payments.push({
    number: null,
    kind: 'receipt',
    customer: seller.customer,
    entity: seller.entities[0]!,
    at,
    amountMinor,
    uses: [],
  });
}

/** Exposure by its parts as of today (formulas §1); deliveries and reserved orders are added by whoever makes them. */
export function exposureOf(book: Book): { openMinor: bigint; billsMinor: bigint; unappliedMinor: bigint } {
  const openMinor = sumMinor(book.invoices.map((each) => each.restMinor));
  let billsMinor = 0n;
  let dishonouredMinor = 0n;
  for (const bill of book.bills) {
    const amountMinor = sumMinor(bill.uses.map((each) => each.amountMinor));
    const last = bill.events[bill.events.length - 1]!;
    if (last.state === 'dishonoured') dishonouredMinor += amountMinor;
    else if (last.state !== 'honoured' && bill.type === 'commercial' && last.recourse !== false) billsMinor += amountMinor;
  }
  const unapplied = book.payments.map((each) => each.amountMinor - sumMinor(each.uses.map((use) => use.amountMinor)));
  return { openMinor: openMinor + dishonouredMinor, billsMinor, unappliedMinor: sumMinor(unapplied) };
}

/** Pays an invoice in full with one receipt; for histories that are written by hand. */
export function payInFull(book: Book, invoice: DraftInvoice, at: number): void {
  assert(at > invoice.at && at <= 0, 'a receipt comes after its invoice and by today');
  book.payments.push({
    number: null,
    kind: 'receipt',
    customer: invoice.customer,
    entity: invoice.entity,
    at,
    amountMinor: invoice.restMinor,
    uses: [{ invoice, amountMinor: minMinor(invoice.restMinor, invoice.amountMinor), at }],
  });
  invoice.restMinor = 0n;
}
