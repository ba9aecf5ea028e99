// A sheet of a workbook → statements: which lines stand where, which column is which period, in which unit. What the sheet does not say is asked.
import { addMonths, type Day, isDay, monthEnd } from '#base/date.ts';
import { decimalsOf, parseMinor } from '#base/money.ts';
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { cellText, currencyOf, isEmpty, readAmount, readDate } from '#engine/import/cells.ts';
import { type Column, columnId, type Grid, isTrialBalance, valueColumns } from './columns.ts';
import { findLine, lineName, type Section, STATEMENT_KINDS, type StatementKind, sectionOf } from './lines.ts';
import { addedUp, PART_READINGS, type Part, type PartReading, partReading } from './parts.ts';
import { periodIn, type SaidPeriod } from './periods-said.ts';
import {
  currencyIn,
  type Opinion,
  opinionOf,
  SCOPES,
  type Scope,
  SHIFT,
  scopeIn,
  UNITS,
  type Unit,
  unitIn,
} from './sheet-said.ts';
import { ownForms, titleTexts } from './sheet-shape.ts';
import { inTheFormsSigns, withTotals } from './signs.ts';

export const SHEET_ROWS_MAX = 2_000;
export const SHEET_COLUMNS_MAX = 400;
/** Fewer known lines than this are a coincidence. */
const LINES_MIN = 5;
/** English names of lines are long; the longest of ours has 80 characters. */
const NAME_MAX = 90;
/** No trading company has assets of ten trillion (PetroChina: 2.7): figures that would make more are not in thousands. */
const MONEY_MAX_UNITS = 10_000_000_000_000n;

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

export type ReadQuestion = { readonly id: string; readonly options: readonly (Unit | PartReading)[]; readonly sample: string };
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
  /** `unit`, `scope`, `ends-on`, `months`, `kind`, `columns`, `line:NAME`. */
  readonly answers: Readonly<Record<string, string>>;
  /** lineName → key, as learned of this source. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly fileName: string;
  readonly sheet: string | null;
};

/** Reads one sheet. Nothing is stored, nothing is guessed: `questions` come back where the sheet does not say. */
export function readSheet(rows: readonly RawRow[], options: ReadOptions): ReadSheet {
  if (rows.length > SHEET_ROWS_MAX || rows.some((row) => row.cells.length > SHEET_COLUMNS_MAX)) return nothing('too_large');
  const aliases = aliasesOf(options);
  const isLine = knower(aliases);
  const grids = ownForms(
    rows.map((row) => row.cells),
    isLine,
  );
  const read = grids
    .map(({ grid, above }) => readGrid(grid, above, options, aliases, isLine))
    .filter((each) => each.error === null);
  if (read.length === 0) return nothing('no_lines');
  const questions = new Map(read.flatMap((each) => each.questions).map((question) => [question.id, question]));
  return {
    statements: read.flatMap((each) => each.statements),
    questions: [...questions.values()],
    notes: read.flatMap((each) => each.notes),
    error: null,
  };
}

function readGrid(
  grid: Grid,
  above: readonly string[],
  options: ReadOptions,
  aliases: ReadonlyMap<string, string>,
  isLine: IsLine,
): ReadSheet {
  const across = bestRow(grid, isLine);
  const down = bestColumns(grid, isLine);
  if (Math.max(across.score, down.score) < LINES_MIN) return nothing('no_lines');
  if (across.score > down.score) return readTall(grid, across.row, options, aliases);
  // 资产 beside 负债 is one statement; a balance sheet beside an income statement is two.
  const names = (at: number) => grid.map((cells) => cellText(cells[at]));
  const chosen = asked(options, 'kind', STATEMENT_KINDS);
  const sides = Map.groupBy(down.columns, (at) => chosen ?? kindOf(names(at), aliases));
  const forms = [...sides].map(([kind, columns]) => readForm(grid, kind, columns, down.columns, above, options, aliases, isLine));
  return {
    statements: forms.flatMap((each) => each.statements),
    questions: forms.flatMap((each) => each.questions),
    notes: forms.flatMap((each) => each.notes),
    error: null,
  };
}

const nothing = (error: ReadSheet['error']): ReadSheet => ({ statements: [], questions: [], notes: [], error });

