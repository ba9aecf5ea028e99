// What was merged, by whom and why, and the way back.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { usePages } from '#web/paging.ts';
import { merges, undoMerge } from '../contract.ts';

type Merged = OutputOf<typeof merges>['merges'][number];

export function MergeHistory() {
  const { t } = useReading();
  const { today } = useAsOf();
  const [undoing, setUndoing] = useState<Merged | null>(null);
  const asked = usePages(merges, {});
  const rows = asked.pages?.flatMap((page) => page.merges) ?? [];
  if (rows.length === 0) return null;
  return (
    <Card title={t('identity.dup.merges')}>
      <div className="x-lines x-lines-ruled">
        {rows.map((row) => (
          <div key={row.id}>
            <span data-content>
              {t('identity.dup.mergedInto', {
                merged: `${row.merged.code} ${row.merged.name}`,
                survivor: `${row.survivor.code} ${row.survivor.name}`,
              })}
              <span className="x-caption">
                {' '}
                {t(`identity.dup.state.${row.state}`)} · {instantText(row.undoneAt ?? row.doneAt ?? row.proposedAt, today)} ·{' '}
                {row.undoneBy ?? row.doneBy ?? row.proposedBy} · {row.undoReason ?? row.reason}
              </span>
            </span>
            {row.state === 'done' && (
              <Button size="small" onClick={() => setUndoing(row)}>
                {t('identity.dup.undo')}
              </Button>
            )}
          </div>
        ))}
      </div>
      {undoing && <Undo row={undoing} onClose={() => setUndoing(null)} />}
    </Card>
  );
}

function Undo({ row, onClose }: { row: Merged; onClose: () => void }) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const acting = useAct(undoMerge);
  const ready = reason.trim().length >= 2;
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('identity.dup.undo')}
      footer={
        <Button
          type="primary"
          disabled={!ready}
          loading={acting.isPending}
          onClick={() => acting.mutate({ input: { id: row.id, reason: reason.trim() } }, { onSuccess: onClose })}
        >
          {t('identity.dup.undo')}
        </Button>
      }
    >
      <p className="x-quiet">{t('identity.dup.undoHelp')}</p>
      <Input.TextArea
        autoFocus
        className="x-gap-top"
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('kit.reasonPlaceholder')}
        placeholder={t('kit.reasonPlaceholder')}
        onChange={(event) => setReason(event.target.value)}
      />
      <Refusal error={acting.error} />
    </Modal>
  );
}
