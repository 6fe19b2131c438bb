// Starts the server of the conformance scenarios in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** `{url, stop}`; a scenario is chosen by the path below `url`. */
export async function startFaults() {
  const server = fileURLToPath(new URL('server.mjs', import.meta.url));
  const child = spawn(process.execPath, [server], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    url: JSON.parse(line).url,
    stop: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    }
  };
}
