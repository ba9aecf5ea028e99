// Where a contract and what was done under it do not fit together: warnings with the documents they are about. Facts in, warnings out.
import { type Day, daysBetween } from '#base/date.ts';
import { type ContractTerms, type DueDay, dueOnBy, type EventDays, type Milestone } from './contracts.ts';

export type WarningCode =
  | 'over_invoiced'
  | 'due_differs'
  | 'due_unknown'
  | 'outside_term'
  | 'while_suspended'
  | 'other_customer'
  | 'other_currency'
  | 'retention_to_hold'
  | 'retention_overdue'
  | 'milestone_late'
  | 'ended_with_open';

export type ContractWarning = {
  readonly code: WarningCode;
  readonly facts: Readonly<Record<string, string | number | bigint>>;
  /** Numbers of the documents, at most DOCUMENTS_SHOWN; `count` of all. */
  readonly documents: readonly string[];
  readonly count: number;
};

export type PaperFacts = {
  readonly kind: string;
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day | null;
  readonly amountMinor: bigint;
  readonly openMinor: bigint;
  readonly currency: string;
  readonly ofCustomer: boolean;
};

export type TermsFrom = { readonly effectiveOn: Day; readonly terms: ContractTerms };

export type ContractFacts = {
  readonly asOf: Day;
  readonly currency: string;
  readonly startsOn: Day;
  readonly endsOn: Day | null;
  readonly state: string;
  readonly suspendedOn: Day | null;
  /** By the day from which each version holds, ascending; the first holds before its day too. */
  readonly versions: readonly TermsFrom[];
  readonly invoicedMinor: bigint;
  readonly outstandingMinor: bigint;
  readonly papers: readonly PaperFacts[];
  readonly daysFor: (issuedOn: Day) => EventDays;
  readonly toHold: readonly string[];
  readonly milestones: readonly (Milestone & { readonly doneOn: Day | null })[];
};

export const DOCUMENTS_SHOWN = 20;

/** The terms that held when a document was issued. */
export function termsOn(versions: readonly TermsFrom[], issuedOn: Day): ContractTerms {
  let found = versions[0]!;
  for (const each of versions) if (each.effectiveOn <= issuedOn) found = each;
  return found.terms;
}

/** The due day that the contract gives a document. */
export function expectedDue(facts: Pick<ContractFacts, 'versions' | 'daysFor'>, issuedOn: Day): DueDay {
  return dueOnBy(termsOn(facts.versions, issuedOn).terms, facts.daysFor(issuedOn));
}

/** In the order of their weight: money first, then days, then papers. */
export function contractWarnings(facts: ContractFacts): ContractWarning[] {
  const found: ContractWarning[] = [];
  const add = (code: WarningCode, about: readonly string[], more: ContractWarning['facts'] = {}) =>
    found.push({ code, facts: more, documents: about.slice(0, DOCUMENTS_SHOWN), count: about.length });
  const invoices = facts.papers.filter((paper) => paper.kind === 'invoice' && paper.amountMinor > 0n);
  const own = invoices.filter((paper) => paper.ofCustomer && paper.currency === facts.currency);
  const numbers = (papers: readonly PaperFacts[]) => papers.map((paper) => paper.number);

  const { amountMinor } = facts.versions.at(-1)!.terms;
  if (amountMinor !== null && facts.invoicedMinor > amountMinor)
    add('over_invoiced', [], { byMinor: facts.invoicedMinor - amountMinor, amountMinor });
  const late = facts.papers.filter(
    (paper) => paper.kind === 'retention' && paper.openMinor > 0n && paper.dueOn !== null && paper.dueOn < facts.asOf,
  );
  if (late.length > 0)
    add('retention_overdue', numbers(late), { openMinor: late.reduce((sum, paper) => sum + paper.openMinor, 0n) });
  if (facts.state === 'ended' && facts.outstandingMinor > 0n) add('ended_with_open', [], { openMinor: facts.outstandingMinor });

  const expected = own.flatMap((paper) => {
    const due = expectedDue(facts, paper.issuedOn);
    return paper.openMinor > 0n && paper.dueOn !== null ? [{ paper, due, dueOn: paper.dueOn }] : [];
  });
  // A planned day is no promise: only what hangs on a day that has come is held against an invoice.
  const differing = expected.flatMap(({ paper, due, dueOn }) =>
    'missing' in due || due.provisional || due.dueOn === dueOn ? [] : [{ paper, days: daysBetween(due.dueOn, dueOn) }],
  );
  if (differing.length > 0) {
    const days = differing.map((each) => each.days);
    add('due_differs', numbers(differing.map((each) => each.paper)), {
      later: days.filter((each) => each > 0).length,
      earlier: days.filter((each) => each < 0).length,
      mostDays: days.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0),
    });
  }
  const unknown = expected.flatMap(({ paper, due }) => ('missing' in due ? [{ paper, event: due.missing }] : []));
  if (unknown[0]) add('due_unknown', numbers(unknown.map((each) => each.paper)), { event: unknown[0].event });
  if (facts.toHold.length > 0) add('retention_to_hold', facts.toHold);
  const overdue = facts.milestones.filter(
    (each) => each.doneOn === null && each.plannedOn !== null && each.plannedOn < facts.asOf,
  );
  if (overdue.length > 0) {
    const days = Math.max(...overdue.map((each) => daysBetween(each.plannedOn!, facts.asOf)));
    add(
      'milestone_late',
      overdue.map((each) => each.name),
      { mostDays: days },
    );
  }

  const outside = own.filter(
    (paper) => paper.issuedOn < facts.startsOn || (facts.endsOn !== null && paper.issuedOn > facts.endsOn),
  );
  if (outside.length > 0) add('outside_term', numbers(outside));
  const { suspendedOn } = facts;
  const while_ = suspendedOn === null ? [] : own.filter((paper) => paper.issuedOn >= suspendedOn);
  if (while_.length > 0) add('while_suspended', numbers(while_));
  const others = facts.papers.filter((paper) => !paper.ofCustomer);
  if (others.length > 0) add('other_customer', numbers(others));
  const foreign = facts.papers.filter((paper) => paper.ofCustomer && paper.currency !== facts.currency);
  if (foreign.length > 0) add('other_currency', numbers(foreign));
  return found;
}
