// A paper in plain parts, written as PDF or as Word: what a room says once comes out alike in both.
import { Problem } from '#base/assert.ts';
import type { Download } from './context.ts';
import {
  type Block,
  type Column,
  facts,
  figuresTable,
  letterTitle,
  note,
  type PaperLanguage,
  paragraph,
  pictures,
  renderPdf,
  section,
  signatureBlock,
} from './pdf.ts';

export type Picture = { readonly bytes: Uint8Array; readonly contentType: 'image/jpeg' | 'image/png'; readonly caption: string };
type Cell = string | null;

export type Part =
  | { readonly kind: 'section' | 'note'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly bold?: boolean }
  | { readonly kind: 'facts'; readonly pairs: readonly (readonly [label: string, value: Cell])[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      readonly empty?: string;
    }
  | { readonly kind: 'pictures'; readonly pictures: readonly Picture[] }
  | { readonly kind: 'signatures'; readonly parties: readonly { readonly title: string; readonly lines: readonly string[] }[] };

export type PlainPaper = {
  readonly title: string;
  readonly below: string;
  /** Said first: below the title, in Word on a cover of its own. */
  readonly cover: readonly (readonly [label: string, value: Cell])[];
  readonly runningHead: string;
  readonly language: PaperLanguage;
  readonly madeAt: Date;
  readonly parts: readonly Part[];
};

const WORD_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** `name` without its ending. Word is loaded when the first one is asked for. */
export async function paperFile(
  paper: PlainPaper,
  format: 'pdf' | 'docx',
  name: string,
): Promise<Download & { readonly bytes: Uint8Array }> {
  if (format === 'docx') {
    const { renderWord } = await import('./word.ts');
    return { fileName: `${name}.docx`, contentType: WORD_TYPE, bytes: await renderWord(paper) };
  }
  const bytes = await renderPdf({
    title: `${paper.title} ${paper.below}`,
    language: paper.language,
    madeAt: paper.madeAt,
    runningHead: paper.runningHead,
    blocks: [letterTitle(paper.title, paper.below), facts(paper.cover), ...paper.parts.map(blockOf)],
  }).catch((error: unknown) => {
    // A picture whose bytes begin like one and go on as something else.
    if (error instanceof Error && /image/i.test(error.message))
      throw new Problem(422, 'picture_unreadable', 'a picture of this paper is damaged; take it out and print again');
    throw error;
  });
  return { fileName: `${name}.pdf`, contentType: 'application/pdf', bytes };
}

function blockOf(part: Part): Block {
  switch (part.kind) {
    case 'section':
      return section(part.text);
    case 'text':
      return paragraph(part.text, part.bold ? { bold: true } : {});
    case 'note':
      return note(part.text);
    case 'facts':
      return facts(part.pairs);
    case 'table':
      return figuresTable(part);
    case 'pictures':
      return pictures(part.pictures);
    case 'signatures':
      return signatureBlock(part.parties);
  }
}
