"""Tests kept out of the suite are run by a campaign: none is run by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns import marked


def test_a_file_with_the_mark_is_a_trial_and_a_red_test_in_it_breaks_the_promise(
    tmp_path: Path,
) -> None:
    names = {one.name for one in marked.files()}
    assert {"test_personal_in_prefect.py", "test_prefect_seen.py"} <= names
    assert marked.CAMPAIGN.trials == len(names) and "test_marked.py" not in names
    both = f"import pytest\n@{marked.MARK}\ndef test_one():\n    assert 0\n"
    path = tmp_path / "test_these.py"
    path.write_text(both + "def test_other():\n    assert 0\n", "utf-8")
    assert marked.files(tmp_path) == (path,)
    with pytest.raises(AssertionError, match="1 failed"):
        marked.outcome(path, tmp_path)
