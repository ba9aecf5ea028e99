// Columns named alike of which one is meant, and what the columns beside it say which: balances by their side and point in time, heads before lines, foreign money before ours.
import type { RawRow } from '#base/raw-table.ts';
import { cellText, currencyOf, isEmpty } from './cells.ts';
import type { Mapping } from './heading-key.ts';
import { columnLetters, headingCurrency, headingKey } from './heading-key.ts';
import type { FileError } from './report.ts';
import { figureOf } from './table-shape.ts';
import { headingFold } from './traditional.ts';

/** The point in time that a balance’s heading names: 期初余额 and 期末余额 are no choice between words. */
const POINT = /^(期初|年初|上年|上期|月初|期末|年末|本年|本期|月末|opening|closing)/;
/** What belongs to one balance: what stands in credit, and on which side it stands. */
const OF_BALANCE: readonly string[] = ['openCredit', 'side'];

const pointOf = (headings: readonly string[], column: number): string | null =>
  POINT.exec(headingKey(headings[column] ?? ''))?.[1] ?? null;

/** Of columns that go with the balance in `open`: the one of its point in time, else the one next to it, the left of two. */
function besideBalance(headings: readonly string[], open: number, columns: readonly number[]): number {
  const point = pointOf(headings, open);
  const same = point === null ? [] : columns.filter((column) => pointOf(headings, column) === point);
  const among = same.length > 0 ? same : columns;
  return among.reduce((best, column) => (Math.abs(column - open) < Math.abs(best - open) ? column : best));
}

/**
 * Which of several columns of one field is meant; null: nobody can know, it is to be asked. `later`: the answer to another question
 * decides it, so that it is not asked.
 */
export function settleTie(
  field: string,
  columns: readonly number[],
  headings: readonly string[],
  mapping: Mapping,
  saysCurrency: boolean,
): number | null | 'later' {
  if (OF_BALANCE.includes(field)) {
    const { open } = mapping;
    return open === undefined ? 'later' : besideBalance(headings, open, columns);
  }
  if (field === 'receivedOn') {
    // A bank books on another day than it moves the money; the day is the column of days, not the one of hours.
    for (const shape of [/^到账(?:日期?)?$/, /^交易日期?$/, /^(?:到账|交易|发生)时间$/, /^transactiondate$/]) {
      const moved = columns.filter((column) => shape.test(headingKey(headings[column] ?? '')));
      if (moved.length === 1) return moved[0] as number;
    }
  }
  // 单据头 and 明细 of one export: the document is meant, not its lines.
  const ofHead = columns.filter((column) => /单据头|表头/.test(headingFold(headings[column] ?? '')));
  if (ofHead.length === 1 && columns.every((column) => /单据头|表头|明细|表体/.test(headingFold(headings[column] ?? ''))))
    return ofHead[0] as number;
  // 原币 is in the currency that its row names; without one, 本币 is in ours.
  const wanted = saysCurrency ? /^原币/ : OURS;
  const ofMoney = columns.filter((column) => wanted.test(headingKey(headings[column] ?? '')));
  const both = columns.every((column) => /^(?:原币|本(?:位)?币)/.test(headingKey(headings[column] ?? '')));
  return both && ofMoney.length === 1 ? (ofMoney[0] as number) : null;
}

/** Answers that take the balance of one day and the side of another contradict each other. `rivals`: all columns named as the field. */
export function balancesContradict(
  headings: readonly string[],
  mapping: Mapping,
  rivals: (field: string) => readonly number[],
): FileError | null {
  const { open } = mapping;
  if (open === undefined) return null;
  for (const field of OF_BALANCE) {
    const taken = mapping[field];
    const columns = rivals(field);
    if (taken === undefined || columns.length < 2 || !columns.includes(taken)) continue;
    const beside = besideBalance(headings, open, columns);
    if (beside !== taken)
      return {
        code: 'balances_differ',
        facts: { balance: where(headings, open), taken: where(headings, taken), beside: where(headings, beside) },
      };
  }
  return null;
}

const where = (headings: readonly string[], column: number) => `${headings[column] ?? ''} (${columnLetters(column)})`;

const OURS = /^本(?:位)?币/;

/** An amount said to be in our money beside a column of currencies: that column speaks of the amount it was converted from. */
export const isConverted = (headings: readonly string[], { amount, currency }: Mapping): boolean =>
  amount !== undefined && currency !== undefined && OURS.test(headingKey(headings[amount] ?? ''));

