// The scorecard part of a rulebook: bands without gaps, weights that add up, grades on the scale, every grade within reach.
import { fullPoints, WEIGHT_METHODS, type Weighed, type WeightRules, weigh } from './card-weights.ts';
import { entryOf } from './indicator-catalogue.ts';
import type { EntryUnit } from './indicator-reading.ts';
import { OWN_PREFIX } from './own-indicators.ts';
import type { Reader } from './rulebook-reader.ts';
import { join } from './rulebook-reader.ts';
import type {
  CardBand,
  CardCap,
  CardCondition,
  CardDimension,
  CardIndicator,
  CardQuestion,
  HardCriterion,
  MissingPolicy,
  Scorecard,
} from './scorecard.ts';

type Row = Readonly<Record<string, unknown>>;
const POINTS_MAX = 100_000;
const VALUE_MAX = 1_000_000_000;
const WORTH_MAX = 100;
/**
 * A curve between two of its points goes in at most so many steps: of a point each where it moves by fewer, so that whoever works it out by hand
 * comes to the same score (with 12 steps a card of 1,000 points was off by up to 7).
 */
export const CURVE_STEPS = 200;
const CURVE_POINTS_MAX = 20;
const OPTIONS_MAX = 10;
const JUDGEMENT = { upMax: 2, supportMax: 1, daysMax: 365 };

export const SCORECARD_KEYS = ['base', 'scale', 'indicators', 'completeness', 'history', 'caps', 'hardCriteria'] as const;
const CARD_OPTIONAL = ['dimensions', 'weights', 'model'] as const;
export const SCORECARD_OPTIONAL = [...CARD_OPTIONAL, 'questions', 'judgement', 'segmentCards'] as const;
const QUESTION = /^q_[a-z0-9_]{1,40}$/;

type ReadGrade = (value: unknown, path: string) => string;
type Context = {
  readonly reader: Reader;
  readonly grade: ReadGrade;
  readonly questions: readonly CardQuestion[];
};

/** Values of an indicator counted in ppm are written in percent. */
function readValue({ reader }: Context, key: string, value: unknown, path: string): number {
  if (entryOf(key)?.unit === 'ppm') return reader.percent(value, path, -100_000, 100_000);
  return reader.number(value, path, -VALUE_MAX, VALUE_MAX);
}

/** The unit of what a card may look at: a question of its own or an entry of the catalogue; null: unknown. */
function unitOf(questions: readonly CardQuestion[], key: string): EntryUnit | null {
  // What the company's own expressions come to is checked where they are written; a card reads a plain number.
  if (questions.some((each) => each.key === key) || key.startsWith(OWN_PREFIX)) return 'count';
  return entryOf(key)?.unit ?? null;
}

function readKey({ reader, questions }: Context, value: unknown, path: string): string {
  const key = reader.text(value, path);
  const unit = unitOf(questions, key);
  if (key !== '' && unit === null)
    reader.note(path, 'indicator_unknown', `${key} is neither in the catalogue of indicators nor a question of this card`);
  if (unit === 'money')
    reader.note(path, 'indicator_in_money', `${key} is an amount; bands of a card must hold in every currency`);
  return key;
}

