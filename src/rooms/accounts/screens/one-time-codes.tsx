// One-time codes: begun with the password, scanned or typed into the authenticator, confirmed with a first code; turned off with the password.
import { Button, Form, Input, QRCode, Typography } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { totpBegin, totpConfirm, totpRemove } from '../contract.ts';

type Secret = { readonly secret: string; readonly uri: string };

export function OneTimeCodes({ on }: { on: boolean }) {
  const { t } = useReading();
  const [secret, setSecret] = useState<Secret | null>(null);
  const begin = useAct(totpBegin);
  const remove = useAct(totpRemove);
  const act = on ? remove : begin;
  const submit = async ({ password }: { password: string }) => {
    try {
      if (on) await remove.mutateAsync({ input: { password } });
      else setSecret(await begin.mutateAsync({ input: { password } }));
    } catch {
      // Said below the field.
    }
  };
  return (
    <Card
      title={
        <>
          <RiskMark step={on ? 1 : 2} hideWord /> {t(on ? 'access.secondOn' : 'access.secondOff')}
        </>
      }
    >
      <p className="x-caption">{t('access.secondAbout')}</p>
      {secret && !on ? (
        <Confirm secret={secret} onDone={() => setSecret(null)} />
      ) : (
        <Form
          key={String(on)}
          layout="inline"
          className="x-codes-begin"
          onFinish={(fields) => void submit(fields as { password: string })}
        >
          <Form.Item name="password" rules={[{ required: true, message: '' }]}>
            <Input.Password
              placeholder={t('access.oldPassword')}
              aria-label={t('access.oldPassword')}
              autoComplete="current-password"
              maxLength={200}
            />
          </Form.Item>
          <Button htmlType="submit" loading={act.isPending} type={on ? 'default' : 'primary'}>
            {t(on ? 'access.remove' : 'access.begin')}
          </Button>
        </Form>
      )}
      <Refusal error={act.error} />
    </Card>
  );
}

function Confirm({ secret, onDone }: { secret: Secret; onDone: () => void }) {
  const { t } = useReading();
  const confirm = useAct(totpConfirm);
  const submit = async ({ code }: { code: string }) => {
    try {
      await confirm.mutateAsync({ input: { code: code.trim() } });
      onDone();
    } catch {
      // Said below the field.
    }
  };
  const copyable = { tooltips: [t('access.copy'), t('access.copied')] };
  return (
    <div className="x-codes">
      {/* A code is read by its contrast: always dark on white. */}
      <QRCode value={secret.uri} size={164} type="svg" color="#14191f" bgColor="#ffffff" errorLevel="M" />
      <div>
        <p>{t('access.scan')}</p>
        <dl className="x-codes-text">
          <dt>{t('access.secret')}</dt>
          <dd>
            <Typography.Text copyable={{ ...copyable, text: secret.secret }} code>
              {secret.secret.replace(/(.{4})(?=.)/g, '$1 ')}
            </Typography.Text>
          </dd>
          <dt>{t('access.uri')}</dt>
          <dd>
            <Typography.Text copyable={{ ...copyable, text: secret.uri }} className="x-codes-uri">
              {secret.uri}
            </Typography.Text>
          </dd>
        </dl>
        <Form layout="inline" onFinish={(fields) => void submit(fields as { code: string })}>
          <Form.Item name="code" rules={[{ required: true, pattern: /^\s*\d{6}\s*$/, message: '' }]}>
            <Input
              placeholder={t('access.code')}
              aria-label={t('access.code')}
              inputMode="numeric"
              autoComplete="one-time-code"
              autoFocus
              maxLength={6}
            />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={confirm.isPending}>
            {t('access.confirm')}
          </Button>
        </Form>
        <Refusal error={confirm.error} />
      </div>
    </div>
  );
}
