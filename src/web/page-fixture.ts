// For page tests: the whole product in this process on a folder of its own, the built page, and a real Chromium to use it with.
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Day, dayIn } from '#base/date.ts';
import { builtPage } from '#cli/web-build.ts';
import { Authenticator, signIn } from '#platform/auth/sign-in.ts';
import { commandActor, ensureTenant, openHouse } from '#platform/house.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { Metrics } from '#platform/metrics.ts';
import { openDatabase } from '#platform/postgres/connect.ts';
import { ROOMS } from '#root/src/rooms.ts';
import { findBrowser } from '#root/tools/browser.ts';
import type { Lang } from './words/language.ts';

const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** The pages are served by the clock of this machine: days in their tests count from today, or a test is true for a day. */
export const TODAY: Day = dayIn('Asia/Shanghai', Date.now());
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

export type Look = { readonly lang?: Lang; readonly size?: typeof DESK; readonly theme?: 'light' | 'dark' };

export type Installation = {
  readonly address: string;
  /** Of the account `admin`, to be changed at the first sign-in. */
  readonly administratorPassword: string;
  /** A browser of its own: no cookies, no memory. `faults` collects what the page threw. */
  open(look?: Look): Promise<{ page: Page; context: BrowserContext; faults: string[] }>;
  /** Signed in over the API, on the workbench. */
  as(login: string, password: string, look?: Look): Promise<{ page: Page; context: BrowserContext; faults: string[] }>;
  /** Loads the demo company as the person at the machine; answers with the password its people share. */
  loadDemo(): Promise<string>;
  close(): Promise<void>;
};

/**
 * Whether pages can be tested here. Says loudly that they are not; where everything is provided for (CI), a missing browser is a failure.
 */
export function browserAtHand(): boolean {
  if (findBrowser()) return true;
  if (process.env['CI']) throw new Error('no Chromium on this machine, and CI is set');
  process.stderr.write('\n*** No Chromium found: the page tests are SKIPPED ***\n');
  return false;
}

/** An empty installation with the built page, served on a free port. `test`: with people maker and checker, and live from the start. */
export async function openInstallation({ test = false }: { test?: boolean } = {}): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-pages-'));
  chmodSync(folder, 0o755);
  const opened = await openDatabase({ dataFolder: join(folder, 'data'), purpose: 'serve' });
  const house = await openHouse({
    owner: opened.ownerConfig,
    secretFor: (name) => opened.secretFor(name),
    rooms: ROOMS,
    test,
  });
  const { database, tenants, door, sealer } = house;
  const { tenant, administratorPassword } = await ensureTenant(house);
  // A copy: whoever builds the page meanwhile does not pull it from under the browser.
  const webFolder = join(folder, 'web');
  cpSync(await builtPage(null, () => {}), webFolder, { recursive: true });
  const app = await buildHttp({
    door,
    authenticator: new Authenticator(database),
    signIn: (input) =>
      signIn(database, sealer, async (company) => (await tenants.byName(company).catch(() => null))?.id ?? null, input),
    databaseAnswers: () => database.answers(),
    metrics: new Metrics(),
    log: openLog('fatal'),
    webFolder,
    version: 'test',
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: BROWSER_ARGS });

  const open: Installation['open'] = async ({ lang = 'zh', size = DESK, theme = 'light' } = {}) => {
    const context = await browser.newContext({ viewport: size, timezoneId: 'Asia/Shanghai', baseURL: address });
    context.setDefaultTimeout(45_000);
    await context.addInitScript(
      ([words, look]) => {
        localStorage.setItem('xinheng.lang', words ?? 'zh');
        localStorage.setItem('xinheng.theme', look ?? 'light');
      },
      [lang, theme],
    );
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    return { page, context, faults };
  };

  return {
    address,
    administratorPassword: administratorPassword ?? '',
    open,
    async as(login, password, look) {
      const opened = await open(look);
      const answer = await opened.context.request.post('/api/session', { headers: { 'X-CSRF': '1' }, data: { login, password } });
      const { outcome } = (await answer.json()) as { outcome?: string };
      if (outcome !== 'signed_in') throw new Error(`${login} was not signed in: ${outcome}`);
      return opened;
    },
    async loadDemo() {
      const answer = await door.call({
        operation: 'demonstration.load',
        tenantId: tenant.id,
        actor: await commandActor(house, tenant),
        input: {},
        key: undefined,
      });
      return (JSON.parse(answer.bytes.toString('utf8')) as { staffPassword: string }).staffPassword;
    },
    async close() {
      await browser.close();
      await app.close();
      await house.close();
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
