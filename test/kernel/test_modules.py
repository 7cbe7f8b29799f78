"""Imports: the library from everywhere, packages of both kinds, edits, and what is added meanwhile."""

import json
import os
import pathlib
import shutil
import time
import uuid

import pytest
from conftest import ROOT

LIB = "import { Random } from './lib/random'; new Random(1).integer(10)"


@pytest.fixture
def scratch():
    """A folder of the repository for files that a test imports."""
    folder = ROOT / "build" / f"kernel-test-{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def package():
    """Puts a package into node_modules, and takes it away."""
    folders = []

    def add(manifest, **files):
        name = f"kernel-test-{uuid.uuid4().hex[:8]}"
        folder = ROOT / "node_modules" / name
        folder.mkdir()
        folders.append(folder)
        (folder / "package.json").write_text(json.dumps({"name": name, "version": "1.0.0", **manifest}))
        for file, text in files.items():
            (folder / file.replace("_", ".")).write_text(text)
        return name

    yield add
    for folder in folders:
        shutil.rmtree(folder)


def later(path, text):
    """Writes a file so that its time of change is surely another one."""
    path.write_text(text)
    os.utime(path, (time.time(), time.time() + 5))


@pytest.mark.parametrize(
    ("folder", "env"),
    [
        (ROOT, {}),  # jupyter console, a client that does not know the notebook's folder
        (ROOT / "notebooks", {}),  # nbclient, JupyterLab
        (ROOT / "notebooks" / "solutions", {}),  # a folder below
        # JupyterLab and Notebook 7 name the notebook; VS Code starts in its workspace's folder.
        (ROOT, {"JPY_SESSION_NAME": str(ROOT / "notebooks" / "solutions" / "01.ipynb")}),
        (pathlib.Path("/"), {}),
    ],
    ids=["root", "notebooks", "below", "session-name", "elsewhere"],
)
def test_the_root_of_the_repository_in_every_client(start, folder, env):
    kernel = start(cwd=folder, env=env)
    assert kernel.value("process.cwd()") == repr(str(ROOT))
    first = kernel.value(LIB)
    assert kernel.value(LIB.replace("./lib", "../lib")) == first
    assert kernel.value("const m = await import('./lib/random'); new m.Random(1).integer(10)") == first


def test_files_beside_the_notebook(start, tmp_path):
    (tmp_path / "mine.ts").write_text("export const mine: string = 'beside';\n")
    kernel = start(cwd=tmp_path)
    assert kernel.value("import { mine } from './mine';\nmine") == "'beside'"
    assert kernel.value("(await import('./mine')).mine.length") == "6"
    assert kernel.fails("import { mine } from './mine';\nconst n: number = mine;", "TypeScriptError")


def test_checks_beside_the_lessons(start):
    kernel = start(cwd=ROOT / "notebooks" / "solutions")
    name = sorted(path.stem for path in (ROOT / "notebooks/checks").glob("*.ts"))[0]
    assert kernel.ok(f"import * as checks from './checks/{name}'; typeof checks").text == "'object'"


def test_edits_are_seen_at_the_next_import(kernel, scratch):
    where = f"./{scratch.relative_to(ROOT)}"
    (scratch / "inner.ts").write_text("export const inner = 1;\n")
    (scratch / "outer.ts").write_text("import { inner } from './inner';\nexport const outer = () => inner * 10;\n")
    code = f"import {{ outer }} from '{where}/outer';\nouter()"
    assert kernel.value(code) == "10"
    later(scratch / "inner.ts", "export const inner = 2;\n")
    assert kernel.value(code) == "20"
    # The types too, and a type error that the edit makes.
    later(scratch / "outer.ts", "import { inner } from './inner';\nexport const outer = () => `now ${inner}`;\n")
    assert kernel.value(code + ".length") == "5"
    later(scratch / "inner.ts", "export const inner: string = 3;\n")
    assert "inner.ts:1:14" in kernel.fails(code, "TypeScriptError").traceback
    later(scratch / "inner.ts", "export const inner = 4;\n")
    os.utime(scratch / "inner.ts", (time.time(), time.time() + 9))
    assert kernel.value(code) == "'now 4'"


