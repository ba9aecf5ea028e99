// Importing a file in one call, as a command or an interface does, and looking at one: read, judged, applied or taken back.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import type { Action, Ctx, Upload } from '#platform/context.ts';
import type { InputOf } from '#platform/operation.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';
import { wireFields, wireFileError, wireQuestion, wireRefusal, wireWarning } from './wording.ts';
import { type Findings, type Worked, workThrough } from './working.ts';

type Choices = InputOf<typeof contract.importLedger>;

/** Refused rows in an answer; all of them are kept with the import and can be downloaded. */
const REFUSED_SHOWN = 1_000;
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
  return { ...template?.body.answers, ...input.answers, ...mapped };
}

function workOn(ctx: Ctx, input: Choices, answers: Record<string, string>, importId: string, apply: 'never' | 'all' | 'good') {
  const { path, fileName } = uploadOf(ctx);
  return workThrough(ctx, {
    importId,
    kind: input.kind ?? 'ledger',
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
  const { findings, refusals } = await workOn(ctx, input, answers, newId(), 'never');
  return {
    fileName: uploadOf(ctx).fileName,
    encoding: findings.encoding,
    columns: findings.columns.map((column) => ({ ...column, why: null, samples: [...column.samples] })),
    fields: wireFields(input.kind ?? 'ledger'),
    questions: findings.questions.map((question) => wireQuestion(question, ctx.language)),
    fileErrors: findings.fileErrors.map((error) => wireFileError(error, ctx.language)),
    sample: findings.sample.map((row) => ({ ...row })),
    report: findings.decided ? { ...reportOf(ctx, { findings, refusals }), customersAdded: 0, importId: null } : null,
  };
};

export function reportOf(ctx: Ctx, { findings, refusals }: Pick<Worked, 'findings' | 'refusals'>) {
  return {
    applied: findings.applied,
    accepted: findings.accepted,
    unchanged: findings.unchanged,
    refused: refusals.slice(0, REFUSED_SHOWN).map((refusal) => wireRefusal(refusal, ctx.language)),
    refusedCount: findings.refused,
    skipped: findings.skipped,
    warnings: findings.warnings.map((warning) => wireWarning(warning, ctx.language)),
    sums: findings.sums.map((sum) => ({ ...sum })),
    offers: findings.offers.map((offer) => ({ ...offer })),
  };
}

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
  const worked = await workOn(ctx, input, answers, importId, input.goodRowsOnly ? 'good' : 'all');
  const { findings } = worked;
  refuseUndecided(ctx, findings);
  const accepted = findings.applied ? findings.accepted : 0;
  await record(ctx, input, answers, importId, worked);
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
  const { applied, ...report } = reportOf(ctx, worked);
  return {
    applied,
    ...report,
    accepted,
    importId,
    customersAdded: findings.applied ? findings.customersAdded : 0,
  };
};

async function record(
  ctx: Ctx,
  input: Choices,
  answers: Record<string, string>,
  importId: string,
  { findings, refusals }: Worked,
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
    state: findings.applied ? 'applied' : 'refused',
    byId: ctx.actor.id,
    byName: ctx.actor.name,
    accepted: findings.applied ? findings.accepted : 0,
    unchanged: findings.unchanged,
    refused: findings.refused,
    skipped: findings.skipped,
    sums: encode(findings.sums),
    warnings: encode(findings.warnings),
  });
  const kept = refusals.map((refusal) => ({ ...refusal, facts: refusal.facts ? encode(refusal.facts) : null }));
  if (kept.length > 0) await store.insertRefusals(ctx.tx, ctx.tenant.id, importId, kept);
  if (input.template && findings.applied) {
    await store.keepTemplate(ctx.tx, ctx.tenant.id, input.template, input.kind ?? 'ledger', encode({ answers }), ctx.at);
  }
}

export async function fileHash(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest();
}
