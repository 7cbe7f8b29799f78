// Which names an editor would show without a word of explanation.

import path from 'node:path';
import ts from 'typescript';

/** The exports of rooms' declarations that have no doc comment, as `nn: Linear`. */
export function undocumented(folder: string, rooms: string[]): string[] {
  const files = new Map(rooms.map((room) => [path.join(folder, room, 'index.d.ts'), room]));
  const options = { module: ts.ModuleKind.NodeNext, skipLibCheck: true, types: [] };
  const program = ts.createProgram([...files.keys()], options);
  const checker = program.getTypeChecker();

  const missing = (exported: ts.Symbol, prefix: string): string[] => {
    const isAlias = exported.flags & ts.SymbolFlags.Alias;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    if (symbol.flags & ts.SymbolFlags.ValueModule) {
      const names = checker.getExportsOfModule(symbol);
      return names.flatMap((each) => missing(each, `${prefix}${exported.name}.`));
    }
    const comment = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    return comment.trim() === '' ? [`${prefix}${exported.name}`] : [];
  };

  return [...files].flatMap(([file, room]) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is missing or is no module`);
    return checker.getExportsOfModule(module).flatMap((each) => missing(each, `${room}: `));
  });
}
