// The client with nothing but a launcher: it starts the instance, works through what the launcher says, and stops it.
// Arguments: the client's module, and Jupyter's base URL and token; without these two the launcher is found through
// VIBEVOICE_LAUNCHER and VIBEVOICE_LAUNCHER_TOKEN, as in a kernel.
import { check, expect, report } from './checks.mjs';

const [clientModule, baseUrl, token] = globalThis.Deno?.args ?? process.argv.slice(2);
const { NotReadyError, VibeVoice } = await import(clientModule);
const vv = new VibeVoice(baseUrl ? { launcher: { baseUrl, token } } : {});
const script = 'Alice: Hello, Bob.\nBob: Hello, Alice.';
let job;

async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was expected to fail.');
}

await check('a stopped instance says so, and so do calls that need it', async () => {
  expect((await vv.instance.get()).state === 'stopped', 'not stopped');
  expect((await rejection(vv.jobs.list())) instanceof NotReadyError, 'no NotReadyError');
});

await check('ready starts the instance', async () => {
  const { state } = await vv.instance.ready();
  expect(['ready', 'busy', 'asleep'].includes(state), state);
});

await check('a dialogue is spoken and heard as it is made', async () => {
  job = await vv.jobs.create({ script, engine: 'draft' });
  let bytes = 0;
  for await (const chunk of job.listen()) {
    bytes += chunk.length;
  }
  const done = await job.finished();
  expect(Math.abs(bytes / 2 - done.audio.seconds * done.audio.sample_rate) <= 1, `${bytes}`);
});

await check("the script's log can be read", async () => {
  expect(typeof (await vv.instance.log({ tail: 5 })) === 'string', 'no text');
});

await check('the instance stops, and every state on the way there is told', async () => {
  const seen = [];
  const controller = new AbortController();
  const watching = (async () => {
    for await (const { state } of vv.instance.events({ signal: controller.signal })) {
      seen.push(state);
      if (seen.length === 1) {
        await vv.instance.stop();
      }
      if (state === 'stopped') {
        return;
      }
    }
  })();
  await watching;
  expect(seen.length > 1, seen.join());
  expect((await rejection(vv.jobs.get(job.id))).code === 'instance_stopped', 'still there');
});

await check('started again it has kept the job', async () => {
  await vv.instance.ready();
  const kept = await vv.jobs.get(job.id);
  expect(kept.state === 'done', kept.state);
  await vv.instance.stop();
  // Stopping takes a moment, and whoever comes next begins with a stopped one.
  for await (const { state } of vv.instance.events()) {
    if (state === 'stopped') {
      break;
    }
  }
});

report();
