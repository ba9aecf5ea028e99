// The kinds of notices to other systems: words only, so that pages may list them.

/** Everything that can be told, in the order pages list it. */
export const NOTICE_TYPES = [
  'order.clear',
  'order.held',
  'order.released',
  'order.refused',
  'order.prepayment',
  'order.cancelled',
  'reservation.captured',
  'reservation.released',
  'reservation.expired',
  'limit.changed',
  'customer.frozen',
  'customer.unfrozen',
  'rating.lowered',
  'webhook.test',
] as const;
export type NoticeType = (typeof NOTICE_TYPES)[number];
