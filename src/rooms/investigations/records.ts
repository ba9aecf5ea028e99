// Records of investigations: begun by template, written on the way, submitted whole, verified or returned by somebody who did not write them.
import { Problem } from '#base/assert.ts';
import { addDays, type Day, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor, parseMinor } from '#base/money.ts';
import { malformed, scoreFindings, unanswered } from '#engine/investigation.ts';
import { INVESTIGATION_ABOUT, INVESTIGATION_KEYS } from '#engine/investigation-indicators.ts';
import { type FindingQuestion, type InvestigationTemplate, questionsOf, templateFor } from '#engine/investigation-rules.ts';
import { can } from '#platform/auth/permissions.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import { personBehind, someoneByName } from '#rooms/dossiers/who.ts';
import { rulebook, rulebookAt } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import { FINDINGS_MAX, PHOTOS_MAX } from './contract.ts';
import * as store from './store.ts';

/** A visit is written down soon, or not at all. */
const VISIT_PAST_DAYS = 366;
const VISIT_AHEAD_DAYS = 60;

export const templates: Action<typeof contract.templates> = async (ctx) => {
  const { rules, version } = await rulebook(ctx, 'investigations');
  return { version, templates: rules.templates.map(wireTemplate) };
};

export const list: Action<typeof contract.list> = async (ctx, input) => {
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  const limit = input.limit ?? 50;
  const wanted: store.PageWanted = {
    ownerId: ownerScope(ctx),
    partyIds: party === null ? null : await familyOf(ctx, party.party_id),
    makerId: input.mine ? ctx.actor.id : null,
    state: input.state ?? null,
    text: input.text?.trim() || null,
    before: readInstantMark(input.cursor),
    limit,
  };
  const [rows, counted] = await Promise.all([store.recordsPage(ctx.tx, wanted), store.countByState(ctx.tx, wanted)]);
  const count = (state: store.State) => counted.find((row) => row.state === state)?.count ?? 0;
  const last = rows.at(-1);
  const investigations = [];
  for (const row of rows) investigations.push(lineOf(ctx, row, await templateOf(ctx, row)));
  return {
    investigations,
    counts: {
      draft: count('draft'),
      submitted: count('submitted'),
      verified: count('verified'),
      returned: count('returned'),
    },
    next: rows.length === limit && last ? instantMark(last.opened_at, last.investigation_id) : null,
  };
};

export const one: Action<typeof contract.one> = async (ctx, input) => {
  const row = await store.recordById(ctx.tx, input.id, ownerScope(ctx));
  if (!row) throw unknown();
  const [template, pictures, person] = await Promise.all([
    templateOf(ctx, row),
    store.photosOf(ctx.tx, row.investigation_id, PHOTOS_MAX),
    personBehind(ctx),
  ]);
  const photosPer = new Map(
    [...Map.groupBy(pictures, (each) => each.question)].map(([key, all]): [string, number] => [key, all.length]),
  );
  const values = valuesOf(row.findings);
  const scores = scoreFindings(template, values);
  return {
    ...lineOf(ctx, row, template),
    sections: wireTemplate(template).sections,
    findings: Object.entries(row.findings).map(([question, each]) => ({ question, value: each.value, note: each.note })),
    pictures: pictures.map((each) => ({
      id: each.file_id,
      question: each.question,
      fileName: each.file_name,
      image: each.content_type === 'image/jpeg' || each.content_type === 'image/png',
      caption: each.caption,
      addedBy: each.added_by,
      addedAt: each.added_at.toISOString(),
    })),
    indicators: INVESTIGATION_KEYS.flatMap((key) => {
      const score = scores[key];
      if (!score) return [];
      const { title, unit } = INVESTIGATION_ABOUT[key];
      const count = (of: string) => (typeof score.inputs[of] === 'number' ? score.inputs[of] : null);
      return [
        {
          key,
          title,
          unit,
          value: score.value,
          missing: score.missing ?? null,
          answered: count('answered'),
          asked: count('asked'),
        },
      ];
    }),
    missing: unanswered(template, values, photosPer).map((each) => each.key),
    conclusion: row.conclusion,
    proposed: proposedOf(row),
    proposedTermsDays: row.proposed_terms_days,
    checkNote: row.check_note,
    mayWrite: isOpen(row) && can(ctx.actor.roles, 'files.write'),
    mayVerify:
      row.state === 'submitted' &&
      can(ctx.actor.roles, 'files.verify') &&
      person.id !== null &&
      !row.maker_ids.includes(person.id),
  };
};

