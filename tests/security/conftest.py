"""One world for the whole room; what is tried in it is refused, or done last and by its owner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security import world as worlds


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    """A town with one object of every kind, and everybody who might ask for it."""
    built = worlds.build(Path(tmp_path_factory.mktemp("security")))
    yield built
    built.town.desk.ledger.close()
