// Typed rows of a ledger file → documents to post: compared with what the ledger knows, so that the same file again changes nothing.
import { addDays, type Day, daysBetween } from '#base/date.ts';
import { formatMinor, wireMoney } from '#base/money.ts';
import { type Refusal, type Warning, Warnings } from '#engine/import/report.ts';
import type { LedgerRow } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureEntities, ensureParties, type NamedParty, NO_ENTITY } from '#rooms/customers/actions.ts';
import {
  type DocumentKind,
  findKnown,
  type KnownDocument,
  type NewApplication,
  type NewDocument,
  postDocuments,
  type Ref,
  receiptsNumberedAfter,
  refKey,
} from '#rooms/receivables/posting.ts';
import type { Judged, Kind } from './kinds.ts';
import * as store from './store.ts';

type Decided = { readonly documents: readonly NewDocument[]; readonly applications: readonly NewApplication[] };

export type LedgerDecided = Decided;

const KINDS: Readonly<Record<LedgerRow['kind'], DocumentKind>> = {
  invoice: 'invoice',
  debit_note: 'invoice',
  opening: 'invoice',
  credit_note: 'credit_note',
  receipt: 'receipt',
};

/** A row of any list of documents. Due day null: the file does not say, the customer's terms decide. */
export type DocumentLike = Omit<LedgerRow, 'dueOn' | 'termsText'> & {
  readonly dueOn: Day | null;
  /** What the payer wrote, and the invoices he named. */
  readonly reference?: string | null;
  /** What the list as such does not allow, where the row says it. */
  readonly refused?: Refusal['code'] | null;
};

export const ledger: Kind<LedgerRow, Decided> = documentsFrom((row) => row);

/** A kind whose rows are documents of the ledger, told apart by `read`. */
export function documentsFrom<Row>(read: (row: Row) => DocumentLike): Kind<Row, Decided> {
  return {
    judge: (ctx, { source }, rows) => judge(ctx, source, rows.map(read)),
    async apply(ctx, { source, importId }, { documents, applications }) {
      await postDocuments(ctx, { source, importId, documents, applications });
      return {};
    },
  };
}

/**
 * Makes customers and entities known, then decides each row: new, known and unchanged, known with more received, or in conflict with
 * the ledger. Facts of the ledger never change in silence: a differing amount, day or customer refuses the row.
 */
async function judge(ctx: Ctx, source: string, rows: readonly DocumentLike[]): Promise<Judged<Decided>> {
  const parties = await ensureParties(ctx, source, namedParties(rows));
  const entities = await ensureEntities(ctx, [...new Set(rows.map((row) => row.entity ?? NO_ENTITY))], ctx.tenant.currency);
  const refOf = (row: DocumentLike): Ref => ({
    kind: KINDS[row.kind],
    entityId: entities.get(row.entity ?? NO_ENTITY)!,
    number: row.number,
  });
  const known = await findKnown(ctx, source, rows.map(refOf));
  const again = rows.filter((row) => known.has(refKey(refOf(row))) && row.receivedMinor !== null).map((row) => row.number);
  const receipts = new Map(
    again.length > 0 ? (await receiptsNumberedAfter(ctx, source, again)).map((row) => [row.number, row.receipts]) : [],
  );

  const undated = rows.filter((row) => row.dueOn === null && KINDS[row.kind] === 'invoice').map((row) => row.customerCode);
  const terms = await termsOf(
    ctx,
    [...new Set(undated)].map((code) => parties.ids.get(code)!),
  );

  const documents: NewDocument[] = [];
  const applications: NewApplication[] = [];
  const refusals: Refusal[] = [];
  const warnings = new Warnings();
  const sums = new Map<string, bigint>();
  let unchanged = 0;
  for (const row of rows) {
    const ref = refOf(row);
    const partyId = parties.ids.get(row.customerCode)!;
    const before = known.get(refKey(ref));
    if (row.refused) {
      refusals.push({ row: row.row, line: row.line, column: null, code: row.refused, value: row.number });
      continue;
    }
    if (row.amountMinor === 0n) {
      unchanged += 1;
      continue;
    }
    const conflict = before ? conflictOf(row, before, partyId) : null;
    if (conflict) {
      refusals.push(conflict);
      continue;
    }
    const dueOn = ref.kind === 'invoice' && !before ? (row.dueOn ?? dueBy(row, terms.get(partyId) ?? null)) : null;
    if (ref.kind === 'invoice' && !before && dueOn === null) {
      refusals.push({ row: row.row, line: row.line, column: null, code: 'due_missing', value: row.number });
      continue;
    }
    sums.set(row.currency, (sums.get(row.currency) ?? 0n) + row.amountMinor);
    if (!before) {
      documents.push({
        ...ref,
        partyId,
        issuedOn: row.issuedOn,
        postedOn: row.postedOn,
        dueOn,
        amountMinor: row.amountMinor < 0n ? -row.amountMinor : row.amountMinor,
        currency: row.currency,
        disputed: row.disputed,
        contract: row.contract,
        importRow: row.row,
        ...(row.reference ? { reference: row.reference } : {}),
      });
    }
    const receivedBefore = before ? before.amount_minor - before.open_minor : 0n;
    const newlyReceived = ref.kind === 'invoice' && row.receivedMinor !== null ? row.receivedMinor - receivedBefore : 0n;
    if (before && newlyReceived === 0n) unchanged += 1;
    if (newlyReceived <= 0n) continue;
    if (row.settledOn === null) warnings.add('received_undated', { row: row.row });
    const open = before ? before.open_minor : row.amountMinor;
    addReceipt(ctx, row, ref, partyId, newlyReceived, open, receipts.get(row.number) ?? 0, documents, applications);
  }
  return {
    decided: { documents, applications },
    refusals,
    warnings: [...parties.warnings, ...warnings.list(), ...(await knownElsewhere(ctx, source, documents))],
    unchanged,
    customersAdded: parties.created,
    filled: parties.filled,
    sums: [...sums].map(([currency, minor]) => wireMoney(minor, currency)),
    changes: changesOf(documents, applications.length),
  };
}

