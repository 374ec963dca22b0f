"""A worker with nothing to do rests, and is up as soon as somebody sends something."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import worker
from desk.intake import receive
from tests.dashboards import town as halls


def test_whatever_is_sent_ends_the_rest_and_without_a_word_it_ends_by_itself(
    first_town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = halls.copied(first_town, tmp_path)
    looks = 0

    def sends_on_the_second_look() -> bool:
        nonlocal looks
        looks += 1
        if looks == 2:
            clerk = town.posts[f"clerk:{town.office}"]
            receive(town.desk, clerk, b"no form", "x.xlsx", office=town.office)
        return looks > 20

    monkeypatch.setattr(worker, "REST_SECONDS", 600.0)
    worker._rest(town.desk, town.desk.ledger.head(), sends_on_the_second_look)
    assert looks == 2
    monkeypatch.setattr(worker, "REST_SECONDS", 0.1)
    worker._rest(town.desk, town.desk.ledger.head(), lambda: False)
