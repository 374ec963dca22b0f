"""`make bench`: every figure with its limit and its reference."""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Invalid, line

PARTS = (
    "commands", "one_form", "checks", "beside", "rules", "bulk", "workbook", "forms", "flow_run",
    "again", "soak", "verify", "pages", "callbacks", "reads", "calibration", "assessment", "papers",
    "cases",
)  # fmt: skip


def main() -> int:
    """Run the parts named on the command line, all by default; 1 when one did not measure."""
    return max([_run(name) for name in sys.argv[1:] or PARTS])


def _run(name: str) -> int:
    line(f"== {name}", "")
    with tempfile.TemporaryDirectory() as folder:
        try:
            import_module(f"benchmarks.{name}").run(Path(folder))
        except Invalid as reason:
            line("测量无效", str(reason))
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
