"""Every file of the corpus comes out as its entry in index.yaml says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from desk.intake import Bench
from desk.settings import Settings
from desk.table_layouts import known_layouts
from observations.interpret import interpret
from observations.spool import spool
from observations.stations import Interpreted, SourceFile, verdict_of
from tests.sources.forms import BANNER, HERE, PLAN
from tests.sources.hall import FILES, Key, cells, founded, handed_in, opened, values
from tests.sources.make import RECIPES

INDEX: dict[str, Any] = yaml.safe_load((HERE / "index.yaml").read_text("utf-8"))
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
ENTRIES: dict[str, dict[str, Any]] = INDEX["files"]

# Certifying takes a fifth of a second: of the files that rules of quality look at, the suite takes
# those they speak about and the first of each format; the campaign takes the others.
_FIRST = {path.suffix: path.name for path in sorted(FILES.iterdir(), reverse=True)}
WALKED = [
    name
    for name in ENTRIES
    if ENTRIES[name]["verdict"] == "refused"
    or any(one.startswith("Q") for one in ENTRIES[name].get("findings", []))
    or name in _FIRST.values()
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation nothing has been handed in to; tests use copies of it."""
    return founded(tmp_path_factory.mktemp("corpus") / "home")


@pytest.fixture(scope="module")
def warm(empty: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One bench, and with it one jail, for all files."""
    with Bench(opened(empty, tmp_path_factory.mktemp("warm") / "home")) as bench:
        yield bench
        bench.desk.ledger.close()


@pytest.fixture
def bench(warm: Bench, empty: Settings, tmp_path: Path) -> Bench:
    """The bench over an empty ledger of this file's own."""
    warm.desk.ledger.close()
    warm.desk = opened(empty, tmp_path / "home")
    return warm


def key_of(written: str) -> Key:
    indicator, _, area = written.partition("/")
    return indicator, area or BANNER


def read(bench: Bench, source: SourceFile) -> Interpreted:
    """Read in the jail and interpreted with every layout the desk knows."""
    indicators = {one.key: one for one in PLAN.indicators}
    return interpret(bench.jail.read(source), known_layouts(bench.desk), indicators)


def words(batch: pl.DataFrame) -> dict[Key, str]:
    """The qualifiers that were written, by key."""
    rows = batch.select("indicator", "area", "qualifier").rows()
    return {(i, a): word for i, a, word in rows if word}


def expected(entry: dict[str, Any]) -> dict[Key, float | None]:
    """The values an entry asks for."""
    if "values" in entry:
        return {key_of(k): v for k, v in entry["values"].items()}
    whole = INDEX["base"] | entry.get("changed", {})
    return {key_of(k): v for k, v in whole.items() if v != "absent"}


def test_the_index_tells_of_every_file_and_every_file_can_be_made_again() -> None:
    lying = {path.name for path in FILES.iterdir()}
    assert lying == set(ENTRIES) == set(RECIPES)
    assert all(entry["story"] and entry["odd"] for entry in ENTRIES.values())


@pytest.mark.parametrize("name", ENTRIES)
def test_a_file_is_read_as_its_entry_says(warm: Bench, tmp_path: Path, name: str) -> None:
    entry = ENTRIES[name]
    source = spool(FILES / name, name, tmp_path / "spool", entry.get("office", "ecology"))
    done = read(warm, source)
    assert values(done.batch) == expected(entry)
    assert words(done.batch) == {
        key_of(key): word for key, word in entry.get("qualifiers", {}).items()
    }
    of_the_intake = [one for one in entry.get("findings", []) if not one.startswith("Q")]
    assert cells(done.findings) == sorted(of_the_intake)
    if of_the_intake == entry.get("findings", []):
        assert verdict_of(done.header, done.findings) == entry["verdict"]


def handed_in_as_told(bench: Bench, name: str) -> None:
    """The desk's verdict, all findings and the stored values are the entry's."""
    entry = ENTRIES[name]
    judged = handed_in(bench, FILES / name, entry.get("office", "ecology"))
    assert (judged.receipt.state, cells(judged.findings)) == (
        entry["verdict"],
        sorted(entry.get("findings", [])),
    )
    assert all(CHINESE.search(one.message) for one in judged.findings)
    if entry["verdict"] == "accepted":
        assert values(judged.stored) == expected(entry)


@pytest.mark.parametrize("name", WALKED)
def test_a_file_gets_the_verdict_of_its_entry_at_the_desk(bench: Bench, name: str) -> None:
    handed_in_as_told(bench, name)


@pytest.mark.campaign
@pytest.mark.parametrize("name", [name for name in ENTRIES if name not in WALKED])
def test_any_other_file_gets_the_verdict_of_its_entry_too(bench: Bench, name: str) -> None:
    handed_in_as_told(bench, name)


def test_a_day_is_the_same_day_in_both_date_systems(warm: Bench, tmp_path: Path) -> None:
    for name in ("supply-as-of-a-day.xlsx", "supply-as-of-a-day-1904.xlsx"):
        (sheet,) = warm.jail.read(spool(FILES / name, name, tmp_path)).sheets
        assert sheet.texts.filter(kind="d").row(0) == (1, 1, "2024-09-30", "d")


def test_no_two_files_of_the_corpus_are_the_same_delivery() -> None:
    twins = {"form-excel97.xls": "form-wps.et"}  # one format under two names
    seen: dict[bytes, str] = {}
    for path in sorted(FILES.iterdir()):
        first = seen.setdefault(path.read_bytes(), path.name)
        assert first == path.name or twins.get(first) == path.name


def _cut_short(bench: Bench, name: str, folder: Path) -> Iterator[Interpreted]:
    """The text file as it is read when it ends after each of its lines but the last."""
    lines = (FILES / name).read_bytes().splitlines(keepends=True)
    for count in range(1, len(lines)):
        source = spool(b"".join(lines[:count]), name, folder)
        yield read(bench, source)


def test_a_table_without_totals_is_never_taken_for_proved(warm: Bench, tmp_path: Path) -> None:
    taken = 0
    for done in _cut_short(warm, "supply-no-total.csv", tmp_path):
        if verdict_of(done.header, done.findings) == "accepted":
            taken += 1
            assert "total.unproven" in {finding.rule for finding in done.findings}
    assert taken


def test_a_table_with_totals_that_ends_early_is_not_taken(warm: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    text = (FILES / "garden-utf16.txt").read_bytes().decode("utf-16")
    total = next(n for n, line in enumerate(text.split("\r\n")) if "合计" in line)
    for count in range(1, total + 1):
        part = "\r\n".join(text.split("\r\n")[:count]).encode("utf-16")
        done = read(warm, spool(part, "garden.txt", folder))
        assert verdict_of(done.header, done.findings) != "accepted", count
