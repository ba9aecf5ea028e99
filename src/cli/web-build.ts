// The page is built when its sources changed since it was last built: a fresh clone and an upgrade alike need no other step.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '#base/assert.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What the page is made of; tests and fixtures do not count. */
const SOURCES = ['src/web', 'src/rooms', 'src/engine', 'src/base', 'src/platform', 'package-lock.json', 'vite.config.ts'];
const STAMP = '.built-from';

function sourcesHash(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    if (/\.(tsx?|css|html|svg|json)$/.test(path) || !path.includes('.')) {
      try {
        for (const entry of readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
          if (entry.name !== 'node_modules') add(`${path}/${entry.name}`);
        }
      } catch {
        if (!/\.(test|fixtures?)\.tsx?$/.test(path)) hash.update(path).update(readFileSync(full));
      }
    }
  };
  for (const source of SOURCES) add(source);
  return hash.digest('hex');
}

/**
 * The folder of the built page, building it first where needed. In the checkout where that may be written, else under `stateFolder`.
 * Builds beside and moves into place, so that a running server keeps serving whole files.
 */
export async function builtPage(stateFolder: string | null, progress: (message: string) => void): Promise<string> {
  const wanted = sourcesHash();
  const places = [join(ROOT, 'dist', 'web'), ...(stateFolder ? [join(stateFolder, 'web')] : [])];
  const ready = places.find((place) => stampOf(place) === wanted);
  if (ready) return ready;
  const place = places.find(writable);
  if (!place) {
    throw new Problem(
      500,
      'page_not_built',
      'the page cannot be built: neither the program folder nor the data folder can be written',
    );
  }
  progress('Building the page');
  const beside = `${place}.${process.pid}`;
  try {
    await build(beside);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    const earlier = places.find((each) => stampOf(each) !== null);
    if (!earlier) throw error;
    progress('The page could not be built anew; serving the one built before');
    return earlier;
  }
  writeFileSync(join(beside, STAMP), wanted);
  rmSync(place, { recursive: true, force: true });
  renameSync(beside, place);
  return place;
}

function stampOf(place: string): string | null {
  try {
    return readFileSync(join(place, STAMP), 'utf8');
  } catch {
    return null;
  }
}

function writable(place: string): boolean {
  try {
    mkdirSync(dirname(place), { recursive: true });
    accessSync(dirname(place), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function build(outDir: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error', '--outDir', outDir, '--emptyOutDir'], {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Problem(500, 'page_not_built', 'the page could not be built; what the builder said stands above'));
    });
  });
}
