"""How long a person waits for a command: the interpreter alone is the reference."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import bounded, line, timed

CITYPLAN = Path(sys.executable).with_name("cityplan")


def _call(*words: str, **env: str) -> None:
    subprocess.run(words, check=True, capture_output=True, env=os.environ | env)


def run(folder: Path) -> None:
    """`--help`, `plan show`, a second `demo --no-serve`."""
    bare = timed(lambda: _call(sys.executable, "-c", "pass"))
    line("解释器空转(参照)", f"中位 {bare.median:.3f} s")
    bounded("cityplan --help", timed(lambda: _call(str(CITYPLAN), "--help")), 0.3)
    bounded("cityplan plan show", timed(lambda: _call(str(CITYPLAN), "plan", "show")), 0.7)
    demo = ("make", "demo", "SERVE=0")
    if (Path("var/demo") / "demo.complete").exists():
        bounded("第二次 make demo SERVE=0", timed(lambda: _call(*demo), 3), 15.0)
    else:
        line("第二次 make demo SERVE=0", "没有演示数据,先运行 make demo SERVE=0")
