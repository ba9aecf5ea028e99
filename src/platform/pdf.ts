// Papers as PDF: a small vocabulary of blocks, laid out on A4 by pdfmake with Noto Sans SC. Same paper, same bytes.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { Content, ContentTable, Column as PdfColumn, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { assert, Problem } from '#base/assert.ts';

/** 5,000 rows are about 110 pages; laying them out holds the process for 1.6 s and 260 MB (a first letter: 0.1 s). */
const ROWS_MAX = 5_000;

const FONT = 'Noto Sans SC';
const INK = '#1f2933';
const QUIET = '#5c6773';
const RULE = '#c5ccd3';
const SHADE = '#f1f4f6';
const MARGIN = { side: 48, top: 56, bottom: 54 };

export type PaperLanguage = 'zh' | 'en';

export type Column = {
  readonly heading: string;
  /** Amounts and counts: right-aligned, never broken over lines. */
  readonly figures?: boolean;
  /** Share of what the figures leave; 1 unless said. */
  readonly share?: number;
};

/** Blocks are made by the functions below; a room writes no pdfmake. */
export type Block = { readonly content: Content; readonly rows: number };

export type Paper = {
  /** Title of the file, as readers show it. */
  readonly title: string;
  readonly language: PaperLanguage;
  /** Creation date in the file. An argument: the clock would make every copy different. */
  readonly madeAt: Date;
  /** Small line above every page but the first, such as the letter's number. */
  readonly runningHead?: string;
  /** Small line beside the page numbers. */
  readonly runningFoot?: string;
  readonly blocks: readonly Block[];
};

const block = (content: Content, rows = 0): Block => ({ content, rows });

/** The paper's name in the middle, with a line below it where there is one. */
export function letterTitle(text: string, below?: string): Block {
  return block([
    { text: clean(text), bold: true, fontSize: 17, alignment: 'center', margin: [0, 0, 0, below ? 3 : 14] },
    ...(below ? [{ text: clean(below), color: QUIET, fontSize: 9, alignment: 'center' as const, margin: m(0, 0, 0, 14) }] : []),
  ]);
}

export function section(text: string): Block {
  return block({ text: clean(text), bold: true, fontSize: 11, margin: [0, 10, 0, 4], headlineLevel: 1 });
}

/** Running text. `indent` sets in the first line by two characters, as Chinese letters do. */
export function paragraph(text: string, how: { indent?: boolean; bold?: boolean } = {}): Block {
  return block({
    text: clean(text),
    // A heading of its own kind.
    ...(how.bold ? { bold: true, headlineLevel: 2 } : {}),
    ...(how.indent ? { leadingIndent: 20 } : {}),
    margin: [0, 0, 0, 6],
    lineHeight: 1.25,
  });
}

/** Small print: what a figure means, where it comes from. */
export function note(text: string): Block {
  return block({ text: clean(text), fontSize: 8.5, color: QUIET, margin: [0, 2, 0, 6], lineHeight: 1.2 });
}

/** Labels and values in two columns; null is shown as a dash. */
export function facts(pairs: readonly (readonly [label: string, value: string | null])[]): Block {
  const half = Math.ceil(pairs.length / 2);
  const cell = (pair: readonly [string, string | null] | undefined): TableCell[] =>
    pair ? [{ text: clean(pair[0]), color: QUIET, noWrap: true }, { text: clean(pair[1] ?? '—') }] : ['', ''];
  const body = Array.from({ length: half }, (_, row) => [...cell(pairs[row]), ...cell(pairs[row + half])]);
  return block(
    {
      table: { widths: ['auto', '*', 'auto', '*'], body },
      layout: { hLineWidth: () => 0, vLineWidth: () => 0, paddingLeft: (at) => (at === 2 ? 16 : 0), paddingRight: () => 8 },
      margin: [0, 0, 0, 8],
    },
    half,
  );
}

/** At the beginning of a cell: a line that belongs to the one above it, set in. */
export const SET_IN = '\u3000';

/**
 * A table whose headings repeat on every page. Figures come ready-made ("1,234.50") and stand right; null is a dash, an absent cell is empty.
 * `totals` is set apart below a heavier rule. `empty` stands where there are no rows.
 */
