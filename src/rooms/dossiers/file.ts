// One customer's file as a whole, on a day and as known at an instant; and the files of all customers at a glance.
import { Problem } from '#base/assert.ts';
import { addDays, addMonths, type Day, monthStart, parseDay } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import { divide } from '#base/ratio.ts';
import { completenessOf, requirementsOf } from '#engine/completeness.ts';
import { PAPER_KINDS } from '#engine/dossier-catalogue.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark, readMark } from '#platform/cursor.ts';
import { resealFiles, rotateFileKey } from '#platform/files.ts';
import type { PartyRow } from '#rooms/customers/actions.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import { resealContacts, rotateContactKey, shownContacts } from './contacts.ts';
import type * as contract from './contract.ts';
import { mayVerify, wireFact } from './facts.ts';
import { fieldsEver, wire } from './fields.ts';
import { wirePaper } from './papers.ts';
import * as store from './store.ts';
import { lookCounts, overdueContacts } from './store-contacts.ts';
import * as paperStore from './store-papers.ts';
import { requestsPage } from './store-requests.ts';
import * as standings from './store-standings.ts';
import { personBehind } from './who.ts';

const PAPERS_SHOWN_MAX = 200;
const RECORDS_SHOWN_MAX = 200;
const REQUESTS_COUNTED_MAX = 100;
const VAT_MONTHS = 24;
const EXPIRING_DAYS = 30;
const STEPS = 10;
const MISSING_SHOWN = 10;

export const file: Action<typeof contract.file> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  return whole(ctx, party, readAsOf(ctx, input));
};

export type Moment = { readonly asOf: Day; readonly knownAt: Date };

/** The day and the instant of knowledge asked for; today and now where nothing is said. Refuses what is still to come. */
export function readAsOf(ctx: Ctx, input: { asOf?: string; knownAt?: string }): Moment {
  const asOf = input.asOf === undefined ? ctx.today : parseDay(input.asOf, 'asOf');
  const knownAt = input.knownAt === undefined ? ctx.at : new Date(input.knownAt);
  if (Number.isNaN(knownAt.getTime())) {
    throw new Problem(400, 'date_malformed', 'not readable as an instant', {
      fields: [{ field: 'knownAt', message: 'malformed' }],
    });
  }
  if (asOf > ctx.today || knownAt > ctx.at) throw new Problem(400, 'as_of_future', 'this day is still to come');
  return { asOf, knownAt };
}

/** Everything of one file; what the printed dossier and the page share. */
export async function whole(ctx: Ctx, party: PartyRow, { asOf, knownAt }: Moment) {
  const viewer = await personBehind(ctx);
  const may = mayVerify(ctx, viewer.id);
  const { tx } = ctx;
  const family = await familyOf(ctx, party.party_id);
  const [fields, entered, papers, records, contacts, requests, vat, [segment]] = await Promise.all([
    fieldsEver(ctx, knownAt),
    store.factsInForce(tx, family, asOf, knownAt),
    paperStore.papersOf(tx, family, knownAt, PAPERS_SHOWN_MAX),
    paperStore.recordsOf(tx, family, asOf, knownAt, RECORDS_SHOWN_MAX),
    shownContacts(ctx, family),
    requestsPage(tx, {
      ownerId: ownerScope(ctx),
      partyIds: family,
      assigneeId: null,
      open: true,
      before: null,
      limit: REQUESTS_COUNTED_MAX,
    }),
    standings.vatMonths(tx, family, addMonths(monthStart(asOf), 1 - VAT_MONTHS)),
    store.segmentsOf(tx, [party.party_id]),
  ]);
  const facts = newestOfEach(entered);
  const looks = await lookCounts(
    tx,
    'paper',
    papers.map((row) => row.paper_id),
  );
  const looksOf = new Map(looks.map((each) => [each.subject_id, each.looks]));
  const standing = papers.filter((row) => row.outcome === null || row.outcome === 'verified');
  const latest = new Map<string, paperStore.PaperRow>();
  for (const row of standing) if (!latest.has(row.kind)) latest.set(row.kind, row);
  const own = await store.ownFields(tx, knownAt);
  const archived = new Set(own.filter((row) => row.archived).map((row) => row.field));
  const needs = requirementsOf(
    fields.filter((field) => !archived.has(field.key)),
    PAPER_KINDS,
    segment?.segment ?? null,
  );
  const present = [
    ...facts.map((row) => ({
      item: `fact:${row.field}`,
      verified: row.outcome === 'verified',
      staleOn: row.stale_on,
      expiresOn: row.expires_on,
    })),
    ...[...latest.values()].map((row) => ({
      item: `paper:${row.kind}`,
      verified: row.outcome === 'verified',
      staleOn: row.stale_on,
      expiresOn: row.expires_on,
    })),
  ];
  const judged = completenessOf(needs, present, asOf);
  const filled = new Set(facts.map((row) => row.field));
  return {
    customer: { code: party.code, name: party.name },
    asOf,
    completeness: {
      scorePpm: judged.scorePpm,
      items: judged.items.map((each) => ({ ...each })),
      missing: [...judged.missing],
      stale: [...judged.stale],
      unverified: [...judged.unverified],
    },
    // An archived field is shown where something stands in it.
    fields: fields.filter((field) => !archived.has(field.key) || filled.has(field.key)).map(wire),
    facts: facts.map((row) => wireFact(row, asOf, may)),
    papers: papers.map((row) =>
      wirePaper(row, { asOf, latest: latest.get(row.kind) === row, looks: looksOf.get(row.paper_id) ?? 0, may }),
    ),
    contacts,
    records: records.map((row) => ({
      id: row.record_id,
      kind: row.kind,
      source: row.source,
      sourceKey: row.source_key,
      happenedOn: row.happened_on,
      amount: row.amount_minor === null || row.currency === null ? null : wireMoney(row.amount_minor, row.currency),
      summary: row.summary,
      expiresOn: row.expires_on,
      enteredBy: row.entered_by,
      recordedAt: row.recorded_at.toISOString(),
      outcome: row.outcome,
      checkedBy: row.checked_by,
      mayVerify: may(row),
      dispute:
        row.dispute_id === null
          ? null
          : {
              id: row.dispute_id,
              demand: row.demand ?? '',
              raisedAt: row.raised_at?.toISOString() ?? '',
              answerBy: row.answer_by ?? asOf,
              outcome: row.dispute_outcome,
              answer: row.answer,
            },
    })),
    vat: vat
      .filter((row) => row.month_on <= asOf)
      .map((row) => ({
        monthOn: row.month_on,
        direction: row.direction,
        net: wireMoney(row.net_minor, row.currency),
        tax: wireMoney(row.tax_minor, row.currency),
        invoices: row.invoices,
      })),
    openRequests: requests.length,
  };
}

