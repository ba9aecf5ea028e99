// From a table to a scorecard: bins, selection, logistic regression on WOE, points; on resamples of the rows where bads are few.
import { BINNING, type BinningRules, ivOf, mergeBins, woeOf } from './binning.ts';
import { type Counts, codesIn, countCodes, type FineBins, fineBinsOf } from './fine-bins.ts';
import { type CodedColumn, fitLogistic } from './logistic.ts';
import { bestOf, isDrawn, lineOf, MeanCard, normalScores } from './mean-card.ts';
import { count } from './metrics.ts';
import {
  factorOf,
  type ModelBin,
  type ModelVariable,
  offsetOf,
  SCALING,
  type Scaling,
  type ScorecardModel,
} from './scorecard-model.ts';
import { type Dropped, screen } from './screen.ts';
import { Seeded } from './seeded.ts';
import { stepsOf } from './steps.ts';
import type { Column, ModelTable } from './table.ts';

/** Bins set by hand: inner cuts of a number, groups of levels of a category. */
export type Given = readonly number[] | readonly (readonly string[])[];

export type ScorecardRules = {
  readonly exclude: ReadonlySet<string>;
  /** Codes that are no amounts (−7, −8, −9): bins of their own. */
  readonly specials: readonly number[];
  readonly scaling: Scaling;
  /** null: RESAMPLES where the rarer class has fewer than RESAMPLE_BELOW rows, else none. */
  readonly resamples: number | null;
  readonly seed: number;
  readonly binning: BinningRules;
  /** Least share of the rows in a bin as it is shown. */
  readonly shownMin: number;
  /** null: IV_MIN, and IV_MIN_SURE where bads are so many that less is no luck. */
  readonly ivMin: number | null;
  readonly correlationMax: number;
  readonly variablesMax: number;
  readonly ridge: number;
  /** Rows of the average kind that every bin is given when its WOE is estimated, null: SMOOTHING_SHARE of the rows. */
  readonly smoothing: number | null;
  /** Cuts set by hand: inner cuts of a number, groups of levels of a category; they are kept as they are. */
  readonly given: ReadonlyMap<string, Given>;
};

export const RESAMPLES = 40;
export const RESAMPLE_BELOW = 2_000;
/** With fewer of the rarer kind numbers are tried as lines too; above, the bins are sure enough of themselves. */
const LINES_BELOW = 100;
/** A bin of few rows says less; from some thousand rows on this changes nothing. */
const SMOOTHING_SHARE = 0.06;
const SMOOTHING_MAX = 40;
const IV_MIN = 0.02;
/** From RESAMPLE_BELOW bads on five times what chance gives; several weak variables together tell what none of them does. */
const IV_MIN_SURE = 0.005;
/** Levels have no neighbours that blur into each other: they may stand in more and smaller groups. */
const LEVEL_STEPS_MAX = 25;
const LEVEL_SHARE_MIN = 0.01;
/** Of so many levels the best and the worst are partly luck: each is given twice the rows of the average kind and stands for itself. */
const LEVELS_MANY = 12;

export const CARD_RULES: ScorecardRules = {
  exclude: new Set(),
  specials: [],
  scaling: SCALING,
  resamples: null,
  seed: 1,
  binning: { ...BINNING, shareMin: 0.03, penalty: 0 },
  shownMin: 0.03,
  ivMin: null,
  correlationMax: 0.95,
  variablesMax: 30,
  ridge: 1,
  smoothing: null,
  given: new Map(),
};

export type ScorecardFit = {
  readonly model: ScorecardModel;
  readonly dropped: ReadonlyMap<string, Dropped>;
  /** Bins of the variables that were looked at and dropped. */
  readonly binned: ReadonlyMap<string, ModelVariable>;
};

type Candidate = {
  readonly column: Column;
  readonly fine: FineBins;
  readonly direction: 'ascending' | 'descending' | 'free';
  readonly isGiven: boolean;
  readonly iv: number;
  /** Information value less what chance alone would give so many levels or steps: levels, put in order by the outcome itself, seem to tell more than they do. */
  readonly beyondChance: number;
  /** WOE by code on all rows. */
  readonly woes: Float64Array;
  /** Normal scores by ordinary code; of numbers. */
  readonly normal: Float64Array;
};

