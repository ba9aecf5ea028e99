// Recording statements: from a workbook, sheet by sheet, or keyed in. What stands already changes nothing; what is new counts from now on.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '#base/assert.ts';
import { monthEnd, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { decimalsOf, parseMinor, wireMoney } from '#base/money.ts';
import type { RawRow } from '#base/raw-table.ts';
import { articulate, type Check, type Period } from '#engine/statements/articulation.ts';
import { lineName, lineOf, type StatementKind } from '#engine/statements/lines.ts';
import { ratiosOf } from '#engine/statements/ratios.ts';
import {
  type ReadSheet,
  type ReadStatement,
  readSheet,
  type Scope,
  SHEET_COLUMNS_MAX,
  SHEET_ROWS_MAX,
} from '#engine/statements/reading.ts';
import { setsOf } from '#engine/statements/trend.ts';
import { noteText, questionText } from '#engine/statements/words.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { readTable } from '#platform/table/read-table.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { periodsOf, STATEMENTS_MAX } from './periods.ts';
import * as store from './store.ts';
import { wireCheck } from './wire.ts';

/** Sheets of one workbook that are looked at. */
const SHEETS_MAX = 30;
/** Notes told of one file. */
const NOTES_MAX = 200;

export const preview: Action<typeof contract.preview> = async (ctx, input) => {
  const { shown, notes, questions } = await readFor(ctx, input);
  return { statements: shown, notes, questions };
};

export const importStatements: Action<typeof contract.importStatements> = async (ctx, input) => {
  const read = await readFor(ctx, input);
  if (read.questions.length > 0)
    throw new Problem(422, 'questions_open', 'the file leaves questions that only you can answer', {
      facts: { questions: read.questions },
    });
  const { fileName, path } = uploadOf(ctx);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  await record(ctx, read.partyId, read.family, read.news, 'file', { name: fileName, sha256 });
  await learn(ctx, read.partyId, input.answers ?? {}, read.aliases);
  const counts = { recorded: read.news.length, unchanged: read.shown.length - read.news.length };
  ctx.note({
    subject: { kind: 'statements', id: read.partyId },
    partyId: read.partyId,
    facts: { file: fileName, sha256, ...counts },
  });
  return { statements: read.shown, notes: read.notes, ...counts };
};

/** What the call's file holds for a customer, held against what stands. Refuses `no_statement`, `sheet_too_large` and what `readTable` refuses. */
async function readFor(ctx: Ctx, input: { customer: string; answers?: Readonly<Record<string, string>> | undefined }) {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const aliases = new Map((await store.aliases(ctx.tx, family)).map((row) => [row.name, row.line]));
  const sheets = await readWorkbook(ctx, input.answers ?? {}, aliases);
  const statements = sheets.flatMap((sheet) => sheet.statements);
  const questions = uniqueQuestions(sheets).map((question) => ({
    ...question,
    options: [...question.options],
    text: questionText(question.id, ctx.language),
  }));
  const notes = sheets
    .flatMap((sheet) => sheet.notes)
    .slice(0, NOTES_MAX)
    .map((note) => ({ ...note, message: noteText(note.code, ctx.language) }));
  if (statements.length === 0 && questions.length === 0)
    throw new Problem(422, 'no_statement', 'this file holds no balance sheet, income or cash flow statement that can be read', {
      facts: { notes },
    });
  const judged = judge(statements, await store.inForce(ctx.tx, family, null, STATEMENTS_MAX));
  const shown = judged.map(({ statement, same, checks }) => ({
    kind: statement.kind,
    endsOn: statement.endsOn,
    months: statement.months,
    scope: statement.scope,
    currency: statement.currency,
    lines: statement.amounts.size,
    total: totalOf(statement),
    known: same,
    checks: checks.map((check) => wireCheck(check, statement.currency)),
  }));
  const news = judged.filter(({ same }) => !same).map(({ statement }) => statement);
  return { partyId: party.party_id, family, aliases, shown, news, questions, notes };
}

function uploadOf(ctx: Ctx) {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  return ctx.upload;
}

export const enter: Action<typeof contract.enter> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const endsOn = parseDay(input.endsOn, 'endsOn');
  if (endsOn !== monthEnd(endsOn))
    throw new Problem(400, 'period_not_month_end', 'a statement is of the last day of a month', {
      fields: [{ field: 'endsOn', message: 'not the last day of its month' }],
    });
  if (endsOn > ctx.today)
    throw new Problem(400, 'period_in_future', 'the period has not ended yet', {
      fields: [{ field: 'endsOn', message: 'in the future' }],
    });
  const currency = input.currency ?? ctx.tenant.currency;
  const amounts = new Map<string, bigint>();
  for (const [key, text] of Object.entries(input.amounts)) {
    if (lineOf(key)?.statement !== input.kind)
      throw new Problem(400, 'line_unknown', `${JSON.stringify(key)} is no line of this statement`, {
        fields: [{ field: `amounts.${key}`, message: 'no line of this statement' }],
      });
    amounts.set(key, parseMinor(text, currency));
  }
  if (amounts.size === 0) throw new Problem(400, 'statement_empty', 'a statement has at least one figure');
  const statement: ReadStatement = {
    kind: input.kind,
    endsOn,
    months: input.months ?? Number(endsOn.slice(5, 7)),
    scope: input.scope ?? 'parent',
    currency,
    opinion: input.opinion ?? null,
    publishedOn: null,
    amounts,
    roundingMinor: 10n ** BigInt(decimalsOf(currency)),
    where: '',
  };
  const [judged] = judge([statement], await store.inForce(ctx.tx, family, null, STATEMENTS_MAX));
  if (!judged!.same) await record(ctx, party.party_id, family, [statement], 'keyed', null);
  ctx.note({
    subject: { kind: 'statements', id: party.party_id },
    partyId: party.party_id,
    facts: { kind: input.kind, endsOn, lines: amounts.size },
  });
  return {
    recorded: judged!.same ? 0 : 1,
    unchanged: judged!.same ? 1 : 0,
    checks: judged!.checks.map((check) => wireCheck(check, currency)),
  };
};

