// SQL of what people add to a rating: overrides, support of a group, answers to questions; and the segments of a day.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type OverrideState = 'proposed' | 'approved' | 'rejected' | 'withdrawn';
export type OverrideRow = {
  override_id: string;
  party_id: string;
  customer_code: string;
  customer_name: string;
  kind: 'override' | 'support';
  grade: string | null;
  supporter_id: string | null;
  supporter_code: string | null;
  supporter_name: string | null;
  notches: number | null;
  grade_then: string | null;
  reason: string;
  state: OverrideState;
  proposed_by: string | null;
  proposed_by_name: string;
  proposed_at: Date;
  decided_by_name: string | null;
  decided_at: Date | null;
  starts_on: Day | null;
  ends_on: Day;
  ended_on: Day | null;
  ended_by_name: string | null;
  ended_reason: string | null;
  case_id: string | null;
};

const OVERRIDES = sql.raw(`
  select o.override_id, o.party_id, d.code as customer_code, d.name as customer_name, o.kind, o.grade, o.supporter_id,
         s.code as supporter_code, s.name as supporter_name, o.notches, o.grade_then, o.reason, o.state, o.proposed_by, o.proposed_by_name,
         o.proposed_at, o.decided_by_name, o.decided_at, o.starts_on, o.ends_on, o.ended_on, o.ended_by_name, o.ended_reason, o.case_id
  from ratings.overrides o
  join customers.directory d on d.tenant_id = o.tenant_id and d.party_id = o.party_id
  left join customers.directory s on s.tenant_id = o.tenant_id and s.party_id = o.supporter_id`);

/** In force on a day: at most one of each kind a customer, the one decided last. */
export function standingOn(tx: Tx, partyIds: readonly string[], asOf: Day): Promise<OverrideRow[]> {
  return tx.rows(sql<OverrideRow>`
    select distinct on (party_id, kind) standing.* from (${OVERRIDES}) standing
    where party_id = any(${partyIds}::uuid[]) and state = 'approved' and starts_on <= ${asOf}::date and ends_on >= ${asOf}::date
      and (ended_on is null or ended_on > ${asOf}::date)
    order by party_id, kind, decided_at desc`);
}

export type NewOverride = {
  overrideId: string;
  partyId: string;
  kind: 'override' | 'support';
  grade: string | null;
  supporterId: string | null;
  notches: number | null;
  gradeThen: string | null;
  reason: string;
  endsOn: Day;
  caseId: string;
};

export async function insertOverride(
  tx: Tx,
  tenantId: string,
  row: NewOverride,
  made: { at: Date; by: string | null; byName: string },
): Promise<boolean> {
  const done = await tx.run(sql`
    insert into ratings.overrides (tenant_id, override_id, party_id, kind, grade, supporter_id, notches, grade_then, reason, state, proposed_by,
                                   proposed_by_name, proposed_at, ends_on, case_id)
    values (${tenantId}, ${row.overrideId}, ${row.partyId}, ${row.kind}, ${row.grade}, ${row.supporterId}, ${row.notches}, ${row.gradeThen},
            ${row.reason}, 'proposed', ${made.by}, ${made.byName}, ${made.at}, ${row.endsOn}, ${row.caseId})
    on conflict (tenant_id, party_id, kind) where state = 'proposed' do nothing`);
  return done === 1;
}

export async function lockOverride(tx: Tx, overrideId: string): Promise<OverrideRow | null> {
  const locked = await tx.maybe(
    sql<{ override_id: string }>`select override_id from ratings.overrides where override_id = ${overrideId} for no key update`,
  );
  return locked ? tx.maybe(sql<OverrideRow>`select one.* from (${OVERRIDES}) one where override_id = ${overrideId}`) : null;
}

/** A new one takes the place of the one that stood. */
export async function approve(
  tx: Tx,
  row: Pick<OverrideRow, 'override_id' | 'party_id' | 'kind'>,
  how: { today: Day; at: Date; byName: string },
): Promise<void> {
  await tx.run(sql`
    update ratings.overrides set ended_on = ${how.today}::date, ended_by_name = ${how.byName}, ended_reason = 'replaced'
    where party_id = ${row.party_id} and kind = ${row.kind} and state = 'approved' and ended_on is null and ends_on >= ${how.today}::date`);
  await tx.run(sql`
    update ratings.overrides set state = 'approved', decided_by_name = ${how.byName}, decided_at = ${how.at}, starts_on = ${how.today}::date
    where override_id = ${row.override_id} and state = 'proposed'`);
}

export async function close(
  tx: Tx,
  overrideId: string,
  how: { state: 'rejected' | 'withdrawn'; at: Date; byName: string },
): Promise<void> {
  await tx.run(sql`
    update ratings.overrides set state = ${how.state}, decided_by_name = ${how.byName}, decided_at = ${how.at}
    where override_id = ${overrideId} and state = 'proposed'`);
}

export async function end(tx: Tx, overrideId: string, how: { today: Day; byName: string; reason: string }): Promise<void> {
  await tx.run(sql`
    update ratings.overrides set ended_on = ${how.today}::date, ended_by_name = ${how.byName}, ended_reason = ${how.reason}
    where override_id = ${overrideId} and state = 'approved' and ended_on is null`);
}

