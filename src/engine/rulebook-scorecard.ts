// The scorecard part of a rulebook: bands without gaps, grades on the scale, every grade within reach.
import { INDICATORS } from './indicators.ts';
import type { Reader } from './rulebook-reader.ts';
import { join } from './rulebook-reader.ts';
import type { CardBand, CardCap, CardCondition, CardIndicator, HardCriterion, MissingPolicy, Scorecard } from './scorecard.ts';

type Row = Readonly<Record<string, unknown>>;
const POINTS_MAX = 100_000;
const VALUE_MAX = 1_000_000_000;

/** Values of an indicator counted in ppm are written in percent. */
function readValue(reader: Reader, key: string, value: unknown, path: string): number {
  const unit = INDICATORS.find((each) => each.key === key)?.unit;
  if (unit === 'ppm') return reader.percent(value, path, -100_000, 100_000);
  return reader.number(value, path, -VALUE_MAX, VALUE_MAX);
}

function readKey(reader: Reader, value: unknown, path: string): string {
  const key = reader.text(value, path);
  const spec = INDICATORS.find((each) => each.key === key);
  if (key !== '' && !spec) reader.note(path, 'indicator_unknown', `${key} is not in the catalogue of indicators`);
  if (spec?.unit === 'money')
    reader.note(path, 'indicator_in_money', `${key} is an amount; bands of a card must hold in every currency`);
  return key;
}

export function readScorecard(reader: Reader, row: Row): Scorecard {
  const scale = reader.list(
    row.scale,
    'scale',
    (each, path) => {
      const one = reader.object(each, path, ['grade', 'minScore']);
      return {
        grade: reader.text(one.grade, join(path, 'grade')),
        minScore: reader.integer(one.minScore, join(path, 'minScore'), -POINTS_MAX, POINTS_MAX),
      };
    },
    2,
  );
  const grades = scale.map((step) => step.grade);
  reader.unique(grades, 'scale', 'grade');
  scale.slice(1).forEach((step, index) => {
    if (step.minScore >= scale[index]!.minScore) {
      reader.note(`scale[${index + 1}].minScore`, 'not_descending', 'grades go from best to worst, each from a lower score');
    }
  });
  const grade = (value: unknown, path: string) => {
    const name = reader.text(value, path);
    if (name !== '' && !grades.includes(name))
      reader.note(path, 'grade_off_scale', `${name} is not on the scale ${grades.join(' ')}`);
    return name;
  };

  const base = reader.integer(row.base, 'base', -POINTS_MAX, POINTS_MAX);
  const indicators = reader.list(row.indicators, 'indicators', (each, path) => readIndicator(reader, each, path, grade), 1);
  reader.unique(
    indicators.map((each) => each.key),
    'indicators',
    'indicator',
  );
  const least = base + indicators.reduce((sum, each) => sum + Math.min(0, ...each.bands.map((band) => band.points)), 0);
  const most = base + indicators.reduce((sum, each) => sum + Math.max(...each.bands.map((band) => band.points), -POINTS_MAX), 0);
  scale.forEach((step, index) => {
    if (step.minScore > most) reader.note(`scale[${index}].minScore`, 'out_of_reach', `the best score of this card is ${most}`);
  });
  const last = scale.at(-1);
  if (last && last.minScore > least) {
    reader.note(`scale[${scale.length - 1}].minScore`, 'not_the_rest', `the last grade takes the rest, from ${least} or less`);
  }

  const completeness = reader.object(row.completeness, 'completeness', ['floorPercent', 'grade']);
  const history = reader.object(row.history, 'history', ['indicator', 'floor']);
  const historyKey = readKey(reader, history.indicator, 'history.indicator');
  const conditions = (value: unknown, path: string) => reader.list(value, path, (each, at) => readCondition(reader, each, at), 1);
  return {
    id: typeof row.id === 'string' ? row.id : '',
    base,
    scale,
    indicators,
    completeness: {
      floorPpm: reader.percent(completeness.floorPercent, 'completeness.floorPercent', 0, 100),
      grade: grade(completeness.grade, 'completeness.grade'),
    },
    history: { indicator: historyKey, floor: readValue(reader, historyKey, history.floor, 'history.floor') },
    caps: reader.list(row.caps, 'caps', (each, path): CardCap => {
      const one = reader.object(each, path, ['code', 'title', 'grade', 'when']);
      return {
        code: reader.text(one.code, join(path, 'code')),
        title: reader.title(one.title, join(path, 'title')),
        grade: grade(one.grade, join(path, 'grade')),
        when: conditions(one.when, join(path, 'when')),
      };
    }),
    hardCriteria: reader.list(row.hardCriteria, 'hardCriteria', (each, path): HardCriterion => {
      const one = reader.object(each, path, ['code', 'title', 'grade', 'needs']);
      return {
        code: reader.text(one.code, join(path, 'code')),
        title: reader.title(one.title, join(path, 'title')),
        grade: grade(one.grade, join(path, 'grade')),
        needs: conditions(one.needs, join(path, 'needs')),
      };
    }),
  };
}

type ReadGrade = (value: unknown, path: string) => string;

function readIndicator(reader: Reader, value: unknown, path: string, grade: ReadGrade): CardIndicator {
  const row = reader.object(value, path, ['key', 'bands', 'missing'], ['title']);
  const key = readKey(reader, row.key, join(path, 'key'));
  const spec = INDICATORS.find((each) => each.key === key);
  const bands = reader.list(
    row.bands,
    join(path, 'bands'),
    (each, at): CardBand => {
      const one = reader.object(each, at, ['upTo', 'points']);
      return {
        upTo: one.upTo === null ? null : readValue(reader, key, one.upTo, join(at, 'upTo')),
        points: reader.integer(one.points, join(at, 'points'), -POINTS_MAX, POINTS_MAX),
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
  return {
    key,
    title: row.title === undefined && spec ? spec.title : reader.title(row.title, join(path, 'title')),
    bands,
    missing: readMissing(reader, row.missing, join(path, 'missing'), bands, grade),
  };
}

function readMissing(reader: Reader, value: unknown, path: string, bands: readonly CardBand[], grade: ReadGrade): MissingPolicy {
  const row = reader.object(value, path, ['policy'], ['points', 'floorGrade']);
  const policy = reader.choice(row.policy, join(path, 'policy'), ['neutral', 'worst', 'floor']);
  if (policy === 'worst') {
    if (row.points !== undefined)
      reader.note(join(path, 'points'), 'not_for_policy', 'worst takes the least points of the bands');
    return { policy };
  }
  const all = bands.map((band) => band.points);
  const points = reader.integer(row.points ?? null, join(path, 'points'), -POINTS_MAX, POINTS_MAX);
  // Missing may never earn more than the best value does: it would pay to hide it.
  if (points > Math.max(...all, -POINTS_MAX))
    reader.note(join(path, 'points'), 'better_than_best', 'a missing value may not earn more than the best one');
  if (policy === 'neutral') return { policy, points };
  return { policy, points, floorGrade: grade(row.floorGrade ?? null, join(path, 'floorGrade')) };
}

function readCondition(reader: Reader, value: unknown, path: string): CardCondition {
  const row = reader.object(value, path, ['indicator', 'op', 'value']);
  const indicator = readKey(reader, row.indicator, join(path, 'indicator'));
  return {
    indicator,
    op: reader.choice(row.op, join(path, 'op'), ['<', '<=', '>', '>=']),
    value: readValue(reader, indicator, row.value, join(path, 'value')),
  };
}
