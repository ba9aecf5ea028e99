// What an import answers: questions, refusals, warnings, errors of the file. Data only; the wording is in words.ts.
import type { WireMoney } from '#base/money.ts';

/** Answers to questions by id, such as `{ date_order: 'dmy', decimals: 'half-up' }`; a template stores them. */
export type Answers = Readonly<Record<string, string>>;

/** What evidence cannot decide. `options` are the values an answer may have, `labels` what to show for each. */
export type Question = {
  readonly id: string;
  readonly options: readonly string[];
  readonly sample: string;
  /** Heading of the column in question, where there is one. */
  readonly column?: string;
  readonly labels?: readonly string[];
  /** `day`: any day may be answered; `options` only suggest some. */
  readonly answer?: 'day';
};

/** Codes are stable; their order here is the order in which a row is examined: the first that applies is the one reported. */
export const REFUSAL_CODES = [
  'encoding',
  'control_characters',
  'unclosed_quote',
  'quote_malformed',
  'cell_too_long',
  'ragged_row',
  'formula_error',
  'formula_uncalculated',
  'amount_merged',
  'required_missing',
  'code_damaged',
  'kind_unknown',
  'state_unknown',
  'level_unknown',
  'date_malformed',
  'date_impossible',
  'date_order_unknown',
  'month_malformed',
  'currency_unknown',
  'currency_conflict',
  'amount_malformed',
  'amount_unit',
  'amount_mark_unknown',
  'amount_decimals',
  'amount_too_large',
  'percent_malformed',
  'percent_unit_unknown',
  'amount_negative',
  'amount_positive',
  'due_missing',
  'terms_monthly',
  'due_before_issued',
  'settled_before_issued',
  'received_before_issued',
  'ends_before_starts',
  'expires_before_happened',
  'state_before_received',
  'side_differs',
  'open_over_amount',
  'retention_over_amount',
  'in_and_out',
  'margin_differs',
  'direction_unknown',
  'duplicate_number',
  // Found by the ledger, not by the file: what is there already says otherwise.
  'conflicts_with_ledger',
  'received_less_than_known',
  'customer_shared_name',
  'order_unknown',
  'customer_unknown',
  'firm_missing',
  'customer_ambiguous',
  'date_future',
  'summary_missing',
  'number_missing',
  'gross_differs',
  'amount_out_of_range',
  'contract_start_missing',
  'contract_terms_missing',
  'end_before_start',
  'retention_beyond_amount',
  'retention_needs_amount',
  'conflicts_with_contract',
  'contract_twice',
  'contract_in_part',
  'document_in_part',
  'milestones_beyond',
  'conflicts_with_margin',
  'margin_twice',
  'document_unknown',
  'document_ambiguous',
  'application_unknown',
  'application_differs',
  'receipt_to_reverse_unknown',
  'write_off_unknown',
  'document_reversed',
  'cannot_settle',
  'cannot_be_settled',
  'other_currency',
  'other_customer',
  'amount_not_positive',
  'more_than_unapplied',
  'more_than_open',
  'day_not_free',
  'day_out_of_range',
  'promise_before_made',
  'cover_ended_before',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export type Refusal = {
  /** 1-based data row: records below the heading, blank, totals and footer rows not counted. */
  readonly row: number;
  /** 1-based physical line of the file, or row of the sheet. */
  readonly line: number;
  /** The heading as it stands in the file; null where the whole row is meant. */
  readonly column: string | null;
  readonly code: RefusalCode;
  /** The cell as written, at most 200 characters. */
  readonly value: string | null;
  readonly facts?: Readonly<Record<string, string | number>>;
};

/** Counted by code and column; the first rows are named. */
export type Warning = {
  readonly code: string;
  readonly count: number;
  readonly column?: string;
  readonly rows?: readonly number[];
  readonly facts?: Readonly<Record<string, string | number>>;
};

/** The file as a whole cannot be taken in, whatever its rows say. */
export type FileError = { readonly code: string; readonly facts: Readonly<Record<string, string | number>> };

/** A refusal that an answer would lift, with how many rows it would save: `decimals=half-up`, `unit_suffix=read`, `month_terms=month_end`. */
export type Offer = { readonly id: string; readonly value: string; readonly count: number };

/** What is known when the last row has been converted. Accepted rows and refusals were handed out chunk by chunk before. */
export type Outcome = {
  readonly accepted: number;
  readonly refused: number;
  /** Titles, blank, totals, repeated heading and footer rows. */
  readonly skipped: number;
  /** Of the accepted rows, per currency. */
  readonly sums: readonly WireMoney[];
  readonly warnings: readonly Warning[];
  readonly questions: readonly Question[];
  readonly fileErrors: readonly FileError[];
  readonly offers: readonly Offer[];
};

/** Collects warnings by code and column. */
export class Warnings {
  readonly #found = new Map<
    string,
    { code: string; column?: string; count: number; rows: number[]; facts?: Record<string, string | number> }
  >();

  add(code: string, more: { column?: string; row?: number; count?: number; facts?: Record<string, string | number> } = {}): void {
    const key = more.column === undefined ? code : `${code}\u0000${more.column}`;
    let entry = this.#found.get(key);
    if (!entry) {
      entry = { code, count: 0, rows: [] };
      if (more.column !== undefined) entry.column = more.column;
      if (more.facts) entry.facts = more.facts;
      this.#found.set(key, entry);
    }
    entry.count += more.count ?? 1;
    if (more.row !== undefined && entry.rows.length < WARNING_ROWS_MAX) entry.rows.push(more.row);
  }

  list(): Warning[] {
    return [...this.#found.values()].map(({ rows, ...rest }) => (rows.length > 0 ? { ...rest, rows } : rest));
  }
}

const WARNING_ROWS_MAX = 20;
