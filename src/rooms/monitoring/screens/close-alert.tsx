// Closing an alert says what was done about it.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { reasonText } from '#web/words/reason-text.ts';
import { close } from '../contract.ts';
import type { AlertRow } from './alerts.tsx';

export function CloseAlert({ row, onDone }: { row: AlertRow; onDone: () => void }) {
  const { t, scale, lang } = useReading();
  const [reason, setReason] = useState('');
  const closing = useAct(close);
  const ready = reason.trim().length >= 2;
  const run = () => {
    if (ready) closing.mutate({ input: { id: row.id, reason: reason.trim() } }, { onSuccess: onDone });
  };
  return (
    <Modal
      open
      onCancel={onDone}
      title={<span data-content>{t('alerts.closeTitle', { name: row.customer.name })}</span>}
      footer={
        <Button type="primary" disabled={!ready} loading={closing.isPending} onClick={run}>
          {t('alerts.closeDo')}
        </Button>
      }
    >
      <p>{reasonText({ ...row.facts, code: row.code, level: row.level }, t, { scale, lang })}</p>
      <p className="x-quiet">{t('alerts.closeHelp')}</p>
      <Input.TextArea
        autoFocus
        className="x-gap-top"
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('kit.reasonPlaceholder')}
        placeholder={t('kit.reasonPlaceholder')}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
        }}
      />
      <Refusal error={closing.error} />
    </Modal>
  );
}
