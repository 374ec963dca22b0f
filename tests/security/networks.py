"""Two networks of their own with one wire between them, as a web network and an inner one have it.

Both are namespaces of the kernel (network alone), held by a process each; needs root, `ip` and
`nsenter`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTER, INNER = "10.87.46.1", "10.87.46.2"
_HOLD = "import sys; sys.stdout.write('here\\n'); sys.stdout.flush(); sys.stdin.read()"
_CUT = "from deploy.offline import cut_off; import sys; cut_off() or sys.exit(3); "
_REACHED = """
import socket, sys
one = socket.socket(); one.settimeout(5)
sys.exit(one.connect_ex((sys.argv[1], int(sys.argv[2]))))
"""
_STATUS = """
import sys, urllib.error, urllib.request
told = dict([one.split(": ", 1) for one in sys.argv[2:]])
asked = urllib.request.Request(sys.argv[1], headers=told)
try:
    with urllib.request.urlopen(asked, timeout=20) as answer:
        print(answer.status, answer.read(2000).decode(errors="replace"))
except urllib.error.HTTPError as refused:
    print(refused.code, refused.read(2000).decode(errors="replace"))
"""


class Unavailable(Exception):  # noqa: N818 -- a reason
    """The kernel or the machine does not allow it: why."""


@dataclass(frozen=True)
class Network:
    """One of the two: `address` is its end of the wire."""

    address: str
    holder: int

    def command(self, *words: str) -> list[str]:
        """The command, to be run inside."""
        return ["nsenter", "-t", str(self.holder), "-n", "--", *words]

    def reaches(self, address: str, port: int) -> bool:
        """True when somebody in here gets a connection."""
        asked = self.command(sys.executable, "-c", _REACHED, address, str(port))
        return subprocess.run(asked, check=False, timeout=30).returncode == 0

    def asked(self, address: str, *headers: str) -> tuple[int, str]:
        """What somebody in here is answered: the status and the beginning of the text."""
        asked = self.command(sys.executable, "-c", _STATUS, address, *headers)
        said = subprocess.run(asked, check=True, timeout=60, capture_output=True, text=True).stdout
        status, _, text = said.partition(" ")
        return int(status), text


@contextmanager
def two_networks() -> Iterator[tuple[Network, Network]]:
    """The outer and the inner one, wired; `Unavailable` says why there are none here."""
    for tool in ("ip", "nsenter"):
        if shutil.which(tool) is None:
            raise Unavailable(f"没有 {tool}")
    with ExitStack() as held:
        outer, inner = Network(OUTER, _hold(held)), Network(INNER, _hold(held))
        ends = (("outer0", outer), ("inner0", inner))
        wire = ["ip", "link", "add", "outer0", "netns", str(outer.holder), "type", "veth"]
        _done([*wire, "peer", "name", "inner0", "netns", str(inner.holder)])
        for name, one in ends:
            _done(one.command("ip", "address", "add", f"{one.address}/24", "dev", name))
            _done(one.command("ip", "link", "set", name, "up"))
        yield outer, inner


def _hold(held: ExitStack) -> int:
    """A process in a network of its own, until the end; its number."""
    process = held.enter_context(
        subprocess.Popen(
            [sys.executable, "-c", _CUT + _HOLD],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    )
    assert process.stdout is not None
    if process.stdout.readline() != b"here\n":
        raise Unavailable("内核不许另建网络(要 root)")
    return process.pid


def _done(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Unavailable(f"{command[0]}:{done.stderr.strip()}")
