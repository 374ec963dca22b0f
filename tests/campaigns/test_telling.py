"""A sample of R12; `make campaign CAMPAIGN=telling` lets 700 processes die."""

from __future__ import annotations

from pathlib import Path

from tests.campaigns.conftest import SEED
from tests.campaigns.runner import SQLITE, Ground, sample
from tests.campaigns.telling.campaign import CAMPAIGN, NAMES
from tests.campaigns.telling.points import POINTS


def test_a_death_while_telling_loses_nothing_and_shows_nothing_twice(tmp_path: Path) -> None:
    ground = Ground(SQLITE, f"sqlite:///{tmp_path / 'cityplan.db'}", tmp_path, SEED, whole=False)
    diagonal = [place * len(NAMES) + place for place in range(len(NAMES))]
    tally = sample(CAMPAIGN, ground, diagonal)
    assert len(POINTS) == len(NAMES)
    assert all(tally.counts[f"killed telling {name}"] == 1 for name in NAMES)
    assert all(tally.counts[f"killed at {point.name}"] == 1 for point in POINTS)
    assert tally.counts["repetitions dropped by number"] >= 1
