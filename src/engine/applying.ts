// A receipt or credit note and the open items of its account → who pays what, by which rule, how sure; the first rule that may acts by itself.
import { type Day, daysBetween, monthEnd } from '#base/date.ts';
import type { Money } from '#base/money.ts';
import { minMinor, sumMinor, timesPpm } from '#base/money.ts';
import { isFindable, numberKey, numbersIn } from './reference-text.ts';

/** In the order in which they come out as shipped; a rulebook may order them otherwise. */
export const APPLYING_RULES = [
  'reference',
  'exact_amount',
  'discount',
  'period_total',
  'combination',
  'tolerance',
  'oldest_first',
] as const;
export type ApplyingRule = (typeof APPLYING_RULES)[number];
/** apply: the machine applies it where nothing else fits as well; suggest: a person accepts it; off: not looked at. */
export const APPLYING_HOW = ['apply', 'suggest', 'off'] as const;
export type ApplyingHow = (typeof APPLYING_HOW)[number];

export type EarlyPayment = { readonly ppm: number; readonly days: number };

export type ApplyingRules = {
  readonly rules: readonly { readonly rule: ApplyingRule; readonly how: ApplyingHow }[];
  /** A difference up to it may be written off, by suggestion. A currency that is not listed has none. */
  readonly tolerance: readonly Money[];
  /** For items that say nothing of their own; null: no discount. */
  readonly earlyPayment: EarlyPayment | null;
  /** Most items a combination is looked for among, and most it may have. */
  readonly combination: { readonly among: number; readonly parts: number };
};

export type OpenItem = {
  readonly id: string;
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly amountMinor: bigint;
  readonly openMinor: bigint;
  /** What of it the customer disputes; at most what is open. The rest is his to pay like anything else. */
  readonly disputedMinor: bigint;
  /** As agreed for this item; null: as the rulebook says. */
  readonly earlyPayment: EarlyPayment | null;
};

export type Unapplied = {
  readonly id: string;
  readonly kind: 'receipt' | 'credit_note';
  readonly number: string;
  readonly on: Day;
  readonly unappliedMinor: bigint;
  /** What the payer wrote; null: nothing is known of it. */
  readonly reference: string | null;
};

/** Of one item. amount + discount + writeOff is at most what is open. */
export type ProposedPart = {
  readonly item: string;
  readonly number: string;
  readonly amountMinor: bigint;
  readonly discountMinor: bigint;
  readonly writeOffMinor: bigint;
};

export type Proposal = {
  readonly rule: ApplyingRule;
  /** certain: named by the payer to the cent; likely: it fits in one way only; possible: it might be so. */
  readonly confidence: 'certain' | 'likely' | 'possible';
  /** The rule may act without a person, and this fits in one way only, without a write-off. */
  readonly byItself: boolean;
  readonly parts: readonly ProposedPart[];
  /** What stays unapplied. */
  readonly restMinor: bigint;
  /** Why: `numbers` found in the reference, how many `alike` items fit as well, the `period` whose total it is. */
  readonly facts: {
    readonly numbers?: readonly string[];
    readonly alike?: number;
    readonly period?: string;
    readonly passedOver?: number;
  };
};

/** Open items looked at of one account, oldest due first; combinations tried before giving up; proposals handed out. */
export const ITEMS_MAX = 5_000;
export const STEPS_MAX = 100_000;
export const PROPOSALS_MAX = 6;

type Found = Omit<Proposal, 'rule' | 'byItself' | 'restMinor'> & { readonly unique: boolean };
type Facts = {
  readonly money: Unapplied;
  readonly items: readonly OpenItem[];
  /** The same without what is disputed of them; a wholly disputed one is not there. */
  readonly free: readonly OpenItem[];
  readonly currency: string;
  readonly rules: ApplyingRules;
};

/**
 * What could be done with one receipt or credit note, in the order of the rules, each way once. Items in any order: due day, number and id
 * decide. Never more than is unapplied, never more of an item than is open. What is disputed of an item is paid only where the payer names it.
 */
