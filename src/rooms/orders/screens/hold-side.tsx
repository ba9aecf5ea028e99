// Beside a held order: where the customer stands, how they pay, how it went before.
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { instantDay, instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { MissingText, MoneyText } from '#web/kit/text.tsx';
import { Changes } from '#web/kit/timeline.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { zh } from '#web/words/zh.ts';
import type { HoldDetail } from './hold.tsx';
import { HoldNotes } from './hold-notes.tsx';
import { Bars, useHoldBars } from './position-bars.tsx';

export function HoldSide({ detail }: { detail: HoldDetail }) {
  const { t, money } = useReading();
  const { today } = useAsOf();
  const phone = usePhone();
  const { position, behaviour, acts, earlier } = detail;
  const bars = useHoldBars(detail);
  const state = (word: string) => (Object.hasOwn(zh.orders.state, word) ? t(`orders.state.${word as 'held'}`) : word);
  const act = (word: string) => (Object.hasOwn(zh.orders.act, word) ? t(`orders.act.${word as 'held'}`) : word);
  return (
    <>
      <Card
        title={t('orders.position')}
        extra={position.limit ? t('orders.limitIs', { amount: money(position.limit) }) : t('orders.noLimit')}
      >
        {!phone && (
          <Bars
            bars={[bars.now, bars.afterRelease, ...(bars.afterRemedy ? [bars.afterRemedy] : [])]}
            limit={position.limit}
            permanent={position.permanent}
          />
        )}
        <dl className="x-hold-facts">
          <div>
            <dt>{t('orders.daysLate')}</dt>
            <dd>
              {behaviour.weightedDaysLate === null ? (
                <MissingText why={t('reasons.missing.no_settlements_12m')} />
              ) : (
                t('kit.days', { count: Number(formatNumber(behaviour.weightedDaysLate, 1)) })
              )}
            </dd>
          </div>
          <div>
            <dt>{t('orders.lastPaid')}</dt>
            <dd>
              <MoneyText value={behaviour.lastPaid} missing={t('reasons.missing.no_documents')} />{' '}
              {behaviour.lastPaidOn && <small>{behaviour.lastPaidOn.slice(5)}</small>}
            </dd>
          </div>
        </dl>
      </Card>
      <HoldNotes detail={detail} />
      {acts.length > 0 && (
        <Card title={t('orders.acts')} flush>
          <Changes
            entries={acts
              .filter((each) => each.act !== 'note')
              .map((each, at) => ({
                key: `${each.at}${at}`,
                at: instantText(each.at, today),
                title: `${act(each.act)} · ${each.by}`,
                detail: each.reason,
              }))}
          />
        </Card>
      )}
      <Card
        title={t('orders.earlier')}
        extra={earlier.length > 0 && t('orders.earlierCount', { count: earlier.length })}
        flush={earlier.length > 0}
      >
        {earlier.length === 0 ? (
          <span className="x-caption">{t('orders.earlierNone')}</span>
        ) : (
          <Changes
            entries={earlier.map((each, at) => ({
              key: `${each.order}${at}`,
              at: instantDay(each.heldAt).slice(5),
              title: `${state(each.state)} ${money(each.amount)}`,
              detail: each.order,
            }))}
          />
        )}
      </Card>
    </>
  );
}
