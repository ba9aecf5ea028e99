// An answer for people at a terminal: figures first, lists as aligned columns.
import type { Operation } from '#platform/operation.ts';

const ROWS_SHOWN = 40;
const CELL_MAX = 40;

export function print(operation: Operation, value: unknown): string {
  const lines: string[] = [];
  if (value !== null && typeof value === 'object') {
    for (const [name, each] of Object.entries(value)) {
      if (Array.isArray(each) && each.length > 0 && typeof each[0] === 'object')
        lines.push(`${name}:`, ...table(each as object[]));
      else lines.push(`${name}: ${cell(each)}`);
    }
  } else lines.push(String(value));
  return `${lines.join('\n') || operation.summary.en}\n`;
}

function table(rows: readonly object[]): string[] {
  const names = Object.keys(rows[0]!);
  const shown = rows.slice(0, ROWS_SHOWN).map((row) => names.map((name) => cell((row as Record<string, unknown>)[name])));
  const widths = names.map((name, at) => Math.max(width(name), ...shown.map((row) => width(row[at]!))));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((text, at) => text + ' '.repeat(widths[at]! - width(text))).join('  ')}`.trimEnd();
  const more = rows.length > ROWS_SHOWN ? [`  … ${rows.length - ROWS_SHOWN} more (--json shows all)`] : [];
  return [line(names), ...shown.map(line), ...more];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '—';
  if (typeof value !== 'object') return cut(String(value));
  const money = value as { amount?: string; currency?: string };
  if (money.amount !== undefined && money.currency !== undefined) return `${money.amount} ${money.currency}`;
  const named = value as { name?: string; code?: string };
  if (named.name !== undefined && named.code !== undefined) return cut(`${named.code} ${named.name}`);
  return cut(JSON.stringify(value));
}

function cut(text: string): string {
  return text.length > CELL_MAX ? `${text.slice(0, CELL_MAX - 1)}…` : text;
}

/** Columns a terminal gives a text: two for each Chinese character. */
function width(text: string): number {
  let columns = 0;
  for (const char of text)
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(char) ? 2 : 1;
  return columns;
}
