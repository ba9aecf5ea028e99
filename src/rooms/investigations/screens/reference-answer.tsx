// The page a trade partner opens by a link: who asks about whom, a short form, answered once, without an account.
import { useParams } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { ApiProblem, call } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { Mark } from '#web/shell/mark.tsx';
import { LanguageSwitch } from '#web/shell/switches.tsx';
import { AGAIN, answerReference, openReference } from '../contract.ts';
import '#rooms/dossiers/screens/dossiers.css';
import './investigations.css';

type Asked = OutputOf<typeof openReference>;
type Again = (typeof AGAIN)[number];

export function ReferencePage() {
  const { token } = useParams({ strict: false }) as { token: string };
  const { t } = useReading();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState(false);
  useEffect(() => {
    call(openReference, { link: token }).then(setAsked, setError);
  }, [token]);
  const dead = error instanceof ApiProblem && error.code === 'link_unknown';
  return (
    <main className="x-answer">
      <header className="x-answer-head">
        <Mark />
        <LanguageSwitch />
      </header>
      {dead ? (
        <Empty title={t('investigations.ref.dead')}>{t('problems.link_unknown')}</Empty>
      ) : error ? (
        <ErrorState error={error} />
      ) : !asked ? (
        <LoadingCard lines={6} />
      ) : done ? (
        <Empty title={t('investigations.ref.done')}>{t('investigations.ref.doneHelp', { company: asked.company })}</Empty>
      ) : (
        <Form link={token} asked={asked} onDone={() => setDone(true)} />
      )}
    </main>
  );
}

function Form({ link, asked, onDone }: { link: string; asked: Asked; onDone: () => void }) {
  const { t } = useReading();
  const { currency } = asked;
  const [months, setMonths] = useState('');
  const [credit, setCredit] = useState('');
  const [terms, setTerms] = useState('');
  const [highest, setHighest] = useState('');
  const [slow, setSlow] = useState('');
  const [again, setAgain] = useState<Again | null>(null);
  const [remark, setRemark] = useState('');
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const whole = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : null);
  const amount = (text: string) => {
    const amount = typedAmount(text, currency, 0n);
    return amount === null ? null : { amount, currency };
  };
  const number = (key: string, text: string) => (whole(text) === null ? {} : { [key]: whole(text)! });
  const money = (key: string, text: string) => (amount(text) === null ? {} : { [key]: amount(text)! });
  const send = async () => {
    if (!again) return;
    setSending(true);
    setError(null);
    try {
      await call(answerReference, {
        link,
        again,
        ...number('monthsTrading', months),
        ...money('credit', credit),
        ...number('termsDays', terms),
        ...money('highest', highest),
        ...number('slowDays', slow),
        ...(remark.trim() ? { remark: remark.trim() } : {}),
      });
      onDone();
    } catch (problem) {
      setError(problem);
    } finally {
      setSending(false);
    }
  };
  const field = (label: string, value: string, onChange: (next: string) => void, good: boolean, mode: 'numeric' | 'decimal') => (
    <Asking label={label}>
      <Input
        aria-label={label}
        size="large"
        inputMode={mode}
        value={value}
        {...(value !== '' && !good ? { status: 'error' as const } : {})}
        onChange={(event) => onChange(event.target.value)}
      />
      {value !== '' && !good && <small className="x-risk-text-4">{t('investigations.amountMalformed')}</small>}
    </Asking>
  );
  const bad =
    [months, terms, slow].some((each) => each !== '' && whole(each) === null) ||
    [credit, highest].some((each) => each !== '' && amount(each) === null);
  return (
    <>
      <h1 data-content>{t('investigations.ref.title', { company: asked.company })}</h1>
      <p data-content>
        <b>{t('investigations.ref.about', { customer: asked.customer })}</b>
        <br />
        {t('investigations.ref.until', { on: asked.dueOn })}
      </p>
      {asked.note && (
        <p className="x-answer-note" data-content>
          {asked.note}
        </p>
      )}
      <div className="x-answer-items">
        {field(t('investigations.ref.qMonths'), months, setMonths, whole(months) !== null, 'numeric')}
        {field(t('investigations.ref.qCredit', { currency }), credit, setCredit, amount(credit) !== null, 'decimal')}
        {field(t('investigations.ref.qTerms'), terms, setTerms, whole(terms) !== null, 'numeric')}
        {field(t('investigations.ref.qHighest', { currency }), highest, setHighest, amount(highest) !== null, 'decimal')}
        {field(t('investigations.ref.qSlow'), slow, setSlow, whole(slow) !== null, 'numeric')}
        <Asking label={t('investigations.ref.qAgain')}>
          <div className="x-inv-options" role="radiogroup" aria-label={t('investigations.ref.qAgain')}>
            {AGAIN.map((value) => (
              <button key={value} type="button" role="radio" aria-checked={again === value} onClick={() => setAgain(value)}>
                {t(`investigations.ref.agains.${value}`)}
              </button>
            ))}
          </div>
        </Asking>
        <Asking label={t('investigations.ref.qRemark')}>
          <Input.TextArea
            aria-label={t('investigations.ref.qRemark')}
            maxLength={1_000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={remark}
            onChange={(event) => setRemark(event.target.value)}
          />
        </Asking>
      </div>
      <Button type="primary" size="large" block disabled={!again || bad} loading={sending} onClick={() => void send()}>
        {t(again ? 'investigations.ref.send' : 'investigations.ref.sendFirst')}
      </Button>
      <Refusal error={error} />
      <p className="x-answer-foot" data-content>
        {t('investigations.ref.privacy', { company: asked.company })}
      </p>
    </>
  );
}

function Asking({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="x-answer-item">
      <header>
        <span>{label}</span>
      </header>
      {children}
    </div>
  );
}
