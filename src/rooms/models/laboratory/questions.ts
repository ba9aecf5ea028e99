// Questions to a fitted model on the rows it had not seen: by segment, by case, against another model.

import { Problem } from '#base/assert.ts';
import { shapley } from '#engine/models/boosted-model.ts';
import { BADS_MIN, compareAreas, count, logistic, rocCurve } from '#engine/models/metrics.ts';
import { binsOfRow, bySegment, pointsOf } from '#engine/models/pictures.ts';
import { factorOf, offsetOf, SCALING } from '#engine/models/scorecard-model.ts';
import { swapSet } from '#engine/models/stability.ts';
import { type ModelTable, takeRows, textAt } from '#engine/models/table.ts';
import { type Model, rankOf, riskOf } from '#engine/models/train.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { found, modelOf, withOwnHistory } from '../actions.ts';
import { pastOf } from '../past.ts';
import { columnNamed } from '../reading.ts';
import type * as contract from './contract.ts';
import { type Ended, endedFit } from './fitting.ts';

const CASES_SHOWN = 30;
/** A column names rows when nearly every row has its own value there. */
const NAMES_SHARE = 0.9;
const ACCEPT_SHARE = 0.7;

export const segments: Action<typeof contract.segments> = async (ctx, input) => {
  const ended = await endedFit(ctx, input.fit);
  const missing = ctx.language === 'zh' ? '缺失' : 'missing';
  return { segments: bySegment(columnNamed(ended.table, input.column), ended.held, ended.bad, missing) };
};

function namingColumn(table: ModelTable) {
  const looked = Math.min(table.rows, 2_000);
  return table.columns.find((column) => {
    if (column.kind !== 'category' || column.isDay) return false;
    const met = new Set<number>();
    for (let row = 0; row < looked; row += 1) if (column.codes[row]! >= 0) met.add(column.codes[row]!);
    return met.size >= looked * NAMES_SHARE;
  });
}

export const cases: Action<typeof contract.cases> = async (ctx, input) => {
  const { table, held, heldBad, model, rows } = await endedFit(ctx, input.fit);
  const named = namingColumn(table);
  const nameOf = (at: number) => (named ? textAt(named, held.rows[at]!) : null);
  let places = [...held.rows.keys()];
  const sought = input.find?.trim().toLowerCase();
  if (sought) {
    places = places.filter((at) => nameOf(at)?.toLowerCase().includes(sought) || String(rows[held.rows[at]!]! + 1) === sought);
  }
  const order = input.order ?? 'riskiest';
  // Bad customers the model trusted, and good ones it feared: what it does not know shows there.
  if (order === 'missed') places = places.filter((at) => heldBad[at] === 1);
  if (order === 'wrongly-feared') places = places.filter((at) => heldBad[at] === 0);
  const sign = order === 'riskiest' || order === 'wrongly-feared' ? -1 : 1;
  places.sort((a, b) => sign * (held.risk[a]! - held.risk[b]!) || a - b);
  const shown = places.slice(0, CASES_SHOWN);
  // Chosen by models that had not seen them; the score beside a name is that of the model that will be used, and is explained.
  const theirs = takeRows(
    table,
    Int32Array.from(shown, (at) => held.rows[at]!),
  );
  const [ranks, risks] = [rankOf(model, theirs), riskOf(model, theirs)];
  return {
    label: named?.name ?? null,
    cases: shown.map((at, index) => ({
      row: rows[held.rows[at]!]!,
      name: nameOf(at),
      score: pointsOf(model, ranks[index]!),
      pd: logistic(risks[index]!),
      bad: heldBad[at] === 1,
    })),
  };
};

export const explain: Action<typeof contract.explain> = async (ctx, input) => {
  const ended = await endedFit(ctx, input.fit);
  const at = ended.rows.indexOf(input.row);
  if (at < 0)
    throw new Problem(404, 'row_unknown', `There is no row ${input.row} with a known outcome`, { facts: { row: input.row } });
  const one = takeRows(ended.table, Int32Array.of(at));
  const textOf = (name: string) => {
    const column = one.columns.find((each) => each.name === name);
    return column ? textAt(column, 0) : null;
  };
  return {
    row: input.row,
    ...(ended.model.method === 'scorecard' ? cardParts(ended, at, textOf) : treeParts(ended, one, textOf)),
  };
};

