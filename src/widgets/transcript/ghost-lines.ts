import { type Extension } from '@codemirror/state';
import { placeholder } from '@codemirror/view';
import { type TranslationBundle } from '@jupyterlab/translation';
import { drawText } from './elements.ts';

/** Two lines that show how a dialogue is written, while there is no text. */
export function ghostLines(trans: TranslationBundle): Extension {
  return placeholder(() => {
    const ghost = drawText('div', 'vv-Ghost', '');
    const lines = [
      [trans.__('Nora'), trans.__('Good evening, and welcome to Small Wonders.')],
      [
        trans.__('Tom'),
        trans.__('Write a name, a colon, and what is said. Each name gets a voice.')
      ]
    ] as const;
    lines.forEach(([name, text], index) => {
      const line = drawText('div', 'vv-Ghost-line', '');
      line.dataset.speaker = String(index + 1);
      line.append(drawText('b', 'vv-Ghost-name', name), drawText('span', '', text));
      ghost.append(line);
    });
    return ghost;
  });
}
