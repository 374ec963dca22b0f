"""R11: what a worker held that was killed is taken over by another, with nobody's hand."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from desk.intake import receive
from ledger import receipts
from tests.campaigns.faults.batches import OFFICES, QUARTERS, form
from tests.desk.hall import Hall
from tests.flows.processes import Running, cityplan, wait_for

pytestmark = [pytest.mark.campaign, pytest.mark.timeout(480)]

FORMS, WITHIN = 40, 90.0  # seconds from the kill to the last verdict


def states(hall: Hall) -> Counter[str]:
    with hall.desk.ledger.read() as reading:
        return Counter(row.state for row in receipts.listing(reading, limit=1_000))


def killed_while_it_holds(hall: Hall, running: Running) -> int:
    """kill -9 of a worker and of whoever would start it again; how many it held."""
    wait_for(lambda: states(hall)["judging"] > 0, 120, "worker at a form", running)
    for pid in sorted(running.family()):
        os.kill(pid, signal.SIGKILL)
    return states(hall)["judging"]


def test_what_a_killed_worker_held_is_judged_once_by_another_within_ninety_seconds(
    hall: Hall, tmp_path: Path
) -> None:
    for place in range(FORMS):
        office = OFFICES[place % len(OFFICES)]
        path = form(hall, office, QUARTERS[place // len(OFFICES) % len(QUARTERS)], f"第{place}件")
        receive(hall.desk, hall.clerk(office), path, path.name)
    env = {"CITYPLAN_HOME": str(hall.desk.settings.home), "CITYPLAN_NOW": "2024-10-14T09:00"}
    only = ("serve", "--only", "worker")
    with cityplan(tmp_path / "one", *only, env=env) as first:
        assert killed_while_it_holds(hall, first) > 0
        began = time.monotonic()
    with cityplan(tmp_path / "other", *only, env=env) as second:
        wait_for(lambda: states(hall)["accepted"] == FORMS, 300, "all verdicts", second)
        took = time.monotonic() - began
        assert second.stop() == 0
    assert states(hall) == {"accepted": FORMS}
    assert took < WITHIN, took
