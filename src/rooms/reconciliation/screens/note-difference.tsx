// What somebody found out about a difference of totals: noted, or settled.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { noteDifference } from '../contract.ts';

export function NoteDifference(props: { comparison: string; line: number; name: string; onClose: () => void }) {
  const { comparison, line, name, onClose } = props;
  const { t } = useReading();
  const [note, setNote] = useState('');
  const acting = useAct(noteDifference);
  const run = (state: 'noted' | 'settled') =>
    acting.mutate({ input: { comparison, line, state, note: note.trim() } }, { onSuccess: onClose });
  const short = note.trim().length < 2;
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('reconciliation.noteTitle', { name })}</span>}
      footer={
        <>
          <Button disabled={short} loading={acting.isPending} onClick={() => run('noted')}>
            {t('reconciliation.noteDo')}
          </Button>
          <Button type="primary" disabled={short} loading={acting.isPending} onClick={() => run('settled')}>
            {t('reconciliation.settledDo')}
          </Button>
        </>
      }
    >
      <Input.TextArea
        autoFocus
        value={note}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        placeholder={t('kit.reasonPlaceholder')}
        aria-label={t('kit.reasonPlaceholder')}
        onChange={(event) => setNote(event.target.value)}
      />
      <Refusal error={acting.error} />
    </Modal>
  );
}
