// Templates being changed: sections and questions, what each answer is worth, what it feeds.
import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { INVESTIGATION_ABOUT, INVESTIGATION_SCORES } from '#engine/investigation-indicators.ts';
import { FIGURES, FINDING_KINDS, type FindingKind } from '#engine/investigation-rules.ts';
import { type DraftHead, useEditable } from '#web/guide/rulebook-draft.tsx';
import { RulebookDraftHead } from '#web/guide/rulebook-draft-head.tsx';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';

type Words = { readonly zh: string; readonly en: string };
type Option = Words & { readonly points: number; readonly flag?: boolean };
type Question = {
  readonly key: string;
  readonly title: Words;
  readonly kind: FindingKind;
  readonly required?: boolean;
  readonly options?: readonly Option[];
  readonly good?: 'yes' | 'no';
  readonly flag?: boolean;
  readonly feeds?: string;
  readonly weight?: number;
  readonly unit?: Words;
};
type Section = { readonly key: string; readonly title: Words; readonly questions: readonly Question[] };
type Template = {
  readonly key: string;
  readonly title: Words;
  readonly segments: readonly string[];
  readonly freshDays: number;
  readonly sections: readonly Section[];
};
export type Body = Readonly<Record<string, unknown>> & { readonly templates: readonly Template[] };

const EMPTY: Words = { zh: '', en: '' };

function freshKey(stem: string, taken: readonly string[]): string {
  let nth = taken.length + 1;
  while (taken.includes(`${stem}_${nth}`)) nth += 1;
  return `${stem}_${nth}`;
}

function replaced<Item>(list: readonly Item[], at: number, next: Item | null): Item[] {
  return list.flatMap((each, place) => (place !== at ? [each] : next === null ? [] : [next]));
}

function raised<Item>(list: readonly Item[], at: number): Item[] {
  const next = [...list];
  const [moved] = next.splice(at, 1);
  if (moved !== undefined) next.splice(at - 1, 0, moved);
  return next;
}

export function TemplateEditor({
  start,
  standing,
  draft,
}: {
  start: Body;
  standing: Readonly<Record<string, unknown>>;
  draft: DraftHead | null;
}) {
  const { t, lang } = useReading();
  const editable = useEditable(draft);
  const [body, setBody] = useState(start);
  const [which, setWhich] = useState(start.templates[0]?.key ?? '');
  const at = Math.max(
    0,
    body.templates.findIndex((each) => each.key === which),
  );
  const template = body.templates[at];
  const put = (next: Template | null) => setBody({ ...body, templates: replaced(body.templates, at, next) });
  const add = () => {
    const key = freshKey(
      'template',
      body.templates.map((each) => each.key),
    );
    const copy = { ...(template ?? body.templates[0]!), key, title: EMPTY, segments: [] };
    setBody({ ...body, templates: [...body.templates, copy] });
    setWhich(key);
  };
  const place = (path: string) => {
    const found = /^templates\[(\d+)\](?:\.sections\[(\d+)\](?:\.questions\[(\d+)\])?)?/.exec(path);
    const one = body.templates[Number(found?.[1] ?? -1)];
    const section = one?.sections[Number(found?.[2] ?? -1)];
    const question = section?.questions[Number(found?.[3] ?? -1)];
    return [one, section, question].flatMap((each) => (each ? [each.title[lang] || each.key] : [])).join(' · ');
  };
  return (
    <div className="x-cards x-scroll">
      <RulebookDraftHead
        kind="investigations"
        title={t('investigations.tpl.edit')}
        to="/investigations/templates"
        body={body}
        standing={standing}
        draft={draft}
        place={place}
      />
      <Card className="x-span-12">
        <div className="x-tpl-row">
          <Select
            aria-label={t('investigations.part.templates')}
            value={template?.key ?? null}
            onChange={setWhich}
            options={body.templates.map((each) => ({ value: each.key, label: each.title[lang] || each.key }))}
          />
          {editable && <Button onClick={add}>{t('investigations.tpl.addTemplate')}</Button>}
        </div>
      </Card>
      {template && (
        <Card className="x-span-12" title={template.title[lang]}>
          <fieldset disabled={!editable} className="x-tpl-edit">
            <div className="x-tpl-row">
              <Named of={template.title} onChange={(title) => put({ ...template, title })} />
              <Input
                className="x-tpl-short"
                aria-label={t('investigations.tpl.freshDays')}
                title={t('investigations.tpl.freshDays')}
                inputMode="numeric"
                value={String(template.freshDays)}
                onChange={(event) => put({ ...template, freshDays: Number(event.target.value.replaceAll(/\D/g, '')) })}
              />
              <Input
                aria-label={t('investigations.tpl.segmentList')}
                placeholder={t('investigations.tpl.segmentList')}
                defaultValue={template.segments.join('、')}
                key={template.key}
                onBlur={(event) =>
                  put({
                    ...template,
                    segments: event.target.value
                      .split(/[、,，;；\s]+/)
                      .map((each) => each.trim())
                      .filter(Boolean),
                  })
                }
              />
              {body.templates.length > 1 && (
                <Button danger type="text" onClick={() => put(null)}>
                  {t('investigations.tpl.remove')}
                </Button>
              )}
            </div>
            {template.sections.map((section, nth) => (
              <SectionEditor
                key={section.key}
                section={section}
                taken={template.sections.flatMap((each) => each.questions.map((question) => question.key))}
                onChange={(next) => put({ ...template, sections: replaced(template.sections, nth, next) })}
                onUp={nth === 0 ? null : () => put({ ...template, sections: raised(template.sections, nth) })}
              />
            ))}
            <Button
              onClick={() =>
                put({
                  ...template,
                  sections: [
                    ...template.sections,
                    {
                      key: freshKey(
                        'section',
                        template.sections.map((each) => each.key),
                      ),
                      title: EMPTY,
                      questions: [],
                    },
                  ],
                })
              }
            >
              {t('investigations.tpl.addSection')}
            </Button>
          </fieldset>
        </Card>
      )}
    </div>
  );
}

