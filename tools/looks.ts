// How every page looks: the list of pages, and what must never be seen on one — a page wider than the screen, a word cut off, Chinese on an
// English page.
import type { BrowserContext, Page } from 'playwright-core';
import { demoCompany } from '#demo/company.ts';
import { STUDY_WORDS } from '#rooms/demonstration/models.ts';
import { type Installation, openInstallation } from '#web/page-fixture.ts';
import type { Lang } from '#web/words/language.ts';

/** Who looks: a credit manager sees most, some pages are for others. */
export type Onlooker = 'manager' | 'administrator' | 'clerk';
export type Look = { readonly name: string; readonly path: string; readonly who: Onlooker };

/** What pages of one thing are looked at with; null: the demo company has none. */
export type Found = {
  readonly customer: string;
  readonly hold: string | null;
  readonly contract: string | null;
  readonly letter: string | null;
  readonly model: string | null;
  readonly investigation: string | null;
  readonly study: string | null;
};

/** The story's customer and one of each thing that has a page, by what the server says. */
export async function findStory(context: BrowserContext): Promise<Found> {
  const read = async <T>(path: string): Promise<T> => (await (await context.request.get(`/api/${path}`)).json()) as T;
  const { customers } = await read<{ customers: { code: string }[] }>(`customers/find?text=${encodeURIComponent('甬拓精密')}`);
  const { holds } = await read<{ holds: { id: string }[] }>('orders/holds?limit=1');
  const { contracts } = await read<{ contracts: { id: string }[] }>('contracts/list?limit=1');
  const { letters } = await read<{ letters: { id: string }[] }>('reconciliation/letters?limit=1');
  const { models } = await read<{ models: { name: string }[] }>('models/list');
  const { investigations } = await read<{ investigations: { id: string }[] }>('investigations/list?limit=1');
  const { studies } = await read<{ studies: { id: string }[] }>('lab/list');
  const [customer] = customers;
  if (!customer) throw new Error('the demo company has no 甬拓精密');
  return {
    customer: customer.code,
    hold: holds[0]?.id ?? null,
    contract: contracts[0]?.id ?? null,
    letter: letters[0]?.id ?? null,
    model: models[0]?.name ?? null,
    investigation: investigations[0]?.id ?? null,
    study: studies[0]?.id ?? null,
  };
}

export type DemoHouse = {
  readonly house: Installation;
  /** Shared by the demo company's people. */
  readonly staffPassword: string;
  /** The administrator's own. */
  readonly administrator: string;
  readonly story: Found;
};

/** An installation with the demo company on it, whose administrator has signed in once. */
export async function openDemoHouse(): Promise<DemoHouse> {
  const house = await openInstallation();
  const staffPassword = await house.loadDemo();
  const administrator = await administratorsPassword(house);
  const { context } = await house.as('shen.yu', staffPassword);
  const story = await findStory(context);
  await context.close();
  return { house, staffPassword, administrator, story };
}

/** The administrator comes with a one-time password: it is changed here, as he would. */
async function administratorsPassword(house: Installation): Promise<string> {
  const { administratorPassword: given } = house;
  const own = `${given} mine`;
  const { context } = await house.as('admin', given);
  const answer = await context.request.post('/api/accounts/change-password', {
    headers: { 'X-CSRF': '1' },
    data: { password: given, newPassword: own },
  });
  if (!answer.ok()) throw new Error(`the administrator could not change his password: ${await answer.text()}`);
  await context.close();
  return own;
}

const CUSTOMER_TABS = [
  'documents',
  'contracts',
  'limits',
  'rating',
  'statements',
  'investigations',
  'orders',
  'alerts',
  'file',
  'relations',
  'record',
] as const;
const SETTINGS_TABS = ['people', 'keys', 'company', 'rules', 'mode'] as const;
/** Has handed in everything, and some of it is odd. */
const REPORTED = 'C0003';
const STATEMENT_PARTS = ['statements', 'bank', 'vat', 'indicators'] as const;
/** Pages at an address of their own, by who looks. */
const PLAIN: Readonly<Record<Onlooker, readonly string[]>> = {
  manager: [
    'ledger',
    'receipts',
    'bills',
    'contracts',
    'reconciliation',
    'reconciliation/differences',
    'reconciliation/limitation',
    'reconciliation/totals',
    'customers',
    'customers/duplicates',
    'customers/groups',
    'customers/handovers',
    'files',
    'investigations',
    'investigations/templates',
    'coefficients',
    'orders',
    'orders/simulate',
    'orders/reservations',
    'orders/checks',
    'orders/shadow',
    'orders/rules',
    'approvals',
    'ratings',
    'ratings/moves',
    'ratings/overrides',
    'ratings/card',
    'alerts',
    'models',
    'laboratory',
    'indicators',
    'audit',
    'account',
  ],
  clerk: ['import', 'import?view=history'],
  administrator: ['guide'],
};