export function readScorecard(reader: Reader, row: Row): Scorecard {
  const scale = reader.list(
    row.scale,
    'scale',
    (each, path) => {
      const one = reader.object(each, path, ['grade', 'minScore'], ['pdPercent']);
      return {
        grade: reader.text(one.grade, join(path, 'grade')),
        minScore: reader.integer(one.minScore, join(path, 'minScore'), -POINTS_MAX, POINTS_MAX),
        pdPpm:
          one.pdPercent === undefined || one.pdPercent === null
            ? null
            : reader.percent(one.pdPercent, join(path, 'pdPercent'), 0, 100),
      };
    },
    2,
  );
  const grades = scale.map((step) => step.grade);
  reader.unique(grades, 'scale', 'grade');
  scale.slice(1).forEach((step, index) => {
    const before = scale[index]!;
    if (step.minScore >= before.minScore) {
      reader.note(`scale[${index + 1}].minScore`, 'not_descending', 'grades go from best to worst, each from fewer points');
    }
    if (step.pdPpm !== null && before.pdPpm !== null && step.pdPpm <= before.pdPpm) {
      reader.note(`scale[${index + 1}].pdPercent`, 'pd_not_rising', 'a worse grade defaults more often');
    }
  });
  const saying = scale.filter((step) => step.pdPpm !== null).length;
  if (saying > 0 && saying < scale.length)
    reader.note('scale', 'pd_incomplete', 'the default rate is said of every grade or of none');
  const grade: ReadGrade = (value, path) => {
    const name = reader.text(value, path);
    if (name !== '' && !grades.includes(name))
      reader.note(path, 'grade_off_scale', `${name} is not on the scale ${grades.join(' ')}`);
    return name;
  };
  const questions = readQuestions(reader, row.questions);
  const context: Context = { reader, grade, questions };

  const completeness = reader.object(row.completeness, 'completeness', ['floorPercent', 'grade']);
  const history = reader.object(row.history, 'history', ['indicator', 'floor']);
  const historyKey = readKey(context, history.indicator, 'history.indicator');
  const judgement = reader.object(row.judgement ?? {}, 'judgement', [], ['upMax', 'supportMax', 'daysMax']);
  const common = {
    scale,
    completeness: {
      floorPpm: reader.percent(completeness.floorPercent, 'completeness.floorPercent', 0, 100),
      grade: grade(completeness.grade, 'completeness.grade'),
    },
    history: { indicator: historyKey, floor: readValue(context, historyKey, history.floor, 'history.floor') },
    questions,
    judgement: {
      upMax: reader.integer(judgement.upMax ?? JUDGEMENT.upMax, 'judgement.upMax', 0, 20),
      supportMax: reader.integer(judgement.supportMax ?? JUDGEMENT.supportMax, 'judgement.supportMax', 0, 20),
      daysMax: reader.integer(judgement.daysMax ?? JUDGEMENT.daysMax, 'judgement.daysMax', 1, 1_000),
    },
  };
  const id = typeof row.id === 'string' ? row.id : '';
  const whole: Scorecard = { ...common, id, ...readCard(context, row, '', scale), segmentCards: [] };
  const segmentCards = reader.list(row.segmentCards ?? [], 'segmentCards', (each, path) => {
    const one = reader.object(
      each,
      path,
      ['id', 'title', 'segments', 'base', 'indicators', 'caps', 'hardCriteria'],
      CARD_OPTIONAL,
    );
    const ownId = reader.text(one.id, join(path, 'id'));
    reader.title(one.title, join(path, 'title'));
    const segments = reader.list(one.segments, join(path, 'segments'), (text, at) => reader.text(text, at), 1);
    return { segments, card: { ...common, id: ownId, ...readCard(context, one, path, scale), segmentCards: [] } };
  });
  reader.unique(
    segmentCards.flatMap((each) => each.segments),
    'segmentCards',
    'segment',
  );
  return { ...whole, segmentCards };
}

function readQuestions(reader: Reader, value: unknown): CardQuestion[] {
  const questions = reader.list(value ?? [], 'questions', (each, path): CardQuestion => {
    const one = reader.object(each, path, ['key', 'title', 'options'], ['evidence', 'validDays']);
    const key = reader.text(one.key, join(path, 'key'));
    if (key !== '' && !QUESTION.test(key))
      reader.note(join(path, 'key'), 'question_key', 'the key of a question begins with q_ and has small letters, digits and _');
    const options = reader.list(one.options, join(path, 'options'), (option, at) => reader.title(option, at), 2);
    if (options.length > OPTIONS_MAX) reader.note(join(path, 'options'), 'too_many', `at most ${OPTIONS_MAX} answers`);
    return {
      key,
      title: reader.title(one.title, join(path, 'title')),
      options,
      evidence: one.evidence === undefined ? false : reader.boolean(one.evidence, join(path, 'evidence')),
      validDays: reader.integer(one.validDays ?? 365, join(path, 'validDays'), 1, 3_650),
    };
  });
  reader.unique(
    questions.map((each) => each.key),
    'questions',
    'question',
  );
  return questions;
}

type CardPart = Pick<Scorecard, 'base' | 'dimensions' | 'indicators' | 'caps' | 'hardCriteria' | 'model'>;

