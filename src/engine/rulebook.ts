// Rulebooks: JSON as people edit it → typed rules, or the list of what is wrong and where.
import { APPLYING_HOW, APPLYING_RULES, type ApplyingRules } from './applying.ts';
import type { AuthorityRules } from './authority.ts';
import { AUTHORITY_ACTS } from './authority.ts';
import { COEFFICIENT_OF, COEFFICIENT_TABLE_KEYS, type CoefficientTable, readCoefficients } from './coefficients.ts';
import { INVESTIGATION_RULE_KEYS, type InvestigationRules, readInvestigations } from './investigation-rules.ts';
import type { LimitRules } from './limit-proposal.ts';
import { LIMIT_METHODS } from './limit-proposal.ts';
import type { OrderRules } from './order-check.ts';
import { ORDER_CHECK_KEYS, readOrderCheck } from './rulebook-order-check.ts';
import type { RulebookProblem, Title } from './rulebook-reader.ts';
import { join, Reader } from './rulebook-reader.ts';
import { readScorecard, SCORECARD_KEYS, SCORECARD_OPTIONAL } from './rulebook-scorecard.ts';
import type { Scorecard } from './scorecard.ts';
import { type SegmentRules, SIZE_NAMES } from './segments.ts';
import type { SignalCode, SignalRules } from './signals.ts';
import { isCountdown, SIGNAL_CODES, SIGNAL_LEVELS, SIGNAL_RESPONSES } from './signals.ts';

export type { RulebookProblem } from './rulebook-reader.ts';

export const RULEBOOK_KINDS = [
  'order-check',
  'scorecard',
  'limits',
  'signals',
  'authority',
  'applying',
  'segments',
  'coefficients',
  'investigations',
] as const;
export type RulebookKind = (typeof RULEBOOK_KINDS)[number];

export type RulesByKind = {
  'order-check': OrderRules;
  scorecard: Scorecard;
  limits: LimitRules;
  signals: SignalRules;
  authority: AuthorityRules;
  applying: ApplyingRules;
  segments: SegmentRules;
  coefficients: CoefficientTable;
  investigations: InvestigationRules;
};

/** One example in a rulebook: facts and the part of the answer that must come out. Money is written as on the wire. */
export type RulebookCase = { readonly title: Title; readonly given: unknown; readonly expect: unknown };

/** `rules` is what the engine takes. */
export type Rulebook<K extends RulebookKind = RulebookKind> = {
  readonly kind: K;
  readonly id: string;
  readonly title: Title;
  readonly rules: RulesByKind[K];
  readonly cases: readonly RulebookCase[];
};

export type ParsedRulebook<K extends RulebookKind> =
  | { readonly ok: true; readonly rulebook: Rulebook<K> }
  | { readonly ok: false; readonly problems: readonly RulebookProblem[] };

type Row = Readonly<Record<string, unknown>>;
type Part<K extends RulebookKind> = {
  readonly keys: readonly string[];
  readonly optional?: readonly string[];
  readonly read: (reader: Reader, row: Row) => RulesByKind[K];
};

/**
 * Parses one rulebook. Anything not understood is a problem with its path: an unknown key, a threshold in the wrong unit, an amount
 * with too many decimals, a grade off the scale. There is no partly valid rulebook.
 */
export function parseRulebook<K extends RulebookKind>(kind: K, json: unknown): ParsedRulebook<K> {
  const reader = new Reader();
  const part: Part<K> = PARTS[kind];
  const row = reader.object(json, '', ['kind', 'id', 'title', ...part.keys, 'cases'], ['about', ...(part.optional ?? [])]);
  reader.choice(row.kind, 'kind', [kind]);
  const id = reader.text(row.id, 'id');
  const title = reader.title(row.title, 'title');
  if (row.about !== undefined) reader.title(row.about, 'about');
  const rules = part.read(reader, row);
  const cases = reader.list(row.cases, 'cases', (each, path): RulebookCase => {
    const one = reader.object(each, path, ['title', 'given', 'expect']);
    return { title: reader.title(one.title, join(path, 'title')), given: one.given, expect: one.expect };
  });
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, rulebook: { kind, id, title, rules, cases } };
}