const FLOWS = /^(?:来账|往账|收入|支出|借|贷|收|付|借方|贷方|转入|转出|汇入|汇出|[cd]r?|in|out)$/i;

/** The column whose cells all say which way money went, whatever it is called; null where none does. */
export function flowByContent(sample: readonly RawRow[], columns: readonly number[]): number | null {
  const found = columns.filter((column) => {
    const said = sample.flatMap(({ cells }) => (isEmpty(cells[column]) ? [] : [headingFold(cellText(cells[column]).trim())]));
    return said.length > 0 && said.length * 2 > sample.length && said.every((text) => FLOWS.test(text));
  });
  return found.length === 1 ? (found[0] as number) : null;
}

/** The column whose cells are all currencies, whatever it is called, where no heading names one; null where none is. */
export function currencyByContent(
  headings: readonly string[],
  sample: readonly RawRow[],
  columns: readonly number[],
): number | null {
  if (headings.some((heading) => headingCurrency(heading) !== null)) return null;
  const found = columns.filter((column) => {
    if (/本位|local|^lc/.test(headingKey(headings[column] ?? ''))) return false;
    const said = sample.flatMap(({ cells }) => (isEmpty(cells[column]) ? [] : [cellText(cells[column]).trim()]));
    return (
      said.length > 0 && said.length * 2 > sample.length && said.every((text) => text.length > 1 && currencyOf(text) !== null)
    );
  });
  return found.length === 1 ? (found[0] as number) : null;
}

const MONTH_HEADING =
  /^(?:(?:\d{4}|\d{2})年?)?(?:0?[1-9]|1[0-2])月(?:份)?|^20\d{2}(?:0[1-9]|1[0-2])$|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\d{0,4}$/;

/** Headings that are months: 2026年8月, 9月收入, Oct-26. */
export function monthHeadings(headings: readonly string[]): string[] {
  const months = headings.filter((heading) => MONTH_HEADING.test(headingKey(heading)));
  return new Set(months.map((heading) => MONTH_HEADING.exec(headingKey(heading))?.[0])).size > 1 ? months : [];
}

const CODED = /^[A-Za-z]{0,8}[-_./]?\d[\w./-]*$/;
/** Customer, 客户: a code or a name, as the cells say. */
const BARE_CUSTOMER = /^(?:customer|client|debtor|buyer|account|billto|billtocustomer|客户|购方|客商|往来单位)$/;

/** A column under the bare word customer that holds codes, beside another that holds the names; null where there is none. */
export function codesUnderCustomer(
  headings: readonly string[],
  sample: readonly RawRow[],
  mapping: Mapping,
  free: readonly number[],
): number | null {
  if (mapping.customerCode !== undefined || mapping.customerName === undefined) return null;
  const found = free.filter((column) => {
    if (!BARE_CUSTOMER.test(headingKey(headings[column] ?? ''))) return false;
    const cells = sample.flatMap(({ cells: row }) => (isEmpty(row[column]) ? [] : [cellText(row[column]).trim()]));
    return cells.length > 0 && cells.filter((text) => CODED.test(text)).length * 10 >= cells.length * 9;
  });
  return found.length === 1 ? (found[0] as number) : null;
}

const TAX = /^(?:增值)?税[额金]$|^(?:vat|tax)(?:amount|amt)?$/;
const GROSS_ROWS = 50;

/** Another column that in every row is the amount and its tax together: what is owed is with tax, whatever that column is called. null where there is none. */
export function grossByContent(headings: readonly string[], sample: readonly RawRow[], amount: number): number | null {
  const tax = headings.findIndex((heading) => TAX.test(headingKey(heading)));
  if (tax < 0 || tax === amount) return null;
  const rows = sample.slice(0, GROSS_ROWS).flatMap(({ cells }) => {
    const [net, added] = [figureOf(cells[amount]), figureOf(cells[tax])];
    return net === null || added === null || added === 0 ? [] : [{ cells, gross: net + added }];
  });
  if (rows.length === 0) return null;
  const found = headings.flatMap((_, column) => {
    if (column === amount || column === tax) return [];
    const isGross = rows.every(({ cells, gross }) => Math.abs((figureOf(cells[column]) ?? Number.NaN) - gross) < 0.005);
    return isGross ? [column] : [];
  });
  return found.length === 1 ? (found[0] as number) : null;
}
