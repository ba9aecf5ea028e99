// Webhooks in the settings: who is told what, how they answer, and how to add, change or stop one.
import { Button, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { ShownOnce } from '#rooms/accounts/screens/people.tsx';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { type Column, DataTable } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { TYPES as ALL_TYPES, addWebhook, changeWebhook, webhooks } from '../contract.ts';
import { WebhookLog } from './webhook-log.tsx';
import './webhooks.css';

export type Webhook = OutputOf<typeof webhooks>['webhooks'][number];
const TYPES = ALL_TYPES.filter((type) => type !== 'webhook.test');

export function Webhooks() {
  const { t } = useReading();
  const { today } = useAsOf();
  const asked = useOperation(webhooks, {});
  const [editing, setEditing] = useState<Webhook | 'new' | null>(null);
  const [looking, setLooking] = useState<string | null>(null);
  const [once, setOnce] = useState<{ name: string; secret: string } | null>(null);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={6} />;
  const { webhooks: rows, hostsAllowed } = asked.data;
  const looked = rows.find((row) => row.id === looking);
  const columns: readonly Column<Webhook>[] = [
    {
      key: 'name',
      label: t('webhooks.name'),
      phone: 'title',
      render: (row) => (
        <span data-content>
          <b>{row.name}</b>
          <span className="x-quiet x-webhook-url">{row.url}</span>
        </span>
      ),
    },
    { key: 'types', label: t('webhooks.types'), render: (row) => t('webhooks.typesCount', { count: row.types.length }) },
    { key: 'state', label: t('settings.people.state'), phone: 'line', render: (row) => <State row={row} today={today} /> },
    {
      key: 'waiting',
      label: t('webhooks.waiting'),
      align: 'end',
      phone: 'line',
      render: (row) => row.waiting,
    },
    {
      key: 'failed',
      label: t('webhooks.failed'),
      align: 'end',
      phone: 'line',
      render: (row) => (row.failed === 0 ? 0 : <RiskMark step={3} word={row.failed} />),
    },
    {
      key: 'answer',
      label: t('webhooks.lastAnswer'),
      phone: 'line',
      render: (row) =>
        row.lastAnswer
          ? `${instantText(row.lastAnswer.at, today)} · ${row.lastAnswer.status === null ? t('webhooks.noAnswer') : `HTTP ${row.lastAnswer.status}`}`
          : '—',
    },
    {
      key: 'acts',
      label: '',
      align: 'end',
      phone: 'line',
      render: (row) => (
        <span className="x-webhook-acts">
          <Button size="small" onClick={() => setLooking(row.id)}>
            {t('webhooks.log')}
          </Button>
          <Button size="small" onClick={() => setEditing(row)}>
            {t('settings.people.edit')}
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Card
      className="x-span-12"
      flush
      title={t('webhooks.title', { count: rows.length })}
      caption={t('webhooks.help')}
      extra={
        <Button type="primary" onClick={() => setEditing('new')}>
          {t('webhooks.add')}
        </Button>
      }
    >
      {rows.length === 0 ? (
        <Empty title={t('webhooks.none')}>{t('webhooks.noneHelp')}</Empty>
      ) : (
        <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} caption={t('settings.tabs.webhooks')} />
      )}
      {editing && (
        <Edit held={editing === 'new' ? null : editing} hosts={hostsAllowed} onClose={() => setEditing(null)} onMade={setOnce} />
      )}
      {looked && <WebhookLog webhook={looked} onClose={() => setLooking(null)} onSecret={setOnce} />}
      {once && (
        <ShownOnce
          title={t('webhooks.onceTitle', { name: once.name })}
          note={t('webhooks.once')}
          secret={once.secret}
          onClose={() => setOnce(null)}
        />
      )}
    </Card>
  );
}

function State({ row, today }: { row: Webhook; today: string }) {
  const { t } = useReading();
  if (row.state === 'disabled') return <RiskMark step={4} word={t('webhooks.state.disabled')} />;
  if (row.state === 'on' && row.failingSince)
    return <RiskMark step={3} word={t('webhooks.failing', { at: instantText(row.failingSince, today) })} />;
  return row.state === 'off' ? <span className="x-quiet">{t('webhooks.state.off')}</span> : <>{t('webhooks.state.on')}</>;
}

type Fields = { name: string; url: string; types: Webhook['types'] };

function Edit({
  held,
  hosts,
  onClose,
  onMade,
}: {
  held: Webhook | null;
  hosts: readonly string[];
  onClose: () => void;
  onMade: (once: { name: string; secret: string }) => void;
}) {
  const { t } = useReading();
  const adding = useAct(addWebhook);
  const changing = useAct(changeWebhook);
  const [form] = Form.useForm<Fields>();
  const name = Form.useWatch('name', form) ?? held?.name ?? '';
  const save = (fields: Fields) => {
    const input = { name: fields.name.trim(), url: fields.url.trim(), types: fields.types };
    if (held) changing.mutate({ input: { id: held.id, version: held.version, ...input } }, { onSuccess: onClose });
    else
      adding.mutate(
        { input },
        {
          onSuccess: ({ secret }) => {
            onClose();
            onMade({ name: input.name, secret });
          },
        },
      );
  };
  const turn = (on: boolean) =>
    held && changing.mutate({ input: { id: held.id, version: held.version, on } }, { onSuccess: onClose });
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{held ? t('webhooks.edit', { name: held.name }) : t('webhooks.add')}</span>}
      footer={
        <span className="x-webhook-foot">
          {held &&
            (held.state === 'on' ? (
              <Button onClick={() => turn(false)}>{t('webhooks.turnOff', { name: held.name })}</Button>
            ) : (
              <Button onClick={() => turn(true)}>{t('webhooks.turnOn')}</Button>
            ))}
          <Button type="primary" loading={adding.isPending || changing.isPending} onClick={() => form.submit()}>
            {held ? t('webhooks.saveDo', { name }) : t('webhooks.addDo', { name })}
          </Button>
        </span>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={held ?? { name: 'ERP', url: 'https://', types: TYPES }}
        onFinish={save}
      >
        <Form.Item name="name" label={t('webhooks.name')} rules={[{ required: true, message: '' }]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="url"
          label={t('webhooks.url')}
          rules={[{ required: true, message: '' }]}
          extra={hosts.length > 0 ? t('webhooks.allowed', { hosts: hosts.join(', ') }) : t('webhooks.urlHelp')}
        >
          <Input maxLength={500} autoComplete="off" inputMode="url" />
        </Form.Item>
        <Form.Item name="types" label={t('webhooks.types')} rules={[{ required: true, message: '' }]}>
          <Checkbox.Group
            className="x-webhook-types"
            options={TYPES.map((value) => ({ value, label: t(`webhooks.type.${value}`) }))}
          />
        </Form.Item>
      </Form>
      <Refusal error={adding.error ?? changing.error} />
    </Modal>
  );
}
