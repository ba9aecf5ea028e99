// All SQL of the exposure journal.
import type { Day } from '#base/date.ts';
import type { CapMode, CapStep, Part } from '#engine/account.ts';
import type { DueDay } from '#engine/ageing.ts';
import type { Rate } from '#engine/currency-rates.ts';
import { type AsOf, counted } from '#platform/as-of.ts';
import { fixed, shared, sql, type Tx } from '#platform/sql.ts';

/** What is locked: all that moves or caps an account. What days alone change is written anew when they pass, and never read under a lock. */
export type LockedRow = {
  account_id: string;
  party_id: string;
  /** total: one customer over all its currencies, in ours; there only for those who have accounts in others. */
  kind: 'own' | 'group' | 'total';
  currency: string;
  open_minor: bigint;
  bills_minor: bigint;
  delivered_minor: bigint;
  reserved_minor: bigint;
  unapplied_minor: bigint;
  children_minor: bigint;
  exposure_minor: bigint;
  cap_mode: CapMode;
  cap_minor: bigint | null;
  cap_expired_on: Day | null;
  overdue_minor: bigint;
  oldest_due_on: Day | null;
  turns_at: Date | null;
  last_paid_on: Day | null;
  last_seq: bigint;
  /** No reservation on the account runs out before this instant; null: there is none. May be too early, is never too late. */
  reserved_until: Date | null;
  /** Of an account in another currency: what a minor unit of it is worth in ours; null: no rate is known. */
  rate_num: bigint | null;
  rate_den: bigint | null;
  /** The account of the customer into which this one was merged: it takes nothing any more. */
  moved_to: string | null;
};

export type AccountRow = LockedRow & { ageing: bigint[]; turned_on: Day };

const LOCKED =
  sql.raw(`a.account_id, a.party_id, a.kind, a.currency, a.open_minor, a.bills_minor, a.delivered_minor, a.reserved_minor,
  a.unapplied_minor, a.children_minor, a.exposure_minor, a.cap_mode, a.cap_minor, a.cap_expired_on, a.overdue_minor, a.oldest_due_on,
  a.turns_at, a.last_paid_on, a.last_seq, a.reserved_until, a.rate_num, a.rate_den,
  a.moved_to`);
const ACCOUNT = sql`${LOCKED}, a.ageing, a.turned_on`;

/**
 * Locks the accounts and every node above them, in ascending order, so that two transactions never wait for each other.
 * FOR NO KEY UPDATE: rows that refer to an account may still be inserted meanwhile.
 */
export function lockLines(tx: Tx, accountIds: readonly string[]): Promise<LockedRow[]> {
  return tx.rows(
    fixed<LockedRow>`
    select ${LOCKED}
    from exposure.accounts a
    where a.account_id = any(array(select p.node_id from exposure.paths p where p.account_id = any(${accountIds}::uuid[])))
    order by a.account_id
    for no key update`,
    'lock_lines',
  );
}

export function readLines(tx: Tx, accountIds: readonly string[]): Promise<AccountRow[]> {
  return tx.rows(sql<AccountRow>`
    select ${ACCOUNT}
    from exposure.accounts a
    where a.account_id = any(array(select p.node_id from exposure.paths p where p.account_id = any(${accountIds}::uuid[])))
    order by a.account_id`);
}

/** Read after the lock: who stands above whom now, from near to far. An account stands on its own line, which goes without saying. */
export function paths(
  tx: Tx,
  tenantId: string,
  accountIds: readonly string[],
): Promise<{ account_id: string; node_id: string; depth: number }[]> {
  return tx.rows(
    fixed<{ account_id: string; node_id: string; depth: number }>`
    select account_id, node_id, depth from exposure.paths
    where tenant_id = ${tenantId}::uuid and account_id = any(${accountIds}::uuid[]) and depth > 0 order by account_id, depth`,
    'paths',
  );
}

/** The accounts on whose line one of these nodes stands. */
export function accountsBelow(tx: Tx, nodeIds: readonly string[]): Promise<{ account_id: string }[]> {
  return tx.rows(sql<{ account_id: string }>`
    select distinct account_id from exposure.paths where node_id = any(${nodeIds}::uuid[]) and depth > 0`);
}

export function accountsOfParties(tx: Tx, partyIds: readonly string[]): Promise<AccountRow[]> {
  return tx.rows(sql<AccountRow>`select ${ACCOUNT} from exposure.accounts a where a.party_id = any(${partyIds}::uuid[])`);
}

