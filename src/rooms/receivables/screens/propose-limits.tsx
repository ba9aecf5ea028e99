// For the selected customers: work out limits by the rulebook, look at what would change, hand it to a second person.
import { Link } from '@tanstack/react-router';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { propose, submit } from '#rooms/limits/contract.ts';
import { call, useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Progress, Refusal } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { problemText } from '#web/words/problem-text.ts';

type Proposal = OutputOf<typeof propose>['proposals'][number];
type Found = { readonly proposals: Proposal[]; unchanged: number; missing: number; failed: number; why: string };

/** One call a customer: more are worked out for the whole ledger at once, by the job of the night. */
const SELECTED_MAX = 100;

export function ProposeLimits({ customers }: { customers: readonly string[] }) {
  const { t } = useReading();
  const [done, setDone] = useState<number | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const run = async () => {
    const result: Found = { proposals: [], unchanged: 0, missing: 0, failed: 0, why: '' };
    for (const [at, customer] of customers.entries()) {
      setDone(at);
      try {
        const answer = await call(propose, { customer });
        result.proposals.push(...answer.proposals);
        result.unchanged += answer.unchanged;
        result.missing += answer.missing;
      } catch (error) {
        result.failed += 1;
        result.why = problemText(error, t);
      }
    }
    setDone(null);
    setFound(result);
  };
  const tooMany = customers.length > SELECTED_MAX;
  return (
    <>
      <Button
        size="small"
        type="primary"
        onClick={() => void run()}
        disabled={tooMany}
        {...(tooMany ? { title: t('ledger.tooMany', { most: SELECTED_MAX }) } : {})}
        loading={done !== null}
      >
        {t('ledger.propose')}
      </Button>
      <Modal open={done !== null} footer={null} closable={false} width={420}>
        <Progress title={t('ledger.propose')} done={done ?? 0} total={customers.length} />
      </Modal>
      {found && <Proposals found={found} worked={customers.length} onClose={() => setFound(null)} />}
    </>
  );
}

function Proposals({ found, worked, onClose }: { found: Found; worked: number; onClose: () => void }) {
  const { t, unit } = useReading();
  const [reason, setReason] = useState('');
  const submitting = useAct(submit);
  const { proposals } = found;
  const sent = submitting.data?.submitted;
  return (
    <Modal
      open
      onCancel={onClose}
      width={640}
      title={proposals.length > 0 ? t('ledger.proposedTitle', { count: proposals.length }) : t('ledger.proposedNone')}
      footer={
        sent !== undefined ? (
          <Link to="/approvals" onClick={onClose}>
            {t('ledger.seeApprovals')}
          </Link>
        ) : proposals.length > 0 ? (
          <Button
            type="primary"
            disabled={reason.trim().length < 2}
            loading={submitting.isPending}
            onClick={() => submitting.mutate({ input: { proposals: proposals.map((each) => each.id), reason: reason.trim() } })}
          >
            {t('ledger.submitProposals', { count: proposals.length })}
          </Button>
        ) : null
      }
    >
      <p>
        {t('ledger.proposedSum', {
          count: worked,
          proposed: proposals.length,
          unchanged: found.unchanged,
          missing: found.missing,
        })}
      </p>
      {found.failed > 0 && <p role="alert">{t('ledger.proposedFailed', { count: found.failed, why: found.why })}</p>}
      {proposals.length > 0 && (
        <table className="x-twin-table">
          <thead>
            <tr>
              <th scope="col">{t('glossary.customer')}</th>
              <th scope="col" className="x-end">
                {t('ledger.currentLimit')} {unit()}
              </th>
              <th scope="col" className="x-end">
                {t('ledger.proposedLimit')}
              </th>
              <th scope="col" className="x-end">
                {t('glossary.terms')}
              </th>
            </tr>
          </thead>
          <tbody>
            {proposals.map((each) => (
              <tr key={each.id}>
                <td data-content>{each.customer.name}</td>
                <td className="x-end">
                  <MoneyText value={each.current} missing={t('kit.noLimit')} />
                </td>
                <td className="x-end">
                  <MoneyText value={each.amount} strong missing={t('kit.noLimit')} />
                </td>
                <td className="x-end">{each.termsDays === null ? '—' : t('kit.days', { count: each.termsDays })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {sent !== undefined ? (
        <p role="status">{t('ledger.submitted', { count: sent })}</p>
      ) : (
        proposals.length > 0 && (
          <Input.TextArea
            className="x-gap-top"
            value={reason}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 4 }}
            aria-label={t('ledger.proposeReason')}
            placeholder={t('ledger.proposeReason')}
            onChange={(event) => setReason(event.target.value)}
          />
        )
      )}
      <Refusal error={submitting.error} />
    </Modal>
  );
}
