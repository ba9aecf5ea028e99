// The browser of the page tests: found where it stands, installed by Debian's own packages where we may, never on a user's laptop.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { argv, env, getuid } from 'node:process';
import { pathToFileURL } from 'node:url';

const PLACES = [
  env.XINHENG_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const CHINESE_FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
const PACKAGES = ['chromium', 'fonts-noto-cjk'];

export function findBrowser(): string | null {
  return PLACES.find((place) => place && existsSync(place)) ?? null;
}

/** Only as root on Debian: a test machine, not somebody's desk. */
export function mayInstall(): boolean {
  return getuid?.() === 0 && existsSync('/etc/debian_version') && !(findBrowser() && existsSync(CHINESE_FONT));
}

export function installBrowser(): void {
  process.stderr.write(`Installing ${PACKAGES.join(' and ')} for the page tests\n`);
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES],
  ]) {
    const done = spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (done.status !== 0) process.stderr.write(`apt-get ${args.join(' ')} failed; the page tests will be skipped\n`);
  }
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const found = findBrowser();
  process.stdout.write(
    found
      ? `Chromium: ${found}\n`
      : 'Install Chromium or Chrome and a Chinese font, for example on Debian: apt-get install chromium fonts-noto-cjk\nor name a browser: XINHENG_CHROMIUM=/path/to/chrome npm test\n',
  );
}
