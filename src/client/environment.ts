// The one place that looks for a runtime. By `globalThis`, because this source runs where these names do not exist,
// and by `getBuiltinModule`, because bundlers for browsers would follow an import of `node:fs`.

interface IFileSystem {
  promises: {
    open(
      path: string,
      flags: string
    ): Promise<{
      write(bytes: Uint8Array): Promise<unknown>;
      close(): Promise<void>;
    }>;
    rename(from: string, to: string): Promise<void>;
    rm(path: string, options: { force: boolean }): Promise<void>;
  };
}

interface IRuntime {
  process?: {
    env?: Record<string, string | undefined>;
    getBuiltinModule?: (name: string) => unknown;
  };
  location?: { href?: string };
  Deno?: {
    jupyter?: {
      display(bundle: object, options: object): Promise<void>;
    };
  };
  document?: unknown;
}

const runtime = globalThis as IRuntime;

/** Reads an environment variable; undefined where there is no environment, or no permission to read it. */
export function readVariable(name: string): string | undefined {
  try {
    return runtime.process?.env?.[name] || undefined;
  } catch {
    // Deno throws without --allow-env: for the caller that is the same as a variable that is not set.
    return undefined;
  }
}

/** Whether this is a web page. */
export function isPage(): boolean {
  return runtime.document !== undefined;
}

/** The page's own address, where there is one. */
export function pageAddress(): string | undefined {
  return isPage() ? runtime.location?.href : undefined;
}

/** The file system of Node or Deno; undefined in a browser. */
export function fileSystem(): IFileSystem | undefined {
  return runtime.process?.getBuiltinModule?.('node:fs') as IFileSystem | undefined;
}

/** Where in a notebook something is put: whatever bears the same id is replaced by an update. */
export interface IDisplayPlace {
  /** Names the place. */
  readonly id: string;
  /** Whether it takes the place of what bears the id already. */
  readonly isUpdate: boolean;
}

/** Milliseconds after which Deno's kernel has sent what was displayed: its cell must not end before. */
const tick_ms = 20;

/** What shows a bundle in the output of this cell; undefined outside of a Deno kernel. */
export function displayHere():
  ((bundle: object, place: IDisplayPlace) => Promise<void>) | undefined {
  const { Deno } = runtime;
  // Only a kernel has it; asking for it elsewhere throws in some versions.
  let jupyter: { display(bundle: object, options: object): Promise<void> } | undefined;
  try {
    jupyter = Deno?.jupyter;
  } catch {
    return undefined;
  }
  return (
    jupyter &&
    (async (bundle, { id, isUpdate }) => {
      await jupyter.display(bundle, { raw: true, display_id: id, update: isUpdate });
      await new Promise(resolve => setTimeout(resolve, tick_ms));
    })
  );
}