function readLimits(reader: Reader, row: Row): LimitRules {
  const methods = reader.list(row.methods, 'methods', (each, path) => reader.choice(each, path, LIMIT_METHODS), 1);
  reader.unique(methods, 'methods', 'method');
  const grades = reader.list(
    row.grades,
    'grades',
    (each, path) => {
      const one = reader.object(each, path, ['grade', 'factorPercent', 'termsDays'], ['prepay']);
      return {
        grade: reader.text(one.grade, join(path, 'grade')),
        factorPpm: reader.percent(one.factorPercent, join(path, 'factorPercent'), 0, 1_000),
        termsDays: reader.integer(one.termsDays, join(path, 'termsDays'), 0, 365),
        prepay: one.prepay === undefined ? false : reader.boolean(one.prepay, join(path, 'prepay')),
      };
    },
    1,
  );
  reader.unique(
    grades.map((each) => each.grade),
    'grades',
    'grade',
  );
  const roundTo = reader.amounts(row.roundTo, 'roundTo');
  roundTo.forEach((each, index) => {
    if (each.minor === 0n) reader.note(`roundTo[${index}].amount`, 'zero', 'a step is above zero');
  });
  return {
    methods,
    grades,
    marginPpm: reader.percent(row.marginPercent, 'marginPercent', 0, 1_000),
    growthPpm: reader.percent(row.growthPercent, 'growthPercent', 0, 1_000),
    concentrationPpm: reader.percent(row.concentrationPercent, 'concentrationPercent', 0, 100),
    coefficients: reader.list(row.coefficients ?? [], 'coefficients', (each, path) => reader.choice(each, path, COEFFICIENT_OF)),
    roundTo,
    least: reader.amounts(row.least, 'least'),
  };
}

const SIGNAL_UNITS: Readonly<Record<SignalCode, 'days' | 'percent' | 'count'>> = {
  overdue_days: 'days',
  utilisation: 'percent',
  slower_payment: 'days',
  purchases_falling: 'percent',
  purchases_surging: 'percent',
  concentration: 'percent',
  limit_expiring: 'days',
  bill_dishonoured: 'count',
  limitation_ending: 'days',
  went_unchecked: 'count',
  downgraded: 'count',
  dispute_standing: 'days',
};

function readSignals(reader: Reader, row: Row): SignalRules {
  const rules = reader.list(row.rules, 'rules', (each, path) => readSignalRule(reader, each, path), 1);
  reader.unique(
    rules.map((rule) => rule.code),
    'rules',
    'signal',
  );
  const slower = reader.object(row.slower, 'slower', ['recent', 'atLeast', 'maxP']);
  return {
    rules,
    slower: {
      recent: reader.integer(slower.recent, 'slower.recent', 3, 50),
      atLeast: reader.integer(slower.atLeast, 'slower.atLeast', 5, 100),
      maxP: reader.number(slower.maxP, 'slower.maxP', 0, 0.5),
    },
  };
}

function readSignalRule(reader: Reader, value: unknown, path: string): SignalRules['rules'][number] {
  const row = reader.object(value, path, ['code', 'title', 'enabled', 'levels', 'responses'], ['least']);
  const code = reader.choice(row.code, join(path, 'code'), SIGNAL_CODES);
  const unit = SIGNAL_UNITS[code];
  const levels = reader.list(
    row.levels,
    join(path, 'levels'),
    (each, at) => {
      const one = reader.object(each, at, ['level', unit]);
      return {
        level: reader.choice(one.level, join(at, 'level'), SIGNAL_LEVELS),
        at:
          unit === 'percent'
            ? reader.percent(one[unit], join(at, unit), 0, 100_000)
            : reader.integer(one[unit], join(at, unit), -365, 3_650),
      };
    },
    1,
  );
  // A red level that speaks before the yellow one would hide it.
  const downward = isCountdown(code);
  levels.slice(1).forEach((each, index) => {
    const before = levels[index]!;
    const rises = SIGNAL_LEVELS.indexOf(each.level) > SIGNAL_LEVELS.indexOf(before.level);
    if (!rises || (downward ? each.at >= before.at : each.at <= before.at)) {
      reader.note(`${path}.levels[${index + 1}]`, 'not_ascending', 'levels go from yellow to red, each beyond the one before');
    }
  });
  return {
    code,
    enabled: reader.boolean(row.enabled, join(path, 'enabled')),
    title: reader.title(row.title, join(path, 'title')),
    levels,
    responses: reader.list(row.responses, join(path, 'responses'), (each, at) => reader.choice(each, at, SIGNAL_RESPONSES)),
    least: row.least === undefined ? [] : reader.amounts(row.least, join(path, 'least')),
  };
}

function readAuthority(reader: Reader, row: Row): AuthorityRules {
  const release = row.release === undefined ? null : reader.object(row.release, 'release', ['deviationPercent', 'days']);
  return {
    ...(release
      ? {
          release: {
            tolerancePpm: reader.percent(release.deviationPercent, 'release.deviationPercent', 0, 50),
            days: reader.integer(release.days, 'release.days', 1, 90),
          },
        }
      : {}),
    makerIsNotChecker: reader.boolean(row.makerIsNotChecker, 'makerIsNotChecker'),
    rows: reader.list(
      row.rows,
      'rows',
      (each, path) => {
        const one = reader.object(each, path, ['role', 'act', 'amountMax', 'overLimitMax', 'overdueDaysMax']);
        // No bound is written as null: an absent bound is a mistake, not a power.
        const bound = (key: string) =>
          one[key] === null || one[key] === undefined ? null : reader.amounts(one[key], join(path, key));
        return {
          role: reader.text(one.role, join(path, 'role')),
          act: reader.choice(one.act, join(path, 'act'), AUTHORITY_ACTS),
          amountMax: bound('amountMax'),
          overLimitMax: bound('overLimitMax'),
          overdueDaysMax:
            one.overdueDaysMax === null || one.overdueDaysMax === undefined
              ? null
              : reader.integer(one.overdueDaysMax, join(path, 'overdueDaysMax'), 0, 3_650),
        };
      },
      1,
    ),
  };
}

