// A draft of a rulebook as its editors keep it: why it changes, from when, whether it is stored as shown; saved, submitted to a second person, dropped.
import { useNavigate } from '@tanstack/react-router';
import { App, Button, Input } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { parseRulebook, type RulebookKind } from '#engine/rulebook.ts';
import { runCases } from '#engine/rulebook-cases.ts';
import { compareRules } from '#engine/rulebook-compare.ts';
import { dropDraft, saveDraft, submitDraft } from '#rooms/policies/contract.ts';
import { useAct } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { browserToday, useReading } from '#web/kit/reading.tsx';
import { useMay } from '#web/shell/session.tsx';
import './guide.css';

export type DraftHead = { readonly id: string; readonly version: number; readonly note: string; readonly state: string };
type Replayed = { readonly orders: number; readonly before: number; readonly after: number };

/** Whether this draft may be written in by whoever looks. */
export function useEditable(draft: DraftHead | null): boolean {
  const mayWrite = useMay('policies.write');
  return mayWrite && (draft === null || draft.state === 'draft' || draft.state === 'rejected');
}

/** `body` is the document as it stands on the page; another object is another document. `to`: the page to go back to. */
export function useRulebookDraft<K extends RulebookKind>(asked: {
  readonly kind: K;
  readonly body: object;
  readonly standing: object;
  readonly draft: DraftHead | null;
  readonly to: string;
}) {
  const { kind, body, standing, draft } = asked;
  const { t } = useReading();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const editable = useEditable(draft);
  const [note, setNote] = useState(draft?.note ?? '');
  const [validFrom, setValidFrom] = useState<string | null>(null);
  const [saved, setSaved] = useState(draft && { id: draft.id, version: draft.version });
  const [kept, setKept] = useState(draft ? { body, note: draft.note } : null);
  const saving = useAct(saveDraft);
  const submitting = useAct(submitDraft);
  const dropping = useAct(dropDraft);
  const parsed = useMemo(() => parseRulebook(kind, body), [kind, body]);
  const results = useMemo(() => (parsed.ok ? runCases(parsed.rulebook) : []), [parsed]);
  const changes = useMemo(() => compareRules(standing as never, body as never, kind), [standing, body, kind]);
  const leave = () => void navigate({ to: asked.to, search: {} as never });
  return {
    editable,
    note,
    setNote,
    validFrom,
    setValidFrom,
    saved,
    /** Stored as it is shown. */
    clean: kept !== null && kept.body === body && kept.note === note,
    parsed,
    results,
    failing: results.filter((each) => !each.passed).length,
    changes,
    leave,
    /** Whether it is stored now; what was refused stands in `error`. */
    async save(): Promise<boolean> {
      const input = { kind: kind as never, note: note.trim(), body: body as never, ...saved };
      const answer = await saving.mutateAsync({ input }).catch(() => null);
      if (!answer) return false;
      setSaved({ id: answer.id, version: answer.version });
      setKept({ body, note });
      void message.success(t('rules.saved'));
      return true;
    },
    async submit(replay?: Replayed): Promise<void> {
      if (!saved) return;
      const input = { ...saved, ...(validFrom ? { validFrom } : {}), ...(replay ? { replay } : {}) };
      const done = await submitting.mutateAsync({ input }).catch(() => null);
      if (!done) return;
      void message.success(t('rules.submitted'));
      leave();
    },
    async drop(): Promise<void> {
      if (saved && !(await dropping.mutateAsync({ input: saved }).catch(() => null))) return;
      leave();
    },
    saving: saving.isPending,
    submitting: submitting.isPending,
    dropping: dropping.isPending,
    error: saving.error ?? submitting.error ?? dropping.error,
  };
}

export type RulebookDraft = Omit<ReturnType<typeof useRulebookDraft>, 'parsed'> & { readonly parsed: { readonly ok: boolean } };

/** Why and from when, and what may be done with the draft. `ready`: it may be submitted as it is stored. `first`: an act before the others. */
export function DraftActs({
  draft,
  ready,
  first,
  replay,
  children,
}: {
  draft: RulebookDraft;
  ready: boolean;
  first?: ReactNode;
  replay?: Replayed | undefined;
  children?: ReactNode;
}) {
  const { t } = useReading();
  return (
    <div className="x-form-row x-draft-acts">
      <Input
        aria-label={t('rules.note')}
        maxLength={300}
        placeholder={t('rules.labelled', { label: t('rules.note'), hint: t('rules.noteHint') })}
        value={draft.note}
        onChange={(event) => draft.setNote(event.target.value)}
      />
      <DayField
        label={t('rules.validFrom')}
        placeholder={t('rules.labelled', { label: t('rules.validFrom'), hint: t('rules.atOnce') })}
        value={draft.validFrom}
        min={browserToday()}
        onChange={(on) => draft.setValidFrom(on || null)}
      />
      {first}
      <Button disabled={draft.note.trim().length < 2 || draft.clean} loading={draft.saving} onClick={() => void draft.save()}>
        {t('rules.save')}
      </Button>
      <Button
        type="primary"
        disabled={!draft.clean || !draft.saved || !draft.parsed.ok || draft.changes.length === 0 || !ready}
        loading={draft.submitting}
        onClick={() => void draft.submit(replay)}
      >
        {t('rules.submit')}
      </Button>
      {draft.saved && (
        <Button type="text" danger loading={draft.dropping} onClick={() => void draft.drop()}>
          {t('rules.drop')}
        </Button>
      )}
      {children}
    </div>
  );
}
