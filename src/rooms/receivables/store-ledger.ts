// SQL that reads the ledger: ageing, the credit ledger as of any day, documents, payment behaviour.
import type { Day } from '#base/date.ts';
import type { CapMode } from '#engine/account.ts';
import { AGEING_CUTS } from '#engine/ageing.ts';
import { type AsOf, counted, knownBy } from '#platform/as-of.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';
import type { LEDGER_PIVOTS, LEDGER_SORTS } from './contract.ts';
import { standingOn } from './store-disputed.ts';
import { directoryThen, frozenOn, gradesThen, membershipsThen, termsThen } from './store-known.ts';
import { paidMonthsOn } from './store-past.ts';

/** Open amount and number of items per currency and due day. An item is open where the entries that name it do not sum to zero. */
export function openByDueDay(
  tx: Tx,
  asOf: AsOf,
  partyId: string | null,
  ownerId: string | null,
): Promise<{ currency: string; due_on: Day; open_minor: bigint; items: number }[]> {
  return tx.rows(sql`
    with item as (
      select j.account_id, j.source_id, j.due_on, sum(j.amount_minor) as open_minor
      from exposure.journal j
      where j.part = 'open' and ${counted(asOf)}
      group by j.account_id, j.source_id, j.due_on
      having sum(j.amount_minor) <> 0
    )
    select p.currency, i.due_on, sum(i.open_minor)::bigint as open_minor, count(*)::int as items
    from item i
    join exposure.positions p on p.account_id = i.account_id
    join customers.everybody d on d.party_id = p.party_id
    where (${partyId}::uuid is null or p.party_id = ${partyId}::uuid) and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    group by p.currency, i.due_on`);
}

export function unappliedByCurrency(
  tx: Tx,
  asOf: AsOf,
  partyId: string | null,
  ownerId: string | null,
): Promise<{ currency: string; unapplied_minor: bigint }[]> {
  return tx.rows(sql`
    select p.currency, sum(j.amount_minor)::bigint as unapplied_minor
    from exposure.journal j
    join exposure.positions p on p.account_id = j.account_id
    join customers.everybody d on d.party_id = p.party_id
    where j.part = 'unapplied' and ${counted(asOf)}
      and (${partyId}::uuid is null or p.party_id = ${partyId}::uuid) and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    group by p.currency`);
}

/** Currencies that have accounts at all, so that an empty ageing still names them. */
export function currencies(tx: Tx): Promise<{ currency: string }[]> {
  return tx.rows(
    sql<{ currency: string }>`select distinct currency from exposure.positions where kind = 'own' order by currency`,
  );
}

/**
 * One row an own account, the same columns whichever day is asked for: today's as they stand, another day's from its day book.
 * The tenant is named although row-level security asks for it too: compared with a value, the policy is decided once a statement and not
 * once a row, which halves the time of a scan of 100,000 accounts.
 */
function source(filter: LedgerFilter): RawBuilder<unknown> {
  const columns =
    sql.raw(`p.tenant_id, p.account_id, p.party_id, p.currency, p.open_minor, p.bills_minor, p.delivered_minor, p.reserved_minor,
    p.unapplied_minor, p.exposure_minor, p.cap_mode, p.cap_minor, p.cap_expired_on, p.overdue_minor, p.oldest_due_on, p.ageing, p.last_paid_on`);
  if (filter.bookId === null && filter.totals) {
    // What a limit caps: where a customer owes in several currencies, all of it together. Totals are few and found by their key.
    return sql`select ${columns}, coalesce(t.exposure_minor, p.exposure_minor) as capped_minor from exposure.positions p
               left join exposure.positions t on t.tenant_id = ${filter.tenantId}::uuid and t.kind = 'total' and t.party_id = p.party_id
                    and t.currency = p.currency
               where p.tenant_id = ${filter.tenantId}::uuid and p.kind = 'own'`;
  }
  return filter.bookId === null
    ? sql`select ${columns}, p.exposure_minor as capped_minor from exposure.positions p
          where p.tenant_id = ${filter.tenantId}::uuid and p.kind = 'own' and p.moved_to is null`
    : sql`select ${columns}, p.exposure_minor as capped_minor from receivables.day_book_rows p
          where p.tenant_id = ${filter.tenantId}::uuid and p.book_id = ${filter.bookId}::uuid`;
}

