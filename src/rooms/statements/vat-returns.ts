// VAT returns of a customer: taken in from files or keyed in, each month beside the invoices of its list, each year beside its income statement.
import { Problem } from '#base/assert.ts';
import { addMonths, type Day, monthEnd, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { decimalsOf, formatMinor, parseMinor, wireMoney } from '#base/money.ts';
import { noteText } from '#engine/statements/words.ts';
import {
  coverage,
  declaredSales,
  differencePpm,
  monthsBack,
  RETURN_KEYS,
  RETURN_LINES,
  type ReturnFault,
  type ReturnLine,
  returnFaults,
  returnReadings,
  type VatReturn,
} from '#engine/vat-return.ts';
import { RETURN_ROWS_MAX, type ReadReturns, type ReturnQuestion, readReturns } from '#engine/vat-return-reading.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract-vat.ts';
import { invoicedOf, returnOf } from './known.ts';
import { shownReadings } from './lists.ts';
import { revenueOf, STATEMENTS_MAX } from './periods.ts';
import { inForce } from './store.ts';
import * as store from './store-vat.ts';
import { fileOf, sheetsOf, uploadOf } from './workbook.ts';

const RETURNS_SHOWN = 36;
const RETURNS_KEPT = 400;
const NOTES_MAX = 50;

/** The call's file, every sheet. Refuses `no_return`, `too_many_rows`. */
async function readFor(ctx: Ctx, endsOn: string | undefined) {
  const { fileName } = uploadOf(ctx);
  const answers = endsOn === undefined ? {} : { 'ends-on': endsOn };
  const read: ReadReturns[] = [];
  for (const { sheet, rows } of await sheetsOf(ctx, RETURN_ROWS_MAX)) {
    if (rows.length > RETURN_ROWS_MAX)
      throw new Problem(413, 'too_many_rows', `a sheet of returns has at most ${RETURN_ROWS_MAX} rows`, {
        facts: { most: RETURN_ROWS_MAX },
      });
    const found = readReturns(rows, { digits: decimalsOf(ctx.tenant.currency), answers, fileName, sheet });
    if (!('error' in found)) read.push(found);
  }
  const all = read.flatMap((each) => each.returns);
  const questions: ReturnQuestion[] = read.flatMap((each) => each.questions).slice(0, 1);
  const notes = read.flatMap((each) => each.notes).slice(0, NOTES_MAX);
  if (all.length === 0 && questions.length === 0)
    throw new Problem(422, 'no_return', 'this file holds no VAT return that can be read', { facts: { notes } });
  const future = all.find((each) => each.endsOn > ctx.today);
  if (future) throw new Problem(400, 'period_in_future', `the period to ${future.endsOn} has not ended yet`);
  return { returns: [...new Map(all.map((each) => [each.endsOn, each])).values()], questions, notes };
}

/** Each with whether the same figures stand, and where it disagrees with itself or with the period before. */
function judge(found: readonly VatReturn[], standing: readonly store.ReturnRow[]) {
  const known = new Map(standing.map((row) => [row.ends_on, row]));
  const all = new Map([
    ...standing.map((row) => [row.ends_on, returnOf(row)] as const),
    ...found.map((each) => [each.endsOn, each] as const),
  ]);
  return found.map((each) => {
    const before = known.get(each.endsOn);
    const same =
      before !== undefined &&
      before.months === each.months &&
      Object.keys(before.amounts).length === each.amounts.size &&
      [...each.amounts].every(([line, minor]) => before.amounts[line] === String(minor));
    return { one: each, same, faults: returnFaults(each, all.get(dayBefore(each))) };
  });
}

/** The last day of the period before. */
const dayBefore = (one: VatReturn): Day => monthEnd(addMonths(`${one.endsOn.slice(0, 7)}-01`, -one.months));

function wireFault(fault: ReturnFault, currency: string) {
  const money = (minor: bigint) => wireMoney(minor, currency);
  return {
    code: fault.code,
    stated: money(fault.statedMinor),
    found: money(fault.foundMinor),
    difference: money(fault.differenceMinor),
  };
}

async function look(ctx: Ctx, input: { customer: string; endsOn?: string | undefined }) {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const { currency } = ctx.tenant;
  const read = await readFor(ctx, input.endsOn);
  const judged = judge(read.returns, await store.returnsInForce(ctx.tx, family, RETURNS_KEPT));
  const money = (minor: bigint | null | undefined) => (minor == null ? null : wireMoney(minor, currency));
  const shown = judged.map(({ one, same, faults }) => ({
    endsOn: one.endsOn,
    months: one.months,
    sales: money(declaredSales(one.amounts)),
    payable: money(one.amounts.get('payable')),
    lines: one.amounts.size,
    known: same,
    faults: faults.map((fault) => wireFault(fault, currency)),
  }));
  const notes = read.notes.map((note) => ({ where: note.where, value: note.value, message: noteText(note.code, ctx.language) }));
  return { party, judged, shown: { returns: shown, notes }, questions: read.questions };
}

export const previewReturns: Action<typeof contract.previewReturns> = async (ctx, input) => {
  const { shown, questions } = await look(ctx, input);
  return { ...shown, questions };
};

export const importReturns: Action<typeof contract.importReturns> = async (ctx, input) => {
  const { party, judged, shown, questions } = await look(ctx, input);
  if (questions.length > 0)
    throw new Problem(422, 'questions_open', 'the file leaves questions that only you can answer', { facts: { questions } });
  const file = await fileOf(ctx);
  const news = judged.filter(({ same }) => !same).map(({ one }) => one);
  await record(ctx, party.party_id, news, 'file', file);
  ctx.note({
    subject: { kind: 'vat-returns', id: party.party_id },
    partyId: party.party_id,
    facts: { file: file.fileName, recorded: news.length, unchanged: judged.length - news.length },
  });
  return { ...shown, recorded: news.length, unchanged: judged.length - news.length };
};

export const enterReturn: Action<typeof contract.enterReturn> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const { currency } = ctx.tenant;
  const endsOn = parseDay(input.endsOn, 'endsOn');
  const months = input.months ?? 1;
  if (endsOn !== monthEnd(endsOn) || (months !== 1 && months !== 3))
    throw new Problem(400, 'period_not_month_end', 'a return is of a month or a quarter, named by its last day', {
      fields: [{ field: 'endsOn', message: 'not the last day of its month' }],
    });
  if (endsOn > ctx.today) throw new Problem(400, 'period_in_future', 'the period has not ended yet');
  const amounts = new Map<ReturnLine, bigint>();
  for (const [key, text] of Object.entries(input.amounts)) {
    const line = RETURN_KEYS.find((each) => each === key);
    if (!line)
      throw new Problem(400, 'line_unknown', `${JSON.stringify(key)} is no line of a return`, {
        fields: [{ field: `amounts.${key}`, message: 'no line of a return' }],
      });
    amounts.set(line, parseMinor(text, currency));
  }
  if (amounts.size === 0) throw new Problem(400, 'statement_empty', 'a return has at least one figure');
  const one: VatReturn = { endsOn, months, amounts };
  const [judged] = judge([one], await store.returnsInForce(ctx.tx, family, RETURNS_KEPT));
  if (!judged!.same) await record(ctx, party.party_id, [one], 'keyed', null);
  ctx.note({
    subject: { kind: 'vat-returns', id: party.party_id },
    partyId: party.party_id,
    facts: { endsOn, lines: amounts.size },
  });
  return {
    recorded: judged!.same ? 0 : 1,
    unchanged: judged!.same ? 1 : 0,
    faults: judged!.faults.map((fault) => wireFault(fault, currency)),
  };
};

