import { type TranslationBundle } from '@jupyterlab/translation';
import { type Problem } from '../contract/index.ts';
import { chipState } from './chip.ts';
import { failedTurn, type IStudioFacts, isStarting } from './facts.ts';
import { isOutOfMemory, problemText } from './problem-text.ts';
import { warningsOf } from './warning-text.ts';
import { clock, wait } from './words.ts';

/** What a notice's buttons do. */
export type NoticeAction =
  | 'draft'
  | 'notify'
  | 'log'
  | 'history'
  | 'start'
  | 'wake'
  | 'examples'
  | 'addVoice'
  | 'retry'
  | 'page'
  | 'turn'
  | 'settings';

/** The one line that says what goes on. */
export interface INotice {
  readonly kind:
    | 'failed'
    | 'offline'
    | 'busy'
    | 'queued'
    | 'full'
    | 'asleep'
    | 'voices'
    | 'warning'
    | 'rights'
    | 'welcome';
  readonly text: string;
  /** 0..1, drawn as a bar. */
  readonly fraction?: number;
  /** At most two. */
  readonly actions: readonly NoticeAction[];
  /** What unfolds under Details. */
  readonly problem?: Problem;
  /** The turn it is about. */
  readonly turnId?: string;
  readonly isDismissable: boolean;
}

/** The notice to show, or null: failed, reconnecting, queued or starting, old recordings about to go, stopped, asleep, no voices, what the engine warned of, a hub that lacks a line, welcome; the first that holds and was not put away. */
export function notice(facts: IStudioFacts, trans: TranslationBundle): INotice | null {
  const candidates = [
    failedNotice(facts, trans),
    offlineNotice(facts, trans),
    waitingNotice(facts, trans),
    retentionNotice(facts, trans),
    restingNotice(facts, trans),
    ...warningNotices(facts, trans),
    rightsNotice(facts, trans),
    welcomeNotice(facts, trans)
  ];
  return candidates.find(each => each && !facts.dismissed.has(each.text)) ?? null;
}

function failedNotice(facts: IStudioFacts, trans: TranslationBundle): INotice | null {
  const { job, instance } = facts;
  if (facts.problem) {
    const text = problemText(facts.problem, trans);
    return { kind: 'failed', text, actions: [], problem: facts.problem, isDismissable: true };
  }
  if (job?.state === 'failed') {
    const { problem } = job;
    return {
      kind: 'failed',
      text: jobText(facts, trans),
      actions: [],
      problem,
      isDismissable: false
    };
  }
  if (instance?.state === 'failed') {
    const { problem } = instance;
    const text = problem
      ? problemText(problem, trans)
      : trans.__('VibeVoice could not start. The log says why.');
    return { kind: 'failed', text, actions: ['retry'], problem, isDismissable: false };
  }
  return null;
}

/** Why the job failed, what is safe, and what to do. */
function jobText(facts: IStudioFacts, trans: TranslationBundle): string {
  const job = facts.job!;
  const turn = failedTurn(facts);
  const safe = clock(job.audio.seconds);
  const isFull = job.problem !== undefined && isOutOfMemory(job.problem);
  if (job.audio.seconds < 0.5) {
    return isFull
      ? trans.__(
          'The GPU ran out of memory before the first word. Close other programs that use the GPU, then retry.'
        )
      : trans.__('The engine failed before the first word. Look into the log, then retry.');
  }
  if (isFull) {
    return trans.__(
      'The GPU ran out of memory at turn %1; the first %2 are safe and play. Close other programs that use the GPU, then retry.',
      turn,
      safe
    );
  }
  return trans.__(
    'The engine failed at turn %1; the first %2 are safe and play. Retry goes on from there.',
    turn,
    safe
  );
}

function offlineNotice(facts: IStudioFacts, trans: TranslationBundle): INotice | null {
  if (facts.isConnected) {
    return null;
  }
  const isUnderWay = facts.job?.state === 'queued' || facts.job?.state === 'running';
  const text = isUnderWay
    ? trans.__('Reconnecting. The job goes on without this page.')
    : trans.__('Reconnecting. What was made is safe.');
  return { kind: 'offline', text, actions: [], isDismissable: false };
}

function waitingNotice(facts: IStudioFacts, trans: TranslationBundle): INotice | null {
  if (chipState(facts) === 'queued') {
    return {
      kind: 'queued',
      text: queuedText(facts, trans),
      actions: ['draft', 'notify'],
      isDismissable: false
    };
  }
  if (!isStarting(facts)) {
    return null;
  }
  const fraction = facts.loading?.fraction ?? facts.instance?.fraction;
  return {
    kind: 'busy',
    text: startingText(facts, trans),
    ...(fraction !== undefined && { fraction }),
    actions: ['draft', 'log'],
    isDismissable: false
  };
}

