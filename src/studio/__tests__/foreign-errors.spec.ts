import { nullTranslator } from '@jupyterlab/translation';
import { ConnectionError, OptionsError, ProtocolError } from '../../client/index.ts';
import { problemOf } from '../problem-of.ts';
import { problemText } from '../problem-text.ts';

const trans = nullTranslator.load('jupyterlab_vibevoice');

function wordsOf(error: unknown): string {
  const problem = problemOf(error);
  return problem ? problemText(problem, trans) : '';
}

describe('errors that no instance sent', () => {
  it('are worded by what the client found, not as a fault of VibeVoice', () => {
    const silence = wordsOf(new Error('x'));
    const found = [
      new ConnectionError('refused'),
      new ConnectionError('late', { code: 'timeout' }),
      new ProtocolError('odd'),
      new OptionsError('none')
    ].map(wordsOf);
    expect(new Set([silence, ...found]).size).toBe(found.length + 1);
    expect(found[0]).toContain('Check the connection');
  });

  it('say nothing of an abort', () => {
    expect(problemOf(Object.assign(new Error('stop'), { name: 'AbortError' }))).toBeNull();
  });
});
