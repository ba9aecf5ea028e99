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

/** Rules by their id, in the order of the later document and then what it no longer has; settings first. The order of rules does not count. */
export function compareRules(before: Row, after: Row): RuleChange[] {
  const changes: RuleChange[] = [];
  const [was, is] = [(before.settings ?? {}) as Row, (after.settings ?? {}) as Row];
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (!same(was[key], is[key]))
      changes.push({ id: key, what: 'setting', before: was[key] ?? null, after: is[key] ?? null, keys: [] });
  }
  const old = new Map(rulesOf(before).map((rule) => [String(rule.id), rule]));
  for (const rule of rulesOf(after)) {
    const id = String(rule.id);
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

function rulesOf(body: Row): Row[] {
  return Array.isArray(body.rules) ? (body.rules as Row[]) : [];
}

function same(a: unknown, b: unknown): boolean {
  return canonical(a ?? null) === canonical(b ?? null);
}
