// What the URL of the ledger asks for → the input of `receivables.ledger`.
import type { Static } from 'typebox';
import { isCurrency } from '#base/money.ts';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import type { ListState } from '#web/kit/list-state.ts';
import type { AsOf } from '#web/kit/reading.tsx';
import type { LedgerRow } from '../contract.ts';
import { LEDGER_PIVOTS, LEDGER_SORTS, type ledger, type ledgerPivot } from '../contract.ts';

export type LedgerLine = Static<typeof LedgerRow>;
export type LedgerAnswer = OutputOf<typeof ledger>;
export type LedgerTotal = LedgerAnswer['totals'][number];
export type LedgerFilter = Omit<InputOf<typeof ledger>, 'offset' | 'limit'>;

export const VIEWS = ['all', 'overdue', 'near', 'over', 'frozen'] as const;
export type View = (typeof VIEWS)[number];

/** As the shipped scale names them, best first; NR is not rated. */
export const GRADES = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C', 'D', 'NR'] as const;

/** What stands out first: the most money overdue. */
export const DEFAULT_SORT = { by: 'overdue', descending: true } as const;

export function viewOf(state: ListState): View {
  return VIEWS.find((each) => each === state.view) ?? 'all';
}

const BY_VIEW: Readonly<Record<View, LedgerFilter>> = {
  all: {},
  overdue: { overdueOnly: true },
  near: { minUtilisationPct: 90 },
  over: { overLimit: true },
  frozen: { frozen: true },
};

/** What the address bar holds that is not understood is left out, never sent. */
export function ledgerFilter(state: ListState, then: AsOf['then']): LedgerFilter {
  const { filters } = state;
  const filter: LedgerFilter = { ...BY_VIEW[viewOf(state)], ...then };
  const text = filters['text']?.trim();
  if (text) filter.text = text;
  if (filters['overdue'] === 'yes') filter.overdueOnly = true;
  const least = Number(filters['utilisation']);
  if (Number.isInteger(least) && least > 0 && least <= 10_000)
    filter.minUtilisationPct = Math.max(least, filter.minUtilisationPct ?? 0);
  const grades = filters['grade']?.split(',').filter((each) => (GRADES as readonly string[]).includes(each));
  if (grades && grades.length > 0) filter.grade = grades.join(',');
  if (filters['owner']) filter.owner = filters['owner'];
  if (filters['group']) filter.group = filters['group'];
  if (filters['region']) filter.region = filters['region'];
  if (filters['industry']) filter.industry = filters['industry'];
  if (filters['currency'] && isCurrency(filters['currency'])) filter.currency = filters['currency'];
  const sort = state.sort ?? DEFAULT_SORT;
  const by = LEDGER_SORTS.find((each) => each === sort.by);
  if (by) {
    filter.sort = by;
    filter.descending = sort.descending;
  }
  return filter;
}

export type Pivot = (typeof LEDGER_PIVOTS)[number];
export type PivotLine = OutputOf<typeof ledgerPivot>['rows'][number];

/** What the list is gathered by; null: by customer, which is the ledger itself. */
export function pivotOf(state: ListState): Pivot | null {
  return LEDGER_PIVOTS.find((each) => each === state.filters['pivot']) ?? null;
}

export function lineKey(line: LedgerLine): string {
  return `${line.customer.code} ${line.currency}`;
}
