// Importing a file: read it, ask what it leaves open, refuse what is wrong row by row, post the rest; all or nothing unless told otherwise.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { assert, Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { formatMinor } from '#base/money.ts';
import type { RawCell, RawTable } from '#base/raw-table.ts';
import { fieldsOf, requiredOf } from '#engine/import/catalogue.ts';
import { convertCustomers, convertLedger, isDecided, planImport } from '#engine/import/convert.ts';
import { columnLetters } from '#engine/import/headings.ts';
import type { Outcome, Refusal, Warning } from '#engine/import/report.ts';
import type { Plan } from '#engine/import/survey.ts';
import type { CustomerRow, LedgerRow } from '#engine/import/typed-rows.ts';
import { fieldName, fileErrorMessage, questionMessage, refusalMessage, warningMessage } from '#engine/import/words.ts';
import type { Action, Ctx, Upload } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import type { InputOf } from '#platform/operation.ts';
import { readOptionsFrom, readTable } from '#platform/table/read-table.ts';
import { tableBytes } from '#platform/table/write-table.ts';
import { ensureParties, linkGroup, saveGroup } from '#rooms/customers/actions.ts';
import { postDocuments } from '#rooms/receivables/posting.ts';
import type * as contract from './contract.ts';
import { type Ledgered, ledgerRows } from './kind-ledger.ts';
import * as store from './store.ts';

type Choices = InputOf<typeof contract.importLedger>;
type Read = {
  readonly plan: Plan;
  readonly outcome: Outcome;
  readonly ledger: LedgerRow[];
  readonly customers: CustomerRow[];
  readonly refusals: Refusal[];
  readonly info: RawTable['info'];
  readonly samples: string[][];
};

/** Refused rows in an answer; all of them are kept with the import and can be downloaded. */
const REFUSED_SHOWN = 1_000;
const REFUSED_KEPT = 100_000;
const SAMPLE_ROWS = 8;
const COLUMN_SAMPLES = 3;
const CELL_SHOWN = 60;

function uploadOf(ctx: Ctx): Upload {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  return ctx.upload;
}

/** The user's answers over those of the template; a mapping is an answer about a column. */
async function answersOf(ctx: Ctx, input: Choices): Promise<Record<string, string>> {
  const template = input.template ? await store.templateByName(ctx.tx, input.template) : null;
  const mapped = Object.fromEntries(Object.entries(input.mapping ?? {}).map(([field, column]) => [`column_${field}`, column]));
  return { ...template?.body.answers, ...input.answers, ...mapped };
}

/** Reads the file twice: once for what its columns say as a whole, once row by row. */
async function read(ctx: Ctx, input: Choices, answers: Record<string, string>): Promise<Read> {
  const upload = uploadOf(ctx);
  const table = await readTable(upload.path, { fileName: upload.fileName, ...readOptionsFrom(answers) });
  try {
    const kind = input.kind ?? 'ledger';
    const plan = await planImport(table, { kind, entityCurrency: ctx.tenant.currency, answers });
    const samples: string[][] = plan.headings.map(() => []);
    const ledger: LedgerRow[] = [];
    const customers: CustomerRow[] = [];
    const refusals: Refusal[] = [];
    let done = 0;
    const seen = (accepted: number, refused: readonly Refusal[]) => {
      for (const refusal of refused) refusals.push(refusal);
      done += accepted + refused.length;
      ctx.progress(done, plan.records, '读取');
    };
    if (plan.questions.length > 0 || plan.fileErrors.length > 0) {
      await sampleColumns(table, plan, samples);
      const undecided = {
        accepted: 0,
        refused: 0,
        skipped: 0,
        sums: [],
        warnings: plan.warnings.list(),
        questions: plan.questions,
        fileErrors: plan.fileErrors,
        offers: [],
      };
      return { plan, outcome: undecided, ledger, customers, refusals, info: table.info, samples };
    }
    await sampleColumns(table, plan, samples);
    const outcome =
      kind === 'ledger'
        ? await convertLedger(table, plan, ({ accepted, refused }) => {
            for (const row of accepted) ledger.push(row);
            seen(accepted.length, refused);
          })
        : await convertCustomers(table, plan, ({ accepted, refused }) => {
            for (const row of accepted) customers.push(row);
            seen(accepted.length, refused);
          });
    return { plan, outcome, ledger, customers, refusals, info: table.info, samples };
  } finally {
    await table.close();
  }
}

