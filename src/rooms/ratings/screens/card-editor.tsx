// A card being built: its parts on the left, own customers under it on the right, what is still missing, and the way to a second person.
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Input, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { parseRulebook } from '#engine/rulebook.ts';
import { runCases } from '#engine/rulebook-cases.ts';
import { compareRules } from '#engine/rulebook-compare.ts';
import { dropDraft, saveDraft, submitDraft } from '#rooms/policies/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { browserToday, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { zh } from '#web/words/zh.ts';
import { sample } from '../contract.ts';
import { type CardBody, type CardDoc, casesTaken, TOTAL, weighedCard } from './card-document.ts';
import { CardLimits } from './card-limits.tsx';
import { CardPreview } from './card-preview.tsx';
import { CardQuestions, CardSegments } from './card-questions.tsx';
import { cardOf } from './card-sample.ts';
import { CardScale } from './card-scale.tsx';
import { CardTree } from './card-tree.tsx';
import { useCardWords } from './card-words.ts';

type Head = { readonly id: string; readonly version: number; readonly note: string; readonly state: string };
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
  draft: Head | null;
}) {
  const { t, lang } = useReading();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const mayWrite = useMay('policies.write');
  const maySample = useMay('ratings.run');
  const [body, setBody] = useState(start);
  const [note, setNote] = useState(draft?.note ?? '');
  const [saved, setSaved] = useState(draft && { id: draft.id, version: draft.version });
  const [clean, setClean] = useState(draft !== null);
  const [step, setStep] = useState<Step>('tree');
  const [which, setWhich] = useState(-1);
  const [validFrom, setValidFrom] = useState<string | null>(null);
  const saving = useAct(saveDraft);
  const submitting = useAct(submitDraft);
  const dropping = useAct(dropDraft);
  const asked = useOperation(sample, {}, { enabled: maySample });
  const words = useCardWords(body);
  const before = useMemo(() => cardOf(standing), [standing]);
  const parsed = useMemo(() => parseRulebook('scorecard', body), [body]);
  const after = parsed.ok ? parsed.rulebook.rules : null;
  const results = useMemo(() => (parsed.ok ? runCases(parsed.rulebook) : []), [parsed]);
  const failing = results.filter((each) => !each.passed).length;
  const changes = useMemo(() => compareRules(standing, body as never, 'scorecard'), [standing, body]);
  const editable = mayWrite && (draft === null || draft.state === 'draft' || draft.state === 'rejected');

  const cards = body.segmentCards ?? [];
  const card: CardDoc = cards[which] ?? body;
  const weighed = useMemo(() => weighedCard(card), [card]);
  const onBody = (next: Partial<CardBody>) => {
    setBody((was) => ({ ...was, ...next }));
    setClean(false);
  };
  const onCard = (next: Partial<CardDoc>) => {
    if (which < 0) return onBody(next);
    onBody({ segmentCards: cards.map((each, at) => (at === which ? { ...each, ...next } : each)) });
  };
  const save = async () => {
    const answer = await saving
      .mutateAsync({
        input: {
          kind: 'scorecard',
          note: note.trim(),
          body: body as never,
          ...(saved ? { id: saved.id, version: saved.version } : {}),
        },
      })
      .catch(() => null);
    if (!answer) return;
    setSaved({ id: answer.id, version: answer.version });
    setClean(true);
    void message.success(t('rules.saved'));
  };
  const leave = () => void navigate({ to: '/ratings/card', search: {} });
  const submit = async () => {
    if (!saved) return;
    const done = await submitting.mutateAsync({ input: { ...saved, ...(validFrom ? { validFrom } : {}) } }).catch(() => null);
    if (!done) return;
    void message.success(t('rules.submitted'));
    leave();
  };
  const drop = async () => {
    if (saved) await dropping.mutateAsync({ input: saved }).catch(() => null);
    leave();
  };
  const faults = parsed.ok ? [] : parsed.problems;
  return (
    <div className="x-card-page x-scroll">
      <Card
        title={t('ratings.card.editing')}
        caption={changes.length > 0 ? t('rules.changes', { count: changes.length }) : t('rules.noChanges')}
        extra={<Button onClick={leave}>{t('rules.back')}</Button>}
      >
        <p className="x-quiet">{converted ? t('ratings.card.converted', { total: TOTAL }) : t('ratings.card.help')}</p>
        {editable && (
          <div className="x-card-head-row">
            <Input
              aria-label={t('rules.note')}
              maxLength={300}
              placeholder={`${t('rules.note')}：${t('rules.noteHint')}`}
              value={note}
              onChange={(event) => {
                setNote(event.target.value);
                setClean(false);
              }}
            />
            <DayField
              label={t('rules.validFrom')}
              placeholder={`${t('rules.validFrom')}：${t('rules.atOnce')}`}
              value={validFrom}
              min={browserToday()}
              onChange={(on) => setValidFrom(on || null)}
            />
            <Button disabled={note.trim().length < 2 || clean} loading={saving.isPending} onClick={() => void save()}>
              {t('rules.save')}
            </Button>
            <Button
              type="primary"
              disabled={!clean || !saved || !parsed.ok || failing > 0 || changes.length === 0}
              loading={submitting.isPending}
              onClick={() => void submit()}
            >
              {t('rules.submit')}
            </Button>
            {saved && (
              <Button type="text" danger loading={dropping.isPending} onClick={() => void drop()}>
                {t('rules.drop')}
              </Button>
            )}
          </div>
        )}
        <Refusal error={saving.error ?? submitting.error ?? dropping.error} />
        {faults.length > 0 && (
          <ul className="x-card-faults x-risk-text-3">
            <li>{t('ratings.preview.faults', { count: faults.length })}</li>
            {faults.slice(0, FAULTS_SHOWN).map((each) => (
              <li key={`${each.path} ${each.code}`}>
                {placeOf(each.path, body, words.name)} {faultText(each.code, each.message, t)}
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
          <CardPreview before={before} after={after} sample={asked.data} words={words} saved={clean && saved ? saved.id : null} />
        )}
      </div>
    </div>
  );
}

/** Where a fault lies, in words: the indicator, cap or grade instead of a path. */
function placeOf(path: string, body: CardBody, name: (key: string) => string): string {
  const found = /(indicators|caps|hardCriteria|scale|questions)\[(\d+)\]/.exec(path);
  if (!found) return '';
  const at = Number(found[2]);
  const own = /segmentCards\[(\d+)\]/.exec(path);
  const card = own ? body.segmentCards?.[Number(own[1])] : body;
  if (found[1] === 'indicators') return `${name(card?.indicators[at]?.key ?? '')}：`;
  if (found[1] === 'scale') return `${body.scale[at]?.grade ?? ''}：`;
  if (found[1] === 'questions') return `${body.questions?.[at]?.title.zh ?? ''}：`;
  const rule = found[1] === 'caps' ? card?.caps[at] : card?.hardCriteria[at];
  return rule ? `${rule.title.zh}：` : '';
}

function faultText(code: string, message: string, t: ReturnType<typeof useReading>['t']): string {
  return Object.hasOwn(zh.ratings.faults, code) ? t(`ratings.faults.${code as 'inconsistent'}`) : message;
}
