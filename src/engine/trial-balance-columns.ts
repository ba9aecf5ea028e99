// A trial balance as accounting systems write it: one or two heading rows, balances with a side, in two columns, or to be summed up.
import type { RawRow } from '#base/raw-table.ts';
import { cellText, isEmpty } from './import/cells.ts';
import { choiceOf, SIDE_WORDS } from './import/choices.ts';
import { headingCurrency, headingKey, headingUnit } from './import/heading-key.ts';

/** The columns of who a row is about; one that is not there is absent. */
export type BalanceParty = { code?: number; name?: number; entity?: number; currency?: number };

/** What a closing balance is made of. `opening`: what was open at first and what moved since, where the file does not say what came of it. */
export type BalanceParts =
  | { readonly form: 'balance'; readonly balance: number; readonly side: number | null }
  | { readonly form: 'sides'; readonly debit: number; readonly credit: number }
  | {
      readonly form: 'opening';
      readonly opening: BalanceParts & { readonly form: 'balance' | 'sides' };
      readonly debit: number;
      readonly credit: number;
    };

export type BalanceTable = {
  readonly party: BalanceParty;
  readonly parts: BalanceParts;
  /** Joined, where there are two rows of headings. */
  readonly headings: readonly string[];
  /** Index of the last heading row among the rows given. */
  readonly last: number;
  /** Power of ten of a column of amounts: 4 for 万元. */
  readonly units: readonly number[];
  /** What the title says all amounts are in. */
  readonly currency: string | null;
};

const PARTY: readonly (readonly [keyof BalanceParty, RegExp])[] = [
  [
    'code',
    /^(客户|客商|往来单位|单位|购方|辅助核算|核算项目|核算维度|往来|辅助)?(编码|编号|代码|代号)$|^(customer|account|debtor|bp|partner)?(code|no|number|id)$/,
  ],
  [
    'name',
    /^(客户|客商|往来单位|单位|购方|辅助核算|核算项目|核算维度|辅助)?(名称|全称)$|^(客户|往来单位)$|^(customer|account|debtor|partner)?name$|^customer$/,
  ],
  [
    'entity',
    /^(公司|主体|法人|账套|组织|核算主体|所属公司)(代码|编码|名称)?$|^(entity|company|companycode|legalentity|organisation|organization)$/,
  ],
  ['currency', /^(币种|币别|货币|原币币种)$|^(currency|ccy|cur)$/],
];

const FIRST = '(?:期初|月初|上期末?|上期结转|opening|beginning)';
const FIRST_OF_YEAR = '(?:年初|上年结转)';
const CLOSING = '(?:期末|本期末|月末|年末|closing|ending)';
const MOVED = '(?:本期|本月|当期|当月|period)?(?:发生额?|movement)?';
const MOVED_THIS_YEAR = '(?:本年|本年累计|累计)(?:发生额?)?';
const OF_MONEY = '(?:余额|金额|发生额|本币|原币|数|balance|amount)*';
const DEBIT = '(?:借方?|debit|dr)';
const CREDIT = '(?:贷方?|credit|cr)';
const SIDE = '(?:余额)?(?:方向|借贷方向|借贷|side|drcr|dc)';

const only = (pattern: string) => new RegExp(`^(?:${pattern})$`);
/** `when` on either end of the side, as both are written: 期末借方余额, 借方期末余额. */
const sided = (when: string, side: string) => only(`${when}${OF_MONEY}${side}${OF_MONEY}|${side}${when}${OF_MONEY}`);

/** The dearest first: what calls itself closing before what is merely a balance, and that before any amount. */
const BALANCE: readonly RegExp[] = [
  only(`${CLOSING}${OF_MONEY}|${CLOSING}(?:结余|欠款)`),
  only(
    '(?:应收|应收账款|账面|科目|往来|未收|剩余|本币|原币)*(?:余额|结余|欠款|未收款?|未收金额)(?:本币|原币)?|(?:net|open|outstanding|ar|receivable)*balance|open|outstanding|(?:open|outstanding|receivable)amount',
  ),
  only('(?:应收|应收账款|账面|往来|本币|原币)*金额|amount'),
];

