"""What values look like."""

import json

import pytest

DISPLAY = "[Symbol.for('Jupyter.display')]"


def test_an_object_shows_itself_in_several_forms(kernel):
    result = kernel.ok(f"class Chart {{ {DISPLAY}() {{ return {{ 'text/html': '<b>c</b>', 'application/json': {{ a: [1] }}, 'text/plain': 'chart' }}; }} }}\nnew Chart()")
    assert result.data == {"text/html": "<b>c</b>", "application/json": {"a": [1]}, "text/plain": "chart"}


def test_a_display_may_be_asynchronous_and_binary(kernel):
    result = kernel.ok(f"({{ async {DISPLAY}() {{ await null; return {{ 'image/png': new Uint8Array([1, 2, 3]) }}; }} }})")
    assert result.data["image/png"] == "AQID"
    # Viewers without the other forms always find a text.
    assert result.data["text/plain"] == "[Object]"


def test_a_display_that_fails_is_the_cells_error(kernel):
    result = kernel.fails(f"({{ {DISPLAY}() {{ throw new Error('cannot draw'); }} }})", "Error")
    assert result.evalue == "cannot draw"
    result = kernel.fails(f"({{ {DISPLAY}() {{ return 'a string'; }} }})", "TypeError")
    assert "wanted an object with MIME types as keys" in result.evalue


def test_a_display_that_fails_keeps_the_cells_names(kernel):
    kernel.fails(f"const made = 5; ({{ {DISPLAY}() {{ throw new Error('x'); }} }})")
    assert kernel.value("made") == "5"


def test_long_values_are_shortened(kernel):
    text = kernel.value("Array.from({ length: 100_000 }, (_, i) => i)")
    assert "more items" in text and len(text) < 2000
    text = kernel.value("new Float32Array(1e6)")
    assert "more items" in text and len(text) < 2000
    assert len(kernel.value("'x'.repeat(1e6)")) < 20_000
    assert "[Object]" in kernel.value("({ a: { b: { c: { d: { e: { f: 1 } } } } } })")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("'it''s'.length && 'q'", None),
        ("'text'", "'text'"),
        ("12345678901234567890n", "12345678901234567890n"),
        ("new Map([['a', 1]])", "Map(1) { 'a' => 1 }"),
        ("Symbol('s')", "Symbol(s)"),
        ("(x: number) => x", "[Function (anonymous)]"),
        ("new Error('a value')", None),
        ("-0", "-0"),
        ("[undefined, null]", "[ undefined, null ]"),
    ],
)
def test_plain_values(kernel, code, text):
    if code.startswith("'it"):
        kernel.fails(code, "TypeScriptError")
    elif code.startswith("new Error"):
        assert kernel.value(code).startswith("Error: a value\n    at cell-")
    else:
        assert kernel.value(code) == text


def test_values_that_resist(kernel):
    assert "cannot be shown" in kernel.value("({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no'); } })")
    kernel.ok("const loop: any = {}; loop.self = loop; loop")


def test_tensors(kernel):
    kernel.ok("import * as tf from '@tensorflow/tfjs';")
    assert kernel.value("tf.tensor2d([[1, 2.5], [-3, 4]])") == "Tensor (2, 2) float32\n[[  1, 2.5],\n [ -3,   4]]"
    assert kernel.value("tf.scalar(7, 'int32')") == "Tensor scalar int32\n7"
    assert kernel.value("tf.tensor1d([true, false], 'bool')") == "Tensor (2,) bool\n[ true, false]"
    assert kernel.value("tf.tensor1d(['a', 'b'])") == "Tensor (2,) string\n['a', 'b']"
    assert kernel.value("tf.variable(tf.zeros([1]))") == "Variable (1,) float32\n[0]"
    assert kernel.value("tf.zeros([0, 3])") == "Tensor (0, 3) float32\n[]"
    assert kernel.value("const gone = tf.ones([2]); gone.dispose(); gone") == "Tensor (2,) float32 (disposed)"
    assert kernel.value("tf.complex([1], [2])") == "Tensor (1,) complex64"
    assert kernel.ok("console.log(tf.scalar(1), { w: tf.ones([2]) })").stdout == (
        "Tensor scalar float32\n1 {\n  w: Tensor (2,) float32\n  [1, 1]\n}\n"
    )


