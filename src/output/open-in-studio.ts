import { type IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { type Dialogue, type Job, type Turn } from '../contract/index.ts';
import { type ImportedPart, writeScript } from '../dialogue/importers/script-writer.ts';
import { type OutputModel } from './output-model.ts';
import { type IOutputServices } from './services.ts';

const extension = '.dialogue.txt';

/** Opens a job's dialogue in the studio: its own document, or a new one beside the notebook that is given the job. */
export async function openInStudio(
  model: OutputModel,
  services: IOutputServices,
  resolver: IRenderMime.IResolver | null
): Promise<void> {
  const { job } = model;
  if (!job) {
    return;
  }
  if (job.ref?.endsWith(extension)) {
    await services.openStudio(job.ref);
    return;
  }
  const beside = (await resolver?.resolveUrl('x')) ?? '';
  const folder = beside.split('/').slice(0, -1).join('/');
  const path = await services.writeDialogue(folder, scriptOf(job));
  if (path !== null) {
    await model.giveTo(path);
    await services.openStudio(path);
  }
}

/** The dialogue of a job as a dialogue script. */
export function scriptOf({ title, dialogue }: Pick<Job, 'title' | 'dialogue'>): string {
  return writeScript(partsOf(dialogue), title ?? dialogue.title ?? '');
}

function partsOf({ turns, chapters }: Dialogue): ImportedPart[] {
  return turns.flatMap((turn, index): ImportedPart[] => [
    ...chapters
      .filter(chapter => chapter.before_turn === index)
      .map(({ title }): ImportedPart => ({ kind: 'chapter', text: title })),
    {
      kind: 'turn',
      speaker: turn.speaker,
      text: withPauses(turn),
      direction: turn.directions?.join(', ')
    }
  ]);
}

/** A turn's text with its pauses where they are; `at` counts code points. */
function withPauses({ text, pauses = [] }: Turn): string {
  const signs = [...text];
  let at = 0;
  const pieces = pauses.flatMap(pause => {
    const piece = signs.slice(at, pause.at).join('');
    at = pause.at;
    return [piece, `[pause:${Math.round(pause.seconds * 1000)}ms]`];
  });
  return [...pieces, signs.slice(at).join('')].join('').trim();
}
