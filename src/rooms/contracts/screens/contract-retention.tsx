// 质保金 of a contract: what is to be set apart, what is held and until when; made due earlier, or claimed against.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { DayText, MoneyText } from '#web/kit/text.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { zh } from '#web/words/zh.ts';
import { claimRetention, holdRetention, releaseRetention } from '../contract.ts';
import type { ContractData } from './contract.tsx';
import { useReasonsText } from './reasons.ts';

type Held = ContractData['retentions'][number];

export function Retentions({ data, mayWrite }: { data: ContractData; mayWrite: boolean }) {
  const { t, money } = useReading();
  const [acting, setActing] = useState<{ held: Held; kind: 'release' | 'claim' } | null>(null);
  const hold = useAct(holdRetention);
  const ready = data.toHold.filter((each) => each.missing === null);
  const blocked = data.toHold.filter((each) => each.missing !== null);
  if (data.retentions.length === 0 && data.toHold.length === 0) return null;
  return (
    <Card className="x-span-12" flush title={t('contracts.ret.title')}>
      <ul className="x-items">
        {ready.length > 0 && (
          <li>
            <span className="x-items-head">
              <span className="x-quiet">{t('contracts.ret.holdHelp')}</span>
              {mayWrite && (
                <Button type="primary" loading={hold.isPending} onClick={() => hold.mutate({ input: { id: data.id } })}>
                  {t('contracts.ret.hold', {
                    count: ready.length,
                    amount: money(data.fulfilment.retentionToHold, { scale: 'one' }),
                  })}
                </Button>
              )}
            </span>
          </li>
        )}
        {blocked.map((each) => (
          <li key={each.document} className="x-caption" data-content>
            {t('contracts.ret.missing', { number: each.number, event: t(`contracts.event.${each.missing as 'delivery'}`) })}
          </li>
        ))}
        {data.retentions.map((each) => (
          <li key={each.id}>
            <span className="x-items-head">
              <b data-content>
                {t('contracts.ret.invoice')} {each.invoice}
              </b>
              <span>
                <DayText on={each.dueOn} relative="due" />{' '}
                {each.provisional && <span className="x-quiet">{t('contracts.ret.provisional')}</span>}
              </span>
              {mayWrite && /[1-9]/.test(each.open.amount) && (
                <span>
                  <Button size="small" onClick={() => setActing({ held: each, kind: 'release' })}>
                    {t('contracts.ret.release')}
                  </Button>{' '}
                  <Button size="small" onClick={() => setActing({ held: each, kind: 'claim' })}>
                    {t('contracts.ret.claim')}
                  </Button>
                </span>
              )}
              <span>
                <MoneyText value={each.open} strong withUnit />
              </span>
            </span>
            <span className="x-caption" data-content>
              {each.acts
                .map((one) =>
                  [
                    one.on,
                    Object.hasOwn(zh.contracts.ret.act, one.act) ? t(`contracts.ret.act.${one.act as 'held'}`) : one.act,
                    money(one.amount),
                    one.reason,
                    one.by,
                  ]
                    .filter(Boolean)
                    .join(' '),
                )
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <Refusal error={hold.error} />
      {acting && <ActOn {...acting} currency={data.currency} onClose={() => setActing(null)} />}
    </Card>
  );
}

function ActOn({
  held,
  kind,
  currency,
  onClose,
}: {
  held: Held;
  kind: 'release' | 'claim';
  currency: string;
  onClose: () => void;
}) {
  const { t, money } = useReading();
  const [dueOn, setDueOn] = useState(held.dueOn);
  const [amount, setAmount] = useState(held.open.amount);
  const [reason, setReason] = useState('');
  const releasing = useAct(releaseRetention);
  const claiming = useAct(claimRetention);
  const say = useReasonsText();
  const plain = typedAmount(amount, currency);
  const value = { amount: plain ?? '0', currency };
  const ready = reason.trim().length >= 2 && (kind === 'claim' ? plain !== null : dueOn !== '' && dueOn !== held.dueOn);
  const send = async () => {
    const more = { retention: held.id, reason: reason.trim() };
    try {
      if (kind === 'release') {
        await releasing.mutateAsync({ input: { ...more, dueOn } });
        onClose();
      } else await claiming.mutateAsync({ input: { ...more, amount: value } });
    } catch {
      // The refusal stands below.
    }
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{`${t(`contracts.ret.${kind}`)} · ${held.invoice}`}</span>}
      footer={
        claiming.data ? null : (
          <Button
            type="primary"
            disabled={!ready}
            loading={releasing.isPending || claiming.isPending}
            onClick={() => void send()}
          >
            {kind === 'release'
              ? t('contracts.ret.releaseDo', { on: dueOn })
              : t('contracts.ret.claimDo', { amount: money(value, { scale: 'one' }) })}
          </Button>
        )
      }
    >
      {claiming.data ? (
        <span>{t('contracts.submitted', { why: say(claiming.data.reasons) })}</span>
      ) : (
        <div className="x-stack">
          {kind === 'claim' && <p className="x-quiet">{t('contracts.ret.claimHelp')}</p>}
          {kind === 'release' ? (
            <DayField label={t('contracts.col.due')} max={held.dueOn} value={dueOn} onChange={setDueOn} />
          ) : (
            <AmountInput label={t('contracts.col.amount')} currency={currency} value={amount} onChange={setAmount} />
          )}
          <Input
            aria-label={t('contracts.ret.reason')}
            placeholder={t('contracts.ret.reason')}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      )}
      <Refusal error={releasing.error ?? claiming.error} />
    </Modal>
  );
}
