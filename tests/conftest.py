"""Fixtures shared by every room's tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import scratch
from tests.databases import database_url, first_ledgers, ledger, postgres_server, postgres_url

if TYPE_CHECKING:
    from tests.desk.hall import FirstHalls

__all__ = ["database_url", "first_ledgers", "ledger", "postgres_server", "postgres_url"]

_scratch = scratch.settle()
# A browser takes three seconds to start; the tests of drawing name theirs.
os.environ.setdefault("CITYPLAN_BROWSER", "none")
# How long a draw takes says something of the machine and of who else works on it.
hypothesis.settings.register_profile("untimed", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give the memory back."""
    if _scratch is not None:
        shutil.rmtree(_scratch, ignore_errors=True)


@pytest.fixture(scope="session")
def first_halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstHalls]:
    """New installations to be copied, and the jail they share."""
    from tests.desk.hall import FirstHalls, LentJail  # rooms without a desk do not wait for it

    jail = LentJail()
    yield FirstHalls(tmp_path_factory.mktemp("halls"), jail)
    jail.end()
