// Two totals of one customer, ours and the source's: what explains their difference. Evidence only; nothing is rebuilt from it.
import { headingKey } from './import/headings.ts';

export type BalanceSide = {
  readonly openMinor: bigint;
  readonly unappliedMinor: bigint;
  readonly billsMinor: bigint;
  readonly deliveredMinor: bigint;
  /** Open items on the day, and documents posted after it. */
  readonly items: readonly { readonly number: string; readonly minor: bigint }[];
  readonly later: readonly { readonly number: string; readonly minor: bigint }[];
};

export type Explanation = { readonly code: string; readonly facts: Readonly<Record<string, string>> };

/** Below it a difference is a matter of rounding: one unit of the currency, in minor units. */
const ROUNDING_MINOR = 100n;
const FACTORS = [10n, 100n, 1000n, 10_000n];

/**
 * What explains `theirs` against `ours`, the likeliest first. Each explanation accounts for the whole difference: a sum of guesses explains
 * nothing. `theirs` null: the customer is not in the source's list.
 */
export function explain(ours: BalanceSide | null, theirsMinor: bigint | null): Explanation[] {
  if (ours === null) return [{ code: 'customer_unknown', facts: {} }];
  const net = ours.openMinor - ours.unappliedMinor;
  if (theirsMinor === null) return [{ code: 'not_in_source', facts: {} }];
  const difference = net - theirsMinor;
  if (difference === 0n) return [];
  const found: Explanation[] = [];
  const say = (code: string, facts: Record<string, string> = {}) => found.push({ code, facts });
  if (ours.unappliedMinor !== 0n && theirsMinor === ours.openMinor) say('unapplied');
  if (ours.billsMinor !== 0n && theirsMinor === net + ours.billsMinor) say('bills');
  if (ours.deliveredMinor !== 0n && theirsMinor === net + ours.deliveredMinor) say('delivered');
  for (const each of ours.items) if (each.minor === difference) say('document', { number: each.number });
  for (const each of ours.later) if (each.minor === -difference) say('later_document', { number: each.number });
  if (theirsMinor === -net) say('opposite_sign');
  for (const factor of FACTORS) {
    if (theirsMinor !== 0n && (theirsMinor * factor === net || net * factor === theirsMinor))
      say('factor', { factor: String(factor) });
  }
  if (difference < ROUNDING_MINOR && difference > -ROUNDING_MINOR) say('rounding');
  return found.slice(0, 5);
}

const NUMBERED = /^(.*?)(\d{3,15})$/;
/** A larger hole is another range of numbers, not lost documents. */
const HOLE_MAX = 20n;

/** Numbers left out of running sequences: of each prefix and width, holes of at most twenty between neighbours. */
export function missingNumbers(numbers: readonly string[], most: number): string[] {
  const ranges = new Map<string, bigint[]>();
  for (const number of numbers) {
    const match = NUMBERED.exec(number);
    if (!match) continue;
    const key = `${match[1]} ${match[2]!.length}`;
    const list = ranges.get(key);
    if (list) list.push(BigInt(match[2]!));
    else ranges.set(key, [BigInt(match[2]!)]);
  }
  const missing: string[] = [];
  for (const [key, list] of [...ranges].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at = key.lastIndexOf(' ');
    const [prefix, width] = [key.slice(0, at), Number(key.slice(at + 1))];
    const sorted = list.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    // A sequence with more holes than numbers is no sequence of ours.
    const span = sorted.at(-1)! - sorted[0]! + 1n;
    if (span > BigInt(sorted.length) * 2n) continue;
    for (const [index, each] of sorted.entries()) {
      const before = sorted[index - 1];
      if (before === undefined || each - before <= 1n || each - before > HOLE_MAX + 1n) continue;
      for (let hole = before + 1n; hole < each; hole += 1n) {
        if (missing.length >= most) return missing;
        missing.push(`${prefix}${hole.toString().padStart(width, '0')}`);
      }
    }
  }
  return missing;
}

/** Columns of a trial balance by their headings; a column that is not there is absent. */
export type BalanceColumns = {
  code?: number;
  name?: number;
  entity?: number;
  currency?: number;
  balance?: number;
  debit?: number;
  credit?: number;
};

const HEADINGS: readonly (readonly [keyof BalanceColumns, RegExp])[] = [
  [
    'code',
    /^(客户|客商|往来单位|单位|购方|辅助核算|核算项目|往来)?(编码|编号|代码|代号)$|^(customer|account|debtor|bp|partner)?(code|no|number|id)$/,
  ],
  [
    'name',
    /^(客户|客商|往来单位|单位|购方|辅助核算|核算项目)?(名称|全称)$|^客户$|^(customer|account|debtor|partner)?name$|^customer$/,
  ],
  [
    'entity',
    /^(公司|主体|法人|账套|组织|核算主体|所属公司)(代码|编码|名称)?$|^(entity|company|companycode|legalentity|organisation|organization)$/,
  ],
  ['currency', /^(币种|币别|货币|原币币种)$|^(currency|ccy|cur)$/],
  ['debit', /^(期末|本期末)?借方(期末)?(余额|金额)?$|^期末借方余额$|^(closing)?debit(balance)?$/],
  ['credit', /^(期末|本期末)?贷方(期末)?(余额|金额)?$|^期末贷方余额$|^(closing)?credit(balance)?$/],
  [
    'balance',
    /^(期末|应收|应收账款|账面|本币|原币|科目|往来)*(余额|金额|结余|欠款)$|^(closing|ending|net|open|outstanding|ar|receivable)*(balance|amount)$/,
  ],
];

export function balanceColumns(headings: readonly string[]): BalanceColumns {
  const columns: BalanceColumns = {};
  for (const [at, heading] of headings.entries()) {
    const key = headingKey(heading);
    for (const [name, pattern] of HEADINGS) {
      if (columns[name] === undefined && pattern.test(key)) {
        columns[name] = at;
        break;
      }
    }
  }
  return columns;
}

/** Enough to compare: who, and how much. */
export function isComplete(columns: BalanceColumns): boolean {
  return (
    (columns.code !== undefined || columns.name !== undefined) &&
    (columns.balance !== undefined || (columns.debit !== undefined && columns.credit !== undefined))
  );
}
