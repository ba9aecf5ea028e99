// A customer's file → how complete it is: what is missing, stale or unverified, weighted by what this customer's segment needs.
import type { Day } from '#base/date.ts';
import type { Field, PaperKind } from './dossier-catalogue.ts';

/** What a file needs: a fact (`fact:staff`) or a paper (`paper:licence`). */
export type Requirement = { readonly item: string; readonly weight: number };

/** What there is of it: the fact or paper in force. */
export type Present = {
  readonly item: string;
  readonly verified: boolean;
  /** From this day on it should be looked at again; null: it does not age. */
  readonly staleOn: Day | null;
  /** Its last day. */
  readonly expiresOn: Day | null;
};

export type ItemState = 'good' | 'unverified' | 'stale' | 'expired' | 'missing';

export type Completeness = {
  /** Of 1,000,000; null where nothing is needed of this customer. */
  readonly scorePpm: number | null;
  readonly items: readonly { readonly item: string; readonly weight: number; readonly state: ItemState }[];
  readonly missing: readonly string[];
  /** Stale or expired. */
  readonly stale: readonly string[];
  readonly unverified: readonly string[];
};

/** What an item counts in each state, in ppm of its weight: said is worth something, seen by two and fresh everything. */
const WORTH_PPM: Readonly<Record<ItemState, bigint>> = {
  good: 1_000_000n,
  unverified: 600_000n,
  stale: 500_000n,
  expired: 0n,
  missing: 0n,
};
const WHOLE_PPM = 1_000_000n;

/** What a customer of a segment (null: none known) has to show. Weight 0 is never needed. */
export function requirementsOf(fields: readonly Field[], papers: readonly PaperKind[], segment: string | null): Requirement[] {
  const needed = (field: Field) => field.requiredIn.some((each) => each === '*' || (segment !== null && each === segment));
  return [
    ...fields.flatMap((field) =>
      field.weight > 0 && needed(field) ? [{ item: `fact:${field.key}`, weight: field.weight }] : [],
    ),
    ...papers.flatMap((paper) => (paper.weight > 0 ? [{ item: `paper:${paper.key}`, weight: paper.weight }] : [])),
  ];
}

export function stateOf(present: Present | undefined, asOf: Day): ItemState {
  if (!present) return 'missing';
  if (present.expiresOn !== null && present.expiresOn < asOf) return 'expired';
  if (present.staleOn !== null && present.staleOn <= asOf) return 'stale';
  return present.verified ? 'good' : 'unverified';
}

/**
 * Score = Σ weight × worth of its state / Σ weight, rounded down (a file is never better than it is). An item that is stale and unverified
 * counts as stale and is named in both lists.
 */
export function completenessOf(needs: readonly Requirement[], present: readonly Present[], asOf: Day): Completeness {
  const byItem = new Map(present.map((each) => [each.item, each]));
  const items = needs.map(({ item, weight }) => ({ item, weight, state: stateOf(byItem.get(item), asOf) }));
  let earned = 0n;
  let whole = 0n;
  for (const each of items) {
    earned += BigInt(each.weight) * WORTH_PPM[each.state];
    whole += BigInt(each.weight) * WHOLE_PPM;
  }
  const named = (...states: ItemState[]) => items.filter((each) => states.includes(each.state)).map((each) => each.item);
  return {
    scorePpm: whole === 0n ? null : Number((earned * WHOLE_PPM) / whole),
    items,
    missing: named('missing'),
    stale: named('stale', 'expired'),
    unverified: items.filter((each) => byItem.get(each.item)?.verified === false).map((each) => each.item),
  };
}
