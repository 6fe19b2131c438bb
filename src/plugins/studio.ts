import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import studioSvg from '../../style/icons/studio.svg';
import { IVibeVoice } from '../tokens.ts';
import { IStudioTracker, type StudioDocument } from '../widgets/StudioDocument.ts';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- thin, and a factory must be there before files are opened
import { StudioFactory } from '../widgets/StudioFactory.ts';
import { type IStudioServices } from '../widgets/StudioParts.ts';

/** Commands of the document. */
export namespace CommandIDs {
  /** Opens a dialogue in the studio: the one at `path`, or a new one in `cwd`. */
  export const openStudio = 'vibevoice:open-studio';
  export const undo = 'vibevoice:undo';
  export const redo = 'vibevoice:redo';
}

const FACTORY = 'Studio';
const FILE_TYPE = 'vibevoice-dialogue';
const EXTENSION = '.dialogue.txt';
/** Key in the state database: set once the example of a first run has been given. */
const FIRST_USE = 'jupyterlab-vibevoice:first-use';

/** The studio's icon: on its tile, its tabs and its files. */
export const studioIcon = new LabIcon({ name: 'vibevoice:studio', svgstr: studioSvg });

interface IParts {
  readonly app: JupyterFrontEnd;
  readonly trans: TranslationBundle;
  readonly tracker: WidgetTracker<StudioDocument>;
}

/** Registers the file type, and the factory that opens it. */
function addDocument(
  { app, trans, tracker }: IParts,
  translator: ITranslator,
  services: IStudioServices
): void {
  app.docRegistry.addFileType({
    name: FILE_TYPE,
    displayName: trans.__('Dialogue'),
    extensions: [EXTENSION],
    pattern: '.*\\.dialogue\\.txt$',
    mimeTypes: ['text/plain'],
    contentType: 'file',
    fileFormat: 'text',
    icon: studioIcon
  });
  const factory = new StudioFactory({
    name: FACTORY,
    label: trans.__('Studio'),
    modelName: 'text',
    fileTypes: [FILE_TYPE, 'text', 'markdown'],
    defaultFor: [FILE_TYPE],
    translator,
    icon: studioIcon,
    load: async context =>
      (await import('../widgets/StudioParts.ts')).createStudioParts(context, services)
  });
  factory.widgetCreated.connect((_, widget) => {
    // A renamed dialogue is found again after a reload.
    widget.context.pathChanged.connect(() => void tracker.save(widget), tracker);
    void tracker.add(widget);
  }, tracker);
  app.docRegistry.addWidgetFactory(factory);
}

/** Makes an untitled dialogue; the first one ever holds an example. */
async function createDialogue(
  app: JupyterFrontEnd,
  state: IStateDB,
  path: string,
  language: 'en' | 'zh'
): Promise<string | null> {
  const model = (await app.commands.execute('docmanager:new-untitled', {
    path,
    type: 'file',
    ext: EXTENSION
  })) as { path: string } | undefined;
  if (!model) {
    return null;
  }
  if ((await state.fetch(FIRST_USE)) === undefined) {
    const { firstExample } = await import('../widgets/examples.ts');
    await app.serviceManager.contents.save(model.path, {
      type: 'file',
      format: 'text',
      content: firstExample(language).text
    });
    await state.save(FIRST_USE, true);
  }
  return model.path;
}

function addOpenCommand(
  { app, trans }: IParts,
  state: IStateDB,
  language: 'en' | 'zh',
  browser: IDefaultFileBrowser | null
): void {
  app.commands.addCommand(CommandIDs.openStudio, {
    label: args => (args.isMenu ? trans.__('Dialogue') : trans.__('VibeVoice studio')),
    caption: trans.__('Write a dialogue, hear it spoken'),
    icon: args => (args.isPalette ? undefined : studioIcon),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: {
            type: 'string',
            description: trans.__('The dialogue to open; a new one where it is missing')
          },
          cwd: { type: 'string', description: trans.__('The folder of a new dialogue') },
          isPalette: { type: 'boolean' },
          isMenu: { type: 'boolean' }
        }
      }
    },
    execute: async (args): Promise<unknown> => {
      const folder = typeof args.cwd === 'string' ? args.cwd : (browser?.model.path ?? '');
      const path =
        typeof args.path === 'string'
          ? args.path
          : await createDialogue(app, state, folder, language);
      return path === null
        ? undefined
        : app.commands.execute('docmanager:open', { path, factory: FACTORY });
    }
  });
}

