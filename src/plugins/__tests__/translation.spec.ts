import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const catalog = JSON.parse(
  readFileSync(
    'python_shim/jupyterlab_vibevoice/locale/zh_CN/LC_MESSAGES/jupyterlab_vibevoice.json',
    'utf8'
  )
) as Record<string, string[]>;

/** JupyterLab's own words are translated by its own catalogue. */
const foreign = /load\('jupyterlab'\)|labTrans/;

interface IUse {
  readonly file: string;
  readonly message: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === '__tests__' ? [] : sources(path);
    }
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function uses(file: string): { literals: IUse[]; dynamic: string[] } {
  const literals: IUse[] = [];
  const dynamic: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (/^_[_np]$/.test(name.text) && !foreign.test(expression.getText())) {
        const first = node.arguments[0];
        if (first && ts.isStringLiteralLike(first)) {
          literals.push({ file, message: first.text });
        } else {
          dynamic.push(`${file}: ${node.getText()}`);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true));
  return { literals, dynamic };
}

/** Titles and descriptions of a schema, as JupyterLab's server looks for them: context, EOT, message. */
function schemaKeys(schema: object, path: string): string[] {
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) {
      return schemaKeys(value, `${path}/${key}`);
    }
    const isTold = (key === 'title' || key === 'description') && typeof value === 'string';
    const context = path.startsWith('/properties/') ? 'settings' : 'schema';
    return isTold ? [`${context}\u0004${value}`] : [];
  });
}

const settingsWords = readdirSync('schema').flatMap(name =>
  schemaKeys(JSON.parse(readFileSync(join('schema', name), 'utf8')) as object, '')
);

/** Says the words of the schemas, which are collected above. */
const ofSchemas = join('src', 'studio', 'settings-words.ts');
const found = sources('src')
  .filter(file => file !== ofSchemas)
  .map(uses);
const messages = found.flatMap(each => each.literals);

function placeholders(text: string): string[] {
  return [...new Set(text.match(/%\d/g) ?? [])].sort();
}

it('translates literals only, so that they can be collected', () => {
  expect(found.flatMap(each => each.dynamic)).toEqual([]);
});

it('has Chinese for everything people read', () => {
  const missing = messages.filter(({ message }) => !catalog[message]?.[0]);
  expect(missing).toEqual([]);
});

it('keeps every value in the Chinese sentence', () => {
  const broken = messages.filter(({ message }) => {
    const wanted = placeholders(message);
    return !wanted.every(each => placeholders(catalog[message]?.[0] ?? '').includes(each));
  });
  expect(broken).toEqual([]);
});

it('has Chinese for every title and description of the settings', () => {
  expect(settingsWords.filter(key => !catalog[key]?.[0])).toEqual([]);
});

it('holds no Chinese for what nobody says any more', () => {
  const used = new Set([...messages.map(each => each.message), ...settingsWords]);
  expect(Object.keys(catalog).filter(message => message !== '' && !used.has(message))).toEqual([]);
});
