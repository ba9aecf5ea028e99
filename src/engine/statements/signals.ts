// 预警提示: what a reader of statements should notice, each with its figures, its threshold and how grave it is.
import { type Check, type Figure, isRestated, type PeriodSet } from './articulation.ts';
import { interestDebtOf, line, micro, plus, type Quantity, type Ratio, type RatioKey } from './ratios.ts';
import type { Opinion } from './sheet-said.ts';

export const STATEMENT_SIGNALS = [
  'does_not_articulate',
  'earlier_year_changed',
  'opinion_not_clean',
  'negative_equity',
  'loss',
  'profit_without_cash',
  'short_debt_for_long_assets',
  'high_debt',
  'interest_not_covered',
  'receivables_outgrow_sales',
  'inventory_outgrows_sales',
  'margin_falls',
  'sales_fall',
  'cash_and_debt_both_high',
  'other_receivables_large',
  'slow_collection',
] as const;
export type StatementSignalCode = (typeof STATEMENT_SIGNALS)[number];

export type StatementSignal = {
  readonly code: StatementSignalCode;
  readonly grave: 'red' | 'orange' | 'yellow';
  /** What was found and what it was held against, millionths; null where the code says all. */
  readonly actualMicro: number | null;
  readonly thresholdMicro: number | null;
  readonly figures: readonly Figure[];
};

/** Thresholds of practice, in millionths; a company may set its own. */
export const SIGNAL_THRESHOLDS = {
  /** Receivables or inventory may grow so much faster than sales. */
  outgrowMicro: 100_000,
  /** Operating cash of a year below so much of the net profit. */
  cashToProfitMicro: 500_000,
  debtMicro: 700_000,
  interestCoverMicro: 1_500_000,
  marginFallMicro: 50_000,
  salesFallMicro: -200_000,
  bothHighMicro: 200_000,
  otherReceivablesMicro: 150_000,
  /** Days in which receivables come in. */
  receivableDaysMicro: 120_000_000,
} as const;
export type SignalThresholds = { readonly [Key in keyof typeof SIGNAL_THRESHOLDS]: number };

