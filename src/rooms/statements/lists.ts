// A customer's own bank statement taken in, and his bank and VAT profiles looked at.
import { Problem } from '#base/assert.ts';
import { addDays } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { decimalsOf, sumMinor, wireMoney } from '#base/money.ts';
import { ratioPpm } from '#base/ratio.ts';
import type { RawRow } from '#base/raw-table.ts';
import { bankFindings } from '#engine/bank-findings.ts';
import { BANK_CLASSES, type BankFacts, bankReadings, dailyBalances, NO_BANK } from '#engine/bank-profile.ts';
import { BANK_ROWS_MAX, type BankRead, readBank } from '#engine/bank-reading.ts';
import { CATALOGUE } from '#engine/indicator-catalogue.ts';
import type { Readings } from '#engine/indicator-reading.ts';
import { NO_VAT, vatReadings } from '#engine/vat-profile.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { readTable } from '#platform/table/read-table.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract-lists.ts';
import { bankFactsOf, vatFactsOf } from './known.ts';
import * as store from './store-lists.ts';
import { vatFiles } from './store-vat.ts';
import { fileOf, uploadOf } from './workbook.ts';

const REFUSED_SHOWN = 50;
const PARTNERS_SHOWN = 10;
const MONTHS_SHOWN = 24;
const VAT_MONTHS_SHOWN = 36;
const RETURNED_SHOWN = 20;
const BALANCES_SHOWN = 120;
const BALANCE_DAYS = 365;
const LINES_CHUNK = 20_000;
/** Lines of the newest year that are looked through for what is odd. */
const FINDING_LINES_MAX = 50_000;

type Asked = { readonly account?: string | undefined; readonly dateOrder?: string | undefined };

/** The call's file as lines of one account. Refuses `bank_unreadable` and what `readTable` refuses. */
async function readFor(ctx: Ctx, firm: string, asked: Asked) {
  const { path, fileName } = uploadOf(ctx);
  const table = await readTable(path, { fileName });
  const rows: RawRow[] = [];
  try {
    for await (const chunk of table.chunks()) {
      rows.push(...chunk);
      if (rows.length > BANK_ROWS_MAX)
        throw new Problem(413, 'too_many_rows', `a bank statement has at most ${BANK_ROWS_MAX} rows`, {
          facts: { most: BANK_ROWS_MAX },
        });
    }
  } finally {
    await table.close();
  }
  const read = readBank(rows, {
    currency: ctx.tenant.currency,
    digitsOf: decimalsOf,
    answers: {
      ...(asked.account ? { account: asked.account } : {}),
      ...(asked.dateOrder ? { 'date-order': asked.dateOrder } : {}),
    },
    firm,
  });
  if ('error' in read) throw new Problem(422, 'bank_unreadable', 'the file names no days and amounts: it is no bank statement');
  return read;
}

function seen(read: BankRead) {
  const money = (side: 'inMinor' | 'outMinor') => wireMoney(sumMinor(read.lines.map((line) => line[side])), read.currency);
  return {
    account: read.account,
    currency: read.currency,
    firstOn: read.lines[0]?.on ?? null,
    lastOn: read.lines.at(-1)?.on ?? null,
    lines: read.lines.length,
    inflow: money('inMinor'),
    outflow: money('outMinor'),
    offBalance: read.offBalance,
    refused: read.refused.slice(0, REFUSED_SHOWN),
    refusedCount: read.refused.length,
  };
}

const NOT_SEEN = {
  account: null,
  currency: null,
  firstOn: null,
  lastOn: null,
  lines: 0,
  inflow: null,
  outflow: null,
  offBalance: 0,
  refused: [],
  refusedCount: 0,
};

export const previewBank: Action<typeof contract.previewBank> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const read = await readFor(ctx, party.name, input);
  return 'questions' in read ? { ...NOT_SEEN, questions: read.questions } : { ...seen(read), questions: [] };
};

