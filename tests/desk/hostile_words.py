"""What a hostile name may try in a paper, and what a file of ours must not hold because of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
from docx import Document

HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://evil.invalid","1")',
    '"><img src=x onerror=alert(1)>',
    '#eval("1") {{7*7}}',
)
"""Scripts, formulas, attributes, templates: A5, A15, A27."""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Scripts, handlers and addresses elsewhere."""
        for name, value in attrs:
            if name.startswith("on") or "evil" in (value or "") or "javascript:" in (value or ""):
                self.bad.append(f"{tag} {name}={value}")
            if (tag, name, value) == ("img", "src", "x"):
                self.bad.append("img")
        if tag == "script":
            self.bad.append(tag)

    def handle_data(self, data: str) -> None:
        """What is shown."""
        self.text.append(data)


def _html(path: Path) -> str:
    tags = _Tags()
    tags.feed(path.read_text("utf-8"))
    assert tags.bad == [], path.name
    return "".join(tags.text)


def _docx(path: Path) -> str:
    document = Document(str(path))
    outside = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert not [one for one in outside if "evil" in one]
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def _xlsx(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c.value for c in cells if c.data_type == "f" and "evil" in str(c.value)]
    assert not [c.hyperlink for c in cells if c.hyperlink and "evil" in str(c.hyperlink.target)]
    return "\n".join(str(cell.value) for cell in cells if cell.value is not None)


def _pdf(path: Path) -> str:
    told = subprocess.run(["pdfinfo", "-js", str(path)], capture_output=True, text=True, check=True)
    assert not told.stdout.strip()
    links = subprocess.run(["pdfinfo", "-url", str(path)], capture_output=True, text=True)
    assert "evil" not in links.stdout
    read = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(read, capture_output=True, text=True, check=True).stdout


def _json(path: Path) -> str:
    return json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False)


READ: Mapping[str, Callable[[Path], str]] = {
    ".html": _html,
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".pdf": _pdf,
    ".json": _json,
}


def inert(path: Path) -> str:
    """The file's text after seeing that nothing in it acts; blanks and breaks taken out."""
    return "".join(READ[path.suffix](path).split())