export const open: Action<typeof contract.open> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const { rules, version } = await rulebook(ctx, 'investigations');
  const named = input.template === undefined ? null : rules.templates.find((each) => each.key === input.template);
  if (named === undefined) throw new Problem(404, 'template_unknown', 'the templates in force have none of this name');
  const template = named ?? templateFor(rules, await store.segmentOf(ctx.tx, party.party_id, ctx.today));
  const visitOn = readVisit(input.visitOn ?? ctx.today, ctx.today);
  const person = await personBehind(ctx);
  const id = newId();
  const visitor = input.visitor?.trim() || person.name;
  await store.insertRecord(ctx.tx, ctx.tenant.id, {
    id,
    partyId: party.party_id,
    template: template.key,
    rulebookVersion: version,
    visitOn,
    freshUntil: addDays(visitOn, template.freshDays),
    visitorId: visitor === person.name ? person.id : null,
    visitor,
    makerIds: person.id === null ? [] : [person.id],
    by: person.name,
    at: ctx.at,
  });
  ctx.note({
    subject: { kind: 'investigation', id },
    partyId: party.party_id,
    facts: { template: template.key, version, visitOn },
  });
  return { id, template: template.key, version: 1 };
};

export const save: Action<typeof contract.save> = async (ctx, input) => {
  const row = await draftOf(ctx, input.id, input.version);
  const template = await templateOf(ctx, row);
  const findings = { ...row.findings };
  const byKey = new Map(questionsOf(template).map((each) => [each.key, each]));
  for (const each of input.findings ?? []) {
    demandFits(byKey.get(each.question), each);
    const value = each.value.trim();
    const note = each.note === undefined ? (row.findings[each.question]?.note ?? null) : each.note.trim() || null;
    if (value === '' && note === null) delete findings[each.question];
    else findings[each.question] = { value, note };
  }
  if (Object.keys(findings).length > FINDINGS_MAX) throw new Problem(400, 'too_many_findings', `at most ${FINDINGS_MAX}`);
  const visitOn = input.visitOn === undefined ? row.visit_on : readVisit(input.visitOn, ctx.today);
  const person = await personBehind(ctx);
  const proposed = input.proposed === undefined ? proposedOf(row) : input.proposed;
  const makers = withMaker(row.maker_ids, person.id);
  await store.rewriteRecord(ctx.tx, row.investigation_id, {
    visitOn,
    freshUntil: addDays(visitOn, template.freshDays),
    visitor: input.visitor?.trim() || row.visitor,
    findings: JSON.stringify(findings),
    conclusion: input.conclusion === undefined ? row.conclusion : input.conclusion.trim() || null,
    proposedMinor: proposed === null ? null : minorOf(proposed),
    proposedCurrency: proposed?.currency ?? null,
    proposedTermsDays: input.proposedTermsDays === undefined ? row.proposed_terms_days : input.proposedTermsDays,
    makerIds: makers,
  });
  const missing = await missingOf(ctx, row, template, findings);
  ctx.note({
    subject: { kind: 'investigation', id: row.investigation_id },
    partyId: row.party_id,
    facts: { questions: (input.findings ?? []).map((each) => each.question), missing: missing.length },
  });
  return { version: row.version + 1, missing: missing.map((each) => each.key) };
};