/** A few cells of each column, for the page that shows what was recognised. */
async function sampleColumns(table: RawTable, plan: Plan, samples: string[][]): Promise<void> {
  let rows = 0;
  for await (const chunk of table.chunks()) {
    for (const row of chunk) {
      if (row.record <= plan.headingRecord || rows >= COLUMN_SAMPLES * 4) continue;
      rows += 1;
      for (const [column, cell] of row.cells.entries()) {
        const sample = samples[column];
        const text = textOf(cell);
        if (sample && sample.length < COLUMN_SAMPLES && text !== '' && !sample.includes(text)) sample.push(text);
      }
    }
    return;
  }
}

function textOf(cell: RawCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'object') return String(cell).slice(0, CELL_SHOWN);
  if ('formula' in cell) return textOf(cell.value);
  return 'error' in cell ? cell.error : (cell.day ?? String(cell.serial));
}

export const preview: Action<typeof contract.preview> = async (ctx, input) => {
  const answers = await answersOf(ctx, input);
  const found = await read(ctx, input, answers);
  const { plan, outcome } = found;
  const fieldAt = new Map(Object.entries(plan.mapping).map(([field, column]) => [column, field]));
  const decided = isDecided(outcome);
  // The ledger is asked too: a row may be fine by itself and contradict what is known. Nothing is posted by a preview.
  const judged =
    decided && found.ledger.length > 0
      ? await ctx.tx.tentative(async () => ({
          keep: false,
          value: await ledgerRows(ctx, input.source ?? 'ledger', found.ledger),
        }))
      : null;
  const refusals = [...found.refusals, ...(judged?.refusals ?? [])].sort((a, b) => a.row - b.row);
  const kind = input.kind ?? 'ledger';
  const required = new Set(requiredOf(kind).flat());
  return {
    fileName: uploadOf(ctx).fileName,
    encoding: found.info.encoding,
    columns: plan.headings.map((heading, column) => ({
      heading: heading === '' ? columnLetters(column) : heading,
      field: fieldAt.get(column) ?? null,
      why: null,
      samples: found.samples[column] ?? [],
    })),
    fields: fieldsOf(kind).map((field) => ({
      field: field.id,
      label: { zh: fieldName(field.id, 'zh'), en: fieldName(field.id, 'en') },
      required: required.has(field.id),
    })),
    questions: wireQuestions(ctx, outcome),
    fileErrors: outcome.fileErrors.map((error) => ({
      code: error.code,
      message: fileErrorMessage(error, ctx.language),
      facts: error.facts,
    })),
    sample: (kind === 'ledger' ? found.ledger : found.customers)
      .slice(0, SAMPLE_ROWS)
      .map((row) => sampleOf(row, plan.entityCurrency)),
    report: decided
      ? {
          ...reportOf(ctx, found, refusals, judged),
          applied: false,
          accepted: outcome.accepted - (judged?.refusals.length ?? 0),
          importId: null,
          customersAdded: 0,
        }
      : null,
  };
};

function sampleOf(row: LedgerRow | CustomerRow, currency: string): Record<string, unknown> {
  const money = 'currency' in row && row.currency ? row.currency : currency;
  return Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field.replace(/Minor$/, ''),
      typeof value === 'bigint' ? formatMinor(value, money) : value,
    ]),
  );
}

function wireQuestions(ctx: Ctx, outcome: Outcome) {
  return outcome.questions.map((question) => ({
    ...question,
    options: [...question.options],
    ...(question.labels ? { labels: [...question.labels] } : {}),
    text: questionMessage(question, ctx.language),
  }));
}

function wireRefusal(ctx: Ctx, refusal: Refusal) {
  const { row, line, column, code, value } = refusal;
  return { row, line, column, code, value, message: refusalMessage(refusal, ctx.language) };
}

function wireWarning(ctx: Ctx, warning: Warning) {
  return { ...warning, ...(warning.rows ? { rows: [...warning.rows] } : {}), message: warningMessage(warning, ctx.language) };
}

