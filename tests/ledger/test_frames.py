from __future__ import annotations

import math
import random

import polars as pl
from sqlalchemy import Connection, func, select, update

from ledger import audit, frames, ids, leaves, revisions
from ledger.opening import Ledger
from ledger.tables.reports import revisions as table
from tests.ledger.material import judge, row, source
from tests.ledger.test_chain import as_owner

ALPHABET = "约9.1,\"'\n\r\t\\N\\.;=+-@ \x01\u202e𠮷é%"
NUMBERS = (0.0, -0.0, 0.1 + 0.2, 1e-320, 1.7976931348623157e308, -5.5, 1 / 3, 42.14)


def test_hostile_text_and_every_float_survive_the_way_in_and_out(ledger: Ledger) -> None:
    chance = random.Random(7)
    written = [hostile(chance, number) for number in range(2_000)]
    judge(ledger, source("a"), written)
    with ledger.read() as reading:
        kept = {r["indicator"]: r for r in revisions.current(reading).iter_rows(named=True)}
    assert len(kept) == len(written)
    for expected in written:
        found = kept[expected["indicator"]]
        for name in ("note", "printed", "sheet", "decimals", "doubted", "value", "numerator"):
            assert found[name] == expected[name], (name, expected[name])
    assert audit.verify(ledger) == ()


def hostile(chance: random.Random, number: int) -> dict[str, object]:
    def text() -> str:
        return "".join(chance.choices(ALPHABET, k=chance.randint(0, 12)))

    value = chance.choice((*NUMBERS, math.ldexp(chance.random(), chance.randint(-400, 400))))
    return row(
        f"i{number}",
        value,
        numerator=chance.choice((None, value)),
        note=text(),
        printed=text(),
        sheet=text(),
        decimals=chance.choice((None, 0, 3)),
        doubted=chance.random() < 0.5,
    )


def test_a_nul_character_is_marked_and_stops_nobody(ledger: Ledger) -> None:
    judge(ledger, source("a", name="空\x00.xlsx"), [row("leakage", 1.0, note="前\x00后")])
    with ledger.read() as reading:
        assert revisions.current(reading)["note"].to_list() == ["前\ufffd后"]
    assert audit.verify(ledger) == ()


def test_a_digest_sees_every_cell_and_not_the_place_of_a_cut() -> None:
    frame = pl.DataFrame(
        {"id": [1, 2], "unit": [0, 0], "a": ["x", "yz"], "b": [1.0, None], "c": [True, False]}
    )
    changed = (
        frame.with_columns(a=pl.Series(["xy", "z"])),
        frame.with_columns(b=pl.Series([1.0, 0.0])),
        frame.with_columns(c=pl.Series([True, True])),
        frame.reverse(),
        frame.head(1),
    )
    digests = {leaves.digest(other) for other in (frame, *changed)}
    assert len(digests) == 1 + len(changed)
    assert leaves.digest(frame.with_columns(pl.col("b") * 1.0)) == leaves.digest(frame)


def test_a_unit_of_many_leaves_verifies_and_a_change_in_its_last_is_found(
    ledger: Ledger, database_url: str
) -> None:
    rows = (1 << leaves.LEAF_BITS) + 10
    numbered = pl.int_range(rows, eager=True).cast(pl.String)
    base = pl.DataFrame([row("x", 1.0)]).select(pl.all().repeat_by(rows).explode())
    frame = base.with_columns(indicator=pl.lit("i") + numbered)
    judge(ledger, source("a"), frame.to_dicts())
    assert audit.verify(ledger) == ()

    def edit(connection: Connection) -> None:
        last = connection.execute(select(func.max(table.c.id))).scalar_one()
        connection.execute(update(table).where(table.c.id == last).values(value=2.0))

    as_owner(database_url, edit)
    (broken,) = audit.verify(ledger)
    assert "revisions" in broken.place


def test_ids_read_and_write_the_same_numbers() -> None:
    frame = pl.DataFrame({"a": ["12-3", "", None, "1-1", "x"]})
    numbers = frame.select(frames.stored_ids("a"))["a"].to_list()
    assert numbers == [ids.number(12, 3), 0, 0, ids.number(1, 1), 0]
    back = pl.DataFrame({"a": numbers}).select(frames.written_ids("a"))["a"].to_list()
    assert back == ["12-3", "", "", "1-1", ""]
    assert [ids.stored(t) for t in ("", "1-", "-1", "1-0", "²-1", f"1-{ids.LINES}")] == [None] * 6
