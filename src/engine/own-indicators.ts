// A company's own indicators together: checked against each other, no circles, worked out in the order they need one another.
import { evaluate, type Fault, type Node, type Parsed, parseExpression } from './expression.ts';
import type { CatalogueEntry } from './indicator-catalogue.ts';
import { dimensionOf, type EntryUnit, fromNatural, natural, type Reading, type Readings } from './indicator-reading.ts';

/** Own keys begin so: none of ours ever will. */
export const OWN_PREFIX = 'own_';
/** Own indicators of one company. */
export const OWN_MAX = 200;
/** A chain of own indicators on own indicators. */
const CHAIN_MAX = 20;

export type OwnDefinition = {
  readonly key: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly unit: EntryUnit;
  readonly safer: CatalogueEntry['safer'];
  /** With keys, as `sayExpression` keeps it. */
  readonly expression: string;
};

export type OwnEntry = CatalogueEntry & { readonly node: Node; readonly parts: readonly string[] };

export type OwnFault =
  | Fault
  | { readonly code: 'circle'; readonly at: 0; readonly facts: { readonly through: string } }
  | UnitFault;
type UnitFault = {
  readonly code: 'unit_of_result';
  readonly at: 0;
  readonly facts: { readonly is: string; readonly wanted: string };
};

/**
 * Reads own definitions against the shipped catalogue and each other. Answers them in the order they are worked out in, with the fault of
 * each that cannot be (`circle`: it needs itself, by way of `through`).
 */
export function compileOwn(
  shipped: readonly CatalogueEntry[],
  own: readonly OwnDefinition[],
): { readonly entries: readonly OwnEntry[]; readonly faults: ReadonlyMap<string, OwnFault> } {
  const names = [...shipped, ...own].map((each) => ({
    key: each.key,
    titles: [each.title.zh, each.title.en],
    dimension: dimensionOf(each.unit),
  }));
  const freshOf = new Map(shipped.map((each) => [each.key, each.freshDays]));
  const faults = new Map<string, OwnFault>();
  const parsed = new Map<string, Parsed>();
  for (const each of own) {
    const found = parseExpression(each.expression, names);
    if ('fault' in found) faults.set(each.key, found.fault);
    else if (found.dimension !== dimensionOf(each.unit))
      faults.set(each.key, { code: 'unit_of_result', at: 0, facts: { is: found.dimension, wanted: dimensionOf(each.unit) } });
    else parsed.set(each.key, found);
  }
  const byKey = new Map(own.map((each) => [each.key, each]));
  const entries: OwnEntry[] = [];
  const placed = new Set<string>();
  const place = (key: string, above: readonly string[]): boolean => {
    if (placed.has(key)) return true;
    const definition = byKey.get(key)!;
    const found = parsed.get(key);
    if (!found) return false;
    if (above.includes(key) || above.length >= CHAIN_MAX) {
      faults.set(key, { code: 'circle', at: 0, facts: { through: above.at(-1)! } });
      return false;
    }
    for (const part of found.keys) if (byKey.has(part) && !place(part, [...above, key])) return fail(key, part);
    // Own ones are as fresh as their least patient part.
    const freshDays = Math.min(1000, ...found.keys.map((part) => freshOf.get(part) ?? 1000));
    freshOf.set(key, freshDays);
    entries.push({ ...definition, source: 'own', freshDays, node: found.node, parts: found.keys });
    placed.add(key);
    return true;
  };
  const fail = (key: string, part: string): false => {
    if (!faults.has(key)) faults.set(key, { code: 'circle', at: 0, facts: { through: part } });
    return false;
  };
  for (const each of own) place(each.key, []);
  return { entries, faults };
}

/** Adds own indicators to the readings of one customer, in the order of `entries`. */
export function withOwn(
  readings: Readings,
  entries: readonly OwnEntry[],
  unitOf: (key: string) => EntryUnit,
  minorPerUnit: number,
): Readings {
  if (entries.length === 0) return readings;
  const all: Record<string, Reading> = { ...readings };
  for (const entry of entries) {
    const found = evaluate(entry.node, (key) => {
      const value = all[key]?.value ?? null;
      return value === null ? null : natural(unitOf(key), value, minorPerUnit);
    });
    const inputs = Object.fromEntries(entry.parts.map((part) => [part, all[part]?.value ?? null]));
    const days = entry.parts.flatMap((part) => all[part]?.on ?? []).sort();
    const on = days[0] ?? null;
    all[entry.key] =
      'value' in found
        ? { value: fromNatural(entry.unit, found.value, minorPerUnit), inputs, on }
        : { value: null, missing: found.missing, inputs: { ...inputs, part: found.part }, on };
  }
  return all;
}
