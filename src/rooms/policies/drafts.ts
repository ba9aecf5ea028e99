// The verbs on drafts of rules: tried, saved, submitted, decided by a second person, in force from a day.
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { addDays, startOfDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseRulebook } from '#engine/rulebook.ts';
import { type CaseResult, runCases } from '#engine/rulebook-cases.ts';
import { compareRules } from '#engine/rulebook-compare.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { approvalDecided } from '#rooms/approvals/contract.ts';
import type * as contract from './contract.ts';
import { type EDITED_KINDS, RULEBOOK_CASE, rulesChanged, rulesProposed } from './contract.ts';
import { bodyInForce, hashOf } from './rulebooks.ts';
import * as store from './store-drafts.ts';

type Kind = (typeof EDITED_KINDS)[number];
type Row = Readonly<Record<string, unknown>>;

/** A body larger than this no person wrote. */
const BODY_MAX = 400_000;
const DECIDE_WITHIN_MS = 3 * 24 * 3_600_000;
const VALID_FROM_MAX_DAYS = 366;

/** What is wrong, how the cases come out, what differs from what is in force. */
async function look(ctx: Ctx, kind: Kind, body: Row) {
  const standing = await bodyInForce(ctx, kind);
  const parsed = parseRulebook(kind, body);
  const changes = compareRules(standing.body as Row, body, kind);
  if (!parsed.ok) return { basedOn: standing.version, problems: [...parsed.problems], cases: [], changes };
  return { basedOn: standing.version, problems: [], cases: runEach(kind, body), changes };
}

/** A case that a person wrote in a shape nothing fits fails by itself and does not hide the others. */
function runEach(kind: Kind, body: Row): CaseResult[] {
  const list = Array.isArray(body['cases']) ? (body['cases'] as Row[]) : [];
  return list.map((one) => {
    const single = parseRulebook(kind, { ...body, cases: [one] });
    if (!single.ok) return { title: one['title'] as CaseResult['title'], passed: false, differences: [] };
    try {
      return runCases(single.rulebook)[0]!;
    } catch {
      const differences = [{ path: 'given', expected: one['expect'], found: null }];
      return { title: one['title'] as CaseResult['title'], passed: false, differences };
    }
  });
}

function wireDraft(row: store.DraftRow) {
  return {
    id: row.draft_id,
    kind: row.kind as Kind,
    note: row.note,
    state: row.state,
    basedOn: row.based_on,
    validFrom: row.valid_from,
    became: row.became,
    madeBy: row.made_by_name,
    madeAt: row.made_at.toISOString(),
    changedBy: row.changed_by_name,
    changedAt: row.changed_at.toISOString(),
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at?.toISOString() ?? null,
    version: row.version,
  };
}

function unknown(): Problem {
  return new Problem(404, 'draft_unknown', 'there is no such draft');
}

export const drafts: Action<typeof contract.drafts> = async (ctx, input) => ({
  drafts: (await store.drafts(ctx.tx, ctx.tenant.id, input.kind ?? null)).map(wireDraft),
});

export const draft: Action<typeof contract.draft> = async (ctx, input) => {
  const row = await store.draft(ctx.tx, ctx.tenant.id, input.id);
  if (!row) throw unknown();
  const { problems, cases, changes } = await look(ctx, row.kind as Kind, row.body);
  return { draft: wireDraft(row), body: row.body, problems, cases: cases as never, changes };
};

/** The rules of a draft, for who tries them over past orders. */
export async function draftBody(ctx: Ctx, draftId: string): Promise<Record<string, unknown>> {
  const row = await store.draft(ctx.tx, ctx.tenant.id, draftId);
  if (!row) throw unknown();
  return row.body;
}

/** A draft may be saved with what is wrong in it; only submitting asks that all is right. */
export const saveDraft: Action<typeof contract.saveDraft> = async (ctx, input) => {
  demandSize(input.body);
  const { basedOn, problems, cases, changes } = await look(ctx, input.kind, input.body);
  const body = JSON.stringify(input.body);
  let id = input.id;
  let version = 1;
  if (id === undefined) {
    id = newId();
    await store.insertDraft(ctx.tx, ctx.tenant.id, {
      draftId: id,
      kind: input.kind,
      note: input.note,
      body,
      basedOn,
      byId: ctx.actor.id,
      by: ctx.actor.name,
      at: ctx.at,
    });
  } else {
    const row = await lockDraft(ctx, id, input.version ?? 0);
    await store.rewriteDraft(ctx.tx, ctx.tenant.id, {
      draftId: id,
      note: input.note,
      body,
      basedOn,
      by: ctx.actor.name,
      at: ctx.at,
    });
    version = row.version + 1;
  }
  ctx.note({ subject: { kind: 'draft', id }, facts: { kind: input.kind, note: input.note, changes: changes.length } });
  return { id, version, problems, cases: cases as never, changes };
};

async function lockDraft(ctx: Ctx, id: string, version: number): Promise<store.DraftRow> {
  const row = await store.draftForUpdate(ctx.tx, ctx.tenant.id, id);
  if (!row) throw unknown();
  if (row.state !== 'draft' && row.state !== 'rejected') {
    throw new Problem(409, 'draft_closed', `this draft is ${row.state}; copy it to go on`, { facts: { state: row.state } });
  }
  if (row.version !== version) throw new Problem(412, 'version_stale', 'somebody changed this draft meanwhile; look again');
  return row;
}

