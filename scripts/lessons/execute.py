"""Runs one notebook through its kernel, and tells how it goes in JSON lines on standard output.

    python execute.py LESSON.ipynb --notebook OUT.ipynb --page OUT.html

Lines: {"event": "start", "cells": 31}, {"event": "cell", "cell": 4} before each code cell, and at
the end {"event": "end", "seconds": 12.3, "error": null or {"cell", "ename", "evalue"}}. A cell is
numbered as JupyterLab numbers it, `In [4]`. The notebook as far as it came is written either way.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError


def say(event, **values):
    print(json.dumps({"event": event, **values}), flush=True)


def execute(notebook, folder, timeout):
    """Runs the cells in place and returns the error that stopped them, if any."""
    cell_number = 0

    def announce(cell, cell_index):
        nonlocal cell_number
        cell_number += 1
        say("cell", cell=cell_number)

    client = NotebookClient(
        notebook,
        kernel_name=notebook.metadata.get("kernelspec", {}).get("name", "typescript"),
        timeout=timeout,
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=announce,
    )
    try:
        client.execute()
    except CellControlSignal as error:  # a cell's own error, or its time limit
        return {
            "cell": cell_number,
            "ename": getattr(error, "ename", type(error).__name__),
            "evalue": getattr(error, "evalue", str(error).strip().splitlines()[0]),
        }
    except DeadKernelError:
        return {"cell": cell_number, "ename": "DeadKernel", "evalue": "the kernel ended"}
    return None


def write(path, text):
    """Writes whole or not at all."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lesson", type=Path)
    parser.add_argument("--notebook", help="write the executed notebook here")
    parser.add_argument("--page", help="write a page that works offline here")
    parser.add_argument("--timeout", type=int, help="seconds that one cell may take; no limit if absent")
    options = parser.parse_args()

    notebook = nbformat.read(options.lesson, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    say("start", cells=len(code))
    started = time.monotonic()
    error = execute(notebook, options.lesson.resolve().parent, options.timeout)
    seconds = time.monotonic() - started

    if options.notebook:
        write(options.notebook, nbformat.writes(notebook))
    if options.page:
        from page import render_page

        write(options.page, render_page(notebook, options.lesson))
    say("end", seconds=round(seconds, 2), error=error)
    return 1 if error else 0


if __name__ == "__main__":
    sys.exit(main())
