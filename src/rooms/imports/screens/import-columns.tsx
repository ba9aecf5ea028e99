// The second step: what each column is taken as, with cells to judge by, and the questions only a person can answer.
import { Radio, Select } from 'antd';
import { isKind } from '#engine/import/catalogue.ts';
import { columnLetters } from '#engine/import/heading-key.ts';
import { kindName, optionName } from '#engine/import/words.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { IMPORT_KINDS } from '../contract.ts';
import type { Held, ImportSession, KindName, Preview } from './import-session.ts';

export function ImportColumns({ session, held, read }: { session: ImportSession; held: Held; read: Preview | null }) {
  const { t } = useReading();
  return (
    <div className="x-cards x-import-cards">
      <KindChoice session={session} held={held} />
      {read && read.fileErrors.length > 0 && (
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
      {read && read.questions.length > 0 && <Questions session={session} held={held} read={read} />}
      {read && <Columns session={session} read={read} />}
    </div>
  );
}

/** What the file was taken for, changeable: another kind has other columns. */
export function KindChoice({ session, held }: { session: ImportSession; held: Held }) {
  const { t, lang } = useReading();
  const known = isKind(held.kind) ? held.kind : null;
  return (
    <div className="x-import-setup x-span-12">
      <label htmlFor="import-taken-as">
        {t('imports.kindLabel')}
        <Select
          id="import-taken-as"
          value={known}
          disabled={session.busy}
          onChange={(kind) => void session.takeAs(kind as KindName)}
          options={IMPORT_KINDS.map((value) => ({ value, label: kindName(value, lang) }))}
        />
      </label>
      <span className="x-quiet">{t('imports.kindChange')}</span>
    </div>
  );
}

function Questions({ session, held, read }: { session: ImportSession; held: Held; read: Preview }) {
  const { t, lang } = useReading();
  return (
    <Card className="x-span-12 x-import-questions" title={t('imports.questionsTitle', { count: read.questions.length })}>
      {read.questions.map((each) => (
        <fieldset key={each.id} disabled={session.busy}>
          <legend data-content>{each.text}</legend>
          <Radio.Group
            value={held.answers[each.id]}
            onChange={(event) => void session.answer(each.id, String(event.target.value))}
            options={each.options.map((value, at) => ({ value, label: each.labels?.[at] ?? optionName(each, value, lang) }))}
          />
          {each.answer === 'day' && (
            <DayField keep label={each.text} value={held.answers[each.id]} onChange={(on) => void session.answer(each.id, on)} />
          )}
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
