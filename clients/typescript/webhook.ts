// Webhooks: what a notice holds, and whether it was really sent by your installation (standardwebhooks.com).

export type NoticeType =
  | 'order.clear'
  | 'order.held'
  | 'order.released'
  | 'order.refused'
  | 'order.prepayment'
  | 'order.cancelled'
  | 'reservation.captured'
  | 'reservation.released'
  | 'reservation.expired'
  | 'limit.changed'
  | 'customer.frozen'
  | 'customer.unfrozen'
  | 'webhook.test';

export type Notice = {
  /** The same at every try: remember it, and a repeated notice does nothing. */
  readonly id: string;
  readonly type: NoticeType;
  readonly timestamp: string;
  /** The customer's code. */
  readonly customer: string | null;
  /** Rises with the entries of the customer's account: what carries a lower one is older. */
  readonly sequence: number | null;
  readonly data: Readonly<Record<string, unknown>>;
};

export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

type Headers = { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

const TOLERANCE_SECONDS = 300;

/**
 * The notice of a request, once its signature and age are checked against the webhook's secret (`whsec_…`); throws `WebhookRefused`.
 * `body` is the text as it came, not what a parser made of it.
 */
export async function verifyWebhook(
  body: string,
  headers: Headers,
  secret: string,
  nowMs: number = Date.now(),
): Promise<Notice> {
  const header = (name: string) => {
    const value = typeof headers.get === 'function' ? headers.get(name) : (headers as Record<string, unknown>)[name];
    if (typeof value !== 'string') throw new WebhookRefused(`the header ${name} is missing`);
    return value;
  };
  const [id, at, signatures] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')];
  if (!/^\d{1,12}$/.test(at) || Math.abs(nowMs / 1000 - Number(at)) > TOLERANCE_SECONDS)
    throw new WebhookRefused('the notice is too old, or the clocks differ');
  const raw = Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (char) => char.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signed = new TextEncoder().encode(`${id}.${at}.${body}`);
  for (const each of signatures.split(' ')) {
    const [version, base64 = ''] = each.split(',');
    if (version !== 'v1' || !/^[A-Za-z0-9+/]+=*$/.test(base64)) continue;
    const signature = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    if (await crypto.subtle.verify('HMAC', key, signature, signed)) return JSON.parse(body) as Notice;
  }
  throw new WebhookRefused('the signature does not fit');
}
