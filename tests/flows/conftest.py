"""An installation for flows, which open the desk by themselves from the environment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.hall import FirstHalls, Hall

NOW = "2024-10-14T09:00:00"  # a Monday, Q3's forms are due on Friday, the 18th


@pytest.fixture
def hall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_halls: FirstHalls
) -> Iterator[Hall]:
    """A demo installation at `NOW`, named to the flows by the environment."""
    built = first_halls.copied(tmp_path, "")
    monkeypatch.setenv("CITYPLAN_HOME", str(built.desk.settings.home))
    monkeypatch.setenv("CITYPLAN_NOW", NOW)
    with built.bench:
        yield built
    built.desk.ledger.close()


@pytest.fixture
def inbox(hall: Hall) -> Path:
    """The installation's inbox, empty."""
    folder = hall.desk.settings.home / "inbox"
    folder.mkdir()
    return folder
