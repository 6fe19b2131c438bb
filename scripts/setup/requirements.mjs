import { spawnSync } from 'node:child_process';
import { say } from './words.mjs';

const neededNode = [20, 19];
const neededPython = [3, 11];
const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.14', 'python'];
// Inside a virtual environment, ours or another one, the interpreter it was made from is meant: ours may be made anew.
const probe = [
  'import json, sys, importlib.util as u',
  'path = getattr(sys, "_base_executable", None) or sys.executable',
  'venv = bool(u.find_spec("ensurepip") and u.find_spec("venv"))',
  'print(json.dumps({"version": sys.version_info[:3], "path": path, "prefix": sys.base_prefix, "venv": venv}))'
].join(';');

/** Something the machine lacks, said as a sentence with the fix. */
export class MissingRequirement extends Error {}

function isAtLeast(version, needed) {
  return version[0] > needed[0] || (version[0] === needed[0] && version[1] >= needed[1]);
}

function probePython(command) {
  const result = spawnSync(command, ['-c', probe], { encoding: 'utf8', timeout: 10_000 });
  if (result.status !== 0) {
    return undefined;
  }
  return JSON.parse(result.stdout);
}

/** Refuses a Node that is too old, and Windows, each with the way out. */
export function checkNode(version = process.versions.node, platform = process.platform) {
  if (platform === 'win32') {
    throw new MissingRequirement(say('windows'));
  }
  if (!isAtLeast(version.split('.').map(Number), neededNode)) {
    throw new MissingRequirement(say('oldNode', version));
  }
}

/** The first Python on PATH that is new enough and has venv: `{version: '3.11.4', path, prefix}`. */
export function findPython(commands = candidates) {
  let tooOld;
  let withoutVenv;
  for (const command of commands) {
    const python = probePython(command);
    if (!python) {
      continue;
    }
    const version = python.version.join('.');
    if (!isAtLeast(python.version, neededPython)) {
      tooOld ??= version;
    } else if (!python.venv) {
      withoutVenv ??= version;
    } else {
      return { version, path: python.path, prefix: python.prefix };
    }
  }
  if (withoutVenv) {
    throw new MissingRequirement(say('noVenv', withoutVenv));
  }
  throw new MissingRequirement(tooOld ? say('oldPython', tooOld) : say('noPython'));
}
