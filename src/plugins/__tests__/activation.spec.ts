/* eslint-disable jupyter/no-untranslated-string, jupyter/require-disposable-ownership, jupyter/command-described-by -- data and stand-ins, which live as long as the test */
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { ISearchProviderRegistry, SearchProviderRegistry } from '@jupyterlab/documentsearch';
import { ILauncher, LauncherModel } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry, RenderMimeRegistry } from '@jupyterlab/rendermime';
import { IRunningSessionManagers, RunningSessionManagers } from '@jupyterlab/running';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB, StateDB } from '@jupyterlab/statedb';
import { IStatusBar, StatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { type IPlugin, PluginRegistry, type Token } from '@lumino/coreutils';
import { type Signal } from '@lumino/signaling';
import { jobOf } from '../../studio/__tests__/facts.ts';
import { type IJobEnd, IVibeVoice } from '../../tokens.ts';
import plugins from '../index.ts';
import { loadedWith } from './light-imports.ts';

const commands = new CommandRegistry();
const docRegistry = new DocumentRegistry();
const launcher = new LauncherModel();
const running = new RunningSessionManagers();
const statusBar = new StatusBar();
const rendermime = new RenderMimeRegistry();
const searches = new SearchProviderRegistry();
const paletteItems: string[] = [];

/** What JupyterLab gives an extension, as far as ours takes it. */
const app = {
  commands,
  docRegistry,
  shell: { currentWidget: null },
  restored: new Promise<void>(() => undefined),
  serviceManager: { serverSettings: { baseUrl: 'http://localhost/' }, contents: {} }
};
const registry = new PluginRegistry<typeof app>();
registry.application = app;

/** Gives a token to whoever requires it. */
function provide<T>(token: Token<T>, value: unknown): void {
  registry.registerPlugin({
    id: `given:${token.name}`,
    provides: token,
    activate: () => value
  } as IPlugin<typeof app, unknown>);
}

beforeAll(async () => {
  provide(ITranslator, nullTranslator);
  provide(IStateDB, new StateDB());
  provide(ISettingRegistry, {
    load: () => Promise.reject(new Error('No schema here')),
    transform: () => undefined
  });
  provide(IEditorServices, {});
  provide(INotebookTracker, { activeCell: null });
  provide(IRenderMimeRegistry, rendermime);
  provide(ISearchProviderRegistry, searches);
  provide(ILauncher, launcher);
  provide(ICommandPalette, {
    addItem: ({ command }: { command: string }) => paletteItems.push(command)
  });
  provide(IRunningSessionManagers, running);
  provide(IStatusBar, statusBar);
  registry.registerPlugins(plugins as unknown as IPlugin<typeof app, unknown>[]);
  await registry.activatePlugins('startUp');
});

it('activates all of its plugins, each by an id of this package', () => {
  const ids = plugins.map(plugin => plugin.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter(id => !/^jupyterlab-vibevoice:[a-z-]+$/.test(id))).toEqual([]);
  expect(ids.filter(id => !registry.isPluginActivated(id))).toEqual([]);
  expect(plugins.filter(plugin => !plugin.description)).toEqual([]);
});

it('adds commands with words of their own, and says what each takes', async () => {
  const ours = commands.listCommands().sort();
  expect(ours).toEqual([
    'vibevoice:insert-cell',
    'vibevoice:open-studio',
    'vibevoice:redo',
    'vibevoice:speak-cell',
    'vibevoice:undo'
  ]);
  const described = await Promise.all(ours.map(id => commands.describedBy(id)));
  expect(described.map(({ args }) => args?.type)).toEqual(ours.map(() => 'object'));
  expect(ours.filter(id => commands.label(id) === '')).toEqual([]);
});

it('puts the studio into launcher and palette', () => {
  expect([...launcher.items()].map(item => item.command)).toEqual(['vibevoice:open-studio']);
  expect(paletteItems).toEqual(['vibevoice:open-studio']);
});

it('opens dialogues in the studio, and text files too', () => {
  expect(docRegistry.getFileType('vibevoice-dialogue')?.extensions).toEqual(['.dialogue.txt']);
  expect(docRegistry.defaultWidgetFactory('evening.dialogue.txt').name).toBe('Studio');
  expect(docRegistry.preferredWidgetFactories('notes.txt').map(({ name }) => name)).toContain(
    'Studio'
  );
});

it('has a section among what is running, and shows nothing in it or in the status bar at first', () => {
  expect(running.items().map(section => section.name)).toEqual(['VibeVoice']);
  expect(running.items().flatMap(section => section.running({ mode: 'list' }))).toEqual([]);
  const item = statusBar.node.querySelector('.vv-StatusItem');
  expect(item).not.toBeNull();
  expect(item?.closest('.lm-mod-hidden')).not.toBeNull();
});

it('renders jobs in outputs, safe ones only', () => {
  const type = 'application/vnd.vibevoice.job.v1+json';
  expect(rendermime.preferredMimeType({ [type]: {} }, 'ensure')).toBe(type);
});

it('tells of a job that has ended; the button opens its dialogue', async () => {
  const vibeVoice = await registry.resolveRequiredService(IVibeVoice);
  const opened = new Promise<unknown>(resolve => {
    commands.addCommand('docmanager:open', { execute: args => resolve(args) });
  });
  const told = new Promise<void>(resolve => {
    Notification.manager.changed.connect(() => resolve());
  });
  const job = jobOf(['done', 'done']);
  const end = { job, path: 'evening.dialogue.txt', title: 'Evening' };
  (vibeVoice.jobEnded as Signal<IVibeVoice, IJobEnd>).emit(end);
  await told;
  const [shown] = Notification.manager.notifications;
  expect(shown).toMatchObject({
    type: 'success',
    message: expect.stringContaining('Evening') as string
  });
  const [action] = shown!.options.actions!;
  expect(action?.label).toBe('Open');
  action?.callback(new MouseEvent('click'));
  await expect(opened).resolves.toMatchObject({ path: 'evening.dialogue.txt', factory: 'Studio' });
});

it('loads nothing heavy before somebody opens something', () => {
  const { files, packages } = loadedWith('src/plugins/index.ts');
  // A clock is eight lines.
  const heavy =
    /\.tsx$|^src\/(client|contract|player)\/|^src\/dialogue\/(?!clock)|studio-model|StudioParts|examples/;
  expect(files.filter(file => heavy.test(file))).toEqual([]);
  expect(packages.filter(name => /^(react|zod|axios|@codemirror)/.test(name))).toEqual([]);
});
