// Gathering: what the ledger says of every customer as of a day, chunk by chunk, in the shape the engine reads.
import { addMonths, type Day, daysBetween, monthStart } from '#base/date.ts';
import { RECORD_KINDS } from '#engine/dossier-catalogue.ts';
import { type CustomerFacts, MONTHS_MAX, type MonthRow, SETTLEMENTS_MAX } from '#engine/indicators.ts';
import type { Ctx } from '#platform/context.ts';
import * as store from './store-facts.ts';

/** One account of a customer with its facts. A customer who buys in two currencies comes twice. */
export type AccountFacts = {
  readonly accountId: string;
  readonly partyId: string;
  readonly code: string;
  readonly name: string;
  readonly ownerId: string | null;
  readonly currency: string;
  /** Terms of the customer's master; those of a limit stand on its grant. */
  readonly termsDays: number | null;
  readonly facts: CustomerFacts;
};

export type FactsWanted = {
  /** Documents and settlements that the signals read; ratings and limits do without. */
  readonly signals?: boolean;
  /** As known at this instant: what was entered later, however far back it is dated, is left out. Absent: all that is known now. */
  readonly knownAt?: Date;
};

/** Customers whose facts are read together: bounds memory; each statement then works on index ranges. */
const CHUNK = 2_000;
/** Fields of the master that make a customer known: credit code, industry, region, salesperson. */
const PROFILE_ASKED = 4;
/** Groups in groups: the tree is at most so deep. */
const DEPTH_MAX = 10;
const DISHONOURED_MONTHS = 24;
const ADVERSE_MONTHS = 24;
const GRAVE = ['dishonest_debtor', 'consumption_limit', 'bankruptcy', 'deregistration'];
/** Pledges and mortgages are how firms borrow: they speak against nobody by themselves. */
const PLEDGES = ['equity_pledge', 'chattel_mortgage'];
const RECORDS = {
  adverse: RECORD_KINDS.filter((each) => each.adverse && !PLEDGES.includes(each.key)).map((each) => each.key),
  grave: GRAVE,
};

/**
 * The facts of all accounts that have a document or a limit as of `asOf`, in chunks of customers (`partyIds` null: everybody, in order of their ids). Point in time: only what was
 * effective on or before the day. The master keeps no history, so that the file's completeness is unknown for a past day.
 */
export async function* ledgerFacts(
  ctx: Ctx,
  asOf: Day,
  partyIds: readonly string[] | null,
  wanted: FactsWanted = {},
): AsyncGenerator<AccountFacts[]> {
  const whole = await wholeBook(ctx, asOf, partyIds, wanted);
  for await (const chunk of partyChunks(ctx, partyIds)) yield chunkFacts(ctx, asOf, chunk, whole, wanted);
}

/** How many customers a run over everybody will meet. */
export async function partiesInAll(ctx: Ctx): Promise<number> {
  return (await store.countParties(ctx.tx)).parties;
}

export async function* partyChunks(ctx: Ctx, partyIds: readonly string[] | null): AsyncGenerator<readonly string[]> {
  if (partyIds !== null) {
    const sorted = [...new Set(partyIds)].sort();
    for (let from = 0; from < sorted.length; from += CHUNK) yield sorted.slice(from, from + CHUNK);
    return;
  }
  let after: string | null = null;
  for (;;) {
    const rows = await store.partiesAfter(ctx.tx, after, CHUNK);
    if (rows.length > 0) yield rows.map((row) => row.party_id);
    if (rows.length < CHUNK) return;
    after = rows.at(-1)!.party_id;
  }
}

export type WholeBook = {
  readonly exposureOf: ReadonlyMap<string, bigint>;
  readonly billsKept: boolean;
  worstInGroup(partyId: string): number | null;
};

