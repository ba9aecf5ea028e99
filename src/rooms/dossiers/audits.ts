// Sampling audits: drawn by a seed that is kept, looked at by others than the salesperson, corrected, closed by someone else.
import { Problem } from '#base/assert.ts';
import { type Day, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { divide, ratioPpm } from '#base/ratio.ts';
import { drawSample } from '#engine/sampling.ts';
import { can } from '#platform/auth/permissions.ts';
import * as people from '#platform/auth/store.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { stale } from './fields.ts';
import * as store from './store-audits.ts';
import { personBehind, someoneByName } from './who.ts';

const POPULATION_MAX = 200_000;
const FINDINGS_SHOWN_MAX = 1_000;
/** A million of the company's currency weighs as much again as a customer without any exposure. */
const WEIGHT_STEP_MINOR = 100_000_000n;

export const drawAudit: Action<typeof contract.drawAudit> = async (ctx, input) => {
  const dueOn = fromToday(input.dueOn, ctx.today);
  const population = await store.population(ctx.tx, ctx.tenant.currency, POPULATION_MAX);
  if (population.length === 0) throw new Problem(409, 'nobody_to_draw', 'there is no customer to draw');
  const seed = input.seed ?? newId().replaceAll('-', '');
  const weighted = population.map((each) => ({ id: each.party_id, weight: input.method === 'risk' ? riskOf(each) : 1 }));
  const drawn = new Set(drawSample(seed, weighted, input.size));
  const auditId = newId();
  const person = await personBehind(ctx);
  const sample = population.filter((each) => drawn.has(each.party_id));
  await store.insertAudit(
    ctx.tx,
    ctx.tenant.id,
    {
      auditId,
      name: input.name.trim(),
      method: input.method,
      seed,
      population: population.length,
      checklist: [...new Set(input.checklist)],
      dueOn,
    },
    sample,
    { byId: person.id, by: person.name, at: ctx.at },
  );
  // A seed that somebody chose could have been tried out before: the log says that it was given.
  ctx.note({
    subject: { kind: 'audit', id: auditId },
    facts: { name: input.name, method: input.method, seed, seedGiven: input.seed !== undefined, drawn: sample.length },
  });
  return { id: auditId, seed, drawn: sample.length, population: population.length };
};

export const audits: Action<typeof contract.audits> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const rows = await store.auditsPage(ctx.tx, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    audits: rows.map((row) => ({
      id: row.audit_id,
      name: row.name,
      method: row.method,
      seed: row.seed,
      drawn: row.drawn,
      population: row.population,
      done: row.done,
      findings: row.findings,
      openFindings: row.open_findings,
      dueOn: row.due_on,
      drawnBy: row.drawn_by,
      drawnAt: row.drawn_at.toISOString(),
    })),
    next: rows.length === limit && last ? instantMark(last.drawn_at, last.audit_id) : null,
  };
};

export const audit: Action<typeof contract.audit> = async (ctx, input) => {
  const row = await auditOf(ctx, input.id);
  const viewer = await personBehind(ctx);
  const ownerId = ownerScope(ctx);
  const [items, findings] = await Promise.all([
    store.itemsOf(ctx.tx, row.audit_id, ownerId),
    store.findingsPage(ctx.tx, { auditId: row.audit_id, open: null, ownerId, before: null, limit: FINDINGS_SHOWN_MAX }),
  ]);
  return {
    name: row.name,
    method: row.method,
    seed: row.seed,
    checklist: row.checklist,
    dueOn: row.due_on,
    items: items.map((item) => ({
      customer: { code: item.code, name: item.name },
      owner: item.owner_name,
      doneBy: item.done_by,
      doneAt: item.done_at?.toISOString() ?? null,
      findings: item.findings,
    })),
    findings: findings.map((finding) => wireFinding(ctx, finding, viewer.id)),
  };
};

export const findings: Action<typeof contract.findings> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const viewer = await personBehind(ctx);
  const rows = await store.findingsPage(ctx.tx, {
    auditId: null,
    open: (input.state ?? 'open') === 'open',
    ownerId: ownerScope(ctx),
    before: readInstantMark(input.cursor),
    limit,
  });
  const last = rows.at(-1);
  return {
    findings: rows.map((row) => wireFinding(ctx, row, viewer.id)),
    next: rows.length === limit && last ? instantMark(last.found_at, last.finding_id) : null,
  };
};

export const recordFinding: Action<typeof contract.recordFinding> = async (ctx, input) => {
  const auditor = await someoneByName(ctx);
  const row = await auditOf(ctx, input.audit);
  const { partyId, item } = await sampled(ctx, input.audit, input.customer, auditor.id);
  if (!row.checklist.includes(input.item)) {
    throw new Problem(400, 'item_not_on_checklist', 'this is not on the checklist of the audit', {
      fields: [{ field: 'item', message: 'not on the checklist' }],
    });
  }
  const owner = input.owner === undefined ? { id: item.owner_id, name: item.owner_name } : await userOf(ctx, input.owner);
  const findingId = newId();
  await store.insertFinding(
    ctx.tx,
    ctx.tenant.id,
    {
      findingId,
      auditId: row.audit_id,
      partyId,
      field: input.item,
      note: input.note.trim(),
      ownerId: owner.id,
      ownerName: owner.name,
      dueOn: fromToday(input.dueOn, ctx.today),
    },
    { byId: auditor.id, by: auditor.name, at: ctx.at },
  );
  ctx.note({ subject: { kind: 'finding', id: findingId }, partyId, facts: { item: input.item } });
  return { id: findingId };
};

