"""What the jail's pooled child used, by the kernel's own counters (those getrusage adds up)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from observations.jail import Jail


@dataclass(frozen=True)
class Child:
    """A child and the processor seconds it had used; pid 0 for none."""

    pid: int
    seconds: float

    @classmethod
    def of(cls, jail: Jail) -> Child:
        """The child as it is now."""
        pid = jail.child_pid or 0
        return cls(pid, _seconds(pid) if pid else 0.0)

    def since(self, jail: Jail) -> dict[str, float]:
        """Peak memory and what the last file cost; nothing when the child did not survive it."""
        now = Child.of(jail)
        if not now.pid:
            return {}
        spent = now.seconds - (self.seconds if now.pid == self.pid else 0.0)
        status = Path(f"/proc/{now.pid}/status").read_text()
        peak = re.search(r"VmHWM:\s*([0-9]+) kB", status)
        return {
            "child's processor seconds a file": spent,
            "child's peak MiB": int(peak.group(1)) / 1024 if peak else 0.0,
        }


def _seconds(pid: int) -> float:
    """Nanoseconds on a processor, which the kernel keeps finer than its ticks."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
