// A way to a server that knows which of its connections carry a stream; Node and Deno both have node:net.
import { connect, createServer } from 'node:net';

const patience_ms = 20_000;

/** Passes everything on to `url`; `closed` resolves when no connection is left on which `path` was asked for. */
export async function startThrough(url, path) {
  const { hostname, port } = new URL(url);
  const all = new Set();
  const streams = new Set();
  let seen = 0;
  let changed = () => undefined;
  const server = createServer(caller => {
    const target = connect(Number(port), hostname);
    all.add(caller).add(target);
    caller.on('data', bytes => {
      if (bytes.toString('latin1').startsWith(`GET /${path}`)) {
        seen += 1;
        streams.add(caller);
      }
    });
    caller.pipe(target).pipe(caller);
    for (const [one, other] of [
      [caller, target],
      [target, caller]
    ]) {
      one.on('error', () => one.destroy());
      one.on('close', () => {
        other.destroy();
        all.delete(one);
        streams.delete(one);
        changed();
      });
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** How many streams were opened, once all of them are closed. */
    closed: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('a stream stays open')), patience_ms);
        changed = () => {
          if (seen > 0 && streams.size === 0) {
            clearTimeout(timer);
            resolve(seen);
          }
        };
        changed();
      }),
    stop: () => {
      all.forEach(socket => socket.destroy());
      server.close();
    }
  };
}