export const importBank: Action<typeof contract.importBank> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const read = await readFor(ctx, party.name, input);
  if ('questions' in read)
    throw new Problem(422, 'questions_open', 'the file leaves questions that only you can answer', {
      facts: { questions: read.questions.map((each) => ({ ...each, options: [] })) },
    });
  if (read.refused.length > 0 && input.goodRowsOnly !== true)
    throw new Problem(422, 'bank_rows_refused', `${read.refused.length} rows cannot be read`, {
      facts: { count: read.refused.length, refused: read.refused.slice(0, REFUSED_SHOWN) },
    });
  const future = read.lines.find((line) => line.on > ctx.today);
  if (read.lines.length === 0 || future)
    throw new Problem(
      422,
      'bank_unreadable',
      future ? `a line is dated ${future.on}, which is still to come` : 'the file holds no lines',
    );
  const file = await fileOf(ctx);
  const { id, recorded } = await recordBank(ctx, party.party_id, file, { ...read, account: read.account! });
  ctx.note({
    subject: { kind: 'bank-statement', id },
    partyId: party.party_id,
    facts: { file: file.fileName, recorded, unchanged: read.lines.length - recorded },
  });
  return { ...seen(read), recorded, unchanged: read.lines.length - recorded };
};

/** Keeps the lines that are new, at least one line in all; a file that brings nothing new is no file of its own. */
export async function recordBank(
  ctx: Ctx,
  partyId: string,
  file: { readonly fileName: string; readonly sha256: string },
  read: Pick<BankRead, 'lines' | 'currency'> & { readonly account: string },
): Promise<{ id: string; recorded: number }> {
  const row: store.BankFileRow = {
    bank_file_id: newId(),
    party_id: partyId,
    account: read.account,
    currency: read.currency,
    file_name: file.fileName,
    file_sha256: file.sha256,
    first_on: read.lines[0]!.on,
    last_on: read.lines.at(-1)!.on,
    lines: read.lines.length,
    entered_by: ctx.actor.name,
    recorded_at: ctx.at,
  };
  const recorded = await keepLines(ctx, row, read.lines);
  if (recorded > 0) await store.insertBankFile(ctx.tx, ctx.tenant.id, { ...row, lines: recorded });
  return { id: row.bank_file_id, recorded };
}

async function keepLines(ctx: Ctx, file: store.BankFileRow, lines: BankRead['lines']): Promise<number> {
  const times = new Map<string, number>();
  const rows = lines.map((line): store.NewBankLine => {
    const same = [line.on, line.inMinor, line.outMinor, line.balanceMinor, line.otherSide, line.purpose].join('\n');
    const occurrence = (times.get(same) ?? 0) + 1;
    times.set(same, occurrence);
    return { id: newId(), occurrence, ...line };
  });
  let recorded = 0;
  for (let at = 0; at < rows.length; at += LINES_CHUNK)
    recorded += await store.insertBankLines(ctx.tx, ctx.tenant.id, file, rows.slice(at, at + LINES_CHUNK));
  return recorded;
}

export const withdrawBank: Action<typeof contract.withdrawBank> = async (ctx, input) => {
  const file = await store.bankFileById(ctx.tx, input.id, ownerScope(ctx));
  if (!file) throw new Problem(404, 'bank_unknown', 'there is no such bank statement, or not among your customers');
  const lines = await store.withdrawBankFile(ctx.tx, input.id, ctx.actor.name, ctx.at);
  ctx.note({
    subject: { kind: 'bank-statement', id: input.id },
    partyId: file.party_id,
    facts: { lines },
    reasons: input.reason,
  });
  return { lines };
};

/** Readings of one source in the order of the catalogue. */
export function shownReadings(readings: Readings) {
  return CATALOGUE.flatMap(({ key, title, unit, safer }) => {
    const reading = readings[key];
    return reading ? [{ key, title, unit, safer, value: reading.value, missing: reading.missing ?? null }] : [];
  });
}

const partnersShown = (rows: readonly store.PartnerRow[], whole: bigint, currency: string) =>
  rows.map((row) => ({
    name: row.name,
    amount: wireMoney(row.minor, currency),
    lines: row.lines,
    sharePpm: ratioPpm(row.minor, whole),
  }));

