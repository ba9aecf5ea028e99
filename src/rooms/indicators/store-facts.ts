// SQL of what the ledger says as of a day, chunk by chunk of customers.

import type { Day } from '#base/date.ts';
import type { CapMode } from '#engine/account.ts';
import { heldOn } from '#platform/as-of.ts';
import { sql, type Tx } from '#platform/sql.ts';

/** Customers with an own account, in order of their ids: one chunk of a run over everybody. */
export function partiesAfter(tx: Tx, after: string | null, limit: number): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`
    select distinct party_id from exposure.positions
    where kind = 'own' and (${after}::uuid is null or party_id > ${after}::uuid)
    order by party_id
    limit ${limit}`);
}

export function countParties(tx: Tx): Promise<{ parties: number }> {
  return tx.one(sql<{ parties: number }>`
    select count(distinct party_id)::int as parties from exposure.positions where kind = 'own'`);
}

export type AccountRow = {
  account_id: string;
  party_id: string;
  currency: string;
  code: string;
  name: string;
  owner_id: string | null;
  terms_days: number | null;
  profile_present: number;
  mode: CapMode | null;
  cap_minor: bigint | null;
};

/** The accounts of these customers with the cap as of a day. */
export function accounts(tx: Tx, partyIds: readonly string[], asOf: Day): Promise<AccountRow[]> {
  return tx.rows(sql<AccountRow>`
    select a.account_id, a.party_id, a.currency, d.code, d.name, d.owner_id, d.terms_days,
           num_nonnulls(d.uscc, d.industry, d.region, d.owner_name) as profile_present,
           cap.mode, cap.cap_minor
    from exposure.positions a
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    left join lateral (
      select c.mode, c.cap_minor from exposure.caps c
      where c.tenant_id = a.tenant_id and c.account_id = a.account_id and c.starts_on <= ${asOf}::date
      order by c.starts_on desc limit 1
    ) cap on true
    where a.kind = 'own' and a.party_id = any(${partyIds}::uuid[])
    order by a.party_id, a.currency`);
}

/**
 * The last day of the permanent limit that began last on each of these accounts; where another follows it without a gap, the last day of
 * that one: a renewed limit does not run out. A statement of its own: joined to the accounts, whose number is guessed far too low, each
 * account was held against each limit.
 */
export function permanentUntil(
  tx: Tx,
  accountIds: readonly string[],
  asOf: Day,
): Promise<{ account_id: string; valid_to: Day | null }[]> {
  return tx.rows(sql<{ account_id: string; valid_to: Day | null }>`
    select distinct on (account_id) account_id, case when next_from <= valid_to + 1 then next_to else valid_to end as valid_to
    from (
      select g.account_id, g.valid_from, g.valid_to,
             lead(g.valid_from) over by_day as next_from, lead(g.valid_to) over by_day as next_to
      from limits.standing_grants g
      where g.account_id = any(${accountIds}::uuid[]) and g.kind = 'permanent'
      window by_day as (partition by g.account_id order by g.valid_from)
    ) permanent
    where valid_from <= ${asOf}::date
    order by account_id, valid_from desc`);
}

/**
 * Accounts with those that were merged into them: `ids[n]` counts for `as[n]`. What a merged customer bought, owed and paid before is his
 * survivor's history: entries of a merge take away on one account what they bring to the other, so that the sum of both runs on unbroken.
 */
export type Kin = { readonly ids: readonly string[]; readonly as: readonly string[]; readonly knownAt: Date | null };

/** `knownAt`: only what had been recorded by then; null: everything. */
export async function kinOf(tx: Tx, accountIds: readonly string[], knownAt: Date | null): Promise<Kin> {
  const moved = await tx.rows(sql<{ account_id: string; stands_as: string }>`
    with recursive kin as (
      select a.tenant_id, a.account_id, a.moved_to as stands_as, 1 as steps
      from exposure.positions a
      where a.moved_to = any(${accountIds}::uuid[])
      union all
      select a.tenant_id, a.account_id, k.stands_as, k.steps + 1
      from kin k
      join exposure.positions a on a.tenant_id = k.tenant_id and a.moved_to = k.account_id
      where k.steps < ${KIN_STEPS_MAX}
    )
    select account_id, stands_as from kin`);
  return {
    ids: [...accountIds, ...moved.map((row) => row.account_id)],
    as: [...accountIds, ...moved.map((row) => row.stands_as)],
    knownAt,
  };
}

