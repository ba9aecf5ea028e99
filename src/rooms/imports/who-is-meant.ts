// Before rows are judged: whom they mean, where a code lost its zeros or a name belongs to several; asked or refused, never a new customer in silence.
import type { Question, Refusal } from '#engine/import/report.ts';
import type { ImportRow } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import { doubtful } from '#rooms/customers/actions.ts';

const SAMPLED = 3;

type Named = { readonly customerCode?: string | null; readonly customerName?: string | null };

export type Meant = {
  readonly rows: readonly ImportRow[];
  /** Payments to others than customers, on a bank statement: no business of the ledger’s. Whom they name, row by row. */
  readonly leftOut: readonly { readonly row: number; readonly name: string }[];
  readonly refusals: readonly Refusal[];
  readonly question: Question | null;
};

/** Rows of known customers under the codes they are known by; `answers.known_zeros` says whether 102 is 00102. */
export async function whoIsMeant(
  ctx: Ctx,
  source: string,
  rows: readonly ImportRow[],
  answers: Readonly<Record<string, string>>,
): Promise<Meant> {
  const said = new Map<string, string | null>();
  for (const row of rows as readonly (ImportRow & Named)[]) {
    const { customerCode: code } = row;
    if (code != null && !said.has(code)) said.set(code, row.customerName ?? null);
  }
  if (said.size === 0) return { rows, leftOut: [], refusals: [], question: null };
  const { zeros, shared, unknown } = await doubtful(
    ctx,
    source,
    [...said].map(([code, name]) => ({ code, name })),
  );
  const answer = answers['known_zeros'];
  let question: Question | null = null;
  if (zeros.size > 0 && answer !== 'same' && answer !== 'different') {
    const sample = [...zeros]
      .slice(0, SAMPLED)
      .map(([code, known]) => `${code} / ${known}`)
      .join(', ');
    question = { id: 'known_zeros', options: ['same', 'different'], sample };
  }
  const same = answer === 'same' && zeros.size > 0;
  const paysOthers = (row: ImportRow & Named) =>
    'paidOut' in row && row.paidOut && row.customerCode != null && unknown.has(row.customerCode);
  if (!same && shared.size === 0 && !rows.some(paysOthers)) return { rows, leftOut: [], refusals: [], question };
  const meant: ImportRow[] = [];
  const refusals: Refusal[] = [];
  const leftOut: { row: number; name: string }[] = [];
  for (const row of rows as readonly (ImportRow & Named)[]) {
    const code = row.customerCode ?? '';
    if (paysOthers(row)) {
      leftOut.push({ row: row.row, name: row.customerName ?? code });
      continue;
    }
    const bearers = shared.get(code);
    if (bearers) {
      const facts = { known: bearers.join(', ') };
      refusals.push({ row: row.row, line: row.line, column: null, code: 'customer_shared_name', value: code, facts });
      continue;
    }
    const known = same ? zeros.get(code) : undefined;
    meant.push(known === undefined ? row : ({ ...row, customerCode: known } as ImportRow));
  }
  return { rows: meant, leftOut, refusals, question };
}
