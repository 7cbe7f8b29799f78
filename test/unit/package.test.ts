// lib as a package: packed, unpacked in an empty project, compiled against and trained with there.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import ts from 'typescript';
import { undocumented } from '../helpers/doc-comments';
import { importsOf } from '../helpers/house-rules';
import { writeTree } from '../helpers/stand-in-clone';
import { type XorReport, xorProject } from '../helpers/xor-project';

const ROOT = path.resolve(__dirname, '../..');
const NOTEBOOK = /jupyter|zeromq|tslab|danfojs/i;
const rooms = readdirSync(path.join(ROOT, 'lib')).filter((room) =>
  existsSync(path.join(ROOT, 'lib', room, 'index.ts')),
);

let folder: string; // with the package as it was built, its tarball, and the project
let installed: string; // the package in the project
let manifest: { exports: Record<string, unknown>; dependencies: Record<string, string> };

before(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'package-')));
  const built = path.join(folder, 'built');
  run(process.execPath, [path.join(ROOT, 'scripts/build-lib.mjs'), built], ROOT);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const packed = run(npm, ['pack', '--json', '--offline', '--pack-destination', folder], built);
  const [{ filename }] = JSON.parse(packed) as { filename: string }[];

  const project = path.join(folder, 'project');
  writeTree(project, xorProject(rooms));
  installed = path.join(project, 'node_modules', 'perceptron-to-gpt');
  mkdirSync(installed, { recursive: true });
  run(
    'tar',
    ['-xzf', path.join(folder, filename), '-C', installed, '--strip-components=1'],
    folder,
  );
  manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  // Tests have no network, so what npm would install is linked from the repository: what the
  // package declares and no more. Something that it forgot to declare is not found from there.
  for (const name of Object.keys(manifest.dependencies)) {
    const link = path.join(project, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules', name), link, 'junction');
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('every room is an export, with its types and its code', () => {
  const wanted = [...rooms.map((room) => `./${room}`), './package.json'].sort();
  assert.deepEqual(Object.keys(manifest.exports).sort(), wanted);
  for (const room of rooms) {
    const entry = manifest.exports[`./${room}`] as { types: string; import: string };
    assert.ok(existsSync(path.join(installed, entry.types)), `${entry.types} is missing`);
    assert.ok(existsSync(path.join(installed, entry.import)), `${entry.import} is missing`);
  }
  for (const file of ['LICENSE', 'README.md']) assert.ok(existsSync(path.join(installed, file)));
});

test('its dependencies are pinned as in the repository and have nothing of notebooks', () => {
  const project = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const pinned: Record<string, string> = { ...project.devDependencies, ...project.dependencies };
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    assert.equal(version, pinned[name], name);
    assert.doesNotMatch(name, NOTEBOOK);
  }
  assert.ok('@tensorflow/tfjs' in manifest.dependencies);
  assert.ok(!('@tensorflow/tfjs-node-gpu' in manifest.dependencies));

  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  const modules = files.filter((file) => /\.(js|d\.ts)$/.test(file));
  assert.ok(modules.length > rooms.length);
  for (const file of modules) {
    const imports = importsOf(readFileSync(path.join(installed, file), 'utf8'));
    for (const name of imports) assert.doesNotMatch(name, NOTEBOOK, file);
  }
});

test('a strict nodenext project compiles against it and trains a network on plain cpu', () => {
  const project = path.join(folder, 'project');
  // The README's program must compile too.
  const readme = readFileSync(path.join(installed, 'README.md'), 'utf8');
  const [, example] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  assert.ok(example, 'the README has no program');
  writeFileSync(path.join(project, 'src', 'readme.ts'), example);
  const tsc = path.join(ROOT, 'node_modules/typescript/lib/tsc.js');
  run(process.execPath, [tsc, '-p', '.', '--pretty', 'false'], project);
  const output = run(process.execPath, ['out/main.js'], project, { DEVICE: 'cpu' });
  const report: XorReport = JSON.parse(output.trim().split('\n').at(-1) ?? '');

  assert.equal(report.device, 'cpu');
  assert.ok(report.lastLoss < 0.1 * report.firstLoss, `${report.firstLoss} → ${report.lastLoss}`);
  assert.deepEqual(report.predictions, [0, 1, 1, 0]);
  assert.ok(report.oneClass, 'a class that two rooms share exists twice');
  assert.deepEqual(Object.keys(report.rooms), rooms);
  assert.ok(Object.values(report.rooms).every((names) => names > 0));
  assert.ok(report.loaded.some((file) => file.includes('tfjs')));
  const ofNotebooks = report.loaded.filter((file) => NOTEBOOK.test(path.relative(ROOT, file)));
  assert.deepEqual(ofNotebooks, []);
});

test('its declarations stand by themselves, under both of the current resolutions', () => {
  const files = rooms.map((room) => path.join(installed, room, 'index.d.ts'));
  const ways = [
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  ];
  for (const way of ways) {
    const settings = { ...way, strict: true, noEmit: true, target: ts.ScriptTarget.ES2022 };
    const program = ts.createProgram(files, { ...settings, types: [] });
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(installed));
    assert.ok(own.length > files.length);
    const problems = own.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]);
    const said = problems.map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
    assert.deepEqual(said, []);
  }
});

test('every public name has a doc comment in the declarations', () => {
  assert.deepEqual(undocumented(installed, rooms), []);
});

/** Runs a command to its end and gives what it printed. */
function run(tool: string, args: string[], cwd: string, settings: Record<string, string> = {}) {
  const { NODE_OPTIONS: _, NODE_PATH: __, ...env } = process.env;
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    cwd,
    env: { ...env, ...settings },
    encoding: 'utf8',
    shell: tool.endsWith('.cmd'),
  });
  assert.equal(status, 0, `${tool} ${args.join(' ')}\n${stdout}${stderr}${error ?? ''}`);
  return stdout;
}
