// A person's own sign-in: one-time codes, where they are signed in, their password.
import { App, Button, Popconfirm } from 'antd';
import { PasswordForm } from '#web/access/password-form.tsx';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useSession } from '#web/shell/session.tsx';
import { roleNames } from '#web/words/problem-text.ts';
import { sessions } from '../contract.ts';
import { deviceOf } from './device.ts';
import { OneTimeCodes } from './one-time-codes.tsx';
import '#web/access/access.css';
import './security.css';

export function Security() {
  const { t } = useReading();
  const { message } = App.useApp();
  const session = useSession();
  useCrumbs([{ label: t('access.security') }]);
  if (!session) return null;
  return (
    <div className="x-security">
      <header className="x-page-head">
        <h1>{t('access.security')}</h1>
        <span className="x-caption">
          {t('access.securityCaption', {
            name: session.userName,
            login: session.login ?? '',
            roles: roleNames(session.roles, t),
          })}
        </span>
      </header>
      <div className="x-cards">
        <div className="x-span-7 x-stack">
          <OneTimeCodes on={session.secondFactor} />
          <Sessions />
        </div>
        <Card className="x-span-5" title={t('access.changePassword')}>
          <PasswordForm onChanged={(count) => void message.info(t('access.changed', { count }))} />
        </Card>
      </div>
    </div>
  );
}

function Sessions() {
  const { t } = useReading();
  const { today } = useAsOf();
  const session = useSession();
  const asked = useOperation(sessions, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={3} />;
  const rows = asked.data.sessions;
  return (
    <Card title={t('access.sessions', { count: rows.length })} flush>
      <table className="x-plain">
        <thead>
          <tr>
            <th>{t('access.sessionsHead.device')}</th>
            <th>{t('access.sessionsHead.since')}</th>
            <th>{t('access.sessionsHead.seen')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.id}>
              <td>
                {deviceOf(each.agent) ?? t('access.unknownDevice')}
                {each.current && <small> {t('access.here')}</small>}
              </td>
              <td className="x-num">{instantText(each.createdAt, today)}</td>
              <td className="x-num">{instantText(each.lastSeenAt, today)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="x-form-act x-card-act">
        <Popconfirm
          title={t('access.everywhere', { count: rows.length })}
          description={t('access.everywhereHelp')}
          okText={t('access.everywhere', { count: rows.length })}
          cancelText={t('shell.keys.close')}
          onConfirm={() => session?.signOut(true)}
        >
          <Button>{t('access.everywhere', { count: rows.length })}</Button>
        </Popconfirm>
      </div>
    </Card>
  );
}
