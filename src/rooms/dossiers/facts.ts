// Facts: entered with their source, one new row for each change; and verdicts on facts, papers and records by a second person.
import { Problem } from '#base/assert.ts';
import { canonical } from '#base/codec.ts';
import { addDays, type Day, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { stateOf } from '#engine/completeness.ts';
import { type Field, readFactValue } from '#engine/dossier-catalogue.ts';
import { can } from '#platform/auth/permissions.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { fieldsInForce, fieldUnknown } from './fields.ts';
import { restand } from './standing.ts';
import * as store from './store.ts';
import { paperById } from './store-papers.ts';
import { personBehind, someoneByName } from './who.ts';

const HISTORY_SHOWN_MAX = 200;

export type Entry = { readonly field: string; readonly value: unknown; readonly validFrom?: Day; readonly expiresOn?: Day };

/** Where entries come from and who answers for them. */
export type Origin = {
  readonly source: string;
  readonly sourceNote: string | null;
  readonly paperId: string | null;
  readonly requestId: string | null;
  /** Whoever could have made it: he may not verify it. */
  readonly makerId: string | null;
  readonly by: string;
};

export const enterFacts: Action<typeof contract.enterFacts> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  if (input.paper !== undefined) {
    const paper = await paperById(ctx.tx, input.paper, ownerScope(ctx));
    if (paper?.party_id !== party.party_id) throw new Problem(404, 'paper_unknown', 'this customer has no such paper');
  }
  const person = await personBehind(ctx);
  const outcome = await enter(ctx, party.party_id, input.facts, {
    source: input.source,
    sourceNote: input.sourceNote?.trim() || null,
    paperId: input.paper ?? null,
    requestId: null,
    makerId: person.id,
    by: person.name,
  });
  ctx.note({
    subject: { kind: 'party', id: party.party_id },
    partyId: party.party_id,
    // Names of fields; values stay out of the log, which is never erased.
    facts: { fields: input.facts.map((each) => each.field), source: input.source },
  });
  return outcome;
};

/** Enters facts of one customer, whoever they come from. Refuses a field that is not there and a value that is none of its kind. */
export async function enter(
  ctx: Ctx,
  partyId: string,
  entries: readonly Entry[],
  origin: Origin,
): Promise<{ entered: number; unchanged: number }> {
  const fields = new Map((await fieldsInForce(ctx, ctx.at)).map((field) => [field.key, field]));
  const read = entries.map((entry) => readEntry(fields, entry, ctx.today));
  const twice = read.find((each, at) => read.findIndex((other) => other.field === each.field) !== at);
  if (twice) throw malformed(twice.field, 'twice');
  const standing = new Map((await store.factsInForce(ctx.tx, [partyId], ctx.today, ctx.at)).map((row) => [row.field, row]));
  const changed = read.filter((each) => !sameAs(standing.get(each.field), each, origin));
  if (changed.length > 0) {
    await store.insertFacts(
      ctx.tx,
      ctx.tenant.id,
      changed.map((each) => ({ ...each, factId: newId(), partyId })),
      { ...origin, at: ctx.at },
    );
    await restand(ctx, [partyId]);
  }
  return { entered: changed.length, unchanged: read.length - changed.length };
}

export const check: Action<typeof contract.check> = async (ctx, input) => {
  const checker = await someoneByName(ctx);
  const rows: (store.SubjectRow & { kind: store.SubjectKind })[] = [];
  for (const kind of ['fact', 'paper', 'record'] as const) {
    const ids = input.subjects.filter((each) => each.kind === kind).map((each) => each.id);
    if (ids.length === 0) continue;
    const found = await store.subjects(ctx.tx, kind, [...new Set(ids)], ownerScope(ctx));
    if (found.length !== new Set(ids).size) throw entryUnknown();
    rows.push(...found.map((row) => ({ ...row, kind })));
  }
  for (const row of rows) {
    if (row.maker_id === checker.id) {
      throw new Problem(403, 'own_entry', 'nobody verifies what he or she entered; ask a second person');
    }
    if (row.outcome !== null) throw alreadyChecked(row.outcome);
  }
  const checked = await store.insertChecks(
    ctx.tx,
    ctx.tenant.id,
    rows.map((row) => ({ kind: row.kind, id: row.subject_id })),
    { outcome: input.outcome, byId: checker.id, by: checker.name, at: ctx.at, note: input.note?.trim() || null },
  );
  if (checked !== rows.length) throw alreadyChecked('verified');
  await restand(
    ctx,
    rows.map((row) => row.party_id),
  );
  const [only] = rows;
  const parties = new Set(rows.map((row) => row.party_id));
  ctx.note({
    ...(rows.length === 1 && only ? { subject: { kind: only.kind, id: only.subject_id } } : {}),
    ...(parties.size === 1 && only ? { partyId: only.party_id } : {}),
    facts: { outcome: input.outcome, what: rows.map((row) => `${row.kind}:${row.what}`) },
  });
  return { checked };
};

