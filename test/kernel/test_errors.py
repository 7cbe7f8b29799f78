"""Every failure ends its cell in one error that says what and where."""

import pytest


def test_a_thrown_error_names_cell_and_line(kernel):
    result = kernel.fails("function inner() {\n  throw new RangeError('too far');\n}\n\ninner();", "RangeError")
    cell = f"cell-{result.reply['execution_count']}.ts"
    assert result.evalue == "too far"
    assert f"at inner ({cell}:2:9)" in result.traceback
    assert f"at {cell}:5:1" in result.traceback
    assert "> 2 |   throw new RangeError('too far');" in result.traceback
    assert result.outputs == ["error"]


def test_the_line_is_right_behind_types_and_comments(kernel):
    code = """interface Shape {
  width: number;
  height: number;
}
/* a comment
   of two lines */
type Pair = [number, number];
const area = ({ width, height }: Shape): number => width * height;
const shapes: Shape[] = [
  { width: 1, height: 2 },
];

for (const shape of shapes) { if (area(shape) > 1) throw new Error(`line 13`); }"""
    result = kernel.fails(code)
    cell = f"cell-{result.reply['execution_count']}.ts"
    assert f"at {cell}:13:58" in result.traceback


def test_lines_after_an_await(kernel):
    result = kernel.fails("await 1;\nconst later = async () => {\n  await null;\n  throw new Error('x');\n};\n\nawait later();")
    cell = f"cell-{result.reply['execution_count']}.ts"
    assert f"at later ({cell}:4:9)" in result.traceback
    assert f"at async {cell}:7:1" in result.traceback


def test_a_function_of_an_earlier_cell(kernel):
    count = kernel.ok("const half = (n: number) => {\n\n  if (n % 2) throw new Error('odd');\n  return n / 2;\n};").reply["execution_count"]
    result = kernel.fails("half(4);\nhalf(3);")
    assert f"at half (cell-{count}.ts:3:20)" in result.traceback
    assert f"at cell-{count + 1}.ts:2:" in result.traceback


def test_lines_in_the_library(kernel):
    result = kernel.fails("import { Random } from './lib/random';\n\nnew Random(Number.NaN);")
    cell = f"cell-{result.reply['execution_count']}.ts"
    assert "lib/random/random.ts:" in result.traceback
    assert f"at {cell}:3:1" in result.traceback
    assert "kernel/" not in result.traceback
    assert "node:internal" not in result.traceback


def test_the_stack_that_code_prints_is_right_too(kernel):
    result = kernel.ok("const e =\n\n  new Error('shown');\nconsole.log(e.stack)")
    cell = f"cell-{result.reply['execution_count']}.ts"
    assert f"{cell}:3:3" in result.stdout
    assert "kernel" not in result.stdout


def test_all_type_errors(kernel):
    result = kernel.fails("const a: number = 'x';\nconst b: string = 5;\nlet c = a.nothing;", "TypeScriptError")
    cell = f"cell-{result.reply['execution_count']}.ts"
    for line, code in ((1, "TS2322"), (2, "TS2322"), (3, "TS2339")):
        assert any(
            part.startswith(f"{cell}:{line}:") and code in part for part in result.traceback.split("\n")
        ), result.traceback
    assert result.evalue.endswith("(and 2 more)")
    assert "> 2 | const b: string = 5;" in result.traceback
    # Nothing of it has run.
    assert kernel.fails("a", "TypeScriptError")


def test_null_is_checked(kernel):
    result = kernel.fails("const found = [1, 2].find((n) => n > 5);\nfound.toFixed();", "TypeScriptError")
    assert "possibly 'undefined'" in result.traceback
    assert kernel.ok("const untyped = (x) => x * 2; untyped(4)").text == "8"


def test_syntax_errors(kernel):
    result = kernel.fails("const x = ;\n", "TypeScriptError")
    assert "Expression expected" in result.traceback
    assert len(result.errors) == 1


def test_type_errors_in_imported_files_name_the_file(kernel, tmp_path):
    (tmp_path / "wrong.ts").write_text("export const one: number = 1;\n\nexport const two: string = 2;\n")
    result = kernel.fails(f"import {{ one }} from '{relative(tmp_path)}/wrong'; one", "TypeScriptError")
    assert "wrong.ts:3:14" in result.traceback
    assert "> 3 | export const two: string = 2;" in result.traceback


def relative(path):
    import os

    from conftest import ROOT

    return os.path.relpath(path, ROOT / 'notebooks')


def test_a_failed_assertion(kernel):
    result = kernel.fails("import assert from 'node:assert/strict';\nassert.equal(1 + 1, 3);", "AssertionError")
    assert "2 !== 3" in result.evalue


def test_causes_are_shown(kernel):
    result = kernel.fails("throw new Error('outer', { cause: new TypeError('inner') })", "Error")
    assert "caused by: TypeError: inner" in result.traceback
    result = kernel.fails("await Promise.any([Promise.reject(new Error('one')), Promise.reject(2)])", "AggregateError")
    assert "including: Error: one" in result.traceback


@pytest.mark.parametrize(
    ("thrown", "shown"),
    [("'just text'", "just text"), ("42", "42"), ("null", "null"), ("undefined", "undefined"), ("{ code: 7 }", "{ code: 7 }")],
)
def test_throwing_something_else(kernel, thrown, shown):
    result = kernel.fails(f"throw {thrown}", "Thrown")
    assert result.evalue == shown


