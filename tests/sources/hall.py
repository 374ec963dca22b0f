"""The corpus' own installation: one judged delivery per file, each into an empty ledger."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from desk.demo.posts import clerk
from desk.handle import Desk, open_desk
from desk.intake import Bench, judge_waiting, receive
from desk.settings import Settings
from desk.setup import start
from ledger import findings, receipts, revisions
from ledger.receipts import ReceiptRow
from observations.finding import Finding
from tests.desk.hall import HallClock
from tests.sources.forms import HERE

FILES = HERE / "files"
Key = tuple[str, str]


@dataclass(frozen=True)
class Judged:
    """What became of one file at the desk."""

    receipt: ReceiptRow
    findings: tuple[Finding, ...]
    stored: pl.DataFrame  # current revisions of its period


def founded(home: Path) -> Settings:
    """A new installation on SQLite with the corpus' plan."""
    settings = Settings(home=home, plan=HERE / "plan", database_url="")
    start(settings, "demo", HallClock())
    return settings


def opened(settings: Settings, home: Path) -> Desk:
    """A copy of an installation under `home`."""
    shutil.copytree(settings.home, home, dirs_exist_ok=True)
    return replace(open_desk(Settings(home=home, plan=settings.plan)), clock=HallClock())


def handed_in(bench: Bench, path: Path, office: str) -> Judged:
    """Receive and judge one file as the office's clerk sends it."""
    desk = bench.desk
    receipt = receive(desk, clerk(desk, office), path, path.name)
    judge_waiting(bench)
    with desk.ledger.read() as reading:
        row = receipts.get(reading, receipt.id)
        found = findings.of_receipt(reading, receipt.id)
        if row is None:
            raise AssertionError(receipt.id)
        stored = revisions.current(reading, (row.period,)) if row.period else pl.DataFrame()
    return Judged(row, tuple(one.finding for one in found), stored)


def cells(found: tuple[Finding, ...]) -> list[str]:
    """`rule cell` of each finding, in order of the alphabet."""
    return sorted(f"{one.rule} {one.cell}".strip() for one in found)


def values(batch: pl.DataFrame) -> Mapping[Key, float | None]:
    """(indicator, area) → value."""
    return {(i, a): v for i, a, v in batch.select("indicator", "area", "value").iter_rows()}
