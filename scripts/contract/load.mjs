import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** Loads the contract's TypeScript by way of `folder`: Node 20 cannot import it as it is. */
export async function loadContract(source, folder) {
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