export function figuresTable(table: {
  columns: readonly Column[];
  rows: readonly (readonly (string | null | undefined)[])[];
  totals?: readonly (readonly (string | null | undefined)[])[];
  empty?: string;
}): Block {
  const { columns, rows, totals = [] } = table;
  const cell = (text: string | null | undefined, at: number, bold: boolean): TableCell => ({
    text: text === undefined ? '' : clean(text ?? '—').trimStart(),
    ...(text?.startsWith(SET_IN) ? { margin: m(9, 0, 0, 0) } : {}),
    ...(bold ? { bold: true } : {}),
    ...(columns[at]?.figures ? { alignment: 'right', noWrap: true } : {}),
  });
  const line = (cells: readonly (string | null | undefined)[], bold: boolean) =>
    columns.map((_, at) => cell(cells[at], at, bold));
  const { widths, scale } = columnWidths(columns, [columns.map((column) => column.heading), ...rows, ...totals]);
  const none: TableCell[] = [
    { text: clean(table.empty ?? '—'), colSpan: columns.length, color: QUIET },
    ...columns.slice(1).map(() => ''),
  ];
  const body = [
    columns.map((column, at) => cell(column.heading, at, true)),
    ...(rows.length > 0 ? rows.map((row) => line(row, false)) : [none]),
    ...totals.map((row) => line(row, true)),
  ];
  const totalFrom = body.length - totals.length;
  const content: ContentTable = {
    table: { headerRows: 1, keepWithHeaderRows: 1, dontBreakRows: true, widths, body },
    fontSize: 9 * scale,
    layout: {
      hLineWidth: (at) => (at === 0 || at === 1 || at === body.length || (totals.length > 0 && at === totalFrom) ? 0.8 : 0.3),
      vLineWidth: () => 0,
      hLineColor: (at) => (at === 0 || at === 1 || at === body.length || at === totalFrom ? QUIET : RULE),
      fillColor: (row) => (row === 0 ? SHADE : null),
      paddingTop: () => 3,
      paddingBottom: () => 3,
      paddingLeft: () => 4,
      paddingRight: () => 4,
    },
    margin: [0, 2, 0, 10],
  };
  return block(content, rows.length);
}

const PAGE_WIDTH = 595.28;
const PAGE_HEIGHT = 841.89;
const CELL_PADDING = 8;
/** Of a digit and of a Chinese character, at 9 points, bold. */
const DIGIT_WIDTH = 5.5;
const WIDE_WIDTH = 9;
/** Four characters a line. */
const TEXT_WIDTH_MIN = 36;

/**
 * Figures get what their longest text needs, texts share the rest: the table is as wide as the page. Where that is not enough, everything is
 * set smaller by `scale`, so that no column is cut off.
 */
export function columnWidths(
  columns: readonly Column[],
  lines: readonly (readonly (string | null | undefined)[])[],
): { readonly widths: number[]; readonly scale: number } {
  const inside = PAGE_WIDTH - 2 * MARGIN.side - columns.length * CELL_PADDING;
  const needed = columns.map((column, at) =>
    column.figures ? lines.reduce((most, line) => Math.max(most, widthOf(line[at] ?? '—')), 0) : 0,
  );
  const shares = columns.reduce((sum, column) => sum + (column.figures ? 0 : (column.share ?? 1)), 0);
  const leasts = columns.map((column) => (column.figures ? 0 : Math.max(TEXT_WIDTH_MIN, longestWord(column.heading))));
  const figures = needed.reduce((sum, each) => sum + each, 0);
  const rest = Math.max(
    inside - figures,
    leasts.reduce((sum, each) => sum + each, 0),
  );
  const scale = Math.min(1, inside / (figures + rest));
  // Without a text column the figures spread over the page.
  const spare = shares === 0 ? rest / columns.length : 0;
  const texts = textWidths(columns, leasts, rest);
  const widths = columns.map((column, at) => (column.figures ? needed[at]! + spare : texts[at]!) * scale);
  return { widths, scale };
}

/** By their shares; a column whose share is less than it needs at least gets that, and the others share what is left. */
function textWidths(columns: readonly Column[], leasts: readonly number[], rest: number): number[] {
  const pinned = columns.map((column) => column.figures === true);
  for (;;) {
    const left = leasts.reduce((sum, least, at) => sum - (pinned[at] ? least : 0), rest);
    const shares = columns.reduce((sum, column, at) => sum + (pinned[at] ? 0 : (column.share ?? 1)), 0);
    const widths = columns.map((column, at) => (pinned[at] ? leasts[at]! : (left * (column.share ?? 1)) / shares));
    // A hair less tears no word; without it rounding would pin the last one too.
    const short = widths.findIndex((width, at) => !pinned[at] && width < leasts[at]! - 0.01);
    if (short < 0) return widths;
    pinned[short] = true;
  }
}

/** Of a heading: what cannot be broken without tearing a word. */
function longestWord(text: string): number {
  return Math.max(0, ...text.split(/[\s\u2e80-\uffff]+/).map(widthOf));
}

