// SQL of the day books: the state of the journal they were made from, their rows, and which of them give way.
import type { Cap } from '#engine/account.ts';
import { AGEING_CUTS } from '#engine/ageing.ts';
import { type AsOf, counted } from '#platform/as-of.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

/** How many entries the journal has and what its cap steps hash to: what a day book was made from. */
export type JournalState = { entries: bigint; caps: bigint };

export function journalState(tx: Tx, tenantId: string): Promise<JournalState> {
  // Entries are only ever added, each counted by its account's last_seq: a sum over the accounts, where max(recorded_at) misses late writers.
  return tx.one(sql<JournalState>`
    select (select coalesce(sum(p.last_seq), 0)::bigint from exposure.positions p where p.tenant_id = ${tenantId}::uuid) as entries,
           (select coalesce(sum(hashtextextended(c.mode, coalesce(c.cap_minor, -1) # hashint8(c.starts_on - date '2000-01-01'))
                                # coalesce(c.expired_on - date '2000-01-01', 0) # hashint8(uuid_hash(c.account_id))) % 9223372036854775807, 0)::bigint
            from exposure.caps c where c.tenant_id = ${tenantId}::uuid) as caps`);
}

/** For this transaction: folding 1,000,000 entries in the 16 MB of a request spills to disk twice, and so do the sums of a fresh book. */
export async function roomToFold(tx: Tx): Promise<void> {
  await tx.run(sql`set local work_mem = '64MB'`);
}

function isBook(tenantId: string, asOf: AsOf, state: JournalState): RawBuilder<unknown> {
  return sql`b.tenant_id = ${tenantId}::uuid and b.day = ${asOf.day}::date and b.known_at is not distinct from ${asOf.knownAt}::timestamptz
    and b.entries = ${state.entries} and b.caps = ${state.caps}`;
}

export function bookOf(tx: Tx, tenantId: string, asOf: AsOf, state: JournalState): Promise<{ book_id: string } | null> {
  return tx.maybe(sql<{ book_id: string }>`select b.book_id from receivables.day_books b where ${isBook(tenantId, asOf, state)}`);
}

/** Claims the key of a book. False: another transaction has just made it. */
export async function openBook(
  tx: Tx,
  tenantId: string,
  bookId: string,
  asOf: AsOf,
  state: JournalState,
  at: Date,
): Promise<boolean> {
  return (
    (await tx.run(sql`
      insert into receivables.day_books (tenant_id, book_id, day, known_at, entries, caps, made_at)
      values (${tenantId}, ${bookId}, ${asOf.day}, ${asOf.knownAt}, ${state.entries}, ${state.caps}, ${at})
      on conflict (tenant_id, day, known_at, entries, caps) do nothing`)) === 1
  );
}

/** What is said of that day now. */
function capsOn(tenantId: string, asOf: AsOf): RawBuilder<unknown> {
  return sql`
      select distinct on (s.account_id) s.account_id, s.mode, s.cap_minor, s.expired_on
      from exposure.caps s
      where s.tenant_id = ${tenantId}::uuid and s.starts_on <= ${asOf.day}::date
      order by s.account_id, s.starts_on desc`;
}

function capsGiven(caps: ReadonlyMap<string, Cap>): RawBuilder<unknown> {
  const of = [...caps.values()];
  return sql`
      select n.account_id, n.mode, n.cap_minor, n.expired_on
      from unnest(${[...caps.keys()]}::uuid[], ${of.map((cap) => cap.mode)}::text[], ${of.map((cap) => cap.capMinor)}::bigint[],
                  ${of.map((cap) => cap.expiredOn)}::date[]) as n(account_id, mode, cap_minor, expired_on)`;
}

