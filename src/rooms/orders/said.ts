// What an order says of itself that scopes of rules may name, and where its check stood; read back from what was stored.
import { CHECKPOINTS, type Checkpoint, groupsOf, type OrderRule } from '#engine/order-rules.ts';

export const SAID_KEYS = ['entities', 'organisations', 'departments', 'salespeople', 'productGroups'] as const;
export type Said = { readonly [key in (typeof SAID_KEYS)[number]]?: readonly string[] };

/** Of a check's stored facts `is`, what the order itself said: who its customer is, is read anew. */
export function saidIn(is: Readonly<Record<string, readonly string[]>> | null | undefined): Said {
  return Object.fromEntries(SAID_KEYS.flatMap((key) => (is?.[key] ? [[key, is[key]]] : [])));
}

export function checkpointIn(text: unknown): Checkpoint {
  return CHECKPOINTS.find((each) => each === text) ?? 'order';
}

/** How an order says otherwise than when it was checked last: under another heading, or with a larger discount. */
export type Otherwise = { readonly keys: readonly (keyof Said)[]; readonly largerDiscount: boolean };

/** Whether a rule asks what the order says otherwise now: what was released of it before was another order. */
export function asksOf(rule: OrderRule, { keys, largerDiscount }: Otherwise): boolean {
  const scopes = [rule.scope, ...(rule.except ?? []).map((each) => each.scope)];
  if (keys.some((key) => scopes.some((scope) => (scope?.[key]?.length ?? 0) > 0))) return true;
  return groupsOf(rule)
    .flat()
    .some(
      ({ metric }) =>
        (metric === 'product_line_use' && keys.includes('productGroups')) || (metric === 'discount_longer' && largerDiscount),
    );
}
