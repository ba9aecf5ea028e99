// The same measures inside each part of the customers: is the model good for all of them, or for most of them at the cost of some?
import { Select } from 'antd';
import { useState } from 'react';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState } from '#web/kit/states.tsx';
import { segments } from '../laboratory/contract.ts';
import { AucBar } from './auc-bar.tsx';
import { useVariableName } from './variable-name.ts';
import { aucText, figure, share } from './words.ts';

export function SegmentsCard({ fit, columns, span = 6 }: { fit: string; columns: readonly string[]; span?: 6 | 12 }) {
  const { t } = useReading();
  const called = useVariableName();
  const [column, setColumn] = useState<string | null>(columns[0] ?? null);
  const asked = useOperation(
    segments,
    { fit, column: column ?? '' },
    { enabled: column !== null, placeholderData: (before) => before },
  );
  return (
    <Card
      className={`x-span-${span}`}
      title={t('lab.segments.title')}
      flush
      extra={
        <Select
          size="small"
          showSearch
          value={column}
          className="x-lab-pick"
          aria-label={t('lab.segments.by')}
          onChange={setColumn}
          options={columns.map((value) => ({ value, label: called(value) }))}
        />
      }
    >
      {asked.error ? (
        <ErrorState error={asked.error} />
      ) : (
        <div className="x-twin-scroll">
          <table className="x-twin-table">
            <thead>
              <tr>
                <th scope="col">{called(column ?? '')}</th>
                <th scope="col" className="x-end">
                  {t('lab.rows')}
                </th>
                <th scope="col" className="x-end">
                  {t('lab.bad')}
                </th>
                <th scope="col" className="x-end">
                  {t('lab.calibration.x')}
                </th>
                <th scope="col" className="x-end">
                  {t('lab.calibration.y')}
                </th>
                <th scope="col" className="x-end">
                  KS
                </th>
                <th scope="col">{t('lab.auc.name')}</th>
              </tr>
            </thead>
            <tbody>
              {(asked.data?.segments ?? []).map((each) => (
                <tr key={each.name}>
                  <td>{each.name}</td>
                  <td className="x-end">{formatNumber(each.rows)}</td>
                  <td className="x-end">{formatNumber(each.bads)}</td>
                  <td className="x-end">{share(each.expected)}</td>
                  <td className="x-end">{share(each.observed)}</td>
                  <td className="x-end">{figure(each.ks)}</td>
                  <td title={aucText(each.auc, t)} className="x-lab-auc-cell">
                    <AucBar auc={each.auc} />
                    <small>{aucText(each.auc, t)}</small>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
