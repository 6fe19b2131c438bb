import { type TranslationBundle } from '@jupyterlab/translation';
import { type Instance } from '../contract/index.ts';
import { minutesUntil } from './words.ts';

/** An instance in a few words, for the status bar and the Running panel. */
export function instanceText(
  instance: Instance | null,
  trans: TranslationBundle,
  now = Date.now()
): string {
  const percent = instance?.fraction === undefined ? null : Math.round(instance.fraction * 100);
  switch (instance?.state) {
    case undefined:
    case 'stopped':
      return trans.__('not started');
    case 'queued':
      return trans.__('waiting for GPU');
    case 'starting':
      return percent === null ? trans.__('starting') : trans.__('starting, %1 %', percent);
    case 'ready':
      return instance?.sleeps_at
        ? trans.__('ready, stops in %1 min', minutesUntil(instance.sleeps_at, now))
        : trans.__('ready');
    case 'busy':
      return trans.__('making audio');
    case 'asleep':
      return trans.__('asleep');
    case 'stopping':
      return trans.__('stopping');
    case 'failed':
      return trans.__('could not start');
  }
}
