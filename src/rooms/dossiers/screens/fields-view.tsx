// Fields of the file: the company's own, added and changed here by version; the shipped ones below.
import { Button, Checkbox, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { FIELD_KINDS, type FieldKind } from '#engine/dossier-catalogue.ts';
import type { OutputOf } from '#platform/operation.ts';
import { list as listCustomers } from '#rooms/customers/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { fields, saveField } from '../contract.ts';

type Field = OutputOf<typeof fields>['fields'][number];

export function FieldsView() {
  const { t, lang } = useReading();
  const mayChange = useMay('policies.write');
  const asked = useOperation(fields, {});
  const saving = useAct(saveField);
  const [editing, setEditing] = useState<Field | 'new' | null>(null);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={8} />;
  const own = asked.data.fields.filter((each) => each.own);
  const line = (each: Field) => (
    <div key={each.key} className="x-file-line">
      <span>
        <b data-content>{each.name[lang]}</b> <span className="x-quiet">{t(`dossiers.fields.kinds.${each.kind}`)}</span>
        {each.archived && <span className="x-quiet"> · {t('dossiers.fields.archived')}</span>}
      </span>
      <span className="x-file-acts">
        {each.own && mayChange && !each.archived && (
          <>
            <Button size="small" type="link" onClick={() => setEditing(each)}>
              {t('dossiers.act.change')}
            </Button>
            <Button
              size="small"
              type="link"
              onClick={() =>
                saving.mutate({
                  input: { key: each.key, version: each.version ?? 1, name: each.name.zh, kind: each.kind, archived: true },
                })
              }
            >
              {t('dossiers.act.archive')}
            </Button>
          </>
        )}
      </span>
      <small data-content>
        {t('dossiers.fields.weight')} {each.weight} · {t('dossiers.fields.fresh')}{' '}
        {each.freshDays ?? t('dossiers.fields.freshNever')}
        {each.changedAt &&
          ` · ${t('dossiers.fields.changed', { name: each.changedBy ?? '', at: instantDay(each.changedAt), n: each.version ?? 1 })}`}
      </small>
    </div>
  );
  return (
    <div className="x-cards">
      <Card
        className="x-span-6"
        flush
        title={t('dossiers.fields.own')}
        extra={
          mayChange && (
            <Button size="small" type="primary" onClick={() => setEditing('new')}>
              {t('dossiers.act.addField')}
            </Button>
          )
        }
      >
        {own.length === 0 ? <Empty title={t('dossiers.fields.none')} /> : own.map(line)}
        <Refusal error={saving.error} />
      </Card>
      <Card className="x-span-6" flush title={t('dossiers.fields.shipped')}>
        {asked.data.fields.filter((each) => !each.own).map(line)}
      </Card>
      {editing && <FieldForm field={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

function FieldForm({ field, onClose }: { field: Field | null; onClose: () => void }) {
  const { t } = useReading();
  const acting = useAct(saveField);
  const [name, setName] = useState(field?.name.zh ?? '');
  const [nameEn, setNameEn] = useState(field && field.name.en !== field.name.zh ? field.name.en : '');
  const [kind, setKind] = useState<FieldKind>(field?.kind ?? 'text');
  const [unit, setUnit] = useState(field?.unit?.zh ?? '');
  const [choices, setChoices] = useState(field?.choices.map((each) => each.zh).join('\n') ?? '');
  const [weight, setWeight] = useState(field?.weight ?? 1);
  const [fresh, setFresh] = useState<number | null>(field?.freshDays ?? null);
  const [everybody, setEverybody] = useState(field ? field.requiredIn.includes('*') : false);
  const [segments, setSegments] = useState<string[]>(field ? field.requiredIn.filter((each) => each !== '*') : []);
  const known = useOperation(listCustomers, { limit: 1 }).data?.segments ?? [];
  const run = () =>
    acting.mutate(
      {
        input: {
          ...(field ? { key: field.key, version: field.version ?? 1 } : {}),
          name: name.trim(),
          nameEn: nameEn.trim(),
          kind,
          unit: unit.trim(),
          choices: choices.split('\n').flatMap((each) => (each.trim() === '' ? [] : [each.trim()])),
          weight,
          freshDays: fresh,
          requiredIn: everybody ? ['*'] : segments,
        },
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={field?.name.zh ?? t('dossiers.act.addField')}
      footer={
        <Button type="primary" disabled={name.trim() === ''} loading={acting.isPending} onClick={run}>
          {t('dossiers.act.saveField')}
        </Button>
      }
    >
      <div className="x-file-form">
        <label>
          <span>{t('dossiers.fields.name')}</span>
          <Input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          <span>{t('dossiers.fields.nameEn')}</span>
          <Input value={nameEn} maxLength={60} onChange={(event) => setNameEn(event.target.value)} />
        </label>
        <div>
          <span>{t('dossiers.fields.kind')}</span>
          <Select
            value={kind}
            disabled={field !== null}
            onChange={setKind}
            aria-label={t('dossiers.fields.kind')}
            options={FIELD_KINDS.map((value) => ({ value, label: t(`dossiers.fields.kinds.${value}`) }))}
          />
        </div>
        {kind === 'number' && (
          <label>
            <span>{t('dossiers.fields.unit')}</span>
            <Input value={unit} maxLength={20} onChange={(event) => setUnit(event.target.value)} />
          </label>
        )}
        {kind === 'choice' && (
          <label>
            <span>{t('dossiers.fields.choices')}</span>
            <Input.TextArea
              autoSize={{ minRows: 3, maxRows: 8 }}
              value={choices}
              onChange={(event) => setChoices(event.target.value)}
            />
          </label>
        )}
        <label>
          <span>{t('dossiers.fields.weight')}</span>
          <InputNumber min={0} max={10} precision={0} value={weight} onChange={(next) => setWeight(next ?? 0)} />
        </label>
        <label>
          <span>{t('dossiers.fields.fresh')}</span>
          <InputNumber
            min={1}
            max={3650}
            precision={0}
            value={fresh}
            placeholder={t('dossiers.fields.freshNever')}
            onChange={setFresh}
          />
        </label>
        <Checkbox checked={everybody} onChange={(event) => setEverybody(event.target.checked)}>
          {t('dossiers.fields.required')}
        </Checkbox>
        {!everybody && (
          <div>
            <span>{t('dossiers.fields.requiredIn')}</span>
            <Select
              mode="tags"
              value={segments}
              onChange={setSegments}
              aria-label={t('dossiers.fields.requiredIn')}
              placeholder={t('dossiers.fields.requiredNone')}
              options={known.map((each) => ({ value: each.segment, label: each.segment }))}
            />
          </div>
        )}
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}
