// What is on its way to the customers: deliveries not yet invoiced, orders that hold a reservation, orders to be checked today.
import type { Behaviour } from './behaviour.ts';
import type { Buyer } from './customers.ts';
import type { Book, Seller } from './ledger.ts';
import type { Random } from './random.ts';
import { squeezeStory, wan } from './squeeze.ts';

export type DraftDelivery = {
  readonly customer: string;
  readonly entity: string;
  readonly amountMinor: bigint;
  readonly at: number;
};
export type DraftOrder = {
  readonly customer: string;
  readonly entity: string;
  readonly amountMinor: bigint;
  readonly at: number;
  readonly deliverAt: number;
  readonly salesperson: string;
  readonly state: 'reserved' | 'submitted';
  /** Null: numbered in the order of the list. */
  readonly serial: string | null;
};

/** Everything known about a customer while the company is made. */
export type Account = { readonly buyer: Buyer; readonly seller: Seller; readonly behaviour: Behaviour; readonly book: Book };

export const SUBMITTED_ORDERS = 60;
const RESERVED_SHARE = 0.2;
const DELIVERED_SHARE = 0.3;
const YOUNG_DAYS = 75;

/** Orders of the stories and of the pictures that people know, in units of 万元 / 100; they come first in the queue. */
const NAMED: readonly (readonly [name: string, hundredths: number])[] = [
  ['佛山顺灏电器配件', 15200],
  ['无锡锡澄电气成套', 4180],
  ['常州武澜轴承', 2760],
  ['郑州中穗粮油机械', 3850],
  ['南通海沛船舶配套', 6240],
  ['泰州海沛钢构', 3380],
  ['惠州屿川电子材料', 9600],
  ['重庆渝砺摩托部件', 1450],
  ['温州瓯砾泵业', 2260],
  ['合肥徽启汽车零部件', 18800],
  ['成都蜀衍航空部件', 5420],
];

/** ¥ to the cent around the customer's usual invoice; `times` of it. */
function amountAround(account: Account, times: number, random: Random): bigint {
  const usual = account.buyer.yearMinor / account.behaviour.invoicesPerYear;
  return BigInt(Math.max(300_000, Math.round(usual * times * random.spread(0.5))));
}

function buysNow({ buyer, behaviour, book }: Account): boolean {
  const kind = buyer.customer.kind;
  if (kind === 'one_off' || kind === 'squeeze' || kind === 'dishonour' || behaviour.stopsAt !== null) return false;
  return book.invoices.some((each) => each.at > -YOUNG_DAYS);
}

function isLongOverdue({ book }: Account): boolean {
  return book.invoices.some((each) => each.restMinor > 0n && each.at + each.termsDays < -30);
}

export function makeDeliveries(accounts: readonly Account[], random: Random): DraftDelivery[] {
  const deliveries: DraftDelivery[] = [];
  for (const account of accounts) {
    const { customer, entities } = account.seller;
    if (account.buyer.customer.kind === 'squeeze') {
      squeezeStory.delivered.forEach((each, index) => {
        deliveries.push({ customer, entity: entities[0]!, amountMinor: wan(each), at: -6 + 3 * index });
      });
    } else if (buysNow(account) && random.chance(DELIVERED_SHARE)) {
      deliveries.push({
        customer,
        entity: random.pick(entities),
        amountMinor: amountAround(account, 0.8, random),
        at: -random.int(1, 14),
      });
    }
  }
  return deliveries;
}

function draftOrder(
  account: Account,
  amountMinor: bigint,
  at: number,
  deliverAt: number,
  state: DraftOrder['state'],
  serial: string | null,
): DraftOrder {
  const { customer, entities } = account.seller;
  return { customer, entity: entities[0]!, amountMinor, at, deliverAt, salesperson: account.buyer.customer.owner, state, serial };
}

/** Reserved before today: the policy then in force had cleared them. */
export function makeReserved(accounts: readonly Account[], random: Random): DraftOrder[] {
  const orders: DraftOrder[] = [];
  for (const account of accounts) {
    if (account.buyer.customer.kind === 'squeeze') {
      orders.push(draftOrder(account, wan(squeezeStory.reserved), -20, 9, 'reserved', null));
    } else if (buysNow(account) && random.chance(RESERVED_SHARE)) {
      orders.push(draftOrder(account, amountAround(account, 1, random), -random.int(1, 18), random.int(3, 30), 'reserved', null));
    }
  }
  return orders;
}

/** To be checked today, the orders of the stories first. */
export function makeSubmitted(accounts: readonly Account[], random: Random): DraftOrder[] {
  const orders: DraftOrder[] = [];
  const hero = accounts.find((each) => each.buyer.customer.kind === 'squeeze')!;
  orders.push(draftOrder(hero, wan(squeezeStory.order), 0, 6, 'submitted', '0187'));
  for (const [name, hundredths] of NAMED) {
    const account = accounts.find((each) => each.seller.name.startsWith(name))!;
    orders.push(draftOrder(account, wan(hundredths), 0, random.int(5, 20), 'submitted', null));
  }
  const taken = new Set(orders.map((each) => each.customer));
  const candidates = accounts
    .filter((each) => buysNow(each) && !taken.has(each.seller.customer))
    // Sales know: seven in ten of those long overdue are not even asked for an order.
    .filter((each) => random.chance(0.3) || !isLongOverdue(each))
    .map((account) => ({ account, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, SUBMITTED_ORDERS - orders.length);
  for (const { account } of candidates) {
    orders.push(
      draftOrder(account, amountAround(account, 0.6, random), random.chance(0.7) ? 0 : -1, random.int(4, 35), 'submitted', null),
    );
  }
  return orders;
}
