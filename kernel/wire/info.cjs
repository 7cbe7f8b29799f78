'use strict';
// What the kernel says of itself.

const { PROTOCOL_VERSION } = require('./message.cjs');
const { version } = require('../../package.json');
const typescript = require('@tslab/typescript-for-tslab/package.json');

/** The content of a `kernel_info_reply`. */
function kernelInfo() {
  return {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'perceptron-to-gpt',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      // tslab's TypeScript is the release of the same number with a few more exports.
      version: typescript.version,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: { name: 'javascript', typescript: true },
      nbconvert_exporter: 'script',
    },
    banner: `TypeScript ${typescript.version} on Node.js ${process.version}`,
    debugger: false,
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'TensorFlow.js', url: 'https://js.tensorflow.org/api/latest/' },
    ],
  };
}

module.exports = { kernelInfo };
