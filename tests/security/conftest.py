"""One world for the room; each file of tests gets its own copy of it.

What is tried in it is refused, or done last and by its owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security import world as worlds
from tests.shared import built_once


@pytest.fixture(scope="session")
def first_world(first_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town with one object of every kind, and everybody who might ask for it; closed."""
    return built_once(tmp_path_factory, "world", lambda place: worlds.build(first_town, place))


@pytest.fixture(scope="module")
def world(first_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    """The file's own copy of that world."""
    own = worlds.copied(first_world, tmp_path_factory.mktemp("security") / "home")
    yield own
    own.town.desk.ledger.close()
