// Two people: whoever proposes cannot approve. Adds people and shows their one-time passwords once.
import { Button, Form, Input, Select, Typography } from 'antd';
import { useState } from 'react';
import { can, ROLES, type Role } from '#platform/auth/permissions.ts';
import { create, list } from '#rooms/accounts/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { roleNames } from '#web/words/problem-text.ts';
import { ByOthers } from './step.tsx';
import { WhoMay } from './who-may.tsx';

type Fields = { login: string; name: string; role: Role };
type Made = { readonly name: string; readonly login: string; readonly password: string };

export function PeopleStep() {
  const may = useMay('accounts.manage');
  return may ? (
    <People />
  ) : (
    <ByOthers>
      <WhoMay permission="accounts.manage" />
    </ByOthers>
  );
}

function People() {
  const { t } = useReading();
  const asked = useOperation(list, {});
  const add = useAct(create);
  const [form] = Form.useForm<Fields>();
  const [made, setMade] = useState<readonly Made[]>([]);
  const submit = async ({ login, name, role }: Fields) => {
    try {
      const answer = await add.mutateAsync({ input: { login: login.trim(), name: name.trim(), roles: [role] } });
      setMade([...made, { name: name.trim(), login: answer.login, password: answer.oneTimePassword }]);
      form.resetFields();
    } catch {
      // Said below the fields.
    }
  };
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={3} />;
  const required = [{ required: true, message: '' }];
  return (
    <>
      <ul className="x-guide-people">
        {asked.data.people
          .filter((each) => !each.disabled)
          .map((each) => (
            <li key={each.id}>
              <strong>{each.name}</strong> <span className="x-caption">{each.login}</span>
              <span>{roleNames(each.roles, t)}</span>
              <small>
                {[
                  can(each.roles, 'limits.propose') && t('guide.people.maker'),
                  can(each.roles, 'approvals.decide') && t('guide.people.checker'),
                ]
                  .filter(Boolean)
                  .join(t('kit.separator'))}
              </small>
            </li>
          ))}
      </ul>
      {made.map((each) => (
        <div key={each.login} className="x-guide-once" role="status">
          {t('guide.people.once', { name: `${each.name} (${each.login})` })}{' '}
          <Typography.Text code copyable={{ tooltips: [t('access.copy'), t('access.copied')] }}>
            {each.password}
          </Typography.Text>
          <small>{t('guide.people.onceHelp')}</small>
        </div>
      ))}
      <Form<Fields> form={form} layout="inline" className="x-guide-add" onFinish={(fields) => void submit(fields)}>
        <Form.Item name="name" rules={required}>
          <Input placeholder={t('guide.people.name')} aria-label={t('guide.people.name')} maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="login" rules={[...required, { min: 2, message: '' }]}>
          <Input placeholder={t('guide.people.login')} aria-label={t('guide.people.login')} maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" rules={required}>
          <Select
            placeholder={t('guide.people.role')}
            aria-label={t('guide.people.role')}
            style={{ minWidth: 150 }}
            options={ROLES.filter((each) => each !== 'integration').map((value) => ({ value, label: t(`access.role.${value}`) }))}
          />
        </Form.Item>
        <Button htmlType="submit" type="primary" loading={add.isPending}>
          {t('guide.people.addPlain')}
        </Button>
      </Form>
      <Refusal error={add.error} />
    </>
  );
}