def test_an_error_that_cannot_be_read(kernel):
    kernel.fails("throw new Proxy({}, { get() { throw new Error('no'); }, getPrototypeOf() { throw new Error('no'); } })")
    kernel.fails("const e = new Error('x'); Object.defineProperty(e, 'message', { get() { throw 1; } }); throw e;")
    assert kernel.value("1 + 1") == "2"


@pytest.mark.parametrize(
    "code",
    [
        "Promise.reject(new Error('floats'))",
        "Promise.reject(new Error('floats'));\n1",
        "const kept = Promise.reject(new Error('floats'));",
        "(async () => { await null; throw new Error('floats'); })();\nawait 1;",
        "async function late() { await new Promise((r) => setTimeout(r, 300)); throw new Error('floats'); }\nlate();",
        "const start = () => (async () => { throw new Error('floats'); })();\nif (true) { start(); }",
        "new Promise((_, reject) => reject(new Error('floats')));",
        "queueMicrotask(() => { throw new Error('floats'); }); await new Promise((r) => setTimeout(r, 50));",
        "setTimeout(() => { throw new Error('floats'); }, 20); await new Promise((r) => setTimeout(r, 200));",
        "import { EventEmitter } from 'node:events'; new EventEmitter().emit('error', new Error('floats'))",
        "[1, 2].forEach(async () => { throw new Error('floats'); });",
    ],
)
def test_rejections_that_nobody_handles_end_the_cell(kernel, code):
    result = kernel.fails(code, "Error")
    assert result.evalue == "floats"
    assert result.outputs == ["error"]
    assert kernel.value("'next'") == "'next'"


def test_a_floating_rejection_ends_a_cell_that_still_waits(kernel):
    code = """const slowly = async () => { await new Promise((r) => setTimeout(r, 50)); throw new Error('early'); };
slowly();
await new Promise((r) => setTimeout(r, 20_000));
console.log('too late')"""
    result = kernel.fails(code, "Error")
    assert result.seconds < 5
    assert result.stdout == ""


def test_a_handled_rejection_is_no_error(kernel):
    assert kernel.ok("await Promise.reject(new Error('x')).catch(() => 'handled')").text == "'handled'"
    assert kernel.ok("const both = await Promise.allSettled([Promise.reject(1)]); both[0].status").text == "'rejected'"
    assert kernel.ok("Promise.reject(new Error('x')).catch(() => {}); 5").text == "5"


def test_the_cell_waits_for_a_call_that_nobody_awaits(kernel):
    code = "async function train() { await new Promise((r) => setTimeout(r, 1000)); console.log('trained'); }\ntrain();"
    result = kernel.ok(code)
    assert result.stdout == "trained\n"
    # As in typescript-eslint's rule, `void` says that nobody wants to wait.
    result = kernel.ok("void train(); 'at once'")
    assert result.stdout == ""
    kernel.drain(1.5)


def test_a_rejection_after_the_cell_fails_the_one_that_runs(kernel):
    late = "(async () => { await new Promise((r) => setTimeout(r, 1000)); throw new Error('late'); })();"
    count = kernel.ok(f"const doomed = {late}").reply["execution_count"]
    result = kernel.fails("await new Promise((r) => setTimeout(r, 20_000));", "Error")
    assert f"cell-{count}.ts:1" in result.traceback
    # With no cell running it is shown, once, under the cell that ran last.
    message_id = kernel.execute(f"const doomed2 = {late}")
    kernel.collect(message_id)
    errors = [m for m in kernel.drain(3) if m["msg_type"] == "error"]
    assert [e["content"]["evalue"] for e in errors] == ["late"]
    assert errors[0]["parent_header"]["msg_id"] == message_id
    assert kernel.value("2") == "2"


def test_names_that_a_failed_cell_made_stay(kernel):
    kernel.ok("const before = 'before'; let changed = 1;")
    kernel.fails("const made = [1, 2];\nfunction helper() { return made.length; }\nclass Made {}\nthrow new Error('here');\nconst unmade = 5;\nclass Unmade {}")
    assert kernel.value("[made, helper(), typeof Made, before]") == "[ [ 1, 2 ], 2, 'function', 'before' ]"
    kernel.fails("unmade", "TypeScriptError")
    kernel.fails("Unmade", "TypeScriptError")


def test_a_name_that_a_failed_cell_did_not_reach_keeps_its_old_value(kernel):
    kernel.ok("const kept = 'old'; const other = 1;")
    kernel.fails("throw new Error('before');\nconst kept = 5;")
    assert kernel.value("kept.toUpperCase()") == "'OLD'"
    kernel.fails("const kept = 5; throw new Error('after');")
    assert kernel.value("kept.toFixed(1) + other") == "'5.01'"


def test_an_import_that_fails(kernel):
    result = kernel.fails("import { x } from './lib/nowhere';", "TypeScriptError")
    assert "Cannot find module './lib/nowhere'" in result.traceback
    result = kernel.fails("await import('nowhere-at-all' as string)")
    assert "nowhere-at-all" in result.evalue


def test_stack_overflow(kernel):
    kernel.fails("const deep = (n: number): number => deep(n + 1) + 1; deep(0)", "RangeError")
    assert kernel.value("1") == "1"


def test_exported_code_runs(kernel):
    assert kernel.ok("export class Copied { export = 1 }\nexport const one = 1;\nexport function two() { return 2; }\n[one, two(), new Copied().export]").text == "[ 1, 2, 1 ]"
