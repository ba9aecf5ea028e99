// The door plate of dossiers.
import type { Room } from '#platform/context.ts';

export const dossiers: Room = {
  name: 'dossiers',
  operations: [],
};
