// The typed rows an import yields, one type per kind of file.
import type { Day } from '#base/date.ts';
import type { Currency } from '#base/money.ts';

export type DocumentKind = 'invoice' | 'credit_note' | 'debit_note' | 'receipt' | 'opening';

/** A row of a receivables ledger, read and checked. */
export type LedgerRow = {
  /** 1-based data row and physical line, to trace the document back to its file. */
  readonly row: number;
  readonly line: number;
  readonly customerCode: string;
  /** As written in the file; compare by `nameKey`. null where the file has no name. */
  readonly customerName: string | null;
  readonly uscc: string | null;
  readonly entity: string | null;
  readonly number: string;
  readonly kind: DocumentKind;
  readonly issuedOn: Day;
  readonly postedOn: Day | null;
  readonly dueOn: Day;
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
export type CustomerRow = {
  readonly row: number;
  readonly line: number;
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