export type LedgerFilter = {
  readonly tenantId: string;
  readonly asOf: AsOf;
  /** The day book of a day that is not today; null: today, from the accounts themselves. */
  readonly bookId: string | null;
  /** Whether anybody owes in several currencies: else nothing is joined for it. */
  readonly totals: boolean;
  readonly currency: string | null;
  /** Part of a name, or the beginning of a code. */
  readonly text: { readonly code: string; readonly nameKey: string } | null;
  readonly overdueOnly: boolean;
  readonly minUtilisationPpm: number | null;
  readonly overLimit: boolean;
  readonly frozen: boolean;
  readonly grades: readonly string[] | null;
  readonly ownerName: string | null;
  readonly ownerId: string | null;
  readonly groupCode: string | null;
  readonly region: string | null;
  readonly industry: string | null;
};

export type LedgerRow = {
  account_id: string;
  party_id: string;
  code: string;
  name: string;
  owner_name: string | null;
  group_name: string | null;
  currency: string;
  grade: string | null;
  cap_mode: CapMode;
  cap_minor: bigint | null;
  cap_expired_on: Day | null;
  open_minor: bigint;
  bills_minor: bigint;
  delivered_minor: bigint;
  reserved_minor: bigint;
  unapplied_minor: bigint;
  exposure_minor: bigint;
  /** What counts against the limit: the exposure, or over all currencies of the customer. */
  capped_minor: bigint;
  overdue_minor: bigint;
  oldest_due_on: Day | null;
  ageing: bigint[];
  terms_days: number | null;
  last_paid_on: Day | null;
  frozen: boolean;
  disputed_minor: bigint;
};

const AVAILABLE = `case when l.cap_mode = 'unlimited' then null else coalesce(l.cap_minor, 0) - l.capped_minor end`;
/** For the order only, so a double will do: numeric took twice as long. */
const UTILISATION = `case when l.cap_mode = 'amount' and l.cap_minor > 0 then l.capped_minor::float8 / l.cap_minor end`;

/** What each heading sorts by. Text by pinyin, as people look names up. */
const SORTS: Readonly<Record<(typeof LEDGER_SORTS)[number], string>> = {
  code: 'd.code',
  name: 'd.name collate "zh-x-icu"',
  grade: 'g.score',
  owner: 'd.owner_name collate "zh-x-icu"',
  limit: 'l.cap_minor',
  open: 'l.open_minor',
  bills: 'l.bills_minor',
  delivered: 'l.delivered_minor',
  reserved: 'l.reserved_minor',
  unapplied: 'l.unapplied_minor',
  exposure: 'l.exposure_minor',
  available: AVAILABLE,
  utilisation: UTILISATION,
  overdue: 'l.overdue_minor',
  oldestDays: 'l.oldest_due_on',
  termsDays: 'd.terms_days',
  lastPaidOn: 'l.last_paid_on',
  disputed: 'q.disputed_minor',
};
/** Sorting by age is sorting by day backwards. */
const REVERSED: ReadonlySet<string> = new Set(['oldestDays']);
const NEVER_EMPTY: ReadonlySet<string> = new Set([
  'code',
  'name',
  'open',
  'bills',
  'delivered',
  'reserved',
  'unapplied',
  'exposure',
  'overdue',
]);

/** The tables a sort needs beside the accounts; what is not asked for is not joined. */
function joins(filter: LedgerFilter, needs: { directory: boolean; grade: boolean; disputed?: boolean }): RawBuilder<unknown> {
  const named = sql`join ${directory(filter)} d on d.tenant_id = l.tenant_id and d.party_id = l.party_id`;
  return sql`${needs.directory ? named : sql``} ${needs.grade ? grades(filter) : sql``} ${needs.disputed ? disputed(filter) : sql``}`;
}

