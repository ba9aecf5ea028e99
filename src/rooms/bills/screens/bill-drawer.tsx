// One bill: where it stands, its life as a line, what it paid, what may follow.
import { Link } from '@tanstack/react-router';
import { Button, Drawer, Input, Modal } from 'antd';
import { useState } from 'react';
import type { BillAct } from '#engine/bills.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { DayText, MoneyText } from '#web/kit/text.tsx';
import { Timeline } from '#web/kit/timeline.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { get, undo } from '../contract.ts';
import { ApplyingRest } from './applying-rest.tsx';
import { type BillRow, StateText, shortNumber } from './bill-row.tsx';
import { Receiving } from './receiving.tsx';
import { Splitting } from './splitting.tsx';

type One = OutputOf<typeof get>;

export function BillDrawer({
  id,
  onOpen,
  onAct,
}: {
  id: string | null;
  onOpen: (id: string | null) => void;
  onAct?: (act: BillAct, bill: BillRow) => void;
}) {
  const { t } = useReading();
  const phone = usePhone();
  const asked = useOperation(get, { id: id ?? '' }, { enabled: id !== null });
  const one = asked.data;
  return (
    <Drawer
      open={id !== null}
      onClose={() => onOpen(null)}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '85dvh' : 500}
      title={
        one
          ? t('bills.detail.title', { type: t(`bills.type.${one.bill.type}`), number: shortNumber(one.bill) })
          : t('kit.loading')
      }
      destroyOnHidden
    >
      {asked.error ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : one ? (
        <Found one={one} onOpen={onOpen} {...(onAct ? { onAct } : {})} />
      ) : (
        <LoadingRows rows={8} />
      )}
    </Drawer>
  );
}

function Found({
  one,
  onOpen,
  onAct,
}: {
  one: One;
  onOpen: (id: string | null) => void;
  onAct?: (act: BillAct, bill: BillRow) => void;
}) {
  const { t, money, unit } = useReading();
  const [undoing, setUndoing] = useState(false);
  const [form, setForm] = useState<'split' | 'replace' | 'rest' | null>(null);
  const { bill } = one;
  const held = (value: One['exposure']) => `${money(value)} ${unit(value.currency)}`;
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t('bills.cols.state'), <StateText key="s" bill={bill} />],
    [t('bills.cols.amount'), <MoneyText key="a" value={bill.amount} withUnit strong />],
    [t('bills.cols.counted'), <MoneyText key="c" value={bill.counted} withUnit />],
    ...(one.open ? [[t('bills.detail.open'), <MoneyText key="o" value={one.open.amount} withUnit risk={4} />] as const] : []),
    [t('bills.cols.dueOn'), <DayText key="d" on={bill.dueOn} relative="due" />],
    [t('bills.detail.presentBy'), <DayText key="p" on={one.presentBy} />],
    ...(bill.state === 'endorsed' || bill.state === 'discounted'
      ? [[t('bills.detail.noticeBy'), <DayText key="n" on={one.noticeBy} />] as const]
      : []),
    [
      t('bills.detail.from'),
      <Link key="u" to="/customers/$code" params={{ code: bill.customer.code }} data-content>
        {bill.customer.name}
      </Link>,
    ],
    [
      t('bills.cols.acceptor'),
      <span key="k" data-content>
        {bill.acceptor}
      </span>,
    ],
    ...(bill.drawer
      ? [
          [
            t('bills.cols.drawer'),
            <span key="w" data-content>
              {bill.drawer}
            </span>,
          ] as const,
        ]
      : []),
    [
      t('bills.cols.number'),
      <span key="f" className="x-num x-bill-number" data-content>
        {bill.number}
      </span>,
    ],
  ];
  // A bill that came back may be paid with another one as well (换票).
  const replaceable = one.acts.includes('replace') || one.open !== null;
  const acts = one.acts.filter((act) => act !== 'replace' && act !== 'split');
  const last = one.life.findLast((each) => !each.undone && each.undoes === null);
  return (
    <div>
      {onAct && (acts.length > 0 || replaceable) && (
        <div className="x-bill-acts">
          {acts.map((act) => (
            <Button key={act} size="small" danger={act === 'dishonour'} onClick={() => onAct(act, bill)}>
              {t(`bills.act.${act}`)}
            </Button>
          ))}
          {replaceable && (
            <Button size="small" onClick={() => setForm('replace')}>
              {t('bills.act.replace')}
            </Button>
          )}
          {one.acts.includes('split') && (
            <Button size="small" onClick={() => setForm('split')}>
              {t('bills.act.split')}
            </Button>
          )}
        </div>
      )}
      <div className="x-lines x-lines-ruled">
        {facts.map(([label, value]) => (
          <div key={label}>
            <span className="x-caption">{label}</span>
            <span>{value}</span>
          </div>
        ))}
      </div>
      <h3 className="x-gap-top">{t('bills.detail.life')}</h3>
      <Timeline entries={one.life.toReversed().map((each) => entryOf(each, one, t, held))} />
      {onAct && last && bill.state !== 'split' && (
        <Button size="small" type="link" onClick={() => setUndoing(true)}>
          {t('bills.detail.takeBack')}
        </Button>
      )}
      <h3 className="x-gap-top">{t('bills.detail.pays')}</h3>
      {one.pays.length === 0 ? (
        <p className="x-quiet">{t('bills.detail.paysNone', { amount: held(bill.unapplied) })}</p>
      ) : (
        <div className="x-lines x-lines-ruled">
          {one.pays.map((each) => (
            <div key={`${each.documentId} ${each.on} ${each.amount.amount}`}>
              <span data-content>{each.number}</span>
              <span className="x-lines-end">
                <DayText on={each.on} />
                <MoneyText value={each.amount} />
              </span>
            </div>
          ))}
        </div>
      )}
      {one.pays.length > 0 && Number(bill.unapplied.amount) > 0 && (
        <p className="x-quiet">{t('bills.detail.unapplied', { amount: held(bill.unapplied) })}</p>
      )}
      {onAct && Number(bill.unapplied.amount) > 0 && (
        <Button size="small" type="link" onClick={() => setForm('rest')}>
          {t('bills.rest.button')}
        </Button>
      )}
      {one.parts.length > 0 && (
        <>
          <h3 className="x-gap-top">{t('bills.detail.parts')}</h3>
          <div className="x-lines x-lines-ruled">
            {one.parts.map((part) => (
              <div key={part.id}>
                <button type="button" className="x-link" onClick={() => onOpen(part.id)}>
                  {part.subRange ?? part.id}
                </button>
                <span className="x-lines-end">
                  {t(`bills.state.${part.state}`)}
                  <MoneyText value={part.amount} />
                </span>
              </div>
            ))}
          </div>
        </>
      )}
      {one.whole !== null && (
        <Button size="small" type="link" onClick={() => onOpen(one.whole)}>
          {t('bills.detail.whole')}
        </Button>
      )}
      {form === 'split' && <Splitting bill={bill} onDone={() => setForm(null)} />}
      {form === 'rest' && <ApplyingRest bill={bill} onDone={() => setForm(null)} />}
      {form === 'replace' && (
        <Receiving replaces={{ bill, open: one.open?.amount ?? bill.amount }} onDone={() => setForm(null)} />
      )}
      {undoing && last && (
        <TakeBack
          id={bill.id}
          first={last.seq === 1}
          what={t(`bills.life.${last.state}`)}
          onDone={(gone) => {
            setUndoing(false);
            if (gone) onOpen(null);
          }}
        />
      )}
    </div>
  );
}