/** The nodes that count customers over all their currencies. */
export function totalsOf(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; account_id: string }[]> {
  return tx.rows(sql<{ party_id: string; account_id: string }>`
    select party_id, account_id from exposure.accounts where kind = 'total' and party_id = any(${partyIds}::uuid[])`);
}

export type NewAccount = { accountId: string; partyId: string; kind: AccountRow['kind']; currency: string; rate?: Rate | null };

/** Opens accounts that do not exist yet; another transaction may open them at the same time. */
export async function insertAccounts(
  tx: Tx,
  tenantId: string,
  today: Day,
  accounts: readonly NewAccount[],
  buckets: number,
): Promise<void> {
  // In one order for everybody: two that open the same accounts the other way round would wait in a circle.
  const sorted = [...accounts].sort((a, b) =>
    a.partyId < b.partyId ? -1 : a.partyId > b.partyId ? 1 : a.currency < b.currency ? -1 : 1,
  );
  await tx.run(sql`
    insert into exposure.accounts
      (tenant_id, account_id, party_id, kind, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor,
       children_minor, exposure_minor, cap_mode, overdue_minor, ageing, turned_on, last_seq, rate_num, rate_den)
    select ${tenantId}::uuid, n.account_id, n.party_id, n.kind, n.currency, 0, 0, 0, 0, 0, 0, 0, 'none', 0,
           array_fill(0::bigint, array[${buckets}::int]), ${today}::date, 0, n.rate_num, n.rate_den
    from unnest(${sorted.map((each) => each.accountId)}::uuid[], ${sorted.map((each) => each.partyId)}::uuid[],
                ${sorted.map((each) => each.kind)}::text[], ${sorted.map((each) => each.currency)}::text[],
                ${sorted.map((each) => each.rate?.num ?? null)}::bigint[], ${sorted.map((each) => each.rate?.den ?? null)}::bigint[])
         as n(account_id, party_id, kind, currency, rate_num, rate_den)
    on conflict (tenant_id, party_id, kind, currency) do nothing`);
}

export async function insertPaths(
  tx: Tx,
  tenantId: string,
  rows: readonly { accountId: string; nodeId: string; depth: number }[],
): Promise<void> {
  await tx.run(sql`
    insert into exposure.paths (tenant_id, account_id, node_id, depth)
    select ${tenantId}::uuid, n.account_id, n.node_id, n.depth
    from unnest(${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.nodeId)}::uuid[], ${rows.map((row) => row.depth)}::int[])
         as n(account_id, node_id, depth)
    on conflict (tenant_id, account_id, node_id) do nothing`);
}

export async function deletePathsAbove(tx: Tx, accountIds: readonly string[]): Promise<void> {
  await tx.run(sql`delete from exposure.paths where account_id = any(${accountIds}::uuid[]) and depth > 0`);
}

export type EntryRow = {
  accountId: string;
  seq: bigint;
  part: Part;
  amountMinor: bigint;
  sourceKind: string;
  sourceId: string;
  dueOn: Day | null;
  effectiveOn: Day;
  eventId: string;
};

export async function insertEntries(tx: Tx, tenantId: string, at: Date, rows: readonly EntryRow[]): Promise<void> {
  await tx.run(
    fixed`
    insert into exposure.entries
      (tenant_id, account_id, seq, part, amount_minor, source_kind, source_id, due_on, effective_on, recorded_at, event_id)
    select ${tenantId}::uuid, e.account_id, e.seq, e.part, e.amount_minor, e.source_kind, e.source_id, e.due_on, e.effective_on,
           ${at}::timestamptz, e.event_id
    from unnest(
      ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.seq)}::bigint[], ${rows.map((row) => row.part)}::text[],
      ${rows.map((row) => row.amountMinor)}::bigint[], ${rows.map((row) => row.sourceKind)}::text[], ${rows.map((row) => row.sourceId)}::uuid[],
      ${rows.map((row) => row.dueOn)}::date[], ${rows.map((row) => row.effectiveOn)}::date[], ${rows.map((row) => row.eventId)}::uuid[]
    ) as e(account_id, seq, part, amount_minor, source_kind, source_id, due_on, effective_on, event_id)`,
    'insert_entries',
  );
}

