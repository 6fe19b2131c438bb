// What an instance keeps in memory once it has spoken and sleeps again, with everything it started.
import { startInstance } from './instance.mjs';
import { residentMb } from './processes.mjs';
import { row } from './rows.mjs';

const script = 'Nora: Hello.\nDr. Lin: Good morning.\nSam: 你好。\nMaya: 早上好。';

/** Reads server-sent events until one of them satisfies `isLast`. */
async function eventsUntil(response, isLast) {
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (isLast(text)) {
      return;
    }
  }
}

const instance = await startInstance();
try {
  const job = await (
    await instance.call('api/jobs', {
      method: 'POST',
      body: JSON.stringify({ script, engine: 'draft' })
    })
  ).json();
  await eventsUntil(await instance.call(`api/jobs/${job.id}/events`), text =>
    /event: (done|failed)/.test(text)
  );
  await instance.call('api/engine', { method: 'DELETE' });
  await eventsUntil(await instance.call('api/events'), text => text.includes('"asleep"'));
  const value = residentMb(instance.pid);
  console.log(
    JSON.stringify(row({ name: 'sleeping instance', value, unit: 'MB', target: '<= 60' }))
  );
} finally {
  await instance.stop();
}