/** Who was merged since stands in the book of an earlier day under his own name. */
function directory(filter: LedgerFilter): RawBuilder<unknown> {
  return filter.bookId === null ? sql`customers.directory` : directoryThen(filter.asOf);
}

/** What stands today; of another day what stood then of what was open then. */
function disputed(filter: LedgerFilter): RawBuilder<unknown> {
  if (filter.bookId !== null) {
    return sql`left join (
      select s.account_id, sum(s.disputed_minor)::bigint as disputed_minor from (${standingOn(filter.asOf)}) s group by s.account_id
    ) q on q.account_id = l.account_id`;
  }
  return sql`left join (
    select s.party_id, s.currency, sum(s.disputed_minor)::bigint as disputed_minor
    from settlements.standing_disputes s group by s.party_id, s.currency
  ) q on q.party_id = l.party_id and q.currency = l.currency`;
}

function grades(filter: LedgerFilter): RawBuilder<unknown> {
  if (filter.bookId === null) return sql`left join ratings.latest g on g.tenant_id = l.tenant_id and g.party_id = l.party_id`;
  return gradesThen(filter.asOf);
}

/**
 * What is said of the customer is looked up first, as an array of ids. Joined, the planner guesses that a third of all names match and
 * fetches customers one by one until fifty do.
 */
function where(filter: LedgerFilter, timeZone: string): RawBuilder<unknown> {
  const tests: RawBuilder<unknown>[] = [sql`true`];
  const party = partyTests(filter);
  if (party.length > 0) {
    tests.push(sql`l.party_id = any(array(
      select d.party_id from ${directory(filter)} d where d.tenant_id = ${filter.tenantId}::uuid and ${sql.join(party, sql` and `)}))`);
  }
  if (filter.currency !== null) tests.push(sql`l.currency = ${filter.currency}`);
  if (filter.overdueOnly) tests.push(sql`l.overdue_minor > 0`);
  if (filter.minUtilisationPpm !== null) {
    tests.push(
      sql`l.cap_mode = 'amount' and l.capped_minor::numeric * 1000000 >= l.cap_minor::numeric * ${filter.minUtilisationPpm}::int`,
    );
  }
  if (filter.overLimit) tests.push(sql`l.cap_mode <> 'unlimited' and l.capped_minor > coalesce(l.cap_minor, 0)`);
  if (filter.frozen) tests.push(frozenOn(filter.asOf, timeZone));
  if (filter.grades !== null) tests.push(gradedOneOf(filter, filter.grades));
  return sql.join(tests, sql` and `);
}

function partyTests(filter: LedgerFilter): RawBuilder<unknown>[] {
  const tests: RawBuilder<unknown>[] = [];
  if (filter.text !== null) {
    const coded = sql`starts_with(lower(d.code), lower(${filter.text.code}))`;
    tests.push(filter.text.nameKey === '' ? coded : sql`(${coded} or strpos(d.name_key, ${filter.text.nameKey}) > 0)`);
  }
  if (filter.ownerName !== null) tests.push(sql`d.owner_name = ${filter.ownerName}`);
  if (filter.region !== null) tests.push(sql`d.region = ${filter.region}`);
  if (filter.industry !== null) tests.push(sql`d.industry = ${filter.industry}`);
  if (filter.ownerId !== null) tests.push(sql`d.owner_id = ${filter.ownerId}::uuid`);
  if (filter.groupCode !== null) {
    tests.push(sql`exists (
      select 1 from ${membershipsThen(filter.asOf)} m
      where m.tenant_id = d.tenant_id and m.party_id = d.party_id and m.parent_code = ${filter.groupCode})`);
  }
  return tests;
}

/** A customer without a rating counts as NR. */
function gradedOneOf(filter: LedgerFilter, wanted: readonly string[]): RawBuilder<unknown> {
  if (filter.bookId !== null)
    return sql`exists (select 1 from (select 1) one ${grades(filter)} where coalesce(g.grade, 'NR') = any(${wanted}::text[]))`;
  const rated = sql`select g.party_id from ratings.latest g where g.tenant_id = ${filter.tenantId}::uuid`;
  const graded = sql`l.party_id = any(array(${rated} and g.grade = any(${wanted}::text[])))`;
  return wanted.includes('NR') ? sql`(${graded} or l.party_id <> all(array(${rated})))` : graded;
}

