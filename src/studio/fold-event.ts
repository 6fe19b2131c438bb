import { type Job, type JobEvent } from '../contract/index.ts';

/** The job after one of its events; the same object when the event says nothing about the job itself. */
export function foldEvent(job: Job, event: JobEvent): Job {
  switch (event.type) {
    case 'queued':
      return {
        ...job,
        state: 'queued',
        progress: {
          ...job.progress,
          queue_position: event.queue_position,
          eta_seconds: event.eta_seconds ?? job.progress.eta_seconds
        }
      };
    case 'started':
      return {
        ...job,
        state: 'running',
        started_at: job.started_at ?? event.at,
        problem: undefined,
        progress: { ...job.progress, queue_position: undefined }
      };
    case 'segment':
      return withSegment(job, event);
    case 'turn':
      return {
        ...job,
        turns: job.turns.map(turn => (turn.id === event.turn.id ? event.turn : turn))
      };
    case 'progress': {
      const {
        audio_seconds,
        expected_seconds,
        fraction,
        realtime_factor,
        eta_seconds,
        queue_position
      } = event;
      return {
        ...job,
        progress: {
          audio_seconds,
          expected_seconds,
          fraction,
          realtime_factor,
          eta_seconds,
          queue_position
        }
      };
    }
    case 'revision':
      return { ...job, audio: event.audio };
    case 'done':
      return {
        ...job,
        state: 'done',
        finished_at: event.at,
        audio: event.audio,
        usage: event.usage,
        progress: {
          ...job.progress,
          fraction: 1,
          eta_seconds: undefined,
          queue_position: undefined
        }
      };
    case 'failed':
      return { ...brokenOff(job, 'failed', event.at), problem: event.problem };
    case 'cancelled':
      return brokenOff(job, 'cancelled', event.at);
    case 'interrupted':
      return { ...brokenOff(job, 'interrupted', event.at), problem: event.problem };
    case 'warning':
      return withWarning(job, event);
    case 'loading':
    case 'unknown':
      return job;
  }
}

/** The job after an end in the middle: the turn that was spoken waits for `resume`, unless it is what failed. */
export function brokenOff(
  job: Job,
  state: 'failed' | 'cancelled' | 'interrupted',
  at: string
): Job {
  const left = state === 'failed' ? 'failed' : 'waiting';
  const isCutOff = job.turns.some(turn => turn.state === 'speaking');
  return {
    ...job,
    state,
    finished_at: at,
    ...(isCutOff && {
      turns: job.turns.map(turn => (turn.state === 'speaking' ? { ...turn, state: left } : turn))
    })
  };
}

/** A warning that was said before, as after a resume, is nothing new. */
function withWarning(job: Job, event: Extract<JobEvent, { type: 'warning' }>): Job {
  const { code, message, turn_id, range } = event;
  const { warnings = [] } = job;
  const told = {
    code,
    message,
    ...(turn_id !== undefined && { turn_id }),
    ...(range && { range })
  };
  const isKnown = warnings.some(each => JSON.stringify(each) === JSON.stringify(told));
  return isKnown ? job : { ...job, warnings: [...warnings, told] };
}

function withSegment(job: Job, event: Extract<JobEvent, { type: 'segment' }>): Job {
  const { audio } = job;
  if (event.revision !== audio.revision) {
    return job;
  }
  const end = (event.start_sample + event.samples) / audio.sample_rate;
  return {
    ...job,
    audio: {
      ...audio,
      segments: Math.max(audio.segments, event.n + 1),
      seconds: Math.max(audio.seconds, end)
    }
  };
}

/** Whether an engine works for the job, or will by itself. */
export function isActive(job: Job | null): boolean {
  return job !== null && (job.state === 'queued' || job.state === 'running');
}

/** Whether the job ended early and `resume` goes on with it. */
export function isResumable(job: Job | null): boolean {
  return (
    job !== null &&
    (job.state === 'failed' || job.state === 'cancelled' || job.state === 'interrupted')
  );
}
