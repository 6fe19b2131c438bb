import { relative } from 'node:path';
import { at, notebookFolder, npmCommand, peersFolder, root, venvProgram } from './place.mjs';
import { contentHash } from './stamps.mjs';
import { say } from './words.mjs';

const pyproject = 'python_shim/pyproject.toml';
const labextension = 'python_shim/jupyterlab_vibevoice/labextension';
const built = [
  'src',
  'style',
  'schema',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'scripts/mark-esm.mjs',
  'scripts/bundle.cjs',
  'scripts/bundle-client.mjs',
  'scripts/plain-css.cjs'
];
const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];

// pip reads requirements from a file, not from pyproject's extras alone: the package itself comes after the build.
const listRequirements = `
import sys, tomllib
project = tomllib.load(open(sys.argv[1], "rb"))
wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]] if sys.argv[3] == "base" else []
for extra in sys.argv[3:]:
    wanted += project["project"]["optional-dependencies"].get(extra, [])
open(sys.argv[2], "w").write("\\n".join(wanted))
`;

function installExtras(name, title, extras, needs) {
  const list = at('.venv', `${name}.txt`);
  return {
    name,
    title: say(title),
    needs,
    inputs: () => contentHash([pyproject], ...extras),
    outputs: [`.venv/${name}.txt`],
    stamp: `.venv/.stamps/${name}.json`,
    commands: () => [
      [venvProgram('python'), '-c', listRequirements, at(pyproject), list, ...extras],
      [venvProgram('python'), ...pip, '-r', list]
    ]
  };
}

function nodePackages() {
  return {
    name: 'nodePackages',
    title: say('nodePackages'),
    needs: [],
    inputs: () => contentHash(['package-lock.json'], process.versions.modules, process.arch),
    outputs: ['node_modules/.package-lock.json'],
    stamp: 'node_modules/.vibevoice-stamp.json',
    commands: () => [[...npmCommand(), 'ci', '--no-audit', '--no-fund', '--loglevel=error']]
  };
}

function environment(python) {
  return {
    name: 'environment',
    title: say('environment'),
    needs: [],
    inputs: () => contentHash([], python.version, python.prefix),
    outputs: ['.venv/pyvenv.cfg', '.venv/bin/pip'],
    stamp: '.venv/.stamps/environment.json',
    commands: () => [[python.path, '-m', 'venv', '--clear', at('.venv')]]
  };
}

function build() {
  return {
    name: 'build',
    title: say('build'),
    needs: ['nodePackages', 'pythonPackages'],
    inputs: () => contentHash(built),
    outputs: [labextension],
    stamp: 'lib/.vibevoice-stamp.json',
    commands: () => [[...npmCommand(), 'run', '--silent', 'build:prod']]
  };
}

function link() {
  return {
    name: 'link',
    title: say('link'),
    // Two pips at once in one environment would undo each other's work.
    needs: ['build', 'traefik'],
    inputs: () =>
      contentHash([
        pyproject,
        'python_shim/install.json',
        'python_shim/jupyter-config',
        labextension
      ]),
    outputs: ['.venv/bin/jupyter-vibevoice', '.venv/share/jupyter/kernels/deno'],
    stamp: '.venv/.stamps/link.json',
    // An editable install copies the bundle into the environment: it comes after the build, and never builds itself.
    env: { SKIP_JUPYTER_BUILDER: '1' },
    commands: () => [
      [
        venvProgram('python'),
        ...pip,
        '--no-deps',
        '--no-build-isolation',
        '--editable',
        at('python_shim')
      ],
      [venvProgram('jupyter-vibevoice'), 'kernels', 'install']
    ]
  };
}

/** The steps of `npm start`, in the order they are shown. */
export function startSteps(python) {
  return [
    nodePackages(),
    environment(python),
    installExtras('pythonPackages', 'pythonPackages', ['base', 'lab', 'zh'], ['environment']),
    installExtras('traefik', 'traefik', ['traefik', 'deno'], ['pythonPackages']),
    build(),
    link()
  ];
}

/** What an extra names, without what that needs, in a folder outside the environment: nobody's JupyterLab loads it. */
function besideEnvironment(name, extra, folder, needs) {
  const list = at('.vibevoice', `${extra}.txt`);
  return {
    name,
    title: say(name),
    needs,
    inputs: () => contentHash([pyproject], extra),
    outputs: [relative(root, folder)],
    stamp: `.vibevoice/${extra}.json`,
    commands: () => [
      ['rm', '-rf', folder],
      [venvProgram('python'), '-c', listRequirements, at(pyproject), list, extra],
      [venvProgram('python'), ...pip, '--no-deps', '--target', folder, '-r', list]
    ]
  };
}

/** The steps that tests need beyond `startSteps`. */
export function testSteps() {
  return [
    installExtras('testPackages', 'testPackages', ['test'], ['link']),
    besideEnvironment('notebook', 'notebook', notebookFolder, ['testPackages'])
  ];
}

/** The step that `npm run hub` needs beyond `startSteps`. */
export function hubSteps() {
  return [installExtras('hubPackages', 'hubPackages', ['hub'], ['link'])];
}

/** The step that benchmarks need beyond `startSteps` and `testSteps`. */
export function benchSteps() {
  return [besideEnvironment('benchPackages', 'bench', peersFolder, ['notebook'])];
}
