// A sheet of a workbook → statements: which lines stand where, which column is which period, in which unit. What the sheet does not say is asked.
import { addMonths, type Day, isDay, makeDay, monthEnd } from '#base/date.ts';
import { decimalsOf, parseMinor } from '#base/money.ts';
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { cellText, currencyOf, isEmpty, readAmount, readDate } from '#engine/import/cells.ts';
import { headingUnit } from '#engine/import/heading-key.ts';
import { headingFold } from '#engine/import/traditional.ts';
import { findLine, lineName, STATEMENT_KINDS, type StatementKind } from './lines.ts';

export const SHEET_ROWS_MAX = 2_000;
export const SHEET_COLUMNS_MAX = 400;
/** Fewer known lines than this are a coincidence. */
const LINES_MIN = 5;
/** No trading company has assets of ten trillion (PetroChina: 2.7): figures that would make more are not in thousands. */
const MONEY_MAX_UNITS = 10_000_000_000_000n;

export const SCOPES = ['consolidated', 'parent'] as const;
export type Scope = (typeof SCOPES)[number];
export const UNITS = ['yuan', 'thousand', 'ten-thousand', 'million'] as const;
export type Unit = (typeof UNITS)[number];
const SHIFT: Readonly<Record<Unit, number>> = { yuan: 0, thousand: 3, 'ten-thousand': 4, million: 6 };

/** Audit opinions, from clean to none at all. */
export const OPINIONS = ['unqualified', 'emphasis', 'qualified', 'adverse', 'disclaimer', 'unaudited'] as const;
export type Opinion = (typeof OPINIONS)[number];

export type ReadStatement = {
  readonly kind: StatementKind;
  readonly endsOn: Day;
  /** Months of the flows; for a balance the months since the year began. */
  readonly months: number;
  readonly scope: Scope;
  readonly currency: string;
  readonly opinion: Opinion | null;
  readonly publishedOn: Day | null;
  readonly amounts: ReadonlyMap<string, bigint>;
  readonly roundingMinor: bigint;
  /** What the same form prints of the period it is compared with; null where it prints none. */
  readonly beside: ReadonlyMap<string, bigint> | null;
  /** The column that is compared with: its own period's own form counts before it. */
  readonly compared: boolean;
  /** The column or row of the sheet it was read from, for messages. */
  readonly where: string;
};

export type ReadQuestion = { readonly id: string; readonly options: readonly Unit[]; readonly sample: string };
export type ReadNote = { readonly code: string; readonly where: string; readonly value: string };
export type ReadSheet = {
  readonly statements: readonly ReadStatement[];
  readonly questions: readonly ReadQuestion[];
  /** Cells that are no amounts, lines that nobody knows. */
  readonly notes: readonly ReadNote[];
  /** Why nothing could be read; null where something was. */
  readonly error: 'no_lines' | 'too_large' | null;
};

export type ReadOptions = {
  /** The company's currency, where the sheet names none. */
  readonly currency: string;
  /** `unit`, `scope`, `ends-on`, `months`, `kind`, `line:NAME`. */
  readonly answers: Readonly<Record<string, string>>;
  /** lineName → key, as learned of this source. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly fileName: string;
  readonly sheet: string | null;
};

type Grid = readonly (readonly RawCell[])[];
type Column = {
  readonly at: number;
  readonly endsOn: Day | null;
  readonly months: number | null;
  readonly which: Which;
  /** Of forms that print the group beside the company alone; null where the heading says nothing. */
  readonly scope: Scope | null;
};
/** What a heading says a column is. `single`: one month or quarter only. */
type Which = 'now' | 'opening' | 'year-before' | 'single' | 'dated' | 'unclear';

/** Reads one sheet. Nothing is stored, nothing is guessed: `questions` come back where the sheet does not say. */
export function readSheet(rows: readonly RawRow[], options: ReadOptions): ReadSheet {
  if (rows.length > SHEET_ROWS_MAX || rows.some((row) => row.cells.length > SHEET_COLUMNS_MAX)) return nothing('too_large');
  const grid: Grid = rows.map((row) => row.cells);
  const aliases = aliasesOf(options);
  const across = bestRow(grid, aliases);
  const down = bestColumns(grid, aliases);
  if (Math.max(across.score, down.score) < LINES_MIN) return nothing('no_lines');
  return across.score > down.score
    ? readTall(grid, across.row, options, aliases)
    : readForm(grid, down.columns, options, aliases);
}