export function proposeApplication(
  money: Unapplied,
  items: readonly OpenItem[],
  currency: string,
  rules: ApplyingRules,
): Proposal[] {
  if (money.unappliedMinor <= 0n) return [];
  const open = inOrder(items);
  const facts: Facts = { money, items: open, free: undisputed(open), currency, rules };
  const proposals: Proposal[] = [];
  for (const { rule, how } of rules.rules) {
    if (how === 'off') continue;
    const found = FINDERS[rule](facts);
    if (!found || proposals.some((each) => sameParts(each.parts, found.parts))) continue;
    const { unique, ...rest } = found;
    proposals.push({
      rule,
      ...rest,
      byItself: how === 'apply' && unique && found.parts.every((part) => part.writeOffMinor === 0n),
      restMinor: money.unappliedMinor - sumMinor(found.parts.map((part) => part.amountMinor)),
    });
    if (proposals.length === PROPOSALS_MAX) break;
  }
  return proposals;
}

/**
 * All the unapplied money of one account under the rules that may act: oldest first, each seeing what the ones before have left. Later rules
 * wait until the surer ones have spoken about all of the money, so that a guess never takes what another payer has named.
 */
export function applyByRules(
  moneys: readonly Unapplied[],
  items: readonly OpenItem[],
  currency: string,
  rules: ApplyingRules,
): { readonly money: Unapplied; readonly proposal: Proposal }[] {
  const left = new Map(items.map((item) => [item.id, item]));
  const waiting = [...moneys].sort((a, b) => compare(a.on, b.on) || compare(a.number, b.number) || compare(a.id, b.id));
  const done: { money: Unapplied; proposal: Proposal }[] = [];
  for (const each of rules.rules) {
    if (each.how !== 'apply') continue;
    for (const money of [...waiting]) {
      const open = [...left.values()].filter((item) => item.openMinor > 0n);
      const proposal = proposeApplication(money, open, currency, { ...rules, rules: [each] })[0];
      if (!proposal?.byItself) continue;
      waiting.splice(waiting.indexOf(money), 1);
      done.push({ money, proposal });
      for (const part of proposal.parts) {
        const item = left.get(part.item)!;
        const openMinor = item.openMinor - part.amountMinor - part.discountMinor;
        left.set(part.item, { ...item, openMinor, disputedMinor: minMinor(item.disputedMinor, openMinor) });
      }
    }
  }
  return done;
}

const FINDERS: Readonly<Record<ApplyingRule, (facts: Facts) => Found | null>> = {
  reference: byReference,
  exact_amount: byAmount,
  discount: byDiscount,
  period_total: byPeriod,
  combination: byCombination,
  tolerance: byTolerance,
  oldest_first: oldestFirst,
};

/** The payer names what he pays. */
function byReference({ money, items, currency, rules }: Facts): Found | null {
  if (money.reference === null || money.reference.trim() === '') return null;
  const byKey = new Map<string, OpenItem[]>();
  for (const item of items) {
    const key = numberKey(item.number);
    if (!isFindable(key)) continue;
    const same = byKey.get(key);
    if (same) same.push(item);
    else byKey.set(key, [item]);
  }
  const named = numbersIn(money.reference, new Set(byKey.keys())).map((key) => byKey.get(key)!);
  if (named.length === 0) return null;
  // Two of our companies may number alike: then a person looks.
  const twice = named.some((same) => same.length > 1);
  const chosen = inOrder(named.map((same) => same[0]!));
  const numbers = named.map((same) => same[0]!.number);
  const open = sumMinor(chosen.map((item) => item.openMinor));
  const paid = money.unappliedMinor;
  const discounted = paid < open ? withDiscount(money, chosen, rules, paid) : null;
  if (discounted) return { confidence: twice ? 'possible' : 'certain', unique: !twice, parts: discounted, facts: { numbers } };
  // What he names less what he disputes of it, to the cent: the rest stays open and disputed.
  const agreed = undisputed(chosen);
  if (paid < open && sumMinor(agreed.map((item) => item.openMinor)) === paid) {
    return { confidence: twice ? 'possible' : 'certain', unique: !twice, parts: inTurn(paid, agreed), facts: { numbers } };
  }
  const parts = inTurn(paid, chosen);
  const shortMinor = open - paid;
  if (shortMinor > 0n && shortMinor <= toleranceOf(rules, currency) && parts.length === chosen.length) {
    const last = parts.at(-1)!;
    const written = [...parts.slice(0, -1), { ...last, writeOffMinor: shortMinor }];
    return { confidence: 'likely', unique: false, parts: written, facts: { numbers } };
  }
  // Not enough for all that he names: which of them he meant is his to say.
  const enough = shortMinor <= 0n || chosen.length === 1;
  return { confidence: twice || !enough ? 'possible' : 'certain', unique: !twice && enough, parts, facts: { numbers } };
}

