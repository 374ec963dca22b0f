"""`make bench`: every figure with its limit and its reference."""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.measure import line

PARTS = ("commands", "one_form", "checks", "bulk", "pages")


def main() -> int:
    """Run the parts named on the command line, all by default."""
    for name in sys.argv[1:] or PARTS:
        line(f"== {name}", "")
        with tempfile.TemporaryDirectory() as folder:
            import_module(f"benchmarks.{name}").run(Path(folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
