import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { at, npmCommand, venvProgram } from '../setup/place.mjs';
import {
  fromClosingLine,
  fromExit,
  fromJest,
  fromJunit,
  fromNodeTest,
  fromPlaywright
} from './reports.mjs';

const reports = at('.vibevoice', 'reports');
const bin = name => at('node_modules', '.bin', name);
const shim = at('python_shim');

// Every suite's minutes are several times what it takes: they end what hangs, on a busy machine too.
function check(name, argv, cwd) {
  return { name, argv, cwd, read: fromExit, minutes: 10 };
}

function pytest(name, paths, more = []) {
  const report = at('.vibevoice', 'reports', `${name}.xml`);
  const argv = [
    venvProgram('python'),
    '-m',
    'pytest',
    ...paths,
    `--junitxml=${report}`,
    '--tb=short',
    '--durations=15',
    ...more
  ];
  return { name, argv, cwd: shim, report, read: fromJunit, minutes: 25 };
}

function jest() {
  const report = at('.vibevoice', 'reports', 'jest.json');
  const argv = [bin('jest'), '--ci', '--maxWorkers=1', '--json', `--outputFile=${report}`];
  return { name: 'jest', argv, report, read: fromJest, minutes: 10 };
}

function browser() {
  const report = at('.vibevoice', 'reports', 'browser.json');
  return {
    name: 'browser',
    argv: [
      bin('playwright'),
      'test',
      '--config',
      at('ui-tests', 'playwright.config.mjs'),
      '--reporter=list,json'
    ],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    report,
    read: fromPlaywright,
    minutes: 25
  };
}

/** Every state of the studio, as axe sees it: in English and light, in Chinese, dark and high contrast. */
function looks() {
  const suite = browser();
  return {
    ...suite,
    name: 'looks',
    argv: [...suite.argv, '--project=front door', 'every-state'],
    env: { ...suite.env, EVERY_LOOK: '1' }
  };
}

function start() {
  return {
    name: 'start',
    argv: [process.execPath, '--test', at('scripts', 'test', 'start.check.mjs')],
    read: fromNodeTest,
    minutes: 10
  };
}

/** The npm package in somebody else's project. */
function packaged() {
  return {
    name: 'package',
    argv: [process.execPath, '--test', at('scripts', 'test', 'package.check.mjs')],
    read: fromNodeTest,
    minutes: 15
  };
}

/** What the default run leaves out, by pytest's markers (python_shim/pyproject.toml); each is a suite of its own. */
function marked(name, minutes) {
  return { ...pytest(name, ['tests', '-m', name]), minutes };
}

/** Four instances under everything that people do, for so many minutes; it leaves the processor to the others. */
function soak(minutes) {
  const argv = ['nice', '-n', '10', venvProgram('python'), 'tests/soak', '--minutes', `${minutes}`];
  return { name: 'soak', argv, cwd: shim, read: fromClosingLine, minutes: minutes * 2 + 5 };
}

/** The fuzzing of the default run with fifty times as many examples, which are new ones each time. */
function fuzz() {
  return {
    ...pytest('fuzz', ['tests/fuzz'], ['--timeout=3600']),
    env: { FUZZ_TIMES: '50' },
    minutes: 90
  };
}

/** What looks at the code, and what runs it outside of Jupyter. */
function checks() {
  return [
    check('eslint', [bin('eslint'), '.', '--max-warnings', '0']),
    check('prettier', [bin('prettier'), '.', '--check', '--log-level', 'warn']),
    check('stylelint', [bin('stylelint'), 'style/**/*.css']),
    check('ruff', [venvProgram('ruff'), 'check', '--no-cache'], shim),
    check('layout', [venvProgram('ruff'), 'format', '--check', '--no-cache'], shim),
    check('tsc', [bin('tsc'), '-p', 'tsconfig.test.json']),
    check('mypy', [venvProgram('mypy')], shim),
    check('generated', [...npmCommand(), 'run', '--silent', 'generate', '--', '--check']),
    check('typedoc', [bin('typedoc'), '--emit', 'none']),
    jest(),
    {
      name: 'runtimes',
      argv: [process.execPath, at('ui-tests', 'runtimes', 'run.mjs')],
      read: fromClosingLine,
      minutes: 10
    }
  ];
}

/** The Python tests, shared out to three processes group by group (tests/conftest.py): much of their time is waiting. */
function sharedPytest() {
  const spread = ['--numprocesses=3', '--dist=loadfile', '--no-loadscope-reorder'];
  return pytest('pytest', ['tests', '--ignore=tests/test_wheel.py'], spread);
}

/**
 * All suites as rounds; a round is lanes that run side by side, a lane is suites one after another. Beside the browser
 * there is only the soak, which leaves the processor to others: what the browser shows about sound and typing should not
 * depend on a compiler. Beside `npm start` there is nothing: it has seconds to end. The soak takes `soakMinutes`.
 */
export function suiteRounds({ soakMinutes = 3 } = {}) {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  return [
    [[sharedPytest()], [...checks(), pytest('wheel', ['tests/test_wheel.py']), packaged()]],
    [[browser()], [soak(soakMinutes)]],
    [[start()]]
  ];
}

/** The suites of `--long`, one after another: minutes each, or in need of root, Docker or a Gradio of their own. */
export function longRounds() {
  const suites = [marked('long', 60), fuzz(), marked('docker', 15), marked('gradio', 15), looks()];
  return suites.map(suite => [[suite]]);
}

/** Folders of Python tests as suites of their own, such as `hub` and `notebook`: parts of `pytest`, for `--only`. */
export function partsOfPytest() {
  const folders = readdirSync(at('python_shim', 'tests'), { withFileTypes: true });
  return folders
    .filter(entry => entry.isDirectory() && /^[a-z]+$/.test(entry.name))
    .map(({ name }) => pytest(name, [`tests/${name}`]));
}
