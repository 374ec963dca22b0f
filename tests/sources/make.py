"""Make the corpus again: `python -m tests.sources.make [NAME…]` rewrites tests/sources/files.

What LibreOffice writes differs from run to run in dates and identifiers; the committed bytes
are what the tests read. A file is made anew only when it is named or missing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.sources.filled import FORMS, Recipe
from tests.sources.foreign import TABLES
from tests.sources.refused import REFUSED

FILES = Path(__file__).parent / "files"
RECIPES: dict[str, Recipe] = {**FORMS, **TABLES, **REFUSED}


def make(name: str) -> None:
    """Write one file of the corpus."""
    with tempfile.TemporaryDirectory() as work:
        made = RECIPES[name](Path(work))
        data = made if isinstance(made, bytes) else made.read_bytes()
    (FILES / name).write_bytes(data)


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    wanted = sys.argv[1:] or [name for name in RECIPES if not (FILES / name).exists()]
    for one in wanted:
        make(one)
        sys.stdout.write(f"{one}\n")
