from __future__ import annotations

import random
from dataclasses import dataclass, field

import polars as pl

from ledger import approvals, audit, revisions
from ledger.opening import Ledger
from ledger.unit import Reading
from tests.ledger.material import DESK, at, judge, row, source

OFFICES = {"water": ("leakage", "pressure"), "parks": ("green", "trees", "shade")}
PERIODS = ("2024-Q1", "2024-Q2", "2024-Q3")
OPERATIONS = 90
Key = tuple[str, str]


@dataclass
class Oracle:
    """The record as plain dictionaries, one copy per audit sequence."""

    standing: dict[Key, tuple[str, float | None]] = field(default_factory=dict)
    published: dict[Key, float] = field(default_factory=dict)
    current_at: dict[int, dict[Key, float]] = field(default_factory=dict)
    published_at: dict[int, dict[Key, float]] = field(default_factory=dict)

    def holds(self, office: str, period: str) -> bool:
        return any(o == office and k[1] == period for k, (o, _) in self.standing.items())

    def approve(self, office: str, period: str) -> None:
        for key, (owner, value) in self.standing.items():
            if owner == office and key[1] == period:
                self.published.pop(key, None)
                if value is not None:
                    self.published[key] = value

    def remember(self, head: int) -> None:
        valid = {key: value for key, (_, value) in self.standing.items() if value is not None}
        self.current_at[head] = valid
        self.published_at[head] = dict(self.published)


def test_the_record_equals_an_oracle_at_every_past_head(ledger: Ledger) -> None:
    chance = random.Random(20240710)
    oracle = Oracle()
    for number in range(OPERATIONS):
        office = chance.choice(sorted(OFFICES))
        period = chance.choice(PERIODS)
        if chance.random() < 0.3 and oracle.holds(office, period):
            decide(ledger, chance, oracle, (office, period), number)
        else:
            deliver(ledger, chance, oracle, (office, period), number)
        oracle.remember(ledger.head())
    for head, expected in oracle.current_at.items():
        with ledger.read(head) as reading:
            assert values(revisions.current(reading)) == expected
            assert values(revisions.as_of(reading, approved=False)) == expected
            assert values(revisions.as_of(reading)) == oracle.published_at[head]
            one = revisions.current(reading, ["2024-Q2"])
            assert values(one) == {k: v for k, v in expected.items() if k[1] == "2024-Q2"}
            if head % 10 == 0:
                compare_keyed(reading)
    assert audit.verify(ledger) == ()


def compare_keyed(reading: Reading) -> None:
    """Asked by keys or by ids, the record is that part of the whole."""
    published = revisions.as_of(reading)
    assert revisions.named(reading, published["revision"].to_list()).equals(published)
    few = revisions.Keys({"leakage", "trees"}, periods={"2024-Q1"})
    of_these = pl.col("indicator").is_in(["leakage", "trees"]) & (pl.col("period") == "2024-Q1")
    for approved in (True, False):
        whole = revisions.as_of(reading, approved)
        assert revisions.as_of(reading, approved, keys=few).equals(whole.filter(of_these))
        here = revisions.Keys({"leakage", "trees"}, {"150627"}, {"2024-Q1"})
        assert revisions.as_of(reading, approved, keys=here).equals(whole.filter(of_these))
        series = revisions.as_of(reading, approved, keys=revisions.Keys({"leakage"}, {"150627"}))
        assert series.equals(whole.filter(pl.col("indicator") == "leakage"))
        nowhere = revisions.Keys({"leakage"}, {"nowhere"})
        none = revisions.as_of(reading, approved, keys=nowhere)
        assert none.equals(whole.clear())
    vintages = revisions.history(reading, "leakage", "150627")
    once = revisions.history(reading, "leakage", "150627", "2024-Q1")
    assert once.equals(vintages.filter(pl.col("period") == "2024-Q1"))
    assert revisions.named(reading, vintages["revision"].to_list()).equals(vintages)
    for office in OFFICES:
        every = [one for one in approvals.submissions(reading) if one.office == office]
        assert list(approvals.submissions(reading, offices=(office,))) == every


def deliver(
    ledger: Ledger, chance: random.Random, oracle: Oracle, form: tuple[str, str], number: int
) -> None:
    """A form with some of the office's values: new, changed, repeated or withdrawn."""
    office, period = form
    names = OFFICES[office]
    rows = []
    for name in chance.sample(names, chance.randint(1, len(names))):
        stands = oracle.standing.get((name, period), ("", None))[1]
        if stands is not None and chance.random() < 0.15:
            rows.append(row(name, None, period=period, office=office, action="withdrawn"))
            oracle.standing[(name, period)] = (office, None)
            continue
        value = float(chance.randint(1, 4))
        rows.append(row(name, value, period=period, office=office))
        oracle.standing[(name, period)] = (office, value)
    judge(ledger, source(f"form {number}", office), rows, when=at(number), period=period)


def decide(
    ledger: Ledger, chance: random.Random, oracle: Oracle, form: tuple[str, str], number: int
) -> None:
    """The desk approves, or somebody decides what publishes nothing."""
    office, period = form
    with ledger.write(DESK, at(number), "approve", office) as unit:
        if chance.random() < 0.6:
            approvals.approve(unit, office, period, "desk")
            oracle.approve(office, period)
        elif chance.random() < 0.5:
            approvals.approve(unit, office, period, "office")
        else:
            approvals.send_back(unit, office, period, "口径不符")


def values(frame: pl.DataFrame) -> dict[Key, float]:
    return {(r["indicator"], r["period"]): r["value"] for r in frame.iter_rows(named=True)}
