// Kinds whose room takes rows and says of each whether it entered, was known or is refused: by entering in the savepoint of the judge, or by judging and recording apart.
import type { Refusal, RefusalCode, Warning } from '#engine/import/report.ts';
import type { ContractRow, CreditStatesRow, ExternalRecordRow, MarginRow, VatInvoiceRow } from '#engine/import/typed-papers.ts';
import type { ApplicationRow, CreditNoteRow, Placed, ReceiptRow, WriteOffRow } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import { enterContracts, enterMargins } from '#rooms/contracts/bulk.ts';
import { ensureParties } from '#rooms/customers/actions.ts';
import { enterCreditStates, type FileState } from '#rooms/customers/credit-states-file.ts';
import { enterExternalRecords, enterVatInvoices } from '#rooms/dossiers/records.ts';
import {
  type ApplicationsDecided,
  type Done,
  judgeApplications,
  judgeWriteOffs,
  recordApplications,
  recordWriteOffs,
  type WriteOffsDecided,
} from '#rooms/settlements/source-facts.ts';
import {
  judgeCreditNotes,
  judgeReceipts,
  type MoneyDecided,
  type MoneyJudged,
  recordMoney,
} from '#rooms/settlements/source-money.ts';
import type { Acts } from './acts.ts';
import type { Judged, Kind, Origin } from './kinds.ts';

type RowFinding = {
  readonly row: number;
  readonly code: string;
  readonly facts?: Readonly<Record<string, string | number | bigint | null>>;
  readonly value?: string;
};
type Entered = {
  /** By the words of `imports.change`; zero counts stay out. */
  readonly changes: Readonly<Record<string, number>>;
  readonly unchanged: number;
  readonly refused: readonly RowFinding[];
  readonly warned?: readonly RowFinding[];
  readonly noticed?: readonly Warning[];
  readonly customersAdded?: number;
  readonly acts?: Acts;
};

function enteredKind<Row extends Placed>(
  enter: (ctx: Ctx, origin: Origin, rows: readonly Row[]) => Promise<Entered>,
): Kind<Row, Acts> {
  return {
    async judge(ctx, origin, rows) {
      const done = await enter(ctx, origin, rows);
      return judgedOf(rows, done, done.acts ?? {});
    },
    apply: (_ctx, _origin, acts) => Promise.resolve(acts),
  };
}

function judgedOf<Decided>(rows: readonly Placed[], done: Entered, decided: Decided): Judged<Decided> {
  const lines = new Map(rows.map((row) => [row.row, row.line]));
  return {
    decided,
    refusals: done.refused.map(
      ({ row, code, facts, value }): Refusal => ({
        row,
        line: lines.get(row) ?? 0,
        column: null,
        code: code as RefusalCode,
        value: value ?? (facts?.number === undefined ? null : String(facts.number)),
        ...(facts ? { facts: plain(facts) } : {}),
      }),
    ),
    warnings: [...(done.noticed ?? []), ...warningsOf(done.warned ?? [])],
    unchanged: done.unchanged,
    customersAdded: done.customersAdded ?? 0,
    filled: [],
    sums: null,
    changes: Object.fromEntries(Object.entries(done.changes).filter(([, count]) => count > 0)),
  };
}

function plain(facts: NonNullable<RowFinding['facts']>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([key, value]) =>
      value === null ? [] : [[key, typeof value === 'bigint' ? String(value) : value] as const],
    ),
  );
}

const WARNING_ROWS = 20;

function warningsOf(found: readonly RowFinding[]): Warning[] {
  return [...Map.groupBy(found, (each) => each.code)].map(([code, rows]) => ({
    code,
    count: rows.length,
    rows: rows.slice(0, WARNING_ROWS).map((each) => each.row),
  }));
}

export const contracts = enteredKind<ContractRow>(async (ctx, { source, importId }, rows) => {
  const done = await enterContracts(ctx, source, importId, rows);
  return { ...done, changes: { contract: done.entered } };
});

export const margins = enteredKind<MarginRow>(async (ctx, { source, importId }, rows) => {
  const done = await enterMargins(ctx, source, importId, rows);
  return { ...done, changes: { margin: done.entered } };
});

export const receipts = moneyKind<ReceiptRow, MoneyDecided>('receipt', {
  judge: (ctx, { source }, rows) => judgeReceipts(ctx, source, rows),
  record: recordedMoney,
});

export const creditNotes = moneyKind<CreditNoteRow, MoneyDecided>('credit_note', {
  judge: (ctx, { source }, rows) => judgeCreditNotes(ctx, source, rows),
  record: recordedMoney,
});

export const applications = moneyKind<ApplicationRow, ApplicationsDecided>('discount', {
  judge: (ctx, { source, posting }, rows) => judgeApplications(ctx, source, rows, { lock: posting }),
  record: (ctx, { source, importId }, decided) => recordApplications(ctx, source, importId, decided),
});

export const writeOffs = moneyKind<WriteOffRow, WriteOffsDecided>('write_off', {
  judge: (ctx, { source, importId, posting }, rows) => judgeWriteOffs(ctx, source, importId, rows, { lock: posting }),
  record: (ctx, { source }, decided) => recordWriteOffs(ctx, source, decided),
});