type Sides = { readonly form: 'sides'; readonly debit: number; readonly credit: number };
type Plain = { readonly form: 'balance'; readonly balance: number; readonly side: number | null };

class Columns {
  readonly keys: readonly string[];

  constructor(headings: readonly string[]) {
    // What stands in brackets is a remark to `headingKey`, but for the side.
    this.keys = headings.map((heading) =>
      headingKey(heading.replace(/[(（[]\s*([借贷]方?|debit|credit|dr|cr)\s*[)）\]]/gi, '$1')),
    );
  }

  first(pattern: RegExp): number | null {
    const at = this.keys.findIndex((key) => pattern.test(key));
    return at < 0 ? null : at;
  }

  sides(when: string): Sides | null {
    const [debit, credit] = [this.first(sided(when, DEBIT)), this.first(sided(when, CREDIT))];
    return debit === null || credit === null ? null : { form: 'sides', debit, credit };
  }

  /** A column and its side: the one that names the same time, else the nearest before it, else the one after. */
  withSide(balance: number, when: string): Plain {
    const named = this.first(only(`${when}${SIDE}`));
    const plain = this.keys.flatMap((key, at) => (only(SIDE).test(key) ? [at] : []));
    const before = plain.filter((at) => at < balance).at(-1);
    return { form: 'balance', balance, side: named ?? before ?? plain.find((at) => at > balance) ?? null };
  }

  /** In the currency of the row where it names one, else in that of the books. */
  balance(pattern: RegExp, byCurrency: boolean): number | null {
    const found = this.keys.flatMap((key, at) => (pattern.test(key) ? [at] : []));
    const wanted = found.find((at) => this.keys[at]!.includes(byCurrency ? '原币' : '本币'));
    const other = byCurrency ? '本币' : '原币';
    return wanted ?? found.find((at) => !this.keys[at]!.includes(other)) ?? found[0] ?? null;
  }
}

function partsOf(columns: Columns, byCurrency: boolean): BalanceParts | null {
  const closing = columns.balance(BALANCE[0]!, byCurrency);
  if (closing !== null) return columns.withSide(closing, CLOSING);
  const closingSides = columns.sides(CLOSING);
  if (closingSides) return closingSides;
  const plain = columns.balance(BALANCE[1]!, byCurrency);
  const openings = [
    [FIRST, MOVED],
    [FIRST_OF_YEAR, MOVED_THIS_YEAR],
  ] as const;
  for (const [when, moved] of openings) {
    const at = columns.first(only(`${when}${OF_MONEY}`));
    const opening = at === null ? columns.sides(when) : columns.withSide(at, when);
    if (!opening) continue;
    const since = columns.sides(moved);
    if (plain !== null) break;
    // An opening balance alone is the balance of another day.
    return since ? { form: 'opening', opening, debit: since.debit, credit: since.credit } : null;
  }
  if (plain !== null) return columns.withSide(plain, '');
  const sides = columns.sides('');
  if (sides) return sides;
  const amount = columns.balance(BALANCE[2]!, byCurrency);
  return amount === null ? null : columns.withSide(amount, '');
}

function tableOf(headings: readonly string[]): Pick<BalanceTable, 'party' | 'parts'> | null {
  const columns = new Columns(headings);
  const party: BalanceParty = {};
  for (const [at, key] of columns.keys.entries()) {
    const name = PARTY.find(([field, pattern]) => party[field] === undefined && pattern.test(key))?.[0];
    if (name) party[name] = at;
  }
  if (party.code === undefined && party.name === undefined) return null;
  const parts = partsOf(columns, party.currency !== undefined);
  return parts === null ? null : { party, parts };
}

