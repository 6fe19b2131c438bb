import { identityOf } from './identity.ts';
import { TurnIds } from './ids.ts';
import { longestRising, range, uniqueKeys } from './sequences.ts';
import { ALIKE, profileOf, similarity, type Profile } from './similarity.ts';
import { type Dialogue, type Turn } from './types.ts';

/** Most comparisons in one gap; larger gaps are searched near the diagonal. */
const MOST_COMPARISONS = 2500;
const NEAR = 8;

/** A stretch without matches: indexes in the old and in the new turns, ends excluded. */
type Gap = readonly [oldFrom: number, oldTo: number, newFrom: number, newTo: number];

/** Finds the old turn of each new one. */
class Aligner {
  /** Index of the old turn of each new one, or -1. */
  readonly matches: number[];
  private readonly _isUsed: boolean[];
  private readonly _identities = new Map<string, string>();
  private readonly _profiles = new Map<Turn, Profile>();

  constructor(
    private readonly _old: readonly Turn[],
    private readonly _new: readonly Turn[]
  ) {
    this.matches = new Array<number>(_new.length).fill(-1);
    this._isUsed = new Array<boolean>(_old.length).fill(false);
  }

  run(): void {
    const whole: Gap = [0, this._old.length, 0, this._new.length];
    const [gap] = this._trim([whole], this._same);
    if (!gap) {
      return;
    }
    let gaps = this._anchor([gap], turn => this._key(turn), this._same);
    gaps = this._anchor(
      gaps,
      turn => turn.text,
      (left, right) => left.text === right.text
    );
    this._matchMoved(gaps);
    for (const each of gaps) {
      this._matchAlike(each);
    }
  }

  identity(speaker: string): string {
    let identity = this._identities.get(speaker);
    if (identity === undefined) {
      identity = identityOf(speaker);
      this._identities.set(speaker, identity);
    }
    return identity;
  }

  private readonly _same = (left: Turn, right: Turn): boolean =>
    left.text === right.text &&
    (left.speaker === right.speaker || this._key(left) === this._key(right));

  private _key(turn: Turn): string {
    return `${this.identity(turn.speaker)}\n${turn.text}`;
  }

  private _match(oldIndex: number, newIndex: number): void {
    this.matches[newIndex] = oldIndex;
    this._isUsed[oldIndex] = true;
  }

  /** Matches equal turns at both ends of gaps; answers what remains with something on both sides. */
  private _trim(gaps: readonly Gap[], same: (left: Turn, right: Turn) => boolean): Gap[] {
    const rest: Gap[] = [];
    for (let [oldFrom, oldTo, newFrom, newTo] of gaps) {
      const isSame = (oldIndex: number, newIndex: number): boolean => {
        const [left, right] = [this._old[oldIndex], this._new[newIndex]];
        return (
          oldFrom < oldTo &&
          newFrom < newTo &&
          left !== undefined &&
          right !== undefined &&
          same(left, right)
        );
      };
      while (isSame(oldFrom, newFrom)) {
        this._match(oldFrom++, newFrom++);
      }
      while (isSame(oldTo - 1, newTo - 1)) {
        this._match(--oldTo, --newTo);
      }
      if (oldFrom < oldTo || newFrom < newTo) {
        rest.push([oldFrom, oldTo, newFrom, newTo]);
      }
    }
    return rest;
  }

  /** Matches turns whose key stands exactly once on both sides, in rising order, and what is equal beside them. */
  private _anchor(
    gaps: readonly Gap[],
    key: (turn: Turn) => string,
    same: (left: Turn, right: Turn) => boolean
  ): Gap[] {
    const pieces: Gap[] = [];
    for (const [oldFrom, oldTo, newFrom, newTo] of gaps) {
      const olds = uniqueKeys(this._old, oldFrom, oldTo, key);
      const pairs: [number, number][] = [];
      for (const [text, newIndex] of uniqueKeys(this._new, newFrom, newTo, key)) {
        const oldIndex = olds.get(text);
        if (oldIndex !== undefined && oldIndex >= 0 && newIndex >= 0) {
          pairs.push([oldIndex, newIndex]);
        }
      }
      let [oldAt, newAt] = [oldFrom, newFrom];
      for (const [oldIndex, newIndex] of longestRising(pairs)) {
        this._match(oldIndex, newIndex);
        pieces.push([oldAt, oldIndex, newAt, newIndex]);
        [oldAt, newAt] = [oldIndex + 1, newIndex + 1];
      }
      pieces.push([oldAt, oldTo, newAt, newTo]);
    }
    return this._trim(pieces, same);
  }

