// Answers in words: what a column is taken as, how days are written, in which unit amounts stand.
import { fieldName } from '#engine/import/field-words.ts';
import { optionName } from '#engine/import/words.ts';
import { useReading } from '#web/kit/reading.tsx';
import { zh } from '#web/words/zh.ts';

const COLUMN = 'column_';
const NONE = '-';

export function useAnswerWords() {
  const { t, lang } = useReading();
  return {
    name: (id: string) => {
      if (id.startsWith(COLUMN)) return t('imports.answers.column', { field: fieldName(id.slice(COLUMN.length), lang) });
      return Object.hasOwn(zh.imports.answers, id) ? t(`imports.answers.${id as 'date_order'}`) : id;
    },
    value: (id: string, value: string) => {
      if (id.startsWith(COLUMN)) return value === NONE ? t('imports.notImported') : t('imports.answers.at', { column: value });
      return optionName({ id }, value, lang);
    },
  };
}

export function AnswerLines({ answers }: { answers: Readonly<Record<string, string>> }) {
  const words = useAnswerWords();
  return (
    <dl className="x-import-who" data-content>
      {Object.entries(answers).map(([id, value]) => (
        <div key={id}>
          <dt>{words.name(id)}</dt>
          <dd>{words.value(id, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