function byAmount({ money, items, free }: Facts): Found | null {
  const item = free.find((each) => each.openMinor === money.unappliedMinor);
  if (!item) return null;
  // A disputed one of the same amount may be the one that was meant after all.
  const agreed = new Set(free.flatMap((each) => (each.openMinor === money.unappliedMinor ? [each.id] : [])));
  const alike = items.filter((each) => each.openMinor === money.unappliedMinor || agreed.has(each.id));
  return {
    confidence: alike.length === 1 ? 'likely' : 'possible',
    unique: alike.length === 1,
    parts: [partOf(item, item.openMinor)],
    facts: { alike: alike.length },
  };
}

/** One item less the discount it allows for having been paid early enough. */
function byDiscount({ money, free, rules }: Facts): Found | null {
  const fitting = free.flatMap((item) => {
    const parts = withDiscount(money, [item], rules, money.unappliedMinor);
    return parts ? [parts] : [];
  });
  const parts = fitting[0];
  if (!parts) return null;
  return {
    confidence: fitting.length === 1 ? 'likely' : 'possible',
    unique: fitting.length === 1,
    parts,
    facts: { alike: fitting.length },
  };
}

/** The items with their discounts where that is what was paid, to the cent of rounding; null where it is not. */
function withDiscount(
  money: Unapplied,
  items: readonly OpenItem[],
  rules: ApplyingRules,
  paidMinor: bigint,
): ProposedPart[] | null {
  if (money.kind !== 'receipt') return null;
  const parts = items.map((item): ProposedPart => {
    const terms = item.earlyPayment ?? rules.earlyPayment;
    const inTime = terms !== null && daysBetween(item.issuedOn, money.on) <= terms.days;
    const discountMinor = inTime ? minMinor(timesPpm(item.amountMinor, terms.ppm, 'half-up'), item.openMinor) : 0n;
    return { ...partOf(item, item.openMinor - discountMinor), discountMinor };
  });
  const offMinor = paidMinor - sumMinor(parts.map((part) => part.amountMinor));
  const at = parts.findIndex((part) => part.discountMinor > 0n);
  // People round their own way: a cent an item is their rounding, not a difference.
  const slackMinor = BigInt(items.length);
  if (at < 0 || offMinor > slackMinor || -offMinor > slackMinor) return null;
  const part = parts[at]!;
  if (part.discountMinor - offMinor < 0n || part.amountMinor + offMinor <= 0n) return null;
  parts[at] = { ...part, amountMinor: part.amountMinor + offMinor, discountMinor: part.discountMinor - offMinor };
  return parts;
}

/** All that is due in one month, all that was invoiced in one month (a statement), all that is due, or everything. */
function byPeriod({ money, free }: Facts): Found | null {
  const sets = new Map<string, OpenItem[]>();
  const put = (period: string, item: OpenItem) => {
    const set = sets.get(period);
    if (set) set.push(item);
    else sets.set(period, [item]);
  };
  for (const item of free) {
    put(`due ${monthEnd(item.dueOn).slice(0, 7)}`, item);
    put(`issued ${monthEnd(item.issuedOn).slice(0, 7)}`, item);
    if (item.dueOn <= money.on) put('overdue', item);
    put('all', item);
  }
  const fitting = [...sets].filter(
    ([, set]) => set.length > 1 && sumMinor(set.map((item) => item.openMinor)) === money.unappliedMinor,
  );
  const [first] = fitting;
  if (!first) return null;
  const different = new Set(fitting.map(([, set]) => set.map((item) => item.id).join(' '))).size;
  return {
    confidence: different === 1 ? 'likely' : 'possible',
    unique: different === 1,
    parts: first[1].map((item) => partOf(item, item.openMinor)),
    facts: { period: first[0], alike: different },
  };
}

/** The only few items that add up to the amount. Two ways to add up are no way; nor is a search that was not finished. */
function byCombination({ money, free, rules }: Facts): Found | null {
  const below = free.filter((item) => item.openMinor < money.unappliedMinor);
  const among = below.slice(0, rules.combination.among);
  const ways = subsets(among, money.unappliedMinor, rules.combination.parts);
  const [way] = ways.found;
  if (!way) return null;
  const unique = ways.found.length === 1 && ways.finished && among.length === below.length;
  return {
    confidence: unique ? 'likely' : 'possible',
    unique,
    parts: way.map((item) => partOf(item, item.openMinor)),
    facts: { alike: ways.found.length },
  };
}

