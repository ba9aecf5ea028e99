// The part of a rulebook that is about orders: rules as people edit them → what the order check takes, or what is wrong and where.
import { isDay } from '#base/date.ts';
import {
  CHECKPOINTS,
  CONSUMING,
  type ConditionGroup,
  GRACE_METRICS,
  GRACES_MAX,
  groupsOf,
  METRIC_UNITS,
  ORDER_ACTIONS,
  ORDER_METRICS,
  type OrderCondition,
  type OrderMetric,
  type OrderRule,
  type OrderRules,
  type OrderScope,
  type OrderSettings,
  type OrderThreshold,
  orderRules,
  SCOPE_KEYS,
  TOLERANCE_METRICS,
} from './order-rules.ts';
import { join, type Reader } from './rulebook-reader.ts';

type Row = Readonly<Record<string, unknown>>;

export const ORDER_CHECK_KEYS = ['settings', 'rules'] as const;
const THRESHOLD_KEYS = { ppm: 'percent', days: 'days', count: 'count', money: 'amounts' } as const;
const CONDITION_KEYS = ['threshold', 'graceDays', 'tolerance', 'unknown'] as const;
/** More conditions than this in one rule nobody reads. */
const CONDITIONS_MAX = 10;
const SETTINGS = ['equalityPasses', 'groupWithoutLimit', 'reservationDays', 'holdHours'] as const;
const MORE_SETTINGS = ['consumes', 'horizonDays', 'amountsWithTax', 'coverCounts'] as const;

export function readOrderCheck(reader: Reader, row: Row): OrderRules {
  const settings = readSettings(reader, row.settings);
  const rules = reader.list(row.rules, 'rules', (each, path) => readRule(reader, each, path), 1);
  reader.unique(
    rules.map((rule) => rule.id),
    'rules',
    'rule',
  );
  const graces = new Set(rules.flatMap((rule) => groupsOf(rule).flatMap((group) => group.map((each) => each.graceDays ?? 0))));
  graces.delete(0);
  if (graces.size > GRACES_MAX) {
    reader.note('rules', 'too_many', `at most ${GRACES_MAX} different days of grace, ${graces.size} given`);
    // What is not usable is not handed on: nothing that is read here may fail later.
    return orderRules([], settings);
  }
  return orderRules(rules, settings);
}

function readSettings(reader: Reader, value: unknown): OrderSettings {
  const row = reader.object(value, 'settings', SETTINGS, MORE_SETTINGS);
  const flag = (key: string) => (row[key] === undefined ? {} : { [key]: reader.boolean(row[key], `settings.${key}`) });
  return {
    equalityPasses: reader.boolean(row.equalityPasses, 'settings.equalityPasses'),
    groupWithoutLimit: reader.choice(row.groupWithoutLimit, 'settings.groupWithoutLimit', ['no_cap', 'no_credit']),
    reservationDays: reader.integer(row.reservationDays, 'settings.reservationDays', 1, 365),
    holdHours: reader.integer(row.holdHours, 'settings.holdHours', 1, 720),
    ...(row.consumes === undefined ? {} : { consumes: reader.choice(row.consumes, 'settings.consumes', CONSUMING) }),
    ...(row.horizonDays === undefined || row.horizonDays === null
      ? {}
      : { horizonDays: reader.integer(row.horizonDays, 'settings.horizonDays', 1, 3_650) }),
    ...flag('amountsWithTax'),
    ...flag('coverCounts'),
  };
}

function readRule(reader: Reader, value: unknown, path: string): OrderRule {
  const row = reader.object(
    value,
    path,
    ['id', 'title', 'metric', 'action', 'enabled'],
    [...CONDITION_KEYS, 'scope', 'prepayPercent', 'at', 'and', 'or', 'except', 'validFrom', 'validTo', 'priority'],
  );
  const action = reader.choice(row.action, join(path, 'action'), ORDER_ACTIONS);
  if (row.prepayPercent !== undefined && action !== 'require_prepayment') {
    reader.note(join(path, 'prepayPercent'), 'not_for_action', `only require_prepayment asks for a share, not ${action}`);
  }
  const and = row.and === undefined ? undefined : readGroup(reader, row.and, join(path, 'and'));
  const or =
    row.or === undefined ? undefined : reader.list(row.or, join(path, 'or'), (each, at) => readGroup(reader, each, at), 1);
  if (1 + (and?.length ?? 0) + (or ?? []).flat().length > CONDITIONS_MAX) {
    reader.note(path, 'too_many', `at most ${CONDITIONS_MAX} conditions in one rule`);
  }
  const validFrom = row.validFrom === undefined ? undefined : readDay(reader, row.validFrom, join(path, 'validFrom'));
  const validTo = row.validTo === undefined ? undefined : readDay(reader, row.validTo, join(path, 'validTo'));
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom) {
    reader.note(join(path, 'validTo'), 'ends_before_it_begins', 'the last day is before the first');
  }
  return {
    id: reader.text(row.id, join(path, 'id')),
    ...readCondition(reader, row, path),
    scope: row.scope === undefined ? null : readScope(reader, row.scope, join(path, 'scope')),
    action,
    prepayPpm:
      row.prepayPercent === undefined ? 1_000_000 : reader.percent(row.prepayPercent, join(path, 'prepayPercent'), 0, 100),
    enabled: reader.boolean(row.enabled, join(path, 'enabled')),
    title: reader.title(row.title, join(path, 'title')),
    ...(row.at === undefined
      ? {}
      : { at: reader.list(row.at, join(path, 'at'), (each, at) => reader.choice(each, at, CHECKPOINTS), 1) }),
    ...(and === undefined ? {} : { and }),
    ...(or === undefined ? {} : { or }),
    ...(row.except === undefined
      ? {}
      : { except: reader.list(row.except, join(path, 'except'), (each, at) => readException(reader, each, at)) }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
    ...(row.priority === undefined ? {} : { priority: reader.integer(row.priority, join(path, 'priority'), -100, 100) }),
  };
}

