// OpenAI's own Node client against an instance: existing programs work unchanged.
import OpenAI from 'openai';
import { check, expect, report } from './checks.mjs';

const base = process.env.VIBEVOICE_URL;
const openai = new OpenAI({
  baseURL: new URL('v1', base).href,
  apiKey: process.env.VIBEVOICE_TOKEN,
  maxRetries: 0
});
const dialogue = 'Alice: Hello, Bob.\nBob: Hello, Alice.';

async function bytesOf(response) {
  return Buffer.from(await response.arrayBuffer());
}

await check('the engines are listed as models', async () => {
  const { data } = await openai.models.list();
  expect(
    data.some(({ id }) => id === 'draft'),
    JSON.stringify(data)
  );
});

const heads = { mp3: /^(ID3|\xff[\xe0-\xff])/, wav: /^RIFF/, flac: /^fLaC/, opus: /^OggS/ };
for (const [format, head] of Object.entries(heads)) {
  await check(`a text is spoken as ${format}`, async () => {
    const response = await openai.audio.speech.create({
      model: 'draft',
      voice: 'alloy',
      input: 'Good morning, everybody.',
      response_format: format
    });
    const bytes = await bytesOf(response);
    expect(
      bytes.length > 1000 && head.test(bytes.subarray(0, 4).toString('latin1')),
      bytes.subarray(0, 8).toString('hex')
    );
  });
}

await check('a dialogue script is spoken by its cast', async () => {
  const create = input =>
    openai.audio.speech.create({ model: 'draft', voice: 'alloy', input, response_format: 'pcm' });
  const bytes = await bytesOf(await create(dialogue));
  expect(bytes.length > 24000, `${bytes.length} bytes`);
});

await check('audio comes while it is made', async () => {
  const response = await openai.audio.speech.create({
    model: 'draft',
    voice: 'alloy',
    input: Array.from({ length: 40 }, (_, n) => `Sentence number ${n} is spoken.`).join(' '),
    response_format: 'pcm'
  });
  let chunks = 0;
  for await (const chunk of response.body) {
    chunks += chunk.length > 0 ? 1 : 0;
  }
  expect(chunks > 1, `${chunks} chunks`);
});

await check('events carry the audio where they are asked for', async () => {
  const response = await openai.audio.speech.create({
    model: 'draft',
    voice: 'alloy',
    input: 'Good morning.',
    response_format: 'pcm',
    stream_format: 'sse'
  });
  const text = await response.text();
  const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data));
  expect(events[0]?.type === 'speech.audio.delta', text.slice(0, 200));
  expect(events.at(-1)?.type === 'speech.audio.done', events.at(-1)?.type);
});

await check('a wrong token is an authentication error', async () => {
  const stranger = new OpenAI({
    baseURL: new URL('v1', base).href,
    apiKey: 'wrong',
    maxRetries: 0
  });
  try {
    await stranger.models.list();
  } catch (error) {
    expect(error instanceof OpenAI.AuthenticationError, error.name);
    return;
  }
  throw new Error('It was let in.');
});

report();
