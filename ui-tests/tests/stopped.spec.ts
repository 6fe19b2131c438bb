import { type APIRequestContext } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { type ILabServer } from '../support/lab-server.ts';

const authorization = ({ token }: ILabServer) => ({ Authorization: `token ${token}` });

/** Stops the instance, and tells its path. */
async function stopped(request: APIRequestContext, lab: ILabServer): Promise<string> {
  const api = `${lab.url}/jupyterlab-vibevoice/api/instance`;
  const headers = authorization(lab);
  const { slug } = (await (await request.get(api, { headers })).json()) as { slug: string };
  await request.delete(api, { headers });
  const path = `${lab.url}/vibevoice/${slug}/`;
  await expect
    .poll(async () => (await request.get(`${path}api`, { headers })).status(), { timeout: 60_000 })
    .toBe(409);
  return path;
}

test('where no instance runs, a program is told so, and a person starts it with one button', async ({
  studio,
  request,
  lab
}) => {
  const { page } = studio;
  await studio.openLab();
  const path = await stopped(request, lab);
  const answer = await request.get(`${path}api/jobs`, {
    headers: { ...authorization(lab), Accept: 'application/json' }
  });
  expect(answer.status()).toBe(409);
  expect(await answer.json()).toMatchObject({ code: 'instance_stopped' });

  await page.goto(path);
  await expect(page.getByRole('heading')).toHaveText('VibeVoice is not running');
  await page.getByRole('button', { name: 'Start VibeVoice' }).click();
  // The instance's own page, at the same path, which a login by ticket has opened.
  await expect(page).toHaveURL(/\/vibevoice\/[^/]+\/ui\/$/, { timeout: 60_000 });
  const status = await page.evaluate(async url => (await fetch(url)).status, `${path}api/status`);
  expect(status).toBe(200);
});

test('the page of a stopped instance speaks Chinese to whoever does', async ({
  browser,
  request,
  lab
}) => {
  const path = await stopped(request, lab);
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(`${path}?token=${lab.token}`);
  await expect(page.getByRole('heading')).toHaveText('VibeVoice 没有在运行');
  await expect(page.getByRole('button')).toHaveText('启动 VibeVoice');
  await context.close();
});
