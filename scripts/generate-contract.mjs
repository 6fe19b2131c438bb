// Makes the Python side of the contract from src/contract: schema.json, openapi.json, problem_codes.py, models.py.
// `--check` writes nothing and exits 1 where what is committed differs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src/contract');
const target = join(root, 'python_shim/jupyterlab_vibevoice/contract');

/** Runs `use` with a scratch folder inside the project, so that `zod` is found from there. */
async function withFolder(use) {
  const parent = join(root, 'node_modules/.cache');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'contract-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads the contract's TypeScript: Node 20 cannot import it as it is. */
async function loadContract(folder) {
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  for (const name of readdirSync(source).filter(name => name.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(source, name), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true
      },
      fileName: name
    });
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), outputText);
  }
  const load = name => import(pathToFileURL(join(folder, name)).href);
  return { ...(await load('index.js')), ...(await load('schemas.js')) };
}

/** Says `true` for "anything", and leaves out what only means "an integer that JavaScript can hold". */
function tidy(schema) {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
  }
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
  }
  if (
    typeof schema.additionalProperties === 'object' &&
    !Object.keys(schema.additionalProperties).length
  ) {
    schema.additionalProperties = true;
  }
}

/** JSON Schemas by name, which refer to one another below `prefix`. */
function jsonSchemas(schemas, prefix) {
  const registry = z.registry();
  for (const [id, schema] of Object.entries(schemas)) {
    registry.add(schema, { id });
  }
  const made = z.toJSONSchema(registry, {
    uri: id => `${prefix}${id}`,
    override: ({ jsonSchema }) => tidy(jsonSchema)
  }).schemas;
  return Object.fromEntries(
    Object.keys(schemas).map(name => {
      const body = made[name];
      delete body.$schema;
      delete body.$id;
      return [name, body];
    })
  );
}

function problemAnswers(codes, problemCodes) {
  const byStatus = new Map();
  for (const code of codes) {
    const { status } = problemCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].sort().map(([status, names]) => [
    String(status),
    {
      description: names.join(', '),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } }
    }
  ]);
}

function content(answer, type = 'application/json') {
  if (answer === undefined) {
    return {};
  }
  return answer.includes('/')
    ? { content: { [answer]: {} } }
    : { content: { [type]: { schema: { $ref: `#/components/schemas/${answer}` } } } };
}

function parameters(call) {
  const make = (name, place, required) => ({
    name,
    in: place,
    required,
    schema: { type: 'string' }
  });
  return [
    ...[...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => make(name, 'path', true)),
    ...(call.query ?? []).map(name => make(name.replace('!', ''), 'query', name.endsWith('!'))),
    ...(call.headers ?? []).map(name => make(name, 'header', false))
  ];
}

function operation(call, contract) {
  const problems = [...(call.isOpen ? [] : contract.commonProblems), ...(call.problems ?? [])];
  return {
    summary: call.summary,
    operationId: `${call.method}_${call.path.replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '')}`,
    parameters: parameters(call),
    ...(call.request && {
      requestBody: {
        required: call.method !== 'post' || call.request !== 'TakeCreate',
        ...content(call.request, call.requestType)
      }
    }),
    responses: {
      [call.status]: { description: call.summary, ...content(call.answer) },
      ...Object.fromEntries(problemAnswers(problems, contract.problemCodes))
    },
    ...(call.isOpen && { security: [] })
  };
}

/** The description of the instance API that an instance serves at `openapi.json`. */
function openapi(contract) {
  const paths = {};
  for (const call of contract.instanceCalls) {
    (paths[`/${call.path}`] ??= {})[call.method] = operation(call, contract);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'VibeVoice instance',
      version: String(contract.contractNumber),
      description: "One user's instance: jobs, voices, audio. Generated from the contract."
    },
    servers: [{ url: '.', description: "The instance's own url" }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: jsonSchemas(contract.schemas, '#/components/schemas/')
    }
  };
}

const bounds = ['minLength', 'maxLength', 'minimum', 'maximum', 'pattern', 'propertyNames'];

/** The schema without bounds: those of items would each become a class of their own in Python. */
function unbounded(schema) {
  if (typeof schema !== 'object') {
    return schema;
  }
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !bounds.includes(name)));
}

