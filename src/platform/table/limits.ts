// How much a table file may hold. Beyond each of these the file is refused, with the code in brackets.

/** Compressed bytes of a workbook (`file_too_large`). */
export const XLSX_BYTES_MAX = 50 * 1024 * 1024;
/** Bytes of a CSV file (`file_too_large`). */
export const CSV_BYTES_MAX = 512 * 1024 * 1024;
/** Rows of a sheet (`too_many_rows`). */
export const XLSX_ROWS_MAX = 1_000_000;
export const CSV_ROWS_MAX = 2_000_000;
/** Columns of a row (`too_many_columns`). */
export const COLUMNS_MAX = 200;
/** Characters of a cell, Excel's own limit (row refused, `cell_too_long`). */
export const CELL_CHARS_MAX = 32_767;
/** Characters of a physical line (`line_too_long`). */
export const LINE_CHARS_MAX = 1_000_000;
/** Rows lost to broken quotes before the file is given up (`quotes_broken`); each may cost a look over one cell's length. */
export const QUOTE_FAULTS_MAX = 2_000;

/** Entries of a workbook's container (`container_entries`). */
export const ZIP_ENTRIES_MAX = 1_000;
/** Uncompressed bytes of all entries (`container_too_large`). */
export const ZIP_UNPACKED_MAX = 300 * 1024 * 1024;
/** Uncompressed to compressed, for entries above ZIP_RATIO_FROM (`container_ratio`). Deflate itself ends at 1,032. */
export const ZIP_RATIO_MAX = 200;
export const ZIP_RATIO_FROM = 256 * 1024;
/** Large parts are held to less: sheets of three hundred thousand equal rows stay below 25, and every megabyte costs the parser time. */
export const ZIP_RATIO_LARGE_MAX = 50;
export const ZIP_RATIO_LARGE_FROM = 16 * 1024 * 1024;
/** Merged ranges of a sheet (`too_many_merges`). */
export const MERGES_MAX = 10_000;
/** Sheets of a workbook (`too_many_sheets`). */
export const SHEETS_MAX = 200;
/** Characters of all shared strings together (`strings_too_large`). */
export const SHARED_CHARS_MAX = 150_000_000;
/** A shared string is there for a cell, and a cell takes so many bytes of its sheet at least; a few may be left over (`strings_unused`). */
export const SHARED_CELL_BYTES = 20;
export const SHARED_UNUSED_MAX = 100_000;
/** Characters of one XML element that must be seen whole, a row or a string (`workbook_malformed`). */
export const XML_ELEMENT_MAX = 8 * 1024 * 1024;
/** Bytes the parser may write for the rows of one sheet (`spool_too_large`). */
export const SPOOL_BYTES_MAX = 1_500_000_000;

/** The parser of workbooks runs in a child with this heap and this time (`workbook_too_large`, `workbook_too_slow`). */
export const CHILD_HEAP_MB = 400;
export const CHILD_MS_MAX = 120_000;
/** A small file is given less: so long at all, and so much for each megabyte of it. By the clock, so that a crowded machine must be thought of. */
export const CHILD_MS_BASE = 30_000;
export const CHILD_MS_PER_MB = 10_000;

/** Rows handed on at a time: large enough to amortise, small enough that the service answers in between. */
export const CHUNK_ROWS = 2_000;
