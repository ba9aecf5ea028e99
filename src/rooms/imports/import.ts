// Importing a file in one call, as a command or an interface does, and looking at one: read, judged, applied or taken back.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { assert, Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { dayIn } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { recalledAnswers, rememberedAnswers } from '#engine/import/remembered.ts';
import type { Warning } from '#engine/import/report.ts';
import type { Action, Ctx, Upload } from '#platform/context.ts';
import type { InputOf } from '#platform/operation.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';
import { wireFileError, wireQuestion, wireRead, wireReport, wireWarning } from './wording.ts';
import { type Findings, keepFindings, type Worked, workThrough } from './working.ts';

type Choices = InputOf<typeof contract.importLedger>;

const PHASES = { read: '读取', judge: '核对', post: '入账' } as const;

function uploadOf(ctx: Ctx): Upload {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  return ctx.upload;
}

/** The user's answers over those of the template; a mapping is an answer about a column. */
export async function answersOf(
  ctx: Ctx,
  input: Pick<Choices, 'template' | 'answers' | 'mapping'>,
): Promise<Record<string, string>> {
  const template = input.template ? await store.templateByName(ctx.tx, input.template) : null;
  const mapped = Object.fromEntries(Object.entries(input.mapping ?? {}).map(([field, column]) => [`column_${field}`, column]));
  return { ...(template ? recalledAnswers(template.answers) : {}), ...input.answers, ...mapped };
}

function workOn(ctx: Ctx, input: Choices, answers: Record<string, string>, importId: string, apply: 'never' | 'all' | 'good') {
  const { path, fileName } = uploadOf(ctx);
  return workThrough(ctx, {
    importId,
    kind: input.kind ?? null,
    ledgerMeant: true,
    source: input.source ?? 'ledger',
    path,
    fileName,
    answers,
    apply,
    step: (phase, done, total) => ctx.progress(done, total, PHASES[phase]),
  });
}

export const preview: Action<typeof contract.preview> = async (ctx, input) => {
  const answers = await answersOf(ctx, input);
  const importId = newId();
  const { findings, refusals } = withTwins(
    await workOn(ctx, input, answers, importId, 'never'),
    await knownElsewhere(ctx, input, importId, await fileHash(uploadOf(ctx).path)),
  );
  return { fileName: uploadOf(ctx).fileName, ...wireRead(findings, refusals, null, ctx.language) };
};

/** A file that cannot be taken in as it stands is a problem for who sent it: its errors or questions beside it. */
export function refuseUndecided(ctx: Ctx, findings: Findings): void {
  if (findings.fileErrors.length > 0) {
    const errors = findings.fileErrors.map((error) => wireFileError(error, ctx.language));
    throw new Problem(422, 'file_refused', errors.map((error) => error.message).join('; '), {
      facts: { fileErrors: errors, warnings: findings.warnings.map((warning) => wireWarning(warning, ctx.language)) },
    });
  }
  if (findings.questions.length > 0) {
    throw new Problem(422, 'questions_open', 'the file leaves questions that only you can answer', {
      facts: { questions: findings.questions.map((question) => wireQuestion(question, ctx.language)) },
    });
  }
}

export const importLedger: Action<typeof contract.importLedger> = async (ctx, input) => {
  const answers = await answersOf(ctx, input);
  const importId = newId();
  const hash = await fileHash(uploadOf(ctx).path);
  const elsewhere = await knownElsewhere(ctx, input, importId, hash);
  const worked = withTwins(await workOn(ctx, input, answers, importId, input.goodRowsOnly ? 'good' : 'all'), elsewhere);
  const { findings } = worked;
  refuseUndecided(ctx, findings);
  const accepted = findings.applied ? findings.accepted : 0;
  await record(ctx, input, answers, importId, hash, worked);
  ctx.note({
    subject: { kind: 'import', id: importId },
    facts: {
      file: uploadOf(ctx).fileName,
      applied: findings.applied,
      accepted,
      refused: findings.refused,
      unchanged: findings.unchanged,
    },
  });
  // What a reader meets first stands first: whether, then how many.
  const { applied, ...report } = wireReport(findings, worked.refusals, importId, ctx.language);
  return {
    applied,
    ...report,
    accepted,
    customersAdded: applied ? report.customersAdded : 0,
    changes: applied ? report.changes : {},
  };
};

const TWINS_LOOKED_AT = 20;

/** The same file, taken in under the name of another source: what the page says of it, a command hears as well. */
async function knownElsewhere(ctx: Ctx, input: Pick<Choices, 'source'>, importId: string, hash: Buffer): Promise<Warning[]> {
  const twins = await store.twinsOf(ctx.tx, importId, hash, TWINS_LOOKED_AT);
  const other = twins.find((twin) => twin.state === 'applied' && twin.source !== (input.source ?? 'ledger'));
  if (!other) return [];
  const facts = { source: other.source, by: other.by_name, on: dayIn(ctx.tenant.timeZone, other.recorded_at.getTime()) };
  return [{ code: 'file_known_elsewhere', count: 1, facts }];
}

/** Where everything was known, nothing was taken in twice. */
function withTwins(worked: Worked, elsewhere: readonly Warning[]): Worked {
  const { findings } = worked;
  if (findings.unchanged === findings.accepted) return worked;
  return { ...worked, findings: { ...findings, warnings: [...elsewhere, ...findings.warnings] } };
}

async function record(
  ctx: Ctx,
  input: Choices,
  answers: Record<string, string>,
  importId: string,
  hash: Buffer,
  worked: Worked,
): Promise<void> {
  const upload = uploadOf(ctx);
  const { kind } = worked.findings;
  const source = input.source ?? 'ledger';
  const template = input.template ?? null;
  await store.insertImport(ctx.tx, ctx.tenant.id, ctx.at, {
    importId,
    kind,
    source,
    fileName: upload.fileName,
    fileHash: hash,
    fileBytes: upload.bytes,
    template,
    answers: encode(answers),
    goodRowsOnly: input.goodRowsOnly ?? false,
    state: 'applying',
    byId: ctx.actor.id,
    byName: ctx.actor.name,
  });
  const { applied } = worked.findings;
  const end = { state: applied ? 'applied' : 'refused', confirmedBy: ctx.actor.name, fault: null } as const;
  assert(await keepFindings(ctx, importId, null, worked, end), 'an import of one call is nobody else’s');
  if (template && applied) await keepTemplate(ctx, { name: template, kind, source, answers }, worked.findings);
}

/** What may be remembered of a file's answers for the next of its source. */
export function keepTemplate(
  ctx: Ctx,
  template: Omit<store.Template, 'used_at'>,
  { columns }: Pick<Findings, 'columns'>,
): Promise<void> {
  const headings = columns.map((column) => column.heading);
  const answers = rememberedAnswers(template.answers, headings);
  return store.keepTemplate(ctx.tx, ctx.tenant.id, ctx.at, { ...template, answers });
}

export async function fileHash(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest();
}
