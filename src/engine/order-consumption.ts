// What the ERP reports of an order → what of its reservation is used up: deliveries and invoices of the same goods count once.
import type { Consuming } from './order-rules.ts';

export const REPORT_KINDS = ['delivery', 'return', 'invoice', 'credit'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export type Consumption = {
  /** Delivered less returned, invoiced less credited. */
  readonly deliveredMinor: bigint;
  readonly invoicedMinor: bigint;
  /** The most of the order that ever was out, delivered or invoiced: what no longer needs a reservation. */
  readonly capturedMinor: bigint;
};

export type Consumed = {
  readonly after: Consumption;
  /** Taken from the reservation. */
  readonly captureMinor: bigint;
  /** Out with no reservation behind it: above the order, after an expiry, while it was held. */
  readonly uncoveredMinor: bigint;
};

/**
 * One report, amount above zero. A delivery and the invoice for it are the same goods, whichever comes first and in however many parts: of
 * the two sums the larger counts. Goods that come back give nothing back to the reservation, and sent again use nothing up: the most that
 * ever was out stands. More that comes back than went out, by mistake or of another order, opens no room for goods to follow unseen. The
 * order of reports makes no difference to what is captured in the end, as long as none returns. Where only invoices use the limit, what is
 * delivered uses nothing up: the room stays reserved for the invoice.
 */
export function consume(
  before: Consumption,
  reservedMinor: bigint,
  kind: ReportKind,
  amountMinor: bigint,
  consumes: Consuming = 'orders',
): Consumed {
  const deliveredMinor = moved(before.deliveredMinor, kind, 'delivery', 'return', amountMinor);
  const invoicedMinor = moved(before.invoicedMinor, kind, 'invoice', 'credit', amountMinor);
  const outMinor = standingOut({ deliveredMinor, invoicedMinor }, consumes);
  const capturedMinor = outMinor > before.capturedMinor ? outMinor : before.capturedMinor;
  const newlyMinor = capturedMinor - before.capturedMinor;
  const captureMinor = newlyMinor < reservedMinor ? newlyMinor : reservedMinor;
  return { after: { deliveredMinor, invoicedMinor, capturedMinor }, captureMinor, uncoveredMinor: newlyMinor - captureMinor };
}

function moved(before: bigint, kind: ReportKind, adds: ReportKind, takes: ReportKind, amountMinor: bigint): bigint {
  if (kind === adds) return before + amountMinor;
  if (kind !== takes) return before;
  return before > amountMinor ? before - amountMinor : 0n;
}

/** What of an order counts as out by now, what came back left out. */
export function standingOut(
  { deliveredMinor, invoicedMinor }: Pick<Consumption, 'deliveredMinor' | 'invoicedMinor'>,
  consumes: Consuming,
): bigint {
  return consumes === 'invoices' || invoicedMinor > deliveredMinor ? invoicedMinor : deliveredMinor;
}

/** What of goods that go out now takes room: those that are invoiced already stand in the limit with their invoice. */
export function takenBy(kind: 'delivery' | 'invoice', amountMinor: bigint, before: Consumption, consumes: Consuming): bigint {
  const aheadMinor = before.invoicedMinor - before.deliveredMinor;
  if (kind === 'invoice' || consumes === 'invoices' || aheadMinor <= 0n) return amountMinor;
  return amountMinor > aheadMinor ? amountMinor - aheadMinor : 0n;
}
