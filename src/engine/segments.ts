// Segments: a decision table over what is known of a customer. The first row that fits counts.
import type { Money } from '#base/money.ts';

export const SIZE_NAMES = ['large', 'medium', 'small', 'micro'] as const;

/** null: the row does not ask. Lists: one of them; industries and regions are compared by their beginning. */
export type SegmentRow = {
  readonly id: string;
  readonly segment: string;
  readonly sizes: readonly string[] | null;
  readonly industries: readonly string[] | null;
  readonly regions: readonly string[] | null;
  readonly channels: readonly string[] | null;
  readonly grades: readonly string[] | null;
  /** Sales of the last twelve months, a bound a currency: at least, less than. A currency without a bound does not fit. */
  readonly salesFrom: readonly Money[] | null;
  readonly salesBelow: readonly Money[] | null;
};

export type SegmentRules = { readonly rows: readonly SegmentRow[] };

/** What is not known is null: a row that asks for it does not fit. */
export type SegmentFacts = {
  readonly size: string | null;
  readonly industry: string | null;
  readonly region: string | null;
  readonly channel: string | null;
  readonly grade: string | null;
  readonly sales: Money | null;
};

export type SegmentAnswer = {
  readonly segment: string;
  readonly row: string;
  /** Facts that rows above asked for and nobody knows: with them the answer might be another. */
  readonly missing: readonly (keyof SegmentFacts)[];
};

/** null: no row fits, the customer stands in no segment. */
export function segmentOf(facts: SegmentFacts, rules: SegmentRules): SegmentAnswer | null {
  const missing = new Set<keyof SegmentFacts>();
  for (const row of rules.rows) {
    const lacks = unknownTo(row, facts);
    if (lacks.length > 0) {
      for (const each of lacks) missing.add(each);
      continue;
    }
    if (fits(row, facts)) return { segment: row.segment, row: row.id, missing: [...missing] };
  }
  return null;
}

function unknownTo(row: SegmentRow, facts: SegmentFacts): (keyof SegmentFacts)[] {
  const asked: [unknown, keyof SegmentFacts][] = [
    [row.sizes, 'size'],
    [row.industries, 'industry'],
    [row.regions, 'region'],
    [row.channels, 'channel'],
    [row.grades, 'grade'],
    [row.salesFrom ?? row.salesBelow, 'sales'],
  ];
  return asked.flatMap(([condition, fact]) => (condition !== null && facts[fact] === null ? [fact] : []));
}

function fits(row: SegmentRow, facts: SegmentFacts): boolean {
  const oneOf = (list: readonly string[] | null, value: string | null) => list === null || list.includes(value!);
  const begins = (list: readonly string[] | null, value: string | null) =>
    list === null || list.some((each) => value!.startsWith(each));
  return (
    oneOf(row.sizes, facts.size) &&
    oneOf(row.channels, facts.channel) &&
    oneOf(row.grades, facts.grade) &&
    begins(row.industries, facts.industry) &&
    begins(row.regions, facts.region) &&
    within(row.salesFrom, facts.sales, (minor, bound) => minor >= bound) &&
    within(row.salesBelow, facts.sales, (minor, bound) => minor < bound)
  );
}

function within(bounds: readonly Money[] | null, sales: Money | null, holds: (minor: bigint, bound: bigint) => boolean): boolean {
  if (bounds === null) return true;
  const bound = bounds.find((each) => each.currency === sales?.currency);
  return bound !== undefined && sales !== null && holds(sales.minor, bound.minor);
}