export type LedgerCut = {
  readonly sort: (typeof LEDGER_SORTS)[number];
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
};

/** A page of the ledger: sorted and cut first on the accounts, then dressed with names, terms and freezes. */
export function ledgerPage(tx: Tx, filter: LedgerFilter, page: LedgerCut, timeZone: string): Promise<LedgerRow[]> {
  return tx.rows(ledgerStatement(filter, page, timeZone));
}

/** The same rows, however many, a few thousand at a time. */
export async function* ledgerStream(tx: Tx, filter: LedgerFilter, page: LedgerCut, timeZone: string): AsyncGenerator<LedgerRow> {
  for await (const rows of tx.each(ledgerStatement(filter, page, timeZone))) yield* rows;
}

function ledgerStatement(filter: LedgerFilter, page: LedgerCut, timeZone: string): RawBuilder<LedgerRow> {
  const backwards = page.descending !== REVERSED.has(page.sort);
  const sortsBy = SORTS[page.sort];
  // A column that is never empty is asked for plainly, so that an index serves both directions.
  const direction = sql.raw(`${backwards ? 'desc' : 'asc'}${NEVER_EMPTY.has(page.sort) ? '' : ' nulls last'}`);
  const needs = { directory: sortsBy.startsWith('d.'), grade: sortsBy.startsWith('g.'), disputed: sortsBy.startsWith('q.') };
  // Narrow rows through a heap of one page: numbering them inside the sort would sort all of them, in full width.
  return sql<LedgerRow>`
    with picked as (
      select k.account_id, row_number() over () as place
      from (
        select l.account_id
        from (${source(filter)}) l
        ${joins(filter, needs)}
        where ${where(filter, timeZone)}
        order by ${sql.raw(sortsBy)} ${direction}, l.account_id
        offset ${page.offset} limit ${page.limit}
      ) k
    )
    select l.account_id, l.party_id, d.code, d.name, d.owner_name, m.parent_name as group_name, l.currency, g.grade, l.cap_mode, l.cap_minor,
           l.cap_expired_on, l.open_minor, l.bills_minor, l.delivered_minor, l.reserved_minor, l.unapplied_minor, l.exposure_minor,
           l.capped_minor, l.overdue_minor, l.oldest_due_on, l.ageing,
           coalesce((${termsThen(filter.asOf)}), d.terms_days) as terms_days,
           l.last_paid_on, ${frozenOn(filter.asOf, timeZone)} as frozen,
           coalesce(q.disputed_minor, 0)::bigint as disputed_minor
    from (${source(filter)}) l
    join picked on picked.account_id = l.account_id
    ${joins(filter, { directory: true, grade: true, disputed: true })}
    left join lateral (
      select s.parent_name from ${membershipsThen(filter.asOf)} s
      where s.tenant_id = l.tenant_id and s.party_id = l.party_id
      limit 1
    ) m on true
    where l.account_id = any(array(select picked.account_id from picked))
    order by picked.place`;
}

export function anyTotals(tx: Tx, tenantId: string): Promise<{ any: boolean }> {
  return tx.one(sql<{ any: boolean }>`
    select exists (select 1 from exposure.positions where tenant_id = ${tenantId}::uuid and kind = 'total') as any`);
}

export type LedgerTotal = {
  currency: string;
  customers: number;
  overdue_customers: number;
  limit_minor: bigint;
  open_minor: bigint;
  bills_minor: bigint;
  delivered_minor: bigint;
  reserved_minor: bigint;
  unapplied_minor: bigint;
  exposure_minor: bigint;
  available_minor: bigint;
  overdue_minor: bigint;
  oldest_due_on: Day | null;
  ageing: bigint[];
};