function entryOf(
  each: One['life'][number],
  one: One,
  t: ReturnType<typeof useReading>['t'],
  held: (value: One['exposure']) => string,
) {
  const undone = one.life.find((other) => other.seq === each.undoes);
  const title = undone
    ? t('bills.detail.undo', { what: t(`bills.life.${undone.state}`) })
    : `${t(`bills.life.${each.state}`)}${each.undone ? ` (${t('bills.detail.undone')})` : ''}`;
  const passed = undone === undefined && (each.state === 'endorsed' || each.state === 'discounted');
  const detail = [
    each.counterparty ? t('bills.detail.to', { name: each.counterparty }) : null,
    passed ? (each.recourse ? t('bills.withRecourse') : t('bills.withoutRecourse')) : null,
    each.fee ? t('bills.detail.fee', { amount: held(each.fee) }) : null,
    each.assumed ? t('bills.detail.assumed') : null,
    each.note,
    each.by ? t('bills.detail.by', { name: each.by }) : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
  const grave = each.state === 'dishonoured' && !each.undone && undone === undefined;
  return {
    key: String(each.seq),
    at: each.on,
    title: each.undone ? <s>{title}</s> : title,
    detail: <span data-content>{detail}</span>,
    ...(grave ? { step: 4 as const } : {}),
  };
}

function TakeBack({ id, first, what, onDone }: { id: string; first: boolean; what: string; onDone: (gone: boolean) => void }) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const undoing = useAct(undo);
  const ready = reason.trim().length >= 2;
  const run = () => {
    if (ready) undoing.mutate({ input: { id, reason: reason.trim() } }, { onSuccess: (answer) => onDone(answer.state === null) });
  };
  return (
    <Modal
      open
      onCancel={() => onDone(false)}
      title={t('bills.detail.takeBackTitle', { what })}
      footer={
        <Button type="primary" danger disabled={!ready} loading={undoing.isPending} onClick={run}>
          {t('bills.detail.takeBackDo', { what })}
        </Button>
      }
    >
      <p className="x-quiet">{first ? t('bills.detail.takeBackFirst') : t('bills.detail.takeBackHelp')}</p>
      <Input.TextArea
        autoFocus
        className="x-gap-top"
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('bills.detail.reason')}
        placeholder={t('bills.detail.reason')}
        onChange={(event) => setReason(event.target.value)}
      />
      <Refusal error={undoing.error} />
    </Modal>
  );
}
