// A customer added or changed by hand; who saves what somebody else changed meanwhile is told.
import { useNavigate } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAct, useOperation } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { groups, SIZES, salespeople, save } from '../contract.ts';
import type { Customer } from './customer-data.ts';

const TERMS_MAX = 3650;

/** Without a customer: a new one. Only what was touched is sent, so that nothing else is overwritten. */
export function EditCustomer({ customer, onClose }: { customer?: Customer; onClose: () => void }) {
  const { t } = useReading();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Record<string, string | number>>({});
  const saving = useAct(save);
  const people = useOperation(salespeople, {});
  const inGroups = useOperation(groups, {});
  const known = people.data?.salespeople.find((each) => each.name === customer?.owner);
  const value = (key: string, known: string | null | undefined) => String(draft[key] ?? known ?? '');
  const put = (key: string, next: string | number) => setDraft({ ...draft, [key]: next });
  const code = value('code', customer?.code).trim();
  const name = value('name', customer?.name).trim();
  const ready = code !== '' && name !== '' && (customer === undefined || Object.keys(draft).length > 0);
  const send = () => {
    if (!ready) return;
    saving.mutate(
      { input: { ...draft, code, name, ...(customer ? { version: customer.version } : {}) } as never },
      {
        onSuccess: () => {
          onClose();
          if (!customer) void navigate({ to: '/customers/$code', params: { code } } as never);
        },
      },
    );
  };
  const field = (
    key: string,
    label: string,
    said: string | null | undefined,
    more: { max?: number; disabled?: boolean } = {},
  ) => (
    <Form.Item label={label} htmlFor={`edit-${key}`}>
      <Input
        id={`edit-${key}`}
        value={value(key, said)}
        maxLength={more.max ?? 100}
        disabled={more.disabled ?? false}
        onChange={(event) => put(key, event.target.value)}
      />
    </Form.Item>
  );
  return (
    <Modal
      open
      width={640}
      onCancel={onClose}
      title={<span data-content>{customer ? t('identity.editOf', { name: customer.name }) : t('identity.add')}</span>}
      footer={
        <Button type="primary" disabled={!ready} loading={saving.isPending} onClick={send}>
          {customer ? t('identity.saveChange') : t('identity.saveNew', { name: name || '…' })}
        </Button>
      }
    >
      <p className="x-quiet">{t('identity.keepEmpty')}</p>
      <Form layout="vertical" className="x-gap-top" onFinish={send}>
        <div className="x-form-row">
          {field('code', t('identity.columns.code'), customer?.code, { max: 64, disabled: customer !== undefined })}
          {field('name', t('identity.columns.name'), customer?.name, { max: 200 })}
        </div>
        <div className="x-form-row">
          {field('uscc', t('identity.columns.uscc'), customer?.uscc, { max: 18 })}
          <Form.Item label={t('identity.columns.owner')} htmlFor="edit-owner">
            <Select
              id="edit-owner"
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              value={value('owner', known?.login) || undefined}
              {...(known === undefined && customer?.owner ? { placeholder: customer.owner } : {})}
              options={(people.data?.salespeople ?? [])
                .filter((each) => each.atWork)
                .map((each) => ({
                  value: each.login,
                  label: t('belonging.ho.fromWith', { name: each.name, count: each.customers }),
                }))}
              onChange={(login: string | undefined) => put('owner', login ?? '')}
            />
          </Form.Item>
        </div>
        <div className="x-form-row">
          {field('industry', t('identity.columns.industry'), customer?.industry)}
          {field('region', t('identity.columns.region'), customer?.region)}
        </div>
        <div className="x-form-row">
          <Form.Item label={t('identity.sizeHead')} htmlFor="edit-size">
            <Select
              id="edit-size"
              allowClear
              value={value('size', customer?.size) || undefined}
              options={SIZES.map((size) => ({ value: size, label: t(`identity.size.${size}`) }))}
              onChange={(size: string | undefined) => put('size', size ?? '')}
            />
          </Form.Item>
          {field('channel', t('identity.channel'), customer?.channel, { max: 60 })}
        </div>
        <div className="x-form-row">
          <Form.Item label={t('identity.columns.terms')} htmlFor="edit-terms">
            <InputNumber
              id="edit-terms"
              min={0}
              max={TERMS_MAX}
              precision={0}
              suffix={t('identity.days')}
              value={(draft['termsDays'] as number | undefined) ?? customer?.termsDays ?? null}
              onChange={(days) => days !== null && put('termsDays', days)}
            />
          </Form.Item>
          <Form.Item label={t('identity.sinceOn')} htmlFor="edit-since">
            <DayField id="edit-since" value={value('sinceOn', customer?.sinceOn)} onChange={(day) => put('sinceOn', day)} />
          </Form.Item>
        </div>
        <div className="x-form-row">
          <Form.Item label={t('identity.columns.group')} htmlFor="edit-group">
            <Select
              id="edit-group"
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              value={value('group', customer?.group?.code) || undefined}
              options={(inGroups.data?.groups ?? []).map((each) => ({ value: each.code, label: `${each.name} · ${each.code}` }))}
              onChange={(group: string | undefined) => put('group', group ?? '')}
            />
          </Form.Item>
          {draft['group'] !== undefined && (
            <Form.Item label={t('identity.groupFrom')} htmlFor="edit-group-from">
              <DayField id="edit-group-from" value={String(draft['groupFrom'] ?? '')} onChange={(day) => put('groupFrom', day)} />
            </Form.Item>
          )}
        </div>
      </Form>
      <Refusal error={saving.error} />
    </Modal>
  );
}
