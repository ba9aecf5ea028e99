// The door plate of indicators.
import type { Room } from '#platform/context.ts';

export const indicators: Room = { name: 'indicators', operations: [] };
