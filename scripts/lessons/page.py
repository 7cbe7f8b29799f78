"""A notebook as one HTML file that needs no network: Plotly and MathJax are written into it."""

import re
from pathlib import Path

from nbconvert import HTMLExporter

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent.parent / "node_modules"
PLOTLY_MIME = "application/vnd.plotly.v1+json"


def render_page(notebook, source):
    """The page's text. `source` is the lesson's file: its folder tells the language."""
    scripts = {
        "plotly": script("plotly.js-dist/plotly.js") if has_figure(notebook) else None,
        "mathjax": script("mathjax/es5/tex-svg-full.js") if has_formula(notebook) else None,
    }
    exporter = HTMLExporter(
        template_name="lesson",
        extra_template_basedirs=[str(HERE / "template")],
        language_code="ko" if source.resolve().parent.name == "ko" else "en",
    )
    resources = {"metadata": {"name": source.stem}, "lesson": scripts}
    text, _ = exporter.from_notebook_node(notebook, resources=resources)
    return text


def script(file):
    """A script's text, safe inside a <script> element."""
    text = (MODULES / file).read_text(encoding="utf-8")
    return re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE)


def has_figure(notebook):
    return any(
        PLOTLY_MIME in output.get("data", {}) or "Plotly" in str(output.get("data", {}).get("text/html", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def has_formula(notebook):
    formula = re.compile(r"\$|\\\(|\\\[|\\begin\{")
    return any(
        cell.cell_type == "markdown" and formula.search(cell.source)
        or any(
            {"text/latex", "text/markdown"} & set(output.get("data", {}))
            for output in cell.get("outputs", [])
        )
        for cell in notebook.cells
    )
