"""The jail, started once: every test reads through it as the worker does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from observations.interpret import interpret
from observations.jail import Jail
from observations.layout import Layout
from observations.spool import spool
from observations.stations import Interpreted, ParsedReport
from tests.observations.forms import KNOWN, LAYOUTS

Read = Callable[..., ParsedReport]
Judge = Callable[..., Interpreted]


@pytest.fixture(scope="session")
def jail() -> Iterator[Jail]:
    with Jail() as started:
        yield started


@pytest.fixture
def read(jail: Jail, tmp_path: Path) -> Read:
    """`read(path or bytes, name, office)`: spooled and read in the jail."""

    def reading(data: bytes | Path, name: str = "报表.xlsx", office: str = "") -> ParsedReport:
        return jail.read(spool(data, name, tmp_path / "spool", office))

    return reading


@pytest.fixture
def judge(read: Read) -> Judge:
    """`judge(path or bytes, …)`: read and interpreted against the small plan."""

    def judging(
        data: bytes | Path,
        name: str = "报表.xlsx",
        office: str = "housing",
        layouts: Mapping[str, Layout] = LAYOUTS,
    ) -> Interpreted:
        return interpret(read(data, name, office), layouts, KNOWN)

    return judging