function cardParts({ model, table }: Ended, at: number, textOf: (name: string) => string | null) {
  if (model.method !== 'scorecard') throw new Error('not a card');
  const places = binsOfRow(model, table, at);
  let score = model.basePoints;
  let logOdds = model.intercept;
  const parts = model.variables.map((variable, index) => {
    const bin = variable.bins[places[index]!] ?? null;
    const points = bin ? bin.points : variable.unknownPoints;
    score += points;
    logOdds += bin ? bin.value : 0;
    return {
      variable: variable.name,
      value: textOf(variable.name),
      points,
      best: Math.max(...variable.bins.filter((each) => each.rows > 0).map((each) => each.points)),
      bin,
    };
  });
  return { score, base: model.basePoints, pd: logistic(-logOdds), parts: parts.sort((a, b) => a.points - b.points) };
}

/** Shapley values of the log odds, as points on the scale of cards: what raises risk lowers points. */
function treeParts({ model }: Ended, one: ModelTable, textOf: (name: string) => string | null) {
  if (model.method === 'scorecard') throw new Error('not trees');
  const { base, values } = shapley(model, one);
  const risk = values.reduce((sum, each) => sum + each, base);
  const factor = factorOf(SCALING);
  const parts = model.variables
    .map(({ name }, index) => ({
      variable: name,
      value: textOf(name),
      points: -factor * values[index]!,
      best: null,
      bin: null,
    }))
    .filter((part) => Math.abs(part.points) >= 0.05)
    .sort((a, b) => a.points - b.points);
  return { score: pointsOf(model, risk), base: offsetOf(SCALING) - factor * base, pd: logistic(risk), parts };
}

export const compare: Action<typeof contract.compare> = async (ctx, input) => {
  const first = await endedFit(ctx, input.first);
  const other = await otherRank(ctx, input, first);
  // Only rows that neither model had seen, with the same outcome.
  const places = [...first.held.rows.keys()].filter((at) => !Number.isNaN(other[first.held.rows[at]!]!));
  if (places.length === 0)
    throw new Problem(422, 'nothing_in_common', 'the two models were tested on different rows; hold rows back in the same way');
  const one = Float64Array.from(places, (at) => first.held.rank[at]!);
  const two = Float64Array.from(places, (at) => other[first.held.rows[at]!]!);
  const bad = Uint8Array.from(places, (at) => first.heldBad[at]!);
  const acceptShare = input.acceptShare ?? ACCEPT_SHARE;
  return {
    rows: places.length,
    bads: count(bad),
    acceptShare,
    areas: compareAreas(one, two, bad),
    enough: count(bad) >= BADS_MIN,
    curves: [rocCurve(one, bad, 60), rocCurve(two, bad, 60)],
    swap: swapSet(two, one, bad, acceptShare),
  };
};

/** By row of the first fitting's table; NaN where the other has seen the row. A kept model is taken to have seen none. */
async function otherRank(
  ctx: Ctx,
  input: { second?: string; model?: string; version?: number },
  first: Ended,
): Promise<Float64Array> {
  if (input.second === undefined) {
    if (input.model === undefined) throw new Problem(400, 'input_malformed', 'name a second fitting or a model');
    const row = await found(ctx, input.model, input.version);
    return rankWhole(await modelOf(ctx, row), withOwnHistory(first.whole, row.training), first);
  }
  const second = await endedFit(ctx, input.second);
  // Of another table its model is asked, not what it held out there.
  if (second.study.study_id !== first.study.study_id) {
    const past = pastOf(second.told.notes);
    const asked = { ...past, target: second.said.target, bad: second.said.bad };
    return rankWhole(second.model, past ? withOwnHistory(first.whole, { asked }) : first.whole, first);
  }
  const byFileRow = new Map(Array.from(second.held.rows, (row, at) => [second.rows[row]!, second.held.rank[at]!]));
  return Float64Array.from(first.rows, (row) => byFileRow.get(row) ?? Number.NaN);
}

/**
 * Of the rows of the first fitting. A model that does not find all it asks for, a customer's past among it, is not itself here: refuses (422)
 * `columns_missing`.
 */
function rankWhole(model: Model, whole: ModelTable, first: Ended): Float64Array {
  const here = new Set(whole.columns.map((column) => column.name));
  const asked = model.method === 'scorecard' ? model.variables : model.variables.filter((each) => each.gainShare > 0);
  const missing = asked.map((each) => each.name).filter((name) => !here.has(name));
  if (missing.length > 0)
    throw new Problem(
      422,
      'columns_missing',
      `this table has not all that the other model asks for: ${missing.slice(0, MISSING_NAMED).join(', ')}; compared without it, it would look weaker than it is`,
      { facts: { columns: missing.slice(0, MISSING_NAMED).join('、'), count: missing.length } },
    );
  return rankOf(model, takeRows(whole, first.rows));
}

const MISSING_NAMED = 5;
