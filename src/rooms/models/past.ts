// A customer's past in the place of his name: asked for by the command, found in the table, rebuilt for a model that was fitted with it.
import { Problem } from '#base/assert.ts';
import { HISTORY_COLUMNS, type HistoryRules, withHistory } from '#engine/models/history.ts';
import { findHistory } from '#engine/models/history-found.ts';
import type { Dropped } from '#engine/models/screen.ts';
import type { ModelTable } from '#engine/models/table.ts';
import { splitsOf, type Trained, type TrainRules } from '#engine/models/train.ts';
import { columnNamed } from './reading.ts';

/** What was said of it. Only `entity` and `known` together need no looking. */
export type PastAsked = {
  readonly entity?: string | undefined;
  readonly known?: string | undefined;
  readonly history?: 'found' | 'none' | undefined;
};

export type Past = {
  /** With the columns of the past, where there is one. */
  readonly table: ModelTable;
  readonly rules: TrainRules;
  readonly history: HistoryRules | null;
  /** What is told where it was found. */
  readonly notes: readonly object[];
  /** Columns that left for it, each with why. */
  readonly left: ReadonlyMap<string, Dropped>;
  /** Variables with the reason in its place where a column left for the past. */
  readonly named: (variables: Trained['variables']) => Trained['variables'];
};

/**
 * A scorecard in time order puts the customer's past in the place of his name where the table shows who he is and when an outcome was known; what of
 * the two was not named is found, on the rows that train. Trees part names by themselves and were no better for it. `amounts`: the outcome where it is
 * a number. Refuses (400) `history_incomplete`, `column_unknown`.
 */
export function withPast(
  plain: ModelTable,
  bad: Uint8Array,
  amounts: Float64Array | null,
  asked: PastAsked,
  rules: TrainRules,
): Past {
  const { entity, known } = asked;
  const time = rules.holding.kind === 'time' ? rules.holding.column : undefined;
  for (const name of [entity, known]) if (name !== undefined) columnNamed(plain, name);
  const isSaid = entity !== undefined && known !== undefined;
  const isLooked = time !== undefined && asked.history !== 'none' && !isSaid;
  const found =
    isLooked && (entity !== undefined || known !== undefined || rules.method === 'scorecard')
      ? findHistory(plain, bad, splitsOf(plain, bad, rules.holding, rules.seed)[0]!.train, time, rules.exclude, { entity, known })
      : null;
  if (!found && !isSaid && (entity !== undefined || known !== undefined)) throw incomplete();
  if (isSaid && time === undefined) throw incomplete();
  const history: HistoryRules | null = found ?? (isSaid ? { entity, time: time!, known } : null);
  if (!history) return { table: plain, rules, history, notes: [], left: new Map(), named: (variables) => variables };
  // His past stands for the customer; when an outcome was known is nothing that was known beforehand.
  const laterKnown = [history.known, ...(found?.laterKnown ?? [])];
  const left = new Map<string, Dropped>([
    ...laterKnown.map((name) => [name, { code: 'known_later' }] as const),
    [history.entity, { code: 'past_instead' }],
  ]);
  // What somebody left out himself is so named.
  for (const name of rules.exclude) left.delete(name);
  return {
    table: withHistory(plain, bad, amounts, history),
    rules: { ...rules, exclude: new Set([...rules.exclude, ...left.keys()]) },
    history,
    left,
    notes: found ? [{ code: 'history_found', ...found }] : [],
    named: (variables) =>
      variables.map((each) => {
        const why = each.dropped === 'excluded' ? left.get(each.name) : undefined;
        return why ? { ...each, dropped: why.code, why } : each;
      }),
  };
}

const incomplete = () =>
  new Problem(
    400,
    'history_incomplete',
    'the past of a customer needs entity (who), time (when a row came to be) and known (when its outcome was known); what is not named was looked for, and is not there to be seen',
  );

/** The past a fitting found, said again from its notes. */
export function pastOf(notes: readonly { readonly code: string }[]): HistoryRules | null {
  return (notes.find((each) => each.code === 'history_found') as (HistoryRules & { code: string }) | undefined) ?? null;
}

/** A column of the file, or of the past beside one. */
export function columnOrPast(table: ModelTable, name: string): void {
  const ending = HISTORY_COLUMNS.find((each) => name.endsWith(`.${each}`));
  const isThere = table.columns.some((each) => each.name === name);
  columnNamed(table, isThere || ending === undefined ? name : name.slice(0, -ending.length - 1));
}

/** The outcome itself where it is a number (days late): how bad it was. `rows`: those whose outcome is known. */
export function amountsOf(whole: ModelTable, target: string, rows: Int32Array): Float64Array | null {
  const column = columnNamed(whole, target);
  return column.kind === 'number' ? Float64Array.from(rows, (row) => column.values[row]!) : null;
}
