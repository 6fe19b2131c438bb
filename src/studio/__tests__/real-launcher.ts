import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { VibeVoice } from '../../client/index.ts';

const token = 'of-this-test';

/** Each life of the engine speaks for five and a half seconds, then holds its breath: no job ends by itself. */
const breath = { frames: 55 };

/**
 * A real Jupyter server with the launcher, in a folder of its own; its instance has the small engine of the Python tests,
 * of which every word lasts a tenth of a second.
 */
export class RealLauncher {
  private constructor(
    private readonly _process: ChildProcess,
    private readonly _folder: string,
    private readonly _url: string
  ) {}

  static async start(): Promise<RealLauncher> {
    const folder = mkdtempSync(join(tmpdir(), 'vv-launcher-'));
    const runtime = join(folder, 'runtime');
    mkdirSync(runtime);
    const script = join(folder, 'speak.sh');
    const engine = resolve('python_shim/tests/resources/tone_engine.py');
    writeFileSync(join(folder, 'control.json'), JSON.stringify(breath));
    writeFileSync(
      script,
      `export TONE_CONTROL="${folder}/control.json"\nexec "${resolve('.venv/bin/python')}" "${engine}"\n`
    );
    const options = {
      'ServerApp.jpserver_extensions': '{"jupyterlab_vibevoice": True, "jupyterlab": False}',
      'ServerApp.port': '0',
      'ServerApp.root_dir': folder,
      'ServerApp.open_browser': 'False',
      'IdentityProvider.token': token,
      'VibeVoiceLauncher.script': script,
      'VibeVoiceLauncher.user': 'nora'
    };
    const argv = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    const child = spawn(
      resolve('.venv/bin/python'),
      ['-m', 'jupyter_server', '--allow-root', '--log-level=ERROR', ...argv],
      {
        env: {
          PATH: process.env.PATH,
          PYTHONPATH: resolve('python_shim'),
          HOME: folder,
          JUPYTER_CONFIG_DIR: join(folder, 'config'),
          JUPYTER_DATA_DIR: join(folder, 'data'),
          JUPYTER_RUNTIME_DIR: runtime
        },
        stdio: 'inherit'
      }
    );
    const { url } = await told<{ url: string }>(runtime, /^jpserver-.*\.json$/, child);
    return new RealLauncher(child, folder, url);
  }

  /** A client that asks the launcher, as JupyterLab's page does. */
  client(): VibeVoice {
    return new VibeVoice({ launcher: { baseUrl: this._url, token } });
  }

  /** Ends the instance so that it can say nothing more. */
  killInstance(): void {
    const runtime = join(this._folder, 'runtime');
    const name = readdirSync(runtime).find(each => /vibevoice.*\.json$/.test(each))!;
    const { pid } = JSON.parse(readFileSync(join(runtime, name), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
  }

  async stop(): Promise<void> {
    this._process.kill('SIGTERM');
    await once(this._process, 'exit');
    rmSync(this._folder, { recursive: true, force: true });
  }
}

/** What a file of such a name says, once it is there and whole. */
function told<T>(folder: string, name: RegExp, child: ChildProcess): Promise<T> {
  return new Promise((resolvePromise, reject) => {
    const watcher = watch(folder, look);
    child.once('exit', code => finish(() => reject(new Error(`The server ended with ${code}`))));
    function finish(settle: () => void): void {
      watcher.close();
      settle();
    }
    function look(): void {
      const file = readdirSync(folder).find(each => name.test(each));
      const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
      if (text.trimEnd().endsWith('}')) {
        finish(() => resolvePromise(JSON.parse(text) as T));
      }
    }
    look();
  });
}
