import { type IScript } from './script-rows.ts';

/** Keys that move in the list of turns. */
export type ListMove = 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | '[' | ']';

const moves: ReadonlySet<string> = new Set<ListMove>([
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  '[',
  ']'
]);

/** Whether a key moves in the list. */
export function isListMove(key: string): key is ListMove {
  return moves.has(key);
}

/** First turns of the chapters; what comes before the first chapter counts as one. */
export function chapterStarts(script: IScript): number[] {
  const starts = new Set<number>(script.heads.length > 0 ? [0] : []);
  let isNext = false;
  for (const row of script.rows) {
    if (row.kind === 'chapter') {
      isNext = true;
    } else if (row.turn >= 0 && isNext) {
      starts.add(row.turn);
      isNext = false;
    }
  }
  return [...starts].sort((a, b) => a - b);
}

/** The turn a key leads to, which is the current one where there is no other. */
export function moveInList(script: IScript, current: number, move: ListMove): number {
  const last = script.heads.length - 1;
  switch (move) {
    case 'ArrowUp':
      return Math.max(0, current - 1);
    case 'ArrowDown':
      return Math.min(last, current + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case '[':
      return chapterStarts(script).findLast(start => start < current) ?? 0;
    case ']':
      return chapterStarts(script).find(start => start > current) ?? last;
  }
}
