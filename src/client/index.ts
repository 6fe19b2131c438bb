/**
 * The typed client of a VibeVoice instance, for browsers, Node 20 and later, and Deno:
 *
 *     const vv = new VibeVoice();
 *     await vv.instance.ready();
 *     const job = await vv.jobs.create({ script: 'Alice: Hello!\nBob: Hi, Alice.' });
 *     for await (const event of job.events()) console.log(event.type);
 *     await (await job.finished()).save('hello.mp3');
 *
 * Data keep the wire's names. Aborting a call never stops a job.
 * `job.listen()` gives the growing sound: `job.audio` is what the contract says of it.
 */
export type {
  Captions,
  Chapter,
  Cue,
  Diagnostic,
  Dialogue,
  Edit,
  Engine,
  Fix,
  Instance,
  InstanceNotice,
  InstanceStart,
  InstanceState,
  Issue,
  Job,
  JobAudio,
  JobCreate,
  JobEngine,
  JobEvent,
  JobList,
  JobOutput,
  JobSettings,
  JobState,
  JobUpdate,
  JobWarning,
  Mode,
  ParseAnswer,
  Pause,
  Peaks,
  Position,
  Problem,
  ProblemCode,
  ProblemSummary,
  Progress,
  Range,
  Take,
  TakeCreate,
  Turn,
  TurnState,
  TurnSummary,
  Usage,
  Voice,
  Word
} from '../contract/index.ts';
export type { Call, IResponse, IWithResponse } from './call.ts';
export * from './errors.ts';
export type { IDisplayPlace } from './environment.ts';
export type { IFollowOptions } from './follow.ts';
export type { IJobEventOptions } from './job-events.ts';
export type { AttachedJob, JobHandle } from './job-handle.ts';
export type { IListenOptions } from './listen.ts';
export type { Log, LogEntry } from './log.ts';
export type {
  FetchLike,
  ICallOptions,
  IKeyedOptions,
  ILauncherOptions,
  IOptions,
  IPatience
} from './options.ts';
export type { Dialogues } from './resources/dialogues.ts';
export type { EngineResource } from './resources/engine.ts';
export type { InstanceResource, IReadyOptions } from './resources/instance.ts';
export type { AudioFormat, IJobQuery, ISegmentPlace, Jobs } from './resources/jobs.ts';
export type { Takes } from './resources/takes.ts';
export { describeJob, type IDescribeOptions } from './output/describe-job.ts';
export { displayBundle, type IDisplayBundle } from './output/display-bundle.ts';
export { type IShowOptions, show } from './output/show.ts';
export type { IVoiceSample, Voices } from './resources/voices.ts';
export type { IFileHandle } from './save.ts';
export { VibeVoice } from './vibe-voice.ts';