const KIN_STEPS_MAX = 10;

/** The rows of these accounts in a view that has `account_id`, under the account each stands as; nobody merged: the view itself. */
function rowsOf(view: 'exposure.journal' | 'receivables.papers' | 'receivables.bill_dishonours', kin: Kin, columns: string) {
  const from = sql.raw(view);
  const known = kin.knownAt === null ? sql`` : sql`and v.recorded_at <= ${kin.knownAt}::timestamptz`;
  if (kin.ids.every((id, at) => id === kin.as[at])) {
    return sql`(select v.account_id, ${sql.raw(columns)} from ${from} v where v.account_id = any(${kin.ids}::uuid[]) ${known})`;
  }
  return sql`(select m.stands_as as account_id, ${sql.raw(columns)}
    from unnest(${kin.ids}::uuid[], ${kin.as}::uuid[]) as m(account_id, stands_as)
    join ${from} v on v.account_id = m.account_id ${known})`;
}

const ENTRY = 'v.part, v.amount_minor, v.source_kind, v.source_id, v.due_on, v.effective_on';

/** Entries of open items of these accounts, whatever day they are of. */
export function openItems(kin: Kin) {
  return sql`(select account_id, amount_minor, due_on, effective_on from ${rowsOf('exposure.journal', kin, ENTRY)} journal where part = 'open')`;
}

export type BalanceRow = {
  account_id: string;
  open_minor: bigint;
  overdue_minor: bigint;
  oldest_due_on: Day | null;
  exposure_minor: bigint;
};

/** Balances as of a day: the fold of the journal up to it, open items by their due day. */
export function balances(tx: Tx, kin: Kin, asOf: Day): Promise<BalanceRow[]> {
  return tx.rows(sql<BalanceRow>`
    with by_due as (
      select account_id, part = 'open' as open, case when part = 'open' then due_on end as due_on,
             sum(case when part = 'unapplied' then -amount_minor else amount_minor end) as minor
      from ${rowsOf('exposure.journal', kin, ENTRY)} entries
      where effective_on <= ${asOf}::date
      group by 1, 2, 3
    )
    select account_id,
           coalesce(sum(minor) filter (where open), 0)::bigint as open_minor,
           coalesce(sum(minor) filter (where open and due_on < ${asOf}::date), 0)::bigint as overdue_minor,
           min(due_on) filter (where open and due_on < ${asOf}::date and minor > 0) as oldest_due_on,
           sum(minor)::bigint as exposure_minor
    from by_due
    group by account_id`);
}

export type PaymentMonthRow = {
  account_id: string;
  month_on: Day;
  paid_minor: bigint;
  on_time_minor: bigint;
  late_minor_days: string;
  worst_days_late: number | null;
  peak_open_minor: bigint;
  peak_utilisation_ppm: number | null;
};

/**
 * Months of payments and peaks. A payment is what a receipt or a bill takes off an open item; a credit note settles but pays nothing. A
 * payment that was taken back is the same amount with the other sign on the same day, so that nothing of it is left.
 * A peak is the highest balance at the end of any day, the balance carried into the month included; utilisation against the cap of that day.
 */
