// Pictures and papers of an investigation: taken in while it is written, sealed, handed out to who may see the customer.
import { Problem } from '#base/assert.ts';
import { questionsOf } from '#engine/investigation-rules.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { readStoredFile, storeFile, uploadedBytes } from '#platform/files.ts';
import type * as contract from './contract.ts';
import { PHOTOS_MAX } from './contract.ts';
import { openRecord, templateOf, unknown } from './records.ts';
import * as store from './store.ts';

const ownerOf = (id: string) => ({ kind: 'investigation', id });

export const addPhoto: Action<typeof contract.addPhoto> = async (ctx, input) => {
  const upload = await uploadedBytes(ctx.upload);
  return keepPhoto(ctx, input, upload);
};

/** Keeps a picture under a question of the template. The same picture again is the one that is there. */
export async function keepPhoto(
  ctx: Ctx,
  about: { readonly id: string; readonly question: string; readonly caption?: string },
  file: { readonly name: string; readonly content: Buffer },
): Promise<{ photo: string; fileName: string; known: boolean }> {
  const row = await openRecord(ctx, about.id);
  const template = await templateOf(ctx, row);
  if (!questionsOf(template).some((each) => each.key === about.question))
    throw new Problem(400, 'question_unknown', `the template does not ask ${about.question}`, {
      fields: [{ field: 'question', message: 'unknown' }],
    });
  if (row.photos >= PHOTOS_MAX)
    throw new Problem(409, 'too_many_photos', `an investigation has at most ${PHOTOS_MAX} pictures`, {
      facts: { most: PHOTOS_MAX },
    });
  const stored = await storeFile(ctx, ownerOf(row.investigation_id), file);
  await store.insertPhoto(ctx.tx, ctx.tenant.id, {
    id: row.investigation_id,
    fileId: stored.fileId,
    question: about.question,
    caption: about.caption?.trim() || null,
    fileName: stored.name,
    contentType: stored.contentType,
    by: ctx.actor.name,
    at: ctx.at,
  });
  ctx.note({
    subject: { kind: 'investigation', id: row.investigation_id },
    partyId: row.party_id,
    facts: { question: about.question, sha256: stored.sha256 },
  });
  return { photo: stored.fileId, fileName: stored.name, known: stored.known };
}

export const removePhoto: Action<typeof contract.removePhoto> = async (ctx, input) => {
  const row = await openRecord(ctx, input.id);
  const removed = await store.removePhoto(ctx.tx, row.investigation_id, input.photo, { by: ctx.actor.name, at: ctx.at });
  ctx.note({ subject: { kind: 'investigation', id: row.investigation_id }, partyId: row.party_id, facts: { removed } });
  return { removed: removed === 1 };
};

export const photo: Action<typeof contract.photo> = async (ctx, input) => {
  const row = await store.recordById(ctx.tx, input.id, ownerScope(ctx));
  if (!row) throw unknown();
  const file = await photoBytes(ctx, row.investigation_id, input.photo);
  if (!file) throw new Problem(404, 'photo_unknown', 'there is no such picture');
  ctx.note({ subject: { kind: 'investigation', id: row.investigation_id }, partyId: row.party_id });
  return file as never;
};

export function photoBytes(ctx: Ctx, id: string, fileId: string) {
  return readStoredFile(ctx, ownerOf(id), fileId);
}