/** Writes returns in the company's currency; the caller has seen that they are new. */
export async function record(
  ctx: Ctx,
  partyId: string,
  found: readonly VatReturn[],
  source: 'file' | 'keyed',
  file: { fileName: string; sha256: string } | null,
): Promise<void> {
  if (found.length === 0) return;
  await store.insertReturns(
    ctx.tx,
    ctx.tenant.id,
    partyId,
    ctx.actor.name,
    ctx.at,
    found.map((each) => ({
      return_id: newId(),
      ends_on: each.endsOn,
      months: each.months,
      currency: ctx.tenant.currency,
      amounts: Object.fromEntries([...each.amounts].map(([line, minor]) => [line, String(minor)])),
      source,
      file_name: file?.fileName ?? null,
      file_sha256: file?.sha256 ?? null,
    })),
  );
}

export const withdrawReturn: Action<typeof contract.withdrawReturn> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const standing = await store.returnsInForce(ctx.tx, family, RETURNS_KEPT);
  const row = standing.find((each) => each.ends_on === input.endsOn);
  if (!row) throw new Problem(404, 'return_unknown', 'there is no VAT return for this period, or it was withdrawn already');
  await store.withdrawReturn(ctx.tx, ctx.tenant.id, {
    returnId: newId(),
    partyId: party.party_id,
    endsOn: row.ends_on,
    months: row.months,
    currency: row.currency,
    reason: input.reason,
    by: ctx.actor.name,
    at: ctx.at,
  });
  ctx.note({
    subject: { kind: 'vat-return', id: row.return_id },
    partyId: party.party_id,
    facts: { endsOn: row.ends_on, months: row.months },
    reasons: input.reason,
  });
  return { endsOn: row.ends_on };
};