export type Told = (done: number, total: number) => void;

type Rules = ScorecardRules & { readonly smoothing: number; readonly ivMin: number };

export function fitScorecard(
  table: ModelTable,
  bad: Uint8Array,
  asked: ScorecardRules = CARD_RULES,
  told: Told = () => {},
): ScorecardFit {
  const bads = count(bad);
  const goods = table.rows - bads;
  const isSure = Math.min(bads, goods) >= RESAMPLE_BELOW;
  const rules: Rules = {
    ...asked,
    smoothing: asked.smoothing ?? Math.min(SMOOTHING_MAX, SMOOTHING_SHARE * table.rows),
    ivMin: asked.ivMin ?? (isSure ? IV_MIN_SURE : IV_MIN),
  };
  const resamples = rules.resamples ?? (isSure ? 0 : RESAMPLES);
  const { usable, dropped: screened } = screen(table, rules.exclude, bad);
  const dropped = new Map(screened);
  const turns = usable.length + resamples + 1;
  const looked: Candidate[] = [];
  const candidates: Candidate[] = [];
  for (const [at, column] of usable.entries()) {
    const candidate = candidateOf(column, bad, goods, bads, rules);
    looked.push(candidate);
    if (candidate.iv < rules.ivMin) dropped.set(column.name, { code: 'iv_low', actual: candidate.iv, threshold: rules.ivMin });
    else candidates.push(candidate);
    told(at + 1, turns);
  }
  const chosen = withoutRepeats(candidates, rules, dropped);
  const good = bad.map((flag) => 1 - flag);

  // Each resample is a card of its own; what a value is worth is the mean over the cards.
  const chance = new Seeded(rules.seed);
  const cards = Math.max(1, resamples);
  const steps = new MeanCard(chosen, bad.length, cards);
  const lines =
    resamples > 0 && Math.min(bads, goods) < LINES_BELOW && chosen.some(isDrawn) ? new MeanCard(chosen, bad.length, cards) : null;
  for (let turn = 0; turn < cards; turn += 1) {
    const times = resamples === 0 ? null : resample(bad, chance);
    const woes =
      times === null ? chosen.map((each) => each.woes) : chosen.map((each) => woesOf(each, bad, goods, bads, rules, times));
    steps.add(fitSigned(chosen, woes, good, rules.ridge, times), woes, times);
    if (lines && times) {
      const drawn = chosen.map((each, at) => (isDrawn(each) ? lineOf(each, woes[at]!, bad, times) : woes[at]!));
      lines.add(fitSigned(chosen, drawn, good, rules.ridge, times), drawn, times);
    }
    told(usable.length + turn + 1, turns);
  }
  const { intercept, sums, weights, kept } = lines ? bestOf(steps, lines, good) : steps;

  const variables: (ModelVariable & { readonly values: Float64Array; readonly codes: Uint8Array })[] = [];
  for (const [at, candidate] of chosen.entries()) {
    if (kept[at]! * 2 <= cards) {
      dropped.set(candidate.column.name, { code: 'wrong_sign' });
      continue;
    }
    variables.push(variableOf(candidate, sums[at]!, weights[at]!, bad, goods, bads, rules, resamples > 0));
  }
  return {
    model: {
      method: 'scorecard',
      scaling: rules.scaling,
      resamples,
      rows: table.rows,
      bads,
      ...inPoints(variables, recentred(variables, bad, intercept), rules.scaling),
    },
    dropped,
    binned: new Map(
      looked
        .filter(({ column }) => dropped.has(column.name))
        .map((each) => {
          const { values: _values, codes: _codes, ...variable } = variableOf(each, each.woes, 0, bad, goods, bads, rules, false);
          return [variable.name, variable];
        }),
    ),
  };
}

