"""The overview asks the database as often for many targets, offices and files as for few."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import polars as pl
from sqlalchemy import event

from briefings.form import Entry
from desk import views
from desk.approve import approve, unapprove
from desk.assess import assess_period
from desk.demo.posts import DESK
from desk.handle import Desk
from ledger import revisions
from ledger.replaced import replaced
from ledger.revisions import Keys
from ledger.unit import Reading
from observations.identity import Actor, Role
from tests.desk.hall import Q3, Hall, approved

LEADER = Actor("领导小组组长", frozenset({Role.LEADER}))
KEY = ("leakage_rate", "150627")


@contextmanager
def statements(desk: Desk) -> Iterator[list[str]]:
    """Every statement SQLite runs meanwhile, those of the bulk path too."""
    said: list[str] = []
    engine = desk.ledger._engine

    def listen(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(said.append)

    def leave(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(None)

    event.listen(engine, "checkout", listen)
    event.listen(engine, "checkin", leave)
    try:
        yield said
    finally:
        event.remove(engine, "checkout", listen)
        event.remove(engine, "checkin", leave)


def asked(desk: Desk, actor: Actor) -> list[str]:
    with statements(desk) as said:
        assert views.overview(desk, actor, Q3) is not None
    return said


def few(desk: Desk) -> Desk:
    """The same desk with the promises of one office in one area."""
    plan = desk.plan
    mine = tuple(
        one for one in plan.targets if one.leads == ("housing",) and one.area == plan.area
    )[:8]
    offices = {office for one in mine for office in (*one.leads, *one.cooperating)}
    return replace(
        desk,
        plan=replace(
            plan,
            targets=mine,
            offices=tuple(one for one in plan.offices if one.id in offices),
            areas=tuple(one for one in plan.areas if one.code == plan.area),
            reporting=tuple(one for one in plan.reporting if one.office == "housing"),
        ),
    )


def test_the_overview_asks_as_often_for_many_as_for_few(one_hall: Hall) -> None:
    desk, readers = one_hall.desk, (LEADER, one_hall.clerk("housing"))
    approved(one_hall, "housing", Q3.previous())
    small = few(desk)
    for period in (Q3.previous(), Q3):
        assess_period(small, DESK, period)
    little = [asked(small, who) for who in readers]
    for office in ("housing", "sanitation", "azhen"):
        approved(one_hall, office)
    for period in (Q3.previous(), Q3):
        assess_period(desk, DESK, period)
    assert len(desk.plan.targets) > 10 * len(small.plan.targets)
    much = [asked(desk, who) for who in readers]
    assert [len(one) for one in much] == [len(one) for one in little]
    assert max(map(len, much)) < 40


def test_what_replaced_a_published_value_is_what_two_whole_records_tell(one_hall: Hall) -> None:
    desk, clerk = one_hall.desk, one_hall.clerk("housing")
    approved(one_hall, "housing")
    changed = {KEY: Entry(numerator=58.5, denominator=520.0)}
    one_hall.hand_in(one_hall.form("housing", changes=changed), clerk)
    approve(desk, one_hall.reviewer("housing"), "housing", Q3)
    approve(desk, DESK, "housing", Q3)
    unapprove(desk, DESK, "housing", Q3, "核对后再审定")
    found = set()
    with desk.ledger.read() as reading:
        for now in range(reading.head - 4, reading.head + 1):
            at = replace(reading, head=now, live=False)
            for then in range(now - 5, now):
                told = replaced(at, then, Keys()).drop("revision").rows()
                assert told == _slowly(at, then), (then, now)
                mine = replaced(at, then, Keys({KEY[0]}, {KEY[1]})).drop("revision").rows()
                assert mine == [row for row in told if row[:2] == KEY], (then, now)
                found.update(told)
    (one,) = {row[:3] for row in found}
    assert one == (*KEY, str(Q3))


def _slowly(reading: Reading, then: int) -> list[tuple[object, ...]]:
    key = ["indicator", "area", "period"]
    was = revisions.as_of(replace(reading, head=then, live=False), approved=True)
    now = revisions.as_of(reading, approved=True)
    both = now.join(was.select(*key, pl.col("value").alias("was")), on=key, how="inner")
    changed = both.filter(~pl.col("value").eq_missing(pl.col("was")))
    return changed.select(*key, "was", "value").sort(*key).rows()
