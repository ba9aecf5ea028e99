// One file on its way in: what was answered, what the server says of it now, how far the work is.
import { useState } from 'react';
import { newId } from '#base/id.ts';
import { columnLetters } from '#engine/import/headings.ts';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { call, useAct, useProgress } from '#web/api.ts';
import { importLedger, preview } from '../contract.ts';

export type Preview = OutputOf<typeof preview>;
export type Report = NonNullable<Preview['report']>;
export type Kind = 'ledger' | 'customers';
type Choices = InputOf<typeof preview>;

export type Setup = { readonly kind: Kind; readonly source: string; readonly template: string };

const NOT_IMPORTED = '-';

export type ImportSession = ReturnType<typeof useImportSession>;

export function useImportSession() {
  const [setup, setSetup] = useState<Setup>({ kind: 'ledger', source: 'ledger', template: '' });
  const [file, setFile] = useState<File | null>(null);
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>({});
  const [goodRowsOnly, setGoodRowsOnly] = useState(false);
  const [read, setRead] = useState<Preview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [reading, setReading] = useState<string | null>(null);
  const [posting, setPosting] = useState<string | null>(null);
  const posted = useAct(importLedger);
  const progress = useProgress(reading ?? posting);

  const choices = (more: Partial<Choices> = {}): Choices => ({
    kind: setup.kind,
    source: setup.source,
    ...(setup.template ? { template: setup.template } : {}),
    answers: { ...answers },
    mapping: { ...mapping },
    ...more,
  });

  /** Reads the file as it would be with these answers; the last reading asked for wins. */
  const look = async (held: File, more: Partial<Choices>) => {
    const id = newId();
    setReading(id);
    setError(null);
    try {
      const found = await call(preview, choices(more), { file: held, progressId: id });
      setRead(found);
    } catch (problem) {
      setError(problem);
    }
    setReading((now) => (now === id ? null : now));
  };

  return {
    setup,
    setSetup,
    file,
    read,
    report: read?.report ?? null,
    error,
    busy: reading !== null,
    posting: posting !== null,
    progress,
    answers,
    goodRowsOnly,
    setGoodRowsOnly,
    posted: posted.data ?? null,
    postError: posted.error,

    choose: async (held: File) => {
      setFile(held);
      setRead(null);
      setAnswers({});
      setMapping({});
      setGoodRowsOnly(false);
      posted.reset();
      await look(held, { answers: {}, mapping: {} });
    },

    answer: async (id: string, value: string | null) => {
      if (!file) return;
      const { [id]: _before, ...rest } = answers;
      const next = value === null ? rest : { ...rest, [id]: value };
      setAnswers(next);
      await look(file, { answers: next });
    },

    /** Column `column` is to be read as `field`, or not at all; what it was before is let go, and so is the field's former column. */
    map: async (column: number, field: string | null) => {
      if (!file || !read) return;
      const next: Record<string, string> = { ...mapping };
      const before = read.columns[column]?.field;
      if (before && before !== field) next[before] = NOT_IMPORTED;
      if (field) next[field] = columnLetters(column);
      setMapping(next);
      await look(file, { mapping: next });
    },

    post: async () => {
      if (!file) return;
      const id = newId();
      setPosting(id);
      try {
        await posted.mutateAsync({ input: choices({ goodRowsOnly }), file, progressId: id, idempotencyKey: id });
      } catch {
        // Said by the page: `postError`.
      }
      setPosting(null);
    },

    restart: () => {
      setFile(null);
      setRead(null);
      setError(null);
      setAnswers({});
      setMapping({});
      setGoodRowsOnly(false);
      posted.reset();
    },
  };
}
