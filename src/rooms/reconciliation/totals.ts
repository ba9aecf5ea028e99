// Totals of a source against ours on a day: read, compared, explained, noted. Nothing of the ledger is changed by it.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Problem } from '#base/assert.ts';
import { canonical } from '#base/codec.ts';
import { addDays, type Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor, wireMoney } from '#base/money.ts';
import { nameKey } from '#engine/identifiers.ts';
import { type BalanceSide, explain, missingNumbers } from '#engine/trial-balance.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { resolveParties } from '#rooms/customers/actions.ts';
import { readBalances, type Theirs } from './balance-file.ts';
import type * as contract from './contract.ts';
import { refused } from './sending.ts';
import * as store from './store-totals.ts';

const SHOWN_MAX = 500;
const KEPT_MAX = 20_000;
/** Differences whose documents are looked at: the largest. */
const EXPLAINED_MAX = 500;
const REFUSED_SHOWN = 200;
/** Documents posted this long after the day may have been booked before it by the source; numbers are followed this far back. */
const LATER_DAYS = 31;
const SEQUENCE_DAYS = 92;
const MISSING_MAX = 100;

export const compare: Action<typeof contract.compare> = async (ctx, input) => {
  // gather
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'send a file with this request');
  if (input.asOf > ctx.today) throw refused('day_impossible', 'totals are compared as of a day that has passed', 'asOf');
  const hash = await hashOf(ctx.upload.path);
  const {
    rows,
    taken,
    refused: bad,
  } = await readBalances(ctx.upload, { sheet: input.sheet, currency: input.currency, standard: ctx.tenant.currency });
  const byEntity = rows.some((row) => row.entity !== null);
  const ours = await store.ours(ctx.tx, input.asOf, byEntity);
  const partyOf = await known(ctx, rows, ours);

  // decide
  const key = (partyId: string, entity: string | null, currency: string) =>
    `${partyId} ${byEntity ? (entity ?? '') : ''} ${currency}`;
  const mine = new Map(ours.map((row) => [key(row.party_id, row.entity, row.currency), row]));
  const theirs = new Map<string, Theirs & { partyId: string | null }>();
  for (const row of rows) {
    const partyId = partyOf.get(row) ?? null;
    const at =
      partyId === null
        ? `? ${row.code} ${row.name ?? ''} ${row.entity ?? ''} ${row.currency}`
        : key(partyId, row.entity, row.currency);
    const before = theirs.get(at);
    theirs.set(at, { ...row, partyId, minor: row.minor + (before?.minor ?? 0n) });
  }
  const pairs = [...new Set([...theirs.keys(), ...mine.keys()])].map((at) => ({
    their: theirs.get(at) ?? null,
    our: mine.get(at) ?? null,
  }));
  const differing = pairs
    .map((pair) => ({ ...pair, differenceMinor: netOf(pair.our) - (pair.their?.minor ?? 0n) }))
    .filter((pair) => pair.differenceMinor !== 0n)
    .sort((a, b) => {
      const [x, y] = [abs(a.differenceMinor), abs(b.differenceMinor)];
      return x === y ? ((a.their ?? a.our)!.code < (b.their ?? b.our)!.code ? -1 : 1) : x > y ? -1 : 1;
    });
  const details = await detailsOf(ctx, differing.slice(0, EXPLAINED_MAX), input.asOf);
  const lines = differing.slice(0, KEPT_MAX).map((pair, at): store.NewLine => {
    const { their, our } = pair;
    const side = our ? sideOf(our, details) : their!.partyId === null ? null : EMPTY_SIDE;
    return {
      lineNo: at + 1,
      code: our?.code ?? their!.code,
      name: our?.name ?? their?.name ?? null,
      partyId: our?.party_id ?? their?.partyId ?? null,
      entity: byEntity ? (our?.entity ?? their?.entity ?? null) : null,
      currency: our?.currency ?? their!.currency,
      oursMinor: our ? netOf(our) : their!.partyId === null ? null : 0n,
      theirsMinor: their?.minor ?? null,
      differenceMinor: pair.differenceMinor,
      explanations: canonical(explain(side, their?.minor ?? null)),
    };
  });
  const sums = sumsOf(pairs);
  const numbers = await store.invoiceNumbers(ctx.tx, addDays(input.asOf, -SEQUENCE_DAYS), input.asOf);
  const missing = missingNumbers(
    numbers.map((each) => each.number),
    MISSING_MAX,
  );

  // record
  const id = newId();
  const comparison: Parameters<typeof store.insertComparison>[3] = {
    comparison_id: id,
    as_of: input.asOf,
    source: input.source ?? 'ledger',
    file_name: ctx.upload.fileName,
    file_hash: hash,
    lines: pairs.length,
    agreeing: pairs.length - differing.length,
    differing: differing.length,
    sums: canonical(sums),
    missing_numbers: canonical(missing),
    at: ctx.at,
    by_name: ctx.actor.name,
  };
  await store.insertComparison(ctx.tx, ctx.tenant.id, ctx.actor.id, comparison);
  await store.insertLines(ctx.tx, ctx.tenant.id, id, lines);
  ctx.note({
    subject: { kind: 'comparison', id },
    facts: { asOf: input.asOf, lines: pairs.length, differing: differing.length, hash: hash.toString('hex') },
  });
  const shown = await store.linesOf(ctx.tx, id, ownerScope(ctx), SHOWN_MAX);
  return {
    comparison: wireComparison({ ...comparison, sums, missing_numbers: missing }),
    differences: shown.map(wireLine),
    taken,
    refused: bad.slice(0, REFUSED_SHOWN),
  };
};

