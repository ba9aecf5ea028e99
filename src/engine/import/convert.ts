// The two walks together: survey a table, then convert it. What rooms, the command line and tests call.
import type { RawRow, TableInfo } from '#base/raw-table.ts';
import { Conversion } from './conversion.ts';
import type { Outcome, Refusal } from './report.ts';
import type { ImportOptions, Plan } from './survey.ts';
import { Survey } from './survey.ts';
import type { Kind, RowOf } from './typed-rows.ts';

type Table = { readonly info: TableInfo; chunks(): AsyncIterable<RawRow[]> };

/** Rows of one chunk, of the kind that the plan says; `kind` tells a union of chunks apart. */
export type Chunk<K extends Kind = Kind> = {
  [Each in K]: { readonly kind: Each; readonly accepted: RowOf[Each][]; readonly refused: Refusal[] };
}[K];

/** Walks the table once and says how it is to be read, with the questions that remain. */
export async function planImport(table: Table, options: ImportOptions): Promise<Plan> {
  const survey = new Survey(table.info, options);
  for await (const rows of table.chunks()) survey.take(rows);
  return survey.finish();
}

/**
 * True where the file may be taken in as it stands, save for its refused rows: nothing to ask, and no error of the whole file.
 * Ask it of the plan before the second walk and of the outcome after it: some questions (`number_zeros`) only that walk finds.
 */
export function isDecided(outcome: Pick<Outcome, 'questions' | 'fileErrors'>): boolean {
  return outcome.questions.length === 0 && outcome.fileErrors.length === 0;
}

/** Walks the table again and hands each chunk's rows and refusals on before the next is read; memory stays bounded. */
export async function convert<K extends Kind>(
  table: Table,
  plan: Plan & { readonly kind: K },
  take: (chunk: Chunk<K>) => Promise<void> | void,
): Promise<Outcome> {
  const conversion = new Conversion(plan);
  for await (const rows of table.chunks()) {
    const waiting = take({ kind: plan.kind, ...conversion.take(rows) } as Chunk<K>);
    if (waiting) await waiting;
  }
  return conversion.finish();
}

/** Both walks, everything in memory: for files of a preview's size and for tests. */
export async function readRows<K extends Kind>(
  table: Table,
  options: ImportOptions & { readonly kind: K },
): Promise<Outcome & { plan: Plan; rows: RowOf[K][]; refusals: Refusal[] }> {
  const plan = await planImport(table, options);
  const rows: RowOf[K][] = [];
  const refusals: Refusal[] = [];
  const outcome = await convert(table, { ...plan, kind: options.kind }, (chunk) => {
    for (const row of chunk.accepted) rows.push(row as RowOf[K]);
    refusals.push(...chunk.refused);
  });
  return { ...outcome, plan, rows, refusals };
}
