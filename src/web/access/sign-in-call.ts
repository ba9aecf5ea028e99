// Asking for a session: not an operation, for there is nobody yet to permit it to.
import { ApiProblem } from '#web/api.ts';

export type Credentials = {
  readonly login: string;
  readonly password: string;
  readonly code?: string;
  readonly company?: string;
};

export type SignInAnswer =
  | { readonly outcome: 'signed_in' | 'refused' | 'second_factor_needed' | 'company_needed' }
  /** `until`: ISO instant. */
  | { readonly outcome: 'locked'; readonly until: string };

/** Throws `ApiProblem` where there is no answer of these: unreachable, too many attempts, a fault. */
export async function askForSession(credentials: Credentials): Promise<SignInAnswer> {
  let response: Response;
  try {
    response = await fetch('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF': '1' },
      body: JSON.stringify(credentials),
      credentials: 'same-origin',
    });
  } catch {
    throw new ApiProblem(0, { code: 'unreachable' });
  }
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (typeof body['outcome'] === 'string') return body as SignInAnswer;
  throw new ApiProblem(response.status, body);
}