export type DueDayDelta = { accountId: string; dueOn: Day; openMinor: bigint; items: number };

export async function addDueDays(tx: Tx, tenantId: string, deltas: readonly DueDayDelta[]): Promise<void> {
  await tx.run(sql`
    insert into exposure.due_days as d (tenant_id, account_id, due_on, open_minor, items)
    select ${tenantId}::uuid, n.account_id, n.due_on, n.open_minor, n.items
    from unnest(${deltas.map((row) => row.accountId)}::uuid[], ${deltas.map((row) => row.dueOn)}::date[],
                ${deltas.map((row) => row.openMinor)}::bigint[], ${deltas.map((row) => row.items)}::int[])
         as n(account_id, due_on, open_minor, items)
    on conflict (tenant_id, account_id, due_on)
    do update set open_minor = d.open_minor + excluded.open_minor, items = d.items + excluded.items`);
}

export function dueDays(
  tx: Tx,
  accountIds: readonly string[],
): Promise<({ account_id: string } & Omit<DueDay, 'disputedMinor'>)[]> {
  return tx.rows(sql<{ account_id: string; dueOn: Day; openMinor: bigint; items: number }>`
    select account_id, due_on as "dueOn", open_minor as "openMinor", items
    from exposure.due_days
    where account_id = any(${accountIds}::uuid[]) and (open_minor <> 0 or items <> 0)`);
}

export function capSteps(tx: Tx, accountIds: readonly string[]): Promise<({ account_id: string } & CapStep)[]> {
  return tx.rows(sql<{ account_id: string } & CapStep>`
    select account_id, starts_on as "startsOn", mode, cap_minor as "capMinor", expired_on as "expiredOn"
    from exposure.cap_steps
    where account_id = any(${accountIds}::uuid[])
    order by account_id, starts_on`);
}

export async function replaceCapSteps(
  tx: Tx,
  tenantId: string,
  accountIds: readonly string[],
  steps: readonly ({ accountId: string } & CapStep)[],
): Promise<void> {
  await tx.run(sql`delete from exposure.cap_steps where account_id = any(${accountIds}::uuid[])`);
  if (steps.length === 0) return;
  await tx.run(sql`
    insert into exposure.cap_steps (tenant_id, account_id, starts_on, mode, cap_minor, expired_on)
    select ${tenantId}::uuid, n.account_id, n.starts_on, n.mode, n.cap_minor, n.expired_on
    from unnest(${steps.map((step) => step.accountId)}::uuid[], ${steps.map((step) => step.startsOn)}::date[],
                ${steps.map((step) => step.mode)}::text[], ${steps.map((step) => step.capMinor)}::bigint[],
                ${steps.map((step) => step.expiredOn)}::date[])
         as n(account_id, starts_on, mode, cap_minor, expired_on)`);
}

/**
 * `insertEntries` and `writeBalances` where nothing was moved but what is reserved, on accounts with no node above them: the balances that
 * can have changed are three, and entries and balances leave in one statement.
 */
export async function moveReserved(
  tx: Tx,
  tenantId: string,
  at: Date,
  entries: readonly EntryRow[],
  rows: readonly LockedRow[],
): Promise<void> {
  const kinds = shared(entries.map((row) => row.sourceKind));
  const days = shared(entries.map((row) => row.effectiveOn));
  const untils = shared(rows.map((row) => row.reserved_until));
  await tx.run(
    fixed`
    with entered as (
      insert into exposure.entries
        (tenant_id, account_id, seq, part, amount_minor, source_kind, source_id, effective_on, recorded_at, event_id)
      select ${tenantId}::uuid, e.account_id, e.seq, 'reserved', e.amount_minor, coalesce(e.source_kind, ${kinds.all}::text), e.source_id,
             coalesce(e.effective_on, ${days.all}::date), ${at}::timestamptz, e.event_id
      from unnest(
        ${entries.map((row) => row.accountId)}::uuid[], ${entries.map((row) => row.seq)}::bigint[],
        ${entries.map((row) => row.amountMinor)}::bigint[], ${entries.map((row) => row.sourceId)}::uuid[],
        ${entries.map((row) => row.eventId)}::uuid[], ${kinds.each}::text[], ${days.each}::date[]
      ) as e(account_id, seq, amount_minor, source_id, event_id, source_kind, effective_on)
    )
    update exposure.accounts a
    set reserved_minor = n.reserved_minor, exposure_minor = n.exposure_minor, last_seq = n.last_seq,
        reserved_until = coalesce(n.reserved_until, ${untils.all}::timestamptz)
    from unnest(
      ${rows.map((row) => row.account_id)}::uuid[], ${rows.map((row) => row.reserved_minor)}::bigint[],
      ${rows.map((row) => row.exposure_minor)}::bigint[], ${rows.map((row) => row.last_seq)}::bigint[], ${untils.each}::timestamptz[]
    ) as n(account_id, reserved_minor, exposure_minor, last_seq, reserved_until)
    where a.tenant_id = ${tenantId}::uuid and a.account_id = n.account_id`,
    'move_reserved',
  );
}

