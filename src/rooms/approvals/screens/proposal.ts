// What a case about a limit proposes, given its shape back: amounts, mode, terms, days, arithmetic. Facts that are not there stay unknown.
import type { WireMoney } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import type { list } from '../contract.ts';

export type Case = OutputOf<typeof list>['cases'][number];

export type Proposed = {
  readonly kind: 'permanent' | 'temporary' | 'seasonal';
  readonly mode: string;
  readonly amount: WireMoney | null;
  readonly current: WireMoney | null;
  readonly currency: string | null;
  readonly termsDays: number | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly grade: string | null;
  readonly reason: string | null;
  /** The engine's proposal with its candidates; null where a person set the amount. */
  readonly arithmetic: Readonly<Record<string, unknown>> | null;
};

/** Cases that are about no limit of a customer: each has its own sentence, and what follows from it. */
export const MATTERS = [
  'limits-file',
  'write-off',
  'refund',
  'order-release',
  'acceptor-limit',
  'customer-merge',
  'contract-start',
  'contract-change',
  'retention-claim',
  'rebate-credit',
  'rulebook',
  'scorecard',
  'coefficients',
  'investigations',
  'rating-override',
  'rating-support',
] as const;
export type Matter = (typeof MATTERS)[number];

/** null: a limit. Of rules, which ones: a card is no rule of orders. */
export function matterOf(one: Pick<Case, 'kind' | 'proposal'>): Matter | null {
  const named = one.kind === 'rulebook' ? one.proposal['kind'] : null;
  return MATTERS.find((each) => each === named) ?? MATTERS.find((each) => each === one.kind) ?? null;
}

/** Where the draft that is to be decided is read. */
const DRAFT_PAGES: Readonly<Record<string, string>> = {
  rulebook: '/orders/rules',
  scorecard: '/ratings/card',
  coefficients: '/coefficients',
  investigations: '/investigations/templates',
};
export function draftPageOf(one: Pick<Case, 'kind' | 'proposal'>): { readonly to: string; readonly draft: string } | null {
  const to = DRAFT_PAGES[matterOf(one) ?? ''];
  const draft = one.proposal['draft'];
  return to === undefined || typeof draft !== 'string' ? null : { to, draft };
}

/** The facts that the sentences of a matter name. */
export function matterFacts(one: Case) {
  const text = (key: string) => (typeof one.proposal[key] === 'string' ? one.proposal[key] : '');
  return {
    document: text('document') || text('order'),
    number: text('number'),
    name: text('name'),
    survivor: text('survivorName'),
    merged: text('mergedName'),
    from: text('from'),
    to: text('to'),
    endsOn: text('endsOn'),
    count: Array.isArray(one.proposal['changes']) ? one.proposal['changes'].length : 0,
  };
}

/** Why a second person is asked, as the proposal says it. */
export function matterReasons(one: Case): readonly string[] {
  const reasons = one.proposal['reasons'];
  if (!Array.isArray(reasons)) return [];
  return reasons.flatMap((each) => (typeof each === 'object' && each !== null && 'code' in each ? [String(each.code)] : []));
}

const KINDS = ['permanent', 'temporary', 'seasonal'] as const;

export function proposedOf(one: Case): Proposed {
  const facts = one.proposal;
  const text = (key: string) => (typeof facts[key] === 'string' ? facts[key] : null);
  const money = (key: string) =>
    typeof facts[key] === 'object' && facts[key] !== null && 'amount' in facts[key] ? (facts[key] as WireMoney) : null;
  const amount = money('amount') ?? one.amount;
  const current = money('current');
  const arithmetic = facts['arithmetic'];
  return {
    kind: KINDS.find((each) => each === facts['kind']) ?? (one.kind === 'temporary-limit' ? 'temporary' : 'permanent'),
    mode: text('mode') ?? 'amount',
    amount,
    current,
    currency: amount?.currency ?? current?.currency ?? text('currency'),
    termsDays: typeof facts['termsDays'] === 'number' ? facts['termsDays'] : null,
    validFrom: text('validFrom'),
    validTo: text('validTo'),
    grade: text('grade'),
    reason: text('reason'),
    arithmetic: typeof arithmetic === 'object' && arithmetic !== null ? (arithmetic as Readonly<Record<string, unknown>>) : null,
  };
}

type FileLimit = {
  readonly customer: string;
  readonly name: string;
  readonly amount: WireMoney;
  readonly termsDays: number | null;
};

/** The limits that a file asks for together. */
export function limitsOfFile(one: Pick<Case, 'proposal'>): readonly FileLimit[] {
  return Array.isArray(one.proposal['changes']) ? (one.proposal['changes'] as FileLimit[]) : [];
}
