// The life of an acceptance bill as data: which act may follow which state, on which day, and whose risk it is afterwards.
import type { Day } from '#base/date.ts';
import { addDays, daysBetween } from '#base/date.ts';
import { divide } from '#base/ratio.ts';

/**
 * 银行承兑汇票, 商业承兑汇票, 财务公司承兑汇票 (商业汇票承兑、贴现与再贴现管理办法 2023, art. 2), 支票. A cheque falls due on the day it was drawn.
 */
export const BILL_TYPES = ['bank', 'commercial', 'finance_company', 'cheque'] as const;
export type BillType = (typeof BILL_TYPES)[number];

/** 在手, 已质押, 已背书, 已贴现, 已提示付款, 已兑付, 被拒付, 追索中, 已退回, 已换票, 已拆分. */
export const BILL_STATES = [
  'received',
  'pledged',
  'endorsed',
  'discounted',
  'presented',
  'honoured',
  'dishonoured',
  'claimed',
  'returned',
  'replaced',
  'split',
] as const;
export type BillState = (typeof BILL_STATES)[number];

export const BILL_ACTS = [
  'endorse',
  'discount',
  'pledge',
  'release',
  'present',
  'honour',
  'dishonour',
  'claim',
  'return',
  'replace',
  'split',
] as const;
export type BillAct = (typeof BILL_ACTS)[number];

type ActRule = {
  readonly from: readonly BillState[];
  readonly to: BillState;
  /** Somebody else is part of it: the endorsee, the discounting bank, the pledgee. */
  readonly counterparty?: true;
  /** It says whether the next holder may come back to us. */
  readonly passesOn?: true;
};

/** The whole state machine. What is not here cannot happen. */
export const ACT_RULES: Readonly<Record<BillAct, ActRule>> = {
  endorse: { from: ['received'], to: 'endorsed', counterparty: true, passesOn: true },
  discount: { from: ['received'], to: 'discounted', counterparty: true, passesOn: true },
  pledge: { from: ['received'], to: 'pledged', counterparty: true },
  release: { from: ['pledged'], to: 'received' },
  present: { from: ['received', 'pledged'], to: 'presented' },
  honour: { from: ['received', 'pledged', 'endorsed', 'discounted', 'presented'], to: 'honoured' },
  dishonour: { from: ['received', 'pledged', 'endorsed', 'discounted', 'presented'], to: 'dishonoured' },
  claim: { from: ['dishonoured'], to: 'claimed' },
  return: { from: ['received', 'presented'], to: 'returned' },
  replace: { from: ['received', 'presented'], to: 'replaced' },
  split: { from: ['received'], to: 'split' },
};

/** Nothing follows these: the bill is gone. */
export const ENDED: readonly BillState[] = ['honoured', 'returned', 'replaced', 'split'];
/** In our hands, so that we must present it. */
export const HELD: readonly BillState[] = ['received', 'pledged', 'presented'];
/** In somebody else's hands, who may come back to us where there is recourse. */
export const PASSED_ON: readonly BillState[] = ['endorsed', 'discounted'];
/** Not paid yet, as far as anybody has said. */
export const LIVE: readonly BillState[] = [...HELD, ...PASSED_ON];

export type BillRules = {
  /** 提示付款期: days after maturity within which the holder presents it (票据法 art. 53: ten days for a bill with a fixed maturity). */
  readonly presentationDays: number;
  /** 拒付通知期: days within which a dishonour is told backwards (票据法 art. 66: three days after the proof of it). */
  readonly noticeDays: number;
  /**
   * Days after maturity from which a bill passed on with recourse counts as honoured although nobody said so; null: only a person says
   * so. At least presentationDays + noticeDays, because until then the news may still be on its way.
   */
  readonly assumeHonouredAfterDays: number | null;
  /** Types whose risk is the acceptor's, a bank or a bank's like, not the customer's (formulas §1). */
  readonly acceptorBears: readonly BillType[];
};

export const BILL_RULES: BillRules = {
  presentationDays: 10,
  noticeDays: 3,
  assumeHonouredAfterDays: null,
  acceptorBears: ['bank', 'finance_company'],
};

/** What never changes of a bill. */
export type BillFacts = {
  readonly type: BillType;
  readonly amountMinor: bigint;
  readonly receivedOn: Day;
  readonly dueOn: Day;
};

