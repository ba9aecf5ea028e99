// Exposure against its limit on one scale: now, once released, once the way out was taken.
import type { Money, WireMoney } from '#base/money.ts';
import { wireMoney } from '#base/money.ts';
import { ratioPpm } from '#base/ratio.ts';
import { ExposureBar, type ExposurePart } from '#web/kit/bars.tsx';
import { formatPercent, type MoneyValue, toMoney } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { clearingText } from '#web/words/reason-text.ts';
import type { HoldDetail } from './hold.tsx';
import { remedyOf } from './remedies.ts';

export type Bar = {
  readonly key: string;
  readonly label: string;
  readonly parts: readonly ExposurePart[];
  readonly exposure: MoneyValue;
};

function difference(a: MoneyValue, b: MoneyValue): Money | null {
  const [from, off] = [toMoney(a), toMoney(b)];
  return from && off ? { minor: from.minor - off.minor, currency: from.currency } : null;
}

function negative(value: WireMoney): WireMoney {
  const money = toMoney(value);
  return money ? wireMoney(-money.minor, money.currency) : value;
}

/** Bars under each other share the scale of the longest. */
export function Bars({ bars, limit, permanent }: { bars: readonly Bar[]; limit: MoneyValue; permanent?: MoneyValue }) {
  const { t, money } = useReading();
  const scaleTo = [limit, ...bars.map((each) => each.exposure)]
    .map(toMoney)
    .reduce<Money | null>((most, each) => (each && (!most || each.minor > most.minor) ? each : most), null);
  const top = scaleTo && { ...scaleTo, minor: scaleTo.minor + scaleTo.minor / 16n };
  return (
    <div className="x-position-bars">
      {bars.map((each) => {
        const free = difference(limit, each.exposure);
        const [exposure, cap] = [toMoney(each.exposure), toMoney(limit)];
        const used = exposure && cap && cap.minor > 0n ? ratioPpm(exposure.minor, cap.minor) : null;
        const share = used === null ? '—' : formatPercent(used);
        return (
          <div key={each.key} className="x-position-bar">
            <span className="x-position-head">
              <span>{each.label}</span> <b className="x-num">{money(each.exposure)}</b>
            </span>
            <ExposureBar parts={each.parts} limit={limit} {...(permanent ? { permanent } : {})} scaleTo={top} />
            <small>
              {free === null ? (
                t('orders.barOpen', { amount: money(each.exposure) })
              ) : free.minor < 0n ? (
                <span className="x-risk-text-4">
                  {t('orders.barOver', { amount: money({ ...free, minor: -free.minor }), share })}
                </span>
              ) : (
                t('orders.barNote', { amount: money(free), share })
              )}
            </small>
          </div>
        );
      })}
    </div>
  );
}

export function useHoldBars(detail: HoldDetail): { now: Bar; afterRelease: Bar; afterRemedy: Bar | null } {
  const { t, scale, lang } = useReading();
  const { position, hold } = detail;
  const parts: ExposurePart[] = [
    { key: 'open', label: t('glossary.receivables'), value: position.open },
    { key: 'delivered', label: t('glossary.delivered'), value: position.delivered },
    { key: 'reserved', label: t('glossary.reserved'), value: position.reserved },
    { key: 'bills', label: t('glossary.bills'), value: position.bills },
    ...(position.others ? [{ key: 'others', label: t('glossary.otherCurrencies'), value: position.others }] : []),
    { key: 'unapplied', label: t('glossary.unapplied'), value: negative(position.unapplied) },
  ];
  const order: ExposurePart = { key: 'order', label: t('glossary.order'), value: hold.amount };
  const [best] = detail.remedies.map(remedyOf);
  const paid = best && difference(best.after.exposureAfterOrder, position.afterRelease);
  return {
    now: { key: 'now', label: t('orders.now'), parts, exposure: position.exposure },
    afterRelease: { key: 'release', label: t('orders.afterRelease'), parts: [...parts, order], exposure: position.afterRelease },
    afterRemedy:
      best && paid && paid.minor < 0n
        ? {
            key: 'remedy',
            label: t('orders.afterRemedy', { act: clearingText(best.act, t, { scale, lang }) }),
            parts: [
              ...parts.map((each) => (each.key === 'open' ? { ...each, value: paidOff(position.open, paid) } : each)),
              order,
            ],
            exposure: best.after.exposureAfterOrder,
          }
        : null,
  };
}

/** A payment takes from the receivables; `paid` is negative. */
function paidOff(open: WireMoney, paid: Money): Money | WireMoney {
  const held = toMoney(open);
  if (!held) return open;
  const left = held.minor + paid.minor;
  return { minor: left < 0n ? 0n : left, currency: held.currency };
}

/** One bar alone, as on a phone's first card. */
export function PositionBar({ detail, which }: { detail: HoldDetail; which: 'now' | 'afterRelease' }) {
  const bars = useHoldBars(detail);
  return <Bars bars={[bars[which]]} limit={detail.position.limit} permanent={detail.position.permanent} />;
}
