// 预付款, 进度款, 验收款 side by side in one row of a contract: which columns are its instalments, and what each says.
import type { RawRow } from '#base/raw-table.ts';
import { bareAmount, cellText, isEmpty, shown } from './cells.ts';
import { headingKey } from './heading-key.ts';

/** One instalment of every contract in the list: the columns of its amount, share and day. */
export type InstalmentColumns = {
  readonly name: string;
  readonly amount?: number;
  readonly share?: number;
  readonly day?: number;
};

const NAME =
  '预[付收]款?|[定订]金|首付款?|首期款?|进度款|阶段款|发货款|提货款|到货款|交货款|安装款|调试款|验收款|竣工款|投产款|结算款|尾款|第?[一二三四五六七八1-8](?:期|批|笔|次|阶段)(?:付?款)?|advance(?:payment)?|downpayment|progresspayment|deliverypayment|acceptancepayment|finalpayment|(?:milestone|install?ment)[1-8]';
const INSTALMENT = new RegExp(
  `^(?:合同|约定)?(${NAME})(?:(金额|款额|额|amount)|(比例|占比|比率|percent|percentage|share)|((?:计划|约定|预计|应收|到期)?(?:日期|时间|日)|date|duedate))?$`,
);
/** Shares of a contract add up to 1 or to 100; amounts to the contract. */
const WHOLE = [1, 100];
const NEAR = 0.001;

/** The instalments that stand side by side among the columns nobody took; empty where there are none. */
export function instalmentColumns(
  headings: readonly string[],
  free: readonly number[],
  sample: readonly RawRow[],
  retentionColumn: number | undefined,
): InstalmentColumns[] {
  const found = new Map<string, { amount?: number; share?: number; day?: number }>();
  const bare: number[] = [];
  for (const column of free) {
    const match = INSTALMENT.exec(headingKey(headings[column] ?? ''));
    if (!match) continue;
    const [, name, amount, share, day] = match as unknown as [string, string, string?, string?, string?];
    const own = found.get(name) ?? {};
    found.set(name, own);
    const field = day !== undefined ? 'day' : share !== undefined ? 'share' : 'amount';
    if (own[field] !== undefined) return [];
    own[field] = column;
    if (field === 'amount' && amount === undefined) bare.push(column);
  }
  const areShares = bare.length > 0 && sharesIn(sample, retentionColumn === undefined ? bare : [...bare, retentionColumn]);
  return [...found].flatMap(([name, own]): InstalmentColumns[] => {
    if (own.amount === undefined && own.share === undefined) return [];
    if (!areShares || own.amount === undefined || own.share !== undefined || !bare.includes(own.amount))
      return [{ name, ...own }];
    const { amount, ...rest } = own;
    return [{ name, share: amount, ...rest }];
  });
}

/** True where the cells carry a sign of a share, or those of each row add up to a whole. */
function sharesIn(sample: readonly RawRow[], columns: readonly number[]): boolean {
  let rows = 0;
  for (const { cells } of sample) {
    const said = columns.filter((column) => !isEmpty(cells[column]));
    if (said.length === 0) continue;
    if (said.some((column) => /[%％]/.test(cellText(cells[column])))) return true;
    const figures = said.map((column) => {
      const value = shown(cells[column]);
      return typeof value === 'number' ? value : Number(bareAmount(String(value))?.digits ?? Number.NaN);
    });
    const sum = figures.reduce((total, each) => total + each, 0);
    if (!WHOLE.some((whole) => Math.abs(sum - whole) < NEAR)) return false;
    rows += 1;
  }
  return rows > 0;
}

/** Ids under which the cells of an instalment are read. */
export const instalmentField = (at: number, part: 'amount' | 'share' | 'day'): string => `instalment ${at} ${part}`;

/** Column by id of what the instalments say. */
export function instalmentMapping(columns: readonly InstalmentColumns[]): Record<string, number> {
  return Object.fromEntries(
    columns.flatMap((each, at) =>
      (['amount', 'share', 'day'] as const).flatMap((part) =>
        each[part] === undefined ? [] : [[instalmentField(at, part), each[part]] as const],
      ),
    ),
  );
}
