// First limits: proposed for everybody by the rules, submitted together, approved by a second person.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { proposals as listProposals, propose, submit } from '#rooms/limits/contract.ts';
import { call, useAct, useProgress } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Progress, Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { ByOthers, StepAct } from './step.tsx';
import { WhoMay } from './who-may.tsx';

/** As many as one submission takes. */
const SUBMIT_MAX = 500;
const PAGE = 200;

/** The drafts that stand, newest first, as far as one submission goes. */
async function drafts(): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: OutputOf<typeof listProposals> = await call(listProposals, {
      state: 'draft',
      limit: PAGE,
      ...(cursor ? { cursor } : {}),
    });
    ids.push(...page.proposals.map((each) => each.id));
    cursor = page.next;
  } while (cursor !== null && ids.length < SUBMIT_MAX);
  return ids.slice(0, SUBMIT_MAX);
}

export function LimitsStep({ waiting, ledger }: { waiting: number; ledger: boolean }) {
  const { t } = useReading();
  const may = useMay('limits.propose');
  return (
    <>
      {waiting > 0 && (
        <p>
          {t('guide.limits.waiting', { count: waiting })} <Link to="/approvals">{t('guide.limits.toApprovals')}</Link>
        </p>
      )}
      {!ledger ? (
        <p className="x-caption">{t('guide.ledger.todo')}</p>
      ) : may ? (
        <Proposing />
      ) : (
        <ByOthers>
          <WhoMay permission="limits.propose" />
        </ByOthers>
      )}
    </>
  );
}

function Proposing() {
  const { t } = useReading();
  const act = useAct(propose);
  const send = useAct(submit);
  const [progressId, setProgressId] = useState<string | null>(null);
  const [ready, setReady] = useState<readonly string[]>([]);
  const progress = useProgress(act.isPending ? progressId : null);
  const begin = async () => {
    const id = crypto.randomUUID();
    setProgressId(id);
    try {
      await act.mutateAsync({ input: {}, progressId: id });
      setReady(await drafts());
    } catch {
      // Said below the button.
    }
  };
  const hand = async () => {
    try {
      await send.mutateAsync({ input: { proposals: [...ready], reason: t('guide.limits.reason') } });
      setReady([]);
    } catch {
      // Said below the button.
    }
  };
  return (
    <>
      {act.isPending ? (
        <Progress title={t('guide.limits.work')} done={progress?.done ?? 0} total={progress?.total ?? null} />
      ) : (
        <div className="x-form-act">
          {ready.length > 0 ? (
            <StepAct busy={send.isPending} onClick={() => void hand()}>
              {t('guide.limits.submit', { count: ready.length })}
            </StepAct>
          ) : (
            <Button onClick={() => void begin()}>{t('guide.limits.propose')}</Button>
          )}
          {act.data && (
            <span className="x-caption">
              {t('guide.limits.proposed', {
                proposed: act.data.proposed,
                unchanged: act.data.unchanged,
                missing: act.data.missing,
              })}
            </span>
          )}
        </div>
      )}
      <Refusal error={act.error ?? send.error} />
    </>
  );
}