/** Sums of an ageing array that is mostly undue: four accounts in five are left unopened, and what is in no overdue bucket is not due. */
const PAST_DUE = AGEING_CUTS.map(
  (_, at) =>
    sql`coalesce(sum(l.ageing[${sql.raw(String(at + 2))}]) filter (where l.overdue_minor <> 0 or l.oldest_due_on is not null), 0)::bigint`,
);

const SUMS = sql`count(*)::int as customers, (count(*) filter (where l.overdue_minor > 0))::int as overdue_customers,
           coalesce(sum(l.cap_minor) filter (where l.cap_mode = 'amount'), 0)::bigint as limit_minor,
           sum(l.open_minor)::bigint as open_minor, sum(l.bills_minor)::bigint as bills_minor, sum(l.delivered_minor)::bigint as delivered_minor,
           sum(l.reserved_minor)::bigint as reserved_minor, sum(l.unapplied_minor)::bigint as unapplied_minor,
           sum(l.exposure_minor)::bigint as exposure_minor, coalesce(sum(${sql.raw(AVAILABLE)}), 0)::bigint as available_minor,
           sum(l.overdue_minor)::bigint as overdue_minor, min(l.oldest_due_on) filter (where l.overdue_minor > 0) as oldest_due_on,
           array[${sql.join(PAST_DUE)}] as past_due`;

type Summed<Row> = Omit<Row, 'ageing'> & { past_due: bigint[]; open_minor: bigint };

function aged<Row extends LedgerTotal>({ past_due, ...row }: Summed<Row>): Row {
  return {
    ...row,
    ageing: [row.open_minor - past_due.reduce((sum, each) => sum + each, 0n), ...past_due],
  } as unknown as Row;
}

export async function ledgerTotals(tx: Tx, filter: LedgerFilter, timeZone: string): Promise<LedgerTotal[]> {
  const rows = await tx.rows(sql<Summed<LedgerTotal>>`
    select l.currency, ${SUMS}
    from (${source(filter)}) l
    where ${where(filter, timeZone)}
    group by l.currency
    order by l.currency`);
  return rows.map((row) => aged<LedgerTotal>(row));
}

/** The key is what the filter of the same name takes; null: customers without one. */
export type LedgerPivot = (typeof LEDGER_PIVOTS)[number];
export type PivotRow = LedgerTotal & { key: string | null; label: string | null };

/** At most so many gathered rows: the largest exposures of each currency. */
const PIVOT_ROWS_MAX = 2_000;

export async function ledgerPivot(tx: Tx, filter: LedgerFilter, by: LedgerPivot, timeZone: string): Promise<PivotRow[]> {
  const master = sql`join ${directory(filter)} d on d.tenant_id = l.tenant_id and d.party_id = l.party_id`;
  const { key, label, joined } = {
    owner: { key: sql`d.owner_name`, label: sql`d.owner_name`, joined: master },
    region: { key: sql`d.region`, label: sql`d.region`, joined: master },
    industry: { key: sql`d.industry`, label: sql`d.industry`, joined: master },
    grade: { key: sql`coalesce(g.grade, 'NR')`, label: sql`coalesce(g.grade, 'NR')`, joined: grades(filter) },
    group: {
      key: sql`m.parent_code`,
      label: sql`m.parent_name`,
      joined: sql`left join ${membershipsThen(filter.asOf)} m on m.tenant_id = l.tenant_id and m.party_id = l.party_id`,
    },
  }[by];
  const rows = await tx.rows(sql<Summed<PivotRow>>`
    select ${key} as key, ${label} as label, l.currency, ${SUMS}
    from (${source(filter)}) l
    ${joined}
    where ${where(filter, timeZone)}
    group by 1, 2, l.currency
    order by l.currency, sum(l.exposure_minor) desc, 1
    limit ${PIVOT_ROWS_MAX}`);
  return rows.map((row) => aged<PivotRow>(row));
}

export type DocumentListRow = {
  document_id: string;
  kind: string;
  number: string;
  entity: string;
  issued_on: Day;
  due_on: Day | null;
  amount_minor: bigint;
  currency: string;
  open_minor: bigint;
  /** What of what is open the customer disputes. */
  disputed_minor: bigint;
  import_id: string | null;
  import_row: number | null;
  bill_state: string | null;
};

