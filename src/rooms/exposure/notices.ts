// What other systems are told of accounts.
import { wireMoney } from '#base/money.ts';
import { availableOf } from '#engine/account.ts';
import type { Notice } from '#platform/notices.ts';
import type { LockedRow } from './store.ts';

/** The cap of an account or a group was decided anew; what it is today. */
export function limitNotice(row: LockedRow): Notice {
  const money = (minor: bigint | null) => (minor === null ? null : wireMoney(minor, row.currency));
  return {
    type: 'limit.changed',
    lane: row.account_id,
    partyId: row.party_id,
    sequence: row.last_seq,
    data: {
      kind: row.kind,
      currency: row.currency,
      mode: row.cap_mode,
      limit: money(row.cap_minor),
      exposure: money(row.exposure_minor),
      available: money(availableOf(row.cap_mode, row.cap_minor, row.exposure_minor)),
    },
  };
}
