// SQL of notices to customers whose grade fell, and of the rule that has them prepared.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type NoticeState = 'prepared' | 'queued' | 'sent' | 'dropped' | 'void';
export type NoticeRow = {
  notice_id: string;
  party_id: string;
  code: string;
  name: string;
  owner_name: string | null;
  from_grade: string;
  to_grade: string;
  fell_on: Day;
  falls: number;
  first_fell_on: Day;
  state: NoticeState;
  way: 'mail' | 'paper' | null;
  language: 'zh' | 'en' | null;
  settled_by: string | null;
  settled_at: Date | null;
  why: string | null;
};

const NOTICES = sql.raw(`
  select n.notice_id, n.party_id, d.code, d.name, d.owner_name, n.from_grade, n.to_grade, n.fell_on, n.falls, n.first_fell_on,
         n.state, n.way, n.language, n.settled_by, n.settled_at, n.why
  from ratings.notices n
  join customers.directory d on d.tenant_id = n.tenant_id and d.party_id = n.party_id`);

/** null: nobody ever said, and nobody is told. */
export function rule(tx: Tx): Promise<{ notches: number | null; set_at: Date; set_by: string } | null> {
  return tx.maybe(sql<{ notches: number | null; set_at: Date; set_by: string }>`
    select notches, set_at, set_by from ratings.notice_rules order by set_at desc, rule_id desc limit 1`);
}

export async function insertRule(
  tx: Tx,
  tenantId: string,
  row: { ruleId: string; notches: number | null; at: Date; by: string },
): Promise<void> {
  await tx.run(sql`
    insert into ratings.notice_rules (tenant_id, rule_id, notches, set_at, set_by)
    values (${tenantId}, ${row.ruleId}, ${row.notches}, ${row.at}, ${row.by})`);
}

type PreparedRow = Pick<NoticeRow, 'notice_id' | 'party_id' | 'from_grade' | 'to_grade' | 'fell_on' | 'falls'>;

export function lockPrepared(tx: Tx, partyIds: readonly string[]): Promise<PreparedRow[]> {
  return tx.rows(sql<PreparedRow>`
    select notice_id, party_id, from_grade, to_grade, fell_on, falls from ratings.notices
    where party_id = any(${partyIds as string[]}::uuid[]) and state = 'prepared'
    order by notice_id for no key update`);
}

