// Receipts and credit notes of a source, in bulk: facts, so that nobody approves them. Known ones change nothing, contradictions are refused.

import { type Day, later } from '#base/date.ts';
import { formatMinor, minMinor } from '#base/money.ts';
import type { Warning } from '#engine/import/report.ts';
import type { CreditNoteRow, ReceiptRow } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureEntities, ensureParties, NO_ENTITY } from '#rooms/customers/actions.ts';
import {
  findKnown,
  type KnownDocument,
  type NewApplication,
  type NewDocument,
  postDocuments,
  type Ref,
  refKey,
} from '#rooms/receivables/posting.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';

export type RowRefusal = {
  readonly row: number;
  readonly code:
    | 'conflicts_with_ledger'
    | 'receipt_to_reverse_unknown'
    | 'document_unknown'
    | 'document_ambiguous'
    | 'application_unknown'
    | 'application_differs'
    | 'write_off_unknown'
    | 'other_customer'
    | 'other_currency'
    | 'more_than_unapplied'
    | 'more_than_open'
    | 'day_not_free'
    | 'cannot_settle'
    | 'cannot_be_settled'
    | 'document_reversed'
    | 'amount_not_positive';
  readonly facts: Readonly<Record<string, string | bigint | null>>;
};

export type Entered = {
  readonly documents: number;
  readonly applications: number;
  readonly reversed: number;
  readonly unchanged: number;
  readonly customersAdded: number;
  readonly refused: readonly RowRefusal[];
  /** What was done besides documents of the import's own, by id, so that it can be taken back: applications, applications and documents taken back. */
  readonly applied: readonly string[];
  readonly unapplied: readonly string[];
  readonly tookBack: readonly string[];
  /** What was noticed of the customers: who was found by name, whose code lacks its zeros. */
  readonly noticed?: readonly Warning[];
};

type Money = {
  readonly row: number;
  readonly kind: 'receipt' | 'credit_note';
  readonly number: string;
  readonly entity: string | null;
  readonly on: Day;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly reference: string | null;
  readonly note: string | null;
  readonly contract: string | null;
  /** Invoices of the same source that the row names: settled in this order, as far as the money goes. */
  readonly invoices: readonly string[];
};
type Named = Pick<ReceiptRow, 'customerCode' | 'customerName' | 'uscc' | 'salesperson' | 'entity'>;

/** What was decided of receipts or credit notes and waits to be posted. */
export type MoneyDecided = {
  readonly documents: readonly NewDocument[];
  readonly applications: readonly NewApplication[];
  /** Documents to take back. */
  readonly back: readonly string[];
};

/** What recording them did besides documents of their own. */
export type MoneyJudged = Omit<Entered, 'applied' | 'unapplied' | 'tookBack'> & { readonly decided: MoneyDecided };

/**
 * Decides of each row whether it is new, known or refused; makes customers and entities known, and locks nothing. A negative row takes back
 * the receipt of its number and amount.
 */
export function judgeReceipts(ctx: Ctx, source: string, rows: readonly ReceiptRow[]): Promise<MoneyJudged> {
  return judgeMoney(
    ctx,
    source,
    rows,
    rows.map((row) => ({ ...row, kind: 'receipt', on: row.receivedOn, contract: null })),
  );
}

export function judgeCreditNotes(ctx: Ctx, source: string, rows: readonly CreditNoteRow[]): Promise<MoneyJudged> {
  return judgeMoney(
    ctx,
    source,
    rows,
    rows.map((row) => ({
      ...row,
      kind: 'credit_note',
      on: row.issuedOn,
      amountMinor: -row.amountMinor,
      reference: row.reason,
      invoices: row.creditedNumber === null ? [] : [row.creditedNumber],
    })),
  );
}

/** Records what was judged, in the same transaction: accounts are locked here and not before. Answers the documents taken back. */
export async function recordMoney(
  ctx: Ctx,
  source: string,
  importId: string | null,
  { documents, applications, back }: MoneyDecided,
): Promise<readonly string[]> {
  await postDocuments(ctx, { source, importId, documents, applications });
  if (back.length > 0) await reverseAll(ctx, back, { on: null, why: source, unapply: true });
  return back;
}

