// What the package says of itself: its package.json and README.

import { isBuiltin } from 'node:module';
import { SetupError } from '../setup/errors.mjs';

/**
 * The package's own package.json.
 *
 * @param project the repository's package.json, whose versions it takes
 * @param rooms the names of the rooms, each an export
 * @param imported the modules that its code and its types import
 * @throws {SetupError} for a package that the project does not depend on
 */
export function manifestOf(project, rooms, imported) {
  const entry = (room) => ({ types: `./${room}/index.d.ts`, import: `./${room}/index.js` });
  return {
    name: project.name,
    version: project.version,
    description: 'Neural networks and language models from scratch, in TypeScript.',
    license: project.license,
    type: 'module',
    sideEffects: false,
    engines: project.engines,
    exports: {
      ...Object.fromEntries(rooms.map((room) => [`./${room}`, entry(room)])),
      './package.json': './package.json',
    },
    dependencies: dependenciesOf(project, imported),
  };
}

function dependenciesOf(project, imported) {
  const versions = { ...project.devDependencies, ...project.dependencies };
  const names = imported.filter((name) => !isBuiltin(name)).map(packageOf);
  const pinned = [...new Set(names)].map((name) => {
    // Types alone may come from a package of their own.
    const typings = `@types/${name.replace(/^@(.+)\//, '$1__')}`;
    const found = [name, typings].find((each) => each in versions);
    if (!found) throw new SetupError(`lib imports ${name}, which package.json does not pin.`);
    return [found, versions[found]];
  });
  return Object.fromEntries(pinned.sort());
}

/** `@tensorflow/tfjs/dist/x` is of the package `@tensorflow/tfjs`. */
function packageOf(name) {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A README for who meets the package alone. */
export function readmeOf({ name, description, engines, dependencies }, rooms) {
  const tfjs = dependencies['@tensorflow/tfjs'];
  return `# ${name}

${description} Layers, optimizers, trainers, tokenizers and models are written here, on the tensors
of [TensorFlow.js](https://www.tensorflow.org/js) ${tfjs}. Node ${engines.node}, ES modules.

\`\`\`ts
import * as tf from '@tensorflow/tfjs';
import { useDevice } from '${name}/device';
import { Linear, Sequential, Tanh } from '${name}/nn';
import { Random } from '${name}/random';

await useDevice('cpu');
const random = new Random(0);
const network = new Sequential(new Linear(2, 8, { random }), new Tanh(), new Linear(8, 1, { random }));
network.forward(tf.tensor2d([[0, 1]])).print();
\`\`\`

One export per subject: ${rooms.map((room) => `\`${name}/${room}\``).join(', ')}.

TensorFlow.js's own declarations do not pass a strict check: set \`"skipLibCheck": true\`, as
\`tsc --init\` does. This package's do.

With \`@tensorflow/tfjs-node-gpu\` beside it, built for your TensorFlow, \`useDevice()\` takes that;
\`useDevice('cpu')\` works everywhere.
`;
}
