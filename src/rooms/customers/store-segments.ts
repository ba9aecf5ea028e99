// SQL of segments: what is known of customers, and the spells that begin and end.
import { sql, type Tx } from '#platform/sql.ts';

export type FactRow = {
  party_id: string;
  company_size: string | null;
  industry: string | null;
  region: string | null;
  channel: string | null;
  grade: string | null;
  sales_minor: bigint | null;
  segment: string | null;
};

/** In order of id, after the last of the chunk before. Sales: invoices less credit notes since a day, in one currency; none is null. */
export function facts(
  tx: Tx,
  tenantId: string,
  asked: { partyIds: readonly string[] | null; since: string; currency: string },
  after: string | null,
  most: number,
): Promise<FactRow[]> {
  return tx.rows(sql<FactRow>`
    with chunk as (
      select p.party_id, p.company_size, p.industry, p.region, p.channel
      from customers.parties p
      where p.tenant_id = ${tenantId} and p.kind = 'customer' and p.merged_into is null
        and (${asked.partyIds}::uuid[] is null or p.party_id = any(${asked.partyIds}::uuid[]))
        and (${after}::uuid is null or p.party_id > ${after}::uuid)
      order by p.party_id
      limit ${most}
    ),
    sold as (
      select d.party_id, sum(case d.kind when 'invoice' then d.amount_minor else -d.amount_minor end)::bigint as sales_minor
      from receivables.papers d
      where d.tenant_id = ${tenantId} and d.party_id = any(array(select c.party_id from chunk c)) and d.kind in ('invoice', 'credit_note')
        and d.issued_on >= ${asked.since}::date and d.currency = ${asked.currency}
      group by d.party_id
    )
    select c.party_id, c.company_size, c.industry, c.region, c.channel, g.grade, s.sales_minor, f.segment
    from chunk c
    left join sold s on s.party_id = c.party_id
    left join ratings.latest g on g.tenant_id = ${tenantId} and g.party_id = c.party_id
    left join customers.segments f on f.tenant_id = ${tenantId} and f.party_id = c.party_id and f.valid_to is null
    order by c.party_id`);
}

/** Yesterday was the last day; a spell of today that does not last the day ends on it. */
export async function endSpells(tx: Tx, tenantId: string, partyIds: readonly string[], today: string): Promise<void> {
  await tx.run(sql`
    update customers.segments set valid_to = greatest(valid_from, ${today}::date - 1)
    where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[]) and valid_to is null`);
}

export type NewSpell = { spellId: string; partyId: string; segment: string; rowId: string; facts: string };

export async function insertSpells(
  tx: Tx,
  tenantId: string,
  at: Date,
  today: string,
  version: number,
  rows: readonly NewSpell[],
): Promise<void> {
  await tx.run(sql`
    insert into customers.segments (tenant_id, spell_id, party_id, segment, valid_from, rulebook_version, row_id, facts, recorded_at)
    select ${tenantId}::uuid, n.spell_id, n.party_id, n.segment, ${today}::date, ${version}, n.row_id, n.facts::jsonb, ${at}::timestamptz
    from unnest(${rows.map((row) => row.spellId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.segment)}::text[],
                ${rows.map((row) => row.rowId)}::text[], ${rows.map((row) => row.facts)}::text[])
         as n(spell_id, party_id, segment, row_id, facts)`);
}

export function spellsOf(
  tx: Tx,
  tenantId: string,
  partyIds: readonly string[],
): Promise<
  {
    segment: string;
    valid_from: string;
    valid_to: string | null;
    row_id: string;
    facts: Record<string, unknown>;
    rulebook_version: number;
  }[]
> {
  return tx.rows(sql`
    select segment, valid_from, valid_to, row_id, facts, rulebook_version from customers.segments
    where tenant_id = ${tenantId} and party_id = any(${partyIds}::uuid[])
    order by valid_from desc, recorded_at desc
    limit 100`);
}
