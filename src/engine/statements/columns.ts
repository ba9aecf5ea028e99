// The columns of a form that hold amounts: which period each is of, whose it is, and which are no periods at all (changes, shares, budgets).
import { type Day, monthEnd } from '#base/date.ts';
import type { RawCell } from '#base/raw-table.ts';
import { cellText, isEmpty, readAmount } from '#engine/import/cells.ts';
import { headingFold } from '#engine/import/traditional.ts';
import type { StatementKind } from './lines.ts';
import { bareMonthIn, partMonthsIn, periodIn } from './periods-said.ts';
import { type Scope, scopeIn } from './sheet-said.ts';

export type Grid = readonly (readonly RawCell[])[];
export type Column = {
  readonly at: number;
  readonly endsOn: Day | null;
  readonly months: number | null;
  readonly which: Which;
  /** Of forms that print the group beside the company alone; null where the heading says nothing. */
  readonly scope: Scope | null;
  /** One month or quarter of several, not counted from January, for certain or by its heading's words alone. */
  readonly part: { readonly months: number; readonly certain: boolean } | null;
  readonly heading: string;
};
/**
 * What a heading says a column is. `single`: one month or quarter only, beside the year to date; `other`: a change, a share, a budget; `bare-year`: the same
 * day as the title's; `bare-month`: of the title's year; `unread`: its heading does not say what it is, or says what another column is already.
 */
type Which =
  | 'now'
  | 'opening'
  | 'year-before'
  | 'single'
  | 'dated'
  | 'bare-year'
  | 'bare-month'
  | 'unclear'
  | 'other'
  | 'debit-credit'
  | 'unread';
type Said = Pick<Column, 'endsOn' | 'months' | 'which' | 'part'>;

const HEADING_ROWS = 3;
const HEADING_MAX = 20;
const NO_AMOUNTS = /^(?:行次|行号|序号|代码|附注.{0,6}|注释.{0,6}|注|notes?\.?)$/i;
const OTHER =
  /增减|增加|减少|变动|差异|差额|比例|占比|比重|结构|[%％]|百分|同比|同期比|环比|增长|增幅|升降|较上|较年|比上|预算|计划|目标|定额|调整数|调整额|调整分录|抵销|抵消|备注|说明|change|variance|budget/i;
/** What another column puts right. */
const SUPERSEDED = /未审|审计前|调整前|重述前|更正前/;
const AS_SHOWN = { digits: 2, mark: '.', shift: 0, halfUp: true, suffixes: false } as const;
const BARE = { endsOn: null, months: null, part: null } as const;
const UNSAID: Said = { ...BARE, which: 'unclear' };

/**
 * The columns right of the names that hold amounts. Of `nameColumn` up to `until`, lines beginning in row `firstLine`; `isLine` knows the names of lines,
 * which are no headings. Columns that are not to be read come back too, as `single`, `other` or `unread`.
 */
export function valueColumns(
  grid: Grid,
  nameColumn: number,
  until: number,
  firstLine: number,
  kind: StatementKind,
  isLine: (text: string) => boolean,
): Column[] {
  const out: Column[] = [];
  for (let at = nameColumn + 1; at < until; at += 1) {
    const body = grid.slice(Math.max(0, firstLine)).map((cells) => cells[at]);
    const above = grid.slice(Math.max(0, firstLine - HEADING_ROWS), Math.max(0, firstLine)).map((cells) => cells.slice(0, until));
    const amounts = body.filter((cell) => !isEmpty(cell) && !('bad' in readAmount(cell, AS_SHOWN)));
    const headings = above
      .map((cells) => cellText(cells[at]).trim())
      .filter((text) => text !== '' && !isLine(text))
      .reverse();
    if (amounts.length === 0 || headings.some((text) => NO_AMOUNTS.test(text.replace(/\s/g, ''))) || isNumbering(body)) continue;
    // The heading nearest to the figures speaks first; a title above it only where it says nothing.
    const said = headings.map((text) => periodOfHeading(text, kind));
    const own = said.find((each) => each.which !== 'unclear') ?? said[0] ?? UNSAID;
    const over = above.toReversed().map((cells) => spanned(cells, nameColumn, at));
    const periods = over.map((span) => span?.map((text) => periodOfHeading(text, kind)));
    const period = own.which === 'unclear' && periods.find((span) => span?.every((each) => each.which !== 'unclear'))?.[0];
    const scopes = over.map((span) => span?.map(scopeOfHeading)).find((span) => span?.every((each) => each !== null));
    const scope = headings.map(scopeOfHeading).find((each) => each !== null) ?? scopes?.[0] ?? null;
    out.push({ at, scope, heading: headings.join(' '), ...(period || own) });
  }
  return settled(out, kind);
}

