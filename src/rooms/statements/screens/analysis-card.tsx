// The written analysis, each sentence with its figures on asking; and the checks of agreement with their differences.
import { useState } from 'react';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { type Report, useFigureText } from './shown.ts';

const SECTIONS = ['scale', 'solvency', 'profitability', 'operation', 'cash', 'growth', 'warnings', 'reliability'] as const;

export function AnalysisCard({ data }: { data: Report }) {
  const { t, lang } = useReading();
  const figure = useFigureText(data);
  const [open, setOpen] = useState<string | null>(null);
  const shown = data.analysis.find((each) => each.zh === open);
  return (
    <Card className="x-span-12" title={t('statements.analysis.title')} caption={t('statements.analysis.caption')}>
      <div className="x-statement-text">
        {SECTIONS.filter((section) => data.analysis.some((each) => each.section === section)).map((section) => (
          <p key={section}>
            <b>{t(`statements.section.${section}`)}</b>
            {data.analysis
              .filter((each) => each.section === section)
              .map((each) => (
                <button
                  type="button"
                  key={each.zh}
                  aria-pressed={open === each.zh}
                  onClick={() => setOpen(open === each.zh ? null : each.zh)}
                >
                  {each[lang]}
                </button>
              ))}
            {shown?.section === section && <small className="x-statement-cited">{shown.figures.map(figure).join(' · ')}</small>}
          </p>
        ))}
      </div>
    </Card>
  );
}

/** Lines that differ from last year's form, listed under the check. */
const LINES_LISTED = 5;
const STEP = { passed: null, failed: 4, explained: 2, unknown: null } as const;

export function ChecksCard({ data }: { data: Report }) {
  const { t, lang, money, unit } = useReading();
  const currency = data.currency ?? 'CNY';
  const failed = data.checks.filter((each) => each.state === 'failed').length;
  const wire = (amount: string | null) => (amount === null ? null : { amount, currency });
  return (
    <Card
      title={failed === 0 ? t('statements.checks.good') : t('statements.checks.bad', { count: failed })}
      caption={unit(currency)}
      flush
    >
      <ul className="x-statement-checks">
        {data.checks
          .toSorted((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'))
          .map((check) => {
            const step = STEP[check.state];
            return (
              <li key={`${check.key} ${check.figures[0]?.line}`}>
                {step === null ? <span className="x-statement-ok">✓</span> : <RiskMark step={step} hideWord />}
                <span>{check.name[lang]}</span>
                <span className="x-end x-num">
                  {check.state === 'passed'
                    ? t('statements.checks.agrees')
                    : t('statements.checks.off', { amount: money(wire(check.difference), { sign: 'always' }) })}
                </span>
                {check.lines.slice(0, LINES_LISTED).map((each) => (
                  <small key={each.line}>
                    {t('statements.checks.line', {
                      name: each.name[lang],
                      stated: money(wire(each.stated)),
                      found: money(wire(each.found)),
                    })}
                  </small>
                ))}
                {check.lines.length > LINES_LISTED && (
                  <small>{t('statements.checks.more', { count: check.lines.length - LINES_LISTED })}</small>
                )}
                {check.state !== 'passed' && check.lines.length === 0 && (
                  <small>
                    {t('statements.checks.sides', { stated: money(wire(check.stated)), found: money(wire(check.found)) })}
                    {check.state === 'explained' && ` · ${t('statements.checks.explained')}`}
                  </small>
                )}
              </li>
            );
          })}
      </ul>
    </Card>
  );
}
