"""Prefect on PostgreSQL, a real worker, the clock alone: seen in its own pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.prefect_seen import seen


@pytest.mark.campaign
@pytest.mark.timeout(1_200)
def test_the_schedule_fires_on_postgresql_and_its_pages_show_what_came_of_it(
    tmp_path: Path,
) -> None:
    pictures = tmp_path / "pictures"
    seen(tmp_path, pictures)
    taken = {one.stem: one.stat().st_size for one in pictures.glob("*.png")}
    assert set(taken) == {"prefect-deployments", "prefect-run", "prefect-artifact"}
    assert min(taken.values()) > 10_000
