// External records and VAT invoice lists: entered by hand and in bulk, refusals as data; a company's demand to have a record corrected.
import { Problem } from '#base/assert.ts';
import { addDays, type Day, isDay, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor, MINOR_MAX, parseMoney } from '#base/money.ts';
import { RECORD_KINDS } from '#engine/dossier-catalogue.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { resolveParties, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { restand } from './standing.ts';
import { insertChecks, type SubjectKind } from './store.ts';
import * as store from './store-papers.ts';
import { insertVatInvoices, type NewVatInvoice, withdrawVatInvoices } from './store-standings.ts';
import { personBehind } from './who.ts';

/** 征信业管理条例 art. 25: a demand is answered within twenty days. */
const ANSWER_DAYS = 20;
export const RECORDS_MAX = 100_000;
export const VAT_ROWS_MAX = 1_000_000;
const CHUNK = 20_000;
const SUMMARY_MAX = 1_000;

export const addRecord: Action<typeof contract.addRecord> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const happenedOn = parseDay(input.happenedOn, 'happenedOn');
  if (happenedOn > ctx.today) {
    throw new Problem(400, 'as_of_future', 'a record lies in the past', { fields: [{ field: 'happenedOn', message: 'future' }] });
  }
  if (input.paper !== undefined) {
    const paper = await store.paperById(ctx.tx, input.paper, ownerScope(ctx));
    if (paper?.party_id !== party.party_id) throw new Problem(404, 'paper_unknown', 'this customer has no such paper');
  }
  const amount = input.amount === undefined ? null : parseMoney(input.amount);
  const person = await personBehind(ctx);
  const recordId = newId();
  const row = {
    recordId,
    partyId: party.party_id,
    kind: input.kind,
    source: input.source.trim(),
    // Without a number of its own a record is known by its day and what it says.
    sourceKey: input.sourceKey?.trim() || `${happenedOn} ${input.summary.trim()}`.slice(0, 120),
    happenedOn,
    amountMinor: amount?.minor ?? null,
    currency: amount?.currency ?? null,
    summary: input.summary.trim(),
    expiresOn: input.expiresOn === undefined ? null : parseDay(input.expiresOn, 'expiresOn'),
    paperId: input.paper ?? null,
  };
  const added = await store.insertRecords(ctx.tx, ctx.tenant.id, [row], {
    importId: null,
    makerId: person.id,
    by: person.name,
    at: ctx.at,
  });
  if (added.length === 0) throw new Problem(409, 'record_known', 'this source has told this record already');
  await restand(ctx, [party.party_id]);
  ctx.note({
    subject: { kind: 'record', id: recordId },
    partyId: party.party_id,
    facts: { kind: input.kind, source: row.source },
  });
  return { id: recordId };
};

export const disputeRecord: Action<typeof contract.disputeRecord> = async (ctx, input) => {
  const record = await store.recordById(ctx.tx, input.id, ownerScope(ctx));
  if (!record) throw recordUnknown();
  const disputeId = newId();
  const answerBy = addDays(ctx.today, ANSWER_DAYS);
  const person = await personBehind(ctx);
  const raised = await store.insertDispute(ctx.tx, ctx.tenant.id, {
    disputeId,
    recordId: record.record_id,
    demand: input.demand.trim(),
    answerBy,
    byId: person.id,
    by: person.name,
    at: ctx.at,
  });
  if (!raised) throw new Problem(409, 'dispute_open', 'a demand on this record waits for its answer already');
  await restand(ctx, [record.party_id]);
  ctx.note({ subject: { kind: 'record', id: record.record_id }, partyId: record.party_id, facts: { disputed: true } });
  return { id: disputeId, answerBy };
};

