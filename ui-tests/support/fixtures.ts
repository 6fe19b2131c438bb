import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { addEars } from './ears.ts';
import { type ILabServer, type Place, startLab } from './lab-server.ts';
import { Studio } from './studio.ts';

interface ITestFixtures {
  /** A person at the studio of a fresh JupyterLab page. */
  readonly studio: Studio;
}

interface IWorkerFixtures {
  readonly place: Place;
  /** One JupyterLab for all tests of a project that run in this worker. */
  readonly lab: ILabServer;
}

/** Playwright's `test` with a JupyterLab of its own and a studio in it; no test sees another's workspace. */
export const test = base.extend<ITestFixtures, IWorkerFixtures>({
  place: ['traefik', { scope: 'worker', option: true }],
  lab: [
    async ({ place }, use, { project, parallelIndex }) => {
      const log = join(project.outputDir, `${place}-server-${parallelIndex}.log`);
      const lab = await startLab(place, log);
      await use(lab);
      await lab.stop();
    },
    { scope: 'worker', timeout: 180_000 }
  ],
  studio: async ({ page, lab }, use) => {
    await addEars(page);
    await use(new Studio(page, lab));
  }
});

export { expect } from '@playwright/test';
