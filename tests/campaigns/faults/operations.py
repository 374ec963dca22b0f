"""Random operations on the ledger against an oracle, compared at every past instant."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, cast

import hypothesis
import polars as pl
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from desk.approve import approve, send_back
from ledger import approvals, audit, entry, receipts, revisions
from ledger.receipts import Leased
from ledger.record import Recorded, record
from ledger.unit import Reading
from observations.errors import UserError
from observations.identity import Actor
from observations.period import ReportingPeriod
from observations.revise import revise
from observations.stations import BATCH_SCHEMA, CheckedReport, FormHeader, Verdict
from tests.campaigns.faults.oracle import Oracle, Submission
from tests.campaigns.runner import Campaign, Ground, Tally, Told, Trial
from tests.desk import hall as halls
from tests.desk.hall import Hall
from tests.ledger.material import source

OFFICES = ("housing", "sanitation")
PLACE = "150627"
EXAMPLES, STEPS = 4, 50
OPERATIONS = 10_000
_files, _histories = itertools.count(), itertools.count()

offices = st.sampled_from(OFFICES)
places = st.integers(0, 1)
values = st.sampled_from((1.0, 2.0, 3.0, None))
contents = st.dictionaries(st.sampled_from(("a", "b", "c")), values, min_size=1)
Delivery = tuple[str, str, Actor, dict[str, float | None]]


@dataclass
class Yard:
    """Where the machines play: one installation for all, and what they did."""

    hall: Hall
    chance: random.Random
    count: Counter[str] = field(default_factory=Counter)


class Record(RuleBasedStateMachine):
    """One history over two offices and two months that no other history touches."""

    def __init__(self, yard: Yard) -> None:
        super().__init__()
        self.yard, self.hall, self.ledger = yard, yard.hall, yard.hall.desk.ledger
        pair, year = divmod(next(_histories), 300)
        self.periods = tuple(f"{1900 + year}-{2 * pair + n:02}" for n in (1, 2))
        self.oracle, self.waiting = Oracle(), dict[str, Delivery]()
        self.past: dict[int, Oracle] = {self.ledger.head(): self.oracle.copy()}

    @rule(office=offices, place=places, rows=contents, second=st.booleans())
    def receive(
        self, office: str, place: int, rows: dict[str, float | None], *, second: bool
    ) -> None:
        """A delivery arrives and waits; it may be judged after later ones."""
        period = self.periods[place]
        named = {f"{office}:{name}": value for name, value in rows.items()}
        actor = self.hall.reviewer(office) if second else self.hall.clerk(office)
        file = source(f"file {next(_files)}", office)
        with self.ledger.write(actor, self.hall.desk.now(), "receive") as unit:
            receipt = receipts.receive(unit, file)
        self.waiting[receipt.id] = (office, period, actor, named)
        self._done("receive")

    @rule(one=st.booleans())
    def judge(self, *, one: bool) -> None:
        """The oldest waiting delivery takes effect, or all of them do."""
        count = 1 if one else 1_000
        leased = receipts.lease(self.ledger, "worker", count, 600, self.hall.desk.now())
        for mine in leased:
            self._judge(mine)

    @rule(office=offices, place=places, rows=contents)
    def deliver(self, office: str, place: int, rows: dict[str, float | None]) -> None:
        """A delivery arrives and all that waits is judged."""
        self.receive(office, place, rows, second=False)
        self.judge(one=False)

    @rule(office=offices, place=places, who=st.sampled_from(("clerk", "reviewer", "bureau")))
    def approve(self, office: str, place: int, who: str) -> None:
        at, actor = (office, self.periods[place]), self._actor(office, who)
        bureau = who == "bureau"
        may = who != "clerk" and self.oracle.may_approve(at, actor.post, bureau=bureau)
        period = ReportingPeriod.parse(at[1])
        if self._allowed(may, "approve", lambda: approve(self.hall.desk, actor, office, period)):
            self.oracle.approve(at, bureau=bureau)
        self._done("approve")

    @rule(office=offices, place=places)
    def publish(self, office: str, place: int) -> None:
        """Both approvals, as far as they may be given."""
        for who in ("reviewer", "bureau"):
            self.approve(office, place, who)

    @rule(office=offices, place=places, who=st.sampled_from(("reviewer", "bureau")))
    def send_back(self, office: str, place: int, who: str) -> None:
        at, actor = (office, self.periods[place]), self._actor(office, who)
        may = self.oracle.may_send_back(at, bureau=who == "bureau")
        period = ReportingPeriod.parse(at[1])
        do = partial(send_back, self.hall.desk, actor, office, period, "数据来源不清")
        if self._allowed(may, "send back", do):
            self.oracle.send_back(at)
        self._done("send back")

    @rule(office=offices, place=places)
    def unapprove(self, office: str, place: int) -> None:
        at = (office, self.periods[place])
        do = partial(self._write, lambda unit: approvals.unapprove(unit, *at, "审定有误"))
        if self._allowed(self.oracle.may_unapprove(at), "un-approve", do):
            self.oracle.unapprove(at)
        self._done("un-approve")

    @rule(place=places, shut=st.booleans())
    def close(self, place: int, *, shut: bool) -> None:
        period, word = self.periods[place], cast(entry.Closing, "closed" if shut else "opened")
        do = partial(self._write, lambda unit: entry.set_closing(unit, period, word, "季度关账"))
        if self._allowed((period in self.oracle.closed) is not shut, word, do):
            (self.oracle.closed.add if shut else self.oracle.closed.discard)(period)
        self._done(word)

    @rule(office=offices, place=places, give=st.booleans())
    def exception(self, office: str, place: int, *, give: bool) -> None:
        at = (office, self.periods[place])
        until = self.hall.desk.today() + timedelta(days=30)
        asked = entry.Granted(*at, until, "更正上报差错", "市政科经办人")
        if give:
            do = partial(self._write, lambda unit: entry.grant(unit, asked))
        else:
            do = partial(self._write, lambda unit: entry.end_exception(unit, *at, "已办结"))
        if self._allowed(give or at in self.oracle.granted, "exception", do):
            (self.oracle.granted.add if give else self.oracle.granted.discard)(at)
        self._done("exception")

    @rule(choice=st.integers(0, 1_000_000))
    def look_back(self, choice: int) -> None:
        """Any earlier instant is as it was."""
        head = sorted(self.past)[choice % len(self.past)]
        self._equal(head, self.past[head])
        self.yard.count["look back"] += 1

    def teardown(self) -> None:
        """What still waits is judged; then every past instant is compared."""
        if self.waiting:
            self.judge(one=False)
        for head, oracle in self.past.items():
            self._equal(head, oracle)

    def _judge(self, leased: Leased) -> None:
        """The stations between reading and recording, on rows made by hand."""
        office, period, actor, rows = self.waiting.pop(leased.receipt.id)
        accepted = _frame(office, period, rows)
        with self.ledger.read() as reading:
            previous = revisions.current(reading, (period,))
        header = FormHeader(f"{office}-form", "1", office, period)
        report = CheckedReport(leased.receipt.source, header, accepted, (), Verdict.ACCEPTED)
        item = Recorded(leased.receipt.id, leased.token, report, revise(previous, accepted))
        self._write(lambda unit: record(unit, [item]))
        verdict = self.oracle.judged(office, period, actor.post, rows)
        with self.ledger.read() as reading:
            row = receipts.get(reading, leased.receipt.id)
        assert row is not None
        assert row.state == verdict, (row, verdict)
        self._done("judge")

    def _write(self, act: Callable[[Any], None]) -> None:
        desk = self.hall.desk
        with desk.ledger.write(self.hall.bureau, desk.now(), "campaign") as unit:
            act(unit)

    def _allowed(self, expected: bool, name: str, act: Callable[[], object]) -> bool:
        """True when it was done; it must be exactly when the oracle expects it."""
        try:
            act()
        except UserError as refused:
            assert not expected, f"{name} refused: {refused}"
            return False
        assert expected, f"{name} was let through"
        self.yard.count[f"{name}, let through"] += 1
        return True

    def _actor(self, office: str, who: str) -> Actor:
        posts = {"clerk": self.hall.clerk, "reviewer": self.hall.reviewer}
        return posts[who](office) if who in posts else self.hall.bureau

    def _done(self, name: str) -> None:
        self.yard.count[name] += 1
        head = self.ledger.head()
        self.past[head] = self.oracle.copy()
        self._equal(head, self.oracle)

    def _equal(self, head: int, oracle: Oracle) -> None:
        with self.ledger.read(head) as reading:
            assert self._kept(revisions.current(reading, self.periods)) == oracle.values
            assert self._kept(revisions.as_of(reading, periods=self.periods)) == oracle.published()
            assert self._states(reading) == oracle.states()
            shut = {one for one in self.periods if entry.closed(reading, one) is not None}
            assert shut == oracle.closed
            assert self._granted(reading) == oracle.granted
        self.yard.count["instants compared"] += 1

    def _kept(self, frame: pl.DataFrame) -> dict[tuple[str, str], float | None]:
        return {(row["indicator"], row["period"]): row["value"] for row in frame.to_dicts()}

    def _states(self, reading: Reading) -> dict[Submission, str]:
        rows = (row for period in self.periods for row in approvals.submissions(reading, period))
        return {(row.office, row.period): row.state for row in rows}

    def _granted(self, reading: Reading) -> set[Submission]:
        last = {
            (word.office, word.period): word.decision
            for period in self.periods
            for word in entry.exceptions_of(reading, period=period)
        }
        return {at for at, decision in last.items() if decision == "granted"}


def _frame(office: str, period: str, rows: dict[str, float | None]) -> pl.DataFrame:
    """The rows of a delivery as the checks leave them."""
    blank: dict[str, Any] = dict.fromkeys(BATCH_SCHEMA, "")
    blank |= dict.fromkeys(("value", "numerator", "denominator", "decimals"))
    blank |= {"area": PLACE, "period": period, "office": office}
    made = [
        blank | {"indicator": name, "value": value, "status": "M" if value is None else "A"}
        for name, value in rows.items()
    ]
    return pl.DataFrame(made, schema=BATCH_SCHEMA, orient="row").with_columns(
        pl.lit(value=False).alias("doubted")
    )


@contextmanager
def arena(ground: Ground) -> Iterator[Trial]:
    """One installation for all histories; at the end its chain is proved."""
    hall = halls.build(ground.folder, ground.url)
    try:
        yield partial(_trial, hall, ground)
        assert audit.verify(hall.desk.ledger) == ()
    finally:
        hall.desk.ledger.close()


def _trial(hall: Hall, ground: Ground, number: int, chance: random.Random) -> Told:
    """A handful of histories."""
    yard = Yard(hall, chance)
    how = settings(
        max_examples=EXAMPLES if ground.whole else 3,
        stateful_step_count=STEPS if ground.whole else 30,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )

    def machine() -> Record:
        return Record(yard)

    seeded = hypothesis.seed(chance.getrandbits(32))(machine)
    run_state_machine_as_test(seeded, settings=how)
    return Told(yard.count | {"operations": _operations(yard.count)})


def _operations(count: Counter[str]) -> int:
    told = ("instants compared",)
    return sum(n for name, n in count.items() if name not in told and "let through" not in name)


def _enough(tally: Tally) -> None:
    done = tally.counts["operations"]
    assert done >= OPERATIONS, f"only {done} operations"


CAMPAIGN = Campaign(
    name="operations",
    promise="10,000 random operations leave what an oracle says, at every past instant",
    trials=60,
    arena=arena,
    judge=_enough,
)
