// Closing the books: drafts with day numbers → numbered, dated, sorted documents.
import type { Day } from '#base/date.ts';
import { sumMinor } from '#base/money.ts';
import type { DemoApplication, DemoBill, DemoCompany, DemoDelivery, DemoDocument, DemoOrder } from './company.ts';
import type { Book, DraftInvoice, DraftPayment } from './ledger.ts';
import type { DraftDelivery, DraftOrder } from './orders.ts';

export const CURRENCY = 'CNY';

/** "2609" of 2026-09-05. */
export function yearMonth(day: Day): string {
  return `${day.slice(2, 4)}${day.slice(5, 7)}`;
}

/** Hands out PREFIX-YYMM-0001 … in each month, leaving out the numbers that are taken. */
function counter(prefix: string, taken: ReadonlySet<string>): (period: string) => string {
  const last = new Map<string, number>();
  return (period) => {
    let serial = last.get(period) ?? 0;
    let number: string;
    do {
      serial += 1;
      number = `${prefix}-${period}-${String(serial).padStart(4, '0')}`;
    } while (taken.has(number));
    last.set(period, serial);
    return number;
  };
}

/** Numbers everything in the order of posting; drafts that bring a number keep it. */
export function closeBooks(
  books: readonly Book[],
  dayOf: (at: number) => Day,
): Pick<DemoCompany, 'documents' | 'applications' | 'bills'> {
  const invoices = books.flatMap((each) => each.invoices).sort((a, b) => a.postedAt - b.postedAt);
  const payments = books.flatMap((each) => each.payments).sort((a, b) => a.at - b.at);
  numberAll(invoices, 'INV', (each) => yearMonth(dayOf(each.postedAt)));
  numberAll(
    payments.filter((each) => each.kind === 'receipt'),
    'RC',
    (each) => yearMonth(dayOf(each.at)),
  );
  numberAll(
    payments.filter((each) => each.kind === 'credit_note'),
    'CN',
    (each) => yearMonth(dayOf(each.at)),
  );
  return {
    documents: [
      ...invoices.map((each) => invoiceDocument(each, dayOf)),
      ...payments.map((each) => paymentDocument(each, dayOf)),
    ].sort(byDayKindNumber),
    applications: payments.flatMap((payment): DemoApplication[] =>
      payment.uses.map(({ invoice, amountMinor, at }) => ({
        fromKind: payment.kind,
        from: payment.number!,
        to: invoice.number!,
        amountMinor,
        effectiveOn: dayOf(at),
      })),
    ),
    bills: makeBills(books, dayOf),
  };
}

function numberAll<T extends { number: string | null }>(
  drafts: readonly T[],
  prefix: string,
  period: (draft: T) => string,
): void {
  const next = counter(prefix, new Set(drafts.flatMap((each) => each.number ?? [])));
  for (const each of drafts) each.number ??= next(period(each));
}

function byDayKindNumber(a: DemoDocument, b: DemoDocument): number {
  const left = `${a.issuedOn} ${a.kind} ${a.number}`;
  const right = `${b.issuedOn} ${b.kind} ${b.number}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

function invoiceDocument(draft: DraftInvoice, dayOf: (at: number) => Day): DemoDocument {
  return {
    kind: 'invoice',
    number: draft.number!,
    customer: draft.customer,
    entity: draft.entity,
    issuedOn: dayOf(draft.at),
    postedOn: dayOf(draft.postedAt),
    dueOn: dayOf(draft.at + draft.termsDays),
    amountMinor: draft.amountMinor,
    currency: CURRENCY,
  };
}

function paymentDocument(draft: DraftPayment, dayOf: (at: number) => Day): DemoDocument {
  return {
    kind: draft.kind,
    number: draft.number!,
    customer: draft.customer,
    entity: draft.entity,
    issuedOn: dayOf(draft.at),
    postedOn: dayOf(draft.at),
    dueOn: null,
    amountMinor: draft.amountMinor,
    currency: CURRENCY,
  };
}

/** Thirty digits as on electronic drafts: kind, invented bank code, day, serial, and a last digit that makes the sum a multiple of ten. */
function billNumber(type: DemoBill['type'], receivedOn: Day, serial: number): string {
  const first = `${type === 'bank' ? '1' : '2'}990000000000${receivedOn.replaceAll('-', '')}${String(serial).padStart(8, '0')}`;
  const sum = [...first].reduce((total, each) => total + Number(each), 0);
  return `${first}${(10 - (sum % 10)) % 10}`;
}

function makeBills(books: readonly Book[], dayOf: (at: number) => Day): DemoBill[] {
  const drafts = books.flatMap((each) => each.bills).sort((a, b) => a.at - b.at);
  return drafts.map((draft, index) => {
    const receivedOn = dayOf(draft.at);
    return {
      number: billNumber(draft.type, receivedOn, index + 1),
      customer: draft.customer,
      entity: draft.entity,
      type: draft.type,
      acceptor: draft.acceptor,
      amountMinor: sumMinor(draft.uses.map((each) => each.amountMinor)),
      currency: CURRENCY,
      receivedOn,
      dueOn: dayOf(draft.dueAt),
      settles: draft.uses.map(({ invoice, amountMinor }) => ({ invoice: invoice.number!, amountMinor })),
      events: draft.events.map(({ at, ...rest }) => ({ ...rest, on: dayOf(at) })),
    };
  });
}

export function numberDeliveries(drafts: readonly DraftDelivery[], dayOf: (at: number) => Day): DemoDelivery[] {
  const next = counter('DN', new Set());
  return [...drafts]
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...rest }) => {
      const deliveredOn = dayOf(at);
      return { number: next(yearMonth(deliveredOn)), ...rest, currency: CURRENCY, deliveredOn };
    });
}

/** SO-YYYYMMDD-NNNN by the day of the request; the list keeps its order. */
export function numberOrders(drafts: readonly DraftOrder[], dayOf: (at: number) => Day): DemoOrder[] {
  const period = (draft: DraftOrder): string => dayOf(draft.at).replaceAll('-', '');
  const next = counter(
    'SO',
    new Set(drafts.flatMap((each) => (each.serial === null ? [] : [`SO-${period(each)}-${each.serial}`]))),
  );
  return drafts.map((draft) => {
    const { at, deliverAt, serial, ...rest } = draft;
    return {
      number: serial === null ? next(period(draft)) : `SO-${period(draft)}-${serial}`,
      ...rest,
      currency: CURRENCY,
      requestedOn: dayOf(at),
      deliverOn: dayOf(deliverAt),
      reservedOn: draft.state === 'reserved' ? dayOf(at) : null,
    };
  });
}