function candidateOf(column: Column, bad: Uint8Array, goods: number, bads: number, rules: Rules): Candidate {
  const given = rules.given.get(column.name);
  const fine = given ? givenBins(column, given, rules.specials) : fineBinsOf(column, rules.specials);
  const counts = countCodes(fine.codes, codesIn(fine), bad);
  let direction: Candidate['direction'] = 'free';
  if (!given && !fine.levels) {
    const ordinary = { goods: counts.goods.subarray(0, fine.size), bads: counts.bads.subarray(0, fine.size) };
    direction = mergeBins(ordinary, fine.size, goods, bads, rules.binning).direction;
  }
  const plain = { column, fine, direction, isGiven: given !== undefined };
  const groups = groupsOf(plain, counts, goods, bads, rules);
  const iv = ivOver(groups, counts, goods, bads);
  const free = fine.levels ? fine.size : groups.length;
  return {
    ...plain,
    iv,
    beyondChance: iv - Math.max(0, free - 1) * (1 / goods + 1 / bads),
    woes: woesFrom(fine, groups, counts, goods, bads, rules.smoothing),
    normal: fine.levels ? new Float64Array(0) : normalScores(fine, counts),
  };
}

/** Fine bins as a person set them. */
function givenBins(column: Column, given: Given, specials: readonly number[]): FineBins {
  if (column.kind === 'number') {
    const cuts = Float64Array.from(given as readonly number[]).sort();
    return { ...fineBinsOf({ ...column, values: new Float64Array(0) }, specials), ...codedBy(column.values, cuts, specials) };
  }
  const groups = given as readonly (readonly string[])[];
  const named = new Set(groups.flat());
  const rest = column.levels.filter((level) => !named.has(level));
  const levels = rest.length > 0 ? [...groups, rest] : groups;
  const binOf = column.levels.map((level) => levels.findIndex((group) => group.includes(level)));
  const codes = Uint8Array.from(column.codes, (code) => (code < 0 ? levels.length : binOf[code]!));
  return { codes, size: levels.length, specials: [], cuts: null, levels };
}

/** Codes that share a bin, by code; special codes and missing are always alone. */
function groupsOf(
  candidate: Omit<Candidate, 'iv' | 'beyondChance' | 'woes' | 'normal'>,
  counts: Counts,
  goods: number,
  bads: number,
  rules: Rules,
): number[][] {
  const { fine, direction, isGiven } = candidate;
  const alone = Array.from({ length: fine.specials.length + 1 }, (_, at) => [fine.size + at]);
  if (isGiven) return [...Array.from({ length: fine.size }, (_, at) => [at]), ...alone];
  let order = Array.from({ length: fine.size }, (_, at) => at);
  if (fine.levels) {
    // Levels stand in the order of their smoothed WOE; so ordered every merge of neighbours is a group of like levels.
    const woes = order.map((code) => smoothed(counts.goods[code]!, counts.bads[code]!, goods, bads, rules.smoothing));
    order = order.filter((code) => counts.goods[code]! + counts.bads[code]! > 0).sort((a, b) => woes[a]! - woes[b]! || a - b);
  }
  const inOrder = {
    goods: Float64Array.from(order, (at) => counts.goods[at]!),
    bads: Float64Array.from(order, (at) => counts.bads[at]!),
  };
  const shareMin = fine.levels ? Math.min(LEVEL_SHARE_MIN, rules.binning.shareMin) : rules.binning.shareMin;
  const { starts } = mergeBins(inOrder, order.length, goods, bads, { ...rules.binning, direction, shareMin });
  const edges = [0, ...starts, order.length];
  return [...edges.slice(1).map((to, at) => order.slice(edges[at]!, to)), ...alone];
}

/** WOE of a bin after it was given rows of the average kind. */
function smoothed(goods: number, bads: number, allGoods: number, allBads: number, rows: number): number {
  if (goods + bads === 0) return 0;
  const share = rows / (allGoods + allBads);
  return woeOf(goods + share * allGoods, bads + share * allBads, allGoods, allBads);
}

function sumsOf(codes: readonly number[], counts: Counts): { goods: number; bads: number } {
  let goods = 0;
  let bads = 0;
  for (const code of codes) {
    goods += counts.goods[code]!;
    bads += counts.bads[code]!;
  }
  return { goods, bads };
}

