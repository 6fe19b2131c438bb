/** How a guarded command is run. */
export interface IGuardedOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
  readonly keptLines?: number;
}

/** Runs a command to its end in a process group that ends with us, even by kill -9; see guarded.mjs. */
export function runGuarded(
  argv: readonly string[],
  options?: IGuardedOptions
): Promise<{ readonly code: number | null; readonly lines: readonly string[] }>;
