// Every page on a desk and on a phone, in both languages, and the dialogs that open on it: nothing is too wide, cut off or in the other language.
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eachDialog, readOnly } from '#root/tools/look-dialogs.ts';
import {
  type DemoHouse,
  demoWords,
  drawn,
  type Look,
  lookProblems,
  looksOf,
  openDemoHouse,
  settled,
  visit,
} from '#root/tools/looks.ts';
import { browserAtHand, DESK, PHONE } from './page-fixture.ts';
import { LANGS } from './words/language.ts';

const HERE = browserAtHand();

let demo: DemoHouse;

beforeAll(async () => {
  if (HERE) demo = await openDemoHouse();
});
afterAll(() => demo?.house.close());

async function ask<T>(context: BrowserContext, path: string): Promise<T> {
  return (await (await context.request.get(`/api/${path}`)).json()) as T;
}

describe.skipIf(!HERE)('Looks', () => {
  const people: Readonly<Record<Look['who'], () => [string, string]>> = {
    manager: () => ['shen.yu', demo.staffPassword],
    clerk: () => ['jian.ning', demo.staffPassword],
    administrator: () => ['admin', demo.administrator],
  };

  for (const lang of LANGS) {
    // Both languages at once: a page waits far longer than it works.
    test.concurrent(`no page is too wide, cuts a word or mixes languages, on a desk and on a phone (${lang})`, async ({
      expect,
      onTestFailed,
    }) => {
      // Where it stood, should it come to no end.
      let at = 'the sign-in';
      onTestFailed(() => void process.stderr.write(`\nlooks (${lang}) stood at ${at}\n`));
      const problems: string[] = [];
      let content: readonly string[] = [];
      const pressed = new Set<string>();
      for (const who of ['manager', 'clerk', 'administrator'] as const) {
        const { page, context, faults } = await demo.house.as(...people[who](), { lang });
        const { today } = await ask<{ today: string }>(context, 'accounts/me');
        if (content.length === 0) content = demoWords(today);
        const judge = async (name: string) => {
          at = name;
          const found = await lookProblems(page, lang, content);
          problems.push(...found.map((each) => `${name} ${page.viewportSize()?.width}: ${each}`));
        };
        await readOnly(page);
        for (const look of looksOf(demo.story).filter((each) => each.who === who)) {
          at = `the way to ${look.name}`;
          await page.setViewportSize(DESK);
          await visit(page, look.path);
          await judge(look.name);
          await page.setViewportSize(PHONE);
          await drawn(page);
          await judge(look.name);
          // English is the longer language, and the one in which a foreign word is found; a phone is where a dialog has least room.
          if (lang !== 'en') continue;
          await eachDialog(page, look.path, pressed, (button) => judge(`${look.name}, “${button}”`));
        }
        problems.push(...faults);
        await context.close();
      }
      expect(problems).toEqual([]);
    }, 1_200_000);
  }

  test('the look sees what it looks for', async () => {
    const { page, context } = await demo.house.as('shen.yu', demo.staffPassword, { lang: 'en' });
    await page.goto('/ledger');
    await settled(page);
    await page.evaluate(() => {
      const wide = document.createElement('div');
      wide.style.cssText = 'position:absolute;left:0;top:0;width:2000px;height:1px';
      const cut = document.createElement('p');
      cut.style.cssText = 'width:40px;overflow:hidden;white-space:nowrap';
      cut.textContent = '忘了翻译的一句话';
      document.body.append(wide, cut);
    });
    const found = await lookProblems(page, 'en', []);
    expect(found.some((each) => each.startsWith('wider than the screen'))).toBe(true);
    expect(found.some((each) => each.startsWith('cut off'))).toBe(true);
    expect(found.some((each) => each.startsWith('Chinese on an English page'))).toBe(true);
    await context.close();
  });
});
