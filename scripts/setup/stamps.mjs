import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { at, root } from './place.mjs';

const neverInputs = new Set(['node_modules', '__pycache__', '__tests__', '.DS_Store']);

function* filesBelow(path) {
  if (!existsSync(path)) {
    return;
  }
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!neverInputs.has(name)) {
      yield* filesBelow(join(path, name));
    }
  }
}

/** A hash over the contents of files and folders (paths below the root) and any further words. */
export function contentHash(paths, ...words) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesBelow(at(path))) {
      hash.update(`${relative(root, file)}\0`);
      hash.update(readFileSync(file));
    }
  }
  return hash.update(words.join('\0')).digest('hex');
}

/** A cheap fingerprint of what a step made: names and sizes below the given paths; empty where one is missing. */
export function outputPrint(paths) {
  if (!paths.every(path => existsSync(at(path)))) {
    return '';
  }
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesBelow(at(path))) {
      hash.update(`${relative(root, file)}\0${statSync(file).size}\0`);
    }
  }
  return hash.digest('hex');
}

/** What the last finished run of a step recorded, or undefined. */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(at(file), 'utf8'));
  } catch {
    // Missing or half-written: the step is not done.
    return undefined;
  }
}

/** Forgets that a step was done, before it begins, so that an interrupted one is done again. */
export function clearStamp(file) {
  rmSync(at(file), { force: true });
}

/** Records that a step is done, for these inputs, with these outputs. */
export function writeStamp(file, stamp) {
  mkdirSync(dirname(at(file)), { recursive: true });
  writeFileSync(at(file), JSON.stringify(stamp));
}
