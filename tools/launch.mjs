// Starts Xinheng from a fresh clone: installs what is missing, finds the pinned Node 24, hands over to src/main.ts.
//
// Runs on whatever Node is on the machine (18 or newer), so plain JavaScript and nothing but Node's own modules. Everything it
// says goes to standard error: standard output belongs to the program (`--json` prints one document and nothing else).
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
// A copy of the lockfile that was installed: the shell script compares the two with `cmp` in a millisecond.
const STAMP = join(MODULES, '.xinheng-lock');
// The Node that was found to run, for the shell script.
const NODE_NOTE = join(MODULES, '.xinheng-node');
const LOCK = join(ROOT, '.state', 'installing');
const NODE_MAJOR = 24;
const POLL_MS = 250;
const SAY_EVERY_MS = 10_000;
/** An install on a slow line takes minutes; an hour is somebody else's trouble. */
const WAIT_LIMIT_MS = 3_600_000;
/** Between making the lock folder and writing the owner into it lie microseconds; past this the maker died there. */
const UNOWNED_LIMIT_MS = 5_000;

function say(message) {
  process.stderr.write(`${message}\n`);
}

/** Ends the launcher with a sentence. 1: our fault or the machine's, not bad input. */
function refuse(message) {
  say(message);
  process.exit(1);
}

function lockfile() {
  const lock = join(ROOT, 'package-lock.json');
  return fs.existsSync(lock) ? lock : null;
}

/** What the stamp is compared with: the lockfile, or without one the list of dependencies itself. */
function wanted() {
  return fs.readFileSync(lockfile() ?? join(ROOT, 'package.json'));
}

function stamped() {
  try {
    return fs.readFileSync(STAMP).equals(wanted());
  } catch {
    return false;
  }
}

function writeBeside(file, content) {
  const beside = `${file}.${process.pid}`;
  fs.writeFileSync(beside, content);
  fs.renameSync(beside, file);
}

