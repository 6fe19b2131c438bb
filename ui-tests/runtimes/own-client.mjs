// What docs/own-client.md shows to those who write a client of their own: its commands, run by bash with the real curl,
// and its page, run by Chromium with the browser's own EventSource. Arguments: the folder to write to.
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';
import { findChromium } from '../../scripts/setup/chromium.mjs';
import { check, expect, report } from './checks.mjs';
import { root } from './real-instance.mjs';

const [folder] = process.argv.slice(2);
const url = process.env.VIBEVOICE_URL;
const token = process.env.VIBEVOICE_TOKEN;
const page = readFileSync(join(root, 'docs/own-client.md'), 'utf8');
const block = language => page.match(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm'))[1];
const run = promisify(execFile);
const size = name => statSync(join(folder, name)).size;
const idsIn = text => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

await check(
  'curl starts a job, hears of it to its end, goes on, and fetches what was made',
  async () => {
    const { stdout } = await run('bash', ['-eu', '-c', block('sh')], { cwd: folder });
    expect(stdout.includes('"contract"'), stdout.slice(0, 200));
    const [all, rest] = stdout.split(/(?<=^event: done\n.*\n)\n/m);
    expect(/^event: done$/m.test(all) && idsIn(all)[0] === 1, all.slice(-300));
    expect(!idsIn(rest).includes(2), rest);
    expect(
      size('morning.mp3') > 5000 && size('morning.vtt') > 30 && size('hello.wav') > 20_000,
      ''
    );
  }
);

await check('curl hears what is made while it is made', async () => {
  const script = 'Ann: This is one of many sentences.\n'.repeat(60);
  const headers = ['-H', `Authorization: Bearer ${token}`, '-H', 'Content-Type: application/json'];
  const body = JSON.stringify({
    model: 'draft',
    voice: 'alloy',
    input: script,
    response_format: 'pcm'
  });
  const timing = '%{time_starttransfer} %{time_total} %{size_download}';
  const argv = ['-sfN', ...headers, '-d', body, '-o', join(folder, 'long.pcm'), '-w', timing];
  const { stdout } = await run('curl', [...argv, `${url}v1/audio/speech`]);
  const [first, total, bytes] = stdout.split(' ').map(Number);
  expect(first < total && bytes > 60 * 24_000, stdout);
});

await check("the browser's own EventSource follows a job, let in by its cookie alone", async () => {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ script: 'Ann: Good morning.', engine: 'draft' });
  const job = await (await fetch(`${url}api/jobs`, { method: 'POST', headers, body })).json();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
  });
  try {
    const tab = await browser.newPage();
    // A page of the instance's own origin, as JupyterLab's is.
    await tab.route(`${url}own`, route =>
      route.fulfill({ contentType: 'text/html', body: block('html') })
    );
    await tab.goto(`${url}own`);
    const types = await tab.evaluate(
      ([instance, secret, id]) => globalThis.follow(instance, secret, id),
      [url, token, job.id]
    );
    expect(types[0] === 'queued' && types.at(-1) === 'done', types.join());
    expect(types.includes('segment') && types.includes('turn'), types.join());
    const requests = [];
    tab.on('request', request => requests.push(request.url()));
    const left = await tab.evaluate(followForEver, `${url}api/jobs/${job.id}/events`);
    expect(left === 2 && requests.length === 2, `${left}, ${requests.join()}`);
    const cookies = await tab.context().cookies(url);
    expect(cookies.length === 1 && cookies[0].httpOnly, JSON.stringify(cookies));
    expect((await tab.evaluate(() => globalThis.document.cookie)) === '', 'scripts see the cookie');
  } finally {
    await browser.close();
  }
});

/** In a page: an EventSource that nobody closes; its state once it gives up, or after half a minute. */
function followForEver(address) {
  const events = new globalThis.EventSource(address);
  return new Promise(resolve => {
    const tell = () => resolve(events.readyState);
    events.onerror = () => events.readyState === globalThis.EventSource.CLOSED && tell();
    setTimeout(tell, 30_000);
  });
}

report();
