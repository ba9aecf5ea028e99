// What should be known of a fitting: columns too good to be true, rows met twice, what the table showed of itself.
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { Told } from '../laboratory/contract.ts';
import { useVariableName } from './variable-name.ts';

type Note = {
  readonly code: string;
  readonly variables?: readonly string[];
  readonly rows?: number;
  readonly entity?: string;
  readonly known?: string;
  readonly titles?: number;
  readonly totals?: number;
  readonly footers?: number;
  readonly headingsAgain?: number;
};

/** Said in red: what may be no knowledge at all. */
const DOUBTED: Readonly<Record<string, 'leak' | 'leftAgain'>> = { leak_suspected: 'leak', outcome_again: 'leftAgain' };

export function FitNotes({ notes }: { notes: Told['notes'] }) {
  const { t } = useReading();
  const called = useVariableName();
  const told = notes as readonly Note[];
  const names = (note: Note) => (note.variables ?? []).map(called).join(t('lab.piece.comma'));
  const text = (note: Note): string | null => {
    switch (note.code) {
      case 'rows_repeated':
        return t('lab.fit.repeated', { count: note.rows ?? 0 });
      case 'nothing_tells':
        return t('lab.fit.nothing');
      case 'history_found':
        return t('lab.fit.past', { entity: note.entity ?? '', known: note.known ?? '' });
      case 'set_apart':
        return t('lab.fit.setApart', {
          titles: note.titles ?? 0,
          totals: note.totals ?? 0,
          footers: note.footers ?? 0,
          headings: note.headingsAgain ?? 0,
        });
      case 'words_unread':
        return t('lab.fit.unread', { names: names(note) });
      default:
        return null;
    }
  };
  return (
    <>
      {told.map((note) => {
        const doubted = DOUBTED[note.code];
        if (doubted !== undefined)
          return (
            <RiskMark
              key={note.code}
              step={3}
              word={<span className="x-lab-wrap">{t(`lab.fit.${doubted}`, { names: names(note) })}</span>}
            />
          );
        const said = text(note);
        return said === null ? null : (
          <p key={note.code} className="x-caption">
            {said}
          </p>
        );
      })}
    </>
  );
}
