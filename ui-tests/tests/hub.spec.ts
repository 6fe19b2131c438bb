import { type BrowserContext, type Page, expect, test } from '@playwright/test';
import { addEars } from '../support/ears.ts';
import { english } from '../support/dialogues.ts';
import { type IHubServer, startHub } from '../support/hub-server.ts';
import { Studio } from '../support/studio.ts';

let hub: IHubServer;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  hub = await startHub();
});

test.afterAll(async () => {
  await hub?.stop();
});

/** Logs in at the hub, goes on to `next` and ends at `end`. */
async function logIn(page: Page, name: string, next: string, end = next): Promise<void> {
  await page.goto(`${hub.url}hub/login?next=${encodeURIComponent(next)}`);
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('Password').fill(hub.passwords.get(name)!);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url => url.pathname === end, { timeout: 90_000 });
}

/** Ends the instance as the hub's own page, an administrator or the culler does. */
async function stopInstance(context: BrowserContext, name: string): Promise<void> {
  const cookies = await context.cookies(`${hub.url}hub/home`);
  const xsrf = cookies.find(cookie => cookie.name === '_xsrf' && cookie.path === '/hub/')!.value;
  const address = `${hub.url}hub/api/users/${name}/servers/vibevoice?_xsrf=${xsrf}`;
  const answer = await context.request.delete(address, { headers: { Referer: hub.url } });
  expect(answer.ok()).toBe(true);
}

test('from the login to four voices; stopped by the hub, started again by one button; kept by a reload', async ({
  page,
  context
}) => {
  test.setTimeout(240_000);
  const segments: string[] = [];
  page.on('request', request => {
    if (/\/segments\/\d+\.(flac|wav)/.test(request.url())) {
      segments.push(new URL(request.url()).pathname);
    }
  });
  await addEars(page);
  await logIn(page, 'alice', '/hub/spawn', '/user/alice/lab');
  const studio = new Studio(page, {
    url: `${hub.url}user/alice`,
    token: '',
    home: '',
    notebooks: '',
    stop: () => Promise.resolve()
  });
  const kept = studio.layoutKept();
  await studio.tile.click();
  await studio.text.waitFor();
  await studio.paste(english);
  await studio.press('Generate');
  await studio.listen();
  await studio.finished();
  await studio.saved();
  await kept;
  expect(segments.length).toBeGreaterThan(2);
  expect(segments.every(path => path.startsWith('/user/alice/vibevoice/'))).toBe(true);

  await stopInstance(context, 'alice');
  await expect(studio.panel.getByText('VibeVoice was stopped')).toBeVisible({ timeout: 120_000 });
  await studio.panel.locator('.vv-Notice').getByRole('button', { name: 'Start' }).click();
  await expect(studio.panel.getByText('VibeVoice was stopped')).toHaveCount(0, {
    timeout: 120_000
  });

  await page.goto(`${hub.url}user/alice/lab`);
  await expect(studio.text).toContainText('a machine learns to take turns');
  await studio.play.click();
  await studio.listen();

  // A new tab without the studio's token: the hub's own login lets its user in, whichever address leads there.
  const tab = await context.newPage();
  await tab.goto(`${hub.url}vibevoice/alice/`);
  await expect(tab).toHaveURL(/\/user\/alice\/vibevoice\//);
  await expect(tab.getByRole('heading').first()).toBeVisible();
});

test('somebody else is refused at her instance', async ({ page }) => {
  await logIn(page, 'bob', '/hub/home');
  const answer = await page.goto(`${hub.url}user/alice/vibevoice/ui/`);
  expect([401, 403, 404]).toContain(answer?.status());
});
