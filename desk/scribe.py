"""The process that writes heavy files: `python -m desk.scribe N`, its orders on the socket N.

A workbook of the record takes a processor seconds; written in a web process, it slows every page
that this process draws. Here it is written beside them and after them (`LESS_URGENT`). What an
order asks for is checked like any asking: the post's rights stand in the order.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from desk import logs
from desk.asked_papers import AskedPaper, paper_file
from desk.case_export import case_lists_file
from desk.exports import Kind, data_file
from desk.files import FileOut, form
from desk.handle import Desk, open_desk
from desk.motion_letters import LetterAsked, letter_file
from desk.opinion_papers import OpinionPaperAsked, opinion_paper_file
from desk.paper_preview import preview
from desk.settings import Settings
from ledger.browse import Asked
from observations import wire
from observations.errors import Refused, TryLater, UserError
from observations.identity import Actor
from observations.period import ReportingPeriod

LESS_URGENT = 10  # of nice's 19: a page goes first
IDLE_SECONDS = 300.0
ORDER = wire.Room(text=4 * 1_048_576, blob=0)
FILE = wire.Room(text=1_048_576, blob=256 * 1_048_576)
REFUSALS: Mapping[str, type[UserError]] = {
    one.__name__: one for one in (Refused, TryLater, UserError)
}


@dataclass(frozen=True)
class TableOrder:
    """The values of the record as a file; as `desk.exports.data_file`, of the moment `now`."""

    actor: Actor
    now: datetime
    asked: Asked
    kind: Kind
    day: date | None
    head: int


@dataclass(frozen=True)
class FormOrder:
    """An office's form for a period, written `2024-Q3`; as `desk.files.form`."""

    actor: Actor
    now: datetime
    office: str
    period: str


@dataclass(frozen=True)
class PaperOrder:
    """The draft of a period's paper, written `2024-Q3`, as a page; as `desk.paper_preview`."""

    actor: Actor
    now: datetime
    period: str


@dataclass(frozen=True)
class AskedOrder:
    """A paper that is written on demand, in one format; as `desk.asked_papers.paper_file`."""

    actor: Actor
    now: datetime
    asked: AskedPaper
    form: str


@dataclass(frozen=True)
class CaseListsOrder:
    """问题清单、任务清单、责任清单 as a workbook; as `desk.case_export.case_lists_file`."""

    actor: Actor
    now: datetime
    day: date | None


@dataclass(frozen=True)
class LetterOrder:
    """A letter on proposals, in one format; as `desk.motion_letters.letter_file`."""

    actor: Actor
    now: datetime
    asked: LetterAsked
    form: str


@dataclass(frozen=True)
class OpinionOrder:
    """A paper on opinions, in one format; as `desk.opinion_papers.opinion_paper_file`."""

    actor: Actor
    now: datetime
    asked: OpinionPaperAsked
    form: str


Order = (
    TableOrder | FormOrder | PaperOrder | AskedOrder | CaseListsOrder | LetterOrder | OpinionOrder
)
_ORDERS: Mapping[str, TypeAdapter[Any]] = {
    one.__name__: TypeAdapter(one)
    for one in (
        TableOrder,
        FormOrder,
        PaperOrder,
        AskedOrder,
        CaseListsOrder,
        LetterOrder,
        OpinionOrder,
    )
}


def as_message(order: Order) -> dict[str, Any]:
    """The order as it crosses to the writing process."""
    name = type(order).__name__
    return {"order": name, "body": _ORDERS[name].dump_python(order, mode="json")}


def order_of(message: Mapping[str, Any]) -> Order:
    """What `as_message` was made of; `ValueError` or `KeyError` for anything else."""
    found: Order = _ORDERS[message["order"]].validate_python(message["body"])
    return found


def written(desk: Desk, order: Order) -> FileOut:
    """The file; raises as the use case that makes it."""
    then = replace(desk, clock=lambda: order.now)
    if isinstance(order, FormOrder):
        return form(then, order.actor, order.office, ReportingPeriod.parse(order.period))
    if isinstance(order, PaperOrder):
        return preview(then, order.actor, ReportingPeriod.parse(order.period))
    if isinstance(order, CaseListsOrder):
        return case_lists_file(then, order.actor, order.day)
    if isinstance(order, LetterOrder):
        return letter_file(then, order.actor, order.asked, order.form)
    if isinstance(order, OpinionOrder):
        return opinion_paper_file(then, order.actor, order.asked, order.form)
    if isinstance(order, AskedOrder):
        return paper_file(then, order.actor, order.asked, order.form)
    return data_file(then, order.actor, order.asked, order.kind, day=order.day, seen=order.head)


def file_of(message: Mapping[str, Any], blob: bytes) -> FileOut:
    """The file of an answer; raises what was raised in making it."""
    if "refused" in message:
        raise REFUSALS[message["refused"]](message["what"], cure=message["cure"])
    return FileOut(message["name"], message["mime"], blob)


def serve(orders: socket.socket, seconds: float = IDLE_SECONDS) -> None:
    """Write one file after the other; ends when nobody is left to order or nobody does for long."""
    desk, known = None, {}
    while True:
        try:
            message, _ = wire.receive(orders, seconds, ORDER)
        except (EOFError, TimeoutError, ConnectionError):
            return
        if desk is None or known != message["settings"]:
            known = message["settings"]
            desk = _opened(known)
        _answer(desk, orders, message)


def _opened(given: Mapping[str, Any]) -> Desk:
    settings = Settings(**given)
    logs.start(settings)
    return open_desk(settings)


def _answer(desk: Desk, orders: socket.socket, message: Mapping[str, Any]) -> None:
    orders.settimeout(None)
    try:
        made = written(desk, order_of(message))
    except UserError as mistake:
        kind = next(one for one in REFUSALS if isinstance(mistake, REFUSALS[one]))
        said = {"refused": kind, "what": mistake.what, "cure": mistake.cure}
        wire.send(orders, said)
        return
    wire.send(orders, {"name": made.name, "mime": made.mime}, made.data)


def main() -> None:
    """Serve the socket that stands in the command line."""
    os.nice(LESS_URGENT)
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        serve(orders)


if __name__ == "__main__":
    main()
