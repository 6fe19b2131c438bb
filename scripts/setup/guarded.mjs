import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

// The command runs in a process group of its own, beside a watcher that reads a pipe from us. When we end, however we
// end, the pipe ends, and the watcher ends the group. `read` is the shell's own, so the watcher is one small process.
const guard = `
(read -r _ <&3; kill -KILL 0) &
watcher=$!
"$@" 3<&- &
wait $!
status=$?
kill $watcher 2>/dev/null
exit $status`;

const killAfterMs = 2000;

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

function stopOnAbort(child, signal) {
  let timer;
  const stop = () => {
    endGroup(child, 'SIGTERM');
    timer = setTimeout(() => endGroup(child, 'SIGKILL'), killAfterMs);
  };
  if (signal?.aborted) {
    stop();
  }
  signal?.addEventListener('abort', stop, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  };
}

/**
 * Runs a command to its end in a process group that ends with us, even by kill -9.
 * Resolves to `{code, lines}`: the exit status (null after a signal) and the last `keptLines` lines it printed.
 * `onLine` sees each line as it comes; `signal` stops it: TERM to the group, KILL after 2 s. Rejects only where the shell itself cannot start.
 */
export function runGuarded(argv, { cwd, env, signal, onLine, keptLines = 400 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', guard, 'guard', ...argv], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe']
    });
    const lines = [];
    const keep = line => {
      lines.push(line);
      if (lines.length > keptLines) {
        lines.shift();
      }
      onLine?.(line);
    };
    // The pipe ends under our hands when the group dies first; that is not an error.
    child.stdio[3].on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', keep);
    createInterface({ input: child.stderr }).on('line', keep);
    const release = stopOnAbort(child, signal);
    child.on('error', reject);
    child.on('close', code => {
      release();
      child.stdio[3].destroy();
      resolve({ code, lines });
    });
  });
}