/** 借方 and 贷方 over the figures: a trial balance, no statement. */
export const isTrialBalance = (columns: readonly Column[]): boolean =>
  columns.filter((column) => column.which === 'debit-credit').length >= 2;

/** What the columns are once each knows its neighbours. */
function settled(columns: readonly Column[], kind: StatementKind): Column[] {
  const rights = columns.map((column) => (isSuperseded(column, columns) ? { ...column, which: 'other' as const } : column));
  const toDate =
    kind === 'balance'
      ? rights
      : rights.map((column) => (isAlone(column, rights) ? { ...column, which: 'single' as const } : column));
  const parts = toDate.some((column) => column.part !== null);
  const out: Column[] = [];
  for (const column of toDate) {
    const named = parts && /合计|总计|全年|小计|total/i.test(column.heading) && column.which !== 'dated' ? other(column) : column;
    const placed = named.which === 'unclear' ? unclear(named, toDate) : named;
    const read = !['other', 'single', 'unread', 'debit-credit'].includes(placed.which);
    out.push(read && out.some((each) => sameColumn(each, placed)) ? { ...placed, which: 'unread' } : placed);
  }
  return out;
}

const other = (column: Column): Column => ({ ...column, which: 'other' });
const sameColumn = (a: Column, b: Column): boolean => columnId(a) === columnId(b);

/** Columns with the same are the same period of the same scope. */
export const columnId = (column: Column): string =>
  `${column.scope ?? ''} ${column.which} ${column.endsOn ?? ''} ${column.months ?? ''} ${column.part?.months ?? ''}`;

/** 未审数 beside 审定数, 调整前 beside 调整后. */
function isSuperseded(column: Column, all: readonly Column[]): boolean {
  const bare = (each: Column) => (each.which === 'unclear' ? 'now' : each.which);
  return (
    SUPERSEDED.test(column.heading) &&
    all.some(
      (each) =>
        each !== column &&
        !SUPERSEDED.test(each.heading) &&
        each.which !== 'other' &&
        each.scope === column.scope &&
        each.endsOn === column.endsOn &&
        bare(each) === bare(column),
    )
  );
}

/** 本期金额 beside 本年累计金额: the month or quarter alone. */
function isAlone(column: Column, all: readonly Column[]): boolean {
  const isToDate = (each: Column) => /累计|至今|to date/i.test(each.heading);
  if ((column.which !== 'now' && column.which !== 'year-before') || isToDate(column)) return false;
  const beside = (which: Which) => all.some((each) => each.which === which && each.scope === column.scope && isToDate(each));
  return beside(column.which) || (column.which === 'year-before' && beside('now') && /上期|上月|上季/.test(column.heading));
}

/** One column whose heading says nothing is the period itself; of two, the second is what it is compared with; of more nobody can say. */
function unclear(column: Column, all: readonly Column[]): Column {
  const beside = all.filter((each) => each.scope === column.scope && each.which !== 'other' && each.which !== 'single');
  const unsaid = beside.filter((each) => each.which === 'unclear');
  if (unsaid.length < beside.length || unsaid.length > 2) return { ...column, which: 'unread' };
  return { ...column, which: unsaid.indexOf(column) === 0 ? 'now' : 'year-before' };
}

