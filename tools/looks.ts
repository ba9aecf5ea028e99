// How every page looks: the list of pages, and what must never be seen on one — a page wider than the screen, a word cut off, Chinese on an
// English page.
import type { BrowserContext, Page } from 'playwright-core';
import { demoCompany } from '#demo/company.ts';
import type { Installation } from '#web/page-fixture.ts';
import type { Lang } from '#web/words/language.ts';

/** Who looks: a credit manager sees most, some pages are for others. */
export type Onlooker = 'manager' | 'administrator' | 'clerk';
export type Look = { readonly name: string; readonly path: string; readonly who: Onlooker };

type Found = { readonly customer: string; readonly hold: string | null };

/** The story's customer and a held order, by what the server says. */
export async function findStory(context: BrowserContext): Promise<Found> {
  const read = async <T>(path: string): Promise<T> => (await (await context.request.get(`/api/${path}`)).json()) as T;
  const { customers } = await read<{ customers: { code: string }[] }>(`customers/find?text=${encodeURIComponent('甬拓精密')}`);
  const { holds } = await read<{ holds: { id: string }[] }>('orders/holds?limit=1');
  const [customer] = customers;
  if (!customer) throw new Error('the demo company has no 甬拓精密');
  return { customer: customer.code, hold: holds[0]?.id ?? null };
}

/** The administrator comes with a one-time password: it is changed here, as he would. */
export async function administratorsPassword(house: Installation): Promise<string> {
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

const CUSTOMER_TABS = ['documents', 'limits', 'rating', 'orders', 'alerts', 'relations', 'record'] as const;
const SETTINGS_TABS = ['people', 'keys', 'company', 'rules', 'mode'] as const;

export function looksOf({ customer, hold }: Found): readonly Look[] {
  const looks: Look[] = [
    { name: 'workbench', path: '/', who: 'manager' },
    { name: 'ledger', path: '/ledger', who: 'manager' },
    { name: 'customer', path: `/customers/${customer}`, who: 'manager' },
    ...CUSTOMER_TABS.map(
      (tab): Look => ({ name: `customer-${tab}`, path: `/customers/${customer}?view=${tab}`, who: 'manager' }),
    ),
    { name: 'orders', path: '/orders', who: 'manager' },
    ...(['simulate', 'reservations', 'checks', 'shadow', 'rules'] as const).map(
      (page): Look => ({ name: `orders-${page}`, path: `/orders/${page}`, who: 'manager' }),
    ),
    ...(hold ? [{ name: 'hold', path: `/orders/holds/${hold}`, who: 'manager' } as const] : []),
    { name: 'approvals', path: '/approvals', who: 'manager' },
    { name: 'alerts', path: '/alerts', who: 'manager' },
    { name: 'import', path: '/import', who: 'clerk' },
    { name: 'import-history', path: '/import?view=history', who: 'clerk' },
    { name: 'audit', path: '/audit', who: 'manager' },
    { name: 'account', path: '/account', who: 'manager' },
    { name: 'guide', path: '/guide', who: 'administrator' },
    ...SETTINGS_TABS.map((tab): Look => ({ name: `settings-${tab}`, path: `/settings?view=${tab}`, who: 'administrator' })),
  ];
  return looks;
}

/** Waits until nothing is on its way: no request, no placeholder, charts drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await drawn(page);
}

/** Waits until the page stands in the size it was just given. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.waitForFunction(() => !document.querySelector('.x-loading, .ant-skeleton, .x-chart-wait, .x-opening'));
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
  // The longest first, so that a name within a name does not leave a piece behind.
  return [...words].sort((a, b) => b.length - a.length);
}

/** What is wrong with the page as it stands, in words for whoever mends it. */
export async function lookProblems(page: Page, lang: Lang, content: readonly string[]): Promise<string[]> {
  return page.evaluate(
    ({ english, content }) => {
      const problems: string[] = [];
      const over = document.documentElement.scrollWidth - innerWidth;
      if (over > 0) problems.push(`wider than the screen by ${over} px`);

      const said = (text: string) => text.trim().replace(/\s+/g, ' ').slice(0, 60);
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
          const look = getComputedStyle(holder);
          if (look.overflowX === 'auto' || look.overflowX === 'scroll') break;
          if (look.overflowX !== 'hidden' && look.overflowX !== 'clip') continue;
          if (look.textOverflow === 'ellipsis' || look.webkitLineClamp !== 'none') break;
          const edge = holder.getBoundingClientRect();
          // What is wholly outside is hidden on purpose (a closed panel); half a word is cut.
          if (box.left < edge.right - 1 && box.right > edge.right + 1.5) problems.push(`cut off: “${said(text)}”`);
        }
      }
      if (!english) return [...new Set(problems)];

      const han = /\p{Script=Han}/u;
      const foreign = (text: string): boolean => {
        if (!han.test(text)) return false;
        let rest = text;
        for (const word of content) rest = rest.replaceAll(word, '');
        return han.test(rest);
      };
      const exempt = '[data-content], [lang^=zh], .x-user, script, style';
      const again = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = again.nextNode(); node; node = again.nextNode()) {
        const text = node.textContent ?? '';
        if (!node.parentElement?.closest(exempt) && foreign(text)) problems.push(`Chinese on an English page: “${said(text)}”`);
      }
      for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
        if (element.closest(exempt)) continue;
        for (const name of ['aria-label', 'placeholder', 'title']) {
          const text = element.getAttribute(name);
          if (text && foreign(text)) problems.push(`Chinese on an English page (${name}): “${said(text)}”`);
        }
      }
      return [...new Set(problems)];
    },
    { english: lang === 'en', content },
  );
}
