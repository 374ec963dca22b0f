"""The hall, once on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.hall import FirstHalls, Hall


@pytest.fixture
def hall(tmp_path: Path, database_url: str, first_halls: FirstHalls) -> Iterator[Hall]:
    built = first_halls.copied(tmp_path, database_url)
    with built.bench:
        yield built
    built.desk.ledger.close()


@pytest.fixture
def one_hall(tmp_path: Path, first_halls: FirstHalls) -> Iterator[Hall]:
    """On SQLite only, for what does not depend on the database."""
    built = first_halls.copied(tmp_path, "")
    with built.bench:
        yield built
    built.desk.ledger.close()
