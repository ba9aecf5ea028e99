// What the server refused → a sentence in the page's language. Never throws: an unknown code shows the server's own words.
import type { TFunction } from 'i18next';
import { ApiProblem } from '#web/api.ts';
import { zh } from './zh.ts';

/** Least length of a password, as the server demands it. */
export const PASSWORD_LEAST = 10;

export function roleNames(roles: unknown, t: TFunction): string {
  if (!Array.isArray(roles)) return '';
  return roles
    .map((each) => String(each))
    .map((each) => (Object.hasOwn(zh.access.role, each) ? t(`access.role.${each as 'sales'}`) : each))
    .join(t('kit.separator'));
}

function missingNames(missing: unknown, t: TFunction): string {
  if (!Array.isArray(missing)) return '';
  return missing
    .map((each) => String(each))
    .map((each) => (Object.hasOwn(zh.guide.missing, each) ? t(`guide.missing.${each as 'ledger'}`) : each))
    .join(t('kit.separator'));
}

/** Facts that a sentence can name as they are. */
function plain(facts: Readonly<Record<string, unknown>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[key, value] as const] : [],
    ),
  );
}

export function problemText(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiProblem)) return t('kit.errorOffline');
  const facts = {
    ...plain(error.facts),
    id: error.instance ?? error.code,
    roles: roleNames(error.facts['roles'] ?? error.facts['rolesThatMay'], t),
    missing: missingNames(error.facts['missing'], t),
    least: typeof error.facts['least'] === 'number' ? error.facts['least'] : PASSWORD_LEAST,
  };
  if (Object.hasOwn(zh.problems, error.code)) return t(`problems.${error.code as 'fault'}`, facts);
  if (error.status >= 500) return t('problems.fault', facts);
  return error.detail;
}