export type OverrideFilter = {
  partyId: string | null;
  ownerId: string | null;
  /** proposed; standing on the day; ended: everything else. */
  stage: 'proposed' | 'standing' | 'ended' | null;
};

/** What waits first, then what ends soonest, then the past. */
export function overrides(
  tx: Tx,
  filter: OverrideFilter,
  today: Day,
  most: number,
): Promise<(OverrideRow & { stage: string })[]> {
  return tx.rows(sql<OverrideRow & { stage: string }>`
    select one.* from (
      select listed.*,
             case when state = 'proposed' then 'proposed'
                  when state = 'approved' and ends_on >= ${today}::date and (ended_on is null or ended_on > ${today}::date) then 'standing'
                  else 'ended' end as stage
      from (${OVERRIDES}) listed
    ) one
    join customers.directory c on c.party_id = one.party_id
    where (${filter.partyId}::uuid is null or one.party_id = ${filter.partyId}::uuid)
      and (${filter.ownerId}::uuid is null or c.owner_id = ${filter.ownerId}::uuid)
      and (${filter.stage}::text is null or one.stage = ${filter.stage}::text)
    order by case one.stage when 'proposed' then 0 when 'standing' then 1 else 2 end, one.ends_on, one.override_id
    limit ${most}`);
}

/** How often people overrule the card: of everybody rated today, those whose grade a person set. */
export function overriding(tx: Tx): Promise<{ rated: number; overridden: number; up: number }> {
  return tx.one(sql<{ rated: number; overridden: number; up: number }>`
    select count(*)::int as rated, (count(*) filter (where decided_by = 'override'))::int as overridden,
           (count(*) filter (where decided_by = 'support'))::int as up
    from ratings.current`);
}

export type AnswerRow = {
  answer_id: string;
  party_id: string;
  question: string;
  choice: number;
  evidence: string | null;
  answered_on: Day;
  recorded_at: Date;
  answered_by: string | null;
  answered_by_name: string;
  outcome: 'verified' | 'refused' | null;
  checked_by_name: string | null;
};

/** The newest answer of each customer to each question as of a day; one that a second person refused counts for nothing. */
export function answersOn(tx: Tx, partyIds: readonly string[], asOf: Day): Promise<AnswerRow[]> {
  return tx.rows(sql<AnswerRow>`
    select distinct on (a.party_id, a.question) a.answer_id, a.party_id, a.question, a.choice, a.evidence, a.answered_on, a.recorded_at,
           a.answered_by, a.answered_by_name, c.outcome, c.checked_by_name
    from ratings.answers a
    left join ratings.answer_checks c on c.tenant_id = a.tenant_id and c.answer_id = a.answer_id
    where a.party_id = any(${partyIds}::uuid[]) and a.answered_on <= ${asOf}::date and c.outcome is distinct from 'refused'
    order by a.party_id, a.question, a.answered_on desc, a.recorded_at desc`);
}

export function answerById(tx: Tx, answerId: string): Promise<AnswerRow | null> {
  return tx.maybe(sql<AnswerRow>`
    select a.answer_id, a.party_id, a.question, a.choice, a.evidence, a.answered_on, a.recorded_at, a.answered_by, a.answered_by_name,
           c.outcome, c.checked_by_name
    from ratings.answers a
    left join ratings.answer_checks c on c.tenant_id = a.tenant_id and c.answer_id = a.answer_id
    where a.answer_id = ${answerId}`);
}

export async function insertAnswer(
  tx: Tx,
  tenantId: string,
  row: { answerId: string; partyId: string; question: string; choice: number; evidence: string | null; on: Day },
  made: { at: Date; by: string | null; byName: string },
): Promise<void> {
  await tx.run(sql`
    insert into ratings.answers (tenant_id, answer_id, party_id, question, choice, evidence, answered_on, recorded_at, answered_by, answered_by_name)
    values (${tenantId}, ${row.answerId}, ${row.partyId}, ${row.question}, ${row.choice}, ${row.evidence}, ${row.on}, ${made.at}, ${made.by},
            ${made.byName})`);
}

export async function insertCheck(
  tx: Tx,
  tenantId: string,
  answerId: string,
  check: { at: Date; by: string | null; byName: string; outcome: 'verified' | 'refused' },
): Promise<boolean> {
  const done = await tx.run(sql`
    insert into ratings.answer_checks (tenant_id, answer_id, checked_at, checked_by, checked_by_name, outcome)
    values (${tenantId}, ${answerId}, ${check.at}, ${check.by}, ${check.byName}, ${check.outcome})
    on conflict (tenant_id, answer_id) do nothing`);
  return done === 1;
}

/** Segments of a day; a customer of none is absent. */
export function segmentsOn(tx: Tx, partyIds: readonly string[], asOf: Day): Promise<{ party_id: string; segment: string }[]> {
  return tx.rows(sql<{ party_id: string; segment: string }>`
    select distinct on (party_id) party_id, segment
    from customers.segment_spells
    where party_id = any(${partyIds}::uuid[]) and valid_from <= ${asOf}::date and (valid_to is null or valid_to >= ${asOf}::date)
    order by party_id, valid_from desc`);
}
