// Papers as Word documents, for those who go on writing in them.
import {
  AlignmentType,
  Document,
  Footer,
  Header,
  HeadingLevel,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { Part, Picture, PlainPaper } from './paper.ts';
import { columnWidths } from './pdf.ts';

const FONT = { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: '宋体' };
const QUIET = '5C6773';
const SHADE = 'F1F4F6';
const RULE = 'C9D1D8';
/** Pixels a picture may take: two in a row. */
const PICTURE = { width: 290, height: 220 };
const EMPTY = '—';

export async function renderWord(paper: PlainPaper): Promise<Uint8Array> {
  const cover = [
    new Paragraph({ text: '', spacing: { before: 2400 } }),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      heading: HeadingLevel.TITLE,
      children: [run(paper.title, { size: 48, bold: true })],
    }),
    new Paragraph({ alignment: AlignmentType.CENTER, spacing: { after: 900 }, children: [run(paper.below, { size: 28 })] }),
    factsTable(paper.cover),
    new Paragraph({ pageBreakBefore: true, children: [] }),
  ];
  const document = new Document({
    title: `${paper.title} ${paper.below}`,
    creator: 'Xinheng',
    styles: { default: { document: { run: { font: FONT, size: 21 } } } },
    sections: [
      {
        properties: {
          titlePage: true,
          page: { size: { width: 11_906, height: 16_838 }, margin: { left: 1_000, right: 1_000, top: 1_200, bottom: 1_100 } },
        },
        headers: {
          default: new Header({ children: [new Paragraph({ children: [run(paper.runningHead, { size: 16, color: QUIET })] })] }),
          first: new Header({ children: [] }),
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.RIGHT,
                children: [
                  new TextRun({ size: 16, color: QUIET, children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES] }),
                ],
              }),
            ],
          }),
          first: new Footer({ children: [] }),
        },
        children: apart([...cover, ...paper.parts.flatMap(partOf)]),
      },
    ],
  });
  return Packer.toBuffer(document);
}

function run(text: string, how: { size?: number; bold?: boolean; color?: string } = {}): TextRun {
  return new TextRun({ text: clean(text), font: FONT, ...how });
}

/** What XML takes no note of. */
function clean(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
}

/** Word takes two tables with nothing between them for one. */
function apart(all: readonly (Paragraph | Table)[]): (Paragraph | Table)[] {
  return all.flatMap((each, at) =>
    each instanceof Table && all[at - 1] instanceof Table
      ? [new Paragraph({ spacing: { after: 80 }, children: [] }), each]
      : [each],
  );
}

function partOf(part: Part): (Paragraph | Table)[] {
  switch (part.kind) {
    case 'section':
      return [
        new Paragraph({
          heading: HeadingLevel.HEADING_1,
          spacing: { before: 280, after: 100 },
          keepNext: true,
          children: [run(part.text, { size: 26, bold: true, color: '1F2933' })],
        }),
      ];
    case 'text':
      return part.text.split('\n').map(
        (line) =>
          new Paragraph({
            spacing: { after: 100, line: 320, ...(part.bold ? { before: 200 } : {}) },
            // A heading of its own kind: it does not stay behind when what it heads goes to the next page.
            keepNext: part.bold === true,
            children: [run(line, part.bold ? { bold: true } : {})],
          }),
      );
    case 'note':
      return [new Paragraph({ spacing: { after: 100 }, children: [run(part.text, { size: 17, color: QUIET })] })];
    case 'facts':
      return [factsTable(part.pairs)];
    case 'table':
      return [tableOf(part)];
    case 'pictures':
      return [picturesTable(part.pictures)];
    case 'signatures':
      return part.parties.flatMap(({ title, lines }) => [
        new Paragraph({ spacing: { before: 280 }, keepNext: true, children: [run(title, { bold: true })] }),
        ...lines.map((line) => new Paragraph({ spacing: { before: 160 }, children: [run(`${line}　____________________`)] })),
      ]);
  }
}

const NO_BORDER = { style: 'none', size: 0, color: 'auto' } as const;
const BORDERLESS = {
  top: NO_BORDER,
  bottom: NO_BORDER,
  left: NO_BORDER,
  right: NO_BORDER,
  insideHorizontal: NO_BORDER,
  insideVertical: NO_BORDER,
};
const LINE = { style: 'single', size: 4, color: RULE } as const;
const HEAVY = { style: 'single', size: 8, color: QUIET } as const;
/** As on the printed paper: lines between rows, none between columns. */
const RULED = { ...BORDERLESS, top: HEAVY, bottom: HEAVY, insideHorizontal: LINE };
const FULL = { size: 100, type: WidthType.PERCENTAGE };

