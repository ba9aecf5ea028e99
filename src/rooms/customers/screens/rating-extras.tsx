// Beside the points of a rating: the score on the scale of grades, who had the last word, questions to answer, moving a grade, printing.
import { PrinterOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { addDays } from '#base/date.ts';
import type { StandingRating } from '#engine/rating-standing.ts';
import type { OutputOf } from '#platform/operation.ts';
import { answer, checkAnswer, endOverride, print, proposeOverride, questions } from '#rooms/ratings/contract.ts';
import { download, useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { GradeTag, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import type { RatingAnswer } from './customer-data.ts';
import { CustomerField } from './customer-field.tsx';
import './rating.css';

type CardShown = NonNullable<RatingAnswer['card']>;

/** The scale from worst to best, each grade as wide as its scores; a needle where this customer stands. */
export function ScoreScale({ card, rating }: { card: CardShown; rating: StandingRating }) {
  const { t } = useReading();
  if (rating.unrated || card.indicators.length === 0) return null;
  const low = Math.min(card.worst, rating.score);
  const high = Math.max(card.best, rating.score, low + 1);
  const at = (score: number) => Math.max(0, Math.min(100, ((score - low) / (high - low)) * 100));
  const steps = card.scale.map((step, nth) => ({
    grade: step.grade,
    from: nth === card.scale.length - 1 ? low : Math.max(low, step.minScore),
    to: nth === 0 ? high : Math.min(high, card.scale[nth - 1]!.minScore),
  }));
  return (
    <div className="x-score-scale" role="img" aria-label={t('ratings.one.onScale', { score: rating.score, grade: rating.grade })}>
      <span className="x-score-needle" style={{ left: `${at(rating.score)}%` }}>
        <b className="x-num">{formatNumber(rating.score)}</b>
      </span>
      <span className="x-score-track">
        {steps
          .filter((step) => step.to > step.from)
          .map((step) => (
            <i
              key={step.grade}
              className={step.grade === rating.grade ? 'x-score-here' : undefined}
              style={{ left: `${at(step.from)}%`, width: `${at(step.to) - at(step.from)}%` }}
            >
              {at(step.to) - at(step.from) > 4 ? step.grade : ''}
            </i>
          ))}
      </span>
    </div>
  );
}

/** Who had the last word, what the card said before, how sure it is, how often such customers default. */
export function StandingLines({ rating }: { rating: StandingRating & { readonly modelOut?: string | null } }) {
  const { t } = useReading();
  const lines = [
    rating.override &&
      t('ratings.one.overridden', { by: rating.override.by, until: rating.override.endsOn, from: rating.gradeComputed }),
    rating.override && t('ratings.one.because', { reason: rating.override.reason }),
    rating.support &&
      t('ratings.one.supported', {
        name: rating.support.supporter,
        grade: rating.support.supporterGrade ?? '—',
        from: rating.gradeComputed,
        until: rating.support.endsOn,
      }),
    rating.model &&
      t('ratings.one.byModel', {
        name: rating.model.name,
        version: rating.model.version,
        pd: formatPercent(rating.model.pdPpm, 2),
      }),
    rating.modelOut && t(`ratings.one.modelOut.${rating.modelOut as 'not_live'}`),
    rating.pdPpm !== null && rating.pdPpm !== undefined && !rating.model
      ? t('ratings.one.pd', { share: formatPercent(rating.pdPpm, 2) })
      : null,
  ].flatMap((each) => (each ? [String(each)] : []));
  return (
    <div className="x-stack x-standing">
      {lines.map((each) => (
        <p key={each}>{each}</p>
      ))}
      {rating.confidence && (
        <p>
          <RiskMark
            step={rating.confidence === 'high' ? 1 : rating.confidence === 'medium' ? 2 : 3}
            word={t('ratings.one.sure', {
              word: t(`ratings.confidenceOf.${rating.confidence}`),
              share: formatPercent(rating.completenessPpm, 0),
            })}
          />
        </p>
      )}
    </div>
  );
}

export function PrintRating({ code }: { code: string }) {
  const { t } = useReading();
  const [busy, setBusy] = useState<string | null>(null);
  const get = async (language: 'zh' | 'en') => {
    setBusy(language);
    await download(print, { customer: code, language }).catch(() => null);
    setBusy(null);
  };
  return (
    <>
      {(['zh', 'en'] as const).map((language) => (
        <Button
          key={language}
          size="small"
          icon={<PrinterOutlined />}
          loading={busy === language}
          onClick={() => void get(language)}
        >
          {t(`ratings.one.print.${language}`)}
        </Button>
      ))}
    </>
  );
}

/** Grades that people moved for this customer, and the way to move it. */
export function MovedByPeople({ code, rating }: { code: string; rating: RatingAnswer }) {
  const { t } = useReading();
  const mayRun = useMay('ratings.run');
  const [open, setOpen] = useState(false);
  const ending = useAct(endOverride);
  const current = rating.overrides.filter((each) => each.stage !== 'ended');
  if (!mayRun && current.length === 0) return null;
  return (
    <Card
      title={t('ratings.over.title')}
      extra={
        mayRun && (
          <Button size="small" onClick={() => setOpen(true)}>
            {t('ratings.one.move')}
          </Button>
        )
      }
    >
      {current.length === 0 && <p className="x-quiet">{t('ratings.one.moveNone')}</p>}
      <div className="x-lines x-lines-ruled">
        {current.map((each) => (
          <div key={each.id}>
            <span>
              {each.kind === 'override' ? (
                <>
                  <GradeTag grade={each.from} /> → <GradeTag grade={each.grade} />
                </>
              ) : (
                t('ratings.over.supported', { name: each.supporter?.name ?? '', notches: each.notches ?? 0 })
              )}{' '}
              {t(`ratings.over.views.${each.stage}`)} · {t('ratings.over.until', { on: each.endsOn })}
              <small className="x-block x-aside">
                {each.reason} · {t('ratings.over.proposed', { by: each.proposedBy })}
              </small>
            </span>
            {mayRun && (
              <Button
                size="small"
                type="link"
                loading={ending.isPending}
                onClick={() =>
                  ending.mutate({
                    input: { id: each.id, reason: t(each.stage === 'proposed' ? 'ratings.over.withdraw' : 'ratings.over.end') },
                  })
                }
              >
                {t(each.stage === 'proposed' ? 'ratings.over.withdraw' : 'ratings.over.end')}
              </Button>
            )}
          </div>
        ))}
      </div>
      <Refusal error={ending.error} />
      {open && <MoveForm code={code} rating={rating} onClose={() => setOpen(false)} />}
    </Card>
  );
}

type Asked = { kind: 'override' | 'support'; grade: string; supporter: string; endsOn: string; reason: string };

function MoveForm({ code, rating, onClose }: { code: string; rating: RatingAnswer; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const { message } = App.useApp();
  const proposing = useAct(proposeOverride);
  const computed = (rating.rating as unknown as StandingRating | null)?.gradeComputed ?? rating.grade;
  const grades = (rating.card?.scale ?? []).map((each) => each.grade).filter((grade) => grade !== computed);
  const [asked, setAsked] = useState<Asked>({
    kind: 'override',
    grade: '',
    supporter: '',
    endsOn: dayjs(today).add(90, 'day').format('YYYY-MM-DD'),
    reason: '',
  });
  const put = (next: Partial<Asked>) => setAsked({ ...asked, ...next });
  const ready =
    asked.reason.trim().length >= 2 && (asked.kind === 'override' ? asked.grade !== '' : asked.supporter.trim() !== '');
  const send = async () => {
    const { kind, grade, supporter, endsOn, reason } = asked;
    const what = kind === 'override' ? { grade } : { supporter: supporter.trim() };
    const done = await proposing
      .mutateAsync({ input: { customer: code, kind, ...what, endsOn, reason: reason.trim() } })
      .catch(() => null);
    if (!done) return;
    void message.info(t('ratings.one.moveAsked'));
    onClose();
  };
  return (
    <Modal
      open
      title={t('ratings.one.move')}
      okText={
        asked.kind === 'override' && asked.grade ? t('ratings.one.moveTo', { grade: asked.grade }) : t('ratings.one.moveSend')
      }
      okButtonProps={{ disabled: !ready, loading: proposing.isPending }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('ratings.one.moveHow')} htmlFor="move-kind">
          <Select
            id="move-kind"
            value={asked.kind}
            options={(['override', 'support'] as const).map((value) => ({ value, label: t(`ratings.by.${value}`) }))}
            onChange={(kind) => put({ kind })}
          />
        </Form.Item>
        {asked.kind === 'override' ? (
          <Form.Item label={t('ratings.one.moveGrade', { grade: computed ?? '—' })} htmlFor="move-grade">
            <Select
              id="move-grade"
              value={asked.grade || null}
              options={grades.map((value) => ({ value, label: value }))}
              onChange={(grade) => put({ grade: grade ?? '' })}
            />
          </Form.Item>
        ) : (
          <Form.Item label={t('ratings.one.moveSupporter')} htmlFor="move-supporter">
            <CustomerField
              id="move-supporter"
              value={asked.supporter}
              without={code}
              onChange={(supporter) => put({ supporter })}
            />
          </Form.Item>
        )}
        <Form.Item label={t('ratings.one.moveEnds')} htmlFor="move-ends">
          <DayField id="move-ends" keep value={asked.endsOn} min={addDays(today, 1)} onChange={(on) => put({ endsOn: on })} />
        </Form.Item>
        <Form.Item label={t('ratings.over.reason')} htmlFor="move-reason">
          <Input.TextArea
            id="move-reason"
            rows={3}
            maxLength={500}
            value={asked.reason}
            onChange={(event) => put({ reason: event.target.value })}
          />
        </Form.Item>
      </Form>
      <Refusal error={proposing.error} />
    </Modal>
  );
}

type Question = OutputOf<typeof questions>['questions'][number];

export function Questions({ code }: { code: string }) {
  const { t } = useReading();
  const asked = useOperation(questions, { customer: code });
  if (!asked.data || asked.data.questions.length === 0) return null;
  const open = asked.data.questions.filter((each) => each.answer === null).length;
  return (
    <Card title={open > 0 ? t('ratings.one.questionsOpen', { count: open }) : t('ratings.one.questions')}>
      <div className="x-lines x-lines-ruled">
        {asked.data.questions.map((each) => (
          <QuestionLine key={each.key} code={code} question={each} />
        ))}
      </div>
    </Card>
  );
}

function QuestionLine({ code, question }: { code: string; question: Question }) {
  const { t, lang } = useReading();
  const mayAnswer = useMay('files.write');
  const mayCheck = useMay('files.verify');
  const [choice, setChoice] = useState<number | null>(null);
  const [evidence, setEvidence] = useState('');
  const answering = useAct(answer);
  const checking = useAct(checkAnswer);
  const given = question.answer;
  const send = () =>
    choice !== null &&
    answering.mutate(
      { input: { customer: code, question: question.key, choice, ...(evidence.trim() ? { evidence: evidence.trim() } : {}) } },
      { onSuccess: () => setChoice(null) },
    );
  return (
    <div className="x-question">
      <span>
        {question.title[lang]}
        <small className="x-block x-aside">
          {given
            ? `${question.options[given.choice - 1]?.[lang] ?? ''} · ${given.by} ${given.on}${given.evidence ? ` · ${given.evidence}` : ''} · ${t(
                given.outcome === 'verified'
                  ? 'ratings.one.answerChecked'
                  : given.stale
                    ? 'ratings.one.answerStale'
                    : 'ratings.one.answerUnchecked',
                { by: given.checkedBy ?? '' },
              )}`
            : t('ratings.one.answerNone')}
        </small>
      </span>
      <span className="x-form-row">
        {mayCheck && given && given.outcome === null && !given.mine && (
          <>
            <Button size="small" onClick={() => checking.mutate({ input: { id: given.id, outcome: 'verified' } })}>
              {t('ratings.one.answerAgree')}
            </Button>
            <Button size="small" type="text" onClick={() => checking.mutate({ input: { id: given.id, outcome: 'refused' } })}>
              {t('ratings.one.answerRefuse')}
            </Button>
          </>
        )}
        {mayAnswer && (
          <Select
            size="small"
            className="x-question-choice"
            placeholder={t('ratings.one.answerPick')}
            aria-label={question.title[lang]}
            value={choice}
            options={question.options.map((option, at) => ({ value: at + 1, label: option[lang] }))}
            onChange={(next) => setChoice(next)}
          />
        )}
        {choice !== null && (
          <>
            <Input
              size="small"
              className="x-question-choice"
              maxLength={500}
              placeholder={t('ratings.one.answerEvidence')}
              aria-label={t('ratings.one.answerEvidence')}
              value={evidence}
              onChange={(event) => setEvidence(event.target.value)}
            />
            <Button
              size="small"
              disabled={question.evidence && evidence.trim() === ''}
              loading={answering.isPending}
              onClick={send}
            >
              {t('ratings.one.answerSend')}
            </Button>
          </>
        )}
        <Refusal error={answering.error ?? checking.error} />
      </span>
    </div>
  );
}