export const bank: Action<typeof contract.bank> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const { currency } = ctx.tenant;
  const money = (minor: bigint) => wireMoney(minor, currency);
  const known = { partyIds: [party.party_id], asOf: ctx.today, knownAt: null, currency };
  const facts: BankFacts = (await bankFactsOf(ctx, known)).get(party.party_id) ?? NO_BANK;
  const files = await store.bankFiles(ctx.tx, family);
  const lastOn = facts.lastOn ?? ctx.today;
  const [months, payers, payees, returned, lines] = await Promise.all([
    store.bankMonths(ctx.tx, family, currency, MONTHS_SHOWN),
    store.bankPartners(ctx.tx, family, currency, 'in', lastOn, PARTNERS_SHOWN),
    store.bankPartners(ctx.tx, family, currency, 'out', lastOn, PARTNERS_SHOWN),
    store.bankReturned(ctx.tx, family, currency, RETURNED_SHOWN),
    store.bankLinesOfYear(ctx.tx, family, currency, lastOn, FINDING_LINES_MAX),
  ]);
  const year = facts.slots.filter((each) => each.slot < 12);
  const sum = (side: 'inMinor' | 'outMinor', of: string) =>
    sumMinor(year.filter((each) => each.class === of).map((each) => each[side]));
  const daily = dailyBalances(facts.closings, lastOn, BALANCE_DAYS);
  const step = Math.max(1, Math.ceil(daily.length / BALANCES_SHOWN));
  return {
    currency,
    firstOn: facts.firstOn,
    lastOn: facts.lastOn,
    readings: shownReadings(bankReadings(facts)),
    months: months
      .toReversed()
      .map((row) => ({ monthOn: row.month_on, inflow: money(row.in_minor), outflow: money(row.out_minor) })),
    balances: daily.flatMap((minor, at) =>
      (daily.length - 1 - at) % step === 0 ? [{ on: addDays(lastOn, at + 1 - daily.length), balance: money(minor) }] : [],
    ),
    payers: partnersShown(payers, facts.payers?.totalMinor ?? 0n, currency),
    payees: partnersShown(payees, sum('outMinor', 'trade'), currency),
    classes: BANK_CLASSES.flatMap((of) => {
      const lines = year.filter((each) => each.class === of).reduce((total, each) => total + each.lines, 0);
      return lines === 0 ? [] : [{ class: of, inflow: money(sum('inMinor', of)), outflow: money(sum('outMinor', of)), lines }];
    }),
    returned: returned.map((row) => ({
      on: row.on_day,
      amount: money(row.minor),
      otherSide: row.other_side,
      purpose: row.purpose,
    })),
    findings: bankFindings(lines, 10n ** BigInt(decimalsOf(currency))).map(({ minor, cases, ...each }) => ({
      ...each,
      amount: minor === null ? null : money(minor),
      cases: cases.map((one) => ({ on: one.on, until: one.until, amount: one.minor === null ? null : money(one.minor) })),
    })),
    files: files.map((row) => ({
      id: row.bank_file_id,
      fileName: row.file_name,
      account: row.account,
      firstOn: row.first_on,
      lastOn: row.last_on,
      lines: row.lines,
      by: row.entered_by,
      at: row.recorded_at.toISOString(),
    })),
  };
};

export const vat: Action<typeof contract.vat> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const { currency } = ctx.tenant;
  const money = (minor: bigint) => wireMoney(minor, currency);
  const known = { partyIds: [party.party_id], asOf: ctx.today, knownAt: null, currency };
  const facts = (await vatFactsOf(ctx, known)).get(party.party_id) ?? NO_VAT;
  const lastOn = facts.lastOn ?? ctx.today;
  const [totals, months, customers, suppliers, files] = await Promise.all([
    store.vatTotals(ctx.tx, family, currency),
    store.vatMonths(ctx.tx, family, currency, VAT_MONTHS_SHOWN),
    store.vatTop(ctx.tx, family, currency, 'out', lastOn, PARTNERS_SHOWN),
    store.vatTop(ctx.tx, family, currency, 'in', lastOn, PARTNERS_SHOWN),
    vatFiles(ctx.tx, family),
  ]);
  const whole = (direction: 'out' | 'in') => facts.partners.find((each) => each.direction === direction)?.totalMinor ?? 0n;
  return {
    currency,
    readings: shownReadings(vatReadings(facts)),
    totals: totals.map((row) => ({
      direction: row.direction,
      lines: row.lines,
      voids: row.voids,
      reds: row.reds,
      net: money(row.net_minor),
      tax: money(row.tax_minor),
      gross: money(row.gross_minor),
      partners: row.partners,
      firstOn: row.first_on,
      lastOn: row.last_on,
    })),
    months: months
      .toReversed()
      .map((row) => ({ monthOn: row.month_on, sales: money(row.out_minor), purchases: money(row.in_minor) })),
    customers: partnersShown(customers, whole('out'), currency),
    suppliers: partnersShown(suppliers, whole('in'), currency),
    files: files.map((row) => ({
      id: row.vat_file_id,
      fileName: row.file_name,
      firstOn: row.first_on,
      lastOn: row.last_on,
      lines: row.lines,
      by: row.entered_by,
      at: row.recorded_at.toISOString(),
    })),
  };
};