function addHistoryCommands({ app, trans, tracker }: IParts, mainMenu: IMainMenu | null): void {
  const isEnabled = (): boolean =>
    tracker.currentWidget !== null && tracker.currentWidget === app.shell.currentWidget;
  app.commands.addCommand(CommandIDs.undo, {
    label: trans.__('Undo in dialogue'),
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled,
    execute: () => tracker.currentWidget?.content.parts?.transcript.history.undo()
  });
  app.commands.addCommand(CommandIDs.redo, {
    label: trans.__('Redo in dialogue'),
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled,
    execute: () => tracker.currentWidget?.content.parts?.transcript.history.redo()
  });
  mainMenu?.editMenu.undoers.undo.add({
    id: CommandIDs.undo,
    isEnabled: widget => tracker.has(widget)
  });
  mainMenu?.editMenu.undoers.redo.add({
    id: CommandIDs.redo,
    isEnabled: widget => tracker.has(widget)
  });
}

/** Places from which the studio is opened. */
interface IEntries {
  readonly launcher: ILauncher | null;
  readonly palette: ICommandPalette | null;
  readonly mainMenu: IMainMenu | null;
}

function addEntries({ trans }: IParts, translator: ITranslator, entries: IEntries): void {
  // JupyterLab's own word, so that the tile joins its category in every language.
  // eslint-disable-next-line jupyter/incorrect-translator-usage -- not ours to translate
  const labTrans = translator.load('jupyterlab');
  entries.launcher?.add({
    command: CommandIDs.openStudio,
    category: labTrans.__('Other'),
    rank: 3
  });
  entries.palette?.addItem({
    command: CommandIDs.openStudio,
    category: trans.__('VibeVoice'),
    args: { isPalette: true }
  });
  entries.mainMenu?.fileMenu.newMenu.addGroup(
    [{ command: CommandIDs.openStudio, args: { isMenu: true } }],
    30
  );
}

/** Dialogues as documents: file type, studio, tile, palette, File > New, undo, and what is open after a reload. */
export const studioPlugin: JupyterFrontEndPlugin<IStudioTracker> = {
  id: 'jupyterlab-vibevoice:studio',
  description: 'Opens dialogues in the studio.',
  autoStart: true,
  provides: IStudioTracker,
  requires: [IEditorServices, ITranslator, IStateDB, IVibeVoice],
  optional: [ILauncher, ICommandPalette, IMainMenu, IDefaultFileBrowser, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    editorServices: IEditorServices,
    translator: ITranslator,
    state: IStateDB,
    vibeVoice: IVibeVoice,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    mainMenu: IMainMenu | null,
    browser: IDefaultFileBrowser | null,
    restorer: ILayoutRestorer | null
  ): IStudioTracker => {
    const trans = translator.load('jupyterlab_vibevoice');
    const tracker = new WidgetTracker<StudioDocument>({ namespace: 'vibevoice-studio' });
    const parts = { app, trans, tracker };
    const language = translator.languageCode.startsWith('zh') ? 'zh' : 'en';
    const createModel = (path: string) => vibeVoice.createModel(path);
    addDocument(parts, translator, { editorServices, translator, createModel });
    addOpenCommand(parts, state, language, browser);
    addHistoryCommands(parts, mainMenu);
    addEntries(parts, translator, { launcher, palette, mainMenu });
    void restorer?.restore(tracker, {
      command: 'docmanager:open',
      args: widget => ({ path: widget.context.path, factory: FACTORY }),
      name: widget => widget.context.path
    });
    return tracker;
  }
};
