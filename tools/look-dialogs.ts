// The dialogs of a page, opened one after the other: each button is tried once, and nothing it would write is sent.
import type { Page } from 'playwright-core';
import { drawn, settled, visit } from './looks.ts';

const OPEN = '.ant-modal, .ant-drawer-content-wrapper';
/** Take a file with them, or a page away: no dialog, and dear. */
const NO_OPENER = /export|download|print|pdf|load more|导出|下载|打印|继续加载/i;
/** A button that opens nothing within these frames opens nothing. */
const FRAMES = 4;

/** Before the first address of a page that opens dialogs: from now on it can read and nothing else. */
export async function readOnly(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const reads = globalThis.fetch;
    globalThis.fetch = (to, how) =>
      how?.method && how.method !== 'GET' ? Promise.reject(new TypeError('this page only reads')) : reads(to, how);
  });
}

const isOpen = (page: Page): Promise<boolean> =>
  page.evaluate((open) => [...document.querySelectorAll(open)].some((each) => each.getClientRects().length > 0), OPEN);

/** Many buttons open the same dialog: a chip for each thing that is missing. */
const titleOf = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.ant-modal-title, .ant-drawer-title')]
      .filter((each) => each.getClientRects().length > 0)
      .map((each) => each.textContent)
      .join(' · '),
  );

/** Presses the next button that has not been pressed under its name yet, and says its name; null where none is left. */
function pressNext(page: Page, pressed: readonly string[]): Promise<string | null> {
  return page.evaluate(
    ({ pressed, skipped }) => {
      const known = new Set(pressed);
      const skip = new RegExp(skipped, 'i');
      for (const button of document.querySelectorAll<HTMLButtonElement>('main .ant-btn:enabled')) {
        if (button.closest('[role=tablist], .ant-segmented, thead, form') || button.ariaPressed !== null) continue;
        // Rows differ in their numbers alone.
        const name = (button.innerText || button.ariaLabel || '')
          .trim()
          .replace(/\s+/g, ' ')
          .replace(/[\d,.:-]+/g, '#');
        if (name === '' || known.has(name) || skip.test(name) || button.getClientRects().length === 0) continue;
        button.click();
        return name;
      }
      return null;
    },
    { pressed, skipped: NO_OPENER.source },
  );
}

/** `look` is called while each dialog stands open, with the name of its button. `pressed` is kept between pages: what looks the same is seen once. */
export async function eachDialog(
  page: Page,
  path: string,
  pressed: Set<string>,
  look: (button: string) => Promise<void>,
): Promise<void> {
  const here = page.url();
  for (let name = await pressNext(page, [...pressed]); name !== null; name = await pressNext(page, [...pressed])) {
    pressed.add(name);
    let open = false;
    for (let frame = 0; frame < FRAMES && !open; frame += 1) {
      await drawn(page);
      open = await isOpen(page);
    }
    if (open) {
      await settled(page);
      const title = await titleOf(page);
      if (!pressed.has(`> ${title}`)) await look(name);
      pressed.add(`> ${title}`);
      await page.keyboard.press('Escape');
      for (let frame = 0; frame < 20 && (await isOpen(page)); frame += 1) await page.waitForTimeout(30);
      // What Escape does not close (a secret shown once) goes with its page.
      if (await isOpen(page)) {
        await page.goto(path);
        await settled(page);
      }
    }
    if (page.url() !== here) await visit(page, path);
  }
}
