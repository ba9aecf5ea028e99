// A statistical model as what rates customers: its bins as a card on our scale of grades, its trees as points with exact contributions.
import type { Day } from '#base/date.ts';
import { type EntryUnit, natural } from './indicator-reading.ts';
import { scoreTrees, shapley, type TreesModel } from './models/boosted-model.ts';
import { logistic } from './models/metrics.ts';
import { factorOf, offsetOf, SCALING, type ScorecardModel } from './models/scorecard-model.ts';
import type { ModelTable } from './models/table.ts';
import type { Model } from './models/train.ts';
import { type CardValues, type Rating, rateScored, type Scorecard } from './scorecard.ts';

const PPM = 1_000_000;

/** Why a model cannot rate customers. */
export type ModelUnfit = 'pd_not_said' | 'not_numbers';

/**
 * Upper default rate of each grade but the last: the geometric mean of its own and the next one's. Null where the scale does not say them.
 */
export function pdBounds(scale: Scorecard['scale']): number[] | null {
  if (scale.some((step) => step.pdPpm === null || step.pdPpm === 0)) return null;
  return scale.slice(0, -1).map((step, at) => Math.sqrt(step.pdPpm! * scale[at + 1]!.pdPpm!));
}

/** Fewest points of each grade on a scaling, from the default rates of the scale; the last takes the rest. */
function scaleOf(card: Scorecard, bounds: readonly number[], factor: number, offset: number): Scorecard['scale'] {
  return card.scale.map((step, at) => {
    const bound = bounds[at];
    if (bound === undefined) return { ...step, minScore: -2_000_000_000 };
    const share = Math.min(bound / PPM, 0.999_999);
    return { ...step, minScore: Math.ceil(offset + factor * Math.log((1 - share) / share)) };
  });
}

/**
 * A model learned from training tables, where shares stand as 0.25 and money in major units; readings are whole ppm and minor units. The same
 * model with its cuts in the units of readings. `unitOf` answers null for what is no indicator: its cuts stay.
 */
export function inReadingUnits(model: Model, unitOf: (key: string) => EntryUnit | null, minorPerUnit: number): Model {
  const turned = new Map(
    model.variables.flatMap(({ name, kind }): [string, (cut: number) => number][] => {
      const unit = kind === 'number' ? unitOf(name) : null;
      const one = unit === null ? 1 : natural(unit, 1, minorPerUnit);
      // Readings are whole: at most 0.29 is at most 290,000 ppm, also where 0.29 × 1e6 falls just short of it.
      return one === 1 ? [] : [[name, (cut) => Math.floor(cut / one + 1e-6)]];
    }),
  );
  if (turned.size === 0) return model;
  if (model.method === 'scorecard') {
    const variables = model.variables.map((variable) => {
      const turn = turned.get(variable.name);
      if (!turn) return variable;
      const end = (cut: number | null) => (cut === null ? null : turn(cut));
      return { ...variable, bins: variable.bins.map((bin) => ({ ...bin, above: end(bin.above), upTo: end(bin.upTo) })) };
    });
    return { ...model, variables };
  }
  const byVariable = model.variables.map(({ name }) => turned.get(name) ?? null);
  const trees = model.trees.map((nodes) =>
    nodes.map((node) => {
      const turn = node.cut === null ? null : byVariable[node.variable];
      return turn ? { ...node, cut: turn(node.cut!) } : node;
    }),
  );
  return { ...model, trees };
}

export type ModelCard = { readonly card: Scorecard; readonly trees: TreesModel | null };