/** Headings printed across several columns, that over this column first; undefined where the row holds none, or this cell has words of its own. */
function spanned(cells: readonly (RawCell | undefined)[], nameColumn: number, at: number): readonly string[] | undefined {
  const texts = cells.map((cell, column) => (column > nameColumn ? cellText(cell).trim() : ''));
  const heads = texts.flatMap((text, column) => (text === '' ? [] : [column]));
  const mine = heads.findLast((column) => column <= at);
  if (heads.length < 2 || mine === undefined || mine === at) return undefined;
  return [texts[mine]!, ...heads.filter((column) => column !== mine).map((column) => texts[column]!)];
}

/** 合并, 母公司, 本公司 and 公司 over columns of one form. */
function scopeOfHeading(heading: string): Scope | null {
  const text = heading.trim();
  if (/^(?:the )?company$/i.test(text)) return 'parent';
  const bare = text.replace(/\s/g, '');
  return bare.length > HEADING_MAX ? null : /^(?:本|母)?公司/.test(bare) ? 'parent' : scopeIn(text);
}

/** 1, 2, 3 … down the rows: 行次 without its heading. */
function isNumbering(body: readonly (RawCell | undefined)[]): boolean {
  const numbers = body.filter((cell) => !isEmpty(cell)).map((cell) => Number(cellText(cell)));
  return (
    numbers.length >= 3 &&
    numbers.every((each, n) => Number.isInteger(each) && each > 0 && (n === 0 || each > numbers[n - 1]!) && each < 200)
  );
}

function periodOfHeading(heading: string, kind: StatementKind): Said {
  const text = headingFold(heading.normalize('NFKC')).replace(/\s/g, '');
  if (text.length <= HEADING_MAX && OTHER.test(text) && !/表$/.test(text)) return { ...BARE, which: 'other' };
  if (/^(?:.{0,4})(?:借方|贷方)/.test(text) || /^(?:debit|credit|dr|cr)\.?$/i.test(text))
    return { ...BARE, which: 'debit-credit' };
  const year = /^(20\d\d|19\d\d)年?(?:\(.*\))?$/.exec(text)?.[1];
  if (year) return { ...BARE, endsOn: `${year}-12-31`, months: 12, which: 'bare-year' };
  const dated = periodIn(heading);
  if (dated !== null) return { ...datedColumn(dated, kind), part: kind === 'balance' ? null : partMonthsIn(heading) };
  const ended = /^(?:.*\D)?(20\d\d|19\d\d)年?(?:度|年末|末)?$/.exec(text)?.[1];
  if (ended) return { ...BARE, endsOn: `${ended}-12-31`, months: 12, which: 'dated' };
  const month = bareMonthIn(text);
  if (month !== null)
    return {
      endsOn: monthEnd(`2000-${String(month.month).padStart(2, '0')}-01`),
      months: month.month,
      which: 'bare-month',
      part: kind === 'balance' ? null : { months: month.months, certain: false },
    };
  if (/本月|本季|当月/.test(text) && !/累计/.test(text)) return { ...BARE, which: 'single' };
  if (/年初|期初|上年末|上年年末|上年期末|去年末/.test(text))
    return { ...BARE, which: kind === 'balance' ? 'opening' : 'unclear' };
  if (/上期|上年|去年|同期/.test(text)) return { ...BARE, which: 'year-before' };
  if (/期末|年末|本期|本年|累计|金额|审定|审计后|实际/.test(text)) return { ...BARE, which: 'now' };
  return UNSAID;
}

/** The first of January over a balance is the opening: the last day of the year before. */
function datedColumn(period: { endsOn: Day; months: number }, kind: StatementKind): Omit<Said, 'part'> {
  if (kind === 'balance' && period.endsOn.endsWith('-01-01'))
    return { endsOn: `${Number(period.endsOn.slice(0, 4)) - 1}-12-31`, months: 12, which: 'dated' };
  return { ...period, which: 'dated' };
}
