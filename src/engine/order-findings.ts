// What each metric of the order check measures, against which threshold, and what would clear it.
import type { Day } from '#base/date.ts';
import { addDays, daysBetween } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import { timesPpm } from '#base/money.ts';
import { divide, ratioPpm } from '#base/ratio.ts';
import { toHome } from './currency-rates.ts';
import type { Clearing, NodeFacts, OrderFacts, ReasonUnit, ReasonValue, Unknown } from './order-check.ts';
import { type OrderCondition, type OrderMetric, type OrderSettings, OVERDUE_DOCUMENTS_MAX } from './order-rules.ts';

const PPM_ONE = 1_000_000;

/** What one condition found, of the order as a whole or of one node. */
export type Finding = {
  readonly code: OrderMetric;
  readonly node: string | null;
  /** The condition is met: the rule would speak. */
  readonly met: boolean;
  readonly actual: ReasonValue;
  readonly threshold: ReasonValue;
  readonly unit: ReasonUnit;
  /** Of money, where it is not the order's. */
  readonly currency?: Currency;
  readonly document: string | null;
  readonly clears: readonly Clearing[];
  readonly missing: Unknown | null;
};

/** What is owed in one currency: the facts of the order themselves, or those of another account of its customer. */
type Owed = Pick<OrderFacts, 'currency' | 'openMinor' | 'overdueMinor' | 'oldestDueOn' | 'overdueDocuments' | 'overdueBeyond'> &
  Partial<Pick<OrderFacts, 'oldestDocument'>>;

function oldestOf(owed: Owed): string | null {
  return owed.oldestDocument?.number ?? owed.overdueDocuments[0]?.number ?? null;
}

/** What of an exposure counts against a limit: all of it, or what its cover leaves where the policy counts cover. Never below zero by cover. */
export function coveredMinor(node: Pick<NodeFacts, 'coverMinor'>, exposureMinor: bigint, settings: OrderSettings): bigint {
  const coverMinor = settings.coverCounts ? (node.coverMinor ?? 0n) : 0n;
  if (coverMinor <= 0n || exposureMinor <= 0n) return exposureMinor;
  return exposureMinor > coverMinor ? exposureMinor - coverMinor : 0n;
}

/** Measures conditions against the facts of one order, one after the other. */
export class Measuring {
  #condition!: OrderCondition;
  readonly #facts: OrderFacts;
  readonly #asOf: Day;
  readonly #settings: OrderSettings;
  readonly #strict: boolean;
  readonly #excess: bigint;

  constructor(facts: OrderFacts, asOf: Day, settings: OrderSettings) {
    this.#facts = facts;
    this.#asOf = asOf;
    this.#settings = settings;
    this.#strict = !settings.equalityPasses;
    this.#excess = this.#strict ? 1n : 0n;
  }

  /** All that one condition finds: one finding, or one a node where the metric is about limits. */
  of(condition: OrderCondition): Finding[] {
    this.#condition = condition;
    return this.#findings();
  }

