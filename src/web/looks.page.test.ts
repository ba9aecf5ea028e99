// Every page on a desk and on a phone, in both languages: nothing is too wide, cut off or in the other language.
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  administratorsPassword,
  demoWords,
  drawn,
  findStory,
  type Look,
  lookProblems,
  looksOf,
  settled,
} from '#root/tools/looks.ts';
import { browserAtHand, DESK, type Installation, openInstallation, PHONE } from './page-fixture.ts';
import { LANGS } from './words/language.ts';

const HERE = browserAtHand();

let house: Installation;
let staffPassword = '';
let administrator = '';
let story: { customer: string; hold: string | null };

beforeAll(async () => {
  if (!HERE) return;
  house = await openInstallation();
  staffPassword = await house.loadDemo();
  administrator = await administratorsPassword(house);
  const { context } = await house.as('shen.yu', staffPassword);
  story = await findStory(context);
  await context.close();
}, 180_000);
afterAll(() => house?.close());

async function ask<T>(context: BrowserContext, path: string): Promise<T> {
  return (await (await context.request.get(`/api/${path}`)).json()) as T;
}

describe.skipIf(!HERE)('Looks', () => {
  const people: Readonly<Record<Look['who'], () => [string, string]>> = {
    manager: () => ['shen.yu', staffPassword],
    clerk: () => ['jian.ning', staffPassword],
    administrator: () => ['admin', administrator],
  };

  for (const lang of LANGS) {
    test(`no page is too wide, cuts a word or mixes languages, on a desk and on a phone (${lang})`, async () => {
      const problems: string[] = [];
      let content: readonly string[] = [];
      for (const who of ['manager', 'clerk', 'administrator'] as const) {
        const { page, context, faults } = await house.as(...people[who](), { lang });
        const { today } = await ask<{ today: string }>(context, 'accounts/me');
        if (content.length === 0) content = demoWords(today);
        for (const look of looksOf(story).filter((each) => each.who === who)) {
          await page.setViewportSize(DESK);
          await page.goto(look.path);
          await settled(page);
          for (const size of [DESK, PHONE]) {
            await page.setViewportSize(size);
            await drawn(page);
            const found = await lookProblems(page, lang, content);
            problems.push(...found.map((each) => `${look.name} ${size.width}: ${each}`));
          }
        }
        problems.push(...faults);
        await context.close();
      }
      expect(problems).toEqual([]);
    }, 400_000);
  }

  test('the look sees what it looks for', async () => {
    const { page, context } = await house.as('shen.yu', staffPassword, { lang: 'en' });
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
