// Reads dialogue scripts from standard input, a JSON string a line, and writes what the TypeScript grammar makes of each, a JSON object a line.
// The grammar's sources are transpiled into a folder of their own: neither a build nor a bundler is needed.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

const source = join(import.meta.dirname, '../../../../src/dialogue');
const compilerOptions = { module: 'esnext', target: 'es2022', verbatimModuleSyntax: true };

async function transpile(from, to) {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name === 'generated') {
      await transpile(join(from, entry.name), join(to, entry.name));
    } else if (entry.name.endsWith('.ts')) {
      const code = ts.transpileModule(await readFile(join(from, entry.name), 'utf8'), { compilerOptions }).outputText;
      await writeFile(join(to, entry.name.replace(/ts$/, 'mjs')), code.replace(/\.ts'/g, ".mjs'"));
    }
  }
}

const folder = await mkdtemp(join(tmpdir(), 'dialogue-'));
try {
  await transpile(source, join(folder, 'dialogue'));
  const grammar = await import(pathToFileURL(join(folder, 'dialogue', 'index.mjs')).href);
  let previous = null;
  for await (const line of createInterface({ input: process.stdin })) {
    const text = JSON.parse(line);
    const result = grammar.parse(text);
    const { dialogue, diagnostics, lines, speakers } = result;
    const answer = { dialogue, diagnostics, lines, speakers };
    answer.printed = grammar.print(result);
    answer.formatted = grammar.format(text);
    answer.dense = grammar.toVibeVoice(dialogue);
    answer.dense_ascii = grammar.toVibeVoice(dialogue, { asciiPunctuation: true }).text;
    answer.seconds = grammar.estimateSeconds(dialogue);
    answer.titles_zh = diagnostics.flatMap(found => [
      grammar.localize(found, 'zh'),
      ...found.fixes.map(fix => grammar.localizeFix(fix, 'zh'))
    ]);
    answer.fixed = diagnostics.flatMap(found => found.fixes.map(fix => grammar.applyFix(text, fix)));
    answer.aligned = previous ? grammar.alignTurnIds(previous, dialogue).turns.map(turn => turn.id) : [];
    previous = dialogue;
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
} finally {
  await rm(folder, { recursive: true });
}
