// SQL of letters: numbers, letters and what became of them, answers, differences.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type LetterState = 'made' | 'queued' | 'sent' | 'agreed' | 'differs' | 'settled' | 'withdrawn';

/** The next `count` numbers of a series; the row is held until the end of the transaction, so that none is given twice or lost. */
export async function takeNumbers(tx: Tx, tenantId: string, series: string, count: number): Promise<number> {
  const row = await tx.one(sql<{ last_no: number }>`
    insert into reconciliation.numbers (tenant_id, series, last_no) values (${tenantId}, ${series}, ${count})
    on conflict (tenant_id, series) do update set last_no = reconciliation.numbers.last_no + ${count}
    returning last_no`);
  return row.last_no - count;
}

export type NewLetter = {
  letterId: string;
  number: string;
  partyId: string;
  accountId: string;
  entityId: string;
  currency: string;
  closingMinor: bigint;
  overdueMinor: bigint;
  items: number;
  figures: string;
  hash: Buffer;
};

export async function insertLetters(
  tx: Tx,
  tenantId: string,
  made: { at: Date; on: Day; from: Day; to: Day; byId: string | null; by: string },
  rows: readonly NewLetter[],
): Promise<void> {
  await tx.run(sql`
    insert into reconciliation.letters
      (tenant_id, letter_id, number, party_id, account_id, entity_id, currency, from_on, to_on, closing_minor, overdue_minor, items, figures,
       figures_hash, made_at, made_on, made_by_id, made_by, state)
    select ${tenantId}::uuid, n.letter_id, n.number, n.party_id, n.account_id, n.entity_id, n.currency, ${made.from}::date, ${made.to}::date,
           n.closing_minor, n.overdue_minor, n.items, n.figures, n.figures_hash, ${made.at}::timestamptz, ${made.on}::date, ${made.byId}::uuid,
           ${made.by}::text, 'made'
    from unnest(${rows.map((row) => row.letterId)}::uuid[], ${rows.map((row) => row.number)}::text[], ${rows.map((row) => row.partyId)}::uuid[],
                ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.entityId)}::uuid[],
                ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.closingMinor)}::bigint[],
                ${rows.map((row) => row.overdueMinor)}::bigint[], ${rows.map((row) => row.items)}::int[],
                ${rows.map((row) => row.figures)}::text[], ${rows.map((row) => row.hash)}::bytea[])
         as n(letter_id, number, party_id, account_id, entity_id, currency, closing_minor, overdue_minor, items, figures, figures_hash)`);
}

/** Which of these balances have a standing letter of that day. */
export function standingLetters(
  tx: Tx,
  accountIds: readonly string[],
  to: Day,
): Promise<{ letter_id: string; number: string; account_id: string; entity_id: string }[]> {
  return tx.rows(sql<{ letter_id: string; number: string; account_id: string; entity_id: string }>`
    select letter_id, number, account_id, entity_id from reconciliation.letters
    where account_id = any(${accountIds as string[]}::uuid[]) and to_on = ${to}::date and state <> 'withdrawn'`);
}

export type LetterRow = {
  letter_id: string;
  number: string;
  party_id: string;
  code: string;
  name: string;
  owner_id: string | null;
  owner_name: string | null;
  account_id: string;
  entity_id: string;
  entity_code: string;
  entity_name: string;
  currency: string;
  from_on: Day;
  to_on: Day;
  closing_minor: bigint;
  overdue_minor: bigint;
  items: number;
  made_at: Date;
  made_on: Day;
  made_by: string;
  state: LetterState;
  sent_at: Date | null;
  sent_on: Day | null;
  answered_on: Day | null;
  reminded_on: Day | null;
  confirmed_minor: bigint | null;
  open_differences: number;
};

/** A letter belongs to who the customer answers as today: after a merge to the survivor. */
const CUSTOMER = sql.raw(`left join customers.survivors v on v.tenant_id = l.tenant_id and v.party_id = l.party_id
    join customers.directory d on d.tenant_id = l.tenant_id and d.party_id = coalesce(v.survivor_id, l.party_id)`);

