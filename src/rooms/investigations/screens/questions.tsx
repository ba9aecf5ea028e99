// The questions of a section as they are answered with a thumb; answered ones read plainly where nothing may be written.
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { one } from '../contract.ts';
import { Photos, type Picture } from './photos.tsx';

export type Investigation = OutputOf<typeof one>;
export type Section = Investigation['sections'][number];
export type Question = Section['questions'][number];
export type Answer = { readonly value: string; readonly note: string };

export type QuestionsProps = {
  readonly id: string;
  readonly section: Section;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly pictures: readonly Picture[];
  readonly writable: boolean;
  readonly onAnswer: (question: string, answer: Answer) => void;
  readonly onPictures: () => void;
};

const NONE: Answer = { value: '', note: '' };

export function Questions(props: QuestionsProps) {
  return (
    <div className="x-inv-questions">
      {props.section.questions.map((each) => (
        <QuestionRow key={each.key} question={each} {...props} answer={props.answers.get(each.key) ?? NONE} />
      ))}
    </div>
  );
}

function QuestionRow({
  id,
  question,
  answer,
  pictures,
  writable,
  onAnswer,
  onPictures,
}: Omit<QuestionsProps, 'section' | 'answers'> & { question: Question; answer: Answer }) {
  const { t, lang } = useReading();
  const [noting, setNoting] = useState(false);
  const own = pictures.filter((each) => each.question === question.key);
  const isPhoto = question.kind === 'photo';
  const open = question.required && (isPhoto ? own.length === 0 : answer.value === '');
  const put = (next: Partial<Answer>) => onAnswer(question.key, { ...answer, ...next });
  return (
    <div className="x-inv-question" data-open={writable && open} id={`q-${question.key}`}>
      <header>
        <span id={`l-${question.key}`}>{question.title[lang]}</span>
        {writable && question.required && (
          <small className={open ? 'x-risk-text-3' : 'x-quiet'}>{t('investigations.required')}</small>
        )}
        {question.help && <small className="x-quiet">{question.help[lang]}</small>}
      </header>
      {isPhoto ? (
        <Photos id={id} question={question.key} pictures={own} writable={writable} onChanged={onPictures} />
      ) : writable ? (
        <AnswerInput question={question} value={answer.value} onChange={(value) => put({ value })} />
      ) : (
        <AnswerText question={question} value={answer.value} />
      )}
      {!isPhoto && !writable && answer.note && (
        <p className="x-quiet" data-content>
          {answer.note}
        </p>
      )}
      {!isPhoto &&
        writable &&
        (noting || answer.note ? (
          <Input
            aria-label={`${question.title[lang]} ${t('investigations.note')}`}
            placeholder={t('investigations.note')}
            maxLength={500}
            autoFocus={noting && !answer.note}
            value={answer.note}
            onChange={(event) => put({ note: event.target.value })}
          />
        ) : (
          question.kind !== 'text' && (
            <Button size="small" type="link" className="x-inv-note" onClick={() => setNoting(true)}>
              {t('investigations.addNote')}
            </Button>
          )
        ))}
    </div>
  );
}

function AnswerInput({ question, value, onChange }: { question: Question; value: string; onChange: (next: string) => void }) {
  const { lang } = useReading();
  const labelled = { 'aria-labelledby': `l-${question.key}` };
  if (question.kind === 'choice' || question.kind === 'yes_no')
    return (
      <div className="x-inv-options" role="radiogroup" {...labelled}>
        {question.options.map((each, at) => {
          const place = String(at + 1);
          return (
            <button
              key={place}
              type="button"
              role="radio"
              aria-checked={value === place}
              onClick={() => onChange(value === place ? '' : place)}
            >
              {each[lang]}
            </button>
          );
        })}
      </div>
    );
  if (question.kind === 'number')
    return (
      <FigureInput
        value={value}
        least={question.least ?? Number.NEGATIVE_INFINITY}
        most={question.most ?? Number.POSITIVE_INFINITY}
        unit={question.unit?.[lang] ?? ''}
        labelled={labelled}
        onChange={onChange}
      />
    );
  return (
    <Input.TextArea
      data-content
      {...labelled}
      maxLength={2_000}
      autoSize={{ minRows: 1, maxRows: 8 }}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** A number that is half written, or out of its bounds, stays here: only what fits goes up. */
function FigureInput({
  value,
  least,
  most,
  unit,
  labelled,
  onChange,
}: {
  value: string;
  least: number;
  most: number;
  unit: string;
  labelled: object;
  onChange: (next: string) => void;
}) {
  const [text, setText] = useState(value);
  const fits = (of: string) => of === '' || (/^-?\d{1,12}(\.\d{1,4})?$/.test(of) && Number(of) >= least && Number(of) <= most);
  return (
    <Input
      {...labelled}
      className="x-figure-input x-inv-number"
      inputMode="decimal"
      suffix={unit}
      value={text}
      {...(fits(text) ? {} : { status: 'error' as const })}
      onChange={(event) => {
        const next = event.target.value.trim().replaceAll(/[,，]/g, '').replace('−', '-');
        setText(next);
        if (fits(next)) onChange(next);
      }}
    />
  );
}

function AnswerText({ question, value }: { question: Question; value: string }) {
  const { t, lang } = useReading();
  if (value === '') return <span className="x-quiet">{t('investigations.notAnswered')}</span>;
  const option = question.options[Number(value) - 1];
  if (option)
    return (
      <span>
        {option[lang]}{' '}
        {option.flag ? (
          <RiskMark step={4} word={t('investigations.flagged')} />
        ) : (
          question.feeds && <span className="x-quiet x-num">{t('investigations.points', { points: option.points })}</span>
        )}
      </span>
    );
  return (
    <span data-content className={question.kind === 'number' ? 'x-num' : 'x-inv-text'}>
      {value} {question.unit?.[lang]}
    </span>
  );
}