export const passItem: Action<typeof contract.passItem> = async (ctx, input) => {
  const auditor = await someoneByName(ctx);
  const row = await auditOf(ctx, input.audit);
  const { partyId } = await sampled(ctx, input.audit, input.customer, auditor.id);
  ctx.note({ subject: { kind: 'audit', id: row.audit_id }, partyId, facts: { done: true } });
  return store.passItem(ctx.tx, row.audit_id, partyId, { byId: auditor.id, by: auditor.name, at: ctx.at });
};

export const correctFinding: Action<typeof contract.correctFinding> = async (ctx, input) => {
  const person = await someoneByName(ctx);
  const row = await openFinding(ctx, input.id, input.version);
  if (row.corrected_at !== null)
    throw new Problem(409, 'finding_corrected', 'this is corrected already and waits to be accepted');
  await store.correctFinding(ctx.tx, row.finding_id, {
    byId: person.id,
    by: person.name,
    at: ctx.at,
    correction: input.correction.trim(),
  });
  ctx.note({ subject: { kind: 'finding', id: row.finding_id }, partyId: row.party_id, facts: { corrected: true } });
  return { version: row.version + 1 };
};

export const closeFinding: Action<typeof contract.closeFinding> = async (ctx, input) => {
  const person = await someoneByName(ctx);
  const row = await openFinding(ctx, input.id, input.version);
  if (row.corrected_at === null) throw new Problem(409, 'finding_not_corrected', 'nobody has said yet that this is corrected');
  if (row.corrected_by_id === person.id) {
    throw new Problem(403, 'own_correction', 'nobody accepts his or her own correction; ask a second person');
  }
  await store.closeFinding(ctx.tx, row.finding_id, { accept: input.accept, byId: person.id, by: person.name, at: ctx.at });
  ctx.note({ subject: { kind: 'finding', id: row.finding_id }, partyId: row.party_id, facts: { accepted: input.accept } });
  return { closed: input.accept };
};

export const auditReport: Action<typeof contract.auditReport> = async (ctx) => {
  const ownerId = ownerScope(ctx);
  const [people, items] = await Promise.all([store.ratesBySalesperson(ctx.tx, ownerId), store.ratesByItem(ctx.tx, ownerId)]);
  const rate = (row: { files: number; faulty: number }) => ratioPpm(BigInt(row.faulty), BigInt(row.files)) ?? 0;
  return {
    files: people.reduce((sum, row) => sum + row.files, 0),
    faulty: people.reduce((sum, row) => sum + row.faulty, 0),
    bySalesperson: people.map((row) => ({ ...row, ratePpm: rate(row) })),
    byItem: items.map((row) => ({ ...row, ratePpm: rate(row) })),
  };
};

/** More money and a thinner file make a customer likelier to be drawn; nobody's chance is nil. */
function riskOf(each: store.Candidate): number {
  const money = each.exposure_minor <= 0n ? 0 : Number(divide(each.exposure_minor * 1_000n, WEIGHT_STEP_MINOR, 'floor')) / 1_000;
  const thin = each.score_ppm === null ? 1 : (1_000_000 - each.score_ppm) / 1_000_000;
  return (1 + money) * (1 + thin);
}

async function auditOf(ctx: Ctx, auditId: string): Promise<store.AuditRow> {
  const row = await store.auditById(ctx.tx, auditId);
  if (!row) throw new Problem(404, 'audit_unknown', 'there is no such audit');
  return row;
}

/** A customer of the sample, looked at by someone who does not sell to him. */
async function sampled(ctx: Ctx, auditId: string, customer: string, auditorId: string) {
  const party = await resolveParty(ctx, customer);
  const item = await store.itemForUpdate(ctx.tx, auditId, party.party_id);
  if (!item) throw new Problem(404, 'not_in_sample', 'this customer was not drawn');
  if (item.owner_id === auditorId || party.owner_id === auditorId) {
    throw new Problem(403, 'own_customer', 'nobody audits the files of his or her own customers');
  }
  return { partyId: party.party_id, item };
}

async function openFinding(ctx: Ctx, id: string, version: number): Promise<store.FindingRow> {
  const row = await store.findingForUpdate(ctx.tx, id, ownerScope(ctx));
  if (!row) throw new Problem(404, 'finding_unknown', 'there is no such finding, or not among your customers');
  if (row.closed_at !== null) throw new Problem(409, 'finding_closed', 'this finding is closed already');
  if (row.version !== version) throw stale();
  return row;
}

async function userOf(ctx: Ctx, login: string): Promise<{ id: string; name: string }> {
  const user = await people.userByLogin(ctx.tx, login);
  if (!user) {
    throw new Problem(400, 'user_unknown', `there is nobody with the login name ${login}`, {
      fields: [{ field: 'owner', message: 'unknown' }],
    });
  }
  return { id: user.user_id, name: user.display_name };
}

function fromToday(text: string, today: Day): Day {
  const day = parseDay(text, 'dueOn');
  if (day >= today) return day;
  throw new Problem(400, 'due_past', 'the day lies in the past', { fields: [{ field: 'dueOn', message: 'past' }] });
}

function wireFinding(ctx: Ctx, row: store.FindingRow, viewerId: string | null) {
  return {
    id: row.finding_id,
    auditId: row.audit_id,
    customer: { code: row.code, name: row.name },
    item: row.field,
    note: row.note,
    foundBy: row.found_by,
    foundAt: row.found_at.toISOString(),
    owner: row.owner_name,
    dueOn: row.due_on,
    correction: row.correction,
    correctedBy: row.corrected_by,
    correctedAt: row.corrected_at?.toISOString() ?? null,
    closedBy: row.closed_by,
    closedAt: row.closed_at?.toISOString() ?? null,
    mayClose:
      row.closed_at === null &&
      row.corrected_at !== null &&
      viewerId !== null &&
      row.corrected_by_id !== viewerId &&
      can(ctx.actor.roles, 'files.verify'),
    version: row.version,
  };
}
