// What a contract says of money and days: when an invoice falls due, what is kept back and until when, which change needs a second person.
import { addDays, addMonths, DAY_MAX, type Day, daysBetween, daysInMonth, isDay, makeDay, monthEnd } from '#base/date.ts';
import { minMinor, timesPpm } from '#base/money.ts';

/** The days of a contract's life that a due day may hang on. */
export const CONTRACT_EVENTS = ['delivery', 'acceptance', 'invoice'] as const;
export type ContractEvent = (typeof CONTRACT_EVENTS)[number];

/**
 * When money falls due.
 * - days: so many days after the invoice (net 30).
 * - month-end: the end of the invoice's month, plus so many days (月结 30 天).
 * - day-of-month: on a fixed day, so many months after the invoice's (次月 25 日); clamped to the month's end.
 * - after: so many days after delivery or acceptance; before that day is known the planned one counts.
 */
export type Terms =
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'month-end'; readonly days: number }
  | { readonly kind: 'day-of-month'; readonly months: number; readonly day: number }
  | { readonly kind: 'after'; readonly event: 'delivery' | 'acceptance'; readonly days: number };

/** 质保金: what the customer keeps back, as a share of each invoice or as an amount of the whole contract, and until when. */
export type Retention = {
  readonly sharePpm: number | null;
  readonly amountMinor: bigint | null;
  readonly due:
    | { readonly kind: 'after'; readonly event: ContractEvent; readonly months: number }
    | { readonly kind: 'on'; readonly on: Day };
};

/** 2/10: `sharePpm` off when paid within `withinDays` of the invoice. */
export type EarlyDiscount = { readonly sharePpm: number; readonly withinDays: number };

export const MILESTONE_KINDS = ['advance', 'delivery', 'acceptance', 'other'] as const;
export type MilestoneKind = (typeof MILESTONE_KINDS)[number];

export type Milestone = {
  /** Within the contract, stable over its versions. */
  readonly key: string;
  readonly name: string;
  readonly kind: MilestoneKind;
  readonly sharePpm: number | null;
  readonly amountMinor: bigint | null;
  readonly plannedOn: Day | null;
  /** Days after it is done until its part falls due. */
  readonly dueDays: number;
};

export type ContractTerms = {
  /** null: a framework without an amount of its own. */
  readonly amountMinor: bigint | null;
  readonly terms: Terms;
  readonly retention: Retention | null;
  readonly discount: EarlyDiscount | null;
  /** Late interest a day, in ppm of what is late; null: none was agreed. */
  readonly lateInterestPpmPerDay: number | null;
  readonly milestones: readonly Milestone[];
};

/** The days known so far; a planned day stands in for one that has not happened. */
export type EventDays = {
  readonly issuedOn: Day;
  readonly deliveredOn?: Day | null;
  readonly acceptedOn?: Day | null;
  readonly plannedDeliveryOn?: Day | null;
  readonly plannedAcceptanceOn?: Day | null;
};

/** `provisional`: hangs on a planned day. `missing`: the day it hangs on is neither known nor planned. */
export type DueDay = { readonly dueOn: Day; readonly provisional: boolean } | { readonly missing: ContractEvent };

/** The calendar ends here: a due day beyond it is a typing error, and is said to be the last day there is. */
function within(day: Day): Day {
  return isDay(day) ? day : DAY_MAX;
}

type EventDay = { readonly on: Day; readonly planned: boolean } | null;

function eventDay(event: ContractEvent, days: EventDays): EventDay {
  if (event === 'invoice') return { on: days.issuedOn, planned: false };
  const done = event === 'delivery' ? days.deliveredOn : days.acceptedOn;
  if (done) return { on: done, planned: false };
  const planned = event === 'delivery' ? days.plannedDeliveryOn : days.plannedAcceptanceOn;
  return planned ? { on: planned, planned: true } : null;
}

/** The day an invoice issued under these terms falls due. Never before it is issued. */
export function dueOnBy(terms: Terms, days: EventDays): DueDay {
  const settled = (dueOn: Day): DueDay => ({
    dueOn: dueOn < days.issuedOn ? days.issuedOn : within(dueOn),
    provisional: false,
  });
  switch (terms.kind) {
    case 'days':
      return settled(addDays(days.issuedOn, terms.days));
    case 'month-end':
      return settled(addDays(monthEnd(days.issuedOn), terms.days));
    case 'day-of-month': {
      const month = addMonths(`${days.issuedOn.slice(0, 7)}-01`, terms.months);
      const year = Number(month.slice(0, 4));
      const number = Number(month.slice(5, 7));
      const on = makeDay(year, number, Math.min(terms.day, daysInMonth(year, number))) ?? DAY_MAX;
      // The 25th of this month for an invoice of the 28th means the next one.
      if (on >= days.issuedOn) return settled(on);
      return dueOnBy({ ...terms, months: terms.months + 1 }, days);
    }
    case 'after': {
      const event = eventDay(terms.event, days);
      if (!event) return { missing: terms.event };
      const due = settled(addDays(event.on, terms.days));
      return 'missing' in due ? due : { ...due, provisional: event.planned };
    }
  }
}