const LETTERS = sql`
    select l.letter_id, l.number, d.party_id, d.code, d.name, d.owner_id, d.owner_name, l.account_id, l.entity_id, e.code as entity_code,
           e.name as entity_name, l.currency, l.from_on, l.to_on, l.closing_minor, l.overdue_minor, l.items, l.made_at, l.made_on, l.made_by,
           l.state, l.sent_at, l.sent_on, l.answered_on, l.reminded_on, l.confirmed_minor,
           (select count(*)::int from reconciliation.differences f where f.letter_id = l.letter_id and f.state = 'open') as open_differences
    from reconciliation.letters l
    ${CUSTOMER}
    join customers.legal_entities e on e.tenant_id = l.tenant_id and e.entity_id = l.entity_id`;

export type LetterFilter = {
  states: readonly LetterState[] | null;
  partyId: string | null;
  ownerId: string | null;
  text: string | null;
  unansweredSince: Day | null;
};

function where(filter: LetterFilter) {
  const { states, partyId, ownerId, text, unansweredSince } = filter;
  return sql`
    where (${states as LetterState[] | null}::text[] is null or l.state = any(${states as LetterState[] | null}::text[]))
      and (${partyId}::uuid is null or d.party_id = ${partyId}::uuid)
      and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
      and (${unansweredSince}::date is null or (l.state = 'sent' and l.sent_on <= ${unansweredSince}::date))
      and (${text}::text is null or position(lower(${text}::text) in lower(d.name)) > 0 or d.code = ${text}::text
           or l.number = upper(${text}::text))`;
}

