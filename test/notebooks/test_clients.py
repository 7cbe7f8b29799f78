"""Whoever runs a notebook headless sees its failures: each client, each way to fail.

A series whose failing notebooks pass would be untested, however many tests it has.
"""

import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

HERE = pathlib.Path(__file__).parent
MUST_FAIL = sorted((HERE / "must-fail").glob("*.ipynb"))
MUST_PASS = sorted((HERE / "must-pass").glob("*.ipynb"))
KINDS = [
    "dead-kernel",
    "failed-assertion",
    "floating-rejection",
    "rejected-promise",
    "thrown-error",
    "type-error",
]
TIMEOUT = 300

# What the learner reads in each.
SAID = {
    "failed-assertion": "AssertionError",
    "floating-rejection": "floating on purpose",
    "rejected-promise": "rejected on purpose",
    "thrown-error": "thrown on purpose",
    "type-error": "TS2322",
}


def test_each_kind_of_failure_has_its_notebook():
    assert [path.stem for path in MUST_FAIL] == KINDS
    assert MUST_PASS


def name(path):
    return path.stem


@pytest.mark.parametrize("path", MUST_FAIL, ids=name)
def test_nbclient_fails(path):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, kernel_name="typescript", timeout=60, resources=resources(path))
    wanted = DeadKernelError if path.stem == "dead-kernel" else CellExecutionError
    with pytest.raises(wanted) as failure:
        client.execute()
    if path.stem in SAID:
        assert SAID[path.stem] in str(failure.value)
        errors = [o for cell in notebook.cells for o in cell.get("outputs", []) if o.output_type == "error"]
        assert len(errors) == 1


@pytest.mark.parametrize("path", MUST_PASS, ids=name)
def test_nbclient_passes(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, kernel_name="typescript", timeout=60, resources=resources(path)).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


def resources(path):
    return {"metadata": {"path": str(path.parent)}}


def run(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        # A plug-in that the tests themselves run under is not for these.
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")},
    )


def outcomes(folder, *options):
    """Runs all notebooks in one pytest, and gives what failed: notebook's name → whether it passed."""
    report = folder / "report.xml"
    paths = [*MUST_FAIL, *MUST_PASS]
    done = run(
        *("pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", f"--rootdir={HERE}"),
        *("-c", "/dev/null", *options, *paths),
        cwd=folder,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    passed = {path.stem: True for path in paths}
    cases = list(xml.parse(report).iter("testcase"))
    seen = set()
    for case in cases:
        label = f"{case.get('classname')} {case.get('name')} {case.get('file')}"
        stems = [stem for stem in passed if stem in label]
        assert len(stems) == 1, label
        seen.add(stems[0])
        if case.find("failure") is not None or case.find("error") is not None:
            passed[stems[0]] = False
    assert seen == set(passed), done.stdout
    return passed


EXPECTED = {**{kind: False for kind in KINDS}, **{path.stem: True for path in MUST_PASS}}


def test_nbmake(tmp_path):
    assert outcomes(tmp_path, "--nbmake", "--nbmake-kernel=typescript") == EXPECTED


def test_nbval(tmp_path):
    assert outcomes(tmp_path, "--nbval-lax", "--nbval-cell-timeout=20") == EXPECTED


@pytest.mark.parametrize("path", [*MUST_FAIL, *MUST_PASS], ids=name)
def test_papermill(path, tmp_path):
    done = run(
        *("papermill", path, tmp_path / "out.ipynb", "--kernel", "typescript", "--no-progress-bar"),
        *("--execution-timeout", "60"),
        cwd=path.parent,
    )
    passed = done.returncode == 0
    assert passed == EXPECTED[path.stem], done.stderr
    if path.stem in SAID:
        assert SAID[path.stem] in done.stderr