export function paymentMonths(tx: Tx, kin: Kin, fromMonth: Day, asOf: Day): Promise<PaymentMonthRow[]> {
  return tx.rows(sql<PaymentMonthRow>`
    with entries as not materialized (
      select account_id, effective_on, part, amount_minor, due_on, source_kind
      from ${rowsOf('exposure.journal', kin, ENTRY)} journal
      where effective_on <= ${asOf}::date
    ),
    days as (
      select account_id, effective_on,
             coalesce(sum(amount_minor) filter (where part = 'open'), 0)::bigint as open,
             sum(case when part = 'unapplied' then -amount_minor else amount_minor end)::bigint as exposure
      from entries
      group by account_id, effective_on
      -- What a merge only carries from one account to the other is nothing that happened on that day.
      having not bool_and(source_kind in ('merge', 'merge_undone')) or sum(amount_minor) <> 0
    ),
    running as (
      select account_id, effective_on, open, exposure, (sum(open) over upto)::bigint as open_after, (sum(exposure) over upto)::bigint as exposure_after
      from days
      window upto as (partition by account_id order by effective_on)
    ),
    steps as (
      select account_id, starts_on, cap_minor, mode,
             lead(starts_on) over (partition by account_id order by starts_on) as ends_before
      from exposure.caps
      where account_id = any(${kin.as}::uuid[])
    ),
    -- By cap and month first: dividing is dear, and the highest balance under one cap is its highest share.
    peaks as (
      select r.account_id, date_trunc('month', r.effective_on::timestamp)::date as month_on, s.cap_minor,
             max(greatest(r.open_after, r.open_after - r.open)) as open,
             max(greatest(r.exposure_after, r.exposure_after - r.exposure)) as exposure
      from running r
      left join steps s on s.account_id = r.account_id and s.mode = 'amount' and s.cap_minor > 0
        and s.starts_on <= r.effective_on and (s.ends_before is null or s.ends_before > r.effective_on)
      where r.effective_on >= ${fromMonth}::date
      group by 1, 2, 3
    ),
    peak_months as (
      select account_id, month_on, max(open)::bigint as peak_open_minor,
             max(round(exposure::numeric * 1000000 / cap_minor))::float8 as peak_utilisation_ppm
      from peaks
      group by account_id, month_on
    ),
    payments as (
      select account_id, effective_on, sum(-amount_minor)::bigint as paid,
             coalesce(sum(-amount_minor) filter (where effective_on <= due_on), 0)::bigint as on_time,
             sum(-amount_minor * greatest(effective_on - due_on, 0)) as late,
             max(greatest(effective_on - due_on, 0)) filter (where amount_minor < 0) as worst
      from entries
      where part = 'open' and effective_on >= ${fromMonth}::date
        and (source_kind in ('receipt', 'bill_returned') or (source_kind = 'bill' and amount_minor < 0))
      group by account_id, effective_on
    ),
    payment_months as (
      select account_id, date_trunc('month', effective_on::timestamp)::date as month_on, sum(paid)::bigint as paid, sum(on_time)::bigint as on_time,
             sum(late)::text as late, max(case when late > 0 then worst when paid > 0 then 0 end) as worst
      from payments
      group by 1, 2
    )
    select k.account_id, k.month_on, coalesce(p.paid, 0) as paid_minor, coalesce(p.on_time, 0) as on_time_minor,
           coalesce(p.late, '0') as late_minor_days, p.worst as worst_days_late, k.peak_open_minor, k.peak_utilisation_ppm
    from peak_months k
    left join payment_months p on p.account_id = k.account_id and p.month_on = k.month_on`);
}

export type SalesMonthRow = {
  account_id: string;
  /** Null: the line over all months. */
  month_on: Day | null;
  sold_minor: bigint;
  invoices: number;
  first_on: Day;
  last_sale_on: Day | null;
};

