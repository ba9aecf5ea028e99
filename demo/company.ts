// The demo company: two years of a materials maker's ledger, its customers, and the six stories a newcomer should find in it.
import type { Day } from '#base/date.ts';
import { addDays, addMonths, dayOfEpoch, daysBetween, epochDay, monthStart, parseDay } from '#base/date.ts';
import { behaviourOf } from './behaviour.ts';
import { CURRENCY, closeBooks, numberDeliveries, numberOrders, yearMonth } from './books.ts';
import { makeFreezes, makeLimits } from './credit.ts';
import type { Buyer } from './customers.ts';
import { makeBuyers } from './customers.ts';
import { addDishonouredBill } from './dishonour.ts';
import type { Seller } from './ledger.ts';
import { exposureOf, makeBook } from './ledger.ts';
import type { Account, DraftDelivery, DraftOrder } from './orders.ts';
import { makeDeliveries, makeReserved, makeSubmitted } from './orders.ts';
import { randomStream } from './random.ts';
import { makeSqueezeBook } from './squeeze.ts';
import { companyName, entities, staff } from './staff.ts';
import { makeStories } from './stories.ts';

/** A text in both languages of the product. */
export type DemoText = { readonly zh: string; readonly en: string };

/** A legal entity of the company that sells; `code` is what documents name. */
export type DemoEntity = { readonly code: string; readonly name: DemoText; readonly uscc: string };

export type DemoRole =
  | 'administrator'
  | 'credit_manager'
  | 'analyst'
  | 'sales'
  | 'receivables_clerk'
  | 'collector'
  | 'approver'
  | 'auditor';

/** Someone who works here. `login` is unique; salespeople own customers by it. */
export type DemoStaff = { readonly login: string; readonly name: DemoText; readonly role: DemoRole; readonly department: string };

/** A group of customers; the members name their parent within it. */
export type DemoGroup = {
  readonly code: string;
  readonly name: DemoText;
  readonly parent: string;
  readonly members: readonly string[];
};

/** How a customer behaves; the generator knows, the product has to find out. */
export type DemoKind =
  | 'prompt'
  | 'slow'
  | 'seasonal'
  | 'growing'
  | 'fading'
  | 'one_off'
  | 'key_account'
  | 'slide'
  | 'bust_out'
  | 'dishonour'
  | 'season_fails'
  | 'contagion'
  | 'squeeze';

export type DemoCustomer = {
  /** C0001 …; the order says nothing about size or behaviour. */
  readonly code: string;
  readonly name: DemoText;
  /** 统一社会信用代码, 18 characters, check digits valid (GB 32100, GB 11714). */
  readonly uscc: string;
  /** GB/T 4754: section letter, division number and name. */
  readonly industry: { readonly section: string; readonly division: string; readonly name: DemoText };
  readonly province: string;
  readonly city: string;
  /** GB/T 2260 code of the place. */
  readonly regionCode: string;
  readonly sizeClass: 'large' | 'medium' | 'small' | 'micro';
  readonly foundedOn: Day;
  /** First dealing with us. */
  readonly customerSince: Day;
  /** Login of the salesperson. */
  readonly owner: string;
  /** Code of the group, if any. */
  readonly group: string | null;
  readonly termsDays: number;
  readonly kind: DemoKind;
};

export type DemoDocumentKind = 'invoice' | 'credit_note' | 'receipt';

/**
 * A posted document. Amounts are positive for every kind. `dueOn` is issuedOn + the terms then in force for an invoice, and null for
 * the other kinds. `number` is unique within its kind.
 */
export type DemoDocument = {
  readonly kind: DemoDocumentKind;
  readonly number: string;
  readonly customer: string;
  readonly entity: string;
  readonly issuedOn: Day;
  readonly postedOn: Day;
  readonly dueOn: Day | null;
  readonly amountMinor: bigint;
  readonly currency: string;
};

/** Part of a receipt or credit note (`from`, of `fromKind`) applied to an invoice (`to`) of the same customer and entity. */
export type DemoApplication = {
  readonly fromKind: 'receipt' | 'credit_note';
  readonly from: string;
  readonly to: string;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day;
};