def test_a_module_is_loaded_once_as_long_as_it_is_not_edited(kernel, scratch):
    (scratch / "state.ts").write_text("export const state = { n: 0 };\n")
    code = f"import {{ state }} from './{scratch.relative_to(ROOT)}/state';\nstate.n += 1; state.n"
    assert [kernel.value(code) for _ in range(3)] == ["1", "2", "3"]


def test_a_file_that_was_missing(kernel, scratch):
    code = f"import {{ fresh }} from './{scratch.relative_to(ROOT)}/fresh';\nfresh"
    kernel.fails(code, "TypeScriptError")
    (scratch / "fresh.ts").write_text("export const fresh = 'here';\n")
    assert kernel.value(code) == "'here'"


def test_a_broken_file_says_which_and_can_be_mended(kernel, scratch):
    (scratch / "broken.ts").write_text("export const one = 1;\nexport const = 2;\n")
    code = f"import {{ one }} from './{scratch.relative_to(ROOT)}/broken';\none"
    assert "broken.ts:2:14" in kernel.fails(code, "TypeScriptError").traceback
    assert "broken.ts:2" in kernel.fails(f"await import('./{scratch.relative_to(ROOT)}/' + 'broken')").traceback
    later(scratch / "broken.ts", "export const one = 1;\n")
    assert kernel.value(code) == "1"


def test_a_file_that_throws_when_loaded_is_loaded_again(kernel, scratch):
    (scratch / "throws.ts").write_text("\nthrow new Error('at load');\nexport const x = 1;\n")
    code = f"import {{ x }} from './{scratch.relative_to(ROOT)}/throws';\nx"
    result = kernel.fails(code, "Error")
    assert "throws.ts:2:7" in result.traceback
    later(scratch / "throws.ts", "export const x = 1;\n")
    assert kernel.value(code) == "1"


def test_circular_imports(kernel, scratch):
    (scratch / "a.ts").write_text("import { b } from './b';\nexport const a = 'a';\nexport const both = () => a + b;\n")
    (scratch / "b.ts").write_text("import { a } from './a';\nexport const b = 'b';\nexport const later = () => a;\n")
    assert kernel.value(f"import {{ both }} from './{scratch.relative_to(ROOT)}/a';\nboth()") == "'ab'"


ES_ONLY = {"type": "module", "exports": {".": {"types": "./index.d.ts", "import": "./index.js"}, "./part": "./part.js"}}
ES_FILES = {
    "index_js": "export default function hello(name) { return `hello ${name}`; }\nexport const answer = 42;\n",
    "index_d_ts": "export default function hello(name: string): string;\nexport const answer: number;\n",
    "part_js": "export const part = 'part';\n",
}


def es_files():
    return {"index_js": ES_FILES["index_js"], "part_js": ES_FILES["part_js"]}


def add_es_only(package):
    name = package(ES_ONLY, **es_files())
    (ROOT / "node_modules" / name / "index.d.ts").write_text(ES_FILES["index_d_ts"])
    return name


def test_es_only_packages(kernel, package, scratch):
    name = add_es_only(package)
    assert kernel.value(f"import hello, {{ answer }} from '{name}';\nhello('you') + answer") == "'hello you42'"
    assert kernel.value(f"import * as all from '{name}';\nall.default('all')") == "'hello all'"
    assert kernel.value(f"(await import('{name}')).answer") == "42"
    assert kernel.value(f"(await import('{name}/part' as string)).part") == "'part'"
    assert kernel.fails(f"import {{ answer }} from '{name}';\nconst text: string = answer;", "TypeScriptError")
    # In a file of the library as well.
    (scratch / "uses.ts").write_text(f"import hello from '{name}';\nexport const greet = () => hello('lib');\n")
    assert kernel.value(f"import {{ greet }} from './{scratch.relative_to(ROOT)}/uses';\ngreet()") == "'hello lib'"


