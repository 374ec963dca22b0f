"""Grounds for the samples: an empty database of each kind, one warm process for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaigns.faults.warm import Warm, started
from tests.campaigns.runner import POSTGRES, SQLITE, Ground

SEED = 20241014


@pytest.fixture(scope="session")
def warm_process() -> Iterator[Warm]:
    with started() as process:
        yield process


@pytest.fixture
def ground(tmp_path: Path, database_url: str, warm_process: Warm) -> Ground:
    kind = SQLITE if database_url.startswith("sqlite") else POSTGRES
    return Ground(kind, database_url, tmp_path, SEED, whole=False, warm=warm_process)


@pytest.fixture
def own_ground(tmp_path: Path, warm_process: Warm) -> Ground:
    """For a campaign that makes its database itself."""
    url = f"sqlite:///{tmp_path / 'cityplan.db'}"
    return Ground(POSTGRES, url, tmp_path, SEED, whole=False, warm=warm_process)
