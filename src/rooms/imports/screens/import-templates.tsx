// The answers remembered by name: shown, changed line by line, deleted.
import { Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { isKind } from '#engine/import/catalogue.ts';
import { kindName } from '#engine/import/words.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { forgetTemplate, saveTemplate, templates } from '../contract.ts';
import { useAnswerWords } from './import-answers.tsx';
import { DEFAULT_SOURCE } from './import-history.tsx';

type Template = OutputOf<typeof templates>['templates'][number];

export function ImportTemplates() {
  const { t } = useReading();
  const asked = useOperation(templates, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingRows rows={4} />;
  const rows = asked.data.templates;
  if (rows.length === 0) return <Empty title={t('imports.templates.none')}>{t('imports.templates.noneHelp')}</Empty>;
  return (
    <div className="x-cards">
      {rows.map((row) => (
        <One key={`${row.name} ${row.usedAt}`} row={row} />
      ))}
    </div>
  );
}

function One({ row }: { row: Template }) {
  const { t, lang } = useReading();
  const { today } = useAsOf();
  const words = useAnswerWords();
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>(row.answers);
  const saving = useAct(saveTemplate);
  const forgetting = useAct(forgetTemplate);
  const changed = JSON.stringify(answers) !== JSON.stringify(row.answers);
  const without = (id: string) => Object.fromEntries(Object.entries(answers).filter(([each]) => each !== id));
  return (
    <Card
      className="x-span-6"
      title={row.name}
      caption={`${isKind(row.kind) ? kindName(row.kind, lang) : row.kind}${row.source && row.source !== DEFAULT_SOURCE ? ` · ${row.source}` : ''} · ${t('imports.templates.used', { at: instantText(row.usedAt, today) })}`}
    >
      {Object.keys(answers).length === 0 && <p className="x-quiet">{t('imports.templates.noAnswers')}</p>}
      <div className="x-lines x-lines-ruled" data-content>
        {Object.entries(answers).map(([id, value]) => (
          <div key={id}>
            <span>{words.name(id)}</span>
            <span className="x-import-answer">
              <Input
                size="small"
                value={value}
                maxLength={200}
                aria-label={words.name(id)}
                onChange={(event) => setAnswers({ ...answers, [id]: event.target.value })}
              />
              <Button size="small" type="text" onClick={() => setAnswers(without(id))}>
                {t('imports.templates.askAgain')}
              </Button>
            </span>
          </div>
        ))}
      </div>
      <div className="x-import-foot">
        <Button
          type="primary"
          disabled={!changed}
          loading={saving.isPending}
          onClick={() => saving.mutate({ input: { name: row.name, answers: { ...answers } } })}
        >
          {t('imports.templates.save')}
        </Button>
        <Popconfirm
          title={t('imports.templates.forgetSure', { name: row.name })}
          okText={t('imports.templates.forget')}
          onConfirm={() => forgetting.mutate({ input: { name: row.name } })}
        >
          <Button danger>{t('imports.templates.forget')}</Button>
        </Popconfirm>
        <Refusal error={saving.error ?? forgetting.error} />
      </div>
    </Card>
  );
}
