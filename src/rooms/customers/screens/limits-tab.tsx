// Limits of a customer: what is in force and how it came, proposals with their arithmetic, the freeze.
import { Link } from '@tanstack/react-router';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { freeze, propose, submit, unfreeze } from '#rooms/limits/contract.ts';
import { useAct } from '#web/api.ts';
import { Card, TwinTable } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { LimitArithmetic } from '#web/kit/limit-arithmetic.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { LoadingCard, Refusal } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import type { CustomerData, Grant, Limits, Position } from './customer-data.ts';
import { SetLimit } from './set-limit.tsx';

export type LimitAct = 'set' | 'freeze' | null;

export function LimitsTab({
  data,
  position,
  act,
  onAct,
}: {
  data: CustomerData;
  position: Position | undefined;
  act: LimitAct;
  onAct: (act: LimitAct) => void;
}) {
  const mayPropose = useMay('limits.propose');
  const { limits } = data;
  if (!limits) return <LoadingCard lines={8} />;
  return (
    <div className="x-cards">
      <Grants limits={limits} position={position} />
      <div className="x-span-5 x-stack">
        <Proposals data={data} limits={limits} onSet={() => onAct('set')} />
        <FreezeCard limits={limits} onFreeze={() => onAct('freeze')} />
      </div>
      {mayPropose && act === 'set' && (
        <SetLimit
          customer={data.customer}
          currency={position?.currency ?? limits.grants[0]?.currency ?? null}
          termsDays={limits.termsDays ?? data.customer.termsDays}
          onClose={() => onAct(null)}
        />
      )}
      {act === 'freeze' && <FreezeDialog data={data} limits={limits} onClose={() => onAct(null)} />}
    </div>
  );
}

function grantState(grant: Grant, today: string): 'now' | 'past' | 'future' | 'revoked' {
  if (grant.revokedAt !== null) return 'revoked';
  if (grant.inForce) return 'now';
  return grant.validFrom > today ? 'future' : 'past';
}

function GrantAmount({ grant }: { grant: Grant }) {
  const { t } = useReading();
  return grant.mode === 'amount' ? (
    <MoneyText value={grant.amount} strong={grant.inForce} />
  ) : (
    <>{t(`customer.lim.mode.${grant.mode}`)}</>
  );
}

function Grants({ limits, position }: { limits: Limits; position: Position | undefined }) {
  const { t, money, unit } = useReading();
  const { asOf: today } = useAsOf();
  const title =
    position?.limitMode === 'unlimited'
      ? t('customer.lim.unlimited')
      : !position?.limit
        ? t('customer.lim.noneInForce')
        : limits.termsDays === null
          ? t('customer.lim.inForceNoTerms', { amount: money(position.limit) })
          : t('customer.lim.inForce', { amount: money(position.limit), days: limits.termsDays });
  return (
    <Card className="x-span-7" title={title} caption={t('customer.lim.grants')}>
      <TwinTable
        twin={{
          columns: [
            t('customer.lim.kindHead'),
            `${t('customer.docs.amount')} ${unit(position?.currency)}`,
            t('glossary.terms'),
            t('customer.lim.from'),
            t('customer.lim.to'),
            t('customer.lim.by'),
            t('customer.lim.state'),
          ],
          rows: limits.grants.map((each) => [
            t(`customer.lim.kind.${each.kind}`),
            <GrantAmount key="a" grant={each} />,
            each.termsDays === null ? '—' : t('kit.days', { count: each.termsDays }),
            each.validFrom,
            each.validTo ?? t('customer.lim.openEnd'),
            <span key="b" data-content>
              {each.grantedBy}
            </span>,
            t(`customer.lim.${grantState(each, today)}`),
          ]),
        }}
      />
    </Card>
  );
}

type Proposal = Limits['open'][number];

function Proposals({ data, limits, onSet }: { data: CustomerData; limits: Limits; onSet: () => void }) {
  const { t } = useReading();
  const mayPropose = useMay('limits.propose');
  const working = useAct(propose);
  const answer: OutputOf<typeof propose> | undefined = working.data;
  return (
    <Card
      title={limits.open.length > 0 ? t('customer.lim.open') : t('customer.lim.openNone')}
      extra={
        mayPropose && (
          <>
            <Button size="small" onClick={() => working.mutate({ input: { customer: data.code } })} loading={working.isPending}>
              {t('customer.act.propose')}
            </Button>
            <Button size="small" type="primary" onClick={onSet}>
              {t('customer.act.setLimit')}
            </Button>
          </>
        )
      }
    >
      {answer && answer.proposed === 0 && (
        <p role="status">{t(answer.missing > 0 ? 'customer.lim.proposeMissing' : 'customer.lim.proposeNone')}</p>
      )}
      <Refusal error={working.error} />
      {limits.open.map((each) => (
        <ProposalBlock key={each.id} proposal={each} />
      ))}
    </Card>
  );
}

