// What each kind of file does to the books: judged row by row against what is known, then applied. One entry a kind.
import { assert } from '#base/assert.ts';
import type { WireMoney } from '#base/money.ts';
import type { Refusal, Warning } from '#engine/import/report.ts';
import type * as engine from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import type { Filled } from '#rooms/customers/actions.ts';
import type { Acts } from './acts.ts';
import { bills } from './kind-bills.ts';
import { customers } from './kind-customers.ts';
import { deliveries } from './kind-deliveries.ts';
import { invoices, openItems } from './kind-documents.ts';
import {
  applications,
  contracts,
  creditNotes,
  creditStates,
  externalRecords,
  margins,
  receipts,
  vatInvoices,
  writeOffs,
} from './kind-entered.ts';
import { ledger } from './kind-ledger.ts';
import { orders } from './kind-orders.ts';

/**
 * Where the rows come from: the system whose numbers and codes they carry, and the import they will belong to. `posting`: this transaction
 * will apply them, so that what is judged by amounts that are open may lock its accounts first; who only looks locks nothing.
 */
export type Origin = { readonly source: string; readonly importId: string; readonly posting: boolean };

export type Judged<Decided> = {
  /** What `apply` will do; opaque to everybody else. */
  readonly decided: Decided;
  /** Rows that contradict what is known. Each row at most once; the others are accepted. */
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
  /** Of the accepted rows, those that say nothing new. */
  readonly unchanged: number;
  readonly customersAdded: number;
  /** What judging filled into master data, to be taken back when the import is undone. */
  readonly filled: readonly Filled[];
  /** Of the accepted rows, in the file's own amounts, per currency; null: the file's own sums stand. */
  readonly sums: readonly WireMoney[] | null;
  /** What will be written, by the words of `imports.change`: { invoice: 12, receipt: 3 }. Zero counts stay out. */
  readonly changes: Readonly<Record<string, number>>;
};

/**
 * `judge` gathers and decides. It may write what is needed to decide (customers and entities made known): whoever calls it does so in a
 * savepoint and takes it back when nothing is applied. `apply` records, in the same transaction, accounts last, and answers what it did besides
 * documents of the import's own.
 * Both are set-based: a file may have a million rows.
 */
export type Kind<Row, Decided> = {
  judge(ctx: Ctx, origin: Origin, rows: readonly Row[]): Promise<Judged<Decided>>;
  apply(ctx: Ctx, origin: Origin, decided: Decided): Promise<Acts>;
};

type AnyKind = Kind<unknown, unknown>;

const KINDS: { readonly [Name in engine.Kind]?: AnyKind } = {
  ledger: ledger as AnyKind,
  customers: customers as AnyKind,
  'open-items': openItems as AnyKind,
  invoices: invoices as AnyKind,
  receipts: receipts as AnyKind,
  applications: applications as AnyKind,
  'credit-notes': creditNotes as AnyKind,
  'write-offs': writeOffs as AnyKind,
  orders: orders as AnyKind,
  deliveries: deliveries as AnyKind,
  bills: bills as AnyKind,
  contracts: contracts as AnyKind,
  margins: margins as AnyKind,
  'external-records': externalRecords as AnyKind,
  'vat-invoices': vatInvoices as AnyKind,
  'credit-states': creditStates as AnyKind,
};

/** Whether files of this kind are taken in: the engine reads more kinds than the books have a place for. */
export function isTaken(name: engine.Kind): boolean {
  return KINDS[name] !== undefined;
}

export function kindOf(name: engine.Kind): AnyKind {
  const kind = KINDS[name];
  assert(kind, `files of the kind ${name} are not taken in`);
  return kind;
}
