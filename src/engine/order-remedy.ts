// Reasons of a held order → the single acts that clear all of them, cheapest first, and what each leaves behind.

import type { Day } from '#base/date.ts';
import { daysBetween } from '#base/date.ts';
import { ratioPpm } from '#base/ratio.ts';
import { availableOf } from './account.ts';
import { capFromHome } from './currency-rates.ts';
import type { Clearing, OrderFacts, Reason, Remedy } from './order-check.ts';
import { coveredMinor } from './order-findings.ts';
import type { OrderSettings } from './order-rules.ts';

/**
 * Each reason lists its own ways out; an act is a remedy when every reason that holds the order has it. Money paid counts towards
 * the limits and, oldest document first, towards what is overdue, so that of payments the largest need is enough for all; of smaller orders the
 * smallest. Released reasons and warnings ask for nothing.
 */
export function remediesOf(facts: OrderFacts, reasons: readonly Reason[], asOf: Day, settings: OrderSettings): Remedy[] {
  const holding = reasons.filter(
    (reason) =>
      !reason.released && (reason.action === 'hold' || reason.action === 'require_prepayment' || reason.action === 'reject'),
  );
  if (holding.length === 0) return [];
  const found: Remedy[] = [];

  const payMinor = largest(holding, (clearing) =>
    clearing.kind === 'payment' ||
    ((clearing.kind === 'settle_document' || clearing.kind === 'settle_documents' || clearing.kind === 'collect_overdue') &&
      clearing.currency === undefined)
      ? clearing.amountMinor
      : null,
  );
  if (payMinor !== null) found.push(...payments(facts, payMinor, asOf, settings));

  if (holding.some((reason) => reason.clears.some((clearing) => clearing.kind === 'prepayment'))) {
    // A prepayment of this order is cash not yet applied: it frees the limit but settles nothing that is overdue.
    const prepayMinor = largest(holding, (clearing) =>
      clearing.kind === 'prepayment' || clearing.kind === 'payment' ? clearing.amountMinor : null,
    );
    if (prepayMinor !== null)
      found.push(remedy(facts, asOf, settings, { kind: 'prepayment', amountMinor: prepayMinor }, prepayMinor));
  }

  const smallerMinor = smallest(holding, (clearing) => (clearing.kind === 'smaller_order' ? clearing.amountMinor : null));
  const outMinor = facts.outMinor ?? 0n;
  if (smallerMinor !== null && smallerMinor > outMinor) {
    const lessMinor = facts.orderMinor + outMinor - smallerMinor;
    found.push(remedy(facts, asOf, settings, { kind: 'smaller_order', amountMinor: smallerMinor }, lessMinor));
  }
  // Ties keep this order: a payment leaves the order whole, so it is named first.
  found.sort((a, b) => (a.amountMinor! < b.amountMinor! ? -1 : a.amountMinor! > b.amountMinor! ? 1 : 0));

  const inside = insideAct(holding);
  if (inside) found.push(remedy(facts, asOf, settings, inside, null));
  return found;
}

type Amount = (clearing: Clearing) => bigint | null;

/** The largest over the reasons of the least amount each asks for; null where one has no such way out. */
function largest(reasons: readonly Reason[], amountOf: Amount): bigint | null {
  let most: bigint | null = null;
  for (const reason of reasons) {
    let least: bigint | null = null;
    for (const clearing of reason.clears) {
      const amount = amountOf(clearing);
      if (amount !== null && (least === null || amount < least)) least = amount;
    }
    if (least === null) return null;
    if (most === null || least > most) most = least;
  }
  return most;
}

/** The least over the reasons of the most that each lets the order be; null where one has no such way out. */
function smallest(reasons: readonly Reason[], amountOf: Amount): bigint | null {
  let found: bigint | null = null;
  for (const reason of reasons) {
    let most: bigint | null = null;
    for (const clearing of reason.clears) {
      const amount = amountOf(clearing);
      if (amount !== null && (most === null || amount > most)) most = amount;
    }
    if (most === null) return null;
    if (found === null || most < found) found = most;
  }
  return found;
}

/** A payment of the least amount, named by its documents where it settles whole ones; else also the next whole documents. */
function payments(facts: OrderFacts, payMinor: bigint, asOf: Day, settings: OrderSettings): Remedy[] {
  const documents: string[] = [];
  let sumMinor = 0n;
  for (const each of facts.overdueDocuments) {
    if (sumMinor >= payMinor) break;
    documents.push(each.number);
    sumMinor += each.openMinor;
  }
  const whole: Clearing | null =
    sumMinor < payMinor || documents.length === 0
      ? null
      : documents.length === 1
        ? { kind: 'settle_document', document: documents[0]!, amountMinor: sumMinor }
        : { kind: 'settle_documents', documents, amountMinor: sumMinor };
  if (whole && sumMinor === payMinor) return [remedy(facts, asOf, settings, whole, payMinor)];
  const plain = remedy(facts, asOf, settings, { kind: 'payment', amountMinor: payMinor }, payMinor);
  return whole ? [plain, remedy(facts, asOf, settings, whole, sumMinor)] : [plain];
}