export function documentsPage(
  tx: Tx,
  partyIds: readonly string[],
  show: 'open' | 'overdue' | 'all',
  today: Day,
  before: { on: Day; id: string } | null,
  limit: number,
): Promise<DocumentListRow[]> {
  const filter =
    show === 'all' ? sql`true` : show === 'open' ? sql`i.open_minor <> 0` : sql`i.open_minor > 0 and i.due_on < ${today}::date`;
  return tx.rows(sql<DocumentListRow>`
    select d.document_id, d.kind, d.number, e.code as entity, d.issued_on, coalesce(i.due_on, d.due_on) as due_on, d.amount_minor, d.currency,
           i.open_minor, v.disputed_minor, d.import_id, d.import_row,
           (select b.state from receivables.bills b where b.tenant_id = d.tenant_id and b.document_id = d.document_id) as bill_state
    from receivables.documents d
    join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
    join receivables.items v on v.tenant_id = d.tenant_id and v.document_id = d.document_id
    join customers.legal_entities e on e.tenant_id = d.tenant_id and e.entity_id = d.entity_id
    where d.party_id = any(${partyIds}::uuid[]) and ${filter}
      and (${before?.on ?? null}::date is null or (d.issued_on, d.document_id) < (${before?.on ?? null}::date, ${before?.id ?? null}::uuid))
    order by d.issued_on desc, d.document_id desc
    limit ${limit}`);
}

export function documentById(
  tx: Tx,
  id: string,
): Promise<
  | (DocumentListRow & {
      party_id: string;
      code: string;
      name: string;
      owner_id: string | null;
      posted_on: Day | null;
      source: string;
      recorded_at: Date;
      import_file: string | null;
      reference: string | null;
      note: string | null;
      reverses: string | null;
      reversed_by: string | null;
    })
  | null
> {
  return tx.maybe(sql`
    select d.document_id, d.kind, d.number, e.code as entity, d.issued_on, d.posted_on, coalesce(i.due_on, d.due_on) as due_on, d.amount_minor,
           d.currency, i.open_minor, s.disputed_minor, d.import_id, d.import_row, d.party_id, c.code, c.name, c.owner_id, d.source, d.recorded_at, d.reference, d.note,
           d.reverses, i.reversed_by,
           m.file_name as import_file, null as bill_state
    from receivables.documents d
    join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
    join receivables.items s on s.tenant_id = d.tenant_id and s.document_id = d.document_id
    join customers.legal_entities e on e.tenant_id = d.tenant_id and e.entity_id = d.entity_id
    left join customers.survivors v on v.tenant_id = d.tenant_id and v.party_id = d.party_id
    join customers.directory c on c.tenant_id = d.tenant_id and c.party_id = coalesce(v.survivor_id, d.party_id)
    left join imports.past m on m.tenant_id = d.tenant_id and m.import_id = d.import_id
    where d.document_id = ${id}`);
}

/** What settled a document, or what a document settled. */
export function applicationsOf(
  tx: Tx,
  id: string,
): Promise<
  {
    application_id: string;
    document_id: string;
    kind: string;
    number: string;
    amount_minor: bigint;
    effective_on: Day;
    standing: boolean;
    reason: string | null;
  }[]
> {
  return tx.rows(sql`
    select a.application_id, o.document_id, o.kind, o.number, a.amount_minor, a.effective_on, a.reason,
           a.reverses is null
           and not exists (select 1 from receivables.applications r where r.tenant_id = a.tenant_id and r.reverses = a.application_id) as standing
    from receivables.applications a
    join receivables.documents o on o.document_id = case when a.to_document = ${id} then a.from_document else a.to_document end
    where a.to_document = ${id} or a.from_document = ${id}
    order by a.effective_on, a.application_id
    limit 500`);
}

