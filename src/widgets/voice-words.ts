import { type TranslationBundle } from '@jupyterlab/translation';
import { type Voice } from '../contract/index.ts';

/** What follows a voice's name: `, woman, English`. A voice for several languages names none. */
export function voiceDetails(voice: Voice, trans: TranslationBundle): string {
  const language = voice.languages.length === 1 ? voice.languages[0] : undefined;
  return [genderWord(voice.gender, trans), languageWord(language, trans)]
    .filter(word => word !== '')
    .map(word => trans.__(', %1', word))
    .join('');
}

function genderWord(gender: Voice['gender'], trans: TranslationBundle): string {
  switch (gender) {
    case 'female':
      return trans.__('woman');
    case 'male':
      return trans.__('man');
    default:
      return '';
  }
}

/** A language's name in the reader's language; dialects of Chinese by their own names. */
function languageWord(tag: string | undefined, trans: TranslationBundle): string {
  if (tag === undefined) {
    return '';
  }
  switch (tag.toLowerCase().split('-')[0]) {
    case 'en':
      return trans.__('English');
    case 'cmn':
    case 'zh':
      return tag.toLowerCase().includes('hk') ? trans.__('Cantonese') : trans.__('Mandarin');
    case 'yue':
      return trans.__('Cantonese');
    default:
      return displayName(tag);
  }
}

function displayName(tag: string): string {
  try {
    return (
      new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'language' }).of(
        tag
      ) ?? tag
    );
  } catch {
    // Not a language tag at all: shown as it is.
    return tag;
  }
}
