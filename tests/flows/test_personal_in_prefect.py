"""Prefect's own record of a run that handled personal data says nothing of a person."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.testing.utilities import prefect_test_harness

from desk.demo.posts import DESK
from desk.opinion_cases import To, hand_over
from desk.opinions import judge, receive
from flows.watching import watch_deadlines
from ledger import sealed
from tests.desk.hall import Hall
from tests.security.canaries import canary, files_in, found
from voices.opinion_events import Judged

PEOPLE = tuple(canary(way, place) for place, way in enumerate(("handed", "invalid", "waiting")))
JUDGED = Judged(
    range=12, topics=("垃圾分类",), way="转办件", public=True, title="增设路灯", content="建议增设"
)
LONG_AFTER = "2025-01-20T09:00:00"  # more than the three months that an invalid one is kept


def taken(hall: Hall) -> list[str]:
    """One at an office, one that is invalid, one that waits."""
    given = [one.fields | {"received": "2024-09-02"} for one in PEOPLE]
    handed, invalid, waiting = (receive(hall.desk, DESK, one).new[0] for one in given)
    judge(hall.desk, DESK, handed, JUDGED)
    hand_over(hall.desk, DESK, handed, To("sanitation"))
    judge(hall.desk, DESK, invalid, Judged(invalid="信访类"))
    return [handed, waiting]


async def recorded() -> list[str]:
    """Runs, what they have shown, and their logs, as Prefect tells them."""
    async with get_client() as client:
        told = [await client.read_flow_runs(), await client.read_artifacts()]
        return [one.model_dump_json() for part in told for one in part]


@pytest.mark.campaign
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Prefect's sockets
def test_the_days_run_erases_what_is_due_and_prefect_keeps_nothing_of_anybody(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = taken(hall)
    monkeypatch.setenv("CITYPLAN_NOW", LONG_AFTER)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(theirs))  # where the harness has its database
    with prefect_test_harness(server_startup_timeout=120):
        asyncio.run(watch_deadlines())
        said = asyncio.run(recorded())
        places = dict(files_in(theirs)) | {"api": "\n".join(said).encode()}
    assert len(said) > 1
    assert [name for name in places if name.endswith(".db")]
    assert found(places, PEOPLE) == []
    with hall.desk.ledger.read() as reading:
        assert list(sealed.with_keys(reading)) == left
