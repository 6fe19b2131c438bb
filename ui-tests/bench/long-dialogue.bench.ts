import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { longDialogue } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';
import { type Studio } from '../support/studio.ts';
import { row } from './rows.ts';

/** Resident MB of the process whose id an instance wrote into the runtime folder. */
function instanceMb(home: string): number {
  const folder = join(home, 'runtime');
  const [file] = readdirSync(folder, { recursive: true }).filter(name =>
    /vibevoice.*\.json$/.test(String(name))
  );
  const { pid } = JSON.parse(readFileSync(join(folder, String(file)), 'utf8')) as { pid: number };
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/VmRSS:\s+(\d+)/)![1]) / 1024;
}

/** MB of live JavaScript objects in the page, after a collection. */
async function heapMb(studio: Studio): Promise<number> {
  const session = await studio.page.context().newCDPSession(studio.page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 2 ** 20;
}

test('100 minutes in 363 turns, from text to sound', async ({ studio, lab }) => {
  await studio.openByTile();
  await studio.press('Generate');
  await studio.finished();
  const heapBefore = await heapMb(studio);
  const grown = instanceMb(lab.home);

  await studio.paste(longDialogue(363));
  await expect(studio.primary).toHaveText('Generate');
  await studio.page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver(list =>
      tasks.push(...list.getEntries().map(entry => entry.duration))
    ).observe({ type: 'longtask' });
    Object.assign(window, { tasks });
  });
  const started = Date.now();
  await studio.press('Generate');
  await studio.finished(240_000);
  const seconds = (Date.now() - started) / 1000;
  const { of } = await studio.position();
  const tasks = await studio.page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);

  expect(of).toBeGreaterThan(90 * 60);
  row({
    name: '100 minutes, 363 turns: times real time',
    value: of / seconds,
    unit: 'x',
    target: '>= 100'
  });
  row({
    name: '100 minutes, 363 turns: instance grows',
    value: Math.max(0, instanceMb(lab.home) - grown),
    unit: 'MB',
    target: '<= 30'
  });
  row({
    name: '100 minutes, 363 turns: browser heap',
    value: (await heapMb(studio)) - heapBefore,
    unit: 'MB',
    target: '<= 60'
  });
  row({
    name: '100 minutes, 363 turns: longest task',
    value: Math.max(0, ...tasks),
    unit: 'ms',
    target: '<= 100',
    runs: tasks
  });
});
