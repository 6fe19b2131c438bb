import { type DownloadFormat } from './model.ts';

/** JupyterLab's contents service, as far as a studio needs it. */
export interface IContents {
  /** Writes a file; `content` is base64. */
  save(path: string, content: string): Promise<void>;
}

/** Path of a file beside a dialogue: `talks/sea.dialogue.txt` -> `talks/sea.mp3`. */
export function nameBeside(path: string, format: DownloadFormat): string {
  return `${path.replace(/\.dialogue\.txt$|\.[^./]*$/, '')}.${format}`;
}

/** Bytes are coded in pieces of this size: a call with a million arguments fails. */
const piece = 0x8000;

/** Writes bytes through the contents service. */
export async function saveFile(
  contents: IContents,
  path: string,
  bytes: Uint8Array
): Promise<void> {
  let text = '';
  for (let at = 0; at < bytes.length; at += piece) {
    text += String.fromCharCode(...bytes.subarray(at, at + piece));
  }
  await contents.save(path, btoa(text));
}
