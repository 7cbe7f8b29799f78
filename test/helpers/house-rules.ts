// The design's rules about sources, as functions from files to a list of what breaks them.

import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/** A source file: its path from the repository's root, with `/`, and its text. */
export interface Source {
  file: string;
  text: string;
}

/** Rooms of lib; each may import only those before it. */
export const ROOMS = [
  'random',
  'files',
  'progress',
  'evaluate',
  'device',
  'compile',
  'nn',
  'text',
  'train',
  'models',
  'generate',
  'pretrained',
  'peft',
  'rag',
  'rl',
  'plot',
  'exercise',
];

/** What each folder may import from the repository, beside itself. */
const MAY_IMPORT: Record<string, string[]> = {
  datasets: ['lib/random', 'lib/files', 'lib/progress', 'lib/text'],
  kernel: ['package.json'], // its version
  scripts: [],
  bench: ['lib', 'datasets'],
  'notebooks/checks': ['lib', 'datasets'],
};

/** Reads the sources below some folders of the repository. */
export function readSources(root: string, folders: string[]): Source[] {
  const visit = (folder: string): Source[] =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        return ['node_modules', '__pycache__', 'fixtures'].includes(entry.name) ? [] : visit(file);
      }
      const isSource = /\.([cm]?[jt]s)$/.test(entry.name);
      return isSource ? [{ file, text: readFileSync(path.join(root, file), 'utf8') }] : [];
    });
  return folders.flatMap(visit);
}

/** The module names that a source imports, requires or re-exports, types too. */
export function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

/** Imports that go against the direction of the design. */
export function wrongImports(sources: Source[]): string[] {
  return sources.flatMap(({ file, text }) =>
    importsOf(text).flatMap((name) => {
      const problem = name.startsWith('.')
        ? wrongTarget(file, path.posix.join(path.posix.dirname(file), name))
        : wrongPackage(file, name);
      return problem ? [`${file} imports '${name}': ${problem}`] : [];
    }),
  );
}

function wrongTarget(file: string, target: string): string | undefined {
  const within = (folder: string) => target === folder || target.startsWith(`${folder}/`);
  const room = /^lib\/([^/]+)\//.exec(file)?.[1];
  if (room !== undefined) {
    const place = ROOMS.indexOf(room);
    if (place < 0) return `lib/${room} is no room of the design`;
    if (ROOMS.slice(0, place + 1).some((name) => within(`lib/${name}`))) return undefined;
    return `lib/${room} may import only ${ROOMS.slice(0, place).join(', ') || 'npm packages'}`;
  }
  const folder = Object.keys(MAY_IMPORT).find((name) => file.startsWith(`${name}/`));
  if (!folder || [folder, ...MAY_IMPORT[folder]].some(within)) return undefined;
  return `${folder} may import only ${MAY_IMPORT[folder].join(', ') || 'itself and npm packages'}`;
}

function wrongPackage(file: string, name: string): string | undefined {
  const builtin = name.startsWith('node:') || builtinModules.includes(name);
  if (file.startsWith('scripts/') && !builtin) return 'scripts are plain Node, without packages';
  return undefined;
}

/** Words that lib and the lessons never use: tfjs's own layers, optimizers and losses. */
export function notFromScratch({ file, text }: Source): string[] {
  const used = code(text).match(
    /\btf\s*\.\s*(layers|train|losses|LayersModel|sequential|model)\b/g,
  );
  return [...new Set(used)].map((word) => `${file} uses ${word}: this library is from scratch`);
}

/** What the kernel cannot load as CommonJS: top-level await, import.meta. */
export function notCommonJS({ file, text }: Source): string[] {
  const problems: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      problems.push(`${file} uses import.meta, which the kernel cannot load`);
    }
    const awaits = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier);
    if (awaits && !ts.findAncestor(node, ts.isFunctionLike)) {
      problems.push(`${file} awaits at its top level, which the kernel cannot load`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return problems;
}

/** Files too long to be read alone, top to bottom. */
export function tooLong({ file, text }: Source): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > 400 ? [`${file} has ${lines} lines, 400 at most`] : [];
}

/** What a source of lib may not hold beside that. */
export function wrongInLib({ file, text }: Source): string[] {
  const problems: string[] = [];
  const plain = code(text);
  if (/\bMath\s*\.\s*random\b/.test(plain)) {
    problems.push(`${file} uses Math.random: pass lib/random's generator in`);
  }
  if (/\bprocess\s*\.\s*env\b/.test(plain) && !file.startsWith('lib/device/')) {
    problems.push(`${file} reads the environment: only lib/device may`);
  }
  if (/\b(TODO|FIXME)\b/.test(text)) problems.push(`${file} has a TODO or FIXME`);
  return problems;
}

/** A source without comments, so that a rule does not trip over prose. */
export function code(text: string): string {
  const scanner = ts.createScanner(
    ts.ScriptTarget.Latest,
    false,
    ts.LanguageVariant.Standard,
    text,
  );
  let result = '';
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const comment =
      kind === ts.SyntaxKind.SingleLineCommentTrivia ||
      kind === ts.SyntaxKind.MultiLineCommentTrivia;
    result += comment ? ' ' : scanner.getTokenText();
  }
  return result;
}