export const submit: Action<typeof contract.submit> = async (ctx, input) => {
  const row = await draftOf(ctx, input.id, input.version);
  const template = await templateOf(ctx, row);
  const missing = await missingOf(ctx, row, template, row.findings);
  if (missing.length > 0) {
    throw new Problem(422, 'findings_missing', `${missing.length} questions must be answered first`, {
      facts: { count: missing.length, questions: missing.slice(0, 20).map((each) => ({ key: each.key, title: each.title })) },
    });
  }
  if (row.visit_on > ctx.today) throw new Problem(409, 'visit_ahead', `the visit is on ${row.visit_on}; submit it afterwards`);
  const person = await personBehind(ctx);
  await store.moveRecord(ctx.tx, row.investigation_id, {
    state: 'submitted',
    by: person.name,
    at: ctx.at,
    makerIds: withMaker(row.maker_ids, person.id),
  });
  ctx.note({ subject: { kind: 'investigation', id: row.investigation_id }, partyId: row.party_id, facts: { submitted: true } });
  return { state: 'submitted' as const };
};

export const check: Action<typeof contract.check> = async (ctx, input) => {
  const row = await recordOf(ctx, input.id);
  if (row.state !== 'submitted')
    throw new Problem(409, 'not_submitted', 'this investigation does not wait to be verified', { facts: { state: row.state } });
  demandVersion(row, input.version);
  const person = await someoneByName(ctx);
  if (row.maker_ids.includes(person.id))
    throw new Problem(403, 'own_entry', 'you wrote in this investigation; somebody else verifies it');
  const note = input.note?.trim() || null;
  if (input.outcome === 'returned' && note === null)
    throw new Problem(400, 'note_missing', 'say what is to be mended', { fields: [{ field: 'note', message: 'missing' }] });
  await store.moveRecord(ctx.tx, row.investigation_id, { state: input.outcome, by: person.name, at: ctx.at, note });
  ctx.note({
    subject: { kind: 'investigation', id: row.investigation_id },
    partyId: row.party_id,
    facts: { outcome: input.outcome },
  });
  return { state: input.outcome };
};

export const drop: Action<typeof contract.drop> = async (ctx, input) => {
  const row = await draftOf(ctx, input.id, input.version);
  await store.moveRecord(ctx.tx, row.investigation_id, { state: 'dropped' });
  ctx.note({ subject: { kind: 'investigation', id: row.investigation_id }, partyId: row.party_id, facts: { dropped: true } });
  return { state: 'dropped' as const };
};

/** As the asking person may see it. */
export async function recordOf(ctx: Ctx, id: string): Promise<store.RecordRow> {
  const row = await store.recordForUpdate(ctx.tx, id, ownerScope(ctx));
  if (!row) throw unknown();
  return row;
}

/** Written in until it is submitted, and again once it was returned. */
export async function openRecord(ctx: Ctx, id: string): Promise<store.RecordRow> {
  const row = await recordOf(ctx, id);
  if (!isOpen(row))
    throw new Problem(409, 'investigation_closed', 'what was submitted stands as it is', { facts: { state: row.state } });
  return row;
}

async function draftOf(ctx: Ctx, id: string, version: number): Promise<store.RecordRow> {
  const row = await openRecord(ctx, id);
  demandVersion(row, version);
  return row;
}

function isOpen(row: store.RecordRow): boolean {
  return row.state === 'draft' || row.state === 'returned';
}

function demandVersion(row: store.RecordRow, version: number): void {
  if (row.version !== version)
    throw new Problem(412, 'version_stale', 'somebody changed this meanwhile; look again', { facts: { version: row.version } });
}

/** The template as it stood when the record was begun. */
export async function templateOf(
  ctx: Ctx,
  row: { readonly template: string; readonly rulebook_version: number },
): Promise<InvestigationTemplate> {
  const rules = await rulebookAt(ctx, 'investigations', row.rulebook_version);
  return rules.templates.find((each) => each.key === row.template) ?? templateFor(rules, null);
}

export function valuesOf(findings: store.StoredFindings): Record<string, string> {
  return Object.fromEntries(Object.entries(findings).flatMap(([key, each]) => (each.value === '' ? [] : [[key, each.value]])));
}

export function unknown(): Problem {
  return new Problem(404, 'investigation_unknown', 'there is no such investigation, or not among your customers');
}

function withMaker(makers: readonly string[], id: string | null): readonly string[] {
  return id === null || makers.includes(id) ? makers : [...makers, id];
}