export const comparisons: Action<typeof contract.comparisons> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  // Sums of the whole ledger are nobody's own customers.
  if (ownerScope(ctx) !== null) return { comparisons: [], next: null };
  const rows = await store.comparisonsPage(ctx.tx, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    comparisons: rows.map(wireComparison),
    next: rows.length === limit && last ? instantMark(last.at, last.comparison_id) : null,
  };
};

export const comparison: Action<typeof contract.comparison> = async (ctx, input) => {
  const row = await comparisonOf(ctx, input.id);
  const lines = await store.linesOf(ctx.tx, input.id, ownerScope(ctx), SHOWN_MAX);
  return { comparison: wireComparison(row), differences: lines.map(wireLine) };
};

export const noteDifference: Action<typeof contract.noteDifference> = async (ctx, input) => {
  await comparisonOf(ctx, input.comparison);
  if (!(await store.lineExists(ctx.tx, input.comparison, input.line)))
    throw new Problem(404, 'difference_unknown', 'there is no such difference');
  await store.insertNote(ctx.tx, ctx.tenant.id, {
    noteId: newId(),
    comparisonId: input.comparison,
    line: input.line,
    state: input.state,
    note: input.note,
    at: ctx.at,
    byId: ctx.actor.id,
    by: ctx.actor.name,
  });
  ctx.note({
    subject: { kind: 'comparison', id: input.comparison },
    reasons: input.note,
    facts: { line: input.line, state: input.state },
  });
  return store.openLines(ctx.tx, input.comparison);
};

async function comparisonOf(ctx: Ctx, id: string): Promise<store.ComparisonRow> {
  const row = ownerScope(ctx) === null ? await store.comparisonById(ctx.tx, id) : null;
  if (!row) throw new Problem(404, 'comparison_unknown', 'there is no such comparison');
  return row;
}