/** Of each field one: what was entered under a merged customer and under the one he answers as compete by day, then by when it was learned. */
function newestOfEach(rows: readonly store.FactRow[]): store.FactRow[] {
  const newest = new Map<string, store.FactRow>();
  for (const row of rows) {
    const before = newest.get(row.field);
    const later =
      !before ||
      row.valid_from > before.valid_from ||
      (row.valid_from === before.valid_from && row.recorded_at > before.recorded_at);
    if (later) newest.set(row.field, row);
  }
  return [...newest.values()];
}

export const overview: Action<typeof contract.overview> = async (ctx) => {
  const ownerId = ownerScope(ctx);
  const { tx, today } = ctx;
  const [steps, missing, counts, overdue, expiring] = await Promise.all([
    standings.steps(tx, ownerId),
    standings.mostMissing(tx, ownerId, MISSING_SHOWN),
    standings.counts(tx, ownerId, today),
    overdueContacts(tx, today, ownerId),
    paperStore.expiringCount(tx, addDays(today, EXPIRING_DAYS), ownerId),
  ]);
  const files = steps.reduce((sum, each) => sum + each.customers, 0);
  const sum = steps.reduce((whole, each) => whole + each.sum_ppm, 0n);
  return {
    asOf: today,
    files,
    averagePpm: files === 0 ? null : Number(divide(sum, BigInt(files), 'floor')),
    steps: Array.from({ length: STEPS }, (_, step) => steps.find((each) => each.step === step)?.customers ?? 0),
    missing,
    toVerify: counts.to_verify,
    openRequests: counts.open_requests,
    lateRequests: counts.late_requests,
    expiringPapers: expiring,
    openFindings: counts.open_findings,
    contactsToErase: overdue,
  };
};

export const files: Action<typeof contract.files> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const segments = await standings.segmentsNow(ctx.tx);
  const rows = await standings.filesPage(ctx.tx, {
    segment: input.segment ?? null,
    ownerId: ownerScope(ctx),
    below: input.below ?? null,
    item: input.item ?? null,
    after: readMark(input.cursor, (first) => (/^\d{1,7}$/.test(first) ? { score: Number(first) } : null)),
    limit,
  });
  const last = rows.at(-1);
  return {
    files: rows.map((row) => ({
      customer: { code: row.code, name: row.name },
      owner: row.owner_name,
      scorePpm: row.score_ppm,
      missing: row.missing,
      stale: row.stale,
      unverified: row.unverified,
      openRequests: row.open_requests,
    })),
    segments: segments.map((row) => row.segment),
    next: rows.length === limit && last ? `${last.score_ppm} ${last.party_id}` : null,
  };
};

export const expiring: Action<typeof contract.expiring> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const rows = await paperStore.expiring(ctx.tx, {
    until: addDays(ctx.today, input.days ?? EXPIRING_DAYS),
    ownerId: ownerScope(ctx),
    after: readDayMark(input.cursor),
    limit,
  });
  const last = rows.at(-1);
  return {
    papers: rows.map((row) => ({
      id: row.paper_id,
      customer: { code: row.code, name: row.name },
      owner: row.owner_name,
      kind: row.kind,
      expiresOn: row.expires_on,
    })),
    next: rows.length === limit && last ? dayMark(last.expires_on, last.paper_id) : null,
  };
};

/** Called again until done: each call seals a bounded part anew. */
export const changeKeys: Action<typeof contract.changeKeys> = async (ctx, input) => {
  if (input.newKey) {
    await rotateContactKey(ctx);
    await rotateFileKey(ctx);
  }
  const contacts = await resealContacts(ctx);
  const parts = await resealFiles(ctx);
  ctx.note({ facts: { newKey: input.newKey ?? false, resealed: contacts + parts } });
  return { resealed: contacts + parts, done: contacts + parts === 0 };
};
