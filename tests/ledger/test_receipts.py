from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ledger import audit, receipts
from ledger.opening import Ledger
from observations.stations import Receipt
from tests.ledger.material import CLERK, NOW, at, hand_in, judge, row, source

CHILD = """
import sys
from datetime import UTC, datetime
from tests.ledger.material import hand_in, source
from ledger.opening import open_ledger

ledger = open_ledger(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
receipt = hand_in(ledger, source("same"), datetime(2024, 7, 10, 9, 30, tzinfo=UTC))
print(receipt.id, receipt.duplicate_of is None, flush=True)
"""


def test_sixteen_threads_with_one_file_get_one_receipt(ledger: Ledger) -> None:
    with ThreadPoolExecutor(16) as pool:
        given = list(
            pool.map(lambda n: hand_in(ledger, source("same", name=f"{n}.xlsx")), range(16))
        )
    one_receipt(ledger, given)


def one_receipt(ledger: Ledger, given: list[Receipt]) -> None:
    assert len({receipt.id for receipt in given}) == 1
    firsts = [receipt for receipt in given if receipt.duplicate_of is None]
    assert len(firsts) == 1
    assert {r.duplicate_of for r in given} == {None, firsts[0].id}
    with ledger.read() as reading:
        (kept,) = receipts.listing(reading)
        assert receipts.waiting(reading) == 1
    assert kept.source.name == firsts[0].source.name
    assert ledger.head() == 16
    assert audit.verify(ledger) == ()


def test_processes_with_one_file_get_one_receipt(ledger: Ledger, database_url: str) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    answers = [child.communicate()[0].split() for child in children]
    assert len({number for number, _ in answers}) == 1
    assert sorted(first for _, first in answers) == ["False", "False", "True"]
    assert audit.verify(ledger) == ()


def test_the_same_bytes_from_another_office_are_another_receipt(ledger: Ledger) -> None:
    mine, theirs = hand_in(ledger, source("a", "water")), hand_in(ledger, source("a", "parks"))
    assert mine.id != theirs.id
    assert theirs.duplicate_of is None
    with ledger.read() as reading:
        assert {r.id for r in receipts.by_hash(reading, mine.source.sha256)} == {mine.id, theirs.id}
        assert [r.id for r in receipts.listing(reading, ["parks"])] == [theirs.id]


def test_a_file_that_comes_again_repeats_what_became_of_the_first(ledger: Ledger) -> None:
    first = judge(ledger, source("a"), [row("leakage", 9.1)])
    again = hand_in(ledger, source("a", name="改名.xlsx"), at(9))
    assert (again.id, again.duplicate_of, again.state) == (first, first, "accepted")
    assert again.received_at == NOW
    with ledger.read() as reading:
        (kept,) = receipts.listing(reading)
    assert kept.received_by == CLERK.post
    assert kept.accepted == kept.changed == 1


def test_receipts_are_leased_oldest_first_and_each_to_one_worker(ledger: Ledger) -> None:
    order = [hand_in(ledger, source(f"f{n}"), at(n)).id for n in range(6)]
    with ThreadPoolExecutor(3) as pool:
        taken = list(pool.map(lambda w: receipts.lease(ledger, f"w{w}", 2, 60, at(10)), range(3)))
    numbers = [leased.receipt.id for group in taken for leased in group]
    assert sorted(numbers) == sorted(order)
    for group in taken:
        assert [leased.receipt.id for leased in group] == sorted(
            (leased.receipt.id for leased in group), key=order.index
        )
    assert receipts.lease(ledger, "late", 200, 60, at(10)) == ()


def test_an_older_head_shows_the_receipt_as_it_stood(ledger: Ledger) -> None:
    number = judge(ledger, source("a"), [row("leakage", 9.1)])
    with ledger.read(1) as reading:
        then = receipts.get(reading, number)
        assert receipts.get(reading, "R0000000000000000") is None
    with ledger.read(0) as reading:
        assert receipts.listing(reading) == ()
    assert then is not None
    assert (then.state, then.changed, then.judged_at) == ("received", 0, None)
