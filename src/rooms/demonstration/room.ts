// The door plate of the demonstration.
import { bind, type Room } from '#platform/context.ts';
import * as contract from './contract.ts';
import { load } from './load.ts';

export const demonstration: Room = { name: 'demonstration', operations: [bind(contract.load, load)] };
