// What the TypeScript client takes, under Node or Deno; prints one line of JSON. Arguments: the client's module, what is
// measured (`import`, `events`, `sound`, `first`). The instance is found through the environment.
const [clientModule, what] = globalThis.Deno?.args ?? process.argv.slice(2);
/** Live memory, buffers included: what a collection leaves. */
function megabytes() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

const begun = performance.now();
const { VibeVoice } = await import(clientModule);
const importing = performance.now() - begun;
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const asked = async () => (await (await fetch(`${process.env.VIBEVOICE_URL}asked`)).json()).asked;

/** Milliseconds for 10,000 events, once the code is warm, and how much memory twenty times as many take. */
async function events(vv) {
  const runs = [];
  let before = 0;
  for (let run = 0; run < 25; run += 1) {
    const started = performance.now();
    let count = 0;
    for await (const event of vv.jobs.events('many')) count = event.id;
    if (count !== 10_000) throw new Error(`${count} events`);
    runs.push(performance.now() - started);
    before = run === 4 ? megabytes() : before;
  }
  return { runs: runs.slice(5), grown: megabytes() - before };
}

/** Hears 90 minutes as a stream: what memory they take, what is fetched ahead, and whether each sample came once. */
async function sound(vv) {
  const job = await vv.jobs.get('long');
  // What was asked for before, by another language, does not count.
  await asked();
  const reader = job.stream().getReader();
  await reader.read();
  await wait(500);
  const ahead = (await asked()) - 1;
  await reader.cancel();
  const [first, half] = [job.audio.segments / 10, job.audio.segments / 2];
  let [count, before, samples] = [0, 0, 0];
  const hear = (chunk, from) => {
    if (new DataView(chunk.buffer, chunk.byteOffset).getInt16(0, true) !== from + count)
      throw new Error(`segment ${from + count} is not in its place`);
    count += 1;
    samples += chunk.length / 2;
    before = count === first ? megabytes() : before;
  };
  for await (const chunk of job.stream()) hear(chunk, 0);
  const grown = megabytes() - before;
  count = 0;
  for await (const chunk of job.listen({ fromSample: half * 48_000 })) hear(chunk, half);
  return { grown, ahead, samples, expected: (job.audio.segments + half) * 48_000 };
}

/** Seconds from a call, as a cell makes it, to the first samples in hand. */
async function first(vv) {
  const runs = [];
  for (let run = 0; run < 8; run += 1) {
    const started = performance.now();
    const script = `Nora: Hello, number ${run}.\nSam: Good morning.`;
    const job = await vv.jobs.create({ script, engine: 'draft' });
    for await (const chunk of job.listen()) {
      runs.push((performance.now() - started) / 1000);
      if (chunk.length > 0) break;
    }
    await job.finished();
  }
  return { runs: runs.slice(1) };
}

const measured =
  what === 'import' ? { importing } : await { events, sound, first }[what](new VibeVoice());
console.log(JSON.stringify(measured));
