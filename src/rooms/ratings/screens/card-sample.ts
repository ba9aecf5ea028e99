// Own customers as a card reads them, and what a card makes of them: rated here in the page while somebody edits.
import { entropyWeights } from '#engine/models/weights.ts';
import { parseRulebook } from '#engine/rulebook.ts';
import { type CardValues, cardFor, NOT_RATED, type Rating, rate, type Scorecard } from '#engine/scorecard.ts';
import type { OutputOf } from '#platform/operation.ts';
import type { sample } from '../contract.ts';
import type { CardBody, CardDoc } from './card-document.ts';

export type Sample = OutputOf<typeof sample>;
export type Customer = Sample['customers'][number];

export function valuesOf(shown: Sample, customer: Customer): CardValues {
  return Object.fromEntries(shown.keys.map((key, at) => [key, { value: customer.values[at] ?? null }]));
}

/** Known values of one indicator over the sample, ascending, and how many do not have it. */
export function spreadOf(
  shown: Sample | undefined,
  key: string,
): { readonly values: readonly number[]; readonly missing: number } {
  const at = shown?.keys.indexOf(key) ?? -1;
  if (!shown || at < 0) return { values: [], missing: shown?.customers.length ?? 0 };
  const values = shown.customers.flatMap((each) => each.values[at] ?? []);
  return { values: values.sort((a, b) => a - b), missing: shown.customers.length - values.length };
}

export function cardOf(body: object): Scorecard | null {
  const parsed = parseRulebook('scorecard', body);
  return parsed.ok ? parsed.rulebook.rules : null;
}

export function rateOne(card: Scorecard, shown: Sample, customer: Customer): Rating {
  return rate(cardFor(card, customer.segment), valuesOf(shown, customer), shown.asOf);
}

export type Comparison = {
  readonly grades: readonly { readonly grade: string; readonly before: number; readonly after: number }[];
  readonly up: number;
  readonly down: number;
  readonly movers: readonly {
    readonly customer: Customer;
    readonly from: Rating;
    readonly to: Rating;
    readonly notches: number;
  }[];
};

/** The sample by both cards. Grades stand in the order of the new scale, those only the old one has behind. */
export function compareCards(before: Scorecard, after: Scorecard, shown: Sample): Comparison {
  const order = [...new Set([...after.scale.map((each) => each.grade), ...before.scale.map((each) => each.grade), NOT_RATED])];
  const counts = new Map(order.map((grade) => [grade, { before: 0, after: 0 }]));
  const movers: Comparison['movers'][number][] = [];
  const totals = { up: 0, down: 0 };
  for (const customer of shown.customers) {
    const [from, to] = [rateOne(before, shown, customer), rateOne(after, shown, customer)];
    counts.get(from.grade)!.before += 1;
    counts.get(to.grade)!.after += 1;
    if (from.grade === to.grade) continue;
    const notches = order.indexOf(from.grade) - order.indexOf(to.grade);
    totals[notches > 0 ? 'up' : 'down'] += 1;
    movers.push({ customer, from, to, notches });
  }
  return {
    ...totals,
    grades: order.flatMap((grade) => {
      const line = counts.get(grade)!;
      return line.before + line.after > 0 ? [{ grade, ...line }] : [];
    }),
    movers: movers.sort((a, b) => Math.abs(b.notches) - Math.abs(a.notches)).slice(0, 12),
  };
}

/** Entropy weights of a card's indicators: of what each value is worth, so that all point one way. Null where nothing differs. */
export function measured(
  body: CardBody,
  card: CardDoc,
  shown: Sample,
): { readonly key: string; readonly weight: number }[] | null {
  const even = card.indicators.map((each) => ({ key: each.key, weight: 1 }));
  const dimensions = (card.dimensions ?? []).map((each) => ({ key: each.key, weight: 1 }));
  const weights = { ...card.weights, method: 'direct' as const, direct: [...even, ...dimensions], total: 100_000 };
  const { segmentCards: _, ...rest } = body;
  const last = body.scale.length - 1;
  const scale = body.scale.map((each, at) => ({ ...each, minScore: last - at }));
  const rules = cardOf({ ...rest, ...card, kind: 'scorecard', id: 'measured', title: body.title, scale, weights, cases: [] });
  if (!rules) return null;
  const rows = shown.customers.map((customer) =>
    rate(rules, valuesOf(shown, customer), shown.asOf).contributions.map((each) => Math.max(0, each.points)),
  );
  const found = entropyWeights(rows);
  return found && card.indicators.map((each, at) => ({ key: each.key, weight: Math.round(found[at]! * 1e6) / 1e6 }));
}