function readGroup(reader: Reader, value: unknown, path: string): ConditionGroup {
  return reader.list(
    value,
    path,
    (each, at) => readCondition(reader, reader.object(each, at, ['metric'], CONDITION_KEYS), at),
    1,
  );
}

function readCondition(reader: Reader, row: Row, path: string): OrderCondition {
  const metric = reader.choice(row.metric, join(path, 'metric'), ORDER_METRICS);
  const only = (key: string, metrics: readonly OrderMetric[], message: string) => {
    if (row[key] !== undefined && !metrics.includes(metric)) reader.note(join(path, key), 'not_for_metric', message);
  };
  only('graceDays', GRACE_METRICS, `days of grace belong to what is overdue, not to ${metric}`);
  only('tolerance', TOLERANCE_METRICS, `a tolerance belongs to amounts, not to ${metric}`);
  return {
    metric,
    threshold: readThreshold(reader, metric, row.threshold, join(path, 'threshold')),
    ...(row.graceDays === undefined ? {} : { graceDays: reader.integer(row.graceDays, join(path, 'graceDays'), 0, 365) }),
    ...(row.tolerance === undefined ? {} : { tolerance: readTolerance(reader, row.tolerance, join(path, 'tolerance')) }),
    ...(row.unknown === undefined
      ? {}
      : { unknownFails: reader.choice(row.unknown, join(path, 'unknown'), ['passes', 'fails']) === 'fails' }),
  };
}

function readTolerance(reader: Reader, value: unknown, path: string) {
  const row = reader.object(value, path, [], ['percent', 'amounts']);
  return {
    ppm: row.percent === undefined ? 0 : reader.percent(row.percent, join(path, 'percent'), 0, 100),
    amounts: row.amounts === undefined ? [] : reader.amounts(row.amounts, join(path, 'amounts')),
  };
}

function readThreshold(reader: Reader, metric: OrderMetric, value: unknown, path: string): OrderThreshold {
  const unit = METRIC_UNITS[metric];
  if (unit === 'none') {
    if (value !== undefined) reader.note(path, 'no_threshold', `${metric} is a state and has no threshold`);
    return { unit: 'none' };
  }
  if (value === undefined) {
    reader.note(path, 'missing', `${metric} needs a threshold {"${THRESHOLD_KEYS[unit]}": …}`);
    return { unit: 'none' };
  }
  const key = THRESHOLD_KEYS[unit];
  const row = reader.object(value, path, [key]);
  const at = join(path, key);
  switch (unit) {
    case 'ppm':
      return { unit, ppm: reader.percent(row[key], at, 0, metric === 'overdue_share_ppm' ? 100 : 1_000) };
    case 'days':
      return { unit, days: reader.integer(row[key], at, 0, 3_650) };
    case 'count':
      return { unit, count: reader.integer(row[key], at, 0, 10_000) };
    case 'money':
      return { unit, amounts: reader.amounts(row[key], at) };
  }
}

function readException(reader: Reader, value: unknown, path: string) {
  const row = reader.object(value, path, ['scope'], ['until']);
  const scope = readScope(reader, row.scope, join(path, 'scope'));
  // An exception for nobody in particular is one for everybody: a rule that is switched off.
  if (Object.keys(scope).length === 0) reader.note(join(path, 'scope'), 'too_few', 'say whom the exception is for');
  return {
    scope,
    until: row.until === undefined || row.until === null ? null : readDay(reader, row.until, join(path, 'until')),
  };
}

function readScope(reader: Reader, value: unknown, path: string): OrderScope {
  const row = reader.object(value, path, [], SCOPE_KEYS);
  return Object.fromEntries(
    SCOPE_KEYS.filter((key) => row[key] !== undefined).map((key) => [
      key,
      reader.list(row[key], join(path, key), (each, at) => reader.text(each, at), 1),
    ]),
  );
}

function readDay(reader: Reader, value: unknown, path: string): string {
  if (typeof value === 'string' && isDay(value)) return value;
  reader.note(path, 'not_a_day', 'write a day as 2026-12-31');
  return '2000-01-01';
}
