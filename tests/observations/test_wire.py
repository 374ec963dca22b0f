"""What crosses the wall of the jail is checked, bounded and timed."""

from __future__ import annotations

import math
import socket
import struct
import tracemalloc
from array import array

import pytest

from observations import wire
from observations.readers.raw import RawReport, RawSheet

CELLS = 10


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_report_arrives_as_it_was_sent(pair):
    ours, theirs = pair
    sheet = RawSheet("表", hidden=True, height=2)
    sheet.columns = [array("d", [1.5, 2.5]), array("d", [3.5, 4.5])]
    sheet.texts = [(0, 3, "字", "s")]
    sheet.merged, sheet.percents = [(0, 0, 1, 1), (1, 0, 9, 900)], [(1, 0)]
    wire.send(theirs, *wire.pack(RawReport("xlsx", (sheet,))))
    (told,) = wire.unpack(*wire.receive(ours, 1, wire.room(CELLS)), CELLS)
    assert (told.name, told.hidden, told.texts) == ("表", True, ([0], [3], ["字"], ["s"]))
    assert told.percents == {(1, 0)}
    assert told.merged == ((0, 0, 1, 1), (1, 0, 1, 3))  # cut to the cells there are
    columns = [array("d", block).tolist() for block in told.columns]
    assert columns == [[1.5, 2.5], [3.5, 4.5]]


def test_a_hang_up_is_noticed(pair):
    ours, theirs = pair
    theirs.send(b"half")
    theirs.close()
    with pytest.raises(EOFError):
        wire.receive(ours, 1, wire.room(CELLS))


def test_a_message_that_dribbles_in_meets_one_deadline(pair):
    ours, theirs = pair
    theirs.send(struct.pack("!QQ", 10, 0) + b"{")
    with pytest.raises(TimeoutError):
        wire.receive(ours, 0.05, wire.room(CELLS))


@pytest.mark.parametrize(
    "told",
    [
        struct.pack("!QQ", 1 << 40, 0),
        struct.pack("!QQ", 2, 0) + b"[]",
        struct.pack("!QQ", 1, 0) + b"{",
        struct.pack("!QQ", 2, 8 * 10 * CELLS + 1) + b"{}",
        struct.pack("!QQ", 100_000, 0) + b"[" * 100_000,
    ],
)
def test_a_message_that_lies_is_a_value_error(pair, told):
    ours, theirs = pair
    theirs.send(told)
    with pytest.raises(ValueError, match=r"message|Expecting"):
        wire.receive(ours, 1, wire.room(CELLS))


def test_memory_grows_with_what_arrives_and_not_with_what_is_claimed(pair):
    ours, theirs = pair
    theirs.send(struct.pack("!QQ", 2, 80_000_000) + b"{}")
    theirs.close()
    tracemalloc.start()
    try:
        with pytest.raises(EOFError):
            wire.receive(ours, 1, wire.room(1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


HONEST = {
    "name": "表",
    "hidden": False,
    "height": 1,
    "width": 2,
    "texts": [[0], [3], ["字"], ["s"]],
    "merged": [[0, 0, 0, 1]],
    "percents": [[0], [1]],
}


@pytest.mark.parametrize(
    "lie",
    [
        {"height": math.inf},
        {"height": math.nan},
        {"height": -1},
        {"height": "1"},
        {"height": True},
        {"height": 10**12},
        {"height": 0},
        {"width": 0},
        {"width": 1},
        {"width": 3},
        {"width": 10**12, "height": 0},
        {"name": "\ud800"},
        {"name": 1},
        {"hidden": None},
        {"texts": [[0], [3], ["\ud800"], ["s"]]},
        {"texts": [[0], [3], ["字"], ["x"]]},
        {"texts": [[0], [3], ["字"], [[]]]},
        {"texts": [[-1], [3], ["字"], ["s"]]},
        {"texts": [[0], [16385], ["字"], ["s"]]},
        {"texts": [[0], [3.5], ["字"], ["s"]]},
        {"texts": [[0, 1], [3], ["字"], ["s"]]},
        {
            "texts": [
                [0] * (CELLS + 1),
                [3] * (CELLS + 1),
                ["字"] * (CELLS + 1),
                ["s"] * (CELLS + 1),
            ]
        },
        {"merged": None},
        {"merged": [[0, 0, 0]]},
        {"merged": [[0, 1, 0, 0]]},
        {"merged": [[0, 0, 1e400, 1]]},
        {"merged": [[0, 0, 0, 1]] * (CELLS + 1)},
        {"percents": [[0], [2]]},
        {"percents": [[1], [0]]},
        {"percents": [[0, 0], [1]]},
        {"percents": [[0.0], [1]]},
        {"percents": 1},
        {"texts": {}},
        {"texts": [[0], [3], ["字"]]},
    ],
    ids=str,
)
def test_a_sheet_that_lies_is_noticed(lie):
    assert len(wire.unpack({"sheets": [HONEST]}, bytes(16), CELLS)) == 1
    with pytest.raises((ValueError, TypeError)):
        wire.unpack({"sheets": [HONEST | lie]}, bytes(16), CELLS)


def test_notes_are_bounded_and_short():
    assert wire.notes({"notes": [["file.damaged", "字" * 200]]}) == (("file.damaged", "字" * 100),)
    for lie in (None, [["a"]], [["a", 1]], [["a", "b"]] * 21, [["a", "\ud800"]]):
        with pytest.raises((ValueError, TypeError)):
            wire.notes({"notes": lie})
