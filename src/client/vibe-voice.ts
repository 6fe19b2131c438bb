import { instanceSchema } from '../contract/index.ts';
import { FixedAccess, type IAccess, LauncherAccess, launcherUrl, targetOf } from './access.ts';
import { isPage, readVariable } from './environment.ts';
import { OptionsError } from './errors.ts';
import { Exchange } from './exchange.ts';
import { type ILauncherOptions, type IOptions, type Patience, patienceOf } from './options.ts';
import { Dialogues } from './resources/dialogues.ts';
import { EngineResource } from './resources/engine.ts';
import { type ILauncher, InstanceResource } from './resources/instance.ts';
import { Jobs } from './resources/jobs.ts';
import { Voices } from './resources/voices.ts';

/** A client of one instance; making it asks nothing, every call is checked both ways. */
export class VibeVoice {
  /** The instance itself: how it is, starting and stopping it, logging a page in. */
  readonly instance: InstanceResource;
  /** The program that makes sound. */
  readonly engine: EngineResource;
  /** Dialogue scripts. */
  readonly dialogues: Dialogues;
  /** What speakers sound like. */
  readonly voices: Voices;
  /** Requests to speak a dialogue. */
  readonly jobs: Jobs;

  /** Throws an `OptionsError` where neither the options nor the environment say where the instance is. */
  constructor(options: IOptions = {}) {
    const found = withEnvironment(options);
    const patience = patienceOf(found);
    const launcher = found.launcher && launcherOf(found.launcher, patience);
    const access: IAccess = launcher?.access ?? new FixedAccess({ ...found, url: found.url ?? '' });
    const exchange = new Exchange(access, patience, true);
    this.instance = new InstanceResource(exchange, launcher);
    this.engine = new EngineResource(exchange);
    this.dialogues = new Dialogues(exchange);
    this.voices = new Voices(exchange);
    this.jobs = new Jobs(exchange);
  }
}

/** The order of docs/contract.md, section 7: what the caller gave, an instance's address, a launcher's. */
function withEnvironment(options: IOptions): IOptions {
  if (options.url && options.launcher) {
    throw new OptionsError('Give a url or a launcher, not both.');
  }
  if (options.url ?? options.launcher) {
    return options;
  }
  const url = readVariable('VIBEVOICE_URL');
  if (url) {
    return { ...options, url, token: options.token ?? readVariable('VIBEVOICE_TOKEN') };
  }
  const baseUrl = readVariable('VIBEVOICE_LAUNCHER');
  if (baseUrl) {
    return { ...options, launcher: { baseUrl, token: readVariable('VIBEVOICE_LAUNCHER_TOKEN') } };
  }
  throw new OptionsError(
    'No VibeVoice instance is known here.',
    'Give url and token, or a launcher; or set VIBEVOICE_URL and VIBEVOICE_TOKEN; or set VIBEVOICE_LAUNCHER and ' +
      "VIBEVOICE_LAUNCHER_TOKEN (Jupyter does that for its kernels); in JupyterLab give the launcher the page's server settings."
  );
}

function launcherOf(options: ILauncherOptions, patience: Patience): ILauncher {
  const { token, fetch } = options;
  const url = launcherUrl(options.baseUrl);
  const exchange = new Exchange(
    new FixedAccess({ url, token, fetch, scheme: 'token' }),
    patience,
    false
  );
  const fromPage = options.via ? options.via === 'page' : isPage() || fetch !== undefined;
  const access = new LauncherAccess(
    () => exchange.json(instanceSchema, { path: 'api/instance' }),
    instance => targetOf(instance, options, fromPage)
  );
  return { exchange, access };
}