function widthOf(text: string): number {
  let width = 0;
  for (const each of text) width += each.codePointAt(0)! < 0x2000 ? DIGIT_WIDTH : WIDE_WIDTH;
  return width;
}

/** Where people sign: one column a party, a line to write on for each label. Kept on one page. */
export function signatureBlock(parties: readonly { readonly title: string; readonly lines: readonly string[] }[]): Block {
  const column = (party: { title: string; lines: readonly string[] }): PdfColumn => ({
    width: '*',
    stack: [{ text: clean(party.title), bold: true, margin: [0, 0, 0, 6] }, ...party.lines.map((label) => blank(label))],
  });
  return block({ columns: parties.map(column), columnGap: 28, margin: [0, 10, 0, 6], unbreakable: true });
}

/** A label and a line to write on. */
export function fillIn(label: string): Block {
  return block(blank(label));
}

function blank(label: string): Content {
  return {
    table: { widths: ['auto', '*'], body: [[{ text: clean(label) }, '']] },
    layout: {
      hLineWidth: (at) => (at === 1 ? 0.6 : 0),
      vLineWidth: () => 0,
      hLineColor: () => QUIET,
      paddingLeft: () => 0,
      paddingTop: () => 7,
      paddingBottom: () => 2,
    },
  };
}

/** A box to tick, with what it says. */
export function choice(text: string): Block {
  return block({ text: `□　${clean(text)}`, margin: [0, 4, 0, 2], lineHeight: 1.2 });
}

/** Pictures two in a row, each with its words below; JPEG or PNG. */
export function pictures(
  all: readonly { readonly bytes: Uint8Array; readonly contentType: string; readonly caption: string }[],
): Block {
  const cell = (each: (typeof all)[number] | undefined): PdfColumn =>
    each
      ? {
          stack: [
            { image: `data:${each.contentType};base64,${Buffer.from(each.bytes).toString('base64')}`, fit: [240, 190] },
            { text: clean(each.caption), fontSize: 8.5, color: QUIET, margin: [0, 2, 0, 8] },
          ],
          width: '*',
        }
      : { text: '', width: '*' };
  const rows = Array.from({ length: Math.ceil(all.length / 2) }, (_, row) => [all[2 * row], all[2 * row + 1]]);
  return block(
    rows.map((row): Content => ({ columns: row.map(cell), columnGap: 16, unbreakable: true })),
    rows.length,
  );
}

/** The line along which a reply slip is cut off. */
export function tearOff(text: string): Block {
  return block({
    stack: [
      {
        canvas: [{ type: 'line', x1: 0, y1: 0, x2: 499, y2: 0, lineWidth: 0.7, dash: { length: 4, space: 3 }, lineColor: QUIET }],
      },
      { text: clean(text), fontSize: 8.5, color: QUIET, alignment: 'center', margin: [0, 2, 0, 4] },
    ],
    margin: [0, 14, 0, 0],
  });
}

/** Blocks that stay on one page together, such as a reply slip. */
export function together(blocks: readonly Block[]): Block {
  return block({ stack: blocks.map(({ content }) => unheaded(content)), unbreakable: true }, sumRows(blocks));
}

/** What stays together breaks nowhere, not before a heading either: a break within loses what follows it. */
function unheaded(content: Content): Content {
  if (typeof content !== 'object' || Array.isArray(content) || !('headlineLevel' in content)) return content;
  const { headlineLevel: _, ...rest } = content;
  return rest as Content;
}

export function pageBreak(): Block {
  return block({ text: '', pageBreak: 'after' });
}

const papersWords = {
  zh: { page: (page: number, pages: number) => `第 ${page} 页，共 ${pages} 页` },
  en: { page: (page: number, pages: number) => `Page ${page} of ${pages}` },
} as const;

let turn: Promise<unknown> = Promise.resolve();

/**
 * The paper as a PDF. Papers are laid out one after another, so that memory is that of one. Refuses more than 5,000 table rows.
 * The same paper gives the same bytes with the same version of this program.
 */
export function renderPdf(paper: Paper): Promise<Uint8Array> {
  return renderPdfs([paper]);
}

/** Several papers in one file for the printer: each begins on a page of its own and counts its pages for itself. The rows count together. */
export function renderPdfs(papers: readonly Paper[]): Promise<Uint8Array> {
  const made = turn.then(() => render(papers));
  turn = made.catch(() => {});
  return made;
}

