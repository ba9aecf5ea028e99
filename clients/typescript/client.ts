// The client: typed calls, one key an intention, tried again with the same key until the outcome is known.
import type { Calls } from './calls.ts';

export type { Calls } from './calls.ts';
export { type Notice, type NoticeType, verifyWebhook, WebhookRefused } from './webhook.ts';

/** `{ amount: '1234.50', currency: 'CNY' }`: plain decimal text, never a number. */
export type Money = { readonly amount: string; readonly currency: string };

/** What the server refused (RFC 9457). `code` is stable and for programs; `facts` are its further members. */
export class XinhengProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(typeof body.detail === 'string' ? body.detail : `HTTP ${status}`);
    this.name = 'XinhengProblem';
    this.status = status;
    this.code = typeof body.code === 'string' ? body.code : `http_${status}`;
    this.facts = body;
  }
}

/** Every try ended without an answer: whether it took effect is not known. Send it again with `key`. */
export class XinhengUnknown extends Error {
  readonly key: string | undefined;

  constructor(key: string | undefined, cause: unknown) {
    super('no answer; send it again with the same key to learn the outcome', { cause });
    this.name = 'XinhengUnknown';
    this.key = key;
  }
}

export type ClientOptions = {
  /** https://credit.example.com */
  readonly url: string;
  /** xh_…, made under settings → machine keys, or `xinheng accounts create-key`. */
  readonly key: string;
  /** Tries of one call, the first among them; 5 unless told. */
  readonly tries?: number;
  /** Milliseconds of one try; 10,000 unless told. */
  readonly withinMs?: number;
  readonly fetch?: typeof globalThis.fetch;
};

export type CallOptions = {
  /** One key an intention: the order and its version, say. Left out, a new one is made, which outlives the tries of this call only. */
  readonly key?: string;
  readonly signal?: AbortSignal;
};

type Name = keyof Calls;
type Many = { [N in Name]: Calls[N]['many'] extends true ? N : never }[Name];

export type BatchAnswer<N extends Name> =
  | { readonly key: string; readonly status: 200; readonly replayed: boolean; readonly answer: Calls[N]['output'] }
  | { readonly key: string; readonly status: number; readonly problem: XinhengProblem };

const TRIES = 5;
const WITHIN_MS = 10_000;
const PAUSE_MS = 200;
const PAUSE_MAX_MS = 5_000;
/** 409 `request_in_progress` and 503 say themselves that the same request may be sent again; 429 and gateways likewise. */
const AGAIN = new Set([408, 425, 429, 502, 503, 504]);

export class Xinheng {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = { ...options, url: options.url.replace(/\/+$/, '') };
  }

  /** Calls an operation by its name: `call('orders.check', { customer, order, amount }, { key: order })`. Throws `XinhengProblem`. */
  async call<N extends Name>(name: N, input: Calls[N]['input'], options: CallOptions = {}): Promise<Calls[N]['output']> {
    const { method, path } = addressOf(name);
    if (method === 'GET') return (await this.#send('GET', `${path}${queryOf(input)}`, undefined, undefined, options)) as never;
    return (await this.#send('POST', path, input, options.key ?? crypto.randomUUID(), options)) as never;
  }

  /** Many calls in one request, answered one by one in their order. None undoes another. */
  async many<N extends Many>(
    name: N,
    calls: readonly { readonly key: string; readonly input: Calls[N]['input'] }[],
    options: Omit<CallOptions, 'key'> = {},
  ): Promise<BatchAnswer<N>[]> {
    const { path } = addressOf(name);
    const { answers } = (await this.#send('POST', `${path}/batch`, { calls }, undefined, options)) as { answers: RawAnswer[] };
    return answers.map((each) =>
      each.problem
        ? { key: each.key, status: each.status, problem: new XinhengProblem(each.status, each.problem) }
        : { key: each.key, status: 200, replayed: each.replayed ?? false, answer: each.answer as Calls[N]['output'] },
    );
  }

  async #send(
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
    { signal }: CallOptions,
  ): Promise<unknown> {
    const { url, tries = TRIES, withinMs = WITHIN_MS, fetch = globalThis.fetch } = this.#options;
    let last: unknown;
    for (let tried = 0; tried < tries; tried += 1) {
      if (tried > 0) await pause(last, tried, signal);
      let answer: Response;
      try {
        answer = await fetch(`${url}${path}`, {
          method,
          redirect: 'error',
          headers: {
            authorization: `Bearer ${this.#options.key}`,
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(key === undefined ? {} : { 'idempotency-key': key }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(withinMs)]) : AbortSignal.timeout(withinMs),
        });
        const read = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
        if (answer.ok) return read;
        last = new XinhengProblem(answer.status, read);
      } catch (error) {
        signal?.throwIfAborted();
        last = error;
        continue;
      }
      const problem = last as XinhengProblem;
      if (!AGAIN.has(problem.status) && problem.code !== 'request_in_progress') throw problem;
    }
    if (last instanceof XinhengProblem && last.code !== 'database_away' && last.status !== 504) throw last;
    throw new XinhengUnknown(key, last);
  }
}

type RawAnswer = { key: string; status: number; replayed?: boolean; answer?: unknown; problem?: Record<string, unknown> };

/** Where operations live that are not at `/api/<room>/<verb>`, and which of them read. */
const PLACES: Partial<Record<Name, string>> = { 'orders.check': '/api/orders/checks', 'orders.report': '/api/orders/reports' };
const READS: ReadonlySet<Name> = new Set<Name>(['orders.credit', 'orders.simulate', 'orders.checks', 'orders.reservations', 'orders.holds']);

function addressOf(name: Name): { method: 'GET' | 'POST'; path: string } {
  return { method: READS.has(name) ? 'GET' : 'POST', path: PLACES[name] ?? `/api/${name.replace('.', '/')}` };
}

function queryOf(input: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) if (value !== undefined) query.append(name, String(value));
  const text = query.toString();
  return text && `?${text}`;
}

/** As long as the server says, else doubling with a scatter, so that many who wait do not come back together. */
async function pause(last: unknown, tried: number, signal: AbortSignal | undefined): Promise<void> {
  const said = last instanceof XinhengProblem ? Number(last.facts.retryAfterSeconds) * 1000 : Number.NaN;
  const ms = Number.isFinite(said) ? said : Math.min(PAUSE_MS * 2 ** (tried - 1), PAUSE_MAX_MS);
  await new Promise<void>((done) => {
    const timer = setTimeout(done, ms * (0.5 + Math.random()));
    signal?.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
  });
  signal?.throwIfAborted();
}
