"""The stop button: whatever runs ends within a second, once, with the state kept and nothing running on."""

import os
import random
import signal
import time

import pytest

# What a person waits for. The machine of a test run may be three times as slow.
LIMIT = 3

SETUP = """const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let turns = 0;
let kept = 'kept';"""


@pytest.fixture(scope="module")
def prepared(kernel):
    kernel.ok(SETUP)
    return kernel


def check(kernel, code, **options):
    result = kernel.interrupted(code, **options)
    assert result.status == "error"
    assert result.ename == "Interrupted", result.traceback
    assert [kind for kind in result.outputs if kind != "stream"] == ["error"]
    assert result.seconds < LIMIT, f"took {result.seconds} s"
    # State is kept, and nothing runs on.
    assert kernel.value("kept") == "'kept'"
    assert kernel.value("const seen = turns; await sleep(150); turns - seen") == "0"
    return result


@pytest.mark.parametrize(
    "code",
    [
        "while (true) {}",
        "while (true) { turns++; }",
        "await 1; while (true) {}",
        "for (;;) { try { JSON.parse('{'); } catch { turns++; } }",
        "do { turns++; } while (true);",
        "const forever = () => { for (const x of (function* () { while (true) yield 1; })()) turns += x; };\nforever();",
        "while (true) { await sleep(10); turns++; }",
        "while (true) { try { await sleep(10); } catch {} turns++; }",
        "while (true) { try { await sleep(10); } finally { turns++; } }",
        "async function again() { try { await sleep(5); turns++; } catch {} await again(); }\nawait again();",
        "async function again2(): Promise<void> { try { await sleep(5); turns++; } catch {} return again2(); }\nagain2();",
        "const ticking = async () => { while (true) { await sleep(5); turns++; } };\nticking();",
        "await Promise.all([1, 2, 3].map(async () => { while (true) { await sleep(5); turns++; } }));",
        "setInterval(() => { turns++; }, 5); await sleep(1e6);",
        "const tick = () => { turns++; setTimeout(tick, 5); }; tick(); await sleep(1e6);",
        "const spin = () => { turns++; setImmediate(spin); }; spin(); await new Promise(() => {});",
        "await new Promise(() => {});",
        "async function* numbers() { while (true) { await sleep(5); yield turns++; } }\nfor await (const n of numbers()) {}",
        "import { setTimeout as pause } from 'node:timers/promises';\nwhile (true) { await pause(5); turns++; }",
        "import { promisify } from 'node:util';\nconst nap = promisify(setTimeout); while (true) { await nap(5); turns++; }",
        "class Worker2 { static { } async run() { for (;;) { await sleep(5); turns++; } } }\nawait new Worker2().run();",
    ],
)
def test_loops_of_the_cell(prepared, code):
    check(prepared, code)


@pytest.mark.parametrize(
    "code",
    [
        "const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2)); fib(70);",
        "'a'.repeat(30).match(/(a+)+b/);",
        "const chain = (): Promise<void> => Promise.resolve().then(chain); await chain();",
        "const later2 = (): void => queueMicrotask(later2); later2(); await sleep(1e6);",
        "setTimeout(() => { const f = (n: number): number => (n < 2 ? n : f(n - 1) + f(n - 2)); f(70); }, 1); await sleep(1e6);",
        "process.nextTick(() => { const f = (n: number): number => (n < 2 ? n : f(n - 1) + f(n - 2)); f(70); }); await sleep(1e6);",
        "eval('while (true) {}')",
        "setImmediate(() => { turns++; }); setImmediate(() => eval('while (true) {}')); setImmediate(() => {}); await sleep(1e6);",
        # As a package gets it.
        "const { setImmediate: soon } = globalThis; soon(() => { turns++; }); soon(() => eval('while (true) {}')); soon(() => {}); await sleep(1e6);",
        "Array.from({ length: 2 ** 32 - 1 }, (_, i) => i)[0];",
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
        "import { AsyncLocalStorage } from 'node:async_hooks';\nawait new AsyncLocalStorage().run(1, async () => { await sleep(5); eval('while (true) {}'); });",
    ],
)
def test_what_only_v8_can_stop(prepared, code):
    check(prepared, code)


