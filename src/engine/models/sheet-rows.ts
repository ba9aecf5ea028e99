// The rows of a sheet as people keep them: a title above the headings, blank lines, totals and signatures below are no rows of a table.

/** A cell as it is read into a column. */
export type PlainCell = string | number | boolean | null;

/** Records looked at before it is said which holds the headings. */
const HEAD_RECORDS = 30;
/** Records at the end that may be totals and signatures. */
const TAIL_RECORDS = 15;
/** Headings stand over at least this share of what a record usually fills; a title does not. */
const HEADING_SHARE = 0.6;
/** So many rows below show whether the first record is one of them. */
const LIKE_RECORDS = 5;
/** What stands below a table fills at most so much of its width. */
const FOOTER_SHARE = 0.5;
/** Alone in the first column, so long a text says something of the table. */
const SENTENCE_CHARS = 10;

const TOTAL =
  /^(本?[页月年期日季]?合\s*计|小\s*计|总\s*计|共\s*计|总和|累\s*计|本页小计|承前页|过次页|grand\s?total|sub-?\s?totals?|totals?|sum)[:：]?$/i;
/** Among the rows only what nobody calls a customer or a level. */
const TOTAL_AMONG = /^(本?[页月年期日季]?合\s*计|小\s*计|总\s*计|本页小计|承前页|过次页|grand\s?total|sub-?\s?totals?)[:：]?$/i;
const FOOTER =
  /制表|审核|复核|打印|核对|经办|填表|编制|盖章|备注[:：]|说明[:：]|注[:：]|数据来源|第\s*\d+\s*页|共\s*\d+\s*页|prepared|approved|printed|^source\b|^note|^page\b|end of report|generated/i;

/** What was met that is no row: told with the table. */
export type SetApart = { titles: number; totals: number; footers: number; headingsAgain: number };

const isEmpty = (cell: PlainCell): boolean => cell === null || (typeof cell === 'string' && cell.trim() === '');
const textOf = (cell: PlainCell): string => (cell === null ? '' : String(cell).trim());
const isFigure = (cell: PlainCell): boolean =>
  typeof cell === 'number' || (typeof cell === 'string' && cell.trim() !== '' && !Number.isNaN(Number(cell)));

/**
 * Takes the records of a file one by one and gives back those that are rows, in order, some records later. `headings` is there with the first
 * rows; a heading that is empty or comes twice gets a number. Where the first record is nothing but figures, or a row like those below it, there
 * are no headings: #1, #2 …
 */
export class SheetRows {
  headings: readonly string[] | null = null;
  readonly setApart: SetApart = { titles: 0, totals: 0, footers: 0, headingsAgain: 0 };
  #head: (readonly PlainCell[])[] = [];
  #tail: (readonly PlainCell[])[] = [];

  push(cells: readonly PlainCell[]): (readonly PlainCell[])[] {
    if (cells.every(isEmpty)) return [];
    if (this.headings !== null) return this.#row(cells);
    this.#head.push(cells);
    return this.#head.length < HEAD_RECORDS ? [] : this.#begin();
  }

  /** What is left when the file has ended. */
  end(): (readonly PlainCell[])[] {
    const rows = this.headings === null && this.#head.length > 0 ? this.#begin() : [];
    const tail = this.#tail;
    while (tail.length > 0) {
      const below = this.#below(tail.at(-1)!);
      if (below === null) break;
      this.setApart[below] += 1;
      tail.pop();
    }
    this.#tail = [];
    return [...rows, ...tail];
  }

  #begin(): (readonly PlainCell[])[] {
    const records = this.#head;
    this.#head = [];
    const at = headingAt(records);
    const found = records[at]!;
    if (isHeadless(found) || isRowLikeOthers(found, records.slice(at + 1))) {
      this.setApart.titles = at;
      this.headings = found.map((_, column) => `#${column + 1}`);
      return records.slice(at).flatMap((cells) => this.#row(cells));
    }
    const above = at > 0 && records[at - 1]!.filter((cell) => !isEmpty(cell)).length > 1 ? records[at - 1]! : null;
    const width = Math.max(found.length, above?.length ?? 0);
    this.setApart.titles = at;
    // A heading merged over two rows stands in the upper one.
    this.headings = named(
      Array.from({ length: width }, (_, column) => textOf(found[column] ?? null) || textOf(above?.[column] ?? null)),
    );
    return records.slice(at + 1).flatMap((cells) => this.#row(cells));
  }

  #row(cells: readonly PlainCell[]): (readonly PlainCell[])[] {
    const first = textOf(cells.find((cell) => !isEmpty(cell)) ?? null);
    if (TOTAL_AMONG.test(first)) {
      this.setApart.totals += 1;
      return [];
    }
    if (first === this.headings!.find((each) => !each.startsWith('#')) && this.#isHeadings(cells)) {
      this.setApart.headingsAgain += 1;
      return [];
    }
    this.#tail.push(cells);
    return this.#tail.length > TAIL_RECORDS ? [this.#tail.shift()!] : [];
  }

