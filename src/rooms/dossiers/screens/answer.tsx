// The page a customer opens by a link: who asks, for what, until when; answered on a phone, in either language, without an account.
import { useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { ApiProblem, call } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { Mark } from '#web/shell/mark.tsx';
import { LanguageSwitch } from '#web/shell/switches.tsx';
import { answer, answerPaper, openLink } from '../contract.ts';
import { PickFile } from './file-forms.tsx';
import type { Value } from './names.ts';
import { ValueInput } from './value-input.tsx';
import './dossiers.css';

type Asked = OutputOf<typeof openLink>;
type Item = Asked['items'][number];

export function AnswerPage() {
  const { token } = useParams({ strict: false }) as { token: string };
  const { t } = useReading();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    call(openLink, { link: token }).then((found) => {
      setAsked(found);
      setDone(new Set(found.items.filter((each) => each.answered).map((each) => each.item)));
    }, setError);
  }, [token]);
  const dead = error instanceof ApiProblem && error.code === 'link_unknown';
  const all = asked?.items.every((each) => done.has(each.item)) ?? false;
  return (
    <main className="x-answer">
      <header className="x-answer-head">
        <Mark />
        <LanguageSwitch />
      </header>
      {error ? (
        dead ? (
          <Empty title={t('dossiers.answer.deadTitle')}>{t('problems.link_unknown')}</Empty>
        ) : (
          <ErrorState error={error} />
        )
      ) : !asked ? (
        <LoadingCard lines={6} />
      ) : all ? (
        <Empty title={t('dossiers.answer.allTitle')}>{t('dossiers.answer.all', { company: asked.company })}</Empty>
      ) : (
        <Form link={token} asked={asked} done={done} onDone={(items) => setDone(new Set([...done, ...items]))} />
      )}
    </main>
  );
}

function Form({
  link,
  asked,
  done,
  onDone,
}: {
  link: string;
  asked: Asked;
  done: ReadonlySet<string>;
  onDone: (items: readonly string[]) => void;
}) {
  const { t, lang } = useReading();
  const [values, setValues] = useState<ReadonlyMap<string, Value>>(new Map());
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async () => {
    setSending(true);
    setError(null);
    try {
      await call(answer, { link, facts: [...values].map(([item, value]) => ({ item, value })) });
      onDone([...values.keys()]);
      setValues(new Map());
    } catch (problem) {
      setError(problem);
    } finally {
      setSending(false);
    }
  };
  const facts = asked.items.filter((each) => each.kind !== 'paper');
  return (
    <>
      <h1 data-content>{t('dossiers.answer.title', { company: asked.company })}</h1>
      <p data-content>
        {t('dossiers.answer.for', { customer: asked.customer })}
        <br />
        {t('dossiers.answer.due', { on: asked.dueOn })}
      </p>
      {asked.note && (
        <p className="x-answer-note" data-content>
          {asked.note}
        </p>
      )}
      <div className="x-answer-items">
        {asked.items
          .filter((each) => each.kind === 'paper')
          .map((each) => (
            <PaperItem key={each.item} link={link} item={each} done={done.has(each.item)} onDone={() => onDone([each.item])} />
          ))}
        {facts.map((each) => (
          <div key={each.item} className="x-answer-item">
            <header>
              <span>{each.name[lang]}</span>
              {done.has(each.item) && <RiskMark step={1} word={t('dossiers.answer.sent')} />}
            </header>
            {!done.has(each.item) && each.kind !== 'paper' && (
              <ValueInput
                id={each.item}
                label={each.name[lang]}
                field={{ kind: each.kind, unit: each.unit, choices: each.choices }}
                currency={asked.currency}
                value={values.get(each.item)}
                onChange={(value) => {
                  const next = new Map(values);
                  if (value === undefined) next.delete(each.item);
                  else next.set(each.item, value);
                  setValues(next);
                }}
              />
            )}
          </div>
        ))}
      </div>
      {facts.some((each) => !done.has(each.item)) && (
        <Button type="primary" size="large" block disabled={values.size === 0} loading={sending} onClick={() => void send()}>
          {values.size === 0 ? t('dossiers.answer.sendNone') : t('dossiers.answer.send', { count: values.size })}
        </Button>
      )}
      <Refusal error={error} />
      <p className="x-answer-foot" data-content>
        {t('dossiers.answer.privacy', { company: asked.company })}
      </p>
    </>
  );
}

function PaperItem({ link, item, done, onDone }: { link: string; item: Item; done: boolean; onDone: () => void }) {
  const { t, lang } = useReading();
  const [picked, setPicked] = useState<File | null>(null);
  const [expiresOn, setExpiresOn] = useState('');
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async () => {
    if (!picked) return;
    setSending(true);
    setError(null);
    try {
      await call(answerPaper, { link, item: item.item, ...(expiresOn ? { expiresOn } : {}) }, { file: picked });
      onDone();
    } catch (problem) {
      setError(problem);
    } finally {
      setSending(false);
    }
  };
  return (
    <div className="x-answer-item">
      <header>
        <span>{item.name[lang]}</span>
        {done && <RiskMark step={1} word={t('dossiers.answer.sent')} />}
      </header>
      {!done && (
        <>
          <PickFile file={picked} onFile={setPicked} />
          {picked && item.expires && (
            <label className="x-file-form">
              <span>{t('dossiers.answer.expires')}</span>
              <DayField value={expiresOn} onChange={setExpiresOn} />
            </label>
          )}
          {picked && (
            <Button type="primary" size="large" block loading={sending} onClick={() => void send()}>
              {t('dossiers.act.uploadDo', { kind: item.name[lang] })}
            </Button>
          )}
          <Refusal error={error} />
        </>
      )}
    </div>
  );
}