export async function prepare(
  tx: Tx,
  tenantId: string,
  rows: readonly { noticeId: string; partyId: string; from: string; to: string; falls: number; firstOn: Day }[],
  how: { fellOn: Day; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into ratings.notices (tenant_id, notice_id, party_id, from_grade, to_grade, fell_on, falls, first_fell_on, prepared_at, state)
    select ${tenantId}::uuid, n.notice_id, n.party_id, n.from_grade, n.to_grade, ${how.fellOn}::date, n.falls, n.first_fell_on, ${how.at}, 'prepared'
    from unnest(
      ${rows.map((row) => row.noticeId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[],
      ${rows.map((row) => row.from)}::text[], ${rows.map((row) => row.to)}::text[],
      ${rows.map((row) => row.falls)}::int[], ${rows.map((row) => row.firstOn)}::date[]
    ) as n(notice_id, party_id, from_grade, to_grade, falls, first_fell_on)
    on conflict (tenant_id, party_id) where state = 'prepared' do nothing`);
}

export async function changeGrades(
  tx: Tx,
  rows: readonly { noticeId: string; to: string; fellOn: Day; falls: number }[],
): Promise<void> {
  await tx.run(sql`
    update ratings.notices n set to_grade = c.to_grade, fell_on = c.fell_on, falls = c.falls
    from unnest(
      ${rows.map((row) => row.noticeId)}::uuid[], ${rows.map((row) => row.to)}::text[], ${rows.map((row) => row.fellOn)}::date[],
      ${rows.map((row) => row.falls)}::int[]
    ) as c(notice_id, to_grade, fell_on, falls)
    where n.notice_id = c.notice_id and n.state = 'prepared'`);
}

export async function voidNotices(tx: Tx, noticeIds: readonly string[], at: Date): Promise<void> {
  await tx.run(sql`
    update ratings.notices set state = 'void', settled_at = ${at}
    where notice_id = any(${noticeIds as string[]}::uuid[]) and state = 'prepared'`);
}

export function lockNotices(tx: Tx, noticeIds: readonly string[], ownerId: string | null): Promise<NoticeRow[]> {
  return tx.rows(sql<NoticeRow>`
    ${NOTICES}
    where n.notice_id = any(${noticeIds as string[]}::uuid[]) and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    order by n.notice_id for no key update of n`);
}

export async function settleNotices(
  tx: Tx,
  noticeIds: readonly string[],
  to: {
    state: 'queued' | 'sent' | 'dropped';
    way: 'mail' | 'paper' | null;
    language: 'zh' | 'en' | null;
    by: string;
    at: Date;
    why: string | null;
  },
): Promise<void> {
  await tx.run(sql`
    update ratings.notices
    set state = ${to.state}, way = ${to.way}, language = ${to.language}, settled_by = ${to.by}, settled_at = ${to.at}, why = ${to.why}
    where notice_id = any(${noticeIds as string[]}::uuid[])`);
}

export async function delivered(tx: Tx, noticeId: string): Promise<void> {
  await tx.run(sql`update ratings.notices set state = 'sent' where notice_id = ${noticeId} and state = 'queued'`);
}

/** The mail was refused: it waits again, unless the customer fell further meanwhile and has another one waiting. */
export async function returned(tx: Tx, noticeId: string, why: string): Promise<void> {
  await tx.run(sql`
    update ratings.notices n
    set why = ${why}, state = case
      when exists (select 1 from ratings.notices o where o.party_id = n.party_id and o.state = 'prepared') then 'void' else 'prepared' end
    where n.notice_id = ${noticeId} and n.state = 'queued'`);
}

export type View = 'open' | 'sent' | 'closed';
const STATES: Readonly<Record<View, readonly NoticeState[]>> = {
  open: ['prepared'],
  sent: ['queued', 'sent'],
  closed: ['dropped', 'void'],
};

/**
 * The grades of customers from a day on, where they changed (also twice on one day): since the last notice was sent or dropped, whose grade is the first he
 * knows of. Earliest first.
 */
export function gradesSinceTold(
  tx: Tx,
  partyIds: readonly string[],
  from: Day,
  before: Day,
): Promise<{ party_id: string; on: Day; grade: string }[]> {
  return tx.rows(sql<{ party_id: string; on: Day; grade: string }>`
    with told as (
      select distinct on (n.party_id) n.party_id, n.fell_on, n.to_grade
      from ratings.notices n
      where n.party_id = any(${partyIds as string[]}::uuid[]) and n.state in ('queued', 'sent', 'dropped')
      order by n.party_id, n.settled_at desc
    ),
    seen as (
      select t.party_id, t.fell_on as as_of, null::timestamptz as recorded_at, t.to_grade as grade from told t
      union all
      select r.party_id, r.as_of, r.recorded_at, r.grade
      from ratings.ratings r
      left join told t on t.party_id = r.party_id
      where r.party_id = any(${partyIds as string[]}::uuid[]) and r.as_of >= ${from}::date and r.as_of < ${before}::date
        and (t.fell_on is null or r.as_of > t.fell_on)
    ),
    changes as (
      select s.party_id, s.as_of, s.recorded_at, s.grade,
             lag(s.grade) over (partition by s.party_id order by s.as_of, s.recorded_at nulls first) as grade_before
      from seen s
    )
    select c.party_id, c.as_of as on, c.grade from changes c
    where c.grade_before is distinct from c.grade
    order by c.party_id, c.as_of, c.recorded_at nulls first`);
}

/** The latest fall first. */
export function listed(
  tx: Tx,
  filter: { view: View; ownerId: string | null },
  after: { on: Day; id: string } | null,
  most: number,
): Promise<NoticeRow[]> {
  return tx.rows(sql<NoticeRow>`
    ${NOTICES}
    where n.state = any(${STATES[filter.view] as string[]}::text[]) and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${after?.on ?? null}::date is null or (n.fell_on, n.notice_id) < (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
    order by n.fell_on desc, n.notice_id desc limit ${most}`);
}

export async function counted(tx: Tx, filter: { view: View; ownerId: string | null }): Promise<number> {
  const row = await tx.one(sql<{ n: number }>`
    select count(*)::int as n from ratings.notices n
    join customers.directory d on d.tenant_id = n.tenant_id and d.party_id = n.party_id
    where n.state = any(${STATES[filter.view] as string[]}::text[]) and (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)`);
  return row.n;
}