function aliasesOf(options: ReadOptions): Map<string, string> {
  const out = new Map(options.aliases);
  for (const [id, key] of Object.entries(options.answers)) if (id.startsWith('line:')) out.set(lineName(id.slice(5)), key);
  return out;
}

type IsLine = (text: string) => boolean;

/** Whether a text names a line of any statement; each text of a sheet is looked at once. */
function knower(aliases: ReadonlyMap<string, string>): IsLine {
  const known = new Map<string, boolean>();
  return (text) => {
    if (text.length < 2 || text.length >= NAME_MAX || !/[\u4e00-\u9fffa-z]/i.test(text)) return false;
    let is = known.get(text);
    if (is === undefined) {
      is = STATEMENT_KINDS.some((kind) => ![null, 'none'].includes(findLine(kind, text, aliases)));
      known.set(text, is);
    }
    return is;
  };
}

/** The row that names most lines. */
function bestRow(grid: Grid, isLine: IsLine): { row: number; score: number } {
  let best = { row: 0, score: 0 };
  for (const [row, cells] of grid.slice(0, 40).entries()) {
    const score = cells.filter((cell) => typeof cell === 'string' && isLine(cell)).length;
    if (score > best.score) best = { row, score };
  }
  return best;
}

/** The columns that name lines: one, or two where assets stand beside liabilities. */
function bestColumns(grid: Grid, isLine: IsLine): { columns: number[]; score: number } {
  const counts: number[] = [];
  for (const cells of grid)
    for (const [at, cell] of cells.entries()) if (typeof cell === 'string' && isLine(cell)) counts[at] = (counts[at] ?? 0) + 1;
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
  const unit = unitOf(grid.slice(0, headRow + 1), '', options, largest(body, [...lines.values()]));
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

/** Lines are rows: a form of one period or a few, one-sided or with assets beside liabilities. `above`: titles of a sheet that holds several. */
function readForm(
  grid: Grid,
  kind: StatementKind,
  nameColumns: readonly number[],
  allNames: readonly number[],
  above: readonly string[],
  options: ReadOptions,
  aliases: ReadonlyMap<string, string>,
  isLine: IsLine,
): ReadSheet {
  const notes: ReadNote[] = [];
  const questions: ReadQuestion[] = [];
  const own = titleTexts(grid);
  const fileSays = `${options.fileName}|${options.sheet ?? ''}`;
  const titled = [fileSays, ...above, ...own].join('|');
  const asOf =
    wholeMonth(periodIn(own.join('|'))) ?? wholeMonth(periodIn(above.join('|'))) ?? dayAnswer(options) ?? periodIn(fileSays);
  const scope = scopeIn(own.join(' ')) ?? scopeIn(titled) ?? 'parent';
  const currency = currencyIn(titled) ?? options.currency;

  // By period: the amounts of all sides together.
  const periods = new Map<string, { column: Column; lines: Map<string, RawCell>; where: string }>();
  for (const nameColumn of nameColumns) {
    const next = allNames.find((at) => at > nameColumn);
    const until = next ?? Math.max(...grid.map((cells) => cells.length));
    const firstLine = grid.findIndex((cells) => isLine(cellText(cells[nameColumn])));
    const columns = valueColumns(grid, nameColumn, until, firstLine, kind, isLine);
    if (isTrialBalance(columns)) {
      notes.push({
        code: 'trial_balance',
        where: `line ${firstLine + 1}`,
        value: columns.map((each) => each.heading).join(' · '),
      });
      continue;
    }
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
      if (column.which === 'unread') notes.push({ code: 'column_unread', where: `line ${firstLine}`, value: column.heading });
      if (column.which === 'unread' || column.which === 'other' || column.which === 'single') continue;
      const period = periods.get(columnId(column)) ?? {
        column,
        lines: new Map<string, RawCell>(),
        where: cellText(grid[Math.max(0, firstLine - 1)]?.[column.at]),
      };
      for (const [line, row] of side.lines) {
        const cell = grid[row]?.[column.at];
        if (cell !== undefined && !isEmpty(cell)) period.lines.set(line, cell);
      }
      periods.set(columnId(column), period);
    }
  }
  const cells = [...periods.values()].flatMap((period) => [...period.lines.values()]);
  const unit = unitOf(grid.slice(0, 10), titled, options, largestOf(cells));
  if (unit === null && cells.length > 0) questions.push({ id: 'unit', options: UNITS, sample: sampleOf(cells) });

  const needsDay = [...periods.values()].some(({ column }) => column.endsOn === null || column.which === 'bare-month');
  if (asOf === null && needsDay) questions.push({ id: 'ends-on', options: [], sample: own.slice(0, 3).join(' · ') });
  const latestYear = Math.max(...[...periods.values()].map(({ column }) => Number(column.endsOn?.slice(0, 4) ?? 0)));
  const read: (ReadStatement & { part: Column['part'] })[] = [];
  for (const { column, lines, where } of periods.values()) {
    const dated = datesOf(column, asOf, latestYear, kind, options);
    if (dated === null || lines.size === 0) continue;
    const shift = SHIFT[unit ?? 'yuan'];
    const places = new Map([...lines.keys()].map((line) => [line, line]));
    const printed = readAmounts(places, (line) => lines.get(line), shift, currency, notes, where).amounts;
    if (printed.size === 0) continue;
    const amounts = withTotals(kind, inTheFormsSigns(kind, printed));
    read.push({
      kind,
      ...dated,
      part: column.part,
      scope: asked(options, 'scope', SCOPES) ?? column.scope ?? scope,
      currency,
      opinion: /未经?审计|未审|unaudited/i.test(titled) && !/审定/.test(titled) ? 'unaudited' : null,
      publishedOn: null,
      amounts,
      roundingMinor: roundingOf(amounts, shift, currency),
      beside: null,
      compared: false,
      where,
    });
  }
  const statements = onePeriodEach(wholePeriods(read, options, questions, notes), notes);
  const ofScopes = SCOPES.map((each) => statements.filter((statement) => statement.scope === each));
  return { statements: ofScopes.flatMap(besideOneAnother), questions, notes, error: null };
}