/** Labels and values, two pairs a row. */
function factsTable(pairs: readonly (readonly [string, string | null])[]): Table {
  const half = Math.ceil(pairs.length / 2);
  const cell = (text: string, width: number, color?: string) =>
    new TableCell({
      width: { size: width, type: WidthType.PERCENTAGE },
      verticalAlign: VerticalAlign.CENTER,
      children: [new Paragraph({ spacing: { after: 60 }, children: [run(text, color ? { color } : {})] })],
    });
  const two = (pair: readonly [string, string | null] | undefined) => [
    cell(pair?.[0] ?? '', 21, QUIET),
    cell(pair ? (pair[1] ?? EMPTY) : '', 29),
  ];
  return new Table({
    width: FULL,
    borders: BORDERLESS,
    rows: Array.from({ length: half }, (_, at) => new TableRow({ children: [...two(pairs[at]), ...two(pairs[at + half])] })),
  });
}

function tableOf(part: Extract<Part, { kind: 'table' }>): Table {
  const { columns } = part;
  const { widths, scale } = columnWidths(columns, [columns.map((each) => each.heading), ...part.rows]);
  // Beside its text a cell has its margins; other fonts than ours set figures wider.
  const shares = widths.map((each, at) => each + 10 + (columns[at]?.figures ? 14 : 0));
  const whole = shares.reduce((sum, each) => sum + each, 0);
  const cell = (text: string | null, at: number, head: boolean) =>
    new TableCell({
      width: { size: Math.round(((shares[at] ?? 1) / whole) * 100), type: WidthType.PERCENTAGE },
      verticalAlign: VerticalAlign.CENTER,
      margins: { top: 40, bottom: 40, left: 80, right: 80 },
      ...(head ? { shading: { type: ShadingType.CLEAR, fill: SHADE } } : {}),
      children: [
        new Paragraph({
          alignment: columns[at]?.figures ? AlignmentType.RIGHT : AlignmentType.LEFT,
          children: [run(text?.trimStart() ?? EMPTY, { size: Math.round(18 * scale), bold: head })],
        }),
      ],
    });
  const rows = part.rows.length > 0 ? part.rows : [columns.map((_, at) => (at === 0 ? (part.empty ?? EMPTY) : ''))];
  return new Table({
    width: FULL,
    borders: RULED,
    rows: [
      new TableRow({ tableHeader: true, children: columns.map((each, at) => cell(each.heading, at, true)) }),
      ...rows.map((row) => new TableRow({ cantSplit: true, children: columns.map((_, at) => cell(row[at] ?? null, at, false)) })),
    ],
  });
}

function picturesTable(all: readonly Picture[]): Table {
  const cell = (each: Picture | undefined) =>
    new TableCell({
      width: { size: 50, type: WidthType.PERCENTAGE },
      children: each
        ? [
            new Paragraph({
              children: [
                new ImageRun({
                  type: each.contentType === 'image/png' ? 'png' : 'jpg',
                  data: Buffer.from(each.bytes),
                  transformation: fitted(each),
                }),
              ],
            }),
            new Paragraph({ spacing: { after: 120 }, children: [run(each.caption, { size: 17, color: QUIET })] }),
          ]
        : [new Paragraph({ children: [] })],
    });
  const rows = Array.from({ length: Math.ceil(all.length / 2) }, (_, at) => [all[2 * at], all[2 * at + 1]]);
  return new Table({
    width: FULL,
    borders: BORDERLESS,
    rows: rows.map((row) => new TableRow({ cantSplit: true, children: row.map(cell) })),
  });
}

/** Word is told how large a picture is: its own proportions within what it may take. */
function fitted({ bytes, contentType }: Picture): { width: number; height: number } {
  const size = contentType === 'image/png' ? pngSize(bytes) : jpegSize(bytes);
  if (!size) return { ...PICTURE };
  const scale = Math.min(PICTURE.width / size.width, PICTURE.height / size.height);
  return { width: Math.max(1, Math.round(size.width * scale)), height: Math.max(1, Math.round(size.height * scale)) };
}

type Size = { readonly width: number; readonly height: number };

function pngSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 24) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return sized(view.getUint32(16), view.getUint32(20));
}

/** From the frame header, whichever of the markers carries it. */
function jpegSize(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return sized(view.getUint16(at + 7), view.getUint16(at + 5));
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function sized(width: number, height: number): Size | null {
  return width > 0 && height > 0 ? { width, height } : null;
}