/** An act of our own that clears everything: the same kind on the same node for every reason, or the terms. */
function insideAct(holding: readonly Reason[]): Clearing | null {
  for (const candidate of holding[0]!.clears) {
    switch (candidate.kind) {
      case 'lift_freeze':
      case 'renew_limit': {
        const all = holding.every((reason) =>
          reason.clears.some((each) => each.kind === candidate.kind && each.node === candidate.node),
        );
        if (all) return candidate;
        break;
      }
      case 'raise_limit':
      case 'grant_limit': {
        const amountMinor = largest(holding, (each) =>
          each.kind === candidate.kind && each.node === candidate.node ? each.amountMinor : null,
        );
        if (amountMinor !== null) return { ...candidate, amountMinor };
        break;
      }
      case 'shorter_terms': {
        let termsDays = candidate.termsDays;
        const all = holding.every((reason) => {
          const same = reason.clears.find((each) => each.kind === 'shorter_terms');
          if (same?.kind === 'shorter_terms' && same.termsDays < termsDays) termsDays = same.termsDays;
          return same !== undefined;
        });
        if (all) return { kind: 'shorter_terms', termsDays };
        break;
      }
      case 'settle_document':
      case 'settle_documents':
      case 'collect_overdue':
        // Money of another currency: it clears this reason and counts towards no other.
        if (holding.length === 1 && candidate.currency !== undefined) return candidate;
        break;
      case 'settle_invoices':
      case 'keep_promise': {
        const all = holding.map((reason) => reason.clears.find((each) => each.kind === candidate.kind));
        // The oldest ones of a longer list hold all of a shorter one.
        const most = all.reduce((a, b) => (amountOf(b) > amountOf(a) ? b : a));
        if (most && all.every((each) => each !== undefined)) return most;
        break;
      }
      case 'wait_until': {
        const days = holding.map((reason) => reason.clears.find((each) => each.kind === 'wait_until')?.on ?? null);
        if (days.every((each) => each !== null)) return { kind: 'wait_until', on: days.reduce((a, b) => (a > b ? a : b)) };
        break;
      }
      case 'smaller_discount': {
        const shares = holding.map(
          (reason) => reason.clears.find((each) => each.kind === 'smaller_discount')?.discountPpm ?? null,
        );
        if (shares.every((each) => each !== null)) return { kind: 'smaller_discount', discountPpm: Math.min(...shares) };
        break;
      }
      case 'new_rating':
      case 'new_review':
      case 'end_dunning':
      case 'restore_cover':
      case 'notify_insurer':
        if (holding.every((reason) => reason.clears.some((each) => each.kind === candidate.kind))) return candidate;
        break;
      default:
        break;
    }
  }
  return null;
}

function amountOf(clearing: Clearing | undefined): bigint {
  return clearing && 'amountMinor' in clearing ? clearing.amountMinor : -1n;
}

/** What the customer's own account looks like after the act. */
function remedy(facts: OrderFacts, asOf: Day, settings: OrderSettings, act: Clearing, amountMinor: bigint | null): Remedy {
  const own = facts.nodes.find((node) => node.kind === 'own') ?? facts.nodes[0];
  const pays = amountMinor !== null && act.kind !== 'smaller_order';
  const paidMinor = pays ? amountMinor : 0n;
  const settlesMinor = act.kind === 'prepayment' ? 0n : paidMinor;
  const overdueMinor = facts.overdueMinor > settlesMinor ? facts.overdueMinor - settlesMinor : 0n;
  const plainMinor = own ? own.exposureMinor - own.alreadyReservedMinor - paidMinor : -paidMinor;
  const exposureMinor = own ? coveredMinor(own, plainMinor, settings) : plainMinor;
  const orderMinor = act.kind === 'smaller_order' ? act.amountMinor - (facts.outMinor ?? 0n) : facts.orderMinor;
  const raised = (act.kind === 'raise_limit' || act.kind === 'grant_limit') && act.node === own?.node;
  return {
    act,
    amountMinor,
    after: {
      availableMinor: own
        ? raised
          ? (own.kept ? capFromHome(act.amountMinor, own.kept.rate) : act.amountMinor) - exposureMinor
          : availableOf(own.mode, own.capMinor, exposureMinor)
        : null,
      exposureAfterOrderMinor: exposureMinor + orderMinor,
      overdueMinor,
      overdueDays: overdueDaysAfter(facts, settlesMinor, overdueMinor, asOf),
      overdueSharePpm: ratioPpm(overdueMinor, facts.openMinor - settlesMinor),
    },
  };
}

function overdueDaysAfter(facts: OrderFacts, settlesMinor: bigint, overdueMinor: bigint, asOf: Day): number | null {
  if (settlesMinor === 0n) return facts.oldestDueOn === null ? 0 : Math.max(0, daysBetween(facts.oldestDueOn, asOf));
  let leftMinor = settlesMinor;
  for (const each of facts.overdueDocuments) {
    leftMinor -= each.openMinor;
    if (leftMinor < 0n) return Math.max(0, daysBetween(each.dueOn, asOf));
  }
  return overdueMinor === 0n ? 0 : null;
}
