"""`make bench`: every figure beside its limit and reference; `make bench-check`: beside the kept.

python -m benchmarks [PART …] [--resume] [--check] [--keep]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks import report
from benchmarks.figures import measured, probe, read, write
from benchmarks.measure import TOLD, Invalid, line

PARTS = (
    "commands", "one_form", "checks", "beside", "rules", "bulk", "workbook", "forms", "flow_run",
    "again", "soak", "national_month", "beside_readers", "verify", "snapshots", "pages",
    "statements", "callbacks", "reads", "calibration", "assessment", "papers", "cases", "restored",
    "backfill",
)  # fmt: skip
FOLDER = Path("var/bench/figures")


def main() -> int:
    """Run the parts named on the command line, all by default; 1 when one did not measure."""
    given = _arguments().parse_args()
    commit = _commit()
    parts = given.parts or PARTS
    done = {one.part for one in read(FOLDER).values() if one.commit == commit}
    left = [one for one in parts if not (given.resume and one in done)]
    ended = max([_run(name, commit) for name in left], default=0)
    if given.keep:
        report.keep(FOLDER)
    return max(ended, report.check(FOLDER) if given.check else 0)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument(
        "--resume", action="store_true", help="leave out parts that this commit was measured by"
    )
    parser.add_argument(
        "--check", action="store_true", help="fail where a figure became worse than noise makes it"
    )
    parser.add_argument(
        "--keep", action="store_true", help="keep the figures and write docs/performance.md"
    )
    return parser


def _run(name: str, commit: str) -> int:
    line(f"== {name}", "")
    TOLD.clear()
    with tempfile.TemporaryDirectory() as folder:
        try:
            before = probe()
            import_module(f"benchmarks.{name}").run(Path(folder))
        except Invalid as reason:
            line("测量无效", str(reason))
            return 1
    write(FOLDER, measured(name, commit, tuple(TOLD), min(before, probe())))
    return 0


def _commit() -> str:
    """The commit that is measured, marked where files differ from it; empty outside a checkout."""
    asked = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


if __name__ == "__main__":
    raise SystemExit(main())
