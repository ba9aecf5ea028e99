// The head of a rulebook that is being changed: why, from when, what is still wrong; saved, submitted to a second person, dropped.
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Input } from 'antd';
import { useMemo, useState } from 'react';
import { parseRulebook } from '#engine/rulebook.ts';
import { runCases } from '#engine/rulebook-cases.ts';
import { compareRules } from '#engine/rulebook-compare.ts';
import { dropDraft, type EDITED_KINDS, saveDraft, submitDraft } from '#rooms/policies/contract.ts';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { browserToday, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';

type Body = Readonly<Record<string, unknown>>;
export type DraftHead = { readonly id: string; readonly version: number; readonly note: string; readonly state: string };
const FAULTS_SHOWN = 5;

/** Whether this draft may be written in by whoever looks. */
export function useEditable(draft: DraftHead | null): boolean {
  const mayWrite = useMay('policies.write');
  return mayWrite && (draft === null || draft.state === 'draft' || draft.state === 'rejected');
}

/** `to`: the page to go back to. `place` says where in the document a fault is, in words. */
export function RulebookDraftHead(props: {
  readonly kind: (typeof EDITED_KINDS)[number];
  readonly title: string;
  readonly to: string;
  readonly body: Body;
  readonly standing: Body;
  readonly draft: DraftHead | null;
  readonly place: (path: string) => string;
}) {
  const { kind, body, standing, draft } = props;
  const { t } = useReading();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const editable = useEditable(draft);
  const [note, setNote] = useState(draft?.note ?? '');
  const [validFrom, setValidFrom] = useState<string | null>(null);
  const [saved, setSaved] = useState(draft && { id: draft.id, version: draft.version });
  const [clean, setClean] = useState(draft ? { body, note: draft.note } : null);
  const saving = useAct(saveDraft);
  const submitting = useAct(submitDraft);
  const dropping = useAct(dropDraft);
  const parsed = useMemo(() => parseRulebook(kind, body), [kind, body]);
  const failing = useMemo(() => (parsed.ok ? runCases(parsed.rulebook).filter((each) => !each.passed).length : 0), [parsed]);
  const changes = useMemo(() => compareRules(standing, body, kind), [standing, body, kind]);
  const isClean = clean !== null && clean.body === body && clean.note === note;
  const faults = parsed.ok ? [] : parsed.problems;
  const leave = () => void navigate({ to: props.to, search: {} as never });
  const save = async () => {
    const input = { kind, note: note.trim(), body: body as never, ...(saved ? { id: saved.id, version: saved.version } : {}) };
    const answer = await saving.mutateAsync({ input }).catch(() => null);
    if (!answer) return;
    setSaved({ id: answer.id, version: answer.version });
    setClean({ body, note });
    void message.success(t('rules.saved'));
  };
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
  return (
    <Card
      className="x-span-12"
      title={props.title}
      caption={changes.length > 0 ? t('rules.changes', { count: changes.length }) : t('rules.noChanges')}
      extra={<Button onClick={leave}>{t('rules.back')}</Button>}
    >
      {editable && (
        <div className="x-form-row x-draft-head">
          <Input
            aria-label={t('rules.note')}
            maxLength={300}
            placeholder={`${t('rules.note')}：${t('rules.noteHint')}`}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <DayField
            label={t('rules.validFrom')}
            placeholder={`${t('rules.validFrom')}：${t('rules.atOnce')}`}
            value={validFrom}
            min={browserToday()}
            onChange={(on) => setValidFrom(on || null)}
          />
          <Button disabled={note.trim().length < 2 || isClean} loading={saving.isPending} onClick={() => void save()}>
            {t('rules.save')}
          </Button>
          <Button
            type="primary"
            disabled={!isClean || !saved || !parsed.ok || failing > 0 || changes.length === 0}
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
        <ul className="x-risk-text-3 x-gap-top">
          <li>{t('rules.problems', { count: faults.length })}</li>
          {faults.slice(0, FAULTS_SHOWN).map((each) => (
            <li key={`${each.path} ${each.code}`}>
              {props.place(each.path)} <span className="x-quiet">{each.message}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
