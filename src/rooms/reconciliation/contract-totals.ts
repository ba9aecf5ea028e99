// Totals of a source held against the ledger: one line a customer, entity and currency; differences with what explains them.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { DayText, Facts, Id, Input, InstantText, Money, Nullable, OneOf, PAGE, ReasonText } from '#platform/schemas.ts';

const Line = Type.Object({
  line: Type.Integer(),
  code: Type.String(),
  name: Nullable(Type.String()),
  known: Type.Boolean(),
  entity: Nullable(Type.String()),
  currency: Type.String(),
  ours: Nullable(Money),
  theirs: Nullable(Money),
  difference: Money,
  /** Codes with facts: unapplied, bills, document, later_document, opposite_sign, factor, rounding, customer_unknown, not_in_source. */
  explanations: Type.Array(Type.Object({ code: Type.String(), facts: Facts })),
  state: OneOf(['open', 'noted', 'settled']),
  note: Nullable(Type.String()),
  noteBy: Nullable(Type.String()),
});

const Comparison = Type.Object({
  id: Nullable(Id),
  asOf: DayText,
  source: Type.String(),
  fileName: Type.String(),
  fileHash: Type.String(),
  lines: Type.Integer(),
  agreeing: Type.Integer(),
  differing: Type.Integer(),
  sums: Type.Array(Type.Object({ currency: Type.String(), ours: Money, theirs: Money, difference: Money })),
  /** Numbers left out of a running sequence of our invoices: documents of theirs that may not be here. */
  missingNumbers: Type.Array(Type.String()),
  at: InstantText,
  by: Type.String(),
});

export const compare = operation({
  name: 'reconciliation.compare',
  summary: { zh: '与来源系统的余额表核对', en: 'Hold a trial balance of the source against the ledger' },
  permission: 'ledger.write',
  writes: true,
  bulk: true,
  file: true,
  input: Input({
    asOf: DayText,
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 40, default: 'ledger' })),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: 'of files that do not say' })),
    sheet: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'where several sheets hold balances' })),
  }),
  output: Type.Object({
    comparison: Comparison,
    differences: Type.Array(Line, { description: 'the first 500, largest first' }),
    taken: Type.Array(Type.String(), { description: 'headings of the columns that the balances were taken from' }),
    refused: Type.Array(Type.Object({ line: Type.Integer(), code: Type.String(), value: Nullable(Type.String()) })),
  }),
});

export const comparisons = operation({
  name: 'reconciliation.comparisons',
  summary: { zh: '历次核对', en: 'Past comparisons' },
  permission: 'ledger.read',
  reads: true,
  input: Input(PAGE),
  output: Type.Object({ comparisons: Type.Array(Comparison), next: Nullable(Type.String()) }),
});

export const comparison = operation({
  name: 'reconciliation.comparison',
  summary: { zh: '一次核对的差异', en: 'The differences of one comparison' },
  permission: 'ledger.read',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({ comparison: Comparison, differences: Type.Array(Line) }),
});

export const noteDifference = operation({
  name: 'reconciliation.note-difference',
  summary: { zh: '注明或了结一项核对差异', en: 'Note or settle a difference of totals' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ comparison: Id, line: Type.Integer({ minimum: 1 }), state: OneOf(['noted', 'settled']), note: ReasonText }),
  output: Type.Object({ open: Type.Integer() }),
});
