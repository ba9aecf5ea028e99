// SQL of trade references: requests by link, their one answer, the second look.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { owned } from './store.ts';

export type Relation = 'supplier' | 'buyer' | 'bank' | 'landlord' | 'peer';
export type Again = 'yes' | 'prepaid' | 'no';

export type ReferenceRow = {
  reference_id: string;
  party_id: string;
  code: string;
  name: string;
  partner: string;
  relation: Relation;
  note: string | null;
  due_on: Day;
  asked_by_id: string | null;
  asked_by: string;
  asked_at: Date;
  link_until: Date;
  opened_at: Date | null;
  reminders: number;
  withdrawn_at: Date | null;
  answered_at: Date | null;
  months_trading: number | null;
  credit_minor: bigint | null;
  terms_days: number | null;
  highest_minor: bigint | null;
  currency: string | null;
  slow_days: number | null;
  again: Again | null;
  remark: string | null;
  same_place: number;
  outcome: 'verified' | 'refuted' | null;
  checked_by: string | null;
  check_note: string | null;
  version: number;
};

const REFERENCES = sql`
  select f.reference_id, d.stands_as as party_id, d.code, d.name, f.partner, f.relation, f.note, f.due_on, f.asked_by_id, f.asked_by,
         f.asked_at, f.link_until, f.opened_at, f.reminders, f.withdrawn_at, f.answered_at, f.months_trading, f.credit_minor, f.terms_days,
         f.highest_minor, f.currency, f.slow_days, f.again, f.remark, f.outcome, f.checked_by, f.check_note, f.version,
         (select count(*)::integer from investigations.partner_references o
          where o.tenant_id = f.tenant_id and o.party_id = f.party_id and o.reference_id <> f.reference_id
            and o.address_hash = f.address_hash) as same_place
  from investigations.partner_references f
  join customers.identities d on d.tenant_id = f.tenant_id and d.party_id = f.party_id`;

export function referenceForUpdate(tx: Tx, id: string, ownerId: string | null): Promise<ReferenceRow | null> {
  return tx.maybe(sql<ReferenceRow>`${REFERENCES} where f.reference_id = ${id} and ${owned(ownerId)} for no key update of f`);
}

/** By the hash of the link alone; whether it is still good is the action's to say. */
export function referenceByLink(tx: Tx, hash: Buffer): Promise<ReferenceRow | null> {
  return tx.maybe(sql<ReferenceRow>`${REFERENCES} where f.link_hash = ${hash} for no key update of f`);
}

export function referencesPage(
  tx: Tx,
  wanted: {
    ownerId: string | null;
    partyIds: readonly string[] | null;
    state: 'open' | 'answered' | 'ended' | null;
    at: Date;
    before: { at: Date; id: string } | null;
    limit: number;
  },
): Promise<ReferenceRow[]> {
  const { before, at } = wanted;
  const states = {
    open: sql`f.answered_at is null and f.withdrawn_at is null and f.link_until > ${at}`,
    answered: sql`f.answered_at is not null`,
    ended: sql`f.answered_at is null and (f.withdrawn_at is not null or f.link_until <= ${at})`,
  };
  return tx.rows(sql<ReferenceRow>`
    ${REFERENCES}
    where ${owned(wanted.ownerId)} and ${wanted.state === null ? sql`true` : states[wanted.state]}
      and (${wanted.partyIds}::uuid[] is null or f.party_id = any(${wanted.partyIds}::uuid[]))
      ${before === null ? sql`` : sql`and (f.asked_at, f.reference_id) < (${before.at}::timestamptz, ${before.id}::uuid)`}
    order by f.asked_at desc, f.reference_id desc
    limit ${wanted.limit}`);
}

export async function insertReference(
  tx: Tx,
  tenantId: string,
  row: {
    id: string;
    partyId: string;
    partner: string;
    relation: Relation;
    note: string | null;
    dueOn: Day;
    byId: string | null;
    by: string;
    at: Date;
    linkHash: Buffer;
    linkUntil: Date;
  },
): Promise<void> {
  await tx.run(sql`
    insert into investigations.partner_references
      (tenant_id, reference_id, party_id, partner, relation, note, due_on, asked_by_id, asked_by, asked_at, link_hash, link_until, reminders, version)
    values (${tenantId}, ${row.id}, ${row.partyId}, ${row.partner}, ${row.relation}, ${row.note}, ${row.dueOn}, ${row.byId}, ${row.by},
            ${row.at}, ${row.linkHash}, ${row.linkUntil}, 0, 1)`);
}

