"""Figures that move: drawn anew while the cell runs, and only the last picture is kept."""

import nbformat
from conftest import ROOT
from nbclient import NotebookClient

PLOTLY = "application/vnd.plotly.v1+json"
SETUP = "import { linePlot, live } from './lib/plot';"
# A loop that gives nothing back to the event loop, as training by native calls may be.
DRAW = """const plot = live();
const pause = new Int32Array(new SharedArrayBuffer(4));
const losses: number[] = [];
for (const end = Date.now() + MILLISECONDS; Date.now() < end; ) {
  losses.push(losses.length);
  plot.update(() => linePlot({ losses }));
  Atomics.wait(pause, 0, 0, 10);
}
plot.done();"""


def lengths(pictures):
    """How many points the line has in each picture."""
    return [len(picture["data"][PLOTLY]["data"][0]["y"]) for picture in pictures]


def test_each_picture_takes_the_place_of_the_last(kernel):
    kernel.ok(SETUP)
    result = kernel.ok(DRAW.replace("MILLISECONDS", "2000"))
    assert result.outputs == ["clear_output", "display_data"] * (len(result.outputs) // 2)
    # Waiting for the next picture, so that nothing flickers.
    assert all(content == {"wait": True} for content in result.of_type("clear_output"))
    seen = lengths(result.of_type("display_data"))
    assert seen == sorted(seen)
    # At most five a second, and the last.
    assert 2 <= len(seen) <= 12


def test_pictures_come_while_the_cell_blocks(kernel, gate):
    kernel.ok(SETUP)
    message_id = kernel.execute(f"const held = live(); held.update(linePlot({{ losses: [1, 2] }}));\n{gate.block}\nheld.done();")
    kernel.wait_for_output(message_id, PLOTLY)
    gate.open()
    assert kernel.collect(message_id).status == "ok"


def test_a_stopped_figure_keeps_its_last_picture(kernel):
    kernel.ok(SETUP)
    message_id = kernel.execute(DRAW.replace("MILLISECONDS", "1e9"))
    kernel.wait_for_output(message_id, PLOTLY)
    kernel.manager.interrupt_kernel()
    result = kernel.collect(message_id)
    assert result.ename == "Interrupted"
    # Nothing clears it afterwards.
    assert result.outputs[-1] == "error" and kernel.drain(0.5) == []


def test_a_headless_run_keeps_the_last_picture_only():
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(SETUP + "\n" + DRAW.replace("MILLISECONDS", "1000"))]
    resources = {"metadata": {"path": str(ROOT / "notebooks")}}
    NotebookClient(notebook, kernel_name="typescript", timeout=60, resources=resources).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    # Also for viewers without Plotly.
    assert {PLOTLY, "text/html", "text/plain"} <= set(output.data)
    assert lengths([output])[0] > 10