/** The signals of a period, gravest first. */
export function signalsOf(
  set: PeriodSet,
  ratios: readonly Ratio[],
  before: readonly Ratio[] | null,
  checks: readonly Check[],
  opinion: Opinion | null,
  thresholds: SignalThresholds = SIGNAL_THRESHOLDS,
): StatementSignal[] {
  const { now } = set;
  const ratio = (key: RatioKey) => ratios.find((each) => each.key === key)!;
  const out: StatementSignal[] = [];
  const say = (
    code: StatementSignalCode,
    grave: StatementSignal['grave'],
    figures: readonly Figure[],
    actualMicro: number | null = null,
    thresholdMicro: number | null = null,
  ) => out.push({ code, grave, actualMicro, thresholdMicro, figures });
  const minor = (of: Quantity): bigint | null => ('absent' in of ? null : of.minor);
  const figures = (...all: Quantity[]): Figure[] => all.flatMap((of) => ('absent' in of ? [] : [...of.figures]));

  const failed = checks.filter((check) => check.state === 'failed' && !isRestated(check));
  if (failed.length > 0)
    say(
      'does_not_articulate',
      'red',
      failed.flatMap((check) => check.figures.slice(0, 1)),
    );
  // A listed company says so and why in its notes; of others it is a question.
  const restated = checks.filter(isRestated);
  if (restated.length > 0)
    say(
      'earlier_year_changed',
      'orange',
      restated.flatMap((check) => check.figures.slice(0, 2)),
    );
  if (opinion !== null && !['unqualified', 'unaudited'].includes(opinion))
    say('opinion_not_clean', opinion === 'emphasis' ? 'orange' : 'red', []);

  const equity = line(now, 'total_equity');
  const profit = line(now, 'net_profit');
  const cash = line(now, 'operating_cash');
  if (minor(equity) !== null && minor(equity)! < 0n) say('negative_equity', 'red', figures(equity));
  if (minor(profit) !== null && minor(profit)! < 0n) say('loss', 'orange', figures(profit));
  // A part of a year has its season; only a year's cash is held against its profit.
  const quality = ratio('cash_to_profit').micro;
  if (
    now.months === 12 &&
    minor(profit) !== null &&
    minor(profit)! > 0n &&
    quality !== null &&
    quality < thresholds.cashToProfitMicro
  )
    say('profit_without_cash', quality < 0 ? 'red' : 'orange', figures(profit, cash), quality, thresholds.cashToProfitMicro);

  const longAssets = line(now, 'noncurrent_assets');
  const longMoney = plus(equity, { of: line(now, 'noncurrent_liabilities'), sign: 1, optional: true });
  if (minor(longAssets) !== null && minor(longMoney) !== null && minor(longAssets)! > minor(longMoney)! && minor(longMoney)! > 0n)
    say(
      'short_debt_for_long_assets',
      'orange',
      figures(longAssets, longMoney),
      micro(minor(longAssets)!, minor(longMoney)!),
      1_000_000,
    );

  above('high_debt', 'debt_ratio', thresholds.debtMicro, 'orange');
  const cover = ratio('interest_cover');
  if (cover.micro !== null && cover.micro < thresholds.interestCoverMicro)
    say(
      'interest_not_covered',
      cover.micro < 1_000_000 ? 'red' : 'orange',
      cover.figures,
      cover.micro,
      thresholds.interestCoverMicro,
    );
  outgrows('receivables_outgrow_sales', 'receivable_growth');
  outgrows('inventory_outgrows_sales', 'inventory_growth');

  const margin = ratio('gross_margin');
  const marginBefore = before?.find((each) => each.key === 'gross_margin');
  if (margin.micro !== null && marginBefore?.micro != null && marginBefore.micro - margin.micro > thresholds.marginFallMicro)
    say(
      'margin_falls',
      'yellow',
      [...margin.figures, ...marginBefore.figures],
      marginBefore.micro - margin.micro,
      thresholds.marginFallMicro,
    );
  const sales = ratio('revenue_growth');
  if (sales.micro !== null && sales.micro < thresholds.salesFallMicro)
    say('sales_fall', 'orange', sales.figures, sales.micro, thresholds.salesFallMicro);

  const assets = line(now, 'total_assets');
  const debt = interestDebtOf(now);
  const money = line(now, 'cash');
  if (minor(assets) !== null && minor(assets)! > 0n && minor(debt) !== null && minor(money) !== null) {
    const [debtShare, moneyShare] = [micro(minor(debt)!, minor(assets)!), micro(minor(money)!, minor(assets)!)];
    if (Math.min(debtShare, moneyShare) > thresholds.bothHighMicro)
      say(
        'cash_and_debt_both_high',
        'orange',
        figures(money, debt, assets),
        Math.min(debtShare, moneyShare),
        thresholds.bothHighMicro,
      );
  }
  above('other_receivables_large', 'other_receivables_share', thresholds.otherReceivablesMicro, 'yellow');
  above('slow_collection', 'receivable_days', thresholds.receivableDaysMicro, 'yellow');

  const rank = { red: 0, orange: 1, yellow: 2 } as const;
  return out.sort((a, b) => rank[a.grave] - rank[b.grave]);

  function above(code: StatementSignalCode, key: RatioKey, threshold: number, grave: StatementSignal['grave']): void {
    const found = ratio(key);
    if (found.micro !== null && found.micro > threshold) say(code, grave, found.figures, found.micro, threshold);
  }

  function outgrows(code: StatementSignalCode, key: RatioKey): void {
    const [grown, sold] = [ratio(key), ratio('revenue_growth')];
    if (grown.micro === null || sold.micro === null || grown.micro - sold.micro <= thresholds.outgrowMicro || grown.micro <= 0)
      return;
    say(code, 'orange', [...grown.figures, ...sold.figures], grown.micro - sold.micro, thresholds.outgrowMicro);
  }
}
