"""An installation under proof, and what is said when it breaks a promise."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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
        return ran(("runuser", "-u", ACCOUNT, "--", program, *words), expect)

    def confined(self, *words: str) -> list[str]:
        """The command that runs its command as the units do."""
        program = str(self.folder / "bin" / "cityplan")
        room = ["unshare", "--mount", "bash", "-c", CONFINED, "bash", str(self.folder), ACCOUNT]
        return [*room, program, *words]

    def works(self, version: str) -> None:
        """Raises unless `version` is at work and opens the record with the post in it."""
        at = (self.folder / "current").readlink().name
        require(at == version, f"{at} is at work, not {version}")
        checks = json.loads(self.run("doctor", "--json", expect=None))
        found = {one["title"]: one for one in checks["checks"]}
        require(found["台账"]["state"] == "ready", f"record: {found['台账']['found']}")
        require(found["依赖"]["state"] == "ready", f"packages: {found['依赖']}")
        posts = [one["name"] for one in json.loads(self.run("user", "list", "--json"))["posts"]]
        require("试装岗位" in posts, "the post is gone")


def say(words: str) -> None:
    """A line at once."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stdout.flush()


def ran(command: Sequence[str], expect: int | None) -> str:
    """What a command says; another exit code than expected breaks a promise. None: any."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if expect is not None and done.returncode != expect:
        said = (done.stdout + done.stderr).strip()[-1500:]
        raise BrokenPromiseError(f"{' '.join(command)} ended with {done.returncode}: {said}")
    if expect:
        say(f"  {' '.join(done.stderr.split())}")
    return done.stdout


def require(true: bool, what: str) -> None:
    """`BrokenPromiseError` unless it is true."""
    if not true:
        raise BrokenPromiseError(what)
