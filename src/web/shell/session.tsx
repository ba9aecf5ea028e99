// Who is signed in, as the frame shows it. The sign-in page fills it; screens ask it what to offer.
import type { ReactNode } from 'react';
import { createContext, useContext } from 'react';
import type { Day } from '#base/date.ts';

export type Session = {
  readonly userName: string;
  readonly tenantName: string;
  readonly permissions: ReadonlySet<string>;
  /** The tenant's own today; the browser's clock may be elsewhere. */
  readonly today: Day;
  /** What waits in each room, for the rail: `{ orders: 4 }`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly signOut: () => void;
};

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ value, children }: { value: Session | null; children: ReactNode }) {
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): Session | null {
  return useContext(SessionContext);
}

export function useMay(permission: string): boolean {
  return useSession()?.permissions.has(permission) ?? false;
}
