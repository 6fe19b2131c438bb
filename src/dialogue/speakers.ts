import { type CastEntry } from './front-matter.ts';
import { tables } from './generated/tables.ts';
import { identityOf } from './identity.ts';
import { type Speaker } from './types.ts';

/** The roles of a script, by identity: those of the cast first, then by appearance. */
export class Speakers {
  readonly list: Speaker[] = [];
  private readonly _indexes = new Map<string, number>();
  private readonly _identities = new Map<string, string>();

  constructor(cast: ReadonlyMap<string, CastEntry>) {
    for (const [identity, { name }] of cast) {
      this._add(name, identity);
    }
  }

  /** The identity of a spelling; each spelling is worked out once. */
  identity(name: string): string {
    const known = this._identities.get(name);
    if (known !== undefined) {
      return known;
    }
    const identity = identityOf(name);
    this._identities.set(name, identity);
    return identity;
  }

  knows(identity: string): boolean {
    return this._indexes.has(identity);
  }

  indexOf(identity: string): number {
    return this._indexes.get(identity) ?? -1;
  }

  /** Notes a head on a line (from 1); answers the index of its speaker. */
  note(name: string, identity: string, line: number): number {
    const index = this._indexes.get(identity) ?? this._add(name, identity);
    const speaker = this.list[index];
    if (speaker && speaker.line === 0) {
      speaker.line = line;
    }
    return index;
  }

  /** Who speaks a script without heads: the first of the cast, else Speaker 1. */
  monologue(): number {
    return this.list.length > 0
      ? 0
      : this._add(tables.words.monologue, identityOf(tables.words.monologue));
  }

  private _add(name: string, identity: string): number {
    this._indexes.set(identity, this.list.length);
    this.list.push({ name, identity, line: 0 });
    return this.list.length - 1;
  }
}
