// Questions of a card, from worst answer to best; and which cards serve which segments.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useReading } from '#web/kit/reading.tsx';
import type { CardBody, QuestionDoc, SegmentDoc } from './card-document.ts';

const ANSWERS_MAX = 10;

type Props = { readonly body: CardBody; readonly onBody: (next: Partial<CardBody>) => void };

export function CardQuestions({ body, onBody }: Props) {
  const { t, lang } = useReading();
  const questions = body.questions ?? [];
  const put = (at: number, next: Partial<QuestionDoc>) =>
    onBody({ questions: questions.map((each, nth) => (nth === at ? { ...each, ...next } : each)) });
  const same = (text: string) => ({ zh: text, en: text });
  const add = () =>
    onBody({
      questions: [
        ...questions,
        {
          key: `q_${Date.now().toString(36)}`,
          title: same(t('ratings.card.untitled')),
          options: lang === 'zh' ? ['差', '一般', '好'].map(same) : ['poor', 'fair', 'good'].map(same),
          evidence: true,
          validDays: 365,
        },
      ],
    });
  return (
    <>
      <p className="x-caption x-gap-bottom">{t('ratings.card.questionsHelp')}</p>
      {questions.map((question, at) => (
        <div key={question.key} className="x-card-limit">
          <span className="x-form-row">
            <Input
              size="small"
              className="x-card-limit-name"
              maxLength={200}
              aria-label={t('ratings.card.question')}
              value={question.title[lang]}
              onChange={(event) => put(at, { title: same(event.target.value) })}
            />
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('rules.form.remove')}
              onClick={() => onBody({ questions: questions.filter((_, nth) => nth !== at) })}
            />
          </span>
          <span className="x-caption">{t('ratings.card.option')}</span>
          <span className="x-form-row">
            {question.options.map((option, nth) => (
              <Input
                // biome-ignore lint/suspicious/noArrayIndexKey: answers stand in their order while they are typed
                key={nth}
                size="small"
                className="x-card-option"
                maxLength={100}
                prefix={`${nth + 1}.`}
                aria-label={t('ratings.card.option')}
                value={option[lang]}
                onChange={(event) =>
                  put(at, { options: question.options.map((each, other) => (other === nth ? same(event.target.value) : each)) })
                }
              />
            ))}
            {question.options.length < ANSWERS_MAX && (
              <Button
                size="small"
                type="link"
                icon={<PlusOutlined />}
                onClick={() => put(at, { options: [...question.options, same(t('ratings.card.untitled'))] })}
              >
                {t('ratings.card.addOption')}
              </Button>
            )}
          </span>
          <span className="x-form-row">
            <Checkbox checked={question.evidence} onChange={(event) => put(at, { evidence: event.target.checked })}>
              {t('ratings.card.evidence')}
            </Checkbox>
            <label className="x-caption">
              {t('ratings.card.validDays')}{' '}
              <InputNumber
                size="small"
                min={1}
                max={3_650}
                value={question.validDays}
                onChange={(validDays) => validDays !== null && put(at, { validDays })}
              />
            </label>
          </span>
        </div>
      ))}
      <Button size="small" type="link" icon={<PlusOutlined />} onClick={add}>
        {t('ratings.card.addQuestion')}
      </Button>
    </>
  );
}

/** A card of its own begins as the general one. */
export function CardSegments({ body, onBody, segments }: Props & { readonly segments: readonly string[] }) {
  const { t } = useReading();
  const cards = body.segmentCards ?? [];
  const taken = new Set(cards.flatMap((each) => each.segments));
  const free = segments.filter((each) => !taken.has(each));
  const add = (segment: string) => {
    const { base, dimensions, weights, indicators, caps, hardCriteria } = body;
    const own: SegmentDoc = {
      id: `card-${Date.now().toString(36)}`,
      title: { zh: t('ratings.card.segmentTitle', { segment }), en: t('ratings.card.segmentTitle', { segment }) },
      segments: [segment],
      base,
      ...(dimensions && dimensions.length > 0 ? { dimensions } : {}),
      weights,
      indicators,
      caps,
      hardCriteria,
    };
    onBody({ segmentCards: [...cards, own] });
  };
  return (
    <>
      <p className="x-caption x-gap-bottom">
        {segments.length === 0 ? t('ratings.card.segmentNone') : t('ratings.card.segmentsHelp')}
      </p>
      <div className="x-lines x-lines-ruled">
        {cards.map((each, at) => (
          <div key={each.id}>
            <span>{each.title.zh}</span>
            <span className="x-form-row">
              <Select
                size="small"
                mode="multiple"
                className="x-card-segments"
                aria-label={t('ratings.card.segment')}
                value={[...each.segments]}
                options={[...free, ...each.segments].map((value) => ({ value, label: value }))}
                onChange={(next: string[]) =>
                  next.length > 0 &&
                  onBody({ segmentCards: cards.map((one, nth) => (nth === at ? { ...one, segments: next } : one)) })
                }
              />
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('ratings.card.removeSegment')}
                onClick={() => onBody({ segmentCards: cards.filter((_, nth) => nth !== at) })}
              />
            </span>
          </div>
        ))}
      </div>
      {free.length > 0 && (
        <Select
          size="small"
          className="x-card-add"
          placeholder={`＋ ${t('ratings.card.addSegment')}`}
          value={null}
          options={free.map((value) => ({ value, label: value }))}
          onChange={(value: string | null) => value && add(value)}
        />
      )}
    </>
  );
}
