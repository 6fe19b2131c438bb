/** A sound card without sound: it keeps what was scheduled, and time passes when a test says so. */
export class VirtualSoundCard {
  currentTime = 0;
  destination = {};
  readonly scheduled: { readonly at: number; readonly offset: number; readonly seconds: number }[] =
    [];
  isAwake = false;

  resume(): Promise<void> {
    this.isAwake = true;
    return Promise.resolve();
  }

  suspend(): Promise<void> {
    this.isAwake = false;
    return Promise.resolve();
  }

  createGain() {
    return { gain: { value: 1 }, connect: () => undefined, disconnect: () => undefined };
  }

  /** Its argument is the number of samples, as text. */
  decodeAudioData(data: ArrayBuffer): Promise<AudioBuffer> {
    const samples = Number(new TextDecoder().decode(data));
    return Promise.resolve({ duration: samples / 24_000, length: samples } as AudioBuffer);
  }

  createBufferSource() {
    const node = {
      buffer: null as AudioBuffer | null,
      onended: null as (() => void) | null,
      connect: () => undefined,
      disconnect: () => undefined,
      start: (at: number, offset: number) => {
        const seconds = node.buffer!.duration - offset;
        this.scheduled.push({ at, offset, seconds });
        this._nodes.push({ end: at + seconds, node });
      },
      stop: () => {
        this._nodes = this._nodes.filter(each => each.node !== node);
      }
    };
    return node;
  }

  /** Lets time pass up to `time` (seconds), in steps, so that what ends on the way is told. */
  async passTo(time: number): Promise<void> {
    while (this.currentTime < time) {
      this.currentTime = Math.min(time, this.currentTime + 0.25);
      const ended = this._nodes.filter(each => each.end <= this.currentTime);
      this._nodes = this._nodes.filter(each => each.end > this.currentTime);
      for (const { node } of ended) {
        node.onended?.();
      }
      await settle();
    }
  }

  private _nodes: { readonly end: number; readonly node: { onended: (() => void) | null } }[] = [];
}

/** Waits until everything that is ready to go on has gone on. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    await Promise.resolve();
  }
}
