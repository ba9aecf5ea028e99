// One contract: how much of it is done, what does not fit, its milestones, retention, documents, versions.
import { Link, useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { useKeys } from '#web/kit/keys.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { RecordPage } from '#web/kit/record-page.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { Figure, MoneyText, RiskMark, RiskTag } from '#web/kit/text.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { type BodyInput, get } from '../contract.ts';
import { ChangeState, type Moving } from './contract-acts.tsx';
import { Documents, Orders, Terms, Versions, Warnings } from './contract-cards.tsx';
import { ContractForm } from './contract-form.tsx';
import { Milestones } from './contract-milestones.tsx';
import { Retentions } from './contract-retention.tsx';
import { FulfilmentBar } from './fulfilment-bar.tsx';
import { useReasonsText } from './reasons.ts';
import './contracts.css';

export type ContractData = OutputOf<typeof get>;

export function ContractPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useReading();
  const { data, error, refetch } = useOperation(get, { id });
  useCrumbs([{ label: t('contracts.title'), to: '/contracts' }, { label: data?.number ?? '…' }]);
  if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data)
    return (
      <div className="x-cards">
        <div className="x-span-12">
          <LoadingCard lines={3} />
        </div>
        <div className="x-span-12">
          <LoadingCard lines={8} />
        </div>
      </div>
    );
  return <Loaded data={data} />;
}

/** Which moves a state allows, as buttons. */
const MOVES: Readonly<Record<ContractData['state'], readonly Moving[]>> = {
  draft: ['start', 'end'],
  in_force: ['suspend', 'end'],
  suspended: ['resume', 'end'],
  ended: [],
  withdrawn: [],
};

function Loaded({ data }: { data: ContractData }) {
  const { t } = useReading();
  const mayWrite = useMay('ledger.write');
  const [amending, setAmending] = useState(false);
  const [moving, setMoving] = useState<Moving | null>(null);
  const body = data.body as unknown as BodyInput;
  const mayAmend = mayWrite && data.state !== 'ended';
  useKeys(mayAmend ? [{ key: 'e', label: t('contracts.amend'), run: () => setAmending(true) }] : []);
  const amount = body.amount ?? null;
  const { fulfilment } = data;
  const over = fulfilment.notInvoiced?.amount.startsWith('-') ?? false;
  const overdue = /[1-9]/.test(fulfilment.overdue.amount);
  return (
    <>
      <RecordPage
        title={<span data-content>{data.number}</span>}
        tags={
          <RiskTag
            step={data.state === 'suspended' ? 3 : data.state === 'in_force' ? 1 : 2}
            word={t(`contracts.state.${data.state}`)}
          />
        }
        caption={
          <span data-content>
            {body.title && `${body.title} · `}
            <Link to={'/customers/$code' as never} params={{ code: data.customer.code } as never}>
              {data.customer.name}
            </Link>
            {` · ${t('contracts.head.entity')} ${data.entity.name} · `}
            {t('contracts.head.since', { from: body.startsOn, to: body.endsOn ?? t('contracts.head.open') })}
            {` · ${t('contracts.head.version', { version: data.version })}`}
          </span>
        }
        actions={
          mayWrite && (
            <>
              {MOVES[data.state].map((each) => (
                <Button key={each} onClick={() => setMoving(each)}>
                  {t(`contracts.act.${each}`)}
                </Button>
              ))}
              {mayAmend && (
                <Button type="primary" onClick={() => setAmending(true)}>
                  {t('contracts.amend')}
                </Button>
              )}
            </>
          )
        }
        figures={
          <>
            <Figure label={t('contracts.col.amount')} big>
              <MoneyText value={amount} withUnit missing={t('contracts.framework')} />
            </Figure>
            <Figure label={t('contracts.col.invoiced')}>
              <MoneyText value={fulfilment.invoiced} />
            </Figure>
            {over && (
              <Figure label={t('contracts.fig.overInvoiced')}>
                <MoneyText value={{ ...fulfilment.notInvoiced!, amount: fulfilment.notInvoiced!.amount.slice(1) }} risk={4} />
              </Figure>
            )}
            <Figure label={t('contracts.col.received')}>
              <MoneyText value={fulfilment.received} />
            </Figure>
            <Figure label={t('contracts.col.outstanding')}>
              <MoneyText value={fulfilment.outstanding} />
            </Figure>
            <Figure label={t('contracts.col.overdue')}>
              <MoneyText value={fulfilment.overdue} {...(overdue ? { risk: 3 as const } : {})} />
            </Figure>
            <Figure label={t('contracts.fig.ordered')}>
              <MoneyText value={fulfilment.ordered} />
            </Figure>
            <Figure label={t('contracts.fig.delivered')}>
              <MoneyText value={fulfilment.deliveredNotInvoiced} />
            </Figure>
          </>
        }
        note={<Waiting data={data} />}
        bar={<FulfilmentBar of={fulfilment} amount={amount} legend />}
      >
        <div className="x-cards">
          <Warnings data={data} />
          <Milestones data={data} mayWrite={mayWrite && data.state !== 'draft'} />
          <Terms data={data} body={body} />
          <Retentions data={data} mayWrite={mayWrite} />
          <Documents data={data} />
          {data.orders.length > 0 && <Orders data={data} />}
          <Versions data={data} />
        </div>
      </RecordPage>
      {amending && (
        <ContractForm
          amending={{
            id: data.id,
            number: data.number,
            customer: data.customer.code,
            currency: data.currency,
            version: data.version,
            body,
          }}
          onClose={() => setAmending(false)}
        />
      )}
      {moving && <ChangeState id={data.id} number={data.number} moving={moving} onClose={() => setMoving(null)} />}
    </>
  );
}

/** What waits for a second person. */
function Waiting({ data }: { data: ContractData }) {
  const { t } = useReading();
  const say = useReasonsText();
  return data.waiting.map((each) => (
    <Link key={each.id} to="/approvals">
      <RiskMark step={2} word={`${t('contracts.waiting')}：${say(each.reasons)}`} />
    </Link>
  ));
}