/** Somebody installed by hand (`npm install`): npm's own record names every package at the version the lockfile wants. */
function installedByHand() {
  try {
    const lock = JSON.parse(fs.readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    const there = JSON.parse(fs.readFileSync(join(MODULES, '.package-lock.json'), 'utf8')).packages;
    const paths = Object.keys(lock).filter((path) => path !== '');
    if (paths.length === 0) return false;
    return paths.every((path) => {
      const found = there[path];
      if (!found) return Boolean(lock[path].optional) || Boolean(lock[path].devOptional);
      return (
        found.version === lock[path].version &&
        found.integrity === lock[path].integrity &&
        fs.existsSync(join(ROOT, path, 'package.json'))
      );
    });
  } catch {
    return false;
  }
}

/** Start of a process in clock ticks since boot, where the system tells: with the pid it names a process for good. */
function startOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets; the fields count from the last one: state is the first, start the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** The owner of the lock, or the npm it left behind when it was killed. */
function isHeld(owner) {
  return isAlive(owner) || (owner.npm ? isAlive(owner.npm) : false);
}

function isAlive({ pid, start }) {
  if (start !== null) return startOf(pid) === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readOwner(folder) {
  try {
    return JSON.parse(fs.readFileSync(join(folder, 'owner.json'), 'utf8'));
  } catch {
    return null;
  }
}

function noteOwner(npmPid) {
  const name = (pid) => ({ pid, start: startOf(pid) });
  writeBeside(join(LOCK, 'owner.json'), JSON.stringify({ ...name(process.pid), npm: npmPid ? name(npmPid) : null }));
}

/** True when the lock is now ours, false while a living process holds it. */
function takeLock() {
  fs.mkdirSync(dirname(LOCK), { recursive: true });
  try {
    fs.mkdirSync(LOCK);
    noteOwner(null);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = readOwner(LOCK);
  if (owner ? isHeld(owner) : ageOf(LOCK) < UNOWNED_LIMIT_MS) return false;
  // The holder died. Moving the folder away is atomic, so one of several takers wins; whoever moved a living one puts it back.
  const aside = `${LOCK}.${process.pid}`;
  try {
    fs.renameSync(LOCK, aside);
  } catch {
    return false;
  }
  const moved = readOwner(aside);
  if (moved && isHeld(moved)) {
    try {
      fs.renameSync(aside, LOCK);
    } catch {
      // A third one made its own meanwhile.
    }
    return false;
  }
  fs.rmSync(aside, { recursive: true, force: true });
  return false;
}

function ageOf(folder) {
  try {
    return Date.now() - fs.statSync(folder).mtimeMs;
  } catch {
    return 0;
  }
}

async function ensureInstalled() {
  if (stamped()) return;
  const since = Date.now();
  let said = 0;
  let mine = false;
  while (!mine) {
    try {
      mine = takeLock();
    } catch (error) {
      refuse(
        `Xinheng must install its packages into ${ROOT}, and this user may not write there (${error.code}): run ./xinheng once as the owner of that folder.`,
      );
    }
    if (mine) break;
    if (stamped()) return;
    if (Date.now() - since > WAIT_LIMIT_MS)
      refuse(`Another process has been installing packages for an hour: end it, remove ${LOCK} and try again.`);
    if (Date.now() - since > said) {
      if (said > 0) say('Another process is installing the packages of Xinheng; waiting');
      said += SAY_EVERY_MS;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    if (stamped()) return;
    if (!installedByHand()) await install();
    writeBeside(STAMP, wanted());
  } finally {
    fs.rmSync(LOCK, { recursive: true, force: true });
  }
}

/** npm's command line: the npm that runs us, else the one beside this node, else the one in the path. */
function npm() {
  const running = process.env.npm_execpath;
  if (running && /npm-cli\.c?js$/.test(running) && fs.existsSync(running))
    return { file: process.execPath, first: [running], shell: false };
  const beside = [
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((file) => fs.existsSync(file));
  if (beside) return { file: process.execPath, first: [beside], shell: false };
  return { file: 'npm', first: [], shell: process.platform === 'win32' };
}

async function install() {
  const { file, first, shell } = npm();
  fs.rmSync(STAMP, { force: true });
  say('Installing the packages of Xinheng, its own Node and PostgreSQL among them (about a minute)');
  // Not `npm ci`: it refuses a lockfile made against a registry that lacks a package of some other platform, as mirrors do.
  // `npm install` takes the same versions and checks the same hashes from the lockfile, and `--no-save` leaves that file alone.
  // The pinned Node and PostgreSQL are optional packages, the page is built with development ones: both whatever NODE_ENV says.
  const args = [
    ...first,
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const since = Date.now();
  const child = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell });
  if (child.pid) noteOwner(child.pid);
  const stop = (name) => child.kill(name);
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  const telling = setInterval(() => say(`… still installing (${Math.round((Date.now() - since) / 1000)} s)`), SAY_EVERY_MS);
  const ended = await new Promise((resolve) => {
    child.once('error', (error) =>
      resolve(error.code === 'ENOENT' ? 'npm was not found: install Node.js with npm' : error.message),
    );
    child.once('exit', (code, name) => resolve(code === 0 ? null : `npm install ended with ${name ?? code}`));
  });
  clearInterval(telling);
  process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', stop);
  if (ended === null) return;
  fs.rmSync(LOCK, { recursive: true, force: true });
  refuse(`The packages could not be installed (${ended}). What npm said stands above; mend that and start again.`);
}

/** The pinned Node when it runs here, else ours when it is new enough. */
function findNode() {
  const end = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = [
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ]
    .map((name) => join(MODULES, name, 'bin', end))
    .find((file) => fs.existsSync(file));
  for (const file of [pinned, process.execPath]) {
    if (file && majorOf(file) >= NODE_MAJOR) return file;
  }
  return refuse(
    `Xinheng runs on Node ${NODE_MAJOR} or newer. This is ${process.version}, and there is no packaged one for ${process.platform} ${process.arch}: install Node ${NODE_MAJOR} (https://nodejs.org) and start again.`,
  );
}

function majorOf(file) {
  if (file === process.execPath) return Number(process.versions.node.split('.')[0]);
  const { stdout, status } = spawnSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? Number(/^v(\d+)/.exec(stdout)?.[1] ?? 0) : 0;
}

/** Becomes the program where Node can (a signal then reaches it directly), else stands in front of it as thinly as possible. */
function handOver(node, args) {
  // `--tool tools/test.ts` runs one of the project's own programs in the same way.
  const [script, rest] = args[0] === '--tool' ? [join(ROOT, args[1]), args.slice(2)] : [join(ROOT, 'src', 'main.ts'), args];
  const line = [script, ...rest];
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    // Node calls execve experimental on standard error, which is of no use to our reader.
    process.removeAllListeners('warning');
    process.execve(node, [node, ...line], process.env);
  }
  const child = spawn(node, line, { stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      // Ctrl-C at a terminal goes to both of us already, and a second one would read as impatience.
      if (name === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(name);
    });
  }
  child.once('error', (error) => refuse(`Node could not be started (${error.message}).`));
  child.once('exit', (code, name) => {
    if (name === null) process.exit(code ?? 1);
    process.removeAllListeners(name);
    process.kill(process.pid, name);
  });
}

if (import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  await ensureInstalled();
  const node = findNode();
  try {
    if (!fs.existsSync(NODE_NOTE) || fs.readFileSync(NODE_NOTE, 'utf8') !== `${node}\n`) writeBeside(NODE_NOTE, `${node}\n`);
  } catch {
    // Somebody else's installation: the shell script asks us again next time.
  }
  handOver(node, process.argv.slice(2));
}
