// One reservation opened: what it holds, and what may be done with it: more or less, longer, given back, the order held by hand.
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { parseMinor } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Reasons } from '#web/kit/reasons.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useMay } from '#web/shell/session.tsx';
import { amend, extend, giveBack, holdByHand, type reservations } from '../contract.ts';
import { OUTCOME_STEPS } from './checks.tsx';

type Row = OutputOf<typeof reservations>['reservations'][number];
type Doing = 'amend' | 'extend' | 'giveBack' | 'hold';

const DAYS_MAX = 365;
const DAYS_AT_FIRST = 30;

export function ReservationDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t, money } = useReading();
  const { today } = useAsOf();
  const mayRecord = useMay('orders.record');
  const mayHold = useMay('orders.release');
  const live = row.endedAt === null;
  const offered: Doing[] = live
    ? [...(mayRecord ? (['amend', 'extend', 'giveBack'] as const) : []), ...(mayHold ? (['hold'] as const) : [])]
    : [];
  const [doing, setDoing] = useState<Doing | undefined>(offered[0]);
  const [amount, setAmount] = useState(row.granted.amount);
  const [days, setDays] = useState(DAYS_AT_FIRST);
  const [reason, setReason] = useState('');
  const acts = { amend: useAct(amend), extend: useAct(extend), giveBack: useAct(giveBack), hold: useAct(holdByHand) };
  const { currency } = row.remaining;
  const wanted = typedAmount(amount, currency);
  const compared = wanted === null ? null : compare(wanted, row.granted.amount, currency);
  const reasoned = reason.trim().length >= 2;
  const ready = doing === 'amend' ? compared !== null && compared !== 0 : reasoned;
  const send = () => {
    if (!ready) return;
    const said = reason.trim();
    const done = { onSuccess: onClose };
    if (doing === 'extend') acts.extend.mutate({ input: { reservation: row.number, days, reason: said } }, done);
    else if (doing === 'giveBack') acts.giveBack.mutate({ input: { reservation: row.number, reason: said } }, done);
    else if (doing === 'hold') acts.hold.mutate({ input: { order: row.order, source: row.source, reason: said } }, done);
    // Its answer may be a hold: the reasons then stay to be read.
    else if (doing === 'amend' && wanted !== null)
      acts.amend.mutate(
        { input: { reservation: row.number, amount: { amount: wanted, currency } } },
        { onSuccess: (answer) => answer.outcome === 'clear' && onClose() },
      );
  };
  const answer = acts.amend.data;
  const button = {
    amend:
      compared === 0 || compared === null
        ? t('orders.reservations.act.amend')
        : t(`orders.reservations.do.${compared < 0 ? 'less' : 'more'}`, { amount: `${wanted ?? ''} ${currency}` }),
    extend: t('orders.reservations.do.extend', { count: days }),
    giveBack: t('orders.reservations.do.giveBack', { amount: money(row.remaining) }),
    hold: t('orders.reservations.do.hold', { order: row.order }),
  };
  return (
    <Modal
      open
      width={620}
      onCancel={onClose}
      title={<span data-content>{`${row.order} · ${row.customer.name}`}</span>}
      footer={
        doing &&
        answer === undefined && (
          <Button
            type="primary"
            danger={doing === 'hold'}
            disabled={!ready}
            loading={Object.values(acts).some((each) => each.isPending)}
            onClick={send}
          >
            {button[doing]}
          </Button>
        )
      }
    >
      <dl className="x-reservation-facts" data-content>
        <div>
          <dt>{t('orders.columns.remaining')}</dt>
          <dd>
            <MoneyText value={row.remaining} strong withUnit />
          </dd>
        </div>
        <div>
          <dt>{t('orders.columns.granted')}</dt>
          <dd>
            <MoneyText value={row.granted} withUnit />
          </dd>
        </div>
        <div>
          <dt>{t('orders.columns.expires')}</dt>
          <dd>{instantText(row.expiresAt, today)}</dd>
        </div>
        <div>
          <dt>{t('orders.columns.contract')}</dt>
          <dd>{row.contract ?? '—'}</dd>
        </div>
        <div>
          <dt>{t('orders.reservations.number')}</dt>
          <dd>{row.number}</dd>
        </div>
        <div>
          <dt>{t('orders.columns.customer')}</dt>
          <dd>
            <Link to={'/customers/$code' as never} params={{ code: row.customer.code } as never}>
              {row.customer.code}
            </Link>
          </dd>
        </div>
      </dl>
      {answer && answer.outcome !== 'clear' ? (
        <div aria-live="polite">
          <p>
            <RiskMark
              step={OUTCOME_STEPS[answer.outcome]}
              word={t('orders.reservations.stays', { amount: money(row.remaining) })}
            />
          </p>
          <Reasons reasons={answer.reasons.filter((each) => each.action !== 'inform')} />
        </div>
      ) : (
        doing && (
          <>
            <Segmented
              block
              value={doing}
              onChange={setDoing}
              options={offered.map((value) => ({ value, label: t(`orders.reservations.act.${value}`) }))}
            />
            <p className="x-quiet x-gap-top">{t(`orders.reservations.help.${doing}`)}</p>
            <Form layout="vertical" onFinish={send}>
              {doing === 'amend' && (
                <Form.Item label={`${t('orders.reservations.newAmount')} ${currency}`} htmlFor="reservation-amount">
                  <AmountInput id="reservation-amount" bare currency={currency} value={amount} onChange={setAmount} />
                </Form.Item>
              )}
              {doing === 'extend' && (
                <Form.Item label={t('orders.reservations.days')} htmlFor="reservation-days">
                  <InputNumber
                    id="reservation-days"
                    min={1}
                    max={DAYS_MAX}
                    precision={0}
                    value={days}
                    onChange={(next) => setDays(next ?? DAYS_AT_FIRST)}
                  />
                </Form.Item>
              )}
              {doing !== 'amend' && (
                <Form.Item label={t('glossary.reason')} htmlFor="reservation-reason">
                  <Input
                    id="reservation-reason"
                    value={reason}
                    maxLength={500}
                    onChange={(event) => setReason(event.target.value)}
                  />
                </Form.Item>
              )}
            </Form>
          </>
        )
      )}
      <Refusal error={Object.values(acts).find((each) => each.error)?.error ?? null} />
    </Modal>
  );
}

/** Whether an amount is less (-1), the same (0) or more (1) than another. */
function compare(amount: string, than: string, currency: string): -1 | 0 | 1 {
  const [a, b] = [parseMinor(amount, currency), parseMinor(than, currency)];
  return a < b ? -1 : a > b ? 1 : 0;
}