/** What concerns everybody and is read once: the portfolio's exposure, whether bills are kept, who is overdue in which group. */
export async function wholeBook(
  ctx: Ctx,
  asOf: Day,
  partyIds: readonly string[] | null,
  wanted: FactsWanted,
): Promise<WholeBook> {
  const { tx } = ctx;
  const knownAt = wanted.knownAt ?? null;
  const [portfolio, bills, links] = await Promise.all([
    asOf === ctx.today && knownAt === null ? store.portfolioToday(tx) : store.portfolioOn(tx, asOf, knownAt),
    store.billsKept(tx, asOf),
    store.memberships(tx, asOf, knownAt),
  ]);
  const parentOf = new Map(links.map((row) => [row.party_id, row.parent_id]));
  const rootOf = (partyId: string): string | null => {
    let node = parentOf.get(partyId) ?? null;
    for (let depth = 0; node !== null && depth < DEPTH_MAX; depth += 1) {
      const above = parentOf.get(node);
      if (above === undefined) return node;
      node = above;
    }
    return node;
  };
  const membersOf = Map.groupBy(
    links.map((row) => row.party_id),
    (partyId) => rootOf(partyId)!,
  );
  const roots = partyIds === null ? [...membersOf.keys()] : [...new Set(partyIds.map(rootOf).filter((root) => root !== null))];
  const members = roots.flatMap((root) => membersOf.get(root) ?? []);
  const oldest = members.length === 0 ? [] : await store.oldestDue(tx, members, asOf, knownAt);
  const daysOf = new Map(oldest.map((row) => [row.party_id, daysBetween(row.oldest_due_on, asOf)]));
  return {
    exposureOf: new Map(portfolio.map((row) => [row.currency, row.exposure_minor])),
    billsKept: bills.kept,
    worstInGroup(partyId) {
      const root = rootOf(partyId);
      if (root === null) return null;
      let worst = 0;
      for (const member of membersOf.get(root) ?? []) {
        const days = member === partyId ? undefined : daysOf.get(member);
        if (days !== undefined && days > worst) worst = days;
      }
      return worst;
    },
  };
}

/** The facts of one chunk of customers, as ledgerFacts gives them; for runs that read more than the ledger beside it. */
export async function chunkFacts(
  ctx: Ctx,
  asOf: Day,
  partyIds: readonly string[],
  whole: WholeBook,
  wanted: FactsWanted,
): Promise<AccountFacts[]> {
  const { tx } = ctx;
  const accounts = await store.accounts(tx, partyIds, asOf);
  const ids = accounts.map((row) => row.account_id);
  if (ids.length === 0) return [];
  const kin = await store.kinOf(tx, ids, wanted.knownAt ?? null);
  const fromMonth = addMonths(monthStart(asOf), 1 - MONTHS_MAX);
  const [limits, balances, payments, sales, files, dishonoured, documents] = await Promise.all([
    store.permanentUntil(tx, ids, asOf),
    store.balances(tx, kin, asOf),
    store.paymentMonths(tx, kin, fromMonth, asOf),
    store.salesMonths(tx, kin, asOf),
    store.filesOf(tx, partyIds, RECORDS, addMonths(asOf, -ADVERSE_MONTHS), asOf, wanted.knownAt ?? ctx.at),
    whole.billsKept ? store.dishonoured(tx, kin, addMonths(asOf, -DISHONOURED_MONTHS), asOf) : [],
    wanted.signals ? store.signalDocuments(tx, kin, asOf, SETTLEMENTS_MAX) : [],
  ]);
  const fileOf = new Map(files.map((row) => [row.party_id, row]));
  const limitOf = new Map(limits.map((row) => [row.account_id, row.valid_to]));
  const balanceOf = new Map(balances.map((row) => [row.account_id, row]));
  const paymentsOf = Map.groupBy(payments, (row) => row.account_id);
  const salesOf = Map.groupBy(sales, (row) => row.account_id);
  const dishonouredOf = Map.groupBy(dishonoured, (row) => row.account_id);
  const documentsOf = Map.groupBy(documents, (row) => row.account_id);
  return accounts.flatMap((account): AccountFacts[] => {
    const balance = balanceOf.get(account.account_id);
    const known = salesOf.get(account.account_id) ?? [];
    const overall = known.find((row) => row.month_on === null);
    // On that day nobody here knew this customer.
    if (!overall && !balance && account.mode === null) return [];
    const papers = documentsOf.get(account.account_id) ?? [];
    const facts: CustomerFacts = {
      currency: account.currency,
      months: monthsOf(known, paymentsOf.get(account.account_id) ?? [], fromMonth),
      firstDocumentOn: overall?.first_on ?? null,
      lastSaleOn: overall?.last_sale_on ?? null,
      // No entry in the journal is a balance of nothing: known, not missing.
      openMinor: balance ? balance.open_minor : 0n,
      overdueMinor: balance ? balance.overdue_minor : 0n,
      oldestDueOn: balance?.oldest_due_on ?? null,
      exposureMinor: balance ? balance.exposure_minor : 0n,
      mode: account.mode ?? 'none',
      capMinor: account.cap_minor,
      limitValidTo: limitOf.get(account.account_id) ?? null,
      dishonoured: whole.billsKept
        ? (dishonouredOf.get(account.account_id) ?? []).map((row) => ({
            document: row.document,
            on: row.on_day,
            amountMinor: row.amount_minor,
          }))
        : null,
      groupWorstOverdueDays: whole.worstInGroup(account.party_id),
      portfolioExposureMinor: whole.exposureOf.get(account.currency) ?? null,
      settlements: papers
        .filter((row) => row.open_minor === 0n)
        .toReversed()
        .map((row) => ({ document: row.number, dueOn: row.due_on, settledOn: row.settled_on, amountMinor: row.paid_minor })),
      overdueDocuments: papers
        .filter((row) => row.open_minor > 0n)
        .map((row) => ({ number: row.number, dueOn: row.due_on, openMinor: row.open_minor })),
      file: fileFacts(fileOf.get(account.party_id), asOf === ctx.today),
      profile: asOf < ctx.today ? null : { asked: PROFILE_ASKED, present: account.profile_present },
    };
    return [
      {
        accountId: account.account_id,
        partyId: account.party_id,
        code: account.code,
        name: account.name,
        ownerId: account.owner_id,
        currency: account.currency,
        termsDays: account.terms_days,
        facts,
      },
    ];
  });
}

