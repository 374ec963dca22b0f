"""Fixtures shared by every room's tests."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import scratch
from tests.databases import database_url, first_ledgers, ledger, postgres_server, postgres_url
from tests.shared import built_once

if TYPE_CHECKING:
    from tests.desk.hall import FirstHalls

__all__ = ["database_url", "first_ledgers", "ledger", "postgres_server", "postgres_url"]

_scratch = scratch.settle()
# A browser takes three seconds to start; the tests of drawing name theirs.
os.environ.setdefault("CITYPLAN_BROWSER", "none")
# How long a draw takes says something of the machine and of who else works on it.
hypothesis.settings.register_profile("untimed", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("untimed")

LONG = (
    *("tests/flows/test_journey.py", "tests/flows/test_serve.py", "tests/campaigns/test_faults.py"),
    *("tests/dashboards/journeys/test_papers.py", "tests/dashboards/journeys/test_journeys.py"),
    *("tests/cli/test_command_line.py", "tests/dashboards/test_browser_ways.py"),
    *("tests/dashboards/test_browser.py", "tests/dashboards/test_browser_forms.py"),
    *("tests/cli/test_plan_ledger.py", "tests/cli/test_sign_out.py"),
    *("tests/cli/test_entry_commands.py", "tests/campaigns/test_telling.py"),
    *("tests/security/test_matrix.py", "tests/campaigns/test_believing.py"),
    *("tests/desk/test_bulk.py", "tests/desk/test_alert_life.py"),
    *("tests/ledger/test_as_of.py", "tests/campaigns/test_hostile_names.py"),
)
"""The files that take longest, each by one worker: they begin first, lest one of them end last."""


TESTS = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Let each worker begin to read at another room: its byte code then serves the others.

    What is read stays, so nobody looks for garbage in it, now or later.
    """
    gc.disable()
    config.add_cleanup(gc.enable)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker and [Path(one).resolve() for one in config.args] == [TESTS]:
        rooms = sorted(str(one) for one in TESTS.iterdir() if next(one.rglob("test_*.py"), None))
        number, count = int(worker.removeprefix("gw")), os.environ["PYTEST_XDIST_WORKER_COUNT"]
        begin = len(rooms) * number // int(count)
        config.args[:] = rooms[begin:] + rooms[:begin]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several workers share the files, the long ones come first, the others by room."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = {name: number for number, name in enumerate(LONG)}
        items.sort(key=lambda one: (place.get(_file(one), len(LONG)), one.nodeid.split("/")[1]))


def pytest_collection_finish() -> None:
    """From here on there may be garbage again."""
    gc.freeze()
    gc.enable()


def _file(one: pytest.Item) -> str:
    return one.nodeid.partition("::")[0]


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


@pytest.fixture(scope="session")
def first_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a town hall with three quarters of two offices, to be copied."""
    from tests.dashboards.town import build_closed

    return built_once(tmp_path_factory, "town", build_closed)
