// The first step: what the file holds, where it comes from, and the file itself. A file that cannot be one is refused before it travels.
import { InboxOutlined } from '@ant-design/icons';
import { Input, Select, Upload } from 'antd';
import { useState } from 'react';
import { kindName } from '#engine/import/words.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { IMPORT_KINDS, templates } from '../contract.ts';
import { DEFAULT_SOURCE } from './import-history.tsx';
import type { ImportSession, KindName } from './import-session.ts';

const MEGABYTE = 1024 * 1024;
const FILE_MAX_MB = 512;
const TABLES = /\.(xlsx|xlsm|csv|txt|tsv)$/i;
/** Old workbooks and web pages under their name travel too: the reader says which they are. */
const OLD = /\.xls$/i;

export function ImportDrop({ session }: { session: ImportSession }) {
  const { t, lang } = useReading();
  const [refused, setRefused] = useState<string | null>(null);
  const known = useOperation(templates, {});
  const { setup, setSetup } = session;
  const take = (file: File) => {
    const { name } = file;
    if (!TABLES.test(name) && !OLD.test(name)) setRefused(t('imports.wrongType', { name }));
    else if (file.size > FILE_MAX_MB * MEGABYTE)
      setRefused(t('imports.tooLarge', { name, size: Math.ceil(file.size / MEGABYTE) }));
    else {
      setRefused(null);
      void session.choose(file);
    }
    // Uploading is ours: the component must not send anything by itself.
    return false;
  };
  const names = (known.data?.templates ?? []).filter((each) => setup.kind === null || each.kind === setup.kind);
  return (
    <div className="x-import-drop">
      <p className="x-import-phone">{t('imports.phone')}</p>
      <div className="x-import-setup">
        <label htmlFor="import-kind">
          {t('imports.kindLabel')}
          <Select<KindName | ''>
            id="import-kind"
            value={setup.kind ?? ''}
            onChange={(kind) => setSetup({ ...setup, kind: kind === '' ? null : kind, template: '' })}
            options={[
              { value: '', label: t('imports.kindBySight') },
              ...IMPORT_KINDS.map((value) => ({ value, label: kindName(value, lang) })),
            ]}
          />
        </label>
        <label htmlFor="import-source" title={t('imports.sourceHelp')}>
          {t('imports.source')}
          <Input
            id="import-source"
            value={setup.source === DEFAULT_SOURCE ? '' : setup.source}
            placeholder={t('imports.sourcePlaceholder')}
            maxLength={40}
            onChange={(event) => setSetup({ ...setup, source: event.target.value.trim() || DEFAULT_SOURCE })}
          />
        </label>
        {names.length > 0 && (
          <label htmlFor="import-template">
            {t('imports.template')}
            <Select
              id="import-template"
              value={setup.template}
              onChange={(template) => setSetup({ ...setup, template })}
              options={[
                { value: '', label: t('imports.templateNone') },
                ...names.map((each) => ({ value: each.name, label: each.name })),
              ]}
            />
          </label>
        )}
      </div>
      <Upload.Dragger
        accept=".xlsx,.xlsm,.xls,.csv,.txt,.tsv"
        showUploadList={false}
        beforeUpload={take}
        className="x-import-target"
      >
        <InboxOutlined className="x-import-icon" />
        <h2>{t('imports.drop')}</h2>
        <p>{t('imports.dropHelp')}</p>
        <p className="x-caption">{t(setup.kind === 'customers' ? 'imports.dropNeedsCustomers' : 'imports.dropNeeds')}</p>
      </Upload.Dragger>
      {refused && (
        <Card>
          <p role="alert" className="x-risk-text-4">
            {refused}
          </p>
        </Card>
      )}
    </div>
  );
}