async function render(papers: readonly Paper[]): Promise<Uint8Array> {
  const [first] = papers;
  assert(first, 'a file of no papers');
  if (sumRows(papers.flatMap((each) => each.blocks)) > ROWS_MAX) {
    throw new Problem(422, 'paper_too_long', `a paper takes at most ${ROWS_MAX} rows; choose a shorter period`);
  }
  await loadFonts();
  const starts = papers.map((paper, at) => ({
    paper,
    content: { stack: paper.blocks.map((each) => each.content), ...(at > 0 ? { pageBreak: 'before' as const } : {}) } as Placed,
  }));
  // Heads and feet are asked for once everything is laid out: only then is known on which page each paper begins.
  const paperOn = (page: number, pages: number) => {
    const at = starts.findLastIndex(({ content }) => pageOf(content) <= page);
    const start = starts[Math.max(at, 0)]!;
    const next = starts[at + 1];
    const from = pageOf(start.content);
    return { paper: start.paper, own: page - from + 1, ofPaper: (next ? pageOf(next.content) - 1 : pages) - from + 1 };
  };
  const definition: TDocumentDefinitions = {
    pageSize: 'A4',
    pageMargins: [MARGIN.side, MARGIN.top, MARGIN.side, MARGIN.bottom],
    info: { title: clean(first.title), creationDate: first.madeAt, producer: 'Xinheng', creator: 'Xinheng' },
    language: first.language === 'zh' ? 'zh-CN' : 'en',
    defaultStyle: { font: FONT, fontSize: 10, color: INK },
    content: starts.map(({ content }) => content),
    header: (page, pages) => {
      const { paper, own } = paperOn(page, pages);
      return paper.runningHead && own > 1
        ? { text: clean(paper.runningHead), fontSize: 8, color: QUIET, margin: m(MARGIN.side, 26, MARGIN.side, 0) }
        : '';
    },
    footer: (page, pages) => {
      const { paper, own, ofPaper } = paperOn(page, pages);
      return {
        columns: [
          { text: clean(paper.runningFoot ?? ''), width: '*' },
          { text: papersWords[paper.language].page(own, ofPaper), alignment: 'right', width: 110 },
        ],
        fontSize: 8,
        color: QUIET,
        margin: m(MARGIN.side, 20, MARGIN.side, 0),
      };
    },
    // A heading goes over with what it heads where no more than itself, a table's head and a row would stand at the foot of the page.
    pageBreakBefore: ({ headlineLevel, startPosition }) =>
      headlineLevel !== undefined && startPosition.top > PAGE_HEIGHT - MARGIN.bottom - (headlineLevel === 1 ? 96 : 72),
  };
  return pdfmake.createPdf(definition).getBuffer();
}

/** What the layout notes on a node: where it came to stand. */
type Placed = Content & { readonly positions?: readonly { readonly pageNumber: number }[]; readonly stack: readonly Content[] };

/** Of a paper's first node that has a place. */
function pageOf(content: Placed): number {
  const own = content.positions?.[0]?.pageNumber;
  if (own !== undefined) return own;
  for (const each of content.stack) {
    const found = (each as Placed).positions?.[0]?.pageNumber;
    if (found !== undefined) return found;
  }
  return 1;
}

let fonts: Promise<void> | null = null;

/** 21 MB, read when the first paper is asked for and kept. Nothing else is ever read from disk or fetched: both doors are shut. */
function loadFonts(): Promise<void> {
  fonts ??= (async () => {
    const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'));
    const [normal, bold] = await Promise.all([
      readFile(join(folder, '400Regular', 'NotoSansSC_400Regular.ttf')),
      readFile(join(folder, '700Bold', 'NotoSansSC_700Bold.ttf')),
    ]);
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy(() => false);
    const { virtualfs } = pdfmake as typeof pdfmake & { virtualfs: { writeFileSync(name: string, bytes: Uint8Array): void } };
    virtualfs.writeFileSync('regular.ttf', normal);
    virtualfs.writeFileSync('bold.ttf', bold);
    pdfmake.setFonts({ [FONT]: { normal: 'regular.ttf', bold: 'bold.ttf' } });
  })();
  fonts.catch(() => {
    fonts = null;
  });
  return fonts;
}

function sumRows(blocks: readonly Block[]): number {
  return blocks.reduce((sum, each) => sum + each.rows, 0);
}

/** 1234567.50 → 1,234,567.50, with a real minus. Takes a plain decimal. */
export function grouped(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',').replace('-', '\u2212');
  return fraction === undefined ? text : `${text}.${fraction}`;
}

/** What is not to be seen has no business in a name: control characters, and marks that turn the direction of writing. */
function clean(text: string): string {
  // The font sets this mark as wide as a Chinese character, also within an English word.
  return text
    .replace(/(?<=[A-Za-z])\u2019(?=[A-Za-z])/g, "'")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

function m(left: number, top: number, right: number, bottom: number): [number, number, number, number] {
  return [left, top, right, bottom];
}
