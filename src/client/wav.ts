import { ConnectionError, ProtocolError } from './errors.ts';

/**
 * The samples of a WAV file (little-endian, as stored): what follows the head of its `data` chunk. A file that is
 * shorter than its head says is a `ConnectionError`: a connection may end without anybody else noticing.
 */
export function samplesOf(wav: Uint8Array): Uint8Array {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const nameAt = (at: number) => String.fromCharCode(...wav.subarray(at, at + 4));
  // RIFF: 12 bytes of head, then chunks of a name, a length, and as many bytes, padded to an even number.
  for (let at = 12; at + 8 <= wav.length;) {
    const length = view.getUint32(at + 4, true);
    if (nameAt(at) === 'data') {
      if (at + 8 + length > wav.length) {
        throw new ConnectionError('A file ends before its end.');
      }
      return wav.subarray(at + 8, at + 8 + length);
    }
    at += 8 + length + (length % 2);
  }
  throw new ProtocolError('A segment is no WAV file.');
}
