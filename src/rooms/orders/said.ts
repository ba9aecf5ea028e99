// What an order says of itself that scopes of rules may name, and where its check stood; read back from what was stored.
import { CHECKPOINTS, type Checkpoint } from '#engine/order-rules.ts';

export const SAID_KEYS = ['entities', 'organisations', 'departments', 'salespeople', 'productGroups'] as const;
export type Said = { readonly [key in (typeof SAID_KEYS)[number]]?: readonly string[] };

/** Of a check's stored facts `is`, what the order itself said: who its customer is, is read anew. */
export function saidIn(is: Readonly<Record<string, readonly string[]>> | null | undefined): Said {
  return Object.fromEntries(SAID_KEYS.flatMap((key) => (is?.[key] ? [[key, is[key]]] : [])));
}

export function checkpointIn(text: unknown): Checkpoint {
  return CHECKPOINTS.find((each) => each === text) ?? 'order';
}
