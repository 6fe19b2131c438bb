import { at, venvProgram } from '../setup/place.mjs';

const python = file => [venvProgram('python'), at('python_shim', 'benchmarks', file)];
const node = file => [process.execPath, at('scripts', 'bench', file)];
const browser = file => [
  at('node_modules', '.bin', 'playwright'),
  'test',
  '--config',
  at('ui-tests', 'bench.config.mjs'),
  file
];

/** The benchmarks in the order they run; each prints rows as JSON lines and fails when it could not measure. */
export const programs = [
  { name: 'forwarding', argv: python('forwarding.py'), minutes: 5 },
  { name: 'routes', argv: python('routes.py'), minutes: 5 },
  { name: 'front-door', argv: python('front_door.py'), minutes: 5 },
  { name: 'hub', argv: python('hub_start.py'), minutes: 5 },
  { name: 'parse', argv: node('parse.mjs'), minutes: 1 },
  { name: 'client', argv: node('client.mjs'), minutes: 5 },
  { name: 'gradio', argv: python('gradio_overhead.py'), minutes: 4 },
  { name: 'recovery', argv: python('recovery.py'), minutes: 5 },
  { name: 'flood', argv: python('flood.py'), minutes: 4 },
  { name: 'draft-speed', argv: python('draft_speed.py'), minutes: 3 },
  { name: 'sleeping', argv: node('sleeping.mjs'), minutes: 2 },
  { name: 'first-sound', argv: browser('first-sound'), minutes: 5 },
  { name: 'cell-sound', argv: browser('cell-sound'), minutes: 5 },
  { name: 'long-dialogue', argv: browser('long-dialogue'), minutes: 8 },
  { name: 'typing', argv: browser('typing'), minutes: 4 },
  { name: 'lab-cost', argv: browser('lab-cost'), minutes: 4 },
  { name: 'notebook-cost', argv: browser('notebook-cost'), minutes: 4 },
  { name: 'start', argv: node('start.mjs'), minutes: 6 }
];