export function billEvents(
  tx: Tx,
  id: string,
): Promise<{ state: string; bill_type: string; acceptor: string; recourse: boolean; effective_on: Day }[]> {
  return tx.rows(sql`
    select e.state, e.bill_type, e.acceptor, e.recourse, e.effective_on
    from receivables.bill_events e
    where e.document_id = ${id} and e.undoes is null
      and not exists (select 1 from receivables.bill_events u where u.document_id = e.document_id and u.undoes = e.seq)
    order by e.seq`);
}

export type InvoiceRow = {
  number: string;
  issued_on: Day;
  due_on: Day;
  amount_minor: bigint;
  currency: string;
  settled_on: Day | null;
};

/** Invoices of a customer since a day with the day they were settled in full, newest last. */
export function invoicesSince(tx: Tx, partyIds: readonly string[], since: Day, most: number): Promise<InvoiceRow[]> {
  return tx.rows(sql<InvoiceRow>`
    select * from (
      select d.number, d.issued_on, d.due_on, d.amount_minor, d.currency,
             case when i.open_minor = 0
                  then (select max(s.effective_on) from receivables.standing_settlements s where s.to_document = d.document_id) end as settled_on
      from receivables.documents d
      join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
      where d.party_id = any(${partyIds}::uuid[]) and d.kind = 'invoice' and d.reverses is null and i.reversed_by is null
        and (d.issued_on >= ${since}::date or i.open_minor <> 0)
      order by d.issued_on desc, d.number desc
      limit ${most}
    ) newest
    order by issued_on, number`);
}

/** Month by month: sold, paid, the exposure at its end, and how late what was paid in it came, weighted by amount. */
export function monthsOf(
  tx: Tx,
  accountId: string,
  ends: readonly Day[],
  /** null: as it stands now. */
  asOf: AsOf | null,
): Promise<
  {
    month_end: Day;
    sold_minor: bigint;
    paid_minor: bigint;
    exposure_minor: bigint;
    cap_mode: CapMode | null;
    cap_minor: bigint | null;
    weighted_days_late: number | null;
    payments: number;
    on_time_minor: bigint | null;
    behaved_minor: bigint | null;
    days_late_max: number | null;
  }[]
> {
  const past = asOf === null ? null : paidMonthsOn(accountId, asOf);
  const known = asOf === null ? sql`true` : knownBy(asOf, 'j.recorded_at');
  return tx.rows(sql`
    with months as (
      select e.month_end, date_trunc('month', e.month_end)::date as month_start from unnest(${ends}::date[]) as e(month_end)
    )${past === null ? sql`` : sql`, paid as (${past})`}
    select m.month_end,
           coalesce((select sum(j.amount_minor) from exposure.journal j
                     where j.account_id = ${accountId} and j.part = 'open' and j.source_kind = 'invoice' and ${known}
                       and j.effective_on between m.month_start and m.month_end), 0)::bigint as sold_minor,
           ${
             past === null
               ? sql`coalesce((select sum(a.amount_minor) from receivables.standing_settlements a
                     where a.account_id = ${accountId} and a.from_kind in ('receipt', 'bill') and a.effective_on between m.month_start and m.month_end), 0)`
               : sql`coalesce(b.all_paid_minor, 0)`
           }::bigint as paid_minor,
           coalesce((select sum(case when j.part = 'unapplied' then -j.amount_minor else j.amount_minor end) from exposure.journal j
                     where j.account_id = ${accountId} and j.effective_on <= m.month_end and ${known}), 0)::bigint as exposure_minor,
           c.mode as cap_mode, c.cap_minor,
           b.late_minor_days::float8 / nullif(b.paid_minor, 0)::float8 as weighted_days_late, coalesce(b.payments, 0) as payments,
           b.on_time_minor, b.paid_minor as behaved_minor, b.days_late_max
    from months m
    ${past === null ? sql`left join receivables.payment_months b on b.account_id = ${accountId} and b.month = m.month_start` : sql`left join paid b on b.month = m.month_start`}
    left join lateral (
      select s.mode, s.cap_minor from exposure.caps s
      where s.account_id = ${accountId} and s.starts_on <= m.month_end
      order by s.starts_on desc limit 1
    ) c on true
    order by m.month_end`);
}
