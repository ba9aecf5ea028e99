// A written analysis of a period: sentences in both languages, each with the figures it speaks of. Nothing is said that no figure says.
import type { Check, Figure, PeriodSet } from './articulation.ts';
import { equityOf, line, type Quantity, type Ratio, type RatioKey, revenueOf } from './ratios.ts';
import type { Altman } from './scores.ts';
import type { StatementSignal } from './signals.ts';
import { CHECK_NAMES, type Language, lineWord, RATIO_NAMES, SIGNAL_NAMES, sayMicro, sayMoney } from './words.ts';

export const ANALYSIS_SECTIONS = [
  'scale',
  'solvency',
  'profitability',
  'operation',
  'cash',
  'growth',
  'warnings',
  'reliability',
] as const;
export type AnalysisSection = (typeof ANALYSIS_SECTIONS)[number];
export type Sentence = {
  readonly section: AnalysisSection;
  readonly zh: string;
  readonly en: string;
  readonly figures: readonly Figure[];
};

export type AnalysisFacts = {
  readonly set: PeriodSet;
  readonly currency: string;
  readonly ratios: readonly Ratio[];
  /** Ratios of the same months of the year before; null without them. */
  readonly before: readonly Ratio[] | null;
  readonly checks: readonly Check[];
  readonly signals: readonly StatementSignal[];
  readonly altman: readonly Altman[];
};

