"""Where cases stand is what their events fold to: written with them, made anew, compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import text, update

from cases.events import CaseEvent, Step
from ledger import case_log, case_rebuilding
from ledger.opening import Ledger, migrate
from ledger.tables.cases import case_standing
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


def test_an_upgrade_fills_the_table_from_the_events_and_tells_nothing_of_before(
    ledger: Ledger, database_url: str
) -> None:
    keep(ledger, OPEN, *STEPS)
    with ledger.step() as connection:  # as the schema before left it
        connection.execute(text("DROP TABLE case_standing"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0012'"))
    migrate(database_url)
    assert wrong(ledger) == []
    with ledger.read() as reading:
        waiting = reading.connection.execute(
            text("SELECT place FROM case_standing WHERE look_on IS NOT NULL")
        ).all()
    assert [tuple(row) for row in waiting] == [(6,)]
