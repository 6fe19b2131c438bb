import type { ICall } from './call.ts';
import { audioCalls, jobCalls, takeCalls } from './job-calls.ts';
import type { ProblemCode } from './problems.ts';

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
    problems: ['invalid_request', 'not_yours', 'start_timeout', 'gpu_unavailable']
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
    query: ['tail'],
    problems: ['invalid_request']
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
    query: ['tail'],
    problems: ['invalid_request']
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

const compatible: readonly ICall[] = [
  {
    method: 'post',
    path: 'v1/audio/speech',
    summary: "Speaks a text, as OpenAI's API does.",
    status: 200,
    request: 'SpeechRequest',
    answer: 'audio/*, text/event-stream',
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
  ...jobCalls,
  ...takeCalls,
  ...audioCalls,
  ...compatible
];