/** A new link: the one before ends. */
export async function relink(
  tx: Tx,
  id: string,
  how: { at: Date; dueOn: Day; linkHash: Buffer; linkUntil: Date },
): Promise<void> {
  await tx.run(sql`
    update investigations.partner_references
    set link_hash = ${how.linkHash}, link_until = ${how.linkUntil}, due_on = ${how.dueOn}, reminders = reminders + 1,
        reminded_at = ${how.at}, version = version + 1
    where reference_id = ${id}`);
}

export async function withdrawReference(tx: Tx, id: string, end: { by: string; at: Date }): Promise<void> {
  await tx.run(sql`
    update investigations.partner_references set withdrawn_by = ${end.by}, withdrawn_at = ${end.at}, version = version + 1
    where reference_id = ${id}`);
}

export async function opened(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.run(
    sql`update investigations.partner_references set opened_at = coalesce(opened_at, ${at}) where reference_id = ${id}`,
  );
}

export async function answer(
  tx: Tx,
  id: string,
  row: {
    at: Date;
    monthsTrading: number | null;
    creditMinor: bigint | null;
    termsDays: number | null;
    highestMinor: bigint | null;
    currency: string;
    slowDays: number | null;
    again: Again;
    remark: string | null;
    addressHash: Buffer | null;
  },
): Promise<void> {
  await tx.run(sql`
    update investigations.partner_references
    set answered_at = ${row.at}, months_trading = ${row.monthsTrading}, credit_minor = ${row.creditMinor}, terms_days = ${row.termsDays},
        highest_minor = ${row.highestMinor}, currency = ${row.currency}, slow_days = ${row.slowDays}, again = ${row.again},
        remark = ${row.remark}, address_hash = ${row.addressHash}, version = version + 1
    where reference_id = ${id} and answered_at is null`);
}

export async function checkReference(
  tx: Tx,
  id: string,
  row: { outcome: 'verified' | 'refuted'; by: string; at: Date; note: string | null },
): Promise<void> {
  await tx.run(sql`
    update investigations.partner_references
    set outcome = ${row.outcome}, checked_by = ${row.by}, checked_at = ${row.at}, check_note = ${row.note}, version = version + 1
    where reference_id = ${id}`);
}

/** Written to in one night. */
const TOLD_MAX = 500;

/** Open ones due by this day that nobody was reminded of since they were asked. */
export function dueReferences(tx: Tx, soon: Day, at: Date): Promise<ReferenceRow[]> {
  return tx.rows(sql<ReferenceRow>`
    ${REFERENCES}
    where f.answered_at is null and f.withdrawn_at is null and f.link_until > ${at} and f.due_on <= ${soon}::date and f.reminded_at is null
    order by f.reference_id limit ${TOLD_MAX} for no key update of f`);
}

export type CountedReference = {
  party_id: string;
  answered_at: Date;
  checked: boolean;
  slow_days: number | null;
  again: Again;
};

/** Answers of partners that nobody refuted, newest first, up to an instant; with `knownAt` as they stood then. */
export function answersOf(tx: Tx, partyIds: readonly string[], until: Date, knownAt: Date | null): Promise<CountedReference[]> {
  return tx.rows(sql<CountedReference>`
    select d.stands_as as party_id, f.answered_at, f.slow_days, f.again,
           coalesce(f.outcome = 'verified' and (${knownAt}::timestamptz is null or f.checked_at <= ${knownAt}), false) as checked
    from investigations.partner_references f
    join customers.identities d on d.tenant_id = f.tenant_id and d.party_id = f.party_id
    where d.stands_as = any(${partyIds}::uuid[]) and f.answered_at < ${until}
      and (${knownAt}::timestamptz is null or f.answered_at <= ${knownAt})
      and not (f.outcome is not null and f.outcome = 'refuted' and (${knownAt}::timestamptz is null or f.checked_at <= ${knownAt}))
    order by d.stands_as, f.answered_at desc, f.reference_id`);
}
