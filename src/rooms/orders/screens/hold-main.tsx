// The order and why it is held: every reason with its number, and the one act that clears them all.
import { BulbOutlined } from '@ant-design/icons';
import { Link } from '@tanstack/react-router';
import { Popover } from 'antd';
import { Card } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Reasons } from '#web/kit/reasons.tsx';
import { GradeTag, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { clearingText, reasonName, reasonText } from '#web/words/reason-text.ts';
import type { HoldDetail } from './hold.tsx';
import { PositionBar } from './position-bars.tsx';
import { type Remedy, remedyOf } from './remedies.ts';

export function HoldMain({ detail }: { detail: HoldDetail }) {
  const { t, unit } = useReading();
  const phone = usePhone();
  const { hold, passed } = detail;
  const failed = hold.reasons.filter((each) => each.action !== 'inform').length;
  return (
    <>
      <Card>
        <div className="x-hold-head">
          <span className="x-caption">
            {[
              hold.order,
              hold.contract && t('orders.underContract', { number: hold.contract }),
              hold.sales && t('orders.sales', { name: hold.sales }),
              hold.deliverOn && t('orders.deliverOn', { on: hold.deliverOn }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {!phone && <span className="x-caption">{t('orders.orderAmount', { unit: unit(hold.amount.currency) })}</span>}
          <h1>
            <Link to={'/customers/$code' as never} params={{ code: hold.customer.code } as never}>
              {hold.customer.name}
            </Link>{' '}
            {hold.customer.grade && <GradeTag grade={hold.customer.grade} />}
          </h1>
          <span className="x-hold-amount">
            <MoneyText value={hold.amount} withUnit={phone} />
          </span>
        </div>
        {phone && <PositionBar detail={detail} which="afterRelease" />}
      </Card>
      <Card
        title={t('orders.whyHeld', { count: failed })}
        caption={
          passed.length > 0 && (
            <Popover trigger="click" placement="bottom" content={<Passed passed={passed} />}>
              <button type="button" className="x-twin">
                {t('orders.passedTitle', { count: passed.length })}
              </button>
            </Popover>
          )
        }
        flush
      >
        <Reasons reasons={hold.reasons.filter((each) => each.action !== 'inform')} />
        <Notes detail={detail} />
        <WayOut detail={detail} />
      </Card>
    </>
  );
}

/** What a rule only wanted to be said: beside the reasons that hold the order, a line is enough. */
function Notes({ detail }: { detail: HoldDetail }) {
  const { t, scale, lang } = useReading();
  const notes = detail.hold.reasons.filter((each) => each.action === 'inform');
  if (notes.length === 0) return null;
  return (
    <ul className="x-hold-notes">
      {notes.map((each) => (
        <li key={each.rule}>
          <RiskMark step={1} word={reasonName(each, t, lang)} /> <span>{reasonText(each, t, { scale, lang })}</span>
        </li>
      ))}
    </ul>
  );
}

function Passed({ passed }: { passed: HoldDetail['passed'] }) {
  const { t, lang } = useReading();
  return (
    <ul className="x-passed">
      {passed.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules keep their order
        <li key={at}>✓ {reasonName({ ...each, code: String(each['code']) }, t, lang)}</li>
      ))}
    </ul>
  );
}

/** What a remedy does to the figures that hold the order. */
export function useRemedyEffects(): (remedy: Remedy, codes: ReadonlySet<string>) => string {
  const { t, money, lang } = useReading();
  return ({ after }, codes) =>
    [
      after.available && t('orders.remedyAvailable', { amount: money(after.available) }),
      codes.has('overdue_days') && after.overdueDays !== null && t('orders.remedyDays', { count: after.overdueDays }),
      codes.has('overdue_share_ppm') &&
        after.overdueSharePpm !== null &&
        t('orders.remedyShare', { share: formatPercent(after.overdueSharePpm) }),
    ]
      .filter(Boolean)
      .join(lang === 'zh' ? '，' : '; ');
}

/** The green panel: the cheapest act that clears everything, and the others in one line. */
function WayOut({ detail }: { detail: HoldDetail }) {
  const { t, scale, lang } = useReading();
  const effects = useRemedyEffects();
  const [best, ...others] = detail.remedies.map(remedyOf);
  if (!best) return null;
  const unit = { scale, lang };
  const count = detail.hold.reasons.filter((each) => each.action !== 'inform' && each.action !== 'warn' && !each.released).length;
  const act = clearingText(best.act, t, unit);
  return (
    <div className="x-way-out x-hold-way">
      <BulbOutlined />
      <div>
        <strong>{count > 1 ? t('orders.remedyTitle', { act, count }) : t('orders.remedyOne', { act })}</strong>
        <span>{effects(best, new Set(detail.hold.reasons.map((each) => each.code)))}</span>
        {others.length > 0 && (
          <small>
            {t('orders.also', { acts: others.map((each) => clearingText(each.act, t, unit)).join(t('kit.separator')) })}
          </small>
        )}
      </div>
    </div>
  );
}
