// A model of one account's reservations, in plain numbers: what must be reserved after each act, whichever papers come and whatever time passes.
import type { ReportKind } from '#engine/order-consumption.ts';

/** As the shipped rules have it. */
export const RESERVED_DAYS = 30;

type ModelOrder = {
  amount: number;
  delivered: number;
  invoiced: number;
  /** The most that ever was out. */
  out: number;
  reserved: number;
  /** On the model's calendar; null: nothing is reserved. */
  expiresAt: number | null;
  /** Since when, counted; null: not held. */
  held: number | null;
};

export class ReservationModel {
  readonly cap: number;
  day = 0;
  readonly orders = new Map<string, ModelOrder>();
  readonly papers = new Set<string>();
  #holds = 0;

  constructor(cap: number) {
    this.cap = cap;
  }

  get reserved(): number {
    return [...this.orders.values()].reduce((sum, order) => sum + order.reserved, 0);
  }

  /** What has run out is given back by whoever looks at the account next. */
  look(): void {
    for (const order of this.orders.values()) {
      if (order.expiresAt !== null && order.expiresAt <= this.day) this.#end(order);
    }
  }

  pass(days: number): void {
    this.day += days;
  }

  check(number: string, amount: number): 'clear' | 'held' {
    this.look();
    const order = this.orders.get(number) ?? {
      amount,
      delivered: 0,
      invoiced: 0,
      out: 0,
      reserved: 0,
      expiresAt: null,
      held: null,
    };
    this.orders.set(number, order);
    const lowers = order.expiresAt !== null && order.held === null && amount < order.amount;
    order.amount = amount;
    const wanted = Math.max(0, amount - order.out);
    const fits = this.reserved - order.reserved + wanted <= this.cap || wanted <= order.reserved;
    if (!fits && !lowers) {
      order.held ??= this.#holds++;
      return 'held';
    }
    order.reserved = wanted;
    order.expiresAt = this.day + RESERVED_DAYS;
    order.held = null;
    return 'clear';
  }

  report(number: string, kind: ReportKind, paper: string, amount: number): 'recorded' | 'known' | 'order_unknown' {
    const order = this.orders.get(number);
    if (!order) return 'order_unknown';
    this.look();
    const key = `${kind} ${paper}`;
    if (this.papers.has(key)) return 'known';
    this.papers.add(key);
    // Nobody sends back more than went out.
    if (kind === 'delivery' || kind === 'return')
      order.delivered = Math.max(0, order.delivered + (kind === 'delivery' ? amount : -amount));
    else order.invoiced = Math.max(0, order.invoiced + (kind === 'invoice' ? amount : -amount));
    const out = Math.max(order.out, order.delivered, order.invoiced);
    const captured = Math.min(out - order.out, order.reserved);
    order.out = out;
    order.reserved -= captured;
    if (captured > 0 && order.reserved === 0) this.#end(order);
    return 'recorded';
  }

  cancel(number: string): 'cancelled' | 'order_unknown' {
    const order = this.orders.get(number);
    if (!order) return 'order_unknown';
    this.look();
    const given = order.reserved;
    this.#end(order);
    order.held = null;
    if (given > 0) this.#reconsider();
    return 'cancelled';
  }

  /** Room was made: what is held is looked at again, smallest first, the longest held of equals. */
  #reconsider(): void {
    const held = [...this.orders.entries()].filter(([, order]) => order.held !== null);
    held.sort(([, a], [, b]) => a.amount - b.amount || a.held! - b.held!);
    for (const [number, order] of held) this.check(number, order.amount);
  }

  #end(order: ModelOrder): void {
    order.reserved = 0;
    order.expiresAt = null;
  }
}