export function lettersPage(
  tx: Tx,
  filter: LetterFilter,
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<LetterRow[]> {
  return tx.rows(sql<LetterRow>`
    ${LETTERS} ${where(filter)}
      and (${before?.at ?? null}::timestamptz is null
           or (l.made_at, l.letter_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by l.made_at desc, l.letter_id desc
    limit ${limit}`);
}

export function lettersById(tx: Tx, ids: readonly string[]): Promise<LetterRow[]> {
  return tx.rows(sql<LetterRow>`${LETTERS} where l.letter_id = any(${ids as string[]}::uuid[]) order by l.letter_id`);
}

export async function lockLetters(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.run(sql`
    select 1 from reconciliation.letters where letter_id = any(${ids as string[]}::uuid[]) order by letter_id for no key update`);
}

export function figuresOf(tx: Tx, letterId: string): Promise<{ figures: string; figures_hash: Buffer } | null> {
  return tx.maybe(sql<{ figures: string; figures_hash: Buffer }>`
    select figures, figures_hash from reconciliation.letters where letter_id = ${letterId}`);
}

export type CountRow = { state: LetterState; currency: string; letters: number; minor: bigint; confirmed: bigint };

/** By state and currency, of what may be seen: how many and how much. */
export function countLetters(tx: Tx, ownerId: string | null, since: Day | null): Promise<CountRow[]> {
  return tx.rows(sql<CountRow>`
    select l.state, l.currency, count(*)::int as letters, sum(l.closing_minor)::bigint as minor,
           coalesce(sum(l.confirmed_minor), 0)::bigint as confirmed
    from reconciliation.letters l
    ${CUSTOMER}
    where (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid) and (${since}::date is null or l.to_on >= ${since}::date)
    group by l.state, l.currency
    order by l.state, l.currency`);
}

/** Of each balance its newest letter that counts since a day: what is confirmed, out, in dispute. */
export function newestByBalance(
  tx: Tx,
  ownerId: string | null,
  since: Day,
): Promise<{ state: LetterState; currency: string; letters: number; minor: bigint; confirmed: bigint }[]> {
  return tx.rows(sql<CountRow>`
    select n.state, n.currency, count(*)::int as letters, sum(n.closing_minor)::bigint as minor,
           coalesce(sum(n.confirmed_minor), 0)::bigint as confirmed
    from (
      select distinct on (l.account_id, l.entity_id) l.state, l.currency, l.closing_minor, l.confirmed_minor
      from reconciliation.letters l
      ${CUSTOMER}
      where l.state <> 'withdrawn' and l.to_on >= ${since}::date and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
      order by l.account_id, l.entity_id, l.to_on desc, l.made_at desc
    ) n
    group by n.state, n.currency`);
}

/** What customers owe today, by currency: against it the confirmed share is told. */
export function owedToday(tx: Tx, ownerId: string | null): Promise<{ currency: string; customers: number; minor: bigint }[]> {
  return tx.rows(sql<{ currency: string; customers: number; minor: bigint }>`
    select a.currency, count(*)::int as customers, sum(a.open_minor - a.unapplied_minor)::bigint as minor
    from exposure.positions a
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where a.kind = 'own' and (a.open_minor <> 0 or a.unapplied_minor <> 0) and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    group by a.currency
    order by 3 desc`);
}

export async function moveLetters(
  tx: Tx,
  ids: readonly string[],
  to: { state: LetterState; sentAt?: Date; sentOn?: Day; answeredOn?: Day },
): Promise<void> {
  await tx.run(sql`
    update reconciliation.letters
    set state = ${to.state}, sent_at = coalesce(${to.sentAt ?? null}::timestamptz, sent_at),
        sent_on = coalesce(${to.sentOn ?? null}::date, sent_on), answered_on = coalesce(${to.answeredOn ?? null}::date, answered_on)
    where letter_id = any(${ids as string[]}::uuid[])`);
}

export async function markReminded(tx: Tx, ids: readonly string[], on: Day): Promise<void> {
  await tx.run(
    sql`update reconciliation.letters set reminded_on = ${on}::date where letter_id = any(${ids as string[]}::uuid[])`,
  );
}

/** Letters that went out and were not answered, last spoken of on or before `since` and fewer than `times` times. */
export function unanswered(tx: Tx, since: Day, times: number, limit: number): Promise<LetterRow[]> {
  return tx.rows(sql<LetterRow>`
    ${LETTERS}
    where l.state = 'sent' and coalesce(l.reminded_on, l.sent_on) <= ${since}::date
      and (select count(*) from reconciliation.letter_acts a where a.letter_id = l.letter_id and a.act = 'reminded') < ${times}
    order by l.letter_id limit ${limit}
    for no key update of l skip locked`);
}

export type NewAct = { actId: string; letterId: string; act: string; facts: string };

export async function insertActs(
  tx: Tx,
  tenantId: string,
  by: { at: Date; id: string | null; name: string },
  rows: readonly NewAct[],
): Promise<void> {
  await tx.run(sql`
    insert into reconciliation.letter_acts (tenant_id, act_id, letter_id, act, facts, at, by_id, by_name)
    select ${tenantId}::uuid, n.act_id, n.letter_id, n.act, n.facts::jsonb, ${by.at}::timestamptz, ${by.id}::uuid, ${by.name}::text
    from unnest(${rows.map((row) => row.actId)}::uuid[], ${rows.map((row) => row.letterId)}::uuid[], ${rows.map((row) => row.act)}::text[],
                ${rows.map((row) => row.facts)}::text[]) as n(act_id, letter_id, act, facts)`);
}

export function actsOf(
  tx: Tx,
  letterId: string,
): Promise<{ act_id: string; act: string; facts: Record<string, unknown>; at: Date; by_name: string }[]> {
  return tx.rows(sql<{ act_id: string; act: string; facts: Record<string, unknown>; at: Date; by_name: string }>`
    select act_id, act, facts, at, by_name from reconciliation.letter_acts
    where letter_id = ${letterId} order by at, act_id limit 500`);
}

export type AnswerRow = {
  answer_id: string;
  outcome: 'agreed' | 'differs';
  answered_on: Day;
  theirs_minor: bigint | null;
  signed: boolean;
  sealed: boolean;
  note: string | null;
  at: Date;
  by_name: string;
};

export async function insertAnswer(
  tx: Tx,
  tenantId: string,
  letterId: string,
  row: Omit<AnswerRow, 'by_name'> & { by_id: string | null; by_name: string },
): Promise<void> {
  await tx.run(sql`
    insert into reconciliation.answers
      (tenant_id, answer_id, letter_id, outcome, answered_on, theirs_minor, signed, sealed, note, at, by_id, by_name)
    values (${tenantId}, ${row.answer_id}, ${letterId}, ${row.outcome}, ${row.answered_on}, ${row.theirs_minor}, ${row.signed}, ${row.sealed},
            ${row.note}, ${row.at}, ${row.by_id}, ${row.by_name})`);
}

export function answersOf(tx: Tx, letterId: string): Promise<AnswerRow[]> {
  return tx.rows(sql<AnswerRow>`
    select answer_id, outcome, answered_on, theirs_minor, signed, sealed, note, at, by_name from reconciliation.answers
    where letter_id = ${letterId} order by at, answer_id limit 50`);
}

export type Resolution = 'in_transit' | 'our_error' | 'their_error' | 'disputed' | 'rounding' | 'superseded';

export type DifferenceRow = {
  difference_id: string;
  letter_id: string;
  answer_id: string;
  party_id: string;
  document_id: string | null;
  number: string;
  ours_minor: bigint | null;
  theirs_minor: bigint | null;
  why: string;
  state: 'open' | 'settled';
  resolution: Resolution | null;
  correction: string | null;
  note: string | null;
  settled_at: Date | null;
  settled_by: string | null;
  owner: string | null;
  due_on: Day | null;
};

const DIFFERENCE =
  sql.raw(`difference_id, letter_id, answer_id, party_id, document_id, number, ours_minor, theirs_minor, why, state, resolution,
  correction, note, settled_at, settled_by, owner, due_on`);

export async function insertDifferences(
  tx: Tx,
  tenantId: string,
  of: { letterId: string; answerId: string; partyId: string; ownerId: string | null; owner: string | null; dueOn: Day },
  rows: readonly {
    differenceId: string;
    documentId: string | null;
    number: string;
    oursMinor: bigint | null;
    theirsMinor: bigint | null;
    why: string;
  }[],
): Promise<void> {
  await tx.run(sql`
    insert into reconciliation.differences
      (tenant_id, difference_id, letter_id, answer_id, party_id, document_id, number, ours_minor, theirs_minor, why, state, owner_id, owner,
       due_on)
    select ${tenantId}::uuid, n.difference_id, ${of.letterId}::uuid, ${of.answerId}::uuid, ${of.partyId}::uuid, n.document_id, n.number,
           n.ours_minor, n.theirs_minor, n.why, 'open', ${of.ownerId}::uuid, ${of.owner}::text, ${of.dueOn}::date
    from unnest(${rows.map((row) => row.differenceId)}::uuid[], ${rows.map((row) => row.documentId)}::uuid[],
                ${rows.map((row) => row.number)}::text[], ${rows.map((row) => row.oursMinor)}::bigint[],
                ${rows.map((row) => row.theirsMinor)}::bigint[], ${rows.map((row) => row.why)}::text[])
         as n(difference_id, document_id, number, ours_minor, theirs_minor, why)`);
}

export function differencesOf(tx: Tx, letterId: string): Promise<DifferenceRow[]> {
  return tx.rows(sql<DifferenceRow>`
    select ${DIFFERENCE} from reconciliation.differences where letter_id = ${letterId} order by difference_id limit 500`);
}

export function differenceById(tx: Tx, id: string): Promise<DifferenceRow | null> {
  return tx.maybe(sql<DifferenceRow>`select ${DIFFERENCE} from reconciliation.differences where difference_id = ${id}`);
}

export async function settleDifference(
  tx: Tx,
  id: string,
  how: { resolution: Resolution; correction: string | null; note: string; at: Date; byId: string | null; by: string },
): Promise<number> {
  return tx.run(sql`
    update reconciliation.differences
    set state = 'settled', resolution = ${how.resolution}, correction = ${how.correction}, note = ${how.note}, settled_at = ${how.at},
        settled_by_id = ${how.byId}, settled_by = ${how.by}
    where difference_id = ${id} and state = 'open'`);
}

/** A new answer takes the place of the one before: what was open of that is no longer asked. */
export async function dropOpenDifferences(tx: Tx, letterId: string, at: Date, by: string): Promise<void> {
  await tx.run(sql`
    update reconciliation.differences
    set state = 'settled', resolution = 'superseded', settled_at = ${at}, settled_by = ${by}
    where letter_id = ${letterId} and state = 'open'`);
}

/** Ids of a customer's letters, newest first: where the last one went, the next one may go. */
export function letterIdsOf(
  tx: Tx,
  partyIds: readonly string[],
  limit: number,
): Promise<{ party_id: string; letter_id: string }[]> {
  return tx.rows(sql<{ party_id: string; letter_id: string }>`
    select party_id, letter_id from (
      select party_id, letter_id, row_number() over (partition by party_id order by made_at desc, letter_id desc) as place
      from reconciliation.letters where party_id = any(${partyIds as string[]}::uuid[])
    ) each
    where place <= ${limit}
    order by party_id, place`);
}

/** What of the balance both sides take for right; null while that is not known. */
export async function confirm(tx: Tx, letterId: string, minor: bigint | null): Promise<void> {
  await tx.run(sql`update reconciliation.letters set confirmed_minor = ${minor}::bigint where letter_id = ${letterId}`);
}