const nothing = (error: ReadSheet['error']): ReadSheet => ({ statements: [], questions: [], notes: [], error });

function aliasesOf(options: ReadOptions): Map<string, string> {
  const out = new Map(options.aliases);
  for (const [id, key] of Object.entries(options.answers)) if (id.startsWith('line:')) out.set(lineName(id.slice(5)), key);
  return out;
}

const anyLine = (text: string, aliases: ReadonlyMap<string, string>): boolean =>
  text.length > 1 && text.length < 60 && STATEMENT_KINDS.some((kind) => ![null, 'none'].includes(findLine(kind, text, aliases)));

/** The row that names most lines. */
function bestRow(grid: Grid, aliases: ReadonlyMap<string, string>): { row: number; score: number } {
  let best = { row: 0, score: 0 };
  for (const [row, cells] of grid.slice(0, 40).entries()) {
    const score = cells.filter((cell) => typeof cell === 'string' && anyLine(cell, aliases)).length;
    if (score > best.score) best = { row, score };
  }
  return best;
}

/** The columns that name lines: one, or two where assets stand beside liabilities. */
function bestColumns(grid: Grid, aliases: ReadonlyMap<string, string>): { columns: number[]; score: number } {
  const counts: number[] = [];
  for (const cells of grid)
    for (const [at, cell] of cells.entries())
      if (typeof cell === 'string' && anyLine(cell, aliases)) counts[at] = (counts[at] ?? 0) + 1;
  const columns = [...counts.entries()].filter(([, count]) => (count ?? 0) >= LINES_MIN).map(([at]) => at);
  return { columns, score: Math.max(0, ...columns.map((at) => counts[at] ?? 0)) };
}

/** Which statement these names are of: the kind that knows most of them. */
function kindOf(names: readonly string[], aliases: ReadonlyMap<string, string>): StatementKind {
  const known = (kind: StatementKind) => names.filter((name) => ![null, 'none'].includes(findLine(kind, name, aliases))).length;
  return [...STATEMENT_KINDS].sort((a, b) => known(b) - known(a))[0]!;
}

/** Periods are rows, lines are columns: what data vendors give. */
function readTall(grid: Grid, headRow: number, options: ReadOptions, aliases: ReadonlyMap<string, string>): ReadSheet {
  const head = grid[headRow]!.map((cell) => cellText(cell).trim());
  const kind = asked(options, 'kind', STATEMENT_KINDS) ?? kindOf(head, aliases);
  const at = (names: RegExp) => head.findIndex((name) => names.test(name.replace(/\s/g, '')));
  const dayColumn = at(/^(?:报告日期?|报告期|报表日期|截止日期|日期|会计期间|期间|period|date|reportdate)$/i);
  const [currencyColumn, scopeColumn, auditColumn, publishedColumn] = [
    at(/^(?:币种|货币|currency)$/i),
    at(/^(?:类型|报表类型|合并类型|口径)$/),
    at(/^(?:是否审计|审计意见|审计情况)$/),
    at(/^(?:公告日期|披露日期|发布日期)$/),
  ];
  const fields = new Set([dayColumn, currencyColumn, scopeColumn, auditColumn, publishedColumn]);
  const { lines, notes } = placeLines(kind, head, (column) => !fields.has(column), aliases);
  const body = grid.slice(headRow + 1).filter((cells) => cells.some((cell) => !isEmpty(cell)));
  const unit = unitOf(grid.slice(0, headRow + 1), options, largest(body, [...lines.values()]));
  const questions: ReadQuestion[] = unit === null ? [unitQuestion(body, [...lines.values()])] : [];
  const statements: ReadStatement[] = [];
  for (const [n, cells] of body.entries()) {
    const row = headRow + 2 + n;
    const dayText = dayColumn < 0 ? '' : cellText(cells[dayColumn]).trim();
    const endsOn = dayColumn < 0 ? null : dayOf(cells[dayColumn]);
    if (endsOn === null) {
      if (dayText !== '' || dayColumn < 0) notes.push({ code: 'period_unread', where: `row ${row}`, value: dayText });
      continue;
    }
    const currency = (currencyColumn < 0 ? null : currencyOf(cellText(cells[currencyColumn]).trim())) ?? options.currency;
    const shift = SHIFT[unit ?? 'yuan'];
    const { amounts } = readAmounts(lines, (column) => cells[column], shift, currency, notes, `row ${row}`);
    if (amounts.size === 0) continue;
    statements.push({
      kind,
      endsOn,
      months: Number(endsOn.slice(5, 7)),
      scope: asked(options, 'scope', SCOPES) ?? scopeIn(scopeColumn < 0 ? '' : cellText(cells[scopeColumn])) ?? 'parent',
      currency,
      opinion: auditColumn < 0 ? null : opinionOf(cellText(cells[auditColumn])),
      publishedOn: publishedColumn < 0 ? null : dayOf(cells[publishedColumn]),
      amounts,
      roundingMinor: roundingOf(amounts, shift, currency),
      beside: null,
      compared: false,
      where: `row ${row}`,
    });
  }
  return { statements, questions, notes, error: null };
}

