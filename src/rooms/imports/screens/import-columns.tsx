// The second step: what each column is taken as, with cells to judge by, and the questions only a person can answer.
import { Radio, Select } from 'antd';
import { columnLetters } from '#engine/import/headings.ts';
import { questionMessage } from '#engine/import/words.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { zh } from '#web/words/zh.ts';
import type { ImportSession, Preview } from './import-session.ts';

export function ImportColumns({ session, read }: { session: ImportSession; read: Preview }) {
  const { t } = useReading();
  return (
    <div className="x-cards x-import-cards">
      {read.fileErrors.length > 0 && (
        <Card className="x-span-12" title={t('imports.fileErrors')}>
          <ul className="x-import-errors" role="alert">
            {read.fileErrors.map((each) => (
              <li key={each.code} className="x-risk-text-4">
                {each.message}
              </li>
            ))}
          </ul>
          <p className="x-quiet">{t('imports.fileErrorsHelp')}</p>
        </Card>
      )}
      {read.questions.length > 0 && <Questions session={session} read={read} />}
      <Columns session={session} read={read} />
    </div>
  );
}

function Questions({ session, read }: { session: ImportSession; read: Preview }) {
  const { t, lang } = useReading();
  const label = (option: string, at: number, labels: readonly string[] | undefined) =>
    labels?.[at] ?? (Object.hasOwn(zh.imports.answer, option) ? t(`imports.answer.${option as 'yes'}`) : option);
  return (
    <Card className="x-span-12 x-import-questions" title={t('imports.questionsTitle', { count: read.questions.length })}>
      {read.questions.map((each) => (
        <fieldset key={each.id}>
          <legend data-content>{questionMessage(each, lang)}</legend>
          <Radio.Group
            value={session.answers[each.id]}
            onChange={(event) => void session.answer(each.id, String(event.target.value))}
            options={each.options.map((value, at) => ({ value, label: label(value, at, each.labels) }))}
          />
        </fieldset>
      ))}
    </Card>
  );
}

function Columns({ session, read }: { session: ImportSession; read: Preview }) {
  const { t, lang } = useReading();
  const known = read.columns.filter((each) => each.field !== null).length;
  if (read.columns.length === 0) return <Empty title={t('imports.fileErrors')}>{t('imports.fileErrorsHelp')}</Empty>;
  const options = [
    { value: '', label: t('imports.notImported') },
    ...read.fields.map((each) => ({
      value: each.field,
      label: each.required ? `${each.label[lang]} · ${t('imports.required')}` : each.label[lang],
    })),
  ];
  return (
    <Card
      className="x-span-12"
      title={t('imports.columnsTitle', { known, total: read.columns.length })}
      caption={read.encoding ? t('imports.encoding', { name: read.encoding }) : undefined}
    >
      <table className="x-twin-table x-import-columns">
        <thead>
          <tr>
            <th scope="col">{t('imports.heading')}</th>
            <th scope="col">{t('imports.field')}</th>
            <th scope="col">{t('imports.samples')}</th>
          </tr>
        </thead>
        <tbody>
          {read.columns.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns are what their place says
            <tr key={at}>
              <td data-content>
                <span className="x-caption">{columnLetters(at)}</span> <b>{each.heading}</b>
              </td>
              <td>
                <Select
                  size="small"
                  className="x-import-field"
                  aria-label={`${each.heading} · ${t('imports.field')}`}
                  value={each.field ?? ''}
                  options={options}
                  disabled={session.busy}
                  onChange={(field) => void session.map(at, field === '' ? null : field)}
                />
              </td>
              <td className="x-import-samples" data-content>
                {each.samples.join(lang === 'zh' ? '、' : ', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
