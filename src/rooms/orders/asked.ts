// What a check is asked about an order, as it comes or as it was kept.
import type { Day } from '#base/date.ts';
import type { Checkpoint } from '#engine/order-check.ts';
import type { Order } from './ledger.ts';
import { checkpointIn, type Said, saidIn } from './said.ts';
import type * as store from './store.ts';

/** One order to decide, its customer and account known. */
export type Asked = {
  readonly source: string;
  readonly number: string;
  readonly partyId: string;
  readonly accountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly termsDays: number | null;
  /** Terms of the customer's own; read where the asker leaves them out. */
  readonly customerTermsDays?: number | null;
  /** 'order' where absent; an order that is known is changed by being asked again. */
  readonly checkpoint?: Checkpoint | undefined;
  /** What of a known order goes out now, out of what it reserves, and how much of that; the whole order where absent. */
  readonly part?: { readonly amountMinor: bigint; readonly takesMinor: bigint } | undefined;
  /** What of it counts as out, where that is not the most that ever was: goods that came back are to go out again. */
  readonly outMinor?: bigint | undefined;
  /** What of the amount asked for takes no room, where goods go out: it is out, or invoiced, already. */
  readonly besideMinor?: bigint | undefined;
  readonly deliverOn?: Day | null | undefined;
  readonly discountPpm?: number | null | undefined;
  readonly said?: Said | undefined;
};

/** A stored order as it is asked about again, where its last check stood: a delivery that waits is asked about as a delivery. */
export function askedOf(row: store.OrderRow): Asked {
  return {
    source: row.source,
    number: row.number,
    partyId: row.party_id,
    accountId: row.account_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    termsDays: row.terms_days,
    ...(row.customer_terms_days === undefined ? {} : { customerTermsDays: row.customer_terms_days }),
    checkpoint: checkpointIn(row.last_checkpoint),
    said: saidIn(row.last_said),
    discountPpm: row.last_discount ?? null,
  };
}

/** A stored order as a whole that is to be changed: asked under the rules for changes, whatever was asked about it last. */
export function changeOf(row: store.OrderRow): Asked {
  return { ...askedOf(row), checkpoint: 'change' };
}

/** The day an order is to be delivered. What goes out now is not far off, whatever day the order once named. */
export function deliverOnOf(one: Asked, order: Order | undefined): Day | null {
  if (one.checkpoint === 'delivery' || one.checkpoint === 'invoice') return null;
  return one.deliverOn ?? order?.deliverOn ?? null;
}
