import { once } from 'node:events';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** An answer that is on its way and does not arrive before `letGo`. */
export interface IHeldAnswer {
  readonly text: string;
  readonly letGo: () => void;
}

/** A way to an instance on which an answer can be held back, as a slow network does. */
export class HeldDoor {
  private constructor(
    private readonly _server: Server,
    readonly url: string
  ) {}

  static async open(target: string): Promise<HeldDoor> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const door = new HeldDoor(
      server,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    );
    server.on('request', (incoming, outgoing: ServerResponse) => {
      const onward = request(new URL(incoming.url!.slice(1), target), {
        method: incoming.method,
        headers: { ...incoming.headers, host: new URL(target).host }
      });
      incoming.pipe(onward);
      outgoing.on('close', () => onward.destroy());
      onward.on('error', () => outgoing.destroy());
      onward.on('response', answer => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        const hold = door._hold;
        if (hold?.calls.test(`${incoming.method} ${incoming.url}`)) {
          door._hold = null;
          void buffer(answer).then(body =>
            hold.onHeld({ text: body.toString(), letGo: () => outgoing.end(body) })
          );
        } else {
          answer.pipe(outgoing);
        }
      });
    });
    return door;
  }

  /** Holds the answer to the next call, as `GET /api/jobs…`, that looks like this. */
  holdNext(calls: RegExp): Promise<IHeldAnswer> {
    return new Promise(onHeld => (this._hold = { calls, onHeld }));
  }

  async close(): Promise<void> {
    this._server.close();
    this._server.closeAllConnections();
    await once(this._server, 'close');
  }

  private _hold: { calls: RegExp; onHeld: (answer: IHeldAnswer) => void } | null = null;
}
