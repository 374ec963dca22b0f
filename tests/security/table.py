"""The two tables of docs/security.md that say who reads and who does what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.security.world import COLUMNS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "security.md"
YES, NO = "可", "—"
READS, DOES = "### 谁读得到什么", "### 谁办得了什么"


def table(heading: str) -> Mapping[str, frozenset[str]]:
    """By row of the table under a heading of the document, the people who may."""
    text = DOCUMENT.read_text("utf-8").partition(f"\n{heading}\n")[2]
    lines = [line for line in text.partition("\n#")[0].splitlines() if line.startswith("|")]
    head, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert tuple(head[1:]) == COLUMNS, head
    found = {}
    for name, *cells in body:
        assert set(cells) <= {YES, NO}, (name, cells)
        found[name] = frozenset(c for c, said in zip(COLUMNS, cells, strict=True) if said == YES)
    return found
