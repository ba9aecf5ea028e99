// Who is signed in, as the frame shows it. The sign-in page fills it; screens ask it what to offer.
import type { ReactNode } from 'react';
import { createContext, useContext } from 'react';
import type { Day } from '#base/date.ts';

export type Session = {
  readonly userId: string | null;
  readonly userName: string;
  readonly login: string | null;
  readonly roles: readonly string[];
  readonly secondFactor: boolean;
  readonly tenantName: string;
  /** The company's main currency. */
  readonly currency: string;
  readonly timeZone: string;
  readonly permissions: ReadonlySet<string>;
  /** The tenant's own today; the browser's clock may be elsewhere. */
  readonly today: Day;
  /** Nothing is held yet: checks only record. */
  readonly shadow: boolean;
  /** What waits in each room, for the rail: `{ orders: 4 }`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly signOut: (everywhere?: boolean) => void;
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