def test_immediates_are_as_nodes_own(prepared):
    code = '''const order: unknown[] = [];
setImmediate((...args: unknown[]) => order.push(args), 1, 2);
const cleared = setImmediate(() => order.push('cleared'));
setImmediate(() => { process.nextTick(() => order.push('tick')); });
setImmediate(() => { order.push('last'); });
clearImmediate(cleared);
await new Promise((done) => globalThis.setImmediate(done));
const store = new (await import('node:async_hooks')).AsyncLocalStorage();
order.push(await store.run('context', () => new Promise((done) => setImmediate(() => done(store.getStore())))));
order'''
    assert prepared.value(code) == "[ [ 1, 2 ], 'tick', 'last', 'context' ]"
    prepared.fails("setImmediate('no function' as any)", "TypeError")
    result = prepared.fails("setImmediate(() => { throw new RangeError('from an immediate'); }); await sleep(1e6);", "RangeError")
    assert f"cell-{result.reply['execution_count']}.ts:1" in result.traceback


def test_the_error_names_the_line_that_was_stopped(prepared):
    result = check(prepared, "let i = 0;\n\nwhile (true) {\n  i++;\n}")
    assert f"cell-{result.reply['execution_count']}.ts:3" in result.traceback
    result = check(prepared, "\nwhile (true) {\n  await sleep(5);\n}")
    assert f"cell-{result.reply['execution_count']}.ts:3" in result.traceback


def test_finally_blocks_run(prepared):
    result = check(prepared, "try { await sleep(1e6); } finally { console.log('cleaned'); }")
    assert result.stdout == "cleaned\n"
    result = check(prepared, "try { while (true) {} } finally { console.log('cleaned'); }")
    assert result.stdout == "cleaned\n"


def test_names_made_before_the_interrupt_stay(prepared):
    check(prepared, "const early = [1, 2, 3]; while (true) {}\nconst late = 1;")
    assert prepared.value("early.length") == "3"
    prepared.fails("late", "TypeScriptError")
    result = check(prepared, "const early2 = 5; eval('while (true) {}'); const late2 = 1;")
    assert "names that it had not yet declared are not there" in result.evalue
    assert prepared.value("early2") == "5"
    prepared.fails("late2", "TypeScriptError")


def test_cells_behind_an_interrupted_one_are_aborted(prepared):
    first = prepared.execute("while (true) {}")
    second = prepared.execute("'behind'")
    time.sleep(0.3)
    prepared.manager.interrupt_kernel()
    assert prepared.collect(first).ename == "Interrupted"
    assert prepared.collect(second).status == "aborted"


def test_an_interrupt_without_a_cell_ends_what_runs_in_the_background(prepared):
    prepared.ok("setInterval(() => { turns++; }, 5); void (async () => { while (true) { await sleep(5); turns++; } })();")
    assert prepared.value("const t0 = turns; await sleep(100); turns > t0") == "true"
    prepared.manager.interrupt_kernel()
    time.sleep(0.2)
    assert prepared.value("const t1 = turns; await sleep(100); turns - t1") == "0"


def test_what_a_past_cell_left_behind_is_cut(prepared):
    """No cell runs, and nothing could: not the next one, nor what hears of the interrupt."""
    block = "const {{ port1, port2 }} = new MessageChannel(); port1.on('message', () => {{ {0} }}); void setTimeout(() => port2.postMessage(1), 100);"
    hard = "(function f(n: number): number { return n < 2 ? n : f(n - 1) + f(n - 2); })(70);"
    for code in ("eval('while (true) {}');", hard):
        prepared.ok(block.format(code))
        time.sleep(0.4)
        result = check(prepared, "'behind'")
        assert "cell-" not in result.traceback
        prepared.ok(block.format(code))
        time.sleep(0.4)
        prepared.manager.interrupt_kernel()
        time.sleep(1)
        assert prepared.value("'later'") == "'later'"
    # It may also begin after the cell was stopped, by a timer of Node's own.
    for _ in range(2):
        result = prepared.interrupted("globalThis.setTimeout(() => eval('while (true) {}'), 1000); await sleep(1e6);")
        assert result.ename == "Interrupted"
        time.sleep(1.5)
        assert prepared.value("'later'") == "'later'"