/** Judges and records in one go, good rows only: for callers that keep no stage of their own. */
export async function enterReceipts(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly ReceiptRow[],
): Promise<Entered> {
  const { decided, ...judged } = await judgeReceipts(ctx, source, rows);
  return { ...judged, applied: [], unapplied: [], tookBack: await recordMoney(ctx, source, importId, decided) };
}

async function judgeMoney(ctx: Ctx, source: string, named: readonly Named[], rows: readonly Money[]): Promise<MoneyJudged> {
  const parties = await ensureParties(
    ctx,
    source,
    named.map((row) => ({
      code: row.customerCode,
      name: row.customerName,
      uscc: row.uscc,
      salesperson: row.salesperson,
      entity: row.entity,
      termsDays: null,
    })),
  );
  const entities = await ensureEntities(ctx, [...new Set(rows.map((row) => row.entity ?? NO_ENTITY))], ctx.tenant.currency);
  const entityOf = (row: Money) => entities.get(row.entity ?? NO_ENTITY)!;
  const refOf = (row: Money): Ref => ({ kind: row.kind, entityId: entityOf(row), number: row.number });
  const invoiceRef = (row: Money, number: string): Ref => ({ kind: 'invoice', entityId: entityOf(row), number });
  const known = await findKnown(ctx, source, rows.map(refOf));
  const invoices = await findKnown(
    ctx,
    source,
    rows.flatMap((row) => row.invoices.map((number) => invoiceRef(row, number))),
  );
  const open = new Map([...invoices].map(([key, invoice]) => [key, invoice.open_minor]));

  const documents: NewDocument[] = [];
  const applications: NewApplication[] = [];
  const back: string[] = [];
  const refused: RowRefusal[] = [];
  let unchanged = 0;
  for (const [at, row] of rows.entries()) {
    const ref = refOf(row);
    const partyId = parties.ids.get(named[at]!.customerCode)!;
    const before = known.get(refKey(ref));
    if (row.amountMinor < 0n) {
      if (before?.amount_minor === -row.amountMinor && before.party_id === partyId) back.push(before.document_id);
      else refused.push({ row: row.row, code: 'receipt_to_reverse_unknown', facts: { number: row.number } });
      continue;
    }
    if (before) {
      const conflict = conflictOf(row, before, partyId);
      if (conflict) refused.push(conflict);
      else unchanged += 1;
      continue;
    }
    // What names an invoice that is not here, or another customer's, is kept as text for the rules and for people.
    const reference = [row.reference, ...row.invoices.filter((number) => !row.reference?.includes(number))]
      .filter(Boolean)
      .join(' ');
    documents.push({
      ...ref,
      partyId,
      issuedOn: row.on,
      dueOn: null,
      amountMinor: row.amountMinor,
      currency: row.currency,
      reference: reference === '' ? null : reference,
      note: row.note,
      contract: row.contract,
      importRow: row.row,
    });
    let leftMinor = row.amountMinor;
    for (const number of row.invoices) {
      const to = invoiceRef(row, number);
      const invoice = invoices.get(refKey(to));
      if (!invoice || invoice.party_id !== partyId || invoice.currency !== row.currency) continue;
      const amountMinor = minMinor(leftMinor, open.get(refKey(to))!);
      if (amountMinor <= 0n) continue;
      applications.push({ from: ref, to, amountMinor, effectiveOn: later(row.on, invoice.issued_on) });
      open.set(refKey(to), open.get(refKey(to))! - amountMinor);
      leftMinor -= amountMinor;
    }
  }
  return {
    decided: { documents, applications, back },
    documents: documents.length,
    applications: applications.length,
    reversed: back.length,
    unchanged,
    customersAdded: parties.created,
    refused,
    noticed: parties.warnings,
  };
}

function conflictOf(row: Money, before: KnownDocument, partyId: string): RowRefusal | null {
  const refuse = (field: string, there: string, said: string): RowRefusal => ({
    row: row.row,
    code: 'conflicts_with_ledger',
    facts: { number: row.number, field, known: there, said },
  });
  if (before.currency !== row.currency) return refuse('币种 currency', before.currency, row.currency);
  if (before.amount_minor !== row.amountMinor) {
    return refuse('金额 amount', formatMinor(before.amount_minor, before.currency), formatMinor(row.amountMinor, row.currency));
  }
  if (before.party_id !== partyId) return refuse('客户 customer', '', row.number);
  return before.issued_on === row.on ? null : refuse('日期 day', before.issued_on, row.on);
}