function readCard(context: Context, row: Row, path: string, scale: Scorecard['scale']): CardPart {
  const { reader, grade } = context;
  const at = (key: string) => join(path, key);
  const base = reader.integer(row.base, at('base'), -POINTS_MAX, POINTS_MAX);
  const dimensions = reader.list(row.dimensions ?? [], at('dimensions'), (each, here): CardDimension => {
    const one = reader.object(each, here, ['key', 'title']);
    return { key: reader.text(one.key, join(here, 'key')), title: reader.title(one.title, join(here, 'title')) };
  });
  reader.unique(
    dimensions.map((each) => each.key),
    at('dimensions'),
    'dimension',
  );
  const rules = row.weights === undefined || row.weights === null ? null : readWeights(reader, row.weights, at('weights'));
  const raw = Array.isArray(row.indicators) ? (row.indicators as Row[]) : [];
  const weighed = rules ? weighRaw(raw, rules) : null;
  for (const each of weighed?.faults ?? []) reader.note(at('weights'), each.code, each.message);
  const full = rules ? fullPoints(rules.total, weighed?.weights ?? []) : [];
  const indicators = reader.list(
    row.indicators,
    at('indicators'),
    (each, here) => {
      const place = raw.indexOf(each as Row);
      const most = rules ? { full: full[place] ?? 0, weight: weighed?.weights?.[place] ?? 0 } : null;
      return readIndicator(context, each, here, dimensions, most);
    },
    1,
  );
  reader.unique(
    indicators.map((each) => each.key),
    at('indicators'),
    'indicator',
  );
  reachable(reader, path, base, indicators, scale, weighed);
  const conditions = (value: unknown, here: string) =>
    reader.list(value, here, (each, one) => readCondition(context, each, one), 1);
  return {
    base,
    dimensions,
    indicators,
    model: row.model === undefined || row.model === null ? null : reader.text(row.model, at('model')),
    caps: reader.list(row.caps, at('caps'), (each, here): CardCap => {
      const one = reader.object(each, here, ['code', 'title', 'grade', 'when']);
      return {
        code: reader.text(one.code, join(here, 'code')),
        title: reader.title(one.title, join(here, 'title')),
        grade: grade(one.grade, join(here, 'grade')),
        when: conditions(one.when, join(here, 'when')),
      };
    }),
    hardCriteria: reader.list(row.hardCriteria, at('hardCriteria'), (each, here): HardCriterion => {
      const one = reader.object(each, here, ['code', 'title', 'grade', 'needs']);
      return {
        code: reader.text(one.code, join(here, 'code')),
        title: reader.title(one.title, join(here, 'title')),
        grade: grade(one.grade, join(here, 'grade')),
        needs: conditions(one.needs, join(here, 'needs')),
      };
    }),
  };
}

/** Every grade must be within reach of some customer, and the last one takes the rest. */
function reachable(
  reader: Reader,
  path: string,
  base: number,
  indicators: readonly CardIndicator[],
  scale: Scorecard['scale'],
  weighed: Weighed | null,
): void {
  // Without weights there are no points yet, and what is wrong with them is said already.
  if (weighed && !weighed.weights) return;
  const of = (points: (all: readonly number[]) => number) =>
    indicators.reduce((sum, each) => sum + points(each.bands.map((band) => band.points)), base);
  const least = of((all) => Math.min(0, ...all));
  const most = of((all) => Math.max(...all, -POINTS_MAX));
  scale.forEach((step, index) => {
    if (step.minScore > most)
      reader.note(`scale[${index}].minScore`, 'out_of_reach', `the best score of ${path === '' ? 'this card' : path} is ${most}`);
  });
  const last = scale.at(-1);
  if (last && last.minScore > least) {
    reader.note(`scale[${scale.length - 1}].minScore`, 'not_the_rest', `the last grade takes the rest, from ${least} or less`);
  }
}

/** Weights of the indicators of a card as it is written; pages show the same arithmetic while somebody edits. */
export function weighRaw(indicators: readonly Row[], rules: WeightRules): Weighed {
  const leaves = indicators.map((each) => ({
    key: typeof each.key === 'string' ? each.key : '',
    dimension: typeof each.dimension === 'string' ? each.dimension : null,
  }));
  return weigh(leaves, rules);
}

