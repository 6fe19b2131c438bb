import { chinese } from '../support/dialogues.ts';
import { expect, test } from '../support/fixtures.ts';

test('plain jupyter lab has the tile, and forwards what it makes', async ({ studio }) => {
  const instances: string[] = [];
  studio.page.on('request', request => {
    if (/\/segments\/\d+\.(flac|wav)/.test(request.url())) {
      instances.push(request.url());
    }
  });
  await studio.openByTile();
  await studio.paste(chinese);
  await studio.press('Generate');
  await studio.listen();
  await studio.finished();
  expect(instances.length).toBeGreaterThan(2);
  expect(instances.every(url => url.startsWith(`${studio.lab.url}/jupyterlab-vibevoice/i/`))).toBe(
    true
  );
});