function Named({ of, onChange }: { of: Words; onChange: (next: Words) => void }) {
  const { t } = useReading();
  return (
    <>
      <Input
        aria-label={t('investigations.tpl.question')}
        placeholder={t('investigations.tpl.question')}
        value={of.zh}
        onChange={(event) => onChange({ ...of, zh: event.target.value })}
      />
      <Input
        aria-label={t('investigations.tpl.questionEn')}
        placeholder={t('investigations.tpl.questionEn')}
        value={of.en}
        onChange={(event) => onChange({ ...of, en: event.target.value })}
      />
    </>
  );
}

function SectionEditor({
  section,
  taken,
  onChange,
  onUp,
}: {
  section: Section;
  taken: readonly string[];
  onChange: (next: Section | null) => void;
  onUp: (() => void) | null;
}) {
  const { t, lang } = useReading();
  const [open, setOpen] = useState(section.title.zh === '');
  const put = (nth: number, next: Question | null) => onChange({ ...section, questions: replaced(section.questions, nth, next) });
  return (
    <section className="x-tpl-section">
      <div className="x-tpl-row">
        {open ? (
          <Named of={section.title} onChange={(title) => onChange({ ...section, title })} />
        ) : (
          <b>
            {section.title[lang]} <span className="x-quiet x-num">{section.questions.length}</span>
          </b>
        )}
        <Button size="small" onClick={() => setOpen(!open)}>
          {t(open ? 'investigations.tpl.collapse' : 'investigations.tpl.expand')}
        </Button>
        {onUp && (
          <Button size="small" type="text" onClick={onUp}>
            {t('investigations.tpl.up')}
          </Button>
        )}
        <Button size="small" type="text" danger onClick={() => onChange(null)}>
          {t('investigations.tpl.remove')}
        </Button>
      </div>
      {open && (
        <>
          {section.questions.map((each, nth) => (
            <QuestionEditor
              key={each.key}
              question={each}
              onChange={(next) => put(nth, next)}
              onUp={nth === 0 ? null : () => onChange({ ...section, questions: raised(section.questions, nth) })}
            />
          ))}
          <Button
            size="small"
            onClick={() =>
              onChange({
                ...section,
                questions: [...section.questions, { key: freshKey('question', taken), title: EMPTY, kind: 'yes_no' }],
              })
            }
          >
            {t('investigations.tpl.addQuestion')}
          </Button>
        </>
      )}
    </section>
  );
}

/** Only what the kind knows is kept, so that a changed kind leaves nothing behind. */
function ofKind(question: Question, kind: FindingKind): Question {
  const { key, title, required } = question;
  const plain = { key, title, kind, ...(required ? { required } : {}) };
  if (kind !== 'choice') return plain;
  return { ...plain, options: [100, 0].map((points) => ({ ...EMPTY, points })) };
}

