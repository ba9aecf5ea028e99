// SQL of goods at customers (寄售, 铺底) and of margins by month.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type ConsignmentRow = {
  consignment_id: string;
  party_id: string;
  customer_code: string;
  customer_name: string;
  owner_id: string | null;
  owner_name: string | null;
  entity_id: string;
  number: string;
  kind: 'consignment' | 'standing';
  currency: string;
  starts_on: Day;
  ends_on: Day | null;
  standing_minor: bigint | null;
  counts: 'exposure' | 'beside';
  counted_minor: bigint;
  state: 'open' | 'ended';
};

const CONSIGNMENT =
  sql.raw(`c.consignment_id, d.party_id, d.code as customer_code, d.name as customer_name, d.owner_id, d.owner_name,
  c.entity_id, c.number, c.kind, c.currency, c.starts_on, c.ends_on, c.standing_minor, c.counts, c.counted_minor, c.state`);
const JOINED = sql.raw(`contracts.consignments c
  left join customers.survivors f on f.tenant_id = c.tenant_id and f.party_id = c.party_id
  join customers.directory d on d.tenant_id = c.tenant_id and d.party_id = coalesce(f.survivor_id, c.party_id)`);

export type NewConsignment = Omit<
  ConsignmentRow,
  'customer_code' | 'customer_name' | 'owner_id' | 'owner_name' | 'counted_minor' | 'state'
>;

/** False: the number is taken. */
export async function insertConsignment(
  tx: Tx,
  tenantId: string,
  at: Date,
  byName: string,
  row: NewConsignment,
): Promise<boolean> {
  return (
    (await tx.run(sql`
      insert into contracts.consignments
        (tenant_id, consignment_id, party_id, entity_id, number, kind, currency, starts_on, ends_on, standing_minor, counts, counted_minor,
         state, by_name, recorded_at)
      values (${tenantId}, ${row.consignment_id}, ${row.party_id}, ${row.entity_id}, ${row.number}, ${row.kind}, ${row.currency},
              ${row.starts_on}, ${row.ends_on}, ${row.standing_minor}, ${row.counts}, 0, 'open', ${byName}, ${at})
      on conflict (tenant_id, entity_id, number) do nothing`)) === 1
  );
}

export async function consignmentForUpdate(tx: Tx, id: string): Promise<ConsignmentRow | null> {
  await tx.rows(sql`select 1 from contracts.consignments where consignment_id = ${id} for no key update`);
  return tx.maybe(sql<ConsignmentRow>`select ${CONSIGNMENT} from ${JOINED} where c.consignment_id = ${id}`);
}

export function consignmentsPage(
  tx: Tx,
  filter: { ownerId: string | null; partyIds: readonly string[] | null; ended: boolean },
  after: { on: Day; id: string } | null,
  limit: number,
): Promise<ConsignmentRow[]> {
  return tx.rows(sql<ConsignmentRow>`
    select ${CONSIGNMENT} from ${JOINED}
    where (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${filter.partyIds as string[] | null}::uuid[] is null or d.party_id = any(${filter.partyIds as string[] | null}::uuid[]))
      and c.state = ${filter.ended ? 'ended' : 'open'}
      and (${after?.on ?? null}::date is null or (c.starts_on, c.consignment_id) < (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
    order by c.starts_on desc, c.consignment_id desc
    limit ${limit}`);
}

export async function setCounted(tx: Tx, id: string, countedMinor: bigint): Promise<void> {
  await tx.run(sql`update contracts.consignments set counted_minor = ${countedMinor} where consignment_id = ${id}`);
}

export async function endConsignment(tx: Tx, id: string, on: Day, why: string): Promise<void> {
  await tx.run(sql`
    update contracts.consignments set state = 'ended', ended_on = ${on}, ended_why = ${why} where consignment_id = ${id}`);
}

export type MoveRow = {
  consignment_id: string;
  kind: 'delivered' | 'sold' | 'returned' | 'counted';
  goods: string;
  quantity_milli: bigint;
  value_minor: bigint | null;
  moved_on: Day;
};

/** In the order entered; bounded, and a consignment with more is one that should be split. */
export const MOVES_MAX = 20_000;