def test_an_interrupt_while_a_cell_is_compiled(start):
    kernel = start()
    for delay in (0.02, 0.1, 0.3, 0.6, 1):
        result = kernel.interrupted("import * as tf from '@tensorflow/tfjs';\nwhile (true) {}", after=delay)
        assert result.ename == "Interrupted"
    assert kernel.value("1 + 1") == "2"


def test_the_cells_signal_is_aborted(prepared):
    code = """const signal: AbortSignal = (globalThis as any)[Symbol.for('Jupyter.signal')]();
signal.addEventListener('abort', () => console.log('aborted', signal.reason.name));
await sleep(1e6);"""
    assert check(prepared, code).stdout == "aborted Interrupted\n"
    assert prepared.value("(globalThis as any)[Symbol.for('Jupyter.signal')]().aborted") == "false"
    result = check(prepared, "import { cellSignal } from './lib/progress/notebook';\nimport { setTimeout as pause } from 'node:timers/promises';\nawait pause(1e6, null, { signal: cellSignal() });")
    assert result.seconds < LIMIT


def test_sigint_ends_a_cell_that_waits(prepared):
    message_id = prepared.execute("while (true) { await sleep(10); }")
    time.sleep(0.3)
    os.kill(prepared.pid, signal.SIGINT)
    assert prepared.collect(message_id, timeout=10).ename == "Interrupted"
    os.kill(prepared.pid, signal.SIGINT)
    assert prepared.value("kept") == "'kept'"


def test_the_librarys_loops(prepared):
    code = """import { Random } from './lib/random';
const random = new Random(1);
while (true) { random.permutation(1000); turns++; }"""
    check(prepared, code)


TRAINING = """import * as tf from '@tensorflow/tfjs';
import { useDevice } from './lib/device';
await useDevice();
const weights = tf.variable(tf.randomNormal([200, 200], 0, 0.01, 'float32', 1));
const inputs = tf.ones([64, 200]);
const step = () => tf.tidy(() => {
  const { grads } = tf.variableGrads(() => tf.matMul(inputs, weights).square().mean() as tf.Scalar);
  weights.assign(weights.sub(Object.values(grads)[0].mul(0.01)));
});
step();
let steps = 0;"""


def test_training_with_native_calls(prepared):
    prepared.ok(TRAINING)
    result = check(prepared, "console.log('training'); while (true) { step(); steps++; }", wait_for="training")
    assert result.seconds < LIMIT
    check(prepared, "console.log('training'); while (true) { step(); steps++; await tf.nextFrame(); }", wait_for="training")
    # It goes on where it was stopped.
    assert prepared.value("const before = steps; step(); weights.isDisposed") == "false"


def test_tensorflow_works_after_hard_cuts(prepared):
    prepared.ok("import * as tf from '@tensorflow/tfjs';\nconst run = (n: number): void => { tf.tidy(() => { tf.grad((x: tf.Tensor) => x.square().sum())(tf.ones([4])); if (n > 0) { run(n - 1); run(n - 1); } }); }; run(1);")
    before = int(prepared.value("tf.memory().numTensors"))
    for _ in range(3):
        check(prepared, "eval('(run) => { run(60); }')(run);")
        assert prepared.value("tf.tidy(() => tf.grad((x: tf.Tensor) => x.square().sum())(tf.tensor([3])).dataSync()[0])") == "6"
    assert int(prepared.value("tf.memory().numTensors")) - before < 50


def test_a_native_call_ends_the_cell_when_it_returns(prepared):
    code = "import { spawnSync } from 'node:child_process';\nspawnSync('sleep', ['2']); turns++;"
    result = prepared.interrupted(code)
    assert result.ename == "Interrupted"
    assert result.seconds < 2 + LIMIT
    assert prepared.value("kept") == "'kept'"


# Enters and leaves asynchronous contexts at every other turn of a loop: so a cut falls between the two.
CONTEXTS = """import { createHook } from 'node:async_hooks';
declare const require: any;
const hook = createHook({ init() {}, before() {}, after() {} }).enable();
const node = (() => {
  try { return (process as any).binding('async_wrap'); }
  catch { return require('internal/test/binding').internalBinding('async_wrap'); }
})();
const enter = eval('(node) => { for (let i = 0; ; i++) i % 2 ? node.popAsyncContext(7) : node.pushAsyncContext(7, 1, {}); }');"""


