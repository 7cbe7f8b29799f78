export { type Compiled, type CompileOptions, compile, type SignatureReport } from './compile';
