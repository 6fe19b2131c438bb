/** @jest-environment node */
import { nullTranslator } from '@jupyterlab/translation';
import { type Diagnostic } from '../../dialogue/index.ts';
import { problemCodeNames } from '../../contract/index.ts';
import { chip } from '../chip.ts';
import { instanceText } from '../instance-words.ts';
import { jobEndText } from '../job-end-text.ts';
import { notice } from '../notice.ts';
import { primary } from '../primary.ts';
import { problemText } from '../problem-text.ts';
import { clock, size, wait } from '../words.ts';
import { broken, factsOf, instanceOf, jobOf, turnOf } from './facts.ts';

const trans = nullTranslator.load('jupyterlab_vibevoice');
const now = Date.parse('2026-11-22T12:00:00Z');
const error = { severity: 'error' } as Diagnostic;
const running = jobOf(['done', 'done', 'speaking', 'waiting'], {
  state: 'running',
  progress: { audio_seconds: 5, expected_seconds: 9, fraction: 0.5, eta_seconds: 38 }
});
const queued = (before: number, eta?: number) =>
  jobOf(['waiting'], {
    state: 'queued',
    progress: {
      audio_seconds: 0,
      expected_seconds: 9,
      fraction: 0,
      queue_position: before,
      eta_seconds: eta
    }
  });

describe('the chip says', () => {
  const text = (change: Parameters<typeof factsOf>[0]) => chip(factsOf(change), trans, now).text;

  it.each([
    ['Not started', { instance: null }],
    ['Not started', { instance: instanceOf('stopped') }],
    [
      'Ready, stops in 25 min',
      { instance: instanceOf('ready', { sleeps_at: '2026-11-22T12:25:00Z' }) }
    ],
    ['Asleep', { instance: instanceOf('asleep') }],
    ['Stopping', { instance: instanceOf('stopping') }],
    ['Starting (model 40 %)', { instance: instanceOf('starting', { fraction: 0.4 }) }],
    ['Starting', { isAsking: true, instance: instanceOf('asleep') }],
    ['Starting (model 10 %)', { job: queued(0), loading: { fraction: 0.1 } }],
    [
      'Starting (model 75 %)',
      {
        job: jobOf(['waiting'], { state: 'running' }),
        instance: instanceOf('starting', { fraction: 0.75 })
      }
    ],
    ['Waiting for GPU, no. 2', { job: queued(1), instance: instanceOf('busy') }],
    ['Waiting for GPU', { instance: instanceOf('queued') }],
    ['2 of 4 turns, 40 s left', { job: running, instance: instanceOf('busy') }],
    ['Reconnecting', { job: running, isConnected: false }],
    [
      'Failed at turn 2',
      { job: jobOf(['done', 'failed', 'waiting'], { state: 'failed' }), isConnected: false }
    ],
    ['Could not start', { instance: instanceOf('failed') }],
    ['Stopped at turn 2', { job: jobOf(['done', 'waiting'], { state: 'cancelled' }) }],
    ['Stopped at turn 2', { job: jobOf(['done', 'waiting'], { state: 'interrupted' }) }]
  ] as const)('%s', (expected, change) => {
    expect(text(change)).toBe(expected);
  });
});

