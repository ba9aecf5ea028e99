// A group named or renamed, and a member put under a group, moved or taken out from a day on.
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAct, useOperation } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { groups, linkToGroup, saveGroup } from '../contract.ts';
import { CustomerField } from './customer-field.tsx';

type Named = { readonly code: string; readonly name: string };

/** Closes with the code of the group that was saved, or with null. */
export function NameGroup({ group, onClose }: { group?: Named; onClose: (code: string | null) => void }) {
  const { t } = useReading();
  const [code, setCode] = useState(group?.code ?? '');
  const [name, setName] = useState(group?.name ?? '');
  const saving = useAct(saveGroup);
  const ready = code.trim() !== '' && name.trim() !== '' && name.trim() !== group?.name;
  const send = () => {
    if (ready) saving.mutate({ input: { code: code.trim(), name: name.trim() } }, { onSuccess: () => onClose(code.trim()) });
  };
  return (
    <Modal
      open
      onCancel={() => onClose(null)}
      title={t(group ? 'belonging.grp.renameTitle' : 'belonging.grp.addTitle')}
      footer={
        <Button type="primary" disabled={!ready} loading={saving.isPending} onClick={send}>
          {t(group ? 'belonging.grp.saveName' : 'belonging.grp.saveNew', { name: name.trim() || '…' })}
        </Button>
      }
    >
      <Form layout="vertical" className="x-form-halves" onFinish={send}>
        <Form.Item label={t('belonging.grp.code')} htmlFor="group-code">
          <Input
            id="group-code"
            autoFocus={group === undefined}
            disabled={group !== undefined}
            value={code}
            maxLength={64}
            onChange={(event) => setCode(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={t('belonging.grp.name')} htmlFor="group-name">
          <Input
            id="group-name"
            autoFocus={group !== undefined}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
      </Form>
      <Refusal error={saving.error} />
    </Modal>
  );
}

const ALONE = '';

/** Without `party` somebody is chosen who joins `within`; else the party is moved from there. */
export function MoveMember({ party, within, onClose }: { party?: Named; within?: Named; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const known = useOperation(groups, {});
  const [customer, setCustomer] = useState(party?.code ?? '');
  const [to, setTo] = useState<string | null>(party ? null : (within?.code ?? null));
  const [from, setFrom] = useState(today);
  const linking = useAct(linkToGroup);
  const target = known.data?.groups.find((each) => each.code === to);
  const ready = customer !== '' && to !== null && (to === ALONE || target !== undefined);
  const send = () => {
    if (!ready || to === null) return;
    linking.mutate({ input: { customer, group: to === ALONE ? null : to, from } }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={
        <span data-content>{party ? t('belonging.grp.moveTitle', { name: party.name }) : t('belonging.grp.addMember')}</span>
      }
      footer={
        <Button type="primary" disabled={!ready} loading={linking.isPending} onClick={send}>
          {to === ALONE
            ? t('belonging.grp.doTakeOut', { on: from })
            : t('belonging.grp.doMove', { on: from, group: target?.name ?? '…' })}
        </Button>
      }
    >
      <Form layout="vertical" className="x-form-halves" onFinish={send}>
        {party === undefined && (
          <Form.Item label={t('belonging.customer')} htmlFor="move-customer">
            <CustomerField
              id="move-customer"
              orGroup
              value={customer}
              onChange={setCustomer}
              {...(within ? { without: within.code } : {})}
            />
          </Form.Item>
        )}
        <Form.Item label={t('belonging.grp.moveTo')} htmlFor="move-to">
          <Select
            id="move-to"
            showSearch={{ optionFilterProp: 'label' }}
            value={to}
            onChange={setTo}
            options={[
              ...(party ? [{ value: ALONE, label: t('belonging.grp.alone') }] : []),
              ...(known.data?.groups ?? [])
                .filter((each) => each.code !== party?.code)
                .map((each) => ({ value: each.code, label: `${each.name} · ${each.code}` })),
            ]}
          />
        </Form.Item>
        <Form.Item label={t('belonging.grp.from')} htmlFor="move-from" extra={t('belonging.grp.fromHelp')}>
          <DayField id="move-from" keep value={from} onChange={setFrom} />
        </Form.Item>
      </Form>
      <Refusal error={linking.error} />
    </Modal>
  );
}
