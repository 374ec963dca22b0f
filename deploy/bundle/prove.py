"""Prove the bundle where there is no network: `python -m deploy.bundle.prove` (as root, Linux).

Bundles of an older commit and of this one are installed, upgraded, broken on purpose, killed,
rolled back, each time asking the installation itself whether it works; then the demo is replayed
from the installed wheels and a page of it is fetched after signing in. That last part runs as the
units have it: an account of its own, nothing writable but the data, no privilege.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from deploy.bundle import make, wheels
from deploy.bundle.place import ACCOUNT, BrokenPromiseError, Place, ran, require, say
from deploy.bundle.rehearsal import rehearse
from deploy.offline import cut_off

OLD = "cc6c1e4"  # the last commit with schema 0011
PATIENCE = 120.0


def main(argv: Sequence[str]) -> int:
    """Everything in turn, one line each; 1 at the first promise that does not hold."""
    asked = argparse.ArgumentParser(prog="python -m deploy.bundle.prove")
    asked.add_argument("--old", default=OLD, help="the commit to upgrade from")
    given = asked.parse_args(argv)
    make.OUT.mkdir(parents=True, exist_ok=True)
    bundles = [make.make(commit, make.OUT) for commit in (given.old, "HEAD")]
    say(f"bundles: {', '.join(one.name for one in bundles)}")
    if not cut_off():
        raise SystemExit("要有 root 权限才能建立没有网络的环境")
    with tempfile.TemporaryDirectory(prefix="cityplan-bundle-") as room:
        Path(room).chmod(0o755)
        os.chdir(room)  # away from the checkout: only what was installed can be imported
        try:
            _proven(Path(room), *(_unpacked(one, Path(room)) for one in bundles))
        except BrokenPromiseError as promise:
            say(f"BROKEN PROMISE: {promise}")
            return 1
    say("the bundle keeps its promises")
    return 0


def _proven(room: Path, old: Path, new: Path) -> None:
    place = Place(room / "opt")
    require(_no_way_out(), "there is a network here")
    first, second = _name(old), _name(new)
    _install(old, place)
    place.run("init")
    place.run("user", "add", "试装岗位", "--role", "viewer")
    place.works(first)
    say(f"installed and begun without a network: {first}")
    _install(_with_a_fault(new, room / "fault"), place, expect=1)
    place.works(first)
    say("an upgrade to a version that does not run was refused; the old one works")
    _killed_upgrade(new, place)
    place.works(first)
    say("an upgrade killed half-way left the old one working")
    _install(new, place)
    place.works(second)
    say(f"upgraded with a backup and a new schema: {second}")
    back = ("bash", str(place.folder / "current" / "install.sh"), "rollback", str(place.folder))
    ran(back, 1)
    place.works(second)
    ran((*back, "--to-backup"), 0)
    place.works(first)
    say("rolled back to the backup, after refusing to lose data unasked")
    _install(new, place)
    place.works(second)
    say("upgraded again")
    saved = sorted((place.folder / "backups").glob("before-*.zip"))[-1]
    ran((*back[:2], "restore", str(place.folder), str(saved)), 0)
    place.works(second)
    say("restored a backup of the older version; what was there is set aside")
    rehearse(place)


def _name(bundle: Path) -> str:
    return bundle.name.removeprefix("cityplan-")


def _install(bundle: Path, place: Place, expect: int = 0) -> None:
    command = ("bash", str(bundle / "install.sh"), "install", str(place.folder))
    ran((*command, "--python", _python(), "--user", ACCOUNT), expect)


def _python() -> str:
    """One of this version that every account can run: the system's."""
    return f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"


def _with_a_fault(bundle: Path, room: Path) -> Path:
    """The bundle, whole by its hashes, of a version that cannot start."""
    source = room / "source"
    make.checked_out("HEAD", _made(room) / "source")
    (source / "desk" / "worker.py").write_text("raise RuntimeError('a fault')\n", "utf-8")
    broken = room / f"{bundle.name}-fault"
    shutil.copytree(bundle, broken, copy_function=os.link)
    for name in ("requirements.txt", make.FACTS, make.SUMS):
        text = (broken / name).read_text("utf-8")
        (broken / name).unlink()  # a link to the whole bundle's own
        (broken / name).write_text(text, "utf-8")
    next((broken / "wheels").glob("cityplan-*.whl")).unlink()
    wheels.build(source, broken / "wheels")
    (broken / "requirements.txt").write_text(wheels.pinned(broken / "wheels"), "utf-8")
    facts = (broken / make.FACTS).read_text("utf-8")
    (broken / make.FACTS).write_text(facts.replace("NAME=", "NAME=fault-"), "utf-8")
    make.seal(broken)
    return broken


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _killed_upgrade(bundle: Path, place: Place) -> None:
    command = ["bash", str(bundle / "install.sh"), "install", str(place.folder)]
    command += ["--python", _python()]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    coming = place.folder / "versions" / _name(bundle) / "venv" / "lib"
    until = time.monotonic() + PATIENCE
    while not coming.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    require(process.wait() == -signal.SIGKILL, "the installer ended before it was killed")


def _no_way_out() -> bool:
    """True when no address outside can even be tried."""
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=2).close()
    except OSError as error:
        return error.errno == errno.ENETUNREACH
    return False


def _unpacked(bundle: Path, room: Path) -> Path:
    with tarfile.open(bundle) as archive:
        archive.extractall(room, filter="data")
        return room / archive.getnames()[0].partition("/")[0]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