function queuedText(facts: IStudioFacts, trans: TranslationBundle): string {
  const before = facts.job?.progress.queue_position ?? 0;
  const left = facts.job?.progress.eta_seconds;
  if (before === 0) {
    return trans.__('Waiting for a free GPU. You can close this tab; it goes on without it.');
  }
  return left === undefined
    ? trans._n(
        'One dialogue is before yours. You can close this tab; it goes on without it.',
        '%1 dialogues are before yours. You can close this tab; it goes on without it.',
        before
      )
    : trans._n(
        'One dialogue is before yours; it begins in about %2. You can close this tab; it goes on without it.',
        '%1 dialogues are before yours; it begins in about %2. You can close this tab; it goes on without it.',
        before,
        wait(left, trans)
      );
}

function startingText(facts: IStudioFacts, trans: TranslationBundle): string {
  const phase = facts.loading?.phase ?? facts.instance?.phase;
  const message = facts.loading?.message ?? facts.instance?.message ?? '';
  const what = phaseText(phase, message, trans);
  return facts.job || facts.isAsking
    ? trans.__('%1 Your dialogue begins by itself.', what)
    : trans.__('%1 You can write meanwhile.', what);
}

/** A phase of starting, as a sentence. Parts ("3/8") are read from what the script printed. */
function phaseText(phase: string | undefined, message: string, trans: TranslationBundle): string {
  const part = /(\d+)\s*\/\s*(\d+)/.exec(message);
  switch (phase) {
    case 'installing':
      return trans.__('Installing what the engine needs.');
    case 'downloading':
      return trans.__('Downloading the model.');
    case 'spawning':
      return trans.__('The hub is starting VibeVoice.');
    case 'loading':
    case 'loading_model':
      return part
        ? trans.__('Loading the model, part %1 of %2.', part[1]!, part[2]!)
        : trans.__('Loading the model.');
    default:
      return trans.__('Starting VibeVoice.');
  }
}

function retentionNotice(facts: IStudioFacts, trans: TranslationBundle): INotice | null {
  const coming = facts.instance?.notice;
  return coming?.code === 'retention'
    ? {
        kind: 'full',
        text: trans._n(
          'The library is full: the oldest recording is deleted soon. Keep what you need in History.',
          'The library is full: the %1 oldest recordings are deleted soon. Keep what you need in History.',
          coming.jobs?.length ?? 0
        ),
        actions: ['history'],
        isDismissable: true
      }
    : null;
}

function restingNotice(facts: IStudioFacts, trans: TranslationBundle): INotice | null {
  if (facts.instance?.state === 'stopped' && facts.job !== null) {
    return {
      kind: 'asleep',
      text: trans.__(
        'VibeVoice was stopped; all that was made is kept. Start it to hear it again.'
      ),
      actions: ['start'],
      isDismissable: false
    };
  }
  if (facts.instance?.state === 'asleep' && facts.job !== null) {
    return {
      kind: 'asleep',
      text: trans.__(
        'VibeVoice went to sleep and freed the GPU; all audio still plays. Generate wakes it.'
      ),
      actions: ['wake'],
      isDismissable: true
    };
  }
  const isReady = facts.instance?.state === 'ready' && facts.instance.engine !== undefined;
  return isReady && facts.voices.length === 0 && facts.areVoicesKnown
    ? {
        kind: 'voices',
        text: trans.__('No voices found. Add a recording, or read with robot voices.'),
        actions: ['addVoice', 'draft'],
        isDismissable: false
      }
    : null;
}

const warningActions: Readonly<Record<string, readonly NoticeAction[]>> = {
  table_read: ['page'],
  pause_left_out: ['turn', 'settings'],
  unsupported_option: ['settings']
};

function warningNotices(facts: IStudioFacts, trans: TranslationBundle): INotice[] {
  return warningsOf(facts.job, facts.turns, trans).map(({ code, text, turnId }) => ({
    kind: 'warning',
    text,
    ...(turnId !== undefined && { turnId }),
    actions: (warningActions[code] ?? []).filter(act => act !== 'turn' || turnId !== undefined),
    isDismissable: true
  }));
}

function rightsNotice({ instance }: IStudioFacts, trans: TranslationBundle): INotice | null {
  const lacking = instance?.notice;
  return lacking?.code === 'hub_rights'
    ? {
        kind: 'rights',
        text: trans.__(
          'This hub starts no VibeVoice for its users, so it runs inside your notebook server and ends with it. For administrators: %1',
          lacking.hint ?? ''
        ),
        actions: [],
        isDismissable: true
      }
    : null;
}

function welcomeNotice(facts: IStudioFacts, trans: TranslationBundle): INotice | null {
  if (facts.turns.length === 0) {
    return {
      kind: 'welcome',
      text: trans.__(
        'Write or paste a dialogue; each line that starts with a name becomes a turn.'
      ),
      actions: ['examples'],
      isDismissable: false
    };
  }
  return facts.isExample && facts.job === null
    ? {
        kind: 'welcome',
        text: trans.__(
          'This is an example, ready to be heard: press Generate. Then paste your own dialogue over it; each line that starts with a name becomes a turn.'
        ),
        actions: ['examples'],
        isDismissable: true
      }
    : null;
}
