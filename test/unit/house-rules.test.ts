import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  notCommonJS,
  notFromScratch,
  readSources,
  tooLong,
  wrongImports,
  wrongInLib,
} from '../helpers/house-rules';

const ROOT = path.resolve(__dirname, '../..');
const folders = ['lib', 'datasets', 'kernel', 'scripts', 'bench', 'notebooks/checks'];
const sources = readSources(
  ROOT,
  folders.filter((folder) => existsSync(path.join(ROOT, folder))),
);
const lib = sources.filter(({ file }) => file.startsWith('lib/'));

describe('the sources keep the rules of the house', () => {
  test('every folder and room imports only what stands above it', () => {
    assert.ok(lib.length > 0, 'there is no source in lib');
    assert.deepEqual(wrongImports(sources), []);
  });

  test('lib and the checks use no layer, optimizer or loss of tfjs', () => {
    const own = sources.filter(({ file }) => /^(lib|datasets|notebooks)\//.test(file));
    assert.deepEqual(own.flatMap(notFromScratch), []);
  });

  test('no file is longer than 400 lines', () => {
    assert.deepEqual(sources.flatMap(tooLong), []);
  });

  test('the kernel can load lib, datasets and the checks', () => {
    const own = sources.filter(({ file }) => /^(lib|datasets|notebooks)\//.test(file));
    assert.deepEqual(own.flatMap(notCommonJS), []);
  });

  test('lib is seeded and reads no environment', () => {
    assert.deepEqual(lib.flatMap(wrongInLib), []);
  });
});

describe('the rules find what they look for', () => {
  const imports = (file: string, name: string) =>
    wrongImports([{ file, text: `import { x } from '${name}';\n` }]).length;

  test('directions', () => {
    assert.equal(imports('lib/nn/linear.ts', '../random'), 0);
    assert.equal(imports('lib/nn/linear.ts', '../random/random'), 0);
    assert.equal(imports('lib/nn/linear.ts', './module'), 0);
    assert.equal(imports('lib/nn/linear.ts', '@tensorflow/tfjs'), 0);
    assert.equal(imports('lib/nn/linear.ts', '../train'), 1);
    assert.equal(imports('lib/random/random.ts', '../files'), 1);
    assert.equal(imports('lib/nn/linear.ts', '../../datasets/iris'), 1);
    assert.equal(imports('lib/extras/a.ts', './b'), 1);
    assert.equal(imports('datasets/iris.ts', '../lib/random'), 0);
    assert.equal(imports('datasets/iris.ts', '../lib/nn'), 1);
    assert.equal(imports('kernel/main.ts', '../lib/files'), 1);
    assert.equal(imports('kernel/main.ts', 'zeromq'), 0);
    assert.equal(imports('scripts/setup.mjs', 'tslab'), 1);
    assert.equal(imports('scripts/setup.mjs', 'node:fs'), 0);
    assert.equal(imports('notebooks/checks/01.ts', '../../lib/exercise'), 0);
    assert.equal(imports('notebooks/checks/01.ts', '../../kernel/main'), 1);
  });

  test('every way to import', () => {
    const ways = [
      "import type { A } from '../train';",
      "export * from '../train';",
      "const a = require('../train');",
      "const a = await import('../train');",
      "type A = import('../train').A;",
    ];
    for (const text of ways) {
      assert.equal(wrongImports([{ file: 'lib/nn/a.ts', text }]).length, 1, text);
    }
  });

  test('what is not from scratch', () => {
    const found = (text: string) => notFromScratch({ file: 'lib/nn/a.ts', text }).length;
    assert.equal(found('const a = tf.layers.dense({ units: 1 });'), 1);
    assert.equal(found('tf.train.adam(); tf.losses.softmaxCrossEntropy(a, b);'), 2);
    assert.equal(found('// tf.layers has one too\nconst a = tf.matMul(x, y);'), 0);
  });

  test('what the kernel cannot load', () => {
    const found = (text: string) => notCommonJS({ file: 'lib/nn/a.ts', text }).length;
    assert.equal(found('const a = import.meta.url;'), 1);
    assert.equal(found('const a = await load();'), 1);
    assert.equal(found('for await (const a of list) use(a);'), 1);
    assert.equal(
      found('const f = async () => { await g(); for await (const a of b) use(a); };'),
      0,
    );
  });

  test('what lib may not hold', () => {
    const found = (text: string, file = 'lib/nn/a.ts') => wrongInLib({ file, text }).length;
    assert.equal(found('const a = Math.random();'), 1);
    assert.equal(found('// never Math.random\nconst a = random.next();'), 0);
    assert.equal(found('process.env.DEVICE'), 1);
    assert.equal(found('process.env.DEVICE', 'lib/device/a.ts'), 0);
    assert.equal(tooLong({ file: 'lib/nn/a.ts', text: 'x\n'.repeat(400) }).length, 0);
    assert.equal(tooLong({ file: 'lib/nn/a.ts', text: 'x\n'.repeat(401) }).length, 1);
  });
});
