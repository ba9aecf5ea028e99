// One alert beside the list: what was seen against what, on which documents, what the rules suggest, what to do with it.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { KeyCaps } from '#web/kit/keys.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { DayText, GradeTag, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { factText, reasonName, reasonStep, reasonText } from '#web/words/reason-text.ts';
import { zh } from '#web/words/zh.ts';
import type { AlertRow } from './alerts.tsx';
import { DueText } from './due-text.tsx';

export function AlertPreview({
  row,
  onTake,
  onClose,
}: {
  row: AlertRow;
  onTake?: (row: AlertRow) => void;
  onClose?: (row: AlertRow) => void;
}) {
  const { t, scale, lang } = useReading();
  const reading = { scale, lang };
  const reason = { ...row.facts, code: row.code, level: row.level };
  const documents = Array.isArray(row.facts['documents']) ? row.facts['documents'].map(String) : [];
  const stands = row.state === 'open' || row.state === 'acknowledged';
  const lines: readonly (readonly [string, React.ReactNode])[] = [
    [t('glossary.actual'), factText(row.facts['actual'], reason, t, reading, true)],
    [t('glossary.threshold'), factText(row.facts['threshold'], reason, t, reading, true)],
    [t('alerts.atRisk'), <MoneyText key="r" value={row.atRisk} strong withUnit />],
    [t('alerts.opened'), <DayText key="o" on={row.openedOn} relative="plain" />],
    [t('alerts.owner'), row.owner ?? t('alerts.nobody')],
    [t('alerts.stateHead'), t(`alerts.state.${row.state}`)],
    ...(stands ? [[t('alerts.due'), <DueText key="d" at={row.dueAt} />] as const] : []),
  ];
  return (
    <div className="x-preview" data-content>
      <div className="x-preview-title">
        <span>{row.customer.name}</span> <GradeTag grade={row.customer.grade} missing={t('customer.notRated')} />
      </div>
      <section>
        <RiskMark step={reasonStep(reason)} word={<strong>{reasonName(reason, t, lang)}</strong>} />
        <p>{reasonText(reason, t, reading)}</p>
      </section>
      <section className="x-lines x-lines-ruled">
        {lines.map(([label, value]) => (
          <div key={label}>
            <span className="x-caption">{label}</span>
            <span>{value}</span>
          </div>
        ))}
      </section>
      {documents.length > 0 && (
        <section>
          <h3>{t('alerts.documents')}</h3>
          <p>{documents.join(t('kit.separator'))}</p>
        </section>
      )}
      {row.responses.length > 0 && stands && (
        <section>
          <h3>{t('alerts.responses')}</h3>
          <p>
            {row.responses
              .map((each) => (Object.hasOwn(zh.alerts.response, each) ? t(`alerts.response.${each as 'call'}`) : each))
              .join(t('kit.separator'))}
          </p>
        </section>
      )}
      {row.closedReason && <section>{t('alerts.closedWhy', { reason: row.closedReason })}</section>}
      <div className="x-preview-acts">
        {stands && onClose && (
          <Button type="primary" onClick={() => onClose(row)}>
            {t('alerts.close')} <KeyCaps keys="c" />
          </Button>
        )}
        {row.state === 'open' && onTake && (
          <Button onClick={() => onTake(row)}>
            {t('alerts.take')} <KeyCaps keys="a" />
          </Button>
        )}
        <Link to="/customers/$code" params={{ code: row.customer.code }}>
          {t('alerts.openCustomer')}
        </Link>
      </div>
    </div>
  );
}
