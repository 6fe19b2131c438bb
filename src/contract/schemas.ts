import * as access from './access.ts';
import * as captions from './captions.ts';
import * as diagnostic from './diagnostic.ts';
import * as dialogue from './dialogue.ts';
import * as protocol from './engine-protocol.ts';
import * as engine from './engine.ts';
import * as events from './events.ts';
import * as instance from './instance.ts';
import * as requests from './job-requests.ts';
import * as job from './job.ts';
import * as openai from './openai.ts';
import * as output from './output.ts';
import * as problem from './problem.ts';
import * as voice from './voice.ts';

/** Every named schema; the names are those of the JSON Schema, of openapi.json and of the Python models. */
export const schemas = {
  Position: problem.positionSchema,
  Range: problem.rangeSchema,
  Issue: problem.issueSchema,
  Problem: problem.problemSchema,
  Edit: diagnostic.editSchema,
  Fix: diagnostic.fixSchema,
  Diagnostic: diagnostic.diagnosticSchema,
  Pause: dialogue.pauseSchema,
  Turn: dialogue.turnSchema,
  Chapter: dialogue.chapterSchema,
  Dialogue: dialogue.dialogueSchema,
  PauseInput: dialogue.pauseInputSchema,
  TurnInput: dialogue.turnInputSchema,
  ChapterInput: dialogue.chapterInputSchema,
  DialogueInput: dialogue.dialogueInputSchema,
  ParseRequest: dialogue.parseRequestSchema,
  ParseAnswer: dialogue.parseAnswerSchema,
  Abilities: engine.abilitiesSchema,
  Engine: engine.engineSchema,
  EngineDescription: engine.engineDescriptionSchema,
  Instance: instance.instanceSchema,
  InstanceStart: instance.instanceStartSchema,
  Voice: voice.voiceSchema,
  VoiceList: voice.voiceListSchema,
  VoiceCreate: voice.voiceCreateSchema,
  JobCreate: requests.jobCreateSchema,
  JobUpdate: requests.jobUpdateSchema,
  TakeCreate: requests.takeCreateSchema,
  TakeChoice: requests.takeChoiceSchema,
  Take: job.takeSchema,
  TurnState: job.turnStateSchema,
  Progress: job.progressSchema,
  JobAudio: job.jobAudioSchema,
  JobSettings: job.jobSettingsSchema,
  Usage: job.usageSchema,
  JobEngine: job.jobEngineSchema,
  JobWarning: job.jobWarningSchema,
  Job: job.jobSchema,
  JobList: job.jobListSchema,
  TurnSummary: output.turnSummarySchema,
  ProblemSummary: output.problemSummarySchema,
  JobOutput: output.jobOutputSchema,
  QueuedEvent: events.queuedEventSchema,
  LoadingEvent: events.loadingEventSchema,
  StartedEvent: events.startedEventSchema,
  SegmentEvent: events.segmentEventSchema,
  TurnEvent: events.turnEventSchema,
  ProgressEvent: events.progressEventSchema,
  RevisionEvent: events.revisionEventSchema,
  WarningEvent: events.warningEventSchema,
  DoneEvent: events.doneEventSchema,
  FailedEvent: events.failedEventSchema,
  CancelledEvent: events.cancelledEventSchema,
  InterruptedEvent: events.interruptedEventSchema,
  UnknownEvent: events.unknownEventSchema,
  JobEvent: events.jobEventSchema,
  Word: captions.wordSchema,
  Cue: captions.cueSchema,
  Captions: captions.captionsSchema,
  Peaks: captions.peaksSchema,
  SpeechVoice: openai.speechVoiceSchema,
  SpeechVoiceList: openai.speechVoiceListSchema,
  SpeechRequest: openai.speechRequestSchema,
  SpeechDelta: openai.speechDeltaSchema,
  SpeechDone: openai.speechDoneSchema,
  SpeechEvent: openai.speechEventSchema,
  ModelEntry: openai.modelEntrySchema,
  ModelList: openai.modelListSchema,
  ApiAnswer: access.apiAnswerSchema,
  TokenAnswer: access.tokenAnswerSchema,
  SessionAnswer: access.sessionAnswerSchema,
  RuntimeFile: access.runtimeFileSchema,
  RenderTurn: protocol.renderTurnSchema,
  RenderRequest: protocol.renderRequestSchema,
  AudioLine: protocol.audioLineSchema,
  TurnLine: protocol.turnLineSchema,
  WordTime: protocol.wordTimeSchema,
  WordsLine: protocol.wordsLineSchema,
  StateLine: protocol.stateLineSchema,
  EndLine: protocol.endLineSchema,
  ProblemLine: protocol.problemLineSchema,
  RenderLine: protocol.renderLineSchema
} as const;

/** The name of a schema. */
export type SchemaName = keyof typeof schemas;
