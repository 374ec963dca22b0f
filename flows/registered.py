"""Whether a Prefect server still knows our deployments: its database may have been wiped."""

from __future__ import annotations

from pathlib import Path

import yaml

from flows.prefect_api import Server
from flows.supervisor import ROOT


def expected(file: Path = ROOT / "prefect.yaml") -> int:
    """How many deployments our file names."""
    return len(yaml.safe_load(file.read_text("utf-8"))["deployments"])


def forgotten(server: Server, pool: str) -> bool:
    """True when the server answers and knows fewer deployments of our pool than we have.

    A server that does not answer has forgotten nothing: whoever looks after it starts it again.
    """
    wanted = {"work_pools": {"name": {"any_": [pool]}}}
    try:
        return int(server.ask("/deployments/count", wanted)) < expected()
    except (OSError, ValueError):
        return False
