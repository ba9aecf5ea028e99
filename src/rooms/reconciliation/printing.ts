// Letters as papers: one as a PDF, many in one file for the printer.
import { createHash } from 'node:crypto';
import { Problem } from '#base/assert.ts';
import type { StatementFigures } from '#engine/account-statement.ts';
import type { Ctx, Download } from '#platform/context.ts';
import { type Paper, renderPdf, renderPdfs } from '#platform/pdf.ts';
import { letterPaper, paperName } from './letter-paper.ts';
import { letterOf, lettersOf, REMIND_AFTER_DAYS } from './letters.ts';
import * as store from './store.ts';

type Language = 'zh' | 'en';

export async function paper(ctx: Ctx, input: { id: string; language?: Language }): Promise<Download> {
  const row = await letterOf(ctx, input.id);
  const { name, bytes } = await paperOf(ctx, row, input.language ?? ctx.language);
  return { fileName: name, contentType: 'application/pdf', bytes };
}

export async function papers(ctx: Ctx, input: { letters: readonly string[]; language?: Language }): Promise<Download> {
  const language = input.language ?? ctx.language;
  const rows = await lettersOf(ctx, input.letters);
  const laidOut: Paper[] = [];
  for (const row of rows) laidOut.push(await layOut(ctx, row, language));
  const numbers = rows.map((row) => row.number).sort();
  const range = numbers.length > 1 ? `${numbers[0]} — ${numbers.at(-1)}` : numbers[0]!;
  const fileName = paperName(range, language === 'zh' ? `共${rows.length}封` : `${rows.length} letters`, language);
  return { fileName, contentType: 'application/pdf', bytes: await renderPdfs(laidOut) };
}

/** The letter as a PDF, out of the figures it was made with: the same bytes whenever it is asked for. */
export async function paperOf(ctx: Ctx, row: store.LetterRow, language: Language): Promise<{ name: string; bytes: Uint8Array }> {
  const bytes = await renderPdf(await layOut(ctx, row, language));
  return { name: paperName(row.number, row.name, language), bytes };
}

async function layOut(ctx: Ctx, row: store.LetterRow, language: Language): Promise<Paper> {
  const kept = await store.figuresOf(ctx.tx, row.letter_id);
  const hash = createHash('sha256').update(kept!.figures).digest();
  if (!hash.equals(kept!.figures_hash))
    throw new Problem(500, 'letter_changed', 'the figures of this letter are not those it was made with');
  return letterPaper({
    number: row.number,
    madeAt: row.made_at,
    madeOn: row.made_on,
    hash: hash.toString('hex'),
    replyDays: REMIND_AFTER_DAYS,
    language,
    figures: JSON.parse(kept!.figures) as StatementFigures,
  });
}
