// Medians of work done in turns: what a shared machine does to one side in a minute it does to the other as well.

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Milliseconds of two works run in turns, the first pair thrown away. */
export async function alternate(
  rounds: number,
  ours: (round: number) => Promise<unknown>,
  reference: (round: number) => Promise<unknown>,
): Promise<{ ours: number[]; reference: number[] }> {
  const times = { ours: [] as number[], reference: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const one = await timed(() => ours(round));
    const two = await timed(() => reference(round));
    if (round < 0) continue;
    times.ours.push(one);
    times.reference.push(two);
  }
  return times;
}

/** A figure of a bench. `ours` and `reference` in `unit`; `ratio` is ours ÷ reference. `more`: what else was seen, for people. */
export type Figure = {
  readonly name: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  readonly unit: string;
  readonly more: readonly { readonly what: string; readonly value: string }[];
};

export type BenchOptions = {
  /** Rows of a file, customers of a company: where the bench has a size to choose. */
  readonly rows?: number;
  /** Keep the data folder there and use it again. */
  readonly data?: string;
  readonly say: (line: string) => void;
};

export type Bench = (options: BenchOptions) => Promise<Figure>;

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
