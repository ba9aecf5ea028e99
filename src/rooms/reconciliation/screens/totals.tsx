// A source's balances against ours on a day: differences with what explains them; the ledger's own check beside it.
import { UploadOutlined } from '@ant-design/icons';
import { Button, Upload } from 'antd';
import { useState } from 'react';
import { addMonths, monthEnd, monthStart } from '#base/date.ts';
import type { OutputOf } from '#platform/operation.ts';
import { reconcile } from '#rooms/exposure/contract.ts';
import { ApiProblem, useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { FigureCell, FigureStrip } from '#web/kit/report-page.tsx';
import { LoadingCard, NoPermission, Refusal } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { compare, comparison, comparisons } from '../contract.ts';
import { NoteDifference } from './note-difference.tsx';
import { Parts } from './parts.tsx';

type Shown = OutputOf<typeof comparison>;
const LINES_NAMED = 8;

export function TotalsPage() {
  return useMay('ledger.read') ? <Totals /> : <NoPermission />;
}

function Totals() {
  const { t } = useReading();
  const { today } = useAsOf();
  const mayWrite = useMay('ledger.write');
  const [asOf, setAsOf] = useState(monthEnd(addMonths(monthStart(today), -1)));
  const [chosen, setChosen] = useState<string | null>(null);
  const past = useOperation(comparisons, {});
  const comparing = useAct(compare);
  const [file, setFile] = useState<File | null>(null);
  const take = (next: File, sheet?: string) => {
    setFile(next);
    const input = { asOf, ...(sheet === undefined ? {} : { sheet }) };
    comparing.mutate({ input, file: next }, { onSuccess: (done) => setChosen(done.comparison.id) });
    return false;
  };
  const shown = chosen ?? past.data?.comparisons[0]?.id ?? null;
  const named = comparing.data?.refused ?? [];
  const refused = named.filter((each) => each.code !== 'total_differs');
  const totals = named.filter((each) => each.code === 'total_differs');
  return (
    <div className="x-under-tabs">
      <Parts here="totals" />
      <div className="x-reconciliation-page x-scroll">
        <Card title={t('reconciliation.parts.totals')}>
          {mayWrite && <p className="x-quiet">{t('reconciliation.totalsHelp')}</p>}
          {mayWrite && (
            <div className="x-form-row x-gap-top">
              <span>
                {t('reconciliation.asOf')}{' '}
                <DayField label={t('reconciliation.asOf')} keep value={asOf} max={today} onChange={setAsOf} />
              </span>
              <Upload accept=".xlsx,.csv,.txt" showUploadList={false} beforeUpload={(next) => take(next)}>
                <Button type="primary" icon={<UploadOutlined />} loading={comparing.isPending}>
                  {t('reconciliation.choose')}
                </Button>
              </Upload>
            </div>
          )}
          <Refusal error={comparing.error} />
          {file && (
            <p className="x-form-row">
              {sheetsOf(comparing.error).map((sheet) => (
                <Button key={sheet} size="small" onClick={() => take(file, sheet)}>
                  {t('reconciliation.compareSheet', { sheet })}
                </Button>
              ))}
            </p>
          )}
          {comparing.data && comparing.data.taken.length > 0 && (
            <p className="x-quiet">{t('reconciliation.taken', { columns: comparing.data.taken.join(' · ') })}</p>
          )}
          {refused.length > 0 && (
            <p className="x-risk-text-3">
              {t('reconciliation.refusedRows', {
                count: refused.length,
                lines: refused
                  .slice(0, LINES_NAMED)
                  .map((each) => each.line)
                  .join(', '),
              })}
            </p>
          )}
          {totals.map((each) => (
            <p key={each.line} className="x-risk-text-3">
              {t('reconciliation.totalDiffers', { line: each.line, value: each.value ?? '' })}
            </p>
          ))}
        </Card>
        {shown && <OneComparison id={shown} mayWrite={mayWrite} />}
        <Journal />
        <Card title={t('reconciliation.past')}>
          {past.data?.comparisons.length === 0 && <p className="x-quiet">{t('reconciliation.pastEmpty')}</p>}
          {past.data?.comparisons.map((each) => (
            <p key={each.id}>
              <Button type="link" size="small" onClick={() => setChosen(each.id)}>
                {t('reconciliation.compared', { file: each.fileName, asOf: each.asOf })}
              </Button>{' '}
              <span className="x-aside">
                {each.by} · {instantText(each.at, today)} · {t('reconciliation.differing')} {each.differing}
              </span>
            </p>
          ))}
        </Card>
      </div>
    </div>
  );
}

/** The sheets that hold balances, where the file left it open. */
function sheetsOf(error: unknown): string[] {
  if (!(error instanceof ApiProblem) || error.code !== 'sheets_undecided') return [];
  return String(error.facts['sheets'] ?? '').split('、');
}

function OneComparison({ id, mayWrite }: { id: string; mayWrite: boolean }) {
  const { t, unit } = useReading();
  const asked = useOperation(comparison, { id });
  if (!asked.data) return asked.error ? <Refusal error={asked.error} /> : <LoadingCard lines={6} />;
  const { comparison: head, differences } = asked.data;
  return (
    <Card title={t('reconciliation.compared', { file: head.fileName, asOf: head.asOf })} flush>
      <FigureStrip>
        <FigureCell label={t('reconciliation.agreeing')} value={<span className="x-num">{head.agreeing}</span>} />
        <FigureCell label={t('reconciliation.differing')} value={<span className="x-num">{head.differing}</span>} />
        {head.sums.map((sum) => (
          <FigureCell
            key={sum.difference.currency}
            label={t('reconciliation.sumDifference')}
            value={<MoneyText value={sum.difference} />}
            unit={unit(sum.difference.currency)}
          />
        ))}
      </FigureStrip>
      {head.missingNumbers.length > 0 && (
        <p className="x-risk-text-2 x-pad">
          {t('reconciliation.missingNumbers', { numbers: head.missingNumbers.slice(0, LINES_NAMED).join(', ') })}
        </p>
      )}
      {differences.length === 0 ? (
        <p className="x-pad">{t('reconciliation.noDifference')}</p>
      ) : (
        <Differences id={id} rows={differences} mayWrite={mayWrite} />
      )}
    </Card>
  );
}

function Differences({ id, rows, mayWrite }: { id: string; rows: Shown['differences']; mayWrite: boolean }) {
  const { t, unit } = useReading();
  const [noting, setNoting] = useState<Shown['differences'][number] | null>(null);
  return (
    <div className="x-figures-scroll">
      <table className="x-figures">
        <thead>
          <tr>
            <th>{t('reconciliation.columns.customer')}</th>
            <th className="x-end">
              {t('reconciliation.columns.ours')} {unit()}
            </th>
            <th className="x-end">
              {t('reconciliation.columns.source')} {unit()}
            </th>
            <th className="x-end">
              {t('reconciliation.columns.difference')} {unit()}
            </th>
            <th>{t('reconciliation.columns.why')}</th>
            <th>{t('reconciliation.columns.note')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              <td className="x-wrap">
                {row.name ?? row.code} <span className="x-aside">{row.code}</span>
              </td>
              <td className="x-end">
                <MoneyText value={row.ours} />
              </td>
              <td className="x-end">
                <MoneyText value={row.theirs} />
              </td>
              <td className="x-end">
                <MoneyText value={row.difference} strong sign="always" />
              </td>
              <td className="x-wrap">
                {row.explanations.length === 0
                  ? t('reconciliation.unexplainedTotal')
                  : row.explanations
                      .map((each) => t(`reconciliation.explain.${each.code as 'document'}`, each.facts as never))
                      .join('；')}
              </td>
              <td className="x-wrap">
                {row.note && <span>{t('reconciliation.settledBy', { by: row.noteBy ?? '', note: row.note })} </span>}
                {row.state !== 'settled' && mayWrite && (
                  <Button size="small" onClick={() => setNoting(row)}>
                    {t('reconciliation.noteDo')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {noting && (
        <NoteDifference comparison={id} line={noting.line} name={noting.name ?? noting.code} onClose={() => setNoting(null)} />
      )}
    </div>
  );
}

/** Whether every balance is the sum of its entries: read through when asked for, a second at 100,000 customers. */
function Journal() {
  const { t } = useReading();
  const [on, setOn] = useState(false);
  const asked = useOperation(reconcile, {}, { enabled: on });
  const bad = asked.data?.differences.length ?? 0;
  return (
    <Card
      title={t('reconciliation.journal')}
      extra={
        <Button size="small" loading={asked.isFetching} onClick={() => (on ? void asked.refetch() : setOn(true))}>
          {t('reconciliation.journalRun')}
        </Button>
      }
    >
      {asked.data &&
        (bad === 0 ? (
          <p>{t('reconciliation.journalSound', { count: asked.data.accounts })}</p>
        ) : (
          <p className="x-risk-text-4">{t('reconciliation.journalBad', { count: bad })}</p>
        ))}
      <Refusal error={asked.error} />
    </Card>
  );
}
