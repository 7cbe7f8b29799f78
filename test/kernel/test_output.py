"""Printed text: whole, in order, at once, and nothing that the learner did not print."""

import pytest
from conftest import ROOT, Kernel


def test_streams_keep_their_order(kernel):
    result = kernel.ok("console.log('1'); console.error('2'); process.stdout.write('3'); console.warn('4'); console.log('%d %s', 5, 'five')")
    assert [(c["name"], c["text"]) for c in result.of_type("stream")] == [
        ("stdout", "1\n"),
        ("stderr", "2\n"),
        ("stdout", "3"),
        ("stderr", "4\n"),
        ("stdout", "5 five\n"),
    ]


def test_bytes_are_decoded_across_writes(kernel):
    code = "const bytes = Buffer.from('한국어 😀'); for (const byte of bytes) process.stdout.write(Buffer.from([byte]));"
    assert kernel.ok(code).stdout == "한국어 😀"
    assert kernel.ok("process.stdout.write('6869', 'hex'); await new Promise((r) => process.stdout.write('!', () => r(0)));").stdout == "hi!"


def test_a_megabyte(kernel):
    result = kernel.ok("console.log('x'.repeat(1_000_000)); 'end'")
    assert result.stdout == "x" * 1_000_000 + "\n"
    assert result.outputs[-1] == "execute_result"


def test_a_hundred_thousand_lines(kernel):
    result = kernel.ok("for (let i = 0; i < 100_000; i++) console.log(`line ${i}`);")
    assert result.stdout == "".join(f"line {i}\n" for i in range(100_000))
    # JupyterLab's server cuts what is more than 1,000 messages a second.
    assert len(result.of_type("stream")) < 1000


def test_output_flows_while_a_cell_blocks(kernel, gate):
    message_id = kernel.execute(f"console.log('begun'); {gate.block}; 'done'")
    kernel.wait_for_output(message_id, "begun")
    gate.open()
    assert kernel.collect(message_id).text == "'done'"


def test_displays_and_text_keep_their_order_in_a_blocked_cell(kernel):
    code = """const send = (globalThis as any)[Symbol.for('Jupyter.broadcast')];
for (let i = 0; i < 200; i++) { console.log(i); send('display_data', { data: { 'text/plain': String(i) } }); }"""
    result = kernel.ok(code)
    assert result.outputs == ["stream", "display_data"] * 200
    assert result.stdout == "".join(f"{i}\n" for i in range(200))


def test_output_after_the_end_belongs_to_the_last_cell(kernel):
    message_id = kernel.execute("void setTimeout(() => console.log('afterwards'), 1000);")
    kernel.collect(message_id)
    streams = [m for m in kernel.drain(3) if m["msg_type"] == "stream"]
    assert [m["content"]["text"] for m in streams] == ["afterwards\n"]
    assert streams[0]["parent_header"]["msg_id"] == message_id


QUIET = {
    "tfjs": "import * as tf from '@tensorflow/tfjs';\ntf.tensor([1, 2]).add(1).dataSync().length",
    "danfojs": "import { DataFrame } from 'danfojs-node';\nnew DataFrame({ a: [1] }).shape.length",
    "natural": "import natural from 'natural';\nnatural.PorterStemmer.stem('running').length",
    "native": "import { useDevice } from './lib/device';\nconst device = await useDevice();\n"
    "import * as tf from '@tensorflow/tfjs';\ntf.matMul(tf.ones([3, 3]), tf.ones([3, 3])).dataSync()[0]",
}


@pytest.fixture(scope="module")
def fresh():
    """A kernel that has loaded no package."""
    running = Kernel()
    yield running
    running.close()


@pytest.mark.parametrize("code", QUIET.values(), ids=QUIET.keys())
def test_packages_are_quiet(fresh, code):
    result = fresh.ok(code)
    assert result.stderr == ""
    # The device's own line is the one that may be.
    assert len(result.stdout.splitlines()) == (1 if "useDevice" in code else 0)


def test_natural_loads_no_env_file(start):
    env = ROOT / ".env"
    assert not env.exists()
    env.write_text("KERNEL_TEST_SECRET=loaded\n")
    try:
        kernel = start()
        kernel.ok("import natural from 'natural'; natural.PorterStemmer.stem('x')")
        assert kernel.value("process.env.KERNEL_TEST_SECRET ?? 'not loaded'") == "'not loaded'"
        # The learner's own use of dotenv works.
        assert "KERNEL_TEST_SECRET: 'loaded'" in kernel.value("import dotenv from 'dotenv';\nconst loaded = dotenv.config({ quiet: true }); loaded.parsed")
    finally:
        env.unlink()


def test_the_learners_own_warnings_show(kernel):
    assert kernel.ok("console.warn('mine')").stderr == "mine\n"
    result = kernel.ok("process.emitWarning('careful', 'CustomWarning', 'C001'); await new Promise((r) => setTimeout(r, 20));")
    assert result.stderr == "[C001] CustomWarning: careful\n"
    result = kernel.ok("import util from 'node:util'; const old = util.deprecate(() => 1, 'old() is old', 'D1'); old(); await new Promise((r) => setTimeout(r, 20));")
    assert "[D1] DeprecationWarning: old() is old" in result.stderr


def test_deprecations_of_packages_do_not(kernel):
    result = kernel.ok("await import('tough-cookie'); await import('whatwg-url'); await new Promise((r) => setTimeout(r, 20));")
    assert result.stderr == ""