/** A schema as the Python generator understands it: unions told apart by `type`, no rule across keys. */
function forPython(schema) {
  const { oneOf, properties, ...rest } = schema;
  delete rest.propertyNames;
  if (properties) {
    rest.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, forPython(property)])
    );
  }
  for (const key of ['items', 'additionalProperties']) {
    if (typeof rest[key] === 'object') {
      rest[key] = forPython(unbounded(rest[key]));
    }
  }
  if (rest.anyOf) {
    rest.anyOf = rest.anyOf.map(option => forPython(unbounded(option)));
  }
  return oneOf?.every(option => option.$ref)
    ? { ...rest, oneOf, discriminator: { propertyName: 'type' } }
    : rest;
}

/** The program `name` of the project's virtual environment, else of PATH. */
function runPython(name, args) {
  const path = [join(root, '.venv/bin'), process.env.PATH].join(delimiter);
  return execFileSync(name, args, {
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit']
  });
}

function models(document, folder) {
  const [input, output] = [join(folder, 'openapi.json'), join(folder, 'models.py')];
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    forPython(schema)
  ]);
  writeFileSync(
    input,
    JSON.stringify({ ...document, paths: {}, components: { schemas: Object.fromEntries(schemas) } })
  );
  runPython('datamodel-codegen', [
    '--input',
    input,
    '--output',
    output,
    '--input-file-type',
    'openapi',
    '--output-model-type',
    'pydantic_v2.BaseModel',
    '--base-class',
    'jupyterlab_vibevoice.contract.wire.WireModel',
    '--target-python-version',
    '3.11',
    '--use-annotated',
    '--use-union-operator',
    '--use-standard-collections',
    '--enum-field-as-literal',
    'all',
    '--use-field-description',
    '--use-schema-description',
    '--disable-timestamp',
    '--use-single-line-docstring',
    '--collapse-root-models',
    '--formatters',
    'builtin',
    '--custom-file-header',
    '"""The contract\'s models, generated by scripts/generate-contract.mjs from src/contract: change it there."""'
  ]);
  return format(output);
}

function format(file) {
  runPython('ruff', ['format', '--quiet', '--isolated', '--line-length', '120', file]);
  return readFileSync(file, 'utf8');
}

function problemTable({ problemCodes }, folder) {
  const names = Object.keys(problemCodes)
    .map(code => JSON.stringify(code))
    .join(', ');
  const rows = Object.entries(problemCodes).map(
    ([code, { status, retryable }]) =>
      `${JSON.stringify(code)}: ProblemRule(${status}, ${retryable ? 'True' : 'False'}),`
  );
  const file = join(folder, 'problem_codes.py');
  writeFileSync(
    file,
    `"""The table of problem codes, generated by scripts/generate-contract.mjs from src/contract: change it there."""
from typing import Final, Literal, NamedTuple

ProblemCode = Literal[${names}]


class ProblemRule(NamedTuple):
    """HTTP status of a problem, and whether the same request may succeed later."""

    status: int
    retryable: bool


PROBLEM_CODES: Final[dict[ProblemCode, ProblemRule]] = {${rows.join('\n')}}
`
  );
  return format(file);
}

const artefacts = await withFolder(async folder => {
  const contract = await loadContract(folder);
  const document = openapi(contract);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'VibeVoice contract',
    $defs: jsonSchemas(contract.schemas, '#/$defs/')
  };
  const json = value => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'schema.json': json(schema),
    'openapi.json': json(document),
    'problem_codes.py': problemTable(contract, folder),
    'models.py': models(document, folder)
  };
});

const isCheck = process.argv.includes('--check');
const drifted = Object.entries(artefacts).filter(([name, text]) => {
  try {
    return readFileSync(join(target, name), 'utf8') !== text;
  } catch (error) {
    if (error.code === 'ENOENT') {
      return true;
    }
    throw error;
  }
});
if (!isCheck) {
  drifted.forEach(([name, text]) => writeFileSync(join(target, name), text));
}
const names = drifted.map(([name]) => name).join(', ');
if (drifted.length > 0) {
  console.log(
    isCheck ? `Differs from src/contract: ${names}. Run npm run generate.` : `Wrote ${names}.`
  );
} else {
  console.log('The Python side of the contract is as src/contract says.');
}
process.exitCode = isCheck && drifted.length > 0 ? 1 : 0;
