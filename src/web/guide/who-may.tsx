// Who may do what I may not: the roles by name, and the colleagues who have one of them.

import type { Permission } from '#platform/auth/permissions.ts';
import { rolesWith } from '#platform/auth/permissions.ts';
import { names } from '#rooms/accounts/contract.ts';
import { useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { roleNames } from '#web/words/problem-text.ts';

/** More names than this are no help. */
const NAMED_MAX = 4;

export function WhoMay({ permission }: { permission: Permission }) {
  const { t } = useReading();
  const asked = useOperation(names, {});
  const roles: readonly string[] = rolesWith(permission).filter((each) => each !== 'integration');
  const people = (asked.data?.people ?? []).filter((each) => each.roles.some((role) => roles.includes(role))).slice(0, NAMED_MAX);
  return (
    <span className="x-caption">
      {t('access.whoCan', { roles: roleNames(roles, t) })}{' '}
      {people.length > 0 && t('access.whoCanNamed', { names: people.map((each) => each.name).join(t('kit.separator')) })}
    </span>
  );
}
