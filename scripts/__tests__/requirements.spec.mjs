import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labArguments } from '../setup/lab-options.mjs';
import { checkNode, findPython, MissingRequirement } from '../setup/requirements.mjs';

describe('what a machine must have', () => {
  let folder;
  const python = (name, answer) => {
    const path = join(folder, name);
    writeFileSync(
      path,
      `#!/bin/sh\necho '${JSON.stringify({ path, prefix: folder, venv: true, ...answer })}'\n`
    );
    chmodSync(path, 0o755);
    return path;
  };

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'machine-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is Node 20.19, said with the way to get it', () => {
    expect(() => checkNode('18.20.4', 'linux')).toThrow(/18\.20\.4.*20\.19/);
    expect(() => checkNode('20.19.0', 'linux')).not.toThrow();
    expect(() => checkNode('22.1.0', 'linux')).not.toThrow();
  });

  it('is not Windows itself', () => {
    expect(() => checkNode('22.0.0', 'win32')).toThrow(/WSL/);
  });

  it('is a Python that is new enough and has venv; older ones are passed over', () => {
    const old = python('old', { version: [3, 9, 2] });
    const good = python('good', { version: [3, 12, 1] });
    expect(findPython([join(folder, 'none'), old, good])).toEqual({
      version: '3.12.1',
      path: good,
      prefix: folder
    });
  });

  it('is the Python that a virtual environment was made from, where one is active', () => {
    execFileSync('python3', ['-m', 'venv', '--without-pip', join(folder, 'active')]);
    const { prefix, path } = findPython([join(folder, 'active', 'bin', 'python')]);
    expect(prefix).not.toContain(folder);
    expect(path).not.toContain(folder);
  });

  it('is named with its fix where it is missing, too old, or without venv', () => {
    const bare = python('bare', { version: [3, 11, 2], venv: false });
    expect(() => findPython([join(folder, 'none')])).toThrow(/apt-get install/);
    expect(() => findPython([python('old', { version: [3, 9, 2] })])).toThrow(/3\.9\.2/);
    expect(() => findPython([bare])).toThrow(/python3-venv/);
    expect(() => findPython([bare])).toThrow(MissingRequirement);
  });

  it('leaves the options of npm start as they are, and refuses unknown ones before any work', () => {
    const options = ['--port', '9000', '--no-browser'];
    expect(labArguments(options)).toEqual(options);
    expect(() => labArguments(['--prot', '9000'])).toThrow(/--prot.*--port/);
  });
});
