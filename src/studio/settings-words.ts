import { type ISettingRegistry } from '@jupyterlab/settingregistry';
import { type TranslationBundle } from '@jupyterlab/translation';

/**
 * A plugin whose settings have titles and descriptions in the language of the page. JupyterLab's server translates one schema when it is
 * asked for it, with language packs only, and none in the list of all schemas, from which the settings editor is made.
 */
export function translateSettings(
  plugin: ISettingRegistry.IPlugin,
  trans: TranslationBundle
): ISettingRegistry.IPlugin {
  /* eslint-disable jupyter/no-dynamic-translation -- the schema's own literals, collected from there */
  // Contexts are those that JupyterLab's own catalogues have.
  const { properties, ...rest } = plugin.schema;
  const schema = {
    ...translated(rest, text => trans._p('schema', text)),
    ...(properties && { properties: translated(properties, text => trans._p('settings', text)) })
  };
  /* eslint-enable jupyter/no-dynamic-translation */
  return { ...plugin, schema };
}

function translated<T>(value: T, say: (text: string) => string): T {
  if (Array.isArray(value)) {
    return value.map((each: unknown) => translated(each, say)) as T;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).map(([key, part]: [string, unknown]) => {
    const isTold = (key === 'title' || key === 'description') && typeof part === 'string';
    return [key, isTold ? say(part) : translated(part, say)] as const;
  });
  return Object.fromEntries(entries) as T;
}