/** Whose row it is: by code, ours or a source's; else by the exact name. */
async function known(ctx: Ctx, rows: readonly Theirs[], ours: readonly store.OursRow[]): Promise<Map<Theirs, string>> {
  const byCode = await resolveParties(ctx, [...new Set(rows.map((row) => row.code))]);
  const byName = new Map<string, string | null>();
  for (const row of ours) {
    const at = nameKey(row.name);
    const before = byName.get(at);
    byName.set(at, before === undefined || before === row.party_id ? row.party_id : null);
  }
  const found = new Map<Theirs, string>();
  for (const row of rows) {
    const party = byCode.get(row.code);
    const partyId =
      party && party !== 'ambiguous' ? party.party_id : row.name === null ? null : (byName.get(nameKey(row.name)) ?? null);
    if (partyId !== null) found.set(row, partyId);
  }
  return found;
}

type Details = { items: Map<string, store.DetailRow[]>; later: Map<string, store.DetailRow[]> };

async function detailsOf(ctx: Ctx, pairs: readonly { our: store.OursRow | null }[], asOf: Day): Promise<Details> {
  const ids = [...new Set(pairs.flatMap(({ our }) => (our ? [our.account_id] : [])))];
  if (ids.length === 0) return { items: new Map(), later: new Map() };
  const [items, later] = await Promise.all([
    store.itemsOn(ctx.tx, ids, asOf),
    store.documentsAfter(ctx.tx, ids, asOf, addDays(asOf, LATER_DAYS)),
  ]);
  return { items: Map.groupBy(items, (each) => each.account_id), later: Map.groupBy(later, (each) => each.account_id) };
}

const EMPTY_SIDE: BalanceSide = { openMinor: 0n, unappliedMinor: 0n, billsMinor: 0n, deliveredMinor: 0n, items: [], later: [] };

function sideOf(our: store.OursRow, details: Details): BalanceSide {
  return {
    openMinor: our.open,
    unappliedMinor: our.unapplied,
    billsMinor: our.bills,
    deliveredMinor: our.delivered,
    items: details.items.get(our.account_id) ?? [],
    later: details.later.get(our.account_id) ?? [],
  };
}

function netOf(our: store.OursRow | null): bigint {
  return our ? our.open - our.unapplied : 0n;
}

function abs(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}

function sumsOf(pairs: readonly { our: store.OursRow | null; their: Theirs | null }[]) {
  const sums = new Map<string, { ours: bigint; theirs: bigint }>();
  for (const { our, their } of pairs) {
    const currency = (our?.currency ?? their?.currency)!;
    const sum = sums.get(currency) ?? { ours: 0n, theirs: 0n };
    sums.set(currency, { ours: sum.ours + netOf(our), theirs: sum.theirs + (their?.minor ?? 0n) });
  }
  return [...sums].map(([currency, sum]) => ({
    currency,
    ours: formatMinor(sum.ours, currency),
    theirs: formatMinor(sum.theirs, currency),
    difference: formatMinor(sum.ours - sum.theirs, currency),
  }));
}

async function hashOf(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest();
}

function wireComparison(row: store.ComparisonRow) {
  const money = (amount: string, currency: string) => ({ amount, currency });
  return {
    id: row.comparison_id,
    asOf: row.as_of,
    source: row.source,
    fileName: row.file_name,
    fileHash: row.file_hash.toString('hex'),
    lines: row.lines,
    agreeing: row.agreeing,
    differing: row.differing,
    sums: row.sums.map((each) => ({
      currency: each.currency,
      ours: money(each.ours, each.currency),
      theirs: money(each.theirs, each.currency),
      difference: money(each.difference, each.currency),
    })),
    missingNumbers: row.missing_numbers,
    at: row.at.toISOString(),
    by: row.by_name,
  };
}

function wireLine(row: store.LineRow) {
  const money = (minor: bigint | null) => (minor === null ? null : wireMoney(minor, row.currency));
  return {
    line: row.line_no,
    code: row.code,
    name: row.name,
    known: row.party_id !== null,
    entity: row.entity,
    currency: row.currency,
    ours: money(row.ours_minor),
    theirs: money(row.theirs_minor),
    difference: wireMoney(row.difference_minor, row.currency),
    explanations: row.explanations,
    state: row.state ?? ('open' as const),
    note: row.note,
    noteBy: row.note_by,
  };
}
