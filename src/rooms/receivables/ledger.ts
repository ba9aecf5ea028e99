// Looking at the ledger: ageing, the credit ledger as of any day, its workbook, documents, payment behaviour.
import { Problem } from '#base/assert.ts';
import { addMonths, type Day, daysBetween, earlier, monthEnd, monthStart } from '#base/date.ts';
import { formatMinor, wireMoney } from '#base/money.ts';
import { ratioPpm } from '#base/ratio.ts';
import { availableOf, utilisationPpm } from '#engine/account.ts';
import { AGEING_KEYS, ageDueDays } from '#engine/ageing.ts';
import { toHome } from '#engine/currency-rates.ts';
import { type AsOf, asOfOf, isNow } from '#platform/as-of.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import type { InputOf } from '#platform/operation.ts';
import { type TableColumn, writeCsv, writeTable } from '#platform/table/write-table.ts';
import { temporaryFile } from '#platform/temporary-file.ts';
import { familyOf, resolveParty, searchKey, sees } from '#rooms/customers/actions.ts';
import { accountsOf, turnDue } from '#rooms/exposure/actions.ts';
import { ratesInForce } from '#rooms/exposure/rates.ts';
import type * as contract from './contract.ts';
import { dayBook } from './day-book.ts';
import { disputedByDueDay, disputedOf } from './store-disputed.ts';
import * as store from './store-ledger.ts';
import * as past from './store-past.ts';

/** Excel holds 1,048,576 rows; so does an export. */
const EXPORT_ROWS_MAX = 1_000_000;
const STRIP_INVOICES_MAX = 120;

export const ageing: Action<typeof contract.ageing> = async (ctx, input) => {
  const asOf = asOfOf(ctx, input);
  const partyId = input.customer ? (await resolveParty(ctx, input.customer)).party_id : null;
  const [days, disputed, unapplied, currencies] = await Promise.all([
    store.openByDueDay(ctx.tx, asOf, partyId, ownerScope(ctx)),
    disputedByDueDay(ctx.tx, asOf, partyId, ownerScope(ctx)),
    store.unappliedByCurrency(ctx.tx, asOf, partyId, ownerScope(ctx)),
    store.currencies(ctx.tx),
  ]);
  const byCurrency = Map.groupBy(days, (row) => row.currency);
  const unappliedOf = new Map(unapplied.map((row) => [row.currency, row.unapplied_minor]));
  return {
    asOf: asOf.day,
    currencies: currencies.map(({ currency }) => {
      const rows = (byCurrency.get(currency) ?? []).map((row) => ({
        dueOn: row.due_on,
        openMinor: row.open_minor,
        disputedMinor: 0n,
        items: row.items,
      }));
      const aged = ageDueDays(rows, asOf.day);
      const mine = disputed.filter((row) => row.currency === currency);
      const disputes = ageDueDays(
        mine.map((row) => ({ dueOn: row.due_on, openMinor: row.disputed_minor, disputedMinor: row.disputed_minor, items: 1 })),
        asOf.day,
      );
      return {
        currency,
        total: formatMinor(aged.openMinor, currency),
        items: aged.items.reduce((sum, count) => sum + count, 0),
        disputed: formatMinor(disputes.openMinor, currency),
        unapplied: formatMinor(unappliedOf.get(currency) ?? 0n, currency),
        buckets: AGEING_KEYS.map((key, at) => ({
          key,
          amount: formatMinor(aged.bucketsMinor[at]!, currency),
          items: aged.items[at]!,
          disputed: formatMinor(disputes.bucketsMinor[at]!, currency),
        })),
      };
    }),
  };
};

type LedgerInput = InputOf<typeof contract.ledger>;

