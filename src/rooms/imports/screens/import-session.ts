// One file on its way in, as the page holds it: uploaded once, then asked of the server by its number until it has ended.
import { useState } from 'react';
import { newId } from '#base/id.ts';
import { columnLetters } from '#engine/import/heading-key.ts';
import type { OutputOf } from '#platform/operation.ts';
import { call, useAct, useOperation, useProgress } from '#web/api.ts';
import { answer, apply, cancel, get, type IMPORT_KINDS, stage } from '../contract.ts';

export type Asked = OutputOf<typeof get>;
export type Held = Asked['import'];
export type Preview = NonNullable<Asked['read']>;
export type Report = NonNullable<Preview['report']>;
export type KindName = (typeof IMPORT_KINDS)[number];

/** Before a file is there: where it comes from, and whose answers are remembered. `kind` null: its headings say. */
export type Setup = { readonly kind: KindName | null; readonly source: string; readonly template: string };

const NOT_IMPORTED = '-';
const BUSY_EVERY_MS = 600;
const WORKING = new Set<Held['state']>(['reading', 'applying']);

export type ImportSession = ReturnType<typeof useImportSession>;

/** `id`: the import that the address names; `onId` puts another there. */
export function useImportSession(id: string | null, onId: (id: string | null) => void) {
  const [setup, setSetup] = useState<Setup>({ kind: null, source: 'ledger', template: '' });
  const [goodRowsOnly, setGoodRowsOnly] = useState(false);
  const [uploading, setUploading] = useState<{ readonly name: string; readonly progressId: string } | null>(null);
  // Kept while the page stays, so that the other sheets of a workbook need no second look for it.
  const [file, setFile] = useState<File | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [last, setLast] = useState<{ readonly id: string; readonly read: Preview } | null>(null);
  const answering = useAct(answer);
  const applying = useAct(apply);
  const cancelling = useAct(cancel);
  const progress = useProgress(uploading?.progressId ?? null);
  const asked = useOperation(
    get,
    { import: id ?? '' },
    {
      enabled: id !== null,
      staleTime: 0,
      refetchInterval: ({ state }) => (state.data && WORKING.has(state.data.import.state) ? BUSY_EVERY_MS : false),
    },
  );
  const held = id === null ? null : (asked.data?.import ?? null);
  const fresh = id === null ? null : (asked.data?.read ?? null);
  // While it is read again what was known stays in sight.
  if (fresh && id && last?.read !== fresh) setLast({ id, read: fresh });
  const read = fresh ?? (held?.state === 'reading' && last?.id === id ? last.read : null);

  const ask = async (more: { answers?: Readonly<Record<string, string>>; kind?: KindName }) => {
    if (!held || !id) return;
    const kind = more.kind ?? (held.kind as KindName | 'unsettled');
    await answering
      .mutateAsync({
        input: {
          import: id,
          source: held.source,
          ...(kind === 'unsettled' ? {} : { kind }),
          answers: { ...(more.answers ?? held.answers) },
        },
      })
      .catch(() => {});
  };

  const choose = async (chosen: File) => {
    const progressId = newId();
    setFile(chosen);
    setUploading({ name: chosen.name, progressId });
    setError(null);
    setGoodRowsOnly(false);
    try {
      const input = {
        source: setup.source,
        ...(setup.kind ? { kind: setup.kind } : {}),
        ...(setup.template ? { template: setup.template } : {}),
      };
      const staged = await call(stage, input, { file: chosen, progressId, idempotencyKey: progressId });
      onId(staged.import);
    } catch (problem) {
      setError(problem);
    }
    setUploading(null);
  };

  return {
    setup,
    setSetup,
    held,
    read,
    report: read?.report ?? null,
    loading: id !== null && asked.isPending,
    error: error ?? asked.error,
    actError: applying.error ?? answering.error ?? cancelling.error,
    uploading: uploading?.name ?? null,
    uploaded: progress,
    busy: uploading !== null || answering.isPending || applying.isPending || (held !== null && WORKING.has(held.state)),
    goodRowsOnly,
    setGoodRowsOnly,

    choose,

    /** The same file once more, from its first question on; null where the page no longer holds it. */
    again: file !== null && file.name === held?.fileName ? () => void choose(file) : null,

    answer: async (question: string, value: string | null) => {
      if (!held) return;
      const { [question]: _before, ...rest } = held.answers;
      await ask({ answers: value === null ? rest : { ...rest, [question]: value } });
    },

    /** Another kind has other fields: what was said of columns is let go. */
    takeAs: async (kind: KindName) => {
      if (!held) return;
      const kept = Object.entries(held.answers).filter(([question]) => !question.startsWith('column_'));
      await ask({ kind, answers: Object.fromEntries(kept) });
    },

    /** Column `column` is to be read as `field`, or not at all; what it was before is let go, and so is the field's former column. */
    map: async (column: number, field: string | null) => {
      if (!held || !read) return;
      const next: Record<string, string> = { ...held.answers };
      const before = read.columns[column]?.field;
      if (before && before !== field) next[`column_${before}`] = NOT_IMPORTED;
      if (field) next[`column_${field}`] = columnLetters(column);
      await ask({ answers: next });
    },

    confirm: async (template: string) => {
      if (!id) return;
      const input = { import: id, goodRowsOnly, ...(template ? { template } : {}) };
      await applying.mutateAsync({ input }).catch(() => {});
    },

    cancel: async () => {
      if (id) await cancelling.mutateAsync({ input: { import: id } }).catch(() => {});
    },

    restart: () => {
      setError(null);
      setGoodRowsOnly(false);
      applying.reset();
      answering.reset();
      cancelling.reset();
      onId(null);
    },
  };
}
