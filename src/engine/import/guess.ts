// Which kind of file is this? Asked where the user names none; evidence decides, and what it cannot decide is a question.
import type { RawRow } from '#base/raw-table.ts';
import { KINDS, requiredOf, specOf, wantedOf } from './catalogue.ts';
import { cellText } from './cells.ts';
import { headingKey } from './heading-key.ts';
import { findHeadings, namedFields } from './headings.ts';
import type { Answers, Question } from './report.ts';
import { customerSaid } from './table-shape.ts';
import type { Kind } from './typed-rows.ts';

export type Guess = {
  readonly kind: Kind;
  readonly score: number;
  /** Every required field has a heading. */
  readonly complete: boolean;
  /** Fields that have a heading. */
  readonly fields: readonly string[];
  /** Headings that speak for it, the most telling first, and the words of a title. */
  readonly evidence: readonly string[];
};

const WEIGHTS = [0, 2, 1, 3] as const;
const UNNAMED_COST = 0.4;
const MISSING_COST = 3;
const TITLE_WORTH = 4;
/** A kind that reaches this share of the best is a rival. */
const RIVAL_SHARE = 0.85;
/** Whole with so little, a kind stands behind one that has much more and lacks a heading: every file has a customer and his name. */
const POOR_SHARE = 3;
const EVIDENCE_SHOWN = 6;
/** A list of documents read as one or the other is the same documents: nothing to ask between them. */
const SAME_DOCUMENTS: readonly Kind[] = ['ledger', 'invoices', 'open-items'];

/**
 * The kinds that a file may be, likeliest first. A heading speaks for a kind the more, the fewer other kinds know it: 承兑人 is a
 * bill's, 客户编码 is everybody's. `names`: the file's and the sheet's name.
 */
export function guessKinds(rows: readonly RawRow[], names: readonly string[] = []): Guess[] {
  const found = KINDS.map((kind) => {
    const headings = findHeadings(kind, rows);
    const named = headings === null ? [] : namedFields(kind, headings.headings);
    return { kind, headings, named };
  });
  const isSaid = rows.some(({ cells, problem }) => !problem && customerSaid(cells) !== null);
  const knownBy = new Map<string, number>();
  for (const { headings, named } of found)
    for (const [column, each] of named.entries()) {
      const heading = headings?.headings[column] ?? '';
      if (each) knownBy.set(heading, (knownBy.get(heading) ?? 0) + 1);
    }
  const scored = found
    .map(({ kind, headings, named }): Guess => {
      if (headings === null) return { kind, score: 0, complete: false, fields: [], evidence: [] };
      const telling: { heading: string; worth: number }[] = [];
      const fields = new Set<string>();
      let score = 0;
      for (const [column, each] of named.entries()) {
        const heading = headings.headings[column] ?? '';
        if (heading === '') continue;
        if (!each || fields.has(each.field.id)) {
          score -= UNNAMED_COST;
          continue;
        }
        fields.add(each.field.id);
        const worth = WEIGHTS[each.strength as 1 | 2 | 3] / Math.sqrt(knownBy.get(heading) ?? 1);
        score += worth;
        telling.push({ heading, worth });
      }
      const lacks = (choices: readonly string[]) => !choices.some((id) => fields.has(id));
      const missing = requiredOf(kind).filter((choices) => lacks(choices) && !(isSaid && choices.includes('customerName')));
      score -= (missing.length + wantedOf(kind).filter(lacks).length) * MISSING_COST;
      const titles = [...names, ...rows.slice(0, headings.first).map(({ cells }) => cells.map(cellText).join(' '))];
      const title = titles.map((text) => specOf(kind).title.exec(text)?.[0]).find((word) => word !== undefined);
      if (title !== undefined) score += TITLE_WORTH;
      const evidence = telling
        .sort((a, b) => b.worth - a.worth)
        .slice(0, EVIDENCE_SHOWN)
        .map(({ heading }) => heading);
      const { telling: fieldsThatTell, tellingHeading } = specOf(kind);
      const told =
        (fieldsThatTell?.some((id) => fields.has(id)) ?? true) &&
        (tellingHeading === undefined || headings.headings.some((heading) => tellingHeading.test(headingKey(heading))));
      if (!told && title === undefined) score -= MISSING_COST;
      const complete = missing.length === 0 && (told || title !== undefined);
      return { kind, score, complete, fields: [...fields], evidence: title === undefined ? evidence : [title, ...evidence] };
    })
    .filter((guess) => guess.score > 0);
  const most = Math.max(...scored.map(({ score }) => score));
  const isWhole = (guess: Guess) => guess.complete && guess.score * POOR_SHARE >= most;
  return scored.sort(
    (a, b) => Number(isWhole(b)) - Number(isWhole(a)) || b.score - a.score || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
  );
}

/**
 * Of a caller who names no kind and means a ledger, as scripts always did: a ledger, unless the file has everything another kind needs
 * and clearly says so. Bills read as a ledger would be invoices: that is asked.
 */
export function ledgerUnless(guesses: readonly Guess[], answers: Answers): { kind: Kind; question: Question | null } {
  const answer = KINDS.find((kind) => kind === answers.kind);
  if (answer) return { kind: answer, question: null };
  const best = guesses[0];
  const ledger = guesses.find((guess) => guess.kind === 'ledger');
  if (!best?.complete || best.kind === 'ledger') return { kind: 'ledger', question: null };
  const rival = SAME_DOCUMENTS.includes(best.kind) || (ledger?.score ?? 0) >= best.score * RIVAL_SHARE;
  if (ledger?.complete && rival) return { kind: 'ledger', question: null };
  const { question } = settledKind(guesses, answers);
  const options = new Set<Kind>([...((question?.options ?? [best.kind]) as Kind[]), 'ledger']);
  return { kind: best.kind, question: { id: 'kind', options: [...options], sample: best.evidence.join(', ').slice(0, 200) } };
}

/** The kind that the evidence settles, or the question. With no guess at all it is a ledger: its headings will be found missing. */
export function settledKind(guesses: readonly Guess[], answers: Answers): { kind: Kind; question: Question | null } {
  const answer = KINDS.find((kind) => kind === answers.kind);
  if (answer) return { kind: answer, question: null };
  const best = guesses[0];
  if (!best) return { kind: 'ledger', question: null };
  // A kind with more evidence than the best, to which one column is missing, may be what the file is: its headings are only unknown.
  const rivals = guesses.filter((guess) =>
    guess.complete === best.complete ? guess.score >= best.score * RIVAL_SHARE : guess.score > best.score,
  );
  // The tax bureau's list of what we sold is a list of our invoices as well: nobody but the user knows which is meant.
  const invoices = guesses.find((guess) => guess.kind === 'invoices' && guess.complete);
  const own = best.kind === 'vat-invoices' && !best.fields.includes('firmCode') && !best.fields.includes('firmName');
  if (own && invoices && best.fields.some((field) => field.startsWith('buyer')) && !rivals.includes(invoices))
    rivals.push(invoices);
  const different = rivals.filter(
    (guess) => guess !== best && !(SAME_DOCUMENTS.includes(guess.kind) && SAME_DOCUMENTS.includes(best.kind)),
  );
  if (different.length === 0) return { kind: best.kind, question: null };
  return {
    kind: best.kind,
    question: {
      id: 'kind',
      options: [best, ...different].map((guess) => guess.kind),
      sample: best.evidence.join(', ').slice(0, 200),
    },
  };
}
