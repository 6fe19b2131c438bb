import type { Instance } from '../contract/index.ts';
import { abortable } from './abort.ts';
import type { FetchLike, ILauncherOptions, IOptions } from './options.ts';
import { errorOf, ownProblem } from './problem-errors.ts';

/** An address that can be called, and what opens it. */
export interface ITarget {
  /** Absolute, with a slash at its end. */
  readonly url: string;
  /** Value of the `Authorization` header. */
  readonly authorization?: string;
  readonly fetch?: FetchLike;
  /** When the token stops working, in milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** Knows the address that is called, and gets another when that one no longer works. */
export interface IAccess {
  target(signal?: AbortSignal): Promise<ITarget>;
  /** Another target after `stale` was refused; undefined where there is none to be had. */
  renew(stale: ITarget, signal?: AbortSignal): Promise<ITarget | undefined>;
  /** Ask again before the next call: `stale` did not answer. */
  forget(stale: ITarget): void;
}

// A token is renewed this long before it ends, so that clocks may differ.
const renewalMargin = 60_000;

/** An address and a token that the caller gave. */
export class FixedAccess implements IAccess {
  readonly #options: Pick<IOptions, 'token' | 'fetch'> & { url: string; scheme?: string };

  constructor(options: Pick<IOptions, 'token' | 'fetch'> & { url: string; scheme?: string }) {
    this.#options = options;
  }

  async target(): Promise<ITarget> {
    const { url, token, fetch, scheme = 'Bearer' } = this.#options;
    const word = typeof token === 'function' ? await token() : token;
    return {
      url: url.endsWith('/') ? url : `${url}/`,
      ...(word && { authorization: `${scheme} ${word}` }),
      ...(fetch && { fetch })
    };
  }

  async renew(stale: ITarget): Promise<ITarget | undefined> {
    const fresh = await this.target();
    return fresh.authorization === stale.authorization ? undefined : fresh;
  }

  forget(): void {}
}

/** Asks a launcher for the instance's address and token; calls that want it at the same time share one question. */
export class LauncherAccess implements IAccess {
  readonly #ask: () => Promise<Instance>;
  readonly #toTarget: (instance: Instance) => ITarget | undefined;
  #known?: ITarget;
  #asking?: Promise<ITarget>;

  constructor(ask: () => Promise<Instance>, toTarget: (instance: Instance) => ITarget | undefined) {
    this.#ask = ask;
    this.#toTarget = toTarget;
  }

  async target(signal?: AbortSignal): Promise<ITarget> {
    const isFresh = (this.#known?.expiresAt ?? Infinity) - renewalMargin > Date.now();
    return this.#known && isFresh ? this.#known : this.#question(signal);
  }

  async renew(stale: ITarget, signal?: AbortSignal): Promise<ITarget | undefined> {
    if (this.#known === stale) {
      this.#known = undefined;
    }
    const fresh = this.#known ?? (await this.#question(signal));
    return fresh.authorization === stale.authorization && fresh.url === stale.url
      ? undefined
      : fresh;
  }

  forget(stale: ITarget): void {
    if (this.#known === stale) {
      this.#known = undefined;
    }
  }

  /** Takes what a call of the launcher has said anyway. */
  learn(instance: Instance): void {
    this.#known = this.#toTarget(instance);
  }

  #question(signal?: AbortSignal): Promise<ITarget> {
    // Not bound to the signal of one caller: the others wait for the same answer.
    this.#asking ??= this.#answer().finally(() => {
      this.#asking = undefined;
    });
    return abortable(this.#asking, signal);
  }

  async #answer(): Promise<ITarget> {
    const instance = await this.#ask();
    this.learn(instance);
    if (!this.#known) {
      throw errorOf(
        instance.problem ??
          ownProblem(
            'instance_stopped',
            'The instance is not running.',
            'Start it, then try again.'
          )
      );
    }
    return this.#known;
  }
}

/** The launcher's own address, made from Jupyter's base URL where that was given. */
export function launcherUrl(baseUrl: string): string {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  return base.endsWith('/jupyterlab-vibevoice/') ? base : `${base}jupyterlab-vibevoice/`;
}

/** The target that an instance's description leads to; undefined where it is not running. */
export function targetOf(
  instance: Instance,
  launcher: ILauncherOptions,
  isPage: boolean
): ITarget | undefined {
  const { state, url, kernel_url: kernelUrl, token, token_expires_at: end } = instance;
  // Without a token the launcher forwards, below its own address and with Jupyter's login, which goes nowhere else.
  const address = token && !isPage ? (kernelUrl ?? url) : url;
  if (!address || state === 'stopped') {
    return undefined;
  }
  const absolute = new URL(address.endsWith('/') ? address : `${address}/`, launcher.baseUrl);
  if (token) {
    const expiresAt = end && Date.parse(end);
    return {
      url: absolute.href,
      authorization: `Bearer ${token}`,
      ...(expiresAt && { expiresAt })
    };
  }
  const isOwn = absolute.origin === new URL(launcher.baseUrl).origin;
  return {
    url: absolute.href,
    ...(isOwn && launcher.token && { authorization: `token ${launcher.token}` }),
    ...(launcher.fetch && { fetch: launcher.fetch })
  };
}