/** The day what was kept back falls due. */
export function retentionDueOn(retention: Retention, days: EventDays): DueDay {
  if (retention.due.kind === 'on') return { dueOn: retention.due.on, provisional: false };
  const event = eventDay(retention.due.event, days);
  if (!event) return { missing: retention.due.event };
  const dueOn = within(addMonths(event.on, retention.due.months));
  return { dueOn: dueOn < days.issuedOn ? days.issuedOn : dueOn, provisional: event.planned };
}

/**
 * What of an invoice is kept back: its share, rounded half up once. A retention agreed as an amount is spread over the contract's amount;
 * null where it is an amount of a contract that has none. Never above the invoice.
 */
export function retainedMinor(terms: Pick<ContractTerms, 'retention' | 'amountMinor'>, invoiceMinor: bigint): bigint | null {
  const { retention, amountMinor } = terms;
  if (!retention || invoiceMinor <= 0n) return 0n;
  if (retention.sharePpm !== null) return minMinor(invoiceMinor, timesPpm(invoiceMinor, retention.sharePpm, 'half-up'));
  if (retention.amountMinor === null || amountMinor === null || amountMinor <= 0n) return null;
  const twice = 2n * invoiceMinor * retention.amountMinor;
  return minMinor(invoiceMinor, (twice + amountMinor) / (2n * amountMinor));
}

/** The latest an invoice can fall due after it was issued, over every day of a leap cycle's months; null where it hangs on an event. */
export function longestDays(terms: Terms): number | null {
  switch (terms.kind) {
    case 'days':
      return terms.days;
    case 'month-end':
      return terms.days + 30;
    case 'after':
      return terms.days;
    case 'day-of-month': {
      let longest = 0;
      for (let issuedOn = '2027-01-01'; issuedOn < '2029-01-01'; issuedOn = addDays(issuedOn, 1)) {
        const due = dueOnBy(terms, { issuedOn });
        if (!('missing' in due)) longest = Math.max(longest, daysBetween(issuedOn, due.dueOn));
      }
      return longest;
    }
  }
}

/** What a change gives the customer more than he had; each needs a second person. */
export type Loosening = {
  readonly code:
    | 'amount_raised'
    | 'amount_unbounded'
    | 'terms_longer'
    | 'terms_on_event'
    | 'retention_raised'
    | 'retention_later'
    | 'discount_raised'
    | 'late_interest_lowered';
  readonly before: number | bigint | string | null;
  readonly after: number | bigint | string | null;
};

const PROBES: readonly Day[] = ['2027-01-01', '2027-01-15', '2027-01-31', '2027-02-01', '2027-02-28', '2028-02-29', '2027-04-30'];

/** Whether the second can ever be due later than the first, tried on the days where calendars bend. */
function everLater(before: Terms, after: Terms): boolean {
  return PROBES.some((issuedOn) => {
    const days = { issuedOn, deliveredOn: issuedOn, acceptedOn: issuedOn };
    const [one, two] = [dueOnBy(before, days), dueOnBy(after, days)];
    return !('missing' in one) && !('missing' in two) && two.dueOn > one.dueOn;
  });
}

/** Goods come, then are accepted: what hangs on the later event is later. */
function everLaterRetained(before: Retention, after: Retention): boolean {
  return PROBES.some((issuedOn) => {
    const days = { issuedOn, deliveredOn: addDays(issuedOn, 1), acceptedOn: addDays(issuedOn, 2) };
    const [one, two] = [retentionDueOn(before, days), retentionDueOn(after, days)];
    return !('missing' in one) && !('missing' in two) && two.dueOn > one.dueOn;
  });
}

function retentionDue({ due }: Retention): string {
  return due.kind === 'on' ? due.on : `${due.event}+${due.months}`;
}

