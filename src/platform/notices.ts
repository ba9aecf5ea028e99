// Notices to other systems: written in the transaction they tell of, with a delivery for each webhook that listens (R17).
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from './context.ts';
import type { NoticeType } from './notice-types.ts';
import { fixed } from './sql.ts';

export type Notice = {
  readonly type: NoticeType;
  /** The account it is about, locked by the caller: notices of one lane are delivered in the order of their commits. */
  readonly lane: string;
  readonly partyId: string | null;
  /** The account's sequence after what is told. */
  readonly sequence: bigint | null;
  readonly data: object;
};

const asked = new WeakMap<Ctx, Promise<boolean>>();

/**
 * Whether anybody listens to anything. Asked once a transaction, early and beside other reads, so that where nobody does no notice is made.
 * Who begins to listen while the transaction runs is told of what comes after it.
 */
export function listened(ctx: Ctx): Promise<boolean> {
  let known = asked.get(ctx);
  if (!known) {
    known = ctx.tx
      .one(
        fixed<{ listened: boolean }>`
        select exists (select 1 from platform.webhooks where tenant_id = ${ctx.tenant.id}::uuid and state <> 'removed') as listened`,
        'listened',
      )
      .then((row) => row.listened);
    asked.set(ctx, known);
  }
  return known;
}

/** As `tell`, of what is only made where somebody listens. */
export async function tellIfListened(ctx: Ctx, notices: () => readonly Notice[]): Promise<void> {
  if (!(await listened(ctx))) return;
  const made = notices();
  if (made.length > 0) await tell(ctx, made);
}

/** Bounds one statement, not the work. */
const CHUNK = 5_000;

/**
 * Writes notices and their deliveries, in the caller's transaction and nowhere else: what did not commit was never told, what committed
 * always is. Where nobody listens nothing is written. Call it while the lanes' accounts are locked.
 */
export async function tell(ctx: Ctx, notices: readonly Notice[]): Promise<void> {
  const { tx, tenant, at } = ctx;
  for (let from = 0; from < notices.length; from += CHUNK) {
    const rows = notices.slice(from, from + CHUNK);
    await tx.run(
      fixed`
      with told as (
        insert into platform.notices (tenant_id, notice_id, place, type, lane, party_id, sequence, at, data)
        select ${tenant.id}::uuid, n.notice_id,
               greatest(${BigInt(at.getTime()) * 1000n}::bigint,
                        coalesce((select b.place from platform.notices b
                                  where b.tenant_id = ${tenant.id}::uuid and b.lane = n.lane order by b.place desc limit 1), 0)) + n.at,
               n.type, n.lane, n.party_id, n.sequence, ${at}::timestamptz, n.data
        from unnest(
          ${rows.map(() => newId())}::uuid[], ${rows.map((row) => row.type)}::text[], ${rows.map((row) => row.lane)}::uuid[],
          ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.sequence)}::bigint[], ${rows.map((row) => encode(row.data))}::text[]
        ) with ordinality as n(notice_id, type, lane, party_id, sequence, data, at)
        where exists (select 1 from platform.webhooks w
                      where w.tenant_id = ${tenant.id}::uuid and w.state <> 'removed' and n.type = any(w.types))
        returning notice_id, place, lane, type
      )
      insert into platform.deliveries (tenant_id, webhook_id, notice_id, place, lane, state, attempts, next_at)
      select w.tenant_id, w.webhook_id, t.notice_id, t.place, t.lane, 'queued', 0, ${at}::timestamptz
      from told t
      join platform.webhooks w on w.tenant_id = ${tenant.id}::uuid and w.state = 'on' and t.type = any(w.types)`,
      'tell',
    );
  }
}
