// `npm run shots`: every page in both languages, on a desk and on a phone, as pictures in shots/; fails on what must not be seen on a page.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DESK, type Installation, PHONE } from '#web/page-fixture.ts';
import { LANGS, type Lang } from '#web/words/language.ts';
import { findBrowser } from './browser.ts';
import { type DemoHouse, demoWords, type Look, lookProblems, looksOf, type Onlooker, openDemoHouse, settled } from './looks.ts';

const FOLDER = fileURLToPath(new URL('../shots', import.meta.url));
/** Shown in dark too. */
const DARK = new Set(['workbench', 'ledger']);

type Sight = { readonly lang: Lang; readonly size: typeof DESK; readonly theme: 'light' | 'dark' };

async function shoot({ house, staffPassword, administrator, story }: DemoHouse): Promise<string[]> {
  const logins: Record<Onlooker, [string, string]> = {
    manager: ['shen.yu', staffPassword],
    clerk: ['jian.ning', staffPassword],
    administrator: ['admin', administrator],
  };
  const first = await house.as(...logins.manager);
  const looks = looksOf(story);
  const { today } = (await (await first.context.request.get('/api/accounts/me')).json()) as { today: string };
  const content = demoWords(today);
  await first.context.close();
  const problems: string[] = [];
  for (const lang of LANGS) {
    for (const size of [DESK, PHONE]) {
      for (const theme of ['light', 'dark'] as const) {
        const sight: Sight = { lang, size, theme };
        const seen = looks.filter((each) => theme === 'light' || DARK.has(each.name));
        for (const who of ['manager', 'clerk', 'administrator'] as const) {
          const own = seen.filter((each) => each.who === who);
          if (own.length === 0) continue;
          const { page, context, faults } = await house.as(...logins[who], sight);
          for (const look of own) problems.push(...(await take(page, look, sight, content)));
          problems.push(...faults.map((each) => `thrown in the browser: ${each}`));
          await context.close();
        }
      }
    }
  }
  return problems;
}

async function take(
  page: Awaited<ReturnType<Installation['as']>>['page'],
  look: Look,
  { lang, size, theme }: Sight,
  content: readonly string[],
): Promise<string[]> {
  const name = `${look.name}-${lang}-${size.width}${theme === 'dark' ? '-dark' : ''}`;
  await page.goto(look.path);
  await settled(page);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  process.stdout.write(`${name}\n`);
  return (await lookProblems(page, lang, content)).map((each) => `${name}: ${each}`);
}

if (!findBrowser()) {
  process.stderr.write('No Chromium on this machine. `npm run setup:browser` says how to get one.\n');
  process.exit(1);
}
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const demo = await openDemoHouse();
let problems: string[] = [];
try {
  problems = await shoot(demo);
} finally {
  await demo.house.close();
}
for (const each of problems) process.stdout.write(`✗ ${each}\n`);
process.stdout.write(`\nPictures in shots/; ${problems.length} problems\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
