// Credit status on a customer's page: dunning, promises, cover and review at a glance, recorded by whoever may, with all that was said before.
import { Button, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { daysBetween } from '#base/date.ts';
import { formatMinor, parseMinor, type WireMoney } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Card, TwinTable } from '#web/kit/card.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { type CREDIT_STATE_KINDS, creditStates } from '../contract.ts';
import { RecordCreditState } from './credit-status-form.tsx';
import type { Customer } from './customer-data.ts';

type Kind = (typeof CREDIT_STATE_KINDS)[number];
type Status = OutputOf<typeof creditStates>;
type Said = { readonly by: string; readonly effectiveOn: string; readonly until: string | null; readonly note: string | null };
type Tile = {
  readonly kind: Kind;
  readonly step: RiskStep;
  readonly value: ReactNode;
  readonly said: Said | null;
  readonly alarm?: string;
};

export function CreditStatusCard({ customer, currency }: { customer: Customer; currency: string }) {
  const { t } = useReading();
  const phone = usePhone();
  const mayWrite = useMay('status.write');
  const [recording, setRecording] = useState<Kind | null>(null);
  const [history, setHistory] = useState(false);
  const { data, error, refetch } = useOperation(creditStates, { customer: customer.code });
  const tiles = useTiles(data);
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data)
    return (
      <div className="x-span-12">
        <LoadingCard lines={3} />
      </div>
    );
  const alarms = tiles.flatMap((each) => each.alarm ?? []);
  return (
    <Card
      className="x-span-12"
      title={alarms.length === 0 ? t('status.calm') : t('status.alarm', { what: alarms.join(t('status.and')) })}
      caption={phone ? undefined : t('status.caption')}
      extra={
        <>
          <Button size="small" onClick={() => setHistory(true)}>
            {t('status.history')}
          </Button>
          {mayWrite && (
            <Button size="small" type="primary" onClick={() => setRecording('promise')}>
              {t('status.record')}
            </Button>
          )}
        </>
      }
    >
      <dl className="x-status-tiles" data-content>
        {tiles.map((each) => (
          <div key={each.kind}>
            <dt className="x-figure-label">{t(`status.kind.${each.kind}`)}</dt>
            <dd>
              {each.step > 1 ? <RiskMark step={each.step} word={<strong>{each.value}</strong>} /> : <strong>{each.value}</strong>}
            </dd>
            {each.said && (
              <dd className="x-caption">
                {t('status.saidBy', { by: each.said.by, on: each.said.effectiveOn })}
                {each.said.until && each.kind !== 'insurance' && ` · ${t('status.until', { on: each.said.until })}`}
                {each.said.note && ` · ${each.said.note}`}
              </dd>
            )}
          </div>
        ))}
      </dl>
      {recording && (
        <RecordCreditState customer={customer} currency={currency} first={recording} onClose={() => setRecording(null)} />
      )}
      {history && <History data={data} name={customer.name} onClose={() => setHistory(false)} />}
    </Card>
  );
}