export const withdraw: Action<typeof contract.withdraw> = async (ctx, input) => {
  const person = await someoneByName(ctx);
  const [row] = await store.subjects(ctx.tx, input.kind, [input.id], ownerScope(ctx));
  if (!row) throw entryUnknown();
  if (row.maker_id !== person.id) {
    throw new Problem(403, 'not_own_entry', 'only whoever entered it takes it back; another person refutes it');
  }
  if (row.outcome !== null) throw alreadyChecked(row.outcome);
  const verdict = {
    outcome: 'withdrawn' as const,
    byId: person.id,
    by: person.name,
    at: ctx.at,
    note: input.note?.trim() || null,
  };
  const done = await store.insertChecks(ctx.tx, ctx.tenant.id, [{ kind: input.kind, id: input.id }], verdict);
  if (done === 0) throw alreadyChecked('verified');
  await restand(ctx, [row.party_id]);
  ctx.note({
    subject: { kind: input.kind, id: input.id },
    partyId: row.party_id,
    facts: { outcome: 'withdrawn', what: [`${input.kind}:${row.what}`] },
  });
  return { withdrawn: true };
};

export const toVerify: Action<typeof contract.toVerify> = async (ctx, input) => {
  const viewer = await personBehind(ctx);
  const limit = input.limit ?? 50;
  const rows = await store.waiting(ctx.tx, {
    ownerId: ownerScope(ctx),
    notOf: input.mine ? viewer.id : null,
    before: readInstantMark(input.cursor),
    limit,
  });
  const may = mayVerify(ctx, viewer.id);
  const last = rows.at(-1);
  return {
    entries: rows.map((row) => ({
      kind: row.kind,
      id: row.id,
      customer: { code: row.code, name: row.name },
      what: row.what,
      value: row.value,
      source: row.source,
      enteredBy: row.entered_by,
      recordedAt: row.recorded_at.toISOString(),
      mayVerify: may({ outcome: null, maker_id: row.maker_id }),
    })),
    next: rows.length === limit && last ? instantMark(last.recorded_at, last.id) : null,
  };
};

export const history: Action<typeof contract.history> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const viewer = await personBehind(ctx);
  const rows = await store.factHistory(ctx.tx, await familyOf(ctx, party.party_id), input.field, HISTORY_SHOWN_MAX);
  return { facts: rows.map((row) => wireFact(row, ctx.today, mayVerify(ctx, viewer.id))) };
};

/** Whether this viewer could give the verdict. */
export function mayVerify(ctx: Ctx, viewerId: string | null) {
  const permitted = can(ctx.actor.roles, 'files.verify') && viewerId !== null;
  return (row: { outcome: store.Outcome | null; maker_id: string | null }) =>
    permitted && row.outcome === null && row.maker_id !== viewerId;
}

export function wireFact(row: store.FactRow, asOf: Day, may: ReturnType<typeof mayVerify>) {
  return {
    id: row.fact_id,
    field: row.field,
    value: row.value,
    source: row.source,
    sourceNote: row.source_note,
    validFrom: row.valid_from,
    expiresOn: row.expires_on,
    staleOn: row.stale_on,
    enteredBy: row.entered_by,
    recordedAt: row.recorded_at.toISOString(),
    outcome: row.outcome,
    checkedBy: row.checked_by,
    checkedAt: row.checked_at?.toISOString() ?? null,
    mayVerify: may(row),
    state: stateOf(
      { item: row.field, verified: row.outcome === 'verified', staleOn: row.stale_on, expiresOn: row.expires_on },
      asOf,
    ),
  };
}

type ReadEntry = { field: string; value: string; validFrom: Day; expiresOn: Day | null; staleOn: Day | null };

/** Reads one entry as its field's kind demands; refuses what does not fit. */
export function readEntry(fields: ReadonlyMap<string, Field>, entry: Entry, today: Day): ReadEntry {
  const field = fields.get(entry.field);
  if (!field) throw fieldUnknown(entry.field);
  const read = readFactValue(field, entry.value);
  if ('refusal' in read) throw malformed(entry.field, read.refusal);
  const validFrom = entry.validFrom === undefined ? today : parseDay(entry.validFrom, 'validFrom');
  if (validFrom > today) {
    throw new Problem(400, 'valid_from_future', 'a fact is known from today on at the latest', {
      fields: [{ field: 'validFrom', message: 'future' }],
    });
  }
  const expiresOn = entry.expiresOn === undefined ? null : parseDay(entry.expiresOn, 'expiresOn');
  if (expiresOn !== null && expiresOn < validFrom) {
    throw new Problem(400, 'expires_before_valid', 'the last day lies before the first', {
      fields: [{ field: 'expiresOn', message: 'before validFrom' }],
    });
  }
  // It ages from the day it was learned: an old licence read today is known today.
  const staleOn = field.freshDays === null ? null : addDays(today, field.freshDays);
  return { field: field.key, value: canonical(read.value), validFrom, expiresOn, staleOn };
}

/** The same person saying the same again is no news; another source, another day, or what has grown stale is. */
function sameAs(standing: store.FactRow | undefined, read: ReadEntry, origin: Origin): boolean {
  return (
    standing !== undefined &&
    canonical(standing.value) === read.value &&
    standing.source === origin.source &&
    standing.expires_on === read.expiresOn &&
    standing.stale_on === read.staleOn &&
    standing.valid_from === read.validFrom &&
    standing.outcome === null &&
    standing.maker_id === origin.makerId
  );
}

function malformed(field: string, why: string): Problem {
  return new Problem(400, 'fact_malformed', `${field}: ${why}`, { fields: [{ field, message: why }], facts: { field, why } });
}

function entryUnknown(): Problem {
  return new Problem(404, 'entry_unknown', 'there is no such entry, or not among your customers');
}

function alreadyChecked(outcome: store.Outcome): Problem {
  return new Problem(409, 'entry_checked', `this is ${outcome} already`, { facts: { outcome } });
}
