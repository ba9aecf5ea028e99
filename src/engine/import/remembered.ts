// What of the answers about one file may be remembered for the next of its source: a column by its heading, never by its place, and nothing that was true of that file alone.
import { columnLetters, headingKey } from './heading-key.ts';
import type { Answers } from './report.ts';

const COLUMN = 'column_';
const LETTERS = /^[A-Z]{1,3}$/;
/** Names no column of any file, so that the column is asked about. */
const ASK_AGAIN = '?';
/** The day of a balance, whose sheet it was, bytes that were broken: another file has its own. */
const OF_ONE_FILE: readonly string[] = ['as_of', 'one_customer', 'mojibake'];
/** A sheet named after its month is another one next month. */
const OF_A_PERIOD = /\d|月|季|[上下]半年/;

/**
 * The answers that stay with a template. A column answered by its place is kept by the heading there; where the heading is empty or
 * stands twice, nothing tells which is meant, and the next file is asked about it.
 */
export function rememberedAnswers(answers: Answers, headings: readonly string[]): Record<string, string> {
  const times = new Map<string, number>();
  for (const heading of headings) times.set(headingKey(heading), (times.get(headingKey(heading)) ?? 0) + 1);
  const kept: Record<string, string> = {};
  for (const [id, answer] of Object.entries(answers)) {
    if (OF_ONE_FILE.includes(id)) continue;
    if (id === 'due_when' && !answer.startsWith('days:') && answer !== 'customer_terms') continue;
    if (id === 'sheet' && OF_A_PERIOD.test(answer)) continue;
    if (!id.startsWith(COLUMN) || !LETTERS.test(answer) || headings.includes(answer)) {
      kept[id] = answer;
      continue;
    }
    const heading = headings.find((_, column) => columnLetters(column) === answer) ?? '';
    kept[id] = heading !== '' && times.get(headingKey(heading)) === 1 ? heading : ASK_AGAIN;
  }
  return kept;
}

/** Answers of a template as the next file takes them: a place that was once kept says nothing of its columns. */
export const recalledAnswers = (answers: Answers): Record<string, string> => rememberedAnswers(answers, []);
