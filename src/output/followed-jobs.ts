import { type Job } from '../contract/index.ts';
import { JobFollower } from '../studio/job-follower.ts';
import { type ISession } from '../tokens.ts';

interface IShared {
  readonly follower: JobFollower;
  users: number;
}

const bySession = new WeakMap<ISession, Map<string, IShared>>();

/** Follows a job together with all other outputs that show it: one stream a job. Whoever takes it gives it back. */
export function takeFollower(session: ISession, job: Job): JobFollower {
  const jobs = bySession.get(session) ?? new Map<string, IShared>();
  bySession.set(session, jobs);
  const shared = jobs.get(job.id);
  if (shared) {
    shared.users += 1;
    shared.follower.update(job);
    return shared.follower;
  }
  const follower = new JobFollower(session.client, job);
  jobs.set(job.id, { follower, users: 1 });
  return follower;
}

/** Gives a follower back; the last one ends its stream. */
export function giveBack(session: ISession, follower: JobFollower): void {
  const jobs = bySession.get(session);
  const shared = jobs?.get(follower.job.id);
  if (jobs && shared?.follower === follower) {
    shared.users -= 1;
    if (shared.users === 0) {
      jobs.delete(follower.job.id);
      follower.dispose();
    }
  }
}
