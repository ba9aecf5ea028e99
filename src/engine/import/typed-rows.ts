// The typed rows an import yields, one type per kind of file: the facts of the ledger and of customers. Trade and papers: typed-papers.ts.
import type { Day } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import type {
  BillRow,
  ContractRow,
  CreditStatesRow,
  DeliveryRow,
  ExternalRecordRow,
  MarginRow,
  OrderRow,
  VatInvoiceRow,
} from './typed-papers.ts';

export type DocumentKind = 'invoice' | 'credit_note' | 'debit_note' | 'receipt' | 'opening';

/** Where a row stands: 1-based data row and physical line, to trace it back to its file. */
export type Placed = { readonly row: number; readonly line: number };

/** Whom a row is about. Without a column of codes the name stands in as the code (warning `customer_by_name`). */
export type OfCustomer = {
  readonly customerCode: string;
  /** As written in the file; compare by `nameKey`. null where the file has no name. */
  readonly customerName: string | null;
  readonly uscc: string | null;
};

/** The same where the file may leave it out, because another document names the customer. */
export type MayNameCustomer = {
  readonly customerCode: string | null;
  readonly customerName: string | null;
  readonly uscc: string | null;
};

/** A row of a receivables ledger, read and checked. */
export type LedgerRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    readonly number: string;
    readonly kind: DocumentKind;
    readonly issuedOn: Day;
    readonly postedOn: Day | null;
    /** null: the file has no column for a day or for terms; the customer's terms decide. */
    readonly dueOn: Day | null;
    readonly termsDays: number | null;
    readonly termsText: string | null;
    /** Signed as it moves the debt: credit notes and receipts are negative. */
    readonly amountMinor: bigint;
    readonly currency: Currency;
    /** What was received on the document so far; the whole amount where the file says it is settled; null: the file does not say. */
    readonly receivedMinor: bigint | null;
    readonly settledOn: Day | null;
    readonly disputed: boolean | null;
    readonly salesperson: string | null;
    readonly contract: string | null;
    readonly note: string | null;
  };

/** A row of a customer master. */
export type CustomerRow = Placed & {
  readonly code: string;
  readonly name: string;
  readonly uscc: string | null;
  readonly industry: string | null;
  readonly region: string | null;
  readonly salesperson: string | null;
  readonly groupCode: string | null;
  readonly entity: string | null;
  readonly termsDays: number | null;
  readonly limitMinor: bigint | null;
  readonly currency: Currency | null;
  readonly note: string | null;
};

/** What was still open when the books moved here: one document, or one balance a customer. */
export type OpenItemRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    /** The document's number; where the file has none, `期初-<customer>-<currency>`, and `numberStated` is false. */
    readonly number: string;
    readonly numberStated: boolean;
    readonly kind: DocumentKind;
    /** Where the file has no day of issue: the day of the balance (its title, or the answer to `as_of`). */
    readonly issuedOn: Day;
    /** null: the file says neither a day nor terms; the customer's terms decide. */
    readonly dueOn: Day | null;
    readonly termsDays: number | null;
    readonly termsText: string | null;
    /** Signed as it moves the debt: what the customer owes is positive, money of his not yet applied is negative. */
    readonly openMinor: bigint;
    /** The document's original amount with the same sign, never less than what is open; null where the file does not say. */
    readonly amountMinor: bigint | null;
    readonly currency: Currency;
    readonly disputed: boolean | null;
    readonly salesperson: string | null;
    readonly contract: string | null;
    readonly note: string | null;
  };

export type InvoiceRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    readonly number: string;
    readonly kind: 'invoice' | 'credit_note' | 'debit_note';
    readonly issuedOn: Day;
    readonly postedOn: Day | null;
    /** null: the file says neither a day nor terms; the customer's terms decide. */
    readonly dueOn: Day | null;
    readonly termsDays: number | null;
    readonly termsText: string | null;
    /** With tax, signed: red-letter invoices are negative. */
    readonly amountMinor: bigint;
    readonly taxMinor: bigint | null;
    readonly currency: Currency;
    readonly order: string | null;
    readonly salesperson: string | null;
    readonly contract: string | null;
    readonly note: string | null;
  };

/** Money received, from a list of receipts or a bank statement. */
export type ReceiptRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    /** Receipt number or the bank's serial; where the file has none, `收款-<day>-<customer>-<amount>-<n>` (warning `number_made`). */
    readonly number: string;
    readonly numberStated: boolean;
    readonly receivedOn: Day;
    /** Positive: money came in; negative: it was paid back or the receipt reversed. */
    readonly amountMinor: bigint;
    /** A bank statement says that money went out: to a customer, or to anybody else. */
    readonly paidOut: boolean;
    readonly currency: Currency;
    /** 摘要, 附言, 用途: what the payer wrote. */
    readonly reference: string | null;
    /** Invoice numbers from a column of their own, in order, without repetition. Texts in `reference` are not searched here. */
    readonly invoices: readonly string[];
    readonly method: string | null;
    readonly account: string | null;
    readonly salesperson: string | null;
    readonly note: string | null;
  };

/** Which receipt (or credit note) paid which invoice. */
export type ApplicationRow = Placed &
  MayNameCustomer & {
    readonly entity: string | null;
    readonly receiptNumber: string;
    readonly invoiceNumber: string;
    readonly appliedOn: Day;
    /** Positive: applied; negative: an application taken back. Without discount and write-off. */
    readonly amountMinor: bigint;
    /** Discount granted with it, with the sign of the amount; null where the file does not say. */
    readonly discountMinor: bigint | null;
    readonly currency: Currency;
    readonly note: string | null;
  };

export type CreditNoteRow = Placed &
  OfCustomer & {
    readonly entity: string | null;
    readonly number: string;
    /** The invoice it credits, where the file names one. */
    readonly creditedNumber: string | null;
    readonly issuedOn: Day;
    /** Always negative, as it moves the debt; a file that writes it positive is taken so with a warning. */
    readonly amountMinor: bigint;
    readonly currency: Currency;
    readonly reason: string | null;
    readonly contract: string | null;
    readonly salesperson: string | null;
    readonly note: string | null;
  };

export type WriteOffRow = Placed &
  MayNameCustomer & {
    readonly entity: string | null;
    /** Its own number, where it has one. */
    readonly number: string | null;
    readonly invoiceNumber: string;
    readonly writtenOffOn: Day;
    /** Positive: debt given up; negative: a write-off taken back. */
    readonly amountMinor: bigint;
    readonly currency: Currency;
    readonly reason: string | null;
    readonly note: string | null;
  };

/** Kinds of file, in the order in which equal evidence is ranked. */
export type RowOf = {
  ledger: LedgerRow;
  customers: CustomerRow;
  'open-items': OpenItemRow;
  invoices: InvoiceRow;
  receipts: ReceiptRow;
  applications: ApplicationRow;
  'credit-notes': CreditNoteRow;
  'write-offs': WriteOffRow;
  bills: BillRow;
  contracts: ContractRow;
  orders: OrderRow;
  deliveries: DeliveryRow;
  margins: MarginRow;
  'external-records': ExternalRecordRow;
  'vat-invoices': VatInvoiceRow;
  'credit-states': CreditStatesRow;
};
export type Kind = keyof RowOf;
export type ImportRow = RowOf[Kind];
