// Checked by the compiler (npm run types); what runs here only shows that the file is looked at.
import type { Dialogue, Job, JobCreate, JobEvent, JobHandle } from '../index.ts';
import { fixture } from './scripted-server.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const isTrue = <T extends true>(value: T): T => value;

function describeEvent(event: JobEvent): string {
  switch (event.type) {
    case 'segment':
      return `${event.n} of revision ${event.revision}`;
    case 'turn':
      return event.turn.speaker;
    case 'failed':
      return event.problem.code;
    case 'unknown':
      return event.name;
    default:
      return event.type;
  }
}

test('answers are typed by the names that the contract knows', () => {
  const job = fixture<Job>('Job', 'done');
  isTrue<Same<Job['turns'][number]['state'], 'waiting' | 'speaking' | 'done' | 'stale' | 'failed'>>(
    true
  );
  isTrue<Same<Dialogue['cast'], Record<string, string | null>>>(true);
  isTrue<Same<Job['started_at'], string | undefined>>(true);
  isTrue<Same<JobHandle['audio'], Job['audio']>>(true);
  // @ts-expect-error -- a misspelt key is no key, although unknown ones are kept
  expect(job.titel).toBeUndefined();
  expect(describeEvent(fixture<JobEvent>('JobEvent', 'turn'))).toBe('角色A');
});

test('requests are typed strictly', () => {
  // @ts-expect-error -- unknown keys are refused
  const body: JobCreate = { script: 'A: x', colour: 'red' };
  expect(body.script).toBe('A: x');
});