function ivOver(groups: readonly (readonly number[])[], counts: Counts, goods: number, bads: number): number {
  return groups.reduce((sum, codes) => {
    const bin = sumsOf(codes, counts);
    return sum + ivOf(bin.goods, bin.bads, goods, bads);
  }, 0);
}

function woesFrom(
  fine: FineBins,
  groups: readonly (readonly number[])[],
  counts: Counts,
  goods: number,
  bads: number,
  smoothing: number,
): Float64Array {
  const woes = new Float64Array(counts.goods.length);
  const single = fine.levels && fine.size > LEVELS_MANY ? fine.size : 0;
  for (const codes of groups) {
    const bin = sumsOf(codes, counts);
    const woe = smoothed(bin.goods, bin.bads, goods, bads, smoothing);
    for (const code of codes) {
      woes[code] = code < single ? smoothed(counts.goods[code]!, counts.bads[code]!, goods, bads, 2 * smoothing) : woe;
    }
  }
  return woes;
}

function woesOf(
  candidate: Candidate,
  bad: Uint8Array,
  goods: number,
  bads: number,
  rules: Rules,
  times: Uint8Array,
): Float64Array {
  const counts = countCodes(candidate.fine.codes, codesIn(candidate.fine), bad, times);
  return woesFrom(candidate.fine, groupsOf(candidate, counts, goods, bads, rules), counts, goods, bads, rules.smoothing);
}

/** How often each row is drawn; as many goods and bads as there are. */
function resample(bad: Uint8Array, chance: Seeded): Uint8Array {
  const times = new Uint8Array(bad.length);
  for (const flag of [0, 1]) {
    const rows: number[] = [];
    for (let row = 0; row < bad.length; row += 1) if (bad[row] === flag) rows.push(row);
    for (let draw = 0; draw < rows.length; draw += 1) times[rows[chance.below(rows.length)]!]! += 1;
  }
  return times;
}

/** Strongest first; what repeats a stronger one, or comes after the card is full, leaves. */
function withoutRepeats(candidates: readonly Candidate[], rules: Rules, dropped: Map<string, Dropped>): Candidate[] {
  const chosen: { candidate: Candidate; centred: Float64Array }[] = [];
  const byStrength = candidates.toSorted((a, b) => b.beyondChance - a.beyondChance);
  for (const candidate of byStrength) {
    const { name } = candidate.column;
    if (chosen.length >= rules.variablesMax) {
      dropped.set(name, { code: 'too_many', threshold: rules.variablesMax });
      continue;
    }
    const centred = centredOf(candidate);
    const like = chosen.find((each) => Math.abs(correlation(each.centred, centred)) > rules.correlationMax);
    if (like) dropped.set(name, { code: 'correlated', with: like.candidate.column.name, threshold: rules.correlationMax });
    else chosen.push({ candidate, centred });
  }
  return chosen.map((each) => each.candidate);
}

/** Rows looked at for correlations; more would not change a choice. */
const CORRELATED_ROWS = 20_000;

function centredOf({ fine, woes }: Candidate): Float64Array {
  const step = Math.max(1, Math.floor(fine.codes.length / CORRELATED_ROWS));
  const out = new Float64Array(Math.ceil(fine.codes.length / step));
  let mean = 0;
  for (let at = 0; at < out.length; at += 1) {
    out[at] = woes[fine.codes[at * step]!]!;
    mean += out[at]! / out.length;
  }
  let squares = 0;
  for (let at = 0; at < out.length; at += 1) squares += (out[at]! - mean) ** 2;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  return out.map((value) => (value - mean) * scale);
}

function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at]! * b[at]!;
  return sum;
}

