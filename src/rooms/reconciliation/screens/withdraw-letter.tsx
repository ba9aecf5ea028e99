// Withdrawing a letter, with the reason.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { withdraw } from '../contract.ts';
import type { Letter } from './letter.tsx';

export function WithdrawLetter({ of, onClose }: { of: Letter; onClose: () => void }) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const acting = useAct(withdraw);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('reconciliation.withdrawTitle', { number: of.letter.number })}
      footer={
        <Button
          danger
          disabled={reason.trim().length < 2}
          loading={acting.isPending}
          onClick={() => acting.mutate({ input: { letter: of.letter.id, reason: reason.trim() } }, { onSuccess: onClose })}
        >
          {t('reconciliation.withdrawTitle', { number: of.letter.number })}
        </Button>
      }
    >
      <p className="x-quiet">{t('reconciliation.withdrawHelp')}</p>
      <Input.TextArea
        autoFocus
        className="x-gap-top"
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        placeholder={t('kit.reasonPlaceholder')}
        aria-label={t('kit.reasonPlaceholder')}
        onChange={(event) => setReason(event.target.value)}
      />
      <Refusal error={acting.error} />
    </Modal>
  );
}
