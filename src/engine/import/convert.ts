// The two walks together: survey a table, then convert it. What rooms, the command line and tests call.
import type { RawRow, TableInfo } from '#base/raw-table.ts';
import { CustomerConversion } from './customer-rows.ts';
import { LedgerConversion } from './ledger-rows.ts';
import type { Outcome, Refusal } from './report.ts';
import type { ImportOptions, Plan } from './survey.ts';
import { Survey } from './survey.ts';
import type { CustomerRow, LedgerRow } from './typed-rows.ts';

type Table = { readonly info: TableInfo; chunks(): AsyncIterable<RawRow[]> };

/** Walks the table once and says how it is to be read, with the questions that remain. */
export async function planImport(table: Table, options: ImportOptions): Promise<Plan> {
  const survey = new Survey(table.info, options);
  for await (const rows of table.chunks()) survey.take(rows);
  return survey.finish();
}

/** True where the file may be taken in as it stands, save for its refused rows: nothing to ask, and no error of the whole file. */
export function isDecided(outcome: Pick<Outcome, 'questions' | 'fileErrors'>): boolean {
  return outcome.questions.length === 0 && outcome.fileErrors.length === 0;
}

/** Walks the table again and hands each chunk's documents and refusals on before the next is read; memory stays bounded. */
export async function convertLedger(
  table: Table,
  plan: Plan,
  take: (chunk: { accepted: LedgerRow[]; refused: Refusal[] }) => Promise<void> | void,
): Promise<Outcome> {
  const conversion = new LedgerConversion(plan);
  for await (const rows of table.chunks()) {
    const waiting = take(conversion.take(rows));
    if (waiting) await waiting;
  }
  return conversion.finish();
}

export async function convertCustomers(
  table: Table,
  plan: Plan,
  take: (chunk: { accepted: CustomerRow[]; refused: Refusal[] }) => Promise<void> | void,
): Promise<Outcome> {
  const conversion = new CustomerConversion(plan);
  for await (const rows of table.chunks()) {
    const waiting = take(conversion.take(rows));
    if (waiting) await waiting;
  }
  return conversion.finish();
}

/** Both walks, everything in memory: for files of a preview's size and for tests. */
export async function readLedger(
  table: Table,
  options: ImportOptions,
): Promise<Outcome & { plan: Plan; rows: LedgerRow[]; refusals: Refusal[] }> {
  const plan = await planImport(table, options);
  const rows: LedgerRow[] = [];
  const refusals: Refusal[] = [];
  const outcome = await convertLedger(table, plan, (chunk) => {
    rows.push(...chunk.accepted);
    refusals.push(...chunk.refused);
  });
  return { ...outcome, plan, rows, refusals };
}