async function filterOf(ctx: Ctx, input: Omit<LedgerInput, 'offset' | 'limit'>): Promise<store.LedgerFilter> {
  const asOf = asOfOf(ctx, input);
  const isToday = isNow(ctx, asOf);
  // Stored days hold while nothing has passed; what has passed is turned before it is shown.
  if (isToday) await turnDue(ctx);
  return {
    tenantId: ctx.tenant.id,
    asOf,
    bookId: isToday ? null : await dayBook(ctx, asOf),
    totals: isToday && (await store.anyTotals(ctx.tx, ctx.tenant.id)).any,
    currency: input.currency ?? null,
    text: input.text?.trim() ? { code: input.text.trim(), nameKey: searchKey(input.text) } : null,
    overdueOnly: input.overdueOnly ?? false,
    minUtilisationPpm: input.minUtilisationPct === undefined ? null : input.minUtilisationPct * 10_000,
    overLimit: input.overLimit ?? false,
    frozen: input.frozen ?? false,
    grades: input.grade ? input.grade.split(',').map((grade) => grade.trim()) : null,
    ownerName: input.owner ?? null,
    ownerId: ownerScope(ctx),
    groupCode: input.group ?? null,
    region: input.region ?? null,
    industry: input.industry ?? null,
  };
}

export const ledger: Action<typeof contract.ledger> = async (ctx, input) => {
  const filter = await filterOf(ctx, input);
  const offset = input.offset ?? 0;
  const limit = input.limit ?? 50;
  const page = { sort: input.sort ?? 'exposure', descending: input.descending ?? input.sort === undefined, offset, limit };
  const [rows, totals] = await Promise.all([
    store.ledgerPage(ctx.tx, filter, page, ctx.tenant.timeZone),
    store.ledgerTotals(ctx.tx, filter, ctx.tenant.timeZone),
  ]);
  return {
    asOf: filter.asOf.day,
    buckets: [...AGEING_KEYS],
    rows: rows.map((row) => wireRow(row, filter.asOf.day)),
    totals: totals.map(wireTotal),
    home: await homeTotal(ctx, filter.asOf, totals),
    next: rows.length === limit ? offset + limit : null,
  };
};

/** All currencies together in our own, at the rates of that day. null: there is one currency only, or one of them had no rate then. */
async function homeTotal(ctx: Ctx, asOf: AsOf, totals: readonly store.LedgerTotal[]) {
  const home = ctx.tenant.currency;
  if (totals.every((row) => row.currency === home)) return null;
  const rates = await ratesInForce(ctx, asOf.day, asOf.knownAt);
  const missing = totals.flatMap((row) => (row.currency === home || rates.has(row.currency) ? [] : [row.currency]));
  const sum = (of: (row: store.LedgerTotal) => bigint) =>
    wireMoney(
      totals.reduce((all, row) => {
        const rate = rates.get(row.currency);
        return all + (row.currency === home ? of(row) : rate ? toHome(of(row), rate) : 0n);
      }, 0n),
      home,
    );
  return {
    exposure: sum((row) => row.exposure_minor),
    open: sum((row) => row.open_minor),
    overdue: sum((row) => row.overdue_minor),
    ratesOf: asOf.day,
    missing,
  };
}

function wireTotal(row: store.LedgerTotal) {
  const money = (minor: bigint) => wireMoney(minor, row.currency);
  return {
    currency: row.currency,
    customers: row.customers,
    overdueCustomers: row.overdue_customers,
    limit: money(row.limit_minor),
    open: money(row.open_minor),
    bills: money(row.bills_minor),
    delivered: money(row.delivered_minor),
    reserved: money(row.reserved_minor),
    unapplied: money(row.unapplied_minor),
    exposure: money(row.exposure_minor),
    available: money(row.available_minor),
    overdue: money(row.overdue_minor),
    ageing: row.ageing.map(money),
  };
}

export const ledgerPivot: Action<typeof contract.ledgerPivot> = async (ctx, input) => {
  const { by, ...asked } = input;
  const filter = await filterOf(ctx, asked);
  const [rows, totals] = await Promise.all([
    store.ledgerPivot(ctx.tx, filter, by, ctx.tenant.timeZone),
    store.ledgerTotals(ctx.tx, filter, ctx.tenant.timeZone),
  ]);
  return {
    asOf: filter.asOf.day,
    buckets: [...AGEING_KEYS],
    rows: rows.map((row) => ({
      key: row.key,
      label: row.label,
      ...wireTotal(row),
      // Of those who have a limit: what an unlimited customer owes uses none of it.
      utilisationPpm: ratioPpm(row.limit_minor - row.available_minor, row.limit_minor),
      oldestDays: row.oldest_due_on === null ? null : daysBetween(row.oldest_due_on, filter.asOf.day),
    })),
    totals: totals.map(wireTotal),
  };
};

