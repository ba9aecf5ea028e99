// Papers of a customer: taken in with hash and kind checked, versioned, handed out with the look noted.
import { Problem } from '#base/assert.ts';
import { addDays, type Day, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { stateOf } from '#engine/completeness.ts';
import { PAPER_KINDS, type PaperKind } from '#engine/dossier-catalogue.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { readStoredFile, type StoredFile, storeFile, uploadedBytes } from '#platform/files.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import type { mayVerify, Origin } from './facts.ts';
import { restand } from './standing.ts';
import { insertLooks } from './store-contacts.ts';
import * as store from './store-papers.ts';
import { personBehind } from './who.ts';

/** Files of a customer's papers belong to the customer: the same scan under another kind is stored once. */
export const FILE_OWNER = 'customer-paper';

export const uploadPaper: Action<typeof contract.uploadPaper> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const issuedOn = input.issuedOn === undefined ? null : parseDay(input.issuedOn, 'issuedOn');
  const expiresOn = input.expiresOn === undefined ? null : parseDay(input.expiresOn, 'expiresOn');
  if (issuedOn !== null && expiresOn !== null && expiresOn < issuedOn) {
    throw new Problem(400, 'expires_before_valid', 'the last day lies before the first', {
      fields: [{ field: 'expiresOn', message: 'before issuedOn' }],
    });
  }
  const person = await personBehind(ctx);
  const kept = await takeIn(
    ctx,
    party.party_id,
    { kind: input.kind, issuedOn, expiresOn, note: input.note?.trim() || null },
    {
      source: input.source ?? 'document',
      sourceNote: null,
      paperId: null,
      requestId: null,
      makerId: person.id,
      by: person.name,
    },
  );
  ctx.note({
    subject: { kind: 'paper', id: kept.paperId },
    partyId: party.party_id,
    facts: { kind: input.kind, version: kept.version, sha256: kept.file.sha256 },
  });
  return { id: kept.paperId, version: kept.version, known: kept.known, bytes: kept.file.bytes, sha256: kept.file.sha256 };
};

/** Keeps the call's upload as the next version of a kind of paper. The same content again of the same kind is the paper that is there. */
export async function takeIn(
  ctx: Ctx,
  partyId: string,
  about: { kind: string; issuedOn: Day | null; expiresOn: Day | null; note: string | null },
  origin: Origin,
): Promise<{ paperId: string; version: number; known: boolean; file: StoredFile }> {
  return keepPaper(ctx, partyId, about, await uploadedBytes(ctx.upload), origin);
}

/** As `takeIn`, for content that is in hand. */
export async function keepPaper(
  ctx: Ctx,
  partyId: string,
  about: { kind: string; issuedOn: Day | null; expiresOn: Day | null; note: string | null },
  upload: { name: string; content: Buffer },
  origin: Origin,
): Promise<{ paperId: string; version: number; known: boolean; file: StoredFile }> {
  const version = await store.nextVersion(ctx.tx, ctx.tenant.id, partyId, about.kind);
  const file = await storeFile(ctx, { kind: FILE_OWNER, id: partyId }, upload);
  const same = file.known ? await store.paperOfFile(ctx.tx, partyId, about.kind, file.fileId) : null;
  if (same) return { paperId: same.paper_id, version: same.version, known: true, file };
  const kind = PAPER_KINDS.find((each) => each.key === about.kind);
  const paperId = newId();
  await store.insertPaper(ctx.tx, ctx.tenant.id, {
    paperId,
    partyId,
    kind: about.kind,
    version,
    fileId: file.fileId,
    fileName: file.name,
    bytes: file.bytes,
    sha256: Buffer.from(file.sha256, 'hex'),
    source: origin.source,
    note: about.note,
    requestId: origin.requestId,
    issuedOn: about.issuedOn,
    expiresOn: about.expiresOn,
    staleOn: staleOn(kind, about, ctx.today),
    makerId: origin.makerId,
    by: origin.by,
    at: ctx.at,
  });
  await restand(ctx, [partyId]);
  return { paperId, version, known: false, file };
}

export const paper: Action<typeof contract.paper> = async (ctx, input) => {
  const row = await store.paperById(ctx.tx, input.id, ownerScope(ctx));
  const file = row ? await readStoredFile(ctx, { kind: FILE_OWNER, id: row.party_id }, row.file_id) : null;
  if (!row || !file) throw new Problem(404, 'paper_unknown', 'there is no such paper, or not among your customers');
  const look = {
    lookId: newId(),
    kind: 'paper' as const,
    subjectId: row.paper_id,
    partyId: row.party_id,
    how: 'download' as const,
    why: null,
  };
  await insertLooks(ctx.tx, ctx.tenant.id, [look], { id: ctx.actor.id, name: ctx.actor.name, at: ctx.at });
  return { ...file, fileName: row.file_name };
};

export function wirePaper(
  row: store.PaperRow,
  how: { asOf: Day; latest: boolean; looks: number; may: ReturnType<typeof mayVerify> },
) {
  return {
    id: row.paper_id,
    kind: row.kind,
    version: row.version,
    latest: how.latest,
    fileName: row.file_name,
    bytes: row.bytes,
    sha256: row.sha256.toString('hex'),
    source: row.source,
    note: row.note,
    issuedOn: row.issued_on,
    expiresOn: row.expires_on,
    staleOn: row.stale_on,
    enteredBy: row.entered_by,
    recordedAt: row.recorded_at.toISOString(),
    outcome: row.outcome,
    checkedBy: row.checked_by,
    checkedAt: row.checked_at?.toISOString() ?? null,
    mayVerify: how.may(row),
    looks: how.looks,
    state: stateOf(
      { item: row.kind, verified: row.outcome === 'verified', staleOn: row.stale_on, expiresOn: row.expires_on },
      how.asOf,
    ),
  };
}

/**
 * What bears a last day of its own does not age beside it; without one it ages from today, when it was seen to be good. Statements and
 * returns age from the day they were issued: last year's are last year's.
 */
function staleOn(kind: PaperKind | undefined, about: { issuedOn: Day | null; expiresOn: Day | null }, today: Day): Day | null {
  if (!kind || kind.freshDays === null || about.expiresOn !== null) return null;
  return addDays(kind.expires ? today : (about.issuedOn ?? today), kind.freshDays);
}
