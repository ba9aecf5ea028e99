// A card being built: its parts on the left, own customers under it on the right, what is still missing, and the way to a second person.
import { Button, Input, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useOperation } from '#web/api.ts';
import { DraftActs, type DraftHead, useRulebookDraft } from '#web/guide/rulebook-draft.tsx';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { zh } from '#web/words/zh.ts';
import { sample } from '../contract.ts';
import { type CardBody, type CardDoc, casesTaken, OWN_TITLE, TOTAL, weighedCard } from './card-document.ts';
import { CardLimits } from './card-limits.tsx';
import { CardPreview } from './card-preview.tsx';
import { CardQuestions, CardSegments } from './card-questions.tsx';
import { cardOf } from './card-sample.ts';
import { CardScale } from './card-scale.tsx';
import { CardTree } from './card-tree.tsx';
import { useCardWords } from './card-words.ts';

const STEPS = ['tree', 'scale', 'limits', 'questions', 'segments'] as const;
type Step = (typeof STEPS)[number];
const FAULTS_SHOWN = 4;

export function CardEditor({
  start,
  converted,
  standing,
  draft,
}: {
  start: CardBody;
  converted: boolean;
  standing: Readonly<Record<string, unknown>>;
  draft: DraftHead | null;
}) {
  const { t, lang } = useReading();
  const maySample = useMay('ratings.run');
  const [body, setBody] = useState(start);
  const [step, setStep] = useState<Step>('tree');
  const [which, setWhich] = useState(-1);
  const asked = useOperation(sample, {}, { enabled: maySample });
  const words = useCardWords(body);
  const before = useMemo(() => cardOf(standing), [standing]);
  const kept = useRulebookDraft({ kind: 'scorecard', body, standing, draft, to: '/ratings/card' });
  const { editable, parsed, results, failing, changes } = kept;
  const after = parsed.ok ? parsed.rulebook.rules : null;
  const cards = body.segmentCards ?? [];
  const card: CardDoc = cards[which] ?? body;
  const weighed = useMemo(() => weighedCard(card), [card]);
  const onBody = (next: Partial<CardBody>) => {
    setBody((was) => ({ ...was, ...next }));
  };
  const onCard = (next: Partial<CardDoc>) => {
    if (which < 0) return onBody(next);
    onBody({ segmentCards: cards.map((each, at) => (at === which ? { ...each, ...next } : each)) });
  };
  const faults = parsed.ok ? [] : parsed.problems;
  return (
    <div className="x-card-page x-scroll">
      <Card
        title={t('ratings.card.editing')}
        caption={changes.length > 0 ? t('rules.changes', { count: changes.length }) : t('rules.noChanges')}
        extra={<Button onClick={kept.leave}>{t('rules.back')}</Button>}
      >
        <p className="x-quiet">{converted ? t('ratings.card.converted', { total: TOTAL }) : t('ratings.card.help')}</p>
        {editable && (
          <label className="x-card-title">
            <span>{t('ratings.card.cardTitle')}</span>
            <Input
              maxLength={60}
              value={body.title[lang]}
              onChange={({ target }) => onBody({ title: titled(body.title, lang, target.value) })}
            />
          </label>
        )}
        {editable && <DraftActs draft={kept} ready={failing === 0} />}
        <Refusal error={kept.error} />
        {faults.length > 0 && (
          <ul className="x-card-faults x-risk-text-3">
            <li>{t('ratings.preview.faults', { count: faults.length })}</li>
            {faults.slice(0, FAULTS_SHOWN).map((each) => (
              <li key={`${each.path} ${each.code}`}>
                {placeOf(each.path, body, words.name, lang)} {faultText(each.code, each.message, t)}
              </li>
            ))}
            {faults.length > FAULTS_SHOWN && <li>{t('ratings.preview.more', { count: faults.length - FAULTS_SHOWN })}</li>}
          </ul>
        )}
        {parsed.ok && results.length > 0 && (
          <p className={failing > 0 ? 'x-risk-text-3' : 'x-quiet'}>
            {failing > 0
              ? t('ratings.preview.cases', { count: results.length, failed: failing })
              : t('ratings.preview.casesFine', { count: results.length })}{' '}
            {failing > 0 && editable && (
              <Button size="small" onClick={() => onBody({ cases: casesTaken(body) })}>
                {t('ratings.preview.casesTake')}
              </Button>
            )}
          </p>
        )}
      </Card>
      <div className="x-card-columns">
        <Card>
          <div className="x-card-steps">
            <Segmented<Step>
              value={step}
              options={STEPS.map((value) => ({ value, label: t(`ratings.card.steps.${value}`) }))}
              onChange={setStep}
            />
            {cards.length > 0 && (step === 'tree' || step === 'limits') && (
              <Select
                size="small"
                aria-label={t('ratings.card.which')}
                value={which}
                options={[
                  { value: -1, label: t('ratings.card.main') },
                  ...cards.map((each, at) => ({ value: at, label: each.title[lang] })),
                ]}
                onChange={setWhich}
              />
            )}
          </div>
          <fieldset disabled={!editable} className="x-card-fields">
            {step === 'tree' && (
              <CardTree
                key={which}
                body={body}
                card={card}
                weighed={weighed}
                sample={asked.data}
                waiting={maySample && asked.isPending}
                words={words}
                onChange={onCard}
              />
            )}
            {step === 'scale' && <CardScale body={body} card={body} onBody={onBody} onCard={onBody} />}
            {step === 'limits' && <CardLimits key={which} body={body} card={card} words={words} onChange={onCard} />}
            {step === 'questions' && <CardQuestions body={body} onBody={onBody} />}
            {step === 'segments' && (
              <CardSegments
                body={body}
                segments={asked.data?.segments ?? []}
                onBody={(next) => {
                  setWhich(-1);
                  onBody(next);
                }}
              />
            )}
          </fieldset>
        </Card>
        {maySample && (
          <CardPreview
            before={before}
            after={after}
            sample={asked.data}
            words={words}
            saved={kept.clean && kept.saved ? kept.saved.id : null}
          />
        )}
      </div>
    </div>
  );
}

