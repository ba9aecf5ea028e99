// How an indicator is spread over customers: bins for a picture, quantiles, and why values are missing.
import type { Reading } from './indicator-reading.ts';

export type Distribution = {
  readonly known: number;
  /** Most frequent first. */
  readonly missing: readonly { readonly code: string; readonly customers: number }[];
  /** 5, 25, 50, 75, 95 %. */
  readonly quantiles: readonly number[] | null;
  readonly bins: readonly { readonly from: number; readonly to: number; readonly customers: number }[];
};

const BINS = 12;
const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Twelve equal bins between the 2nd and the 98th percentile, what lies beyond in the outer ones; few different values are a bin each. */
export function distributionOf(readings: readonly Reading[]): Distribution {
  const values = readings.flatMap((each) => (each.value === null ? [] : [each.value])).sort((a, b) => a - b);
  const missing = [
    ...Map.groupBy(
      readings.filter((each) => each.value === null),
      (each) => each.missing ?? 'not_computed',
    ),
  ].map(([code, rows]) => ({ code, customers: rows.length }));
  missing.sort((a, b) => b.customers - a.customers);
  if (values.length === 0) return { known: 0, missing, quantiles: null, bins: [] };
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))]!;
  const different = [...new Set(values)];
  const bins =
    different.length <= BINS
      ? different.map((value) => ({ from: value, to: value, customers: values.filter((each) => each === value).length }))
      : equalBins(values, at(0.02), at(0.98));
  return { known: values.length, missing, quantiles: QUANTILES.map(at), bins };
}

function equalBins(values: readonly number[], low: number, high: number) {
  const [from, to] = low === high ? [values[0]!, values.at(-1)!] : [low, high];
  const width = (to - from) / BINS || 1;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) counts[Math.max(0, Math.min(BINS - 1, Math.floor((value - from) / width)))]! += 1;
  return counts.map((customers, index) => ({ from: from + index * width, to: from + (index + 1) * width, customers }));
}
