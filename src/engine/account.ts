// The balance of an account: parts → exposure, limit steps → cap on a day, available, and when they next change by time alone.

import type { Day } from '#base/date.ts';
import { addDays, later } from '#base/date.ts';
import { ratioPpm } from '#base/ratio.ts';
import type { Ageing, DueDay } from './ageing.ts';
import { AGEING_CUTS, ageDueDays } from './ageing.ts';

/** Parts of an exposure (formulas §1): receivables, bills with recourse, delivered not invoiced, approved orders, unapplied cash, and what child accounts use. */
export const PARTS = ['open', 'bills', 'delivered', 'reserved', 'unapplied', 'children'] as const;
export type Part = (typeof PARTS)[number];
/** Minor units by part; `unapplied` is stored positive and counts against the exposure. */
export type Balance = Record<Part, bigint>;

export const EMPTY_BALANCE: Readonly<Balance> = { open: 0n, bills: 0n, delivered: 0n, reserved: 0n, unapplied: 0n, children: 0n };

/** Exposure = open + bills + delivered + reserved − unapplied + children, in minor units. May be negative. */
export function exposureOf(balance: Readonly<Balance>): bigint {
  return balance.open + balance.bills + balance.delivered + balance.reserved - balance.unapplied + balance.children;
}

/** amount: a limit in money; none: no credit is granted; unlimited: no cap. A limit inherited from the group stands on the group's node, own mode unlimited. */
export type CapMode = 'amount' | 'none' | 'unlimited';

/** From `startsOn` until the next step. `capMinor` is null unless mode is amount. */
export type CapStep = {
  readonly startsOn: Day;
  readonly mode: CapMode;
  readonly capMinor: bigint | null;
  /** Last day of the permanent limit when it has run out and was not renewed: the check then says limit_expired. */
  readonly expiredOn: Day | null;
};

export type Cap = { readonly mode: CapMode; readonly capMinor: bigint | null; readonly expiredOn: Day | null };

const NO_CAP: Cap = { mode: 'none', capMinor: null, expiredOn: null };

/** The cap in force on a day. Steps in any order; before the first there is no credit. */
export function capOn(steps: readonly CapStep[], day: Day): Cap {
  let found: CapStep | null = null;
  for (const step of steps) if (step.startsOn <= day && (found === null || step.startsOn >= found.startsOn)) found = step;
  return found ? { mode: found.mode, capMinor: found.capMinor, expiredOn: found.expiredOn } : NO_CAP;
}

/** Limit − exposure; null when unlimited; no limit gives 0 − exposure. Negative stays negative (R13). */
export function availableOf(mode: CapMode, capMinor: bigint | null, exposureMinor: bigint): bigint | null {
  if (mode === 'unlimited') return null;
  return (mode === 'amount' && capMinor !== null ? capMinor : 0n) - exposureMinor;
}

/** Exposure / limit in ppm; null where there is no limit above zero to divide by: undefined, not infinite. */
export function utilisationPpm(mode: CapMode, capMinor: bigint | null, exposureMinor: bigint): number | null {
  return mode === 'amount' && capMinor !== null ? ratioPpm(exposureMinor, capMinor) : null;
}

export type Turn = Ageing &
  Cap & {
    /** First day after asOf on which any of this changes by the passing of time alone; null: never. */
    readonly turnsOn: Day | null;
  };

/**
 * Everything about an account that depends on the day. The stored row holds until `turnsOn`; from that day on it is turned
 * again from its due days and cap steps, never rolled forward in any other way.
 */
export function turn(facts: {
  readonly dueDays: readonly DueDay[];
  readonly capSteps: readonly CapStep[];
  readonly asOf: Day;
  readonly cuts?: readonly number[];
}): Turn {
  const ageing = ageDueDays(facts.dueDays, facts.asOf, facts.cuts ?? AGEING_CUTS);
  let turnsOn = ageing.nextTurnOn;
  for (const step of facts.capSteps) {
    if (step.startsOn > facts.asOf && (turnsOn === null || step.startsOn < turnsOn)) turnsOn = step.startsOn;
  }
  return { ...ageing, ...capOn(facts.capSteps, facts.asOf), turnsOn };
}

export type GrantKind = 'permanent' | 'temporary' | 'seasonal';

/** One granted limit. `validTo` is the last day it holds, null without an end; `amountMinor` counts only where mode is amount. */
export type Grant = {
  readonly grantId: string;
  readonly kind: GrantKind;
  readonly mode: CapMode;
  readonly amountMinor: bigint | null;
  readonly validFrom: Day;
  readonly validTo: Day | null;
};

/**
 * The cap that grants make on one day, by its definition: the newest permanent grant that has begun governs, its successor ends
 * it (an older one does not come back when the newer expires); temporary and seasonal amounts valid that day are added;
 * no permanent limit plus a temporary one is the temporary amount; an unlimited grant wins. Two of the same first day: the later in the list.
 */
export function grantsOn(grants: readonly Grant[], day: Day): Cap {
  let base: Grant | null = null;
  let extraMinor = 0n;
  let extra = false;
  let unlimited = false;
  for (const grant of grants) {
    if (grant.validFrom > day) continue;
    if (grant.kind === 'permanent') {
      if (base === null || grant.validFrom >= base.validFrom) base = grant;
    } else if (grant.validTo === null || day <= grant.validTo) {
      if (grant.mode === 'unlimited') unlimited = true;
      if (grant.mode === 'amount') {
        extra = true;
        extraMinor += grant.amountMinor ?? 0n;
      }
    }
  }
  const expiredOn = base !== null && base.validTo !== null && day > base.validTo ? base.validTo : null;
  const standing = base !== null && expiredOn === null ? base : null;
  if (unlimited || standing?.mode === 'unlimited') return { mode: 'unlimited', capMinor: null, expiredOn };
  if (standing?.mode === 'amount') return { mode: 'amount', capMinor: (standing.amountMinor ?? 0n) + extraMinor, expiredOn };
  return extra ? { mode: 'amount', capMinor: extraMinor, expiredOn } : { mode: 'none', capMinor: null, expiredOn };
}

/** Grants → the steps of the cap over time, ascending, no two equal neighbours. Agrees with grantsOn on every day. */
export function mergeGrants(grants: readonly Grant[]): CapStep[] {
  const days = new Set<Day>();
  for (const grant of grants) {
    days.add(grant.validFrom);
    if (grant.validTo !== null) days.add(addDays(later(grant.validTo, grant.validFrom), 1));
  }
  const steps: CapStep[] = [];
  for (const startsOn of [...days].sort()) {
    const cap = grantsOn(grants, startsOn);
    // Before the first step there is no credit, so that a first step saying so changes nothing.
    const last: Cap = steps.at(-1) ?? NO_CAP;
    if (last.mode === cap.mode && last.capMinor === cap.capMinor && last.expiredOn === cap.expiredOn) continue;
    steps.push({ startsOn, ...cap });
  }
  return steps;
}
