"""The distribution's packages, listed by hand in pyproject; this prints what they ought to be."""

from __future__ import annotations

import sys
from pathlib import Path

ROOMS = (
    "observations", "targets", "expectations", "cases", "voices", "ledger",
    "alerts", "briefings", "desk", "dashboards", "flows",
)  # fmt: skip


def packages(root: Path) -> list[str]:
    """Every importable package under the rooms, dotted, sorted."""
    found = (
        init.parent.relative_to(root)
        for room in ROOMS
        for init in (root / room).rglob("__init__.py")
    )
    return sorted(".".join(path.parts) for path in found)


if __name__ == "__main__":
    sys.stdout.write("\n".join(packages(Path.cwd())) + "\n")