/** Up to two sets of 2 to `most` items that add up to the amount, by depth first over amounts that still fit. */
function subsets(items: readonly OpenItem[], totalMinor: bigint, most: number): { found: OpenItem[][]; finished: boolean } {
  // What all items from here on add up to: less than what is missing is not worth a look.
  const rest = Array.from({ length: items.length + 1 }, () => 0n);
  for (let at = items.length - 1; at >= 0; at -= 1) rest[at] = rest[at + 1]! + items[at]!.openMinor;
  const found: OpenItem[][] = [];
  const chosen: OpenItem[] = [];
  let steps = 0;
  const look = (at: number, missingMinor: bigint): void => {
    for (let next = at; next < items.length; next += 1) {
      if (found.length === 2 || steps >= STEPS_MAX || rest[next]! < missingMinor) return;
      steps += 1;
      const item = items[next]!;
      if (item.openMinor > missingMinor) continue;
      chosen.push(item);
      if (item.openMinor === missingMinor) {
        if (chosen.length > 1) found.push([...chosen]);
      } else if (chosen.length < most) look(next + 1, missingMinor - item.openMinor);
      chosen.pop();
    }
  };
  look(0, totalMinor);
  return { found, finished: steps < STEPS_MAX };
}

/** One item but for a small difference: written off where it is short, left unapplied where it is over. */
function byTolerance({ money, free, rules, currency }: Facts): Found | null {
  const bound = toleranceOf(rules, currency);
  if (bound <= 0n) return null;
  const near = free.filter((item) => {
    const off = item.openMinor - money.unappliedMinor;
    // As much as the item itself is no small difference.
    return off !== 0n && off <= bound && -off <= bound && bound < item.openMinor;
  });
  const item = near[0];
  if (!item) return null;
  const shortMinor = item.openMinor - money.unappliedMinor;
  const part = {
    ...partOf(item, minMinor(item.openMinor, money.unappliedMinor)),
    writeOffMinor: shortMinor > 0n ? shortMinor : 0n,
  };
  return {
    confidence: near.length === 1 ? 'likely' : 'possible',
    unique: near.length === 1,
    parts: [part],
    facts: { alike: near.length },
  };
}

function oldestFirst({ money, items, free }: Facts): Found | null {
  if (free.length === 0) return null;
  return {
    confidence: 'possible',
    unique: true,
    parts: inTurn(money.unappliedMinor, free),
    facts: { passedOver: items.length - free.length },
  };
}

/** Each in full in its turn, the last in part. */
function inTurn(amountMinor: bigint, items: readonly OpenItem[]): ProposedPart[] {
  let leftMinor = amountMinor;
  const parts: ProposedPart[] = [];
  for (const item of items) {
    if (leftMinor <= 0n) break;
    const takenMinor = minMinor(leftMinor, item.openMinor);
    parts.push(partOf(item, takenMinor));
    leftMinor -= takenMinor;
  }
  return parts;
}

function partOf(item: OpenItem, amountMinor: bigint): ProposedPart {
  return { item: item.id, number: item.number, amountMinor, discountMinor: 0n, writeOffMinor: 0n };
}

function toleranceOf(rules: ApplyingRules, currency: string): bigint {
  return rules.tolerance.find((each) => each.currency === currency)?.minor ?? 0n;
}

function undisputed(items: readonly OpenItem[]): OpenItem[] {
  return items.flatMap((item) =>
    item.disputedMinor <= 0n
      ? [item]
      : item.disputedMinor >= item.openMinor
        ? []
        : [{ ...item, openMinor: item.openMinor - item.disputedMinor, disputedMinor: 0n }],
  );
}

function inOrder(items: readonly OpenItem[]): OpenItem[] {
  return items
    .filter((item) => item.openMinor > 0n)
    .sort((a, b) => compare(a.dueOn, b.dueOn) || compare(a.number, b.number) || compare(a.id, b.id))
    .slice(0, ITEMS_MAX);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sameParts(a: readonly ProposedPart[], b: readonly ProposedPart[]): boolean {
  const key = (parts: readonly ProposedPart[]) =>
    parts
      .map((part) => `${part.item} ${part.amountMinor} ${part.discountMinor} ${part.writeOffMinor}`)
      .sort()
      .join('|');
  return a.length === b.length && key(a) === key(b);
}
