// Documents put under a contract by hand: which may be, putting them there, taking one out again.
import { Type } from 'typebox';
import { operation } from '#platform/operation.ts';
import { DayText, Id, Input, Money, Nullable } from '#platform/schemas.ts';

export const linkable = operation({
  name: 'contracts.linkable',
  summary: { zh: '可归入合同的单据', en: 'Documents that could belong to a contract' },
  permission: 'ledger.write',
  reads: true,
  input: Input({ id: Id }),
  output: Type.Object({
    documents: Type.Array(
      Type.Object({
        id: Id,
        kind: Type.String(),
        number: Type.String(),
        issuedOn: DayText,
        amount: Money,
        open: Money,
        names: Nullable(Type.String({ description: 'the contract it names itself, which nobody knows' })),
      }),
      { description: 'newest first, the first 200' },
    ),
  }),
});

export const linkDocuments = operation({
  name: 'contracts.link-documents',
  summary: { zh: '把单据归入合同', en: 'Put documents under a contract' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ id: Id, documents: Type.Array(Id, { minItems: 1, maxItems: 200 }) }),
  output: Type.Object({ linked: Type.Integer() }),
});

export const unlinkDocument = operation({
  name: 'contracts.unlink-document',
  summary: { zh: '把单据移出合同', en: 'Take a document out of the contract it was put under' },
  permission: 'ledger.write',
  writes: true,
  input: Input({ document: Id }),
  output: Type.Object({ unlinked: Type.Boolean() }),
});