/** Where a bill stands: after its last act. */
export type BillStanding = {
  readonly state: BillState;
  /** Day of the last act. */
  readonly on: Day;
  /** Whether the risk is still with us: true until it is passed on without recourse. */
  readonly recourse: boolean;
};

export type BillStep = {
  readonly act: BillAct;
  readonly on: Day;
  /** Of endorse and discount; must be said there. */
  readonly recourse?: boolean | null;
  readonly counterparty?: string | null;
};

export function receivedStanding(bill: Pick<BillFacts, 'receivedOn'>): BillStanding {
  return { state: 'received', on: bill.receivedOn, recourse: true };
}

/** The standing after an act; whether it may happen is `mayFollow`'s to say. */
export function standingAfter(standing: BillStanding, step: BillStep): BillStanding {
  const rule = ACT_RULES[step.act];
  return {
    state: rule.to,
    on: step.on,
    recourse: standing.recourse && (rule.passesOn ? step.recourse !== false : true),
  };
}

/** Where a recorded life ends: the fold of its acts, the first `received`. `recourse` counts where the bill is passed on. */
export function standingFrom(
  acts: readonly { readonly state: BillState; readonly on: Day; readonly recourse: boolean }[],
): BillStanding {
  let recourse = true;
  for (const act of acts) if (PASSED_ON.includes(act.state)) recourse = recourse && act.recourse;
  const last = acts.at(-1)!;
  return { state: last.state, on: last.on, recourse };
}

/**
 * 子票区间 of the parts of a new-generation electronic bill: every 0.01 has a number of its own, so a bill of 1,000.00 is `1-100000` and its
 * parts follow each other within it. null where the range of the whole is written otherwise or does not agree with its amount.
 */
export function subRangesOf(range: string | null, amountMinor: bigint, partsMinor: readonly bigint[]): string[] | null {
  const [, first, last] = /^(\d{1,18})\s*[-–—~至,，]\s*(\d{1,18})$/.exec(range?.trim() ?? `1-${amountMinor}`) ?? [];
  if (first === undefined || last === undefined) return null;
  if (BigInt(last) - BigInt(first) + 1n !== amountMinor) return null;
  let next = BigInt(first);
  return partsMinor.map((minor) => {
    const from = next;
    next += minor;
    return `${from}-${next - 1n}`;
  });
}

/** 等分: so many parts of the same amount, the cents that are left over on the first ones. */
export function equalParts(amountMinor: bigint, count: number): bigint[] {
  const each = amountMinor / BigInt(count);
  const over = Number(amountMinor - each * BigInt(count));
  return Array.from({ length: count }, (_, at) => each + (at < over ? 1n : 0n));
}

export const BILL_REFUSALS = [
  'bill_day_in_future',
  'bill_before_last_act',
  'bill_ended',
  'bill_act_not_from_here',
  'bill_not_due',
  'bill_counterparty_missing',
  'bill_recourse_unsaid',
] as const;
export type BillRefusal = {
  readonly code: (typeof BILL_REFUSALS)[number];
  readonly facts: Readonly<Record<string, string>>;
};

/** Why this act may not follow, the first reason in the order of BILL_REFUSALS; null: it may. */
export function mayFollow(bill: BillFacts, standing: BillStanding, step: BillStep, today: Day): BillRefusal | null {
  const rule = ACT_RULES[step.act];
  const no = (code: BillRefusal['code'], facts: Record<string, string> = {}): BillRefusal => ({ code, facts });
  if (step.on > today) return no('bill_day_in_future', { on: step.on, today });
  if (step.on < standing.on) return no('bill_before_last_act', { on: step.on, last: standing.on });
  if (ENDED.includes(standing.state)) return no('bill_ended', { state: standing.state });
  if (!rule.from.includes(standing.state)) return no('bill_act_not_from_here', { state: standing.state, act: step.act });
  // Nobody knows before maturity whether a bill in another's hands will be paid; an acceptor may pay its holder early, at its own risk
  // (票据法 art. 58), and may also fail early (art. 61).
  const needsMaturity = step.act === 'present' || (step.act === 'honour' && PASSED_ON.includes(standing.state));
  if (needsMaturity && step.on < bill.dueOn) return no('bill_not_due', { dueOn: bill.dueOn, on: step.on });
  if (rule.counterparty && (step.counterparty ?? '').trim() === '') return no('bill_counterparty_missing', { act: step.act });
  if (rule.passesOn && typeof step.recourse !== 'boolean') return no('bill_recourse_unsaid', { act: step.act });
  return null;
}

