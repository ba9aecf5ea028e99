// What an import found, in the reader's language: questions, refusals, warnings, errors of the file. Kept as data, worded when asked.
import { formatMinor } from '#base/money.ts';
import { fieldsOf, requiredOf } from '#engine/import/catalogue.ts';
import { fieldName } from '#engine/import/field-words.ts';
import type { FileError, Question, Refusal, Warning } from '#engine/import/report.ts';
import type { ImportRow, Kind } from '#engine/import/typed-rows.ts';
import { fileErrorMessage, questionMessage, refusalMessage, warningMessage } from '#engine/import/words.ts';
import type { Findings } from './working.ts';

type Language = 'zh' | 'en';

export function wireQuestion(question: Question, language: Language) {
  return {
    ...question,
    options: [...question.options],
    ...(question.labels ? { labels: [...question.labels] } : {}),
    text: questionMessage(question, language),
  };
}

export function wireRefusal(refusal: Refusal, language: Language) {
  const { row, line, column, code, value } = refusal;
  return { row, line, column, code, value, message: refusalMessage(refusal, language) };
}

export function wireWarning(warning: Warning, language: Language) {
  return { ...warning, ...(warning.rows ? { rows: [...warning.rows] } : {}), message: warningMessage(warning, language) };
}

export function wireFileError(error: FileError, language: Language) {
  return { code: error.code, facts: error.facts, message: fileErrorMessage(error, language) };
}

/** Refused rows in an answer; all of them are kept with the import and can be downloaded. */
export const REFUSED_SHOWN = 1_000;

export function wireReport(findings: Findings, refusals: readonly Refusal[], importId: string | null, language: Language) {
  return {
    applied: findings.applied,
    accepted: findings.accepted,
    unchanged: findings.unchanged,
    refused: refusals.slice(0, REFUSED_SHOWN).map((refusal) => wireRefusal(refusal, language)),
    refusedCount: findings.refused,
    skipped: findings.skipped,
    warnings: findings.warnings.map((warning) => wireWarning(warning, language)),
    sums: findings.sums.map((sum) => ({ ...sum })),
    offers: findings.offers.map((offer) => ({ ...offer })),
    importId,
    customersAdded: findings.customersAdded,
    changes: { ...findings.changes },
  };
}

/** What the page shows of a file that was read: columns, questions, and what would happen or happened. */
export function wireRead(findings: Findings, refusals: readonly Refusal[], importId: string | null, language: Language) {
  return {
    kind: findings.kind,
    encoding: findings.encoding,
    columns: findings.columns.map((column) => ({ ...column, why: null, samples: [...column.samples] })),
    fields: wireFields(findings.kind),
    questions: findings.questions.map((question) => wireQuestion(question, language)),
    fileErrors: findings.fileErrors.map((error) => wireFileError(error, language)),
    sample: findings.sample.map((row) => ({ ...row })),
    report: findings.decided ? wireReport(findings, refusals, importId, language) : null,
  };
}

export function wireFields(kind: Kind) {
  const required = new Set(requiredOf(kind).flat());
  return fieldsOf(kind).map((field) => ({
    field: field.id,
    label: { zh: fieldName(field.id, 'zh', kind), en: fieldName(field.id, 'en', kind) },
    required: required.has(field.id),
  }));
}

/** A typed row as the page shows it: amounts plain decimals under the name of their field. */
export function sampleOf(row: ImportRow, entityCurrency: string): Record<string, unknown> {
  const money = 'currency' in row && row.currency ? row.currency : entityCurrency;
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field.replace(/Minor$/, ''),
      typeof value === 'bigint' ? formatMinor(value, money) : value,
    ]),
  );
}