  /** Matches turns that were moved elsewhere unchanged. */
  private _matchMoved(gaps: readonly Gap[]): void {
    const places = new Map<string, number[]>();
    for (const [oldFrom, oldTo] of gaps) {
      for (let index = oldFrom; index < oldTo; index++) {
        const turn = this._old[index];
        if (turn && !this._isUsed[index]) {
          const key = this._key(turn);
          const found = places.get(key);
          if (found) {
            found.push(index);
          } else {
            places.set(key, [index]);
          }
        }
      }
    }
    const taken = new Map<string, number>();
    for (const [, , newFrom, newTo] of gaps) {
      for (let index = newFrom; index < newTo; index++) {
        const turn = this._new[index];
        if (turn && this.matches[index] === -1) {
          const key = this._key(turn);
          const count = taken.get(key) ?? 0;
          const oldIndex = places.get(key)?.[count];
          if (oldIndex !== undefined) {
            taken.set(key, count + 1);
            this._match(oldIndex, index);
          }
        }
      }
    }
  }

  /** Matches edited turns of a gap. */
  private _matchAlike([oldFrom, oldTo, newFrom, newTo]: Gap): void {
    const olds = range(oldFrom, oldTo).filter(index => !this._isUsed[index]);
    const news = range(newFrom, newTo).filter(index => this.matches[index] === -1);
    const [oldIndex, newIndex] = [olds[0], news[0]];
    if (oldIndex === undefined || newIndex === undefined) {
      return;
    }
    const isOnly = olds.length === 1 && news.length === 1;
    if (isOnly && this._identityAt(this._old, oldIndex) === this._identityAt(this._new, newIndex)) {
      this._match(oldIndex, newIndex);
    } else if (olds.length * news.length <= MOST_COMPARISONS) {
      this._matchBest(olds, news);
    } else {
      this._matchNear(olds, news);
    }
  }

  private _identityAt(turns: readonly Turn[], index: number): string {
    return this.identity(turns[index]?.speaker ?? '');
  }

  private _profile(turn: Turn | undefined): Profile {
    const known = turn && this._profiles.get(turn);
    if (known || !turn) {
      return known ?? profileOf('', '');
    }
    const profile = profileOf(this.identity(turn.speaker), turn.text);
    this._profiles.set(turn, profile);
    return profile;
  }

  private _score(oldIndex: number, newIndex: number): number {
    const score = similarity(
      this._profile(this._old[oldIndex]),
      this._profile(this._new[newIndex])
    );
    return score >= ALIKE ? score : 0;
  }

  /** The pairs in rising order whose likeness adds up to most. */
  private _matchBest(olds: readonly number[], news: readonly number[]): void {
    const width = news.length + 1;
    const best = new Float64Array((olds.length + 1) * width);
    const at = (row: number, column: number): number => best[row * width + column] ?? 0;
    for (let row = olds.length - 1; row >= 0; row--) {
      for (let column = news.length - 1; column >= 0; column--) {
        const score = this._score(olds[row] ?? 0, news[column] ?? 0);
        const paired = score > 0 ? score + at(row + 1, column + 1) : 0;
        best[row * width + column] = Math.max(paired, at(row + 1, column), at(row, column + 1));
      }
    }
    let [row, column] = [0, 0];
    while (row < olds.length && column < news.length) {
      const value = at(row, column);
      if (value === at(row + 1, column)) {
        row++;
      } else if (value === at(row, column + 1)) {
        column++;
      } else {
        this._match(olds[row++] ?? 0, news[column++] ?? 0);
      }
    }
  }

  /** The first good partner among the next few, for gaps too large to compare all. */
  private _matchNear(olds: readonly number[], news: readonly number[]): void {
    let start = 0;
    for (const newIndex of news) {
      let [bestAt, bestScore] = [-1, 0];
      for (let at = start; at < Math.min(olds.length, start + NEAR); at++) {
        const score = this._score(olds[at] ?? 0, newIndex);
        if (score > bestScore) {
          [bestAt, bestScore] = [at, score];
        }
      }
      if (bestAt >= 0) {
        this._match(olds[bestAt] ?? 0, newIndex);
        start = bestAt + 1;
      }
    }
  }
}

/**
 * Gives the turns of `next` the ids that they had in `previous`, so that takes stay with their turns while the text is edited: equal turns
 * first, then those whose speaker was renamed, those moved elsewhere, and those most alike. Ids stay unique. Nearly linear in the number of turns.
 */
export function alignTurnIds(previous: Dialogue, next: Dialogue): Dialogue {
  const aligner = new Aligner(previous.turns, next.turns);
  aligner.run();
  const ids = new TurnIds();
  const taken = new Set<string>();
  const keep = (id: string): string => {
    ids.take(id);
    taken.add(id);
    return id;
  };
  const kept = aligner.matches.map(index => (index < 0 ? undefined : previous.turns[index]?.id));
  kept.forEach(id => id !== undefined && keep(id));
  const turns = next.turns.map((turn, index) => {
    const id =
      kept[index] ??
      keep(taken.has(turn.id) ? ids.next(aligner.identity(turn.speaker), turn.text) : turn.id);
    return id === turn.id ? turn : { ...turn, id };
  });
  return { ...next, turns };
}