export type DemoBillState = 'received' | 'endorsed' | 'discounted' | 'honoured' | 'dishonoured';

/** What happened to a bill, in order of days. `recourse` says for endorsed and discounted whether it can come back; null elsewhere. */
export type DemoBillEvent = {
  readonly state: DemoBillState;
  readonly on: Day;
  readonly recourse: boolean | null;
  readonly party: string | null;
};

/**
 * 承兑汇票. On `receivedOn` it settles the invoices named in `settles` (Σ = amountMinor): that part leaves open receivables and becomes a
 * bill. Honoured: it is gone. Dishonoured: the invoices stay settled and the bill itself is an open claim on the customer, due on the
 * day of the dishonour. A bank's acceptance counts against the bank; a commercial one against the customer until honoured (formulas §1).
 */
export type DemoBill = {
  readonly number: string;
  readonly customer: string;
  readonly entity: string;
  readonly type: 'bank' | 'commercial';
  readonly acceptor: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly receivedOn: Day;
  readonly dueOn: Day;
  readonly settles: readonly { readonly invoice: string; readonly amountMinor: bigint }[];
  readonly events: readonly DemoBillEvent[];
};

/** Delivered, not invoiced by today. */
export type DemoDelivery = {
  readonly number: string;
  readonly customer: string;
  readonly entity: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly deliveredOn: Day;
};

/**
 * An order not yet delivered. `reserved` was cleared before today and stands in the exposure by a reservation from `reservedOn`;
 * `submitted` is to be checked as of today when the demo is loaded, in the order of the list.
 */
export type DemoOrder = {
  readonly number: string;
  readonly customer: string;
  readonly entity: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly requestedOn: Day;
  readonly deliverOn: Day;
  readonly salesperson: string;
  readonly state: 'reserved' | 'submitted';
  readonly reservedOn: Day | null;
};

/**
 * A granted limit, in force from `from` to `until` (both included; null: open end). `amountMinor` is null for the modes none and
 * unlimited. A temporary or seasonal amount comes on top of the permanent one. Permanent ones of a customer never overlap.
 */
export type DemoLimit = {
  readonly customer: string;
  readonly kind: 'permanent' | 'temporary' | 'seasonal';
  readonly mode: 'amount' | 'none' | 'unlimited';
  readonly amountMinor: bigint | null;
  readonly currency: string;
  readonly from: Day;
  readonly until: Day | null;
};

export type DemoFreeze = { readonly customer: string; readonly from: Day; readonly by: string; readonly reason: DemoText };

/** A story told by the data: who, since when, and what a reader should see. The first customer is its hero. */
export type DemoStory = {
  readonly key: 'squeeze' | 'slow_slide' | 'bust_out' | 'dishonoured_bill' | 'failed_season' | 'contagion';
  readonly customers: readonly string[];
  readonly since: Day;
  readonly text: DemoText;
};

export type DemoCompany = {
  readonly today: Day;
  readonly seed: number;
  /** Where the two years of documents begin; nothing was open before. */
  readonly firstOn: Day;
  readonly company: { readonly name: DemoText; readonly currency: string; readonly entities: readonly DemoEntity[] };
  readonly staff: readonly DemoStaff[];
  readonly groups: readonly DemoGroup[];
  readonly customers: readonly DemoCustomer[];
  /** Sorted by issuedOn, then kind, then number. */
  readonly documents: readonly DemoDocument[];
  readonly applications: readonly DemoApplication[];
  readonly bills: readonly DemoBill[];
  readonly deliveries: readonly DemoDelivery[];
  readonly orders: readonly DemoOrder[];
  readonly limits: readonly DemoLimit[];
  readonly freezes: readonly DemoFreeze[];
  readonly stories: readonly DemoStory[];
};

const CREDIT_MANAGER = 'shen.yu';

/** Days of the company's history, up to and including `today`. */
export const HISTORY_DAYS = 730;

