// How grades moved over a year as a heat map, how often each came to default, and what watching models would have said.
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Card, ChartCard } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { GradeTag } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { challengers, transitions } from '../contract.ts';
import { RatingsTabs } from './ratings-tabs.tsx';

type Shown = OutputOf<typeof transitions>;
const percent = (share: number, digits = 0): string => `${(share * 100).toFixed(digits)}%`;

export function MovesPage() {
  const may = useMay('ratings.read');
  return <RatingsTabs>{may ? <Moves /> : <NoPermission />}</RatingsTabs>;
}

function Moves() {
  const { t } = useReading();
  const { today } = useAsOf();
  const [days, setDays] = useState<{ from?: string; to?: string }>({});
  const asked = useOperation(transitions, days);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  const shown = asked.data;
  const pick = (key: 'from' | 'to') => (
    <label className="x-caption">
      {t(`ratings.moves.${key}`)}{' '}
      <DayField
        label={t(`ratings.moves.${key}`)}
        keep
        value={days[key] ?? shown?.[key] ?? today}
        max={today}
        onChange={(day) => setDays({ ...days, [key]: day })}
      />
    </label>
  );
  return (
    <div className="x-cards x-scroll">
      <div className="x-span-12 x-form-row">
        {pick('from')}
        {pick('to')}
      </div>
      {shown ? (
        <>
          <Matrix shown={shown} />
          <Defaults shown={shown} />
        </>
      ) : (
        <div className="x-span-12">
          <LoadingCard lines={10} />
        </div>
      )}
      <Challengers />
    </div>
  );
}

function Matrix({ shown }: { shown: Shown }) {
  const { t } = useReading();
  const { up, down, same, gone } = shown;
  if (up + down + same + gone === 0) {
    return (
      <Card className="x-span-7">
        <Empty title={t('ratings.moves.empty')}>{t('ratings.moves.emptyHelp')}</Empty>
      </Card>
    );
  }
  const columns = [...shown.grades, t('ratings.moves.gone')];
  const rows = shown.grades.flatMap((grade, row) => (shown.sizes[row] ? [{ grade, row }] : []));
  return (
    <ChartCard
      className="x-span-7"
      title={t('ratings.moves.title', { up, down, same })}
      caption={t('ratings.moves.caption', { from: shown.from, to: shown.to })}
      twin={{
        columns: ['', ...columns, t('ratings.moves.cohort')],
        rows: rows.map(({ grade, row }) => [grade, ...shown.counts[row]!.map((each) => each || ''), shown.sizes[row]!]),
      }}
    >
      <div className="x-matrix-scroll">
        <table className="x-matrix">
          <thead>
            <tr>
              <td />
              {columns.map((each) => (
                <th key={each} scope="col">
                  {each}
                </th>
              ))}
              <th scope="col">{t('ratings.moves.cohort')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ grade, row }) => (
              <tr key={grade}>
                <th scope="row">{grade}</th>
                {shown.counts[row]!.map((count, column) => {
                  const share = count / shown.sizes[row]!;
                  const side = column === row ? 'same' : column < row ? 'up' : 'down';
                  return (
                    <td
                      key={columns[column]}
                      className={count > 0 ? `x-cell-${side}` : undefined}
                      style={count > 0 ? ({ '--heat': `${Math.round(18 + share * 72)}%` } as never) : undefined}
                      title={t('ratings.moves.cell', { from: grade, to: columns[column] ?? '', count, share: percent(share, 1) })}
                    >
                      {count > 0 ? percent(share) : ''}
                    </td>
                  );
                })}
                <td className="x-num x-aside">{formatNumber(shown.sizes[row]!)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ChartCard>
  );
}

/** Observed rates with their intervals beside what the scale states, on one logarithmic line a grade. */
function Defaults({ shown }: { shown: Shown }) {
  const { t } = useReading();
  const rows = shown.defaults.filter((each) => each.customers > 0);
  const [least, most] = [0.0002, 1];
  const place = (share: number) =>
    `${Math.max(0, Math.min(100, (Math.log(Math.max(share, least) / least) / Math.log(most / least)) * 100))}%`;
  if (rows.length === 0) return null;
  const none = rows.every((each) => each.defaults === 0);
  return (
    <ChartCard
      className="x-span-5"
      title={none ? t('ratings.moves.none') : t('ratings.moves.defaults')}
      caption={t('ratings.moves.defaultsCaption')}
      twin={{
        columns: [
          '',
          t('ratings.moves.cohort'),
          t('ratings.moves.observed'),
          t('ratings.moves.interval'),
          t('ratings.moves.pooled'),
          t('ratings.moves.said'),
        ],
        rows: rows.map((each) => [
          each.grade,
          `${each.defaults} / ${each.customers}`,
          each.rate === null ? '—' : percent(each.rate, 1),
          each.low === null || each.high === null ? '—' : `${percent(each.low, 1)}–${percent(each.high, 1)}`,
          each.pooled === null ? '—' : percent(each.pooled, 1),
          each.saidPpm === null ? '—' : percent(each.saidPpm / 1e6, 2),
        ]),
      }}
    >
      <ul className="x-default-rates">
        {rows.map((each) => (
          <li key={each.grade}>
            <GradeTag grade={each.grade} />
            <span className="x-default-line">
              {each.low !== null && each.high !== null && (
                <i className="x-default-range" style={{ left: place(each.low), right: `calc(100% - ${place(each.high)})` }} />
              )}
              {each.rate !== null && <i className="x-default-dot" style={{ left: place(each.rate) }} />}
              {each.saidPpm !== null && <i className="x-default-said" style={{ left: place(each.saidPpm / 1e6) }} />}
            </span>
            <span className="x-num">
              {each.rate === null ? '—' : percent(each.rate, 1)}
              <span className="x-aside">
                {' '}
                {each.defaults}/{each.customers}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <p className="x-caption x-default-key">
        <i className="x-default-dot" /> {t('ratings.moves.observed')} <i className="x-default-said" /> {t('ratings.moves.said')}
      </p>
    </ChartCard>
  );
}

function Challengers() {
  const { t } = useReading();
  const asked = useOperation(challengers, {});
  if (!asked.data) return null;
  return (
    <Card className="x-span-12" title={t('ratings.moves.challengers')}>
      {asked.data.challengers.length === 0 ? (
        <p className="x-quiet">{t('ratings.moves.challengersNone')}</p>
      ) : (
        <div className="x-lines x-lines-ruled">
          {asked.data.challengers.map((each) => (
            <div key={each.challenger}>
              <span>
                {t('ratings.moves.challengerLine', {
                  ...each,
                  name: each.challenger === 'card' ? t('ratings.by.card') : each.challenger,
                })}
              </span>
              <span className="x-caption">{each.asOf}</span>
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}
