// The root of all pages: first who is asking, then the frame with its search wired to the customers.
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback } from 'react';
import { find } from '#rooms/customers/contract.ts';
import { SessionGate } from '#web/access/session-gate.tsx';
import { call } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import type { Finding } from './command-bar.tsx';
import { useMay } from './session.tsx';
import { Shell } from './shell.tsx';

/** Pages for people without an account: a customer or a trade partner who answers by a link. Nobody is asked who they are, and no frame is shown. */
const OUTSIDE = /^\/(answer|reference)\//;

export function Frame() {
  const outside = useRouterState({ select: (state) => OUTSIDE.test(state.location.pathname) });
  if (outside) return <Outlet />;
  return (
    <SessionGate>
      <Searching />
    </SessionGate>
  );
}

function Searching() {
  const { t } = useReading();
  const navigate = useNavigate();
  const may = useMay('customers.read');
  const search = useCallback(
    async (text: string, signal: AbortSignal): Promise<readonly Finding[]> => {
      const { customers } = await call(find, { text }, { signal });
      return customers.map((each) => ({
        key: each.id,
        kind: t('glossary.customer'),
        label: each.name,
        detail: each.owner ? `${each.code} · ${each.owner}` : each.code,
        open: () => void navigate({ to: '/customers/$code', params: { code: each.code } } as never),
      }));
    },
    [navigate, t],
  );
  return <Shell search={may ? search : undefined} />;
}
