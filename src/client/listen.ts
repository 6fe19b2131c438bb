import type { Job } from '../contract/index.ts';
import { throwIfAborted } from './abort.ts';
import type { IFollowOptions } from './follow.ts';
import type { Jobs } from './resources/jobs.ts';
import { samplesOf } from './wav.ts';

/** What may be said when listening to a job. */
export interface IListenOptions extends IFollowOptions {
  /** Sample to begin with, counted from the beginning of the job (0); goes on where another listener stopped. */
  fromSample?: number;
}

// s16le mono.
const bytesPerSample = 2;

/** The samples of a job as they are made: s16le mono at the job's sample rate, one chunk a segment. */
export async function* listen(
  jobs: Jobs,
  id: string,
  { fromSample = 0, ...options }: IListenOptions
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal, headers } = options;
  const job = await jobs.get(id, { signal, headers });
  const { revision } = job.audio;
  let place = 0;
  for await (const n of segmentsOf(jobs, job, options)) {
    throwIfAborted(signal);
    const wav = await jobs.segment(id, { revision, n, format: 'wav' }, { signal, headers });
    const samples = samplesOf(wav);
    const skipped = Math.max(0, fromSample - place) * bytesPerSample;
    place += samples.length / bytesPerSample;
    if (skipped < samples.length) {
      yield samples.subarray(skipped);
    }
  }
}

/** What `listen` gives, as a web stream: nothing is fetched before it is asked for, and cancelling closes the connections. */
export function streamOf(
  begin: (signal: AbortSignal) => AsyncGenerator<Uint8Array, void, undefined>,
  signal?: AbortSignal
): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const chunks = begin(signal ? AbortSignal.any([signal, left.signal]) : left.signal);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) {
          controller.close();
        } else {
          controller.enqueue(value);
        }
      },
      cancel(reason) {
        left.abort(reason);
      }
    },
    { highWaterMark: 0 }
  );
}

/** The numbers of the revision's segments in order: those there are, then those that are made. */
async function* segmentsOf(
  jobs: Jobs,
  job: Job,
  options: IFollowOptions
): AsyncGenerator<number, void, undefined> {
  const { revision } = job.audio;
  let next = 0;
  while (next < job.audio.segments) {
    yield next++;
  }
  if (job.state !== 'queued' && job.state !== 'running') {
    return;
  }
  for await (const event of jobs.events(job.id, options)) {
    if (event.type === 'segment' && event.revision === revision && event.n >= next) {
      // An event may be the first news of several segments.
      while (next <= event.n) {
        yield next++;
      }
    }
  }
}
