import { parseArgs } from 'node:util';
import { MissingRequirement } from './requirements.mjs';
import { say } from './words.mjs';

const hubOptions = {
  port: { type: 'string' },
  verbose: { type: 'boolean' }
};

const labOptions = {
  port: { type: 'string' },
  host: { type: 'string' },
  'notebook-dir': { type: 'string' },
  script: { type: 'string' },
  engine: { type: 'string' },
  user: { type: 'string' },
  'no-browser': { type: 'boolean' },
  certfile: { type: 'string' },
  keyfile: { type: 'string' },
  verbose: { type: 'boolean' }
};

/** The options after `npm start --`, checked before anything is set up, as arguments for `jupyter vibevoice lab`. */
export function labArguments(argv) {
  return checked(argv, labOptions);
}

/** The same after `npm run hub --`, for `jupyter vibevoice hub`. */
export function hubArguments(argv) {
  return checked(argv, hubOptions);
}

function checked(argv, options) {
  try {
    parseArgs({ args: argv, options, strict: true, allowPositionals: false });
  } catch (error) {
    const known = Object.keys(options).map(name => `--${name}`);
    throw new MissingRequirement(
      say('unknownOption', error.message.split('. ')[0], known.join(' '))
    );
  }
  return argv;
}
