// Two documents of one rulebook side by side: what was added, changed, switched on or off, taken out.
import { canonical } from '#base/codec.ts';

type Row = Readonly<Record<string, unknown>>;

export type RuleChange = {
  /** Id of the rule; of a setting its name. */
  readonly id: string;
  readonly what: 'added' | 'removed' | 'changed' | 'switched_on' | 'switched_off' | 'setting';
  readonly before: unknown;
  readonly after: unknown;
  /** Keys whose values differ, where a rule was changed. */
  readonly keys: readonly string[];
};

/** The lists of a rulebook whose members have a name of their own, and the key that names them. */
const NAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  scorecard: {
    scale: 'grade',
    dimensions: 'key',
    indicators: 'key',
    questions: 'key',
    caps: 'code',
    hardCriteria: 'code',
    segmentCards: 'id',
  },
  coefficients: { rows: 'id' },
  investigations: { templates: 'key' },
};
/** What every rulebook has beside its rules: no change of theirs by itself. */
const ABOUT = new Set(['kind', 'id', 'title', 'about', 'cases']);

/**
 * Rules by their id, in the order of the later document and then what it no longer has; settings first. The order of rules does not count.
 * Kinds with several lists are compared list by list, everything else they have as settings.
 */
export function compareRules(before: Row, after: Row, kind = 'order-check'): RuleChange[] {
  const named = NAMED[kind];
  if (!named) return [...settingsOf(before, after), ...listOf(rulesOf(before, 'rules'), rulesOf(after, 'rules'), 'id')];
  const plain = (row: Row) => Object.fromEntries(Object.entries(row).filter(([key]) => !ABOUT.has(key) && !(key in named)));
  return [
    ...settingsOf({ settings: plain(before) }, { settings: plain(after) }),
    ...Object.entries(named).flatMap(([list, key]) =>
      listOf(rulesOf(before, list), rulesOf(after, list), key).map((each) => ({ ...each, id: `${list}.${each.id}` })),
    ),
  ];
}

function settingsOf(before: Row, after: Row): RuleChange[] {
  const [was, is] = [(before.settings ?? {}) as Row, (after.settings ?? {}) as Row];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((key) => !same(was[key], is[key]))
    .map((key) => ({ id: key, what: 'setting', before: was[key] ?? null, after: is[key] ?? null, keys: [] }));
}

function listOf(before: readonly Row[], after: readonly Row[], name: string): RuleChange[] {
  const changes: RuleChange[] = [];
  const old = new Map(before.map((rule) => [String(rule[name]), rule]));
  for (const rule of after) {
    const id = String(rule[name]);
    const known = old.get(id);
    old.delete(id);
    if (!known) {
      changes.push({ id, what: 'added', before: null, after: rule, keys: [] });
      continue;
    }
    const keys = [...new Set([...Object.keys(known), ...Object.keys(rule)])].filter((key) => !same(known[key], rule[key]));
    if (keys.length === 0) continue;
    const switched = keys.length === 1 && keys[0] === 'enabled';
    changes.push({
      id,
      what: switched ? (rule.enabled === true ? 'switched_on' : 'switched_off') : 'changed',
      before: known,
      after: rule,
      keys,
    });
  }
  for (const [id, rule] of old) changes.push({ id, what: 'removed', before: rule, after: null, keys: [] });
  return changes;
}

function rulesOf(body: Row, list: string): Row[] {
  return Array.isArray(body[list]) ? (body[list] as Row[]) : [];
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a ?? null) === canonical(b ?? null);
}
