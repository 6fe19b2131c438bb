// Makes one program of the examples in a page of docs/, in their order.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const importLine = /^import .*;$/gm;

/**
 * Writes the program to `folder` and gives its path; `clientModule` stands for the package's name in it. A `kind` chooses
 * the examples that bear that word, such as `launcher`: they need more than an instance.
 */
export function programOf(page, clientModule, folder, kind = '') {
  const all = [...readFileSync(page, 'utf8').matchAll(/^```js ?(\w*)\n([^]*?)^```$/gm)];
  const blocks = all.filter(([, word]) => word === kind).map(([, , code]) => code);
  if (blocks.length === 0) {
    throw new Error(`${page} has no examples`);
  }
  const imports = new Set(blocks.flatMap(code => code.match(importLine) ?? []));
  const code = blocks.map(block => block.replace(importLine, '')).join('\n');
  const whole = `${[...imports].join('\n')}\n${code}`.replaceAll(
    "'jupyterlab-vibevoice/client'",
    JSON.stringify(clientModule)
  );
  const program = join(folder, 'examples.mjs');
  writeFileSync(program, whole);
  return program;
}