/** Lines are rows: a form of one period or a few, one-sided or with assets beside liabilities. */
function readForm(
  grid: Grid,
  nameColumns: readonly number[],
  options: ReadOptions,
  aliases: ReadonlyMap<string, string>,
): ReadSheet {
  const notes: ReadNote[] = [];
  const questions: ReadQuestion[] = [];
  const statements: ReadStatement[] = [];
  const title = [options.fileName, options.sheet ?? ''];
  for (const cells of grid.slice(0, 8)) title.push(...cells.map((cell) => cellText(cell).trim()).filter((text) => text !== ''));
  const titled = title.join(' ');
  const asOf = dayAnswer(options) ?? periodIn(title.slice(2).join(' ')) ?? periodIn(title.slice(0, 2).join(' '));
  const scope = scopeIn(titled) ?? 'parent';
  const currency = currencyIn(titled) ?? options.currency;

  const names = nameColumns.flatMap((at) => grid.map((cells) => cellText(cells[at])));
  const kind = asked(options, 'kind', STATEMENT_KINDS) ?? kindOf(names, aliases);
  // By period: the amounts of all sides together.
  const periods = new Map<string, { column: Column; lines: Map<string, RawCell>; where: string }>();
  for (const [n, nameColumn] of nameColumns.entries()) {
    const until = nameColumns[n + 1] ?? Math.max(...grid.map((cells) => cells.length));
    const firstLine = grid.findIndex((cells) => anyLine(cellText(cells[nameColumn]), aliases));
    const columns = valueColumns(grid, nameColumn, until, firstLine, kind);
    const side = placeLines(
      kind,
      grid.map((cells) => cellText(cells[nameColumn])),
      (row) => row >= firstLine,
      aliases,
    );
    notes.push(
      ...side.notes.filter((note) => columns.some((column) => !isEmpty(grid[Number(note.where.slice(5)) - 1]?.[column.at]))),
    );
    for (const column of columns) {
      const id = `${column.scope ?? ''} ${column.which} ${column.endsOn ?? ''} ${column.months ?? ''}`;
      const period = periods.get(id) ?? {
        column,
        lines: new Map<string, RawCell>(),
        where: cellText(grid[Math.max(0, firstLine - 1)]?.[column.at]),
      };
      for (const [line, row] of side.lines) {
        const cell = grid[row]?.[column.at];
        if (cell !== undefined && !isEmpty(cell)) period.lines.set(line, cell);
      }
      periods.set(id, period);
    }
  }
  const cells = [...periods.values()].flatMap((period) => [...period.lines.values()]);
  const unit = unitOf(grid.slice(0, 10), options, largestOf(cells), titled);
  if (unit === null) questions.push({ id: 'unit', options: UNITS, sample: sampleOf(cells) });

  const needsDay = [...periods.values()].some(({ column }) => column.endsOn === null && column.which !== 'single');
  if (asOf === null && needsDay) questions.push({ id: 'ends-on', options: [], sample: title.slice(2, 5).join(' · ') });
  for (const { column, lines, where } of periods.values()) {
    const dated = datesOf(column, asOf, kind, options);
    if (dated === null || lines.size === 0) continue;
    const shift = SHIFT[unit ?? 'yuan'];
    const places = new Map([...lines.keys()].map((line) => [line, line]));
    const { amounts } = readAmounts(places, (line) => lines.get(line), shift, currency, notes, where);
    if (amounts.size === 0) continue;
    statements.push({
      kind,
      ...dated,
      scope: asked(options, 'scope', SCOPES) ?? column.scope ?? scope,
      currency,
      opinion: /未经?审计|未审/.test(titled) ? 'unaudited' : null,
      publishedOn: null,
      amounts,
      roundingMinor: roundingOf(amounts, shift, currency),
      beside: null,
      compared: false,
      where,
    });
  }
  const ofScopes = SCOPES.map((each) => statements.filter((statement) => statement.scope === each));
  return { statements: ofScopes.flatMap(besideOneAnother), questions, notes, error: null };
}

