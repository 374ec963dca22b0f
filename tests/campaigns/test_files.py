"""A few trials of every campaign of files; `python -m tests.campaigns` runs them whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.conftest import SEED
from tests.campaigns.files import attacks, cut, fuzz
from tests.campaigns.runner import SQLITE, Ground, sample


@pytest.fixture
def floor(tmp_path: Path) -> Ground:
    """A ground on SQLite: what is asked here does not depend on the database."""
    return Ground(SQLITE, f"sqlite:///{tmp_path / 'cityplan.db'}", tmp_path, SEED, whole=False)


def test_a_broken_form_gets_one_verdict_and_changes_no_value_in_silence(floor: Ground) -> None:
    tally = sample(fuzz.CAMPAIGN, floor, range(150))
    assert len({name for name in tally.counts if name.startswith("by ")}) >= 12
    assert {"xlsx", "xls", "ods", "csv", "docx"} == {
        name.split()[0] for name in tally.counts if not name.startswith("by ")
    }


def test_a_file_cut_anywhere_is_never_taken_for_whole(floor: Ground) -> None:
    sample(cut.CUT, floor, range(5))


def test_a_file_somebody_is_writing_is_left_alone(floor: Ground) -> None:
    assert sample(cut.GROWING, floor, range(2)).counts["taken whole"] == 2


def test_hostile_files_are_refused_and_nobody_outside_is_asked(floor: Ground) -> None:
    sample(attacks.CAMPAIGN, floor, range(0, attacks.CAMPAIGN.trials, 3))
