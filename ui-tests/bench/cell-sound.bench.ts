import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { forget, heard } from '../support/ears.ts';
import { expect, test } from '../support/fixtures.ts';
import { median, row } from './rows.ts';

const runs = 5;

/** What the page is looked into for: JupyterLab shows itself to benchmarks, and the notebook is its current widget. */
interface ILab {
  readonly jupyterapp: {
    readonly commands: { execute(id: string): Promise<unknown> };
    readonly shell: { readonly currentWidget: { readonly content: { activeCellIndex: number } } };
  };
}

interface IKernel {
  readonly spec: object;
  readonly idle: string;
  /** The cell before the others. */
  readonly first: string;
  /** A cell that speaks a script under a title. */
  readonly cell: (title: string, script: string) => string;
}

const kernels: Record<string, IKernel> = {
  Python: {
    spec: { name: 'python3', display_name: 'Python 3 (ipykernel)', language: 'python' },
    idle: 'Python 3 (ipykernel) | Idle',
    first: '%load_ext jupyterlab_vibevoice',
    cell: (title, script) => `%%vibevoice --title "${title}"\n${script}`
  },
  Deno: {
    spec: { name: 'deno', display_name: 'Deno', language: 'typescript' },
    idle: 'Deno | Idle',
    first:
      "import { show, VibeVoice } from 'jupyterlab-vibevoice/client';\nconst vv = new VibeVoice();",
    cell: (title, script) =>
      `await show(await vv.jobs.create({ script: ${JSON.stringify(script)}, title: '${title}' }));`
  }
};

const titleOf = (run: number) => `Run ${run}`;

function notebook({ spec, first, cell }: IKernel): string {
  const script = (run: number) =>
    Array.from(
      { length: 12 },
      (_, turn) => `${turn % 2 ? 'Tom' : 'Nora'}: Hello, this is run ${run}, turn ${turn}.`
    ).join('\n');
  const sources = [
    first,
    ...Array.from({ length: runs + 1 }, (_, run) => cell(titleOf(run), script(run)))
  ];
  return JSON.stringify({
    cells: sources.map((source, index) => ({
      id: `cell${index}`,
      cell_type: 'code',
      metadata: {},
      execution_count: null,
      outputs: [],
      source
    })),
    metadata: { kernelspec: spec },
    nbformat: 4,
    nbformat_minor: 5
  });
}

/** Runs a cell, and presses Play below it as soon as that can be done; milliseconds of the page's clock when it was run. */
function runAndPlay(page: Page, index: number, title: string): Promise<number> {
  return page.evaluate(
    async ([cell, name]) => {
      const { jupyterapp } = window as unknown as ILab;
      jupyterapp.shell.currentWidget.content.activeCellIndex = cell;
      const pressed = performance.now();
      void jupyterapp.commands.execute('notebook:run-cell');
      await new Promise<void>(resolve => {
        const look = () => {
          const play = document.querySelector<HTMLButtonElement>(
            `.vv-Output[aria-label="${name}"] .vv-Player-play:not(:disabled)`
          );
          if (play) {
            play.click();
            resolve();
          } else {
            requestAnimationFrame(look);
          }
        };
        look();
      });
      return pressed;
    },
    [index, title] as const
  );
}

/** Resolves once nothing is heard any more. */
async function silent(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      await forget(page);
      await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 100)));
      return (await heard(page)).loudFrames;
    })
    .toBe(0);
}

for (const [name, kernel] of Object.entries(kernels)) {
  test(`from a cell's execution to its first sound, ${name}`, async ({ studio }) => {
    const { page, lab } = studio;
    const program = join(__dirname, '..', '..', '.venv', 'bin', 'jupyter-vibevoice');
    execFileSync(program, ['kernels', 'install', lab.notebooks]);
    const file = `cells.${name}.ipynb`;
    writeFileSync(join(lab.notebooks, file), notebook(kernel));
    await page.goto(`${lab.url}/lab/tree/${file}?token=${lab.token}&reset`);
    await page.getByRole('button', { name: kernel.idle }).waitFor();
    await page.evaluate(async () => {
      const { jupyterapp } = window as unknown as ILab;
      jupyterapp.shell.currentWidget.content.activeCellIndex = 0;
      await jupyterapp.commands.execute('notebook:run-cell');
    });
    const found: number[] = [];
    for (let run = 0; run <= runs; run += 1) {
      await silent(page);
      const pressed = await runAndPlay(page, run + 1, titleOf(run));
      await expect.poll(async () => (await heard(page)).firstAt).toBeDefined();
      const { firstAt } = await heard(page);
      const output = page.getByRole('group', { name: titleOf(run), exact: true });
      await expect(output.getByText('done, 12 turns')).toBeVisible();
      const pause = output.getByRole('button', { name: 'Pause' });
      if (await pause.isVisible()) {
        await pause.click();
      }
      // The first one starts the instance and warms all caches.
      if (run > 0) {
        found.push((firstAt! - pressed) / 1000);
      }
    }
    row({
      name: `cell run to first sound, ${name} kernel`,
      value: median(found),
      unit: 's',
      target: '<= 0.6',
      runs: found
    });
  });
}