/** Sentences in the order of their sections. A sentence without figures is not made. */
export function analyse(facts: AnalysisFacts): Sentence[] {
  const { set, currency, ratios, before } = facts;
  const out: Sentence[] = [];
  const add = (section: AnalysisSection, say: (language: Language) => string, figures: readonly Figure[]) => {
    if (figures.length > 0) out.push({ section, zh: say('zh'), en: say('en'), figures });
  };
  const ratio = (key: RatioKey) => ratios.find((each) => each.key === key)!;
  const was = (key: RatioKey) => before?.find((each) => each.key === key)?.micro ?? null;
  const money = (of: Quantity, language: Language) => ('absent' in of ? '' : sayMoney(of.minor, currency, language));
  const period = {
    zh: set.now.months === 12 ? `${set.now.endsOn.slice(0, 4)} 年` : `${set.now.endsOn.slice(0, 4)} 年前 ${set.now.months} 个月`,
    en:
      set.now.months === 12
        ? `In ${set.now.endsOn.slice(0, 4)}`
        : `In the first ${set.now.months} months of ${set.now.endsOn.slice(0, 4)}`,
  };

  const [assets, equity, revenue, profit] = [
    line(set.now, 'total_assets'),
    equityOf(set.now),
    revenueOf(set.now),
    line(set.now, 'net_profit'),
  ];
  if ('minor' in assets)
    add(
      'scale',
      (language) =>
        language === 'zh'
          ? `截至 ${set.now.endsOn}，资产总计 ${money(assets, language)}${'minor' in equity ? `，净资产 ${money(equity, language)}` : ''}。`
          : `On ${set.now.endsOn} total assets were ${money(assets, language)}${'minor' in equity ? ` and equity ${money(equity, language)}` : ''}.`,
      [...assets.figures, ...('minor' in equity ? equity.figures : [])],
    );
  if ('minor' in revenue)
    add(
      'scale',
      (language) =>
        language === 'zh'
          ? `${period.zh}实现营业收入 ${money(revenue, language)}${'minor' in profit ? `，净${profit.minor < 0n ? '亏损' : '利润'} ${money(profit, language).replace('-', '')}` : ''}。`
          : `${period.en} revenue was ${money(revenue, language)}${'minor' in profit ? ` and the net ${profit.minor < 0n ? 'loss' : 'profit'} ${money(profit, language).replace('-', '')}` : ''}.`,
      [...revenue.figures, ...('minor' in profit ? profit.figures : [])],
    );

  compare('solvency', 'debt_ratio');
  compare('solvency', 'current_ratio');
  compare('solvency', 'quick_ratio');
  compare('solvency', 'interest_cover');
  for (const each of facts.altman.filter((altman) => altman.variant === 'z_nonmanufacturing' && altman.micro !== null)) {
    const zone = {
      safe: { zh: '安全区', en: 'the safe zone' },
      grey: { zh: '灰色区', en: 'the grey zone' },
      distress: { zh: '困境区', en: 'the distress zone' },
    };
    add(
      'solvency',
      (language) => {
        const value = (each.micro! / 1e6).toFixed(2);
        const [low, high] = [(each.cuts.distress / 1e6).toFixed(2), (each.cuts.safe / 1e6).toFixed(2)];
        return language === 'zh'
          ? `Altman Z″ 为 ${value}，处于${zone[each.zone!].zh}（高于 ${high} 安全，低于 ${low} 困境）。`
          : `Altman’s Z″ is ${value}, in ${zone[each.zone!].en} (safe above ${high}, distress below ${low}).`;
      },
      each.terms.flatMap((term) => term.figures),
    );
  }
  compare('profitability', 'gross_margin');
  compare('profitability', 'net_margin');
  compare('profitability', 'roe');
  compare('operation', 'receivable_days');
  compare('operation', 'inventory_days');
  compare('operation', 'cash_cycle_days');
  compare('cash', 'cash_to_profit');
  compare('cash', 'cash_to_sales');
  for (const key of ['revenue_growth', 'net_profit_growth', 'asset_growth'] as const) {
    const found = ratio(key);
    if (found.micro === null) continue;
    const up = found.micro >= 0;
    const share = sayMicro(Math.abs(found.micro), 'percent', 'zh');
    add(
      'growth',
      (language) => {
        const name = lineWord(found.figures[0]!.line, language);
        return language === 'zh'
          ? `${name}较上年${up ? '增长' : '下降'} ${share}。`
          : `${name} ${up ? 'grew' : 'fell'} by ${share} from the year before.`;
      },
      found.figures,
    );
  }
  for (const signal of facts.signals) {
    add(
      'warnings',
      (language) => {
        const listed = signal.figures
          .slice(0, 4)
          .map(
            (figure) =>
              `${lineWord(figure.line, language)} ${sayMoney(figure.minor, currency, language)}${figure.on === set.now.endsOn ? '' : language === 'zh' ? `（${figure.on}）` : ` (${figure.on})`}`,
          );
        return language === 'zh'
          ? `${SIGNAL_NAMES[signal.code].zh}：${listed.join('，')}。`
          : `${SIGNAL_NAMES[signal.code].en}: ${listed.join(', ')}.`;
      },
      signal.figures,
    );
  }
  const failed = facts.checks.filter((check) => check.state === 'failed');
  for (const check of failed) {
    add(
      'reliability',
      (language) => {
        const name = CHECK_NAMES[check.key]?.[language] ?? check.key;
        const gap = sayMoney(check.differenceMinor!, currency, language);
        return language === 'zh' ? `勾稽“${name}”不平，差额 ${gap}。` : `“${name}” does not hold: the difference is ${gap}.`;
      },
      check.figures,
    );
  }
  const passed = facts.checks.filter((check) => check.state === 'passed');
  if (failed.length === 0 && passed.length > 0)
    add(
      'reliability',
      (language) =>
        language === 'zh' ? `${passed.length} 项勾稽检查全部相符。` : `All ${passed.length} checks of agreement hold.`,
      passed.flatMap((check) => check.figures.slice(0, 1)),
    );
  return out;

  /** “资产负债率 47.8%，较上年同期上升 1.2 个百分点。” */
  function compare(section: AnalysisSection, key: RatioKey): void {
    const found = ratio(key);
    if (found.micro === null) return;
    const earlier = was(key);
    const change = earlier === null ? null : found.micro - earlier;
    add(
      section,
      (language) => {
        const name = RATIO_NAMES[key][language];
        const value = sayMicro(found.micro!, found.unit, language);
        const annualised = found.marks.includes('annualised') ? (language === 'zh' ? '（按年折算）' : ' (annualised)') : '';
        if (change === null) return language === 'zh' ? `${name} ${value}${annualised}。` : `${name}: ${value}${annualised}.`;
        const size =
          found.unit === 'percent' ? (Math.abs(change) / 10_000).toFixed(1) : sayMicro(Math.abs(change), found.unit, language);
        const points = found.unit === 'percent' ? (language === 'zh' ? ' 个百分点' : ' points') : '';
        if (language === 'zh')
          return `${name} ${value}${annualised}，${change === 0 ? '与上年同期持平' : `较上年同期${change > 0 ? '上升' : '下降'} ${size}${points}`}。`;
        return `${name}: ${value}${annualised}, ${change === 0 ? 'as the year before' : `${change > 0 ? 'up' : 'down'} ${size}${points} from the year before`}.`;
      },
      found.figures,
    );
  }
}
