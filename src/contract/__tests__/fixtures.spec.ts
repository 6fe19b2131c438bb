import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemas, type SchemaName } from '../schemas.ts';

const root = join(__dirname, '../fixtures');
// The cases of the dialogue grammar, in small letters, have tests of their own.
const folders = readdirSync(root).filter(name => /^[A-Z]/.test(name));

function cases(schema: string, kind: 'valid' | 'invalid') {
  const folder = join(root, schema, kind);
  return readdirSync(folder).map(
    name => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown] as const
  );
}

test('every schema has fixtures, and every fixture a schema', () => {
  expect([...folders].sort()).toEqual(Object.keys(schemas).sort());
});

describe.each(folders as SchemaName[])('%s', name => {
  test.each(cases(name, 'valid'))('takes %s and keeps all of its keys', (_file, value) => {
    expect(schemas[name].parse(value)).toEqual(value);
  });

  test.each(cases(name, 'invalid'))('refuses %s and says where', (_file, fixture) => {
    const { path, value } = fixture as { path: (string | number)[]; value: unknown };
    const { error } = schemas[name].safeParse(value);
    const blamed = error?.issues.flatMap(issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(key => [...issue.path, key])
        : [issue.path]
    );
    expect(blamed).toContainEqual(path);
  });
});
