// Moving a contract from one state to another, with the reason for the record.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { changeState } from '../contract.ts';
import { useReasonsText } from './reasons.ts';

export type Moving = 'start' | 'suspend' | 'resume' | 'end';
const TO = { start: 'in_force', suspend: 'suspended', resume: 'in_force', end: 'ended' } as const;

export function ChangeState({
  id,
  number,
  moving,
  onClose,
}: {
  id: string;
  number: string;
  moving: Moving;
  onClose: () => void;
}) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const act = useAct(changeState);
  const say = useReasonsText();
  const needed = moving !== 'start';
  const submitted = act.data?.outcome === 'submitted' ? act.data : null;
  const send = async () => {
    try {
      const answer = await act.mutateAsync({
        input: { id, state: TO[moving], ...(reason.trim() ? { reason: reason.trim() } : {}) },
      });
      if (answer.outcome === 'applied') onClose();
    } catch {
      // The refusal stands below.
    }
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{`${t(`contracts.act.${moving}`)} ${number}`}</span>}
      footer={
        submitted ? null : (
          <Button
            type="primary"
            disabled={needed && reason.trim().length < 2}
            loading={act.isPending}
            onClick={() => void send()}
          >
            {t(`contracts.act.${moving}Do`)}
          </Button>
        )
      }
    >
      {submitted ? (
        <RiskMark step={2} word={t('contracts.submitted', { why: say(submitted.reasons) })} />
      ) : (
        <div className="x-stack">
          <p className="x-quiet">{t(`contracts.act.help.${TO[moving]}`)}</p>
          {needed && (
            <Input.TextArea
              aria-label={t('glossary.reason')}
              placeholder={t('glossary.reason')}
              value={reason}
              maxLength={500}
              autoSize={{ minRows: 2, maxRows: 4 }}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </div>
      )}
      <Refusal error={act.error} />
    </Modal>
  );
}
