// Builds lib/ as a package. esbuild and TypeScript are run as commands, as scripts import no package.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../setup/errors.mjs';
import { manifestOf, readmeOf } from './manifest.mjs';

/** The add-on that lib does without where it is missing. */
const OPTIONAL = '@tensorflow/tfjs-node-gpu';

/** lib loads some packages with `require`, and finds files by `__dirname`: an ES module has to make both. */
const BANNER =
  "import { createRequire as makeRequire__ } from 'node:module'; " +
  'const require = makeRequire__(import.meta.url); ' +
  "const __dirname = require('node:path').dirname(require('node:url').fileURLToPath(import.meta.url));";

/**
 * Builds the package into `target`, which is replaced when all has worked.
 *
 * @param root the repository's root
 * @returns its manifest's dependencies, and the rooms that it exports
 * @throws {SetupError} with the compiler's words, or for an import that package.json does not pin
 */
export function buildPackage(root, target) {
  const lib = path.join(root, 'lib');
  const rooms = fs
    .readdirSync(lib)
    .filter((room) => fs.existsSync(path.join(lib, room, 'index.ts')))
    .sort();
  const partial = `${target}.partial-${process.pid}`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true });
  try {
    const imported = [...writeModules(root, rooms, partial), ...writeTypes(root, rooms, partial)];
    const project = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    const manifest = manifestOf(project, rooms, imported);
    fs.writeFileSync(path.join(partial, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    fs.writeFileSync(path.join(partial, 'README.md'), readmeOf(manifest, rooms));
    fs.copyFileSync(path.join(root, 'LICENSE'), path.join(partial, 'LICENSE'));
    copyKernels(root, path.join(partial, 'wasm'));
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(partial, target);
    return { rooms, dependencies: manifest.dependencies };
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

/** One module per room; what rooms share is in chunks, so that each class exists once. */
function writeModules(root, rooms, folder) {
  const metafile = path.join(folder, 'metafile.json');
  runTool(root, 'esbuild/bin/esbuild', [
    ...rooms.map((room) => `lib/${room}/index.ts`),
    `--outdir=${folder}`,
    '--outbase=lib',
    '--bundle',
    '--splitting',
    '--chunk-names=chunks/[name]-[hash]',
    '--format=esm',
    '--platform=node',
    '--target=node20',
    '--packages=external',
    // Summaries and errors say a class's name, also where a chunk holds two of one name.
    '--keep-names',
    '--sourcemap',
    `--banner:js=${BANNER}`,
    `--metafile=${metafile}`,
    '--log-level=warning',
  ]);
  const { outputs } = JSON.parse(fs.readFileSync(metafile, 'utf8'));
  fs.rmSync(metafile);
  return Object.values(outputs)
    .flatMap((output) => output.imports)
    .filter((each) => each.external && each.path !== OPTIONAL)
    .map((each) => each.path);
}

/** The declarations, from TypeScript's own compiler. */
function writeTypes(root, rooms, folder) {
  const config = path.join(folder, 'tsconfig.json');
  const settings = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: path.join(root, 'lib'),
      outDir: folder,
      typeRoots: [path.join(root, 'node_modules', '@types')],
    },
    files: rooms.map((room) => path.join(root, 'lib', room, 'index.ts')),
    include: [],
  };
  fs.writeFileSync(config, JSON.stringify(settings));
  runTool(root, 'typescript/lib/tsc.js', ['-p', config, '--pretty', 'false']);
  fs.rmSync(config);
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.d.ts'))
    .flatMap((name) => completeImports(path.join(folder, name)));
}

/**
 * Gives the relative imports of a declaration the endings that Node's resolution wants.
 * @returns the packages that it imports
 */
function completeImports(file) {
  const packages = [];
  const text = fs.readFileSync(file, 'utf8');
  const complete = text.replace(
    /(\bfrom |\bimport\()(['"])([^'"]+)\2/g,
    (all, keyword, _quote, name) => {
      if (!name.startsWith('.')) {
        packages.push(name);
        return all;
      }
      const target = path.resolve(path.dirname(file), name);
      const ending = fs.existsSync(`${target}.d.ts`) ? '.js' : '/index.js';
      return `${keyword}'${name}${ending}'`;
    },
  );
  // TypeScript 6 knows Node's types only where they are asked for.
  const wantsNode = /\bBuffer\b|['"]node:/.test(text);
  if (wantsNode) packages.push('node');
  fs.writeFileSync(file, wantsNode ? `/// <reference types="node" />\n${complete}` : complete);
  return packages;
}

/** The compiled kernels, where lib/models/parallel looks for them. */
function copyKernels(root, folder) {
  const compiled = path.join(root, '.runtime', 'wasm');
  const files = fs.existsSync(compiled)
    ? fs.readdirSync(compiled).filter((name) => name.endsWith('.wasm'))
    : [];
  if (files.length === 0) {
    throw new SetupError('.runtime/wasm has no compiled kernels: run npm run setup first.');
  }
  fs.mkdirSync(folder);
  for (const name of files) fs.copyFileSync(path.join(compiled, name), path.join(folder, name));
}

function runTool(root, script, args) {
  const tool = path.join(root, 'node_modules', script);
  if (!fs.existsSync(tool)) throw new SetupError(`${script} is missing: run npm run setup first.`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new SetupError(`${script} failed:\n${stdout}${stderr}`);
}