function reportOf(ctx: Ctx, found: Read, refusals: readonly Refusal[], judged: Ledgered | null) {
  const { outcome } = found;
  return {
    unchanged: judged?.unchanged ?? 0,
    refused: refusals.slice(0, REFUSED_SHOWN).map((refusal) => wireRefusal(ctx, refusal)),
    refusedCount: refusals.length,
    skipped: outcome.skipped,
    warnings: [...outcome.warnings, ...(judged?.warnings ?? [])].map((warning) => wireWarning(ctx, warning)),
    sums: judged?.sums ?? outcome.sums.map((sum) => ({ ...sum })),
    offers: outcome.offers.map((offer) => ({ ...offer })),
  };
}

export const importLedger: Action<typeof contract.importLedger> = async (ctx, input) => {
  const answers = await answersOf(ctx, input);
  const found = await read(ctx, input, answers);
  const { outcome } = found;
  if (outcome.fileErrors.length > 0) {
    const errors = outcome.fileErrors.map((error) => ({ ...error, message: fileErrorMessage(error, ctx.language) }));
    throw new Problem(422, 'file_refused', errors.map((error) => error.message).join('; '), {
      facts: { fileErrors: errors, warnings: outcome.warnings.map((warning) => wireWarning(ctx, warning)) },
    });
  }
  if (outcome.questions.length > 0) {
    throw new Problem(422, 'questions_open', 'the file leaves questions that only you can answer', {
      facts: { questions: wireQuestions(ctx, outcome) },
    });
  }
  const source = input.source ?? 'ledger';
  const importId = newId();
  // Judging the rows makes their customers known; all or nothing takes them back with the rest.
  const judged =
    found.ledger.length > 0
      ? await ctx.tx.tentative(async () => {
          const value = await ledgerRows(ctx, source, found.ledger);
          return { keep: applies(input, found.refusals.length + value.refusals.length), value };
        })
      : null;
  const refusals = [...found.refusals, ...(judged?.refusals ?? [])].sort((a, b) => a.row - b.row);
  const apply = applies(input, refusals.length);
  let customersAdded = 0;
  let partyWarnings: readonly Warning[] = judged?.warnings ?? [];
  if (apply && judged) {
    customersAdded = judged.customersAdded;
    await postDocuments(ctx, { source, importId, documents: judged.documents, applications: judged.applications });
  }
  if (apply && found.customers.length > 0) {
    const entered = await enterCustomers(ctx, source, found.customers);
    customersAdded = entered.created;
    partyWarnings = entered.warnings;
  }
  const report = reportOf(ctx, found, refusals, judged);
  const accepted = apply ? outcome.accepted - (judged?.refusals.length ?? 0) : 0;
  await record(ctx, input, answers, importId, { ...report, accepted, applied: apply }, refusals);
  ctx.note({
    subject: { kind: 'import', id: importId },
    facts: { file: uploadOf(ctx).fileName, applied: apply, accepted, refused: refusals.length, unchanged: report.unchanged },
  });
  const warnings = found.customers.length > 0 ? partyWarnings.map((warning) => wireWarning(ctx, warning)) : [];
  return {
    applied: apply,
    accepted,
    ...report,
    warnings: [...report.warnings, ...warnings],
    importId,
    customersAdded: apply ? customersAdded : 0,
  };
};

function applies(input: Choices, refused: number): boolean {
  return refused === 0 || (input.goodRowsOnly ?? false);
}

async function enterCustomers(
  ctx: Ctx,
  source: string,
  rows: readonly CustomerRow[],
): Promise<{ created: number; warnings: readonly Warning[] }> {
  const groups = new Map<string, string>();
  const entered = await ensureParties(ctx, source, rows);
  for (const row of rows) if (row.groupCode) groups.set(row.code, row.groupCode);
  for (const [code, groupCode] of groups) {
    const group = await saveGroup(ctx, { code: groupCode, name: groupCode });
    const partyId = entered.ids.get(code);
    assert(partyId, 'a customer was just entered');
    await linkGroup(ctx, partyId, group.id);
  }
  const limits = rows.filter((row) => row.limitMinor !== null).length;
  const warnings = limits > 0 ? [...entered.warnings, { code: 'limits_not_imported', count: limits }] : entered.warnings;
  return { created: entered.created, warnings };
}

