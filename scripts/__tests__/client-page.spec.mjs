// What the client shows to programs is pinned, has words of its own, and stands in an example of docs/client.md, all of
// which are run under Node and Deno by ui-tests/runtimes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { literalsOf, membersOf, readEntry } from '../test/public-types.mjs';

const root = join(__dirname, '../..');
const entry = readEntry(join(root, 'src/client/index.ts'), {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  skipLibCheck: true,
  allowImportingTsExtensions: true
});
const page = readFileSync(join(root, 'docs/client.md'), 'utf8');
const examples = [...page.matchAll(/^```js(?: launcher)?\n([^]*?)^```$/gm)]
  .map(([, code]) => code)
  .join('\n');
const namesOf = name => membersOf(entry, name).map(member => member.name);
const missing = (names, isThere) => names.filter(name => !isThere(name));
const isGiven = name => new RegExp(`[\\s{(]${name}(:|,| \\})`).test(examples);
const isSaid = name => new RegExp(`(^|[^\\w$])${name}($|[^\\w$])`).test(examples);

// What may be said in a call, and the contract's own bodies.
const options = [...entry.exports.keys()].filter(name =>
  /^I\w*(Options|Patience|Query|Sample|Place)$/.test(name)
);
const resources = [
  'VibeVoice',
  'InstanceResource',
  'EngineResource',
  'Dialogues',
  'Voices',
  'Jobs',
  'Takes',
  'AttachedJob',
  'Call'
];

test.each(options.filter(name => name !== 'IDisplayPlace'))(
  'every option of %s stands in an example',
  name => {
    expect(missing(namesOf(name), isGiven)).toEqual([]);
  }
);

test('every type of event stands in an example', () => {
  const types = literalsOf(entry, 'JobEvent', 'type');
  expect(types.length).toBeGreaterThan(12);
  expect(missing(types, type => examples.includes(`'${type}'`))).toEqual([]);
  expect(
    missing(literalsOf(entry, 'LogEntry', 'type'), type => examples.includes(`'${type}'`))
  ).toEqual([]);
});

test('every error stands in an example, with what it tells', () => {
  const errors = [...entry.exports.keys()].filter(name => name.endsWith('Error'));
  expect(errors.length).toBe(18);
  expect(missing(errors, isSaid)).toEqual([]);
  expect(missing(errors.flatMap(namesOf), isSaid)).toEqual([]);
});

test.each(resources)('every call of %s stands in an example', name => {
  const isCalled = member => new RegExp(`\\.${member}\\b`).test(examples);
  expect(missing(namesOf(name), isCalled)).toEqual([]);
});

test('every option, error, call and field has words of its own', () => {
  const shown = [...entry.exports.keys()].filter(
    name => /^I[A-Z]/.test(name) || /Error$/.test(name) || resources.includes(name)
  );
  const silent = shown.flatMap(name =>
    membersOf(entry, name)
      .filter(member => member.words === '')
      .map(member => `${name}.${member.name}`)
  );
  expect(silent).toEqual([]);
});
