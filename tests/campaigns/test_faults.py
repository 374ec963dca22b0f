"""A few trials of every campaign of faults; `python -m tests.campaigns` runs them whole."""

from __future__ import annotations

import pytest

from tests.campaigns.faults import kills, leases, operations
from tests.campaigns.faults.points import BY_NAME
from tests.campaigns.runner import Ground, sample

pytestmark = pytest.mark.xdist_group("campaigns")


def test_kills_in_the_middle_of_intake_lose_and_double_nothing(ground: Ground) -> None:
    named = ("10 receipt after commit", "20 mid-write, values in", "25 verdict after commit")
    sample(kills.CAMPAIGN, ground, [1, *(2 * BY_NAME[name] for name in named)])


def test_random_operations_leave_what_an_oracle_says(ground: Ground) -> None:
    sample(operations.CAMPAIGN, ground, [0])


def test_a_worker_stopped_past_its_lease_writes_nothing(ground: Ground) -> None:
    told = sample(leases.CAMPAIGN, ground, [1, 3])
    assert told.counts["the stale writer was rejected"] == 2
