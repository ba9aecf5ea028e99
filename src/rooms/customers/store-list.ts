// SQL of the list of customers: the filter, a page in order of code, how many there are, and what there is to filter by.
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export type ListFilter = {
  readonly tenantId: string;
  /** Salespeople see their own: null lifts that. */
  readonly ownerId: string | null;
  readonly today: string;
  readonly text: { readonly raw: string; readonly nameKey: string } | null;
  readonly segment: string | null;
  readonly owner: string | null;
  readonly group: string | null;
  readonly region: string | null;
  readonly industry: string | null;
  readonly lacks: 'uscc' | 'owner' | 'terms' | 'region' | 'industry' | 'group' | null;
  readonly suspected: boolean;
};

function member(filter: ListFilter): RawBuilder<unknown> {
  return sql`
    select m.parent_code as group_code, m.parent_name as group_name
    from customers.memberships m
    where m.tenant_id = p.tenant_id and m.party_id = p.party_id and m.valid_from <= ${filter.today}::date
      and (m.valid_to is null or m.valid_to >= ${filter.today}::date)
    limit 1`;
}

const LACKING = {
  uscc: 'p.uscc',
  owner: 'p.owner_name',
  terms: 'p.terms_days',
  region: 'p.region',
  industry: 'p.industry',
} as const;

function where(filter: ListFilter): RawBuilder<unknown> {
  const tests: RawBuilder<unknown>[] = [
    sql`p.tenant_id = ${filter.tenantId}::uuid`,
    sql`p.kind = 'customer'`,
    sql`p.merged_into is null`,
  ];
  if (filter.ownerId !== null) tests.push(sql`p.owner_id = ${filter.ownerId}::uuid`);
  if (filter.text !== null) {
    const { raw, nameKey } = filter.text;
    const coded = sql`starts_with(lower(p.code), lower(${raw})) or p.uscc = upper(${raw})
      or exists (select 1 from customers.source_codes s
                 where s.tenant_id = p.tenant_id and s.party_id = p.party_id and s.code = ${raw})`;
    tests.push(nameKey === '' ? sql`(${coded})` : sql`(${coded} or strpos(p.name_key, ${nameKey}) > 0)`);
  }
  if (filter.segment !== null) {
    tests.push(sql`exists (select 1 from customers.segments_in_force g
      where g.tenant_id = p.tenant_id and g.party_id = p.party_id and g.segment = ${filter.segment})`);
  }
  if (filter.owner !== null) tests.push(sql`p.owner_name = ${filter.owner}`);
  if (filter.region !== null) tests.push(sql`p.region = ${filter.region}`);
  if (filter.industry !== null) tests.push(sql`p.industry = ${filter.industry}`);
  if (filter.group !== null) tests.push(sql`exists (select 1 from (${member(filter)}) g where g.group_code = ${filter.group})`);
  if (filter.lacks === 'group') tests.push(sql`not exists (${member(filter)})`);
  else if (filter.lacks !== null) tests.push(sql`${sql.raw(LACKING[filter.lacks])} is null`);
  if (filter.suspected) tests.push(sql`${suspicions()} > 0`);
  return sql.join(tests, sql` and `);
}

function suspicions(): RawBuilder<unknown> {
  return sql`(
    (select count(*)::int from customers.duplicates x where x.tenant_id = p.tenant_id and x.low_id = p.party_id and x.state = 'open')
    + (select count(*)::int from customers.duplicates x where x.tenant_id = p.tenant_id and x.high_id = p.party_id and x.state = 'open'))`;
}

export type ListRow = {
  party_id: string;
  code: string;
  name: string;
  uscc: string | null;
  segment: string | null;
  group_code: string | null;
  group_name: string | null;
  owner_name: string | null;
  region: string | null;
  industry: string | null;
  terms_days: number | null;
  since_on: string | null;
  suspected: number;
  version: number;
};

/** In order of code, after the code of the page before. */
export function page(tx: Tx, filter: ListFilter, after: string | null, limit: number): Promise<ListRow[]> {
  return tx.rows(sql<ListRow>`
    with picked as (
      select p.party_id
      from customers.parties p
      where ${where(filter)} and (${after}::text is null or p.code collate "C" > ${after})
      order by p.code collate "C"
      limit ${limit}
    )
    select p.party_id, p.code, p.name, p.uscc, s.segment, m.group_code, m.group_name, p.owner_name, p.region, p.industry, p.terms_days,
           p.since_on, ${suspicions()} as suspected, p.version
    from picked
    join customers.parties p on p.tenant_id = ${filter.tenantId}::uuid and p.party_id = picked.party_id
    left join customers.segments_in_force s on s.tenant_id = p.tenant_id and s.party_id = p.party_id
    left join lateral (${member(filter)}) m on true
    order by p.code collate "C"`);
}

export function count(tx: Tx, filter: ListFilter): Promise<{ customers: number }> {
  return tx.one(sql<{ customers: number }>`select count(*)::int as customers from customers.parties p where ${where(filter)}`);
}

const CHOICES_MAX = 200;

/** Salespeople, regions and segments of the customers that may be seen, whatever else is filtered. */
export async function choices(
  tx: Tx,
  filter: ListFilter,
): Promise<{ segments: { segment: string; customers: number }[]; owners: string[]; regions: string[] }> {
  const seen = sql`p.tenant_id = ${filter.tenantId}::uuid and p.kind = 'customer' and p.merged_into is null
    and (${filter.ownerId}::uuid is null or p.owner_id = ${filter.ownerId}::uuid)`;
  const [segments, owners, regions] = await Promise.all([
    tx.rows(sql<{ segment: string; customers: number }>`
      select s.segment, count(*)::int as customers
      from customers.segments_in_force s
      join customers.parties p on p.tenant_id = s.tenant_id and p.party_id = s.party_id
      where ${seen}
      group by s.segment order by s.segment limit ${CHOICES_MAX}`),
    tx.rows(sql<{ name: string }>`
      select distinct p.owner_name as name from customers.parties p
      where ${seen} and p.owner_name is not null order by 1 limit ${CHOICES_MAX}`),
    tx.rows(sql<{ name: string }>`
      select distinct p.region as name from customers.parties p
      where ${seen} and p.region is not null order by 1 limit ${CHOICES_MAX}`),
  ]);
  return { segments, owners: owners.map((row) => row.name), regions: regions.map((row) => row.name) };
}
