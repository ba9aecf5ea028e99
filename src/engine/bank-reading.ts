// A sheet of a bank's export → lines of a customer's account. What cannot be read is named, row by row; nothing is guessed.
import type { Day } from '#base/date.ts';
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { type BankClass, bankClassOf } from './bank-profile.ts';
import { cellText, currencyOf, type DateOrder, dateParts, isEmpty, readAmount, readDate, readText } from './import/cells.ts';
import { headingFold } from './import/traditional.ts';

export const BANK_ROWS_MAX = 200_000;
const HEADING_ROWS = 30;
const TEXT_MAX = 200;

export type BankLine = {
  readonly on: Day;
  /** Order within the file, oldest first. */
  readonly place: number;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly balanceMinor: bigint | null;
  readonly otherSide: string;
  readonly purpose: string;
  readonly class: BankClass;
};

export type BankRefusal = { readonly row: number; readonly column: string; readonly code: string; readonly value: string };

export type BankRead = {
  readonly account: string | null;
  readonly currency: string;
  readonly lines: readonly BankLine[];
  readonly refused: readonly BankRefusal[];
  /** Lines whose balance is not the one before, plus in, less out: the export leaves something out, or was worked on. */
  readonly offBalance: number;
  readonly balances: boolean;
};
export type BankQuestion = { readonly id: 'account' | 'date-order'; readonly sample: string };

const FIELDS = {
  date: /^(?:(?:交易|记账|入账|账务|业务|发生)?(?:日期|时间|日)|(?:transaction|posting|booking|value)?(?:date|day))$/,
  in: /^(?:贷方(?:发生额|金额|发生金额)?|收入(?:金额)?|存入(?:金额)?|转入(?:金额)?|收方金额|credit(?:amount)?|deposits?|moneyin|paidin|in)$/,
  out: /^(?:借方(?:发生额|金额|发生金额)?|支出(?:金额)?|支取(?:金额)?|转出(?:金额)?|付方金额|debit(?:amount)?|withdrawals?|moneyout|paidout|out)$/,
  amount: /^(?:交易金额|发生额|发生金额|金额|amount|transactionamount)$/,
  direction:
    /^(?:借贷(?:标志|方向)?|收支(?:标志|类型|方向)?|收付(?:标志|方向)?|方向|交易方向|借\/贷|收\/支|drcr|debit\/credit|direction)$/,
  balance: /^(?:(?:账户|账面|本次|交易后|可用|当前)?余额|结余|balance|runningbalance|closingbalance)$/,
  otherSide:
    /^(?:对方(?:户名|名称|单位|单位名称|账户名称|账户名)|交易对(?:手|方)(?:名称|户名)?|对手(?:方|户名)?|收付款人名称|收\/付方名称|往来单位|counterparty(?:name)?|payer\/payee|payee|payer|otherparty)$/,
  purpose:
    /^(?:摘要|用途|附言|备注|交易(?:说明|类型|摘要|附言)|款项用途|说明|purpose|description|memo|remarks?|narrative|details)$/,
  account: /^(?:本方账号|账号|账户|卡号|account|accountno|accountnumber)$/,
  currency: /^(?:币种|货币|currency)$/,
} as const;
type Field = keyof typeof FIELDS;

const keyOf = (cell: RawCell | undefined): string =>
  headingFold(cellText(cell).normalize('NFKC').toLowerCase())
    .replace(/[\s_]/g, '')
    .replace(/\((?:元|人民币|rmb|cny|¥)[^)]*\)$/, '');

type Columns = Partial<Record<Exclude<Field, 'purpose'>, number>> & { readonly purposes: readonly number[] };

function columnsOf(cells: readonly RawCell[]): Columns | null {
  const found: Partial<Record<Field, number>> = {};
  const purposes: number[] = [];
  for (const [at, cell] of cells.entries()) {
    const key = keyOf(cell);
    if (key === '') continue;
    const field = (Object.keys(FIELDS) as Field[]).find((each) => FIELDS[each].test(key));
    if (field === 'purpose') purposes.push(at);
    else if (field && found[field] === undefined) found[field] = at;
  }
  const money = (found.in !== undefined && found.out !== undefined) || found.amount !== undefined;
  return found.date === undefined || !money ? null : { ...found, purposes };
}

const TOTALS =
  /^(?:合计|小计|总计|本页|本月|本年|累计|承前|期初|上期|期末|制表|打印|第\d+页|total|subtotal|opening|closing|broughtforward)/;