/** Writes balances of locked rows as computed. The day-dependent columns are written by writeTurns alone. */
export async function writeBalances(tx: Tx, rows: readonly LockedRow[]): Promise<void> {
  await tx.run(
    fixed`
    update exposure.accounts a
    set open_minor = n.open_minor, bills_minor = n.bills_minor, delivered_minor = n.delivered_minor, reserved_minor = n.reserved_minor,
        unapplied_minor = n.unapplied_minor, children_minor = n.children_minor, exposure_minor = n.exposure_minor,
        last_paid_on = n.last_paid_on, last_seq = n.last_seq, reserved_until = n.reserved_until
    from unnest(
      ${rows.map((row) => row.account_id)}::uuid[], ${rows.map((row) => row.open_minor)}::bigint[], ${rows.map((row) => row.bills_minor)}::bigint[],
      ${rows.map((row) => row.delivered_minor)}::bigint[], ${rows.map((row) => row.reserved_minor)}::bigint[],
      ${rows.map((row) => row.unapplied_minor)}::bigint[], ${rows.map((row) => row.children_minor)}::bigint[],
      ${rows.map((row) => row.exposure_minor)}::bigint[], ${rows.map((row) => row.last_paid_on)}::date[], ${rows.map((row) => row.last_seq)}::bigint[],
      ${rows.map((row) => row.reserved_until)}::timestamptz[]
    ) as n(account_id, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor, children_minor, exposure_minor,
           last_paid_on, last_seq, reserved_until)
    where a.account_id = n.account_id`,
    'write_balances',
  );
}

export async function writeTurns(
  tx: Tx,
  rows: readonly Pick<
    AccountRow,
    | 'account_id'
    | 'cap_mode'
    | 'cap_minor'
    | 'cap_expired_on'
    | 'overdue_minor'
    | 'oldest_due_on'
    | 'ageing'
    | 'turned_on'
    | 'turns_at'
  >[],
): Promise<void> {
  await tx.run(sql`
    update exposure.accounts a
    set cap_mode = n.cap_mode, cap_minor = n.cap_minor, cap_expired_on = n.cap_expired_on, overdue_minor = n.overdue_minor,
        oldest_due_on = n.oldest_due_on, ageing = n.ageing::bigint[], turned_on = n.turned_on, turns_at = n.turns_at
    from unnest(
      ${rows.map((row) => row.account_id)}::uuid[], ${rows.map((row) => row.cap_mode)}::text[], ${rows.map((row) => row.cap_minor)}::bigint[],
      ${rows.map((row) => row.cap_expired_on)}::date[], ${rows.map((row) => row.overdue_minor)}::bigint[],
      ${rows.map((row) => row.oldest_due_on)}::date[], ${rows.map((row) => `{${row.ageing.join(',')}}`)}::text[],
      ${rows.map((row) => row.turned_on)}::date[], ${rows.map((row) => row.turns_at)}::timestamptz[]
    ) as n(account_id, cap_mode, cap_minor, cap_expired_on, overdue_minor, oldest_due_on, ageing, turned_on, turns_at)
    where a.account_id = n.account_id`);
}

/** Accounts whose stored day has passed, locked, in ascending order; those another transaction is turning are left to it. */
export function lockDue(tx: Tx, at: Date, most: number): Promise<LockedRow[]> {
  return tx.rows(sql<LockedRow>`
    select ${LOCKED} from exposure.accounts a
    where a.turns_at <= ${at}
    order by a.account_id
    limit ${most}
    for no key update skip locked`);
}

export function anyDue(tx: Tx, at: Date): Promise<{ due: boolean }> {
  return tx.one(sql<{ due: boolean }>`select exists (select 1 from exposure.accounts where turns_at <= ${at}) as due`);
}

