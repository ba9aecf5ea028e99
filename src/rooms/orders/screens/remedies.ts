// A way out as it comes over the wire, given its shape back: the act, its amount, and what the account looks like afterwards.
import type { WireMoney } from '#base/money.ts';

export type Act = {
  readonly kind: string;
  readonly amount?: WireMoney;
  readonly document?: string;
  readonly documents?: readonly string[];
};

export type Remedy = {
  readonly act: Act;
  readonly amount: WireMoney | null;
  readonly after: {
    readonly available: WireMoney | null;
    readonly exposureAfterOrder: WireMoney;
    readonly overdue: WireMoney;
    readonly overdueDays: number | null;
    readonly overdueSharePpm: number | null;
  };
};

/** Facts of the engine's `Remedy`, as the orders room encodes them. */
export function remedyOf(facts: Readonly<Record<string, unknown>>): Remedy {
  return facts as unknown as Remedy;
}

const PAYING = new Set(['payment', 'settle_document', 'settle_documents', 'collect_overdue']);

/** Whether money of the customer's does it, so that waiting for it is a decision. */
export function isPaying(act: Act): boolean {
  return PAYING.has(act.kind);
}
