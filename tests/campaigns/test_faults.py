"""A few trials of every campaign of faults; `python -m tests.campaigns` runs them whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.campaigns.faults import (
    clocks,
    connections,
    deliveries,
    disks,
    kills,
    leases,
    operations,
    upgrades,
)
from tests.campaigns.faults.points import BY_NAME
from tests.campaigns.runner import SQLITE, Ground, sample


def test_kills_in_the_middle_of_intake_lose_and_double_nothing(ground: Ground) -> None:
    sample(kills.CAMPAIGN, ground, [1, 2 * BY_NAME["20 mid-write, values in"]])


def test_random_operations_leave_what_an_oracle_says(ground: Ground) -> None:
    sample(operations.CAMPAIGN, ground, [0])


def test_a_killed_upgrade_leaves_the_old_schema_or_the_new_one(own_ground: Ground) -> None:
    told = sample(upgrades.CAMPAIGN, replace(own_ground, kind=SQLITE), [upgrades.KILLS - 1])
    assert told.trials == 1


def test_a_worker_stopped_past_its_lease_writes_nothing(ground: Ground) -> None:
    told = sample(leases.CAMPAIGN, ground, [1])
    assert told.counts["the stale writer was rejected"] == 1


def test_a_database_stopped_or_cut_off_is_said_so_and_trying_again_suffices(
    own_ground: Ground,
) -> None:
    told = sample(connections.CAMPAIGN, own_ground, [2])
    assert told.trials == 1


def test_a_full_disk_is_said_so_and_costs_nothing(own_ground: Ground) -> None:
    try:
        told = sample(disks.CAMPAIGN, replace(own_ground, kind=SQLITE), [0, 1, 2])
    except disks.NoDisks as reason:
        pytest.skip(str(reason))
    assert told.trials == 3


def test_one_file_sixteen_times_at_once_is_one_load(ground: Ground) -> None:
    told = sample(deliveries.CAMPAIGN, ground, [1])
    assert told.counts["delivered"] == 32


def test_a_wrong_clock_in_another_zone_leaves_the_same_data_and_papers(own_ground: Ground) -> None:
    wrong = clocks.CASES.index(("America/New_York", "a year fast"))
    told = sample(clocks.CAMPAIGN, replace(own_ground, kind=SQLITE), [wrong])
    assert told.trials == 1
