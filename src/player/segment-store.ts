import { type IAudioSource } from './source.ts';
import { segmentAt } from './timeline.ts';

/** Encoded audio is kept this many seconds behind and ahead of the playhead (6.6 MB of FLAC at most). */
const window_s = 150;
/** Decoded audio is kept for this many seconds ahead of the playhead (96 kB a second). */
const decoded_s = 20;

/** What decodes a segment: an AudioContext. */
export interface IDecoder {
  decodeAudioData(data: ArrayBuffer): Promise<AudioBuffer>;
}

/** Fetches and decodes segments, each once, and forgets those far from the playhead. */
export class SegmentStore {
  constructor(
    private readonly _decoder: IDecoder,
    private _source: IAudioSource
  ) {}

  /** Says that the source has grown. */
  set source(source: IAudioSource) {
    this._source = source;
  }

  /** Whether segment `n` exists by now. */
  has(n: number): boolean {
    return n >= 0 && n < this._source.audio.segments;
  }

  /** Segment `n`, decoded; rejects when the fetch fails or the store is disposed. A failed fetch is tried anew next time. */
  get(n: number): Promise<AudioBuffer> {
    const known = this._decoded.get(n);
    if (known) {
      return known;
    }
    const promise = this._bytes(n)
      // decodeAudioData takes its argument away: it gets a copy.
      .then(bytes => this._decoder.decodeAudioData(bytes.slice(0)));
    this._decoded.set(n, promise);
    promise.catch(() => this._decoded.delete(n));
    return promise;
  }

  /** Forgets what lies outside the window round `position_s`. */
  trim(position_s: number): void {
    const now = segmentAt(position_s);
    drop(this._decoded, n => n < now - 1 || segmentAt(position_s + decoded_s) < n);
    drop(
      this._encoded,
      n => n < segmentAt(position_s - window_s) || segmentAt(position_s + window_s) < n
    );
  }

  /** Number of segments held, encoded and decoded. */
  get size(): { readonly encoded: number; readonly decoded: number } {
    return { encoded: this._encoded.size, decoded: this._decoded.size };
  }

  dispose(): void {
    this._abort.abort();
    this._decoded.clear();
    this._encoded.clear();
  }

  private _bytes(n: number): Promise<ArrayBuffer> {
    const known = this._encoded.get(n);
    if (known) {
      return known;
    }
    const promise = this._source.fetchSegment(n, this._abort.signal);
    this._encoded.set(n, promise);
    promise.catch(() => this._encoded.delete(n));
    return promise;
  }

  private readonly _abort = new AbortController();
  private readonly _encoded = new Map<number, Promise<ArrayBuffer>>();
  private readonly _decoded = new Map<number, Promise<AudioBuffer>>();
}

function drop<T>(map: Map<number, T>, isOut: (n: number) => boolean): void {
  for (const n of map.keys()) {
    if (isOut(n)) {
      map.delete(n);
    }
  }
}
