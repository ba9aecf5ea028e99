// Looking at the variables of a study, and at the bins of one: always at the rows that train, never at those held out.
import { Problem } from '#base/assert.ts';
import { type ColumnLook, finest, lookAt, piecesOf } from '#engine/models/look.ts';
import { count } from '#engine/models/metrics.ts';
import { firstBins, type Given } from '#engine/models/scorecard-fit.ts';
import { type ModelTable, takeFlags, takeRows } from '#engine/models/table.ts';
import { type Method, splitsOf, type TrainRules } from '#engine/models/train.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { amountsOf, withPast } from '../past.ts';
import { columnNamed, outcomeOf } from '../reading.ts';
import type * as contract from './contract.ts';
import type * as store from './store.ts';
import { settingsOf, studyFound } from './studies.ts';
import { tableOf } from './tables.ts';

export type Told = { readonly settings: contract.Settings; readonly target: string; readonly bad: string };

/** Refuses (409) `outcome_not_said`: nobody has said yet what bad is. */
export function outcomeSaid(row: store.StudyRow): Told {
  const settings = settingsOf(row);
  if (settings.target === null || settings.bad === null)
    throw new Problem(409, 'outcome_not_said', 'say first which column is the outcome, and which value of it is bad');
  return { settings, target: settings.target, bad: settings.bad };
}

/** What a fitting of this method is fitted by. */
export function rulesOf(settings: contract.Settings, method: Method): TrainRules {
  return {
    method,
    holding: settings.holding,
    seed: settings.seed,
    exclude: new Set(settings.exclude),
    specials: settings.specials,
    monotone: new Map([
      ...settings.rising.map((name) => [name, 1] as const),
      ...settings.falling.map((name) => [name, -1] as const),
    ]),
    card: { given: new Map(Object.entries(settings.cuts) as [string, Given][]) },
  };
}

/** The rows that train: all with folds, where each row is tested by a model that had not seen it. */
export async function trainingRows(ctx: Ctx, row: store.StudyRow) {
  const { settings, target, bad: value } = outcomeSaid(row);
  const file = await tableOf(ctx, row);
  const { table: plain, bad, unknown, rows: known } = outcomeOf(file, target, value);
  // Bins are those of scorecards, and so is the past.
  const past = withPast(plain, bad, amountsOf(file, target, known), settings, rulesOf(settings, 'scorecard'));
  const { table, rules, left } = past;
  const whole = { table, bad, unknown, settings, exclude: rules.exclude, left, rows: bad.length, bads: count(bad) };
  if (settings.holding.kind === 'folds') return whole;
  const [split] = splitsOf(table, bad, settings.holding, settings.seed);
  return { ...whole, table: takeRows(table, split!.train), bad: takeFlags(bad, split!.train) };
}

/** Answers of the last studies looked at: the page asks again when it is opened again. */
const LOOKS_HELD = 20;
const looks = new Map<string, { rows: number; bads: number; unknown: number; lookedAt: number; variables: ColumnLook[] }>();

export const variables: Action<typeof contract.variables> = async (ctx, input) => {
  const row = await studyFound(ctx, input.study);
  const key = `${row.study_id} ${row.version}`;
  const known = looks.get(key);
  if (known) return known;
  const { table, bad, unknown, settings, exclude, left, rows, bads } = await trainingRows(ctx, row);
  const answer = { rows, bads, unknown, lookedAt: bad.length, variables: [] as ColumnLook[] };
  const given = new Map(Object.entries(settings.cuts) as [string, Given][]);
  for (const column of table.columns) {
    const [look] = lookAt({ rows: table.rows, columns: [column] }, bad, exclude, settings.specials, given);
    const why = look!.unusable?.code === 'excluded' ? left.get(column.name) : undefined;
    answer.variables.push(why ? { ...look!, unusable: why, iv: null, bins: [], spread: [] } : look!);
    // Others are answered between two columns.
    await new Promise((resolve) => setImmediate(resolve));
  }
  looks.set(key, answer);
  for (const old of looks.keys()) {
    if (looks.size <= LOOKS_HELD) break;
    looks.delete(old);
  }
  return answer;
};

export const bins: Action<typeof contract.bins> = async (ctx, input) => {
  const row = await studyFound(ctx, input.study);
  const { table, bad, settings } = await trainingRows(ctx, row);
  const column = columnNamed(table, input.variable);
  const suggested = firstBins(column, bad, settings.specials);
  const byHand = (settings.cuts[column.name] ?? null) as Given | null;
  const current = byHand ? firstBins(column, bad, settings.specials, byHand) : suggested;
  return {
    kind: column.kind,
    finest: finestWith(table, input.variable, bad, settings.specials, suggested, [
      ...(input.also ?? []),
      ...(column.kind === 'number' && byHand ? (byHand as readonly number[]) : []),
    ]),
    suggested: piecesOf(suggested, suggested.groups),
    current: piecesOf(current, current.groups),
    byHand: byHand !== null,
  };
};

/** The finest pieces, with cuts among them that the quantiles did not have. */
function finestWith(
  table: ModelTable,
  name: string,
  bad: Uint8Array,
  specials: readonly number[],
  first: ReturnType<typeof firstBins>,
  also: readonly number[],
) {
  const cuts = first.fine.cuts;
  if (!cuts || also.every((cut) => cuts.includes(cut))) return finest(first);
  const all = [...new Set([...cuts, ...also])].sort((a, b) => a - b).slice(0, CUTS_MAX);
  return finest(firstBins(columnNamed(table, name), bad, specials, all));
}

/** Codes of rows are bytes: ordinary bins, special codes and missing together stay below 256. */
const CUTS_MAX = 200;
