// The last step, and an import of the past: what it did, with which answers, what it refused; undoing it.
import { useNavigate } from '@tanstack/react-router';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { ApiProblem, download, useAct } from '#web/api.ts';
import { Card, TwinTable } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { refusals, undo } from '../contract.ts';
import { AnswerLines } from './import-answers.tsx';
import { DEFAULT_SOURCE } from './import-history.tsx';
import { RefusedRows, ReportFigures, Warnings } from './import-preview.tsx';
import type { Held, Preview } from './import-session.ts';

const WHY_LEAST = 2;

export function ImportResult({
  held,
  read,
  may,
  onNext,
  onSheets,
}: {
  held: Held;
  read: Preview | null;
  may: boolean;
  onNext: () => void;
  /** Uploads the same workbook again, for its other sheets; null where the page no longer holds it. */
  onSheets: (() => void) | null;
}) {
  const { t } = useReading();
  const navigate = useNavigate();
  const { today } = useAsOf();
  const [undoing, setUndoing] = useState(false);
  const report = read?.report ?? null;
  const sheetsLeft = report?.warnings.find((each) => each.code === 'sheets_left') ?? null;
  const title =
    held.state === 'applied'
      ? t('imports.done', { count: formatNumber(held.accepted) as unknown as number })
      : t(`imports.ended.${held.state as 'refused'}`);
  return (
    <div className="x-cards x-import-cards">
      <Card className="x-span-12" title={title}>
        {report && <ReportFigures report={report} />}
        <dl className="x-import-who" data-content>
          <div>
            <dt>{t('imports.history.by')}</dt>
            <dd>
              {held.by} · {instantText(held.at, today)}
            </dd>
          </div>
          {held.source !== DEFAULT_SOURCE && (
            <div>
              <dt>{t('imports.source')}</dt>
              <dd>{held.source}</dd>
            </div>
          )}
          {held.undoneBy && (
            <div>
              <dt>{t('imports.undo.by')}</dt>
              <dd>
                {held.undoneBy}：{held.undoneWhy}
              </dd>
            </div>
          )}
          <div>
            <dt>{t('imports.history.hash')}</dt>
            <dd className="x-import-hash">{held.fileHash}</dd>
          </div>
        </dl>
        <div className="x-import-foot">
          {held.state === 'applied' && (
            <Button type="primary" onClick={() => void navigate({ to: '/ledger' })}>
              {t('imports.seeLedger')}
            </Button>
          )}
          {held.refused > 0 && (
            <>
              <Button onClick={() => void download(refusals, { import: held.id })}>
                {t('imports.downloadRefused', { count: held.refused })}
              </Button>
              <Button onClick={() => void download(refusals, { import: held.id, format: 'csv' })}>CSV</Button>
            </>
          )}
          {may && sheetsLeft && onSheets && (
            <Button onClick={onSheets}>{t('imports.otherSheets', { count: sheetsLeft.count })}</Button>
          )}
          {may && <Button onClick={onNext}>{t('imports.next')}</Button>}
          {may && held.state === 'applied' && (
            <Button danger onClick={() => setUndoing(true)}>
              {t('imports.undo.open')}
            </Button>
          )}
        </div>
        {held.refused > 0 && <p className="x-quiet">{t('imports.mendHelp')}</p>}
      </Card>
      {report && <RefusedRows report={report} />}
      {report && <Warnings report={report} />}
      {read && Object.keys(held.answers).length > 0 && (
        <Card className="x-span-12" title={t('imports.answersGiven')}>
          <AnswerLines answers={held.answers} />
        </Card>
      )}
      {undoing && <Undo held={held} onClose={() => setUndoing(false)} />}
    </div>
  );
}

type Later = { readonly number: string; readonly withNumber?: string; readonly why: string; readonly at: string };

function Undo({ held, onClose }: { held: Held; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [why, setWhy] = useState('');
  const act = useAct(undo);
  const problem = act.error instanceof ApiProblem ? act.error : null;
  const later = (problem?.code === 'built_upon' ? problem.facts['builtOn'] : null) as readonly Later[] | null;
  return (
    <Modal
      open
      title={t('imports.undo.title', { name: held.fileName })}
      onCancel={onClose}
      okText={t('imports.undo.confirm', { count: formatNumber(held.accepted) as unknown as number })}
      okButtonProps={{ danger: true, disabled: why.trim().length < WHY_LEAST, loading: act.isPending }}
      onOk={() => act.mutateAsync({ input: { import: held.id, why: why.trim() } }).then(onClose, () => {})}
    >
      <p>{t('imports.undo.help')}</p>
      <Input.TextArea
        value={why}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('imports.undo.why')}
        placeholder={t('imports.undo.why')}
        onChange={(event) => setWhy(event.target.value)}
      />
      <Refusal error={act.error} />
      {later && (
        <TwinTable
          twin={{
            columns: [t('imports.undo.document'), t('imports.undo.with'), t('imports.history.at')],
            rows: later.map((each) => [
              each.number,
              each.withNumber ?? t(`imports.undo.since.${each.why as 'order_delivered'}`),
              instantText(each.at, today),
            ]),
          }}
        />
      )}
    </Modal>
  );
}