/** A form of two columns is of the later period; the other is what it is compared with. More columns are periods of their own. */
function besideOneAnother(statements: readonly ReadStatement[]): readonly ReadStatement[] {
  const [later, earlier] = statements.toSorted((a, b) => (a.endsOn > b.endsOn ? -1 : 1));
  if (statements.length !== 2 || !later || !earlier) return statements;
  const expected =
    later.kind === 'balance' ? `${Number(later.endsOn.slice(0, 4)) - 1}-12-31` : monthEnd(addMonths(later.endsOn, -12));
  if (earlier.endsOn !== expected) return statements;
  return [
    { ...later, beside: earlier.amounts },
    { ...earlier, compared: true },
  ];
}

/** The day and the months a column stands for; null where it is not to be read (one month of many, a day nobody knows). */
function datesOf(column: Column, asOf: { endsOn: Day; months: number } | null, kind: StatementKind, options: ReadOptions) {
  const months = options.answers.months === undefined ? null : Number(options.answers.months);
  if (column.which === 'single') return null;
  if (column.endsOn !== null)
    return { endsOn: column.endsOn, months: months ?? column.months ?? Number(column.endsOn.slice(5, 7)) };
  if (asOf === null) return null;
  const covered = months ?? asOf.months;
  if (column.which === 'opening') return { endsOn: `${Number(asOf.endsOn.slice(0, 4)) - 1}-12-31`, months: 12 };
  if (column.which === 'year-before') {
    // Beside a balance the other column is the end of last year, whatever its heading says.
    return kind === 'balance'
      ? { endsOn: `${Number(asOf.endsOn.slice(0, 4)) - 1}-12-31`, months: 12 }
      : { endsOn: monthEnd(addMonths(asOf.endsOn, -12)), months: covered };
  }
  return { endsOn: asOf.endsOn, months: covered };
}

/** Lines by the place of their name; what nobody knows becomes a note. The first place of a line wins. */
function placeLines(
  kind: StatementKind,
  names: readonly string[],
  counts: (at: number) => boolean,
  aliases: ReadonlyMap<string, string>,
): { lines: Map<string, number>; notes: ReadNote[] } {
  const lines = new Map<string, number>();
  const notes: ReadNote[] = [];
  for (const [at, name] of names.entries()) {
    if (!counts(at) || name.trim() === '') continue;
    let line = findLine(kind, name, aliases);
    if (line === 'none') continue;
    if (line === null) {
      if (/[\u4e00-\u9fff]/.test(name) && name.length <= 40 && !/^其中/.test(name.trim()))
        notes.push({ code: 'line_unknown', where: `line ${at + 1}`, value: name.trim() });
      continue;
    }
    // 利息收入 under 财务费用 is not a line of revenue.
    if (line === 'interest_income_operating' && lines.has('finance_expense')) line = 'interest_income';
    if (!lines.has(line)) lines.set(line, at);
  }
  return { lines, notes };
}