export function readWeights(reader: Reader, value: unknown, path: string): WeightRules {
  const row = reader.object(value, path, ['method', 'total'], ['alpha', 'direct', 'pairs', 'measured']);
  const shares = (list: unknown, at: string) =>
    reader.list(list ?? [], at, (each, here) => {
      const one = reader.object(each, here, ['key', 'weight']);
      return {
        key: reader.text(one.key, join(here, 'key')),
        weight: reader.number(one.weight, join(here, 'weight'), 0, 1_000_000),
      };
    });
  const measured = (list: unknown, at: string) => {
    const one = reader.object(list, at, ['on', 'customers', 'shares']);
    return {
      on: reader.text(one.on, join(at, 'on')),
      customers: reader.integer(one.customers, join(at, 'customers'), 0, 100_000_000),
      shares: shares(one.shares, join(at, 'shares')),
    };
  };
  return {
    method: reader.choice(row.method, join(path, 'method'), WEIGHT_METHODS),
    total: reader.integer(row.total, join(path, 'total'), 10, POINTS_MAX),
    alpha: reader.number(row.alpha ?? 0.5, join(path, 'alpha'), 0, 1),
    direct: shares(row.direct, join(path, 'direct')),
    pairs: reader.list(row.pairs ?? [], join(path, 'pairs'), (each, at) => {
      const one = reader.object(each, at, ['first', 'second', 'times']);
      return {
        first: reader.text(one.first, join(at, 'first')),
        second: reader.text(one.second, join(at, 'second')),
        times: reader.number(one.times, join(at, 'times'), 1 / 9 - 1e-9, 9),
      };
    }),
    measured: row.measured === undefined || row.measured === null ? null : measured(row.measured, join(path, 'measured')),
  };
}

/** Points come from worth (0 to 100) and weight where the card is weighed, else they are written. */
type Most = { readonly full: number; readonly weight: number } | null;

function pointsReader({ reader }: Context, most: Most): { readonly name: string; read(row: Row, path: string): number } {
  if (!most) {
    return {
      name: 'points',
      read: (row, path) => reader.integer(row.points ?? null, join(path, 'points'), -POINTS_MAX, POINTS_MAX),
    };
  }
  return {
    name: 'worth',
    read: (row, path) =>
      Math.round((most.full * reader.number(row.worth ?? null, join(path, 'worth'), 0, WORTH_MAX)) / WORTH_MAX),
  };
}

function readIndicator(
  context: Context,
  value: unknown,
  path: string,
  dimensions: readonly CardDimension[],
  most: Most,
): CardIndicator {
  const { reader, questions } = context;
  const row = reader.object(value, path, ['key', 'missing'], ['bands', 'curve', 'title', 'dimension']);
  const key = readKey(context, row.key, join(path, 'key'));
  const spec = entryOf(key) ?? questions.find((each) => each.key === key);
  const dimension =
    row.dimension === undefined || row.dimension === null ? null : reader.text(row.dimension, join(path, 'dimension'));
  if (dimension === null ? dimensions.length > 0 : !dimensions.some((each) => each.key === dimension))
    reader.note(join(path, 'dimension'), 'dimension_unknown', 'an indicator stands in one of the dimensions of its card');
  const points = pointsReader(context, most);
  if ((row.bands === undefined) === (row.curve === undefined))
    reader.note(path, 'bands_or_curve', 'an indicator has either bands or a curve');
  const bands =
    row.curve === undefined ? readBands(context, row.bands, path, key, points) : readCurve(context, row.curve, path, key, points);
  return {
    key,
    title: row.title === undefined && spec ? spec.title : reader.title(row.title, join(path, 'title')),
    bands,
    missing: readMissing(context, row.missing, join(path, 'missing'), bands, points),
    dimension,
    weightPpm: most ? Math.round(most.weight * 1_000_000) : null,
  };
}

type Points = ReturnType<typeof pointsReader>;