describe('the one button', () => {
  const button = (change: Parameters<typeof factsOf>[0]) => primary(factsOf(change), trans);
  const done = jobOf(['done', 'done']);

  it.each([
    ['Generate', 'make', {}],
    ['Cancel', 'end', { isAsking: true }],
    ['Cancel', 'end', { job: queued(1) }],
    ['Stop, keep audio', 'end', { job: running }],
    ['Resume', 'make', { job: jobOf(['done', 'waiting'], { state: 'cancelled' }) }],
    ['Retry from turn 2', 'make', { job: jobOf(['done', 'failed'], { state: 'failed' }) }],
    [
      'Update 1 turn',
      'make',
      { job: done, turns: [turnOf('stale'), turnOf('done', { id: 't1' })] }
    ],
    [
      'Update 2 turns',
      'make',
      { job: done, turns: [turnOf('stale'), turnOf('stale', { id: 't1' })] }
    ],
    ['Generate', 'make', { job: done, turns: [turnOf('stale', { locked: true })] }],
    [
      'Generate',
      'make',
      { job: jobOf(['done', 'failed'], { state: 'failed' }), isRearranged: true }
    ]
  ] as const)('says %s', (label, kind, change) => {
    expect(button(change as Parameters<typeof factsOf>[0])).toEqual(
      expect.objectContaining({ label, kind })
    );
  });

  it('says why it cannot be pressed', () => {
    expect(button({ diagnostics: [error] }).reason).toBe('Fix 1 error first');
    expect(button({ diagnostics: [error, error] }).reason).toBe('Fix 2 errors first');
    expect(button({ turns: [] }).reason).toBe('Write a line first');
    expect(button({ duration: { seconds: 6230, isEstimate: true, limit_s: 5400 } }).reason).toBe(
      'About 104 min; the limit is 90. Split it at a chapter.'
    );
  });

  it('ends what runs, whatever the text says', () => {
    expect(button({ job: running, diagnostics: [error] }).reason).toBeUndefined();
  });
});

describe('one notice at a time', () => {
  const shown = (change: Parameters<typeof factsOf>[0]) => notice(factsOf(change), trans);
  const failed = jobOf(['done', 'failed'], { state: 'failed', problem: broken });

  it('is a failure before anything else', () => {
    expect(
      shown({ job: failed, isConnected: false, instance: instanceOf('asleep') })
    ).toMatchObject({
      kind: 'failed',
      problem: broken,
      text: 'The GPU ran out of memory at turn 2; the first 0:02 are safe and play. Close other programs that use the GPU, then retry.'
    });
  });

  it('says that a stopped instance lost nothing, and offers to start it', () => {
    const done = jobOf(['done'], { state: 'done' });
    expect(shown({ job: done, instance: instanceOf('stopped') })).toMatchObject({
      text: 'VibeVoice was stopped; all that was made is kept. Start it to hear it again.',
      actions: ['start'],
      isDismissable: false
    });
    expect(shown({ instance: instanceOf('stopped') })).toBeNull();
  });

  it('says who starts it in a hub, and which line a hub lacks', () => {
    const starting = { ...instanceOf('starting'), phase: 'spawning', fraction: 0.5 };
    expect(shown({ instance: starting })).toMatchObject({
      text: 'The hub is starting VibeVoice. You can write meanwhile.',
      fraction: 0.5
    });
    const hint = 'Add to jupyterhub_config.py: configure(c)';
    const lacking = { code: 'hub_rights', message: '', hint };
    expect(shown({ instance: { ...instanceOf('ready'), notice: lacking } })).toMatchObject({
      kind: 'rights',
      isDismissable: true,
      text: expect.stringContaining(hint) as string
    });
  });

  it('does not speak of sound that is not there', () => {
    const nothing = jobOf(['failed', 'waiting'], { state: 'failed', problem: broken });
    expect(shown({ job: nothing })?.text).toContain('before the first word');
  });

  it('is the lost connection before a wait', () => {
    expect(shown({ job: queued(2), isConnected: false })).toMatchObject({
      kind: 'offline',
      text: 'Reconnecting. The job goes on without this page.'
    });
    expect(shown({ isConnected: false })?.text).toBe('Reconnecting. What was made is safe.');
  });

  it('is the place in the queue, with a draft to hear meanwhile', () => {
    expect(shown({ job: queued(2, 180), instance: instanceOf('busy') })).toMatchObject({
      kind: 'queued',
      text: '2 dialogues are before yours; it begins in about 3 min. You can close this tab; it goes on without it.',
      actions: ['draft', 'notify']
    });
  });

  it('says that old recordings go before they go', () => {
    const coming = {
      code: 'retention',
      message: '',
      jobs: ['j1', 'j2'],
      at: '2026-11-22T13:00:00Z'
    };
    expect(shown({ instance: instanceOf('ready', { notice: coming }) })).toMatchObject({
      kind: 'full',
      text: 'The library is full: the 2 oldest recordings are deleted soon. Keep what you need in History.',
      actions: ['history']
    });
  });

  it('is the phase of a start, with its percentage', () => {
    const loading = { phase: 'loading', fraction: 0.4, message: 'Loading checkpoint shards 3/8' };
    expect(shown({ job: queued(0), loading })).toMatchObject({
      kind: 'busy',
      fraction: 0.4,
      text: 'Loading the model, part 3 of 8. Your dialogue begins by itself.'
    });
  });

  it('is sleep before a welcome', () => {
    const job = jobOf(['done']);
    expect(shown({ instance: instanceOf('asleep'), job, isExample: true })).toMatchObject({
      kind: 'asleep',
      actions: ['wake']
    });
  });

  it('is a welcome over the example, and over no text at all', () => {
    expect(shown({ isExample: true })).toMatchObject({ kind: 'welcome', actions: ['examples'] });
    expect(shown({ turns: [] })).toMatchObject({ kind: 'welcome', actions: ['examples'] });
  });

  it('is what an engine warned of, once for all turns, and leads to the first', () => {
    const left = { code: 'pause_left_out', message: 'A pause is left out.' };
    const warnings = ['t2', 't1', 't1'].map(turn_id => ({ ...left, turn_id }));
    const turns = ['t0', 't1', 't2'].map((id, index) => turnOf('done', { id, index }));
    const job = jobOf(['done', 'done', 'done'], { warnings });
    expect(shown({ job, turns })).toMatchObject({
      kind: 'warning',
      text: 'This engine speaks several turns in one go, so pauses inside 2 turns are left out, the first in turn 2. Made as “Turns” keeps them.',
      turnId: 't1',
      actions: ['turn', 'settings'],
      isDismissable: true
    });
    expect(shown({ job })?.text).toContain('pauses inside turns are left out');
  });

  it('tells one warning after the other, and leaves those of the text to Problems', () => {
    const warnings = ['W_EMPTY_TURN', 'table_read', 'spoken_again', 'invented_later'].map(code => ({
      code,
      message: `${code}.`
    }));
    const job = jobOf(['done'], { warnings });
    const dismissed = new Set<string>();
    const told: string[] = [];
    for (let next = shown({ job, dismissed }); next; next = shown({ job, dismissed })) {
      told.push(next.text);
      dismissed.add(next.text);
    }
    expect(told).toEqual([
      expect.stringContaining('robot voices read this'),
      expect.stringContaining('spoken again from its start'),
      'invented_later.'
    ]);
  });

  it('stays away once it was put away, and hides no other', () => {
    const dismissed = new Set([shown({ isExample: true })!.text]);
    expect(shown({ isExample: true, dismissed })).toBeNull();
    expect(shown({ isExample: true, dismissed, job: failed })?.kind).toBe('failed');
  });

  it('is nothing where there is nothing to say', () => {
    expect(shown({})).toBeNull();
    expect(shown({ job: running, instance: instanceOf('busy') })).toBeNull();
  });
});