/** New documents looked for under other sources, and how many of those sources. */
const LOOKED_FOR = 200;
const SOURCES_LOOKED_AT = 5;

/** The same documents under another source, whatever their order and whatever the file: they would count again. */
async function knownElsewhere(ctx: Ctx, source: string, documents: readonly NewDocument[]): Promise<Warning[]> {
  if (documents.length === 0) return [];
  const looked = documents.slice(0, LOOKED_FOR);
  for (const other of await store.sourcesBeside(ctx.tx, source, SOURCES_LOOKED_AT)) {
    const known = await findKnown(ctx, other, looked);
    const same = looked.filter((document) => {
      const twin = known.get(refKey(document));
      return (
        twin?.party_id === document.partyId && twin.amount_minor === document.amountMinor && twin.issued_on === document.issuedOn
      );
    });
    if (same.length * 2 < looked.length) continue;
    const facts = { checked: looked.length, count: same.length, source: other, number: same[0]!.number };
    return [{ code: 'documents_known_elsewhere', count: same.length, facts }];
  }
  return [];
}

function dueBy(row: DocumentLike, customersTermsDays: number | null): Day | null {
  const days = row.termsDays ?? customersTermsDays;
  return days === null ? null : addDays(row.issuedOn, days);
}

async function termsOf(ctx: Ctx, partyIds: readonly string[]): Promise<Map<string, number | null>> {
  if (partyIds.length === 0) return new Map();
  return new Map((await store.termsOf(ctx.tx, partyIds)).map((row) => [row.party_id, row.terms_days]));
}

function changesOf(documents: readonly NewDocument[], applications: number): Record<string, number> {
  const changes: Record<string, number> = {};
  for (const { kind } of documents) changes[kind] = (changes[kind] ?? 0) + 1;
  return applications > 0 ? { ...changes, application: applications } : changes;
}

/** What the rows say of customers, each saying once: a ledger names its customers again on every row. */
function namedParties(rows: readonly DocumentLike[]): NamedParty[] {
  const said = new Map<string, NamedParty>();
  for (const row of rows) {
    const { customerCode: code, customerName: name, uscc, salesperson, entity, termsDays } = row;
    const key = `${code}\n${name ?? ''}\n${uscc ?? ''}\n${salesperson ?? ''}\n${entity ?? ''}\n${termsDays ?? ''}`;
    if (!said.has(key)) said.set(key, { code, name, uscc, salesperson, entity, termsDays });
  }
  return [...said.values()];
}

/** A settlement that stands as a column becomes a receipt of its own, numbered after the invoice; what is beyond the invoice stays unapplied. */
function addReceipt(
  ctx: Ctx,
  row: DocumentLike,
  to: Ref,
  partyId: string,
  amountMinor: bigint,
  openMinor: bigint,
  earlier: number,
  documents: NewDocument[],
  applications: NewApplication[],
): void {
  const on = row.settledOn ?? (daysBetween(row.issuedOn, ctx.today) >= 0 ? ctx.today : row.issuedOn);
  const from: Ref = {
    kind: 'receipt',
    entityId: to.entityId,
    number: earlier === 0 ? row.number : `${row.number}#${earlier + 1}`,
  };
  documents.push({ ...from, partyId, issuedOn: on, dueOn: null, amountMinor, currency: row.currency, importRow: row.row });
  const applied = amountMinor < openMinor ? amountMinor : openMinor;
  if (applied > 0n) applications.push({ from, to, amountMinor: applied, effectiveOn: on });
}

function conflictOf(row: DocumentLike, before: KnownDocument, partyId: string): Refusal | null {
  const amount = row.amountMinor < 0n ? -row.amountMinor : row.amountMinor;
  const refuse = (field: string, known: string, said: string): Refusal => ({
    row: row.row,
    line: row.line,
    column: null,
    code: 'conflicts_with_ledger',
    value: row.number,
    facts: { field, known, said },
  });
  if (before.currency !== row.currency) return refuse('币种 currency', before.currency, row.currency);
  if (before.amount_minor !== amount) {
    return refuse('金额 amount', formatMinor(before.amount_minor, before.currency), formatMinor(amount, row.currency));
  }
  if (before.party_id !== partyId) return refuse('客户 customer', '', row.customerCode);
  if (before.issued_on !== row.issuedOn) return refuse('开票日期 issue date', before.issued_on, row.issuedOn);
  if (before.due_on !== null && row.dueOn !== null && before.due_on !== row.dueOn)
    return refuse('到期日 due date', before.due_on, row.dueOn);
  const received = before.amount_minor - before.open_minor;
  if (before.kind === 'invoice' && row.receivedMinor !== null && row.receivedMinor < received) {
    return {
      row: row.row,
      line: row.line,
      column: null,
      code: 'received_less_than_known',
      value: row.number,
      facts: { known: formatMinor(received, before.currency), said: formatMinor(row.receivedMinor, row.currency) },
    };
  }
  return null;
}