export const submitDraft: Action<typeof contract.submitDraft> = async (ctx, input) => {
  const row = await lockDraft(ctx, input.id, input.version);
  const { problems, cases, changes } = await look(ctx, row.kind as Kind, row.body);
  if (problems.length > 0) {
    throw new Problem(422, 'rules_invalid', `${problems.length} things in these rules are not understood; mend them first`, {
      facts: { problems: problems.slice(0, 20) },
    });
  }
  const failing = cases.filter((each) => !each.passed);
  if (failing.length > 0) {
    throw new Problem(
      422,
      'cases_fail',
      `${failing.length} of ${cases.length} cases do not come out as they say; mend the rules or the cases`,
      {
        facts: { cases: failing.slice(0, 20).map((each) => each.title) },
      },
    );
  }
  if (changes.length === 0) throw new Problem(409, 'nothing_changed', 'these are the rules that are in force');
  const validFrom = input.validFrom ?? null;
  if (validFrom !== null && (validFrom < ctx.today || validFrom > addDays(ctx.today, VALID_FROM_MAX_DAYS))) {
    throw new Problem(400, 'date_out_of_range', 'a day from today to a year on', {
      fields: [{ field: 'validFrom', message: 'out of range' }],
    });
  }
  await store.moveDraft(ctx.tx, ctx.tenant.id, { draftId: row.draft_id, state: 'submitted', validFrom, at: ctx.at });
  const counts = (what: string) => changes.filter((each) => each.what === what).length;
  ctx.emit(rulesProposed, {
    draftId: row.draft_id,
    proposal: {
      draft: row.draft_id,
      name: row.note,
      kind: row.kind,
      validFrom,
      body: hashOf(row.body).toString('hex'),
      changes: changes.map((each) => ({ id: each.id, what: each.what })),
      added: counts('added'),
      changed: changes.length - counts('added') - counts('removed'),
      removed: counts('removed'),
      cases: cases.length,
      ...(input.replay ? { replay: input.replay } : {}),
    },
    dueAt: new Date(ctx.at.getTime() + DECIDE_WITHIN_MS),
  });
  ctx.note({ subject: { kind: 'draft', id: row.draft_id }, facts: { note: row.note, changes: changes.length, validFrom } });
  return { state: 'submitted' as const };
};

export const dropDraft: Action<typeof contract.dropDraft> = async (ctx, input) => {
  const row = await lockDraft(ctx, input.id, input.version);
  await store.moveDraft(ctx.tx, ctx.tenant.id, { draftId: row.draft_id, state: 'dropped', at: ctx.at });
  ctx.note({ subject: { kind: 'draft', id: row.draft_id }, facts: { note: row.note } });
  return { state: 'dropped' as const };
};

export const versions: Action<typeof contract.versions> = async (ctx, input) => {
  await bodyInForce(ctx, input.kind);
  const rows = await store.versions(ctx.tx, ctx.tenant.id, input.kind);
  return {
    versions: rows.map((row) => ({
      version: row.version,
      inForceFrom: row.in_force_from.toISOString(),
      note: row.note,
      madeAt: row.made_at.toISOString(),
      approvedBy: row.approved_by_name,
      body: row.body,
    })),
  };
};

type Decided = NonNullable<(typeof approvalDecided)['payload']>;

/** A second person decided: the draft becomes the next version, in force at once or from its day. */
export async function decided(ctx: Ctx, payload: Decided): Promise<void> {
  if (payload.kind !== RULEBOOK_CASE) return;
  const row = await store.draftForUpdate(ctx.tx, ctx.tenant.id, payload.subjectId);
  if (row?.state !== 'submitted') return;
  if (!payload.approved) {
    await store.moveDraft(ctx.tx, ctx.tenant.id, {
      draftId: row.draft_id,
      state: 'rejected',
      decidedBy: payload.byName,
      at: ctx.at,
    });
    return;
  }
  await store.lockVersions(ctx.tx, ctx.tenant.id, row.kind);
  const start = row.valid_from === null ? ctx.at : new Date(startOfDay(row.valid_from, ctx.tenant.timeZone));
  const became = await store.insertVersion(ctx.tx, ctx.tenant.id, {
    kind: row.kind,
    body: encode(row.body),
    bodyHash: hashOf(row.body),
    note: row.note,
    at: ctx.at,
    from: start > ctx.at ? start : ctx.at,
    approvedBy: payload.by,
    approvedByName: payload.byName,
  });
  await store.moveDraft(ctx.tx, ctx.tenant.id, {
    draftId: row.draft_id,
    state: 'approved',
    became,
    decidedBy: payload.byName,
    at: ctx.at,
  });
  if (start <= ctx.at) ctx.emit(rulesChanged, { kind: row.kind, version: became });
}

function demandSize(body: Row): void {
  if (JSON.stringify(body).length > BODY_MAX)
    throw new Problem(413, 'rules_too_large', `rules of at most ${BODY_MAX} characters`);
}
