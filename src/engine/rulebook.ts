// Rulebooks: JSON as people edit it → typed rules, or the list of what is wrong and where.
import { AssertionError } from '#base/assert.ts';
import type { AuthorityRules } from './authority.ts';
import type { LimitRules } from './limit-proposal.ts';
import type { OrderRules } from './order-check.ts';
import type { Scorecard } from './scorecard.ts';
import type { SignalRules } from './signals.ts';

export const RULEBOOK_KINDS = ['order-check', 'scorecard', 'limits', 'signals', 'authority'] as const;
export type RulebookKind = (typeof RULEBOOK_KINDS)[number];

export type RulesByKind = {
  'order-check': OrderRules;
  scorecard: Scorecard;
  limits: LimitRules;
  signals: SignalRules;
  authority: AuthorityRules;
};

/** `rules` is what the engine takes; `cases` are the rulebook's own examples, as written. */
export type Rulebook<K extends RulebookKind = RulebookKind> = {
  readonly kind: K;
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly rules: RulesByKind[K];
  readonly cases: readonly {
    readonly title: { readonly zh: string; readonly en: string };
    readonly given: unknown;
    readonly expect: unknown;
  }[];
};

/** `path` as in `rules[3].threshold.amount`. */
export type RulebookProblem = { readonly path: string; readonly code: string; readonly message: string };

export type ParsedRulebook<K extends RulebookKind> =
  | { readonly ok: true; readonly rulebook: Rulebook<K> }
  | { readonly ok: false; readonly problems: readonly RulebookProblem[] };

export function parseRulebook<K extends RulebookKind>(_kind: K, _json: unknown): ParsedRulebook<K> {
  throw new AssertionError('not built yet');
}
