import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** How the C version is compiled. */
export const FLAGS = ['-O3', '-march=native', '-ffast-math', '-pthread'];

/** The C version, a process that does what it is told and gives its own times. */
export class CGlove {
  private constructor(
    private readonly child: ChildProcess,
    private readonly answers: AsyncIterator<string>,
    /** What compiled it. */
    readonly compiler: string,
  ) {}

  /**
   * Compiles and starts it.
   * @param ids a file of 32-bit numbers of words
   * @param pairs how many there will be
   */
  static async start(
    folder: string,
    ids: string,
    {
      words,
      window,
      vectorSize,
      pairs,
    }: Record<'words' | 'window' | 'vectorSize' | 'pairs', number>,
  ): Promise<CGlove> {
    const program = path.join(folder, 'glove');
    execFileSync('gcc', [...FLAGS, path.join(__dirname, 'glove.c'), '-o', program, '-lm'], {
      stdio: 'inherit',
    });
    const compiler = execFileSync('gcc', ['--version'], { encoding: 'utf8' }).split('\n')[0];
    const settings = [words, window, vectorSize, pairs].map(String);
    const child = spawn(program, [ids, ...settings], { stdio: ['pipe', 'pipe', 'inherit'] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const glove = new CGlove(child, answers, compiler);
    await glove.answer();
    return glove;
  }

  /** Tells it a command; returns its times, by the clock and of all cores, and what came of it. */
  async ask(command: string): Promise<{ seconds: number; cpu: number; result: number }> {
    this.child.stdin!.write(`${command}\n`);
    const [seconds, cpu, result] = (await this.answer()).split(' ').map(Number);
    return { seconds, cpu, result };
  }

  end(): void {
    this.child.stdin!.end();
  }

  private async answer(): Promise<string> {
    const { value, done } = await this.answers.next();
    if (done) throw new Error('the C version ended early');
    return value;
  }
}
