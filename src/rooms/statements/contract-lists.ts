// Customers' own bank statements and VAT invoice lists: taken in, and looked at as profiles.
import { Type } from 'typebox';
import { BANK_FINDINGS } from '#engine/bank-findings.ts';
import { BANK_CLASSES } from '#engine/bank-profile.ts';
import { ENTRY_UNITS } from '#engine/indicator-reading.ts';
import { VAT_DIRECTIONS } from '#engine/vat-profile.ts';
import { operation } from '#platform/operation.ts';
import { CustomerCode, DayText, Id, Input, InstantText, Money, Nullable, OneOf, ReasonText } from '#platform/schemas.ts';

const BANK_BYTES_MAX = 50 * 1024 * 1024;
const Words = Type.Object({ zh: Type.String(), en: Type.String() });

const BankFile = Input({
  customer: CustomerCode,
  account: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'where the file does not name it' })),
  dateOrder: Type.Optional(OneOf(['dmy', 'mdy', 'ymd'])),
  goodRowsOnly: Type.Optional(Type.Boolean({ description: 'leave out rows that cannot be read' })),
});
const BankSeen = {
  account: Nullable(Type.String()),
  currency: Nullable(Type.String()),
  firstOn: Nullable(DayText),
  lastOn: Nullable(DayText),
  lines: Type.Integer(),
  inflow: Nullable(Money),
  outflow: Nullable(Money),
  offBalance: Type.Integer({ description: 'lines whose balance does not follow from the one before' }),
  refused: Type.Array(Type.Object({ row: Type.Integer(), column: Type.String(), code: Type.String(), value: Type.String() }), {
    description: 'the first 50',
  }),
  refusedCount: Type.Integer(),
};

export const previewBank = operation({
  name: 'statements.preview-bank',
  summary: { zh: '看看银行流水文件里有什么，不导入', en: 'What a bank statement holds, without importing it' },
  permission: 'files.write',
  reads: true,
  bulk: true,
  file: true,
  fileBytesMax: BANK_BYTES_MAX,
  input: BankFile,
  output: Type.Object({
    ...BankSeen,
    questions: Type.Array(Type.Object({ id: OneOf(['account', 'date-order']), sample: Type.String() })),
  }),
});

export const importBank = operation({
  name: 'statements.import-bank',
  summary: { zh: '导入客户的银行流水', en: 'Import a customer’s bank statement' },
  permission: 'files.write',
  writes: true,
  bulk: true,
  file: true,
  fileBytesMax: BANK_BYTES_MAX,
  input: BankFile,
  output: Type.Object({ ...BankSeen, recorded: Type.Integer(), unchanged: Type.Integer() }),
});

export const withdrawBank = operation({
  name: 'statements.withdraw-bank',
  summary: { zh: '撤回一份银行流水', en: 'Withdraw a bank statement' },
  permission: 'files.write',
  writes: true,
  input: Input({ id: Id, reason: ReasonText }),
  output: Type.Object({ lines: Type.Integer() }),
});

export const Reading = Type.Object({
  key: Type.String(),
  title: Words,
  unit: OneOf(ENTRY_UNITS),
  safer: OneOf(['higher', 'lower', 'none']),
  value: Nullable(Type.Number({ description: 'share in ppm, money in minor units, else plain' })),
  missing: Nullable(Type.String()),
});
const Partner = Type.Object({ name: Type.String(), amount: Money, lines: Type.Integer(), sharePpm: Nullable(Type.Integer()) });

export const bank = operation({
  name: 'statements.bank',
  summary: { zh: '客户的银行流水画像', en: 'Profile of a customer’s bank statement' },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({
    currency: Type.String(),
    firstOn: Nullable(DayText),
    lastOn: Nullable(DayText),
    readings: Type.Array(Reading),
    months: Type.Array(Type.Object({ monthOn: DayText, inflow: Money, outflow: Money }), {
      description: 'trade in, all but own transfers out; the last 24',
    }),
    balances: Type.Array(Type.Object({ on: DayText, balance: Money }), {
      description: 'of all accounts, at most 120 days spread evenly',
    }),
    payers: Type.Array(Partner),
    payees: Type.Array(Partner),
    classes: Type.Array(Type.Object({ class: OneOf(BANK_CLASSES), inflow: Money, outflow: Money, lines: Type.Integer() })),
    returned: Type.Array(Type.Object({ on: DayText, amount: Money, otherSide: Type.String(), purpose: Type.String() })),
    findings: Type.Array(
      Type.Object({
        code: OneOf(BANK_FINDINGS),
        times: Type.Integer(),
        amount: Nullable(Money),
        sharePpm: Nullable(Type.Integer({ description: 'of the trade inflow' })),
        about: Nullable(Type.String({ description: 'other side or account' })),
        cases: Type.Array(Type.Object({ on: DayText, until: DayText, amount: Nullable(Money) })),
      }),
      { description: 'what is odd in the newest year: questions for the customer, no accusations' },
    ),
    files: Type.Array(
      Type.Object({
        id: Id,
        fileName: Type.String(),
        account: Type.String(),
        firstOn: DayText,
        lastOn: DayText,
        lines: Type.Integer(),
        by: Type.String(),
        at: InstantText,
      }),
    ),
  }),
});

export const vat = operation({
  name: 'statements.vat',
  summary: { zh: '客户的税票画像', en: 'Profile of a customer’s VAT invoice list' },
  permission: 'customers.read',
  reads: true,
  input: Input({ customer: CustomerCode }),
  output: Type.Object({
    currency: Type.String(),
    readings: Type.Array(Reading),
    totals: Type.Array(
      Type.Object({
        direction: OneOf(VAT_DIRECTIONS),
        lines: Type.Integer(),
        voids: Type.Integer(),
        reds: Type.Integer(),
        net: Money,
        tax: Money,
        gross: Money,
        partners: Type.Integer(),
        firstOn: Nullable(DayText),
        lastOn: Nullable(DayText),
      }),
      { description: 'of the whole list; valid lines but for `voids`' },
    ),
    months: Type.Array(Type.Object({ monthOn: DayText, sales: Money, purchases: Money }), {
      description: 'the last 36 of the list',
    }),
    customers: Type.Array(Partner),
    suppliers: Type.Array(Partner),
    files: Type.Array(
      Type.Object({
        id: Id,
        fileName: Type.String(),
        firstOn: DayText,
        lastOn: DayText,
        lines: Type.Integer(),
        by: Type.String(),
        at: InstantText,
      }),
      { description: 'handed in here; what came with a whole company’s import is undone there' },
    ),
  }),
});
