// A customer's VAT invoice list handed in on his page, and his VAT returns: taken in, keyed in, held against invoices and statements.
import { Type } from 'typebox';
import { SCOPES } from '#engine/statements/sheet-said.ts';
import { RETURN_KEYS } from '#engine/vat-return.ts';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Id, Input, InstantText, Money, Nullable, OneOf, ReasonText } from '#platform/schemas.ts';
import { Reading } from './contract-lists.ts';

const LIST_BYTES_MAX = 50 * 1024 * 1024;
const RETURN_BYTES_MAX = 20 * 1024 * 1024;

const VatFile = Input({
  customer: CustomerCode,
  answers: Type.Optional(
    Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 200 }), {
      maxProperties: 50,
      description: 'question → answer, as for `receivables import`; direction: out (sales) or in (purchases)',
    }),
  ),
  goodRowsOnly: Type.Optional(Type.Boolean({ description: 'leave out rows that cannot be read' })),
});
const Side = Type.Object({ lines: Type.Integer(), voids: Type.Integer(), reds: Type.Integer(), net: Money, tax: Money });
const VatSeen = {
  firstOn: Nullable(DayText),
  lastOn: Nullable(DayText),
  sales: Nullable(Side),
  purchases: Nullable(Side),
  firms: Type.Array(Type.String(), { description: 'firms the file says the list is of, others than this customer' }),
  refused: Type.Array(
    Type.Object({
      line: Type.Integer(),
      column: Nullable(Type.String()),
      value: Nullable(Type.String()),
      message: Type.String(),
    }),
    { description: 'the first 50' },
  ),
  refusedCount: Type.Integer(),
};

export const previewVat = operation({
  name: 'statements.preview-vat',
  summary: { zh: '看看发票清单里有什么，不导入', en: 'What a VAT invoice list holds, without importing it' },
  permission: 'files.write',
  reads: true,
  bulk: true,
  file: true,
  fileBytesMax: LIST_BYTES_MAX,
  input: VatFile,
  output: Type.Object({
    ...VatSeen,
    questions: Type.Array(
      Type.Object({
        id: Type.String(),
        text: Type.String(),
        sample: Type.String(),
        options: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
      }),
    ),
  }),
});

export const importVat = operation({
  name: 'statements.import-vat',
  summary: { zh: '导入客户的进销项发票清单', en: 'Import a customer’s VAT invoice list' },
  permission: 'files.write',
  writes: true,
  bulk: true,
  file: true,
  fileBytesMax: LIST_BYTES_MAX,
  input: VatFile,
  output: Type.Object({ ...VatSeen, recorded: Type.Integer(), unchanged: Type.Integer() }),
});

export const withdrawVat = operation({
  name: 'statements.withdraw-vat',
  summary: { zh: '撤回一份发票清单', en: 'Withdraw a VAT invoice list' },
  permission: 'files.write',
  writes: true,
  input: Input({ id: Id, reason: ReasonText }),
  output: Type.Object({ lines: Type.Integer() }),
});

const Line = OneOf(RETURN_KEYS);
const Words = Type.Object({ zh: Type.String(), en: Type.String() });
const Amounts = Type.Record(Type.String(), Type.String(), { description: 'line of the form → plain decimal' });
const Fault = Type.Object({
  code: OneOf(['payable_differs', 'tax_differs', 'carried_differs', 'carried_in_differs']),
  stated: Money,
  found: Money,
  difference: Money,
});
const Months = Type.Integer({ minimum: 1, maximum: 3, description: '1, or 3 where taxes are declared by quarters' });

const ReturnFile = Input({
  customer: CustomerCode,
  endsOn: Type.Optional(DayText),
});
const ReturnsSeen = {
  returns: Type.Array(
    Type.Object({
      endsOn: DayText,
      months: Months,
      sales: Nullable(Money),
      payable: Nullable(Money),
      lines: Type.Integer(),
      known: Type.Boolean({ description: 'the same figures stand already' }),
      faults: Type.Array(Fault),
    }),
  ),
  notes: Type.Array(Type.Object({ where: Type.String(), value: Type.String(), message: Type.String() }), {
    description: 'what was not taken in',
  }),
};

export const previewReturns = operation({
  name: 'statements.preview-vat-returns',
  summary: { zh: '看看纳税申报表文件里有什么，不导入', en: 'What a file of VAT returns holds, without importing it' },
  permission: 'files.write',
  reads: true,
  bulk: true,
  file: true,
  fileBytesMax: RETURN_BYTES_MAX,
  input: ReturnFile,
  output: Type.Object({ ...ReturnsSeen, questions: Type.Array(Type.Object({ id: Type.String(), sample: Type.String() })) }),
});

export const importReturns = operation({
  name: 'statements.import-vat-returns',
  summary: { zh: '导入客户的增值税申报表', en: 'Import a customer’s VAT returns' },
  permission: 'files.write',
  writes: true,
  bulk: true,
  file: true,
  fileBytesMax: RETURN_BYTES_MAX,
  input: ReturnFile,
  output: Type.Object({ ...ReturnsSeen, recorded: Type.Integer(), unchanged: Type.Integer() }),
});

export const enterReturn = operation({
  name: 'statements.enter-vat-return',
  summary: { zh: '录入一期增值税申报表', en: 'Key in a VAT return' },
  permission: 'files.write',
  writes: true,
  input: Input({
    customer: CustomerCode,
    endsOn: DayText,
    months: Type.Optional(Months),
    amounts: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 30, pattern: '^-?\\d{1,18}(\\.\\d{1,4})?$' }), {
      maxProperties: RETURN_KEYS.length,
      description: 'line → plain decimal; a line that is blank on the form is left out',
    }),
  }),
  output: Type.Object({ recorded: Type.Integer(), unchanged: Type.Integer(), faults: Type.Array(Fault) }),
});

export const withdrawReturn = operation({
  name: 'statements.withdraw-vat-return',
  summary: { zh: '撤回一期增值税申报', en: 'Withdraw the VAT return of a period' },
  permission: 'files.write',
  writes: true,
  input: Input({ customer: CustomerCode, endsOn: DayText, reason: ReasonText }),
  output: Type.Object({ endsOn: DayText }),
});

export const returns = operation({
  name: 'statements.vat-returns',
  summary: { zh: '客户的增值税申报，与发票和报表对照', en: 'A customer’s VAT returns beside invoices and statements' },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({
    currency: Type.String(),
    readings: Type.Array(Reading),
    lines: Type.Array(Type.Object({ line: Line, name: Words, row: Type.String() })),
    returns: Type.Array(
      Type.Object({
        endsOn: DayText,
        months: Months,
        sales: Nullable(Money),
        payable: Nullable(Money),
        amounts: Amounts,
        invoiced: Nullable(Money),
        difference: Nullable(Money),
        differencePpm: Nullable(Type.Integer({ description: 'declared less invoiced, of what was invoiced' })),
        faults: Type.Array(Fault),
        source: OneOf(['file', 'keyed']),
        fileName: Nullable(Type.String()),
        by: Type.String(),
        at: InstantText,
      }),
      { description: 'those that count, latest first, of the last 36 months' },
    ),
    missingMonths: Type.Array(DayText, { description: 'month ends between the first and the last return without one' }),
    years: Type.Array(
      Type.Object({
        endsOn: DayText,
        declared: Money,
        revenue: Money,
        scope: OneOf(SCOPES),
        difference: Money,
        differencePpm: Nullable(
          Type.Integer({ description: 'revenue of the income statement less declared sales, of the latter' }),
        ),
      }),
      { description: 'calendar years with all returns and an income statement' },
    ),
  }),
});
