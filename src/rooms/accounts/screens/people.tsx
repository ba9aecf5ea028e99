// People of the company: who may sign in and as what; added, changed, disabled, their passwords reset.
import { Button, Checkbox, Form, Input, Modal, Select, Typography } from 'antd';
import { useState } from 'react';
import { ROLES, type Role } from '#platform/auth/permissions.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { roleNames } from '#web/words/problem-text.ts';
import { change, create, list, resetPassword } from '../contract.ts';

type Person = OutputOf<typeof list>['people'][number];
type Once = { readonly name: string; readonly password: string };
type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'reset'; readonly person: Person } | null;

export function People() {
  const { t } = useReading();
  const asked = useOperation(list, {});
  const [open, setOpen] = useState<Open>(null);
  const [once, setOnce] = useState<Once | null>(null);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={8} />;
  const { people } = asked.data;
  const columns: readonly Column<Person>[] = [
    {
      key: 'name',
      label: t('settings.people.name'),
      phone: 'title',
      render: (row) => (
        <span data-content>
          <b>{row.name}</b> <span className="x-caption">{[row.login, row.mail].filter((each) => each !== null).join(' · ')}</span>
        </span>
      ),
    },
    { key: 'roles', label: t('settings.people.roles'), phone: 'line', render: (row) => roleNames(row.roles, t) },
    {
      key: 'second',
      label: t('settings.people.second'),
      phone: 'line',
      render: (row) => t(row.secondFactor ? 'settings.people.secondOn' : 'settings.people.secondOff'),
    },
    { key: 'state', label: t('settings.people.state'), phone: 'value', render: (row) => <State person={row} /> },
    { key: 'since', label: t('settings.people.since'), render: (row) => instantDay(row.createdAt) },
    {
      key: 'acts',
      label: '',
      align: 'end',
      phone: 'line',
      render: (row) => (
        <>
          <Button size="small" type="link" onClick={() => setOpen({ kind: 'edit', person: row })}>
            {t('settings.people.edit')}
          </Button>
          <Button size="small" type="link" onClick={() => setOpen({ kind: 'reset', person: row })}>
            {t('settings.people.reset')}
          </Button>
        </>
      ),
    },
  ];
  const close = () => setOpen(null);
  return (
    <Card
      className="x-span-12"
      flush
      title={t('settings.people.title', { count: people.length })}
      extra={
        <Button type="primary" onClick={() => setOpen({ kind: 'add' })}>
          {t('settings.people.add')}
        </Button>
      }
    >
      <DataTable columns={columns} rows={people} rowKey={(row) => row.id} caption={t('settings.tabs.people')} />
      {open?.kind === 'add' && <AddPerson onClose={close} onMade={setOnce} />}
      {open?.kind === 'edit' && <EditPerson person={open.person} onClose={close} />}
      {open?.kind === 'reset' && <ResetPassword person={open.person} onClose={close} onMade={setOnce} />}
      {once && (
        <ShownOnce
          title={t('settings.people.onceTitle', { name: once.name })}
          note={t('settings.people.once')}
          secret={once.password}
          onClose={() => setOnce(null)}
        />
      )}
    </Card>
  );
}

function State({ person }: { person: Person }) {
  const { t } = useReading();
  if (person.disabled) return <span className="x-quiet">{t('settings.people.disabled')}</span>;
  if (person.locked) return <RiskMark step={3} word={t('settings.people.locked')} />;
  return <>{t('settings.people.active')}</>;
}

/** A secret that is shown this once: copied, then gone. */
export function ShownOnce({
  title,
  note,
  secret,
  onClose,
}: {
  title: string;
  note: string;
  secret: string;
  onClose: () => void;
}) {
  const { t } = useReading();
  return (
    <Modal open onCancel={onClose} title={<span data-content>{title}</span>} footer={null} mask={{ closable: false }}>
      <p>
        <Typography.Text code copyable={{ tooltips: [t('access.copy'), t('access.copied')] }} className="x-secret">
          {secret}
        </Typography.Text>
      </p>
      <p className="x-quiet">{note}</p>
    </Modal>
  );
}

function useRoleOptions() {
  const { t } = useReading();
  return ROLES.filter((each) => each !== 'integration').map((value) => ({ value, label: t(`access.role.${value}`) }));
}

const REQUIRED = [{ required: true, message: '' }];