async function missingOf(
  ctx: Ctx,
  row: store.RecordRow,
  template: InvestigationTemplate,
  findings: store.StoredFindings,
): Promise<FindingQuestion[]> {
  const pictures = await store.photosOf(ctx.tx, row.investigation_id, PHOTOS_MAX);
  const per = Map.groupBy(pictures, (each) => each.question);
  return unanswered(template, valuesOf(findings), new Map([...per].map(([key, all]) => [key, all.length])));
}

function demandFits(question: FindingQuestion | undefined, finding: { question: string; value: string }): void {
  if (!question) {
    throw new Problem(400, 'question_unknown', `the template does not ask ${finding.question}`, {
      fields: [{ field: 'findings', message: finding.question }],
    });
  }
  const value = finding.value.trim();
  const fault = value === '' ? null : malformed(question, value);
  if (fault)
    throw new Problem(400, 'finding_malformed', `${question.title.en}: ${fault.replaceAll('_', ' ')}`, {
      fields: [{ field: question.key, message: fault }],
      facts: { question: question.key, title: question.title },
    });
}

function readVisit(text: string, today: Day): Day {
  const on = parseDay(text, 'visitOn');
  if (on < addDays(today, -VISIT_PAST_DAYS) || on > addDays(today, VISIT_AHEAD_DAYS))
    throw new Problem(400, 'date_out_of_range', 'a day of the past year, or of the next two months', {
      fields: [{ field: 'visitOn', message: 'out of range' }],
    });
  return on;
}

function minorOf(money: { amount: string; currency: string }): bigint {
  const minor = parseMinor(money.amount, money.currency);
  if (minor < 0n)
    throw new Problem(400, 'amount_negative', 'a limit is not negative', {
      fields: [{ field: 'proposed', message: 'negative' }],
    });
  return minor;
}

export function proposedOf(row: Pick<store.RecordRow, 'proposed_minor' | 'proposed_currency'>) {
  if (row.proposed_minor === null || row.proposed_currency === null) return null;
  return { amount: formatMinor(row.proposed_minor, row.proposed_currency), currency: row.proposed_currency };
}

function lineOf(ctx: Ctx, row: store.RecordRow, template: InvestigationTemplate) {
  const values = valuesOf(row.findings);
  const scores = scoreFindings(template, values);
  const questions = questionsOf(template).filter((each) => each.kind !== 'photo');
  return {
    id: row.investigation_id,
    customer: { code: row.code, name: row.name },
    template: { key: template.key, title: template.title },
    state: row.state,
    standing:
      row.state !== 'verified'
        ? null
        : row.superseded
          ? ('superseded' as const)
          : row.fresh_until < ctx.today
            ? ('expired' as const)
            : ('counts' as const),
    visitOn: row.visit_on,
    freshUntil: row.fresh_until,
    visitor: row.visitor,
    scorePpm: scores.inv_score?.value ?? null,
    redFlags: scores.inv_red_flags?.value ?? null,
    answered: questions.filter((each) => values[each.key] !== undefined).length,
    asked: questions.length,
    photos: row.photos,
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at?.toISOString() ?? null,
    checkedBy: row.checked_by,
    checkedAt: row.checked_at?.toISOString() ?? null,
    openedAt: row.opened_at.toISOString(),
    version: row.version,
  };
}

export function wireTemplate(template: InvestigationTemplate) {
  return {
    key: template.key,
    title: template.title,
    segments: [...template.segments],
    freshDays: template.freshDays,
    sections: template.sections.map((section) => ({
      key: section.key,
      title: section.title,
      questions: section.questions.map((each) => ({
        key: each.key,
        title: each.title,
        help: each.help,
        kind: each.kind,
        required: each.required,
        feeds: 'feeds' in each ? each.feeds : null,
        weight: 'weight' in each ? each.weight : null,
        unit: each.kind === 'number' ? (each.unit ?? { zh: '%', en: '%' }) : null,
        least: each.kind === 'number' ? each.least : null,
        most: each.kind === 'number' ? each.most : null,
        options: 'options' in each ? [...each.options] : [],
      })),
    })),
  };
}
