import * as dialogue from '../index.ts';
import * as importers from '../importers/index.ts';

test('the public names of the grammar are these', () => {
  expect(Object.keys(dialogue).sort()).toEqual([
    'alignTurnIds',
    'applyFix',
    'detectFormat',
    'estimateSeconds',
    'estimateTextSeconds',
    'estimateTurnSeconds',
    'format',
    'identityOf',
    'localize',
    'localizeFix',
    'parse',
    'print',
    'spokenLine',
    'toVibeVoice'
  ]);
});

test('the public names of the importers are these', () => {
  expect(Object.keys(importers).sort()).toEqual([
    'ImportFormatError',
    'importLabels',
    'importScript',
    'maxImportLength'
  ]);
});