/** Credit sales by the month of issue, and over all time the first document and the last sale. */
export function salesMonths(tx: Tx, kin: Kin, asOf: Day): Promise<SalesMonthRow[]> {
  return tx.rows(sql<SalesMonthRow>`
    select account_id, month_on,
           coalesce(sum(case kind when 'invoice' then amount_minor when 'credit_note' then -amount_minor end), 0)::bigint as sold_minor,
           (count(*) filter (where kind = 'invoice' and amount_minor > 0)
            - count(*) filter (where kind = 'invoice' and amount_minor < 0))::int as invoices,
           min(issued_on) as first_on,
           max(issued_on) filter (where kind = 'invoice') as last_sale_on
    from (
      select account_id, kind, amount_minor, issued_on, date_trunc('month', issued_on::timestamp)::date as month_on
      from ${rowsOf('receivables.papers', kin, 'v.kind, v.amount_minor, v.issued_on, v.effective_on')} papers
      where issued_on <= ${asOf}::date and effective_on <= ${asOf}::date
    ) known
    group by grouping sets ((account_id), (account_id, month_on))`);
}

export type DishonouredRow = { account_id: string; document: string; on_day: Day; amount_minor: bigint };

/** Bills that came back unpaid and still count as such; one that was passed on without recourse is the next holder's loss, but news too. */
export function dishonoured(tx: Tx, kin: Kin, from: Day, asOf: Day): Promise<DishonouredRow[]> {
  return tx.rows(sql<DishonouredRow>`
    select b.account_id, b.number as document, b.dishonoured_on as on_day, b.amount_minor
    from ${rowsOf('receivables.bill_dishonours', kin, 'v.number, v.dishonoured_on, v.amount_minor')} b
    where b.dishonoured_on between ${from}::date and ${asOf}::date
    order by b.dishonoured_on, b.number`);
}

export function billsKept(tx: Tx, asOf: Day): Promise<{ kept: boolean }> {
  return tx.one(sql<{ kept: boolean }>`
    select exists (select 1 from receivables.papers where kind = 'bill' and effective_on <= ${asOf}::date) as kept`);
}

export type FileRow = { party_id: string; adverse: number; grave: number; late_requests: number };

/**
 * Of the files of these customers, and of those merged into them: adverse records that happened from a day on, those of the grave kinds
 * whenever they happened, and requests that were due before the day. Only what a second person had verified and nobody disputed at `knownAt`.
 */
export function filesOf(
  tx: Tx,
  partyIds: readonly string[],
  kinds: { adverse: readonly string[]; grave: readonly string[] },
  from: Day,
  asOf: Day,
  knownAt: Date,
): Promise<FileRow[]> {
  return tx.rows(sql<FileRow>`
    with members as (
      select n.party_id, n.party_id as stands_as from unnest(${partyIds}::uuid[]) as n(party_id)
      union all
      select s.party_id, s.survivor_id from customers.survivors s where s.survivor_id = any(${partyIds}::uuid[])
    ),
    records as (
      select m.stands_as,
             (count(*) filter (where r.kind = any(${kinds.adverse}::text[]) and r.happened_on >= ${from}::date))::int as adverse,
             (count(*) filter (where r.kind = any(${kinds.grave}::text[])))::int as grave
      from members m
      join dossiers.records_known r on r.party_id = m.party_id
      where r.recorded_at <= ${knownAt}::timestamptz and r.verified_at <= ${knownAt}::timestamptz
        and (r.disputed_from is null or r.disputed_from > ${knownAt}::timestamptz or r.disputed_to <= ${knownAt}::timestamptz)
        and r.happened_on <= ${asOf}::date and (r.expires_on is null or r.expires_on >= ${asOf}::date)
      group by m.stands_as
    ),
    late as (
      select m.stands_as, count(*)::int as late_requests
      from members m
      join dossiers.open_requests q on q.party_id = m.party_id
      where q.due_on < ${asOf}::date
      group by m.stands_as
    )
    select n.party_id, coalesce(r.adverse, 0) as adverse, coalesce(r.grave, 0) as grave, coalesce(l.late_requests, 0) as late_requests
    from unnest(${partyIds}::uuid[]) as n(party_id)
    left join records r on r.stands_as = n.party_id
    left join late l on l.stands_as = n.party_id
    where r.stands_as is not null or l.stands_as is not null`);
}

