import type { ProblemCode } from './problems.ts';
import type { SchemaName } from './schemas.ts';

/** One call of the API, as openapi.json describes it. */
export interface ICall {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below the instance's `url` (or the launcher's), without a leading slash; parameters in braces. */
  readonly path: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  readonly status: number;
  /** A schema for JSON, or the media type of another body; absent for an empty answer. */
  readonly answer?: SchemaName | `${string}/${string}`;
  readonly request?: SchemaName;
  /** Media type of the request where it is not JSON. */
  readonly requestType?: string;
  /** Names of query parameters; a trailing `!` says that it is needed. */
  readonly query?: readonly string[];
  readonly headers?: readonly string[];
  /** Problems besides those of every call (`login_required`, `internal`, ...). */
  readonly problems?: readonly ProblemCode[];
  /** Whether it answers without a login. */
  readonly isOpen?: boolean;
}

/** Problems that any call which needs a login may answer with. */
export const commonProblems: readonly ProblemCode[] = [
  'login_required',
  'token_expired',
  'not_yours',
  'cross_site',
  'instance_stopped',
  'internal'
];

const sse = 'text/event-stream';
const events = ['Last-Event-ID'];

/** The launcher API, below `<base_url>jupyterlab-vibevoice/`. */
export const launcherCalls: readonly ICall[] = [
  {
    method: 'get',
    path: 'api/instance',
    summary: 'Says how the instance is.',
    status: 200,
    answer: 'Instance'
  },
  {
    method: 'post',
    path: 'api/instance',
    summary: 'Starts the instance, or joins the start under way.',
    status: 202,
    request: 'InstanceStart',
    answer: 'Instance',
    problems: ['invalid_request', 'start_timeout', 'gpu_unavailable']
  },
  {
    method: 'delete',
    path: 'api/instance',
    summary: 'Stops the instance; jobs are kept.',
    status: 202,
    answer: 'Instance'
  },
  {
    method: 'get',
    path: 'api/instance/events',
    summary: 'Tells every change of the instance.',
    status: 200,
    answer: sse
  },
  {
    method: 'get',
    path: 'api/instance/log',
    summary: 'Gives the last lines that the one-click script printed.',
    status: 200,
    answer: 'text/plain',
    query: ['tail']
  }
];

const aboutInstance: readonly ICall[] = [
  {
    method: 'get',
    path: 'api',
    summary: 'Says what answers here.',
    status: 200,
    answer: 'ApiAnswer',
    isOpen: true
  },
  {
    method: 'get',
    path: 'api/status',
    summary: 'Says how the instance is.',
    status: 200,
    answer: 'Instance'
  },
  {
    method: 'get',
    path: 'api/events',
    summary: 'Tells every change of the instance.',
    status: 200,
    answer: sse
  },
  {
    method: 'post',
    path: 'api/engine',
    summary: 'Wakes the engine.',
    status: 202,
    answer: 'Instance',
    problems: ['engine_failed']
  },
  {
    method: 'delete',
    path: 'api/engine',
    summary: 'Puts the engine to sleep.',
    status: 202,
    answer: 'Instance'
  },
  {
    method: 'get',
    path: 'api/log',
    summary: 'Gives the last lines that the one-click script printed.',
    status: 200,
    answer: 'text/plain',
    query: ['tail']
  },
  {
    method: 'post',
    path: 'api/tokens',
    summary: 'Gives another token for this instance.',
    status: 200,
    answer: 'TokenAnswer'
  },
  {
    method: 'post',
    path: 'api/session',
    summary: 'Gives a link that logs a tab in.',
    status: 200,
    answer: 'SessionAnswer'
  },
  {
    method: 'get',
    path: 'session',
    summary: 'Sets the cookie of the instance and leads to its page.',
    status: 302,
    query: ['ticket!'],
    problems: ['login_required'],
    isOpen: true
  },
  {
    method: 'get',
    path: 'metrics',
    summary: 'Gives Prometheus text.',
    status: 200,
    answer: 'text/plain'
  },
  {
    method: 'get',
    path: 'openapi.json',
    summary: 'Describes this API.',
    status: 200,
    answer: 'application/json'
  }
];

const aboutVoices: readonly ICall[] = [
  {
    method: 'get',
    path: 'api/voices',
    summary: 'Lists the voices.',
    status: 200,
    answer: 'VoiceList'
  },
  {
    method: 'post',
    path: 'api/voices',
    summary: 'Adds a voice from a sample.',
    status: 201,
    request: 'VoiceCreate',
    requestType: 'multipart/form-data',
    answer: 'Voice',
    problems: ['invalid_request', 'too_large', 'not_audio']
  },
  {
    method: 'delete',
    path: 'api/voices/{id}',
    summary: 'Deletes an uploaded voice.',
    status: 204,
    problems: ['voice_not_found']
  },
  {
    method: 'get',
    path: 'api/voices/{id}/preview',
    summary: 'Speaks a sentence in the voice.',
    status: 200,
    answer: 'audio/*',
    problems: ['voice_not_found', 'engine_starting', 'engine_failed', 'gpu_unavailable']
  },
  {
    method: 'post',
    path: 'api/dialogues/parse',
    summary: 'Reads a dialogue script.',
    status: 200,
    request: 'ParseRequest',
    answer: 'ParseAnswer',
    problems: ['invalid_request', 'too_large']
  }
];

const aboutJobs: readonly ICall[] = [
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
    problems: ['invalid_request']
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
    headers: events,
    problems: ['job_not_found']
  }
];

const aboutTakes: readonly ICall[] = [
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

const aboutAudio: readonly ICall[] = [
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

const compatible: readonly ICall[] = [
  {
    method: 'post',
    path: 'v1/audio/speech',
    summary: "Speaks a text, as OpenAI's API does.",
    status: 200,
    request: 'SpeechRequest',
    answer: 'audio/*',
    problems: [
      'invalid_request',
      'invalid_dialogue',
      'voice_not_found',
      'too_large',
      'queue_full',
      'engine_failed',
      'engine_starting'
    ]
  },
  {
    method: 'get',
    path: 'v1/models',
    summary: "Lists the engines, as OpenAI's API lists models.",
    status: 200,
    answer: 'ModelList'
  },
  {
    method: 'get',
    path: 'v1/audio/voices',
    summary: 'Lists the voices.',
    status: 200,
    answer: 'SpeechVoiceList'
  }
];

/** The instance API, below the instance's `url`. */
export const instanceCalls: readonly ICall[] = [
  ...aboutInstance,
  ...aboutVoices,
  ...aboutJobs,
  ...aboutTakes,
  ...aboutAudio,
  ...compatible
];
