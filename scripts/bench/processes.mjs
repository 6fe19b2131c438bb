import { execFileSync } from 'node:child_process';

/** Resident memory in MB of a process and everything it started. */
export function residentMb(pid) {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const processes = lines.map(line => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  let found = 0;
  // Parents may be listed after their children: go on until nobody new is found.
  while (family.size > found) {
    found = family.size;
    processes.filter(([, parent]) => family.has(parent)).forEach(([child]) => family.add(child));
  }
  const kilobytes = processes
    .filter(([id]) => family.has(id))
    .reduce((sum, [, , rss]) => sum + rss, 0);
  return kilobytes / 1024;
}