/** Words that stand under a heading of a group: 借方 under 期末余额. */
const UNDER = /^(?:借方?|贷方?|方向|余额方向|原币|本币|外币|金额|余额|数量|debit|credit|dr|cr|amount|balance|side)$/;

/** Group headings written once, over the columns they speak for, joined to those below; null where the row below is no such row. */
function joinedHeadings(above: readonly string[], below: readonly string[]): string[] | null {
  const under = below.filter((text) => UNDER.test(headingKey(text)));
  const others = below.filter((text, at) => text.trim() !== '' && !UNDER.test(headingKey(text)) && text !== above[at]);
  if (under.length < 2 || others.length > 0) return null;
  let group = '';
  return Array.from({ length: Math.max(above.length, below.length) }, (_, at) => {
    const [top, text] = [(above[at] ?? '').trim(), (below[at] ?? '').trim()];
    if (top !== '') group = top;
    if (text === '' || text === top) return top;
    return group + text;
  });
}

/** Where the headings stand and what they mean, by the first rows of a sheet; null where none speak of a customer and a balance. */
export function findBalanceTable(rows: readonly RawRow[]): BalanceTable | null {
  const texts = rows.map(({ cells }) => cells.map((cell) => cellText(cell)));
  for (const [at, headings] of texts.entries()) {
    const joined = at + 1 < texts.length ? joinedHeadings(headings, texts[at + 1]!) : null;
    const found = joined === null ? null : tableOf(joined);
    const table = found ?? tableOf(headings);
    if (!table) continue;
    const used = found ? joined! : headings;
    const titles = texts.slice(0, at).map((cells) => cells.join(' '));
    const title = titles.find((text) => /单位|unit/i.test(text)) ?? '';
    const shared = headingUnit(title) ?? 0;
    return {
      ...table,
      headings: used,
      last: found ? at + 1 : at,
      units: used.map((heading) => headingUnit(heading) ?? shared),
      currency: titles.map((text) => (/币[种别]|单位|currency/i.test(text) ? headingCurrency(text) : null)).find(Boolean) ?? null,
    };
  }
  return null;
}

/** The headings that the balance of a row is made of, in words for whoever compares. */
export function headingsTaken({ parts, headings }: Pick<BalanceTable, 'parts' | 'headings'>): string[] {
  const of = (each: BalanceParts): number[] =>
    each.form === 'balance'
      ? [each.balance, ...(each.side === null ? [] : [each.side])]
      : each.form === 'sides'
        ? [each.debit, each.credit]
        : [...of(each.opening), each.debit, each.credit];
  return of(parts).map((at) => headings[at] ?? '');
}

export type BalanceRead = { readonly minor: bigint } | { readonly bad: number };

/** What a row's closing balance is, debit positive; `bad`: the column that cannot be read. `amount` null: unreadable; an empty cell is zero. */
export function balanceOf(row: RawRow, parts: BalanceParts, amount: (column: number) => bigint | null): BalanceRead {
  if (parts.form === 'opening') {
    const opening = balanceOf(row, parts.opening, amount);
    if ('bad' in opening) return opening;
    const moved = balanceOf(row, { form: 'sides', debit: parts.debit, credit: parts.credit }, amount);
    return 'bad' in moved ? moved : { minor: opening.minor + moved.minor };
  }
  if (parts.form === 'sides') {
    const [debit, credit] = [amount(parts.debit), amount(parts.credit)];
    if (debit === null) return { bad: parts.debit };
    return credit === null ? { bad: parts.credit } : { minor: debit - credit };
  }
  const minor = amount(parts.balance);
  if (minor === null) return { bad: parts.balance };
  if (parts.side === null || isEmpty(row.cells[parts.side])) return { minor };
  const side = choiceOf(SIDE_WORDS, cellText(row.cells[parts.side]));
  if (side === 'even' ? minor !== 0n : side === null) return { bad: parts.side };
  return { minor: side === 'credit' ? -minor : minor };
}