/** The columns right of the names that hold amounts, each with what its heading says. */
function valueColumns(grid: Grid, nameColumn: number, until: number, firstLine: number, kind: StatementKind): Column[] {
  const out: Column[] = [];
  for (let at = nameColumn + 1; at < until; at += 1) {
    const body = grid.slice(Math.max(0, firstLine)).map((cells) => cells[at]);
    const above = grid.slice(Math.max(0, firstLine - HEADING_ROWS), Math.max(0, firstLine)).map((cells) => cells.slice(0, until));
    const amounts = body.filter((cell) => !isEmpty(cell) && !('bad' in readAmount(cell, AS_SHOWN)));
    const headings = above
      .map((cells) => cellText(cells[at]).trim())
      .filter((text) => text !== '' && !anyLine(text, NONE))
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
    out.push({ at, scope, ...(period || own) });
  }
  // One column whose heading says nothing is the period itself; of two, the second is what it is compared with.
  return out.map((column) => {
    if (column.which !== 'unclear') return column;
    const place = out.filter((each) => each.which === 'unclear' && each.scope === column.scope).indexOf(column);
    return { ...column, which: place === 0 ? 'now' : place === 1 ? 'year-before' : 'single' };
  });
}

const HEADING_ROWS = 3;

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
  const text = heading.replace(/\s/g, '');
  return text.length > HEADING_MAX ? null : /^(?:本|母)?公司/.test(text) ? 'parent' : scopeIn(text);
}
const HEADING_MAX = 20;

const NONE: ReadonlyMap<string, string> = new Map();
const UNSAID = { endsOn: null, months: null, which: 'unclear' } as const;
const NO_AMOUNTS = /^(?:行次|行号|序号|附注|注释|note)$/i;
const AS_SHOWN = { digits: 2, mark: '.', shift: 0, halfUp: true, suffixes: false } as const;

/** 1, 2, 3 … down the rows: 行次 without its heading. */
function isNumbering(body: readonly (RawCell | undefined)[]): boolean {
  const numbers = body.filter((cell) => !isEmpty(cell)).map((cell) => Number(cellText(cell)));
  return (
    numbers.length >= 3 &&
    numbers.every((each, n) => Number.isInteger(each) && each > 0 && (n === 0 || each > numbers[n - 1]!) && each < 200)
  );
}

function periodOfHeading(heading: string, kind: StatementKind): Omit<Column, 'at' | 'scope'> {
  const text = headingFold(heading.normalize('NFKC')).replace(/\s/g, '');
  const dated = periodIn(text);
  if (dated !== null) return { ...dated, which: 'dated' };
  const year = /^(?:.*\D)?(20\d\d|19\d\d)年?(?:度|年末|末)?$/.exec(text)?.[1];
  if (year) return { endsOn: `${year}-12-31`, months: 12, which: 'dated' };
  const bare = { endsOn: null, months: null };
  if (/本月|本季|当月/.test(text) && !/累计/.test(text)) return { ...bare, which: 'single' };
  if (/年初|期初|上年末|上年年末|上年期末|去年末/.test(text))
    return { ...bare, which: kind === 'balance' ? 'opening' : 'unclear' };
  if (/上期|上年|去年|同期/.test(text)) return { ...bare, which: 'year-before' };
  if (/期末|年末|本期|本年|累计|金额/.test(text)) return { ...bare, which: 'now' };
  return { ...bare, which: 'unclear' };
}

