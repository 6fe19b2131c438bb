import {
  type Instance,
  instanceSchema,
  type InstanceStart,
  instanceStartSchema,
  sessionAnswerSchema
} from '../../contract/index.ts';
import type { LauncherAccess } from '../access.ts';
import { checkJson } from '../answers.ts';
import { Call } from '../call.ts';
import { OptionsError } from '../errors.ts';
import { checkRequest, type Exchange } from '../exchange.ts';
import { follow, type IFollowOptions } from '../follow.ts';
import { parseData } from '../job-events.ts';
import type { ICallOptions } from '../options.ts';
import { errorOf, ownProblem } from '../problem-errors.ts';

/** A launcher API, and what it has told of the instance's address. */
export interface ILauncher {
  exchange: Exchange;
  access: LauncherAccess;
}

/** What may be said when waiting for the instance. */
export interface IReadyOptions extends IFollowOptions {
  /** Told every change of the instance while it starts. */
  onState?: (instance: Instance) => void;
  /** How to start it, where it is stopped. */
  start?: InstanceStart;
}

/** The instance: through a launcher where there is one, which can also start and stop it. */
export class InstanceResource {
  readonly #exchange: Exchange;
  readonly #launcher?: ILauncher;

  constructor(exchange: Exchange, launcher?: ILauncher) {
    this.#exchange = exchange;
    this.#launcher = launcher;
  }

  /** How the instance is. */
  get(options: ICallOptions = {}): Call<Instance> {
    const call = this.#launcher
      ? this.#launcher.exchange.json(instanceSchema, { ...options, path: 'api/instance' })
      : this.#exchange.json(instanceSchema, { ...options, path: 'api/status' });
    return call.map(instance => this.#learn(instance));
  }

  /** Starts the instance, or joins the start under way; needs a launcher. */
  start(how: InstanceStart = {}, options: ICallOptions = {}): Call<Instance> {
    return Call.begin(() => {
      const json = checkRequest(instanceStartSchema, how);
      const call = { ...options, method: 'POST' as const, path: 'api/instance', json };
      return this.#needLauncher()
        .exchange.json(instanceSchema, { ...call, isIdempotent: true })
        .map(instance => this.#learn(instance));
    });
  }

  /** Stops the instance; jobs under way are kept and can be resumed; needs a launcher. */
  stop(options: ICallOptions = {}): Call<Instance> {
    const call = { ...options, method: 'DELETE' as const, path: 'api/instance' };
    return Call.begin(() =>
      this.#needLauncher()
        .exchange.json(instanceSchema, call)
        .map(instance => this.#learn(instance))
    );
  }

  /** Every change of the instance, the present state first, until the signal aborts. */
  events(options: IFollowOptions = {}): AsyncGenerator<Instance, void, undefined> {
    const exchange = this.#launcher?.exchange ?? this.#exchange;
    const path = this.#launcher ? 'api/instance/events' : 'api/events';
    const source = {
      open: (_last: string | undefined, signal: AbortSignal) =>
        exchange.open({ path, accept: 'text/event-stream', headers: options.headers, signal }),
      read: (data: string) => this.#learn(checkJson(instanceSchema, parseData(data))),
      idOf: () => undefined,
      isLast: () => false
    };
    return follow(source, exchange.patience, options);
  }

  /** Starts the instance where it is stopped, and gives it as soon as it takes jobs. */
  async ready({ onState, start, ...options }: IReadyOptions = {}): Promise<Instance> {
    const { signal } = options;
    let instance = this.#launcher
      ? await this.start(start, { signal })
      : await this.get({ signal });
    onState?.(instance);
    if (!isSettled(instance)) {
      for await (const next of this.events(options)) {
        instance = next;
        onState?.(next);
        if (isSettled(next)) {
          break;
        }
      }
    }
    if (instance.state === 'failed' || instance.state === 'stopped') {
      throw errorOf(
        instance.problem ?? ownProblem('instance_stopped', 'The instance did not start.')
      );
    }
    return instance;
  }

  /** The last lines that the one-click script printed. */
  log({ tail = 200, ...options }: ICallOptions & { tail?: number } = {}): Call<string> {
    return this.#launcher
      ? this.#launcher.exchange.text({ ...options, path: 'api/instance/log', query: { tail } })
      : this.#exchange.text({ ...options, path: 'api/log', query: { tail } });
  }

  /** A link that works once, within 60 seconds, and logs a browser tab in to the instance. */
  async session(options: ICallOptions = {}): Promise<string> {
    const call = { ...options, method: 'POST' as const, path: 'api/session' };
    const { url } = await this.#exchange.json(sessionAnswerSchema, call);
    return this.#exchange.address(url, options.signal);
  }

  /** Gives this page the instance's cookie, so that audio elements and links can reach it. */
  async logIn(options: ICallOptions = {}): Promise<void> {
    const path = await this.session(options);
    // The cookie comes with the answer; the page that it leads to is not wanted, and there may be none.
    const call = { ...options, path, accept: '*/*', maxRetries: 0 };
    await this.#exchange.nothing({ ...call, redirect: 'manual' });
  }

  /** Address of a page of the one-click script, such as Gradio's. */
  pageUrl(path = '', options: ICallOptions = {}): Promise<string> {
    return this.#exchange.address(`ui/${path}`, options.signal);
  }

  #learn(instance: Instance): Instance {
    this.#launcher?.access.learn(instance);
    return instance;
  }

  #needLauncher(): ILauncher {
    if (!this.#launcher) {
      throw new OptionsError(
        'Only a launcher can start and stop an instance.',
        'Give the client a launcher instead of a url.'
      );
    }
    return this.#launcher;
  }
}

function isSettled({ state }: Instance): boolean {
  return ['ready', 'busy', 'asleep', 'failed', 'stopped'].includes(state);
}
