"""Broken forms by the thousand: one verdict each, in Chinese, and no number changed in silence."""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk.intake import Bench
from desk.settings import Settings
from observations.finding import Finding
from observations.stations import Verdict, verdict_of
from tests.campaigns.files import by_format, mutators
from tests.campaigns.files.base import SAID, Base, Mutant, bases, said_in, understood
from tests.campaigns.files.child import Child
from tests.campaigns.files.mutators import Mutator
from tests.campaigns.runner import SQLITE, Campaign, Ground, Told, Trial
from tests.sources.hall import Key, founded, handed_in, opened

Said = Mapping[Key, Mapping[str, Any]]

_PACKAGE: tuple[Mutator, ...] = (
    mutators.zip_structure,
    mutators.xml_node,
    mutators.xml_encoding,
    mutators.digit,
    mutators.typed_over,
    mutators.written_otherwise,
)
_ANY: tuple[Mutator, ...] = (
    mutators.random_bytes,
    mutators.moved_block,
    mutators.headings,
    mutators.units,
)
MUTATORS: Mapping[str, tuple[Mutator, ...]] = {
    "xlsx": (
        *_ANY,
        *_PACKAGE,
        by_format.number_formats,
        by_format.styles,
        by_format.shared_strings,
        by_format.merged_ranges,
        by_format.sheets,
        by_format.formulas,
    ),
    "xls": (*_ANY, by_format.biff_bytes, by_format.biff_number, by_format.biff_record),
    "ods": (*_ANY, *_PACKAGE, by_format.number_formats, by_format.repeats),
    "csv": (
        *_ANY,
        mutators.digit,
        mutators.typed_over,
        mutators.written_otherwise,
        by_format.text_structure,
        by_format.text_character,
        by_format.text_encoding,
    ),
    "docx": (*_ANY, *_PACKAGE, by_format.document_table),
}
_CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")
_TERMINAL = ("accepted", "returned", "refused", "duplicate")
_HISTORY = "Q6"  # rules that compare with earlier values prove nothing here
_MOST_MEGABYTES, _MOST_SECONDS = 1024, 10.0
SAMPLED = 25  # of so many trials of the suite's sample one walks to the desk


@dataclass
class Arena:
    """A bench over a ledger of its own, and the whole forms that are broken."""

    bench: Bench
    empty: Settings
    folder: Path
    whole: bool
    bases: Mapping[str, Base] = field(init=False)
    _ledgers: int = 0

    def __post_init__(self) -> None:
        self.bases = bases(self.bench, self.folder / "spool")

    def trial(self, number: int, draw: random.Random) -> Told:
        """Break one form and see what becomes of it."""
        base = self.bases[draw.choice(sorted(self.bases))]
        mutator = draw.choice(MUTATORS[base.kind])
        mutant = mutator(draw, base)
        label = f"{base.kind} {mutator.__name__}: {mutant.how}"
        child, began = Child.of(self.bench.jail), time.monotonic()
        done = understood(self.bench, mutant.data, f"表.{base.kind}", self.folder / "spool")
        worst = {"seconds a file": time.monotonic() - began} | child.since(self.bench.jail)
        assert worst["seconds a file"] < _MOST_SECONDS + 1, label
        assert worst.get("child's peak MiB", 0) <= _MOST_MEGABYTES, label
        verdict = str(verdict_of(done.header, done.findings))
        _promised(label, verdict, done.findings, mutant)
        said = said_in(done) if verdict == Verdict.ACCEPTED else None
        silent = _silent(said, done.findings, base)
        if silent or self.whole or number % SAMPLED == 0:  # rules of quality may still name it
            verdict = self._at_the_desk(label, mutant, base)
        return Told({f"{base.kind} {verdict}": 1, f"by {mutator.__name__}": 1}, worst)

    def _at_the_desk(self, label: str, mutant: Mutant, base: Base) -> str:
        path = self.folder / f"表.{base.kind}"
        path.write_bytes(mutant.data)
        judged = handed_in(self.bench, path, "ecology")
        state = judged.receipt.state
        assert state in _TERMINAL, (label, state)
        _promised(label, state, judged.findings, mutant)
        if state == Verdict.ACCEPTED:
            stored = judged.stored.filter(receipt=judged.receipt.id).iter_rows(named=True)
            said = {(row["indicator"], row["area"]): row for row in stored}
            silent = _silent(said, judged.findings, base)
            assert not silent, (label, silent)
            self._renew()
        return state

    def _renew(self) -> None:
        """An empty ledger again: a value once taken would make later changes noticeable."""
        self._ledgers += 1
        self.bench.desk.ledger.close()
        self.bench.desk = opened(self.empty, self.folder / f"ledger-{self._ledgers}")


def _promised(label: str, verdict: str, found: tuple[Finding, ...], mutant: Mutant) -> None:
    """What holds for every file, whoever judged it."""
    assert all(_CHINESE.search(one.message) for one in found), (label, found)
    assert not any(one.rule == "file.fault" for one in found), label
    if verdict in (Verdict.RETURNED, Verdict.REFUSED):
        assert found, label
    if mutant.cells and verdict != Verdict.REFUSED:
        assert {one.cell for one in found} & set(mutant.cells), (label, found)


def _silent(said: Said | None, found: tuple[Finding, ...], base: Base) -> dict[Key, Any]:
    """Rows that differ from the whole form's without a word; `said` None when none is taken."""
    if said is None:
        return {}
    changed = {key: _changed(row, said.get(key, {})) for key, row in base.said.items()}
    return {
        key: how
        for key, how in changed.items()
        if how and not _named(key, said.get(key, {}), found)
    }


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row is not as it was, at the digits a spreadsheet shows."""
    if not after:
        return {"row": None}
    return {name: after[name] for name in SAID if not _same(before[name], after[name])}


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=1e-9)
    return bool(before == after)


def _named(key: tuple[str, str], row: Mapping[str, Any], found: tuple[Finding, ...]) -> bool:
    """True when a finding of this file alone speaks of the row."""
    cells = {row.get(name) for name in ("cell", "numerator_cell", "denominator_cell")} - {None, ""}
    return any(
        (one.indicator, one.area) == key or one.cell in cells
        for one in found
        if not one.rule.startswith(_HISTORY)
    )


@contextmanager
def _arena(ground: Ground) -> Iterator[Trial]:
    empty = founded(ground.folder / "empty")
    with Bench(opened(empty, ground.folder / "ledger-0")) as bench:
        yield Arena(bench, empty, ground.folder, ground.whole).trial
        bench.desk.ledger.close()


CAMPAIGN = Campaign(
    "fuzz",
    "a broken form gets one Chinese verdict, and no value changes without a finding",
    10_000,
    _arena,
    (SQLITE,),
)
