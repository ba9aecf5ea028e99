// Kinds whose room takes rows and says of each whether it entered, was known or is refused: judged by entering, in the savepoint of the judge.
import type { Refusal, RefusalCode, Warning } from '#engine/import/report.ts';
import type { ContractRow, ExternalRecordRow, MarginRow, VatInvoiceRow } from '#engine/import/typed-papers.ts';
import type { Placed } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import { enterContracts, enterMargins } from '#rooms/contracts/bulk.ts';
import { ensureParties } from '#rooms/customers/actions.ts';
import { enterExternalRecords, enterVatInvoices } from '#rooms/dossiers/records.ts';
import type { Kind, Origin } from './kinds.ts';

type RowFinding = {
  readonly row: number;
  readonly code: string;
  readonly facts?: Readonly<Record<string, string | number>>;
  readonly value?: string;
};
type Entered = {
  readonly entered: number;
  readonly unchanged: number;
  readonly refused: readonly RowFinding[];
  readonly warned?: readonly RowFinding[];
  readonly customersAdded?: number;
};

/** `change` is the word of `imports.change` for what entered. */
function enteredKind<Row extends Placed>(
  change: string,
  enter: (ctx: Ctx, origin: Origin, rows: readonly Row[]) => Promise<Entered>,
): Kind<Row, null> {
  return {
    async judge(ctx, origin, rows) {
      const done = await enter(ctx, origin, rows);
      const lines = new Map(rows.map((row) => [row.row, row.line]));
      return {
        decided: null,
        refusals: done.refused.map(
          ({ row, code, facts, value }): Refusal => ({
            row,
            line: lines.get(row) ?? 0,
            column: null,
            code: code as RefusalCode,
            value: value ?? (facts?.number === undefined ? null : String(facts.number)),
            ...(facts ? { facts } : {}),
          }),
        ),
        warnings: warningsOf(done.warned ?? []),
        unchanged: done.unchanged,
        customersAdded: done.customersAdded ?? 0,
        filled: [],
        sums: null,
        changes: done.entered > 0 ? { [change]: done.entered } : {},
      };
    },
    async apply() {},
  };
}

const WARNING_ROWS = 20;

function warningsOf(found: readonly RowFinding[]): Warning[] {
  return [...Map.groupBy(found, (each) => each.code)].map(([code, rows]) => ({
    code,
    count: rows.length,
    rows: rows.slice(0, WARNING_ROWS).map((each) => each.row),
  }));
}

export const contracts = enteredKind<ContractRow>('contract', (ctx, { source, importId }, rows) =>
  enterContracts(ctx, source, importId, rows),
);

export const margins = enteredKind<MarginRow>('margin', (ctx, { source, importId }, rows) =>
  enterMargins(ctx, source, importId, rows),
);

/** What is written about a firm that is no customer of ours is refused: a record makes nobody a customer. */
export const externalRecords = enteredKind<ExternalRecordRow>('external_record', async (ctx, { source, importId }, rows) => {
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
  return { ...done, refused: done.refusals };
});

/** A firm's own list of VAT invoices: the firm is made a customer where it is none yet, as a ledger does. */
export const vatInvoices = enteredKind<VatInvoiceRow>('vat_invoice', async (ctx, { source, importId }, rows) => {
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
  return { ...done, refused: done.refusals, customersAdded: parties.created };
});
