export { type Compiled, type CompileOptions, compile, type SignatureReport } from './compile';
export { statelessNormal, statelessUniform } from './random';