/** Of a sheet's words only a day that ends a month is a period; another is when it was printed. */
const wholeMonth = (period: SaidPeriod | null): SaidPeriod | null =>
  period !== null && period.endsOn === monthEnd(period.endsOn) ? period : null;

/** Months and quarters side by side as periods since January: by their headings, their figures, or the answer to a question. */
function wholePeriods(
  read: readonly (ReadStatement & { part: Column['part'] })[],
  options: ReadOptions,
  questions: ReadQuestion[],
  notes: ReadNote[],
): ReadStatement[] {
  const out: ReadStatement[] = read.filter((each) => each.part === null);
  const isPart = (each: (typeof read)[number]): each is ReadStatement & { part: Part['part'] } => each.part !== null;
  const years = Map.groupBy(read.filter(isPart), (each) => `${each.scope} ${each.endsOn.slice(0, 4)}`);
  for (const of of years.values()) {
    const parts = of.toSorted((a, b) => (a.endsOn < b.endsOn ? -1 : 1));
    const reading = partReading(parts) ?? asked(options, 'columns', PART_READINGS);
    if (reading === null && !questions.some((each) => each.id === 'columns'))
      questions.push({
        id: 'columns',
        options: PART_READINGS,
        sample: parts
          .slice(0, 4)
          .map((each) => each.where)
          .join(' · '),
      });
    const whole = read.filter((each) => each.part === null && each.scope === parts[0]!.scope && sameYear(each, parts[0]!));
    const { sums, alone } = reading === 'each' ? addedUp(parts, whole) : { sums: parts, alone: [] };
    out.push(...sums);
    notes.push(...alone.map((each) => ({ code: 'part_alone', where: each.where, value: each.endsOn })));
  }
  return out;
}

const sameYear = (a: { endsOn: Day }, b: { endsOn: Day }): boolean => a.endsOn.slice(0, 4) === b.endsOn.slice(0, 4);

/** Two columns of one sheet that came to the same period: the first counts, the other is told of. */
function onePeriodEach(statements: readonly ReadStatement[], notes: ReadNote[]): ReadStatement[] {
  const seen = new Set<string>();
  return statements.filter((each) => {
    const id = `${each.scope} ${each.endsOn}`;
    if (seen.has(id)) notes.push({ code: 'column_unread', where: each.where, value: each.where });
    return !seen.has(id) && seen.add(id);
  });
}