/** The period a text names: 2022年12月31日, 2022-12-31, 20221231, 2022年度, 2022年1-9月, 2022年第三季度, 2022年9月; null where none. */
export function periodIn(text: string): { endsOn: Day; months: number } | null {
  const flat = headingFold(text.normalize('NFKC')).replace(/\s/g, '');
  const end = (year: string, month: number) => monthEnd(`${year}-${String(month).padStart(2, '0')}-01`);
  const span = /(20\d\d|19\d\d)年?(?:0?1月?)?[-至到—~](?:(?:20\d\d|19\d\d)年)?(\d{1,2})月/.exec(flat);
  if (span && Number(span[2]) <= 12) return { endsOn: end(span[1]!, Number(span[2])), months: Number(span[2]) };
  const day =
    /(20\d\d|19\d\d)[年\-./](\d{1,2})[月\-./](\d{1,2})日?/.exec(flat) ?? /(?<!\d)(20\d\d|19\d\d)(\d\d)(\d\d)(?!\d)/.exec(flat);
  if (day) {
    const made = makeDay(Number(day[1]), Number(day[2]), Number(day[3]));
    if (made !== null) return { endsOn: made, months: Number(made.slice(5, 7)) };
  }
  const quarter = /(20\d\d|19\d\d)年?(?:第?([一二三四1-4])季度?|Q([1-4]))/i.exec(flat);
  if (quarter) {
    const n = quarter[3]
      ? Number(quarter[3])
      : '一二三四'.includes(quarter[2]!)
        ? '一二三四'.indexOf(quarter[2]!) + 1
        : Number(quarter[2]);
    return { endsOn: end(quarter[1]!, n * 3), months: n * 3 };
  }
  const half = /(20\d\d|19\d\d)年?(?:上半年度?|半年度|中期)/.exec(flat);
  if (half) return { endsOn: end(half[1]!, 6), months: 6 };
  const month = /(20\d\d|19\d\d)[年\-./](\d{1,2})月?(?!\d)/.exec(flat);
  if (month && Number(month[2]) >= 1 && Number(month[2]) <= 12)
    return { endsOn: end(month[1]!, Number(month[2])), months: Number(month[2]) };
  const year = /(20\d\d|19\d\d)(?:年度|会计年度|年报|年年报|年)(?!\d)/.exec(flat);
  return year ? { endsOn: `${year[1]}-12-31`, months: 12 } : null;
}

function dayOf(cell: RawCell | undefined): Day | null {
  const text = cellText(cell).trim();
  const read = periodIn(text);
  if (read !== null) return read.endsOn;
  const day = readDate(cell, 'ymd');
  return 'bad' in day ? null : day.day;
}

function dayAnswer(options: ReadOptions): { endsOn: Day; months: number } | null {
  const text = options.answers['ends-on'];
  if (text === undefined) return null;
  return isDay(text) ? { endsOn: text, months: Number(text.slice(5, 7)) } : periodIn(text);
}

function asked<T extends string>(options: ReadOptions, id: string, allowed: readonly T[]): T | null {
  const answer = options.answers[id];
  return allowed.find((each) => each === answer) ?? null;
}

function scopeIn(text: string): Scope | null {
  if (/合并/.test(text)) return 'consolidated';
  return /母公司|个别|单体|本部/.test(text) ? 'parent' : null;
}

function currencyIn(text: string): string | null {
  const named =
    /币种[:：]?\s*([A-Z]{3}|人民币|美元|港币|港元|欧元|日元|英镑)/.exec(text)?.[1] ??
    /(人民币|美元|港币|港元|欧元|日元|英镑)[百千万]*元?/.exec(text)?.[1];
  return named === undefined ? null : currencyOf(named);
}

function opinionOf(text: string): Opinion | null {
  if (/未/.test(text) || text === '否') return 'unaudited';
  if (/无法表示|拒绝/.test(text)) return 'disclaimer';
  if (/否定/.test(text)) return 'adverse';
  if (/强调|事项段/.test(text)) return 'emphasis';
  if (/^保留|[^无]保留意见/.test(text) && !/无保留/.test(text)) return 'qualified';
  return /标准|无保留|已审计|境内会计师|是|审计/.test(text) && text !== '' ? 'unqualified' : null;
}

/** Answer, then what the sheet says, then what the size of the figures leaves possible. */
function unitOf(head: Grid, options: ReadOptions, most: bigint, titled = ''): Unit | null {
  const answer = asked(options, 'unit', UNITS);
  if (answer) return answer;
  const text = `${titled} ${head.flatMap((cells) => cells.map((cell) => cellText(cell))).join(' ')}`;
  const said = /单位\s*[:：]?\s*(?:人民币|美|港|欧|日)?\s*(百万|万|千)?元/.exec(text.normalize('NFKC'));
  if (said) return said[1] === '百万' ? 'million' : said[1] === '万' ? 'ten-thousand' : said[1] === '千' ? 'thousand' : 'yuan';
  const shift = head
    .flatMap((cells) => cells.map((cell) => cellText(cell)))
    .filter((each) => /元|thousand|million/i.test(each))
    .map(headingUnit)
    .find((each) => each !== null && each > 0);
  if (shift !== undefined) return UNITS.find((unit) => SHIFT[unit] === shift) ?? null;
  return most * 1_000n >= MONEY_MAX_UNITS ? 'yuan' : null;
}