/** Every visible sheet that holds rows; a text file is one sheet. Sheets that are no statements are passed over where others are. */
async function readWorkbook(
  ctx: Ctx,
  answers: Readonly<Record<string, string>>,
  aliases: ReadonlyMap<string, string>,
): Promise<ReadSheet[]> {
  const { path, fileName } = uploadOf(ctx);
  const first = await readTable(path, { fileName });
  const names = first.info.sheets.filter((sheet) => sheet.state === 'visible' && !sheet.empty).map((sheet) => sheet.name);
  const out: ReadSheet[] = [];
  const one = async (table: typeof first, sheet: string | null) => {
    const rows: RawRow[] = [];
    for await (const chunk of table.chunks()) {
      rows.push(...chunk);
      if (rows.length > SHEET_ROWS_MAX) break;
    }
    out.push(readSheet(rows, { currency: ctx.tenant.currency, answers, aliases, fileName, sheet }));
  };
  try {
    if (names.length <= 1) await one(first, first.info.sheet);
  } finally {
    await first.close();
  }
  if (names.length > 1) {
    for (const sheet of names.slice(0, SHEETS_MAX)) {
      const table = await readTable(path, { fileName, sheet });
      try {
        await one(table, sheet);
      } finally {
        await table.close();
      }
    }
  }
  if (out.some((sheet) => sheet.error === 'too_large'))
    throw new Problem(422, 'sheet_too_large', `a statement has at most ${SHEET_ROWS_MAX} rows and ${SHEET_COLUMNS_MAX} columns`);
  return out.filter((sheet) => sheet.error === null);
}

function uniqueQuestions(sheets: readonly ReadSheet[]) {
  const out = new Map<string, ReadSheet['questions'][number]>();
  for (const question of sheets.flatMap((sheet) => sheet.questions)) if (!out.has(question.id)) out.set(question.id, question);
  return [...out.values()];
}

