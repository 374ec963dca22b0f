"""Where cases stand is what their events fold to: written with them, made anew, compared."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update

from cases.events import CaseEvent, Step, states
from ledger import case_counts, case_log, case_reads, case_rebuilding
from ledger.case_heads import fork, nodes
from ledger.case_wanted import Wanted
from ledger.opening import Ledger, migrate
from ledger.tables.cases import case_standing
from tests.ledger.before import back_to
from tests.ledger.material import DESK, at

OPEN = CaseEvent(
    "C1", "lagging-target", Step.OPEN, at(0), "系统", "water", "target:T01", "滞后",
    date(2024, 7, 17), "run:1", place=1, title="漏损率", area="150627", part="system",
)  # fmt: skip
STEPS = (
    replace(OPEN, step=Step.ACCEPT, place=2, due=None),
    replace(OPEN, step=Step.ANSWER, place=3, due=date(2024, 7, 24), evidence="报告"),
    replace(OPEN, step=Step.RETURN, place=4, due=date(2024, 7, 29)),
    replace(OPEN, step=Step.CLOSE, place=5, due=date(2024, 9, 30), part="leader"),
    replace(OPEN, step=Step.REOPEN, place=6, office="parks", due=date(2024, 8, 5)),
)


def keep(ledger: Ledger, *events: CaseEvent) -> None:
    for event in events:
        with ledger.write(DESK, event.at, "case", event.case) as unit:
            case_log.append(unit, [event])


def wrong(ledger: Ledger) -> list[str]:
    with ledger.read() as reading:
        return [one.place for one in case_rebuilding.wrong(reading)]


def test_after_every_step_the_row_is_what_the_events_fold_to(ledger: Ledger) -> None:
    other = replace(OPEN, case="C2", subject="target:T02")
    keep(ledger, OPEN, other, *STEPS)
    assert wrong(ledger) == []
    with ledger.read() as reading:
        rows = reading.connection.execute(
            text(
                "SELECT place, begins, ends, standing, office, returned, printed FROM case_standing"
                " WHERE \"case\" = 'C1' ORDER BY place"
            )
        ).all()
    assert [tuple(row[:4]) for row in rows] == [
        (1, 1, 3, "待签收"), (2, 3, 4, "办理中"), (3, 4, 5, "待核验"), (4, 5, 6, "办理中"),
        (5, 6, 7, "已销号"), (6, 7, None, "待签收"),
    ]  # fmt: skip
    assert [tuple(row[4:]) for row in rows[-3:]] == [
        ("water", 1, "2024-01"), ("water", 1, "2024-01"), ("parks", 0, "2024-01"),
    ]  # fmt: skip


def test_rows_that_say_otherwise_are_named_and_made_anew(ledger: Ledger, database_url: str) -> None:
    keep(ledger, OPEN, *STEPS)
    with ledger.step() as connection:
        connection.execute(update(case_standing).values(due=date(2030, 1, 1)))
    assert wrong(ledger) == ["督办现状(C1)"]
    migrate(database_url)
    assert wrong(ledger) == []


def test_one_wrong_row_and_one_of_no_case_are_named_and_set_right(ledger: Ledger) -> None:
    keep(ledger, OPEN, replace(OPEN, case="C2", subject="target:T02"), *STEPS)
    told = update(case_standing).values(told_until=date(2024, 8, 1))
    with ledger.step() as connection:
        connection.execute(told.where(case_standing.c.place == 6))
        connection.execute(
            update(case_standing).where(case_standing.c.place == 3).values(office="parks")
        )
        row = connection.execute(select(case_standing).where(case_standing.c.case == "C2")).one()
        connection.execute(insert(case_standing).values({**row._mapping, "case": "C3"}))
    assert wrong(ledger) == ["督办现状(C1)", "督办现状(C3)"]
    with ledger.step() as connection:
        assert case_rebuilding.mend(connection) == 2
    assert wrong(ledger) == []
    with ledger.read() as reading:
        (now,) = case_reads.of_cases(reading, ["C1"])
    assert now.told_until == date(2024, 8, 1)  # nothing is said twice


def test_an_upgrade_fills_the_table_from_the_events_and_tells_nothing_of_before(
    ledger: Ledger, database_url: str
) -> None:
    keep(ledger, OPEN, *STEPS)
    with ledger.step() as connection:  # as the schema before left it
        back_to(connection, "0012")
    migrate(database_url)
    assert wrong(ledger) == []
    with ledger.read() as reading:
        waiting = reading.connection.execute(
            text("SELECT place FROM case_standing WHERE look_on IS NOT NULL")
        ).all()
    assert [tuple(row) for row in waiting] == [(6,)]


def test_an_upgrade_sets_the_node_of_every_row_that_a_later_step_ended(
    ledger: Ledger, database_url: str
) -> None:
    keep(ledger, OPEN, replace(OPEN, case="C2", subject="target:T02"), *STEPS)
    with ledger.step() as connection:  # as the schema before left it
        for index in ("ended", "begun"):
            connection.execute(text(f"DROP INDEX ix_case_standing_{index}"))
        connection.execute(text("ALTER TABLE case_standing DROP COLUMN node"))
        back_to(connection, "0013")
    migrate(database_url)
    with ledger.read() as reading:
        rows = reading.connection.execute(
            select(case_standing.c.begins, case_standing.c.ends, case_standing.c.node)
        ).all()
    assert all(row.node == (fork(row.begins, row.ends) if row.ends else None) for row in rows)
    assert wrong(ledger) == []


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 1 << 39), st.integers(0, 1 << 20), st.integers(-3, 1 << 20))
def test_a_row_is_found_under_a_head_s_nodes_exactly_when_it_stood_then(
    begins: int, length: int, after: int
) -> None:
    head, ends = begins + after, begins + length
    node = fork(begins, ends) or 0
    found = node in [*nodes(head)] and (ends > head if node <= head else begins <= head)
    assert found == (begins <= head < ends)


def test_every_earlier_head_has_the_list_that_its_events_fold_to(ledger: Ledger) -> None:
    chance, at_work = random.Random(8), [replace(OPEN, case=f"C{n}") for n in range(6)]
    told: list[CaseEvent] = []
    for _ in range(60):
        one = chance.choice(at_work)
        mine = [known for known in told if known.case == one.case]
        step = chance.choice(STEPS) if mine else OPEN
        told.append(replace(step, case=one.case, subject=one.case, place=len(mine) + 1))
        keep(ledger, told[-1])
    for head in range(len(told) + 1):
        folded = {one.case: one for one in states(told[:head])}
        with ledger.read(head) as reading:
            listed = case_reads.stood(reading, Wanted())
            pages = [case_reads.stood(reading, Wanted(), 2, place) for place in range(0, 6, 2)]
            running = case_counts.number_of(reading, Wanted(shut=False))
            counted = case_counts.counted(reading, Wanted())
        assert {o.case: (o.standing, o.office, o.place) for o in listed} == {
            case: (one.standing, one.office, len(one.events)) for case, one in folded.items()
        }
        assert tuple(one for page in pages for one in page) == listed
        assert running == sum(one.is_open for one in folded.values())
        assert Counter({(o.office, o.standing): o.number for o in counted}) == Counter(
            (one.office, str(one.standing)) for one in folded.values()
        )