export function looksOf({ customer, hold, contract, letter, model, investigation, study }: Found): readonly Look[] {
  const plain = (who: Onlooker) =>
    PLAIN[who].map((path): Look => ({ name: path.replaceAll(/[/?=&]+/g, '-').replace('-view', ''), path: `/${path}`, who }));
  const one = (name: string, path: string, id: string | null): Look[] =>
    id === null ? [] : [{ name, path: `${path}/${id}`, who: 'manager' }];
  return [
    { name: 'workbench', path: '/', who: 'manager' },
    ...plain('manager'),
    { name: 'customer', path: `/customers/${customer}`, who: 'manager' },
    ...CUSTOMER_TABS.map(
      (tab): Look => ({ name: `customer-${tab}`, path: `/customers/${customer}?view=${tab}`, who: 'manager' }),
    ),
    ...one('hold', '/orders/holds', hold),
    ...one('contract', '/contracts', contract),
    ...one('letter', '/reconciliation/letters', letter),
    ...one('model', '/models', model),
    ...one('investigation', '/investigations', investigation),
    ...one('study', '/laboratory', study),
    ...STATEMENT_PARTS.map(
      (part): Look => ({
        name: `reported-${part}`,
        path: `/customers/${REPORTED}?view=statements&f_part=${part}`,
        who: 'manager',
      }),
    ),
    ...plain('clerk'),
    ...plain('administrator'),
    ...SETTINGS_TABS.map((tab): Look => ({ name: `settings-${tab}`, path: `/settings?view=${tab}`, who: 'administrator' })),
  ];
}

/** Requests of a page that have no answer yet. */
const underWay = new WeakMap<Page, Set<unknown>>();

/** Counts what a page asks for, from before its first address on. */
function watched(page: Page): Set<unknown> {
  const known = underWay.get(page);
  if (known) return known;
  const asked = new Set<unknown>();
  underWay.set(page, asked);
  page.on('request', (request) => asked.add(request));
  page.on('requestfinished', (request) => asked.delete(request));
  page.on('requestfailed', (request) => asked.delete(request));
  return asked;
}

/** So often in a row nothing may be under way: between a part of the page that has come and what it then asks for lies a frame. */
const QUIET_LOOKS = 3;
const QUIET_EVERY_MS = 30;
/** The browser does not say of every request how it ended. After so long the page is looked at as it stands; a placeholder is waited for still. */
const UNDER_WAY_AT_MOST_MS = 30_000;
/** Two frames take a thirtieth of a second, but a window behind another may be given none for ever. */
const FRAMES_AT_MOST_MS = 500;

/** Waits until nothing is on its way: no request, no placeholder, charts drawn. */
export async function settled(page: Page): Promise<void> {
  const asked = watched(page);
  // Before the page has begun nothing is under way either.
  await page.waitForFunction(() => document.querySelector('#root')?.childElementCount, undefined, { polling: QUIET_EVERY_MS });
  const latest = Date.now() + UNDER_WAY_AT_MOST_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS && Date.now() < latest; quiet = asked.size === 0 ? quiet + 1 : 0) {
    await page.waitForTimeout(QUIET_EVERY_MS);
  }
  await drawn(page);
}

/**
 * Opens a page as a link within the page does. Loading everything anew for every address takes most of the time of a look, and shows nothing
 * more; the first address is loaded.
 */
export async function visit(page: Page, path: string): Promise<void> {
  watched(page);
  if (page.url() === 'about:blank') await page.goto(path);
  else {
    await page.evaluate((to) => {
      // Away first: the same page with other parameters keeps what was opened on it.
      history.pushState({}, '', to);
    }, path);
  }
  await settled(page);
}

/** Waits until the page stands in the size it was just given. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    (most) =>
      new Promise((done) => {
        setTimeout(done, most);
        requestAnimationFrame(() => requestAnimationFrame(done));
      }),
    FRAMES_AT_MOST_MS,
  );
  // By the clock as well: looking at each frame is the manner otherwise.
  await page.waitForFunction(() => !document.querySelector('.x-loading, .ant-skeleton, .x-chart-wait, .x-opening'), undefined, {
    polling: QUIET_EVERY_MS,
  });
}

/** Every Chinese text of the demo company: names and reasons are data in whatever language the page is read. */
export function demoWords(today: string): string[] {
  const words = new Set<string>(['演示公司', '管理员', '信衡']);
  const gather = (value: unknown): void => {
    if (typeof value === 'string') {
      if (/\p{Script=Han}/u.test(value)) words.add(value);
    } else if (Array.isArray(value)) for (const each of value) gather(each);
    else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) gather(each);
  };
  const { documents: _documents, applications: _applications, ...rest } = demoCompany(today);
  gather(rest);
  gather(STUDY_WORDS);
  // The longest first, so that a name within a name does not leave a piece behind.
  return [...words].sort((a, b) => b.length - a.length);
}

