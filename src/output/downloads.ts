import { type TranslationBundle } from '@jupyterlab/translation';
import { type MenuPart } from '../widgets/Menu.tsx';
import { type OutputModel } from './output-model.ts';

type Format = 'mp3' | 'm4a' | 'opus' | 'flac' | 'wav' | 'vtt' | 'srt';

/** What a job can be taken away as; WAV alone while it is being made. */
export function downloads(model: OutputModel, trans: TranslationBundle): MenuPart[] {
  const item = (format: Format, label: string): MenuPart => ({
    label,
    onChoose: () => void download(model, format)
  });
  const audio =
    model.job?.state === 'done'
      ? [
          item('mp3', trans.__('MP3, for sharing')),
          item('m4a', trans.__('M4A, with chapters')),
          item('opus', trans.__('Opus, smallest')),
          item('flac', trans.__('FLAC, lossless')),
          item('wav', trans.__('WAV, for editing'))
        ]
      : [item('wav', trans.__('WAV, made so far'))];
  return [
    { heading: trans.__('Audio') },
    ...audio,
    'line',
    { heading: trans.__('Text') },
    item('vtt', trans.__('Captions with names (VTT)')),
    item('srt', trans.__('Captions (SRT)')),
    { foot: trans.__('Files say that they are AI-generated.') }
  ];
}

/** Lets the browser download a file. */
async function download(model: OutputModel, format: Format): Promise<void> {
  const { session, saved } = model;
  if (!session) {
    return;
  }
  await model.logIn();
  const link = document.createElement('a');
  const { jobs } = session.client;
  link.href =
    format === 'vtt' || format === 'srt'
      ? await jobs.captionsUrl(saved.job_id, format)
      : await jobs.audioUrl(saved.job_id, format);
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