function ProposalBlock({ proposal }: { proposal: Proposal }) {
  const { t, money } = useReading();
  const { today } = useAsOf();
  const mayPropose = useMay('limits.propose');
  const [reason, setReason] = useState('');
  const sending = useAct(submit);
  const to = proposal.mode === 'amount' ? money(proposal.amount) : t(`customer.lim.mode.${proposal.mode}`);
  return (
    <section className="x-proposal">
      <h3>
        {t('customer.lim.proposalLine', {
          from: proposal.current ? money(proposal.current) : t('kit.noLimit'),
          to,
          days: proposal.termsDays ?? '—',
        })}
      </h3>
      <p className="x-caption" data-content>
        {t(`customer.lim.kind.${proposal.kind}`)} · {t(`customer.lim.proposalState.${proposal.state}`)} · {proposal.madeBy} ·{' '}
        {instantText(proposal.recordedAt, today)}
        {proposal.reason ? ` · ${proposal.reason}` : ''}
      </p>
      {proposal.arithmetic && <LimitArithmetic arithmetic={proposal.arithmetic} />}
      {proposal.state === 'submitted' && <Link to="/approvals">{t('customer.lim.seeCase')}</Link>}
      {proposal.state === 'draft' && mayPropose && (
        <form
          className="x-decide-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim().length >= 2) sending.mutate({ input: { proposals: [proposal.id], reason: reason.trim() } });
          }}
        >
          <Input
            value={reason}
            maxLength={500}
            aria-label={t('customer.lim.reason')}
            placeholder={t('customer.lim.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button type="primary" htmlType="submit" disabled={reason.trim().length < 2} loading={sending.isPending}>
            {t('customer.lim.submit')}
          </Button>
        </form>
      )}
      <Refusal error={sending.error} />
    </section>
  );
}

function FreezeCard({ limits, onFreeze }: { limits: Limits; onFreeze: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const mayFreeze = useMay('limits.freeze');
  const { freeze: frozen } = limits;
  return (
    <Card
      title={
        frozen
          ? t('customer.lim.frozenTitle', { by: frozen.by, at: instantText(frozen.frozenAt, today), reason: frozen.reason })
          : t('customer.lim.notFrozen')
      }
      extra={
        mayFreeze && (
          <Button size="small" danger={frozen === null} onClick={onFreeze}>
            {frozen ? t('customer.act.unfreeze') : t('customer.act.freeze')}
          </Button>
        )
      }
    >
      <p className="x-quiet">{frozen ? t('customer.lim.unfreezeHelp') : t('customer.lim.freezeHelp')}</p>
    </Card>
  );
}

function FreezeDialog({ data, limits, onClose }: { data: CustomerData; limits: Limits; onClose: () => void }) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const freezing = useAct(freeze);
  const lifting = useAct(unfreeze);
  const doing = limits.freeze ? lifting : freezing;
  const run = () => doing.mutate({ input: { customer: data.code, reason: reason.trim() } }, { onSuccess: onClose });
  const { name } = data.customer;
  return (
    <Modal
      open
      onCancel={onClose}
      title={limits.freeze ? t('customer.act.unfreeze') : t('customer.act.freeze')}
      footer={
        <Button
          type="primary"
          danger={!limits.freeze}
          disabled={reason.trim().length < 2}
          loading={doing.isPending}
          onClick={run}
        >
          {t(limits.freeze ? 'customer.lim.unfreezeDo' : 'customer.lim.freezeDo', { name })}
        </Button>
      }
    >
      <p>{t(limits.freeze ? 'customer.lim.unfreezeHelp' : 'customer.lim.freezeHelp')}</p>
      <Input.TextArea
        autoFocus
        className="x-gap-top"
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('customer.lim.reason')}
        placeholder={t('customer.lim.reason')}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && reason.trim().length >= 2) run();
        }}
      />
      <Refusal error={doing.error} />
    </Modal>
  );
}