function readBands(context: Context, value: unknown, path: string, key: string, points: Points): CardBand[] {
  const { reader } = context;
  const bands = reader.list(
    value ?? [],
    join(path, 'bands'),
    (each, at): CardBand => {
      const one = reader.object(each, at, ['upTo', points.name]);
      return {
        upTo: one.upTo === null ? null : readValue(context, key, one.upTo, join(at, 'upTo')),
        points: points.read(one, at),
      };
    },
    2,
  );
  bands.forEach((band, index) => {
    const at = `${path}.bands[${index}].upTo`;
    const isLast = index === bands.length - 1;
    if (isLast !== (band.upTo === null))
      reader.note(at, 'open_end', 'the last band, and only the last, has upTo null: nothing may fall beside the bands');
    const before = bands[index - 1]?.upTo;
    if (before !== undefined && before !== null && band.upTo !== null && band.upTo <= before) {
      reader.note(at, 'not_ascending', 'each band ends above the one before');
    }
  });
  return bands;
}

type Node = { readonly at: number; readonly points: number };

/** A curve through points becomes bands of whole points, so that it scores, explains and compiles as every other card does. */
function readCurve(context: Context, value: unknown, path: string, key: string, points: Points): CardBand[] {
  const { reader } = context;
  const nodes = reader.list(
    value,
    join(path, 'curve'),
    (each, at): Node => {
      const one = reader.object(each, at, ['at', points.name]);
      return { at: readValue(context, key, one.at, join(at, 'at')), points: points.read(one, at) };
    },
    2,
  );
  if (nodes.length > CURVE_POINTS_MAX) reader.note(join(path, 'curve'), 'too_many', `at most ${CURVE_POINTS_MAX} points`);
  nodes.slice(1).forEach((node, index) => {
    if (node.at <= nodes[index]!.at)
      reader.note(`${path}.curve[${index + 1}].at`, 'not_ascending', 'each point of a curve lies above the one before');
  });
  return bandsOfCurve(nodes);
}

/** At a point of the curve exactly its points; between two of them steps of equal width, each of the points at its middle. */
export function bandsOfCurve(nodes: readonly Node[]): CardBand[] {
  const bands: CardBand[] = [];
  const end = (upTo: number | null, points: number) => {
    const last = bands.at(-1);
    if (last && last.points === points) bands[bands.length - 1] = { upTo, points };
    else bands.push({ upTo, points });
  };
  for (const [index, from] of nodes.entries()) {
    const to = nodes[index + 1];
    if (!to) {
      end(null, from.points);
      break;
    }
    const steps = Math.max(1, Math.min(Math.abs(to.points - from.points), CURVE_STEPS));
    for (let step = 0; step < steps; step += 1) {
      const upTo = from.at + ((to.at - from.at) * (step + 0.5)) / steps;
      end(upTo, Math.round(from.points + ((to.points - from.points) * step) / steps));
    }
  }
  return bands;
}

function readMissing(
  { reader, grade }: Context,
  value: unknown,
  path: string,
  bands: readonly CardBand[],
  points: Points,
): MissingPolicy {
  const row = reader.object(value, path, ['policy'], [points.name, 'floorGrade']);
  const policy = reader.choice(row.policy, join(path, 'policy'), ['neutral', 'worst', 'floor']);
  if (policy === 'worst') {
    if (row[points.name] !== undefined)
      reader.note(join(path, points.name), 'not_for_policy', 'worst takes the least points of the bands');
    return { policy };
  }
  const earned = points.read(row, path);
  // Missing may never earn more than the best value does: it would pay to hide it.
  if (earned > Math.max(...bands.map((band) => band.points), -POINTS_MAX))
    reader.note(join(path, points.name), 'better_than_best', 'a missing value may not earn more than the best one');
  if (policy === 'neutral') return { policy, points: earned };
  return { policy, points: earned, floorGrade: grade(row.floorGrade ?? null, join(path, 'floorGrade')) };
}

function readCondition(context: Context, value: unknown, path: string): CardCondition {
  const { reader } = context;
  const row = reader.object(value, path, ['indicator', 'op', 'value']);
  const indicator = readKey(context, row.indicator, join(path, 'indicator'));
  return {
    indicator,
    op: reader.choice(row.op, join(path, 'op'), ['<', '<=', '>', '>=']),
    value: readValue(context, indicator, row.value, join(path, 'value')),
  };
}
