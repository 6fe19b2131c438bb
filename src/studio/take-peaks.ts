import { type VibeVoice } from '../client/index.ts';
import { samplesOf } from '../client/wav.ts';
import { peaksPerSecond } from './job-follower.ts';
import { type ITakeView } from './model.ts';

/** Longer takes are not fetched for a drawing, in seconds: three megabytes of sound. */
const longest_s = 60;
/** Takes are mono at this rate. */
const sampleRate = 24_000;

const none = new Int8Array(0);

/** Waveforms of single takes; each is read once from its sound, which never changes. */
export class TakePeaks {
  constructor(private readonly _client: VibeVoice) {}

  /** Loudest samples of a take of a job, 20 a second, 0..127; empty where they cannot be had. */
  of(jobId: string, take: ITakeView): Promise<Int8Array> {
    if (take.seconds > longest_s) {
      return Promise.resolve(none);
    }
    // One that was still being made when it was read is another one now.
    const key = `${take.id} ${take.seconds}`;
    const known = this._known.get(key) ?? this._read(jobId, take.id, key);
    this._known.set(key, known);
    return known;
  }

  dispose(): void {
    this._abort.abort();
    this._known.clear();
  }

  private async _read(jobId: string, takeId: string, key: string): Promise<Int8Array> {
    const { signal } = this._abort;
    try {
      return peaksOf(
        samplesOf(await this._client.jobs.takes.audio(jobId, takeId, 'wav', { signal }))
      );
    } catch {
      // Its length is drawn instead; the next look asks again.
      this._known.delete(key);
      return none;
    }
  }

  private readonly _known = new Map<string, Promise<Int8Array>>();
  private readonly _abort = new AbortController();
}

/** The loudest of every twentieth of a second of 16-bit samples, as the instance reckons those of a job. */
function peaksOf(samples: Uint8Array): Int8Array {
  const view = new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
  const step = sampleRate / peaksPerSecond;
  const count = Math.floor(samples.byteLength / 2);
  const peaks = new Int8Array(Math.ceil(count / step));
  for (let at = 0; at < count; at += 1) {
    const loudness = Math.min(127, Math.abs(view.getInt16(at * 2, true)) >> 8);
    const peak = Math.floor(at / step);
    peaks[peak] = Math.max(peaks[peak]!, loudness);
  }
  return peaks;
}