async function record(
  ctx: Ctx,
  input: Choices,
  answers: Record<string, string>,
  importId: string,
  report: { accepted: number; applied: boolean; unchanged: number; skipped: number; sums: unknown; warnings: unknown },
  refusals: readonly Refusal[],
): Promise<void> {
  const upload = uploadOf(ctx);
  await store.insertImport(ctx.tx, ctx.tenant.id, ctx.at, {
    importId,
    kind: input.kind ?? 'ledger',
    source: input.source ?? 'ledger',
    fileName: upload.fileName,
    fileHash: await fileHash(upload.path),
    fileBytes: upload.bytes,
    template: input.template ?? null,
    answers: encode(answers),
    state: report.applied ? 'applied' : 'refused',
    byId: ctx.actor.id,
    byName: ctx.actor.name,
    accepted: report.accepted,
    unchanged: report.unchanged,
    refused: refusals.length,
    skipped: report.skipped,
    sums: encode(report.sums),
    warnings: encode(report.warnings),
  });
  const kept = refusals
    .slice(0, REFUSED_KEPT)
    .map((refusal) => ({ ...refusal, facts: refusal.facts ? encode(refusal.facts) : null }));
  if (kept.length > 0) await store.insertRefusals(ctx.tx, ctx.tenant.id, importId, kept);
  if (input.template && report.applied) {
    await store.keepTemplate(ctx.tx, ctx.tenant.id, input.template, input.kind ?? 'ledger', encode({ answers }), ctx.at);
  }
}

async function fileHash(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest();
}

export const imports: Action<typeof contract.imports> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const rows = await store.importsPage(ctx.tx, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    imports: rows.map((row) => ({
      id: row.import_id,
      fileName: row.file_name,
      fileBytes: Number(row.file_bytes),
      fileHash: row.file_hash.toString('hex'),
      source: row.source,
      kind: row.kind,
      by: row.by_name,
      at: row.recorded_at.toISOString(),
      applied: row.state === 'applied',
      accepted: row.accepted,
      unchanged: row.unchanged,
      refused: row.refused,
      skipped: row.skipped,
      sums: row.sums,
    })),
    next: rows.length === limit && last ? instantMark(last.recorded_at, last.import_id) : null,
  };
};

export const templates: Action<typeof contract.templates> = async (ctx) => ({
  templates: (await store.templates(ctx.tx)).map((row) => ({
    name: row.name,
    kind: row.kind,
    usedAt: row.used_at.toISOString(),
  })),
});

export const refusals: Action<typeof contract.refusals> = async (ctx, input) => {
  const rows = await store.refusalsOf(ctx.tx, input.import);
  if (rows.length === 0) throw new Problem(404, 'refusals_none', 'this import refused no row');
  const zh = ctx.language === 'zh';
  type Row = (typeof rows)[number];
  const bytes = await tableBytes(
    rows,
    [
      { heading: zh ? '行' : 'Row', type: 'number', value: (row: Row) => row.row_no },
      { heading: zh ? '文件行号' : 'Line', type: 'number', value: (row: Row) => row.line_no },
      { heading: zh ? '列' : 'Column', type: 'text', value: (row: Row) => row.column_name },
      { heading: zh ? '内容' : 'Value', type: 'text', value: (row: Row) => row.value, width: 30 },
      { heading: zh ? '代码' : 'Code', type: 'text', value: (row: Row) => row.code, width: 22 },
      {
        heading: zh ? '原因' : 'Reason',
        type: 'text',
        width: 60,
        value: (row: Row) =>
          refusalMessage(
            {
              row: row.row_no,
              line: row.line_no ?? 0,
              column: row.column_name,
              code: row.code as never,
              value: row.value,
              ...(row.facts ? { facts: row.facts } : {}),
            },
            ctx.language,
          ),
      },
    ],
    { sheetName: zh ? '被拒行' : 'Refused rows', language: ctx.language },
  );
  return {
    fileName: zh ? '导入被拒行.xlsx' : 'refused-rows.xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes,
  };
};
