"""Jupyter's own test of kernels: every part of it but the pager, which only IPython has."""

import jupyter_kernel_test

BROADCAST = "(globalThis as any)[Symbol.for('Jupyter.broadcast')]"


class TestConformance(jupyter_kernel_test.KernelTests):
    kernel_name = "typescript"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [
        {"text": "const zebra = 1; zebr", "matches": {"zebra"}},
        {"text": "'text'.toUpperC", "matches": {"toUpperCase"}},
        {"text": "Math.flo", "matches": {"floor"}},
    ]
    complete_code_samples = ["1", "const x = 5;", "function f() { return 1; }", "await (async () => 5)()", ""]
    incomplete_code_samples = ["function f() {", "const x = [1,", "`unfinished", "/* note", "if (true) {\n  f("]
    invalid_code_samples = ["const = 5", "x = = 2", "}"]
    code_generate_error = "throw new Error('on purpose')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "[1, 2].map((x) => x + 1)", "result": "[ 2, 3 ]"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>1</b>' }) })", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": f"{BROADCAST}('display_data', {{ data: {{ 'text/html': '<b>hi</b>' }} }})", "mime": "text/html"}
    ]
    code_clear_output = f"{BROADCAST}('clear_output', {{ wait: true }})"
    code_inspect_sample = "Math.floor"
    code_history_pattern = "6 * ?"
    supported_history_operations = ("tail", "range", "search")

    # It would be skipped: there is no pager.
    test_pager = None