export type BillWarning = 'presented_late' | 'paid_early' | 'refused_early';

/** What deserves a word although it may happen. Presented late, the holder keeps his claim on the acceptor and loses that on endorsers. */
export function warningOf(bill: BillFacts, step: BillStep, rules: BillRules): BillWarning | null {
  if (step.act === 'present' && step.on > presentationEnds(bill, rules)) return 'presented_late';
  if (step.act === 'honour' && step.on < bill.dueOn) return 'paid_early';
  if (step.act === 'dishonour' && step.on < bill.dueOn) return 'refused_early';
  return null;
}

/** Acts that may follow on a day, for whoever chooses: counterparty and recourse are still to be said. */
export function actsFrom(bill: BillFacts, standing: BillStanding, on: Day): BillAct[] {
  return BILL_ACTS.filter((act) => mayFollow(bill, standing, { act, on, recourse: true, counterparty: '-' }, on) === null);
}

export type BillRisk = {
  /** Counts in the customer's exposure as a bill. */
  readonly billsMinor: bigint;
  /** Came back: counts as an open receivable, due on the day it did. */
  readonly openMinor: bigint;
  /** What would be lost if the acceptor failed. */
  readonly acceptorMinor: bigint;
};

/**
 * Whose risk a bill is (formulas §1). A commercial bill is the customer's debt until it is honoured, also endorsed or discounted with
 * recourse; a bank's acceptance is the bank's. What comes back is an open receivable, unless it was passed on without recourse: then the
 * loss is the next holder's.
 */
export function riskOf(bill: Pick<BillFacts, 'type' | 'amountMinor'>, standing: BillStanding, rules: BillRules): BillRisk {
  const none = { billsMinor: 0n, openMinor: 0n, acceptorMinor: 0n };
  switch (standing.state) {
    case 'received':
    case 'pledged':
    case 'presented':
    case 'endorsed':
    case 'discounted': {
      if (!standing.recourse) return none;
      const billsMinor = rules.acceptorBears.includes(bill.type) ? 0n : bill.amountMinor;
      return { billsMinor, openMinor: 0n, acceptorMinor: bill.amountMinor };
    }
    case 'dishonoured':
    case 'claimed':
      return standing.recourse ? { ...none, openMinor: bill.amountMinor } : none;
    case 'returned':
    case 'replaced':
      return { ...none, openMinor: bill.amountMinor };
    case 'honoured':
    case 'split': // its parts go on
      return none;
  }
}

/** Last day of the presentation period. */
export function presentationEnds(bill: Pick<BillFacts, 'dueOn'>, rules: BillRules): Day {
  return addDays(bill.dueOn, rules.presentationDays);
}

/** Until this day the next holder's notice of a dishonour may still come. */
export function noticeEnds(bill: Pick<BillFacts, 'dueOn'>, rules: BillRules): Day {
  return addDays(bill.dueOn, rules.presentationDays + rules.noticeDays);
}

/** The first day on which silence counts as payment, for a bill in another's hands; null: never, a person says so. */
export function assumedHonouredOn(bill: Pick<BillFacts, 'dueOn'>, standing: BillStanding, rules: BillRules): Day | null {
  if (rules.assumeHonouredAfterDays === null || !PASSED_ON.includes(standing.state)) return null;
  const days = Math.max(rules.assumeHonouredAfterDays, rules.presentationDays + rules.noticeDays);
  return addDays(bill.dueOn, days + 1);
}

/**
 * 贴现利息 = 票面金额 × 年贴现率 × 贴现天数 / 360, from the day of discounting to the day before maturity, plus `extraDays` (three where the
 * acceptor is in another place, 支付结算办法 art. 94). Rounded half up. 0 on or after maturity.
 */
export function discountInterest(amountMinor: bigint, annualRatePpm: number, on: Day, dueOn: Day, extraDays = 0): bigint {
  const days = daysBetween(on, dueOn);
  if (days <= 0) return 0n;
  return divide(amountMinor * BigInt(annualRatePpm) * BigInt(days + extraDays), 360_000_000n, 'half-up');
}
