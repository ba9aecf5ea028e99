// Figures in the signs of the ministry's forms, where costs and payments are positive, and totals that a form leaves to be added up.
import type { Amounts } from './articulation.ts';
import type { StatementKind } from './lines.ts';

const COSTS = [
  'total_cost',
  'cost',
  'taxes_surcharges',
  'selling_expense',
  'admin_expense',
  'rd_expense',
  'finance_expense',
  'interest_expense',
  'nonoperating_expense',
  'income_tax',
];
const PAYMENTS = /(?:_paid|_outflow|_bought|_repaid|_distributed|^interest_paid_loans|^claims_paid)$/;

/**
 * Statements that print what is taken off in brackets (HKFRS: cost of sales (7,000)) are turned into the signs of the ministry's forms: where all there is of the
 * large ones is negative, all of them are turned; one that is negative alone (interest earned in 财务费用) stays.
 */
export function inTheFormsSigns(kind: StatementKind, amounts: Amounts): Amounts {
  if (kind === 'balance') return amounts;
  const taken = [...amounts.keys()].filter((line) => (kind === 'income' ? COSTS.includes(line) : PAYMENTS.test(line)));
  const large = taken.filter((line) =>
    kind === 'income' ? ['cost', 'admin_expense', 'selling_expense', 'total_cost'].includes(line) : true,
  );
  const negative = large.filter((line) => amounts.get(line)! < 0n).length;
  if (large.length < 2 || negative <= large.length / 2) return amounts;
  const out = new Map(amounts);
  for (const line of taken) out.set(line, -amounts.get(line)!);
  return out;
}

const TOTALS = [
  ['total_assets', 'current_assets', 'noncurrent_assets'],
  ['total_liabilities', 'current_liabilities', 'noncurrent_liabilities'],
] as const;

/** HKFRS balance sheets print no total assets: the sum of both halves, where both are printed. */
export function withTotals(kind: StatementKind, amounts: Amounts): Amounts {
  if (kind !== 'balance') return amounts;
  const out = new Map(amounts);
  for (const [total, current, noncurrent] of TOTALS) {
    const [one, two] = [amounts.get(current), amounts.get(noncurrent)];
    if (!amounts.has(total) && one !== undefined && two !== undefined) out.set(total, one + two);
  }
  return out;
}
