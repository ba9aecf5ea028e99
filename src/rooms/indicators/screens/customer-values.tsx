// All indicators of one customer as of a day: each with its value or why there is none, the day it rests on, and until when that holds.
import { Input, Segmented, Tooltip } from 'antd';
import { useState } from 'react';
import { addDays, daysBetween } from '#base/date.ts';
import { INDICATOR_SOURCES } from '#engine/indicator-catalogue.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { missingText } from '#web/words/reason-text.ts';
import { list, values } from '../contract.ts';
import { useValueText } from './value-text.ts';
import './indicators.css';

type Value = OutputOf<typeof values>['values'][number];
const SHOWN = ['known', 'missing', 'all'] as const;
/** As of the day asked for, whatever day that is. */
const ALWAYS_NOW: ReadonlySet<Value['source']> = new Set(['ledger', 'record', 'file']);
/** What runs out within so many days is said so. */
const SOON_DAYS = 30;

export function CustomerValues({ code }: { code: string }) {
  const { t, lang } = useReading();
  const { asOf, past } = useAsOf();
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('known');
  const [sought, setSought] = useState('');
  const asked = useOperation(values, { customer: code, ...(past ? { asOf } : {}) });
  const catalogue = useOperation(list, {});
  const valueText = useValueText(asked.data?.currency);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data)
    return (
      <div className="x-cards">
        <div className="x-span-12">
          <LoadingCard lines={12} />
        </div>
      </div>
    );
  const all = asked.data.values;
  const counts = { known: all.filter((each) => each.value !== null).length, missing: 0, all: all.length };
  counts.missing = counts.all - counts.known;
  const definitions = new Map(catalogue.data?.indicators.map((each) => [each.key, each.definition[lang]]));
  const words = sought.trim().toLowerCase();
  const rows = all
    .filter((each) => shown === 'all' || (each.value !== null) === (shown === 'known'))
    .filter((each) => words === '' || `${each.title[lang]} ${definitions.get(each.key) ?? ''}`.toLowerCase().includes(words));
  return (
    <div className="x-cards">
      <div className="x-span-12 x-customer-values-bar">
        <Segmented
          value={shown}
          onChange={setShown}
          options={SHOWN.map((each) => ({ value: each, label: `${t(`indicators.values.${each}`)} ${counts[each]}` }))}
        />
        <Input
          allowClear
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          placeholder={t('indicators.search')}
          aria-label={t('indicators.search')}
        />
        <span className="x-caption x-num">{t('indicators.values.asOf', { day: asked.data.asOf })}</span>
      </div>
      {rows.length === 0 && <p className="x-span-12 x-quiet">{t('indicators.none')}</p>}
      <div className="x-span-12 x-customer-values-cards">
        {INDICATOR_SOURCES.flatMap((source) => {
          const of = rows.filter((each) => each.source === source);
          if (of.length === 0) return [];
          return [
            <Card key={source} title={t(`indicators.source.${source}`)} caption={String(of.length)} flush>
              <ul className="x-customer-values">
                {of.map((each) => (
                  <li key={each.key}>
                    <span>
                      <b>{each.title[lang]}</b>
                      <small>{definitions.get(each.key)}</small>
                    </span>
                    <span className="x-end">
                      {each.value === null ? (
                        <span className="x-quiet">{each.missing ? missingText(each.missing, t) : '—'}</span>
                      ) : (
                        <b className="x-num">{valueText(each.value, each.unit)}</b>
                      )}
                      <Freshness value={each} asOf={asked.data.asOf} />
                    </span>
                  </li>
                ))}
              </ul>
            </Card>,
          ];
        })}
      </div>
    </div>
  );
}

/** The day it rests on; of what runs out, how many days are left. */
function Freshness({ value, asOf }: { value: Value; asOf: string }) {
  const { t } = useReading();
  if (value.on === null || ALWAYS_NOW.has(value.source)) return null;
  const until = addDays(value.on, value.freshDays);
  const left = daysBetween(asOf, until);
  return (
    <Tooltip title={t('indicators.values.until', { day: until, count: value.freshDays })}>
      <small className="x-num">
        {left < 0 ? (
          <RiskMark step={3} word={t('indicators.values.old', { day: value.on })} />
        ) : left <= SOON_DAYS ? (
          <RiskMark step={2} word={t('indicators.values.soon', { day: value.on, count: left })} />
        ) : (
          value.on
        )}
      </small>
    </Tooltip>
  );
}