/** Corrected: the record as it stood is out; what is right is entered anew. Kept: it stands, with the answer beside it. */
export const settleDispute: Action<typeof contract.settleDispute> = async (ctx, input) => {
  const dispute = await store.disputeForUpdate(ctx.tx, input.id, ownerScope(ctx));
  if (!dispute) throw new Problem(404, 'dispute_unknown', 'there is no such demand');
  if (dispute.settled_at !== null) throw new Problem(409, 'dispute_settled', 'this demand has its answer already');
  const person = await personBehind(ctx);
  await store.settleDispute(ctx.tx, dispute.dispute_id, {
    outcome: input.outcome,
    answer: input.answer.trim(),
    by: person.name,
    at: ctx.at,
  });
  if (input.outcome === 'corrected') {
    await insertChecks(ctx.tx, ctx.tenant.id, [{ kind: 'record' as SubjectKind, id: dispute.record_id }], {
      outcome: 'refuted',
      byId: person.id,
      by: person.name,
      at: ctx.at,
      note: input.answer.trim(),
    });
  }
  await restand(ctx, [dispute.party_id]);
  ctx.note({ subject: { kind: 'record', id: dispute.record_id }, partyId: dispute.party_id, facts: { outcome: input.outcome } });
  return { outcome: input.outcome };
};

/** A row as an import reads it; amounts in minor units, days as text. */
export type ExternalRecordRow = {
  readonly row: number;
  readonly customer: string;
  readonly kind: string;
  readonly sourceKey: string;
  readonly happenedOn: string;
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly summary: string;
  readonly expiresOn: string | null;
};

export type RowRefusal = {
  readonly row: number;
  readonly column: string;
  readonly code: string;
  readonly value: string;
  readonly facts?: Readonly<Record<string, string>>;
};
export type BulkOutcome = { readonly entered: number; readonly unchanged: number; readonly refusals: readonly RowRefusal[] };

/**
 * Enters records of one source in bulk, unverified, by whoever runs the import (who therefore cannot verify them). A row that cannot be
 * taken is a refusal with its column and value; the caller decides whether the rest stands. The same record again changes nothing.
 * Codes: customer_unknown, customer_ambiguous, kind_unknown, date_malformed, date_future, amount_out_of_range, summary_missing,
 * conflicts_with_ledger (a known record with another amount or day).
 */
export async function enterExternalRecords(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly ExternalRecordRow[],
): Promise<BulkOutcome> {
  if (rows.length > RECORDS_MAX) throw tooMany(RECORDS_MAX);
  const kinds = new Map(
    RECORD_KINDS.flatMap((each) => [each.key, each.name.zh, each.name.en.toLowerCase()].map((word) => [word, each.key])),
  );
  const parties = await resolveParties(ctx, [...new Set(rows.map((row) => row.customer))]);
  const refusals: RowRefusal[] = [];
  const good: store.NewRecord[] = [];
  const rowOf = new Map<string, number>();
  for (const row of rows) {
    const refuse = (column: string, code: string, value: string | null) => {
      refusals.push({ row: row.row, column, code, value: value ?? '' });
    };
    const party = parties.get(row.customer);
    const kind = kinds.get(row.kind.trim()) ?? kinds.get(row.kind.trim().toLowerCase());
    if (!party) refuse('customer', 'customer_unknown', row.customer);
    else if (party === 'ambiguous') refuse('customer', 'customer_ambiguous', row.customer);
    else if (!kind) refuse('kind', 'kind_unknown', row.kind);
    else if (!isDay(row.happenedOn)) refuse('happenedOn', 'date_malformed', row.happenedOn);
    else if (row.happenedOn > ctx.today) refuse('happenedOn', 'date_future', row.happenedOn);
    else if (row.expiresOn !== null && !isDay(row.expiresOn)) refuse('expiresOn', 'date_malformed', row.expiresOn);
    else if (row.amountMinor !== null && (row.amountMinor > MINOR_MAX || row.amountMinor < 0n)) {
      refuse(
        'amount',
        'amount_out_of_range',
        row.currency === null ? String(row.amountMinor) : formatMinor(row.amountMinor, row.currency),
      );
    } else if (row.summary.trim() === '') refuse('summary', 'summary_missing', '');
    else {
      const recordId = newId();
      rowOf.set(recordId, row.row);
      good.push({
        recordId,
        partyId: party.party_id,
        kind,
        source: source.trim(),
        sourceKey: row.sourceKey.trim() || `${row.happenedOn} ${row.summary.trim()}`.slice(0, 120),
        happenedOn: row.happenedOn,
        amountMinor: row.amountMinor,
        currency: row.amountMinor === null ? null : (row.currency ?? ctx.tenant.currency),
        summary: row.summary.trim().slice(0, SUMMARY_MAX),
        expiresOn: row.expiresOn,
        paperId: null,
      });
    }
  }
  const person = await personBehind(ctx);
  let entered = 0;
  let contradicting = 0;
  for (let at = 0; at < good.length; at += CHUNK) {
    const how = { importId, makerId: person.id, by: person.name, at: ctx.at };
    const chunk = good.slice(at, at + CHUNK);
    const known = new Map(
      (await store.recordsKnown(ctx.tx, source.trim(), chunk)).map((each) => [
        `${each.party_id} ${each.kind} ${each.source_key}`,
        each,
      ]),
    );
    const differs = chunk.flatMap((row) => {
      const before = known.get(`${row.partyId} ${row.kind} ${row.sourceKey}`);
      const facts = before && contradictionOf(row, before);
      return facts
        ? [{ row: rowOf.get(row.recordId) ?? 0, column: 'number', code: 'conflicts_with_ledger', value: row.sourceKey, facts }]
        : [];
    });
    refusals.push(...differs);
    contradicting += differs.length;
    entered += (await store.insertRecords(ctx.tx, ctx.tenant.id, chunk, how)).length;
    ctx.progress(at, good.length, 'records');
  }
  await restand(
    ctx,
    good.map((row) => row.partyId),
  );
  return { entered, unchanged: good.length - entered - contradicting, refusals };
}

