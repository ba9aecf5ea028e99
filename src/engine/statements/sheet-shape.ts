// The shape of a sheet before its lines are read: several statements below one another, names in two columns, rows pasted as one text, titles.
import type { RawCell } from '#base/raw-table.ts';
import { cellText, isEmpty, readAmount } from '#engine/import/cells.ts';
import { headingFold } from '#engine/import/traditional.ts';
import type { Grid } from './columns.ts';

const TITLE_ROWS = 8;
const TITLE_MAX = 60;
const TITLE =
  /资产负债表|利润表|损益表|利润及利润分配表|利润分配表|现金流量表|所有者权益变动表|statement of financial position|balance sheet|statement of profit or loss|income statement|statement of comprehensive income|statement of cash flows|cash flow statement/i;
/** Of another day than the period: when it was made out. */
const MADE_OUT = /(?:编制|打印|填报|报送|制表|导出|审核|批准|签发|公告|申报|received|printed|issued)\s*(?:日期|时间|on\b)/i;
const AS_SHOWN = { digits: 2, mark: '.', shift: 0, halfUp: true, suffixes: false } as const;

/** Each statement of the sheet with the titles that stood above all of them. */
export function ownForms(rows: Grid, isLine: (text: string) => boolean): { grid: Grid; above: readonly string[] }[] {
  const grid = joinedNames(unjoined(rows, isLine), isLine);
  const holds = (cells: readonly RawCell[]) => cells.some((cell) => typeof cell === 'string' && isLine(cell));
  const starts = grid.flatMap((cells, at) => (isTitle(cells) && !holds(cells) ? [at] : []));
  // A title repeated on each page of one statement opens nothing new.
  const opens = starts.filter((at, n) => n === 0 || grid.slice(starts[n - 1]!, at).some(holds));
  if (opens.length < 2) return [{ grid, above: [] }];
  const first = grid.slice(0, opens[0]! + TITLE_ROWS);
  const above = titleTexts(first.slice(0, first.findIndex(holds)));
  return opens.map((at, n) => ({ grid: grid.slice(n === 0 ? 0 : at, opens[n + 1] ?? grid.length), above: n === 0 ? [] : above }));
}

function isTitle(cells: readonly RawCell[]): boolean {
  const texts = cells.map((cell) => cellText(cell).trim()).filter((text) => text !== '');
  return (
    texts.length > 0 &&
    texts.length <= 4 &&
    texts.some(
      (text) =>
        text.length <= TITLE_MAX && TITLE.test(headingFold(text.normalize('NFKC')).replace(/(?<![a-z])\s|\s(?![a-z])/gi, '')),
    )
  );
}

/** The texts above the lines, a row each; without days on which something was printed or made out. */
export function titleTexts(grid: Grid): string[] {
  return grid.slice(0, TITLE_ROWS).map((cells) => {
    const texts = cells.map((cell) => cellText(cell).trim()).filter((text) => text !== '');
    const kept = texts.filter(
      (text, n) => !MADE_OUT.test(text) && !(n > 0 && MADE_OUT.test(texts[n - 1]!) && !/\d/.test(texts[n - 1]!)),
    );
    return kept.join(' ');
  });
}

const isAmount = (cell: RawCell | undefined): boolean => !isEmpty(cell) && !('bad' in readAmount(cell, AS_SHOWN));

/** Names indented by column, totals left of their parts: moved into the column in which most names stand. */
function joinedNames(grid: Grid, isLine: (text: string) => boolean): Grid {
  const counts: number[] = [];
  for (const cells of grid)
    for (const [at, cell] of cells.entries()) if (typeof cell === 'string' && isLine(cell)) counts[at] = (counts[at] ?? 0) + 1;
  const named = [...counts.keys()].filter((at) => (counts[at] ?? 0) > 0);
  const moves = new Map<number, number>();
  for (const at of named) {
    const right = named.find((each) => each > at && each <= at + 3);
    if (right === undefined) continue;
    const apart = grid.some(
      (cells) =>
        cells.slice(at + 1, right).some(isAmount) ||
        (typeof cells[at] === 'string' &&
          isLine(cells[at] as string) &&
          (isAmount(cells[right]) || (!isEmpty(cells[right]) && isLine(cellText(cells[right]))))),
    );
    if (!apart) moves.set(at, right);
  }
  if (moves.size === 0) return grid;
  return grid.map((cells) => {
    const out = [...cells];
    for (const [from, to] of moves) {
      if (typeof out[from] !== 'string' || !isEmpty(out[to])) continue;
      if (!isLine(out[from] as string) && !/[:：]$/.test((out[from] as string).trim())) continue;
      out[to] = out[from]!;
      out[from] = null;
    }
    return out;
  });
}

/** A name and its figures pasted as one text (货币资金 1,200.00 900.00), in their own cells; rows with fewer figures than most keep their text. */
function unjoined(grid: Grid, isLine: (text: string) => boolean): Grid {
  const split = grid.map((cells) => {
    if (cells.length > 1 && !isEmpty(cells[0]) && !isEmpty(cells[1])) return null;
    const [only, ...more] = cells.filter((cell) => !isEmpty(cell));
    if (typeof only !== 'string' || more.length > 0) return null;
    const words = only.trim().split(/[\s\u3000]+/);
    const figures = words.length - words.findLastIndex((word) => !isAmount(word) && !/^[-—–]+$/.test(word)) - 1;
    const name = words.slice(0, words.length - figures).join(' ');
    return figures > 0 && name !== '' ? { name, figures: words.slice(words.length - figures) } : null;
  });
  const rows = split.filter((each) => each !== null && isLine(each.name));
  if (rows.length < 5) return grid;
  const widths = Map.groupBy(rows, (each) => each!.figures.length);
  const width = [...widths].reduce((best, each) => (each[1].length > best[1].length ? each : best))[0];
  return grid.map((cells, at) => {
    const row = split[at];
    if (row && row.figures.length === width) return [row.name, ...row.figures];
    const [only, ...more] = cells.filter((cell) => !isEmpty(cell));
    if (typeof only !== 'string' || more.length > 0) return cells;
    // Its headings, one over each column.
    const words = only.trim().split(/[\s\u3000]+/);
    return /^(?:项目|资产|科目|items?)$/i.test(words[0] ?? '') && words.length === width + 1 ? words : cells;
  });
}
