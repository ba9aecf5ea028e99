// Parts of the printed dossier that a credit committee asks for: limits and who granted them, contracts, bills, payments received, month by month.
import { addMonths, type Day, monthStart } from '#base/date.ts';
import { formatPpmAsPercent, ratioPpm } from '#base/ratio.ts';
import { type Block, figuresTable, section } from '#platform/pdf.ts';
import type { Tx } from '#platform/sql.ts';
import type { wordsOf } from './print-words.ts';
import * as store from './store-print-ledger.ts';

const ROWS_MAX = 20;
const MONTHS = 12;

export type PrintedLedger = {
  readonly grants: readonly store.GrantRow[];
  readonly contracts: readonly store.ContractRow[];
  readonly bills: readonly store.BillRow[];
  readonly receipts: readonly store.ReceiptRow[];
  readonly months: readonly store.MonthRow[];
};

/** Everything as of a day and as known at an instant, so that the same question prints the same paper. */
export async function ledgerOf(
  tx: Tx,
  partyId: string,
  family: readonly string[],
  asOf: Day,
  knownAt: Date,
): Promise<PrintedLedger> {
  const [grants, contracts, bills, receipts, months] = await Promise.all([
    store.grantsOf(tx, partyId, asOf, knownAt, ROWS_MAX),
    store.contractsOf(tx, family, asOf, knownAt, ROWS_MAX),
    store.billsOf(tx, family, asOf, knownAt, ROWS_MAX),
    store.receiptsOf(tx, family, asOf, knownAt, ROWS_MAX),
    store.monthsOf(tx, partyId, addMonths(monthStart(asOf), 1 - MONTHS), asOf, knownAt),
  ]);
  return { grants, contracts, bills, receipts, months };
}

type Words = ReturnType<typeof wordsOf>;
type Figure = (minor: bigint, currency: string) => string;

export function ledgerBlocks(w: Words, of: PrintedLedger, figure: Figure): Block[] {
  return [
    section(w.limits),
    figuresTable({
      columns: [
        { heading: w.limitKind },
        { heading: w.limit, figures: true },
        { heading: w.from },
        { heading: w.until },
        { heading: w.terms },
        { heading: w.grantedBy },
      ],
      rows: of.grants.map((row) => [
        w.limitKinds[row.kind] ?? row.kind,
        row.mode === 'unlimited' ? w.unlimited : row.amount_minor === null ? w.noLimit : figure(row.amount_minor, row.currency),
        row.valid_from,
        row.valid_to,
        row.terms_days === null ? null : w.days(row.terms_days),
        row.granted_by,
      ]),
      empty: w.none,
    }),
    section(w.contracts),
    figuresTable({
      columns: [
        { heading: w.contract, share: 2 },
        { heading: w.from },
        { heading: w.until },
        { heading: w.amount, figures: true },
        { heading: w.contractState },
      ],
      rows: of.contracts.map((row) => [
        row.title === null ? row.number : `${row.number} ${row.title}`,
        row.starts_on,
        row.ends_on,
        row.amount_minor === null ? null : figure(row.amount_minor, row.currency),
        w.contractStates[row.state] ?? row.state,
      ]),
      empty: w.none,
    }),
    section(w.bills),
    figuresTable({
      columns: [
        { heading: w.bill, share: 2 },
        { heading: w.due },
        { heading: w.amount, figures: true },
        { heading: w.billState },
      ],
      rows: of.bills.map((row) => [
        row.number,
        row.due_on,
        figure(row.amount_minor, row.currency),
        w.billStates[row.state] ?? row.state,
      ]),
      empty: w.none,
    }),
    section(w.receipts),
    figuresTable({
      columns: [{ heading: w.receipt, share: 2 }, { heading: w.on }, { heading: w.amount, figures: true }],
      rows: of.receipts.map((row) => [row.number, row.effective_on, figure(row.amount_minor, row.currency)]),
      empty: w.none,
    }),
  ];
}

export function monthBlocks(w: Words, of: PrintedLedger, figure: Figure): Block[] {
  if (of.months.length === 0) return [];
  return [
    section(w.months),
    figuresTable({
      columns: [
        { heading: w.month },
        { heading: w.payments, figures: true },
        { heading: w.paid, figures: true },
        { heading: w.onTime, figures: true },
        { heading: w.late, figures: true },
      ],
      rows: of.months.map((row) => [
        row.month.slice(0, 7),
        String(row.payments),
        figure(row.paid_minor, row.currency),
        `${formatPpmAsPercent(ratioPpm(row.on_time_minor, row.paid_minor) ?? 0, 0)}%`,
        row.days_late === null ? null : String(row.days_late),
      ]),
    }),
  ];
}