const OUTGOING = /^(?:借|支|付|出|转出|支出|付款|debit|dr?|out|-)/i;
const INCOMING = /^(?:贷|收|进|入|转入|收入|收款|credit|cr?|in|\+)/i;
const RULES = { mark: '.', shift: 0, halfUp: false, suffixes: false } as const;

export type BankOptions = {
  readonly currency: string;
  /** Decimals of a currency. */
  readonly digitsOf: (currency: string) => number;
  readonly answers: Readonly<Partial<Record<BankQuestion['id'], string>>>;
  /** The customer's own name: money between its accounts is no sale. */
  readonly firm: string | null;
};

/** Reads an export. `error`: no row names a day and amounts. Questions where the file cannot say its account or the order of its days. */
export function readBank(
  rows: readonly RawRow[],
  options: BankOptions,
): BankRead | { readonly error: 'no_headings' } | { readonly questions: readonly BankQuestion[] } {
  const head = rows.slice(0, HEADING_ROWS).findIndex((row) => columnsOf(row.cells) !== null);
  if (head < 0) return { error: 'no_headings' };
  const columns = columnsOf(rows[head]!.cells)!;
  const body = rows.slice(head + 1).filter((row) => row.cells.some((cell) => !isEmpty(cell)));
  const titles = rows
    .slice(0, head)
    .flatMap((row) => row.cells)
    .map((cell) => cellText(cell).normalize('NFKC'));
  const account = accountOf(columns, body, titles) ?? options.answers.account?.trim() ?? null;
  const currency = currencyIn(columns, body, titles) ?? options.currency;
  const said = orderOf(columns, body);
  const order = said === 'asked' ? (answeredOrder(options.answers['date-order']) ?? 'asked') : said;
  const questions: BankQuestion[] = [];
  if (account === null || account === '') questions.push({ id: 'account', sample: titles.find((each) => each !== '') ?? '' });
  if (order === 'asked') questions.push({ id: 'date-order', sample: cellText(body[0]?.cells[columns.date!]) });
  if (questions.length > 0) return { questions };
  const read = linesOf(body, columns, { ...options, order: order === 'asked' ? null : order, currency });
  return { account, currency, ...read };
}

function accountOf(columns: Columns, body: readonly RawRow[], titles: readonly string[]): string | null {
  if (columns.account !== undefined) {
    const said = readText(body.find((row) => !isEmpty(row.cells[columns.account!]))?.cells[columns.account]);
    if (said !== null) return said.slice(0, 60);
  }
  for (const [at, title] of titles.entries()) {
    const here = /(?:账号|卡号|account(?:\s*(?:no|number))?)\.?\s*[::]?\s*([\d*\- ]{6,40})/i.exec(title)?.[1];
    if (here) return here.replace(/\s/g, '');
    if (/(?:账号|卡号|account)\s*(?:no|number)?\.?\s*[::]?$/i.test(title)) {
      const next = titles[at + 1]?.replace(/\s/g, '') ?? '';
      if (/^[\d*-]{6,40}$/.test(next)) return next;
    }
  }
  return null;
}

function currencyIn(columns: Columns, body: readonly RawRow[], titles: readonly string[]): string | null {
  if (columns.currency !== undefined) {
    const said = body.find((row) => !isEmpty(row.cells[columns.currency!]))?.cells[columns.currency];
    const read = currencyOf(cellText(said));
    if (read !== null) return read;
  }
  const title = titles
    .map((each) => /(?:币种|货币|currency)\s*[::]?\s*([^\s,，;；]+)/i.exec(each)?.[1])
    .find((each) => each !== undefined);
  return title === undefined ? null : currencyOf(title);
}

/** The order of day and month: null where every day is settled by itself, 'asked' where only the reader knows. */
function orderOf(columns: Columns, body: readonly RawRow[]): DateOrder | null | 'asked' {
  let open = false;
  for (const row of body) {
    const cell = row.cells[columns.date!];
    if (typeof cell !== 'string') continue;
    const parts = dateParts(cell.trim());
    if (parts?.shape !== 'open') continue;
    if (parts.first > 12) return 'dmy';
    if (parts.second > 12) return 'mdy';
    open = true;
  }
  return open ? 'asked' : null;
}

function answeredOrder(answer: string | undefined): DateOrder | null {
  return answer === 'dmy' || answer === 'mdy' || answer === 'ymd' ? answer : null;
}

type Reading = BankOptions & { readonly order: DateOrder | null };

