import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** Modules that are loaded as soon as `entry` is, by static imports: files of ours as paths, packages by name; types cost nothing. */
export function loadedWith(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file) || !/\.tsx?$/.test(file) || !existsSync(file)) {
      return;
    }
    files.add(file);
    for (const name of imported(file)) {
      if (name.startsWith('.')) {
        visit(relative('.', join(file, '..', name)));
      } else {
        packages.add(name);
      }
    }
  };
  visit(entry);
  return { files: [...files].sort(), packages: [...packages].sort() };
}

function imported(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
  return source.statements.flatMap(statement => {
    const isLoaded =
      (ts.isImportDeclaration(statement) && bindsValues(statement.importClause)) ||
      (ts.isExportDeclaration(statement) && !statement.isTypeOnly);
    const from = isLoaded ? statement.moduleSpecifier : undefined;
    return from && ts.isStringLiteral(from) ? [from.text] : [];
  });
}

function bindsValues(clause: ts.ImportClause | undefined): boolean {
  const bindings = clause?.namedBindings;
  return (
    clause === undefined ||
    (!clause.isTypeOnly &&
      (clause.name !== undefined ||
        bindings === undefined ||
        ts.isNamespaceImport(bindings) ||
        bindings.elements.some(element => !element.isTypeOnly)))
  );
}