function readApplying(reader: Reader, row: Row): ApplyingRules {
  const rules = reader.list(
    row.rules,
    'rules',
    (each, path) => {
      const one = reader.object(each, path, ['rule', 'how']);
      return {
        rule: reader.choice(one.rule, join(path, 'rule'), APPLYING_RULES),
        how: reader.choice(one.how, join(path, 'how'), APPLYING_HOW),
      };
    },
    1,
  );
  reader.unique(
    rules.map((each) => each.rule),
    'rules',
    'rule',
  );
  // What is short is written off, and nothing is written off without a second person.
  rules.forEach((each, index) => {
    if (each.rule === 'tolerance' && each.how === 'apply') {
      reader.note(`rules[${index}].how`, 'not_by_itself', 'a difference is written off by people, not by a rule: suggest or off');
    }
  });
  const combination = reader.object(row.combination, 'combination', ['among', 'parts']);
  return {
    rules,
    tolerance: reader.amounts(row.tolerance, 'tolerance'),
    earlyPayment: row.earlyPayment === null || row.earlyPayment === undefined ? null : readEarlyPayment(reader, row.earlyPayment),
    combination: {
      among: reader.integer(combination.among, 'combination.among', 2, 40),
      parts: reader.integer(combination.parts, 'combination.parts', 2, 6),
    },
  };
}

function readEarlyPayment(reader: Reader, value: unknown): ApplyingRules['earlyPayment'] {
  const row = reader.object(value, 'earlyPayment', ['percent', 'days']);
  return {
    ppm: reader.percent(row.percent, 'earlyPayment.percent', 0, 20),
    days: reader.integer(row.days, 'earlyPayment.days', 0, 365),
  };
}

const SEGMENT_CONDITIONS = ['sizes', 'industries', 'regions', 'channels', 'grades', 'salesFrom', 'salesBelow'] as const;

function readSegments(reader: Reader, row: Row): SegmentRules {
  const rows = reader.list(
    row.rows,
    'rows',
    (each, path) => {
      const one = reader.object(each, path, ['id', 'segment'], SEGMENT_CONDITIONS);
      const texts = (key: string) =>
        one[key] === undefined ? null : reader.list(one[key], join(path, key), (text, at) => reader.text(text, at), 1);
      const bound = (key: string) => (one[key] === undefined ? null : reader.amounts(one[key], join(path, key)));
      return {
        id: reader.text(one.id, join(path, 'id')),
        segment: reader.text(one.segment, join(path, 'segment')),
        sizes:
          one.sizes === undefined
            ? null
            : reader.list(one.sizes, join(path, 'sizes'), (size, at) => reader.choice(size, at, SIZE_NAMES), 1),
        industries: texts('industries'),
        regions: texts('regions'),
        channels: texts('channels'),
        grades: texts('grades'),
        salesFrom: bound('salesFrom'),
        salesBelow: bound('salesBelow'),
      };
    },
    1,
  );
  reader.unique(
    rows.map((each) => each.id),
    'rows',
    'row',
  );
  return { rows };
}

const PARTS: { readonly [K in RulebookKind]: Part<K> } = {
  'order-check': { keys: ORDER_CHECK_KEYS, read: readOrderCheck },
  scorecard: { keys: SCORECARD_KEYS, optional: SCORECARD_OPTIONAL, read: readScorecard },
  limits: {
    keys: ['methods', 'grades', 'marginPercent', 'growthPercent', 'concentrationPercent', 'roundTo', 'least'],
    optional: ['coefficients'],
    read: readLimits,
  },
  signals: { keys: ['rules', 'slower'], read: readSignals },
  authority: { keys: ['makerIsNotChecker', 'rows'], optional: ['release'], read: readAuthority },
  segments: { keys: ['rows'], read: readSegments },
  applying: { keys: ['rules', 'tolerance', 'earlyPayment', 'combination'], read: readApplying },
  coefficients: { keys: COEFFICIENT_TABLE_KEYS, read: readCoefficients },
  investigations: { keys: INVESTIGATION_RULE_KEYS, read: readInvestigations },
};
