import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runGuarded } from './guarded.mjs';
import { root } from './place.mjs';
import { say } from './words.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const packages = ['chromium', 'fonts-wqy-zenhei', 'fontconfig'];
const byHand = `sudo apt-get install ${packages.join(' ')}`;

/** The Chromium or Chrome of this machine: `CHROMIUM`, else PATH; undefined where there is none. */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap(name => folders.map(folder => join(folder, name))).find(existsSync);
  return process.env.CHROMIUM ?? found ?? (existsSync(macChrome) ? macChrome : undefined);
}

function hasChineseFont() {
  const fonts = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  return process.platform === 'darwin' || (fonts.status === 0 && fonts.stdout.trim() !== '');
}

/**
 * Makes sure that the browser tests find Chromium and a Chinese font: as root on Debian it installs them, elsewhere it
 * says the one command. Resolves to whether they are there.
 */
export async function ensureChromium(signal) {
  if (findChromium() && hasChineseFont()) {
    return true;
  }
  const isRoot = process.getuid?.() === 0;
  const hasApt = spawnSync('apt-get', ['--version']).status === 0;
  if (!isRoot || !hasApt) {
    console.error(say('browserMissing', byHand));
    return false;
  }
  const started = performance.now();
  console.log(`  … ${say('browser')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = [
    'install',
    '-y',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=300',
    ...packages
  ];
  for (const argv of [['update', '-qq'], install]) {
    const { code, lines } = await runGuarded(['apt-get', ...argv], { cwd: root, env, signal });
    signal.throwIfAborted();
    if (code !== 0) {
      console.error(lines.slice(-20).join('\n'));
      console.error(say('browserMissing', byHand));
      return false;
    }
  }
  console.log(
    `  ✓ ${say('browser')} · ${say('seconds', ((performance.now() - started) / 1000).toFixed(1))}`
  );
  return true;
}
