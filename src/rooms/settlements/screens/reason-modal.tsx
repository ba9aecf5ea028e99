// An act that needs a reason: what will happen, why, and the button that says it.
import { Button, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';

export function ReasonModal({
  title,
  help,
  act,
  busy,
  ready: filled = true,
  error,
  onAct,
  onDone,
  children,
}: {
  title: string;
  help: string;
  act: string;
  busy: boolean;
  /** The other fields are filled in. */
  ready?: boolean;
  error: unknown;
  onAct: (reason: string) => void;
  onDone: () => void;
  children?: ReactNode;
}) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const ready = filled && reason.trim().length >= 2 && !busy;
  const run = () => ready && onAct(reason.trim());
  return (
    <Modal
      open
      onCancel={onDone}
      title={<span data-content>{title}</span>}
      footer={
        <Button type="primary" disabled={!ready} loading={busy} onClick={run}>
          {act}
        </Button>
      }
    >
      <p className="x-quiet">{help}</p>
      {children}
      <Input.TextArea
        autoFocus
        className="x-gap-top"
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('settlements.reasonLabel')}
        placeholder={t('kit.reasonPlaceholder')}
        onChange={(event) => setReason(event.target.value)}
      />
      <Refusal error={error} />
    </Modal>
  );
}
