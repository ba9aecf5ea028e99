// A proposal as the contract shows it.
import { wireMoney } from '#base/money.ts';
import type * as store from './store.ts';

export function wireProposal(row: store.ProposalRow) {
  const money = (minor: bigint | null) => (minor === null ? null : wireMoney(minor, row.currency));
  return {
    id: row.proposal_id,
    customer: { code: row.code, name: row.name },
    kind: row.kind,
    mode: row.mode,
    amount: money(row.amount_minor),
    current: money(row.current_minor),
    currency: row.currency,
    termsDays: row.terms_days,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    asOf: row.as_of,
    grade: row.grade,
    arithmetic: row.arithmetic,
    reason: row.reason,
    state: row.state,
    madeBy: row.made_by_name,
    recordedAt: row.recorded_at.toISOString(),
    caseId: row.case_id,
  };
}
