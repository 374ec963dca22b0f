"""Once confined, a process reads what it was given and reaches nothing else."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from observations.confine import LIMITS_ONLY, SECCOMP
from observations.jail import Jail
from observations.jail_child import Limits
from tests.observations import files

PROBE = """
import ctypes, json, mmap, os, resource, socket, sys
from observations import confine
from observations.readers.xlsx import read_xlsx

confine.preload()
libc = ctypes.CDLL(None, use_errno=True)
book, folder = open(sys.argv[1], "rb"), sys.argv[2]
old = folder + "/old"
held = os.open(folder, os.O_RDONLY)

def raw(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "")

attempts = {
    "inet": lambda: socket.socket(socket.AF_INET),
    "inet6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
    "unix": lambda: socket.socket(socket.AF_UNIX),
    "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "pair": socket.socketpair,
    "create": lambda: os.open(folder + "/new", os.O_WRONLY | os.O_CREAT),
    "create at": lambda: os.open("new", os.O_WRONLY | os.O_CREAT, dir_fd=held),
    "append": lambda: os.open(old, os.O_APPEND | os.O_WRONLY),
    "look": lambda: os.open(old, os.O_RDONLY),
    "list": lambda: os.listdir(folder),
    "memory file": lambda: os.memfd_create("a"),
    "truncate": lambda: os.truncate(old, 0),
    "unlink": lambda: os.unlink(old),
    "rename": lambda: os.rename(old, folder + "/new"),
    "mkdir": lambda: os.mkdir(folder + "/new"),
    "chmod": lambda: os.chmod(old, 0o777),
    "times": lambda: os.utime(old),
    "link": lambda: os.link(old, folder + "/new"),
    "symlink": lambda: os.symlink(old, folder + "/new"),
    "node": lambda: os.mknod(folder + "/new"),
    "chdir": lambda: os.chdir("/"),
    "execute": lambda: os.execv("/bin/true", ["true"]),
    "fork": os.fork,
    "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "kill": lambda: os.kill(os.getppid(), 0),
    "trace": lambda: raw(101 if sys.argv[3] == "x86_64" else 117, 16, os.getppid(), 0, 0),
    "ring": lambda: raw(425, 8, 0),
    "machine code": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_EXEC | mmap.PROT_READ),
    "others' limits": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU),
}
said = confine.confine()
reached = {}
for name, attempt in attempts.items():
    try:
        attempt()
        reached[name] = "reached"
    except OSError as refused:
        reached[name] = refused.errno
rows = read_xlsx(book, None).sheets[0].texts
os.write(1, json.dumps({"said": said, "reached": reached, "rows": rows}).encode())
os._exit(0)
"""


@pytest.fixture
def probed(tmp_path):
    """What a confined process reached, the folder it tried to change beside it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "old").write_text("kept")
    book = tmp_path / "book.xlsx"
    book.write_bytes(files.plain())
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(book), str(folder), platform.machine()],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    answer = json.loads(done.stdout)
    if answer["said"] == LIMITS_ONLY:
        pytest.skip("this kernel has no seccomp")
    return answer, folder


def test_a_confined_process_reaches_no_network_no_file_and_no_process(probed):
    answer, folder = probed
    refused = dict.fromkeys(answer["reached"], 1)  # EPERM
    assert answer["reached"] == refused
    assert [(path.name, path.read_text()) for path in folder.iterdir()] == [("old", "kept")]


def test_a_confined_process_reads_the_file_it_was_given(probed):
    answer, _ = probed
    assert answer["rows"] == [[0, 0, "会议通知", "s"]]


def test_the_jail_says_how_its_children_are_confined():
    with Jail(Limits()) as jail:
        isolation = jail.isolation
        status = Path(f"/proc/{jail.child_pid}/status").read_text()
    lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert isolation in (SECCOMP, LIMITS_ONLY)
    if isolation == SECCOMP:
        assert (lines["Seccomp"], lines["NoNewPrivs"]) == ("2", "1")
