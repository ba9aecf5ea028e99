// The exposure journal: the entries behind every balance, and whether the balances equal their fold.
import { Type } from 'typebox';
import { PARTS } from '#engine/account.ts';
import { event } from '#platform/event.ts';
import { operation } from '#platform/operation.ts';
import { AS_OF, CustomerCode, DayText, Empty, Id, Input, InstantText, Money, Nullable, OneOf, PAGE } from '#platform/schemas.ts';

export const PartName = OneOf(PARTS);

/** Exposure by part, as every page shows it. `unapplied` counts against. */
export const Parts = Type.Object({
  open: Money,
  bills: Money,
  delivered: Money,
  reserved: Money,
  unapplied: Money,
  children: Money,
});

export const Position = Type.Object({
  account: Id,
  /** total: the customer over all his currencies, in ours; only where he has accounts in others. */
  kind: OneOf(['own', 'group', 'total']),
  currency: Type.String(),
  parts: Parts,
  exposure: Money,
  limitMode: OneOf(['amount', 'none', 'unlimited']),
  limit: Nullable(Money),
  limitExpiredOn: Nullable(DayText),
  available: Nullable(Money),
  utilisationPpm: Nullable(Type.Integer()),
  overdue: Money,
  oldestDueOn: Nullable(DayText),
  oldestDays: Nullable(Type.Integer()),
  ageing: Type.Array(Type.Object({ key: Type.String(), amount: Money })),
  lastPaidOn: Nullable(DayText),
  /** What the exposure of an account in another currency counts for in ours; null where no rate is known, or none is needed. */
  worth: Nullable(Money),
  /** Of a total: currencies that are owed in and have no rate, so that they are not in it. */
  unvalued: Type.Array(Type.String()),
});

export const position = operation({
  name: 'exposure.position',
  summary: { zh: '敞口、额度与可用，按组成', en: 'Exposure by part, limit and available' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ customer: CustomerCode, ...AS_OF }),
  output: Type.Object({ positions: Type.Array(Position), asOf: DayText }),
});

export const entries = operation({
  name: 'exposure.entries',
  summary: { zh: '一项敞口的每一笔', en: 'The entries behind a balance' },
  permission: 'ledger.read',
  reads: true,
  input: Input({
    customer: CustomerCode,
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    part: Type.Optional(PartName),
    ...AS_OF,
    ...PAGE,
  }),
  output: Type.Object({
    entries: Type.Array(
      Type.Object({
        seq: Type.Integer(),
        part: PartName,
        amount: Money,
        source: Type.String(),
        sourceId: Id,
        dueOn: Nullable(DayText),
        effectiveOn: DayText,
        recordedAt: InstantText,
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

export const reconcile = operation({
  name: 'exposure.reconcile',
  summary: { zh: '核对：余额等于流水之和', en: 'Check that balances equal the fold of their entries' },
  permission: 'ledger.read',
  reads: true,
  bulk: true,
  input: Empty,
  output: Type.Object({
    accounts: Type.Integer(),
    entries: Type.Integer(),
    differences: Type.Array(
      Type.Object({ customer: Type.String(), account: Id, what: Type.String(), stored: Type.String(), folded: Type.String() }),
    ),
  }),
});

export const recordRates = operation({
  name: 'exposure.record-rates',
  summary: { zh: '录入汇率，并按新汇率重估', en: 'Record exchange rates and revalue by them' },
  permission: 'ledger.write',
  writes: true,
  bulk: true,
  input: Input({
    rates: Type.Array(
      Type.Object(
        {
          currency: Type.String({ pattern: '^[A-Z]{3}$' }),
          on: DayText,
          rate: Type.String({
            maxLength: 20,
            description: 'what `per` units cost in the currency of the books, up to six decimals',
          }),
          per: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1 })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 200 },
    ),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'who published them' })),
  }),
  output: Type.Object({
    recorded: Type.Integer(),
    revalued: Type.Integer({ description: 'accounts that count for another amount now' }),
  }),
});

export const listRates = operation({
  name: 'exposure.rates',
  summary: { zh: '汇率', en: 'Exchange rates' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })), ...PAGE }),
  output: Type.Object({
    home: Type.String({ description: 'the currency of the books' }),
    rates: Type.Array(
      Type.Object({
        id: Id,
        currency: Type.String(),
        on: DayText,
        rate: Type.String(),
        per: Type.Integer(),
        source: Type.String(),
        by: Type.String(),
        at: InstantText,
        inForce: Type.Boolean(),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});

/** Balances of these accounts went down or their caps went up: what was held may now go. */
export const roomMade = event<{ accountIds: readonly string[]; why: 'payment' | 'limit' | 'unfreeze' | 'release' }>(
  'exposure.room-made',
);
