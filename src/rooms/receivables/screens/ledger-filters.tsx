// What the ledger is narrowed and gathered by, and the legend of its bars: the same for the list and for its pivots.
import { bucketFill, Legend } from '#web/kit/bars.tsx';
import { formatMoney, toMoney } from '#web/kit/figures.ts';
import type { FilterField } from '#web/kit/filters.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { LEDGER_PIVOTS } from '../contract.ts';
import type { LedgerTotal } from './ledger-query.ts';
import { GRADES } from './ledger-query.ts';

/** By customer first: the ledger itself. */
export function usePivots() {
  const { t } = useReading();
  return ['customer' as const, ...LEDGER_PIVOTS].map((value) => ({ value, label: t(`ledger.pivots.${value}`) }));
}

export function useLedgerFields(totals: readonly LedgerTotal[]): readonly FilterField[] {
  const { t } = useReading();
  return [
    { key: 'text', label: t('ledger.text'), kind: 'text' },
    {
      key: 'grade',
      label: t('glossary.grade'),
      kind: 'many',
      always: true,
      options: GRADES.map((value) => ({ value, label: value })),
    },
    { key: 'utilisation', label: t('ledger.minUtilisation'), kind: 'number', unit: '%' },
    { key: 'overdue', label: t('ledger.overdueOnly'), kind: 'choice', options: [{ value: 'yes', label: t('ledger.yes') }] },
    { key: 'owner', label: t('glossary.salesperson'), kind: 'text', always: true },
    { key: 'group', label: t('glossary.group'), kind: 'text' },
    { key: 'region', label: t('ledger.pivots.region'), kind: 'text' },
    { key: 'industry', label: t('ledger.pivots.industry'), kind: 'text' },
    ...(totals.length > 1
      ? [
          {
            key: 'currency',
            label: t('ledger.currency'),
            kind: 'choice' as const,
            always: true,
            options: totals.map((each) => ({ value: each.currency, label: each.currency })),
          },
        ]
      : [{ key: 'currency', label: t('ledger.currency'), kind: 'text' as const }]),
  ];
}

export function LedgerLegend({ totals, buckets }: { totals: readonly LedgerTotal[]; buckets: readonly string[] }) {
  const { t, scale, lang } = useReading();
  const [total] = totals;
  if (!total || totals.length > 1) return <span>{t('ledger.ticks')}</span>;
  const sums = new Map<string, bigint>();
  buckets.forEach((key, at) => {
    const shown = at < 3 ? key : 'over_60';
    sums.set(shown, (sums.get(shown) ?? 0n) + (toMoney(total.ageing[at])?.minor ?? 0n));
  });
  const amount = (minor: bigint) => formatMoney({ minor, currency: total.currency }, { scale, lang });
  return (
    <>
      <Legend
        items={[...sums].map(([key, minor]) => ({
          fill: bucketFill(key),
          label: t('ledger.bucketSum', {
            bucket: key === 'over_60' ? t('ledger.over60') : t(`kit.bucket.${key as 'not_due'}`),
            amount: amount(minor),
          }),
        }))}
      />
      <span>
        {t('ledger.ticks')}　{t('ledger.unappliedOff', { amount: amount(toMoney(total.unapplied)?.minor ?? 0n) })}
      </span>
    </>
  );
}
