// The indicators that investigations feed: scores of what was found, figures that were read off, references of trade partners.
import type { EntryUnit } from './indicator-reading.ts';

type Words = { readonly zh: string; readonly en: string };
export const INVESTIGATION_SCORES = [
  'inv_management',
  'inv_industry_position',
  'inv_ownership',
  'inv_operation',
  'inv_finance',
  'inv_staff',
  'inv_trade',
] as const;
export type InvestigationScore = (typeof INVESTIGATION_SCORES)[number];
export type InvestigationFigure = 'inv_capacity_used' | 'inv_electricity_growth' | 'inv_employees';
export const REFERENCE_KEYS = ['inv_references', 'inv_good_references', 'inv_reference_slow_days'] as const;
export const INVESTIGATION_KEYS = [
  'inv_score',
  ...INVESTIGATION_SCORES,
  'inv_red_flags',
  'inv_capacity_used',
  'inv_electricity_growth',
  'inv_employees',
  ...REFERENCE_KEYS,
] as const;
export type InvestigationKey = (typeof INVESTIGATION_KEYS)[number];

type About = {
  readonly title: Words;
  readonly unit: EntryUnit;
  readonly safer: 'higher' | 'lower' | 'none';
  readonly means: Words;
};
const of = (zh: string, en: string, unit: EntryUnit, safer: About['safer'], meansZh: string, meansEn: string): About => ({
  title: { zh, en },
  unit,
  safer,
  means: { zh: meansZh, en: meansEn },
});
const score = (zh: string, en: string) =>
  of(
    `资信调查：${zh}`,
    `Investigation: ${en}`,
    'ppm',
    'higher',
    `调查中「${zh}」各题得分 ÷ 满分，按题权重平均；答了不到一半不取数`,
    `Points ÷ most points of the questions on ${en}, by weight; no figure where less than half was answered`,
  );

export const INVESTIGATION_ABOUT: Readonly<Record<InvestigationKey, About>> = {
  inv_score: score('总得分率', 'everything together'),
  inv_management: score('管理层素质', 'management quality'),
  inv_industry_position: score('行业地位', 'position in the industry'),
  inv_ownership: score('股权与关联方', 'ownership and related parties'),
  inv_operation: score('场所、存货与开工', 'premises, stock and work'),
  inv_finance: score('财务访谈', 'the talk with finance'),
  inv_staff: score('员工访谈', 'the talk with staff'),
  inv_trade: score('上下游印证', 'suppliers and buyers'),
  inv_red_flags: of(
    '资信调查：警示项',
    'Investigation: red flags',
    'count',
    'lower',
    '调查中被标为警示的回答个数',
    'Answers that the template marks as a red flag',
  ),
  inv_capacity_used: of(
    '资信调查：设备开工率',
    'Investigation: machines running',
    'ppm',
    'higher',
    '现场所见开工设备的比例',
    'Share of the machines seen running',
  ),
  inv_electricity_growth: of(
    '资信调查：用电量同比',
    'Investigation: electricity against last year',
    'ppm',
    'higher',
    '最近一期电费单用电量 ÷ 去年同期 − 1',
    'Consumption of the latest electricity bill ÷ the same a year before − 1',
  ),
  inv_employees: of(
    '资信调查：在岗人数',
    'Investigation: people at work',
    'count',
    'higher',
    '现场核到的在岗人数',
    'People counted at work',
  ),
  inv_references: of(
    '资信调查：同业证明份数',
    'Investigation: trade references',
    'count',
    'higher',
    '有效期内收到的同业证明份数',
    'Trade references received and still fresh',
  ),
  inv_good_references: of(
    '资信调查：同业好评比例',
    'Investigation: share of good references',
    'ppm',
    'higher',
    '愿意继续赊销且平均迟付不超过 15 天的证明 ÷ 收到的证明',
    'References that would trade on credit again and saw at most 15 days late ÷ references received',
  ),
  inv_reference_slow_days: of(
    '资信调查：同业所见迟付天数',
    'Investigation: days late seen by partners',
    'days',
    'lower',
    '各份同业证明所填平均迟付天数的平均',
    'Mean of the days late that trade partners report',
  ),
};