export function entriesPage(
  tx: Tx,
  accountId: string,
  part: Part | null,
  asOf: AsOf,
  beforeSeq: bigint | null,
  limit: number,
): Promise<
  {
    seq: bigint;
    part: Part;
    amount_minor: bigint;
    source_kind: string;
    source_id: string;
    due_on: Day | null;
    effective_on: Day;
    recorded_at: Date;
  }[]
> {
  return tx.rows(sql`
    select seq, part, amount_minor, source_kind, source_id, due_on, effective_on, recorded_at
    from exposure.entries j
    where ${counted(asOf)} and account_id = ${accountId}
      and (${part}::text is null or part = ${part}::text)
      and (${beforeSeq}::bigint is null or seq < ${beforeSeq}::bigint)
    order by seq desc
    limit ${limit}`);
}

/** Stored rows beside the fold of the entries they come from; the children of a node beside the exposure below it, in its currency. */
export function folds(tx: Tx): Promise<
  {
    account_id: string;
    code: string;
    kind: AccountRow['kind'];
    stored: bigint[];
    folded: bigint[];
    last_seq: bigint;
    entries: bigint;
  }[]
> {
  return tx.rows(sql`
    with folded as (
      select account_id,
             count(*) as entries,
             sum(amount_minor) filter (where part = 'open') as open,
             sum(amount_minor) filter (where part = 'bills') as bills,
             sum(amount_minor) filter (where part = 'delivered') as delivered,
             sum(amount_minor) filter (where part = 'reserved') as reserved,
             sum(amount_minor) filter (where part = 'unapplied') as unapplied
      from exposure.entries
      group by account_id
    ),
    own_exposure as (
      select account_id, entries,
             coalesce(open, 0) + coalesce(bills, 0) + coalesce(delivered, 0) + coalesce(reserved, 0) - coalesce(unapplied, 0) as exposure,
             open, bills, delivered, reserved, unapplied
      from folded
    ),
    members as (
      select p.node_id,
             sum(case when m.currency = n.currency then f.exposure
                      else coalesce(ceil(f.exposure * m.rate_num / m.rate_den), 0) end) as exposure
      from exposure.paths p
      join own_exposure f on f.account_id = p.account_id
      join exposure.accounts m on m.account_id = p.account_id
      join exposure.accounts n on n.account_id = p.node_id
      where p.depth > 0
      group by p.node_id
    )
    select a.account_id, d.code, a.kind,
           array[a.open_minor, a.bills_minor, a.delivered_minor, a.reserved_minor, a.unapplied_minor, a.children_minor, a.exposure_minor] as stored,
           array[coalesce(f.open, 0)::bigint, coalesce(f.bills, 0)::bigint, coalesce(f.delivered, 0)::bigint, coalesce(f.reserved, 0)::bigint,
                 coalesce(f.unapplied, 0)::bigint, coalesce(m.exposure, 0)::bigint,
                 (coalesce(f.exposure, 0) + coalesce(m.exposure, 0))::bigint] as folded,
           a.last_seq, coalesce(f.entries, 0)::bigint as entries
    from exposure.accounts a
    join customers.everybody d on d.party_id = a.party_id
    left join own_exposure f on f.account_id = a.account_id
    left join members m on m.node_id = a.account_id`);
}

/** Open per due day beside the sum of open entries of that day. */
export function dueDayDifferences(tx: Tx): Promise<{ account_id: string; due_on: Day; stored: bigint; folded: bigint }[]> {
  return tx.rows(sql`
    select coalesce(d.account_id, f.account_id) as account_id, coalesce(d.due_on, f.due_on) as due_on,
           coalesce(d.open_minor, 0)::bigint as stored, coalesce(f.open, 0)::bigint as folded
    from exposure.due_days d
    full join (
      select account_id, due_on, sum(amount_minor) as open
      from exposure.entries where part = 'open' and due_on is not null
      group by account_id, due_on
    ) f on f.account_id = d.account_id and f.due_on = d.due_on
    where coalesce(d.open_minor, 0) <> coalesce(f.open, 0)
    limit 100`);
}

/** Of these customers the ones who were merged into another. */
export function mergedAmong(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`select party_id from customers.survivors where party_id = any(${partyIds}::uuid[])`);
}
