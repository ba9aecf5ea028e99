// What was sent to a webhook and how it answered; a test, sending again from a point, a new secret, the end.
import { Button, Checkbox, DatePicker, Drawer, Modal } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { type Column, DataTable } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { deliveries, removeWebhook, replayWebhook, rotateSecret, testWebhook } from '../contract.ts';
import type { Webhook } from './webhooks.tsx';

type Delivery = OutputOf<typeof deliveries>['deliveries'][number];
const WIDTH = 860;

export function WebhookLog({
  webhook,
  onClose,
  onSecret,
}: {
  webhook: Webhook;
  onClose: () => void;
  onSecret: (once: { name: string; secret: string }) => void;
}) {
  const { t } = useReading();
  const { today } = useAsOf();
  const asked = usePages(deliveries, { id: webhook.id });
  const testing = useAct(testWebhook);
  const rotating = useAct(rotateSecret);
  const [asking, setAsking] = useState<'replay' | 'remove' | 'rotate' | null>(null);
  const rows = asked.pages?.flatMap((page) => page.deliveries) ?? null;
  const columns: readonly Column<Delivery>[] = [
    { key: 'at', label: t('webhooks.at'), phone: 'line', render: (row) => instantText(row.at, today) },
    { key: 'type', label: t('webhooks.what'), phone: 'title', render: (row) => t(`webhooks.type.${row.type}`) },
    {
      key: 'customer',
      label: t('webhooks.customer'),
      phone: 'line',
      render: (row) => <span data-content>{row.customer ?? '—'}</span>,
    },
    { key: 'outcome', label: t('webhooks.outcome'), phone: 'value', render: (row) => <Outcome row={row} today={today} /> },
    { key: 'attempts', label: t('webhooks.attempts'), align: 'end', render: (row) => row.attempts },
    {
      key: 'answer',
      label: t('webhooks.answer'),
      phone: 'line',
      render: (row) => <span className="x-quiet x-webhook-answer">{row.answer ?? '—'}</span>,
    },
  ];
  return (
    <Drawer
      open
      onClose={onClose}
      size={WIDTH}
      title={<span data-content>{t('webhooks.logTitle', { name: webhook.name })}</span>}
      footer={
        <span className="x-webhook-foot">
          <Button danger onClick={() => setAsking('remove')}>
            {t('webhooks.remove')}
          </Button>
          <Button onClick={() => setAsking('rotate')}>{t('webhooks.rotate')}</Button>
          <Button disabled={webhook.state !== 'on'} onClick={() => setAsking('replay')}>
            {t('webhooks.replay')}
          </Button>
          <Button
            type="primary"
            disabled={webhook.state !== 'on'}
            loading={testing.isPending}
            onClick={() => testing.mutate({ input: { id: webhook.id } })}
          >
            {t('webhooks.test')}
          </Button>
        </span>
      }
    >
      {testing.isSuccess && <p role="status">{t('webhooks.tested')}</p>}
      <Refusal error={testing.error} />
      {asked.error ? (
        <ErrorState error={asked.error} retry={asked.retry} />
      ) : !rows ? (
        <LoadingRows rows={6} />
      ) : rows.length === 0 ? (
        <Empty title={t('webhooks.logNone')} />
      ) : (
        <DataTable columns={columns} rows={rows} rowKey={(row) => row.notice} caption={t('webhooks.log')} />
      )}
      {asked.onMore && (
        <Button block loading={asked.loadingMore} onClick={asked.onMore}>
          {t('kit.loadMore')}
        </Button>
      )}
      {asking === 'replay' && <Replay webhook={webhook} onClose={() => setAsking(null)} />}
      {asking === 'remove' && <Remove webhook={webhook} onClose={() => setAsking(null)} onDone={onClose} />}
      {asking === 'rotate' && (
        <Modal
          open
          onCancel={() => setAsking(null)}
          title={t('webhooks.rotate')}
          footer={
            <Button
              type="primary"
              loading={rotating.isPending}
              onClick={() =>
                rotating.mutate(
                  { input: { id: webhook.id } },
                  {
                    onSuccess: ({ secret }) => {
                      setAsking(null);
                      onSecret({ name: webhook.name, secret });
                    },
                  },
                )
              }
            >
              {t('webhooks.rotate')}
            </Button>
          }
        >
          <p>{t('webhooks.rotateHelp')}</p>
          <Refusal error={rotating.error} />
        </Modal>
      )}
    </Drawer>
  );
}

function Outcome({ row, today }: { row: Delivery; today: string }) {
  const { t } = useReading();
  const word = t(`webhooks.delivery.${row.state}`);
  if (row.state === 'failed') return <RiskMark step={4} word={word} />;
  if (row.state !== 'queued') return <>{word}</>;
  if (row.attempts === 0 || !row.nextAt) return <>{word}</>;
  return <RiskMark step={3} word={t('webhooks.again', { at: instantText(row.nextAt, today) })} />;
}

function Replay({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useReading();
  const replaying = useAct(replayWebhook);
  const [from, setFrom] = useState<Dayjs>(() => dayjs().subtract(1, 'day'));
  const [onlyFailed, setOnlyFailed] = useState(webhook.failed > 0);
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('webhooks.replayTitle', { name: webhook.name })}</span>}
      footer={
        <Button
          type="primary"
          loading={replaying.isPending}
          onClick={() => replaying.mutate({ input: { id: webhook.id, from: from.toISOString(), onlyFailed } })}
        >
          {t('webhooks.replayDo')}
        </Button>
      }
    >
      <p>
        <label>
          {t('webhooks.replayFrom')}{' '}
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            value={from}
            allowClear={false}
            maxDate={dayjs()}
            onChange={(value) => value && setFrom(value as Dayjs)}
          />
        </label>
      </p>
      <p>
        <Checkbox checked={onlyFailed} onChange={(event) => setOnlyFailed(event.target.checked)}>
          {t('webhooks.replayFailed')}
        </Checkbox>
      </p>
      <p className="x-quiet">{t('webhooks.replayHelp')}</p>
      {replaying.data && <p role="status">{t('webhooks.replayed', { count: replaying.data.queued })}</p>}
      <Refusal error={replaying.error} />
    </Modal>
  );
}

function Remove({ webhook, onClose, onDone }: { webhook: Webhook; onClose: () => void; onDone: () => void }) {
  const { t } = useReading();
  const removing = useAct(removeWebhook);
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('webhooks.removeTitle', { name: webhook.name })}</span>}
      footer={
        <Button
          danger
          type="primary"
          loading={removing.isPending}
          onClick={() => removing.mutate({ input: { id: webhook.id } }, { onSuccess: onDone })}
        >
          {t('webhooks.removeDo', { name: webhook.name })}
        </Button>
      }
    >
      <p>{t('webhooks.removeHelp')}</p>
      <Refusal error={removing.error} />
    </Modal>
  );
}