/** Everything of the demo company as of `today`. Pure: the same day and seed give the same data. */
export function demoCompany(today: Day, seed = 1): DemoCompany {
  const todayAt = epochDay(parseDay(today, 'today'));
  const days = new Map<number, Day>();
  // Some 200,000 look-ups of 900 days: kept, because making a day's text costs a microsecond each time.
  const dayOf = (at: number): Day => {
    let day = days.get(at);
    if (day === undefined) {
      day = dayOfEpoch(todayAt + at);
      days.set(at, day);
    }
    return day;
  };
  const monthOf = (at: number): number => Number(dayOf(at).slice(5, 7));
  const accounts: Account[] = [];
  // The season that failed has its heavy months around two months ago.
  const { buyers, groups } = makeBuyers(today, seed, Number(addMonths(today, -2).slice(5, 7)));
  for (const buyer of buyers) accounts.push(makeAccount(buyer, groups, today, seed, monthOf));

  const deliveries = makeDeliveries(accounts, randomStream(seed, 'deliveries'));
  const reserved = makeReserved(accounts, randomStream(seed, 'reserved'));
  const exposures = exposuresOf(accounts, deliveries, reserved);
  const limits = makeLimits(accounts, exposures, randomStream(seed, 'limits'));
  const submitted = makeSubmitted(accounts, randomStream(seed, 'submitted'));
  const customers = buyers.map((each) => each.customer);
  return {
    today,
    seed,
    firstOn: dayOf(1 - HISTORY_DAYS),
    company: { name: companyName, currency: CURRENCY, entities },
    staff,
    groups,
    customers,
    ...closeBooks(
      accounts.map((each) => each.book),
      dayOf,
    ),
    deliveries: numberDeliveries(deliveries, dayOf),
    orders: numberOrders([...reserved, ...submitted], dayOf),
    limits: limits.map(({ from, until, ...rest }) => ({
      ...rest,
      currency: CURRENCY,
      from: dayOf(from),
      until: until === null ? null : dayOf(until),
    })),
    freezes: makeFreezes(accounts, CREDIT_MANAGER).map(({ at, ...rest }) => ({ ...rest, from: dayOf(at) })),
    stories: makeStories(customers, groups, dayOf),
  };
}

function makeAccount(
  buyer: Buyer,
  groups: readonly DemoGroup[],
  today: Day,
  seed: number,
  monthOf: (at: number) => number,
): Account {
  const { customer } = buyer;
  const random = randomStream(seed, 'ledger', customer.code);
  const sister = groups.find((each) => each.code === customer.group)?.members.indexOf(customer.code) ?? 0;
  const behaviour = behaviourOf(buyer, daysBetween(today, customer.customerSince), sister, random);
  const codes = entities.map((each) => each.code);
  const many = customer.kind === 'key_account' && random.chance(0.5);
  const seller: Seller = {
    customer: customer.code,
    name: customer.name.zh,
    termsDays: customer.termsDays,
    yearMinor: buyer.yearMinor,
    entities: many ? codes : customer.kind === 'squeeze' || random.chance(0.7) ? codes.slice(0, 1) : codes.slice(1),
    monthOf,
  };
  if (customer.kind === 'squeeze') {
    const calendar = {
      yearMonth: (at: number) => yearMonth(addDays(today, at)),
      dayOfMonth: (monthsBack: number, day: number) =>
        daysBetween(today, addDays(addMonths(monthStart(today), -monthsBack), day - 1)),
    };
    return { buyer, seller, behaviour, book: makeSqueezeBook(seller, calendar, random) };
  }
  const book = makeBook(seller, behaviour, random);
  if (customer.kind === 'dishonour') addDishonouredBill(book, seller);
  return { buyer, seller, behaviour, book };
}

function exposuresOf(
  accounts: readonly Account[],
  deliveries: readonly DraftDelivery[],
  reserved: readonly DraftOrder[],
): ReadonlyMap<string, bigint> {
  const exposures = new Map<string, bigint>();
  for (const { seller, book } of accounts) {
    const { openMinor, billsMinor, unappliedMinor } = exposureOf(book);
    exposures.set(seller.customer, openMinor + billsMinor - unappliedMinor);
  }
  for (const { customer, amountMinor } of [...deliveries, ...reserved]) {
    exposures.set(customer, exposures.get(customer)! + amountMinor);
  }
  return exposures;
}
