import { readFileSync } from 'node:fs';

/** What a 16-bit WAV file holds: its length in seconds and its loudness (root mean square, 0..1). */
export function readWav(path: string): { seconds: number; rms: number } {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error(`${path} is not a WAV file`);
  }
  let at = 12;
  let bytesPerSecond = 0;
  while (bytes.toString('latin1', at, at + 4) !== 'data') {
    if (bytes.toString('latin1', at, at + 4) === 'fmt ') {
      bytesPerSecond = bytes.readUInt32LE(at + 16);
    }
    at += 8 + bytes.readUInt32LE(at + 4);
  }
  const size = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8);
  let sum = 0;
  for (let offset = at + 8; offset + 1 < at + 8 + size; offset += 2) {
    sum += (bytes.readInt16LE(offset) / 32768) ** 2;
  }
  return { seconds: size / bytesPerSecond, rms: Math.sqrt(sum / (size / 2)) };
}
