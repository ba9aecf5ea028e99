// Milestones of a contract in the order of their days; done with the paper that shows it.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { daysBetween } from '#base/date.ts';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { milestone } from '../contract.ts';
import type { ContractData } from './contract.tsx';

type Step = ContractData['milestones'][number];

export function Milestones({ data, mayWrite }: { data: ContractData; mayWrite: boolean }) {
  const { t } = useReading();
  const [doing, setDoing] = useState<Step | null>(null);
  const act = useAct(milestone);
  const steps = data.milestones.toSorted((a, b) =>
    (a.doneOn ?? a.plannedOn ?? '9') < (b.doneOn ?? b.plannedOn ?? '9') ? -1 : 1,
  );
  return (
    <Card className="x-span-8" title={t('contracts.mile.title')}>
      {steps.length === 0 ? (
        <span className="x-quiet">{t('contracts.mile.none')}</span>
      ) : (
        <ol className="x-contract-miles">
          {steps.map((each) => {
            const late = each.doneOn === null && each.plannedOn !== null && each.plannedOn < data.asOf;
            return (
              <li key={each.key} data-done={each.doneOn ? '' : undefined} data-late={late ? '' : undefined}>
                <b data-content>{each.name}</b>
                <span>
                  {each.amount && <MoneyText value={each.amount} withUnit />}{' '}
                  {each.sharePpm !== null && <span className="x-quiet">{formatPercent(each.sharePpm, 0)}</span>}
                </span>
                <span className="x-caption x-num">
                  {each.doneOn
                    ? t('contracts.mile.done', { on: each.doneOn })
                    : each.plannedOn && t('contracts.mile.planned', { on: each.plannedOn })}
                </span>
                {late && each.plannedOn && (
                  <RiskMark step={3} word={t('contracts.mile.late', { days: daysBetween(each.plannedOn, data.asOf) })} />
                )}
                {each.evidence && (
                  <span className="x-caption" data-content>
                    {each.evidence}
                  </span>
                )}
                {each.dueOn && each.kind !== 'other' && (
                  <span className="x-caption x-num">{t('contracts.mile.due', { on: each.dueOn })}</span>
                )}
                {mayWrite && (
                  <span>
                    {each.doneOn ? (
                      <Button
                        size="small"
                        type="link"
                        className="x-contract-undo"
                        onClick={() => act.mutate({ input: { id: data.id, milestone: each.key } })}
                      >
                        {t('contracts.mile.undo')}
                      </Button>
                    ) : (
                      <Button size="small" onClick={() => setDoing(each)}>
                        {t('contracts.mile.act')}
                      </Button>
                    )}
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      )}
      <Refusal error={act.error} />
      {doing && <MarkDone id={data.id} step={doing} onClose={() => setDoing(null)} />}
    </Card>
  );
}

function MarkDone({ id, step, onClose }: { id: string; step: Step; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [doneOn, setDoneOn] = useState(today);
  const [evidence, setEvidence] = useState('');
  const act = useAct(milestone);
  const needed = step.kind === 'delivery' || step.kind === 'acceptance';
  const send = async () => {
    try {
      await act.mutateAsync({
        input: { id, milestone: step.key, doneOn, ...(evidence.trim() ? { evidence: evidence.trim() } : {}) },
      });
      onClose();
    } catch {
      // The refusal stands below.
    }
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{step.name}</span>}
      footer={
        <Button
          type="primary"
          disabled={doneOn === '' || (needed && evidence.trim() === '')}
          loading={act.isPending}
          onClick={() => void send()}
        >
          <span data-content>{t('contracts.mile.save', { name: step.name })}</span>
        </Button>
      }
    >
      <div className="x-stack">
        <label>
          {t('contracts.mile.doneOn')}
          <DayField max={today} value={doneOn} onChange={setDoneOn} />
        </label>
        <label>
          {t('contracts.mile.evidence')}
          <Input
            value={evidence}
            maxLength={300}
            placeholder={t('contracts.mile.evidenceHint')}
            onChange={(event) => setEvidence(event.target.value)}
          />
        </label>
      </div>
      <Refusal error={act.error} />
    </Modal>
  );
}