export const returns: Action<typeof contract.returns> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const { currency } = ctx.tenant;
  const money = (minor: bigint) => wireMoney(minor, currency);
  const known = { partyIds: [party.party_id], asOf: ctx.today, knownAt: null, currency };
  const [rows, statements, invoices] = await Promise.all([
    store.returnsInForce(ctx.tx, family, RETURNS_KEPT),
    inForce(ctx.tx, family, null, STATEMENTS_MAX),
    store.invoicedByMonth(ctx.tx, known),
  ]);
  const all = rows.filter((row) => row.currency === currency).map(returnOf);
  const invoiced = invoicedOf(invoices);
  const revenue = revenueOf(statements, currency);
  const byEnd = new Map(all.map((each) => [each.endsOn, each]));
  const declaredMonths = new Set(all.flatMap((each) => monthsBack(each.endsOn, 0, each.months)));
  return {
    currency,
    readings: shownReadings(
      returnReadings(all, { invoiced, revenue: new Map([...revenue].map(([endsOn, each]) => [endsOn, each.minor])) }),
    ),
    lines: RETURN_LINES.map(({ key, zh, en, row }) => ({ line: key, name: { zh, en }, row })),
    returns: rows
      .filter((row) => row.currency === currency)
      .slice(0, RETURNS_SHOWN)
      .map((row) => {
        const one = byEnd.get(row.ends_on)!;
        const sales = declaredSales(one.amounts);
        const months = monthsBack(one.endsOn, 0, one.months).map((day) => invoiced.get(day));
        const listed = months.some((each) => each === undefined) ? null : months.reduce<bigint>((sum, each) => sum + each!, 0n);
        const beside = sales === null || listed === null ? null : { sales, listed };
        return {
          endsOn: row.ends_on,
          months: row.months,
          sales: sales === null ? null : money(sales),
          payable: one.amounts.has('payable') ? money(one.amounts.get('payable')!) : null,
          amounts: Object.fromEntries([...one.amounts].map(([line, minor]) => [line, formatMinor(minor, currency)])),
          invoiced: listed === null ? null : money(listed),
          difference: beside && money(beside.sales - beside.listed),
          differencePpm: beside && differencePpm(beside.sales, beside.listed),
          faults: returnFaults(one, byEnd.get(dayBefore(one))).map((fault) => wireFault(fault, currency)),
          source: row.source,
          fileName: row.file_name,
          by: row.entered_by,
          at: row.recorded_at.toISOString(),
        };
      }),
    missingMonths: missingOf(declaredMonths),
    years: [...revenue].flatMap(([endsOn, each]) => {
      const of = coverage(all, monthsBack(endsOn, 0, 12));
      const parts = of?.map((one) => declaredSales(one.amounts));
      if (!parts || parts.some((part) => part === null)) return [];
      const declared = parts.reduce<bigint>((sum, part) => sum + part!, 0n);
      return [
        {
          endsOn,
          declared: money(declared),
          revenue: money(each.minor),
          scope: each.scope,
          difference: money(each.minor - declared),
          differencePpm: differencePpm(each.minor, declared),
        },
      ];
    }),
  };
};

/** Month ends between the first and the last return that none covers, newest first. */
function missingOf(declared: ReadonlySet<Day>): Day[] {
  const ends = [...declared].sort();
  const [first, last] = [ends[0], ends.at(-1)];
  if (!first || !last) return [];
  const out: Day[] = [];
  for (let day = last; day > first && out.length < RETURNS_SHOWN; day = monthEnd(addMonths(`${day.slice(0, 7)}-01`, -1)))
    if (!declared.has(day)) out.push(day);
  return out;
}