def test_a_large_tensor_is_not_copied_whole(kernel):
    kernel.ok("import * as tf from '@tensorflow/tfjs'; const big = tf.range(0, 3_000_000).reshape([3, 1000, 1000]);")
    kernel.ok("const read: number[] = []; const { Tensor } = tf; for (const name of ['data', 'dataSync'] as const) { const original = Tensor.prototype[name] as any; (Tensor.prototype as any)[name] = function (...args: any[]) { read.push(this.size); return original.apply(this, args); }; }")
    before = kernel.value("tf.memory().numTensors")
    text = kernel.value("big")
    assert text.startswith("Tensor (3, 1000, 1000) float32\n[[[")
    assert "…" in text and len(text) < 2000
    assert json.loads(kernel.value("read.length = Math.min(read.length, 5); Math.max(...read)")) <= 108
    assert kernel.value("tf.memory().numTensors") == before
    kernel.ok("console.log(big)")
    assert json.loads(kernel.value("Math.max(...read)")) <= 108


def test_frames(kernel):
    kernel.ok("import { DataFrame, Series } from 'danfojs-node';")
    data = kernel.ok("const frame = new DataFrame({ name: ['김', '<b>'], size: [1.23456789, 2] }); frame").data
    assert "<th>name</th>" in data["text/html"]
    assert "<td>&lt;b&gt;</td>" in data["text/html"]
    assert "2 rows × 2 columns" in data["text/html"]
    assert data["text/plain"] == "   name     size\n0    김  1.23457\n1   <b>        2\n\n[2 rows × 2 columns]"
    data = kernel.ok("new DataFrame(Array.from({ length: 500 }, (_, i) => Array.from({ length: 40 }, (_, j) => i * j)))").data
    assert data["text/html"].count("<tr>") == 21
    assert "500 rows × 40 columns" in data["text/html"]
    assert "499" in data["text/plain"] and "…" in data["text/plain"]
    assert "3 values" in kernel.ok("new Series([1, 2, 3])").data["text/html"]


def test_console_table(kernel):
    result = kernel.ok("console.log('before'); console.table([{ a: 1, b: '<x>' }, { a: 2 }]); console.log('after')")
    assert result.outputs == ["stream", "display_data", "stream"]
    data = result.of_type("display_data")[0]["data"]
    assert "<td>&lt;x&gt;</td>" in data["text/html"]
    assert "│ 0       │ 1 │ '<x>' │" in data["text/plain"]
    data = kernel.ok("console.table([{ a: 1, b: 2 }], ['b'])").of_type("display_data")[0]["data"]
    assert "<th>b</th>" in data["text/html"] and "<th>a</th>" not in data["text/html"]
    data = kernel.ok("console.table(new Map([['k', [1, 2]]]))").of_type("display_data")[0]["data"]
    assert "<th>k</th><td>1</td><td>2</td>" in data["text/html"]
    assert kernel.ok("console.table('no table')").stdout == "no table\n"
    many = kernel.ok("console.table(Array.from({ length: 5000 }, (_, i) => i))").of_type("display_data")[0]["data"]
    assert "4800 more rows" in many["text/html"]


def test_displays_that_are_updated(kernel):
    code = """const send = (globalThis as any)[Symbol.for('Jupyter.broadcast')];
send('display_data', { data: { 'text/plain': 'first' }, transient: { display_id: 'd1' } });
send('update_display_data', { data: { 'text/plain': 'second' }, transient: { display_id: 'd1' } });
send('clear_output', { wait: true });
send('stream', { name: 'stderr', text: 'told' });"""
    result = kernel.ok(code)
    assert result.outputs == ["display_data", "update_display_data", "clear_output", "stream"]
    assert result.of_type("display_data")[0]["transient"] == {"display_id": "d1"}
    assert result.of_type("update_display_data")[0]["data"] == {"text/plain": "second"}
    assert result.of_type("clear_output") == [{"wait": True}]
    assert result.stderr == "told"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("send('status', { execution_state: 'idle' })", 'cannot send "status"'),
        ("send('display_data', {})", "needs data"),
        ("send('stream', { name: 'stdin', text: '' })", '"stdout" or "stderr"'),
        ("send('display_data', { data: { 'a/b': 1n } })", "BigInt"),
    ],
)
def test_broadcasts_that_are_wrong(kernel, call, message):
    result = kernel.fails(f"const send = (globalThis as any)[Symbol.for('Jupyter.broadcast')]; {call}")
    assert message in result.evalue


def test_the_library_sees_the_notebook(kernel):
    code = """import { inNotebook, displayBundle } from './lib/progress/notebook';
displayBundle({ 'text/plain': 'shown' });
inNotebook()"""
    result = kernel.ok(code)
    assert result.text == "true"
    assert result.of_type("display_data")[0]["data"]["text/plain"] == "shown"
