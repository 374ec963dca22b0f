"""Prove the bundle where there is no network: `python -m deploy.bundle.prove` (as root, Linux).

Bundles of an older commit and of this one are installed, upgraded, broken on purpose, killed,
rolled back, each time asking the installation itself whether it works; then the demo is replayed
from the installed wheels and a page of it is fetched after signing in. That last part runs as the
units have it: an account of its own, nothing writable but the data, no privilege.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.bundle import make, wheels
from deploy.offline import cut_off

OLD = "cc6c1e4"  # the last commit with schema 0011
PASSWORD = "yanshi-2023-2025"  # noqa: S105 -- the demo's own, printed by it
DEMO_POST = "住建局调度岗"
PATIENCE = 120.0
ACCOUNT = "nobody"
# As deploy/systemd/cityplan-.service.d/hardening.conf, as far as it goes without systemd.
CONFINED = """
set -e
mount --make-rprivate /
mount --bind "$1/home" "$1/home"
mount -t tmpfs -o mode=1777 tmpfs /var/tmp
mount -o remount,bind,ro /
if mountpoint -q /tmp; then mount -o remount,bind,ro /tmp; fi
folder=$1 account=$2
shift 2
cd "$folder/home"
exec env -i PATH=/usr/bin:/bin HOME="$folder/home" TMPDIR=/var/tmp CITYPLAN_INSECURE_COOKIE=1 \
  setpriv --reuid "$account" --regid "$(id -g "$account")" --clear-groups --no-new-privs \
  --bounding-set=-all --inh-caps=-all "$@"
"""


class BrokenPromiseError(Exception):
    """A promise of the bundle that did not hold."""


@dataclass(frozen=True)
class Place:
    """An installation's folder."""

    folder: Path

    def run(self, *words: str, expect: int | None = 0) -> str:
        """What its command says; `BrokenPromiseError` for another exit code than expected."""
        program = str(self.folder / "bin" / "cityplan")
        return _ran(("runuser", "-u", ACCOUNT, "--", program, *words), expect)

    def confined(self, *words: str) -> list[str]:
        """The command that runs its command as the units do."""
        program = str(self.folder / "bin" / "cityplan")
        room = ["unshare", "--mount", "bash", "-c", CONFINED, "bash", str(self.folder), ACCOUNT]
        return [*room, program, *words]

    def works(self, version: str) -> None:
        """Raises unless `version` is at work and opens the record with the post in it."""
        at = (self.folder / "current").readlink().name
        _require(at == version, f"{at} is at work, not {version}")
        checks = json.loads(self.run("doctor", "--json", expect=None))
        found = {one["title"]: one for one in checks["checks"]}
        _require(found["台账"]["state"] == "ready", f"record: {found['台账']['found']}")
        _require(found["依赖"]["state"] == "ready", f"packages: {found['依赖']}")
        posts = [one["name"] for one in json.loads(self.run("user", "list", "--json"))["posts"]]
        _require("试装岗位" in posts, "the post is gone")


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


def say(words: str) -> None:
    """A line at once."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stdout.flush()


def _proven(room: Path, old: Path, new: Path) -> None:
    place = Place(room / "opt")
    _require(_no_way_out(), "there is a network here")
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
    _ran(back, 1)
    place.works(second)
    _ran((*back, "--to-backup"), 0)
    place.works(first)
    say("rolled back to the backup, after refusing to lose data unasked")
    _install(new, place)
    place.works(second)
    say("upgraded again")
    _demo(place)


def _name(bundle: Path) -> str:
    return bundle.name.removeprefix("cityplan-")


def _install(bundle: Path, place: Place, expect: int = 0) -> None:
    command = ("bash", str(bundle / "install.sh"), "install", str(place.folder))
    _ran((*command, "--python", _python(), "--user", ACCOUNT), expect)


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
    _require(process.wait() == -signal.SIGKILL, "the installer ended before it was killed")


def _demo(place: Place) -> None:
    """The demo from the installed wheels, served, and the overview of a post signed in."""
    home = str(place.folder / "home" / "demo")
    _ran(place.confined("demo", "--home", home, "--no-serve"), 0)
    say("the demo was replayed")
    port = _free_port()
    process = subprocess.Popen(
        place.confined("serve", "--home", home, "--port", str(port)),
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _answers(port, process)
        page = _page(port)
    finally:
        process.terminate()
        process.wait(60)
    _require("演示" in page and "2025年第四季度" in page, "the page shows no record")
    say(f"served; the page of {DEMO_POST} came ({len(page)} characters)")
    _scheduled(place)


def _scheduled(place: Place) -> None:
    """Prefect's server, the deployments and the worker, from what was installed."""
    told = place.folder / "schedule.log"
    with told.open("wb") as log:
        process = subprocess.Popen(
            place.confined("schedule", "--port", str(_free_port())),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    until = time.monotonic() + 2 * PATIENCE
    try:
        while "定时任务已开始" not in told.read_text("utf-8", errors="replace"):
            _require(process.poll() is None, f"no schedule: {told.read_text()[-1500:]}")
            _require(time.monotonic() < until, f"no schedule: {told.read_text()[-1500:]}")
            time.sleep(0.5)
    finally:
        process.terminate()
        process.wait(60)
    say("the schedule began: Prefect's server, every deployment, a worker")


def _page(port: int) -> str:
    """The overview without scripts for the demo's post, signed in by the form as a browser does."""
    form = urllib.parse.urlencode({"post": DEMO_POST, "password": PASSWORD})
    heads = {
        "Origin": f"http://127.0.0.1:{port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("POST", "/login", form, heads)
    answer = line.getresponse()
    answer.read()
    _require(answer.status == 303, f"signing in: {answer.status}")
    cookie = "; ".join(
        one.partition(";")[0] for name, one in answer.getheaders() if name.lower() == "set-cookie"
    )
    line.request("GET", "/plain/", headers={"Cookie": cookie})
    answer = line.getresponse()
    text = answer.read().decode()
    _require(answer.status == 200, f"the page: {answer.status}")
    line.close()
    return text


def _answers(port: int, process: subprocess.Popen[Any]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise BrokenPromiseError("the dashboard does not answer")


def _no_way_out() -> bool:
    """True when no address outside can even be tried."""
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=2).close()
    except OSError as error:
        return error.errno == 101  # ENETUNREACH
    return False


def _free_port() -> int:
    with socket.socket() as plain:
        plain.bind(("127.0.0.1", 0))
        return int(plain.getsockname()[1])


def _unpacked(bundle: Path, room: Path) -> Path:
    with tarfile.open(bundle) as archive:
        archive.extractall(room, filter="data")
        return room / archive.getnames()[0].partition("/")[0]


def _ran(command: Sequence[str], expect: int | None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if expect is not None and done.returncode != expect:
        said = (done.stdout + done.stderr).strip()[-1500:]
        raise BrokenPromiseError(f"{' '.join(command)} ended with {done.returncode}: {said}")
    if expect:
        say(f"  {' '.join(done.stderr.split())}")
    return done.stdout


def _require(true: bool, what: str) -> None:
    if not true:
        raise BrokenPromiseError(what)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
