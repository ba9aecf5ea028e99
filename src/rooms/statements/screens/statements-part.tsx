// The financial statements of a customer: what a reader should notice, ratios with their trend, where the return comes from, the forms side by side, the text.
import { PrinterOutlined } from '@ant-design/icons';
import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { STATEMENT_KINDS } from '#engine/statements/lines.ts';
import type { InputOf } from '#platform/operation.ts';
import { download, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { print, report } from '../contract.ts';
import { AnalysisCard, ChecksCard } from './analysis-card.tsx';
import { EnterStatement } from './enter-statement.tsx';
import { FormsCard } from './forms-card.tsx';
import { ImportStatements } from './import-statements.tsx';
import { RatiosCard } from './ratios-card.tsx';
import { ResultCard } from './result-card.tsx';
import { AltmanCard, DuPontCard } from './score-cards.tsx';
import { GRAVE_STEP, type Report, useFigureText, usePeriodText } from './shown.ts';
import './statements.css';

export function StatementsPart({ code }: { code: string }) {
  const { t } = useReading();
  const [state, setState] = useListState();
  const mayWrite = useMay('files.write');
  const [act, setAct] = useState<'import' | 'enter' | null>(null);
  const period = state.filters['period'];
  const scope = state.filters['scope'];
  const compare = state.filters['compare'];
  const asked = useOperation(report, {
    customer: code,
    ...(period ? { period } : {}),
    ...(scope === 'parent' || scope === 'consolidated' ? { scope } : {}),
    ...(compare === 'all' ? { compare: 'all' as const } : {}),
  });
  const put = (key: string, value: string | undefined) => {
    const { [key]: _, ...rest } = state.filters;
    setState({ ...state, filters: value === undefined ? rest : { ...rest, [key]: value } });
  };
  const acts = mayWrite && (
    <>
      <Button onClick={() => setAct('enter')}>{t('statements.act.enter')}</Button>
      <Button type="primary" onClick={() => setAct('import')}>
        {t('statements.act.import')}
      </Button>
    </>
  );
  const { data, error } = asked;
  return (
    <>
      {error ? (
        <ErrorState error={error} retry={() => void asked.refetch()} />
      ) : !data ? (
        <Waiting />
      ) : data.period === null ? (
        <Empty title={t('statements.none')} action={<span className="x-statements-acts">{acts}</span>}>
          {t('statements.noneHelp')}
        </Empty>
      ) : (
        <div className="x-cards x-statements">
          <div className="x-span-12 x-statements-bar">
            <Choices data={data} onPut={put} compare={compare === 'all'} />
            <span className="x-statements-acts">
              <PrintAnalysis
                asked={{ customer: code, ...(period ? { period } : {}), ...(data.scope ? { scope: data.scope } : {}) }}
              />
              {acts}
            </span>
          </div>
          <SignalsCard data={data} />
          <ResultCard data={data} />
          <RatiosCard data={data} />
          <div className="x-span-4 x-statements-side">
            <DuPontCard data={data} />
            <AltmanCard data={data} />
            <ChecksCard data={data} />
          </div>
          <FormsCard data={data} />
          <AnalysisCard data={data} />
        </div>
      )}
      {/* At one place whatever is shown: a form that is mounted anew never hears that its import is done. */}
      {act === 'import' && <ImportStatements code={code} onClose={() => setAct(null)} />}
      {act === 'enter' && <EnterStatement code={code} onClose={() => setAct(null)} />}
    </>
  );
}

function Waiting() {
  return (
    <div className="x-cards">
      <div className="x-span-12">
        <LoadingCard lines={3} />
      </div>
      <div className="x-span-8">
        <LoadingCard lines={10} />
      </div>
      <div className="x-span-4">
        <LoadingCard lines={10} />
      </div>
    </div>
  );
}

/** The analysis as a PDF, in either language. */
function PrintAnalysis({ asked }: { asked: Omit<InputOf<typeof print>, 'language'> }) {
  const { t } = useReading();
  const [busy, setBusy] = useState<string | null>(null);
  const get = async (language: 'zh' | 'en') => {
    setBusy(language);
    await download(print, { ...asked, language }).catch(() => null);
    setBusy(null);
  };
  return (
    <>
      {(['zh', 'en'] as const).map((language) => (
        <Button key={language} icon={<PrinterOutlined />} loading={busy === language} onClick={() => void get(language)}>
          {t(`statements.print.${language}`)}
        </Button>
      ))}
    </>
  );
}

function Choices({
  data,
  compare,
  onPut,
}: {
  data: Report;
  compare: boolean;
  onPut: (key: string, value: string | undefined) => void;
}) {
  const { t } = useReading();
  const periodText = usePeriodText();
  return (
    <>
      <Select
        value={data.period ?? ''}
        onChange={(next) => onPut('period', next)}
        aria-label={t('statements.period')}
        options={data.periods.map((each) => ({ value: each.endsOn, label: periodText(each.endsOn, each.months) }))}
        popupMatchSelectWidth={false}
        style={{ minWidth: 150 }}
      />
      {data.scopes.length > 1 && (
        <Segmented
          value={data.scope ?? 'parent'}
          onChange={(next) => onPut('scope', next)}
          options={data.scopes.map((each) => ({ value: each, label: t(`statements.scope.${each}`) }))}
        />
      )}
      <Segmented
        value={compare ? 'all' : 'years'}
        onChange={(next) => onPut('compare', next === 'all' ? 'all' : undefined)}
        options={(['years', 'all'] as const).map((each) => ({ value: each, label: t(`statements.compare.${each}`) }))}
      />
      <span className="x-caption">
        {data.scope && t(`statements.scope.${data.scope}`)} · {t(`statements.opinion.${data.opinion ?? 'unknown'}`)}
      </span>
    </>
  );
}

function SignalsCard({ data }: { data: Report }) {
  const { t, lang } = useReading();
  const figure = useFigureText(data);
  const kinds = data.periods.find((each) => each.endsOn === data.period)?.kinds ?? [];
  const lacking = STATEMENT_KINDS.filter((kind) => !kinds.includes(kind)).map((kind) => t(`statements.kind.${kind}`));
  return (
    <Card
      className="x-span-6"
      title={
        data.signals.length === 0 ? t('statements.signals.none') : t('statements.signals.title', { count: data.signals.length })
      }
    >
      {data.signals.length === 0 ? (
        <p className="x-quiet">
          {lacking.length > 0
            ? t('statements.signals.nonePart', { kinds: lacking.join(t('kit.separator')) })
            : t('statements.signals.noneHelp')}
        </p>
      ) : (
        <ul className="x-statement-signals">
          {data.signals.map((signal) => (
            <li key={signal.code}>
              <RiskMark step={GRAVE_STEP[signal.grave]} word={<b>{signal.name[lang]}</b>} />
              <small>
                {t(`statements.signal.${signal.code}`, {
                  actual: signalValue(signal.code, signal.actual),
                  threshold: signalValue(signal.code, signal.threshold),
                })}
              </small>
              {signal.code === 'does_not_articulate' ? (
                <Differences data={data} />
              ) : (
                <small className="x-statement-figures">
                  {signal.figures
                    .slice(0, 4)
                    .map(figure)
                    .join(lang === 'zh' ? '；' : '; ')}
                </small>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Each sum that does not hold, by how much. */
function Differences({ data }: { data: Report }) {
  const { t, lang } = useReading();
  const currency = data.currency ?? 'CNY';
  return data.checks
    .filter((each) => each.state === 'failed' && each.difference !== null && each.lines.length === 0)
    .slice(0, DIFFERENCES_SHOWN)
    .map((each) => (
      <small key={each.key} className="x-statement-figures">
        {each.name[lang]} · {t('statements.signals.off')}{' '}
        <MoneyText value={{ amount: each.difference ?? '0', currency }} withUnit />
      </small>
    ));
}
const DIFFERENCES_SHOWN = 4;

const TIMES = new Set(['interest_not_covered', 'short_debt_for_long_assets', 'profit_without_cash']);

/** As its sentence wants it: a share, a multiple, or days. */
function signalValue(code: string, value: number | null): string {
  if (value === null) return '';
  if (code === 'slow_collection') return value.toFixed(0);
  return TIMES.has(code) ? value.toFixed(2) : `${(value * 100).toFixed(1)}%`;
}
