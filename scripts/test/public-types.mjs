// What a TypeScript entry shows to those who import it: its names, the members of its types, and any `any` in them.
import ts from 'typescript';

/** An entry read by the compiler: `{checker, exports}`; `exports` are symbols by name, aliases followed. */
export function readEntry(file, options) {
  const program = ts.createProgram([file], { noEmit: true, ...options });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const found = checker.getExportsOfModule(checker.getSymbolAtLocation(source));
  const exports = new Map(
    found.map(symbol => [
      symbol.name,
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    ])
  );
  return { checker, exports };
}

/** Whether people see a member: neither `#hidden` nor `private`, nor known by a symbol alone. */
function isPublic(symbol) {
  const hiding = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const isHidden = (symbol.declarations ?? []).some(
    declaration =>
      ts.getCombinedModifierFlags(declaration) & hiding ||
      (declaration.name && ts.isPrivateIdentifier(declaration.name))
  );
  const isNamed = !symbol.name.startsWith('__') && symbol.name !== 'prototype';
  return isNamed && !isHidden && !(symbol.flags & ts.SymbolFlags.TypeParameter);
}

/** The members of an interface or class that stand in its own text, each with its words of documentation. */
export function membersOf({ checker, exports }, name) {
  const symbol = exports.get(name);
  const own = [...(symbol.members?.values() ?? [])];
  return own.filter(isPublic).map(member => ({
    name: member.name,
    words: ts.displayPartsToString(member.getDocumentationComment(checker))
  }));
}

/** The values that a union of text holds at one key, such as the `type` of an event. */
export function literalsOf({ checker, exports }, name, key) {
  const type = checker.getDeclaredTypeOfSymbol(exports.get(name));
  return type.types.flatMap(each => {
    const value = checker.getTypeOfSymbol(each.getProperty(key));
    return (value.isUnion() ? value.types : [value]).map(one => one.value);
  });
}

/** The paths at which an entry's public types are `any`: none, where all is well. */
export function anysOf({ checker, exports }) {
  const found = [];
  const seen = new Set();
  const isForeign = symbol =>
    (symbol?.declarations ?? []).some(declaration =>
      /\/node_modules\/(typescript|@types|[^/]*typescript[^/]*)\//.test(
        declaration.getSourceFile().fileName
      )
    );

  function visitSignatures(type, path) {
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      signature.parameters.forEach(parameter =>
        visit(checker.getTypeOfSymbol(parameter), `${path}(${parameter.name})`)
      );
      visit(signature.getReturnType(), `${path}()`);
    }
  }

  function visit(type, path) {
    if (type.flags & ts.TypeFlags.Any) {
      found.push(path);
      return;
    }
    if (seen.has(type)) {
      return;
    }
    seen.add(type);
    (type.types ?? []).forEach(each => visit(each, path));
    if (type.target && type.target !== type) {
      // A generic is looked at once, whatever it is used with: `Call<T>` makes calls of calls without end.
      checker.getTypeArguments(type).forEach(each => visit(each, `${path}<>`));
      visit(type.target, path);
      return;
    }
    // What the language itself declares is not ours to type.
    if (type.flags & ts.TypeFlags.Object && !isForeign(type.symbol)) {
      visitSignatures(type, path);
      checker.getIndexInfosOfType(type).forEach(info => visit(info.type, `${path}[]`));
      checker
        .getPropertiesOfType(type)
        .filter(member => isPublic(member) && !isForeign(member))
        .forEach(member => visit(checker.getTypeOfSymbol(member), `${path}.${member.name}`));
    }
  }

  for (const [name, symbol] of exports) {
    if (symbol.flags & ts.SymbolFlags.Value) {
      visit(checker.getTypeOfSymbol(symbol), name);
    }
    if (symbol.flags & ts.SymbolFlags.Type) {
      visit(checker.getDeclaredTypeOfSymbol(symbol), name);
    }
  }
  return found;
}
