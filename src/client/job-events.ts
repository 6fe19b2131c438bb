import { type JobEvent, jobEventReader, terminalEventTypes } from '../contract/index.ts';
import { checkJson } from './answers.ts';
import { ConnectionError, ProtocolError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { follow, type IFollowOptions } from './follow.ts';
import type { Path } from './keys.ts';

/** What may be said when following a job. */
export interface IJobEventOptions extends IFollowOptions {
  /** Id of the last event that is known already; 0 replays all (0). */
  after?: number;
}

/** Reads the data of a message as JSON; what is none breaks the contract. */
export function parseData(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new ProtocolError('An event is not JSON.', [], { cause: error });
  }
}

/** The events of a job, each once, until the job has ended. */
export function followJob(
  exchange: Exchange,
  path: Path,
  { after = 0, ...options }: IJobEventOptions = {}
): AsyncGenerator<JobEvent, void, undefined> {
  let newest = after;
  let hasEnded = false;
  // After this event one was missing before: whoever asked again and got no more takes what there is.
  let excused = -1;
  const source = {
    open: (last: string | undefined, signal: AbortSignal) =>
      exchange.open({
        path,
        accept: 'text/event-stream',
        signal,
        headers: { ...options.headers, ...(last && { 'Last-Event-ID': last }) }
      }),
    read: (data: string) => {
      const event: JobEvent = checkJson(jobEventReader, parseData(data));
      if (event.id <= newest) {
        return undefined;
      }
      if (event.id > newest + 1 && excused !== newest) {
        excused = newest;
        throw new ConnectionError('An event is missing.');
      }
      newest = event.id;
      return event;
    },
    idOf: (event: JobEvent) => String(event.id),
    isLast: (event: JobEvent) => {
      const isEnd = (terminalEventTypes as readonly string[]).includes(event.type);
      // Choosing a take of a job that has ended tells of another revision, and nothing more.
      hasEnded = isEnd || (hasEnded && event.type === 'revision');
      return hasEnded;
    }
  };
  return follow(source, exchange.patience, options, after > 0 ? String(after) : undefined);
}