  #findings(): Finding[] {
    const facts = this.#facts;
    switch (this.#condition.metric) {
      case 'frozen':
        return facts.nodes.map((node) =>
          node.freeze
            ? this.#met(node.node, node.freeze.frozenOn, null, 'text', null, [{ kind: 'lift_freeze', node: node.node }])
            : this.#not(node.node, null, null, 'text'),
        );
      case 'limit_expired':
        return facts.nodes.map((node) => this.#limitExpired(node));
      case 'no_limit':
        return facts.nodes.flatMap((node) => this.#noLimit(node));
      case 'limit_use':
      case 'group_limit_use':
        return facts.nodes.flatMap((node) => this.#limitUse(node));
      case 'overdue_days':
        return this.#overdue((owed) => this.#overdueDays(owed));
      case 'overdue_amount':
        return this.#overdue((owed) => this.#overdueAmount(owed));
      case 'overdue_share_ppm':
        return this.#overdue((owed) => this.#overdueShare(owed));
      case 'terms_longer':
        return [this.#termsLonger()];
      case 'statutory_terms':
        return [this.#statutoryTerms()];
      case 'order_value':
        return [this.#orderValue()];
      case 'product_line_use':
        return [this.#use(facts.productLineMinor, 'no_product_group', false)];
      case 'salesperson_use':
        return [this.#use(facts.salespersonMinor, 'no_salesperson', true)];
      case 'oldest_open_days':
        return [this.#oldestOpen()];
      case 'unpaid_batches':
        return [this.#unpaidBatches()];
      case 'discount_longer':
        return [this.#discount()];
      case 'review_overdue':
        return [this.#review()];
      case 'rating_age':
        return [this.#ratingAge()];
      case 'dunning_level':
        return [this.#dunning()];
      case 'bill_dishonoured':
        return [this.#dishonoured()];
      case 'promise_broken':
        return [this.#promise()];
      case 'insurance_stop':
        return [this.#insuranceStop()];
      case 'insurance_notice':
        return [this.#insuranceNotice()];
    }
  }

  #limitExpired(node: NodeFacts): Finding {
    const asOf = this.#asOf;
    const ended = node.limitExpiredOn ?? (node.limitValidTo !== null && asOf > node.limitValidTo ? node.limitValidTo : null);
    return ended === null
      ? this.#not(node.node, node.limitValidTo, null, 'text')
      : this.#met(node.node, ended, null, 'text', null, [{ kind: 'renew_limit', node: node.node }]);
  }

  #noLimit(node: NodeFacts): Finding[] {
    if (node.kind === 'group' && this.#settings.groupWithoutLimit === 'no_cap') return [];
    if (node.mode !== 'none') return [this.#not(node.node, node.mode, null, 'text')];
    const needMinor = node.exposureMinor - node.alreadyReservedMinor + this.#facts.orderMinor;
    return [
      this.#met(node.node, 'none', null, 'text', null, [
        { kind: 'grant_limit', node: node.node, ...keptIn(node, needMinor + this.#excess) },
      ]),
    ];
  }

  #limitUse(node: NodeFacts): Finding[] {
    const facts = this.#facts;
    if (node.kind !== (this.#condition.metric === 'limit_use' ? 'own' : 'group') || node.mode === 'unlimited') return [];
    if (node.mode === 'none' && node.kind === 'group' && this.#settings.groupWithoutLimit === 'no_cap') return [];
    const ppm = this.#ppm(PPM_ONE);
    const capMinor = node.mode === 'amount' && node.capMinor !== null ? node.capMinor : 0n;
    const share = ppm === PPM_ONE ? capMinor : timesPpm(capMinor, ppm, 'floor');
    // Who has no limit is tolerated nothing beyond it.
    const allowedMinor = node.mode === 'amount' ? this.#tolerated(share) : share;
    const plainMinor = node.exposureMinor - node.alreadyReservedMinor + facts.orderMinor;
    const afterMinor = coveredMinor(node, plainMinor, this.#settings);
    const beyond = this.#beyondHorizon();
    if (facts.orderMinor <= node.alreadyReservedMinor || beyond || !this.#exceeds(afterMinor, allowedMinor)) {
      return [this.#not(node.node, afterMinor, allowedMinor, 'money', beyond ? 'beyond_horizon' : null)];
    }
    const shortMinor = afterMinor - allowedMinor + this.#excess;
    const clears: Clearing[] = [{ kind: 'payment', amountMinor: shortMinor }];
    if (shortMinor < facts.orderMinor) clears.push(this.#smaller(facts.orderMinor - shortMinor));
    const needMinor = this.#leastCap(afterMinor + this.#excess, ppm);
    if (needMinor !== null) clears.push({ kind: 'raise_limit', node: node.node, ...keptIn(node, needMinor) });
    return [this.#met(node.node, afterMinor, allowedMinor, 'money', null, clears)];
  }

  /** The least cap whose share, with the tolerance, is an amount: what the limit would have to be. Null where no cap is enough. */
  #leastCap(amountMinor: bigint, ppm: number): bigint | null {
    if (ppm === 0) return null;
    const { tolerance } = this.#condition;
    const fixed = tolerance ? (amountIn(tolerance.amounts, this.#facts.currency) ?? 0n) : 0n;
    const share = tolerance
      ? divide((amountMinor - fixed) * BigInt(PPM_ONE), BigInt(PPM_ONE + tolerance.ppm), 'ceil')
      : amountMinor;
    const needMinor = divide(share * BigInt(PPM_ONE), BigInt(ppm), 'ceil');
    return needMinor > 0n ? needMinor : 0n;
  }

  /** What is overdue in the order's currency, and in each other one in which it does not pass: each by itself, in its own money. */
  #overdue(measure: (owed: Owed) => Finding): Finding[] {
    const { elsewhere } = this.#facts;
    const own = measure(this.#facts);
    if (elsewhere === undefined) return [own];
    const others = elsewhere.map((owed) => ({ ...measure(owed), currency: owed.currency })).filter((found) => found.met);
    return [
      own,
      ...others.map((found) => ({ ...found, clears: found.clears.map((each) => ({ ...each, currency: found.currency })) })),
    ];
  }

  #overdueDays(owed: Owed): Finding {
    const threshold = this.#days();
    const grace = this.#condition.graceDays ?? 0;
    const oldest = owed.oldestDueOn === null ? 0 : Math.max(0, daysBetween(owed.oldestDueOn, this.#asOf));
    // Within the days of grace nothing is overdue yet.
    const actual = oldest > grace ? oldest : 0;
    if (this.#within(actual, threshold)) return this.#not(null, actual, threshold, 'days');
    return this.#met(null, actual, threshold, 'days', oldestOf(owed), [this.#settleBeyond(owed, threshold, grace)]);
  }

  /** What to settle so that nothing beyond the grace is more than `threshold` days overdue. */
  #settleBeyond({ overdueDocuments, overdueMinor }: Owed, threshold: number, grace: number): Clearing {
    const documents: string[] = [];
    let amountMinor = 0n;
    for (const each of overdueDocuments) {
      const days = daysBetween(each.dueOn, this.#asOf);
      if (days <= grace || (this.#strict ? days < threshold : days <= threshold)) break;
      documents.push(each.number);
      amountMinor += each.openMinor;
    }
    const all = documents.length === overdueDocuments.length;
    // All that is listed is too old and the list may go on: only paying everything overdue is sure to do.
    if (documents.length === 0 || (all && documents.length >= OVERDUE_DOCUMENTS_MAX)) {
      return { kind: 'collect_overdue', amountMinor: overdueMinor };
    }
    if (documents.length === 1) return { kind: 'settle_document', document: documents[0]!, amountMinor };
    return { kind: 'settle_documents', documents, amountMinor };
  }

  /** What is overdue beyond the days of grace: money paid settles the oldest first, and so this before the rest. */
  #overdueCounted(owed: Owed): bigint {
    const grace = this.#condition.graceDays ?? 0;
    if (grace === 0) return owed.overdueMinor;
    const told = owed.overdueBeyond?.find((each) => each.days === grace);
    if (told) return told.amountMinor;
    let sum = 0n;
    for (const each of owed.overdueDocuments) if (daysBetween(each.dueOn, this.#asOf) > grace) sum += each.openMinor;
    return sum;
  }

  #overdueAmount(owed: Owed): Finding {
    const overdueMinor = this.#overdueCounted(owed);
    const named = this.#amount(owed.currency);
    if (named === null) return this.#met(null, overdueMinor, null, 'money', null, [], 'no_threshold_in_currency');
    const threshold = this.#tolerated(named, owed.currency);
    if (overdueMinor <= 0n || !this.#exceeds(overdueMinor, threshold)) return this.#not(null, overdueMinor, threshold, 'money');
    return this.#met(null, overdueMinor, threshold, 'money', oldestOf(owed), [
      { kind: 'collect_overdue', amountMinor: overdueMinor - threshold + this.#excess },
    ]);
  }

  #overdueShare(owed: Owed): Finding {
    const { openMinor } = owed;
    const overdueMinor = this.#overdueCounted(owed);
    const ppm = this.#ppm(0);
    const share = ratioPpm(overdueMinor, openMinor);
    // Compared exactly, not through the rounded share; nothing overdue or nothing open has no share to exceed.
    const scaled = overdueMinor * 1_000_000n;
    const bound = BigInt(ppm) * openMinor;
    if (overdueMinor <= 0n || openMinor <= 0n || !this.#exceeds(scaled, bound)) return this.#not(null, share, ppm, 'ppm');
    return this.#met(null, share, ppm, 'ppm', oldestOf(owed), [
      { kind: 'collect_overdue', amountMinor: this.#collectForShare(overdueMinor, openMinor, ppm) },
    ]);
  }

  /** Least payment x with (overdue − x) / (open − x) within the share: x ≥ (overdue − s·open) / (1 − s), at most all that is overdue. */
  #collectForShare(overdueMinor: bigint, openMinor: bigint, ppm: number): bigint {
    if (ppm >= PPM_ONE) return overdueMinor;
    const numerator = overdueMinor * 1_000_000n - BigInt(ppm) * openMinor;
    const least = divide(numerator, BigInt(PPM_ONE - ppm), 'ceil');
    const exact = numerator % BigInt(PPM_ONE - ppm) === 0n;
    const amountMinor = this.#strict && exact ? least + 1n : least;
    return amountMinor < overdueMinor ? amountMinor : overdueMinor;
  }

  #termsLonger(): Finding {
    const { termsDays, termsDaysGranted } = this.#facts;
    if (termsDays === null) return this.#unknown(null, termsDaysGranted, 'days', 'terms_unknown');
    if (termsDaysGranted === null) return this.#unknown(termsDays, null, 'days', 'terms_not_granted');
    return this.#terms(termsDays, termsDaysGranted + this.#days());
  }

  /** The law's longest terms are the threshold itself; an order that states none has those granted to the customer. */
  #statutoryTerms(): Finding {
    const termsDays = this.#facts.termsDays ?? this.#facts.termsDaysGranted;
    if (termsDays === null) return this.#unknown(null, this.#days(), 'days', 'terms_unknown');
    return this.#terms(termsDays, this.#days());
  }

  #terms(termsDays: number, threshold: number): Finding {
    // Asking exactly for the terms granted is never too long, whatever equality means for money.
    if (termsDays <= threshold) return this.#not(null, termsDays, threshold, 'days');
    return this.#met(null, termsDays, threshold, 'days', null, [{ kind: 'shorter_terms', termsDays: threshold }]);
  }

  #discount(): Finding {
    const { discountPpm = null, discountPpmGranted = null } = this.#facts;
    if (discountPpm === null) return this.#unknown(null, discountPpmGranted, 'ppm', 'discount_unknown');
    if (discountPpmGranted === null) return this.#unknown(discountPpm, null, 'ppm', 'discount_not_granted');
    const threshold = discountPpmGranted + this.#ppm(0);
    if (discountPpm <= threshold) return this.#not(null, discountPpm, threshold, 'ppm');
    return this.#met(null, discountPpm, threshold, 'ppm', null, [{ kind: 'smaller_discount', discountPpm: threshold }]);
  }

  /** The order that leaves so much to go out: what is out of it already is part of it. */
  #smaller(restMinor: bigint): Clearing {
    return { kind: 'smaller_order', amountMinor: restMinor + (this.#facts.outMinor ?? 0n) };
  }

  /** The value of the document, whatever of it is out already: raised after a delivery it is no smaller one. */
  #orderValue(): Finding {
    const orderMinor = this.#facts.documentMinor ?? this.#facts.orderMinor;
    const named = this.#amount();
    if (named === null) return this.#met(null, orderMinor, null, 'money', null, [], 'no_threshold_in_currency');
    const threshold = this.#tolerated(named);
    if (this.#facts.orderMinor <= 0n || !this.#exceeds(orderMinor, threshold))
      return this.#not(null, orderMinor, threshold, 'money');
    const most = threshold - this.#excess;
    return this.#met(null, orderMinor, threshold, 'money', null, most > 0n ? [{ kind: 'smaller_order', amountMinor: most }] : []);
  }

  /** What others use of a ceiling together with this order: a product group's orders, a salesperson's customers. */
  #use(usedMinor: bigint | undefined, lack: Unknown, paysDown: boolean): Finding {
    const { orderMinor } = this.#facts;
    const named = this.#amount();
    if (usedMinor === undefined) return this.#unknown(null, named, 'money', lack);
    const afterMinor = usedMinor + orderMinor;
    if (named === null) return this.#met(null, afterMinor, null, 'money', null, [], 'no_threshold_in_currency');
    const threshold = this.#tolerated(named);
    const beyond = this.#beyondHorizon();
    if (orderMinor <= 0n || beyond || !this.#exceeds(afterMinor, threshold)) {
      return this.#not(null, afterMinor, threshold, 'money', beyond ? 'beyond_horizon' : null);
    }
    const shortMinor = afterMinor - threshold + this.#excess;
    const clears: Clearing[] = paysDown ? [{ kind: 'payment', amountMinor: shortMinor }] : [];
    if (shortMinor < orderMinor) clears.push(this.#smaller(orderMinor - shortMinor));
    return this.#met(null, afterMinor, threshold, 'money', null, clears);
  }

  #oldestOpen(): Finding {
    const threshold = this.#days();
    const open = this.#facts.openInvoices;
    const [oldest] = open?.oldest ?? [];
    const actual = oldest ? daysBetween(oldest.issuedOn, this.#asOf) : 0;
    const tooOld = (issuedOn: Day) => !this.#within(Math.max(0, daysBetween(issuedOn, this.#asOf)), threshold);
    if (!oldest || !tooOld(oldest.issuedOn)) return this.#not(null, actual, threshold, 'days');
    const old = open!.oldest.filter((each) => tooOld(each.issuedOn));
    return this.#met(null, actual, threshold, 'days', oldest.number, this.#settle(old, open!.count));
  }

  /** 压批: so many batches may be open when the next one goes out. */
  #unpaidBatches(): Finding {
    const threshold = this.#condition.threshold.unit === 'count' ? this.#condition.threshold.count : 0;
    const open = this.#facts.openInvoices;
    const actual = open?.count ?? 0;
    if (this.#within(actual, threshold)) return this.#not(null, actual, threshold, 'count');
    const many = actual - Math.max(0, this.#strict ? threshold - 1 : threshold);
    const old = open!.oldest.slice(0, many);
    const clears = old.length === many ? this.#settle(old, open!.count) : [];
    return this.#met(null, actual, threshold, 'count', open!.oldest[0]?.number ?? null, clears);
  }

  /** Settling these invoices; no way out where the list may go on beyond what is known. */
  #settle(old: readonly { readonly number: string; readonly openMinor: bigint }[], count: number): Clearing[] {
    if (old.length >= OVERDUE_DOCUMENTS_MAX && count > OVERDUE_DOCUMENTS_MAX) return [];
    const amountMinor = old.reduce((sum, each) => sum + each.openMinor, 0n);
    return [{ kind: 'settle_invoices', documents: old.map((each) => each.number), amountMinor }];
  }

  #review(): Finding {
    const { reviewDueOn = null } = this.#facts;
    if (reviewDueOn === null) return this.#unknown(null, this.#days(), 'days', 'no_review_day');
    return this.#late(Math.max(0, daysBetween(reviewDueOn, this.#asOf)), { kind: 'new_review' });
  }

  #ratingAge(): Finding {
    const { ratedOn = null } = this.#facts;
    if (ratedOn === null) return this.#unknown(null, this.#days(), 'days', 'not_rated');
    return this.#late(Math.max(0, daysBetween(ratedOn, this.#asOf)), { kind: 'new_rating' });
  }

  #late(actual: number, clear: Clearing): Finding {
    const threshold = this.#days();
    return this.#within(actual, threshold)
      ? this.#not(null, actual, threshold, 'days')
      : this.#met(null, actual, threshold, 'days', null, [clear]);
  }

  #dunning(): Finding {
    const threshold = this.#condition.threshold.unit === 'count' ? this.#condition.threshold.count : 0;
    const { dunningLevel = null } = this.#facts;
    if (dunningLevel === null) return this.#unknown(null, threshold, 'count', 'dunning_not_kept');
    return this.#within(dunningLevel, threshold)
      ? this.#not(null, dunningLevel, threshold, 'count')
      : this.#met(null, dunningLevel, threshold, 'count', null, [{ kind: 'end_dunning' }]);
  }

  /** A bill dishonoured no longer ago than so many days. */
  #dishonoured(): Finding {
    const within = this.#days();
    const [newest] = this.#facts.dishonours ?? [];
    const ago = newest ? daysBetween(newest.on, this.#asOf) : null;
    if (!newest || ago! > within) return this.#not(null, ago, within, 'days');
    return this.#met(null, ago, within, 'days', newest.number, [{ kind: 'wait_until', on: addDays(newest.on, within + 1) }]);
  }

  #promise(): Finding {
    const threshold = this.#days();
    const { promise = null } = this.#facts;
    if (promise === null) return this.#unknown(null, threshold, 'days', 'promises_not_kept');
    const late = promise.brokenOn === null ? 0 : Math.max(0, daysBetween(promise.brokenOn, this.#asOf));
    if (this.#within(late, threshold)) return this.#not(null, late, threshold, 'days');
    const { amountMinor, currency } = promise;
    return this.#met(null, late, threshold, 'days', null, [
      { kind: 'keep_promise', amountMinor, ...(currency === undefined ? {} : { currency }) },
    ]);
  }

  #insuranceStop(): Finding {
    const { insurance = null } = this.#facts;
    if (insurance === null) return this.#unknown(null, null, 'text', 'insurance_not_kept');
    const stopped = insurance.stoppedOn !== null && insurance.stoppedOn <= this.#asOf ? insurance.stoppedOn : null;
    return stopped === null
      ? this.#not(null, null, null, 'text')
      : this.#met(null, stopped, null, 'text', null, [{ kind: 'restore_cover' }]);
  }

  /** The insurer must be told of the late payment within so many days, or has not been told in time. */
  #insuranceNotice(): Finding {
    const within = this.#days();
    const { insurance = null } = this.#facts;
    if (insurance === null) return this.#unknown(null, within, 'days', 'insurance_not_kept');
    if (insurance.noticeBy === null) return this.#not(null, null, within, 'days');
    const left = daysBetween(this.#asOf, insurance.noticeBy);
    return left > within
      ? this.#not(null, left, within, 'days')
      : this.#met(null, left, within, 'days', null, [{ kind: 'notify_insurer' }]);
  }

  #beyondHorizon(): boolean {
    return isBeyondHorizon(this.#facts.deliverOn ?? null, this.#settings, this.#asOf);
  }

  #exceeds(actual: bigint, threshold: bigint): boolean {
    return this.#strict ? actual >= threshold : actual > threshold;
  }

  /** Of days and numbers. Nought, where nothing is late and nothing open, passes whatever equality means. */
  #within(actual: number, threshold: number): boolean {
    return actual === 0 || (this.#strict ? actual < threshold : actual <= threshold);
  }

  #days(): number {
    return this.#condition.threshold.unit === 'days' ? this.#condition.threshold.days : 0;
  }

  #ppm(absent: number): number {
    return this.#condition.threshold.unit === 'ppm' ? this.#condition.threshold.ppm : absent;
  }

  #amount(currency = this.#facts.currency): bigint | null {
    return this.#condition.threshold.unit === 'money' ? amountIn(this.#condition.threshold.amounts, currency) : null;
  }

  /** A threshold with what is tolerated beyond it. */
  #tolerated(threshold: bigint, currency = this.#facts.currency): bigint {
    const { tolerance } = this.#condition;
    if (!tolerance) return threshold;
    const share = tolerance.ppm === 0 ? 0n : timesPpm(threshold, tolerance.ppm, 'floor');
    return threshold + share + (amountIn(tolerance.amounts, currency) ?? 0n);
  }

  #not(
    node: string | null,
    actual: ReasonValue,
    threshold: ReasonValue,
    unit: ReasonUnit,
    missing: Unknown | null = null,
  ): Finding {
    const code = this.#condition.metric;
    return { code, node, met: false, actual, threshold, unit, document: null, clears: [], missing };
  }

  #met(
    node: string | null,
    actual: ReasonValue,
    threshold: ReasonValue,
    unit: ReasonUnit,
    document: string | null,
    clears: readonly Clearing[],
    missing: Unknown | null = null,
  ): Finding {
    return { code: this.#condition.metric, node, met: true, actual, threshold, unit, document, clears, missing };
  }

  /** A fact nobody knows: the rule says so, and passes or not as it states. */
  #unknown(actual: ReasonValue, threshold: ReasonValue, unit: ReasonUnit, missing: Unknown): Finding {
    return this.#condition.unknownFails === true
      ? this.#met(null, actual, threshold, unit, null, [], missing)
      : this.#not(null, actual, threshold, unit, missing);
  }
}

/** Whether an order is delivered too late to use the limit already. */
export function isBeyondHorizon(deliverOn: Day | null, settings: OrderSettings, asOf: Day): boolean {
  const { horizonDays = null } = settings;
  return horizonDays !== null && deliverOn !== null && deliverOn > addDays(asOf, horizonDays);
}

/** An amount for a node's limit, in the currency it is kept in: one more than carried over, since the cap is carried back one less. */
function keptIn(node: NodeFacts, minor: bigint): { amountMinor: bigint; currency?: Currency } {
  return node.kept ? { amountMinor: toHome(minor, node.kept.rate) + 1n, currency: node.kept.currency } : { amountMinor: minor };
}

/** An amount of a rule in a currency; null where the rule names none. An amount of zero holds in every currency. */
function amountIn(
  amounts: readonly { readonly minor: bigint; readonly currency: Currency }[],
  currency: Currency,
): bigint | null {
  for (const each of amounts) if (each.currency === currency) return each.minor;
  return amounts.length > 0 && amounts.every((each) => each.minor === 0n) ? 0n : null;
}