/** Completeness, history, caps and hard criteria stay those of the card: a model only takes the place of its points. */
export function cardOfModel(card: Scorecard, model: Model): ModelCard | { readonly unfit: ModelUnfit } {
  const bounds = pdBounds(card.scale);
  if (!bounds) return { unfit: 'pd_not_said' };
  if (model.variables.some((each) => each.kind !== 'number')) return { unfit: 'not_numbers' };
  const titleOf = (name: string) => card.indicators.find((each) => each.key === name)?.title ?? { zh: name, en: name };
  const common = { ...card, dimensions: [], model: null, segmentCards: [] };
  if (model.method !== 'scorecard') {
    const factor = factorOf(SCALING);
    const offset = offsetOf(SCALING);
    return {
      trees: model,
      card: {
        ...common,
        base: 0,
        scale: scaleOf(card, bounds, factor, offset),
        // Trees have no bands: each variable counts the same where completeness is asked.
        indicators: model.variables.map(({ name }) => ({
          key: name,
          title: titleOf(name),
          bands: [
            { upTo: 0, points: 0 },
            { upTo: null, points: 1 },
          ],
          missing: { policy: 'neutral', points: 0 },
          dimension: null,
          weightPpm: null,
        })),
      },
    };
  }
  return { trees: null, card: { ...common, base: model.basePoints, ...bandsOf(card, model, bounds, titleOf) } };
}

function bandsOf(
  card: Scorecard,
  model: ScorecardModel,
  bounds: readonly number[],
  titleOf: (name: string) => Scorecard['indicators'][number]['title'],
): Pick<Scorecard, 'scale' | 'indicators'> {
  return {
    scale: scaleOf(card, bounds, factorOf(model.scaling), offsetOf(model.scaling)),
    indicators: model.variables.map((variable) => ({
      key: variable.name,
      title: titleOf(variable.name),
      // Special codes are codes of files; an indicator has none.
      bands: variable.bins
        .filter((bin) => !bin.isMissing && bin.special === null)
        .map((bin) => ({ upTo: bin.upTo, points: bin.points })),
      missing: { policy: 'neutral', points: variable.bins.find((bin) => bin.isMissing)?.points ?? variable.unknownPoints },
      dimension: null,
      weightPpm: null,
    })),
  };
}

/** Default rate that a score on a scaling stands for. */
export function pdOfScore(score: number, model: Model): number {
  const scaling = model.method === 'scorecard' ? model.scaling : SCALING;
  return Math.round(logistic((offsetOf(scaling) - score) / factorOf(scaling)) * PPM);
}

/** Customers side by side as the table a model reads; what is not known is missing. */
export function tableOf(names: readonly string[], customers: readonly CardValues[]): ModelTable {
  return {
    rows: customers.length,
    columns: names.map((name) => ({
      kind: 'number',
      name,
      values: Float64Array.from(customers, (values) => values[name]?.value ?? Number.NaN),
    })),
  };
}

function verifiedOnly(values: CardValues): CardValues {
  const unverified = Object.entries(values).filter(([, each]) => each.unverified !== undefined);
  if (unverified.length === 0) return values;
  return { ...values, ...Object.fromEntries(unverified.map(([key, each]) => [key, { value: null, missing: each.unverified! }])) };
}

/** Trees rate many at once: points from the log odds, spread over the variables by exact Shapley values; the base takes the rest. */
export function rateByTrees({ card, trees }: ModelCard, given: readonly CardValues[], asOf: Day): Rating[] {
  if (!trees) return [];
  // A tree has no points of a single value to hold back: what nobody verified is unknown to it.
  const customers = given.map(verifiedOnly);
  const factor = factorOf(SCALING);
  const offset = offsetOf(SCALING);
  const names = trees.variables.map((each) => each.name);
  const table = tableOf(names, customers);
  const risk = scoreTrees(trees, table);
  const { values: shares } = shapley(trees, table);
  return customers.map((values, row) => {
    const points = names.map((_, at) => Math.round(-factor * shares[row * names.length + at]!));
    const score = Math.round(offset - factor * risk[row]!);
    const base = score - points.reduce((sum, each) => sum + each, 0);
    const contributions = names.map((indicator, at) => {
      const value = values[indicator]?.value ?? null;
      return {
        indicator,
        value,
        missing: value === null ? (values[indicator]?.missing ?? 'not_computed') : null,
        band: null,
        points: points[at]!,
        // Below nothing is what was lost: a tree knows no best.
        lostAgainstBest: Math.max(0, -points[at]!),
        lostAgainstMean: null,
      };
    });
    return rateScored({ ...card, base }, values, asOf, contributions, false);
  });
}