/** What is wrong with the page as it stands, in words for whoever mends it. */
export async function lookProblems(page: Page, lang: Lang, content: readonly string[]): Promise<string[]> {
  const wanted =
    lang === 'en' && !(await page.evaluate((count) => Reflect.get(globalThis, 'lookWords')?.length === count, content.length));
  // Thousands of names: told once to a page, not at every look.
  if (wanted) await page.evaluate((words) => void Reflect.set(globalThis, 'lookWords', words), content);
  return page.evaluate((english) => {
    const problems = new Set<string>();
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) problems.add(`wider than the screen by ${over} px`);

    if ((document.querySelector('main')?.textContent ?? '').trim() === '') problems.add('nothing is on the page');

    const said = (text: string) => text.trim().replace(/\s+/g, ' ').slice(0, 60);
    type Clip = { scrolls: boolean; hides: boolean; shortens: boolean };
    const clips = new Map<Element, Clip>();
    const clipOf = (element: Element): Clip => {
      const known = clips.get(element);
      if (known) return known;
      const look = getComputedStyle(element);
      const clip = {
        scrolls: look.overflowX === 'auto' || look.overflowX === 'scroll',
        hides: look.overflowX === 'hidden' || look.overflowX === 'clip',
        shortens: look.textOverflow === 'ellipsis' || look.webkitLineClamp !== 'none',
      };
      clips.set(element, clip);
      return clip;
    };
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      const text = node.textContent ?? '';
      const element = node.parentElement;
      if (!element || text.trim() === '' || element.closest('script, style, svg, .x-hidden, [aria-hidden=true]')) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      // Labels inside bars leave as a whole where they do not fit, and tabs scroll: designed so.
      if (element.closest('.x-seg-text, .ant-tabs-nav-wrap')) continue;
      for (let holder: Element | null = element; holder && holder !== document.body; holder = holder.parentElement) {
        const clip = clipOf(holder);
        if (clip.scrolls) break;
        if (!clip.hides) continue;
        if (clip.shortens) break;
        const edge = holder.getBoundingClientRect();
        // What is wholly outside is hidden on purpose (a closed panel); half a word is cut.
        if (box.left < edge.right - 1 && box.right > edge.right + 1.5) problems.add(`cut off: “${said(text)}”`);
      }
    }
    for (const field of document.querySelectorAll<HTMLInputElement>('[role=dialog] :is(input, textarea)')) {
      if (field.type === 'hidden' || field.getClientRects().length === 0 || field.closest('[aria-hidden=true]')) continue;
      const named = (field.labels?.length ?? 0) > 0 || field.ariaLabel || field.getAttribute('aria-labelledby') || field.title;
      if (!named && !field.closest('.ant-segmented, [role=radiogroup]')) {
        problems.add(`a field without a name: ${field.id || field.placeholder || field.className}`);
      }
    }
    if (!english) return [...problems];

    const han = /\p{Script=Han}/u;
    const content = (Reflect.get(globalThis, 'lookWords') ?? []) as string[];
    const judged = new Map<string, boolean>(content.map((word) => [word, false]));
    const foreign = (text: string): boolean => {
      if (!han.test(text)) return false;
      const known = judged.get(text.trim());
      if (known !== undefined) return known;
      let rest = text;
      for (const word of content) {
        if (!rest.includes(word)) continue;
        rest = rest.replaceAll(word, '');
        if (!han.test(rest)) break;
      }
      const answer = han.test(rest);
      judged.set(text.trim(), answer);
      return answer;
    };
    const exempt = '[data-content], [lang^=zh], .x-user, script, style';
    const again = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = again.nextNode(); node; node = again.nextNode()) {
      const text = node.textContent ?? '';
      if (han.test(text) && !node.parentElement?.closest(exempt) && foreign(text)) {
        problems.add(`Chinese on an English page: “${said(text)}”`);
      }
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
      for (const name of ['aria-label', 'placeholder', 'title']) {
        const text = element.getAttribute(name);
        if (text && han.test(text) && !element.closest(exempt) && foreign(text)) {
          problems.add(`Chinese on an English page (${name}): “${said(text)}”`);
        }
      }
    }
    return [...problems];
  }, lang === 'en');
}