function QuestionEditor({
  question,
  onChange,
  onUp,
}: {
  question: Question;
  onChange: (next: Question | null) => void;
  onUp: (() => void) | null;
}) {
  const { t, lang } = useReading();
  const scored = question.kind === 'choice' || question.kind === 'yes_no';
  const feeds = scored ? INVESTIGATION_SCORES : question.kind === 'number' ? FIGURES : [];
  const put = (next: Partial<Question>) => onChange({ ...question, ...next });
  const feed = (key: string) => {
    const { feeds: _, ...rest } = question;
    onChange(key === '' ? rest : { ...rest, feeds: key });
  };
  return (
    <div className="x-tpl-question">
      <div className="x-tpl-row">
        <Named of={question.title} onChange={(title) => put({ title })} />
        <Select
          aria-label={t('investigations.tpl.kind')}
          value={question.kind}
          onChange={(kind) => onChange(ofKind(question, kind))}
          options={FINDING_KINDS.map((value) => ({ value, label: t(`investigations.tpl.kinds.${value}`) }))}
        />
        <Checkbox checked={question.required ?? false} onChange={(event) => put({ required: event.target.checked })}>
          {t('investigations.tpl.required')}
        </Checkbox>
        {feeds.length > 0 && (
          <Select
            aria-label={t('investigations.tpl.feedsTo')}
            popupMatchSelectWidth={false}
            value={question.feeds ?? ''}
            onChange={feed}
            options={[
              { value: '', label: `${t('investigations.tpl.feedsTo')}：${t('investigations.tpl.feedsNone')}` },
              ...feeds.map((value) => ({ value, label: INVESTIGATION_ABOUT[value].title[lang] })),
            ]}
          />
        )}
        {scored && (
          <Input
            className="x-tpl-short"
            aria-label={t('investigations.tpl.weight')}
            prefix={<span className="x-quiet">{t('investigations.tpl.weight')}</span>}
            inputMode="numeric"
            value={String(question.weight ?? 1)}
            onChange={(event) => put({ weight: Number(event.target.value.replaceAll(/\D/g, '')) })}
          />
        )}
        {onUp && (
          <Button size="small" type="text" onClick={onUp}>
            {t('investigations.tpl.up')}
          </Button>
        )}
        <Button size="small" type="text" danger onClick={() => onChange(null)}>
          {t('investigations.tpl.remove')}
        </Button>
      </div>
      {question.kind === 'yes_no' && (
        <div className="x-tpl-row">
          <Select
            aria-label={t('investigations.tpl.good')}
            value={question.good ?? 'yes'}
            onChange={(good) => put({ good })}
            options={(['yes', 'no'] as const).map((value) => ({
              value,
              label: `${t('investigations.tpl.good')}：${t(`investigations.tpl.${value}`)}`,
            }))}
          />
          <Checkbox checked={question.flag ?? false} onChange={(event) => put({ flag: event.target.checked })}>
            {t('investigations.tpl.flag')}
          </Checkbox>
        </div>
      )}
      {question.kind === 'choice' && <Options options={question.options ?? []} onChange={(options) => put({ options })} />}
    </div>
  );
}

function Options({ options, onChange }: { options: readonly Option[]; onChange: (next: readonly Option[]) => void }) {
  const { t } = useReading();
  return (
    <>
      {options.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: answers have no name of their own, and their place is what is stored
        <div key={at} className="x-tpl-row">
          <Named of={each} onChange={(words) => onChange(replaced(options, at, { ...each, ...words }))} />
          <Input
            className="x-tpl-short"
            aria-label={t('investigations.tpl.pointsOf')}
            inputMode="numeric"
            value={String(each.points)}
            onChange={(event) =>
              onChange(replaced(options, at, { ...each, points: Number(event.target.value.replaceAll(/\D/g, '')) }))
            }
          />
          <Checkbox
            checked={each.flag ?? false}
            onChange={(event) => onChange(replaced(options, at, { ...each, flag: event.target.checked }))}
          >
            {t('investigations.tpl.flagOption')}
          </Checkbox>
          <Button size="small" type="text" danger onClick={() => onChange(replaced(options, at, null))}>
            {t('investigations.tpl.remove')}
          </Button>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...options, { ...EMPTY, points: 0 }])}>
        {t('investigations.tpl.addOption')}
      </Button>
    </>
  );
}
