// Calls to addresses that users wrote down: only public ones, looked up once and connected to as looked up, never redirected.
import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { Problem } from '#base/assert.ts';

const URL_MAX = 500;
const ANSWER_BYTES_MAX = 4_096;
const LOOKUP_MS = 5_000;

/** Everything that is not the public internet (IANA's special-purpose registries), and what wraps such an address in another. */
const BLOCKED = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  BLOCKED.addSubnet(net, bits, 'ipv4');
/** Of version 6 only 2000::/3 is given out to the public; what of it maps or tunnels version 4 is refused whole. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  BLOCKED.addSubnet(net, bits, 'ipv6');

export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !BLOCKED.check(address, 'ipv4');
  if (family === 6) return PUBLIC_V6.check(address, 'ipv6') && !BLOCKED.check(address, 'ipv6');
  return false;
}

/** Hosts of our own network that may be called all the same, over http too: `WEBHOOK_HOSTS=erp.internal,10.1.2.3:8080`. The operator's word. */
export type AllowedHosts = ReadonlySet<string>;

export function allowedHosts(environment: Readonly<Record<string, string | undefined>> = process.env): AllowedHosts {
  return new Set(
    (environment.WEBHOOK_HOSTS ?? '')
      .split(',')
      .map((host) => host.trim().toLowerCase())
      .filter(Boolean),
  );
}

function isAllowed(url: URL, allowed: AllowedHosts): boolean {
  return allowed.has(url.host) || allowed.has(url.hostname);
}

/** The address as it will be called. Refuses what may never be: not https, with a password, an address of our own network. */
export function checkOutward(text: string, allowed: AllowedHosts): URL {
  const refused = (why: string) =>
    new Problem(400, 'address_refused', `this address cannot be called: ${why}`, { fields: [{ field: 'url', message: why }] });
  const url = URL.parse(text.trim());
  if (!url || text.length > URL_MAX) throw refused('not an address');
  const ours = isAllowed(url, allowed);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && ours)) throw refused('it begins with https://');
  if (url.username || url.password) throw refused('without a user and password in it');
  if (ours) return url;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) ? !isPublic(host) : !host.includes('.') || /\.(localhost|local|internal|home\.arpa)\.?$/i.test(`.${host}`))
    throw refused('it is within our own network');
  return url;
}

export type OutwardAnswer = { readonly status: number; readonly text: string } | { readonly status: null; readonly text: string };

export type Lookup = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

const resolve: Lookup = (host) => lookup(host, { all: true, verbatim: true });

/**
 * Posts a body. The name is looked up once, every address of it must be public, and the connection goes to one of those: a name that
 * answers differently the second time gains nothing. Redirects are answers like any other. Never throws: `status` null says that nobody
 * answered, and `text` why.
 */
export async function postOutward(
  text: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  how: { readonly allowed: AllowedHosts; readonly withinMs: number; readonly lookup?: Lookup },
): Promise<OutwardAnswer> {
  try {
    const url = checkOutward(text, how.allowed);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const found = isIP(host)
      ? [{ address: host, family: isIP(host) }]
      : await Promise.race([(how.lookup ?? resolve)(host), late(LOOKUP_MS)]);
    const [first] = found;
    if (!first) throw new Error('the name is not known');
    if (!isAllowed(url, how.allowed) && !found.every(({ address }) => isPublic(address)))
      throw new Error('the name leads into our own network');
    return await post(url, first, body, headers, how.withinMs);
  } catch (error) {
    return { status: null, text: (error as Error).message.slice(0, 300) };
  }
}

function late(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('the name was not found in time')), ms).unref();
  });
}

function post(
  url: URL,
  to: { readonly address: string; readonly family: number },
  body: string,
  headers: Readonly<Record<string, string>>,
  withinMs: number,
): Promise<OutwardAnswer> {
  return new Promise((done, failed) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent: ClientRequest = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      // Whatever asks for the name is given the address that was checked.
      lookup: (_host, options, give) =>
        options.all ? give(null, [to] as never) : (give as (e: null, a: string, f: number) => void)(null, to.address, to.family),
      agent: false,
      signal: AbortSignal.timeout(withinMs),
    });
    sent.on('error', failed);
    sent.on('response', (answer) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      const end = () => {
        sent.destroy();
        done({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8', 0, ANSWER_BYTES_MAX).trim() });
      };
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes > ANSWER_BYTES_MAX) end();
      });
      answer.on('end', end);
      answer.on('error', failed);
    });
    sent.end(body);
  });
}