export function movesOf(tx: Tx, ids: readonly string[]): Promise<MoveRow[]> {
  return tx.rows(sql<MoveRow>`
    select consignment_id, kind, goods, quantity_milli, value_minor, moved_on
    from contracts.stock_moves where consignment_id = any(${ids}::uuid[]) order by consignment_id, seq limit ${MOVES_MAX}`);
}

export async function insertMoves(
  tx: Tx,
  tenantId: string,
  hand: { at: Date; byName: string; eventId: string },
  rows: readonly (MoveRow & { number: string | null; note: string | null })[],
): Promise<void> {
  await tx.run(sql`
    insert into contracts.stock_moves
      (tenant_id, consignment_id, seq, kind, goods, quantity_milli, value_minor, moved_on, number, note, by_name, recorded_at, event_id)
    select ${tenantId}::uuid, n.consignment_id,
           (select count(*)::int from contracts.stock_moves m where m.consignment_id = n.consignment_id) + n.place::int,
           n.kind, n.goods, n.quantity_milli, n.value_minor, n.moved_on, n.number, n.note, ${hand.byName}, ${hand.at}::timestamptz,
           ${hand.eventId}::uuid
    from unnest(${rows.map((row) => row.consignment_id)}::uuid[], ${rows.map((row) => row.kind)}::text[],
                ${rows.map((row) => row.goods)}::text[], ${rows.map((row) => row.quantity_milli)}::bigint[],
                ${rows.map((row) => row.value_minor)}::bigint[], ${rows.map((row) => row.moved_on)}::date[],
                ${rows.map((row) => row.number)}::text[], ${rows.map((row) => row.note)}::text[])
         with ordinality as n(consignment_id, kind, goods, quantity_milli, value_minor, moved_on, number, note, place)`);
}

export type MarginRow = {
  party_id: string;
  month: Day;
  currency: string;
  sales_minor: bigint;
  cost_minor: bigint;
  source: string;
};

export function marginsKnown(tx: Tx, keys: readonly Pick<MarginRow, 'party_id' | 'month' | 'currency'>[]): Promise<MarginRow[]> {
  return tx.rows(sql<MarginRow>`
    select m.party_id, m.month, m.currency, m.sales_minor, m.cost_minor, m.source
    from unnest(${keys.map((key) => key.party_id)}::uuid[], ${keys.map((key) => key.month)}::date[], ${keys.map((key) => key.currency)}::text[])
         as k(party_id, month, currency)
    join contracts.margins_by_month m on m.party_id = k.party_id and m.month = k.month and m.currency = k.currency and m.withdrawn_at is null`);
}

export async function insertMargins(
  tx: Tx,
  tenantId: string,
  hand: { at: Date; byName: string; importId: string | null },
  rows: readonly MarginRow[],
): Promise<void> {
  await tx.run(sql`
    insert into contracts.margins_by_month
      (tenant_id, party_id, month, currency, sales_minor, cost_minor, source, import_id, by_name, recorded_at, entry_no)
    select ${tenantId}::uuid, n.party_id, n.month, n.currency, n.sales_minor, n.cost_minor, n.source, ${hand.importId}::uuid, ${hand.byName},
           ${hand.at}::timestamptz,
           1 + (select count(*)::int from contracts.margins_by_month m
                where m.party_id = n.party_id and m.month = n.month and m.currency = n.currency)
    from unnest(${rows.map((row) => row.party_id)}::uuid[], ${rows.map((row) => row.month)}::date[], ${rows.map((row) => row.currency)}::text[],
                ${rows.map((row) => row.sales_minor)}::bigint[], ${rows.map((row) => row.cost_minor)}::bigint[],
                ${rows.map((row) => row.source)}::text[]) as n(party_id, month, currency, sales_minor, cost_minor, source)`);
}

export function marginsOf(tx: Tx, partyId: string, most: number): Promise<MarginRow[]> {
  return tx.rows(sql<MarginRow>`
    select party_id, month, currency, sales_minor, cost_minor, source
    from contracts.margins_by_month where party_id = ${partyId} and withdrawn_at is null order by month desc, currency limit ${most}`);
}

/** Months that an import entered and that stand; returns how many were withdrawn. */
export function withdrawMargins(tx: Tx, importId: string, at: Date): Promise<number> {
  return tx.run(
    sql`update contracts.margins_by_month set withdrawn_at = ${at} where import_id = ${importId} and withdrawn_at is null`,
  );
}
