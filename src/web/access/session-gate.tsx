// Who is asking, before any page: loading, a stranger signs in where they stand, a one-time password is changed first.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import * as accounts from '#rooms/accounts/contract.ts';
import { workbench } from '#rooms/portfolio/contract.ts';
import { ApiProblem, call, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState } from '#web/kit/states.tsx';
import type { Session } from '#web/shell/session.tsx';
import { SessionProvider } from '#web/shell/session.tsx';
import { PasswordForm } from './password-form.tsx';
import { Porch } from './porch.tsx';
import { SignIn } from './sign-in.tsx';

/** The rail's counts and the workbench share one answer, read again so often. */
export const COUNTS_EVERY_MS = 60_000;

function isStranger(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

export function SessionGate({ children }: { children: ReactNode }) {
  const { t } = useReading();
  const client = useQueryClient();
  const me = useOperation(accounts.me, {}, { staleTime: COUNTS_EVERY_MS });
  const known = me.data;
  const before = useRef<string | null>(null);
  useEffect(() => {
    const id = known?.id ?? null;
    // Another person on the same screen starts from nothing of the one before.
    if (before.current !== null && id !== null && before.current !== id) {
      client.removeQueries({ predicate: (query) => query.queryKey[1] !== accounts.me.name });
    }
    if (id !== null) before.current = id;
  }, [known?.id, client]);
  const signedIn = useCallback(() => void client.invalidateQueries(), [client]);

  if (!known) {
    if (isStranger(me.error)) return <SignIn onSignedIn={signedIn} />;
    if (me.error)
      return (
        <Porch title={t('shell.product')}>
          <ErrorState error={me.error} retry={() => void me.refetch()} />
        </Porch>
      );
    return (
      <div className="x-opening" role="status">
        {t('access.loading')}
      </div>
    );
  }
  if (known.mustChangePassword) {
    return (
      <Porch title={t('access.changeFirst')} note={t('access.changeFirstHelp')}>
        <PasswordForm first onChanged={signedIn} />
      </Porch>
    );
  }
  const away = isStranger(me.error);
  return (
    <Known me={known}>
      {/* What was being written stays mounted below while its writer signs in again. */}
      <div className="x-kept" inert={away}>
        {children}
      </div>
      {away && (
        <div className="x-porch-over" role="dialog" aria-modal="true" aria-label={t('access.signIn')}>
          <SignIn onSignedIn={signedIn} ended={{ login: known.login }} />
        </div>
      )}
    </Known>
  );
}

type Me = NonNullable<ReturnType<typeof useOperation<typeof accounts.me>>['data']>;

function Known({ me, children }: { me: Me; children: ReactNode }) {
  const permissions = useMemo(() => new Set<string>(me.permissions), [me.permissions]);
  const overview = useOperation(
    workbench,
    {},
    { enabled: permissions.has('overview.read'), staleTime: COUNTS_EVERY_MS / 2, refetchInterval: COUNTS_EVERY_MS },
  );
  const counts = overview.data?.counts;
  const signOut = useCallback((everywhere = false) => {
    // A fresh page holds nothing of the one who left.
    const leave = () => location.assign('/');
    void call(accounts.signOut, { everywhere }).then(leave, leave);
  }, []);
  const session = useMemo<Session>(
    () => ({
      userId: me.id,
      userName: me.name,
      login: me.login,
      roles: me.roles,
      secondFactor: me.secondFactor,
      tenantName: me.company.name,
      currency: me.company.currency,
      timeZone: me.company.timeZone,
      permissions,
      today: me.today,
      shadow: me.mode === 'shadow',
      counts: { orders: counts?.holds ?? 0, approvals: counts?.approvals ?? 0, alerts: counts?.alerts ?? 0 },
      signOut,
    }),
    [me, permissions, counts, signOut],
  );
  return <SessionProvider value={session}>{children}</SessionProvider>;
}
