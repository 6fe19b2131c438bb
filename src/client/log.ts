import type { IRequest } from './transport.ts';

/** One line of a client's log. It never holds a header, a body, a token or what a dialogue says. */
export type LogEntry =
  | { type: 'request'; method: string; url: string }
  | {
      type: 'response';
      method: string;
      url: string;
      status: number;
      /** Seconds until the head of the answer was there. */
      seconds: number;
      requestId?: string;
    }
  /** Nobody answered; `code` is that of the error. */
  | { type: 'failure'; method: string; url: string; seconds: number; code: string }
  /** The call is repeated after so many seconds; `attempt` counts from 1. */
  | { type: 'retry'; attempt: number; seconds: number; code: string };

/** Is told what a client sends and gets. */
export type Log = (entry: LogEntry) => void;

/** An address as a log may keep it: neither what a query holds (tickets, references) nor a login in front of the host. */
export function loggable({ method, url }: Pick<IRequest, 'method' | 'url'>): {
  method: string;
  url: string;
} {
  const { origin, pathname } = new URL(url);
  return { method, url: origin + pathname };
}