def test_a_cut_between_two_asynchronous_contexts(start):
    """Node aborts where its stack of contexts is not as it expects it."""
    kernel = start()
    kernel.ok(SETUP)
    kernel.ok(CONTEXTS)
    pid = kernel.pid
    for _ in range(4):
        check(kernel, "enter(node);")
        check(kernel, "await null; enter(node);")
        check(kernel, "setTimeout(() => enter(node), 1); await sleep(1e6);")
        check(kernel, "process.nextTick(() => enter(node)); await sleep(1e6);")
    assert kernel.pid == pid and kernel.manager.is_alive()
    # The hooks still work, and find each context closed.
    kernel.ok("const { executionAsyncId } = await import('node:async_hooks'); hook.disable();")
    assert kernel.value("await new Promise<number>((done) => setImmediate(() => setTimeout(() => done(executionAsyncId()), 1))) > 0") == "true"


def test_an_interrupt_is_not_meant_for_later_cells(prepared):
    prepared.manager.interrupt_kernel()
    time.sleep(0.1)  # it takes another socket than the cell, which might come in first
    assert prepared.value("await sleep(1000); eval('for (const end = Date.now() + 500; Date.now() < end; );'); 'done'") == "'done'"


def test_an_interrupt_that_overtakes_its_cell(prepared):
    """They take different sockets, and the kernel may be busy when both arrive."""
    for _ in range(10):
        message_id = prepared.execute("while (true) { await sleep(10); }")
        time.sleep(0.002)
        prepared.manager.interrupt_kernel()
        assert prepared.collect(message_id, timeout=10).ename == "Interrupted"


def test_a_failed_cell_does_not_stop_the_next(prepared):
    first = prepared.execute("Promise.reject(new Error('one')); await sleep(1e6);", stop_on_error=False)
    second = prepared.execute("'two'")
    assert prepared.collect(first).ename == "Error"
    assert prepared.collect(second).text == "'two'"


def test_many_random_interrupts(start):
    """Sixty interrupts at random moments: the process and its state survive them all."""
    kernel = start()
    kernel.ok(SETUP + "\nimport { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'; const store = new AsyncLocalStorage();")
    pid = kernel.pid
    dice = random.Random(4)
    hard = "const g = (n: number): number => (n < 2 ? n : g(n - 1) + g(n - 2));"
    codes = [
        "while (true) { turns++; }",
        "while (true) { await sleep(1); turns++; }",
        f"{hard} g(70);",
        f"{hard} setTimeout(() => g(70), 1); await sleep(1e6);",
        f"{hard} store.run(1, () => Promise.resolve().then(() => g(70))); await sleep(1e6);",
        "while (true) { await null; turns++; }",
        "const p = (): Promise<void> => Promise.resolve().then(p); await p();",
        "while (true) { console.log('x'); }",
        "const r = new AsyncResource('x'); eval('(r) => { while (true) r.runInAsyncScope(() => 1); }')(r);",
        "eval('(store) => { while (true) store.run(1, () => store.getStore()); }')(store);",
        "const later = (): void => { turns++; queueMicrotask(later); }; later(); await sleep(1e6);",
        f"{hard} const tick = (): void => {{ g(5); process.nextTick(tick); }}; tick(); await sleep(1e6);",
        "setImmediate(() => eval('while (true) {}')); setImmediate(() => {}); await sleep(1e6);",
        f"{hard} const {{ port1, port2 }} = new MessageChannel(); port1.on('message', () => {{ port2.postMessage(g(12)); }}); port2.postMessage(1); await sleep(1e6);",
    ]
    for i in range(60):
        code = codes[i % len(codes)]
        result = kernel.interrupted(code, after=dice.uniform(0.002, 0.15))
        assert result.ename == "Interrupted", (code, result.traceback)
    assert kernel.pid == pid and kernel.manager.is_alive()
    assert kernel.value("kept + (turns > 0)") == "'kepttrue'"
