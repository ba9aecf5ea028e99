// The demo company: a ledger of two years with customers who go bad, for an empty installation.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { DayText, Input } from '#platform/schemas.ts';

export const load = operation({
  name: 'demonstration.load',
  summary: { zh: '装入演示公司（仅限空库）', en: 'Load the demo company (empty ledgers only)' },
  permission: 'system.manage',
  writes: true,
  bulk: true,
  input: Input({ today: Type.Optional(DayText) }),
  output: Type.Object({
    customers: Type.Integer(),
    documents: Type.Integer(),
    orders: Type.Integer(),
    held: Type.Integer(),
    staff: Type.Array(Type.Object({ login: Type.String(), name: Type.String(), role: Type.String() })),
    staffPassword: Type.String({ description: 'of all the invented people; shown once' }),
  }),
});