function wireRow(row: store.LedgerRow, asOf: Day) {
  const money = (minor: bigint) => wireMoney(minor, row.currency);
  const available = availableOf(row.cap_mode, row.cap_minor, row.capped_minor);
  return {
    customer: { id: row.party_id, code: row.code, name: row.name, owner: row.owner_name, group: row.group_name },
    currency: row.currency,
    grade: row.grade,
    limitMode: row.cap_mode,
    limit: row.cap_minor === null ? null : money(row.cap_minor),
    limitExpiredOn: row.cap_expired_on,
    open: money(row.open_minor),
    bills: money(row.bills_minor),
    delivered: money(row.delivered_minor),
    reserved: money(row.reserved_minor),
    unapplied: money(row.unapplied_minor),
    exposure: money(row.exposure_minor),
    available: available === null ? null : money(available),
    utilisationPpm: utilisationPpm(row.cap_mode, row.cap_minor, row.capped_minor),
    overdue: money(row.overdue_minor),
    oldestDueOn: row.oldest_due_on,
    oldestDays: row.oldest_due_on === null ? null : daysBetween(row.oldest_due_on, asOf),
    ageing: row.ageing.map(money),
    termsDays: row.terms_days,
    lastPaidOn: row.last_paid_on,
    frozen: row.frozen,
    disputed: money(row.disputed_minor),
  };
}

export const exportLedger: Action<typeof contract.exportLedger> = async (ctx, input) => {
  const filter = await filterOf(ctx, input);
  const page = {
    sort: input.sort ?? 'exposure',
    descending: input.descending ?? input.sort === undefined,
    offset: 0,
    limit: EXPORT_ROWS_MAX,
  };
  const rows = store.ledgerStream(ctx.tx, filter, page, ctx.tenant.timeZone);
  const zh = ctx.language === 'zh';
  const columns = ledgerColumns(zh, filter.asOf.day);
  const name = `${zh ? '授信台账' : 'credit-ledger'}-${filter.asOf.day}`;
  if (input.format === 'csv') {
    return {
      fileName: `${name}.csv`,
      contentType: 'text/csv; charset=utf-8',
      path: await temporaryFile(writeCsv(rows, columns)),
    };
  }
  const title = zh
    ? `授信台账 · 截至 ${filter.asOf.day} · ${ctx.tenant.displayName}`
    : `Credit ledger as of ${filter.asOf.day} · ${ctx.tenant.displayName}`;
  const sheet = writeTable(rows, columns, { sheetName: zh ? '授信台账' : 'Credit ledger', title, language: ctx.language });
  return {
    fileName: `${name}.xlsx`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    path: await temporaryFile(sheet),
  };
};

