// Recording statements: from a workbook, sheet by sheet, or keyed in. What stands already changes nothing; what is new counts from now on.
import { Problem } from '#base/assert.ts';
import { addMonths, monthEnd, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { wireMoney } from '#base/money.ts';
import { articulate, type Check, type Period } from '#engine/statements/articulation.ts';
import { lineName, lineOf, type StatementKind } from '#engine/statements/lines.ts';
import { ratiosOf } from '#engine/statements/ratios.ts';
import {
  keyedAmounts,
  type ReadSheet,
  type ReadStatement,
  readSheet,
  SHEET_COLUMNS_MAX,
  SHEET_ROWS_MAX,
} from '#engine/statements/reading.ts';
import type { Scope, Unit } from '#engine/statements/sheet-said.ts';
import { setsOf } from '#engine/statements/trend.ts';
import { noteText, questionText } from '#engine/statements/words.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { amountsOf, periodsOf, STATEMENTS_MAX } from './periods.ts';
import * as store from './store.ts';
import { wireCheck } from './wire.ts';
import { fileOf, sheetsOf, uploadOf } from './workbook.ts';

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
  const { fileName, sha256 } = await fileOf(ctx);
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

/** What the call's file holds for a customer, held against what stands. Refuses `no_statement`, `trial_balance`, `sheet_too_large` and what `readTable` refuses. */
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
  if (statements.length === 0 && notes.some((note) => note.code === 'trial_balance'))
    throw new Problem(422, 'trial_balance', 'this file is a trial balance with debits and credits, not a statement', {
      facts: { notes },
    });
  if (statements.length === 0 && questions.length === 0)
    throw new Problem(422, 'no_statement', 'this file holds no balance sheet, income or cash flow statement that can be read', {
      facts: { notes },
    });
  const judged = judge(statements, await store.inForce(ctx.tx, family, null, STATEMENTS_MAX));
  const shown = judged.map(({ statement, same, heldAgainst, checks }) => ({
    kind: statement.kind,
    endsOn: statement.endsOn,
    months: statement.months,
    scope: statement.scope,
    currency: statement.currency,
    lines: statement.amounts.size,
    total: totalOf(statement),
    known: same,
    heldAgainst,
    checks: checks.map((check) => wireCheck(check, statement.currency)),
  }));
  const news = judged.filter(({ same, heldAgainst }) => !same && !heldAgainst).map(({ statement }) => statement);
  return { partyId: party.party_id, family, aliases, shown, news, questions, notes };
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
  const unit = input.unit ?? 'yuan';
  const { amounts, roundingMinor } = keyed(input.kind, 'amounts', input.amounts, unit, currency);
  const beside = keyed(input.kind, 'beside', input.beside ?? {}, unit, currency).amounts;
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
    roundingMinor,
    beside: beside.size > 0 ? beside : null,
    compared: false,
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

function keyed(kind: StatementKind, field: string, texts: Readonly<Record<string, string>>, unit: Unit, currency: string) {
  for (const key of Object.keys(texts))
    if (lineOf(key)?.statement !== kind)
      throw new Problem(400, 'line_unknown', `${JSON.stringify(key)} is no line of this statement`, {
        fields: [{ field: `${field}.${key}`, message: 'no line of this statement' }],
      });
  return keyedAmounts(texts, unit, currency);
}

/** Every sheet of the call's file, read as statements. Sheets that are no statements are passed over where others are. */
async function readWorkbook(
  ctx: Ctx,
  answers: Readonly<Record<string, string>>,
  aliases: ReadonlyMap<string, string>,
): Promise<ReadSheet[]> {
  const { fileName } = uploadOf(ctx);
  const out = (await sheetsOf(ctx, SHEET_ROWS_MAX)).map(({ rows, sheet }) =>
    readSheet(rows, { currency: ctx.tenant.currency, answers, aliases, fileName, sheet }),
  );
  if (out.some((sheet) => sheet.error === 'too_large'))
    throw new Problem(422, 'sheet_too_large', `a statement has at most ${SHEET_ROWS_MAX} rows and ${SHEET_COLUMNS_MAX} columns`);
  return out.filter((sheet) => sheet.error === null);
}

function uniqueQuestions(sheets: readonly ReadSheet[]) {
  const out = new Map<string, ReadSheet['questions'][number]>();
  for (const question of sheets.flatMap((sheet) => sheet.questions)) if (!out.has(question.id)) out.set(question.id, question);
  return [...out.values()];
}

const sameAmounts = (kept: Readonly<Record<string, string>>, read: ReadonlyMap<string, bigint>): boolean =>
  Object.keys(kept).length === read.size && [...read].every(([line, minor]) => kept[line] === String(minor));

/**
 * Each statement with whether the same figures stand already, and the checks that do not hold. The column of the year before is recorded only where that
 * year has no statement of its own, on record or in this file: else it is held against it.
 */
function judge(statements: readonly ReadStatement[], standing: readonly store.StatementRow[]) {
  const nameOf = (kind: StatementKind, endsOn: string, scope: Scope) => `${kind} ${endsOn} ${scope}`;
  const known = new Map(standing.map((row) => [nameOf(row.kind, row.ends_on, row.scope), row]));
  const own = new Map(
    statements.filter((each) => !each.compared).map((each) => [nameOf(each.kind, each.endsOn, each.scope), each.amounts]),
  );
  const earlier = (statement: ReadStatement, endsOn: string): Period | null => {
    const name = nameOf(statement.kind, endsOn, statement.scope);
    const row = known.get(name);
    const amounts = own.get(name) ?? (row && row.currency === statement.currency ? amountsOf(row.amounts) : undefined);
    if (!amounts) return null;
    const bare = { balance: null, income: null, cash: null, [statement.kind]: amounts };
    return { ...bare, endsOn, months: statement.months, roundingMinor: row?.rounding_minor ?? statement.roundingMinor };
  };
  return statements.map((statement) => {
    const name = nameOf(statement.kind, statement.endsOn, statement.scope);
    const before = known.get(name);
    const heldAgainst = statement.compared && (own.has(name) || before?.compared === false);
    const same =
      before !== undefined &&
      before.currency === statement.currency &&
      before.months === statement.months &&
      (statement.opinion === null || before.opinion === statement.opinion) &&
      (statement.beside === null || (before.beside !== null && sameAmounts(before.beside, statement.beside))) &&
      sameAmounts(before.amounts, statement.amounts);
    const period: Period = {
      endsOn: statement.endsOn,
      months: statement.months,
      balance: statement.kind === 'balance' ? statement.amounts : null,
      income: statement.kind === 'income' ? statement.amounts : null,
      cash: statement.kind === 'cash' ? statement.amounts : null,
      roundingMinor: statement.roundingMinor,
      ...(statement.beside ? { beside: { [statement.kind]: statement.beside } } : {}),
    };
    const opening =
      statement.kind === 'balance' ? earlier(statement, monthEnd(addMonths(statement.endsOn, -statement.months))) : null;
    const yearBefore = statement.kind === 'balance' ? null : earlier(statement, monthEnd(addMonths(statement.endsOn, -12)));
    const checks: Check[] = articulate({ now: period, opening, yearBefore }).filter((check) => check.state === 'failed');
    return { statement, same, heldAgainst, checks };
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
    amounts: kept(statement.amounts),
    beside: statement.beside === null ? null : kept(statement.beside),
    compared: statement.compared,
    rounding_minor: statement.roundingMinor,
    source,
    file_name: file?.name ?? null,
    file_sha256: file?.sha256 ?? null,
  }));
  await store.insertStatements(ctx.tx, ctx.tenant.id, partyId, ctx.actor.name, ctx.at, rows);
  await remakeRatios(ctx, partyId, family);
}

const kept = (amounts: ReadonlyMap<string, bigint>): Record<string, string> =>
  Object.fromEntries([...amounts].map(([line, minor]) => [line, String(minor)]));

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
