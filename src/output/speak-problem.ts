import { type TranslationBundle } from '@jupyterlab/translation';
import { problemOf } from '../studio/problem-of.ts';
import { problemText } from '../studio/problem-text.ts';
import { ScriptError } from './speak-text.ts';

/** Why a cell was not spoken, and what to do. */
export function speakProblem(
  error: unknown,
  language: 'en' | 'zh',
  trans: TranslationBundle
): string {
  if (error instanceof ScriptError) {
    return trans.__('Line %1: %2', error.line, error.explain(language));
  }
  const problem = problemOf(error);
  return problem
    ? problemText(problem, trans)
    : trans.__('The cell could not be spoken. Try again; nothing is lost.');
}