/** No row is a file without any: known. Requests keep no history, so that they are unknown for a past day. */
function fileFacts(row: store.FileRow | undefined, today: boolean): NonNullable<CustomerFacts['file']> {
  const none = { adverse: 0, grave: 0, late_requests: 0 };
  const { adverse, grave, late_requests } = row ?? none;
  return { adverse, grave, lateRequests: today ? late_requests : null };
}

/** Sales and payments of one account side by side, a row a month with any activity, ascending. */
function monthsOf(sales: readonly store.SalesMonthRow[], payments: readonly store.PaymentMonthRow[], from: Day): MonthRow[] {
  const sold = new Map(sales.flatMap((row) => (row.month_on !== null && row.month_on >= from ? [[row.month_on, row]] : [])));
  const paid = new Map(payments.map((row) => [row.month_on, row]));
  return [...new Set([...sold.keys(), ...paid.keys()])].sort().map((monthOn) => {
    const sale = sold.get(monthOn);
    const payment = paid.get(monthOn);
    return {
      monthOn,
      soldMinor: sale ? sale.sold_minor : 0n,
      invoices: sale ? sale.invoices : 0,
      paidMinor: payment ? payment.paid_minor : 0n,
      paidOnTimeMinor: payment ? payment.on_time_minor : 0n,
      lateMinorDays: payment ? BigInt(payment.late_minor_days) : 0n,
      worstDaysLate: payment?.worst_days_late ?? null,
      peakOpenMinor: payment?.peak_open_minor ?? null,
      peakUtilisationPpm: payment?.peak_utilisation_ppm ?? null,
    };
  });
}

/** A customer is judged on one account: the company's own currency, else the one that owes most. */
export function onePerCustomer(accounts: readonly AccountFacts[], currency: string): AccountFacts[] {
  const chosen = new Map<string, AccountFacts>();
  for (const each of accounts) {
    const before = chosen.get(each.partyId);
    if (
      !before ||
      (before.currency !== currency && (each.currency === currency || each.facts.exposureMinor > before.facts.exposureMinor))
    )
      chosen.set(each.partyId, each);
  }
  return [...chosen.values()];
}
