import { fileSystem } from './environment.ts';
import { OptionsError } from './errors.ts';

/** A file that a page may write, as `showSaveFilePicker` gives it; its name's ending says the format. */
export interface IFileHandle {
  /** Its name, such as `talk.mp3`. */
  readonly name: string;
  /** Opens it for writing; what is written appears when the stream is closed. */
  createWritable(): Promise<WritableStream<Uint8Array>>;
}

/** Writes chunks to a stream, or to a file that appears under its name only when it is whole. */
export async function saveTo(
  to: string | IFileHandle | WritableStream<Uint8Array>,
  chunks: AsyncIterable<Uint8Array>
): Promise<void> {
  if (typeof to === 'string') {
    await saveFile(to, chunks);
    return;
  }
  // What is written to a file appears in it when the stream is closed.
  const stream = 'createWritable' in to ? await to.createWritable() : to;
  const writer = stream.getWriter();
  try {
    for await (const chunk of chunks) {
      await writer.write(chunk);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  } finally {
    writer.releaseLock();
  }
}

async function saveFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const files = fileSystem()?.promises;
  if (!files) {
    throw new OptionsError(
      'A web page cannot write files.',
      'Give a file handle or a WritableStream, or open audioUrl.'
    );
  }
  const unfinished = `${path}.part`;
  try {
    const file = await files.open(unfinished, 'w');
    try {
      for await (const chunk of chunks) {
        await file.write(chunk);
      }
    } finally {
      await file.close();
    }
    await files.rename(unfinished, path);
  } catch (error) {
    await files.rm(unfinished, { force: true });
    throw error;
  }
}
