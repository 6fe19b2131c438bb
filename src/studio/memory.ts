/** What a studio remembers of one document between visits. */
export interface IMemory {
  /** Speaker to voice, as chosen in the panel. */
  readonly cast: Readonly<Record<string, string>>;
  /** Ids of locked turns. */
  readonly locked: readonly string[];
  /** Paths that the document had before; its older jobs carry them. */
  readonly refs: readonly string[];
  /** Whether the text is the untouched example. */
  readonly isExample: boolean;
}

/** Where memories are kept; JupyterLab's state database in the browser. */
export interface IMemoryStore {
  load(path: string): Promise<unknown>;
  save(path: string, memory: IMemory): Promise<void>;
}

/** A memory of nothing. */
export const noMemory: IMemory = { cast: {}, locked: [], refs: [], isExample: false };

/** Reads what was kept, whatever it is; what is not understood is forgotten. */
export function readMemory(value: unknown): IMemory {
  if (typeof value !== 'object' || value === null) {
    return noMemory;
  }
  const { cast, locked, refs, isExample } = value as Partial<Record<keyof IMemory, unknown>>;
  return {
    cast: isRecord(cast)
      ? Object.fromEntries(
          Object.entries(cast).filter((entry): entry is [string, string] => isText(entry[1]))
        )
      : {},
    locked: Array.isArray(locked) ? locked.filter(isText) : [],
    refs: Array.isArray(refs) ? refs.filter(isText) : [],
    isExample: isExample === true
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