/** Exposure of everybody by currency: from the rows as they stand for today, from the journal for another day. */
export function portfolioToday(tx: Tx): Promise<{ currency: string; exposure_minor: bigint }[]> {
  return tx.rows(sql<{ currency: string; exposure_minor: bigint }>`
    select currency, sum(exposure_minor)::bigint as exposure_minor from exposure.positions where kind = 'own' group by currency`);
}

export function portfolioOn(tx: Tx, asOf: Day, knownAt: Date | null): Promise<{ currency: string; exposure_minor: bigint }[]> {
  return tx.rows(sql<{ currency: string; exposure_minor: bigint }>`
    select a.currency, sum(case when j.part = 'unapplied' then -j.amount_minor else j.amount_minor end)::bigint as exposure_minor
    from exposure.journal j
    join exposure.positions a on a.tenant_id = j.tenant_id and a.account_id = j.account_id and a.kind = 'own'
    where j.effective_on <= ${asOf}::date and (${knownAt}::timestamptz is null or j.recorded_at <= ${knownAt}::timestamptz)
    group by a.currency`);
}

/** Who stood under whom on a day. */
export function memberships(tx: Tx, asOf: Day, knownAt: Date | null): Promise<{ party_id: string; parent_id: string }[]> {
  return tx.rows(sql<{ party_id: string; parent_id: string }>`
    select m.party_id, m.parent_id from customers.memberships_known m
    where ${heldOn({ day: asOf, knownAt })}`);
}

/** The oldest due day before `asOf` on which each of these customers still owed something. */
export function oldestDue(
  tx: Tx,
  partyIds: readonly string[],
  asOf: Day,
  knownAt: Date | null,
): Promise<{ party_id: string; oldest_due_on: Day }[]> {
  return tx.rows(sql<{ party_id: string; oldest_due_on: Day }>`
    select party_id, min(due_on) as oldest_due_on
    from (
      select a.party_id, j.account_id, j.due_on
      from exposure.journal j
      join exposure.positions a on a.tenant_id = j.tenant_id and a.account_id = j.account_id and a.kind = 'own'
      where a.party_id = any(${partyIds}::uuid[]) and j.part = 'open' and j.effective_on <= ${asOf}::date and j.due_on < ${asOf}::date
        and (${knownAt}::timestamptz is null or j.recorded_at <= ${knownAt}::timestamptz)
      group by a.party_id, j.account_id, j.due_on
      having sum(j.amount_minor) > 0
    ) owed
    group by party_id`);
}

export type DocumentRow = {
  account_id: string;
  number: string;
  due_on: Day;
  open_minor: bigint;
  paid_minor: bigint;
  settled_on: Day;
};

/**
 * Documents for the signals: what is overdue as of a day (oldest first, the first `most` an account), and the newest `most` that were paid
 * in full. What of a document is open is the sum of its entries.
 */
export function signalDocuments(tx: Tx, kin: Kin, asOf: Day, most: number): Promise<DocumentRow[]> {
  return tx.rows(sql<DocumentRow>`
    with documents as (
      select account_id, source_id, due_on, sum(amount_minor) as open,
             coalesce(sum(-amount_minor) filter (where source_kind in ('receipt', 'bill_returned') or (source_kind = 'bill' and amount_minor < 0)), 0)
               as paid,
             max(effective_on) filter (where amount_minor < 0 and source_kind in ('receipt', 'bill')) as settled_on
      from ${rowsOf('exposure.journal', kin, ENTRY)} journal
      where part = 'open' and effective_on <= ${asOf}::date
      group by account_id, source_id, due_on
    ),
    placed as (
      select d.*, row_number() over (partition by account_id, open > 0
                                     order by case when open > 0 then due_on end, settled_on desc nulls last, due_on desc, source_id) as place
      from documents d
      where (open > 0 and due_on < ${asOf}::date) or (open = 0 and paid > 0)
    )
    select p.account_id, i.number, p.due_on, p.open::bigint as open_minor, p.paid::bigint as paid_minor, p.settled_on
    from placed p
    join receivables.papers i on i.document_id = p.source_id
    where p.place <= ${most}
    order by p.account_id, p.place`);
}
