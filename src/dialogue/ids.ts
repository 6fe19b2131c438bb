const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

/** CRC-32 (ISO-HDLC, as in zlib) of a text's UTF-16 little-endian bytes, going on from another. */
export function checksum(text: string, before = 0): number {
  let crc = ~before;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    crc = (TABLE[(crc ^ unit) & 0xff] ?? 0) ^ (crc >>> 8);
    crc = (TABLE[(crc ^ (unit >>> 8)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

/** Gives turns ids that follow from what they say, so that the same script always has the same ones; a repeated turn gets a number. */
export class TurnIds {
  /** How many ids each stem has had. */
  private readonly _counts = new Map<string, number>();
  private readonly _speakers = new Map<string, number>();
  private readonly _taken = new Set<string>();

  /** Marks an id as used. */
  take(id: string): void {
    this._taken.add(id);
  }

  /** The next free id of a turn; `identity` is its speaker's. */
  next(identity: string, text: string): string {
    let seed = this._speakers.get(identity);
    if (seed === undefined) {
      seed = checksum(`${identity}\n`);
      this._speakers.set(identity, seed);
    }
    const stem = `t${checksum(text, seed).toString(16).padStart(8, '0')}`;
    let count = this._counts.get(stem) ?? 0;
    let id: string;
    do {
      count++;
      id = count === 1 ? stem : `${stem}-${String(count)}`;
    } while (this._taken.has(id));
    this._counts.set(stem, count);
    return id;
  }
}
