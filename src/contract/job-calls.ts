import type { ICall } from './call.ts';

const sse = 'text/event-stream';
const events = ['Last-Event-ID'];

/** Calls about jobs as a whole. */
export const jobCalls: readonly ICall[] = [
  {
    method: 'post',
    path: 'api/jobs',
    summary: 'Accepts a dialogue; the same key gives the same job.',
    status: 202,
    request: 'JobCreate',
    answer: 'Job',
    headers: ['Idempotency-Key'],
    problems: [
      'invalid_request',
      'invalid_dialogue',
      'unsupported_option',
      'voice_not_found',
      'too_large',
      'too_many_speakers',
      'dialogue_too_long',
      'empty_dialogue',
      'queue_full'
    ]
  },
  {
    method: 'get',
    path: 'api/jobs',
    summary: 'Lists jobs, the newest first.',
    status: 200,
    answer: 'JobList',
    query: ['limit', 'before', 'ref'],
    problems: ['job_not_found', 'invalid_request']
  },
  {
    method: 'get',
    path: 'api/jobs/{id}',
    summary: 'Gives a job.',
    status: 200,
    answer: 'Job',
    problems: ['job_not_found']
  },
  {
    method: 'patch',
    path: 'api/jobs/{id}',
    summary: 'Renames a job, or keeps it from retention.',
    status: 200,
    request: 'JobUpdate',
    answer: 'Job',
    problems: ['invalid_request', 'job_not_found']
  },
  {
    method: 'delete',
    path: 'api/jobs/{id}',
    summary: 'Forgets a job and its audio.',
    status: 204,
    problems: ['job_not_found']
  },
  {
    method: 'post',
    path: 'api/jobs/{id}/cancel',
    summary: 'Stops a job; the audio so far stays.',
    status: 202,
    answer: 'Job',
    problems: ['job_not_found', 'job_finished']
  },
  {
    method: 'post',
    path: 'api/jobs/{id}/resume',
    summary: 'Goes on with a job where its audio ends.',
    status: 202,
    answer: 'Job',
    problems: ['job_not_found', 'job_finished', 'queue_full']
  },
  {
    method: 'get',
    path: 'api/jobs/{id}/events',
    summary: 'Tells what happens in a job; Last-Event-ID replays what was missed.',
    status: 200,
    answer: sse,
    nothingWhen: 'The job has ended, and nothing has happened after Last-Event-ID.',
    headers: events,
    problems: ['job_not_found']
  }
];

/** Calls about the takes of turns. */
export const takeCalls: readonly ICall[] = [
  {
    method: 'post',
    path: 'api/jobs/{id}/turns/{turn_id}/takes',
    summary: 'Renders a turn again; the new take is chosen when it is done.',
    status: 202,
    request: 'TakeCreate',
    answer: 'Job',
    headers: ['Idempotency-Key'],
    problems: [
      'invalid_request',
      'unsupported_option',
      'job_not_found',
      'turn_not_found',
      'voice_not_found',
      'job_not_finished',
      'queue_full'
    ]
  },
  {
    method: 'put',
    path: 'api/jobs/{id}/turns/{turn_id}/take',
    summary: 'Chooses a take; the audio gets a new revision.',
    status: 200,
    request: 'TakeChoice',
    answer: 'Job',
    problems: [
      'invalid_request',
      'job_not_found',
      'turn_not_found',
      'not_found',
      'job_not_finished'
    ]
  },
  {
    method: 'get',
    path: 'api/jobs/{id}/takes/{take_id}.{format}',
    summary: 'Gives one take alone (flac, wav).',
    status: 200,
    answer: 'audio/*',
    problems: ['job_not_found', 'not_found']
  }
];

/** Calls that give what a job sounds like and says. */
export const audioCalls: readonly ICall[] = [
  {
    method: 'get',
    path: 'api/jobs/{id}/revisions/{revision}/segments/{n}.{format}',
    summary: 'Gives a segment (flac, wav); segments join without a gap.',
    status: 200,
    answer: 'audio/*',
    problems: ['job_not_found', 'not_found']
  },
  {
    method: 'get',
    path: 'api/jobs/{id}/audio.{format}',
    summary: 'Gives all of the audio (wav, flac, mp3, opus, m4a).',
    status: 200,
    answer: 'audio/*',
    headers: ['Range'],
    problems: ['job_not_found', 'job_not_finished', 'not_found']
  },
  {
    method: 'get',
    path: 'api/jobs/{id}/captions.vtt',
    summary: 'Gives captions as WebVTT.',
    status: 200,
    answer: 'text/vtt',
    problems: ['job_not_found']
  },
  {
    method: 'get',
    path: 'api/jobs/{id}/captions.srt',
    summary: 'Gives captions as SubRip.',
    status: 200,
    answer: 'application/x-subrip',
    problems: ['job_not_found']
  },
  {
    method: 'get',
    path: 'api/jobs/{id}/captions.json',
    summary: 'Gives captions with word times.',
    status: 200,
    answer: 'Captions',
    problems: ['job_not_found']
  },
  {
    method: 'get',
    path: 'api/jobs/{id}/peaks.json',
    summary: 'Gives the waveform.',
    status: 200,
    answer: 'Peaks',
    query: ['per_second'],
    problems: ['invalid_request', 'job_not_found']
  }
];
