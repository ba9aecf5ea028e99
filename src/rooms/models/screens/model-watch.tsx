// How a model holds up in use: month by month, whether customers still look like those it learned from, and whether it still separates.
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { Model } from '#engine/models/train.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { DayText, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { watch, watched } from '../contract.ts';
import { StabilityCard } from './stability-card.tsx';
import { TableFile } from './table-file.tsx';
import { besideText, WatchMonths } from './watch-months.tsx';
import { aucText, figure } from './words.ts';

const STEPS = { stable: 1, watch: 2, shifted: 3 } as const;

export function ModelWatch({
  model,
  body,
  before,
}: {
  model: { model: string; version: number };
  body: Model;
  /** AUC in development. */
  before: number | null;
}) {
  const { t } = useReading();
  const mayRun = useMay('ratings.run');
  const asked = useOperation(watched, model);
  const rows = asked.data?.looks ?? [];
  const [open, setOpen] = useState(false);
  const last = rows[0];
  return (
    <Card
      className="x-span-12"
      title={last ? t(`models.watch.${last.standing}`) : t('models.watch.title')}
      caption={t('models.watch.caption')}
      flush
      extra={
        mayRun && (
          <Button size="small" onClick={() => setOpen(!open)}>
            {t('models.watch.add')}
          </Button>
        )
      }
    >
      {open && <WatchForm model={model} onDone={() => setOpen(false)} />}
      <WatchMonths looks={rows} before={before} />
      {rows.length === 0 ? (
        <p className="x-caption x-lab-pad">{t('models.watch.none', { count: body.variables.length })}</p>
      ) : (
        <div className="x-twin-scroll">
          <table className="x-twin-table">
            <thead>
              <tr>
                <th scope="col">{t('models.watch.on')}</th>
                <th scope="col">{t('models.watch.source')}</th>
                <th scope="col" className="x-end">
                  {t('lab.rows')}
                </th>
                <th scope="col" className="x-end">
                  PSI
                </th>
                <th scope="col">{t('lab.stability.standing')}</th>
                <th scope="col">{t('models.watch.moved')}</th>
                <th scope="col">{t('lab.auc.name')}</th>
                {rows.some((each) => each.beside) && <th scope="col">{t('models.watch.beside')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <tr key={each.id}>
                  <td>
                    <DayText on={each.on} />
                  </td>
                  <td>{each.source}</td>
                  <td className="x-end">{formatNumber(each.rows)}</td>
                  <td className="x-end">{figure(each.psi)}</td>
                  <td>
                    <RiskMark step={STEPS[each.standing]} word={t(`lab.stability.word.${each.standing}`)} />
                  </td>
                  <td>{each.moved.slice(0, 3).join(t('lab.piece.comma')) || '—'}</td>
                  <td>
                    {each.auc ? aucText(each.auc, t) : t('models.watch.noOutcome')}
                    {each.falls && <RiskMark step={3} word={t('models.watch.falls')} />}
                  </td>
                  {rows.some((one) => one.beside) && <td>{besideText(each, t)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {last?.shift && last.standing !== 'stable' && (
        <StabilityCard span={12} shift={last.shift} title={t('models.watch.detail')} />
      )}
    </Card>
  );
}

function WatchForm({ model, onDone }: { model: { model: string; version: number }; onDone: () => void }) {
  const { t } = useReading();
  const watching = useAct(watch);
  const [file, setFile] = useState<File | null>(null);
  const [target, setTarget] = useState('');
  const [bad, setBad] = useState('');
  const go = () =>
    file &&
    void watching
      .mutateAsync({ input: { ...model, ...(target && bad ? { target, bad } : {}) }, file })
      .then(onDone)
      .catch(() => {});
  return (
    <div className="x-lab-form x-lab-pad">
      <p className="x-caption">{t('models.watch.addHelp')}</p>
      <div className="x-lab-watch">
        <TableFile file={file} choose={setFile} />
        <Input
          aria-label={t('models.watch.target')}
          placeholder={t('models.watch.target')}
          value={target}
          onChange={(event) => setTarget(event.target.value)}
        />
        <Input
          aria-label={t('models.badValue')}
          placeholder={t('models.badValue')}
          value={bad}
          onChange={(event) => setBad(event.target.value)}
        />
        <Button type="primary" disabled={!file} loading={watching.isPending} onClick={go}>
          {t('models.watch.go')}
        </Button>
      </div>
      <Refusal error={watching.error} />
    </div>
  );
}
