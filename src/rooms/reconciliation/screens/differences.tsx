// The differences of an answer, settled one by one.
import { Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { RESOLUTIONS, settle } from '../contract.ts';
import type { Letter } from './letter.tsx';

type Row = Letter['differences'][number];
/** What the answer did not name. */
const UNEXPLAINED = '*';

export function Differences({ of, mayWrite }: { of: Letter; mayWrite: boolean }) {
  const { t, money } = useReading();
  // To the cent, as everything on the letter is.
  const exact = (value: Row['ours']) => <span className="x-num">{money(value, { scale: 'one' })}</span>;
  const [settling, setSettling] = useState<Row | null>(null);
  return (
    <Card title={t('reconciliation.differences')} caption={of.figures.currency} flush>
      <div className="x-figures-scroll">
        <table className="x-figures">
          <thead>
            <tr>
              <th>{t('reconciliation.columns.document')}</th>
              <th className="x-end">{t('reconciliation.columns.ours')}</th>
              <th className="x-end">{t('reconciliation.columns.theirs')}</th>
              <th>{t('reconciliation.columns.note')}</th>
            </tr>
          </thead>
          <tbody>
            {of.differences.map((row) => (
              <tr key={row.id}>
                <td className="x-wrap" data-content>
                  {numberOf(row, t('reconciliation.unexplained'))}{' '}
                  <span className="x-aside">{row.why === UNEXPLAINED ? '' : row.why}</span>
                </td>
                <td className="x-end">{exact(row.ours)}</td>
                <td className="x-end">{exact(row.theirs)}</td>
                <td className="x-wrap">
                  {row.resolution ? (
                    <>
                      {t(`reconciliation.resolution.${row.resolution}`)}{' '}
                      <span className="x-aside">
                        {[row.correction, row.note, row.settledBy].filter((each) => each !== null).join(' · ')}
                      </span>
                    </>
                  ) : (
                    <>
                      {row.owner && (
                        <span className="x-aside">
                          {row.owner} {row.dueOn}{' '}
                        </span>
                      )}
                      {mayWrite && (
                        <Button size="small" onClick={() => setSettling(row)}>
                          {t('reconciliation.settleDo')}
                        </Button>
                      )}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {settling && <Settle row={settling} onClose={() => setSettling(null)} />}
    </Card>
  );
}

function numberOf(row: Pick<Row, 'number'>, unexplained: string): string {
  return row.number === UNEXPLAINED ? unexplained : row.number;
}

export function Settle({ row, onClose }: { row: Pick<Row, 'id' | 'number'>; onClose: () => void }) {
  const { t } = useReading();
  const [resolution, setResolution] = useState<(typeof RESOLUTIONS)[number]>('in_transit');
  const [correction, setCorrection] = useState('');
  const [note, setNote] = useState('');
  const settling = useAct(settle);
  const needsCorrection = resolution === 'our_error';
  const ready = note.trim().length >= 2 && (!needsCorrection || correction.trim() !== '');
  const run = () =>
    settling.mutate(
      {
        input: {
          difference: row.id,
          resolution,
          note: note.trim(),
          ...(needsCorrection ? { correction: correction.trim() } : {}),
        },
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={
        <span data-content>{t('reconciliation.settleTitle', { number: numberOf(row, t('reconciliation.unexplained')) })}</span>
      }
      footer={
        <Button type="primary" disabled={!ready} loading={settling.isPending} onClick={run}>
          {t('reconciliation.settleConfirm', { resolution: t(`reconciliation.resolution.${resolution}`) })}
        </Button>
      }
    >
      <Radio.Group
        className="x-radio-lines"
        value={resolution}
        onChange={(event) => setResolution(event.target.value as typeof resolution)}
        options={RESOLUTIONS.map((value) => ({ value, label: t(`reconciliation.resolution.${value}`) }))}
      />
      {needsCorrection && (
        <Input
          className="x-gap-top"
          value={correction}
          maxLength={100}
          placeholder={t('reconciliation.correction')}
          aria-label={t('reconciliation.correction')}
          onChange={(event) => setCorrection(event.target.value)}
        />
      )}
      <Input.TextArea
        className="x-gap-top"
        value={note}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        placeholder={t('kit.reasonPlaceholder')}
        aria-label={t('kit.reasonPlaceholder')}
        onChange={(event) => setNote(event.target.value)}
      />
      <Refusal error={settling.error} />
    </Modal>
  );
}