/** A name that stood in one language only, or the same in both, is given in both. */
function titled(before: CardBody['title'], lang: 'zh' | 'en', value: string): CardBody['title'] {
  const other = lang === 'zh' ? before.en : before.zh;
  return other === before[lang] || OWN_TITLES.includes(other) ? { zh: value, en: value } : { ...before, [lang]: value };
}
const OWN_TITLES: readonly string[] = Object.values(OWN_TITLE);

/** Where a fault lies, in words: the indicator, cap or grade instead of a path. */
function placeOf(path: string, body: CardBody, name: (key: string) => string, lang: 'zh' | 'en'): string {
  const found = /(indicators|caps|hardCriteria|scale|questions)\[(\d+)\]/.exec(path);
  if (!found) return '';
  const at = Number(found[2]);
  const own = /segmentCards\[(\d+)\]/.exec(path);
  const card = own ? body.segmentCards?.[Number(own[1])] : body;
  const rule = found[1] === 'caps' ? card?.caps[at] : card?.hardCriteria[at];
  const what = {
    indicators: name(card?.indicators[at]?.key ?? ''),
    scale: body.scale[at]?.grade,
    questions: body.questions?.[at]?.title[lang],
    caps: rule?.title[lang],
    hardCriteria: rule?.title[lang],
  }[found[1] as 'scale'];
  return what ? `${what}${lang === 'zh' ? '：' : ': '}` : '';
}

function faultText(code: string, message: string, t: ReturnType<typeof useReading>['t']): string {
  return Object.hasOwn(zh.ratings.faults, code) ? t(`ratings.faults.${code as 'inconsistent'}`) : message;
}
