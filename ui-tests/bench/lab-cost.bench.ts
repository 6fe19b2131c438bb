import { gzipSync } from 'node:zlib';
import { type Page } from '@playwright/test';
import { type ILabServer } from '../support/lab-server.ts';
import { expect, test } from '../support/fixtures.ts';
import { median, row } from './rows.ts';

const runs = 7;
const ours = /\/lab\/extensions\/jupyterlab-vibevoice\//;

/** Milliseconds from navigation to the launcher, with or without our extension in the page's configuration. */
async function labStart(page: Page, lab: ILabServer, isWithout: boolean): Promise<number> {
  await page.route(/\/lab(\?|$)/, async route => {
    const response = await route.fetch();
    const text = await response.text();
    await route.fulfill({ response, body: isWithout ? withoutExtension(text) : text });
  });
  await page.goto(`${lab.url}/lab?token=${lab.token}&reset`);
  await page.locator('.jp-Launcher').waitFor();
  const ready = await page.evaluate(() => performance.now());
  await page.unroute(/\/lab(\?|$)/);
  return ready;
}

function withoutExtension(html: string): string {
  return html.replace(
    /(<script id="jupyter-config-data"[^>]*>)([\s\S]*?)(<\/script>)/,
    (_, open: string, json: string, close: string) => {
      const config = JSON.parse(json) as { federated_extensions: { name: string }[] };
      config.federated_extensions = config.federated_extensions.filter(
        ({ name }) => name !== 'jupyterlab-vibevoice'
      );
      return `${open}${JSON.stringify(config)}${close}`;
    }
  );
}

test('what the extension costs before the studio is opened', async ({ page, lab }) => {
  await labStart(page, lab, false);
  const withIt: number[] = [];
  const withoutIt: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    withIt.push(await labStart(page, lab, false));
    withoutIt.push(await labStart(page, lab, true));
  }
  row({
    name: "extension's cost to Lab's start",
    value: Math.max(0, median(withIt) - median(withoutIt)),
    unit: 'ms',
    target: '<= 50',
    runs: withIt
  });

  const bodies: Promise<Buffer>[] = [];
  page.on('response', response => {
    if (ours.test(response.url()) && /\.js(\?|$)/.test(response.url())) {
      bodies.push(response.body());
    }
  });
  const context = page.context();
  await context.clearCookies();
  await page.goto(`${lab.url}/lab?token=${lab.token}&reset`);
  await page.locator('.jp-Launcher').waitFor();
  const sizes = (await Promise.all(bodies)).map(body => gzipSync(body, { level: 9 }).length / 1000);
  expect(sizes.length).toBeGreaterThan(0);
  row({
    name: "extension's size before the studio is opened",
    value: sizes.reduce((sum, size) => sum + size, 0),
    unit: 'kB gz',
    target: '<= 20',
    runs: sizes
  });
});
