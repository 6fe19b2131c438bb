import { type TranslationBundle } from '@jupyterlab/translation';
import { type Problem, type ProblemCode } from '../contract/index.ts';

type Wording = (trans: TranslationBundle) => string;

/** What happened and what to do, for every code; two sentences at most. */
const wordings: Readonly<Record<ProblemCode, Wording>> = {
  invalid_request: trans =>
    trans.__('The request was not understood. Reload the page, then try again.'),
  invalid_dialogue: trans =>
    trans.__('The dialogue has an error. Open Problems and mend it, then generate again.'),
  unsupported_option: trans =>
    trans.__(
      'This engine lacks one of the chosen settings. Change it in Settings, then generate again.'
    ),
  login_required: trans => trans.__('Your login has ended. Reload the page to log in again.'),
  token_expired: trans => trans.__('Your login has expired. Reload the page to log in again.'),
  not_yours: trans => trans.__('This belongs to somebody else. Ask its owner to share it.'),
  cross_site: trans =>
    trans.__(
      'The request came from another site and was refused. Open JupyterLab at its own address.'
    ),
  job_not_found: trans =>
    trans.__('This recording is gone; old ones make room for new ones. Generate makes it again.'),
  voice_not_found: trans =>
    trans.__('A chosen voice no longer exists. Choose another one in the cast.'),
  turn_not_found: trans => trans.__('This turn is not in the recording. Generate makes it again.'),
  not_found: trans => trans.__('This no longer exists. Reload the page, then try again.'),
  job_not_finished: trans =>
    trans.__('This is still being made. Wait until it is done, then try again.'),
  job_finished: trans => trans.__('This has ended already. Nothing needs to be done.'),
  instance_stopped: trans => trans.__('VibeVoice is stopped. Generate starts it again.'),
  too_large: trans => trans.__('The file is too large. Choose a shorter recording.'),
  not_audio: trans =>
    trans.__('The file is not a recording that can be read. Choose a WAV, MP3 or FLAC file.'),
  too_many_speakers: trans =>
    trans.__('There are more speakers than the engine has voices for. Merge two of them.'),
  dialogue_too_long: trans =>
    trans.__('The dialogue is longer than the engine can speak. Split it at a chapter.'),
  empty_dialogue: trans =>
    trans.__('Nobody says anything yet. Write a line that starts with a name.'),
  queue_full: trans => trans.__('Too many dialogues are waiting. Try again in a few minutes.'),
  hub_busy: trans =>
    trans.__('The hub starts as many servers as it may just now. Try again in a minute.'),
  hub_refused: trans =>
    trans.__('The hub did not start VibeVoice. Details say why; then try again.'),
  hub_unreachable: trans =>
    trans.__('The hub does not answer just now. Try again in a minute; nothing is lost.'),
  internal: trans => trans.__('Something went wrong in VibeVoice. Try again; the log says more.'),
  engine_failed: trans =>
    trans.__('The engine failed. Retry goes on from there; the log says more.'),
  engine_starting: trans => trans.__('The engine is still starting. Try again in a moment.'),
  gpu_unavailable: trans => trans.__('No GPU is free. Hear a draft now, or wait.'),
  start_timeout: trans => trans.__('VibeVoice did not start in time. Try again; the log says more.')
};

/** The same for what the client itself found: no answer, or one that nobody can read (src/client/errors.ts). */
const clientWordings: Readonly<Record<string, Wording>> = {
  connection_failed: trans =>
    trans.__('VibeVoice did not answer. Check the connection, then try again; nothing is lost.'),
  timeout: trans => trans.__('VibeVoice took too long to answer. Try again; nothing is lost.'),
  idle_timeout: trans =>
    trans.__('The connection fell silent. It is made again by itself; nothing is lost.'),
  protocol: trans =>
    trans.__('The answer did not come from this version of VibeVoice. Reload the page.'),
  invalid_options: trans => trans.__('No VibeVoice was found. Reload the page, then try again.')
};

/** What went wrong, in the reader's language. */
export function problemText(
  problem: Problem & { client_code?: string },
  trans: TranslationBundle
): string {
  const found = clientWordings[problem.client_code ?? ''];
  return (found ?? wordings[problem.code])(trans);
}

/** Whether an engine ran out of memory, judged by what it printed. */
export function isOutOfMemory(problem: Problem): boolean {
  return /out ?of ?memory|显存不足/i.test(`${problem.message} ${problem.hint ?? ''}`);
}
