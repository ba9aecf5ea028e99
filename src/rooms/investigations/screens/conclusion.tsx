// What an investigation comes to: its indicators drawn, and the investigator's own conclusion with what he proposes.
import { Input } from 'antd';
import { useState } from 'react';
import { Card } from '#web/kit/card.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { useSession } from '#web/shell/session.tsx';
import type { Keeping } from './keeping.ts';
import type { Investigation } from './questions.tsx';

export function IndicatorsCard({ data }: { data: Investigation }) {
  const { t } = useReading();
  return (
    <Card title={t('investigations.indicators')} caption={t('investigations.indicatorsHelp')}>
      <Bars rows={data.indicators} />
    </Card>
  );
}

/** Without the name of the source, where the heading says it. */
export function shortTitle(title: string): string {
  const bare = title.replace(/^(资信调查：|Investigation: )/, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

type Row = Pick<Investigation['indicators'][number], 'key' | 'title' | 'unit' | 'value' | 'missing' | 'answered' | 'asked'>;

/** Shares as bars, figures as they are; what rests on too little says so. */
function Bars({ rows }: { rows: readonly Row[] }) {
  const { t, lang } = useReading();
  return (
    <ul className="x-inv-bars">
      {rows.map((row) => (
        <li key={row.key}>
          <span>{shortTitle(row.title[lang])}</span>
          <span className="x-num">
            {row.value === null ? '—' : row.unit === 'ppm' ? formatPercent(row.value, 0) : formatNumber(row.value)}
          </span>
          {row.unit === 'ppm' && row.value !== null && row.asked !== null && (
            <i>
              <b data-low={row.value < 500_000} style={{ width: `${Math.min(100, row.value / 10_000)}%` }} />
            </i>
          )}
          {row.missing && <small className="x-quiet">{t('investigations.tooFew')}</small>}
        </li>
      ))}
    </ul>
  );
}

/** Written as it is typed; what was written here already stands before what was read. */
export function ConclusionCard({ data, keeping }: { data: Investigation; keeping: Keeping }) {
  const { t } = useReading();
  const session = useSession();
  const { head } = keeping.unsaved;
  const currency = data.proposed?.currency ?? session?.currency ?? 'CNY';
  const proposed = head.proposed === undefined ? data.proposed : head.proposed;
  const terms = head.proposedTermsDays === undefined ? data.proposedTermsDays : head.proposedTermsDays;
  const conclusion = head.conclusion ?? data.conclusion ?? '';
  const [amount, setAmount] = useState(proposed?.amount ?? '');
  const plain = amount.replaceAll(/[,，\s]/g, '');
  const fits = plain === '' || /^\d{1,14}(\.\d{1,2})?$/.test(plain);
  if (!data.mayWrite)
    return (
      <Card title={t('investigations.conclusion')}>
        <p className="x-inv-text" data-content>
          {conclusion || <span className="x-quiet">{t('investigations.notAnswered')}</span>}
        </p>
        {proposed && (
          <p className="x-gap-top">
            {t('investigations.proposed', { currency })} <MoneyText value={proposed} strong />
            {terms !== null && (
              <>
                {' · '}
                {t('investigations.proposedTerms')} <b className="x-num">{terms}</b>
              </>
            )}
          </p>
        )}
      </Card>
    );
  return (
    <Card title={t('investigations.conclusion')} caption={t('investigations.conclusionHelp')}>
      <div className="x-inv-form">
        <Input.TextArea
          aria-label={t('investigations.conclusion')}
          maxLength={4_000}
          autoSize={{ minRows: 3, maxRows: 14 }}
          value={conclusion}
          onChange={(event) => keeping.write({ head: { conclusion: event.target.value } })}
        />
        <label>
          <span>{t('investigations.proposed', { currency })}</span>
          <Input
            className="x-figure-input"
            inputMode="decimal"
            value={amount}
            {...(fits ? {} : { status: 'error' as const })}
            onChange={(event) => {
              setAmount(event.target.value);
              const next = event.target.value.replaceAll(/[,，\s]/g, '');
              if (next === '') keeping.write({ head: { proposed: null } });
              else if (/^\d{1,14}(\.\d{1,2})?$/.test(next)) keeping.write({ head: { proposed: { amount: next, currency } } });
            }}
          />
          {!fits && <small className="x-risk-text-4">{t('investigations.amountMalformed')}</small>}
        </label>
        <label>
          <span>{t('investigations.proposedTerms')}</span>
          <Input
            className="x-figure-input"
            inputMode="numeric"
            value={terms === null ? '' : String(terms)}
            onChange={(event) => {
              const next = event.target.value.replaceAll(/\D/g, '').slice(0, 3);
              keeping.write({ head: { proposedTermsDays: next === '' ? null : Math.min(365, Number(next)) } });
            }}
          />
        </label>
      </div>
    </Card>
  );
}
