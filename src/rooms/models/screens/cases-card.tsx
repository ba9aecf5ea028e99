// "Why this customer": rows worth a look, and of the chosen one what raised and what lowered its score, in points.
import { Input, Segmented } from 'antd';
import { useState } from 'react';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { ContributionBars } from '#web/kit/contribution-bars.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { CASE_ORDERS, cases, explain } from '../laboratory/contract.ts';
import { useVariableName } from './variable-name.ts';
import { pieceName, plainNumber, share } from './words.ts';

const FEW = 12;

export function CasesCard({ fit }: { fit: string }) {
  const { t } = useReading();
  const [order, setOrder] = useState<(typeof CASE_ORDERS)[number]>('riskiest');
  const [find, setFind] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const asked = useOperation(cases, { fit, order, ...(find ? { find } : {}) }, { placeholderData: (before) => before });
  const rows = asked.data?.cases ?? [];
  const row = chosen !== null && rows.some((each) => each.row === chosen) ? chosen : (rows[0]?.row ?? null);
  return (
    <Card className="x-span-12" title={t('lab.cases.title')} caption={t('lab.cases.caption')}>
      <div className="x-lab-cases-bar">
        <Segmented
          value={order}
          onChange={setOrder}
          options={CASE_ORDERS.map((value) => ({ value, label: t(`lab.cases.order.${value}`) }))}
        />
        <Input.Search
          allowClear
          placeholder={t('lab.cases.find', { label: asked.data?.label ?? t('lab.cases.row') })}
          onSearch={setFind}
        />
      </div>
      {asked.error ? (
        <ErrorState error={asked.error} />
      ) : (
        <div className="x-lab-cases">
          <ul className="x-lab-list">
            {rows.length === 0 && !asked.isPending && <li className="x-caption">{t('lab.cases.none')}</li>}
            {rows.map((each) => (
              <li key={each.row} aria-current={each.row === row ? 'true' : undefined}>
                <button type="button" className="x-plain" onClick={() => setChosen(each.row)}>
                  <span className="x-lab-list-name">{each.name ?? t('lab.cases.rowNumber', { row: each.row + 1 })}</span>
                  {each.bad ? (
                    <RiskMark step={4} word={t('lab.cases.bad')} />
                  ) : (
                    <span className="x-caption">{t('lab.cases.good')}</span>
                  )}
                  <span className="x-num">{each.score}</span>
                </button>
              </li>
            ))}
          </ul>
          {row === null ? null : <Why key={`${fit} ${row}`} fit={fit} row={row} />}
        </div>
      )}
    </Card>
  );
}

function Why({ fit, row }: { fit: string; row: number }) {
  const { t } = useReading();
  const called = useVariableName();
  const asked = useOperation(explain, { fit, row });
  const [all, setAll] = useState(false);
  if (asked.error) return <ErrorState error={asked.error} />;
  if (!asked.data) return <LoadingCard />;
  const { score, base, pd, parts } = asked.data;
  const worst = parts.filter((part) => part.points < 0).slice(0, 2);
  const best = parts.filter((part) => part.points > 0).slice(-1);
  // What matters most either way first.
  const bySize = parts.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const shown = all ? bySize : bySize.slice(0, FEW);
  const valueText = (value: string | null) =>
    value === null ? t('lab.piece.missing') : Number.isFinite(Number(value)) ? plainNumber(Number(value)) : value;
  return (
    <div className="x-lab-why">
      <p>
        {t('lab.cases.sentence', { score, pd: share(pd), base: Math.round(base) })}{' '}
        {worst.length > 0 &&
          t('lab.cases.against', {
            parts: worst
              .map((part) =>
                t('lab.cases.part', {
                  name: called(part.variable),
                  value: valueText(part.value),
                  points: Math.round(part.points),
                }),
              )
              .join(t('lab.piece.comma')),
          })}{' '}
        {best.length > 0 &&
          t('lab.cases.for', {
            parts: best
              .map((part) =>
                t('lab.cases.part', {
                  name: called(part.variable),
                  value: valueText(part.value),
                  points: `+${Math.round(part.points)}`,
                }),
              )
              .join(t('lab.piece.comma')),
          })}
      </p>
      <ContributionBars
        decimals={Number.isInteger(parts[0]?.points ?? 0) ? 0 : 1}
        items={shown.map((part) => ({
          key: part.variable,
          label: called(part.variable),
          value: <span title={part.bin ? pieceName(part.bin, t, 99) : undefined}>{valueText(part.value)}</span>,
          points: part.points,
        }))}
      />
      {bySize.length > FEW && (
        <button type="button" className="x-link" onClick={() => setAll(!all)}>
          {all ? t('lab.card.fewer') : t('lab.card.all', { count: bySize.length })}
        </button>
      )}
    </div>
  );
}
