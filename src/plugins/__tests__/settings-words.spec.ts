import { readFileSync } from 'node:fs';
import { type JupyterFrontEnd } from '@jupyterlab/application';
import { type ISettingRegistry, SettingRegistry } from '@jupyterlab/settingregistry';
import { DataConnector, StateDB } from '@jupyterlab/statedb';
import { TranslationManager, TranslatorConnector } from '@jupyterlab/translation';
import { instancePlugin } from '../instance.ts';

const { id } = instancePlugin;
const raw = readFileSync('schema/instance.json', 'utf8');
const catalog = JSON.parse(
  readFileSync(
    'python_shim/jupyterlab_vibevoice/locale/zh_CN/LC_MESSAGES/jupyterlab_vibevoice.json',
    'utf8'
  )
) as Record<string, unknown>;
/** Names that are the same in every language. */
const names = ['VibeVoice', 'MP3', 'M4A', 'Opus', 'FLAC', 'WAV'];

function plugin(): ISettingRegistry.IPlugin {
  return {
    id,
    raw: '{ "follow": false }',
    schema: JSON.parse(raw) as ISettingRegistry.ISchema,
    data: { composite: {}, user: {} },
    version: '0'
  };
}

/** A server that sends schemas as the list of JupyterLab's does: untranslated. */
class Schemas extends DataConnector<ISettingRegistry.IPlugin, string, string> {
  override fetch(asked: string): Promise<ISettingRegistry.IPlugin | undefined> {
    return Promise.resolve(asked === id ? plugin() : undefined);
  }
}

/** Every title and description, wherever it is. */
function told(schema: unknown): string[] {
  return Object.entries(schema ?? {}).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object'
      ? told(value)
      : (key === 'title' || key === 'description') && typeof value === 'string'
        ? [value]
        : []
  );
}

/** The settings as the settings editor of a page in this language loads them. */
async function settingsIn(locale: string): Promise<ISettingRegistry.ISettings> {
  const connector = new Schemas();
  const registry = new SettingRegistry({ connector, plugins: [plugin()] });
  const data = locale === 'zh_CN' ? { jupyterlab_vibevoice: catalog } : {};
  const languages = Object.assign(new TranslatorConnector(), {
    fetch: () => Promise.resolve({ data })
  });
  const translator = new TranslationManager('', '', undefined, languages);
  await translator.fetch(locale);
  const app = { serviceManager: {}, commands: {} } as JupyterFrontEnd;
  await instancePlugin.activate(app, registry, new StateDB(), translator);
  return registry.load(id);
}

it('has every title and description in Chinese where the page is Chinese', async () => {
  const { schema, composite } = await settingsIn('zh_CN');
  const chinese = told(schema);
  expect(chinese).toHaveLength(told(JSON.parse(raw)).length);
  expect(chinese.filter(text => !/[\u4e00-\u9fff]/.test(text) && !names.includes(text))).toEqual(
    []
  );
  // Only words are others.
  const keys = Object.keys((JSON.parse(raw) as ISettingRegistry.ISchema).properties!);
  expect(Object.keys(schema.properties!)).toEqual(keys);
  expect(composite).toMatchObject({ follow: false, download_format: 'mp3', cast: [] });
});

it('leaves them in English elsewhere', async () => {
  const { schema } = await settingsIn('fr_FR');
  expect(told(schema)).toEqual(told(JSON.parse(raw)));
});