/** A known record told again with another amount or day: which of them, and what was known. */
function contradictionOf(row: store.NewRecord, before: store.KnownRecord): Record<string, string> | null {
  const money = (minor: bigint | null, currency: string | null) =>
    minor === null || currency === null ? '—' : `${formatMinor(minor, currency)} ${currency}`;
  if (before.amount_minor !== row.amountMinor || before.currency !== row.currency)
    return {
      field: '金额 amount',
      known: money(before.amount_minor, before.currency),
      said: money(row.amountMinor, row.currency),
    };
  if (before.happened_on !== row.happenedOn) return { field: '日期 day', known: before.happened_on, said: row.happenedOn };
  return null;
}

/** Undo of an import: its records are withdrawn, none of them where somebody has verified one; `decided` names those. */
export async function withdrawExternalRecords(
  ctx: Ctx,
  importId: string,
): Promise<{ withdrawn: number; decided: readonly { number: string; at: Date }[] }> {
  const rows = await store.recordsOfImport(ctx.tx, importId);
  const decided = rows.flatMap((row) => (row.checked_at === null ? [] : [{ number: row.source_key, at: row.checked_at }]));
  if (decided.length > 0) return { withdrawn: 0, decided };
  const person = await personBehind(ctx);
  const verdict = { outcome: 'withdrawn' as const, byId: person.id, by: person.name, at: ctx.at, note: null };
  const withdrawn = await insertChecks(
    ctx.tx,
    ctx.tenant.id,
    rows.map((row) => ({ kind: 'record' as SubjectKind, id: row.record_id })),
    verdict,
  );
  await restand(
    ctx,
    rows.map((row) => row.party_id),
  );
  return { withdrawn, decided };
}

/** A line of a customer's VAT invoice list; amounts in minor units, a red-letter line negative. */
export type VatInvoiceRow = {
  readonly row: number;
  readonly customer: string;
  readonly direction: 'out' | 'in';
  readonly number: string;
  readonly otherSide: string | null;
  readonly issuedOn: string;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly grossMinor: bigint;
  readonly currency: string | null;
  readonly isVoid: boolean;
};

