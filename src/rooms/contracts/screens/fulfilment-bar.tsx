// How much of a contract is invoiced and paid, as one bar against its amount.
import { type WireMoney, wireMoney } from '#base/money.ts';
import { ExposureBar, Legend } from '#web/kit/bars.tsx';
import { toMoney } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';

export type Fulfilled = {
  readonly received: WireMoney;
  readonly outstanding: WireMoney;
  readonly retentionHeld: WireMoney;
};

export function FulfilmentBar({
  of,
  amount,
  legend,
  height,
}: {
  of: Fulfilled;
  amount: WireMoney | null;
  legend?: boolean;
  height?: number;
}) {
  const { t, money } = useReading();
  const { currency } = of.received;
  const less = wireMoney((toMoney(of.outstanding)?.minor ?? 0n) - (toMoney(of.retentionHeld)?.minor ?? 0n), currency);
  const parts = [
    { key: 'received', label: t('contracts.col.received'), value: of.received },
    { key: 'outstanding', label: t('contracts.col.outstanding'), value: less },
    { key: 'retention', label: t('contracts.fig.retentionHeld'), value: of.retentionHeld },
  ];
  const bar = <ExposureBar parts={parts} limit={amount} {...(height ? { height } : {})} />;
  if (!legend) return bar;
  return (
    <div className="x-fulfilment">
      {bar}
      <Legend
        items={[
          { label: `${t('contracts.col.received')} ${money(of.received)}`, fill: 'part1' },
          { label: `${t('contracts.col.outstanding')} ${money(less)}`, fill: 'part2' },
          { label: `${t('contracts.fig.retentionHeld')} ${money(of.retentionHeld)}`, fill: 'part3' },
        ]}
      />
    </div>
  );
}
