// Old password, new one twice: what is wrong is said before it is sent, the server's word after.
import { Button, Form, Input } from 'antd';
import * as accounts from '#rooms/accounts/contract.ts';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { PASSWORD_LEAST } from '#web/words/problem-text.ts';

type Fields = { password: string; newPassword: string; again: string };

export function PasswordForm({ first, onChanged }: { first?: boolean; onChanged: (sessionsEnded: number) => void }) {
  const { t } = useReading();
  const [form] = Form.useForm<Fields>();
  const change = useAct(accounts.changePassword);
  const submit = async ({ password, newPassword }: Fields) => {
    try {
      const { sessionsEnded } = await change.mutateAsync({ input: { password, newPassword } });
      form.resetFields();
      onChanged(sessionsEnded);
    } catch {
      // Said below the fields.
    }
  };
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => void submit(fields)}>
      <Form.Item
        name="password"
        label={t(first ? 'access.oneTime' : 'access.oldPassword')}
        rules={[{ required: true, message: '' }]}
      >
        <Input.Password autoComplete="current-password" autoFocus={first ?? false} maxLength={200} />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label={t('access.newPassword')}
        extra={t('access.newHelp', { least: PASSWORD_LEAST })}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: '' },
          {
            validator: (_, value: string | undefined) =>
              !value || value.length >= PASSWORD_LEAST
                ? Promise.resolve()
                : Promise.reject(new Error(t('access.tooShort', { count: PASSWORD_LEAST - value.length }))),
          },
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('access.again')}
        dependencies={['newPassword']}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: '' },
          ({ getFieldValue }) => ({
            validator: (_, value: string | undefined) =>
              !value || value === getFieldValue('newPassword')
                ? Promise.resolve()
                : Promise.reject(new Error(t('access.mismatch'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Refusal error={change.error} />
      <div className="x-form-act">
        <Button type="primary" htmlType="submit" loading={change.isPending} block={first ?? false}>
          {t(first ? 'access.savePassword' : 'access.changePassword')}
        </Button>
      </div>
    </Form>
  );
}