/**
 * Enters invoice lists, set-based: 400,000 rows in chunks of 20,000, all of one list in one call. A row of a list that comes twice counts
 * twice, as the list's own totals do; the same list again changes nothing. Net + tax ≠ gross by more than a unit of the currency is a
 * refusal. Codes: customer_unknown, customer_ambiguous, number_missing, date_malformed, date_future, gross_differs, amount_out_of_range.
 */
export async function enterVatInvoices(ctx: Ctx, importId: string | null, rows: readonly VatInvoiceRow[]): Promise<BulkOutcome> {
  if (rows.length > VAT_ROWS_MAX) throw tooMany(VAT_ROWS_MAX);
  const parties = await resolveParties(ctx, [...new Set(rows.map((row) => row.customer))]);
  const refusals: RowRefusal[] = [];
  const seen = new Map<string, number>();
  let entered = 0;
  let taken = 0;
  let chunk: NewVatInvoice[] = [];
  const flush = async () => {
    if (chunk.length > 0) entered += await insertVatInvoices(ctx.tx, ctx.tenant.id, chunk, { importId, at: ctx.at });
    taken += chunk.length;
    chunk = [];
    ctx.progress(taken, rows.length, 'vat-invoices');
  };
  for (const row of rows) {
    const party = parties.get(row.customer);
    const fault = vatFault(row, party, ctx.today);
    if (fault || !party || party === 'ambiguous') {
      if (fault) refusals.push({ row: row.row, ...fault });
      continue;
    }
    const same = [
      party.party_id,
      row.direction,
      row.number.trim(),
      row.issuedOn,
      row.grossMinor,
      row.otherSide ?? '',
      row.isVoid,
    ].join('\n');
    const occurrence = (seen.get(same) ?? 0) + 1;
    seen.set(same, occurrence);
    chunk.push({
      invoiceId: newId(),
      partyId: party.party_id,
      direction: row.direction,
      number: row.number.trim(),
      occurrence,
      otherSide: row.otherSide?.trim() ?? '',
      issuedOn: row.issuedOn,
      netMinor: row.netMinor,
      taxMinor: row.taxMinor,
      grossMinor: row.grossMinor,
      currency: row.currency ?? ctx.tenant.currency,
      isVoid: row.isVoid,
      red: row.grossMinor < 0n,
    });
    if (chunk.length === CHUNK) await flush();
  }
  await flush();
  return { entered, unchanged: taken - entered, refusals };
}

/** Undo of an import of invoice lists; returns how many rows went. */
export function withdrawVatImport(ctx: Ctx, importId: string): Promise<number> {
  return withdrawVatInvoices(ctx.tx, importId, ctx.at);
}

/** A cent either way for net and tax, each rounded on its own (CUMCM's lists show their sums as rounded text). */
const ROUNDING_MINOR = 2n;

function vatFault(row: VatInvoiceRow, party: unknown, today: Day): Omit<RowRefusal, 'row'> | null {
  if (!party) return { column: 'customer', code: 'customer_unknown', value: row.customer };
  if (party === 'ambiguous') return { column: 'customer', code: 'customer_ambiguous', value: row.customer };
  if (row.number.trim() === '') return { column: 'number', code: 'number_missing', value: '' };
  if (!isDay(row.issuedOn)) return { column: 'issuedOn', code: 'date_malformed', value: row.issuedOn };
  if (row.issuedOn > today) return { column: 'issuedOn', code: 'date_future', value: row.issuedOn };
  const off = row.netMinor + row.taxMinor - row.grossMinor;
  if (off > ROUNDING_MINOR || off < -ROUNDING_MINOR)
    return { column: 'gross', code: 'gross_differs', value: String(row.grossMinor) };
  if (row.grossMinor > MINOR_MAX || row.grossMinor < -MINOR_MAX) {
    return { column: 'gross', code: 'amount_out_of_range', value: String(row.grossMinor) };
  }
  return null;
}

function tooMany(most: number): Problem {
  return new Problem(413, 'too_many_rows', `at most ${most} rows at once`, { facts: { most } });
}

function recordUnknown(): Problem {
  return new Problem(404, 'record_unknown', 'there is no such record, or not among your customers');
}
