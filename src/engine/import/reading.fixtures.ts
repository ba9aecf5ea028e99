// Reads lines of a test as a file of a kind, and sees to it that whatever is said of them has words.
import { expect } from 'vitest';
import { readOptionsFrom, readTable } from '#platform/table/read-table.ts';
import { readRows } from './convert.ts';
import type { Kind } from './typed-rows.ts';
import { optionName, questionMessage, refusalMessage, warningMessage } from './words.ts';

export const tableOf = (lines: readonly string[], fileName = 'file') =>
  readTable(Buffer.from(`${lines.join('\n')}\n`), { fileName });

export async function read<K extends Kind>(
  kind: K,
  lines: readonly string[],
  answers: Record<string, string> = {},
  fileName = 'file',
) {
  const opened = await readTable(Buffer.from(`${lines.join('\n')}\n`), { fileName, ...readOptionsFrom(answers) });
  const found = await readRows(opened, { kind, entityCurrency: 'CNY', answers });
  for (const refusal of found.refusals) {
    expect(refusalMessage(refusal, 'zh')).toMatch(/[\u4e00-\u9fff]/);
    expect(refusalMessage(refusal, 'en')).not.toMatch(/[{}]|^[a-z_]+$/);
  }
  for (const warning of found.warnings) expect(warningMessage(warning, 'zh'), warning.code).toMatch(/[\u4e00-\u9fff]/);
  for (const question of found.questions) {
    expect(questionMessage(question, 'zh')).toMatch(/[\u4e00-\u9fff]/);
    for (const option of question.options) expect(optionName(question, option, 'zh')).not.toBe('');
  }
  return found;
}
export const codes = (found: { refusals: readonly { row: number; column: string | null; code: string }[] }) =>
  found.refusals.map(({ row, column, code }) => [row, column, code]);
export const warned = (found: { warnings: readonly { code: string }[] }) => found.warnings.map((warning) => warning.code);
