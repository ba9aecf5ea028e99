// Last step: a name, what the model is for and what it is not for; from then on it belongs to those who validate and approve it.
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { submit } from '../laboratory/contract.ts';
import { AucBar } from './auc-bar.tsx';
import { PickFit, usePickedFit } from './step-validate.tsx';
import type { StudySession } from './use-study.ts';
import { aucText } from './words.ts';

export function StepSubmit({ session }: { session: StudySession }) {
  const { newest, picked, pick } = usePickedFit(session);
  if (!picked) return null;
  return (
    <>
      <PickFit fits={newest} picked={picked.id} onPick={pick} />
      <Form key={picked.id} session={session} fit={picked} />
    </>
  );
}

function Form({ session, fit }: { session: StudySession; fit: NonNullable<ReturnType<typeof usePickedFit>['picked']> }) {
  const { t } = useReading();
  const sending = useAct(submit);
  const [name, setName] = useState(session.data.study.name);
  const [purpose, setPurpose] = useState('');
  const [limits, setLimits] = useState('');
  const kept = fit.submitted ?? sending.data;
  return (
    <div className="x-cards x-lab-cards">
      <Card
        className="x-span-7"
        title={t('lab.submit.summary')}
        caption={`${t(`lab.method.${fit.method}`)} · ${aucText(fit.auc, t)}`}
      >
        <AucBar auc={fit.auc} />
        {kept ? (
          <div className="x-way-out">
            <strong>{t('lab.submit.done', { name: kept.name, version: kept.version })}</strong>
            <span>{t('lab.submit.doneHelp')}</span>
            <Link to="/models/$name" params={{ name: kept.name }} search={{ f_version: String(kept.version) } as never}>
              {t('lab.submit.open')}
            </Link>
          </div>
        ) : (
          <form
            className="x-lab-form"
            onSubmit={(event) => {
              event.preventDefault();
              void sending
                .mutateAsync({ input: { fit: fit.id, name: name.trim(), purpose: purpose.trim(), limits: limits.trim() } })
                .catch(() => {});
            }}
          >
            <label htmlFor="lab-name">
              {t('lab.submit.name')}
              <Input id="lab-name" value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
              <small>{t('lab.submit.nameHelp')}</small>
            </label>
            <label htmlFor="lab-purpose">
              {t('lab.submit.purpose')}
              <Input.TextArea
                id="lab-purpose"
                autoSize={{ minRows: 2 }}
                maxLength={2000}
                placeholder={t('lab.submit.purposeExample')}
                value={purpose}
                onChange={(event) => setPurpose(event.target.value)}
              />
            </label>
            <label htmlFor="lab-limits">
              {t('lab.submit.limits')}
              <Input.TextArea
                id="lab-limits"
                autoSize={{ minRows: 2 }}
                maxLength={2000}
                placeholder={t('lab.submit.limitsExample')}
                value={limits}
                onChange={(event) => setLimits(event.target.value)}
              />
            </label>
            <Refusal error={sending.error} />
            <Button
              type="primary"
              htmlType="submit"
              loading={sending.isPending}
              disabled={name.trim() === '' || purpose.trim().length < 2}
            >
              {t('lab.submit.go', { name: name.trim() })}
            </Button>
            {purpose.trim().length < 2 && <small>{t('lab.submit.sayPurpose')}</small>}
          </form>
        )}
      </Card>
      <Card className="x-span-5" title={t('lab.submit.next')}>
        <ol className="x-lab-how">
          {(['draft', 'validated', 'approved', 'live'] as const).map((key) => (
            <li key={key}>
              <strong>{t(`models.state.${key}`)}</strong>
              <span>{t(`lab.submit.nexts.${key}`)}</span>
            </li>
          ))}
        </ol>
      </Card>
    </div>
  );
}
