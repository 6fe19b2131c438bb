import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Job, JobEvent } from '../../contract/index.ts';

/** A request as the server saw it. */
export interface ISeen {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** What a path is answered with; called once a request. */
export type Answer = (response: http.ServerResponse, seen: ISeen) => void | Promise<void>;

/** A real HTTP server whose answers a test writes down, `METHOD path` by `METHOD path`. */
export class ScriptedServer {
  readonly seen: ISeen[] = [];
  readonly answers: Record<string, Answer> = {
    'GET /api': response => sendJson(response, 200, { version: '0.1.0', contract: 1 })
  };
  url = '';
  readonly #server = http.createServer((request, response) => {
    void this.#answer(request, response);
  });

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** The requests of a path, such as `POST /api/jobs`. */
  calls(name: string): ISeen[] {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === name);
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { method = '', url = '', headers } = request;
    const seen = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
    this.seen.push(seen);
    const path = url.split('?')[0];
    const answer = this.answers[`${method} ${path}`];
    await (answer ?? (unknown => sendProblem(unknown, 404, 'not_found')))(response, seen);
  }
}

/** Answers with JSON. */
export function sendJson(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {}
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Answers with a problem. */
export function sendProblem(
  response: http.ServerResponse,
  status: number,
  code: string,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {}
): void {
  const body = { code, message: `It is ${code}.`, retryable: status >= 429, request_id: 'r-1' };
  sendJson(response, status, { ...body, ...more }, headers);
}

/** Answers with a page, as a login or a gateway does. */
export function sendPage(response: http.ServerResponse, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end('<!DOCTYPE html><title>Log in</title><form action="/hub/login">…</form>');
}

/** Begins a stream of events. */
export function openEvents(response: http.ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.flushHeaders();
}

/** One message of a stream of events. */
export function messageOf(event: { id?: number; type?: string }): string {
  const name = event.type ? `event: ${event.type}\n` : '';
  return `${event.id ? `id: ${event.id}\n` : ''}${name}data: ${JSON.stringify(event)}\n\n`;
}

const fixtures = join(__dirname, '../../contract/fixtures');

/** A fixture of the contract. */
export function fixture<T>(schema: string, name: string): T {
  return JSON.parse(readFileSync(join(fixtures, schema, 'valid', `${name}.json`), 'utf8')) as T;
}

/** A job in some state. */
export function jobOf(change: Partial<Job> = {}): Job {
  return { ...fixture<Job>('Job', 'queued'), ...change };
}

/** The log of a job whose turns are spoken one after the other: `turns` x 3 + 3 events. */
export function logOf(turns: number): JobEvent[] {
  const at = '2026-11-22T18:00:00Z';
  const state = fixture<Job['turns'][number]>('TurnState', 'done');
  const events: JobEvent[] = [
    { id: 1, at, type: 'queued', queue_position: 0 },
    { id: 2, at, type: 'started' }
  ];
  for (let index = 0; index < turns; index += 1) {
    const id = events.length + 1;
    const fraction = (index + 1) / turns;
    events.push(
      {
        id,
        at,
        type: 'segment',
        revision: 0,
        n: index,
        start_sample: index * 48000,
        samples: 48000
      },
      { id: id + 1, at, type: 'turn', turn: { ...state, id: `t${index}`, index } },
      { id: id + 2, at, type: 'progress', audio_seconds: index, expected_seconds: turns, fraction }
    );
  }
  const audio = fixture<Job['audio']>('JobAudio', 'complete');
  const usage = fixture<Job['usage']>('Usage', 'full');
  return [...events, { id: events.length + 1, at, type: 'done', audio, usage }];
}

/** Answers with the events that follow the caller's last one; the connection breaks after `broken` of them. */
export function replay(log: readonly JobEvent[], broken = Number.POSITIVE_INFINITY): Answer {
  return (response, seen) => {
    openEvents(response);
    const last = Number(seen.headers['last-event-id'] ?? 0);
    const rest = log.filter(event => event.id > last);
    response.write(': here\n\n' + rest.slice(0, broken).map(messageOf).join(''), () => {
      if (broken < rest.length) {
        response.destroy();
      } else {
        response.end();
      }
    });
  };
}
