// A table as it stands in a file, before anybody interprets it: what the file readers hand to the import engine.

/** A number that the workbook shows as a day; the 1900 or 1904 system is already applied. `null`: outside 1900…2199. */
export type DateCell = { readonly day: string | null; readonly serial: number };
/** #DIV/0!, #N/A, … */
export type ErrorCell = { readonly error: string };
/** What stands for a formula whose result the workbook does not hold, as an error of the cell. */
export const UNCALCULATED_ERROR = '#UNCALCULATED';
/** The value that the workbook stored for a formula; nothing is ever evaluated here. */
export type FormulaCell = { readonly formula: true; readonly value: string | number | boolean | DateCell | ErrorCell | null };

/** Text as written ('' and null are empty cells); the other shapes come from workbooks only. Numbers are spreadsheet doubles. */
export type RawCell = string | number | boolean | null | DateCell | ErrorCell | FormulaCell;

/** Why a record cannot be read as cells. The cells are then a best effort for display, never data. */
export type RowProblem = 'encoding' | 'control_characters' | 'unclosed_quote' | 'quote_malformed' | 'cell_too_long';

export type RawRow = {
  /** 1-based number of the record in the file or sheet, headings and titles included. */
  readonly record: number;
  /** 1-based physical line on which the record begins (a sheet's row number). */
  readonly line: number;
  readonly cells: readonly RawCell[];
  readonly problem?: RowProblem;
  /** Hidden in the workbook, by hand or by a filter. */
  readonly hidden?: true;
  /** Columns whose value stands for several rows of the sheet together: merged downwards, the first of them included. */
  readonly merged?: readonly number[];
  /** Those of them whose value stands in a row above. */
  readonly below?: readonly number[];
};

export type SheetInfo = { readonly name: string; readonly state: 'visible' | 'hidden' | 'veryHidden'; readonly empty: boolean };

/** What the reader found out about the file and what it could not decide. */
export type TableInfo = {
  readonly fileName: string;
  readonly format: 'csv' | 'xlsx';
  readonly bytes: number;
  /** CSV only. */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'windows-1252' | null;
  /** What the bytes cannot tell apart, and the user must say (`encoding`); empty where they decide. */
  readonly encodingBetween: readonly string[];
  /** The text is UTF-8 that was read as Latin-1 and saved again: names would be stored broken (`mojibake`). */
  readonly mojibake: boolean;
  readonly delimiter: string | null;
  /** Workbooks only: the sheet that was read. */
  readonly sheet: string | null;
  /** Several visible sheets hold rows and none was chosen: the user must say (`sheet`); the first was read for the preview. */
  readonly sheetUndecided: boolean;
  readonly sheets: readonly SheetInfo[];
  /** Cells filled down from merged ranges. */
  readonly mergedRanges: number;
  /** Columns that the workbook hides; from 0. */
  readonly hiddenColumns: readonly number[];
};

/** A file opened for reading: `chunks()` may be walked several times, each time from the first row. `close()` removes what was spooled. */
export type RawTable = {
  readonly info: TableInfo;
  chunks(): AsyncIterable<RawRow[]>;
  close(): Promise<void>;
};