/** In the order shown. Empty: the change gives nothing away and one person may enter it. */
export function loosenings(before: ContractTerms, after: ContractTerms): Loosening[] {
  const found: Loosening[] = [];
  const add = (code: Loosening['code'], was: Loosening['before'], is: Loosening['after']) =>
    found.push({ code, before: was, after: is });
  if (after.amountMinor === null) {
    if (before.amountMinor !== null) add('amount_unbounded', before.amountMinor, null);
  } else if (before.amountMinor !== null && after.amountMinor > before.amountMinor)
    add('amount_raised', before.amountMinor, after.amountMinor);
  if (everLater(before.terms, after.terms)) add('terms_longer', longestDays(before.terms), longestDays(after.terms));
  else if (after.terms.kind === 'after' && (before.terms.kind !== 'after' || before.terms.event !== after.terms.event))
    add('terms_on_event', before.terms.kind, after.terms.event);
  const [kept, keeps] = [before.retention, after.retention];
  if (keeps) {
    const share = (retention: Retention | null) => retention?.sharePpm ?? 0;
    const amount = (retention: Retention | null) => retention?.amountMinor ?? 0n;
    if (share(keeps) > share(kept) || (keeps.sharePpm === null && amount(keeps) > amount(kept)))
      add('retention_raised', kept ? (kept.sharePpm ?? kept.amountMinor) : null, keeps.sharePpm ?? keeps.amountMinor);
    if (kept && everLaterRetained(kept, keeps)) add('retention_later', retentionDue(kept), retentionDue(keeps));
  }
  if (
    after.discount &&
    (after.discount.sharePpm > (before.discount?.sharePpm ?? 0) || after.discount.withinDays > (before.discount?.withinDays ?? 0))
  )
    add('discount_raised', before.discount?.sharePpm ?? null, after.discount.sharePpm);
  if ((after.lateInterestPpmPerDay ?? 0) < (before.lateInterestPpmPerDay ?? 0))
    add('late_interest_lowered', before.lateInterestPpmPerDay, after.lateInterestPpmPerDay);
  return found;
}

/** Who the customer is in the sense of the regulation; null: nobody has said. */
export const BUYER_CLASSES = ['public', 'large', 'small'] as const;
export type BuyerClass = (typeof BUYER_CLASSES)[number];

export type StatutoryNote = {
  readonly code: 'statutory_terms';
  readonly actualDays: number;
  readonly limitDays: number;
  /** hard: no agreement may exceed it. agreed: longer holds only where agreed reasonably by the custom of the trade. */
  readonly force: 'hard' | 'agreed';
  readonly source: string;
};

/** 保障中小企业款项支付条例 (State Council decree 802, in force since 2025-06-01), article 9: from delivery. */
export const STATUTE = '保障中小企业款项支付条例（2025年修订，国务院令第802号）第九条';
const PUBLIC_DAYS = 30;
const PUBLIC_AGREED_DAYS = 60;
const LARGE_DAYS = 60;

/**
 * The regulation protects a small or medium supplier: we, when we told the customer so. A public body pays within 30 days of delivery, 60
 * at most where the contract says so; a large enterprise within 60 unless agreed otherwise by custom. null: nothing to note.
 */
export function statutoryNote(facts: {
  readonly terms: Terms;
  readonly buyer: BuyerClass | null;
  readonly supplierIsSmall: boolean;
}): StatutoryNote | null {
  const { buyer } = facts;
  if (!facts.supplierIsSmall || buyer === null || buyer === 'small') return null;
  const actualDays = longestDays(facts.terms);
  if (actualDays === null) return null;
  const note = (limitDays: number, force: StatutoryNote['force']): StatutoryNote | null =>
    actualDays > limitDays ? { code: 'statutory_terms', actualDays, limitDays, force, source: STATUTE } : null;
  if (buyer === 'large') return note(LARGE_DAYS, 'agreed');
  return note(PUBLIC_AGREED_DAYS, 'hard') ?? note(PUBLIC_DAYS, 'agreed');
}

/** Shares or amounts of milestones that do not fit the contract: more than its whole. null: they fit or cannot be compared. */
export function milestonesBeyond(terms: ContractTerms): bigint | null {
  if (terms.amountMinor === null) {
    const ppm = terms.milestones.reduce((sum, each) => sum + (each.sharePpm ?? 0), 0);
    return ppm > 1_000_000 ? BigInt(ppm - 1_000_000) : null;
  }
  const amountMinor = terms.amountMinor;
  const total = terms.milestones.reduce(
    (sum, each) => sum + (each.amountMinor ?? (each.sharePpm === null ? 0n : timesPpm(amountMinor, each.sharePpm, 'floor'))),
    0n,
  );
  return total > amountMinor ? total - amountMinor : null;
}