it('has a sentence for every problem, and says what to do', () => {
  for (const code of problemCodeNames) {
    const text = problemText({ ...broken, code }, trans);
    expect(text.split(/[.;] /).length).toBeGreaterThanOrEqual(2);
  }
});

it('says how a job ended', () => {
  expect(jobEndText(jobOf(['done']), 'Sea', trans)).toBe('“Sea” is ready to be heard (0:02).');
  expect(jobEndText(jobOf(['done', 'failed'], { state: 'failed' }), 'Sea', trans)).toContain(
    'failed'
  );
  expect(jobEndText(jobOf(['done', 'waiting'], { state: 'cancelled' }), 'Sea', trans)).toContain(
    'stopped'
  );
});

it('names the state of an instance in a word or two', () => {
  expect(instanceText(null, trans)).toBe('not started');
  expect(instanceText(instanceOf('starting', { fraction: 0.4 }), trans)).toBe('starting, 40 %');
});

it('writes times and sizes as people do', () => {
  expect([clock(0), clock(75), clock(3725)]).toEqual(['0:00', '1:15', '1:02:05']);
  expect([wait(7.2, trans), wait(38, trans), wait(240, trans)]).toEqual(['8 s', '40 s', '4 min']);
  expect([size(1800, trans), size(620_000, trans), size(48e6, trans)]).toEqual([
    '2 kB',
    '0.6 MB',
    '48 MB'
  ]);
});