/** Logistic regression on WOE; the most wrongly signed variable leaves until none is; its weight is then 0. */
function fitSigned(
  chosen: readonly Candidate[],
  woes: readonly Float64Array[],
  good: Uint8Array,
  ridge: number,
  times: Uint8Array | null,
): { intercept: number; weights: Float64Array } {
  const weights = new Float64Array(chosen.length);
  let inside = chosen.map((_, at) => at);
  let start: { intercept: number; weights: Float64Array } | null = null;
  while (true) {
    const columns = inside.map((at): CodedColumn => ({ codes: chosen[at]!.fine.codes, values: woes[at]! }));
    const fit = fitLogistic(columns, good, ridge, times, start);
    let worst = -1;
    for (let at = 0; at < inside.length; at += 1)
      if (fit.weights[at]! <= 0 && (worst < 0 || fit.weights[at]! < fit.weights[worst]!)) worst = at;
    if (worst < 0) {
      for (const [at, index] of inside.entries()) weights[index] = fit.weights[at]!;
      return { intercept: fit.intercept, weights };
    }
    inside = inside.filter((_, at) => at !== worst);
    start = { intercept: fit.intercept, weights: fit.weights.filter((_, at) => at !== worst) };
  }
}

/** What codes are worth → bins as they are shown: few steps, each with its rows, bads, WOE. */
function variableOf(
  { column, fine, direction, isGiven }: Candidate,
  values: Float64Array,
  weight: number,
  bad: Uint8Array,
  goods: number,
  bads: number,
  rules: Rules,
  isMean: boolean,
): ModelVariable & { readonly values: Float64Array; readonly codes: Uint8Array } {
  const counts = countCodes(fine.codes, codesIn(fine), bad);
  const rowsOf = (code: number) => counts.goods[code]! + counts.bads[code]!;
  let order = Array.from({ length: fine.size }, (_each, at) => at);
  if (fine.levels) order = order.filter((code) => rowsOf(code) > 0).sort((a, b) => values[a]! - values[b]! || a - b);
  const groups = isGiven
    ? order.map((code) => [code])
    : stepsOf(
        order.map((code) => values[code]!),
        order.map(rowsOf),
        isMean ? (fine.levels ? LEVEL_STEPS_MAX : rules.binning.binsMax + 2) : Number.POSITIVE_INFINITY,
        0.5 / factorOf(rules.scaling),
        (fine.levels ? LEVEL_SHARE_MIN : rules.shownMin) * order.reduce((sum, code) => sum + rowsOf(code), 0),
      ).map(({ from, to }) => order.slice(from, to));
  const shown = new Float64Array(values.length);
  const bins: ModelBin[] = [];
  const add = (codes: readonly number[], where: Pick<ModelBin, 'above' | 'upTo' | 'levels' | 'special' | 'isMissing'>) => {
    const bin = sumsOf(codes, counts);
    const rows = bin.goods + bin.bads;
    let value = 0;
    for (const code of codes) value += rows > 0 ? (values[code]! * rowsOf(code)) / rows : values[code]! / codes.length;
    for (const code of codes) shown[code] = value;
    bins.push({
      ...where,
      rows,
      bads: bin.bads,
      badRate: rows > 0 ? bin.bads / rows : null,
      woe: woeOf(bin.goods, bin.bads, goods, bads),
      iv: ivOf(bin.goods, bin.bads, goods, bads),
      value,
      points: 0,
    });
  };
  const nowhere = { above: null, upTo: null, levels: null, special: null, isMissing: false };
  for (const [at, codes] of groups.entries()) {
    if (fine.levels) add(codes, { ...nowhere, levels: codes.flatMap((code) => fine.levels![code]!) });
    else {
      add(codes, {
        ...nowhere,
        above: at === 0 ? null : fine.cuts![codes[0]! - 1]!,
        upTo: at === groups.length - 1 ? null : fine.cuts![codes.at(-1)!]!,
      });
    }
  }
  for (const [at, special] of fine.specials.entries()) add([fine.size + at], { ...nowhere, special });
  add([codesIn(fine) - 1], { ...nowhere, isMissing: true });
  return {
    name: column.name,
    kind: column.kind,
    iv: bins.reduce((sum, bin) => sum + bin.iv, 0),
    weight,
    direction,
    bins,
    unknownPoints: 0,
    values: shown,
    codes: fine.codes,
  };
}

