// Exchange rates: what is in force, and a row to record the next by hand; what it revalues is said at once.
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { DayText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { listRates, recordRates } from '../contract.ts';

type Rate = OutputOf<typeof listRates>['rates'][number];

export function Rates() {
  const { t } = useReading();
  const { today } = useAsOf();
  const mayRecord = useMay('ledger.write');
  const asked = usePages(listRates, {});
  const [adding, setAdding] = useState(false);
  const [revalued, setRevalued] = useState<number | null>(null);
  if (asked.error) return <ErrorState error={asked.error} retry={asked.retry} />;
  if (!asked.first || !asked.pages) return <LoadingCard lines={6} />;
  const { home } = asked.first;
  const rows = asked.pages.flatMap((page) => page.rates);
  const columns: readonly Column<Rate>[] = [
    {
      key: 'currency',
      label: t('settings.rates.currency'),
      phone: 'title',
      render: (row) => (
        <>
          <b>{row.currency}</b> {row.inForce && <small className="x-quiet">{t('settings.rates.inForce')}</small>}
        </>
      ),
    },
    {
      key: 'rate',
      label: t('settings.rates.rate', { home }),
      align: 'end',
      phone: 'value',
      render: (row) =>
        t('settings.rates.quoted', { per: row.per === 1 ? '' : `${row.per} `, currency: row.currency, rate: row.rate, home }),
    },
    { key: 'on', label: t('settings.rates.on'), align: 'end', phone: 'line', render: (row) => <DayText on={row.on} /> },
    { key: 'source', label: t('settings.rates.source'), phone: 'line', render: (row) => row.source },
    { key: 'by', label: t('settings.rates.by'), render: (row) => `${row.by} · ${instantText(row.at, today)}` },
  ];
  return (
    <Card
      className="x-span-12"
      flush
      title={t('settings.rates.title', { home })}
      caption={revalued === null ? t('settings.rates.help', { home }) : t('settings.rates.done', { count: revalued })}
      extra={
        mayRecord && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('settings.rates.add')}
          </Button>
        )
      }
    >
      {rows.length === 0 ? (
        <Empty title={t('settings.rates.none')}>{t('settings.rates.noneHelp', { home })}</Empty>
      ) : (
        <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} caption={t('settings.tabs.rates')} />
      )}
      {asked.onMore && (
        <Button type="link" onClick={asked.onMore} loading={asked.loadingMore}>
          {t('kit.loadMore')}
        </Button>
      )}
      {adding && (
        <Recording
          home={home}
          onDone={(count) => {
            setAdding(false);
            if (count !== null) {
              setRevalued(count);
              asked.retry();
            }
          }}
        />
      )}
    </Card>
  );
}

const CURRENCIES = ['USD', 'EUR', 'HKD', 'JPY', 'GBP', 'KRW', 'SGD', 'AUD', 'CAD', 'CHF', 'TWD', 'THB', 'VND', 'RUB'];

function Recording({ home, onDone }: { home: string; onDone: (revalued: number | null) => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const record = useAct(recordRates);
  const [form] = Form.useForm<{ currency: string; rate: string; per: number; on: string; source?: string }>();
  return (
    <Modal
      open
      title={t('settings.rates.add')}
      okText={t('settings.rates.save')}
      confirmLoading={record.isPending}
      onCancel={() => onDone(null)}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ currency: home === 'USD' ? 'EUR' : 'USD', per: 1, on: today }}
        onFinish={({ currency, rate, per, on, source }) =>
          record.mutate(
            {
              input: {
                rates: [{ currency, rate: rate.trim(), per, on }],
                ...(source?.trim() ? { source: source.trim() } : {}),
              },
            },
            { onSuccess: (done) => onDone(done.revalued) },
          )
        }
      >
        <Form.Item name="currency" label={t('settings.rates.currency')} rules={[{ required: true }]}>
          <Select showSearch options={CURRENCIES.filter((each) => each !== home).map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="per" label={t('settings.rates.per')}>
          <Select options={[1, 100, 10_000].map((value) => ({ value, label: value.toLocaleString('en-US') }))} />
        </Form.Item>
        <Form.Item
          name="rate"
          label={t('settings.rates.rate', { home })}
          rules={[{ required: true, message: t('settings.rates.needed') }]}
        >
          <Input inputMode="decimal" placeholder="7.1234" autoFocus />
        </Form.Item>
        <Form.Item name="on" label={t('settings.rates.on')} rules={[{ required: true, message: t('settings.rates.onNeeded') }]}>
          <DayField style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="source" label={t('settings.rates.source')}>
          <Input maxLength={80} placeholder={t('settings.rates.sourceHint')} />
        </Form.Item>
      </Form>
      {record.error && <Refusal error={record.error} />}
    </Modal>
  );
}
