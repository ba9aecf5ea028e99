// The door plate of reconciliation.
import type { Room } from '#platform/context.ts';

export const reconciliation: Room = {
  name: 'reconciliation',
  operations: [],
};
