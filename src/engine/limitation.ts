// The limitation clock of one open item: when the right to sue ends, what renewed it last, what would renew it (民法典 188–195, 201–202).
import { addDays, addMonths, type Day, daysBetween, later } from '#base/date.ts';

/** The ordinary period (art. 188 §1) and the longest protection, counted from the due day whatever renewed it (art. 188 §2). */
export const PERIOD_YEARS = 3;
export const LONGEST_YEARS = 20;
const PERIOD_MONTHS = PERIOD_YEARS * 12;
const LONGEST_MONTHS = LONGEST_YEARS * 12;
/** An obstacle counts in the last six months only, and leaves six months after it is gone (art. 194). */
const OBSTACLE_MONTHS = 6;

/**
 * What renews the period (art. 195): our demand, the customer's payment, promise or signed balance, a lawsuit or arbitration.
 * `obstacle` suspends it instead (art. 194).
 */
export const LIMITATION_ACTS = ['demand', 'payment', 'promise', 'signed_balance', 'lawsuit', 'arbitration', 'obstacle'] as const;
export type LimitationActKind = (typeof LIMITATION_ACTS)[number];

export type LimitationAct = {
  readonly id: string;
  readonly kind: LimitationActKind;
  readonly on: Day;
  /** Of a lawsuit, arbitration or obstacle: its last day; null while it goes on. Of the others null. */
  readonly until: Day | null;
  /** What proves it: a receipt's number, a courier's slip, a letter. Passed through. */
  readonly evidence: string | null;
};

export type LimitationState = 'not_due' | 'running' | 'in_proceedings' | 'suspended' | 'ended';

export type Limitation = {
  readonly state: LimitationState;
  /** First day of the period that runs: the day after due, or the day after what renewed it; null while it does not run. */
  readonly runsFrom: Day | null;
  /** Last day on which the right can be pursued; null while proceedings or an obstacle go on, and before due. */
  readonly endsOn: Day | null;
  /** Negative once ended. */
  readonly daysLeft: number | null;
  /** What renewed the running period; null where none did. */
  readonly renewedBy: LimitationAct | null;
  /** Acts without effect: before the item was due, or a demand or payment after the period had ended. */
  readonly without: readonly LimitationAct[];
};

const PROCEEDINGS: ReadonlySet<LimitationActKind> = new Set(['lawsuit', 'arbitration']);
/** What the customer agrees to after the end gives the period anew; a demand or a part payment does not (art. 192). */
const REVIVING: ReadonlySet<LimitationActKind> = new Set(['promise', 'signed_balance']);

/**
 * The clock of an item due on `dueOn`, as of a day; acts in any order, those after `asOf` are not seen. The period ends on the day of the
 * month of what it runs from, three years on (29 February: 28 February). A last day on a holiday is not moved: that would only help.
 */
export function limitationOf(dueOn: Day, acts: readonly LimitationAct[], asOf: Day): Limitation {
  const longest = addMonths(dueOn, LONGEST_MONTHS);
  const seen = acts
    .filter((act) => act.on <= asOf)
    .toSorted((a, b) => (a.on === b.on ? rank(a) - rank(b) : a.on < b.on ? -1 : 1));
  const without: LimitationAct[] = [];
  if (dueOn >= asOf) {
    return { state: 'not_due', runsFrom: null, endsOn: null, daysLeft: null, renewedBy: null, without: seen };
  }
  let base = dueOn;
  let endsOn = addMonths(dueOn, PERIOD_MONTHS);
  let renewedBy: LimitationAct | null = null;
  let pending: LimitationAct | null = null;
  for (const act of seen) {
    if (act.on <= dueOn && act.kind !== 'obstacle') {
      without.push(act);
      continue;
    }
    if (act.kind === 'obstacle') {
      const from = later(act.on, addMonths(endsOn, -OBSTACLE_MONTHS));
      const open = act.until === null || act.until > asOf;
      if (act.on > endsOn || (!open && act.until! < from)) without.push(act);
      else if (open && asOf >= from) pending = act;
      else if (!open) endsOn = later(endsOn, addMonths(act.until!, OBSTACLE_MONTHS));
      continue;
    }
    if (act.on > endsOn && pending === null && !REVIVING.has(act.kind)) {
      without.push(act);
      continue;
    }
    if (PROCEEDINGS.has(act.kind) && (act.until === null || act.until > asOf)) {
      pending = act;
      renewedBy = act;
      continue;
    }
    const from = act.until ?? act.on;
    if (from < base) continue;
    base = from;
    endsOn = addMonths(from, PERIOD_MONTHS);
    renewedBy = act;
    if (pending?.kind === 'obstacle') pending = null;
  }
  if (pending && longest >= asOf) {
    const state = pending.kind === 'obstacle' ? 'suspended' : 'in_proceedings';
    return {
      state,
      runsFrom: null,
      endsOn: null,
      daysLeft: null,
      renewedBy: state === 'suspended' ? renewedBy : pending,
      without,
    };
  }
  if (endsOn > longest) endsOn = longest;
  const daysLeft = daysBetween(asOf, endsOn);
  return { state: daysLeft < 0 ? 'ended' : 'running', runsFrom: addDays(base, 1), endsOn, daysLeft, renewedBy, without };
}

/** Of one day: proceedings and obstacles first, so that what happens beside them is judged with them. */
function rank(act: LimitationAct): number {
  return act.kind === 'obstacle' ? 0 : PROCEEDINGS.has(act.kind) ? 1 : 2;
}

/** What helps most while it still can: a signed balance or a promise needs the customer, a demand does not, a lawsuit is left at the end. */
export function limitationHelp(limitation: Limitation): 'sign_balance' | 'demand' | 'sue' | 'new_agreement' | null {
  if (limitation.state === 'ended') return 'new_agreement';
  if (limitation.state !== 'running' || limitation.daysLeft === null) return null;
  if (limitation.daysLeft <= 30) return 'sue';
  return limitation.daysLeft <= 90 ? 'demand' : 'sign_balance';
}
