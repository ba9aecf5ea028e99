// A study in the laboratory of the demo company: two years of customers observed by the quarter, two models fitted, one submitted as a draft.
import { randomStream } from '#demo/random.ts';
import type { Ctx } from '#platform/context.ts';
import { fitNow, submit } from '#rooms/models/laboratory/fitting.ts';
import { openText } from '#rooms/models/laboratory/studies.ts';

const ROWS = 600;
const FILE = '客户季度观察 2024–2025.csv';
const REGIONS = ['华东', '华南', '华北', '西南'] as const;
const TRADES = ['机械', '电子', '建材', '化工', '食品'] as const;
const HEADINGS = [
  '客户',
  '观察日',
  '最长逾期天数',
  '逾期占应收',
  '额度使用率',
  '采购额同比',
  '往来年限',
  '资产负债率',
  '行业',
  '地区',
  '半年内结果',
] as const;
const [BAD, GOOD] = ['逾期', '正常'] as const;
const STUDY = '老客户行为评分';
const CARD = {
  name: '老客户行为评分卡',
  purpose: '往来满一个季度的老客户，半年内是否会逾期 60 天以上；用于年度续批。',
  limits: '不用于新客户；资产负债率约三成客户没有；样本为 2024–2025 年，行业景气变化后要重新开发。',
};
/** Names and texts of the study: data in whatever language a page is read. */
export const STUDY_WORDS: readonly unknown[] = [FILE, REGIONS, TRADES, HEADINGS, BAD, GOOD, STUDY, CARD];
/** Of five trades the third pays worst. */
const TRADE_RISK: Readonly<Record<string, number>> = { 机械: 0, 电子: -0.2, 建材: 0.7, 化工: 0.2, 食品: -0.3 };
/** Log odds of bad of the customer in the middle: about one in eight turns bad. */
const BASE = -3.6;

/** Every row: what was known at the end of a quarter, and whether more than 60 days late came within the next half year. */
function observations(): string {
  const chance = randomStream('laboratory');
  const lines = [HEADINGS.join(',')];
  for (let at = 0; at < ROWS; at += 1) {
    const late = chance.chance(0.45) ? 0 : Math.round(chance.wait() * 22);
    const overdue = late === 0 ? 0 : Math.min(1, chance.wait() * 0.18);
    const used = Math.min(1.3, chance.spread(0.5) * 0.55);
    const growth = chance.normal() * 0.25;
    const years = chance.int(0, 14);
    const debt = chance.chance(0.3) ? null : Math.min(0.98, Math.max(0.08, 0.55 + chance.normal() * 0.17));
    const trade = chance.pick(TRADES);
    const risk =
      BASE +
      late / 22 +
      2 * overdue +
      0.9 * used -
      1.4 * growth -
      0.06 * years +
      2 * ((debt ?? 0.58) - 0.55) +
      TRADE_RISK[trade]!;
    const bad = chance.chance(1 / (1 + Math.exp(-risk)));
    const quarter = at % 8;
    const day = `${2024 + (quarter >> 2)}-${['03-31', '06-30', '09-30', '12-31'][quarter & 3]!}`;
    lines.push(
      [
        `客户 ${String((at >> 3) + 1).padStart(3, '0')}`,
        day,
        late,
        overdue.toFixed(3),
        used.toFixed(3),
        growth.toFixed(3),
        years,
        debt === null ? '' : debt.toFixed(3),
        trade,
        chance.pick(REGIONS),
        bad ? BAD : GOOD,
      ].join(','),
    );
  }
  return lines.join('\n');
}

export async function enterModels(ctx: Ctx): Promise<void> {
  const study = await openText(ctx, observations(), {
    name: STUDY,
    fileName: FILE,
    settings: {
      target: '半年内结果',
      bad: BAD,
      exclude: ['客户'],
      holding: { kind: 'time', column: '观察日', testShare: 0.25 },
    },
  });
  await fitNow(ctx, study, 'tree');
  const card = await fitNow(ctx, study, 'scorecard');
  await submit(ctx, { fit: card, ...CARD });
}
