// First step: which column says how it ended, which value of it is bad, and how rows are held back to test with.
import { Button, Checkbox, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { BADS_MIN } from '#engine/models/metrics.ts';
import { Legend } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { css } from '#web/theme/tokens.ts';
import type { Settings } from '../laboratory/contract.ts';
import { Onward } from './onward.tsx';
import type { StudyData, StudySession } from './use-study.ts';
import { share } from './words.ts';

type ColumnData = StudyData['columns'][number];
/** Names that outcomes often have, and pairs of values that say how something ended. */
const OUTCOME_NAMED = /default|\bbad|target|label|outcome|churn|违约|逾期|坏|结果|标签|好坏/i;
const OUTCOME_VALUED = /^(good|bad|0|1|yes|no|y|n|true|false|好|坏|是|否|正常|违约|逾期)$/i;
/** Numbers that may order rows in time, by their name. */
const TIME_NAMED = /^(date|year|month|quarter|period|time|日期|年份|月份|季度|期间|时间)/i;
const FEW_BADS = 100;
const RELATIONS = ['>=', '>', '<=', '<'] as const;

/** Columns that may say how it ended, the likeliest first: by name, by a pair of values that sounds so, the last column before others. */
function outcomes(columns: readonly ColumnData[]): ColumnData[] {
  const rank = (column: ColumnData) => {
    const pair = column.values.length === 2;
    const sounds = pair && column.values.every((each) => OUTCOME_VALUED.test(each.value));
    return (OUTCOME_NAMED.test(column.name) ? 4 : 0) + (sounds ? 2 : 0) + (pair ? 1 : 0) + (column === columns.at(-1) ? 2 : 0);
  };
  return columns.filter((each) => each.distinct > 1 && each.kind !== 'day').toSorted((a, b) => rank(b) - rank(a));
}

export function StepData({ session }: { session: StudySession }) {
  const { t } = useReading();
  const { data, say, saying } = session;
  const { settings, columns } = data;
  const candidates = outcomes(columns);
  const [target, setTarget] = useState<string | null>(settings.target ?? candidates[0]?.name ?? null);
  const [bad, setBad] = useState<string | null>(settings.bad);
  const [holding, setHolding] = useState<Settings['holding']>(settings.holding);
  const [history, setHistory] = useState<Settings['history']>(settings.history);
  const column = columns.find((each) => each.name === target);
  const counts = column ? badRows(column, bad) : null;
  const ready = target !== null && bad !== null && bad.trim() !== '';
  const said =
    settings.target === target &&
    settings.bad === bad &&
    settings.history === history &&
    JSON.stringify(settings.holding) === JSON.stringify(holding);
  const on = async () => {
    if (!ready) return;
    // Another outcome: bins cut for the old one mean nothing.
    const cuts = settings.target === target && settings.bad === bad ? {} : { cuts: {} };
    if (
      said ||
      (await say({ target, bad, holding, history, exclude: settings.exclude.filter((each) => each !== target), ...cuts }))
    )
      session.go('variables');
  };
  return (
    <>
      <div className="x-cards x-lab-cards">
        <Card className="x-span-7" title={t('lab.data.outcome')} caption={t('lab.data.outcomeHelp')}>
          <div className="x-lab-form">
            <label htmlFor="lab-target">
              {t('lab.data.target')}
              <Select
                id="lab-target"
                showSearch
                value={target}
                placeholder={t('lab.data.targetPick')}
                onChange={(next: string) => {
                  setTarget(next);
                  setBad(null);
                }}
                options={candidates.map((each) => ({
                  value: each.name,
                  label: `${each.name} · ${t('lab.data.values', { count: each.distinct })}`,
                }))}
              />
            </label>
            {column &&
              (column.values.length > 0 && column.values.length <= 12 ? (
                <ValueChoice column={column} bad={bad} onBad={setBad} />
              ) : (
                <BoundChoice key={column.name} column={column} bad={bad} onBad={setBad} />
              ))}
          </div>
        </Card>
        <Card className="x-span-5" title={t('lab.data.shareTitle')}>
          {counts ? <BadShare counts={counts} /> : <p className="x-caption">{t('lab.data.shareNone')}</p>}
        </Card>
        <Card className="x-span-12" title={t('lab.data.holding')} caption={t('lab.data.holdingHelp')}>
          <HoldingChoice columns={columns} target={target} holding={holding} onHolding={setHolding} />
          {holding.kind === 'time' && (
            <Checkbox
              className="x-lab-past"
              checked={history === 'found'}
              onChange={(event) => setHistory(event.target.checked ? 'found' : 'none')}
            >
              <strong>{t('lab.data.past')}</strong>
              <small>{t('lab.data.pastHelp')}</small>
            </Checkbox>
          )}
        </Card>
      </div>
      <Onward>
        <Button type="primary" disabled={!ready} loading={saying} onClick={() => void on()}>
          {t('lab.onward.variables')}
        </Button>
      </Onward>
    </>
  );
}

/** Rows by the outcome where the values are listed; null where a bound is set, which the server counts. */
function badRows(column: ColumnData, bad: string | null): { bads: number; goods: number; unknown: number } | null {
  if (bad === null || column.values.length === 0) return null;
  const named = new Set(bad.split('|'));
  const bads = column.values.filter((each) => named.has(each.value)).reduce((sum, each) => sum + each.rows, 0);
  const all = column.values.reduce((sum, each) => sum + each.rows, 0);
  return bads === 0 ? null : { bads, goods: all - bads, unknown: column.missing };
}

function ValueChoice({ column, bad, onBad }: { column: ColumnData; bad: string | null; onBad: (bad: string | null) => void }) {
  const { t } = useReading();
  const all = column.values.reduce((sum, each) => sum + each.rows, 0);
  const most = Math.max(...column.values.map((each) => each.rows));
  const named = new Set(bad === null ? [] : bad.split('|'));
  const turn = (value: string) => {
    const next = new Set(named);
    if (!next.delete(value)) next.add(value);
    // All values bad would leave nobody good.
    if (next.size === column.values.length) return;
    onBad(next.size === 0 ? null : [...next].join('|'));
  };
  return (
    <fieldset className="x-lab-values">
      <legend>{t('lab.data.badWhich')}</legend>
      {column.values.map((each) => (
        <button
          key={each.value}
          type="button"
          aria-pressed={named.has(each.value)}
          className="x-lab-value"
          onClick={() => turn(each.value)}
        >
          <span className="x-lab-value-name">
            {named.has(each.value) ? <RiskMark step={4} word={each.value} /> : each.value}
            <small>{named.has(each.value) ? t('lab.data.isBad') : named.size > 0 ? t('lab.data.isGood') : ''}</small>
          </span>
          <span className="x-lab-value-bar">
            <i style={{ width: `${(each.rows / most) * 100}%`, background: css(named.has(each.value) ? 'risk4' : 'part3') }} />
          </span>
          <span className="x-num">{formatNumber(each.rows)}</span>
          <span className="x-num x-quiet">{share(each.rows / all)}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** Many values: bad begins at a bound. */
function BoundChoice({ column, bad, onBad }: { column: ColumnData; bad: string | null; onBad: (bad: string | null) => void }) {
  const { t } = useReading();
  const known = /^(>=|<=|>|<)\s*(-?[\d.]+)$/.exec(bad ?? '');
  const [relation, setRelation] = useState(known?.[1] ?? '>=');
  const [bound, setBound] = useState<number | null>(known ? Number(known[2]) : null);
  const tell = (nextRelation: string, next: number | null) => {
    setRelation(nextRelation);
    setBound(next);
    onBad(next === null ? null : `${nextRelation}${next}`);
  };
  if (column.kind !== 'number') return <p className="x-caption">{t('lab.data.manyTexts', { count: column.distinct })}</p>;
  return (
    <fieldset className="x-lab-bound">
      <legend>{t('lab.data.boundHelp', { name: column.name })}</legend>
      <Select
        value={relation}
        aria-label={t('lab.data.relation')}
        onChange={(next) => tell(next, bound)}
        options={RELATIONS.map((value) => ({
          value,
          label: t(
            `lab.data.relations.${value === '>=' ? 'least' : value === '>' ? 'above' : value === '<=' ? 'most' : 'below'}`,
          ),
        }))}
      />
      <InputNumber value={bound} aria-label={t('lab.data.bound')} onChange={(next) => tell(relation, next)} />
    </fieldset>
  );
}

function BadShare({ counts }: { counts: { bads: number; goods: number; unknown: number } }) {
  const { t } = useReading();
  const all = counts.bads + counts.goods;
  const rarer = Math.min(counts.bads, counts.goods);
  return (
    <div className="x-lab-share">
      <strong className="x-lab-big">{share(counts.bads / all)}</strong>
      <span>{t('lab.data.shareText', { bads: formatNumber(counts.bads), all: formatNumber(all) })}</span>
      <span className="x-bar" style={{ height: 14 }} role="img" aria-label={share(counts.bads / all)}>
        <span className="x-seg" style={{ width: `${(counts.bads / all) * 100}%`, background: css('risk4') }} />
        <span className="x-seg" style={{ width: `${(counts.goods / all) * 100}%`, background: css('part3') }} />
      </span>
      <Legend
        items={[
          { fill: 'risk4', label: t('lab.bad') },
          { fill: 'part3', label: t('lab.good') },
        ]}
      />
      {counts.unknown > 0 && <small>{t('lab.data.unknown', { count: counts.unknown })}</small>}
      {rarer < BADS_MIN ? (
        <RiskMark step={3} word={t('lab.data.tooFew', { count: rarer, least: BADS_MIN })} />
      ) : rarer < FEW_BADS ? (
        <RiskMark step={2} word={t('lab.data.few', { count: rarer })} />
      ) : (
        <RiskMark step={1} word={t('lab.data.enough', { count: rarer })} />
      )}
    </div>
  );
}

const TEST_SHARE = 0.3;

function HoldingChoice({
  columns,
  target,
  holding,
  onHolding,
}: {
  columns: readonly ColumnData[];
  target: string | null;
  holding: Settings['holding'];
  onHolding: (holding: Settings['holding']) => void;
}) {
  const { t } = useReading();
  const days = columns
    .filter(
      (each) =>
        each.name !== target &&
        each.distinct > 2 &&
        (each.kind === 'day' || (each.kind === 'number' && TIME_NAMED.test(each.name))),
    )
    .toSorted((a, b) => Number(b.kind === 'day') - Number(a.kind === 'day'));
  const kinds = [
    { kind: 'folds', next: { kind: 'folds', folds: 5 } },
    { kind: 'share', next: { kind: 'share', testShare: TEST_SHARE } },
    ...(days.length > 0 ? [{ kind: 'time', next: { kind: 'time', column: days[0]!.name, testShare: TEST_SHARE } } as const] : []),
  ] as const;
  return (
    <Radio.Group
      className="x-lab-holding"
      value={holding.kind}
      onChange={(event) => onHolding(kinds.find((each) => each.kind === event.target.value)!.next)}
    >
      {kinds.map(({ kind }) => (
        <Radio key={kind} value={kind}>
          <strong>{t(`lab.data.hold.${kind}`)}</strong>
          <small>{t(`lab.data.holdHelp.${kind}`)}</small>
          {kind === 'time' && holding.kind === 'time' && (
            <Select
              size="small"
              showSearch
              aria-label={t('lab.data.timeColumn')}
              value={holding.column}
              onChange={(column: string) => onHolding({ ...holding, column })}
              options={days.map((each) => ({ value: each.name, label: each.name }))}
            />
          )}
        </Radio>
      ))}
    </Radio.Group>
  );
}