async function recordedMoney(ctx: Ctx, { source, importId }: Origin, decided: MoneyDecided): Promise<Done> {
  return { applied: [], unapplied: [], tookBack: await recordMoney(ctx, source, importId, decided) };
}

/** Looked at without a lock, posted at the end. */
function moneyKind<Row extends Placed, Decided>(
  documents: string,
  how: {
    judge(ctx: Ctx, origin: Origin, rows: readonly Row[]): Promise<Omit<MoneyJudged, 'decided'> & { readonly decided: Decided }>;
    record(ctx: Ctx, origin: Origin, decided: Decided): Promise<Done>;
  },
): Kind<Row, Decided> {
  return {
    async judge(ctx, origin, rows) {
      const done = await how.judge(ctx, origin, rows);
      const changes = { [documents]: done.documents, application: done.applications, reversal: done.reversed };
      return judgedOf(rows, { ...done, changes }, done.decided);
    },
    async apply(ctx, origin, decided) {
      const { applied, unapplied, tookBack } = await how.record(ctx, origin, decided);
      return { applied, unapplied, reversed: tookBack };
    },
  };
}

/** What is written about a firm that is no customer of ours is refused: a record makes nobody a customer. */
export const externalRecords = enteredKind<ExternalRecordRow>(async (ctx, { source, importId }, rows) => {
  const done = await enterExternalRecords(
    ctx,
    source,
    importId,
    rows.map((row) => ({
      row: row.row,
      customer: row.customerCode,
      kind: row.kind,
      sourceKey: row.number ?? '',
      happenedOn: row.happenedOn,
      amountMinor: row.amountMinor,
      currency: row.currency,
      summary: row.text ?? row.kindText,
      expiresOn: row.expiresOn,
    })),
  );
  return { ...done, refused: done.refusals, changes: { external_record: done.entered } };
});

/** A firm's own list of VAT invoices: the firm is made a customer where it is none yet, as a ledger does. */
export const vatInvoices = enteredKind<VatInvoiceRow>(async (ctx, { source, importId }, rows) => {
  const firms = new Map<string, string | null>();
  for (const row of rows) if (row.firmCode !== null && !firms.has(row.firmCode)) firms.set(row.firmCode, row.firmName);
  const parties = await ensureParties(
    ctx,
    source,
    [...firms].map(([code, name]) => ({ code, name, uscc: null, salesperson: null, entity: null, termsDays: null })),
  );
  const done = await enterVatInvoices(
    ctx,
    importId,
    rows.map((row) => ({
      row: row.row,
      customer: row.firmCode ?? '',
      direction: row.direction,
      number: row.invoiceCode === null ? row.number : `${row.invoiceCode}-${row.number}`,
      otherSide: row.partnerName ?? row.partnerCode,
      issuedOn: row.issuedOn,
      netMinor: row.amountMinor,
      taxMinor: row.taxMinor,
      grossMinor: row.totalMinor,
      currency: row.currency,
      isVoid: row.state === 'void',
    })),
  );
  // A list without its firm is most often one of our own invoices: what helps is to say so.
  const nobodys = new Set(rows.filter((row) => row.firmCode === null).map(({ row }) => row));
  const refused = done.refusals.map((each) =>
    nobodys.has(each.row) && each.code === 'customer_unknown' ? { ...each, code: 'firm_missing' } : each,
  );
  return { ...done, refused, customersAdded: parties.created, noticed: parties.warnings, changes: { vat_invoice: done.entered } };
});

/** How customers stand beside the ledger; who is no customer of ours is refused. */
export const creditStates = enteredKind<CreditStatesRow>(async (ctx, { importId }, rows) => {
  const done = await enterCreditStates(
    ctx,
    importId,
    rows.map((row) => ({
      row: row.row,
      customer: row.customerCode,
      byName: row.customerName === row.customerCode,
      on: row.saidOn,
      note: row.note,
      states: statesOf(row),
    })),
  );
  return { ...done, changes: { credit_state: done.entered } };
});

function statesOf(row: CreditStatesRow): FileState[] {
  const { currency, insurance, insuredUntil: until, stoppedOn, noticeBy } = row;
  const states: FileState[] = [];
  if (row.level !== null)
    states.push(row.level === 0 ? { kind: 'dunning', over: true, currency: null } : { kind: 'dunning', level: row.level });
  if (row.promisedMinor === 0n) states.push({ kind: 'promise', over: true, currency });
  else if (row.promisedMinor !== null && row.promisedOn !== null)
    states.push({ kind: 'promise', amountMinor: row.promisedMinor, currency, dueOn: row.promisedOn });
  if (insurance === 'none') states.push({ kind: 'insurance', over: true, currency: null });
  else if (insurance !== null || until !== null || stoppedOn !== null || noticeBy !== null)
    states.push({ kind: 'insurance', stopped: insurance === null ? null : insurance === 'stopped', stoppedOn, noticeBy, until });
  if (row.reviewOn !== null) states.push({ kind: 'review', dueOn: row.reviewOn });
  if (row.coverMinor === 0n) states.push({ kind: 'cover', over: true, currency });
  else if (row.coverMinor !== null) states.push({ kind: 'cover', amountMinor: row.coverMinor, currency, until: row.coverUntil });
  return states;
}