function wholeOf(cell: RawCell | undefined): bigint {
  const read = isEmpty(cell) ? null : readAmount(cell, { ...AS_SHOWN, digits: 0 });
  return read === null || 'bad' in read ? 0n : read.minor < 0n ? -read.minor : read.minor;
}

const largestOf = (cells: readonly RawCell[]): bigint =>
  cells.reduce((most: bigint, cell) => (wholeOf(cell) > most ? wholeOf(cell) : most), 0n);
const largest = (body: Grid, columns: readonly number[]): bigint =>
  largestOf(body.flatMap((cells) => columns.map((at) => cells[at] ?? null)));
const sampleOf = (cells: readonly RawCell[]): string =>
  cells
    .filter((cell) => wholeOf(cell) > 0n)
    .slice(0, 3)
    .map((cell) => cellText(cell))
    .join(' · ');
const unitQuestion = (body: Grid, columns: readonly number[]): ReadQuestion => ({
  id: 'unit',
  options: UNITS,
  sample: sampleOf(body.slice(0, 3).flatMap((cells) => columns.map((at) => cells[at] ?? null))),
});

/** The amounts at the places of lines. Blanks and dashes are absent; what is no amount becomes a note, never a zero. */
function readAmounts<Place>(
  lines: ReadonlyMap<string, Place>,
  cellAt: (place: Place) => RawCell | undefined,
  shift: number,
  currency: string,
  notes: ReadNote[],
  where: string,
): { amounts: Map<string, bigint> } {
  const amounts = new Map<string, bigint>();
  const rules = { digits: decimalsOf(currency), mark: '.', shift, halfUp: true, suffixes: true } as const;
  for (const [line, place] of lines) {
    // Per share figures are no sums of money.
    if (line.endsWith('_eps')) continue;
    const cell = cellAt(place);
    const text = cellText(cell).trim();
    if (cell === undefined || text === '' || /^[-—–―－/\\]+$/.test(text) || /^(?:nan|null|n\/a|无)$/i.test(text)) continue;
    const read = readAmount(cell, rules);
    if ('bad' in read) notes.push({ code: read.bad, where: `${where} · ${line}`, value: text });
    else amounts.set(line, read.minor);
  }
  return { amounts };
}

/** Amounts as somebody keys them in, plain decimals in a unit of the form, with what their sums may be off by. Refuses what `parseMinor` refuses. */
export function keyedAmounts(
  texts: Readonly<Record<string, string>>,
  unit: Unit,
  currency: string,
): { readonly amounts: ReadonlyMap<string, bigint>; readonly roundingMinor: bigint } {
  const shift = SHIFT[unit];
  const amounts = new Map(Object.entries(texts).map(([line, text]) => [line, parseMinor(shifted(text, shift), currency)]));
  // Nobody keys in what a whole form is off by in fen: of yuan it is one yuan.
  return {
    amounts,
    roundingMinor: shift === 0 ? 10n ** BigInt(decimalsOf(currency)) : roundingOf(amounts, shift, currency),
  };
}

/** 1.25 in ten thousands is 12500. */
function shifted(text: string, places: number): string {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = fraction.padEnd(places, '0');
  const units = `${whole}${digits.slice(0, places)}`.replace(/^(-?)0+(?=\d)/, '$1');
  return digits.length > places ? `${units}.${digits.slice(places)}` : units;
}

/** What a figure may be off by: one of the unit it is printed in; where decimals are printed, one of the smallest of them. */
function roundingOf(amounts: ReadonlyMap<string, bigint>, shift: number, currency: string): bigint {
  let unit = 10n ** BigInt(shift + decimalsOf(currency));
  for (const minor of amounts.values()) while (unit > 1n && minor % unit !== 0n) unit /= 10n;
  return unit;
}
