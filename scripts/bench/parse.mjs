// Parsing 10,000 turns of English and Chinese.
import { pathToFileURL } from 'node:url';
import { at } from '../setup/place.mjs';
import { median, row } from './rows.mjs';

const { parse } = await import(pathToFileURL(at('lib', 'dialogue', 'index.js')));

const turns = [
  'Nora: Welcome back. Today we ask how a machine learns to take turns (and why).',
  'Dr. Lin: It listens for the end of a thought, not for silence. [pause:500ms]',
  '主持人：欢迎收听，今天我们聊聊机器怎样学会轮流说话。',
  '小明（笑）：要是我弟弟也会就好了。'
];
const script = Array.from({ length: 10_000 }, (_, index) => turns[index % turns.length]).join('\n');

const runs = [];
for (let run = 0; run < 15; run += 1) {
  const started = performance.now();
  const result = parse(script);
  runs.push(Number((performance.now() - started).toFixed(2)));
  if (result.dialogue.turns.length !== 10_000) {
    throw new Error(`${result.dialogue.turns.length} turns were found`);
  }
}

console.log(
  JSON.stringify(
    row({ name: 'parse 10,000 turns', value: median(runs), unit: 'ms', target: '< 50', runs })
  )
);
