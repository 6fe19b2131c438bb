import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { VibeVoice } from '../../client/index.ts';

const python =
  ['.venv/bin/python'].map(path => resolve(path)).find(path => existsSync(path)) ?? 'python3';

/** A real instance with the draft engine, in a process and folder of its own. */
export class RealInstance {
  private constructor(
    private readonly _process: ChildProcess,
    private readonly _folder: string,
    readonly url: string,
    readonly secret: string
  ) {}

  static async start(): Promise<RealInstance> {
    const folder = mkdtempSync(join(tmpdir(), 'vv-studio-'));
    const file = join(folder, 'runtime.json');
    const argv = ['-m', 'jupyterlab_vibevoice.instance', '--port', '0', '--runtime-file', file];
    const options = [
      '--state-dir',
      join(folder, 'state'),
      '--engine',
      'draft',
      '--public-url',
      '/here/'
    ];
    const child = spawn(python, [...argv, ...options], {
      env: { ...process.env, PYTHONPATH: resolve('python_shim'), HOME: folder },
      stdio: 'inherit'
    });
    const { port, secret } = await written(file, child);
    return new RealInstance(child, folder, `http://127.0.0.1:${port}/`, secret);
  }

  /** A client of it, as another page would have. */
  client(): VibeVoice {
    return new VibeVoice({ url: this.url, token: this.secret });
  }

  async stop(): Promise<void> {
    this._process.kill('SIGTERM');
    await once(this._process, 'exit');
    rmSync(this._folder, { recursive: true, force: true });
  }
}

/** What the runtime file says, as soon as it is there. */
function written(file: string, child: ChildProcess): Promise<{ port: number; secret: string }> {
  return new Promise((resolvePromise, reject) => {
    const watcher = watch(join(file, '..'), look);
    child.once('exit', code => finish(() => reject(new Error(`The instance ended with ${code}`))));
    function finish(settle: () => void): void {
      watcher.close();
      settle();
    }
    function look(): void {
      if (existsSync(file)) {
        const told = JSON.parse(readFileSync(file, 'utf8')) as { port: number; secret: string };
        finish(() => resolvePromise(told));
      }
    }
    look();
  });
}
