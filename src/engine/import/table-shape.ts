// What the shape of a sheet says before its columns are read: another table above the headings, an account’s ledger that runs on, a customer named in a row of his own.
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { bareAmount, cellText, dateParts, isEmpty, shown } from './cells.ts';
import { headingKey } from './heading-key.ts';
import { headingFold } from './traditional.ts';

/** Cells that a row of data has at least; a title with its figures has fewer. */
const DATA_CELLS_MIN = 4;
const ROWS_WEIGHED = 200;

const isFigure = (cell: RawCell | undefined): boolean => {
  const value = shown(cell);
  if (typeof value === 'number') return true;
  if (typeof value === 'object') return value !== null && 'serial' in value;
  if (typeof value !== 'string') return false;
  const text = value.trim();
  return text !== '' && (bareAmount(text) !== null || dateParts(text) !== null);
};

/** True where rows above the headings are those of another table: words in as many cells, and below them figures in the same columns. */
export function tableAbove(above: readonly RawRow[]): boolean {
  let words: readonly RawCell[] | null = null;
  for (const { cells, problem } of above) {
    if (problem) continue;
    const filled = cells.flatMap((cell, column) => (isEmpty(cell) ? [] : [column]));
    if (filled.length < DATA_CELLS_MIN) continue;
    if (!filled.some((column) => isFigure(cells[column]))) words = cells;
    else if (words !== null) {
      const head = words;
      const named = filled.filter((column) => !isEmpty(head[column]));
      // 账号: 123  户名: 甲  is a line of labels and their values, not a row under headings.
      if (named.length === filled.length && !filled.some((column) => /[:：]$/.test(cellText(cells[column]).trim()))) return true;
    }
  }
  return false;
}

const MORE = /^(?:本期|本月|本次)?(?:借方|应收|增加|销售)(?:增加|发生额|金额|额|款|本币|原币)*$|^debit/;
const LESS =
  /^(?:本期|本月|本次)?(?:应收|应收款)?(?:贷方|收回|收款|已收|回款|实收|减少)(?:发生额|金额|额|款|本币|原币)*$|^credit/;
const LEFT = /^(?:期末|应收|累计|当前|往来|账面)?(?:款)?余额(?:本币|原币)*$|^结[余存]$|^(?:running)?balance$/;

/** Thousandths would do: figures of a sheet that shows cents. */
export function figureOf(cell: RawCell | undefined): number | null {
  const value = shown(cell);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value === '') return null;
  const bare = bareAmount(value);
  if (!bare) return null;
  const number = Number(bare.digits.replace(/,/g, ''));
  return Number.isNaN(number) ? null : bare.negative ? -number : number;
}

/**
 * True where a column holds what is left after each row: the balance above, more what the row adds, less what it takes away. Such a
 * ledger of an account (明细账, 对账单) has invoices and receipts in one, and its balance is nobody’s open item.
 */
export function runsOn(headings: readonly string[], body: readonly RawRow[]): boolean {
  const at = (shape: RegExp) => headings.findIndex((heading) => shape.test(headingKey(heading)));
  const [more, less, left] = [at(MORE), at(LESS), at(LEFT)];
  if (more < 0 || less < 0 || left < 0) return false;
  let above: number | null = null;
  let running = 0;
  let alone = 0;
  for (const { cells, problem } of body.slice(0, ROWS_WEIGHED)) {
    const balance = problem ? null : figureOf(cells[left]);
    if (balance === null) continue;
    const [added, taken] = [figureOf(cells[more]) ?? 0, figureOf(cells[less]) ?? 0];
    const near = (expected: number) => Math.abs(Math.abs(balance) - Math.abs(expected)) < 0.005;
    if (added !== 0 || taken !== 0) {
      if (near(added - taken)) alone += 1;
      else if (above !== null && near(above + added - taken)) running += 1;
    }
    above = balance;
  }
  return running > 0 && running >= alone;
}

const LABEL =
  /^(?:客户|客户名称|客户单位|往来单位|往来单位名称|购货单位|购货方|购买方|购买方名称|单位名称|欠款单位|付款单位|customer|customer ?name|client|account|debtor)\s*[:：]\s*/i;
/** 对账单 names the customer and its period in one line. */
const BEHIND = /\s{2,}.*$|\s*(?:对账|统计|日期|期间|截止|币[种别]|地址|电话|联系人).*$/;
const CODED_NAME = /^[[(（【]?([A-Za-z]{0,6}[-_.]?\d[\w.-]{1,19})[\])）】]?[\s/:：_-]*(?=\D)(.*\p{L}.*)$/u;

/** 客户：K101 宁波东港 in a row of its own, whoever the rows below it are about; null where the row is none. */
export function customerSaid(cells: readonly RawCell[]): { readonly code: string | null; readonly name: string } | null {
  const at = cells.findIndex((cell) => !isEmpty(cell));
  if (at < 0) return null;
  const value = shown(cells[at]);
  if (typeof value !== 'string') return null;
  const first = headingFold(value.normalize('NFKC')).trim();
  const label = LABEL.exec(first);
  if (!label) return null;
  // The label in one cell, the name in the next.
  const written = value.normalize('NFKC').trim().slice(label[0].length).trim();
  const text = (written === '' ? cellText(cells[at + 1]).trim() : written).replace(BEHIND, '').trim();
  if (text === '') return null;
  return codedName(text) ?? { code: null, name: text };
}

/** `K101 宁波东港`, `[K101]宁波东港`: a code and a name in one; null where the text is a name alone. */
export function codedName(text: string): { readonly code: string; readonly name: string } | null {
  const match = CODED_NAME.exec(text);
  if (!match) return null;
  const [, code, name] = match as unknown as [string, string, string];
  // 3M中国: one figure is part of a name.
  return code.replace(/\D/g, '').length < 2 ? null : { code, name: name.trim() };
}

/** The width most rows have. */
export function commonWidth(rows: readonly RawRow[]): number | null {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let best: number | null = null;
  for (const [width, count] of counts) if (best === null || count > (counts.get(best) as number)) best = width;
  return best;
}
