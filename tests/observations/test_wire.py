"""What crosses the wall of the jail is checked, bounded and timed."""

from __future__ import annotations

import socket
import struct
from array import array

import pytest

from observations import wire
from observations.readers.raw import RawReport, RawSheet


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
    wire.send(theirs, *wire.pack(RawReport("xlsx", (sheet,))))
    message, blob = wire.receive(ours, 1)
    (told,) = message["sheets"]
    assert (told["name"], told["hidden"], told["texts"]) == ("表", True, [[0], [3], ["字"], ["s"]])
    columns = [array("d", block).tolist() for block in wire.unpack_columns(told, blob, 0)]
    assert columns == [[1.5, 2.5], [3.5, 4.5]]


def test_a_hang_up_is_noticed(pair):
    ours, theirs = pair
    theirs.send(b"half")
    theirs.close()
    with pytest.raises(EOFError):
        wire.receive(ours, 1)


def test_a_message_that_dribbles_in_meets_one_deadline(pair):
    ours, theirs = pair
    theirs.send(struct.pack("!QQ", 10, 0) + b"{")
    with pytest.raises(TimeoutError):
        wire.receive(ours, 0.05)


@pytest.mark.parametrize(
    "told",
    [
        struct.pack("!QQ", 1 << 40, 0),
        struct.pack("!QQ", 2, 0) + b"[]",
        struct.pack("!QQ", 1, 0) + b"{",
    ],
)
def test_a_message_that_lies_is_a_value_error(pair, told):
    ours, theirs = pair
    theirs.send(told)
    with pytest.raises(ValueError, match=r"message|Expecting"):
        wire.receive(ours, 1)


@pytest.mark.parametrize("shape", [(10, 1), (-1, 1), (1, 99), (1, -1)])
def test_columns_outside_the_message_are_a_value_error(shape):
    with pytest.raises(ValueError, match="outside"):
        wire.unpack_columns({"height": shape[0], "width": shape[1]}, bytes(16), 0)
