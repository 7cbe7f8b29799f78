"""A notebook as one HTML file that needs no network: Plotly and MathJax are written into it."""

import re
from pathlib import Path

from jinja2 import pass_context
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent.parent / "node_modules"
PLOTLY_MIME = "application/vnd.plotly.v1+json"


def render_page(notebook, source):
    """The page's text. `source` is the lesson's file: its folder tells the language."""
    exporter = LessonExporter(
        template_name="lesson",
        extra_template_basedirs=[str(HERE / "template")],
        language_code="ko" if source.resolve().parent.name == "ko" else "en",
    )
    text, _ = exporter.from_notebook_node(
        notebook,
        resources={
            "metadata": {"name": source.stem},
            "lesson": {"plotly": has_figure(notebook), "mathjax": has_formula(notebook)},
        },
    )
    # Only now, for the exporter reads its whole page once more as HTML.
    text = embed(text, "plotly", "plotly.js-dist/plotly.js")
    return embed(text, "mathjax", "mathjax/es5/tex-svg-full.js")


def embed(page, name, file):
    """Puts a script where the template left its place."""
    place = f'<script data-embed="{name}"></script>'
    if place not in page:
        return page
    script = (MODULES / file).read_text(encoding="utf-8")
    script = re.sub(r"</(?=script)", r"<\\/", script, flags=re.IGNORECASE)
    return page.replace(place, f'<script data-embed="{name}">{script}</script>', 1)


class LessonExporter(HTMLExporter):
    @pass_context
    def markdown2html(self, context, source):
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = Renderer(escape=False, attachments=attachments, **self.lexer_options)
        return MarkdownWithMath(renderer=renderer).render(source)


class Renderer(IPythonRenderer):
    def text(self, text):
        # Formulas are set apart already: a dollar that is left, as in "\\$5", stays one. MathJax
        # does not look for a formula across the borders of an element.
        return super().text(text).replace("$", "<span>$</span>")


def has_figure(notebook):
    return any(
        PLOTLY_MIME in output.get("data", {}) or "Plotly" in output.get("data", {}).get("text/html", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def has_formula(notebook):
    formula = re.compile(r"\$|\\\(|\\\[|\\begin\{")
    return any(
        (cell.cell_type == "markdown" and formula.search(cell.source))
        or any(
            {"text/latex", "text/markdown"} & set(output.get("data", {}))
            for output in cell.get("outputs", [])
        )
        for cell in notebook.cells
    )
