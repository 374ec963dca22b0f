"""The forms that are broken, one a format, and what they say when they are whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk.intake import Bench
from observations.interpret import interpret
from observations.spool import spool
from observations.stations import Interpreted
from tests.sources.forms import PLAN
from tests.sources.hall import FILES, Key

SAID = ("value", "numerator", "denominator", "qualifier")
NAMES: Mapping[str, str] = {
    "xlsx": "form-as-saved.xlsx",
    "xls": "form-excel97.xls",
    "ods": "form-opendocument.ods",
    "csv": "form-gb18030.csv",
    "docx": "form-word.docx",
}
PRINTED: Mapping[tuple[str, str, str], str] = {
    ("sewage_rate", "999901", "numerator"): "812.5",
    ("sewage_rate", "999901", "denominator"): "853.1",
    ("leakage_rate", "999901", ""): "9.1",
    ("green_area", "999901", ""): "1286.35",
    ("pile_ratio", "999901", "numerator"): "410",
    ("pile_ratio", "999901", "denominator"): "1681",
    ("complaint_days", "999901", ""): "4.5",
    ("complaint_days", "999902", ""): "3.2",
}
"""(indicator, area, part) → an entry's text; each stands once in a whole form."""


@dataclass(frozen=True)
class Mutant:
    """A broken file; `cells`: addresses of which a finding must name one, empty for none.

    `how` says in words what was done, for the count and for whoever repeats the trial.
    """

    data: bytes
    how: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Base:
    """A whole form: its bytes, what it says by key, and the address of every entry."""

    kind: str
    data: bytes
    said: Mapping[Key, Mapping[str, Any]]
    addresses: Mapping[tuple[str, str, str], str]


def understood(bench: Bench, data: bytes, name: str, folder: Path) -> Interpreted:
    """Read in the jail and interpreted, without the desk."""
    report = bench.jail.read(spool(data, name, folder, "ecology"))
    return interpret(report, bench.layouts, {one.key: one for one in PLAN.indicators})


def said_in(done: Interpreted) -> dict[Key, dict[str, Any]]:
    """What a batch says by key, with the addresses it was read from."""
    rows = done.batch.iter_rows(named=True)
    return {(row["indicator"], row["area"]): row for row in rows}


def bases(bench: Bench, folder: Path, kinds: Sequence[str] = tuple(NAMES)) -> dict[str, Base]:
    """Every format's whole form; AssertionError when one of them is not taken in."""
    found = {}
    for kind in kinds:
        data = (FILES / NAMES[kind]).read_bytes()
        done = understood(bench, data, NAMES[kind], folder)
        said = said_in(done)
        assert len(said) == len(PLAN.reported_by("ecology")), (kind, done.findings)
        addresses = {key: said[key[:2]][f"{key[2]}_cell".lstrip("_")] for key in PRINTED}
        found[kind] = Base(kind, data, said, addresses)
    return found
