// 标准值: an industry's values as the yearly book prints them, read from a table.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import type { RawRow } from '#base/raw-table.ts';
import { cellText } from '#engine/import/cells.ts';
import { metaOf, RATIO_KEYS, type RatioKey } from '#engine/statements/ratios.ts';
import { SHEET_ROWS_MAX } from '#engine/statements/reading.ts';
import { RATIO_NAMES } from '#engine/statements/words.ts';
import type { Action } from '#platform/context.ts';
import { readTable } from '#platform/table/read-table.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

/** Rows told as unread. */
const UNREAD_MAX = 200;
const LEVELS = ['excellent', 'good', 'average', 'low', 'poor'] as const;
const LEVEL_HEADINGS: Readonly<Record<(typeof LEVELS)[number], RegExp>> = {
  excellent: /^优秀/,
  good: /^良好/,
  average: /^平均/,
  low: /^较低/,
  poor: /^较差/,
};

/** 企业绩效评价标准值 as printed: a ratio a row, 优秀值 良好值 平均值 较低值 较差值 beside it; percentages as numbers, times and days as they are. */
export const saveStandards: Action<typeof contract.saveStandards> = async (ctx, input) => {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  const table = await readTable(ctx.upload.path, { fileName: ctx.upload.fileName });
  const rows: RawRow[] = [];
  try {
    for await (const chunk of table.chunks()) rows.push(...chunk.slice(0, SHEET_ROWS_MAX - rows.length));
  } finally {
    await table.close();
  }
  const head = rows.findIndex((row) =>
    LEVELS.every((level) => row.cells.some((cell) => LEVEL_HEADINGS[level].test(cellText(cell).trim()))),
  );
  if (head < 0)
    throw new Problem(422, 'headings_missing', 'the table needs the headings 优秀值, 良好值, 平均值, 较低值 and 较差值');
  const at = (level: (typeof LEVELS)[number]) =>
    rows[head]!.cells.findIndex((cell) => LEVEL_HEADINGS[level].test(cellText(cell).trim()));
  const columns = LEVELS.map(at);
  const unread: string[] = [];
  const found = new Map<RatioKey, Omit<store.StandardRow, 'year' | 'source'> & { id: string }>();
  for (const { cells } of rows.slice(head + 1)) {
    const name = cells
      .slice(0, Math.min(...columns))
      .map((cell) => cellText(cell).trim())
      .find((text) => /[\u4e00-\u9fff]/.test(text));
    if (name === undefined) continue;
    const key = standardRatio(name);
    const values = columns.map((column) => Number(cellText(cells[column]).replace(/[,%\s]/g, '') || Number.NaN));
    if (key === null || values.some((value) => !Number.isFinite(value))) {
      if (unread.length < UNREAD_MAX) unread.push(name);
      continue;
    }
    // The book prints percentages as numbers: 12.5 is 12.5 %.
    const unit = metaOf(key).unit === 'percent' ? 10_000 : 1_000_000;
    const [excellent, good, average, low, poor] = values.map((value) => Math.round(value * unit)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    found.set(key, { id: newId(), ratio: key, excellent, good, average, low, poor });
  }
  if (found.size === 0)
    throw new Problem(422, 'no_standards', 'no row of the table names a ratio that is known here', { facts: { unread } });
  await store.insertStandards(
    ctx.tx,
    ctx.tenant.id,
    { industry: input.industry.trim(), year: input.year, source: input.source.trim(), by: ctx.actor.name, at: ctx.at },
    [...found.values()],
  );
  ctx.note({ facts: { industry: input.industry, year: input.year, source: input.source, recorded: found.size } });
  return { recorded: found.size, unread };
};

/** Names of the book of standard values beside ours. */
const BOOK_NAMES: Readonly<Record<string, RatioKey>> = {
  总资产报酬率: 'roa',
  总资产收益率: 'roa',
  净资产收益率: 'roe',
  销售利润率: 'operating_margin',
  主营业务利润率: 'gross_margin',
  应收账款周转率: 'receivable_turnover',
  存货周转率: 'inventory_turnover',
  总资产周转率: 'asset_turnover',
  已获利息倍数: 'interest_cover',
  现金流动负债比率: 'cash_to_current_liabilities',
  带息负债比率: 'interest_debt_ratio',
  盈余现金保障倍数: 'cash_to_profit',
  销售增长率: 'revenue_growth',
  营业增长率: 'revenue_growth',
  总资产增长率: 'asset_growth',
  销售利润增长率: 'net_profit_growth',
};

function standardRatio(printed: string): RatioKey | null {
  const name = printed.replace(/[(（][^)）]*[)）]|[\s*]/g, '');
  return BOOK_NAMES[name] ?? RATIO_KEYS.find((key) => RATIO_NAMES[key].zh === name) ?? null;
}
