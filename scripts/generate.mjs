// `npm run generate`: everything that is made from something else in this repository and committed.
// `-- --check` writes nothing and fails where something has drifted.
import { spawnSync } from 'node:child_process';
import { at, projectEnvironment, root, venvProgram } from './setup/place.mjs';

const programs = [
  [process.execPath, at('scripts', 'generate-contract.mjs')],
  [process.execPath, at('scripts', 'generate-dialogue.mjs')],
  [venvProgram('python'), at('scripts', 'generate-client.py')]
];

let status = 0;
for (const argv of programs) {
  const [program, ...words] = [...argv, ...process.argv.slice(2)];
  const ended = spawnSync(program, words, {
    cwd: root,
    env: projectEnvironment(),
    stdio: 'inherit'
  });
  status ||= ended.status ?? 1;
}
process.exitCode = status;