function linesOf(
  body: readonly RawRow[],
  columns: Columns,
  options: Reading,
): Pick<BankRead, 'lines' | 'refused' | 'offBalance' | 'balances'> {
  const refused: BankRefusal[] = [];
  const lines: Omit<BankLine, 'place'>[] = [];
  const rules = { ...RULES, digits: options.digitsOf(options.currency) };
  for (const row of body) {
    const cell = (field: keyof Columns & Field) => (columns[field] === undefined ? undefined : row.cells[columns[field]]);
    const first = keyOf(row.cells.find((each) => !isEmpty(each)));
    const dayCell = cell('date');
    if (TOTALS.test(first) || TOTALS.test(keyOf(dayCell))) continue;
    const refuse = (column: Field, code: string, value: RawCell | undefined) =>
      refused.push({ row: row.line, column, code, value: cellText(value).slice(0, TEXT_MAX) });
    if (row.problem !== undefined) {
      refused.push({ row: row.line, column: 'row', code: row.problem, value: '' });
      continue;
    }
    const money = (field: 'in' | 'out' | 'amount' | 'balance'): bigint | null | 'bad' => {
      const from = cell(field);
      if (isEmpty(from) || /^[-—–]+$/.test(cellText(from).trim())) return null;
      const read = readAmount(from, rules);
      if ('minor' in read) return read.minor;
      refuse(field, read.bad, from);
      return 'bad';
    };
    const purpose = columns.purposes
      .map((at) => readText(row.cells[at]) ?? '')
      .filter((each, at, all) => each !== '' && all.indexOf(each) === at);
    if (purpose.some((each) => /^(?:期初|上期|承前)余额$/.test(each))) continue;
    if (isEmpty(dayCell)) {
      refuse('date', 'date_missing', dayCell);
      continue;
    }
    const day = readDate(dayCell, options.order);
    if ('bad' in day) {
      refuse('date', day.bad, dayCell);
      continue;
    }
    const sides = sidesOf(money, columns, cell('direction'), () => refuse('direction', 'direction_unread', cell('direction')));
    const balance = money('balance');
    if (sides === null || balance === 'bad') continue;
    if (sides.inMinor === 0n && sides.outMinor === 0n) {
      refuse(columns.amount === undefined ? 'in' : 'amount', 'amount_missing', undefined);
      continue;
    }
    const otherSide = (readText(cell('otherSide')) ?? '').slice(0, TEXT_MAX);
    const words = purpose.join(' ').slice(0, TEXT_MAX);
    const name = bankClassOf(words, otherSide, sides.inMinor > sides.outMinor, options.firm);
    // Whose wages they are is nobody's business here.
    lines.push({
      on: day.day,
      ...sides,
      balanceMinor: balance,
      otherSide: name === 'wages' ? '' : otherSide,
      purpose: words,
      class: name,
    });
  }
  // Half of all banks print the newest first.
  if (lines.length > 1 && lines[0]!.on > lines.at(-1)!.on) lines.reverse();
  const placed = lines.map((line, place) => ({ ...line, place }));
  return {
    lines: placed,
    refused,
    offBalance: offBalanceOf(placed),
    balances: placed.some((line) => line.balanceMinor !== null),
  };
}

/** Into and out of the account, both at or above zero; a negative amount is money that went the other way. Null: refused. */
function sidesOf(
  money: (field: 'in' | 'out' | 'amount') => bigint | null | 'bad',
  columns: Columns,
  direction: RawCell | undefined,
  refuse: () => void,
): { inMinor: bigint; outMinor: bigint } | null {
  let net: bigint;
  if (columns.in !== undefined && columns.out !== undefined) {
    const [into, out] = [money('in'), money('out')];
    if (into === 'bad' || out === 'bad') return null;
    net = (into ?? 0n) - (out ?? 0n);
  } else {
    const amount = money('amount');
    if (amount === 'bad') return null;
    net = amount ?? 0n;
    if (columns.direction !== undefined) {
      const said = cellText(direction).trim();
      if (OUTGOING.test(said)) net = -net;
      else if (!INCOMING.test(said)) {
        refuse();
        return null;
      }
    }
  }
  return net >= 0n ? { inMinor: net, outMinor: 0n } : { inMinor: 0n, outMinor: -net };
}

function offBalanceOf(lines: readonly BankLine[]): number {
  let off = 0;
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1];
    if (!before || before.balanceMinor === null || line.balanceMinor === null) continue;
    if (before.balanceMinor + line.inMinor - line.outMinor !== line.balanceMinor) off += 1;
  }
  return off;
}
