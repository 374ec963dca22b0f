"""Draws figures in a process of its own: one browser, kept warm, that ends with its asker.

Started as `python -m briefings.drawing_child BROWSER`. A line of JSON in, a line of JSON out. It
ends when nobody is left to ask, or has asked for a while. The browser is spoken to through pipes:
it listens nowhere, and the page it draws on loads nothing but Plotly from this machine.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import kaleido  # type: ignore[import-untyped]
import plotly

IDLE_SECONDS = 120.0
START_SECONDS = 60
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def serve(asked: BinaryIO, answers: BinaryIO, browser: str) -> None:
    """Answer until the other end is closed or silent for too long; nothing if it is no browser."""
    about = {"browser": _version(browser)}
    if "chrom" not in about["browser"].lower():
        return
    kaleido.start_sync_server(
        n=1, timeout=START_SECONDS, plotlyjs=PLOTLY, mathjax=False, path=browser
    )
    try:
        while select.select([asked], [], [], IDLE_SECONDS)[0] and (line := asked.readline()):
            answers.write(json.dumps(_drawn(json.loads(line)) | about).encode() + b"\n")
            answers.flush()
    finally:
        kaleido.stop_sync_server()


def _drawn(figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {"svg": {name: _svg(figure) for name, figure in figures.items()}}


def _svg(figure: Mapping[str, Any]) -> str:
    layout = figure["layout"]
    size = {"format": "svg", "width": layout["width"], "height": layout["height"]}
    drawing: bytes = kaleido.calc_fig_sync(figure, opts=size)
    return drawing.decode()


def _version(browser: str) -> str:
    told = subprocess.run([browser, "--version"], capture_output=True, timeout=30, check=False)
    return told.stdout.decode(errors="replace").strip()


def main() -> None:
    """The answers' own descriptor is kept from the browser, which may write to the usual one."""
    answers = os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    serve(sys.stdin.buffer, answers, sys.argv[1])


if __name__ == "__main__":
    main()