function AddPerson({ onClose, onMade }: { onClose: () => void; onMade: (once: Once) => void }) {
  const { t } = useReading();
  const options = useRoleOptions();
  const adding = useAct(create);
  const [form] = Form.useForm<{ name: string; login: string; mail?: string; roles: Role[] }>();
  const name = Form.useWatch('name', form);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('settings.people.add')}
      footer={
        <Button type="primary" loading={adding.isPending} onClick={() => form.submit()}>
          {name ? t('settings.people.addDo', { name }) : t('settings.people.addPlain')}
        </Button>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(fields) =>
          adding.mutate(
            {
              input: {
                name: fields.name.trim(),
                login: fields.login.trim(),
                roles: fields.roles,
                ...(fields.mail?.trim() ? { mail: fields.mail.trim() } : {}),
              },
            },
            {
              onSuccess: (made) => {
                onClose();
                onMade({ name: fields.name.trim(), password: made.oneTimePassword });
              },
            },
          )
        }
      >
        <Form.Item name="name" label={t('settings.people.name')} rules={REQUIRED}>
          <Input autoFocus maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="login" label={t('settings.people.login')} rules={[...REQUIRED, { min: 2, message: '' }]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <MailItem />
        <Form.Item name="roles" label={t('settings.people.roles')} rules={REQUIRED} extra={t('settings.people.roleHelp')}>
          <Select mode="multiple" options={options} />
        </Form.Item>
      </Form>
      <Refusal error={adding.error} />
    </Modal>
  );
}

/** Where he is written to about what he is to bring. */
function MailItem() {
  const { t } = useReading();
  return (
    <Form.Item name="mail" label={t('settings.people.mail')} extra={t('settings.people.mailHelp')}>
      <Input maxLength={254} type="email" autoComplete="off" />
    </Form.Item>
  );
}

function EditPerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useReading();
  const options = useRoleOptions();
  const changing = useAct(change);
  const [form] = Form.useForm<{ name: string; mail?: string; roles: Role[]; disabled: boolean }>();
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('settings.people.editTitle', { name: person.name })}</span>}
      footer={
        <Button type="primary" loading={changing.isPending} onClick={() => form.submit()}>
          {t('settings.people.save', { name: person.name })}
        </Button>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: person.name, mail: person.mail ?? '', roles: person.roles, disabled: person.disabled }}
        onFinish={(fields) =>
          changing.mutate(
            {
              input: {
                id: person.id,
                name: fields.name.trim(),
                roles: fields.roles,
                disabled: fields.disabled,
                mail: fields.mail?.trim() ? fields.mail.trim() : null,
                version: person.version,
              },
            },
            { onSuccess: onClose },
          )
        }
      >
        <Form.Item name="name" label={t('settings.people.name')} rules={REQUIRED}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <MailItem />
        <Form.Item name="roles" label={t('settings.people.roles')} rules={REQUIRED} extra={t('settings.people.roleHelp')}>
          <Select mode="multiple" options={options} />
        </Form.Item>
        <Form.Item name="disabled" valuePropName="checked">
          <Checkbox>{t('settings.people.disable')}</Checkbox>
        </Form.Item>
      </Form>
      <Refusal error={changing.error} />
    </Modal>
  );
}

function ResetPassword({ person, onClose, onMade }: { person: Person; onClose: () => void; onMade: (once: Once) => void }) {
  const { t } = useReading();
  const resetting = useAct(resetPassword);
  const [drop, setDrop] = useState(false);
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('settings.people.resetTitle', { name: person.name })}</span>}
      footer={
        <Button
          type="primary"
          danger
          loading={resetting.isPending}
          onClick={() =>
            resetting.mutate(
              { input: { login: person.login, ...(drop ? { dropSecondFactor: true } : {}) } },
              {
                onSuccess: (made) => {
                  onClose();
                  onMade({ name: person.name, password: made.oneTimePassword });
                },
              },
            )
          }
        >
          {t('settings.people.resetDo', { name: person.name })}
        </Button>
      }
    >
      <p>{t('settings.people.resetHelp')}</p>
      {person.secondFactor && (
        <Checkbox checked={drop} onChange={(event) => setDrop(event.target.checked)}>
          {t('settings.people.resetDrop')}
        </Checkbox>
      )}
      <Refusal error={resetting.error} />
    </Modal>
  );
}
