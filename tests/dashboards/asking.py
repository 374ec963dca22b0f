"""What an address asks of the town's record, without a visitor."""

from __future__ import annotations

from dashboards.address import Address
from dashboards.asked import Asked, asked
from observations.identity import Actor, Role
from tests.dashboards.town import Town

LEADER = Actor("某领导", frozenset({Role.LEADER}))


def at(town: Town, path: str, **query: str) -> Asked:
    """The choices of `path` with `query`, as a leader asks."""
    return asked(town.desk, LEADER, Address(path, query))