/** Each statement with whether the same figures stand already, and the checks that do not hold. */
function judge(statements: readonly ReadStatement[], standing: readonly store.StatementRow[]) {
  const known = new Map(standing.map((row) => [`${row.kind} ${row.ends_on} ${row.scope}`, row]));
  return statements.map((statement) => {
    const before = known.get(`${statement.kind} ${statement.endsOn} ${statement.scope}`);
    const same =
      before !== undefined &&
      before.currency === statement.currency &&
      before.months === statement.months &&
      (statement.opinion === null || before.opinion === statement.opinion) &&
      Object.keys(before.amounts).length === statement.amounts.size &&
      [...statement.amounts].every(([line, minor]) => before.amounts[line] === String(minor));
    const period: Period = {
      endsOn: statement.endsOn,
      months: statement.months,
      balance: statement.kind === 'balance' ? statement.amounts : null,
      income: statement.kind === 'income' ? statement.amounts : null,
      cash: statement.kind === 'cash' ? statement.amounts : null,
      roundingMinor: statement.roundingMinor,
    };
    const checks: Check[] = articulate({ now: period, opening: null, yearBefore: null }).filter(
      (check) => check.state === 'failed',
    );
    return { statement, same, checks };
  });
}

const TOTALS: Readonly<Record<StatementKind, readonly string[]>> = {
  balance: ['total_assets'],
  income: ['revenue', 'total_revenue'],
  cash: ['operating_cash'],
};

function totalOf(statement: ReadStatement) {
  const key = TOTALS[statement.kind].find((each) => statement.amounts.has(each));
  return key === undefined ? null : wireMoney(statement.amounts.get(key)!, statement.currency);
}

/** Writes the statements, and the customer's ratios anew. */
export async function record(
  ctx: Ctx,
  partyId: string,
  family: readonly string[],
  statements: readonly ReadStatement[],
  source: 'file' | 'keyed',
  file: { name: string; sha256: string } | null,
): Promise<void> {
  if (statements.length === 0) return;
  const rows = statements.map((statement) => ({
    statement_id: newId(),
    kind: statement.kind,
    ends_on: statement.endsOn,
    months: statement.months,
    scope: statement.scope,
    currency: statement.currency,
    opinion: statement.opinion,
    published_on: statement.publishedOn,
    amounts: Object.fromEntries([...statement.amounts].map(([line, minor]) => [line, String(minor)])),
    rounding_minor: statement.roundingMinor,
    source,
    file_name: file?.name ?? null,
    file_sha256: file?.sha256 ?? null,
  }));
  await store.insertStatements(ctx.tx, ctx.tenant.id, partyId, ctx.actor.name, ctx.at, rows);
  await remakeRatios(ctx, partyId, family);
}

async function remakeRatios(ctx: Ctx, partyId: string, family: readonly string[]): Promise<void> {
  const rows: store.RatioRow[] = [];
  for (const [scope, of] of Map.groupBy(await store.inForce(ctx.tx, family, null, STATEMENTS_MAX), (row) => row.scope)) {
    for (const set of setsOf(periodsOf(of))) {
      for (const ratio of ratiosOf(set)) {
        if (ratio.micro === null) continue;
        rows.push({
          scope: scope as Scope,
          ends_on: set.now.endsOn,
          months: set.now.months,
          ratio: ratio.key,
          micro: ratio.micro,
        });
      }
    }
  }
  await store.replaceRatios(ctx.tx, ctx.tenant.id, partyId, rows);
}

/** Names somebody answered for are known in the customer's next file. */
async function learn(
  ctx: Ctx,
  partyId: string,
  answers: Readonly<Record<string, string>>,
  known: ReadonlyMap<string, string>,
): Promise<void> {
  const learned = Object.entries(answers)
    .filter(([id]) => id.startsWith('line:'))
    .map(([id, line]) => ({ id: newId(), name: lineName(id.slice(5)), line }))
    .filter(({ name, line }) => known.get(name) !== line && (line === 'none' || lineOf(line) !== undefined));
  if (learned.length > 0) await store.insertAliases(ctx.tx, ctx.tenant.id, partyId, ctx.actor.name, ctx.at, learned);
}
