import { Notification } from '@jupyterlab/apputils';
import { type TranslationBundle } from '@jupyterlab/translation';
import { staleTurns } from '../studio/facts.ts';
import { type DownloadFormat, type IStudioModel } from '../studio/model.ts';
import { size } from '../studio/words.ts';
import { type MenuPart } from './Menu.tsx';

/** Bytes a second of each audio format, as the instance encodes speech. */
const bytesPerSecond = { mp3: 8_000, m4a: 8_000, opus: 4_000, flac: 22_000, wav: 48_000 } as const;
/** Bytes a caption takes beside its text: times, name, markup. */
const captionBytes = { vtt: 60, srt: 50, json: 400 } as const;

/** Everything a job can be taken away as. */
export function downloadParts(model: IStudioModel, trans: TranslationBundle): MenuPart[] {
  const item = (format: DownloadFormat, label: string, icon?: 'download' | 'text'): MenuPart => ({
    label,
    ...(icon && { icon }),
    detail: size(bytes(model, format), trans),
    onChoose: () => void download(model, format)
  });
  const isWhole = model.job?.state === 'done';
  const audio: MenuPart[] = isWhole
    ? [
        item('mp3', trans.__('MP3, for sharing'), 'download'),
        item('m4a', trans.__('M4A, with chapters')),
        item('opus', trans.__('Opus, smallest')),
        item('flac', trans.__('FLAC, lossless')),
        item('wav', trans.__('WAV, for editing'))
      ]
    : [item('wav', trans.__('WAV, made so far'), 'download')];
  return [
    { heading: trans.__('Audio') },
    ...audio,
    'line',
    { heading: trans.__('Text') },
    item('vtt', trans.__('Captions with names (VTT)'), 'text'),
    item('srt', trans.__('Captions (SRT)')),
    item('json', trans.__('Turns and times (JSON)')),
    'line',
    ...(isWhole ? [saveItem(model, trans)] : []),
    {
      label: trans.__('Insert in notebook'),
      icon: 'text',
      onChoose: () => void model.insertInNotebook()
    },
    'line',
    { foot: foot(model, trans) }
  ];
}

function saveItem(model: IStudioModel, trans: TranslationBundle): MenuPart {
  const format = model.settings.downloadFormat;
  return {
    label: trans.__('Save beside the file'),
    icon: 'save',
    detail: `${format.toUpperCase()}, VTT`,
    onChoose: () => save(model, trans)
  };
}

/** Saves the chosen format and captions beside the document, and says so. */
export function save(model: IStudioModel, trans: TranslationBundle): void {
  void Notification.promise(model.saveBeside([model.settings.downloadFormat, 'vtt']), {
    pending: { message: trans.__('Saving beside the file'), options: {} },
    success: {
      message: paths => trans.__('Saved %1', (paths as string[]).join(', ')),
      options: { autoClose: 5000 }
    },
    error: {
      message: () =>
        trans.__(
          'The files could not be saved. Check that the folder may be written to, then try again.'
        )
    }
  });
}

/** Lets the browser download a file; the link asks for no page change. */
async function download(model: IStudioModel, format: DownloadFormat): Promise<void> {
  const link = document.createElement('a');
  link.href = await model.openDownload(format);
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}

function bytes(model: IStudioModel, format: DownloadFormat): number {
  const seconds = model.job?.audio.seconds ?? 0;
  if (format === 'vtt' || format === 'srt' || format === 'json') {
    return model.turns.reduce((sum, turn) => sum + turn.text.length + captionBytes[format], 0);
  }
  return seconds * bytesPerSecond[format];
}

function foot(model: IStudioModel, trans: TranslationBundle): string {
  const says = trans.__('Files say that they are AI-generated.');
  const stale = staleTurns(model);
  const first = model.turns.find(turn => turn.id === stale[0]);
  if (!first) {
    return says;
  }
  return `${says}\n${
    stale.length === 1
      ? trans.__('Turn %1 is still the old take.', first.index + 1)
      : trans._n('%1 turn is still the old take.', '%1 turns are still old takes.', stale.length)
  }`;
}
