// Order checks of a customer and what his orders reserve.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { checks, reservations } from '#rooms/orders/contract.ts';
import { Card } from '#web/kit/card.tsx';
import { toMoney } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import type { RiskStep } from '#web/theme/tokens.ts';
import { reasonText } from '#web/words/reason-text.ts';

const OUTCOME_STEP: Readonly<Record<string, RiskStep>> = { clear: 1, held: 3, refused: 4 };
const PAGE_ROWS = 50;

export function OrdersTab({ code }: { code: string }) {
  return (
    <div className="x-cards">
      <Reservations code={code} />
      <Checks code={code} />
    </div>
  );
}

function Checks({ code }: { code: string }) {
  const { t, lang, scale } = useReading();
  const { today } = useAsOf();
  const asked = usePages(checks, { customer: code, limit: PAGE_ROWS });
  const rows = asked.pages?.flatMap((each) => each.checks);
  return (
    <Card
      className="x-span-8"
      flush
      title={rows && rows.length > 0 ? t('customer.chk.checks', { count: rows.length }) : t('customer.tabs.orders')}
    >
      {asked.error ? (
        <ErrorState error={asked.error} retry={asked.retry} />
      ) : !rows ? (
        <LoadingRows rows={6} />
      ) : rows.length === 0 ? (
        <Empty title={t('customer.chk.checksNone')} />
      ) : (
        <ul className="x-items">
          {rows.map((each) => (
            <li key={each.id}>
              <span className="x-items-head">
                <RiskMark step={OUTCOME_STEP[each.outcome] ?? 3} word={t(`customer.chk.outcome.${each.outcome}`)} />
                <b>{each.order}</b>
                {each.shadow && <span className="x-caption">{t('customer.chk.shadow')}</span>}
                <time className="x-caption">{instantText(each.at, today)}</time>
                <MoneyText value={each.amount} strong withUnit />
              </span>
              {each.reasons.length > 0 && (
                <span className="x-caption">
                  {each.reasons.map((reason) => reasonText(reason, t, { lang, scale })).join(lang === 'zh' ? '；' : '; ')}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {asked.onMore && (
        <div className="x-list-more">
          <Button type="link" onClick={asked.onMore} loading={asked.loadingMore}>
            {t('kit.loadMore')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Reservations({ code }: { code: string }) {
  const { t, money } = useReading();
  const { today } = useAsOf();
  const asked = usePages(reservations, { customer: code, limit: PAGE_ROWS });
  const rows = asked.pages?.flatMap((each) => each.reservations);
  const first = rows?.[0];
  // Amounts of one currency add up; of several, each line says its own.
  const same = first && rows.every((each) => each.remaining.currency === first.remaining.currency);
  const sum = same
    ? money({
        minor: rows.reduce((all, each) => all + (toMoney(each.remaining)?.minor ?? 0n), 0n),
        currency: first.remaining.currency,
      })
    : '';
  return (
    <Card
      className="x-span-4"
      title={
        rows && rows.length > 0
          ? t('customer.chk.reservations', { count: rows.length, amount: sum })
          : t('customer.chk.reservationsNone')
      }
    >
      {asked.error && <ErrorState error={asked.error} retry={asked.retry} />}
      {!rows && !asked.error && <LoadingRows rows={3} />}
      <div className="x-lines x-lines-ruled">
        {rows?.map((each) => (
          <div key={each.number}>
            <span>
              {each.order}{' '}
              <span className="x-caption">
                {t('customer.chk.expires')} {instantText(each.expiresAt, today)}
              </span>
            </span>
            <MoneyText value={each.remaining} />
          </div>
        ))}
      </div>
      <Link to="/orders" className="x-caption">
        {t('shell.nav.orders')}
      </Link>
    </Card>
  );
}