function ledgerColumns(zh: boolean, asOf: Day): TableColumn<store.LedgerRow>[] {
  type Row = store.LedgerRow;
  const text = (heading: string, value: (row: Row) => string | null, width?: number): TableColumn<Row> => ({
    heading,
    type: 'text',
    value,
    ...(width ? { width } : {}),
  });
  const money = (heading: string, value: (row: Row) => bigint | null): TableColumn<Row> => ({
    heading,
    type: 'money',
    total: true,
    value: (row) => {
      const minor = value(row);
      return minor === null ? null : { minor, currency: row.currency };
    },
  });
  const bucket = (key: string) =>
    key === 'not_due'
      ? zh
        ? '未到期'
        : 'Not due'
      : key === 'over_365'
        ? zh
          ? '365 天以上'
          : 'Over 365'
        : zh
          ? `逾期 ${key} 天`
          : `${key} days`;
  return [
    text(zh ? '客户编码' : 'Customer code', (row) => row.code),
    text(zh ? '客户名称' : 'Customer', (row) => row.name, 30),
    text(zh ? '集团' : 'Group', (row) => row.group_name),
    text(zh ? '业务员' : 'Salesperson', (row) => row.owner_name),
    text(zh ? '评级' : 'Grade', (row) => row.grade),
    text(zh ? '币种' : 'Currency', (row) => row.currency),
    money(zh ? '额度' : 'Limit', (row) => row.cap_minor),
    money(zh ? '应收' : 'Receivables', (row) => row.open_minor),
    money(zh ? '票据' : 'Bills', (row) => row.bills_minor),
    money(zh ? '未开票发货' : 'Delivered, not invoiced', (row) => row.delivered_minor),
    money(zh ? '订单占用' : 'Reserved by orders', (row) => row.reserved_minor),
    money(zh ? '未核销收款' : 'Unapplied', (row) => row.unapplied_minor),
    money(zh ? '敞口' : 'Exposure', (row) => row.exposure_minor),
    money(zh ? '可用' : 'Available', (row) => availableOf(row.cap_mode, row.cap_minor, row.capped_minor)),
    {
      heading: zh ? '使用率' : 'Utilisation',
      type: 'percent',
      value: (row) => utilisationPpm(row.cap_mode, row.cap_minor, row.capped_minor),
    },
    money(zh ? '逾期' : 'Overdue', (row) => row.overdue_minor),
    {
      heading: zh ? '最长逾期天数' : 'Oldest, days',
      type: 'number',
      value: (row) => (row.oldest_due_on === null ? null : daysBetween(row.oldest_due_on, asOf)),
    },
    ...AGEING_KEYS.map((key, at) => money(bucket(key), (row) => row.ageing[at] ?? 0n)),
    money(zh ? '其中有争议' : 'Of it disputed', (row) => row.disputed_minor),
    { heading: zh ? '账期天数' : 'Terms, days', type: 'number', value: (row) => row.terms_days },
    { heading: zh ? '最近回款' : 'Last payment', type: 'day', value: (row) => row.last_paid_on },
  ];
}

export const documents: Action<typeof contract.documents> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const limit = input.limit ?? 50;
  const asOf = asOfOf(ctx, input);
  const family = await familyOf(ctx, party.party_id);
  const show = input.show ?? 'open';
  const before = readDayMark(input.cursor);
  const rows = isNow(ctx, asOf)
    ? await store.documentsPage(ctx.tx, family, show, ctx.today, before, limit)
    : await documentsThen(ctx, { id: party.party_id, family }, show, asOf, before, limit);
  const last = rows.at(-1);
  return {
    documents: rows.map((row) => ({
      id: row.document_id,
      kind: row.kind,
      number: row.number,
      entity: row.entity,
      issuedOn: row.issued_on,
      dueOn: row.due_on,
      amount: wireMoney(row.amount_minor, row.currency),
      open: wireMoney(row.open_minor, row.currency),
      daysPastDue: row.due_on === null || row.open_minor === 0n ? null : daysBetween(row.due_on, asOf.day),
      disputed: row.disputed_minor > 0n ? wireMoney(row.disputed_minor, row.currency) : null,
      importId: row.import_id,
      importRow: row.import_row,
      billState: row.bill_state,
    })),
    next: rows.length === limit && last ? dayMark(last.issued_on, last.document_id) : null,
  };
};

async function documentsThen(
  ctx: Ctx,
  party: Parameters<typeof past.documentsOn>[1],
  show: 'open' | 'overdue' | 'all',
  asOf: AsOf,
  before: ReturnType<typeof readDayMark>,
  limit: number,
): Promise<store.DocumentListRow[]> {
  const rows = await past.documentsOn(ctx.tx, party, show, asOf, before, limit);
  const disputed = await disputedOf(
    ctx.tx,
    rows.map((row) => row.document_id),
    asOf,
  );
  const disputedMinor = new Map(disputed.map((row) => [row.document_id, row.disputed_minor]));
  return rows.map((row) => ({ ...row, disputed_minor: disputedMinor.get(row.document_id) ?? 0n }));
}

