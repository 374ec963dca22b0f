"""The real command line in a process of its own, forked from one that has its imports.

A start of Python with Great Expectations takes seconds; a fork of a warm process milliseconds.
What a command may import, and what it costs to start, is asked elsewhere, of real starts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(
    words: Sequence[str], env: Mapping[str, str], where: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """`cityplan words…` in `where` with exactly this environment: exit code and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        asked = {"words": list(words), "env": dict(env), "folder": folder, "where": str(where)}
        server = _server()
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        out, err = (Path(folder, name).read_text("utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(["cityplan", *words], code, out, err)


@cache
def _server() -> subprocess.Popen[str]:
    """One for each process of the tests; it ends when its standard input does."""
    command = [sys.executable, "-m", "tests.cli.forked"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, cwd=ROOT, text=True, **pipes)  # type: ignore[call-overload,no-any-return]


def _child(asked: Mapping[str, object], folder: str) -> int:
    from flows.cli import main

    os.environ.clear()
    os.environ.update(asked["env"])  # type: ignore[arg-type]
    os.chdir(str(asked["where"]))
    os.close(0)
    os.open(os.devnull, os.O_RDONLY)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.argv = ["cityplan", *asked["words"]]  # type: ignore[misc]
    try:
        main()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        return int(ended.code or 0)
    raise AssertionError("the command line ends with an exit code")


def _serve() -> None:
    from expectations.gx import warm
    from tests.rooms import import_all

    import_all()
    warm()  # polars and the rest are imported with it and not used before the fork
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                code = _child(asked, asked["folder"])
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