/** The intercept with which as many bads are expected as there were. */
function recentred(
  variables: readonly { readonly values: Float64Array; readonly codes: Uint8Array }[],
  bad: Uint8Array,
  start: number,
): number {
  const sums = new Float64Array(bad.length);
  for (const { values, codes } of variables) for (let row = 0; row < sums.length; row += 1) sums[row]! += values[codes[row]!]!;
  const goods = bad.length - count(bad);
  let intercept = start;
  for (let step = 0; step < 30; step += 1) {
    let expected = 0;
    let slope = 0;
    for (const sum of sums) {
      const p = 1 / (1 + Math.exp(-(intercept + sum)));
      expected += p;
      slope += p * (1 - p);
    }
    if (slope < 1e-12) break;
    const move = (goods - expected) / slope;
    intercept += Math.max(-2, Math.min(2, move));
    if (Math.abs(move) < 1e-10) break;
  }
  return intercept;
}

/**
 * Points of a bin = factor × value, rounded. Each variable is first moved so that its average row earns 0, the base points taking what is
 * moved: a variable's points then say how far a bin stands from the average customer.
 */
function inPoints(
  variables: readonly (ModelVariable & { readonly values: Float64Array; readonly codes: Uint8Array })[],
  intercept: number,
  scaling: Scaling,
): Pick<ScorecardModel, 'intercept' | 'basePoints' | 'variables'> {
  const factor = factorOf(scaling);
  let moved = intercept;
  const out = variables.map(({ values: _values, codes: _codes, ...variable }): ModelVariable => {
    const rows = variable.bins.reduce((sum, bin) => sum + bin.rows, 0);
    const mean = variable.bins.reduce((sum, bin) => sum + (bin.value * bin.rows) / rows, 0);
    moved += mean;
    return {
      ...variable,
      bins: variable.bins.map((bin) => {
        const value = bin.rows === 0 && bin.value === 0 ? 0 : bin.value - mean;
        return { ...bin, value, points: plain(Math.round(factor * value)) };
      }),
    };
  });
  return { intercept: moved, basePoints: plain(Math.round(offsetOf(scaling) + factor * moved)), variables: out };
}

/** No −0 in a document. */
const plain = (points: number): number => points + 0;

function codedBy(
  values: Float64Array,
  cuts: Float64Array,
  specials: readonly number[],
): Pick<FineBins, 'codes' | 'cuts' | 'size'> {
  const codes = new Uint8Array(values.length);
  const missing = cuts.length + 1 + specials.length;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    const special = specials.indexOf(value);
    if (Number.isNaN(value)) codes[row] = missing;
    else if (special >= 0) codes[row] = cuts.length + 1 + special;
    else {
      let bin = 0;
      while (bin < cuts.length && value > cuts[bin]!) bin += 1;
      codes[row] = bin;
    }
  }
  return { codes, cuts, size: cuts.length + 1 };
}

export type FirstBins = {
  readonly fine: FineBins;
  readonly counts: Counts;
  /** Codes that share a bin; ordinary bins in order, special codes, missing. */
  readonly groups: readonly (readonly number[])[];
  readonly direction: Candidate['direction'];
  readonly iv: number;
};

/** One column as training would bin it on these rows: to be looked at, and edited, before anything is fitted. */
export function firstBins(column: Column, bad: Uint8Array, specials: readonly number[], given: Given | null = null): FirstBins {
  const bads = count(bad);
  const goods = bad.length - bads;
  const rules: Rules = {
    ...CARD_RULES,
    specials,
    ivMin: IV_MIN,
    smoothing: Math.min(SMOOTHING_MAX, SMOOTHING_SHARE * bad.length),
    given: given ? new Map([[column.name, given]]) : new Map(),
  };
  const candidate = candidateOf(column, bad, goods, bads, rules);
  const counts = countCodes(candidate.fine.codes, codesIn(candidate.fine), bad);
  const { fine, direction, iv } = candidate;
  return { fine, counts, groups: groupsOf(candidate, counts, goods, bads, rules), direction, iv };
}