  /** The headings once more, at the top of a printed page. */
  #isHeadings(cells: readonly PlainCell[]): boolean {
    return cells.every((cell, at) => isEmpty(cell) || textOf(cell) === this.headings![at]);
  }

  #below(cells: readonly PlainCell[]): 'totals' | 'footers' | null {
    const filled = cells.filter((cell) => !isEmpty(cell));
    if (TOTAL.test(textOf(filled[0]!))) return 'totals';
    const width = this.headings!.length;
    if (filled.length > Math.max(1, width * FOOTER_SHARE)) return null;
    const isSentence =
      filled.length === 1 && width > 3 && !isEmpty(cells[0] ?? null) && textOf(cells[0]!).length >= SENTENCE_CHARS;
    return isSentence || filled.some((cell) => FOOTER.test(textOf(cell))) ? 'footers' : null;
  }
}

/** The first record that fills what records here usually fill, or the one below it where it holds groups of columns. */
function headingAt(records: readonly (readonly PlainCell[])[]): number {
  const filled = records.map((cells) => cells.filter((cell) => !isEmpty(cell)).length);
  const usual = filled.toSorted((a, b) => a - b)[filled.length >> 1]!;
  const at = filled.findIndex((count) => count >= usual * HEADING_SHARE);
  return isGroups(records[at]!, records[at + 1], records[at + 2]) ? at + 1 : at;
}

/** Headings of groups above headings of columns: words below where nothing stands above, and figures below those. */
function isGroups(above: readonly PlainCell[], below: readonly PlainCell[] = [], row: readonly PlainCell[] = []): boolean {
  const isWord = (cell: PlainCell | undefined) => typeof cell === 'string' && !isEmpty(cell) && !isFigure(cell);
  return (
    below.every((cell) => isEmpty(cell) || isWord(cell)) &&
    below.some((cell, at) => isWord(cell) && isEmpty(above[at] ?? null)) &&
    below.some((cell, at) => isWord(cell) && isFigure(row[at] ?? null))
  );
}

/** Nothing but figures, and not 1, 2, 3 … or years, which people do write above columns. */
function isHeadless(cells: readonly PlainCell[]): boolean {
  if (cells.length < 3 || !cells.every(isFigure)) return false;
  const figures = cells.map(Number);
  return figures.some((figure, at) => !Number.isInteger(figure) || (at > 0 && figure !== figures[at - 1]! + 1));
}

/** Figures and words as below: at least three figures that are no years, and most words come again in their own columns. */
function isRowLikeOthers(cells: readonly PlainCell[], below: readonly (readonly PlainCell[])[]): boolean {
  if (below.length < LIKE_RECORDS) return false;
  const filled = cells.map((cell, at) => ({ text: textOf(cell), at })).filter(({ text }) => text !== '');
  const figures = filled.filter(({ at }) => isFigure(cells[at]!));
  const words = filled.filter(({ at }) => !isFigure(cells[at]!));
  const isAgain = ({ text, at }: { text: string; at: number }) => below.some((row) => textOf(row[at] ?? null) === text);
  return (
    figures.length >= 3 &&
    !areYears(figures.map(({ text }) => Number(text))) &&
    words.filter(isAgain).length >= Math.max(2, words.length / 2)
  );
}

/** 2021, 2022, 2023 stand above columns. */
const areYears = (figures: readonly number[]): boolean =>
  figures.every((each) => Number.isInteger(each) && each > 1900 && each < 2100);

function named(texts: readonly string[]): string[] {
  const taken = new Map<string, number>();
  return texts.map((text, at) => {
    const name = text || `#${at + 1}`;
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