/** Folds the journal once: by account and due day, then by account. `known`: the caps as they were known, null where the day alone is asked for. */
export async function fillBook(
  tx: Tx,
  tenantId: string,
  bookId: string,
  asOf: AsOf,
  known: ReadonlyMap<string, Cap> | null,
): Promise<void> {
  const caps = known === null ? capsOn(tenantId, asOf) : capsGiven(known);
  const day = sql`${asOf.day}::date`;
  const part = (name: string) =>
    sql`coalesce(sum(d.amount_minor) filter (where d.part = ${sql.lit(name)}), 0)::bigint as ${sql.raw(`${name}_minor`)}`;
  const buckets = [null, ...AGEING_CUTS].map((cut, at) => {
    const from = cut === null ? sql`true` : sql`${day} - d.due_on > ${sql.lit(cut)}`;
    const upTo = at < AGEING_CUTS.length ? sql`${day} - d.due_on <= ${sql.lit(AGEING_CUTS[at])}` : sql`true`;
    return sql`coalesce(sum(d.amount_minor) filter (where d.part = 'open' and ${from} and ${upTo}), 0)::bigint`;
  });
  await tx.run(sql`
    insert into receivables.day_book_rows
      (tenant_id, book_id, account_id, party_id, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor,
       exposure_minor, cap_mode, cap_minor, cap_expired_on, overdue_minor, oldest_due_on, ageing, last_paid_on)
    with by_due_day as (
      select j.account_id, j.part, j.due_on, sum(j.amount_minor)::bigint as amount_minor
      from exposure.journal j
      where j.tenant_id = ${tenantId}::uuid and ${counted(asOf)}
      group by j.account_id, j.part, j.due_on
    ),
    by_account as (
      select d.account_id, ${part('open')}, ${part('bills')}, ${part('delivered')}, ${part('reserved')}, ${part('unapplied')},
             coalesce(sum(d.amount_minor) filter (where d.part = 'open' and d.due_on < ${day}), 0)::bigint as overdue_minor,
             min(d.due_on) filter (where d.part = 'open' and d.due_on < ${day} and d.amount_minor > 0) as oldest_due_on,
             array[${sql.join(buckets)}] as ageing
      from by_due_day d
      group by d.account_id
    ),
    -- Of the receipts that stood on that day as far as was known: one that came back was no payment.
    paid as (
      select j.account_id, max(j.effective_on) as last_paid_on
      from receivables.documents j
      where j.tenant_id = ${tenantId}::uuid and j.kind = 'receipt' and j.reverses is null and ${counted(asOf)}
        and not exists (
          select 1 from receivables.documents r
          where r.tenant_id = j.tenant_id and r.source = j.source and r.entity_id = j.entity_id and r.kind = j.kind and r.number = j.number
            and r.entry_no < 0 and r.reverses = j.document_id and r.effective_on <= ${day}
            and (${asOf.knownAt}::timestamptz is null or r.recorded_at <= ${asOf.knownAt}::timestamptz))
      group by j.account_id
    ),
    cap as (${caps}
    )
    select ${tenantId}::uuid, ${bookId}::uuid, p.account_id, p.party_id, p.currency, t.open_minor, t.bills_minor, t.delivered_minor,
           t.reserved_minor, t.unapplied_minor,
           t.open_minor + t.bills_minor + t.delivered_minor + t.reserved_minor - t.unapplied_minor,
           coalesce(c.mode, 'none'), c.cap_minor, c.expired_on, t.overdue_minor, t.oldest_due_on, t.ageing, d.last_paid_on
    from by_account t
    join exposure.positions p on p.tenant_id = ${tenantId}::uuid and p.account_id = t.account_id and p.kind = 'own'
    left join cap c on c.account_id = t.account_id
    left join paid d on d.account_id = t.account_id
    order by p.account_id`);
}

export async function dropOldBooks(tx: Tx, tenantId: string, kept: number): Promise<void> {
  const old = await tx.rows(sql<{ book_id: string }>`
    select b.book_id from receivables.day_books b where b.tenant_id = ${tenantId} order by b.made_at desc, b.book_id desc offset ${kept} limit 100`);
  if (old.length === 0) return;
  const ids = old.map((row) => row.book_id);
  await tx.run(sql`delete from receivables.day_book_rows where tenant_id = ${tenantId}::uuid and book_id = any(${ids}::uuid[])`);
  await tx.run(sql`delete from receivables.day_books where tenant_id = ${tenantId}::uuid and book_id = any(${ids}::uuid[])`);
}
