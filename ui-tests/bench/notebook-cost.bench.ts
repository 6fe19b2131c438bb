import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from '@playwright/test';
import { describeJob } from '../../src/client/output/describe-job.ts';
import { displayBundle } from '../../src/client/output/display-bundle.ts';
import { type Job } from '../../src/contract/index.ts';
import { longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { median, row } from './rows.ts';

const runs = 5;
const jobs = 10;
const turnCount = 363;
const turnSeconds = 14.9;

/** What the page is looked into for: JupyterLab shows itself to benchmarks. */
interface ILab {
  readonly jupyterapp: {
    readonly commands: { execute(id: string, args: object): Promise<unknown> };
  };
}

interface INotebookPanel {
  readonly revealed: Promise<void>;
  dispose(): void;
}

/** A job of 90 minutes that is done. */
function longJob(id: string): Job {
  const turns = longDialogue(turnCount)
    .trim()
    .split('\n')
    .map((line, index) => {
      const [, speaker, text] = line.match(/^(.+?): (.*)$/)!;
      return { id: `t${index}`, speaker: speaker!, text: text! };
    });
  const names = [...new Set(turns.map(({ speaker }) => speaker))];
  return {
    id,
    pinned: false,
    state: 'done',
    created_at: '2026-11-22T18:00:00Z',
    dialogue: { version: 1, language: 'en', cast: {}, turns, chapters: [] },
    settings: {
      engine: 'draft',
      cast: Object.fromEntries(names.map((name, index) => [name, `en-f${index}`])),
      seed: 1,
      gap_ms: 350,
      mode: 'turns',
      unsupported: 'warn'
    },
    progress: { audio_seconds: 5400, expected_seconds: 5400, fraction: 1 },
    turns: turns.map((turn, index) => ({
      id: turn.id,
      index,
      speaker: turn.speaker,
      state: 'done',
      precision: 'exact',
      takes: [],
      start: index * turnSeconds,
      end: (index + 1) * turnSeconds - 0.35
    })),
    audio: { revision: 1, seconds: 5400, sample_rate: 24_000, segments: 2700 },
    usage: { queue_seconds: 0, engine_seconds: 60, audio_seconds: 5400 },
    warnings: []
  };
}

/** A notebook file of ten cells, with the output of a job of 90 minutes each, or without. */
function notebook(isWith: boolean): string {
  const cells = Array.from({ length: jobs }, (_, index) => {
    const data = displayBundle(describeJob(longJob(`j${index}`), { path: `part-${index}.mp3` }));
    return {
      cell_type: 'code',
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs: isWith ? [{ data, metadata: {}, output_type: 'display_data' }] : [],
      source: `%%vibevoice -o part-${index}.mp3`
    };
  });
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1);
}

/** Opens a notebook, without a kernel; milliseconds until its cells are drawn, and its outputs where it has any. */
function opened(page: Page, path: string, isWith: boolean): Promise<number> {
  return page.evaluate(
    async ([path, isWith]) => {
      const { jupyterapp } = window as unknown as ILab;
      const kernelPreference = { shouldStart: false, canStart: false, autoStartDefault: false };
      const started = performance.now();
      const panel = (await jupyterapp.commands.execute('docmanager:open', {
        path,
        factory: 'Notebook',
        kernelPreference
      })) as INotebookPanel;
      await panel.revealed;
      const shown = isWith ? '.jp-Notebook .vv-Output' : '.jp-Notebook .jp-Cell .cm-content';
      await new Promise<void>(resolve => {
        const look = () => requestAnimationFrame(document.querySelector(shown) ? quiet : look);
        const quiet = () => requestIdleCallback(() => resolve());
        look();
      });
      const took = performance.now() - started;
      panel.dispose();
      return took;
    },
    [path, isWith] as const
  );
}

test('what ten jobs of 90 minutes cost a notebook', async ({ page, lab }) => {
  const full = notebook(true);
  writeFileSync(join(lab.notebooks, 'with.ipynb'), full);
  writeFileSync(join(lab.notebooks, 'without.ipynb'), notebook(false));
  row({
    name: 'a notebook with ten jobs of 90 minutes',
    value: Buffer.byteLength(full) / 1000,
    unit: 'kB',
    target: '<= 300'
  });
  await page.goto(`${lab.url}/lab?token=${lab.token}&reset`);
  await page.locator('.jp-Launcher').waitFor();
  // The first notebook of a page loads what all need.
  await opened(page, 'without.ipynb', false);
  const cold = await opened(page, 'with.ipynb', true);
  expect(cold).toBeGreaterThan(0);
  const withThem: number[] = [];
  const withoutThem: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    withoutThem.push(await opened(page, 'without.ipynb', false));
    withThem.push(await opened(page, 'with.ipynb', true));
  }
  const plain = median(withoutThem);
  row({
    name: 'opening a notebook with ten jobs of 90 minutes, more than without',
    value: Math.max(0, median(withThem) - plain),
    unit: 'ms',
    target: '<= 1500',
    runs: withThem
  });
  row({
    name: "the same for the first time in a page, with our outputs' code",
    value: Math.max(0, cold - plain),
    unit: 'ms',
    target: '<= 1500'
  });
});
