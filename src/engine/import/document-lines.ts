// Lines of one document → the document: rows of one number, customer and day added up; what contradicts the first line is refused.
import type { Refusal } from './report.ts';
import type { ImportRow } from './typed-rows.ts';

/** What lines of one document have in common. */
const SAME = ['customerCode', 'issuedOn', 'orderedOn', 'deliveredOn', 'receivedOn', 'currency', 'dueOn', 'orderNumber'] as const;
const ADDED = ['amountMinor', 'taxMinor', 'receivedMinor', 'deliveredMinor'] as const;

type Line = ImportRow & Readonly<Record<string, unknown>>;

/**
 * The first line stands for the document; `merged` counts the lines that went into others. `broken`: number of a document → one of its
 * lines that could not be read; none of its lines is taken then, because what was left would pass for the whole.
 */
export function sumDocumentLines(
  rows: readonly ImportRow[],
  broken: ReadonlyMap<string, number>,
): { rows: ImportRow[]; refusals: Refusal[]; merged: number } {
  const documents = new Map<string, Record<string, unknown>>();
  const refusals: Refusal[] = [];
  let merged = 0;
  for (const row of rows as readonly Line[]) {
    const otherRow = broken.get(String(row['number']));
    if (otherRow !== undefined) {
      const facts = { number: String(row['number']), otherRow };
      refusals.push({ row: row.row, line: row.line, column: null, code: 'document_in_part', value: facts.number, facts });
      continue;
    }
    const key = `${row['entity'] ?? ''}\u0000${row['kind'] ?? ''}\u0000${row['number']}`;
    const first = documents.get(key);
    if (!first) {
      documents.set(key, { ...row });
      continue;
    }
    const other = SAME.find((field) => (first[field] ?? null) !== (row[field] ?? null));
    if (other) {
      const facts = { firstRow: Number(first['row']), same: 'conflicting' };
      refusals.push({
        row: row.row,
        line: row.line,
        column: null,
        code: 'duplicate_number',
        value: String(row['number']),
        facts,
      });
      continue;
    }
    for (const field of ADDED) first[field] = added(first[field], row[field]);
    if (Array.isArray(first['invoices']) && Array.isArray(row['invoices']))
      first['invoices'] = [...new Set([...(first['invoices'] as string[]), ...(row['invoices'] as string[])])];
    // Some of the goods out, others not: the document is on its way.
    if (first['state'] !== row['state']) first['state'] = 'part_delivered';
    if (first['invoiced'] !== row['invoiced']) first['invoiced'] = false;
    merged += 1;
  }
  return { rows: [...documents.values()] as unknown as ImportRow[], refusals, merged };
}

function added(one: unknown, other: unknown): unknown {
  if (typeof other !== 'bigint') return one;
  return typeof one === 'bigint' ? one + other : other;
}