export const document: Action<typeof contract.document> = async (ctx, input) => {
  const row = await store.documentById(ctx.tx, input.id);
  if (!row || !sees(ctx.actor, row)) throw new Problem(404, 'document_unknown', 'there is no such document');
  const [applications, bill] = await Promise.all([store.applicationsOf(ctx.tx, input.id), store.billEvents(ctx.tx, input.id)]);
  return {
    id: row.document_id,
    kind: row.kind,
    number: row.number,
    customer: { code: row.code, name: row.name },
    entity: row.entity,
    issuedOn: row.issued_on,
    postedOn: row.posted_on,
    dueOn: row.due_on,
    amount: wireMoney(row.amount_minor, row.currency),
    open: wireMoney(row.open_minor, row.currency),
    disputed: row.disputed_minor > 0n ? wireMoney(row.disputed_minor, row.currency) : null,
    source: row.source,
    importFile: row.import_file,
    importRow: row.import_row,
    recordedAt: row.recorded_at.toISOString(),
    reference: row.reference,
    note: row.note,
    state: row.reverses !== null ? 'reversal' : row.reversed_by !== null ? 'reversed' : 'standing',
    applications: applications.map((each) => ({
      id: each.application_id,
      standing: each.standing,
      reason: each.reason,
      kind: each.kind,
      number: each.number,
      documentId: each.document_id,
      amount: wireMoney(each.amount_minor, row.currency),
      effectiveOn: each.effective_on,
    })),
    bill: bill.map((each) => ({
      state: each.state,
      type: each.bill_type,
      acceptor: each.acceptor,
      recourse: each.recourse,
      effectiveOn: each.effective_on,
    })),
  };
};

export const behaviour: Action<typeof contract.behaviour> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const family = await familyOf(ctx, party.party_id);
  const months = input.months ?? 12;
  const asOf = asOfOf(ctx, input);
  const now = isNow(ctx, asOf);
  const since = addMonths(monthStart(asOf.day), -months + 1);
  const accounts = (await accountsOf(ctx, party.party_id)).filter((row) => row.kind === 'own');
  // The account in the company's own currency speaks for the customer; where there is none, the first.
  const account = accounts.find((row) => row.currency === ctx.tenant.currency) ?? accounts[0];
  const ends = Array.from({ length: months }, (_, at) => earlier(monthEnd(addMonths(since, at)), asOf.day));
  const [invoices, rows] = await Promise.all([
    now
      ? store.invoicesSince(ctx.tx, family, since, STRIP_INVOICES_MAX)
      : past.invoicesOn(ctx.tx, { id: party.party_id, family }, since, asOf, STRIP_INVOICES_MAX),
    account ? store.monthsOf(ctx.tx, account.account_id, ends, now ? null : asOf) : [],
  ]);
  return {
    asOf: asOf.day,
    invoices: invoices.map((row) => ({
      number: row.number,
      issuedOn: row.issued_on,
      dueOn: row.due_on,
      amount: wireMoney(row.amount_minor, row.currency),
      settledOn: row.settled_on,
      daysLate: daysBetween(row.due_on, row.settled_on ?? asOf.day),
    })),
    months: rows.map((row) => ({
      month: row.month_end.slice(0, 7),
      sold: wireMoney(row.sold_minor, account!.currency),
      paid: wireMoney(row.paid_minor, account!.currency),
      exposure: wireMoney(row.exposure_minor, account!.currency),
      limit: row.cap_mode === 'amount' && row.cap_minor !== null ? wireMoney(row.cap_minor, account!.currency) : null,
      weightedDaysLate: row.weighted_days_late,
      payments: row.payments,
      onTimePpm: row.behaved_minor === null ? null : ratioPpm(row.on_time_minor ?? 0n, row.behaved_minor),
      daysLateMax: row.days_late_max,
    })),
  };
};