/** A form of two columns is of the later period; the other is what it is compared with. More columns are periods of their own. */
function besideOneAnother(statements: readonly ReadStatement[]): readonly ReadStatement[] {
  const [later, earlier] = statements.toSorted((a, b) => (a.endsOn > b.endsOn ? -1 : 1));
  if (statements.length !== 2 || !later || !earlier) return statements;
  const expected = monthEnd(addMonths(later.endsOn, later.kind === 'balance' ? -later.months : -12));
  if (earlier.endsOn !== expected) return statements;
  return [
    { ...later, beside: earlier.amounts },
    { ...earlier, compared: true },
  ];
}

/** The day and the months a column stands for; null where it is not to be read (a day nobody knows). `latestYear` of the columns' headings. */
function datesOf(column: Column, asOf: SaidPeriod | null, latestYear: number, kind: StatementKind, options: ReadOptions) {
  const months = options.answers.months === undefined ? null : Number(options.answers.months);
  if (column.endsOn !== null && column.which === 'bare-month') {
    if (asOf === null) return null;
    return { endsOn: monthEnd(`${asOf.endsOn.slice(0, 4)}${column.endsOn.slice(4, 7)}-01`), months: column.months! };
  }
  // 2025 and 2024 under “year ended 31 March 2025”.
  if (column.endsOn !== null && column.which === 'bare-year' && asOf !== null && Number(asOf.endsOn.slice(0, 4)) === latestYear)
    return {
      endsOn: monthEnd(`${column.endsOn.slice(0, 4)}${asOf.endsOn.slice(4, 7)}-01`),
      months: months ?? asOf.months,
    };
  if (column.endsOn !== null)
    return { endsOn: column.endsOn, months: months ?? column.months ?? Number(column.endsOn.slice(5, 7)) };
  if (asOf === null) return null;
  const covered = months ?? asOf.months;
  const yearBegan = { endsOn: monthEnd(addMonths(asOf.endsOn, -covered)), months: 12 };
  if (column.which === 'opening') return yearBegan;
  // Beside a balance the other column is the end of last year, whatever its heading says.
  if (column.which === 'year-before')
    return kind === 'balance' ? yearBegan : { endsOn: monthEnd(addMonths(asOf.endsOn, -12)), months: covered };
  return { endsOn: asOf.endsOn, months: covered };
}

/** Lines by the place of their name; what nobody knows becomes a note. The first place of a line wins; what is printed net wins over what it is net of. */
function placeLines(
  kind: StatementKind,
  names: readonly string[],
  counts: (at: number) => boolean,
  aliases: ReadonlyMap<string, string>,
): { lines: Map<string, number>; notes: ReadNote[] } {
  const lines = new Map<string, number>();
  const notes: ReadNote[] = [];
  let section: Section | null = null;
  for (const [at, name] of names.entries()) {
    section = sectionOf(name) ?? section;
    if (!counts(at) || name.trim() === '') continue;
    let line = findLine(kind, name, aliases, section);
    if (line === 'none') continue;
    if (line === null) {
      if (/[\u4e00-\u9fffA-Za-z]{2}/.test(name) && name.length <= 60 && !/^其中/.test(name.trim()))
        notes.push({ code: 'line_unknown', where: `line ${at + 1}`, value: name.trim() });
      continue;
    }
    // 利息收入 under 财务费用 is not a line of revenue.
    if (line === 'interest_income_operating' && lines.has('finance_expense')) line = 'interest_income';
    if (!lines.has(line) || isNet(name)) lines.set(line, at);
  }
  return { lines, notes };
}

/** 应收账款净额 below 应收账款 and 减：坏账准备. */
const isNet = (name: string): boolean =>
  /(?:净额|净值)$/.test(lineName(name)) && !/现金流量净额|收回的现金净额|支付的现金净额/.test(lineName(name));

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

/** What the sheet says, then the answer, then what the size of the figures leaves possible. */
function unitOf(head: Grid, titled: string, options: ReadOptions, most: bigint): Unit | null {
  const cells = head.flatMap((row) => row.map((cell) => cellText(cell)));
  return unitIn(titled, cells) ?? asked(options, 'unit', UNITS) ?? (most * 1_000n >= MONEY_MAX_UNITS ? 'yuan' : null);
}

const AS_SHOWN = { digits: 0, mark: '.', shift: 0, halfUp: true, suffixes: false } as const;

function wholeOf(cell: RawCell | undefined): bigint {
  const read = isEmpty(cell) ? null : readAmount(cell, AS_SHOWN);
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
