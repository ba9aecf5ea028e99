// Machine keys: made and shown once, revoked at once.
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { ROLES, type Role } from '#platform/auth/permissions.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { instantDay, instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { roleNames } from '#web/words/problem-text.ts';
import { createKey, keys, revokeKey } from '../contract.ts';
import { ShownOnce } from './people.tsx';

type Key = OutputOf<typeof keys>['keys'][number];
const DAYS_MAX = 3650;
const YEAR_DAYS = 365;

function isExpired(key: Key): boolean {
  return key.expiresAt !== null && new Date(key.expiresAt).getTime() < Date.now();
}

export function Keys() {
  const { t } = useReading();
  const { today } = useAsOf();
  const asked = useOperation(keys, {});
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const [once, setOnce] = useState<{ name: string; key: string } | null>(null);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={6} />;
  const rows = asked.data.keys;
  const columns: readonly Column<Key>[] = [
    { key: 'name', label: t('settings.keys.name'), phone: 'title', render: (row) => <b data-content>{row.name}</b> },
    {
      key: 'hint',
      label: t('settings.keys.hint'),
      phone: 'line',
      render: (row) => <code>…{row.hint}</code>,
    },
    { key: 'role', label: t('settings.keys.role'), phone: 'line', render: (row) => roleNames(row.roles, t) },
    { key: 'made', label: t('settings.keys.made'), render: (row) => instantDay(row.createdAt) },
    {
      key: 'expires',
      label: t('settings.keys.expires'),
      phone: 'line',
      render: (row) => (row.expiresAt ? instantDay(row.expiresAt) : t('settings.keys.never')),
    },
    {
      key: 'used',
      label: t('settings.keys.used'),
      phone: 'line',
      render: (row) => (row.lastUsedAt ? instantText(row.lastUsedAt, today) : t('settings.keys.unused')),
    },
    {
      key: 'acts',
      label: '',
      align: 'end',
      phone: 'value',
      render: (row) =>
        row.revokedAt ? (
          <span className="x-quiet">{t('settings.keys.revoked', { at: instantDay(row.revokedAt) })}</span>
        ) : isExpired(row) ? (
          <span className="x-quiet">{t('settings.keys.expired')}</span>
        ) : (
          <Button size="small" danger onClick={() => setRevoking(row)}>
            {t('settings.keys.revoke')}
          </Button>
        ),
    },
  ];
  const valid = rows.filter((each) => each.revokedAt === null && !isExpired(each)).length;
  return (
    <Card
      className="x-span-12"
      flush
      title={t('settings.keys.title', { count: valid })}
      extra={
        <Button type="primary" onClick={() => setAdding(true)}>
          {t('settings.keys.add')}
        </Button>
      }
    >
      {rows.length === 0 ? (
        <Empty title={t('settings.keys.none')}>{t('settings.keys.noneHelp')}</Empty>
      ) : (
        <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} caption={t('settings.tabs.keys')} />
      )}
      {adding && <AddKey onClose={() => setAdding(false)} onMade={setOnce} />}
      {revoking && <Revoke held={revoking} onClose={() => setRevoking(null)} />}
      {once && (
        <ShownOnce
          title={t('settings.keys.onceTitle', { name: once.name })}
          note={t('settings.keys.once')}
          secret={once.key}
          onClose={() => setOnce(null)}
        />
      )}
    </Card>
  );
}

function AddKey({ onClose, onMade }: { onClose: () => void; onMade: (once: { name: string; key: string }) => void }) {
  const { t } = useReading();
  const making = useAct(createKey);
  const [form] = Form.useForm<{ name: string; role: Role; days: number | null }>();
  const name = Form.useWatch('name', form);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('settings.keys.add')}
      footer={
        <Button type="primary" loading={making.isPending} onClick={() => form.submit()}>
          {t('settings.keys.addDo', { name: name ?? '' })}
        </Button>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: 'ERP', role: 'integration', days: YEAR_DAYS }}
        onFinish={(fields) =>
          making.mutate(
            { input: { name: fields.name.trim(), role: fields.role, ...(fields.days ? { days: fields.days } : {}) } },
            {
              onSuccess: (made) => {
                onClose();
                onMade({ name: made.name, key: made.key });
              },
            },
          )
        }
      >
        <Form.Item name="name" label={t('settings.keys.name')} rules={[{ required: true, message: '' }]}>
          <Input autoFocus maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t('settings.keys.role')}>
          <Select options={ROLES.map((value) => ({ value, label: t(`access.role.${value}`) }))} />
        </Form.Item>
        <Form.Item name="days" label={t('settings.keys.days')}>
          <InputNumber min={1} max={DAYS_MAX} precision={0} placeholder={t('settings.keys.daysNone')} />
        </Form.Item>
      </Form>
      <Refusal error={making.error} />
    </Modal>
  );
}

function Revoke({ held, onClose }: { held: Key; onClose: () => void }) {
  const { t } = useReading();
  const revoking = useAct(revokeKey);
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('settings.keys.revokeTitle', { name: held.name })}</span>}
      footer={
        <Button
          danger
          type="primary"
          loading={revoking.isPending}
          onClick={() => revoking.mutate({ input: { id: held.id } }, { onSuccess: onClose })}
        >
          {t('settings.keys.revokeDo', { name: held.name })}
        </Button>
      }
    >
      <p>{t('settings.keys.revokeHelp')}</p>
      <Refusal error={revoking.error} />
    </Modal>
  );
}
