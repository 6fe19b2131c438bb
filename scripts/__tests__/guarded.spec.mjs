import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runGuarded } from '../setup/guarded.mjs';

const guardedModule = join(process.cwd(), 'scripts/setup/guarded.mjs');

// A process that holds a connection for as long as it lives, and takes no notice of TERM.
const stubborn = port => [
  process.execPath,
  '-e',
  `process.on('SIGTERM', () => undefined); require('net').connect(${port}, '127.0.0.1').resume()`
];

describe('a guarded command', () => {
  let server;
  let port;

  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = server.address().port;
  });

  afterEach(() => server.close());

  it('gives its exit status and what it printed on both streams', async () => {
    const { code, lines } = await runGuarded(['sh', '-c', 'echo one; echo two >&2; exit 7'], {});
    expect(code).toBe(7);
    expect(lines.sort()).toEqual(['one', 'two']);
  });

  it('keeps the last lines only', async () => {
    const { lines } = await runGuarded(['sh', '-c', 'seq 1 100'], { keptLines: 2 });
    expect(lines).toEqual(['99', '100']);
  });

  it('ends when it is aborted, even when it takes no notice of TERM', async () => {
    const abort = new AbortController();
    const ended = runGuarded(stubborn(port), { signal: abort.signal });
    const [socket] = await once(server, 'connection');
    abort.abort();
    await Promise.all([once(socket, 'close'), ended]);
    expect((await ended).code).toBeNull();
  });

  it('ends with its owner, even by kill -9', async () => {
    const program = `import(${JSON.stringify(guardedModule)}).then(m => m.runGuarded(${JSON.stringify(stubborn(port))}))`;
    const owner = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
    const [socket] = await once(server, 'connection');
    const gone = once(socket, 'close');
    owner.kill('SIGKILL');
    await gone;
  });
});
