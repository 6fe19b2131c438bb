import { displayHere, type IDisplayPlace } from '../environment.ts';
import { OptionsError } from '../errors.ts';
import type { JobHandle } from '../job-handle.ts';
import { describeJob } from './describe-job.ts';
import { displayBundle, type IDisplayBundle, withSound } from './display-bundle.ts';

/** What may be said when a job is shown. */
export interface IShowOptions {
  /** Whether to stay until the job has ended, so that the notebook keeps its end (true). */
  wait?: boolean;
  /** Whether the notebook keeps the sound itself, as Opus (false); above 5 MB a warning says by how much it grows. */
  embed?: boolean;
  /** Ends the waiting, never the job. */
  signal?: AbortSignal;
  /** Puts a bundle into the cell's output; needed in kernels other than Deno's. */
  display?: (bundle: IDisplayBundle, place: IDisplayPlace) => void | Promise<void>;
}

/** Milliseconds between two updates of what a notebook keeps: the page itself follows the job without them. */
const pause_ms = 2000;

/** Bytes of sound above which somebody should know what they do to a notebook. */
const large = 5_000_000;

/**
 * Shows a job in the output of a notebook's cell, live wherever JupyterLab shows it, and returns the job as it ended.
 * Rejects with an `OptionsError` outside of a notebook, and with the signal's reason.
 */
export async function show(job: JobHandle, options: IShowOptions = {}): Promise<JobHandle> {
  const { wait = true, embed = false, signal, display = displayHere() } = options;
  if (!display) {
    throw new OptionsError(
      'There is no notebook to show a job in.',
      'Call show in a cell of a Deno kernel, or give display.'
    );
  }
  if (embed && !wait) {
    throw new OptionsError('Sound can be kept once the job has ended.', 'Leave wait true.');
  }
  const id = `vibevoice-${job.id}-${crypto.randomUUID()}`;
  const put = (now: JobHandle, isUpdate: boolean) =>
    display(displayBundle(describeJob(now)), { id, isUpdate });
  await put(job, false);
  if (!wait) {
    return job;
  }
  let shown = Date.now();
  let now = await job.refresh({ signal });
  let after = 0;
  while (now.state === 'queued' || now.state === 'running') {
    for await (const event of now.events({ after, signal })) {
      after = event.id;
      if (Date.now() - shown >= pause_ms) {
        await put(await job.refresh({ signal }), true);
        shown = Date.now();
      }
    }
    now = await job.refresh({ signal });
  }
  await put(now, true);
  if (embed) {
    const bundle = withSound(displayBundle(describeJob(now)), await opusOf(now, signal));
    await display(bundle, { id, isUpdate: true });
  }
  return now;
}

async function opusOf(job: JobHandle, signal?: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const keep = new WritableStream<Uint8Array>({
    write: chunk => void chunks.push(new Uint8Array(chunk))
  });
  await job.save(keep, { format: 'opus', signal });
  const opus = new Uint8Array(await new Blob(chunks).arrayBuffer());
  if (opus.length > large) {
    const megabytes = Math.round((opus.length * 4) / 3e6);
    console.warn(`The notebook grows by ${megabytes} MB; save keeps the sound beside it instead.`);
  }
  return opus;
}
