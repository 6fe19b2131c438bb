import { type IDisplayBundle, show } from '../client/index.ts';
import { type Diagnostic } from '../contract/index.ts';
import { localize, parse } from '../dialogue/index.ts';
import { type IVibeVoice } from '../tokens.ts';

/** What is spoken, and where that shows. */
export interface ISpeakOptions {
  readonly vibeVoice: IVibeVoice;
  /** A dialogue script, perhaps with a `%%vibevoice` line before it. */
  readonly text: string;
  /** The notebook, so that its jobs are found again. */
  readonly ref: string;
  /** Shows the job, and later what became of it. */
  readonly put: (bundle: IDisplayBundle, isUpdate: boolean) => void;
}

/** A text that cannot be spoken as it is. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super('The text is no dialogue script.');
  }

  /** Line, what is wrong, and in which language to say so. */
  explain(language: 'en' | 'zh'): string {
    const [first] = this.diagnostics;
    return first ? localize(first, language) : '';
  }

  /** Line of the first error, from 1. */
  get line(): number {
    return this.diagnostics[0]?.range.start.line ?? 1;
  }
}

/** Speaks a text; starts the instance where it is stopped. Resolves with the job's end. Rejects with a `ScriptError`, or the client's errors. */
export async function speakText({ vibeVoice, text, ref, put }: ISpeakOptions): Promise<void> {
  const script = withoutMagic(text);
  const { diagnostics } = parse(script);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new ScriptError(errors);
  }
  const { client, instance } = await vibeVoice.session();
  await instance.reach();
  const job = await client.jobs.create({ script, ref });
  await show(job, { display: (bundle, { isUpdate }) => put(bundle, isUpdate) });
}

/** The text of a cell without its magic's own line, which stays as an empty line: numbers of lines stay those of the cell. */
function withoutMagic(text: string): string {
  return text.replace(/^%%vibevoice[^\n]*/, '');
}