def test_a_package_added_while_the_kernel_runs(kernel, package):
    common = lambda name: f"import thing from '{name}';\nthing.size"
    name = f"kernel-test-{uuid.uuid4().hex[:8]}"
    kernel.fails(common(name), "TypeScriptError")
    kernel.fails(f"await import('{name}' as string)")
    kernel.ok("const survivor = 'kept';")
    added = package({"main": "index.js"}, index_js="module.exports = { size: 3 };\n")
    assert kernel.value(common(added)) == "3"
    # The one that was missing before, typed, and after that the kernel goes on as ever.
    folder = ROOT / "node_modules" / name
    folder.mkdir()
    try:
        (folder / "package.json").write_text(json.dumps({"name": name, "types": "index.d.ts"}))
        (folder / "index.js").write_text("module.exports = { size: 4 };\n")
        (folder / "index.d.ts").write_text("declare const thing: { size: number };\nexport default thing;\n")
        assert kernel.value(common(name)) == "4"
        assert kernel.value(f"(await import('{name}' as string)).default.size") == "4"
        assert kernel.value("survivor") == "'kept'"
    finally:
        shutil.rmtree(folder)


def test_an_es_package_added_after_its_import_failed(kernel, package):
    name = f"kernel-test-{uuid.uuid4().hex[:8]}"
    kernel.fails(f"await import('{name}' as string)")
    made = add_es_only(package)
    folder = ROOT / "node_modules"
    os.rename(folder / made, folder / name)
    try:
        assert kernel.value(f"(await import('{name}' as string)).answer") == "42"
        assert kernel.value(f"import hello from '{name}';\nhello('late')") == "'hello late'"
    finally:
        os.rename(folder / name, folder / made)


def test_node_modules_json_and_meta(kernel):
    assert kernel.value("import fs, { existsSync } from 'node:fs';\nexistsSync('package.json') && fs.existsSync('lib')") == "true"
    assert kernel.value("import manifest from './package.json';\nmanifest.name") == "'perceptron-to-gpt'"
    assert kernel.value("import.meta.url.startsWith('file:///')") == "true"
    assert kernel.value("typeof __dirname + typeof require('node:path').join") == "'stringfunction'"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("await (async () => 5)()", "5"),
        ("for await (const x of [Promise.resolve(7)]) console.log(x);", None),
        ("const [first] = await Promise.all([1, 2]); first", "1"),
        ("await Promise.resolve({ a: 1 })", "{ a: 1 }"),
        ("const nested = { [await Promise.resolve('key')]: 1 }; nested", "{ key: 1 }"),
        ("class Keyed { async go() { return await 1; } }\nnew Keyed().go()", "Promise { 1 }"),
        ("if (await Promise.resolve(true)) { console.log('yes'); }", None),
    ],
)
def test_awaits_at_the_top(kernel, code, text):
    assert kernel.ok(code).text == text


def test_names_may_be_declared_again(kernel):
    kernel.ok("const x = 1; class C { a = 1 } function f() { return 'first'; } enum E { A } type T = number; import path from 'node:path';")
    kernel.ok("const x: string = 'two'; class C { b = 2 } function f() { return f2; } const f2 = 'second'; enum E { B = 5 } type T = string;")
    assert kernel.value("const t: T = x + f() + new C().b + E.B; t") == "'twosecond25'"
    assert kernel.value("const path = 'no longer a module'; path.length") == "18"


def test_values_and_closures_carry_over(kernel):
    kernel.ok("let counter = 0; const up = () => { counter += 1; return counter; };")
    kernel.ok("up(); up(); counter += 10;")
    assert kernel.value("counter") == "12"
    assert kernel.value("const { a, ...rest } = { a: 1, b: 2 }; const [c = 3] = []; [a, rest, c]") == "[ 1, { b: 2 }, 3 ]"
    assert kernel.value("({ counter, up: typeof up })") == "{ counter: 12, up: 'function' }"


def test_parts_of_an_earlier_value_under_new_names(kernel):
    kernel.ok("function pair() { return { x: 1, y: [2] }; }")
    kernel.ok("const { x: left, y: [right] } = pair(); const sum = ({ x: a }: { x: number }) => a + right;")
    assert kernel.ok("left + sum(pair())").text == "4"


def test_functions_of_earlier_cells_have_no_this(kernel):
    kernel.ok("function whoami(this: any) { return this; }")
    assert kernel.value("whoami() === undefined") == "true"