/** The five in their order, each with how grave it is; the graver ones are named in the card's title. */
function useTiles(data: Status | undefined): Tile[] {
  const { t, money, unit } = useReading();
  const { today } = useAsOf();
  if (!data) return [];
  const { dunning, insurance, review } = data;
  const promise = data.promises.find((each) => each.state === 'broken') ?? data.promises[0];
  const late = review ? daysBetween(review.dueOn, today) : 0;
  const lateDays = t('kit.days', { count: late });
  const stopped = insurance?.stoppedOn && insurance.stoppedOn <= today ? insurance.stoppedOn : null;
  const lack = promise?.state === 'broken' && promise.received ? lackOf(promise.amount, promise.received) : null;
  return [
    {
      kind: 'dunning',
      step: dunning ? (dunning.level > 1 ? 4 : 3) : 1,
      value: dunning ? t('status.dunningLevel', { level: dunning.level }) : t('status.dunningNone'),
      said: dunning,
      ...(dunning ? { alarm: t('status.dunningAlarm', { level: dunning.level }) } : {}),
    },
    {
      kind: 'promise',
      step: promise?.state === 'broken' ? 4 : 1,
      value: !promise
        ? t('status.promiseNone')
        : lack
          ? t('status.promiseBroken', { amount: money(lack) })
          : promise.state === 'kept'
            ? t('status.promiseKept', { amount: money(promise.amount) })
            : t('status.promiseOpen', { on: promise.dueOn, amount: money(promise.amount) }),
      said: promise ?? null,
      ...(lack ? { alarm: t('status.promiseAlarm') } : {}),
    },
    {
      kind: 'insurance',
      step: stopped ? 4 : 1,
      value: (
        <>
          {!insurance
            ? t('status.insuranceNone')
            : stopped
              ? t('status.stopped', { on: stopped })
              : insurance.until
                ? t('status.insuredUntil', { on: insurance.until })
                : t('status.insured')}
          {insurance?.noticeBy && ` · ${t('status.noticeBy', { on: insurance.noticeBy })}`}
        </>
      ),
      said: insurance,
      ...(stopped ? { alarm: t('status.stoppedAlarm', { on: stopped }) } : {}),
    },
    {
      kind: 'review',
      step: late > 0 ? 3 : 1,
      value: review
        ? `${review.dueOn}${late > 0 ? ` · ${t('status.reviewLate', { days: lateDays })}` : ''}`
        : t('status.reviewNone'),
      said: review,
      ...(late > 0 ? { alarm: t('status.reviewAlarm', { days: lateDays }) } : {}),
    },
    {
      kind: 'cover',
      step: 1,
      value:
        data.covers.length === 0
          ? t('status.coverNone')
          : data.covers.map((each) => `${money(each.amount)} ${unit(each.amount.currency)}`).join(' + '),
      said: data.covers[0] ?? null,
    },
  ];
}

function History({ data, name, onClose }: { data: Status; name: string; onClose: () => void }) {
  const { t, money } = useReading();
  return (
    <Modal
      open
      width={760}
      onCancel={onClose}
      footer={null}
      title={<span data-content>{`${name} · ${t('status.history')}`}</span>}
    >
      {data.history.length === 0 ? (
        <p>{t('status.historyNone')}</p>
      ) : (
        <div className="x-scroll-x">
          <TwinTable
            twin={{
              columns: [
                t('status.head.at'),
                t('status.head.kind'),
                t('status.head.what'),
                t('status.head.by'),
                t('status.head.note'),
              ],
              rows: data.history.map((each) => [
                instantDay(each.recordedAt),
                t(`status.kind.${each.kind}`),
                each.ended
                  ? t('status.ended')
                  : [
                      each.level === null ? null : t('status.dunningLevel', { level: each.level }),
                      each.amount && money(each.amount),
                      each.stoppedOn && t('status.stopped', { on: each.stoppedOn }),
                      each.dueOn && (each.kind === 'insurance' ? t('status.noticeBy', { on: each.dueOn }) : each.dueOn),
                      each.until && t('status.until', { on: each.until }),
                    ]
                      .filter(Boolean)
                      .join(' · ') || t('status.insured'),
                <span key="by" data-content>
                  {each.by}
                </span>,
                <span key="note" data-content>
                  {[each.withdrawnBy && t('status.withdrawn', { by: each.withdrawnBy }), each.note].filter(Boolean).join(' · ') ||
                    '—'}
                </span>,
              ]),
            }}
          />
        </div>
      )}
    </Modal>
  );
}

function lackOf(promised: WireMoney, received: WireMoney): WireMoney {
  const { currency } = promised;
  return {
    amount: formatMinor(parseMinor(promised.amount, currency) - parseMinor(received.amount, currency), currency),
    currency,
  };
}
