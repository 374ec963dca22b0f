"""A few trials of every campaign of faults; `python -m tests.campaigns` runs them whole."""

from __future__ import annotations

import pytest

from tests.campaigns.faults import kills
from tests.campaigns.faults.points import BY_NAME
from tests.campaigns.runner import Ground, sample

pytestmark = pytest.mark.xdist_group("campaigns")


def test_kills_in_the_middle_of_intake_lose_and_double_nothing(ground: Ground) -> None:
    named = ("10 receipt after commit", "20 mid-write, values in", "25 verdict after commit")
    sample(kills.CAMPAIGN, ground, [1, *(2 * BY_NAME[name] for name in named)])
