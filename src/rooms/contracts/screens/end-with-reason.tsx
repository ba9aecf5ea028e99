// Ending something for a reason: what follows is said before, and the reason is kept.
import { Button, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';

/** A reason shorter than this is none. */
const REASON_MIN = 2;

export function EndWithReason({
  title,
  help,
  ending,
  onEnd,
  onClose,
}: {
  title: string;
  help: ReactNode;
  ending: { readonly isPending: boolean; readonly error: unknown };
  onEnd: (reason: string) => void;
  onClose: () => void;
}) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const ready = reason.trim().length >= REASON_MIN;
  return (
    <Modal
      open
      onCancel={onClose}
      title={title}
      footer={
        <Button danger disabled={!ready} loading={ending.isPending} onClick={() => ready && onEnd(reason.trim())}>
          {title}
        </Button>
      }
    >
      <p className="x-quiet">{help}</p>
      <Input.TextArea
        autoFocus
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('kit.reasonPlaceholder')}
        placeholder={t('kit.reasonPlaceholder')}
        onChange={(event) => setReason(event.target.value)}
      />
      <Refusal error={ending.error} />
    </Modal>
  );
}
