import { expect, type APIRequestContext } from '@playwright/test';
import { type ILabServer } from './lab-server.ts';

async function putSetting(
  request: APIRequestContext,
  lab: ILabServer,
  plugin: string,
  values: object
): Promise<void> {
  const response = await request.put(`${lab.url}/lab/api/settings/${plugin}`, {
    headers: { Authorization: `token ${lab.token}` },
    data: { raw: JSON.stringify(values) }
  });
  expect(response.ok()).toBe(true);
}

/** The language of JupyterLab's next page, as its own settings keep it. */
export async function setLanguage(
  request: APIRequestContext,
  lab: ILabServer,
  locale: 'default' | 'zh_CN'
): Promise<void> {
  await putSetting(request, lab, '@jupyterlab/translation-extension:plugin', { locale });
}

/** The theme of JupyterLab's next page. */
export async function setTheme(
  request: APIRequestContext,
  lab: ILabServer,
  theme: 'Light' | 'Dark'
): Promise<void> {
  await putSetting(request, lab, '@jupyterlab/apputils-extension:themes', {
    theme: `JupyterLab ${theme}`
  });
}

/** How many seconds a job has to take before a notification tells of its end, for JupyterLab's next page. */
export async function setNotifyAfter(
  request: APIRequestContext,
  lab: ILabServer,
  seconds: number
): Promise<void> {
  await putSetting(request, lab, 'jupyterlab-vibevoice:instance', { notify_after_s: seconds });
}
